"""The values of one sync round and the requests it is made of, each built from what the journal holds now."""

from collections.abc import Callable
from dataclasses import dataclass

from central_sync.protocol.batch import Batch, chain_fits, cut_batch, sign_batch
from central_sync.protocol.chain import token_statement
from central_sync.protocol.codec import encode, pack
from central_sync.protocol.exchange import PULL, PUSH, RULES, TOKEN, Request, bearer_header
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.keys import from_hex
from central_sync.protocol.messages import MAX_ACTS, PullRequest, TokenRequest
from central_sync.protocol.ports import Cursor, DeskJournal, Signer, Standing

PAGE_ROWS = 1000
SLOW_PAGE_ROWS = 100
"""Rows of a page on a slow line: what is cut on the way is asked for again, and a clerk sees it move."""


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What a round works with: `clock_ms` is the desk's wall clock, `nonce` gives a text never given before."""

    journal: DeskJournal
    signer: Signer
    centre_key: str
    clock_ms: Callable[[], int]
    nonce: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token and the moment (desk clock, ms) from which it is not used any more."""

    token: str
    until_ms: int


@dataclass(frozen=True, slots=True)
class Carry:
    """What one round hands to the next within one run of the program; losing it costs one request."""

    bearer: Bearer | None = None
    server_offset_ms: int | None = None
    """Centre's clock minus this machine's, as last heard."""
    slow_line: bool = False


@dataclass(frozen=True, slots=True)
class SessionReport:
    """What a round did so far: acts answered, of these refused or claimed, and held; rows applied; dossiers changed."""

    sent: int = 0
    refused: int = 0
    held: int = 0
    received: int = 0
    changed: tuple[str, ...] = ()
    heard_ms: int | None = None
    """Desk clock at the last reply that was the centre's."""


@dataclass(frozen=True, slots=True)
class AskToken:
    """A request for a token, and when it was made."""

    request: Request
    asked_ms: int


@dataclass(frozen=True, slots=True)
class AskPush:
    """A batch on its way, and when it was made."""

    request: Request
    batch: Batch
    asked_ms: int


@dataclass(frozen=True, slots=True)
class AskPull:
    """A request for the next page."""

    request: Request


@dataclass(frozen=True, slots=True)
class AskRules:
    """A request for one version of the rules."""

    request: Request
    version: str


Ask = AskToken | AskPush | AskPull | AskRules


def ask_token(tools: DeskTools, carry: Carry, device: str) -> AskToken:
    """A signed request for a token, by the centre's clock as far as it is known."""
    now = tools.clock_ms()
    moment = now + (carry.server_offset_ms or 0)
    nonce = tools.nonce()
    signature = tools.signer.sign(token_statement(device, moment, nonce))
    message = TokenRequest(device=device, ms=moment, nonce=nonce, sig=signature.hex())
    return AskToken(Request("POST", TOKEN, pack(encode(message))), now)


def ask_push(tools: DeskTools, carry: Carry, bearer: Bearer, standing: Standing, after: int) -> AskPush | Fault | None:
    """The next batch above `after`; None when the outbox is empty; a Fault when it is damaged or incomplete."""
    acts = tools.journal.outbox(after, MAX_ACTS + 1)
    if not acts:
        return None
    if acts[0].seq != after + 1:
        return Fault(FaultCode.ACTS_GONE, str(after + 1))
    batch = cut_batch(acts)
    if isinstance(batch, Fault):
        return batch
    if not chain_fits(tools.journal.hash_before(batch.first), batch.acts):
        return Fault(FaultCode.OUTBOX_BROKEN, str(batch.first))
    body = sign_batch(standing.device, batch, standing.cursor, tools.signer)
    request = Request("POST", PUSH, pack(body, slow_line=carry.slow_line), bearer_header(bearer.token))
    return AskPush(request, batch, tools.clock_ms())


def ask_pull(cursor: Cursor, bearer: Bearer, *, slow_line: bool = False) -> AskPull:
    """The page after the cursor."""
    limit = SLOW_PAGE_ROWS if slow_line else PAGE_ROWS
    body = pack(encode(PullRequest(after=cursor.after, epoch=cursor.epoch, limit=limit)))
    return AskPull(Request("POST", PULL, body, bearer_header(bearer.token)))


def ask_rules(version: str, bearer: Bearer) -> AskRules | Fault:
    """One version of the rules; a version that is no SHA-256 is never put into an address."""
    if from_hex(version, 32) is None:
        return Fault(FaultCode.RULES_WRONG, "name")
    return AskRules(Request("GET", f"{RULES}/{version}", headers=bearer_header(bearer.token)), version)
