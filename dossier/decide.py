"""Decides whether an act may be: `decide` is strict (before it is written), `record` is for acts already in the world.

`decide(state, act, rules, actor, facts) -> Event | Refusal`; `record` turns the refusal of a witnessed act
into an event `noted` with a task, and a witnessed act without the right into `Claimed`. Desk, centre, tests
and simulator all call these two.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from dossier.acts import (
    APPENDING,
    WITNESSED,
    Act,
    ActKind,
    Amend,
    AskPapers,
    Assign,
    AttachPaper,
    CollectFee,
    Propose,
    Receive,
    RefuseIntake,
    ReturnResult,
)
from dossier.clock_ruling import clock_move
from dossier.copies import check_annex, check_copy
from dossier.course import AnswerOpinion, DecideWithdrawal, ReceiveSupplement, Register
from dossier.course_checks import BEFORE_ACCEPTANCE, BEGINNING, COURSE_CHECKS, check_parts_done, fee_unpaid
from dossier.events import Event, Outcome, Ruling, Stage, Task
from dossier.evolve import AMENDABLE, event_of
from dossier.facts import Facts
from dossier.identifiers import parse_code
from dossier.moving_on import check_pages
from dossier.reason_checks import check_reason_of_denial
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Role
from dossier.rules import Rules
from dossier.signing_checks import check_number, check_sign, check_sign_on_paper, check_signed_form, check_signed_scan
from dossier.state import Dossier
from dossier.workflow import Step, Workflow


@dataclass(frozen=True, slots=True)
class Claimed:
    """A witnessed act by someone without the right: kept beside the dossier, no event, a task at its office."""

    refusal: Refusal


LATE_OPINION = "opinion_late"
"""The task on a dossier whose result was signed, or which was over, before another agency answered."""


def decide(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Event | Refusal:
    """The event the act makes, or the refusal with its basis. Strict: nothing is written after a refusal."""
    procedure = _procedure_of(state, act)
    workflow = None if procedure is None else rules.workflow_of(procedure, _version_day(state, act.at.date()))
    if workflow is None:
        return _unfounded(state, procedure)
    step = _step(state, act, workflow.on(act.at.date()), facts)
    if isinstance(step, Refusal):
        return _not_yet(workflow, act) or step
    if facts.seconded and (stranger := _of_another_agency(procedure, act, step, (rules, facts))):
        return stranger
    check, of_course = _CHECKS.get(act.kind), COURSE_CHECKS.get(act.kind)
    refusal = None if check is None else check(state, act, rules, facts)
    if refusal is None and of_course is not None:
        refusal = of_course(state, act, rules)
    refusal = refusal or _check_denial(state, act, step) or check_pages(state, act, step)
    if refusal is not None:
        return refusal
    return event_of(act, _next_rev(state), _ruling(state, act, rules, step))


def record(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Event | Refusal | Claimed:
    """`decide` for an act already in the world: a witnessed act that does not fit is noted with a task."""
    decision = decide(state, act, rules, facts)
    if isinstance(decision, Event) or act.kind not in WITNESSED:
        return decision
    if decision.code in (RefusalCode.NO_RIGHT, RefusalCode.UNKNOWN_PROCEDURE):
        return Claimed(decision)
    if state is None and act.kind not in (ActKind.RECEIVE, ActKind.ASK_PAPERS):
        return decision
    tasks = (Task(f"noted_{decision.code.value}", decision.params),)
    return event_of(act, _next_rev(state), Ruling(Outcome.NOTED, _noted_stage(state, act), tasks=tasks))


def _noted_stage(state: Dossier | None, act: Act) -> Stage | None:
    """A reception happened even when it does not fit: its dossier must exist, with the task on it."""
    fresh = state is None or state.stage in BEFORE_ACCEPTANCE
    if fresh and act.kind is ActKind.RECEIVE:
        return Stage.RECEIVED
    if state is None and act.kind is ActKind.ASK_PAPERS:
        return Stage.WAITING_PAPERS
    return None


def acts_open(  # noqa: PLR0913  what a right rests on
    state: Dossier, rules: Rules, roles: frozenset[Role], office: str, person: str, *, day: date
) -> tuple[ActKind, ...]:
    """The acts this person may do on the dossier that day: exactly what the table allows."""
    workflow = rules.workflow_of(state.procedure, _version_day(state, day))
    if workflow is None:
        return ()
    steps = workflow.on(day).open_steps(state.stage, roles, foreign=state.office != office)
    return tuple(
        step.act
        for step in steps
        if (not step.custody or state.custody == office)
        and (not step.receiving or state.office == office)
        and (not step.assignee or state.assignee == person)
    )


def _next_rev(state: Dossier | None) -> int:
    return 1 if state is None else state.rev + 1


def _version_day(state: Dossier | None, day: date) -> date:
    """The day whose version of the procedure counts for an act of `day`: a dossier keeps that of its intake."""
    accepted = None if state is None else state.clock.accepted_at
    return day if accepted is None else accepted.date()


def _in_force(state: Dossier | None, act: Act, procedure: str, rules: Rules) -> bool:
    """Whether the counter takes the procedure on the day of the act or took it on that of the filing."""
    filed = act.at if state is None or not state.trail else state.trail[0].at
    return any(rules.receivable(procedure, act.office, day) for day in (act.at.date(), filed.date()))


def _procedure_of(state: Dossier | None, act: Act) -> str | None:
    match act.data:
        case Receive(procedure=code) | AskPapers(procedure=code) | RefuseIntake(procedure=code):
            return code
        case Register(procedure=code):
            return code
        case _:
            return None if state is None else state.procedure


def _not_yet(workflow: Workflow, act: Act) -> Refusal | None:
    """Why nobody could do this on its day: what allows it began to hold later; None where that is not why."""
    row, day = workflow.any_step(act.kind), act.at.date()
    if row is None or row.valid_from is None or day >= row.valid_from:
        return None
    return Refusal(RefusalCode.NOT_IN_FORCE, row.basis, (("day", f"{row.valid_from:%d/%m/%Y}"),))


def _unfounded(state: Dossier | None, procedure: str | None) -> Refusal:
    if procedure is None and state is None:
        return Refusal(RefusalCode.UNKNOWN_DOSSIER)
    return Refusal(RefusalCode.UNKNOWN_PROCEDURE, "NĐ 61/2018 art. 14", (("procedure", procedure or ""),))


def _step(state: Dossier | None, act: Act, workflow: Workflow, facts: Facts) -> Step | Refusal:
    any_step = workflow.any_step(act.kind)
    stage, foreign = (None, False) if state is None else (state.stage, state.office != act.office)
    step = workflow.step(act.kind, stage, facts.roles, foreign=foreign)
    known = step or any_step
    if known is not None and not known.roles & facts.roles:
        return Refusal(RefusalCode.NO_RIGHT, known.basis, (("act", act.kind.value),))
    if step is None:
        return _no_step(state, act, any_step)
    if state is not None and step.custody and state.custody != act.office:
        return Refusal(RefusalCode.NOT_IN_CUSTODY, step.basis, (("office", state.custody),))
    if state is not None and step.receiving and foreign:
        return Refusal(RefusalCode.RETURNED_ELSEWHERE, step.basis, (("office", state.office),))
    if state is not None and step.assignee and state.assignee != act.actor:
        return Refusal(RefusalCode.NOT_ASSIGNEE, step.basis)
    return step


def _of_another_agency(procedure: str | None, act: Act, step: Step, around: tuple[Rules, Facts]) -> Refusal | None:
    """Who was sent to a counter by an agency does there what that agency decides (NĐ 61/2018 art. 7, 8)."""
    rules, facts = around
    sent = dict(facts.seconded)
    usable = step.roles & facts.roles
    if not usable <= sent.keys():
        return None
    competent = rules.competent_for(procedure or "", act.office, act.at.date())
    agencies = {sent[role] for role in usable}
    if competent is not None and competent.code in agencies:
        return None
    params = (("office", min(agencies)),)
    return Refusal(RefusalCode.OTHER_AGENCY, "641/QĐ-UBND art. 15(2); NĐ 61/2018 art. 7, 8", params)


def _no_step(state: Dossier | None, act: Act, any_step: Step | None) -> Refusal:
    if state is None:
        return Refusal(RefusalCode.UNKNOWN_DOSSIER)
    if act.kind in BEGINNING:
        return Refusal(RefusalCode.ALREADY_THERE, "", (("code", state.code),))
    basis = "" if any_step is None else any_step.basis
    return Refusal(RefusalCode.WRONG_STAGE, basis, (("act", act.kind.value), ("stage", state.stage.value)))


def _ruling(state: Dossier | None, act: Act, rules: Rules, step: Step) -> Ruling:
    # Own acts that wait for their answer also lie above `base`: only another desk's change makes it a merge.
    crossed = state is not None and act.kind in APPENDING and act.base < state.rev_of_others(act.device)
    outcome = Outcome.MERGED if crossed else Outcome.APPLIED
    move = clock_move(state, act, rules)
    tasks = (*move.tasks, *_too_late(state, act, rules))
    return Ruling(outcome, _stage_after(state, act, step), move.due, move.hand_over_by, tasks, move.stops)


def _too_late(state: Dossier | None, act: Act, rules: Rules) -> tuple[Task, ...]:
    """An opinion that came when the result was signed already, or the dossier was over: somebody has to read it."""
    signed = state is not None and (state.clock.finished_at is not None or state.result.signed_at is not None)
    if not signed or not isinstance(act.data, AnswerOpinion):
        return ()
    return (Task(LATE_OPINION, (("office", rules.office_name(act.office)),)),)


def _stage_after(state: Dossier | None, act: Act, step: Step) -> Stage | None:
    """The row's stage, but for acts whose own words decide whether the dossier moves."""
    match act.data:
        case ReceiveSupplement(complete=False):
            return None
        case DecideWithdrawal(grant=False) if state is not None:
            return state.way.resume
        case _:
            return step.after


def _check_receive(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    data = act.data
    if not isinstance(data, Receive):
        return None
    if not _in_force(state, act, data.procedure, rules):
        return Refusal(RefusalCode.NOT_RECEIVED_HERE, "NĐ 61/2018 art. 14", (("procedure", data.procedure),))
    code = parse_code(data.code)
    if code is None or code.day != act.at.date() or not facts.number_ours:
        return Refusal(RefusalCode.NUMBER_FOREIGN, "TT 01/2018 art. 19", (("code", data.code),))
    if not facts.number_free:
        return Refusal(RefusalCode.NUMBER_TAKEN, "TT 01/2018 art. 19", (("code", data.code),))
    missing = rules.missing_papers(data, act.at.date())
    if missing:
        return Refusal(RefusalCode.PAPERS_MISSING, "NĐ 61/2018 art. 17(1)-(2)", (("papers", "; ".join(missing)),))
    faults = rules.form_faults(data, act.at.date())
    if faults:
        return Refusal(RefusalCode.FORM_INCOMPLETE, "NĐ 61/2018 art. 17(1)-(2)", (("fields", "; ".join(faults)),))
    return None


def _check_fee(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    if state is None or not isinstance(act.data, CollectFee):
        return None
    if not 0 < act.data.amount <= state.fee_left:
        return Refusal(RefusalCode.AMOUNT_WRONG, "NĐ 61/2018 art. 22", (("left", str(state.fee_left)),))
    if not facts.number_free:
        return Refusal(RefusalCode.NUMBER_TAKEN, "", (("code", act.data.receipt),))
    return None


def _check_attach(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    """Pages that somebody else put there meanwhile are never replaced unseen: a person compares the two."""
    if state is None or not isinstance(act.data, AttachPaper):
        return None
    slot = act.data.slot
    paper = next((paper for paper in state.papers if paper.slot == slot), None)
    if paper is None:
        return Refusal(RefusalCode.UNKNOWN_FIELD, "", (("field", str(slot)),))
    unseen = any(one.slot == slot and one.rev > act.base and one.device != act.device for one in state.attached)
    if unseen and paper.file is not None and paper.file.sha256 != act.data.file.sha256:
        return Refusal(RefusalCode.PAPER_REPLACED, "", (("paper", paper.name),))
    return check_signed_scan(paper, act.data, facts)


def _check_denial(state: Dossier | None, act: Act, step: Step) -> Refusal | None:
    """What is given at once is signed at once; only its refusal is proposed."""
    if not step.denies or not isinstance(act.data, Propose) or not act.data.grant:
        return None
    return _no_step(state, act, step)


def _check_assign(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    if not isinstance(act.data, Assign):
        return None
    if not facts.assignee_fit:
        return Refusal(RefusalCode.ASSIGNEE_UNFIT, "NĐ 61/2018 art. 19(1)")
    leads = facts.roles & {Role.HEAD, Role.LEADER}
    if not leads and act.data.person != act.actor:
        return Refusal(RefusalCode.NO_RIGHT, "NĐ 61/2018 art. 19(1)", (("act", act.kind.value),))
    return None


def _check_propose(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    if isinstance(act.data, Propose) and not act.data.text.strip():
        return Refusal(RefusalCode.REASON_MISSING, "NĐ 61/2018 art. 19(2)")
    return check_reason_of_denial(state, act, rules) or check_parts_done(state)


def _check_return(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    if state is None or not isinstance(act.data, ReturnResult):
        return None
    if not act.data.receiver.strip():
        return fee_unpaid(state) or Refusal(RefusalCode.RECEIVER_MISSING, "NĐ 61/2018 art. 20")
    if act.data.authorised and not act.data.receiver_id.strip():
        return fee_unpaid(state) or Refusal(RefusalCode.PROOF_MISSING, "NĐ 61/2018 art. 20")
    return fee_unpaid(state)


def _check_amend(state: Dossier | None, act: Act, rules: Rules, facts: Facts) -> Refusal | None:
    if state is None or not isinstance(act.data, Amend):
        return None
    data = act.data
    if data.field not in AMENDABLE:
        return Refusal(RefusalCode.UNKNOWN_FIELD, "", (("field", data.field),))
    current = {
        "phone": state.applicant.phone,
        "email": state.applicant.email,
        "address": state.applicant.address,
    }[data.field]
    if current not in (data.old, data.new):
        params = (("field", data.field), ("new", data.new), ("there", current))
        return Refusal(RefusalCode.FIELD_CONFLICT, "", params)
    return None


_Check = Callable[[Dossier | None, Act, Rules, Facts], Refusal | None]

_CHECKS: dict[ActKind, _Check] = {
    ActKind.RECEIVE: _check_receive,
    ActKind.COLLECT_FEE: _check_fee,
    ActKind.ATTACH_PAPER: _check_attach,
    ActKind.ASSIGN: _check_assign,
    ActKind.PROPOSE: _check_propose,
    ActKind.NUMBER: check_number,
    ActKind.SIGN: check_sign,
    ActKind.SIGN_ON_PAPER: check_sign_on_paper,
    ActKind.SIGN_FORM: check_signed_form,
    ActKind.COPY_DOCUMENT: check_copy,
    ActKind.ATTACH_ANNEX: check_annex,
    ActKind.RETURN_RESULT: _check_return,
    ActKind.AMEND: _check_amend,
}
