"""Lets a person sit down at the desk: who may, password, tries left; locks it again and keeps everybody's drafts."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.viewmodels.speaker import Speaker
from dossier.messages import Message
from dossier.roles import Person

if TYPE_CHECKING:
    from desk_client.services.session import LoginFault, Session, Sessions


class GateModel(QObject):
    """Login and lock; passwords are checked off the GUI thread and kept nowhere.

    The login may stand before the store is open: it then shows who was known last, and an Enter waits for the store.
    """

    people_changed = Signal()
    failed = Signal(str)
    checking = Signal(bool)
    locked = Signal()
    ended = Signal(str)
    """The centre took the account or every role of who sits here: the sentence for him."""
    doubted = Signal(str)
    """The machine's clock should be looked at: the sentence for the person who sat down."""

    def __init__(self, runner: Runner, seat: Seat, speaker: Speaker, people: tuple[Person, ...] = ()) -> None:
        super().__init__()
        self._sessions: Sessions | None = None
        self._waiting: tuple[str, str] | None = None
        self._runner = runner
        self._seat = seat
        self._speaker = speaker
        self._busy = False
        self.people = people
        self.last: Person | None = None

    def open(self, sessions: "Sessions") -> None:
        """The store is open: ask who may log in here, and try the password that waits for it."""
        self._sessions = sessions
        self._runner.start(sessions.accounts, self._take_people)
        if self._waiting is not None:
            waiting, self._waiting = self._waiting, None
            self._try(sessions, *waiting)

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
        if self._sessions is None:
            self._waiting = (name, password)
        else:
            self._try(self._sessions, name, password)

    def lock(self) -> None:
        """Leave the seat; screens and drafts stay as they are."""
        session = self._seat.session
        if session is not None:
            self.last = session.person
            self._seat.leave()
            self.locked.emit()

    def look_again(self) -> None:
        """The centre may have changed people: who may log in here, and whether who sits here still may."""
        sessions, session = self._sessions, self._seat.session
        if sessions is not None:
            # A store that cannot be read now is told by what it is needed for; the next news looks again.
            self._runner.start(lambda: sessions.look(session), lambda seen: self._see(session, *seen), lambda _: None)

    def _see(self, session: "Session | None", people: tuple[Person, ...], fault: "LoginFault | None") -> None:
        if people != self.people:
            self._take_people(people)
        if session is not None and fault is not None and session is self._seat.session:
            self.ended.emit(self._speaker.say(f"login.ended.{fault.value}", name=session.person.name))

    def _try(self, sessions: "Sessions", name: str, password: str) -> None:
        def work() -> "tuple[Session | LoginFault, int]":
            return sessions.login(name, password), sessions.tries_left(name)

        self._runner.start(work, lambda outcome: self._decide(sessions, *outcome), self._broke)

    def _take_people(self, people: tuple[Person, ...]) -> None:
        self.people = people
        self.people_changed.emit()

    def _decide(self, sessions: "Sessions", outcome: "Session | LoginFault", left: int) -> None:
        from desk_client.services.session import LoginFault  # noqa: PLC0415  the login stands before this is loaded

        self._free()
        if not isinstance(outcome, LoginFault):
            self.last = outcome.person
            self._seat.take(outcome)
            self._runner.start(sessions.clock_doubt, self._doubt)
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
