"""What the device screen and the status bar know: the doctor's last findings, and a scanned test code."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.services.checks import Area, Check, Level, worst
from desk_client.services.doctor import Doctor
from desk_client.services.token_checks import token_checks
from desk_client.viewmodels.examination import Examination
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.viewmodels.speaker import Speaker
from dossier.identifiers import parse_barcode, parse_code_any

if TYPE_CHECKING:
    from desk_client.services.tokens import TokenSeen
    from desk_client.viewmodels.signing_token import TokenWatch

_SHOWN = 24
WATCH_MS, SETTLE_MS = 2_000, 2_000
"""How often it is looked whether something was plugged in or out, and how long a device takes to be ready."""


class DevicesModel(QObject):
    """Findings by area; looking takes seconds and runs off the GUI thread."""

    changed = Signal()
    tested = Signal()

    def __init__(self, doctor: Doctor, runner: Runner, speaker: Speaker) -> None:
        super().__init__()
        self._doctor = doctor
        self._runner = runner
        self._speaker = speaker
        self.look = Examination(lambda: doctor, runner)
        self.look.changed.connect(self.changed)
        self.last_scan = ""
        self._plugged: frozenset[str] | None = None
        self._seat: Seat | None = None
        self._tokens: TokenWatch | None = None
        self._closed = False
        self._watch = QTimer(self)
        self._watch.setInterval(WATCH_MS)
        self._watch.timeout.connect(self._look_at_plugs)
        self._settle = Rest(self, SETTLE_MS, self.examine)

    @property
    def busy(self) -> bool:
        """Whether everything is looked at now."""
        return self.look.busy

    @property
    def checks(self) -> tuple[Check, ...]:
        """The last findings."""
        return self.look.checks

    def follow(self, seat: Seat) -> None:
        """While somebody sits here, look anew whenever something is plugged in or out."""
        self._seat = seat
        self._watch.start()

    def listen(self, watch: "TokenWatch") -> None:
        """Take what the watch of the tokens sees from now on."""
        self._tokens = watch
        watch.looked.connect(self.take_tokens)
        watch.readers_changed.connect(self.look_at_readers)
        if self._closed:
            watch.close()

    def close(self) -> None:
        """The program ends: no token and no plug is watched any more, nor by what asks for it later."""
        self._closed = True
        self._watch.stop()
        self._settle.stop()
        if self._tokens is not None:
            self._tokens.close()

    def take_tokens(self, tokens: "tuple[TokenSeen, ...]") -> None:
        """The watch of the tokens saw a change: the findings of tokens are made of what it saw."""
        if not self.checks:
            return
        if self.look.put(Area.TOKEN, token_checks(tokens)):
            self.changed.emit()

    def look_at_readers(self) -> None:
        """A card or a reader came or went."""
        if self.checks:
            self._runner.start(self._doctor.readers, self._take_readers, lambda _fault: None)

    def examine(self) -> None:
        """Look at everything anew."""
        self.look.begin()

    def stop(self) -> None:
        """Look at no further area."""
        self.look.stop()

    def of(self, area: Area) -> tuple[Check, ...]:
        """The findings of one area."""
        return tuple(check for check in self.checks if check.area is area)

    def level(self, area: Area) -> Level:
        """How an area stands."""
        return worst(self.of(area))

    def test_scan(self, text: str) -> None:
        """A code came while the device screen is shown: say what it is instead of opening anything."""
        code = parse_code_any(text)
        if parse_barcode(text) is not None or code is not None:
            self.last_scan = self._speaker.say("devices.reader.heard_code", code=str(code))
        elif "|" in text:
            self.last_scan = self._speaker.say("devices.reader.heard_card")
        else:
            self.last_scan = self._speaker.say("devices.reader.heard", text=text[:_SHOWN])
        self.tested.emit()

    def _take_readers(self, checks: tuple[Check, ...]) -> None:
        if self.look.put(Area.READER, checks):
            self.changed.emit()

    def _look_at_plugs(self) -> None:
        if self._seat is not None and self._seat.session is not None:
            self._runner.start(self._doctor.plugged, self._compare_plugs, lambda _fault: None)

    def _compare_plugs(self, plugged: frozenset[str]) -> None:
        before, self._plugged = self._plugged, plugged
        if before is not None and before != plugged and not self._closed:
            self._settle.start()
