"""Watches the tokens while somebody sits here: the one source for the sign screen and the status bar; asks no PIN."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.services.tokens import Tokens, TokenSeen, TokenSight, sight_for
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from dossier.messages import Message, message
from dossier.roles import Person

LOOK_MS, CALM_MS = 600, 3_000
"""On the sign screen plugging in and out is seen within a second, elsewhere within a few."""


class TokenWatch(QObject):
    """The token as it stands; a fault of its driver is a state of its own and ends no watch.

    `looked` carries how all tokens stand whenever that changed, `changed` tells it of the one to sign with.
    """

    changed = Signal()
    looked = Signal(object)

    def __init__(self, tokens: Tokens, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._tokens = tokens
        self._runner = runner
        self._seat = seat
        self._looking = False
        self._asked = 0
        self._seen: tuple[TokenSeen, ...] | None = None
        self.sight: TokenSight | None = None
        self.known = False
        self.broken = False
        self._timer = QTimer(self)
        self._timer.setInterval(CALM_MS)
        self._timer.timeout.connect(self.look)

    def follow(self) -> None:
        """Watch whenever somebody sits here, from now on."""
        self._seat.changed.connect(self._follow_seat)
        self._follow_seat()

    def _follow_seat(self) -> None:
        if self._seat.session is None:
            self.stop()
        else:
            self.start(closely=False)

    def start(self, *, closely: bool = True) -> None:
        """Watch from now on, closely where somebody is about to sign."""
        self._timer.start(LOOK_MS if closely else CALM_MS)
        self.look()

    def stop(self) -> None:
        """Leave the token alone: nobody sits here, or it is signing."""
        self._timer.stop()

    def forget(self) -> None:
        """Another person sits down."""
        self._asked += 1
        self._looking = False
        self._seen, self.sight, self.known, self.broken = None, None, False, False
        self.changed.emit()

    def look(self) -> None:
        """Look once, unless a look is still under way."""
        session = self._seat.session
        if session is None or self._looking:
            return
        self._looking = True
        asked = self._asked
        self._runner.start(self._tokens.look, self._newest(asked, session.person), self._broke(asked))

    def gap(self) -> Message | None:
        """Why no PIN can be asked now, or None."""
        sight = self.sight
        if not self.known:
            return message("sign.gap.token_unknown")
        if self.broken:
            return message("token.trouble.broken")
        if sight is None:
            return message("sign.gap.no_token")
        fault = sight.state.first_fault
        if fault is not None:
            return Message(fault.finding.message)
        if not sight.state.ready:
            return message("sign.gap.token_unknown")
        return None if sight.own else message("signing.wrong_person")

    def _newest(self, asked: int, person: Person) -> Callable[[tuple[TokenSeen, ...]], None]:
        def seen(tokens: tuple[TokenSeen, ...]) -> None:
            if asked == self._asked:
                self._take(sight_for(person, tokens), broken=False)
                if tokens != self._seen:
                    self._seen = tokens
                    self.looked.emit(tokens)

        return seen

    def _broke(self, asked: int) -> Callable[[Exception], None]:
        def broke(_fault: Exception) -> None:
            if asked == self._asked:
                self._take(None, broken=True)

        return broke

    def _take(self, sight: TokenSight | None, *, broken: bool) -> None:
        self._looking = False
        now = (sight, True, broken)
        if now != (self.sight, self.known, self.broken):
            self.sight, self.known, self.broken = now
            self.changed.emit()
