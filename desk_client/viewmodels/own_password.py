"""Changes the password of the person who sits here, without widgets; keeps neither the old nor the new one."""

from PySide6.QtCore import QObject, Signal

from desk_client.services.own_password import OwnPassword
from desk_client.viewmodels.dossier_words import fault_message
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.viewmodels.work import Work
from dossier.messages import message


class PasswordModel(QObject):
    """One question at a time; `answered` (whether it is done, words) tells how it ended."""

    answered = Signal(bool, object)

    def __init__(self, case: OwnPassword, line: LineModel, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._case = case
        self._line = line
        self._runner = runner
        self._seat = seat

    @property
    def seated(self) -> bool:
        """Whether somebody sits here."""
        return self._seat.session is not None

    def change(self, old: str, new: str) -> None:
        """Ask the centre; who stops waiting is told that it may have been changed all the same."""
        session = self._seat.session
        if session is None:
            return
        work = Work(message("password.asking"), lambda: self._tell("password.left"))
        self._runner.start(
            lambda: self._case.change(session, old, new),
            lambda answer: self._answered(done=answer.done, words=answer.message),
            lambda fault: self._answered(done=False, words=fault_message(fault)),
            work,
        )

    def _tell(self, words: str) -> None:
        self._answered(done=False, words=message(words))

    def _answered(self, *, done: bool, words: object) -> None:
        self.answered.emit(done, words)
        if done:
            self._line.send_now()  # the next page brings the new verifier to this desk too
