"""Shows what a trouble report would hold and saves exactly that; collecting runs off the GUI thread."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desk_client.ports import DeskFault
from desk_client.services.trouble_report import Part, TroubleReport, save_bundle
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.work import Work
from dossier.messages import Message, message


class TroubleModel(QObject):
    """One report at a time: empty `parts` while it is collected, `told` after a try to save it."""

    changed = Signal()

    def __init__(self, report: TroubleReport, runner: Runner) -> None:
        super().__init__()
        self._report = report
        self._runner = runner
        self._work = Work()
        self.parts: tuple[Part, ...] = ()
        self.busy = False
        self.saved = False
        self.told: Message | None = None

    @property
    def name(self) -> str:
        """The name proposed for the file."""
        return self._report.name()

    def collect(self) -> None:
        """Collect anew; a report that was left before is forgotten."""
        self._work.stop()
        work = self._work = Work()
        self.parts, self.busy, self.saved, self.told = (), True, False, None
        self._runner.start(lambda: self._report.collect(work.stopped), self._show, self._failed, work)
        self.changed.emit()

    def leave(self) -> None:
        """Nobody waits for the report any more."""
        self._work.stop()

    def save(self, path: Path) -> None:
        """Save what is shown."""
        if self.busy or not self.parts:
            return
        self.busy, parts = True, self.parts
        self._runner.start(lambda: save_bundle(parts, path), lambda _none: self._say_saved(path), self._failed)
        self.changed.emit()

    def _show(self, parts: tuple[Part, ...]) -> None:
        self.parts, self.busy = parts, False
        self.changed.emit()

    def _say_saved(self, path: Path) -> None:
        self.busy, self.saved = False, True
        self.told = message("trouble.saved", path=str(path))
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.busy = False
        self.told = Message(fault.remedy) if isinstance(fault, DeskFault) else message("trouble.failed")
        self.changed.emit()
