"""Watches the tokens while somebody sits here: the one source for the sign screen and the status bar; asks no PIN.

The card service says at once when a card or a reader comes or goes. Only what it does not know of is looked at by
the clock: simulated tokens, drivers with no reader under them, machines whose card service cannot be asked.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.services.token_choice import Choice, TokenSight, choose
from desk_client.services.tokens import Rights, Tokens, TokenSeen
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from dossier.messages import Message, message
from token_signing.certificate import CertificateFacts
from token_signing.devices.port import Finding, Layer
from token_signing.kinds import SigningKind

if TYPE_CHECKING:
    from token_signing.devices.readers import ReaderWatch

LOOK_MS, CALM_MS = 600, 900
"""How often tokens are looked at that no event tells of, on the sign screen and elsewhere."""
REST_MS = 60_000
"""The same where events tell: a net under them."""


class TokenWatch(QObject):
    """The tokens as they stand; a fault of a driver is a state of its own and ends no watch.

    `looked` carries how all tokens stand whenever that changed, `changed` tells it of those to sign with,
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
        self._rights = Rights()
        self._newly: dict[SigningKind, str] = {}
        self._choices: Mapping[SigningKind, Choice] = {}
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
        self._seen, self._rights, self._newly, self._choices = None, Rights(), {}, {}
        self.known, self.broken = False, False
        self.changed.emit()

    def look(self) -> None:
        """Look once, unless a look is still under way."""
        session = self._seat.session
        if session is None or self._looking or self._closed:
            return
        self._looking = True
        asked, again, self._again = self._asked, self._again, False
        self._runner.start(
            lambda: (self._tokens.look(again=again), self._tokens.holders.rights(session)),
            self._newest(asked),
            self._broke(asked),
        )

    @property
    def sight(self) -> TokenSight | None:
        """What would sign whatever this person may sign; the one that is nearest to it."""
        sights = [one.sight for one in self._choices.values() if one.sight is not None]
        return max(sights, key=lambda one: one.rank, default=None)

    def choice(self, kind: SigningKind) -> Choice:
        """What would make this kind of signature."""
        return self._choices.get(kind, Choice())

    def choose(self, kind: SigningKind, certificate: str) -> None:
        """This person signs with the certificate of that hash, this time and from now on."""
        session = self._seat.session
        if session is None:
            return
        self._newly[kind] = certificate
        self._take(self._seen or (), self._rights, broken=self.broken)
        self._runner.start(
            lambda: self._tokens.holders.choose(session, kind, certificate), lambda _none: None, self._runner.fault.emit
        )

    def gap(self, kind: SigningKind) -> Message | None:
        """Why no PIN can be asked now for this kind of signature, or None."""
        choice = self.choice(kind)
        sight = choice.sight
        if not self.known:
            return message("sign.gap.token_unknown")
        if self.broken:
            return message("token.trouble.broken")
        if sight is None:
            return message("sign.gap.no_token")
        if not sight.own and choice.seen:
            return message("sign.gap.none_fits", seen="; ".join(certificate_words(one) for one in choice.seen))
        fault = sight.state.first_fault
        if fault is not None:
            return Message(fault.finding.message)
        return None if sight.usable else message("sign.gap.token_unknown")

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

    def _newest(self, asked: int) -> Callable[[tuple[tuple[TokenSeen, ...], Rights]], None]:
        def seen(found: tuple[tuple[TokenSeen, ...], Rights]) -> None:
            tokens, rights = found
            if asked == self._asked:
                self._looking = False
                self._take(tokens, rights, broken=False)
                if tokens != self._seen:
                    self._seen = tokens
                    self.looked.emit(tokens)
                self._look_on()

        return seen

    def _broke(self, asked: int) -> Callable[[Exception], None]:
        def broke(_fault: Exception) -> None:
            if asked == self._asked:
                self._looking = False
                self._take((), Rights(), broken=True)
                self._look_on()

        return broke

    def _look_on(self) -> None:
        """What came meanwhile is looked at now; the clock goes on as what was seen needs it."""
        if self._timer.isActive():
            if self._timer.interval() != self._pace():
                self._timer.start(self._pace())
            if self._again:
                self.look()

    def _take(self, tokens: tuple[TokenSeen, ...], rights: Rights, *, broken: bool) -> None:
        self._rights = replace(rights, chosen={**rights.chosen, **self._newly})
        choices = {kind: choose(self._rights, tokens, kind) for kind in SigningKind}
        now = (choices, True, broken)
        if now != (self._choices, self.known, self.broken):
            self._choices, self.known, self.broken = now
            self.changed.emit()


def certificate_words(facts: CertificateFacts) -> str:
    """A certificate as a person tells it from another: whose, from whom, until when."""
    return f"{facts.common_name} ({facts.issuer_name}, {facts.not_after:%d/%m/%Y})"


def _told_by_events(seen: TokenSeen) -> bool:
    """Whether the card service says when this token comes and goes."""
    return seen.found.in_reader and seen.state.at(Layer.SERVICE).finding is not Finding.SERVICE_NO_DRIVER
