"""What an act made true: one act makes at most one event; never how the state looks afterwards (evolve does)."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from dossier.acts import ActKind, Payload
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId, PersonId


class Stage(str, Enum):
    """Business state of a dossier, one axis of four (the others are money, delivery and sync).

    In the order of the way: an act moves a dossier on when the stage after it comes later here. What stands beside the
    way (a supplement, a payment) comes before the stage in which the work goes on. SIGNED is an issued result: the
    leader's signature, then number, date and the agency's seal. NUMBERED is old: the number came before the signature.
    """

    WAITING_PAPERS = "waiting_papers"
    REGISTERED = "registered"
    REFUSED = "refused"
    STOPPED = "stopped"
    WITHDRAWING = "withdrawing"
    RECEIVED = "received"
    HANDED_OVER = "handed_over"
    ACCEPTED = "accepted"
    PAYING = "paying"
    ASKING = "asking"
    SUPPLEMENTING = "supplementing"
    ASSIGNED = "assigned"
    PROPOSED = "proposed"
    APPROVED = "approved"
    NUMBERED = "numbered"
    LEADER_SIGNED = "leader_signed"
    SIGNED = "signed"
    AT_COUNTER = "at_counter"
    POSTED = "posted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class NationalStatus:
    """One of the ten national codes ("trạng thái hồ sơ") with our sub-state: a word of the message `substate.<sub>`."""

    code: int
    sub: str = ""


NATIONAL_STATUS: dict[Stage, NationalStatus] = {
    Stage.REGISTERED: NationalStatus(1),
    Stage.WAITING_PAPERS: NationalStatus(1, "asked_before_intake"),
    Stage.REFUSED: NationalStatus(3),
    Stage.RECEIVED: NationalStatus(2),
    Stage.HANDED_OVER: NationalStatus(4, "on_the_way"),
    Stage.ACCEPTED: NationalStatus(4, "to_assign"),
    Stage.ASSIGNED: NationalStatus(4, "in_work"),
    Stage.ASKING: NationalStatus(4, "supplement_to_sign"),
    Stage.SUPPLEMENTING: NationalStatus(5, "asked"),
    Stage.PAYING: NationalStatus(6),
    Stage.PROPOSED: NationalStatus(4, "to_approve"),
    Stage.APPROVED: NationalStatus(4, "to_sign"),
    Stage.NUMBERED: NationalStatus(4, "to_sign"),
    Stage.LEADER_SIGNED: NationalStatus(4, "to_number"),
    Stage.SIGNED: NationalStatus(9, "has_result"),
    Stage.AT_COUNTER: NationalStatus(9, "at_counter"),
    Stage.POSTED: NationalStatus(9, "posted"),
    Stage.RETURNED: NationalStatus(10),
    Stage.WITHDRAWING: NationalStatus(7),
    Stage.WITHDRAWN: NationalStatus(8, "withdrawn"),
    Stage.STOPPED: NationalStatus(8, "stopped"),
}
"""National status of each stage (DOMAIN section 6: "1 → 1 + bổ sung" before acceptance, 9 once it is issued)."""

OPEN_STAGES = frozenset(set(Stage) - {Stage.REFUSED, Stage.RETURNED, Stage.WITHDRAWN, Stage.STOPPED})
"""Stages in which somebody still owes the citizen something."""


SIDE_STAGES = frozenset(
    {
        Stage.REGISTERED,
        Stage.WAITING_PAPERS,
        Stage.REFUSED,
        Stage.ASKING,
        Stage.SUPPLEMENTING,
        Stage.PAYING,
        Stage.WITHDRAWING,
        Stage.WITHDRAWN,
        Stage.STOPPED,
        Stage.POSTED,
    }
)
"""Stages beside the way from the counter to the citizen."""


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

    `due`, `hand_over_by` are the computed moments of a reception, a supplement or an extension (local, without zone),
    beside what the act printed; None where the act moves no clock. `stops`: from now on the limit does not run.
    """

    outcome: Outcome
    stage: Stage | None = None
    due: datetime | None = None
    hand_over_by: datetime | None = None
    tasks: tuple[Task, ...] = ()
    stops: bool = False


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
