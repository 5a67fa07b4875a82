"""What can be shown of Windows without one: modules load without POSIX, the lock obeys `msvcrt`, job limits fit."""

import ctypes
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from desk_client.adapters import one_window
from desk_client.ports import DeskFault
from sandbox import confine_windows
from sandbox.limits import MEBIBYTE, Isolation, Limits
from tests.desk_client.windows.as_windows import fake_msvcrt


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a desk said in a process that has nothing of POSIX."""
    folder = tmp_path_factory.mktemp("windows") / "Máy của chị Hoa #1"
    done = subprocess.run(
        [sys.executable, "-m", "tests.desk_client.windows.as_windows", str(folder)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_every_module_of_a_desk_loads_without_posix(played: dict[str, object]) -> None:
    """No `fcntl`, `resource`, `pwd`, `os.getuid`, `AF_UNIX`: nothing is asked for that Windows has not."""
    assert played["broken"] == []


def test_a_store_opens_and_the_doctor_says_what_windows_lacks(played: dict[str, object]) -> None:
    """Printing and scanning have a sentence of their own there; the store takes any letter in its folder's name."""
    checks = played["checks"]
    assert isinstance(checks, dict)
    assert (checks["printer"], checks["scanner"]) == ("devices.printer.windows", "devices.scanner.windows")
    assert {"disk", "clock", "keys", "address", "card_reader", "sandbox"} <= checks.keys()


def test_a_child_is_asked_and_killed_in_time(played: dict[str, object]) -> None:
    """Without sessions to kill the process itself is ended; the next question is answered."""
    assert played["sandbox"] == ["page", "timed_out", "page"]


def test_nothing_is_called_printed(played: dict[str, object]) -> None:
    """Where there is no printing service there is no printer."""
    assert played["printed"] == "JobState.NO_PRINTER"


def test_the_second_window_is_refused_there_too(played: dict[str, object]) -> None:
    """One program on a store."""
    assert played["windows"] == ["taken", "already_open"]


def of_windows(msvcrt: ModuleType) -> ModuleType:
    """The lock as it is built on Windows."""
    spec = importlib.util.spec_from_file_location("one_window_of_windows", str(one_window.__file__))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "platform", "win32")
        patch.setitem(sys.modules, "msvcrt", msvcrt)
        spec.loader.exec_module(module)
    return module


@pytest.fixture(params=["own", "windows"])
def lock(request: pytest.FixtureRequest) -> ModuleType:
    """The lock of this system, and that of Windows over what `msvcrt.locking` is documented to do."""
    return one_window if request.param == "own" else of_windows(fake_msvcrt())


def test_a_folder_belongs_to_one_program_until_it_leaves(lock: ModuleType, tmp_path: Path) -> None:
    """Taken, refused to the second, free as soon as the first leaves, and never in the way of another folder."""
    first, second, elsewhere = (lock.OneWindow(folder) for folder in (tmp_path, tmp_path, tmp_path / "other"))
    (tmp_path / "other").mkdir()
    first.take()
    elsewhere.take()
    with pytest.raises(DeskFault) as refused:
        second.take()
    assert (refused.value.code, refused.value.retry) == ("already_open", True)
    first.leave()
    second.take()
    with pytest.raises(DeskFault):
        first.take()
    second.leave()
    second.leave()
    first.take()
    first.leave()
    elsewhere.leave()


class _Kernel:
    """Notes what a job is asked for, as kernel32 would be asked."""

    def __init__(self, *, takes: bool) -> None:
        self.wanted: confine_windows._ExtendedLimits | None = None
        self.entered: list[tuple[int | None, int | None]] = []
        self.CreateJobObjectW = _Function(lambda _security, _name: 44)
        self.GetCurrentProcess = _Function(lambda: 2**64 - 1)  # the documented pseudo handle, -1
        self.SetInformationJobObject = self._set if takes else lambda *_: 0
        self.AssignProcessToJobObject = self._assign

    def _set(self, job: ctypes.c_void_p, kind: int, limits: object, size: int) -> int:
        assert (job.value, kind, size) == (44, 9, 144)
        self.wanted = limits._obj  # type: ignore[attr-defined]  # what byref points at
        return 1

    def _assign(self, job: ctypes.c_void_p, process: ctypes.c_void_p) -> int:
        self.entered.append((job.value, process.value))
        return 1


class _Function(SimpleNamespace):
    """A foreign function that takes a `restype`."""

    def __init__(self, run: object) -> None:
        super().__init__(run=run, restype=None)

    def __call__(self, *arguments: object) -> object:
        return self.run(*arguments)


def confined(patch: pytest.MonkeyPatch, kernel: _Kernel) -> Isolation:
    """What a child of Windows reports after it went into its job."""
    patch.setattr(ctypes, "WinDLL", lambda name, use_last_error: kernel, raising=False)
    patch.setattr(confine_windows.sys, "platform", "win32")
    return confine_windows.confine(Limits(memory_bytes=256 * MEBIBYTE))


def test_a_child_of_windows_goes_into_a_job_with_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """One process, so much memory, dead with the job; the structure has the size of the 64-bit headers."""
    kernel = _Kernel(takes=True)
    walls = confined(monkeypatch, kernel)
    monkeypatch.undo()
    assert walls == Isolation(memory_limited=True, network_cut=False, processes_limited=True)
    assert kernel.entered == [(44, 2**64 - 1)]
    assert kernel.wanted is not None
    basic = kernel.wanted.BasicLimitInformation
    assert (basic.LimitFlags, basic.ActiveProcessLimit) == (0x8 | 0x100 | 0x400 | 0x2000, 1)
    assert kernel.wanted.ProcessMemoryLimit == 256 * MEBIBYTE
    assert (ctypes.sizeof(basic), type(basic).LimitFlags.offset, type(basic).ActiveProcessLimit.offset) == (64, 16, 40)


def test_a_job_that_windows_refuses_is_told_as_no_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is claimed that was not granted, and the process is put into no job without limits."""
    kernel = _Kernel(takes=False)
    walls = confined(monkeypatch, kernel)
    monkeypatch.undo()
    assert walls == Isolation(memory_limited=False, network_cut=False, processes_limited=False)
    assert kernel.entered == []
