"""Looks at the areas of the doctor one after the other off the GUI thread; a person may stop it between two of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desk_client.services.checks import Area, Check
from desk_client.services.doctor import Doctor
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.work import Work


class Examination(QObject):
    """Findings arrive area by area; what a stopped look did not reach keeps its older findings: `left` names it."""

    changed = Signal()
    _reached = Signal(object, object)
    _found = Signal(object, object, object)

    def __init__(self, doctor: Callable[[], Doctor], runner: Runner) -> None:
        super().__init__()
        self._doctor = doctor
        self._runner = runner
        self._work: Work | None = None
        self._seen: list[Area] = []
        self.checks: tuple[Check, ...] = ()
        self.area: Area | None = None
        self.left: tuple[Area, ...] = ()
        self._reached.connect(self._reach)
        self._found.connect(self._find)

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._work is not None

    @property
    def place(self) -> int:
        """Which of the areas is looked at, from 1."""
        return len(self._seen) + 1

    def begin(self) -> None:
        """Look at everything anew, unless that is under way."""
        if self._work is not None:
            return
        work = self._work = Work()
        self._seen, self.area, self.left = [], None, ()

        def job() -> None:
            for area, look in self._doctor().looks():
                if work.stopped():
                    return
                self._reached.emit(work, area)
                self._found.emit(work, area, look())

        self._runner.start(job, lambda _none: self._end(work), lambda fault: self._broke(work, fault))
        self.changed.emit()

    def stop(self) -> None:
        """Look at no further area; what the one in hand says does not count any more."""
        if self._work is not None:
            self._work.stop()
            self._work = None
            self.left = tuple(area for area in Area if area not in self._seen)
            self.changed.emit()

    def put(self, area: Area, checks: tuple[Check, ...]) -> bool:
        """Put the findings of one area in the place of its older ones; tells whether they are different."""
        before = self.checks
        found = {one: tuple(check for check in before if check.area is one) for one in Area} | {area: checks}
        self.checks = tuple(check for one in Area for check in found[one])
        return self.checks != before

    def _reach(self, work: Work, area: Area) -> None:
        if work is self._work:
            self.area = area
            self.changed.emit()

    def _find(self, work: Work, area: Area, checks: tuple[Check, ...]) -> None:
        if work is self._work:
            self._seen.append(area)
            self.put(area, checks)
            self.changed.emit()

    def _end(self, work: Work) -> None:
        if work is self._work:
            self._work = None
            self.changed.emit()

    def _broke(self, work: Work, fault: Exception) -> None:
        self._end(work)
        self._runner.fault.emit(fault)
