"""Measures the built desk: its size, and how long from its start until a person can use the window.

The store is that of a desk enrolled at a real centre of the same run; the centre is gone when the desk starts.
"""

import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import Figure, at_most
from benchmarks.subject import Subject
from benchmarks.timing import quantile
from rehearsal.processes import Children
from rehearsal.province import OFFICE, PASSWORD, World, serve

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "build" / "installer" / "motcua-desk" / "motcua-desk"
_STARTS = 11
_BARE = """
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
class Sight(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            app.quit()
        return False
app = QApplication([])
window, sight = QWidget(), Sight()
window.installEventFilter(sight)
window.show()
app.exec()
"""


class BuildFault(Exception):
    """The built program could not be made, or did not do what it was asked: in one line."""


@dataclass(frozen=True, slots=True)
class Start:
    """One start: seconds of the clock and of processor time."""

    clock: float
    processor: float


def enrolled_desk(program: Sequence[str], folder: Path) -> dict[str, str]:
    """Enrol the program at a centre made for it, end the centre; the environment in which that desk lives.

    Raises ChildFault or BuildFault.
    """
    world = World(folder)
    for path in (world.centre, world.desk, world.simulators):
        path.mkdir(parents=True)
    secret = folder / "password"
    secret.write_text(PASSWORD, encoding="utf-8")
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MOTCUA_")}
    environment |= world.desk_environment("", "") | {"QT_QPA_PLATFORM": "offscreen"}
    children = Children(folder / "logs")

    def admin(*words: str) -> str:
        return children.run("admin", ("central_server", "--data", str(world.centre), *words), {"MOTCUA_CLOCK": ""})

    try:
        admin("init", "--json")
        person = ("--name", "Nguyễn Thị Hoa", "--title", "Công chức Một cửa", "--login", "hoa", "--role", "intake")
        days = ("--from", "2018-01-01")
        admin("office-add-person", "--office", OFFICE, *person, *days, "--password-file", str(secret), "--json")
        address = f"http://127.0.0.1:{serve(world, children, '')}"
        slices = ("--slice", "1-499", *days, "--until", "2199-12-31")
        told = json.loads(admin("desk-code", "--office", OFFICE, *slices, "--address", address, "--json"))
        answer = ask(program, ("enrol", "--ticket", told["ticket"], "--json"), environment)
        if not answer.get("enrolled") or answer.get("error"):
            raise BuildFault(f"the built desk did not enrol: {answer}")
    finally:
        children.end_all()
    return environment


def ask(program: Sequence[str], words: Sequence[str], environment: Mapping[str, str]) -> dict[str, object]:
    """What a command of the program says as JSON; raises BuildFault with its last words when it says none."""
    done = subprocess.run(  # noqa: S603 - our own program, no shell
        [*program, *words], capture_output=True, text=True, check=False, env=dict(environment)
    )
    try:
        return dict(json.loads(done.stdout))
    except ValueError as fault:
        last = (done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1]
        raise BuildFault(f"{' '.join(words)}: {last}") from fault


def start(words: Sequence[str], environment: Mapping[str, str]) -> Start:
    """Start a program that leaves once its window was painted; raises BuildFault when it fails."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(  # noqa: S603 - as above
        words, capture_output=True, text=True, check=False, env=dict(environment)
    )
    clock, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise BuildFault((done.stderr.strip().splitlines() or [f"exit {done.returncode}"])[-1])
    return Start(clock, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def measure(folder: Path) -> Iterator[Figure]:
    """Build when there is no newer build, then size and start, turn by turn with a bare window and the source."""
    subprocess.run([sys.executable, str(ROOT / "packaging" / "build_desk.py"), "--when-old"], check=True)  # noqa: S603
    size = sum(path.stat().st_size for path in PROGRAM.parent.rglob("*") if path.is_file() and not path.is_symlink())
    yield Figure("installer size", size / 1e6, "MB")
    environment = enrolled_desk([str(PROGRAM)], folder)
    calls = {
        "built": [str(PROGRAM), "--until-shown"],
        "source": [sys.executable, "-m", "desk_client", "--until-shown"],
        "bare": [sys.executable, "-c", _BARE],
    }
    starts: dict[str, list[Start]] = {name: [] for name in calls}
    for _ in range(_STARTS):
        for name, words in calls.items():
            starts[name].append(start(words, environment))
    clock = {name: quantile([one.clock for one in list_], 0.5) for name, list_ in starts.items()}
    used = {name: quantile([one.processor for one in list_], 0.5) for name, list_ in starts.items()}
    others = f"processor {used['built']:.2f} s; from source {clock['source']:.2f} s; bare window {clock['bare']:.2f} s"
    ratio = f"median of {_STARTS}; {clock['built'] / clock['bare']:.1f} × a bare window"
    yield Figure("start of the built desk", clock["built"], "s", at_most(1), f"{ratio}; {others}")


SUBJECT = Subject("built desk", measure)
