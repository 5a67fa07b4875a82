"""Looks at the areas of the doctor one after the other off the GUI thread; a person may stop it between two of them."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from desk_client.services.doctor import Area, Check, Doctor
from desk_client.viewmodels.attempt import Attempt
from desk_client.viewmodels.runner import Runner


class Examination(QObject):
    """Findings arrive area by area; what a stopped look did not reach keeps its older findings: `left` names it."""

    changed = Signal()
    _reached = Signal(object, object)
    _found = Signal(object, object, object)

    def __init__(self, doctor: Callable[[], Doctor], runner: Runner) -> None:
        super().__init__()
        self._doctor = doctor
        self._runner = runner
        self._attempt: Attempt | None = None
        self._seen: list[Area] = []
        self.checks: tuple[Check, ...] = ()
        self.area: Area | None = None
        self.left: tuple[Area, ...] = ()
        self._reached.connect(self._reach)
        self._found.connect(self._find)

    @property
    def busy(self) -> bool:
        """Whether a look is under way."""
        return self._attempt is not None

    @property
    def place(self) -> int:
        """Which of the areas is looked at, from 1."""
        return len(self._seen) + 1

    def begin(self) -> None:
        """Look at everything anew, unless that is under way."""
        if self._attempt is not None:
            return
        attempt = self._attempt = Attempt()
        self._seen, self.area, self.left = [], None, ()

        def work() -> None:
            for area, look in self._doctor().looks():
                if attempt.stopped():
                    return
                self._reached.emit(attempt, area)
                self._found.emit(attempt, area, look())

        self._runner.start(work, lambda _none: self._end(attempt), lambda fault: self._broke(attempt, fault))
        self.changed.emit()

    def stop(self) -> None:
        """Look at no further area; what the one in hand says does not count any more."""
        if self._attempt is not None:
            self._attempt.stop()
            self._attempt = None
            self.left = tuple(area for area in Area if area not in self._seen)
            self.changed.emit()

    def put(self, area: Area, checks: tuple[Check, ...]) -> bool:
        """Put the findings of one area in the place of its older ones; tells whether they are different."""
        before = self.checks
        found = {one: tuple(check for check in before if check.area is one) for one in Area} | {area: checks}
        self.checks = tuple(check for one in Area for check in found[one])
        return self.checks != before

    def _reach(self, attempt: Attempt, area: Area) -> None:
        if attempt is self._attempt:
            self.area = area
            self.changed.emit()

    def _find(self, attempt: Attempt, area: Area, checks: tuple[Check, ...]) -> None:
        if attempt is self._attempt:
            self._seen.append(area)
            self.put(area, checks)
            self.changed.emit()

    def _end(self, attempt: Attempt) -> None:
        if attempt is self._attempt:
            self._attempt = None
            self.changed.emit()

    def _broke(self, attempt: Attempt, fault: Exception) -> None:
        self._end(attempt)
        self._runner.fault.emit(fault)
