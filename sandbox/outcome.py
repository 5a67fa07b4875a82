"""The ways a run in the sandbox can end; each failure has a code of its own, none is taken for success."""

from dataclasses import dataclass
from enum import Enum


class FailureCode(Enum):
    """Why there is no answer."""

    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    RAISED = "raised"
    TOO_BIG = "too_big"
    REFUSED = "refused"
    NOT_STARTED = "not_started"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Done:
    """The function returned these bytes."""

    answer: bytes


@dataclass(frozen=True, slots=True)
class Failed:
    """The run gave no answer; `detail` names a type or an exit code, never the content of the payload."""

    code: FailureCode
    detail: str


Outcome = Done | Failed
