"""Tells a dossier's story in the owner's words: steps, what to do next, papers, fee; shows no applicant's data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
from dossier.acts import ActKind, Channel
from dossier.events import Outcome, Stage
from dossier.identifiers import OfficeId
from dossier.limits import Due
from dossier.rules import Rules
from dossier.state import Dossier
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
    ("signed", frozenset({Stage.APPROVED, Stage.NUMBERED, Stage.SIGNED})),
    ("ready", frozenset({Stage.AT_COUNTER})),
    ("returned", frozenset({Stage.RETURNED})),
)
"""The citizen's steps and the stages of the process inside each."""

_ORDER = {stage: place for place, stage in enumerate(Stage)}
_AT_COUNTER_STEPS = frozenset({"received", "ready", "returned"})


def make_view(view: View) -> OwnerView | None:
    """The owner's view, or None when the rules of the dossier do not know its procedure."""
    state = view.state
    procedure, workflow = view.rules.procedure(state.procedure), view.rules.workflow_of(state.procedure)
    if procedure is None or workflow is None:
        return None
    accepted = state.clock.accepted_at
    due = view.rules.due_of(state.procedure, state.channel, accepted) if accepted else None
    received = accepted or (state.trail[0].at if state.trail else view.now)
    return OwnerView(
        code=state.code or state.way.request,
        procedure_name=procedure.name,
        received_at=_aware(received),
        due_at=_aware_or_none(state.clock.due),
        next_action=_next(view),
        steps=_steps(view, workflow),
        papers=tuple(Paper(paper.name, _quantity(view, paper.form.value, paper.quantity)) for paper in state.papers),
        fee_text=_fee(view),
        office=_contact(view),
        signed_by=_signed(view),
        paused=state.stage is Stage.WAITING_PAPERS,
        late=_late(view, due),
        days_left=_days_left(view),
        explanation=() if due is None else tuple(_line(view, due, index) for index in range(len(due.steps))),
    )


def _steps(view: View, workflow: Workflow) -> tuple[Step, ...]:
    path = frozenset(workflow.path())
    ended = _ended(view.state, workflow)
    here = _ORDER[view.state.stage]
    steps: list[Step] = []
    began: datetime | None = None
    for name, stages in _STEPS:
        inside = stages & path
        if not inside:
            continue
        last = max(inside, key=_ORDER.__getitem__)
        done = view.state.stage in _ORDER and here >= _ORDER[last] and view.state.stage is not Stage.WAITING_PAPERS
        if done:
            began = ended.get(last, began)
            steps.append(_step(view, name, StepState.DONE, began))
        elif not steps or steps[-1].state is StepState.DONE:
            steps.append(_step(view, name, StepState.NOW, began))
        else:
            steps.append(_step(view, name, StepState.NEXT, view.state.clock.due if name == "ready" else None))
    return tuple(steps)


def _step(view: View, name: str, state: StepState, at: datetime | None) -> Step:
    office = view.state.office if name in _AT_COUNTER_STEPS else view.state.custody
    place = "counter" if name in _AT_COUNTER_STEPS else "unit"
    who = view.say(f"centre.who.{place}", unit=_unit_name(view, office))
    return Step(view.say(f"centre.step.{name}"), who, state, _aware_or_none(at))


def _ended(state: Dossier, workflow: Workflow) -> Mapping[Stage, datetime]:
    """When each stage was last reached."""
    after: dict[ActKind, Stage] = {step.act: step.after for step in workflow.steps if step.after is not None}
    return {
        after[line.kind]: line.at for line in state.trail if line.kind in after and line.outcome is not Outcome.NOTED
    }


def _next(view: View) -> NextAction:
    state = view.state
    place = view.say("centre.who.counter", unit=_unit_name(view, state.office))
    match state.stage:
        case Stage.WAITING_PAPERS:
            return NextAction(NextKind.SUPPLEMENT, None, place, tuple(item.name for item in state.asked))
        case Stage.REFUSED:
            return NextAction(NextKind.TAKE_BACK, None, place, note=state.reason)
        case Stage.RETURNED:
            return NextAction(NextKind.CLOSED)
    if state.fee_left:
        return NextAction(NextKind.PAY, None, place)
    if state.stage is Stage.AT_COUNTER:
        return _at_counter(state, place)
    if state.delivery.way is not Channel.DIRECT or state.clock.due is None:
        return NextAction(NextKind.WAIT)
    return NextAction(NextKind.COLLECT_LATER, _aware(state.clock.due), place)


def _at_counter(state: Dossier, place: str) -> NextAction:
    if state.delivery.way is Channel.POST:
        return NextAction(NextKind.AWAIT_POST)
    kind = NextKind.COLLECT_NOW if state.result.grant else NextKind.TAKE_BACK
    return NextAction(kind, None, place)


def _fee(view: View) -> str:
    money = view.state.money
    if money.owed == 0:
        return view.say("centre.fee.none")
    if view.state.fee_left:
        return view.say("centre.fee.left", amount=format_money(view.state.fee_left))
    return view.say("centre.fee.paid", amount=format_money(money.owed))


def _quantity(view: View, form: str, quantity: int) -> str:
    return view.say(f"centre.paper.{form}", count=str(quantity))


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


def _late(view: View, due: Due | None) -> bool:
    clock = view.state.clock
    if clock.due is None:
        return False
    end = clock.finished_at or view.now
    by_minute = due is not None and due.by_minute
    return end > clock.due if by_minute else end.date() > clock.due.date()


def _days_left(view: View) -> int | None:
    due = view.state.clock.due
    if due is None or due.date() < view.now.date():
        return None
    return view.rules.bundle.calendar.working_days_between(view.now.date(), due.date())


def _line(view: View, due: Due, index: int) -> str:
    step = due.steps[index]
    words = view.say(step.message.id, **dict(step.message.params))
    return f"{words} ({step.basis})" if step.basis else words


def _aware(at: datetime) -> datetime:
    return at.replace(tzinfo=ZONE)


def _aware_or_none(at: datetime | None) -> datetime | None:
    return None if at is None else _aware(at)
