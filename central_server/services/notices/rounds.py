"""One round of the notices' work under a lease, so that of several runners one works at a time."""

from dataclasses import dataclass

from central_server.ports.storage import Storage
from central_server.ports.world import Clock
from central_server.services.notices.calls import NoticeCalls
from central_server.services.notices.fold import NoticeFold
from central_server.services.notices.sending import NoticeSending

_LEASE_MS = 2 * 60 * 1000
"""So long nobody takes over from a runner that died. A round that lasts longer may be joined by another runner, which
does no harm: cursors and claims are compared and set.
"""
_WATCH_MS = 10 * 60 * 1000


@dataclass(frozen=True, slots=True)
class RoundParts:
    """What the service works with; `holder` names this runner."""

    storage: Storage
    clock: Clock
    fold: NoticeFold
    sending: NoticeSending
    calls: NoticeCalls
    holder: str


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did: notices made, messages taken by a provider, receipts kept; `more`: events are left to fold."""

    made: int
    sent: int
    receipts: int
    more: bool


class NoticeRounds:
    """The rounds of one runner."""

    def __init__(self, parts: RoundParts) -> None:
        self._parts = parts
        self._watched_ms: int | None = None

    def run(self) -> Round | None:
        """One round; None while another runner is at work."""
        parts = self._parts
        now = parts.clock.milliseconds()
        if not parts.storage.write(lambda unit: unit.notices.take_lease(parts.holder, now, now + _LEASE_MS)):
            return None
        made = parts.fold.step() + self._watch(now)
        sent = parts.sending.send()
        receipts = parts.sending.receive()
        return Round(made, sent, receipts, parts.fold.behind())

    def end(self) -> None:
        """Let another runner take over at once."""
        self._parts.storage.write(lambda unit: unit.notices.end_lease(self._parts.holder))

    def _watch(self, now: int) -> int:
        """What time alone brings, some times an hour."""
        if self._watched_ms is not None and now - self._watched_ms < _WATCH_MS:
            return 0
        self._watched_ms = now
        self._parts.calls.tidy()
        return self._parts.fold.past_due()
