"""Makes the events of `dossier.course` true: what leaves the ordinary way; never asks whether it was allowed."""

from collections.abc import Callable
from dataclasses import replace

from dossier.copies import COPY_RULES
from dossier.copying import AttachAnnex, CopyDocument
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
    CorrectResult,
    CoursePayload,
    DecideWithdrawal,
    DeliverOnline,
    Extend,
    Forward,
    PostResult,
    ProposeSupplement,
    ReceiveSupplement,
    RecordContact,
    RecordLoss,
    Recount,
    Register,
    RequestWithdrawal,
    Restore,
    ReturnByPost,
    SignForm,
    Stop,
    Supply,
    VerifyOnSite,
)
from dossier.events import Event
from dossier.limits import Extension, Supplement
from dossier.state import Delivery, Dossier, KeptResult, Opinion, Post, Result
from dossier.values import Annex, Copied, PaperEntry, SignedForm

Changes = dict[str, object]
"""Fields of a dossier with their new values."""


def _course(state: Dossier, **changes: object) -> Changes:
    return {"course": replace(state.way, **changes)}  # type: ignore[arg-type]  # fields of the course by name


def merged_papers(papers: tuple[PaperEntry, ...], more: tuple[PaperEntry, ...]) -> tuple[PaperEntry, ...]:
    """The papers with the later ones in their places; one of a place that was empty comes last."""
    later = {paper.slot: paper for paper in more}
    kept = tuple(later.pop(paper.slot, paper) for paper in papers)
    return (*kept, *later.values())


def left_out(sent: tuple[PaperEntry, ...], taken: tuple[PaperEntry, ...]) -> tuple[PaperEntry, ...]:
    """The papers sent online whose files are not among those that were taken: what a citizen sent is never lost."""
    held = {paper.file.sha256 for paper in taken if paper.file is not None}
    return tuple(paper for paper in sent if paper.file is not None and paper.file.sha256 not in held)


def _registered(state: Dossier, event: Event, data: Register) -> Changes:
    return {
        "procedure": data.procedure,
        "rules": event.rules,
        "applicant": data.applicant,
        "values": data.values,
        "papers": data.papers,
        "secret_key": data.secret_key,
        "delivery": Delivery(data.delivery),
        **_course(
            state,
            request=data.request,
            declaration=data.declaration,
            filed_by=data.filed_by,
            filed_as=data.role,
        ),
    }


def _supplied(state: Dossier, event: Event, data: Supply) -> Changes:
    return _course(state, supplied=merged_papers(state.way.supplied, data.papers))


def _supplement_proposed(state: Dossier, event: Event, data: ProposeSupplement) -> Changes:
    return {"asked": data.items, **_course(state, reason=data.reason, answer_by=data.deadline)}


def _supplement_asked(state: Dossier, event: Event, data: AskSupplement) -> Changes:
    asked = (*state.way.supplements, Supplement(event.at))
    changes = _course(state, reason=data.reason, answer_by=data.deadline, supplements=asked, brought=())
    changes["asked"], changes["slip_number"] = data.items, data.slip_number
    if event.ruling.stops:
        changes["clock"] = replace(state.clock, due=None)
    return changes


def _supplement_received(state: Dossier, event: Event, data: ReceiveSupplement) -> Changes:
    papers = merged_papers(state.papers, data.papers)
    aside = (*state.way.not_taken, *left_out(state.way.supplied, data.papers))
    if not data.complete:
        brought = (*state.way.brought, *(paper.name for paper in data.papers))
        return {"papers": papers, **_course(state, supplied=(), brought=brought, not_taken=aside)}
    asked = state.way.supplements
    answered = (*asked[:-1], replace(asked[-1], received_at=event.at)) if asked else ()
    due = state.clock.due if data.due is None else data.due
    return {
        "papers": papers,
        "asked": (),
        "clock": replace(state.clock, due=due),
        **_course(state, supplements=answered, answer_by=None, supplied=(), reason=None, brought=(), not_taken=aside),
    }


def _extended(state: Dossier, event: Event, data: Extend) -> Changes:
    extension = Extension(event.at.date(), data.new_day, after=len(state.way.supplements))
    changes = _course(state, reason=data.reason, extension=extension)
    changes["slip_number"] = data.slip_number
    if event.ruling.due is not None:
        changes["clock"] = replace(state.clock, due=event.ruling.due)
    return changes


def _apologised(state: Dossier, event: Event, data: Apologise) -> Changes:
    changes = _course(state, reason=data.reason, apologies=state.way.apologies + 1)
    return {**changes, "slip_number": data.slip_number}


def _payment_asked(state: Dossier, event: Event, data: AskPayment) -> Changes:
    return _course(state, charges=data.charges, answer_by=data.deadline)


def _payment_confirmed(state: Dossier, event: Event, data: ConfirmPayment) -> Changes:
    return _course(state, charges=(), answer_by=None)


def _withdrawal_asked(state: Dossier, event: Event, data: RequestWithdrawal) -> Changes:
    return _course(state, reason=data.reason, resume=state.stage)


def _withdrawal_decided(state: Dossier, event: Event, data: DecideWithdrawal) -> Changes:
    changes = _course(state, resume=None)
    if data.grant:
        changes["clock"] = replace(state.clock, finished_at=event.at)
    return changes


def _stopped(state: Dossier, event: Event, data: Stop) -> Changes:
    return {"clock": replace(state.clock, finished_at=event.at), **_course(state, reason=data.reason, answer_by=None)}


def _opinion_asked(state: Dossier, event: Event, data: AskOpinion) -> Changes:
    asked = Opinion(
        id=event.act,
        office=data.to_office,
        question=data.question,
        deadline=data.deadline,
        asked_by=event.actor,
        asked_at=event.at,
        joint=data.joint,
        order=data.order,
    )
    return _course(state, opinions=(*state.way.opinions, asked))


def _opinion_answered(state: Dossier, event: Event, data: AnswerOpinion) -> Changes:
    answer = {"text": data.text, "file": data.file, "answered_by": event.actor, "answered_at": event.at}
    opinions = tuple(
        replace(one, **answer) if one.id == data.request else one  # type: ignore[arg-type]  # fields by name
        for one in state.way.opinions
    )
    return _course(state, opinions=opinions)


def _forwarded(state: Dossier, event: Event, data: Forward) -> Changes:
    return {"custody": data.to_office, "assignee": None}


def _posted(state: Dossier, event: Event, data: PostResult) -> Changes:
    return _course(state, post=Post(data.carrier, data.tracking, event.at))


def _delivered(state: Dossier, event: Event, data: ConfirmDelivery) -> Changes:
    post = state.way.post
    delivery = replace(state.delivery, receiver=data.receiver, returned_at=event.at)
    return {"delivery": delivery, **_course(state, post=None if post is None else replace(post, proof=data.proof))}


def _delivered_online(state: Dossier, event: Event, data: DeliverOnline) -> Changes:
    return {"delivery": replace(state.delivery, receiver=state.applicant.name, returned_at=event.at)}


def _receipt_cancelled(state: Dossier, event: Event, data: CancelReceipt) -> Changes:
    money = state.money
    line = next((one for one in money.lines if one.number == data.receipt and one.cancelled_by is None), None)
    if line is None:
        return {}
    void = replace(line, cancelled_by=event.actor, why=data.reason)
    return {
        "money": replace(
            money,
            paid=money.paid - line.amount,
            receipts=tuple(one for one in money.receipts if one != data.receipt),
            lines=tuple(void if one is line else one for one in money.lines),
        )
    }


def _correcting(state: Dossier, event: Event, data: CorrectResult) -> Changes:
    return {
        "result": Result(),
        "clock": replace(state.clock, finished_at=None),
        "delivery": Delivery(state.delivery.way),
        **_course(state, reason=data.reason, earlier=(*state.way.earlier, state.result), post=None),
    }


def _lost(state: Dossier, event: Event, data: RecordLoss) -> Changes:
    return _course(state, lost=(*state.way.lost, data.what))


def _restored(state: Dossier, event: Event, data: Restore) -> Changes:
    return _course(state, lost=tuple(what for what in state.way.lost if what != data.what))


def _recounted(state: Dossier, event: Event, data: Recount) -> Changes:
    return {"clock": replace(state.clock, due=data.due)}


def _completed(state: Dossier, event: Event, data: CompleteResult) -> Changes:
    kept = KeptResult(data.file, data.proof, data.stamped_at, data.renewed_at)
    return {"result": replace(state.result, kept=kept)}


def _form_signed(state: Dossier, event: Event, data: SignForm) -> Changes:
    others = tuple(one for one in state.way.forms if one.form != data.form)
    return _course(state, forms=(*others, SignedForm(data.form, data.file, data.signer)))


def _copied(state: Dossier, event: Event, data: CopyDocument) -> Changes:
    made = Copied(data.kind, data.symbol, data.source_sha256, data.pages, data.recipient, data.file)
    return _course(state, copies=(*state.way.copies, made))


def _annexed(state: Dossier, event: Event, data: AttachAnnex) -> Changes:
    return _course(state, annexes=(*state.way.annexes, Annex(data.name, data.symbol, data.file)))


def _unchanged(state: Dossier, event: Event, data: CoursePayload) -> Changes:
    return {}


COURSE_CHANGES: dict[type[CoursePayload], Callable[..., Changes]] = {
    Register: _registered,
    Supply: _supplied,
    ProposeSupplement: _supplement_proposed,
    AskSupplement: _supplement_asked,
    ReceiveSupplement: _supplement_received,
    Extend: _extended,
    Apologise: _apologised,
    AskPayment: _payment_asked,
    ConfirmPayment: _payment_confirmed,
    RequestWithdrawal: _withdrawal_asked,
    DecideWithdrawal: _withdrawal_decided,
    Stop: _stopped,
    AskOpinion: _opinion_asked,
    AnswerOpinion: _opinion_answered,
    Forward: _forwarded,
    VerifyOnSite: _unchanged,
    PostResult: _posted,
    ConfirmDelivery: _delivered,
    ReturnByPost: _unchanged,
    DeliverOnline: _delivered_online,
    CancelReceipt: _receipt_cancelled,
    RecordContact: _unchanged,
    CorrectResult: _correcting,
    RecordLoss: _lost,
    Restore: _restored,
    Recount: _recounted,
    CompleteResult: _completed,
    SignForm: _form_signed,
    CopyDocument: _copied,
    AttachAnnex: _annexed,
}
"""What each of these events changes; `dossier.evolve` adds revision, stage and trail."""


def words_of(data: CoursePayload) -> str:
    """What the story says beside the act's name: the words that a person wrote."""
    match data:
        case (
            ProposeSupplement(reason=reason)
            | AskSupplement(reason=reason)
            | Extend(reason=reason)
            | Apologise(reason=reason)
            | RequestWithdrawal(reason=reason)
            | Stop(reason=reason)
            | CorrectResult(reason=reason)
        ):
            return reason.text
        case Forward(reason=text, unscanned=why):
            return "; ".join(filter(None, (text, why)))
        case AskOpinion(question=text) | DecideWithdrawal(text=text) | CancelReceipt(reason=text):
            return text
        case AnswerOpinion(text=text) | VerifyOnSite(text=text) | RecordContact(text=text) | RecordLoss(text=text):
            return text
        case Recount(basis=text) | SignForm(form=text) | ReceiveSupplement(unscanned=text) | AttachAnnex(name=text):
            return text
        case CopyDocument():
            return f"{COPY_RULES[data.kind].words} {data.symbol}: {data.recipient}"
        case CompleteResult(stamped_at=first, renewed_at=newest):
            return f"{newest or first:%d/%m/%Y}"
        case Restore(text=text) | ReturnByPost(reason=text) | Supply(text=text) | PostResult(tracking=text):
            return text
        case (
            Register(request=text) | AskPayment(notice=text) | ConfirmPayment(proof=text) | ConfirmDelivery(proof=text)
        ):
            return text
        case _:
            return ""
