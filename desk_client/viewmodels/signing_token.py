"""Watches the token while somebody may sign: looks off the GUI thread, tells only what changed, never asks a PIN."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.services.tokens import Tokens, TokenSight
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from dossier.messages import Message, message

LOOK_MS = 600
"""Plugging in and out is seen within a second."""


class TokenWatch(QObject):
    """The token as it stands; a fault of its driver is a state of its own and ends no watch."""

    changed = Signal()

    def __init__(self, tokens: Tokens, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._tokens = tokens
        self._runner = runner
        self._seat = seat
        self._looking = False
        self._asked = 0
        self.sight: TokenSight | None = None
        self.known = False
        self.broken = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Watch from now on."""
        if not self._timer.isActive():
            self._timer.start()
            self.look()

    def stop(self) -> None:
        """Leave the token alone: nobody looks, or it is signing."""
        self._timer.stop()

    def forget(self) -> None:
        """Another person sits down."""
        self._asked += 1
        self._looking = False
        self.sight, self.known, self.broken = None, False, False
        self.changed.emit()

    def look(self) -> None:
        """Look once, unless a look is still under way."""
        session = self._seat.session
        if session is None or self._looking:
            return
        self._looking = True
        asked = self._asked
        self._runner.start(
            lambda: self._tokens.look(session.person), self._newest(asked, broken=False), self._broke(asked)
        )

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

    def _newest(self, asked: int, *, broken: bool) -> Callable[[TokenSight | None], None]:
        def seen(sight: TokenSight | None) -> None:
            if asked != self._asked:
                return
            self._looking = False
            now = (sight, True, broken)
            if now != (self.sight, self.known, self.broken):
                self.sight, self.known, self.broken = now
                self.changed.emit()

        return seen

    def _broke(self, asked: int) -> Callable[[Exception], None]:
        tell = self._newest(asked, broken=True)
        return lambda _fault: tell(None)
