"""Decides what a scanned text is (dossier, result to hand out, ID card, nothing known) and finds its dossier."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.adapters.reader_spool import ReaderSpool
from desk_client.ports import Clock
from desk_client.store.queries import Queries
from desk_client.viewmodels.runner import Runner
from dossier.identifiers import BarcodeKind, parse_barcode, parse_code_any
from dossier.identity import CardData, parse_card_qr

SPOOL_MILLISECONDS = 250
_CARD_BARS = 4
"""Bars between the fields of a card's text: with so many it is no other code."""


class ScanKind(Enum):
    """What a scanned code of this province is for."""

    DOSSIER = "dossier"
    RESULT = "result"


@dataclass(frozen=True, slots=True)
class FoundDossier:
    """The dossier behind a scanned code."""

    kind: ScanKind
    id: str
    code: str


class ScanRouter(QObject):
    """Reads scanned texts; `found`, `card` (None for one that cannot be read) and `unknown` say what each was."""

    found = Signal(object)
    card = Signal(object, str)
    unknown = Signal(str)

    def __init__(self, queries: Queries, runner: Runner, clock: Clock) -> None:
        super().__init__()
        self._queries = queries
        self._runner = runner
        self._clock = clock

    def route(self, text: str) -> None:
        """Tell what a scanned text is; looks the dossier up off the GUI thread."""
        barcode = parse_barcode(text)
        code = barcode.code if barcode is not None else parse_code_any(text)
        if code is not None:
            shelf = barcode is not None and barcode.kind is BarcodeKind.RESULT_SHELF
            kind = ScanKind.RESULT if shelf else ScanKind.DOSSIER
            self._runner.start(lambda: self._find(kind, str(code)), lambda found: self._tell(found, text))
            return
        card = parse_card_qr(text, self._clock.now().date())
        if isinstance(card, CardData):
            self.card.emit(card, text)
        elif text.count("|") >= _CARD_BARS:
            # Meant to be a card: the counter's own words say what is wrong with it.
            self.card.emit(None, text)
        else:
            self.unknown.emit(text)

    def _find(self, kind: ScanKind, code: str) -> FoundDossier | None:
        state = self._queries.by_code(code)
        return None if state is None else FoundDossier(kind, state.id, state.code)

    def _tell(self, found: FoundDossier | None, text: str) -> None:
        if found is None:
            self.unknown.emit(text)
        else:
            self.found.emit(found)


class SpoolReader(QObject):
    """Takes the texts that the simulated reader is given, one look at a time, as if a device had typed them."""

    scanned = Signal(str)

    def __init__(self, spool: ReaderSpool, runner: Runner) -> None:
        super().__init__()
        self._spool = spool
        self._runner = runner
        self._looking = False
        self._timer = QTimer(self)
        self._timer.setInterval(SPOOL_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin looking."""
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def look(self) -> None:
        """Look once, unless a look is still under way."""
        if not self._looking:
            self._looking = True
            self._runner.start(self._spool.take, self._take)

    def _take(self, text: str) -> None:
        self._looking = False
        if text:
            self.scanned.emit(text)
