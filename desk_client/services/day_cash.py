"""Reads the fees of a desk's day from its receipts, prints sheet and receipts, lets a second person cancel one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from desk_client.services import letter
from desk_client.services.acting import Acting
from desk_client.services.day_prints import DayPrints
from desk_client.services.parts import Parts
from desk_client.services.people_names import Names
from desk_client.services.printing import PaperKind, PrintedPaper
from desk_client.services.session import Session
from desk_client.store.day_reads import TakenReceipt, acts_of, desks_of, receipts_of
from dossier.acts import Act, ActKind
from dossier.course import CancelReceipt
from dossier.procedures import Procedure
from dossier.refusals import Refusal
from dossier.rules import Rules
from dossier.state import Dossier, ReceiptLine
from printing.cash_sums import CashSums, sums_of
from printing.fonts import FontSet
from printing.values import CashReceipt, CashSheet, FeeLine, Letterhead

METHODS = {"cash": "Tiền mặt", "transfer": "Chuyển khoản", "post": "Bưu chính thu hộ", "online": "Trực tuyến"}


@dataclass(frozen=True, slots=True)
class DeskChoice:
    """A desk of the office whose receipts are here: its device and its number (0: not known here)."""

    device: str
    number: int


@dataclass(frozen=True, slots=True)
class CashLine:
    """One receipt of the day; `may_cancel`: it stands, and the person asking is a second one with the right to."""

    dossier: str
    number: str
    at: datetime
    receipt: CashReceipt
    amount: int
    taken_by: str
    may_cancel: bool

    @property
    def id(self) -> str:
        """What names the line among those of its day."""
        return f"{self.dossier} {self.number}"


@dataclass(frozen=True, slots=True)
class CashSight:
    """The receipts of one desk on one day with their sums, and the desks that can be chosen."""

    day: date
    desk: DeskChoice
    lines: tuple[CashLine, ...]
    sums: CashSums
    desks: tuple[DeskChoice, ...]


class DayCash:
    """Use cases of the cash sheet."""

    def __init__(self, parts: Parts, acting: Acting, prints: DayPrints, fonts: FontSet) -> None:
        self._parts = parts
        self._acting = acting
        self._prints = prints
        self._fonts = fonts

    def look(self, session: Session, day: date, device: str = "") -> CashSight:
        """The receipts of a desk ("" = this one) on a day, in the order of their numbers."""
        identity, rules, names = self._parts.identity, self._parts.rules(), Names.read(self._parts)
        wanted = device or identity.device
        found = desks_of(self._parts.engine, day.year) | {identity.device: f"{identity.desk_number:02d}"}
        desks = tuple(DeskChoice(name, int(number or 0)) for name, number in found.items())
        desks = tuple(sorted(desks, key=lambda desk: (desk.device != identity.device, desk.number, desk.device)))
        taken = receipts_of(self._parts.engine, wanted, day)
        lines = tuple(self._line(session, rules, names, one) for one in taken)
        desk = next((one for one in desks if one.device == wanted), DeskChoice(wanted, 0))
        return CashSight(day, desk, lines, sums_of(line.receipt for line in lines), desks)

    def cancel(self, session: Session, line: CashLine, reason: str) -> Dossier | Refusal:
        """Cancel a receipt; the rules see to it that this is not the person who took the money."""
        return self._acting.do(session, CancelReceipt(line.number, reason.strip()), line.dossier)

    def sheet(self, session: Session, day: date, device: str = "") -> PrintedPaper:
        """The cash sheet on A4 across; a sheet with other words than the last one is no reprint."""
        from printing.cash_sheet import draw_cash_sheet  # noqa: PLC0415  reportlab is loaded with the first paper

        sight = self.look(session, day, device)
        value = self._sheet(sight, session)
        times = self._prints.take(session, f"cash:{day.isoformat()}:{sight.desk.device}", value.receipts)
        pdf = draw_cash_sheet(self._sheet(sight, session, times), self._fonts)
        return PrintedPaper(PaperKind.CASH_SHEET, f"{day.day}/{day.month}/{day.year}", (), pdf, None, times, "A4")

    def _sheet(self, sight: CashSight, session: Session, times: int = 0) -> CashSheet:
        unit = self._parts.rules().unit(self._parts.identity.office)
        today = self._parts.clock.now().date()
        head = Letterhead("", "", "")
        if unit is not None:
            head = Letterhead(*letter.counter_lines(unit), letter.place_and_date(unit, today))
        day = sight.day
        takers = tuple(dict.fromkeys(line.taken_by for line in sight.lines))
        return CashSheet(
            letterhead=head,
            desk=desk_words(sight.desk),
            day=f"ngày {day.day} tháng {day.month} năm {day.year}",
            receipts=tuple(line.receipt for line in sight.lines),
            cashier=takers[0] if len(takers) == 1 else session.person.name,
            treasurer="",
            supervisor="",
            reprint=times,
        )

    def _line(self, session: Session, rules: Rules, names: Names, taken: TakenReceipt) -> CashLine:
        line, state = taken.line, taken.state
        acts = self._acting.open_acts(session, state)
        said = {} if line.cancelled_by is None else acts_of(self._parts.engine, state.id)
        stands, second = line.cancelled_by is None, line.by != session.person.id
        return CashLine(
            dossier=state.id,
            number=line.number,
            at=line.at,
            receipt=cash_receipt(rules, state, line, said),
            amount=line.amount,
            taken_by=names.name(line.by),
            may_cancel=stands and second and ActKind.CANCEL_RECEIPT in acts,
        )


def cash_receipt(rules: Rules, state: Dossier, line: ReceiptLine, acts: Mapping[str, Act]) -> CashReceipt:
    """A receipt as the sheet of its day says it."""
    return CashReceipt(
        number=line.number.partition("/")[0],
        time=f"{line.at:%H:%M}",
        code=state.code,
        payer=state.applicant.name,
        lines=(fee_line(rules.procedure(state.procedure, state.version_day), state, line.amount),),
        method=METHODS.get(line.method, line.method),
        cancelled=cancelled_words(acts, line),
    )


def fee_line(procedure: Procedure | None, state: Dossier, amount: int) -> FeeLine:
    """What the money was taken for, as the procedure's fee names it."""
    name = state.procedure if procedure is None else procedure.fee.name or f"Phí, lệ phí: {procedure.short_name}"
    counted = f"{state.copies} bản, mỗi bản {max(1, state.pages)} trang" if state.copies else ""
    return FeeLine(name, counted, amount)


def cancelled_words(acts: Mapping[str, Act], line: ReceiptLine) -> str:
    """When and why a receipt was cancelled; with the day where that was a later one."""
    if line.cancelled_by is None:
        return ""
    at = cancelled_at(acts, line)
    if at is None:
        return line.why
    when = f"{at:%H:%M}" if at.date() == line.at.date() else f"{at:%H:%M} {at.day}/{at.month}/{at.year}"
    return f"{when}, {line.why}"


def cancelled_at(acts: Mapping[str, Act], line: ReceiptLine) -> datetime | None:
    """When a receipt was cancelled; None where the act is not on this machine."""
    for act in acts.values():
        if isinstance(act.data, CancelReceipt) and act.data.receipt == line.number and act.actor == line.cancelled_by:
            return act.at
    return None


def desk_words(desk: DeskChoice) -> str:
    """ "Quầy số 2"; a desk whose number is not known here is named by its device."""
    return f"Quầy số {desk.number}" if desk.number else f"Quầy {desk.device}"
