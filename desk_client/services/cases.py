"""Reads one dossier whole for a person: acts open to him, papers here, trail with names, how its date was counted."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from desk_client.services.acting import Acting
from desk_client.services.course import fits
from desk_client.services.course_acts import COURSE_ACTS
from desk_client.services.course_fields import Pick, Scene
from desk_client.services.course_notes import reminders
from desk_client.services.course_starts import reasons_for
from desk_client.services.forecasting import Forecasting
from desk_client.services.letter import reason_words
from desk_client.services.listing import RUNNING, Standing, standing_of_state
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store import meta, rows
from desk_client.store.tasks import KeptTask, tasks_of
from dossier.acts import MOVING, ActKind, FileRef, PaperEntry
from dossier.clock_ruling import due_of
from dossier.copies import COPY_RULES
from dossier.events import Stage
from dossier.forecast import Forecast
from dossier.hand_overs import GIVING, row_timeliness
from dossier.identifiers import PersonId
from dossier.limits import Due, Timeliness
from dossier.messages import Message
from dossier.moving_on import bare_on
from dossier.procedures import Procedure
from dossier.roles import Grant, Person, Role, acting_for
from dossier.rules import Rules
from dossier.state import Dossier, Opinion, TrailLine
from dossier.values import Channel
from dossier.workflow import Step, Workflow

_NOT_OFFERED = {ActKind.REGISTER, ActKind.SUPPLY, ActKind.RECOUNT, ActKind.COMPLETE_RESULT, ActKind.REPRINT}
SEALED_BESIDE = frozenset({ActKind.COPY_DOCUMENT, ActKind.ATTACH_ANNEX})
"""What văn thư makes beside an issued result, in the agency's token."""
OFFERED = frozenset(ActKind) - _NOT_OFFERED - {ActKind.SIGN_FORM}
"""Acts that have a button of their own; the others are the citizen's, the centre's when the calendar changes or a
result gets its time stamp, written by the printing of a paper, or by the clerk's token."""
BESIDE = frozenset(COURSE_ACTS) | SEALED_BESIDE
"""Acts beside the ordinary way, which the screen keeps in a menu."""
_BY_DELIVERY = {Channel.POST: ActKind.POST_RESULT, Channel.ONLINE: ActKind.DELIVER_ONLINE}
"""How a result leaves the counter, where the citizen chose another way than the counter."""
_SIGNING = frozenset({ActKind.SIGN, ActKind.SIGN_ON_PAPER})
_ORDER = {stage: place for place, stage in enumerate(Stage)}


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """A line of the trail with the name and title of who did it (the id where the person is not of this office), and
    for whom: by delegation, or while that person was absent. `own_draft`: he signed what he had drafted himself.
    `stood` is how a row of the control slip stood to its limit.
    """

    line: TrailLine
    who: str
    title: str = ""
    whose: str = ""
    away: bool = False
    own_draft: bool = False
    stood: Timeliness | None = None


@dataclass(frozen=True, slots=True)
class PaperSight:
    """A paper of the dossier, or of its result (`entry` None), and whether its file is on this machine.

    `taken` False: sent online and not taken into the dossier by the counter.
    """

    key: str
    name: str
    entry: PaperEntry | None
    file: FileRef | None
    here: bool
    taken: bool = True


@dataclass(frozen=True, slots=True)
class NextStep:
    """What comes next, who may do it, and by when (None: no moment of its own)."""

    act: ActKind
    roles: frozenset[Role]
    by: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpinionSight:
    """A request to another agency with that agency's short name."""

    asked: Opinion
    office: str


@dataclass(frozen=True, slots=True)
class Case:
    """Everything that the screens of one dossier show, read `at` a moment; `pending` counts own acts without an event.

    `acts` are exactly those that the table allows this person now and that have their object in the dossier; `leading`
    is the first that moves it on, `moving` are the rows of those that may take papers on. `reminders` are last days
    that this person may still use; `denials` the reasons for which a refusal may be proposed; `forecast` says that and
    why it may be late; `due` how its date was counted, None without a limit.
    """

    state: Dossier
    procedure: Procedure | None
    acts: tuple[ActKind, ...]
    leading: ActKind | None
    trail: tuple[TrailEntry, ...]
    papers: tuple[PaperSight, ...]
    tasks: tuple[KeptTask, ...]
    due: Due | None
    standing: Standing
    days: int
    pending: int
    attention: int
    next_step: NextStep | None
    assignee: str
    holder: str
    at: datetime = field(compare=False)
    reminders: tuple[Message, ...] = ()
    reason: str = ""
    opinions: tuple[OpinionSight, ...] = ()
    denials: tuple[Pick, ...] = ()
    forecast: Forecast | None = None
    signs_form: bool = False
    """Whether this person may sign the form that goes to the citizen online."""
    moving: tuple[Step, ...] = ()

    def bare(self, kind: ActKind) -> tuple[str, ...]:
        """The names of the papers for whose pages an act asks."""
        return next((bare_on(self.state, row) for row in self.moving if row.act is kind), ())

    @property
    def denies_only(self) -> bool:
        """Whether a proposal can only be a refusal."""
        return any(row.denies for row in self.moving)


class Cases:
    """Read side of one dossier; changes nothing."""

    def __init__(self, parts: Parts, acting: Acting, forecasting: Forecasting) -> None:
        self._parts = parts
        self._acting = acting
        self._forecasting = forecasting

    def now(self) -> datetime:
        """The moment at the counter."""
        return self._parts.clock.now()

    def look(self, session: Session, dossier: str) -> Case | None:
        """The dossier as this person sees it now, or None when it is not known here."""
        with self._parts.engine.connect() as connection, connection.begin():
            held = rows.load(connection, dossier)
            if held is None:
                return None
            known, tasks = meta.people(connection), tuple(tasks_of(connection, dossier))
            people = {account.person.id: account.person for account in known.accounts}
            current = self._parts.rulebook.current(connection)
            rules = self._parts.rulebook.find(connection, held.shown.rules) or current
        state, now = held.shown, self._parts.clock.now()
        scene = Scene(ActKind.NOTE, state, current, session.office, session.person.id, now)
        standing, days = standing_of_state(state, rules, now)
        late = self._forecasting.of(state, current, now) if standing in RUNNING else None
        workflow, acts = rules.workflow_of(state.procedure, state.version_day), self._acts(session, scene)
        return Case(
            state=state,
            procedure=rules.procedure(state.procedure, state.version_day),
            acts=acts,
            leading=_leading(acts, _on(workflow, now), state),
            trail=_trail(state, people, known.grants, rules),
            papers=self._papers(state),
            tasks=tasks,
            due=due_of(state, rules),
            standing=standing if late is None else Standing.AT_RISK,
            forecast=late,
            days=days,
            pending=held.pending,
            attention=held.attention,
            next_step=next_step(_on(workflow, now), state),
            assignee=_name(people, state.assignee),
            signs_form=ActKind.SIGN_FORM in self._acting.open_acts(session, state),
            moving=self._moving(session, state, acts),
            holder=rules.office_name(state.custody),
            at=now,
            reminders=reminders(scene, acts),
            reason=reason_words(rules, state),
            denials=reasons_for(rules, ActKind.PROPOSE, now.date(), state.stage) if ActKind.PROPOSE in acts else (),
            opinions=tuple(OpinionSight(one, rules.office_name(one.office)) for one in state.way.opinions),
        )

    def _acts(self, session: Session, scene: Scene) -> tuple[ActKind, ...]:
        open_acts = self._acting.open_acts(session, scene.state)
        if scene.state.lacks_draft:
            open_acts = tuple(act for act in open_acts if act is not ActKind.SIGN)  # nothing a token could sign
        return tuple(act for act in open_acts if act in OFFERED and fits(replace(scene, kind=act)))

    def _moving(self, session: Session, state: Dossier, acts: tuple[ActKind, ...]) -> tuple[Step, ...]:
        rows = (self._acting.row(session, state, kind) for kind in acts if kind in MOVING)
        return tuple(row for row in rows if row is not None)

    def is_here(self, file: FileRef) -> bool:
        """Whether a file is on this machine."""
        return self._parts.shelf.has(file.sha256)

    def _papers(self, state: Dossier) -> tuple[PaperSight, ...]:
        found = [self._paper(paper) for paper in state.papers]
        for place, paper in enumerate(state.way.not_taken):
            found.append(replace(self._paper(paper), key=f"left:{place}", taken=False))
        result = state.result
        if result.draft is not None:
            found.append(PaperSight("draft", "", None, result.draft, self.is_here(result.draft)))
        if result.file is not None:
            found.append(PaperSight("result", "", None, result.file, self.is_here(result.file)))
        for place, copy in enumerate(state.way.copies):
            name = f"{COPY_RULES[copy.kind].words} {copy.symbol}"
            found.append(PaperSight(f"copy:{place}", name, None, copy.file, self.is_here(copy.file)))
        for place, annex in enumerate(state.way.annexes):
            found.append(PaperSight(f"annex:{place}", annex.name, None, annex.file, self.is_here(annex.file)))
        return tuple(found)

    def _paper(self, paper: PaperEntry) -> PaperSight:
        here = paper.file is not None and self.is_here(paper.file)
        return PaperSight(f"slot:{paper.slot}", paper.name, paper, paper.file, here)


def _trail(
    state: Dossier, people: dict[PersonId, Person], grants: tuple[Grant, ...], rules: Rules
) -> tuple[TrailEntry, ...]:
    """The story; who signed what he had drafted himself is marked where he signed (project policy)."""
    own = {one.signed_at for one in (state.result, *state.way.earlier) if one.own_draft}
    workflow = rules.workflow_of(state.procedure, state.version_day)
    found: list[TrailEntry] = []
    for line in state.trail:
        entry = _entry(line, people, grants, workflow)
        if line.kind in GIVING:
            entry = replace(entry, stood=row_timeliness(state, line, rules))
        found.append(replace(entry, own_draft=line.kind in _SIGNING and line.at in own) if own else entry)
    return tuple(found)


def _entry(
    line: TrailLine, people: dict[PersonId, Person], grants: tuple[Grant, ...], workflow: Workflow | None
) -> TrailEntry:
    person = people.get(line.actor)
    if person is None:
        return TrailEntry(line, str(line.actor))
    roles = frozenset[Role]() if workflow is None else workflow.roles_of(line.kind)
    lent = acting_for(grants, (line.actor, line.office, line.at.date()), roles)
    whose = "" if lent is None else _name(people, lent.on_behalf_of)
    return TrailEntry(line, person.name, person.title, whose, lent is not None and lent.away)


def _name(people: dict[PersonId, Person], person: PersonId | None) -> str:
    if person is None:
        return ""
    known = people.get(person)
    return str(person) if known is None else known.name


def _on(workflow: Workflow | None, now: datetime) -> Workflow | None:
    """The rows of today."""
    return None if workflow is None else workflow.on(now.date())


def _leading(acts: tuple[ActKind, ...], workflow: Workflow | None, state: Dossier) -> ActKind | None:
    moving = [act for act in acts if workflow and _moves_on(workflow.step(act, state.stage), state)]
    chosen = _BY_DELIVERY.get(state.delivery.way)
    return chosen if chosen in moving else next(iter(moving), None)


def _moves_on(step: Step | None, state: Dossier) -> bool:
    return step is not None and step.after is not None and _ORDER[step.after] > _ORDER[state.stage]


def next_step(workflow: Workflow | None, state: Dossier) -> NextStep | None:
    """The first act of the table that moves the dossier on from where it is; None at its end."""
    for step in () if workflow is None else workflow.steps:
        if state.stage in step.before and _moves_on(step, state):
            by = state.clock.hand_over_by if step.act is ActKind.HAND_OVER else None
            return NextStep(step.act, step.roles, by)
    return None
