"""Hands results out: what waits at the counter, one dossier with its checked result, the act itself, a print."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from desk_client.ports import DeskFault, JobState, PrintJob, Spooler
from desk_client.services.acting import Acting
from desk_client.services.parts import Parts
from desk_client.services.results import Results
from desk_client.services.session import Session
from dossier.acts import ActKind, Note, ReturnResult
from dossier.clock_ruling import clock_calendar, runs_by_minute
from dossier.deadlines import stands_at
from dossier.events import Stage
from dossier.identifiers import parse_code_any
from dossier.limits import Timeliness
from dossier.procedures import Procedure
from dossier.refusals import Refusal
from dossier.rules import Rules
from dossier.state import Dossier
from token_signing.verdict import Verdict, Verification

_PAPER = "A4"
_MOST_FOUND = 50


class ItemKind(str, Enum):
    """What is put into the citizen's hands; message ids are `returning.item.<value>`."""

    RESULT = "result"
    NOTICE = "notice"
    COPIES = "copies"


@dataclass(frozen=True, slots=True)
class HandItem:
    """One thing to hand over: its name, its number and symbol ("" = none), how many."""

    kind: ItemKind
    name: str
    symbol: str
    quantity: int


class Promptness(str, Enum):
    """Whether the promise was kept; message ids are `returning.promptness.<value>`."""

    AT_ONCE = "at_once"
    KEPT = "kept"
    LATE = "late"
    LATE_TODAY = "late_today"


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A dossier of the waiting list."""

    state: Dossier
    procedure: str


@dataclass(frozen=True, slots=True)
class WaitingSight:
    """What waits for its citizen, what is given at once and waits for a signature, and when it was read."""

    ready: tuple[WaitingLine, ...]
    unsigned: tuple[WaitingLine, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class HandSight:
    """One dossier at the return screen.

    `check` is None for a result that was signed by hand, that does not exist yet, or whose file is not here.
    """

    state: Dossier
    procedure: str
    items: tuple[HandItem, ...]
    acts: tuple[ActKind, ...]
    promptness: Promptness
    late_days: int
    check: Verification | None
    today: date

    @property
    def ready(self) -> bool:
        """Whether it can be handed out now by this person."""
        return ActKind.RETURN_RESULT in self.acts

    @property
    def stopped_by_check(self) -> bool:
        """Whether its file must not be handed out: the signature is wrong or is not there. A paper result passes."""
        return self.check is not None and self.check.verdict in (Verdict.RED, Verdict.NONE)


class HandingOut:
    """Use cases of the return clerk."""

    def __init__(self, parts: Parts, acting: Acting, results: Results, spooler: Spooler) -> None:
        self._parts = parts
        self._acting = acting
        self._results = results
        self._spooler = spooler

    def waiting(self) -> WaitingSight:
        """The waiting list of the counter."""
        rules = self._parts.rules()
        here = self._parts.identity.office
        ready = (one for one in self._parts.queries.by_stage((Stage.AT_COUNTER,)) if one.office == here)
        unsigned = (state for state in self._results.tray() if state.stage is Stage.RECEIVED)
        now = self._parts.clock.now()
        return WaitingSight(_lines(rules, ready), _lines(rules, unsigned), now)

    def find(self, typed: str) -> tuple[WaitingLine, ...]:
        """What is meant by a scanned or typed code, identity number, phone or name: ready ones first."""
        queries, code = self._parts.queries, parse_code_any(typed)
        if code is not None:
            states = [queries.by_code(str(code))]
        else:
            states = [queries.dossier(row.id) for row in queries.search(typed)[:_MOST_FOUND]]
        found = [state for state in states if state is not None]
        return _lines(self._parts.rules(), sorted(found, key=lambda state: state.stage is not Stage.AT_COUNTER))

    def look(self, session: Session, dossier: str, stopped: Callable[[], bool] = lambda: False) -> HandSight | None:
        """One dossier with its result checked; the file of a result that is not here is asked for.

        Once nobody waits for it (`stopped`) the check is ended.
        """
        state = self._parts.queries.dossier(dossier)
        if state is None:
            return None
        rules, now = self._parts.rules(), self._parts.clock.now()
        procedure = rules.procedure(state.procedure, state.version_day)
        promptness, days = _promptness(rules, state, now)
        return HandSight(
            state=state,
            procedure=state.procedure if procedure is None else procedure.short_name,
            items=_items(state, procedure),
            acts=self._acting.open_acts(session, state),
            promptness=promptness,
            late_days=days,
            check=None if state.result.on_paper else self._results.check(state, stopped),
            today=now.date(),
        )

    def hand_out(self, session: Session, state: Dossier, receiver: ReturnResult, method: str) -> Dossier | Refusal:
        """Record that the result was handed over, with the fee still owed taken by `method` in the same transaction."""
        return self._results.return_result(session, state.id, receiver, method)

    def not_handed(self, session: Session, state: Dossier, reason: str) -> Dossier | Refusal:
        """Write down why the result could not be handed over now."""
        return self._acting.do(session, Note(reason.strip()), state.id)

    def print_result(self, state: Dossier) -> PrintJob | JobState:
        """Print the result paper; a state says why no printer took it. Raises DeskFault where the file is not here."""
        file = state.result.file
        if file is None:
            raise DeskFault("file_missing")
        if not self._spooler.printers():
            return JobState.NO_PRINTER
        pdf = self._parts.shelf.read(file.sha256)
        return self._spooler.submit(pdf, state.result.symbol or state.code, "", _PAPER, 1)

    def print_state(self, job: PrintJob) -> JobState:
        """How a job stands; asked until it has ended."""
        return self._spooler.state(job)

    def print_cancel(self, job: PrintJob) -> JobState:
        """Take a job out of its queue; a state tells whether it was in time."""
        return self._spooler.cancel(job)


def _lines(rules: Rules, states: Iterable[Dossier]) -> tuple[WaitingLine, ...]:
    known = ((state, rules.procedure(state.procedure, state.version_day)) for state in states)
    return tuple(WaitingLine(state, state.procedure if row is None else row.short_name) for state, row in known)


def _items(state: Dossier, procedure: Procedure | None) -> tuple[HandItem, ...]:
    symbol = state.result.symbol
    if not state.result.grant:
        return (HandItem(ItemKind.NOTICE, "", symbol, 1),)
    if procedure is None or not procedure.results:
        return (HandItem(ItemKind.RESULT, "" if procedure is None else procedure.name, symbol, 1),)
    name = procedure.results[0].name
    if procedure.counts_copies and state.copies:
        return (HandItem(ItemKind.COPIES, name, symbol, state.copies),)
    return (HandItem(ItemKind.RESULT, name, symbol, 1),)


def _promptness(rules: Rules, state: Dossier, now: datetime) -> tuple[Promptness, int]:
    """Whether the result was there by the promised date (hours: minute); how many working days too late."""
    due, at = state.clock.original_due, state.clock.finished_at or now
    if due is None:
        return Promptness.AT_ONCE, 0
    same_day = at.date() == due.date()
    if stands_at(at, due, by_minute=same_day and runs_by_minute(state, rules)) is not Timeliness.LATE:
        return Promptness.KEPT, 0
    if same_day:
        return Promptness.LATE_TODAY, 0
    return Promptness.LATE, max(1, clock_calendar(state, rules).working_days_between(due.date(), at.date()))
