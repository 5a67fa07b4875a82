"""Walks one planned dossier through the desk's own use cases, as the four people of the office would."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from desk_client.bootstrap import Desk
from desk_client.services.intake import Asking, IntakeForm, Received
from desk_client.services.session import Session
from dossier.acts import (
    Accept,
    AskedPaper,
    Assign,
    FileRef,
    HandOver,
    HandResult,
    Propose,
    ReturnResult,
)
from dossier.events import Stage
from dossier.refusals import Refusal
from dossier.state import Dossier
from dossier.values import Reason
from rehearsal.clock import SettableClock
from rehearsal.filling import fill_form, fill_papers
from rehearsal.people import Invented
from rehearsal.plan import Planned
from token_signing.devices.port import TokenSession

_STEPS = (
    Stage.RECEIVED,
    Stage.HANDED_OVER,
    Stage.ACCEPTED,
    Stage.ASSIGNED,
    Stage.PROPOSED,
    Stage.APPROVED,
    Stage.LEADER_SIGNED,
    Stage.SIGNED,
    Stage.AT_COUNTER,
    Stage.RETURNED,
)


class WalkFault(Exception):
    """The office's own rules refused a planned step: the plan is wrong."""


@dataclass(frozen=True, slots=True)
class Crew:
    """The four people at their desk, the open tokens of leader and agency, and a maker of scanned pages."""

    clerk: Session
    officer: Session
    leader: Session
    records: Session
    token: TokenSession
    seal: TokenSession
    scan: Callable[[str, Invented], FileRef]


_GIVEN_BACK = "Giấy tờ được ký, chứng thực rồi trả lại ngay, bản quét là kết quả đã ký"
"""Why papers of what is given at once were not scanned, in the words that the desk proposes."""


@dataclass(frozen=True, slots=True)
class Scenery:
    """Where the past is played: desk, its clock, its people, chance."""

    desk: Desk
    clock: SettableClock
    crew: Crew
    chance: Random


@dataclass(frozen=True, slots=True)
class Step:
    """One step of one dossier at its moment."""

    at: datetime
    order: int
    row: Planned
    goal: Stage


def steps_of(row: Planned, order: int, *, at_once: bool, until: datetime) -> list[Step]:
    """The moments of a planned dossier's steps, spread over its days, never after `until`."""
    if row.goal in (Stage.WAITING_PAPERS, Stage.REFUSED):
        return [Step(row.at, order, row, row.goal)]
    goals = (Stage.RECEIVED, Stage.SIGNED, Stage.RETURNED) if at_once else _STEPS
    wanted = [goal for goal in goals if _STEPS.index(goal) <= _STEPS.index(row.goal)]
    gap = timedelta(minutes=9) if at_once else max(timedelta(minutes=7), min(timedelta(hours=5), (until - row.at) / 12))
    return [Step(min(row.at + gap * n, until), order, row, goal) for n, goal in enumerate(wanted)]


class Walker:
    """Keeps which dossier a planned row became and takes its next step."""

    def __init__(self, scenery: Scenery, people: tuple[Invented, ...]) -> None:
        self._scenery = scenery
        self._people = people
        self._ids: dict[int, str] = {}

    def take(self, step: Step) -> None:
        """One step at its moment; raises WalkFault when the rules refuse it."""
        self._scenery.clock.set(step.at)
        done = self._begin(step) if step.order not in self._ids else self._go_on(step, self._ids[step.order])
        if isinstance(done, Refusal):
            raise WalkFault(f"{step.row.procedure} {step.goal.value}: {done.code.value} {done.params}")
        self._ids[step.order] = done.id

    def _begin(self, step: Step) -> Dossier | Refusal:
        desk, crew, who = self._scenery.desk, self._scenery.crew, self._people[step.row.person]
        procedure = desk.parts.rules().procedure(step.row.procedure, step.at.date())
        if procedure is None:
            raise WalkFault(step.row.procedure)
        values = fill_form(procedure.form, who.applicant, step.at.date(), self._scenery.chance)
        form = IntakeForm(procedure.code, who.applicant, values, at_once=procedure.at_once, fee_paid=True)
        if step.goal is Stage.WAITING_PAPERS:
            item = AskedPaper(procedure.papers[0].name, 1, 0, "Chưa nộp")
            return desk.intake.ask_papers(crew.clerk, form, Asking((item,), Reason("thieu_giay_to")))
        if step.goal is Stage.REFUSED:
            return desk.intake.refuse(crew.clerk, form, Reason("khong_thuoc_tham_quyen", "thuộc cấp huyện"))
        # What is certified at once is the copy of the paper that was shown; otherwise the first paper that stays.
        kept = (n for n, paper in enumerate(procedure.papers, 1) if procedure.at_once or not paper.present_only)
        first = next(kept, 0)
        files = {first: crew.scan(procedure.code, who)} if first else {}
        papers = fill_papers(procedure, values, files)
        form = replace(form, papers=papers, pages=self._scenery.chance.randrange(1, 5))
        received = desk.intake.receive(crew.clerk, form)
        return received.state if isinstance(received, Received) else received

    def _go_on(self, step: Step, dossier: str) -> Dossier | Refusal:
        desk, crew = self._scenery.desk, self._scenery.crew
        act = desk.acting.do
        match step.goal:
            case Stage.HANDED_OVER:
                return act(crew.clerk, HandOver(crew.clerk.office, "Quét sau"), dossier)
            case Stage.ACCEPTED:
                return act(crew.officer, Accept(), dossier)
            case Stage.ASSIGNED:
                return act(crew.officer, Assign(crew.officer.person.id), dossier)
            case Stage.PROPOSED:
                return act(crew.officer, Propose(grant=True, text="Hồ sơ đủ điều kiện, đề nghị giải quyết"), dossier)
            case Stage.APPROVED:
                return desk.drafting.approve(crew.leader, dossier)
            case Stage.LEADER_SIGNED:
                return self._sign(step, dossier)
            case Stage.SIGNED:
                return self._issue(step, dossier)
            case Stage.AT_COUNTER:
                return act(crew.officer, HandResult(), dossier)
            case _:
                return self._hand_out(dossier)

    def _sign(self, step: Step, dossier: str) -> Dossier | Refusal:
        desk, crew = self._scenery.desk, self._scenery.crew
        if step.row.by_token:
            signed = desk.results.sign(crew.leader, dossier, crew.token, unscanned=_GIVEN_BACK)
            if not isinstance(signed, Dossier | Refusal):
                raise WalkFault(f"signing: {signed}")
            return signed
        scan = crew.scan("signed", self._people[step.row.person])
        return desk.results.sign_on_paper(crew.records, dossier, scan, crew.leader.person, _GIVEN_BACK)

    def _issue(self, step: Step, dossier: str) -> Dossier | Refusal:
        """Văn thư numbers and seals it: in the token what a token signed, else on paper. At once the leader signs."""
        desk, crew = self._scenery.desk, self._scenery.crew
        state = desk.parts.queries.dossier(dossier)
        if state is None or state.stage is Stage.RECEIVED:
            return self._sign(step, dossier)
        if state.result.on_paper:
            scan = crew.scan("signed", self._people[step.row.person])
            return desk.results.number_on_paper(crew.records, dossier, scan)
        sealed = desk.results.seal(crew.records, dossier, crew.seal)
        if not isinstance(sealed, Dossier | Refusal):
            raise WalkFault(f"sealing: {sealed}")
        return sealed

    def _hand_out(self, dossier: str) -> Dossier | Refusal:
        desk, crew = self._scenery.desk, self._scenery.crew
        state = desk.parts.queries.dossier(dossier)
        if state is None:
            raise WalkFault(dossier)
        handed = ReturnResult(state.applicant.name, state.applicant.id_number, authorised=False)
        return desk.results.return_result(crew.clerk, dossier, handed, "cash")
