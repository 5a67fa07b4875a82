"""Names everything that can go wrong on the wire and whether trying again helps; holds no words for people.

The words are `sync.fault.<code>` in the message tables: what happened and what a person can do.
"""

from dataclasses import dataclass
from enum import Enum

from dossier.messages import Message, message


class FaultCode(str, Enum):
    """Stable codes of the wire; the value is safe to log and to show."""

    OFFLINE = "offline"
    STALLED = "stalled"
    CUT = "cut"
    UNTRUSTED = "untrusted"
    PLAIN_REFUSED = "plain_refused"
    CANCELLED = "cancelled"
    NOT_THE_CENTRE = "not_the_centre"
    CENTRE_FAULT = "centre_fault"
    CENTRE_BUSY = "centre_busy"
    CENTRE_FULL = "centre_full"
    REPLY_MALFORMED = "reply_malformed"
    REQUEST_REFUSED = "request_refused"
    TOO_BIG = "too_big"
    CLOCK_OFF = "clock_off"
    TOKEN_REFUSED = "token_refused"  # noqa: S105 - a code, not a secret
    SIGNATURE_BAD = "signature_bad"
    DEVICE_UNKNOWN = "device_unknown"
    FROZEN = "frozen"
    OUTBOX_BROKEN = "outbox_broken"
    ACTS_GONE = "acts_gone"
    CENTRE_LOOPS = "centre_loops"
    CENTRE_AHEAD = "centre_ahead"
    FEED_BROKEN = "feed_broken"
    FEED_FORGED = "feed_forged"
    FEED_MALFORMED = "feed_malformed"
    FEED_ROLLED_BACK = "feed_rolled_back"
    FEED_UNKEPT = "feed_unkept"
    RULES_MISSING = "rules_missing"
    RULES_WRONG = "rules_wrong"
    CODE_REFUSED = "code_refused"
    FILE_UNKNOWN = "file_unknown"
    FILE_UNREADABLE = "file_unreadable"
    FILE_WRONG = "file_wrong"
    LEAF_REFUSED = "leaf_refused"


LINE_CODES = frozenset(
    {
        FaultCode.OFFLINE,
        FaultCode.STALLED,
        FaultCode.CUT,
        FaultCode.UNTRUSTED,
        FaultCode.PLAIN_REFUSED,
        FaultCode.NOT_THE_CENTRE,
    }
)
"""The centre was not reached at all: on screen the line is down since the first of these."""

COMPLAINT_STATUS: dict[FaultCode, int] = {
    FaultCode.REQUEST_REFUSED: 400,
    FaultCode.CLOCK_OFF: 401,
    FaultCode.TOKEN_REFUSED: 401,
    FaultCode.SIGNATURE_BAD: 403,
    FaultCode.DEVICE_UNKNOWN: 403,
    FaultCode.FROZEN: 403,
    FaultCode.CODE_REFUSED: 403,
    FaultCode.RULES_MISSING: 404,
    FaultCode.FILE_UNKNOWN: 404,
    FaultCode.LEAF_REFUSED: 409,
    FaultCode.TOO_BIG: 413,
    FaultCode.CENTRE_FAULT: 500,
    FaultCode.CENTRE_BUSY: 503,
    FaultCode.CENTRE_FULL: 507,
}
"""What the centre may complain of, with the HTTP status that goes with it; any other code reads as REQUEST_REFUSED."""

LASTING_CODES = frozenset(
    {
        FaultCode.PLAIN_REFUSED,
        FaultCode.REQUEST_REFUSED,
        FaultCode.TOO_BIG,
        FaultCode.SIGNATURE_BAD,
        FaultCode.DEVICE_UNKNOWN,
        FaultCode.FROZEN,
        FaultCode.OUTBOX_BROKEN,
        FaultCode.ACTS_GONE,
        FaultCode.CENTRE_AHEAD,
        FaultCode.FEED_BROKEN,
        FaultCode.FEED_FORGED,
        FaultCode.FEED_MALFORMED,
        FaultCode.FEED_ROLLED_BACK,
        FaultCode.CODE_REFUSED,
        FaultCode.FILE_UNREADABLE,
    }
)
"""A quick retry cannot help: a person is needed; the pump still asks again now and then."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a request or a round did not succeed; `server_ms` is the centre's clock when it complained (else 0)."""

    code: FaultCode
    detail: str = ""
    server_ms: int = 0

    @property
    def retryable(self) -> bool:
        """Whether the same thing may succeed soon without a person."""
        return self.code not in LASTING_CODES

    @property
    def line_down(self) -> bool:
        """Whether the centre was not reached at all."""
        return self.code in LINE_CODES

    @property
    def message(self) -> Message:
        """The sentence for a person."""
        return message(f"sync.fault.{self.code.value}")


class TransportFault(Exception):
    """Raised by a transport when no whole reply came; `code` is one of LINE_CODES or CANCELLED."""

    def __init__(self, code: FaultCode, detail: str = "") -> None:
        super().__init__(f"{code.value}: {detail}" if detail else code.value)
        self.code = code
        self.detail = detail


class PageUnkept(Exception):
    """Raised by a journal that has no room for a page of the feed; acts still go up, and it is asked for again."""


class LeafUnreadable(Exception):
    """Raised by a file shelf for a leaf whose bytes are gone or do not open; only that file is set aside."""
