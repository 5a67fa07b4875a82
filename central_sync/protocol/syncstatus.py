"""The one answer to "is everything sent?", from facts alone; never green while anything is unsent or unproved."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from dossier.messages import Message, message


class LineState(Enum):
    """What the last attempt to reach the centre showed; UNKNOWN before the first one."""

    UNKNOWN = "unknown"
    UP = "up"
    DOWN = "down"


class SyncState(Enum):
    """The colour and icon of the sync line; the words are in `SyncStatus.parts`."""

    SENT_ALL = "sent_all"
    UNSENT = "unsent"
    OFFLINE = "offline"
    SENDING = "sending"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class SendingProgress:
    """A round is running: dossier `done + 1` of `total` is on its way."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class SyncFacts:
    """All that the line depends on; times are local (+07:00, naive), counts come from the store.

    `unsent_acts` has no answer of the centre yet, in `unsent_dossiers` dossiers; `unproved_files` were not hashed
    whole by the centre; `last_ack` is the last moment the centre answered a round to its end. `uncounted`: the store
    could not be read, and the counts say nothing.
    """

    today: date
    unsent_acts: int
    unsent_dossiers: int
    unproved_files: int
    tasks: int
    last_ack: datetime | None = None
    line: LineState = LineState.UNKNOWN
    down_since: datetime | None = None
    sending: SendingProgress | None = None
    frozen: bool = False
    uncounted: bool = False

    @property
    def everything_sent(self) -> bool:
        """Nothing unsent, nothing unproved, and the centre has answered at least once."""
        nothing_waits = self.unsent_acts == 0 and self.unproved_files == 0
        return nothing_waits and self.last_ack is not None and not self.uncounted


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """The line as every place shows it (status bar, outbox, exit dialog): state and sentences, joined by " · "."""

    state: SyncState
    parts: tuple[Message, ...]


def sync_status(facts: SyncFacts) -> SyncStatus:
    """The status of these facts."""
    state = _state(facts)
    parts = [_amount(facts, state)]
    if state is SyncState.FROZEN:
        parts.insert(0, message("sync.frozen"))
    if facts.line is LineState.DOWN and facts.down_since is not None:
        parts.append(message("sync.offline_since", time=_moment(facts.down_since, facts.today)))
    if facts.tasks > 0:
        parts.append(message("sync.tasks", tasks=str(facts.tasks)))
    return SyncStatus(state, tuple(parts))


def _state(facts: SyncFacts) -> SyncState:
    if facts.frozen:
        return SyncState.FROZEN
    if facts.line is LineState.DOWN:
        return SyncState.OFFLINE
    if facts.everything_sent:
        return SyncState.SENT_ALL
    if facts.sending is not None and (facts.unsent_acts or facts.unproved_files):
        return SyncState.SENDING
    return SyncState.UNSENT


def _amount(facts: SyncFacts, state: SyncState) -> Message:
    if facts.uncounted:
        return message("sync.uncounted")
    dossiers = max(facts.unsent_dossiers, 1) if facts.unsent_acts else 0
    files = str(facts.unproved_files)
    if state is SyncState.SENDING and facts.sending is not None:
        if not dossiers:
            return message("sync.sending_files", files=files)
        total = max(facts.sending.total, dossiers)
        i = str(min(facts.sending.done + 1, total))
        return message("sync.sending", i=i, n=str(total), files=files)
    if dossiers and facts.unproved_files:
        return message("sync.unsent", dossiers=str(dossiers), files=files)
    if dossiers:
        return message("sync.unsent_dossiers", dossiers=str(dossiers))
    if facts.unproved_files:
        return message("sync.unsent_files", files=files)
    if facts.last_ack is None:
        return message("sync.never_acked")
    return message("sync.all_sent", time=_moment(facts.last_ack, facts.today))


def _moment(when: datetime, today: date) -> str:
    return f"{when:%H:%M}" if when.date() == today else f"{when:%H:%M %d/%m/%Y}"
