"""Says what the portal asks of the centre: one dossier, seen by anybody or by its owner; decides nothing."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PublicProgress:
    """All that anybody may know of a dossier: its code and its degree of completion.

    TT 01/2018/TT-VPCP art. 16(2)(d). `as_of` is the moment of this answer, never the moment of an act.
    """

    code: str
    done: int
    total: int
    as_of: datetime


class StepState(Enum):
    """Where a step of the process stands ("Đã xong", "Đang làm", "Chưa đến")."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Step:
    """One step in plain words: what, who (down to the department), when.

    `at` is the moment it ended (DONE), began (NOW) or is promised for (NEXT); None when there is none to tell.
    """

    title: str
    who: str
    state: StepState
    at: datetime | None = None
    note: str = ""


class NextKind(Enum):
    """What the owner has to do now; the value is the last part of the message id of its sentence."""

    WAIT = "wait"
    REGISTERED = "registered"
    NOT_RECEIVED = "not_received"
    SUPPLIED = "supplied"
    DUTY = "duty"
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    STOPPED = "stopped"
    DOWNLOAD = "download"
    COLLECT_LATER = "collect_later"
    COLLECT_NOW = "collect_now"
    SUPPLEMENT = "supplement"
    PAY = "pay"
    AWAIT_POST = "await_post"
    TAKE_BACK = "take_back"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class NextAction:
    """Việc tiếp theo của bạn: kind, from when (COLLECT_LATER) or until when (SUPPLEMENT), where, which papers.

    `place` and `note` are words of the office, in Vietnamese; empty when there is nothing to say.
    """

    kind: NextKind
    at: datetime | None = None
    place: str = ""
    items: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper that was received, with its quantity in words ("1 bản chính")."""

    name: str
    quantity: str
    slot: int = 0
    picture: bool = False
    """Whether its pages are here, so that a small picture can be shown."""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class OfficeContact:
    """The office that answers questions about the dossier."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class PortalMessage:
    """One message of the office to the owner, in Vietnamese, with the moment of what it tells."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class OwnerView:
    """What the holder of the receipt may see; the applicant's name and numbers are never in it.

    `due_at` is None between the asking for papers and their receipt; `days_left` counts working days and is
    None where that has no meaning; `explanation` is "Cách tính", one line each; `messages` are the newest first.
    """

    code: str
    procedure_name: str
    received_at: datetime
    due_at: datetime | None
    next_action: NextAction
    steps: tuple[Step, ...]
    papers: tuple[Paper, ...]
    fee_text: str
    office: OfficeContact
    signed_by: str = ""
    paused: bool = False
    late: bool = False
    days_left: int | None = None
    explanation: tuple[str, ...] = ()
    messages: tuple[PortalMessage, ...] = ()
    accepted: bool = True
    """False while it is only filed online: `received_at` is then the moment of filing."""
    can_supply: bool = False
    can_withdraw: bool = False
    owner_withdraws: bool = False
    """Whether the applicant himself may ask for it back now; who only helped to file may not (`can_withdraw`)."""
    signed_form: str = ""
    """The form that a clerk signed and that counts now: "01", "02", "03", or "" for none."""


@dataclass(frozen=True, slots=True)
class NotFound:
    """No dossier bears this code at the centre (yet: a desk without a line sends it later)."""


@dataclass(frozen=True, slots=True)
class WrongSecret:
    """The secret is not that of this dossier; how many tries are left before the pause."""

    tries_left: int


@dataclass(frozen=True, slots=True)
class TooManyTries:
    """No secret is compared before `retry_at`, not even the right one."""

    retry_at: datetime


class LookUp(Protocol):
    """The centre's answers; `code` is the printed form `000.zz.yy.H11-yymmdd-nnnn`, `secret` 8 capitals."""

    def by_code(self, code: str) -> PublicProgress | None:
        """The public progress, or None when no dossier bears the code."""
        ...

    def with_secret(self, code: str, secret: str, client: str) -> OwnerView | WrongSecret | TooManyTries | NotFound:
        """Compare the secret (counting the try for `client` and for the code) and show the dossier."""
        ...

    def for_owner(self, code: str) -> OwnerView | NotFound:
        """The dossier again, for a browser that holds a pass sealed after `with_secret` had agreed."""
        ...
