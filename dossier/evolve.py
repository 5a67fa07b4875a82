"""Makes an event true: (state, event) -> state; never asks whether it was allowed."""

from collections.abc import Callable
from dataclasses import fields, replace
from operator import attrgetter

from dossier.acts import (
    Accept,
    Act,
    Amend,
    Approve,
    AskPapers,
    Assign,
    AttachPaper,
    CollectFee,
    HandOver,
    HandResult,
    Moving,
    Note,
    Number,
    Payload,
    Propose,
    Receive,
    RefuseIntake,
    Reprint,
    ReturnResult,
    SendBack,
    Sign,
    SignOnPaper,
)
from dossier.course import Register
from dossier.course_evolve import COURSE_CHANGES, Changes, left_out, words_of
from dossier.events import Event, Outcome, Ruling, Stage
from dossier.identifiers import DossierId, OfficeId
from dossier.state import Attachment, Clock, Delivery, Dossier, Money, OpenTask, ReceiptLine, Result, TrailLine
from dossier.values import Applicant, PaperEntry, SeenSignature

_FIELDS = tuple(one.name for one in fields(Dossier))
_PLACES = {name: place for place, name in enumerate(_FIELDS)}
_VALUES: Callable[[Dossier], tuple[object, ...]] = attrgetter(*_FIELDS)

_NOTHING = Dossier(
    id=DossierId(""),
    rev=0,
    office=OfficeId(""),
    custody=OfficeId(""),
    stage=Stage.RECEIVED,
    procedure="",
    applicant=Applicant("", ""),
)
"""Before its first event; what a beginning does not say stays as it is here."""


class EvolveFault(Exception):
    """An event that cannot follow this state: a broken stream, never a user's mistake."""


def event_of(act: Act, rev: int, ruling: Ruling) -> Event:
    """The event that an act and its ruling make at revision `rev`."""
    return Event(
        dossier=act.dossier,
        rev=rev,
        act=act.id,
        kind=act.kind,
        at=act.at,
        actor=act.actor,
        office=act.office,
        device=act.device,
        rules=act.rules,
        data=act.data,
        ruling=ruling,
    )


def evolve(state: Dossier | None, event: Event) -> Dossier:
    """The state after `event`. Raises EvolveFault when the revision does not follow or nothing can begin with it."""
    before = 0 if state is None else state.rev
    if event.rev != before + 1:
        raise EvolveFault(f"revision {event.rev} cannot follow {before}")
    ruling = event.ruling
    whole = _NOTHING if state is None else state
    silent = state is not None and ruling.outcome is Outcome.NOTED and ruling.stage is None
    changes = _beginning(event) if state is None else {}
    if not silent:
        changes |= _CHANGES[type(event.data)](whole, event, event.data)
    changes["rev"] = event.rev
    changes["last_device"] = event.device
    changes["rev_elsewhere"] = whole.rev_of_others(event.device)
    changes["trail"] = (*whole.trail, _line(whole, event))
    if ruling.stage is not None:
        changes["stage"] = ruling.stage
    if not silent and isinstance(event.data, Moving) and event.data.unscanned:
        changes["unscanned"] = event.data.unscanned
    if ruling.tasks:
        changes["tasks"] = (*whole.tasks, *(OpenTask(event.rev, task) for task in ruling.tasks))
    return _changed(whole, changes)


def _changed(state: Dossier, changes: Changes) -> Dossier:
    """`dataclasses.replace` for this one type, at a third of its price: most of an event's cost was there."""
    values = list(_VALUES(state))
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return Dossier(*values)  # type: ignore[arg-type]  # the fields of a dossier in their order


def _line(state: Dossier, event: Event) -> TrailLine:
    outcome = event.ruling.outcome
    words = _words(event.data) or _signed_scan(state, event.data)
    return TrailLine(event.rev, event.act, event.kind, event.at, event.actor, event.office, outcome, words)


def _beginning(event: Event) -> Changes:
    match event.data:
        case Receive() | AskPapers() | RefuseIntake() | Register():
            return {"id": event.dossier, "office": event.office, "custody": event.office}
        case _:
            raise EvolveFault(f"a dossier cannot begin with {event.kind.value}")


def _words(data: Payload) -> str:
    match data:  # the most frequent first
        case (
            Receive()
            | CollectFee()
            | AttachPaper()
            | Accept()
            | Assign()
            | HandResult()
            | ReturnResult()
            | Amend()
            | Reprint()
        ):
            return ""
        case Note(text=text) | Approve(text=text):
            return text
        case Propose(text=text, unscanned=why):
            return "; ".join(filter(None, (text, why)))
        case SendBack(reason=reason) | RefuseIntake(reason=reason) | AskPapers(reason=reason):
            return reason
        case Number(symbol=symbol):
            return symbol
        case HandOver(unscanned=why) | Sign(unscanned=why) | SignOnPaper(unscanned=why):
            return why
        case _:
            return words_of(data)


def _signed_scan(state: Dossier, data: Payload) -> str:
    """The name of the paper whose scan a clerk signed; "" for whatever else was done."""
    if not isinstance(data, AttachPaper) or not data.signed:
        return ""
    return next((paper.name for paper in state.papers if paper.slot == data.slot), "")


def _received(state: Dossier, event: Event, data: Receive) -> Changes:
    ruling, money, way = event.ruling, state.money, state.way
    sent = (*state.papers, *way.supplied)
    return {
        "procedure": data.procedure,
        "applicant": data.applicant,
        "rules": event.rules,
        "code": data.code,
        "book": data.book,
        "book_number": data.book_number,
        "channel": data.channel,
        "at_once": data.at_once,
        "visit": data.visit,
        "secret_key": data.secret_key,
        "sets": data.sets,
        "copies": data.copies,
        "pages": data.pages,
        "received_by": event.actor,
        "values": data.values,
        "papers": data.papers,
        "asked": (),
        "reason": "",
        "clock": Clock(event.at, data.due, data.due, ruling.hand_over_by),
        "money": Money(data.fee, money.paid, money.receipts, money.lines),
        "delivery": Delivery(data.delivery),
        "course": replace(way, supplied=(), not_taken=left_out(sent, data.papers)) if sent else state.course,
    }


def _asked(state: Dossier, event: Event, data: AskPapers) -> Changes:
    return {
        "procedure": data.procedure,
        "applicant": data.applicant,
        "asked": data.items,
        "reason": data.reason,
        "slip_number": data.slip_number,
    }


def _refused(state: Dossier, event: Event, data: RefuseIntake) -> Changes:
    return {
        "procedure": data.procedure,
        "applicant": data.applicant,
        "reason": data.reason,
        "slip_number": data.slip_number,
    }


def _collected(state: Dossier, event: Event, data: CollectFee) -> Changes:
    money = state.money
    line = ReceiptLine(data.receipt, data.amount, data.method, event.at, event.actor)
    paid = money.paid + data.amount
    return {"money": Money(money.owed, paid, (*money.receipts, data.receipt), (*money.lines, line))}


def _attached(state: Dossier, event: Event, data: AttachPaper) -> Changes:
    papers = tuple(_with_pages(paper, data) if paper.slot == data.slot else paper for paper in state.papers)
    others = tuple(one for one in state.attached if one.slot != data.slot)
    return {"papers": papers, "attached": (*others, Attachment(data.slot, event.rev, event.device))}


def _with_pages(paper: PaperEntry, data: AttachPaper) -> PaperEntry:
    """The paper with its new pages; what was found of the signatures in other bytes says nothing of these."""
    same = paper.file is not None and paper.file.sha256 == data.file.sha256
    known = data.signature or (paper.signature if same else None)
    found = SeenSignature("green", signers=data.signer) if data.signed else known
    return replace(paper, file=data.file, reuse=data.reuse, signature=found)


def _handed_over(state: Dossier, event: Event, data: HandOver) -> Changes:
    return {"custody": data.to_office}


def _assigned(state: Dossier, event: Event, data: Assign) -> Changes:
    return {"assignee": data.person}


def _proposed(state: Dossier, event: Event, data: Propose) -> Changes:
    result = Result(data.grant, event.actor, data.text, data.draft, reason_code=data.reason_code)
    return {"result": result}


def _approved(state: Dossier, event: Event, data: Approve) -> Changes:
    if data.draft is None:
        return {}
    return {"result": replace(state.result, draft=data.draft, spot=data.spot)}


def _numbered(state: Dossier, event: Event, data: Number) -> Changes:
    if data.result is None:
        result = replace(state.result, symbol=data.symbol, day=data.day, draft=data.draft, spot=data.spot)
        return {"result": result}
    on_paper = not data.sealed
    result = replace(state.result, symbol=data.symbol, day=data.day, file=data.result, on_paper=on_paper)
    return {"result": result, "clock": replace(state.clock, finished_at=event.at)}


def _sent_back(state: Dossier, event: Event, data: SendBack) -> Changes:
    return {"reason": data.reason}


def _signed(state: Dossier, event: Event, data: Sign) -> Changes:
    result = replace(
        state.result, file=data.result, signer=data.signer, signed_by=event.actor, signed_at=event.at, on_paper=False
    )
    return {"result": result, **_finished(state, event)}


def _signed_on_paper(state: Dossier, event: Event, data: SignOnPaper) -> Changes:
    result = replace(
        state.result,
        file=data.result,
        signer=data.signer_name,
        signed_by=data.signer,
        signed_at=event.at,
        on_paper=True,
    )
    return {"result": result, **_finished(state, event)}


def _finished(state: Dossier, event: Event) -> Changes:
    """The limit ends when the result is issued: not yet where văn thư still numbers it."""
    if event.ruling.stage is Stage.LEADER_SIGNED:
        return {}
    return {"clock": replace(state.clock, finished_at=event.at)}


def _at_counter(state: Dossier, event: Event, data: HandResult) -> Changes:
    return {"delivery": replace(state.delivery, shelf=data.shelf)}


def _returned(state: Dossier, event: Event, data: ReturnResult) -> Changes:
    delivery = replace(
        state.delivery,
        receiver=data.receiver,
        receiver_id=data.receiver_id,
        authorised=data.authorised,
        returned_at=event.at,
    )
    return {"delivery": delivery}


AMENDABLE = frozenset({"phone", "email", "address"})
"""Fields of the applicant that may be corrected without a new receipt."""


def _amended(state: Dossier, event: Event, data: Amend) -> Changes:
    if data.field not in AMENDABLE:
        raise EvolveFault(f"field {data.field} cannot be amended")
    match data.field:
        case "phone":
            applicant = replace(state.applicant, phone=data.new)
        case "email":
            applicant = replace(state.applicant, email=data.new)
        case _:
            applicant = replace(state.applicant, address=data.new)
    return {"applicant": applicant}


def _unchanged(state: Dossier, event: Event, data: Payload) -> Changes:
    return {}


_WAY: dict[type[Payload], Callable[..., Changes]] = {
    Receive: _received,
    AskPapers: _asked,
    RefuseIntake: _refused,
    CollectFee: _collected,
    AttachPaper: _attached,
    HandOver: _handed_over,
    Accept: _unchanged,
    Assign: _assigned,
    Propose: _proposed,
    Approve: _approved,
    SendBack: _sent_back,
    Number: _numbered,
    Sign: _signed,
    SignOnPaper: _signed_on_paper,
    HandResult: _at_counter,
    ReturnResult: _returned,
    Amend: _amended,
    Note: _unchanged,
    Reprint: _unchanged,
}
_CHANGES: dict[type[Payload], Callable[..., Changes]] = {**_WAY, **dict(COURSE_CHANGES.items())}
