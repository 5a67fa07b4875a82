"""Decides which act is open in which stage to whom: a table per workflow, read from data, interpreted here.

A workflow is rows of (act, stages before, stage after, roles, whether the holding office must act, basis).
The rows live in `resources/workflows/*.toml`; adding a step changes no Python.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dossier.acts import ActKind
from dossier.events import SIDE_STAGES, Stage
from dossier.roles import Role


@dataclass(frozen=True, slots=True)
class Step:
    """One row: `before` empty means the dossier does not exist yet; `after` None leaves the stage as it is.

    `foreign` rows are for an agency that did not receive the dossier itself. `paper` is the form of TT 01/2018
    that comes with it ("02"), `effect` what it does beside the stage, in words for the diagram.
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
    paper: str = ""
    effect: str = ""

    def lies_open(self, stage: Stage | None, *, foreign: bool) -> bool:
        """Whether the row is one for a dossier in `stage`, None for one that does not exist yet."""
        return (self.creates if stage is None else stage in self.before) and (foreign or not self.foreign)


@dataclass(frozen=True, slots=True)
class Workflow:
    """Quy trình nội bộ: the rows of one way to process a dossier."""

    name: str
    steps: tuple[Step, ...]

    def step(
        self, act: ActKind, stage: Stage | None, roles: frozenset[Role] = frozenset(), *, foreign: bool = False
    ) -> Step | None:
        """The row that allows `act` in `stage` (None = no dossier yet), or None; of several the one for these roles."""
        rows = [step for step in self.steps if step.act is act and step.lies_open(stage, foreign=foreign)]
        return next((step for step in rows if step.roles & roles), rows[0] if rows else None)

    def any_step(self, act: ActKind) -> Step | None:
        """Any row of the act whatever the stage: who may do it at all."""
        return next((step for step in self.steps if step.act is act), None)

    def roles_of(self, act: ActKind) -> frozenset[Role]:
        """Who may do the act in some stage."""
        return frozenset[Role]().union(*(step.roles for step in self.steps if step.act is act))

    def open_to(self, stage: Stage | None, roles: frozenset[Role], *, foreign: bool = False) -> tuple[ActKind, ...]:
        """The acts open in `stage` to a person with `roles`, in the order of the table."""
        return tuple(step.act for step in self.open_steps(stage, roles, foreign=foreign))

    def open_steps(self, stage: Stage | None, roles: frozenset[Role], *, foreign: bool = False) -> tuple[Step, ...]:
        """The rows that allow these acts, one each."""
        found: dict[ActKind, Step | None] = {}
        for step in self.steps:
            known = found.setdefault(step.act, None)
            if known is None and step.roles & roles and step.lies_open(stage, foreign=foreign):
                found[step.act] = step
        return tuple(step for step in found.values() if step is not None)

    def path(self) -> tuple[Stage, ...]:
        """The stages a dossier walks through when nothing goes wrong, first to last."""
        after = [step.after for step in self.steps if step.after is not None]
        order = [stage for stage in Stage if stage in after]
        return tuple(stage for stage in order if stage not in SIDE_STAGES)


class WorkflowFault(Exception):
    """A row of a workflow file says something this program does not know."""


def parse_workflow(raw: Mapping[str, object]) -> Workflow:
    """Read one workflow from an already loaded table; raises WorkflowFault naming the bad row.

    Shape: `name`, and `[[step]]` rows with `act`, `before` (list, empty with `creates = true`), `after`
    (optional), `roles`, `custody` and `assignee` (optional booleans), `basis`.
    """
    rows = raw.get("step")
    name = raw.get("name")
    if not isinstance(rows, list) or not isinstance(name, str):
        raise WorkflowFault("a workflow needs a name and [[step]] rows")
    return Workflow(name, tuple(_parse_step(name, index, row) for index, row in enumerate(rows, 1)))


def _parse_step(workflow: str, index: int, row: Mapping[str, object]) -> Step:
    try:
        after = row.get("after")
        return Step(
            act=ActKind(row["act"]),
            before=frozenset(Stage(stage) for stage in _texts(row.get("before", []))),
            after=None if after is None else Stage(after),
            roles=frozenset(Role(role) for role in _texts(row["roles"])),
            custody=bool(row.get("custody", True)),
            assignee=bool(row.get("assignee", False)),
            basis=str(row["basis"]),
            creates=bool(row.get("creates", False)),
            foreign=bool(row.get("foreign", False)),
            paper=str(row.get("paper", "")),
            effect=str(row.get("effect", "")),
        )
    except (KeyError, ValueError) as fault:
        raise WorkflowFault(f"workflow {workflow}, row {index}: {fault}") from fault


def _texts(value: object) -> Iterable[str]:
    if not isinstance(value, list):
        raise ValueError(f"a list is needed, not {value!r}")
    return [str(item) for item in value]
