"""A desk's program in a process that believes itself on Windows: what only POSIX has is hidden, `msvcrt` behaves as
documented. Run with a folder; prints one JSON object. It is no Windows: files, sockets and processes stay Linux's."""

import errno
import importlib
import json
import os
import pkgutil
import signal
import socket
import subprocess
import sys
import types
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path

OWN = (
    "dossier",
    "central_sync",
    "token_signing",
    "printing",
    "scanning",
    "sandbox",
    "command_line",
    "desk_client",
    "resources",
)
POSIX_MODULES = frozenset(
    ("fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "crypt", "posix", "sane", "_sane")
)
# Names that the standard library itself needs on Linux (statvfs, SIGKILL, ...) cannot be hidden from us alone.
POSIX_NAMES = {
    os: ("getuid", "geteuid", "getgid", "fork", "setsid", "killpg", "getpgid", "chown", "mkfifo", "uname", "getloadavg",
         "sysconf", "O_DIRECTORY", "O_NOFOLLOW", "posix_fallocate", "fdatasync", "sched_getaffinity"),
    signal: ("SIGXCPU", "SIGHUP", "SIGUSR1", "SIGALRM", "SIGPIPE", "alarm", "setitimer"),
    socket: ("AF_UNIX",),
}  # fmt: skip
LIBRARIES = (
    *("PySide6.QtWidgets", "PySide6.QtSvg", "sqlalchemy", "sqlcipher3.dbapi2", "alembic.command", "requests"),
    *("keyring", "keyring.backends.fail", "platformdirs", "pikepdf", "pypdfium2", "PIL.Image", "msgspec", "argon2"),
    *("reportlab.pdfgen.canvas", "pyhanko.sign.signers", "pyhanko.sign.validation", "pkcs11", "cryptography.x509"),
    *("zstandard", "segno", "barcode", "fontTools.subset", "faulthandler", "zipfile", "tempfile", "http.client"),
)
"""Loaded as what they are here, before the process changes its mind about where it runs."""


class Hidden:
    """A finder that knows no module of POSIX."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> ModuleSpec | None:
        """Say that there is none."""
        del path, target
        if name in POSIX_MODULES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None


def fake_msvcrt() -> types.ModuleType:
    """`msvcrt.locking` by its documentation: a region of bytes from the file's position, held against other handles.

    A region that is locked is refused with OSError, also to the same process; only the very same region of the very
    same handle can be unlocked; a lock outlives `close` for an unspecified time.
    """
    module = types.ModuleType("msvcrt")
    held: dict[tuple[int, int], dict[int, tuple[int, int]]] = {}

    def locking(handle: int, mode: int, count: int) -> None:
        facts = os.fstat(handle)
        regions = held.setdefault((facts.st_dev, facts.st_ino), {})
        start = os.lseek(handle, 0, os.SEEK_CUR)
        wanted = (start, start + count)
        if mode == 0:
            if regions.get(handle) != wanted:
                raise PermissionError(errno.EACCES, "not locked by this handle")
            del regions[handle]
        elif any(first < wanted[1] and wanted[0] < last for first, last in regions.values()):
            raise PermissionError(errno.EACCES, "locked")
        else:
            regions[handle] = wanted

    module.__dict__.update(locking=locking, LK_UNLCK=0, LK_LOCK=1, LK_NBLCK=2, LK_RLCK=3, LK_NBRLCK=4)
    return module


def become_windows() -> None:
    """Load the libraries as what they are, then hide what Windows has not."""
    for name in LIBRARIES:
        importlib.import_module(name)
    sys.meta_path.insert(0, Hidden())
    for name in POSIX_MODULES:
        sys.modules.pop(name, None)
    for module, names in POSIX_NAMES.items():
        for name in names:
            if hasattr(module, name):
                delattr(module, name)
    subprocess.CREATE_NO_WINDOW = 0  # type: ignore[attr-defined]  # Linux takes no flags
    sys.modules["msvcrt"] = fake_msvcrt()
    sys.platform = "win32"


def import_everything() -> list[str]:
    """Import every module that a desk is made of; those that could not be, with why."""
    broken = []
    for package in OWN:
        top = importlib.import_module(package)
        for found in pkgutil.walk_packages(top.__path__, f"{package}."):
            if found.name.rpartition(".")[2] in ("__main__", "env") or ".migrations.versions." in found.name:
                continue  # programs, and what Alembic runs by file
            try:
                importlib.import_module(found.name)
            except Exception as fault:
                broken.append(f"{found.name}: {type(fault).__name__}: {fault}")
    return broken


def play(folder: Path) -> dict[str, object]:
    """Open a new machine, look at it, lock it, run the sandbox, print: what each said."""
    from desk_client import bootstrap
    from desk_client.adapters.one_window import OneWindow
    from desk_client.ports import DeskFault
    from desk_client.settings import decode
    from sandbox.limits import Limits
    from sandbox.outcome import Done, Failed
    from sandbox.runner import Sandbox

    settings = decode("", {"MOTCUA_DATA_DIR": str(folder), "MOTCUA_KEY_STORE": "file"})
    machine = bootstrap.open_machine(settings)
    checks = {check.id: check.fact.id for check in bootstrap.open_doctor(machine, None).examine()}
    machine.writer.close()
    machine.engine.dispose()
    said: list[str] = []
    first, second = OneWindow(folder), OneWindow(folder)
    for right in (first, second):
        try:
            right.take()
            said.append("taken")
        except DeskFault as fault:
            said.append(fault.code)
    first.leave()
    second.take()
    second.leave()
    runs = []
    with Sandbox(Limits(seconds=1.0)) as sandbox:
        for name in ("echo", "loop_for_ever", "echo"):
            outcome = sandbox.run(f"tests.sandbox.hostile:{name}", b"page")
            runs.append(outcome.answer.decode() if isinstance(outcome, Done) else outcome.code.value)
            assert isinstance(outcome, Done | Failed)
    printed = bootstrap.open_spooler().submit(b"%PDF", "Giấy hẹn", "", "A5", 1)
    return {"checks": checks, "windows": said, "sandbox": runs, "printed": str(printed)}


def main(folder: str) -> None:
    """Print what came of it."""
    become_windows()
    broken = import_everything()
    print(json.dumps({"broken": broken} | ({} if broken else play(Path(folder)))))


if __name__ == "__main__":
    main(sys.argv[1])
