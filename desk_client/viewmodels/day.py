"""The screen of a desk's day without widgets: register, money, end of the day; prints what is in view."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from desk_client.services.day_cash import CashLine, CashSight, DayCash
from desk_client.services.day_closing import DayClosing, DaySight
from desk_client.services.day_register import DayRegister, RegisterQuery, RegisterSight, Span
from desk_client.services.dossier_papers import DossierPaper
from desk_client.services.printing import PaperKind, PrintedPaper
from desk_client.services.session import Session
from desk_client.viewmodels.dossier_prints import DossierPrints
from desk_client.viewmodels.dossier_words import fault_message, refusal_message
from desk_client.viewmodels.print_paper import PrintModel
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.work import Work
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.roles import Role
from dossier.state import Dossier
from dossier.text import format_money, format_number

T = TypeVar("T")
CALM_MS = 150
"""Changes that come within this time are read together."""


class DayTab(str, Enum):
    """Tabs of the screen; message ids are `day.tab.<value>`."""

    REGISTER = "register"
    CASH = "cash"
    CLOSING = "closing"
    POST = "post"
    CALLS = "calls"


TAB_ROLES: tuple[tuple[DayTab, frozenset[Role]], ...] = (
    (DayTab.REGISTER, frozenset({Role.INTAKE, Role.FINANCE, Role.INSPECTOR})),
    (DayTab.CASH, frozenset({Role.INTAKE, Role.FINANCE})),
    (DayTab.CLOSING, frozenset({Role.INTAKE})),
    (DayTab.POST, frozenset({Role.INTAKE})),
    (DayTab.CALLS, frozenset({Role.INTAKE})),
)
"""Whose tabs these are, in their order."""


@dataclass(frozen=True, slots=True)
class DayCases:
    """The use cases of the day."""

    register: DayRegister
    cash: DayCash
    closing: DayClosing


class DayModel(QObject):
    """What the tabs show; `said` (kind, message) tells how each act ended; `prints` makes the papers of a dossier."""

    changed = Signal()
    said = Signal(str, object)
    reminded = Signal(object)

    def __init__(
        self, cases: DayCases, papers: tuple[DossierPrints, PrintModel], runner: Runner, seat: Seat, changes: Changes
    ) -> None:
        super().__init__()
        self._cases = cases
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self.prints, self.printing = papers
        self.prints.said.connect(self.said)
        self.printing.said.connect(self.said)
        self.printing.changed.connect(self.changed)
        self.tab = DayTab.REGISTER
        self.query = RegisterQuery(Span.DAY, cases.closing.today())
        self.cash_day = self.closing_day = self.query.day
        self.device = ""
        self.register: RegisterSight | None = None
        self.cash: CashSight | None = None
        self.closing: DaySight | None = None
        self._asked = 0
        self._work: Work | None = None
        self._reading: Work | None = None
        self._read_query = self.query
        self._read_again = False
        self._calm = Rest(self, CALM_MS, self.refresh)
        changes.dossiers.connect(lambda _ids: self._calm.start())
        seat.changed.connect(self._other_person)

    @property
    def busy(self) -> bool:
        """Whether a paper is being made that can be stopped."""
        return self._work is not None

    def today(self) -> date:
        """The day at the counter."""
        return self._cases.closing.today()

    @property
    def tabs(self) -> tuple[DayTab, ...]:
        """The tabs of this person; none while nobody sits here."""
        session = self._seat.session
        roles = frozenset() if session is None else session.roles_on(self.today())
        return tuple(tab for tab, whose in TAB_ROLES if roles & whose)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the tab in view anew."""
        session = self._seat.session
        if session is None:
            return
        match self.tab:
            case DayTab.REGISTER:
                self._read_register(self.query)
            case DayTab.CASH:
                day, device = self.cash_day, self.device
                self._read(lambda: self._cases.cash.look(session, day, device), self._show_cash)
            case DayTab.CLOSING:
                closing = self.closing_day
                self._read(lambda: self._cases.closing.look(closing), self._show_closing)
            case DayTab.POST | DayTab.CALLS:
                pass  # have their own models

    def choose_tab(self, tab: DayTab) -> None:
        """Another tab."""
        self.tab = tab
        self.changed.emit()
        self.refresh()

    def choose_span(self, span: Span) -> None:
        """Day, month or year of the register."""
        self._query(replace(self.query, span=span))

    def choose_merged(self, *, merged: bool) -> None:
        """This desk alone, or all desks of the office."""
        self._query(replace(self.query, merged=merged))

    def choose_desk(self, device: str) -> None:
        """Whose receipts are shown."""
        if device != self.device:
            self.device = device
            self.refresh()

    def move(self, by: int) -> None:
        """The span before (-1) or after (1) the one in view; no later than today."""
        today = self.today()
        match self.tab:
            case DayTab.REGISTER:
                moved = self.query.moved(by)
                if moved.bounds()[0] <= today:
                    self._query(replace(moved, day=min(moved.day, today)))
            case DayTab.CASH:
                self.cash_day = min(self.cash_day + timedelta(days=by), today)
                self.refresh()
            case DayTab.CLOSING:
                self.closing_day = min(self.closing_day + timedelta(days=by), today)
                self.refresh()
            case DayTab.POST | DayTab.CALLS:
                pass

    def remind(self) -> None:
        """Look whether an earlier day was not closed; `reminded` tells it (None: all are, or others close them)."""
        if DayTab.CLOSING not in self.tabs:
            self.reminded.emit(None)
            return
        self._runner.start(self._cases.closing.forgotten, self.reminded.emit)

    # -- acts ------------------------------------------------------------------------------------------------------

    def print_tab(self) -> None:
        """Print the register or the cash sheet in view."""
        session = self._seat.session
        if session is None or self.busy:
            return
        if self.tab is DayTab.REGISTER:
            query = self.query
            self._make(lambda work: self._cases.register.paper(session, query, work.stopped))
        elif self.tab is DayTab.CASH:
            day, device = self.cash_day, self.device
            self._make(lambda _work: self._cases.cash.sheet(session, day, device))

    def stop(self) -> None:
        """Want the paper no more that is being made."""
        if self._work is not None:
            self._work.stop()

    def close_day(self, day: date) -> None:
        """Close a day and print its page."""
        session = self._seat.session
        if session is None or self.busy:
            return

        def closed(paper: PrintedPaper | Refusal) -> None:
            if isinstance(paper, Refusal):
                self.said.emit("error", refusal_message(paper))
                return
            self.said.emit("done", message("day.closed", day=f"{day:%d/%m/%Y}"))
            self.printing.show(paper)
            self.refresh()
            self.remind()

        self._runner.start(lambda: self._cases.closing.close(session, day), closed, self._failed)

    def cancel_receipt(self, line: CashLine, reason: str) -> None:
        """Cancel a receipt of the day in view."""
        session = self._seat.session
        if session is None:
            return

        def done(outcome: Dossier | Refusal) -> None:
            if isinstance(outcome, Refusal):
                self.said.emit("error", refusal_message(outcome))
                return
            said = message("day.cash.cancelled", number=line.receipt.number, money=format_money(line.amount))
            self.said.emit("done", said)
            self._changes.tell([outcome.id])

        self._runner.start(lambda: self._cases.cash.cancel(session, line, reason), done, self._failed)

    def print_receipt(self, line: CashLine) -> None:
        """Print a receipt of the day in view."""
        self.prints.print_paper(line.dossier, DossierPaper(PaperKind.FEE_RECEIPT, line.number, line.at))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _query(self, query: RegisterQuery) -> None:
        if query != self.query:
            self.query = query
            self.changed.emit()
            self.refresh()

    def _read(self, work: Callable[[], T], show: Callable[[T], None]) -> None:
        self._asked += 1
        asked = self._asked

        def read(value: T) -> None:
            if asked == self._asked:
                show(value)
                self.changed.emit()

        self._runner.start(work, read, self._failed)

    def _read_register(self, query: RegisterQuery) -> None:
        """A year of an office lasts: it is counted and can be stopped; another span ends the reading of the last."""
        if self._reading is not None and query == self._read_query:
            self._read_again = True
            return
        before, self._reading = self._reading, None
        if before is not None:
            before.stop()
        work = self._reading = Work(_reading_words, self._register_left)
        self._read_query, self._read_again = query, False

        def read(sight: RegisterSight) -> None:
            self._reading, self.register = None, sight
            self.changed.emit()
            if self._read_again:
                self._calm.start()

        def told(count: int) -> None:
            work.told(count, 0)

        self._runner.start(
            lambda: self._cases.register.look(query, work.stopped, told), read, self._register_failed, work
        )

    def _register_failed(self, fault: Exception) -> None:
        self._reading = None
        self._failed(fault)

    def _register_left(self) -> None:
        """Stopped by the person: back to the day, which is read at once."""
        if self._reading is not None:
            self._reading = None
            self.said.emit("info", message("day.reading_stopped"))
            self._query(RegisterQuery(Span.DAY, self.query.day, self.query.merged))

    def _show_cash(self, sight: CashSight) -> None:
        self.cash = sight

    def _show_closing(self, sight: DaySight) -> None:
        self.closing = sight

    def _make(self, draw: Callable[[Work], PrintedPaper | None]) -> None:
        work = self._work = Work(message("day.drawing"), self._left, place="day")

        def made(paper: PrintedPaper | None) -> None:
            self._work = None
            if paper is not None:
                self.printing.show(paper)
            self.changed.emit()

        def failed(fault: Exception) -> None:
            self._work = None
            self._failed(fault)
            self.changed.emit()

        self.changed.emit()
        self._runner.start(lambda: draw(work), made, failed, work)

    def _left(self) -> None:
        self._work = None
        self.said.emit("info", message("day.stopped"))
        self.changed.emit()

    def _failed(self, fault: Exception) -> None:
        self.said.emit("error", fault_message(fault))

    def _other_person(self) -> None:
        self.register = self.cash = self.closing = None
        self.query = RegisterQuery(Span.DAY, self._cases.closing.today())
        self.cash_day = self.closing_day = self.query.day
        self.device = ""
        session: Session | None = self._seat.session
        if session is not None:
            self.tab = next(iter(self.tabs), DayTab.REGISTER)
            self.remind()
        self.changed.emit()


def _reading_words(read: int, _whole: int) -> Message:
    return message("day.reading_count", count=format_number(read)) if read else message("day.reading")
