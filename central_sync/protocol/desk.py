"""One sync round of a desk as a re-entrant machine: says what to send next, takes what came; never touches a socket.

token (when none or expiring) → push until the outbox is empty → pull to the head → wanted rules → done.
A bad reply changes nothing in the journal, and a round may be left at any point: the next one begins from what
the journal holds.
"""

import hashlib
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import assert_never

from central_sync.protocol.batch import Batch, answer_fits
from central_sync.protocol.chain import unframe
from central_sync.protocol.codec import WireFault, decode
from central_sync.protocol.exchange import Request, Response, read_reply
from central_sync.protocol.faults import Fault, FaultCode, PageUnkept
from central_sync.protocol.feed import FeedReader, NewEpoch, ProvedPage, prove_page
from central_sync.protocol.messages import PushReply, TokenReply, VerdictKind
from central_sync.protocol.ports import Standing
from central_sync.protocol.round import (
    Ask,
    AskPull,
    AskPush,
    AskRules,
    AskToken,
    Bearer,
    Carry,
    DeskTools,
    SessionReport,
    ask_pull,
    ask_push,
    ask_rules,
    ask_token,
)

TOKEN_MARGIN_MS = 30_000
"""A token that ends within this time is not used any more."""
_REFUSALS = frozenset({VerdictKind.REFUSED, VerdictKind.CLAIMED})


class Step(Enum):
    """Where a round stands."""

    PUSH = "push"
    PULL = "pull"
    RULES = "rules"
    DONE = "done"


@dataclass(slots=True)
class _Once:
    """Things that may happen once a round before they count as a fault."""

    clock_set: bool = False
    token_renewed: bool = False
    rewound: bool = False
    lowest_resend: int | None = None
    rules_tried: set[str] = field(default_factory=set)


class DeskSession:
    """One round; drive it by `next_request` and `take` or `failed` until `next_request` gives None."""

    def __init__(self, tools: DeskTools, carry: Carry | None = None) -> None:
        self._tools = tools
        self._carry = carry or Carry()
        self._step = Step.PUSH
        self._ask: Ask | None = None
        self._standing: Standing | None = None
        self._position: int | None = None
        self._fed = False
        self._feed_fault: Fault | None = None
        self._rules_fault: Fault | None = None
        self._once = _Once()
        self._fault: Fault | None = None
        self._report = SessionReport()

    @property
    def step(self) -> Step:
        """Where the round stands."""
        return self._step

    @property
    def fault(self) -> Fault | None:
        """Why the round did not do all it had to; None so far, and at the end when everything was done."""
        return self._fault

    @property
    def report(self) -> SessionReport:
        """What the round did so far."""
        return self._report

    @property
    def carry(self) -> Carry:
        """What to give to the next round."""
        return self._carry

    @property
    def server_offset_ms(self) -> int | None:
        """Centre's clock minus this machine's in ms, as last heard."""
        return self._carry.server_offset_ms

    def next_request(self) -> Request | None:
        """The request to send now; the same one until its reply is taken; None when the round is over."""
        while self._ask is None and self._step is not Step.DONE:
            self._ask = self._build()
        return None if self._ask is None else self._ask.request

    def take(self, response: Response) -> None:
        """Take the reply to the request given last."""
        ask, self._ask = self._ask, None
        if ask is None:
            raise ValueError("no request is outstanding")
        body = read_reply(response)
        if isinstance(body, Fault):
            self._complained(ask, body)
            return
        try:
            self._answered(ask, body)
        except WireFault as fault:
            self._end(Fault(FaultCode.REPLY_MALFORMED, fault.code))

    def failed(self, code: FaultCode, detail: str = "") -> None:
        """No whole reply came: the round is over; what was sent may have arrived, the next round finds out."""
        self._ask = None
        self._end(Fault(code, detail))

    def _stands(self) -> Standing:
        """Where the desk stands, read again only after this round moved it: nobody else does."""
        if self._standing is None:
            self._standing = self._tools.journal.standing()
        return self._standing

    def _build(self) -> Ask | None:
        bearer = self._carry.bearer
        if bearer is None or self._tools.clock_ms() >= bearer.until_ms:
            return ask_token(self._tools, self._carry, self._stands().device)
        match self._step:
            case Step.PUSH:
                return self._build_push(bearer)
            case Step.PULL:
                if not self._fed and self._feed_fault is None:
                    return ask_pull(self._stands().cursor, bearer, slow_line=self._carry.slow_line)
                self._step = Step.RULES
                return None
            case Step.RULES:
                return self._build_rules(bearer)
            case Step.DONE:
                return None
            case _:
                assert_never(self._step)

    def _build_push(self, bearer: Bearer) -> Ask | None:
        if self._position is None:
            self._position = self._stands().acked
        ask = ask_push(self._tools, self._carry, bearer, self._stands(), self._position)
        if isinstance(ask, Fault):
            self._end(ask)
            return None
        if ask is None:
            self._step = Step.PULL
        return ask

    def _build_rules(self, bearer: Bearer) -> Ask | None:
        wanted = self._tools.journal.rules_wanted()
        version = next((one for one in wanted if one not in self._once.rules_tried), None)
        if version is None:
            self._end(self._feed_fault or self._rules_fault)
            return None
        self._once.rules_tried.add(version)
        ask = ask_rules(version, bearer)
        if isinstance(ask, Fault):
            self._rules_fault = ask
            return None
        return ask

    def _answered(self, ask: Ask, body: bytes) -> None:
        match ask:
            case AskToken(asked_ms=asked_ms):
                self._take_token(decode(body, TokenReply), asked_ms)
            case AskPush():
                self._take_push(ask, body)
            case AskPull():
                head, lines = unframe(body)
                self._take_page(head, lines)
            case AskRules(version=version):
                self._take_rules(version, body)
            case _:
                assert_never(ask)
        if not isinstance(ask, AskToken):
            self._once.token_renewed = False
        self._report = replace(self._report, heard_ms=self._tools.clock_ms())

    def _take_token(self, reply: TokenReply, asked_ms: int) -> None:
        until = self._tools.clock_ms() + max(1000, reply.seconds * 1000 - TOKEN_MARGIN_MS)
        self._carry = replace(self._carry, bearer=Bearer(reply.token, until))
        self._heard_clock(reply.server_ms, asked_ms)

    def _take_push(self, ask: AskPush, body: bytes) -> None:
        head, lines = unframe(body)
        reply = decode(head, PushReply)
        if reply.frozen:
            self._tools.journal.frozen(reply.frozen)
            self._end(Fault(FaultCode.FROZEN, reply.frozen))
            return
        if reply.send_from is not None:
            self._resend(ask.batch, reply.send_from)
            return
        if not answer_fits(ask.batch, reply):
            self._end(Fault(FaultCode.REPLY_MALFORMED, "verdicts"))
            return
        if reply.acked > ask.batch.last and not self._tools.journal.outbox(reply.acked - 1, 1):
            self._copied(ask.batch, reply.acked)
            return
        self._heard_clock(reply.server_ms, ask.asked_ms)
        self._keep_answer(ask.batch, reply)
        self._fed = False
        if reply.page and self._feed_fault is None:
            self._take_page(lines[0] if lines else b"", lines[1:])

    def _copied(self, batch: Batch, acked: int) -> None:
        """The centre has heard more than this desk wrote: what it wrote otherwise goes up into quarantine first."""
        if self._tools.journal.outbox(batch.last, 1):
            self._position = batch.last
        else:
            self._end(Fault(FaultCode.CENTRE_AHEAD, str(acked)))

    def _keep_answer(self, batch: Batch, reply: PushReply) -> None:
        # Only as far as this batch: an act above it has no answer of its own here yet.
        self._standing = None
        self._tools.journal.answered(batch.last, reply.verdicts)
        self._position = batch.last
        kinds = [verdict.verdict for verdict in reply.verdicts]
        self._report = replace(
            self._report,
            sent=self._report.sent + len(kinds),
            refused=self._report.refused + sum(kind in _REFUSALS for kind in kinds),
            held=self._report.held + kinds.count(VerdictKind.HELD),
        )

    def _resend(self, batch: Batch, send_from: int) -> None:
        lowest = self._once.lowest_resend
        if not 1 <= send_from < batch.first or (lowest is not None and send_from >= lowest):
            self._end(Fault(FaultCode.CENTRE_LOOPS, str(send_from)))
            return
        self._once.lowest_resend = send_from
        self._position = send_from - 1

    def _take_page(self, head: bytes, lines: list[bytes]) -> None:
        standing = self._stands()
        page = prove_page(FeedReader(standing.office, self._tools.centre_key, standing.cursor), head, lines)
        match page:
            case Fault():
                # Acts still go up: what the desk cannot read must not keep back what it has to say.
                self._feed_fault = page
            case NewEpoch(epoch=epoch):
                self._rewind(epoch)
            case ProvedPage():
                self._apply(page)
            case _:
                assert_never(page)

    def _apply(self, page: ProvedPage) -> None:
        self._fed = not page.more
        if not page.rows:
            return
        self._standing = None
        try:
            changed = self._tools.journal.apply(page.rows, page.lines, page.head, page.cursor, more=page.more)
        except WireFault as fault:  # an act or a state of a newer program: like a page that cannot be read
            self._feed_fault = Fault(FaultCode.FEED_MALFORMED, fault.code)
            return
        except PageUnkept:
            self._feed_fault = Fault(FaultCode.FEED_UNKEPT)
            return
        together = dict.fromkeys((*self._report.changed, *changed))
        received = self._report.received + len(page.rows)
        self._report = replace(self._report, received=received, changed=tuple(together))

    def _rewind(self, epoch: str) -> None:
        if self._once.rewound:
            self._feed_fault = Fault(FaultCode.CENTRE_LOOPS, "epoch")
            return
        self._standing = None
        self._tools.journal.rewind(epoch)
        self._once.rewound = True
        self._once.lowest_resend = None
        self._position = None
        self._step = Step.PUSH

    def _take_rules(self, version: str, body: bytes) -> None:
        if hashlib.sha256(body).hexdigest() != version:
            self._rules_fault = Fault(FaultCode.RULES_WRONG, version)
            return
        self._tools.journal.keep_rules(version, body)

    def _complained(self, ask: Ask, fault: Fault) -> None:
        if fault.server_ms:
            self._heard_clock(fault.server_ms, self._tools.clock_ms())
        if self._second_chance(ask, fault):
            return
        if isinstance(ask, AskRules) and fault.code is FaultCode.RULES_MISSING:
            self._rules_fault = fault
            return
        if fault.code is FaultCode.FROZEN:
            self._tools.journal.frozen(fault.detail or fault.code.value)
        self._end(fault)

    def _second_chance(self, ask: Ask, fault: Fault) -> bool:
        if fault.code is FaultCode.CLOCK_OFF and isinstance(ask, AskToken):
            again = not self._once.clock_set and fault.server_ms > 0
            self._once.clock_set = True
            return again
        if fault.code is FaultCode.TOKEN_REFUSED:
            again = not self._once.token_renewed
            self._once.token_renewed = True
            self._carry = replace(self._carry, bearer=None)
            return again
        return False

    def _heard_clock(self, server_ms: int, asked_ms: int) -> None:
        middle = (asked_ms + self._tools.clock_ms()) // 2
        self._carry = replace(self._carry, server_offset_ms=server_ms - middle)

    def _end(self, fault: Fault | None) -> None:
        self._tools.journal.settle()
        self._fault = fault
        self._step = Step.DONE
