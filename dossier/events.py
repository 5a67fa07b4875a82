"""What an act made true: one act makes at most one event; never how the state looks afterwards (evolve does)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from dossier.acts import ActKind, Payload
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId, PersonId


class Stage(str, Enum):
    """Business state of a dossier, one axis of four (the others are money, delivery and sync)."""

    WAITING_PAPERS = "waiting_papers"
    REFUSED = "refused"
    RECEIVED = "received"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    PROPOSED = "proposed"
    APPROVED = "approved"
    NUMBERED = "numbered"
    SIGNED = "signed"
    AT_COUNTER = "at_counter"
    RETURNED = "returned"


NATIONAL_STATUS: dict[Stage, int] = {
    Stage.WAITING_PAPERS: 5,
    Stage.REFUSED: 3,
    Stage.RECEIVED: 2,
    Stage.HANDED_OVER: 4,
    Stage.ACCEPTED: 4,
    Stage.ASSIGNED: 4,
    Stage.PROPOSED: 4,
    Stage.APPROVED: 4,
    Stage.NUMBERED: 4,
    Stage.SIGNED: 4,
    Stage.AT_COUNTER: 9,
    Stage.RETURNED: 10,
}
"""The ten national status codes ("trạng thái hồ sơ") by stage."""

OPEN_STAGES = frozenset(set(Stage) - {Stage.REFUSED, Stage.RETURNED})
"""Stages in which somebody still owes the citizen something."""


class Outcome(str, Enum):
    """How an act entered the record: as meant, beside somebody else's change, or only witnessed."""

    APPLIED = "applied"
    MERGED = "merged"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Task:
    """Something that did not fit and waits for a human ("Vướng mắc"); message id is `task.<code>`."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the decision added to the act: outcome, the stage after, the computed clock, tasks.

    `due`, `hand_over_by` are the computed moments of a reception (local, without zone), beside what the act
    printed; None where the act moves no clock.
    """

    outcome: Outcome
    stage: Stage | None = None
    due: datetime | None = None
    hand_over_by: datetime | None = None
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """One revision of one dossier: the act and its ruling."""

    dossier: DossierId
    rev: int
    act: ActId
    kind: ActKind
    at: datetime
    actor: PersonId
    office: OfficeId
    device: DeviceId
    rules: str
    data: Payload
    ruling: Ruling
