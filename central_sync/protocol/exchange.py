"""One request and its reply as values, where each goes, and how a reply is told from a captive portal's page.

| what | request | reply (200) |
|---|---|---|
| GET  /sync/v1/ca | nothing | DER of the province CA, raw; its SHA-256 is pinned, so this one needs no trust |
| POST /sync/v1/enrol | packed EnrolRequest | packed EnrolReply |
| POST /sync/v1/token | packed TokenRequest | packed TokenReply |
| POST /sync/v1/push | packed frame of BatchHead and act lines | packed frame of PushReply [, PageHead, rows] |
| POST /sync/v1/pull | packed PullRequest | packed frame of PageHead and rows |
| GET  /sync/v1/rules/<version> | nothing | packed body whose SHA-256 is the version |
| POST /sync/v1/blob/have | packed HaveRequest | packed HaveReply |
| PUT  /sync/v1/blob/<sha256>/<index> | raw leaf, header X-Leaf-SHA256 | the leaf's SHA-256 as 64 hex digits, raw |
| GET  /sync/v1/blob/<sha256>/<index> | nothing | raw leaf |
| POST /sync/v1/blob/<sha256>/commit | packed FileKey | packed CommitReply |
| GET  /sync/v1/calls | nothing | packed CallsReply (`calls`): asked beside the rounds |
| GET  /sync/v1/revocations | nothing | packed RevocationsReply (`revocations`): asked beside the rounds |
| GET  /sync/v1/revocations/<sha256>/<index> | nothing | packed piece of 64 KiB of a list (DER) |
| POST /sync/v1/deputies/lend | packed LendRequest | packed DeputyReply (`deputies`): asked beside the rounds |
| POST /sync/v1/deputies/take-back | packed TakeBackRequest | packed DeputyReply |
| POST /sync/v1/administer/account | packed AccountOrder | packed AccountReply (`administering`) |
| POST /sync/v1/administer/procedures | packed ProceduresRequest | packed ProceduresReply |

"packed" is `codec.pack`. All but `ca`, `enrol` and `token` carry `Authorization: Bearer …`. What is not served is
answered by 4xx or 5xx with a Complaint (packed or plain JSON).
"""

from dataclasses import dataclass
from typing import Protocol

from central_sync.protocol.codec import WireFault, decode, encode, pack, unpack
from central_sync.protocol.faults import COMPLAINT_STATUS, Fault, FaultCode
from central_sync.protocol.messages import MAX_BODY, PATH, Complaint

CA = f"{PATH}/ca"
ENROL = f"{PATH}/enrol"
TOKEN = f"{PATH}/token"
PUSH = f"{PATH}/push"
PULL = f"{PATH}/pull"
RULES = f"{PATH}/rules"
BLOB = f"{PATH}/blob"
BLOB_HAVE = f"{PATH}/blob/have"
LEAF_HEADER = "X-Leaf-SHA256"
STALL_SECONDS = 20.0
"""A line on which no byte moved for this long is given up (SYNC section 5: faster than waiting for TCP)."""
_ENVELOPE = 64 * 1024
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


@dataclass(frozen=True, slots=True)
class Request:
    """What to send; `stall_seconds` without a moving byte gives up, `reply_limit` caps the raw reply."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    stall_seconds: float = STALL_SECONDS
    reply_limit: int = MAX_BODY + _ENVELOPE


@dataclass(frozen=True, slots=True)
class Response:
    """What came back, whole."""

    status: int
    body: bytes


class Transport(Protocol):
    """Carries one request at a time; raises TransportFault when no whole reply came."""

    def send(self, request: Request) -> Response:
        """Send and wait for the whole reply."""
        ...

    def fork(self) -> "Transport":
        """Another connection to the same centre, for another thread."""
        ...

    def close(self) -> None:
        """Give the connection back; a later send opens it again."""
        ...


def bearer_header(token: str) -> tuple[tuple[str, str], ...]:
    """The header that proves a request."""
    return (("Authorization", f"Bearer {token}"),)


def leaf_path(sha256: str, index: int) -> str:
    """Where a leaf lives."""
    return f"{BLOB}/{sha256}/{index}"


def commit_path(sha256: str) -> str:
    """Where a file is declared whole."""
    return f"{BLOB}/{sha256}/commit"


def read_complaint(response: Response) -> Fault:
    """The Fault behind a status other than 200; a page of somebody else is NOT_THE_CENTRE."""
    complaint = _complaint(response.body)
    if complaint is None:
        if response.status >= 500 and response.status != 511:
            return Fault(FaultCode.CENTRE_FAULT, str(response.status))
        return Fault(FaultCode.NOT_THE_CENTRE, str(response.status))
    for code in COMPLAINT_STATUS:
        if code.value == complaint.code:
            return Fault(code, complaint.detail, complaint.server_ms)
    other = FaultCode.CENTRE_FAULT if response.status >= 500 else FaultCode.REQUEST_REFUSED
    return Fault(other, complaint.code, complaint.server_ms)


def complain(fault: Fault) -> Response:
    """The centre's reply to what it does not serve."""
    complaint = Complaint(code=fault.code.value, detail=fault.detail, server_ms=fault.server_ms)
    return Response(COMPLAINT_STATUS.get(fault.code, 400), pack(encode(complaint)))


def read_reply(response: Response, limit: int = MAX_BODY) -> bytes | Fault:
    """The unpacked body of a 200, or why there is none."""
    if response.status != 200:
        return read_complaint(response)
    if not response.body.startswith(_ZSTD_MAGIC):
        return Fault(FaultCode.NOT_THE_CENTRE, "not packed")
    try:
        return unpack(response.body, limit)
    except WireFault as fault:
        return Fault(FaultCode.REPLY_MALFORMED, fault.code)


def _complaint(body: bytes) -> Complaint | None:
    try:
        plain = unpack(body, _ENVELOPE) if body.startswith(_ZSTD_MAGIC) else body
        return decode(plain, Complaint)
    except WireFault:
        return None
