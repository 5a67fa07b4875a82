"""Tells a dossier's story in the owner's words: steps, what to do next, papers, fee; shows no applicant's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from central_server.ports.lookup import (
    NextAction,
    NextKind,
    OfficeContact,
    OwnerView,
    Paper,
    Step,
    StepState,
)
from central_server.ports.world import ZONE
from dossier.acts import ActKind, AskedPaper, Channel, PaperEntry
from dossier.clock_ruling import clock_calendar, due_of, timeliness
from dossier.events import Outcome, Stage
from dossier.identifiers import OfficeId
from dossier.limits import Due, Timeliness
from dossier.reason_checks import last_reason
from dossier.roles import Role
from dossier.rules import Rules
from dossier.signing_checks import standing_form
from dossier.state import Dossier, Post
from dossier.text import format_money
from dossier.workflow import Workflow


class Say(Protocol):
    """Speaks one sentence by its id."""

    def __call__(self, message_id: str, /, **params: str) -> str: ...


@dataclass(frozen=True, slots=True)
class View:
    """What the story is told from."""

    state: Dossier
    rules: Rules
    now: datetime
    say: Say


_STEPS: tuple[tuple[str, frozenset[Stage]], ...] = (
    ("received", frozenset({Stage.RECEIVED})),
    ("passed", frozenset({Stage.HANDED_OVER, Stage.ACCEPTED, Stage.ASSIGNED})),
    ("checked", frozenset({Stage.PROPOSED})),
    ("signed", frozenset({Stage.APPROVED, Stage.NUMBERED, Stage.LEADER_SIGNED, Stage.SIGNED})),
    ("ready", frozenset({Stage.AT_COUNTER})),
    ("returned", frozenset({Stage.RETURNED})),
)
"""The citizen's steps and the stages of the process inside each."""

_ORDER = {stage: place for place, stage in enumerate(Stage)}
_AT_COUNTER_STEPS = frozenset({"filed", "received", "ready", "returned"})
_ENDED = {Stage.REFUSED: "refused", Stage.WITHDRAWN: "withdrawn", Stage.STOPPED: "stopped"}
"""Ends beside the way: what was done stays, and what will never come is not shown."""
_PLAIN = {
    Stage.REGISTERED: NextKind.REGISTERED,
    Stage.WITHDRAWING: NextKind.WITHDRAWING,
    Stage.WITHDRAWN: NextKind.WITHDRAWN,
    Stage.STOPPED: NextKind.STOPPED,
}
_ASKED = frozenset({Stage.WAITING_PAPERS, Stage.SUPPLEMENTING})
_DAY_ENDS = time(23, 59)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the citizen's steps are behind the dossier."""

    done: int
    total: int


def progress_of(view: View) -> Progress | None:
    """The degree of completion; None when the rules of the dossier do not know its procedure."""
    workflow = view.rules.workflow_of(view.state.procedure, view.state.version_day)
    if workflow is None:
        return None
    steps = _on_the_way(view, workflow)
    return Progress(sum(step.state is StepState.DONE for step in steps), len(steps))


def make_view(view: View) -> OwnerView | None:
    """The owner's view, or None when the rules of the dossier do not know its procedure."""
    state = view.state
    procedure, workflow = (
        view.rules.procedure(state.procedure, state.version_day),
        view.rules.workflow_of(state.procedure, state.version_day),
    )
    if procedure is None or workflow is None:
        return None
    accepted = state.clock.accepted_at
    due = due_of(state, view.rules)
    form = standing_form(state)
    received = accepted or (state.trail[0].at if state.trail else view.now)
    return OwnerView(
        code=state.code or state.way.request,
        procedure_name=procedure.name,
        received_at=_aware(received),
        due_at=_aware_or_none(state.clock.due),
        next_action=_next(view),
        steps=_steps(view, workflow),
        papers=(*(_paper(view, one) for one in state.papers), *(_left(view, one) for one in state.way.not_taken)),
        fee_text=_fee(view),
        office=_contact(view),
        signed_by=_signed(view),
        paused=state.stage in _ASKED,
        late=_late(view),
        days_left=_days_left(view),
        accepted=accepted is not None,
        can_supply=_may(view, workflow, ActKind.SUPPLY),
        signed_form="" if form is None else form.form,
        can_withdraw=_may(view, workflow, ActKind.REQUEST_WITHDRAWAL),
        owner_withdraws=_may(view, workflow, ActKind.REQUEST_WITHDRAWAL, Role.APPLICANT),
        explanation=() if due is None else tuple(_line(view, due, index) for index in range(len(due.steps))),
    )


def _steps(view: View, workflow: Workflow) -> tuple[Step, ...]:
    """The way with its end; of a dossier that ended beside it only what was done, and the end itself."""
    steps, end = _on_the_way(view, workflow), _ENDED.get(view.state.stage)
    if end is None:
        return steps
    done = tuple(step for step in steps if step.state is StepState.DONE)
    return (*done, _step(view, end, StepState.DONE, view.state.trail[-1].at if view.state.trail else None))


def _on_the_way(view: View, workflow: Workflow) -> tuple[Step, ...]:
    path, reached = frozenset(workflow.path()), _reached(view.state, workflow)
    here = _here(view.state, path, reached)
    steps: list[Step] = []
    began: datetime | None = None
    if view.state.way.request:
        began = view.state.trail[0].at if view.state.trail else None
        steps.append(_step(view, "filed", StepState.DONE, began))
    for name, stages in _STEPS:
        inside = stages & path
        if not inside:
            continue
        last = max(inside, key=_ORDER.__getitem__)
        if here is not None and _ORDER[here] >= _ORDER[last]:
            began = next((at for stage, at in reversed(reached) if stage is last), began)
            steps.append(_step(view, name, StepState.DONE, began))
        elif not steps or steps[-1].state is StepState.DONE:
            title = "to_receive" if name == "received" else name
            steps.append(_step(view, title, StepState.NOW, began))
        else:
            steps.append(_step(view, name, StepState.NEXT, view.state.clock.due if name == "ready" else None))
    return tuple(steps)


def _here(state: Dossier, path: frozenset[Stage], reached: Sequence[tuple[Stage, datetime]]) -> Stage | None:
    """The furthest stage of the way that stands now: the dossier's own, or the last one before it left the way."""
    if state.stage in path:
        return state.stage
    return next((stage for stage, _ in reversed(reached) if stage in path), None)


def _reached(state: Dossier, workflow: Workflow) -> list[tuple[Stage, datetime]]:
    """Each stage the dossier came into, with its moment, replayed from its story."""
    stage: Stage | None = None
    found: list[tuple[Stage, datetime]] = []
    for line in state.trail:
        if line.outcome is Outcome.NOTED and not (stage is None and line.kind is ActKind.RECEIVE):
            continue
        rows = [row for row in workflow.on(line.at.date()).steps if row.act is line.kind and row.after is not None]
        fitting = [row for row in rows if (row.creates if stage is None else stage in row.before)]
        row = next(iter(sorted(fitting or rows, key=lambda row: row.foreign)), None)
        if row is not None and row.after is not None:
            stage = row.after
            found.append((stage, line.at))
    return found


def _step(view: View, name: str, state: StepState, at: datetime | None) -> Step:
    office = view.state.office if name in _AT_COUNTER_STEPS else view.state.custody
    place = "counter" if name in _AT_COUNTER_STEPS else "unit"
    who = view.say(f"centre.who.{place}", unit=_unit_name(view, office))
    return Step(view.say(f"centre.step.{name}"), who, state, _aware_or_none(at))


def _next(view: View) -> NextAction:
    state = view.state
    place = view.say("centre.who.counter", unit=_unit_name(view, state.office))
    beside = _beside(view, place)
    if beside is not None:
        return beside
    if state.fee_left:
        return NextAction(NextKind.PAY, None, place)
    if state.stage is Stage.AT_COUNTER:
        return _at_counter(state, place)
    if state.delivery.way is not Channel.DIRECT or state.clock.due is None:
        return NextAction(NextKind.WAIT)
    return NextAction(NextKind.COLLECT_LATER, _aware(state.clock.due), place)


def _beside(view: View, place: str) -> NextAction | None:
    """What to do in a stage beside the way or at its end; None on the way."""
    state, way = view.state, view.state.way
    plain = _PLAIN.get(state.stage)
    if plain is not None:
        return NextAction(plain, None, place, note=_why(view) if state.stage is Stage.STOPPED else "")
    until = None if way.answer_by is None else _aware(datetime.combine(way.answer_by, _DAY_ENDS))
    match state.stage:
        case Stage.WAITING_PAPERS | Stage.SUPPLEMENTING if way.supplied:
            return NextAction(NextKind.SUPPLIED, None, place, tuple(paper.name for paper in way.supplied))
        case Stage.WAITING_PAPERS | Stage.SUPPLEMENTING:
            why = state.reason if state.stage is Stage.WAITING_PAPERS else _why(view)
            return NextAction(NextKind.SUPPLEMENT, until, place, tuple(map(_asked, state.asked)), why)
        case Stage.PAYING:
            owed = tuple(f"{charge.name}: {format_money(charge.amount)}" for charge in way.charges)
            return NextAction(NextKind.DUTY, until, place, owed)
        case Stage.REFUSED:
            return NextAction(NextKind.NOT_RECEIVED, note=state.reason)
        case Stage.POSTED:
            return NextAction(NextKind.AWAIT_POST, note="" if way.post is None else _posted(way.post))
        case Stage.RETURNED:
            return NextAction(NextKind.DOWNLOAD if delivered_online(state) else NextKind.CLOSED)
        case _:
            return None


def _asked(item: AskedPaper) -> str:
    """A paper that is asked for with its own reason (NĐ 61/2018 art. 17(2)(a): content, reason, guidance)."""
    return f"{item.name}: {item.reason}" if item.reason else item.name


def _posted(post: Post) -> str:
    return f"{post.carrier}: {post.tracking}"


def _why(view: View) -> str:
    reason = view.state.way.reason
    row = last_reason(view.state, view.rules)
    if reason is None:
        return ""
    return ". ".join(words for words in ("" if row is None else row.text, reason.text) if words)


def delivered_online(state: Dossier) -> bool:
    """Whether the result was opened to its owner on the portal: the last that was done with it."""
    handed = (ActKind.DELIVER_ONLINE, ActKind.RETURN_RESULT, ActKind.CONFIRM_DELIVERY)
    last = next((line.kind for line in reversed(state.trail) if line.kind in handed), None)
    return state.stage is Stage.RETURNED and last is ActKind.DELIVER_ONLINE and state.result.file is not None


def _may(view: View, workflow: Workflow, act: ActKind, role: Role | None = None) -> bool:
    """Whether the table lets the citizen do it now, as what he is to the dossier or as `role`."""
    roles = frozenset({role or view.state.owner_role})
    return act in workflow.on(view.now.date()).open_to(view.state.stage, roles)


def _at_counter(state: Dossier, place: str) -> NextAction:
    if state.delivery.way is Channel.POST:
        return NextAction(NextKind.AWAIT_POST)
    kind = NextKind.COLLECT_NOW if state.result.grant else NextKind.TAKE_BACK
    return NextAction(kind, None, place)


def _fee(view: View) -> str:
    if view.state.fee_left:
        return view.say("centre.fee.left", amount=format_money(view.state.fee_left))
    paid = min(view.state.money.owed, view.state.money.paid)
    return view.say("centre.fee.paid", amount=format_money(paid)) if paid else view.say("centre.fee.none")


def _paper(view: View, paper: PaperEntry) -> Paper:
    file = paper.file
    quantity = view.say(f"centre.paper.{paper.form.value}", count=str(paper.quantity))
    return Paper(paper.name, quantity, paper.slot, file is not None, "" if file is None else file.sha256)


def _left(view: View, paper: PaperEntry) -> Paper:
    """Sent online and not taken: its name and hash stay, its picture does not belong to the dossier."""
    digest = "" if paper.file is None else paper.file.sha256
    return Paper(paper.name, view.say("centre.paper.not_taken"), paper.slot, picture=False, sha256=digest)


def _signed(view: View) -> str:
    result = view.state.result
    if not result.signer:
        return ""
    return view.say("centre.signed.paper" if result.on_paper else "centre.signed.token", signer=result.signer)


def _contact(view: View) -> OfficeContact:
    unit = view.rules.unit(view.state.office)
    phone = "" if unit is None else unit.phone
    name = view.say("centre.who.counter", unit=_unit_name(view, view.state.office))
    return OfficeContact(name, phone or view.rules.bundle.province.hotline)


def _unit_name(view: View, office: OfficeId) -> str:
    unit = view.rules.unit(office)
    return office if unit is None else unit.name


def _late(view: View) -> bool:
    end = view.state.clock.finished_at or view.now
    return timeliness(view.state, view.rules, end) is Timeliness.LATE


def _days_left(view: View) -> int | None:
    due = view.state.clock.due
    if due is None or due.date() < view.now.date():
        return None
    return clock_calendar(view.state, view.rules).working_days_between(view.now.date(), due.date())


def _line(view: View, due: Due, index: int) -> str:
    step = due.steps[index]
    words = view.say(step.message.id, **dict(step.message.params))
    return f"{words} ({step.basis})" if step.basis else words


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=ZONE)


def _aware_or_none(at: datetime | None) -> datetime | None:
    return None if at is None else _aware(at)
