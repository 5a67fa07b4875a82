"""The PIN goes only to the token: after right, wrong and crashed use nothing that is left or seen has it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from signing_papers import PIN, plain_pdf

pytestmark = pytest.mark.slow
WRONG = "khong-phai-PIN-7Q"
FORMS = [word.encode(code) for word in (PIN, WRONG) for code in ("utf-8", "utf-16-le", "utf-32-le")]
Run = Callable[[str, str], "Seen"]


class Seen:
    """What a run of the program left, and what anybody could see of it and its children while it ran."""

    def __init__(self, code: int, said: bytes, outside: list[bytes], folder: Path) -> None:
        self.code = code
        self.outside = outside
        self._said = said
        self._folder = folder

    def traces(self) -> list[str]:
        """Where a PIN is found; the files are those of the whole folder, a memory image too."""
        found = [str(path) for path in self._folder.rglob("*") if path.is_file() and holds_pin(path.read_bytes())]
        if holds_pin(self._said):
            found.append("said")
        return found + ["process" for one in self.outside if holds_pin(one)]

    def images(self) -> list[str]:
        """Memory images that a crash left."""
        return [path.name for path in self._folder.iterdir() if path.name.startswith("core")]


def holds_pin(data: bytes) -> bool:
    """Whether one of the two PINs is in the bytes, in any of Python's widths."""
    return any(form in data for form in FORMS)


@pytest.fixture
def run(strange_module: Path, softhsm_module: Path, tmp_path: Path) -> Run:
    """Runs `motcua-desk sign` over a strange driver, in a folder that takes memory images of any size."""

    def begin(how: str, pin: str) -> Seen:
        (tmp_path / "a.pdf").write_bytes(plain_pdf())
        words = [
            "sh",
            "-c",
            'ulimit -c "$(ulimit -H -c)"; exec "$@"',
            "sh",
            sys.executable,
            "-X",
            "faulthandler",
            "-m",
            "desk_client",
            "sign",
            "a.pdf",
            "--pin-stdin",
            "--json",
        ]
        words += ["--module", str(strange_module), "--token", "rsa", "--kind", "leader", "--out", "out"]
        own = {"STRANGE": how, "STRANGE_INNER": str(softhsm_module), "MOTCUA_DATA_DIR": str(tmp_path / "data")}
        path = os.pathsep.join(entry or str(Path.cwd()) for entry in sys.path)
        environment = {name: word for name, word in os.environ.items() if not name.startswith("PYTEST")}
        process = subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**environment, **own, "PYTHONPATH": path, "LANG": "vi_VN.UTF-8"},
            cwd=tmp_path,
        )
        watch = Outside(process.pid)
        said, _ = process.communicate(f"{pin}\n".encode(), timeout=100)
        return Seen(process.returncode, said, watch.stop(), tmp_path)

    return begin


class Outside:
    """Looks at the words and the environment of a process and its children until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._seen: set[bytes] = set()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(pid,))
        self._thread.start()

    def stop(self) -> list[bytes]:
        """What was seen."""
        self._end.set()
        self._thread.join()
        return list(self._seen)

    def _look(self, pid: int) -> None:
        while not self._end.wait(0.05):
            for one in (pid, *_children(pid)):
                for name in ("cmdline", "environ"):
                    try:
                        self._seen.add(Path(f"/proc/{one}/{name}").read_bytes())
                    except OSError:
                        continue  # it ended meanwhile


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from (int(one) for one in task.read_text().split())
        except OSError:
            continue


@pytest.mark.parametrize(
    ("how", "pin", "code"), [("", PIN, 0), ("", WRONG, 6), ("login-crash", PIN, 7)], ids=["right", "wrong", "crashed"]
)
def test_no_trace_of_a_pin_is_left(run: Run, how: str, pin: str, code: int) -> None:
    """Right, wrong, and a driver that crashes with the PIN in its hands: no file, image, word or process has it."""
    seen = run(how, pin)
    assert seen.traces() == []
    assert seen.images() == []
    assert any(b"driver_child" in one for one in seen.outside)
    assert seen.code == code


def test_the_search_finds_what_it_looks_for(tmp_path: Path) -> None:
    """A PIN in a file, in what was said, in a process; and a memory image by its name."""
    (tmp_path / "core.7").write_bytes(b"..." + PIN.encode("utf-32-le"))
    seen = Seen(0, f"PIN {WRONG}".encode(), [b"--pin\0" + PIN.encode()], tmp_path)
    assert seen.traces() == [str(tmp_path / "core.7"), "said", "process"]
    assert seen.images() == ["core.7"]
