"""Due date and fee of the dossier at hand, counted anew whenever what they rest on changes, and every half minute."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.services.intake import Intake, IntakeForm
from desk_client.viewmodels.receive_holder import Holder
from desk_client.viewmodels.receive_sheet import NOBODY, Sheet, quote_form
from desk_client.viewmodels.runner import Runner
from dossier.fees import FeeDue
from dossier.limits import Due

_AGAIN_MS = 30_000


@dataclass(frozen=True, slots=True)
class Quote:
    """Due date and fee, each with its lines; fees of the dossiers of the visit that wait, in đồng."""

    due: Due | None = None
    fee: FeeDue | None = None
    waiting: int = 0

    @property
    def total(self) -> int:
        """What the whole visit costs."""
        return self.waiting + (self.fee.total if self.fee is not None else 0)


class QuoteModel(QObject):
    """Tells the last quote; an answer that comes after a newer question is thrown away."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, holder: Holder, intake: Intake, runner: Runner) -> None:
        super().__init__()
        self._holder = holder
        self._intake = intake
        self._runner = runner
        self._question = 0
        self._asked_for: tuple[IntakeForm | None, tuple[Sheet, ...]] = (None, ())
        self.now = Quote()
        holder.changed.connect(self._follow)
        self._timer = QTimer(self)
        self._timer.setInterval(_AGAIN_MS)
        self._timer.timeout.connect(self.ask)
        self._timer.start()

    def ask(self) -> None:
        """Count anew."""
        self._question += 1
        number, sheet, waiting = self._question, self._holder.sheet, self._holder.visit.waiting
        self._runner.start(
            lambda: self._count(sheet, waiting), lambda quote: self._take(number, quote), self.failed.emit
        )

    def shut(self) -> None:
        """Count no more: the program is closing."""
        self._timer.stop()

    def _follow(self, _aspect: object) -> None:
        procedure, sheet = self._holder.procedure, self._holder.sheet
        form = None if procedure is None else replace(quote_form(sheet, procedure), applicant=NOBODY)
        if self._asked_for != (form, self._holder.visit.waiting):
            self._asked_for = (form, self._holder.visit.waiting)
            self.ask()

    def _count(self, sheet: Sheet, waiting: tuple[Sheet, ...]) -> Quote:
        before = sum(fee.total for fee in map(self._fee, waiting) if fee is not None)
        procedure = self._holder.procedures.get(sheet.procedure)
        if procedure is None or procedure.received_at:
            return Quote(waiting=before)
        form = quote_form(sheet, procedure)
        return Quote(self._intake.due(form), self._intake.fee(form), before)

    def _fee(self, sheet: Sheet) -> FeeDue | None:
        procedure = self._holder.procedures.get(sheet.procedure)
        return None if procedure is None else self._intake.fee(quote_form(sheet, procedure))

    def _take(self, number: int, quote: Quote) -> None:
        if number == self._question:
            self.now = quote
            self.changed.emit()
