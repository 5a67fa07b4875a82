"""Reads the register of dossiers (form 06) for a day, a month or a year, of this desk or of all desks of the office."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from desk_client.services import letter
from desk_client.services.day_prints import DayPrints
from desk_client.services.parts import Parts
from desk_client.services.printing import PaperKind, PrintedPaper
from desk_client.services.session import Session
from desk_client.store.day_reads import received_between
from dossier.acts import Channel
from dossier.calendar import WorkingCalendar
from dossier.events import OPEN_STAGES, Stage
from dossier.rules import Rules
from dossier.state import Dossier
from printing.fonts import FontSet
from printing.values import Register, RegisterClosing, RegisterEntry, SigningTitle

_NOTES = {
    Stage.WITHDRAWN: "Người nộp rút hồ sơ",
    Stage.STOPPED: "Dừng giải quyết",
    Stage.SUPPLEMENTING: "Đang chờ bổ sung",
    Stage.POSTED: "Đã gửi bưu chính",
}
_DELIVERY = {Channel.DIRECT: "Trực tiếp", Channel.POST: "Bưu chính", Channel.ONLINE: "Trực tuyến"}
_OWN_DRAFT = "Người soạn ký"
_FEW_HUNDRED = 200
_KEEPER = ("PHỤ TRÁCH BỘ PHẬN MỘT CỬA",)


class Span(str, Enum):
    """How much of the register is wanted; message ids are `day.span.<value>`."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class RegisterQuery:
    """Which part of the register: the span around a day, of this desk or merged over the office's desks."""

    span: Span
    day: date
    merged: bool = False

    def bounds(self) -> tuple[date, date]:
        """The first and the last day of the span."""
        match self.span:
            case Span.DAY:
                return self.day, self.day
            case Span.MONTH:
                first = self.day.replace(day=1)
                return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            case Span.YEAR:
                return date(self.day.year, 1, 1), date(self.day.year, 12, 31)

    def moved(self, by: int) -> "RegisterQuery":
        """The same span before (-1) or after (1)."""
        first, last = self.bounds()
        return RegisterQuery(self.span, last + timedelta(days=1) if by > 0 else first - timedelta(days=1), self.merged)


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One dossier of the register as screen and paper show it; `own_draft`: signed by who had drafted its result."""

    dossier: str
    entry: RegisterEntry
    number: int
    own_draft: bool = False


@dataclass(frozen=True, slots=True)
class RegisterSight:
    """A part of the register with its sums; `desks` are the books in it ("01/2019")."""

    query: RegisterQuery
    lines: tuple[RegisterLine, ...]
    desks: tuple[str, ...]
    book: str
    closing: bool

    @property
    def returned(self) -> int:
        """How many of them are handed out."""
        return sum(1 for line in self.lines if line.entry.returned)

    @property
    def still_open(self) -> int:
        """How many of them go over into the next year: neither handed out, nor withdrawn, nor stopped."""
        return len(self.lines) - self.returned - self.ended

    @property
    def ended(self) -> int:
        """How many of them ended without a result: nothing is left to be handed out."""
        return sum(1 for line in self.lines if line.entry.ended)

    @property
    def own_drafts(self) -> int:
        """How many results were signed by who had drafted them."""
        return sum(1 for line in self.lines if line.own_draft)


class RegisterStopped(Exception):
    """Nobody waits for the register any more."""


class DayRegister:
    """Use cases of the register; it reads everything from the dossiers that are here."""

    def __init__(self, parts: Parts, prints: DayPrints, fonts: FontSet) -> None:
        self._parts = parts
        self._prints = prints
        self._fonts = fonts

    def look(
        self,
        query: RegisterQuery,
        stopped: Callable[[], bool] = lambda: False,
        told: Callable[[int], None] = lambda _read: None,
    ) -> RegisterSight:
        """The entries of a span, by number of their book (merged: by reception), with nothing left out.

        `told` hears how many dossiers were read. Raises RegisterStopped once nobody waits (`stopped`).
        """
        identity, rules = self._parts.identity, self._parts.rules()
        own = f"{identity.desk_number:02d}/{query.day.year}"
        first, last = query.bounds()
        states = [
            state
            for state in _watched(received_between(self._parts.engine, first, last), stopped, told)
            if state.office == identity.office and state.book and (query.merged or state.book == own)
        ]
        if not query.merged:
            states.sort(key=lambda state: state.book_number)
        lines = tuple(
            RegisterLine(
                state.id,
                entry_of(rules, state, merged=query.merged),
                state.book_number,
                state.result.own_draft,
            )
            for state in states
        )
        books = tuple(sorted({state.book for state in states}))
        today = self._parts.clock.now().date()
        closing = (
            query.span is Span.YEAR
            and not query.merged
            and year_is_over(query.day.year, today, rules.calendar_of(self._parts.identity.office))
        )
        return RegisterSight(query, lines, books, own, closing)

    def paper(
        self, session: Session, query: RegisterQuery, stopped: Callable[[], bool] = lambda: False
    ) -> PrintedPaper | None:
        """Form 06 of a span on A4 across, closed at the year's end; None where it was `stopped`: then it counts not."""
        try:
            return self._paper(session, query, stopped)
        except RegisterStopped:
            return None

    def _paper(self, session: Session, query: RegisterQuery, stopped: Callable[[], bool]) -> PrintedPaper:
        from printing.register import draw_register  # noqa: PLC0415  reportlab is loaded with the first paper

        sight = self.look(query, stopped)
        said = (query, sight.lines, sight.closing)
        scope = "all" if query.merged else "own"
        name = f"register:{query.span.value}:{query.bounds()[0]}:{scope}"

        def between() -> None:
            if stopped():
                raise RegisterStopped

        value = self._value(session, sight, self._prints.times(name, said))
        pdf = draw_register(value, self._fonts, between)
        between()
        times = self._prints.take(session, name, said)
        return PrintedPaper(PaperKind.REGISTER, period_words(query), (), pdf, None, times, "A4")

    def _value(self, session: Session, sight: RegisterSight, times: int) -> Register:
        rules, now = self._parts.rules(), self._parts.clock.now()
        unit = rules.unit(self._parts.identity.office)
        query = sight.query
        merged = f"Gộp {len(sight.desks)} quầy: quyển số {', '.join(sight.desks)}" if sight.desks else "Gộp các quầy"
        owner, counter = ("", "") if unit is None else letter.counter_lines(unit)
        return Register(
            owner=owner,
            unit=counter,
            book="các quyển của bộ phận" if query.merged else sight.book,
            period=period_words(query),
            scope=merged if query.merged else f"Quầy số {self._parts.identity.desk_number}",
            entries=tuple(line.entry for line in sight.lines),
            printed_at=f"{now:%H:%M} ngày {_short(now)}",
            closing=self._closing(session, sight, now) if sight.closing else None,
            reprint=times,
        )

    def _closing(self, session: Session, sight: RegisterSight, now: datetime) -> RegisterClosing:
        unit = self._parts.rules().unit(self._parts.identity.office)
        numbers = [line.number for line in sight.lines]
        return RegisterClosing(
            place_and_date="" if unit is None else letter.place_and_date(unit, now.date()),
            year=str(sight.query.day.year),
            first=f"{min(numbers, default=0):04d}",
            last=f"{max(numbers, default=0):04d}",
            total=len(numbers),
            returned=sight.returned,
            still_open=sight.still_open,
            clerk=session.person.name,
            signer=SigningTitle(_KEEPER, ""),
        )


def _watched(states: Iterator[Dossier], stopped: Callable[[], bool], told: Callable[[int], None]) -> Iterator[Dossier]:
    """The same states, with a look at who waits after every few hundred."""
    for read, state in enumerate(states):
        if not read % _FEW_HUNDRED:
            told(read)
            if stopped():
                raise RegisterStopped
        yield state


def year_is_over(year: int, today: date, calendar: WorkingCalendar) -> bool:
    """Whether no working day of the year is left after today: then its book is closed (TT 01/2018 art. 10(2)a)."""
    return today.year > year or (today.year == year and not _working_day_left(today, calendar))


def _working_day_left(today: date, calendar: WorkingCalendar) -> bool:
    end = date(today.year, 12, 31)
    days = (today + timedelta(days=ahead) for ahead in range(1, (end - today).days + 1))
    return any(calendar.is_working(day) for day in days)


def period_words(query: RegisterQuery) -> str:
    """ "Ngày 14 tháng 3 năm 2019", "Tháng 3 năm 2019" or "Năm 2019"."""
    day = query.day
    match query.span:
        case Span.DAY:
            return f"Ngày {day.day} tháng {day.month} năm {day.year}"
        case Span.MONTH:
            return f"Tháng {day.month} năm {day.year}"
        case Span.YEAR:
            return f"Năm {day.year}"


def entry_of(rules: Rules, state: Dossier, *, merged: bool) -> RegisterEntry:
    """The line of form 06 for a received dossier; `merged`: with the book that it stands in."""
    procedure, clock, who = rules.procedure(state.procedure, state.version_day), state.clock, state.applicant
    accepted = clock.accepted_at
    agency = None if accepted is None else rules.competent_for(state.procedure, state.office, accepted.date())
    returned = state.delivery.returned_at
    due = clock.due or clock.original_due
    return RegisterEntry(
        number=f"{state.book_number:04d}",
        code=state.code,
        procedure=state.procedure if procedure is None else procedure.name,
        sets=f"{state.sets:02d}",
        name=who.name,
        address=who.address,
        phone=who.phone,
        agency="" if agency is None else letter.office_name(agency),
        received=_moment(accepted),
        due="Trả ngay" if state.at_once and due is None else _moment(due),
        returned=_moment(returned),
        delivery=_DELIVERY[state.delivery.way],
        taken_by=state.delivery.receiver if returned is not None else "",
        note=_note(state),
        book=state.book if merged else "",
        ended=returned is None and state.stage not in OPEN_STAGES,
    )


def _note(state: Dossier) -> str:
    said = _NOTES.get(state.stage, "")
    if not said and state.way.extension is not None:
        said = f"Hẹn lại ngày {_short(state.way.extension.new_day)}"
    return "; ".join(part for part in (said, _OWN_DRAFT if state.result.own_draft else "") if part)


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{_short(at)} {at:%H:%M}"


def _short(day: date | datetime) -> str:
    return f"{day.day}/{day.month}/{day.year}"
