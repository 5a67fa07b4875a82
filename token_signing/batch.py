"""Signs many papers in one opened token: prepared ahead in sandbox children, signed one by one, kept durably.

The token waits for nothing but itself: while it signs one paper the next ones are prepared and the last one is
checked and kept. A paper that cannot be prepared is left unsigned and the rest goes on; a token that refuses ends
the batch. What is kept already is not signed again, so that a batch which was broken off is simply started anew.
No PIN passes through here, and the private key stays in the token.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from queue import Queue
from threading import Event
from typing import Protocol

from sandbox.outcome import Done

from .cms_template import CmsTemplate
from .devices.port import TokenSession, TokenTrouble, Trouble
from .embed import embed
from .faults import PaperFaultCode
from .own_check import digest_of_range
from .placing import Placing
from .prepare_wire import Order, decode_answer, encode_order
from .values import Issue, Prepared
from .verify import SandboxDoor

FUNCTION = "token_signing.prepare_child:prepare_paper"
AHEAD = 4
"""Papers that are prepared beyond the one in the token; two children work on them."""
UNTOLD = 2
"""Signed papers whose outcome nobody took yet: the token waits rather than run away from whoever writes them down."""


class Keeper(Protocol):
    """Where signed papers go; `keep` returns only when the paper would survive a power cut."""

    def kept(self, paper: str) -> bytes | None:
        """What lies under this name, None when nothing does."""

    def keep(self, paper: str, pdf: bytes, holds: Callable[[bytes], bool]) -> bool:
        """Keep a signed paper if what is read again from the disk `holds`; else nothing is kept."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A paper to sign: its name, how to read it, and what its order has of its own.

    `issue` are number and date to write into it first, `placing` where its signature goes, `stamp` how it looks there.
    """

    paper: str
    read: Callable[[], bytes]
    issue: Issue | None = None
    placing: Placing | None = None
    stamp: bytes = b""

    def ordered(self, order: Order, pdf: bytes) -> Order:
        """The order of a batch for this paper."""
        placing, stamp = self.placing or order.placing, self.stamp or order.stamp
        return replace(order, pdf=pdf, issue=self.issue or order.issue, placing=placing, stamp=stamp)


@dataclass(frozen=True, slots=True)
class Signed:
    """A paper that was signed, checked and kept, with what a signing act carries."""

    paper: str
    sha256: str
    digest_hex: str
    cms: bytes
    size: int


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A paper that was not signed, and why; KEPT_BEFORE is none of these, see `KeptBefore`."""

    paper: str
    why: PaperFaultCode | TokenTrouble


@dataclass(frozen=True, slots=True)
class KeptBefore:
    """A paper that an earlier run had signed and kept."""

    paper: str


BatchOutcome = Signed | Unsigned | KeptBefore
Outcomes = Queue[Future[BatchOutcome] | None]


def _stands(_paper: str, _pdf: bytes) -> bool:
    """No further check than that of digest and signature."""
    return True


@dataclass(frozen=True, slots=True)
class BatchDesk:
    """What a batch works with: a sandbox to prepare in, the opened token, where papers are kept, the order for all.

    `order` makes a paper's order but for the paper itself, given the room its certificate needs. `check` looks at
    every finished file (its paper's name, its bytes) before it is kept, as a rule with the whole verifier.
    """

    sandbox: SandboxDoor
    session: TokenSession
    keeper: Keeper
    order: Callable[[int], Order]
    check: Callable[[str, bytes], bool] = _stands


def sign_batch(drafts: Iterable[Draft], desk: BatchDesk, stop: Event | None = None) -> Iterator[BatchOutcome]:
    """One outcome a paper in the order given, each as soon as it is there; closing the iterator stops the batch.

    Setting `stop` ends it after the paper in the token; what is signed by then still has its outcome.
    After a TokenTrouble nothing more is asked of the token, and the papers behind it have no outcome.
    """
    outcomes: Outcomes = Queue(UNTOLD)
    closed, more = Event(), True
    stops = (closed,) if stop is None else (closed, stop)
    with (
        ThreadPoolExecutor(2, "prepare") as preparing,
        ThreadPoolExecutor(2, "keep") as keeping,
        ThreadPoolExecutor(1, "token") as token,
    ):
        run = token.submit(_Run(desk, preparing, keeping, stops).all, drafts, outcomes)
        try:
            while more:
                outcome = outcomes.get()
                more = outcome is not None
                if outcome is not None:
                    yield outcome.result()
            run.result()
        finally:
            closed.set()
            while more:  # whoever closes the iterator wants no outcome; the token's thread must not wait for it
                more = outcomes.get() is not None


class _Run:
    """The thread of the token: takes prepared papers in order, signs, hands on to be kept."""

    def __init__(
        self, desk: BatchDesk, preparing: ThreadPoolExecutor, keeping: ThreadPoolExecutor, stops: tuple[Event, ...]
    ) -> None:
        self._desk = desk
        self._preparing = preparing
        self._keeping = keeping
        self._stops = stops
        self._template = CmsTemplate(desk.session.certificate_der, desk.session.chain)
        self._order = desk.order(self._template.room)

    def all(self, drafts: Iterable[Draft], outcomes: Outcomes) -> None:
        """Go through the drafts; a None ends the outcomes whatever happened."""
        waiting: deque[tuple[Draft, Future[Prepared | PaperFaultCode | KeptBefore]]] = deque()
        names: set[str] = set()
        try:
            for draft in drafts:
                twice = draft.paper in names
                names.add(draft.paper)
                waiting.append((draft, self._preparing.submit(_name_taken if twice else self._prepare, draft)))
                if len(waiting) > AHEAD and not self._one(*waiting.popleft(), outcomes):
                    return
            while waiting and self._one(*waiting.popleft(), outcomes):
                pass
        finally:
            for _, future in waiting:
                future.cancel()
            outcomes.put(None)

    def _one(
        self,
        draft: Draft,
        future: Future[Prepared | PaperFaultCode | KeptBefore],
        outcomes: Outcomes,
    ) -> bool:
        """Sign one; False when the batch ends here."""
        if any(one.is_set() for one in self._stops):
            return False
        prepared = future.result()
        if isinstance(prepared, KeptBefore):
            outcomes.put(_said(prepared))
            return True
        if isinstance(prepared, PaperFaultCode):
            outcomes.put(_said(Unsigned(draft.paper, prepared)))
            return True
        signature = self._signature(prepared.digest)
        if isinstance(signature, TokenTrouble):
            outcomes.put(_said(Unsigned(draft.paper, signature)))
            return False
        outcomes.put(self._keeping.submit(self._keep, draft, prepared, signature))
        return True

    def _signature(self, digest: bytes) -> bytes | TokenTrouble:
        session = self._desk.session
        if session.certificate_der != self._template.certificate_der:
            return TokenTrouble(Trouble.BROKEN, detail="the certificate changed in the middle of a batch")
        signature = session.sign(self._template.attributes(digest))
        if isinstance(signature, bytes) and not self._template.holds(digest, signature):
            return TokenTrouble(Trouble.BROKEN, detail="the signature is not that of the certificate")
        return signature

    def _prepare(self, draft: Draft) -> Prepared | PaperFaultCode | KeptBefore:
        try:
            pdf, kept = draft.read(), self._desk.keeper.kept(draft.paper)
        except OSError:
            return PaperFaultCode.UNREADABLE
        if kept is not None:
            before = len(kept) > len(pdf) and kept.startswith(pdf)
            return KeptBefore(draft.paper) if before else PaperFaultCode.NAME_TAKEN
        outcome = self._desk.sandbox.run(FUNCTION, encode_order(draft.ordered(self._order, pdf)))
        if isinstance(outcome, Done):
            with suppress(ValueError, LookupError, TypeError, AttributeError):
                return decode_answer(pdf, outcome.answer)
        return PaperFaultCode.UNREADABLE

    def _keep(self, draft: Draft, prepared: Prepared, signature: bytes) -> BatchOutcome:
        cms = self._template.enclose(prepared.digest, signature)
        pdf = embed(prepared, cms)
        seen: list[PaperFaultCode] = []

        def holds(read: bytes) -> bool:
            if digest_of_range(read, prepared.gap_start, prepared.gap_end) != prepared.digest:
                seen.append(PaperFaultCode.NOT_KEPT)
            elif not self._desk.check(draft.paper, read):
                seen.append(PaperFaultCode.NOT_SOUND)
            return not seen

        if not self._desk.keeper.keep(draft.paper, pdf, holds):
            return Unsigned(draft.paper, next(iter(seen), PaperFaultCode.NOT_KEPT))
        return Signed(draft.paper, hashlib.sha256(pdf).hexdigest(), prepared.digest.hex(), cms, len(pdf))


def _name_taken(_draft: Draft) -> PaperFaultCode:
    """Two papers of one batch never share a name: the second is left."""
    return PaperFaultCode.NAME_TAKEN


def _said(outcome: BatchOutcome) -> Future[BatchOutcome]:
    known: Future[BatchOutcome] = Future()
    known.set_result(outcome)
    return known
