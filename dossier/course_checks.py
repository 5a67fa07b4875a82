"""What must be true before an act of `dossier.course` may be, beside the workflow's row; each refusal has its basis."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from dossier.acts import Act, ActKind
from dossier.clock_ruling import due_recounted
from dossier.course import (
    AnswerOpinion,
    Apologise,
    AskOpinion,
    AskPayment,
    AskSupplement,
    CancelReceipt,
    CompleteResult,
    ConfirmDelivery,
    ConfirmPayment,
    DeliverOnline,
    Extend,
    Forward,
    PostResult,
    ProposeSupplement,
    ReceiveSupplement,
    Recount,
    Register,
    ReturnByPost,
    Stop,
)
from dossier.deadlines import extension_fault
from dossier.events import Stage
from dossier.limits import Extension, ExtensionFault
from dossier.reason_checks import check_reason, check_reason_at_intake
from dossier.refusals import Refusal, RefusalCode
from dossier.rules import Rules
from dossier.state import Dossier, KeptResult, Opinion
from dossier.values import Proof

_SUPPLEMENT = "NĐ 61/2018 art. 19(4)"
_EXTENSION = "NĐ 61/2018 art. 19(9)"
_OPINION = "NĐ 61/2018 art. 19(5)"
_JOINT = "NĐ 61/2018 art. 19(6)"
_FEE = "NĐ 61/2018 art. 22"
_KEPT = "TT 41/2017/TT-BTTTT"


def check_register(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """The office takes the procedure, the citizen agreed to the declaration, and it has its request number."""
    data = act.data
    if not isinstance(data, Register):
        return None
    if not rules.receivable(data.procedure, act.office, act.at.date()):
        return Refusal(RefusalCode.NOT_RECEIVED_HERE, "NĐ 61/2018 art. 14", (("procedure", data.procedure),))
    if not data.declaration.strip() or not data.request.strip():
        return Refusal(RefusalCode.DECLARATION_MISSING, "641/QĐ-UBND art. 19(2)")
    return None


def check_supplement(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Form 02 says what is missing and gives the citizen at least a day."""
    if not isinstance(act.data, ProposeSupplement | AskSupplement):
        return None
    if not act.data.items:
        return Refusal(RefusalCode.REASON_MISSING, _SUPPLEMENT)
    return _later_day(act.data.deadline, act.at, _SUPPLEMENT) or check_reason(state, act, rules)


def check_supplement_received(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Complete only when every asked paper was taken: now, also of those sent online, or at an earlier visit."""
    data = act.data
    if state is None or not isinstance(data, ReceiveSupplement) or not data.complete:
        return None
    now = {paper.name for paper in data.papers}
    short = [one.name for one in state.asked if one.name not in now and one.name not in state.way.brought]
    if not short:
        return None
    params = (("count", str(len(short))), ("papers", "; ".join(short)))
    return Refusal(RefusalCode.SUPPLEMENT_SHORT, _SUPPLEMENT, params)


def check_extend(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Signed by an agency that works on it before the due day, once, to a later day; with its letter."""
    data = act.data
    if state is None or not isinstance(data, Extend):
        return None
    if only_received(state, act.office, rules):
        return _unlawful(ExtensionFault.OTHER_AGENCY)
    wanted = Extension(act.at.date(), data.new_day)
    fault = extension_fault(state.clock.due, state.way.extension is not None, wanted)
    if fault is not None:
        return _unlawful(fault)
    if not data.notice.strip():
        return Refusal(RefusalCode.NOTICE_MISSING, _EXTENSION)
    return check_reason(state, act, rules)


def check_apology(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """For a limit that runs or has run: what waits for the citizen's papers, or is given at once, is not delayed."""
    if state is None or not isinstance(act.data, Apologise):
        return None
    if state.clock.due is None:
        return _unlawful(ExtensionFault.NO_DUE_DATE)
    return check_reason(state, act, rules)


def _unlawful(fault: ExtensionFault) -> Refusal:
    return Refusal(RefusalCode.EXTENSION_UNLAWFUL, _EXTENSION, (("fault", fault.value),))


def only_received(state: Dossier, office: str, rules: Rules) -> bool:
    """Whether the office took the dossier in for another agency, which alone may extend ("có thẩm quyền")."""
    accepted = state.clock.accepted_at
    if office != state.office or accepted is None:
        return False
    competent = rules.competent_for(state.procedure, state.office, accepted.date())
    return competent is not None and competent.code != office


def check_payment_asked(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Charges have names and amounts, and the citizen at least a day where a last one is set."""
    if not isinstance(act.data, AskPayment):
        return None
    charges, last = act.data.charges, act.data.deadline
    if not charges or any(charge.amount <= 0 or not charge.name.strip() for charge in charges):
        return Refusal(RefusalCode.AMOUNT_WRONG, _FEE, (("left", "0"),))
    return None if last is None else _later_day(last, act.at, _FEE)


def check_payment(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """What was paid is what was asked."""
    if state is None or not isinstance(act.data, ConfirmPayment):
        return None
    owed = sum(charge.amount for charge in state.way.charges)
    if act.data.amount != owed:
        return Refusal(RefusalCode.AMOUNT_WRONG, _FEE, (("left", str(owed)),))
    return None if act.data.proof.strip() else Refusal(RefusalCode.PROOF_MISSING, _FEE)


def check_stop(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Only after the last day for papers or money, for the reason of what did not come, never over papers sent.

    A notice of tax or fee without a last day stops nothing: there is no day after which the citizen failed to pay.
    """
    if state is None or not isinstance(act.data, Stop):
        return None
    basis, last = _FEE if state.stage is Stage.PAYING else _SUPPLEMENT, state.way.answer_by
    if last is None:
        return Refusal(RefusalCode.NO_LAST_DAY, basis)
    if act.at.date() <= last:
        return Refusal(RefusalCode.ANSWER_STILL_OPEN, basis, (("date", f"{last:%d/%m/%Y}"),))
    if state.way.supplied:
        return Refusal(RefusalCode.SUPPLEMENT_WAITING, _SUPPLEMENT, (("count", str(len(state.way.supplied))),))
    return check_reason(state, act, rules)


def check_opinion(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Another agency is asked something, until a day to come."""
    data = act.data
    if not isinstance(data, AskOpinion):
        return None
    if data.to_office == act.office or rules.unit(data.to_office) is None:
        return Refusal(RefusalCode.OFFICE_UNFIT, _OPINION, (("office", data.to_office),))
    if not data.question.strip():
        return Refusal(RefusalCode.REASON_MISSING, _OPINION)
    return _later_day(data.deadline, act.at, _OPINION)


def check_answer(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """The asked agency answers its own open request, in its turn when papers go from one to the next."""
    data = act.data
    if state is None or not isinstance(data, AnswerOpinion):
        return None
    asked = next((one for one in state.way.opinions if one.id == data.request), None)
    if asked is None or asked.office != act.office or not asked.is_open:
        return Refusal(RefusalCode.NOT_ASKED, _OPINION)
    if not data.text.strip():
        return Refusal(RefusalCode.REASON_MISSING, _OPINION)
    before = [one for one in open_parts(state) if 0 < one.order < asked.order]
    return None if not before else Refusal(RefusalCode.NOT_YOUR_TURN, _JOINT, (("office", before[0].office),))


def check_forward(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Given on to another agency that exists."""
    data = act.data
    if not isinstance(data, Forward):
        return None
    if data.to_office == act.office or rules.unit(data.to_office) is None:
        return Refusal(RefusalCode.OFFICE_UNFIT, "NĐ 61/2018 art. 18(3), 19(6)-(7)", (("office", data.to_office),))
    return None


def check_parts_done(state: Dossier | None) -> Refusal | None:
    """No proposal before every agency that takes part has done its part."""
    waiting = [] if state is None else open_parts(state)
    return None if not waiting else Refusal(RefusalCode.PARTS_OPEN, _JOINT, (("office", waiting[0].office),))


def check_posted(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """The fee is paid and the item has its number."""
    if state is None or not isinstance(act.data, PostResult):
        return None
    if not act.data.tracking.strip():
        return Refusal(RefusalCode.PROOF_MISSING, "NĐ 61/2018 art. 16, 20")
    return fee_unpaid(state)


def check_delivered(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Who took it from the post and by which proof; or why the post brought it back."""
    basis = "NĐ 61/2018 art. 16, 20; 641/QĐ-UBND art. 10(3)c"
    match act.data:
        case ConfirmDelivery(receiver=who) if not who.strip():
            return Refusal(RefusalCode.RECEIVER_MISSING, basis)
        case ConfirmDelivery(proof=proof) if not proof.strip():
            return Refusal(RefusalCode.PROOF_MISSING, basis)
        case ReturnByPost(reason=reason) if not reason.strip():
            return Refusal(RefusalCode.REASON_MISSING, basis)
        case _:
            return None


def check_online(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Only a digitally signed result goes out online, the one on record, after the fee."""
    data = act.data
    if state is None or not isinstance(data, DeliverOnline):
        return None
    result = state.result
    if result.file is None or result.on_paper or result.file.sha256 != data.result_sha256:
        return Refusal(RefusalCode.NO_DIGITAL_RESULT, "641/QĐ-UBND art. 8(4)b")
    return fee_unpaid(state)


def check_cancel(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """A receipt that stands, cancelled by somebody who did not take the money, with the reason."""
    data = act.data
    if state is None or not isinstance(data, CancelReceipt):
        return None
    line = next((one for one in state.money.lines if one.number == data.receipt and one.cancelled_by is None), None)
    if line is None:
        return Refusal(RefusalCode.RECEIPT_UNKNOWN, _FEE, (("receipt", data.receipt),))
    if line.by == act.actor:
        return Refusal(RefusalCode.SECOND_PERSON, "project policy: người hủy biên lai khác người thu")
    return None if data.reason.strip() else Refusal(RefusalCode.REASON_MISSING, _FEE)


def check_recount(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Only by what the calendar in force makes later than the one before it, by a named decision."""
    data = act.data
    if state is None or not isinstance(data, Recount):
        return None
    if data.due != due_recounted(state, data.before, rules):
        return Refusal(RefusalCode.DUE_STANDS, "BLDS 2015 Điều 148 khoản 5")
    return None if data.basis.strip() else Refusal(RefusalCode.REASON_MISSING, "BLDS 2015 Điều 148 khoản 5")


def check_completed(state: Dossier | None, act: Act, rules: Rules) -> Refusal | None:
    """Proofs are put behind the signed file on record, and only more than it has, or a later archive stamp."""
    data = act.data
    if state is None or not isinstance(data, CompleteResult):
        return None
    result = state.result
    if result.file is None or result.on_paper or result.file.sha256 != data.result_sha256:
        return Refusal(RefusalCode.NO_DIGITAL_RESULT, _KEPT)
    more = data.proof.is_above(result.proof) if data.renewed_at is None else _renews(result.kept, data)
    if data.file.size <= result.file.size or not more:
        return Refusal(RefusalCode.CONTENT_CHANGED, _KEPT)
    return None


def _renews(kept: KeptResult | None, data: CompleteResult) -> bool:
    """A later archive stamp behind an archive copy (ETSI EN 319 142-1 §6, B-LTA)."""
    if kept is None or data.renewed_at is None:
        return False
    same = kept.proof is data.proof is Proof.ARCHIVED and data.stamped_at == kept.stamped_at
    return same and data.file.size > kept.file.size and data.renewed_at > (kept.renewed_at or kept.stamped_at)


def fee_unpaid(state: Dossier) -> Refusal | None:
    """The result waits for its fee."""
    if state.fee_left > 0:
        return Refusal(RefusalCode.FEE_UNPAID, _FEE, (("left", str(state.fee_left)),))
    return None


def open_parts(state: Dossier) -> list[Opinion]:
    """Parts of other agencies that are still to be done, in their order."""
    return sorted((one for one in state.way.opinions if one.joint and one.is_open), key=lambda one: one.order)


def _later_day(day: date, at: datetime, basis: str) -> Refusal | None:
    return None if day > at.date() else Refusal(RefusalCode.DAY_NOT_LATER, basis, (("date", f"{day:%d/%m/%Y}"),))


CourseCheck = Callable[[Dossier | None, Act, Rules], Refusal | None]

COURSE_CHECKS: dict[ActKind, CourseCheck] = {
    ActKind.ASK_PAPERS: check_reason_at_intake,
    ActKind.REFUSE_INTAKE: check_reason_at_intake,
    ActKind.SEND_BACK: check_reason_at_intake,
    ActKind.REGISTER: check_register,
    ActKind.PROPOSE_SUPPLEMENT: check_supplement,
    ActKind.ASK_SUPPLEMENT: check_supplement,
    ActKind.RECEIVE_SUPPLEMENT: check_supplement_received,
    ActKind.EXTEND: check_extend,
    ActKind.APOLOGISE: check_apology,
    ActKind.ASK_PAYMENT: check_payment_asked,
    ActKind.CONFIRM_PAYMENT: check_payment,
    ActKind.REQUEST_WITHDRAWAL: check_reason,
    ActKind.STOP: check_stop,
    ActKind.ASK_OPINION: check_opinion,
    ActKind.ANSWER_OPINION: check_answer,
    ActKind.FORWARD: check_forward,
    ActKind.POST_RESULT: check_posted,
    ActKind.CONFIRM_DELIVERY: check_delivered,
    ActKind.RETURN_BY_POST: check_delivered,
    ActKind.DELIVER_ONLINE: check_online,
    ActKind.CANCEL_RECEIPT: check_cancel,
    ActKind.CORRECT_RESULT: check_reason,
    ActKind.RECOUNT: check_recount,
    ActKind.COMPLETE_RESULT: check_completed,
}
"""The checks of these acts; the others have nothing beside the workflow's row."""

BEGINNING = frozenset({ActKind.RECEIVE, ActKind.ASK_PAPERS, ActKind.REFUSE_INTAKE, ActKind.REGISTER})
"""Acts a dossier can begin with."""

BEFORE_ACCEPTANCE = frozenset({Stage.WAITING_PAPERS, Stage.REGISTERED})
"""Stages of a dossier that has no legal code yet."""
