"""Warns when the same citizen has an open dossier of the same procedure on this desk, with or without a line."""

from PySide6.QtCore import QObject, Signal

from desk_client.services.intake import Intake
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.viewmodels.receive_holder import Holder
from desk_client.viewmodels.runner import Runner
from dossier.messages import Message, message
from dossier.state import Dossier


class TwinWatch(QObject):
    """`notice` says it while it is so, `dossier` is the other one; it holds nothing back: the clerk knows why."""

    changed = Signal()

    def __init__(self, holder: Holder, intake: Intake, runner: Runner) -> None:
        super().__init__()
        self._holder = holder
        self._intake = intake
        self._runner = runner
        self._asked: tuple[str, str, str] = ("", "", "")
        self.twin: Dossier | None = None
        holder.changed.connect(lambda _aspect: self._follow())

    @property
    def notice(self) -> Message | None:
        """Which dossier it is, since when, and what to do."""
        if self.twin is None:
            return None
        at = self.twin.clock.accepted_at
        day = "" if at is None else f"{at:%d/%m/%Y}"
        code = code_tail(self.twin.code) or self.twin.way.request
        return message("receive.twin" if day else "receive.twin_waiting", code=code, day=day)

    def _follow(self) -> None:
        sheet = self._holder.sheet
        asked = (sheet.applicant.id_number.replace(" ", ""), sheet.procedure, sheet.dossier)
        if asked == self._asked:
            return
        self._asked = asked
        self._show(asked, None)
        if asked[0] and asked[1]:
            self._runner.start(lambda: self._intake.twin_of(*asked), lambda found: self._show(asked, found))

    def _show(self, asked: tuple[str, str, str], found: Dossier | None) -> None:
        if asked == self._asked and found != self.twin:
            self.twin = found
            self.changed.emit()
