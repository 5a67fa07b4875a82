"""Decides which act is open in which stage to whom: a table per workflow, read from data, interpreted here.

A workflow is rows of (act, stages before, stage after, roles, whether the holding office must act, basis).
The rows live in `resources/workflows/*.toml`; adding a step changes no Python.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import combinations

from dossier.acts import MOVING, ActKind
from dossier.events import SIDE_STAGES, Stage
from dossier.roles import Role


@dataclass(frozen=True, slots=True)
class Step:
    """One row: `before` empty means the dossier does not exist yet; `after` None leaves the stage as it is.

    `foreign` rows are for an agency that did not receive the dossier itself, `receiving` ones for the unit that did.
    `pages` rows take its papers on: not without their pages or a reason (`dossier.moving_on`). `denies` rows are for a
    refusal alone. `paper` is the form of TT 01/2018 that comes with it ("02"), `effect` what it does beside the stage,
    in words for the diagram. A row holds for acts of the days from `valid_from` until `valid_until` (None: no bound).
    """

    act: ActKind
    before: frozenset[Stage]
    after: Stage | None
    roles: frozenset[Role]
    custody: bool
    assignee: bool
    basis: str
    creates: bool = False
    foreign: bool = False
    receiving: bool = False
    pages: bool = False
    denies: bool = False
    paper: str = ""
    effect: str = ""
    valid_from: date | None = None
    valid_until: date | None = None

    @property
    def places(self) -> tuple[Stage | None, ...]:
        """Where it begins: stages, and None for a dossier that does not exist yet."""
        return (*self.before, None) if self.creates else tuple(self.before)

    def holds_on(self, day: date) -> bool:
        """Whether the row is in force for an act of that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day <= self.valid_until
        )

    def meets(self, other: Step) -> bool:
        """Whether some day, place and role find both rows for one act: then nobody knows which is meant."""
        shared = self.act is other.act and self.roles & other.roles and set(self.places) & set(other.places)
        first = max(self.valid_from or date.min, other.valid_from or date.min)
        return bool(shared) and first <= min(self.valid_until or date.max, other.valid_until or date.max)


@dataclass(frozen=True, slots=True)
class _Index:
    """The rows by what is asked for, made once of each table."""

    acts: dict[ActKind, tuple[Step, ...]]
    places: dict[Stage | None, tuple[Step, ...]]
    """Rows that begin in a stage, those of one act together, acts in the order of their first row."""
    dated: tuple[Step, ...]
    views: dict[tuple[bool, ...], Workflow]

    @classmethod
    def of(cls, steps: tuple[Step, ...]) -> _Index:
        acts: dict[ActKind, list[Step]] = {}
        for step in steps:
            acts.setdefault(step.act, []).append(step)
        places: dict[Stage | None, list[Step]] = {}
        for step in (step for rows in acts.values() for step in rows):
            for place in step.places:
                places.setdefault(place, []).append(step)
        return cls(
            {act: tuple(rows) for act, rows in acts.items()},
            {place: tuple(rows) for place, rows in places.items()},
            tuple(step for step in steps if step.valid_from is not None or step.valid_until is not None),
            {},
        )


class _Indexed:
    """The slot of a workflow's index: no field, so that neither equality, hash nor wire ever see it."""

    __slots__ = ("_index",)
    _index: _Index


@dataclass(frozen=True, slots=True)
class Workflow(_Indexed):
    """Quy trình nội bộ: the rows of one way to process a dossier."""

    name: str
    steps: tuple[Step, ...]

    def on(self, day: date) -> Workflow:
        """The rows that hold for acts of that day; the table itself where no row has days."""
        index = self._rows()
        if not index.dated:
            return self
        key = tuple(step.holds_on(day) for step in index.dated)
        if key not in index.views:
            index.views[key] = Workflow(self.name, tuple(step for step in self.steps if step.holds_on(day)))
        return index.views[key]

    def step(
        self, act: ActKind, stage: Stage | None, roles: frozenset[Role] = frozenset(), *, foreign: bool = False
    ) -> Step | None:
        """The row that allows `act` in `stage` (None = no dossier yet), or None; of several the one for these roles."""
        known = self._rows().places.get(stage, ())
        rows = [step for step in known if step.act is act and (foreign or not step.foreign)]
        return next((step for step in rows if step.roles & roles), rows[0] if rows else None)

    def any_step(self, act: ActKind) -> Step | None:
        """Any row of the act whatever the stage: who may do it at all."""
        return next(iter(self._rows().acts.get(act, ())), None)

    def roles_of(self, act: ActKind) -> frozenset[Role]:
        """Who may do the act in some stage."""
        return frozenset[Role]().union(*(step.roles for step in self._rows().acts.get(act, ())))

    def open_to(self, stage: Stage | None, roles: frozenset[Role], *, foreign: bool = False) -> tuple[ActKind, ...]:
        """The acts open in `stage` to a person with `roles`, in the order of the table."""
        return tuple(step.act for step in self.open_steps(stage, roles, foreign=foreign))

    def open_steps(self, stage: Stage | None, roles: frozenset[Role], *, foreign: bool = False) -> tuple[Step, ...]:
        """The rows that allow these acts, one each."""
        found: dict[ActKind, Step] = {}
        for step in self._rows().places.get(stage, ()):
            if step.act not in found and step.roles & roles and (foreign or not step.foreign):
                found[step.act] = step
        return tuple(found.values())

    def _rows(self) -> _Index:
        """The index, made once: the same table always gives the same."""
        index: _Index | None = getattr(self, "_index", None)
        if index is None:
            index = _Index.of(self.steps)
            object.__setattr__(self, "_index", index)
        return index

    def path(self) -> tuple[Stage, ...]:
        """The stages a dossier walks through when nothing goes wrong, first to last; a refusal may have its own."""
        first = next((step.after for step in self.steps if step.creates and step.after not in SIDE_STAGES), None)
        found: list[Stage] = []
        while first is not None:
            found.append(first)
            first = self._ahead(first)
        return tuple(found)

    def _ahead(self, stage: Stage) -> Stage | None:
        """Where the first row goes that leads on from here."""
        order = list(Stage)
        later = frozenset(order[order.index(stage) + 1 :]) - SIDE_STAGES
        return next((step.after for step in self.steps if stage in step.before and step.after in later), None)


class WorkflowFault(Exception):
    """A row of a workflow file says something this program does not know."""


def parse_workflow(raw: Mapping[str, object]) -> Workflow:
    """Read one workflow from an already loaded table; raises WorkflowFault naming the bad row, or two that collide.

    Shape: `name`, and `[[step]]` rows with `act`, `before` (list, empty with `creates = true`), `after` (optional),
    `roles`, `custody`, `assignee`, `foreign`, `receiving`, `pages` and `denies` (optional booleans), `basis`, `from`
    and `until` (optional days).
    """
    rows = raw.get("step")
    name = raw.get("name")
    if not isinstance(rows, list) or not isinstance(name, str):
        raise WorkflowFault("a workflow needs a name and [[step]] rows")
    steps = tuple(_parse_step(name, index, row) for index, row in enumerate(rows, 1))
    for (first, one), (second, other) in combinations(enumerate(steps, 1), 2):
        if one.meets(other):
            raise WorkflowFault(f"workflow {name}, rows {first} and {second}: {one.act.value} is allowed twice")
    return Workflow(name, steps)


_FLAGS = frozenset(("custody", "assignee", "creates", "foreign", "receiving", "pages", "denies"))
_KEYS = _FLAGS | {"act", "before", "after", "roles", "basis", "paper", "effect", "from", "until"}


def _parse_step(workflow: str, index: int, row: Mapping[str, object]) -> Step:
    try:
        if unknown := set(row) - _KEYS:
            raise ValueError(f"unknown key {', '.join(sorted(unknown))}")
        act, after = ActKind(row["act"]), row.get("after")
        if row.get("pages") and act not in MOVING:
            raise ValueError(f"{act.value} cannot say why papers have no pages")
        if row.get("denies") and act is not ActKind.PROPOSE:
            raise ValueError(f"{act.value} refuses nothing")
        return Step(
            act=act,
            before=frozenset(Stage(stage) for stage in _texts(row.get("before", []))),
            after=None if after is None else Stage(after),
            roles=frozenset(Role(role) for role in _texts(row["roles"])),
            custody=bool(row.get("custody", True)),
            assignee=bool(row.get("assignee", False)),
            basis=str(row["basis"]),
            creates=bool(row.get("creates", False)),
            foreign=bool(row.get("foreign", False)),
            receiving=bool(row.get("receiving", False)),
            pages=bool(row.get("pages", False)),
            denies=bool(row.get("denies", False)),
            paper=str(row.get("paper", "")),
            effect=str(row.get("effect", "")),
            valid_from=_day(row.get("from")),
            valid_until=_day(row.get("until")),
        )
    except (KeyError, ValueError) as fault:
        raise WorkflowFault(f"workflow {workflow}, row {index}: {fault}") from fault


def _texts(value: object) -> Iterable[str]:
    if not isinstance(value, list):
        raise ValueError(f"a list is needed, not {value!r}")
    return [str(item) for item in value]


def _day(value: object) -> date | None:
    if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
        raise ValueError(f"a day is needed, not {value!r}")
    return value
