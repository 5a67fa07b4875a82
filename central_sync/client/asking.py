"""Asks the centre one thing beside the sync rounds, with a token of its own; changes nothing at this desk."""

from dataclasses import replace
from threading import Lock
from typing import TypeVar

from central_sync.protocol.administering import (
    ACCOUNT,
    PROCEDURES,
    AccountOrder,
    AccountReply,
    ProceduresReply,
    ProceduresRequest,
)
from central_sync.protocol.calls import CALLS, CallsReply
from central_sync.protocol.codec import WireFault, decode, encode, pack
from central_sync.protocol.deputies import LEND, TAKE_BACK, DeputyReply, LendRequest, TakeBackRequest
from central_sync.protocol.exchange import Request, Transport, bearer_header, read_reply
from central_sync.protocol.faults import Fault, FaultCode, TransportFault
from central_sync.protocol.messages import LEAF, PATH, TokenReply
from central_sync.protocol.own_password import CHANGE_PASSWORD, PasswordReply, PasswordRequest
from central_sync.protocol.revocations import REVOCATIONS, RevocationsReply, list_path
from central_sync.protocol.round import Bearer, Carry, DeskTools, ask_token

T = TypeVar("T")

_STALL_SECONDS = 8.0
"""A person waits for the answer: a line that stands still is told sooner than in a round."""
_TOKEN_MARGIN_MS = 30_000
_MOST_TRIES = 3
"""Of one request: a clock may be set once, and a token be renewed once."""


class Asker:
    """One connection for questions; used by any thread, one at a time."""

    def __init__(self, tools: DeskTools, transport: Transport) -> None:
        self._tools = tools
        self._transport = transport
        self._carry = Carry()
        self._alone = Lock()

    def calls(self) -> CallsReply | Fault:
        """The telephone calls that this desk's office has to make."""
        return _read(self.ask(Request("GET", f"{PATH}{CALLS}")), CallsReply)

    def revocations(self) -> RevocationsReply | Fault:
        """The revocation lists that the centre judges by."""
        return _read(self.ask(Request("GET", f"{PATH}{REVOCATIONS}")), RevocationsReply)

    def revocation_piece(self, sha256: str, index: int) -> bytes | Fault:
        """A piece of one of them."""
        return self.ask(Request("GET", list_path(sha256, index), reply_limit=LEAF + 1024))

    def lend(self, asked: LendRequest) -> DeputyReply | Fault:
        """Let a deputy sign for the person who asks; may be asked again after a fault."""
        return _read(self.ask(Request("POST", f"{PATH}{LEND}", pack(encode(asked)))), DeputyReply)

    def take_back(self, asked: TakeBackRequest) -> DeputyReply | Fault:
        """End what the person who asks lent to a deputy; may be asked again after a fault."""
        return _read(self.ask(Request("POST", f"{PATH}{TAKE_BACK}", pack(encode(asked)))), DeputyReply)

    def change_password(self, asked: PasswordRequest) -> PasswordReply | Fault:
        """Another password of the person who asks; may be asked again after a fault."""
        return _read(self.ask(Request("POST", f"{PATH}{CHANGE_PASSWORD}", pack(encode(asked)))), PasswordReply)

    def account(self, order: AccountOrder) -> AccountReply | Fault:
        """Do something to an account of this desk's office; may be asked again after a fault."""
        return _read(self.ask(Request("POST", f"{PATH}{ACCOUNT}", pack(encode(order)))), AccountReply)

    def procedures(self, asked: ProceduresRequest) -> ProceduresReply | Fault:
        """How far procedures are on their way into force."""
        return _read(self.ask(Request("POST", f"{PATH}{PROCEDURES}", pack(encode(asked)))), ProceduresReply)

    def ask(self, request: Request) -> bytes | Fault:
        """The unpacked answer to a request of this desk, or why there is none; the token is put to it here."""
        with self._alone:
            fault = Fault(FaultCode.TOKEN_REFUSED)
            for _ in range(_MOST_TRIES):
                answer = self._try(request)
                if not isinstance(answer, Fault):
                    return answer
                fault = answer
                if not self._may_try_again(answer):
                    break
            self._transport.close()
            return fault

    def _try(self, request: Request) -> bytes | Fault:
        bearer = self._carry.bearer
        if bearer is None or self._tools.clock_ms() >= bearer.until_ms:
            found = self._token()
            if isinstance(found, Fault):
                return found
            bearer = found
        return self._send(replace(request, headers=bearer_header(bearer.token)))

    def _may_try_again(self, fault: Fault) -> bool:
        if fault.code is FaultCode.TOKEN_REFUSED and self._carry.bearer is not None:
            self._carry = replace(self._carry, bearer=None)
            return True
        if fault.code is FaultCode.CLOCK_OFF and fault.server_ms and self._carry.server_offset_ms is None:
            self._carry = replace(self._carry, server_offset_ms=fault.server_ms - self._tools.clock_ms())
            return True
        return False

    def _token(self) -> Bearer | Fault:
        ask = ask_token(self._tools, self._carry, self._tools.journal.standing().device)
        body = self._send(ask.request)
        if isinstance(body, Fault):
            return body
        try:
            reply = decode(body, TokenReply)
        except WireFault as fault:
            return Fault(FaultCode.REPLY_MALFORMED, fault.code)
        bearer = Bearer(reply.token, self._tools.clock_ms() + max(1000, reply.seconds * 1000 - _TOKEN_MARGIN_MS))
        self._carry = replace(self._carry, bearer=bearer)
        return bearer

    def _send(self, request: Request) -> bytes | Fault:
        try:
            return read_reply(self._transport.send(replace(request, stall_seconds=_STALL_SECONDS)))
        except TransportFault as fault:
            return Fault(fault.code, fault.detail)


def _read(body: bytes | Fault, kind: type[T]) -> T | Fault:
    if isinstance(body, Fault):
        return body
    try:
        return decode(body, kind)
    except WireFault as fault:
        return Fault(FaultCode.REPLY_MALFORMED, fault.code)
