"""Fills what goes with a dossier from hand to hand: control slip (form 05), group slip, transfer slip; fee receipts."""

from collections.abc import Sequence

from desk_client.services import letter, paper_heads
from desk_client.services.day_cash import METHODS, cancelled_at, fee_line
from desk_client.services.paper_source import PaperSource, day_words
from desk_client.services.papers import barcode_digits
from dossier.acts import ActKind, HandOver
from dossier.course import Forward
from dossier.hand_overs import GIVING, row_timeliness
from dossier.limits import Timeliness
from dossier.state import Dossier, Opinion, TrailLine
from printing.values import (
    Cancellation,
    ControlSlip,
    FeeReceipt,
    GroupSlip,
    HandedDossier,
    TransferSlip,
    TransferStep,
)
from printing.values import HandOver as PrintedHandOver


def control_slip(source: PaperSource) -> ControlSlip:
    """Form 05 with every hand-over so far."""
    state = source.state
    accepted = state.clock.accepted_at
    agency = None if accepted is None else source.rules.competent_for(state.procedure, state.office, accepted.date())
    partners = tuple(dict.fromkeys(source.unit_name(one.office) for one in state.way.opinions))
    return ControlSlip(
        letterhead=source.counter_head(state.office, (accepted or source.now).date()),
        barcode=barcode_digits(state),
        subject=source.subject,
        applicant=state.applicant.name,
        agency="" if agency is None else agency.name,
        partners=partners,
        hand_overs=tuple(_row(source, place) for place, line in enumerate(state.trail) if line.kind in GIVING),
    )


def group_slip(source: PaperSource, line: TrailLine, others: Sequence[Dossier]) -> GroupSlip:
    """One hand-over of many dossiers: `others` are all of the group, this one among them."""
    place = source.state.trail.index(line)
    return GroupSlip(
        letterhead=source.counter_head(line.office, line.at.date()),
        hand_over=_row(source, place),
        dossiers=tuple(_handed(source, state) for state in others),
    )


def transfer_slip(source: PaperSource) -> TransferSlip:
    """How a shared dossier goes through its agencies; in sequence where any of them waits for another."""
    state = source.state
    parts = sorted((one for one in state.way.opinions if one.joint), key=lambda one: one.order)
    lead = source.unit_name(parts[0].office if parts else state.custody)
    asked = parts[0].asked_at if parts else source.now
    asker = source.unit_name(state.custody)
    return TransferSlip(
        letterhead=source.counter_head(state.office, asked.date()),
        barcode=barcode_digits(state),
        subject=source.subject,
        applicant=state.applicant.name,
        lead=asker or lead,
        steps=tuple(
            TransferStep(
                source.unit_name(one.office), one.question, day_words(one.deadline), _next(source, one) or asker
            )
            for one in parts
        ),
        at_once=all(one.order == 0 for one in parts),
        clerk=source.names.name(parts[0].asked_by) if parts else source.clerk,
    )


def _next(source: PaperSource, part: Opinion) -> str:
    """Whom a part in sequence passes papers and result on to; nothing for the last one (NĐ 61/2018 art. 19(6)(a))."""
    later = [one for one in source.state.way.opinions if one.joint and one.order > part.order]
    first = min((one.order for one in later), default=0)
    return "; ".join(source.unit_name(one.office) for one in later if one.order == first)


def fee_receipt(source: PaperSource, number: str) -> FeeReceipt:
    """The receipt of that number, cancelled or not. Raises LookupError for no such receipt."""
    state = source.state
    line = next((one for one in state.money.lines if one.number == number), None)
    if line is None:
        raise LookupError(number)
    unit = source.rules.unit(state.office)
    owner, counter = ("", "") if unit is None else letter.counter_lines(unit)
    procedure = source.rules.procedure(state.procedure, state.version_day)
    cancellation = None
    if line.cancelled_by is not None:
        at = cancelled_at(source.acts, line)
        said = "" if at is None else letter.moment(at)
        # The one who took the money asks, the second person cancels: the rules let nobody be both.
        cancellation = Cancellation(said, line.why, source.names.name(line.by), source.names.name(line.cancelled_by))
    return FeeReceipt(
        owner=owner,
        unit=counter,
        tax_code="" if unit is None else unit.tax_code,
        template="" if unit is None else unit.receipt_template,
        serial="" if unit is None else unit.receipt_serial,
        number=number,
        payer=paper_heads.applicant_text(state.applicant),
        code=state.code,
        procedure=source.procedure,
        lines=(fee_line(procedure, state, line.amount),),
        method=METHODS.get(line.method, line.method),
        place_and_date="" if unit is None else letter.place_and_date(unit, line.at.date()),
        cashier=source.names.name(line.by),
        cancellation=cancellation,
    )


def _row(source: PaperSource, place: int) -> PrintedHandOver:
    """A hand-over with the taking that closed it: the first one before the dossier is given on."""
    trail = source.state.trail
    line = trail[place]
    taken = _taken(trail[place + 1 :]) if line.kind is not ActKind.HAND_RESULT else None
    return PrintedHandOver(
        giving=_from(source, line),
        taking=_to(source, line),
        giver=source.names.name(line.actor),
        given_at=letter.moment(line.at),
        taker="" if taken is None else source.names.name(taken.actor),
        taken_at="" if taken is None else letter.moment(taken.at),
        outcome=_OUTCOMES[row_timeliness(source.state, line, source.rules)],
        note=_note(source.state, line),
    )


def _taken(later: tuple[TrailLine, ...]) -> TrailLine | None:
    for line in later:
        if line.kind is ActKind.ACCEPT:
            return line
        if line.kind in GIVING:
            return None
    return None


def _from(source: PaperSource, line: TrailLine) -> str:
    counter = line.kind is ActKind.HAND_OVER
    return source.one_stop(line.office) if counter else source.unit_name(line.office)


def _to(source: PaperSource, line: TrailLine) -> str:
    data = source.payload(line)
    if isinstance(data, HandOver | Forward):
        return source.unit_name(data.to_office)
    return source.one_stop(source.state.office) if line.kind is ActKind.HAND_RESULT else ""


_OUTCOMES = {
    None: "",
    Timeliness.EARLY: "Trước hạn",
    Timeliness.ON_TIME: "Đúng hạn",
    Timeliness.LATE: "Quá hạn",
}


def _note(state: Dossier, line: TrailLine) -> str:
    match line.kind:
        case ActKind.HAND_RESULT:
            return "Trả kết quả"
        case ActKind.HAND_OVER:
            return _papers(state)
        case _:
            return line.text


def _papers(state: Dossier) -> str:
    pages = sum(paper.file.pages for paper in state.papers if paper.file is not None)
    kept = sum(1 for paper in state.papers if not paper.shown_only)
    return f"{kept} giấy tờ, {pages} trang" if pages else f"{kept} giấy tờ"


def _handed(source: PaperSource, state: Dossier) -> HandedDossier:
    procedure = source.rules.procedure(state.procedure, state.version_day)
    return HandedDossier(
        code=state.code,
        applicant=state.applicant.name,
        procedure=state.procedure if procedure is None else procedure.short_name or procedure.name,
        due=day_words(state.clock.due or state.clock.original_due),
        papers=_papers(state),
    )
