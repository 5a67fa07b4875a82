"""Lets a person sit down at the desk: who may, password, tries left; locks it again and keeps everybody's drafts."""

from PySide6.QtCore import QObject, Signal

from desk_client.services.session import LoginFault, Session, Sessions
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.viewmodels.speaker import Speaker
from dossier.messages import Message
from dossier.roles import Person


class GateModel(QObject):
    """Login and lock; passwords are checked off the GUI thread and kept nowhere."""

    people_changed = Signal()
    failed = Signal(str)
    checking = Signal(bool)
    locked = Signal()
    doubted = Signal(str)
    """The machine's clock should be looked at: the sentence for the person who sat down."""

    def __init__(self, sessions: Sessions, runner: Runner, seat: Seat, speaker: Speaker) -> None:
        super().__init__()
        self._sessions = sessions
        self._runner = runner
        self._seat = seat
        self._speaker = speaker
        self._busy = False
        self.people: tuple[Person, ...] = ()
        self.last: Person | None = None

    def load(self) -> None:
        """Ask the store who may log in here."""
        self._runner.start(self._sessions.accounts, self._take_people)

    def enter(self, login: str, password: str) -> None:
        """Try to open a session; the outcome comes as `failed` or as a change of the seat."""
        name = login.strip().lower()
        if self._busy:
            return
        if not name or not password:
            self.failed.emit(self._speaker.say("login.missing_password" if name else "login.missing_login"))
            return
        self._busy = True
        self.checking.emit(True)  # noqa: FBT003 - Qt's signal

        def work() -> tuple[Session | LoginFault, int]:
            return self._sessions.login(name, password), self._sessions.tries_left(name)

        self._runner.start(work, lambda outcome: self._decide(*outcome), self._broke)

    def lock(self) -> None:
        """Leave the seat; screens and drafts stay as they are."""
        session = self._seat.session
        if session is not None:
            self.last = session.person
            self._seat.leave()
            self.locked.emit()

    def _take_people(self, people: tuple[Person, ...]) -> None:
        self.people = people
        self.people_changed.emit()

    def _decide(self, outcome: Session | LoginFault, left: int) -> None:
        self._free()
        if isinstance(outcome, Session):
            self.last = outcome.person
            self._seat.take(outcome)
            self._runner.start(self._sessions.clock_doubt, self._doubt)
        elif outcome is LoginFault.WRONG and left:
            self.failed.emit(self._speaker.say("login.wrong", left=left))
        elif outcome is LoginFault.WRONG:
            self.failed.emit(self._speaker.say("login.locked"))
        else:
            self.failed.emit(self._speaker.say(f"login.{outcome.value}"))

    def _doubt(self, doubt: Message | None) -> None:
        if doubt is not None:
            self.doubted.emit(self._speaker.speak(doubt))

    def _broke(self, fault: Exception) -> None:
        self._free()
        self.failed.emit(self._speaker.say("login.broken"))
        self._runner.fault.emit(fault)

    def _free(self) -> None:
        self._busy = False
        self.checking.emit(False)  # noqa: FBT003 - Qt's signal
