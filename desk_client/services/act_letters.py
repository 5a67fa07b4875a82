"""Fills the letters of a dossier's life: apology, supplement, opinion, withdrawal, stop, correction, loss."""

from desk_client.services import letter, paper_heads
from desk_client.services.paper_source import RECIPIENTS, PaperSource, day_words
from dossier.acts import AskedPaper, Payload
from dossier.course import (
    Apologise,
    AskOpinion,
    AskSupplement,
    CorrectResult,
    Extend,
    RecordLoss,
    RequestWithdrawal,
    Stop,
)
from dossier.state import Result, TrailLine
from printing.supplement import MissingPaper, SupplementRequest
from printing.values import (
    AgencyHand,
    Apology,
    CorrectionNotice,
    LateDossier,
    LossLetter,
    OpinionRequest,
    OverdueNotice,
    StopNotice,
    Withdrawal,
)

_CLOCK = {
    True: "Thời hạn giải quyết dừng từ khi yêu cầu bổ sung cho đến khi nhận đủ hồ sơ.",
    False: "Việc bổ sung không làm dừng thời hạn giải quyết.",
}
_NEXT = (
    "nhận lại giấy tờ đã nộp tại Bộ phận tiếp nhận và trả kết quả;",
    "nộp hồ sơ mới khi đủ giấy tờ.",
)


def apology(source: PaperSource, line: TrailLine) -> Apology:
    """Form 04 of an extension, or of an apology without a new date."""
    data = _of(source, line, Extend, Apologise)
    assert isinstance(data, Extend | Apologise)
    new_due = source.state.clock.due if isinstance(data, Extend) else None
    return Apology(
        letterhead=source.agency_head(line.office, line.at.date(), f"{data.slip_number:02d}/PXL"),
        agency=source.unit_name(line.office),
        addressee=source.addressee,
        subject=source.subject,
        reason=source.reason_words(data.reason, line),
        signer=source.signer(line),
        recipients=RECIPIENTS,
        new_due="" if new_due is None else letter.due_moment(new_due),
        contact=source.contact(line.office),
    )


def overdue_notice(source: PaperSource, line: TrailLine) -> OverdueNotice:
    """The agency's letter to the one-stop unit about a dossier that will be late (NĐ 61/2018 art. 19(9))."""
    data = _of(source, line, Extend, Apologise)
    assert isinstance(data, Extend | Apologise)
    state = source.state
    late = LateDossier(
        code=state.code,
        applicant=state.applicant.name,
        procedure=source.procedure,
        due=day_words(source.due_before()),
        new_due=day_words(data.new_day) if isinstance(data, Extend) else "",
        reason=source.reason_words(data.reason, line),
    )
    return OverdueNotice(
        letterhead=source.agency_head(line.office, line.at.date(), data.notice if isinstance(data, Extend) else ""),
        agency=source.unit_name(line.office),
        to=source.one_stop(state.office),
        dossiers=(late,),
        signer=source.signer(line),
        recipients=RECIPIENTS,
    )


def asked_papers(source: PaperSource, line: TrailLine) -> SupplementRequest:
    """Form 02 after appraisal: signed by the agency, with the citizen's last day."""
    data = _of(source, line, AskSupplement)
    assert isinstance(data, AskSupplement)
    agency = source.unit_name(line.office)
    return SupplementRequest(
        letterhead=source.agency_head(line.office, line.at.date(), f"{data.slip_number}/HDHS"),
        applicant=paper_heads.applicant_text(source.state.applicant),
        procedure=source.procedure,
        missing=tuple(missing_paper(item) for item in data.items),
        reason=source.reason_words(data.reason, line),
        contact=source.contact(line.office),
        guide=source.names.name(source.state.assignee),
        code=source.state.code,
        deadline=f"ngày {day_words(data.deadline)}",
        clock=_CLOCK[source.state.clock.due is None],
        agency=AgencyHand(agency, source.signer(line), RECIPIENTS),
    )


def opinion_request(source: PaperSource, line: TrailLine) -> OpinionRequest:
    """The request for the opinion of another agency."""
    data = _of(source, line, AskOpinion)
    assert isinstance(data, AskOpinion)
    return OpinionRequest(
        letterhead=source.agency_head(line.office, line.at.date()),
        agency=source.unit_name(line.office),
        to=source.unit_name(data.to_office),
        subject=source.subject,
        applicant=f"{source.spoken} {source.state.applicant.name}",
        questions=tuple(part.strip() for part in data.question.splitlines() if part.strip()),
        deadline=f"ngày {day_words(data.deadline)}",
        contact=source.contact(line.office),
        signer=source.signer(line),
        recipients=RECIPIENTS,
    )


def withdrawal(source: PaperSource, line: TrailLine) -> Withdrawal:
    """What the applicant signs to take the dossier back, with the papers that he gets back."""
    data = _of(source, line, RequestWithdrawal)
    assert isinstance(data, RequestWithdrawal)
    state, unit = source.state, source.rules.unit(source.state.office)
    return Withdrawal(
        place_and_date="" if unit is None else letter.place_and_date(unit, line.at.date()),
        to=source.one_stop(state.office),
        applicant=paper_heads.applicant_text(state.applicant),
        subject=source.subject,
        reason=source.reason_words(data.reason, line),
        returned=tuple(paper.name for paper in state.papers if not paper.shown_only),
        clerk=source.names.name(line.actor),
    )


def stop_notice(source: PaperSource, line: TrailLine) -> StopNotice:
    """Tells the applicant that the dossier is stopped, and why."""
    data = _of(source, line, Stop)
    assert isinstance(data, Stop)
    return StopNotice(
        letterhead=source.agency_head(line.office, line.at.date()),
        agency=source.unit_name(line.office),
        addressee=source.addressee,
        subject=source.subject,
        reason=source.reason_words(data.reason, line),
        basis=source.basis_of(data.reason, line),
        next_steps=_NEXT,
        contact=source.contact(line.office),
        signer=source.signer(line),
        recipients=RECIPIENTS,
    )


def correction(source: PaperSource, line: TrailLine) -> CorrectionNotice:
    """Tells the applicant that the result is wrong by the agency's fault and is made again at its cost."""
    data = _of(source, line, CorrectResult)
    assert isinstance(data, CorrectResult)
    spoken = source.spoken
    return CorrectionNotice(
        letterhead=source.agency_head(line.office, line.at.date()),
        agency=source.unit_name(line.office),
        addressee=source.addressee,
        subject=source.subject,
        result=_result_words(source, line),
        corrections=(),
        reason=source.reason_words(data.reason, line),
        exchange=f"Khi có kết quả mới, Bộ phận tiếp nhận và trả kết quả mời {spoken} mang bản đã nhận đến đổi.",
        by_agency=True,
        contact=source.contact(line.office),
        signer=source.signer(line),
        recipients=RECIPIENTS,
    )


def loss_letter(source: PaperSource, line: TrailLine) -> LossLetter:
    """Apologises for what the agency lost or damaged, signed by its leader whoever wrote it down."""
    data = _of(source, line, RecordLoss)
    assert isinstance(data, RecordLoss)
    return LossLetter(
        letterhead=source.agency_head(line.office, line.at.date()),
        agency=source.unit_name(line.office),
        addressee=source.addressee,
        subject=source.subject,
        what=data.what,
        story=data.text,
        contact=source.contact(line.office),
        signer=source.leader(line),
        recipients=RECIPIENTS,
    )


def _result_words(source: PaperSource, line: TrailLine) -> str:
    """The result that the act found wrong: one for each correction, in their order."""
    kinds = [one.act for one in source.state.trail if one.kind is line.kind]
    earlier = source.state.way.earlier
    place = kinds.index(line.act)
    wrong = earlier[place] if place < len(earlier) else Result()
    procedure = source.rules.procedure(source.state.procedure, source.state.version_day)
    name = procedure.results[0].name if procedure is not None and procedure.results else "Kết quả"
    number = f" số {wrong.symbol}" if wrong.symbol else ""
    day = f" ngày {day_words(wrong.day)}" if wrong.day else ""
    return f"{name}{number}{day}"


def missing_paper(item: AskedPaper) -> MissingPaper:
    """A line of form 02 as it is printed."""
    return MissingPaper(item.name, item.reason, item.originals, item.certified, item.copies)


def _of(source: PaperSource, line: TrailLine, *kinds: type) -> Payload:
    """What the act said. Raises LookupError where its line is not on this machine."""
    data = source.payload(line)
    if data is None or not isinstance(data, kinds):
        raise LookupError(line.act)
    return data
