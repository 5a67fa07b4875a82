"""Watches the tokens while somebody sits here: the one source for the sign screen and the status bar; asks no PIN.

The card service says at once when a card or a reader comes or goes. Only what it does not know of is looked at by
the clock: simulated tokens, drivers with no reader under them, machines whose card service cannot be asked.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.services.tokens import OwnCertificate, Tokens, TokenSeen, TokenSight, sight_for
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from dossier.messages import Message, message
from token_signing.devices.port import Finding, Layer

if TYPE_CHECKING:
    from token_signing.devices.readers import ReaderWatch

LOOK_MS, CALM_MS = 600, 900
"""How often tokens are looked at that no event tells of, on the sign screen and elsewhere."""
REST_MS = 60_000
"""The same where events tell: a net under them."""


class TokenWatch(QObject):
    """The token as it stands; a fault of its driver is a state of its own and ends no watch.

    `looked` carries how all tokens stand whenever that changed, `changed` tells it of the one to sign with,
    `readers_changed` says that a card or a reader came or went.
    """

    changed = Signal()
    looked = Signal(object)
    readers_changed = Signal()
    _stirred = Signal()

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
        self._readers: ReaderWatch | None = None
        self._asking_readers = False
        self._closed = False
        self._closely = False
        self._again = False
        self._stirred.connect(self._stir)

    def close(self) -> None:
        """The program ends: no thread of ours is left."""
        self._timer.stop()
        self._closed = True
        readers, self._readers = self._readers, None
        if readers is not None:
            readers.stop()

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
        """Watch from now on, closely where somebody is about to sign; a closed watch stays closed."""
        if self._closed:
            return
        self._closely = closely
        self._timer.start(self._pace())
        self._hear_readers()
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
        if session is None or self._looking or self._closed:
            return
        self._looking = True
        asked, again, self._again = self._asked, self._again, False
        self._runner.start(
            lambda: (self._tokens.look(again=again), self._tokens.own_certificates(session)),
            self._newest(asked),
            self._broke(asked),
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

    def _hear_readers(self) -> None:
        """Begin to hear of cards and readers; finding the drivers may take a moment, so not on this thread."""
        if self._readers is None and not self._asking_readers:
            self._asking_readers = True
            self._runner.start(
                lambda: self._tokens.watch_readers(lambda _state: self._stirred.emit()),
                self._heard,
                lambda _fault: None,
            )

    def _heard(self, readers: "ReaderWatch | None") -> None:
        if readers is not None and self._closed:
            readers.stop()
        else:
            self._readers = readers

    def _stir(self) -> None:
        """A card or a reader came or went; while a token signs, it is let alone."""
        self.readers_changed.emit()
        if self._timer.isActive():
            self._again = True
            self.look()

    def _pace(self) -> int:
        told = self._readers is not None and bool(self._seen) and all(_told_by_events(one) for one in self._seen or ())
        return REST_MS if told else LOOK_MS if self._closely else CALM_MS

    def _newest(self, asked: int) -> Callable[[tuple[tuple[TokenSeen, ...], OwnCertificate]], None]:
        def seen(found: tuple[tuple[TokenSeen, ...], OwnCertificate]) -> None:
            tokens, owns = found
            if asked == self._asked:
                self._take(sight_for(owns, tokens), broken=False)
                if tokens != self._seen:
                    self._seen = tokens
                    self.looked.emit(tokens)
                self._look_on()

        return seen

    def _broke(self, asked: int) -> Callable[[Exception], None]:
        def broke(_fault: Exception) -> None:
            if asked == self._asked:
                self._take(None, broken=True)
                self._look_on()

        return broke

    def _look_on(self) -> None:
        """What came meanwhile is looked at now; the clock goes on as what was seen needs it."""
        if self._timer.isActive():
            if self._timer.interval() != self._pace():
                self._timer.start(self._pace())
            if self._again:
                self.look()

    def _take(self, sight: TokenSight | None, *, broken: bool) -> None:
        self._looking = False
        now = (sight, True, broken)
        if now != (self.sight, self.known, self.broken):
            self.sight, self.known, self.broken = now
            self.changed.emit()


def _told_by_events(seen: TokenSeen) -> bool:
    """Whether the card service says when this token comes and goes."""
    return seen.found.in_reader and seen.state.at(Layer.SERVICE).finding is not Finding.SERVICE_NO_DRIVER
