"""Says what waits on this desk and where it stands, for who looks after the machine; no word of a dossier."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desk_client.services.parts import Parts
from desk_client.store import queue_reads


class Waits(str, Enum):
    """What a line of the queue counts; message ids are `queue.kind.<value>`."""

    ACT = "act"
    FILE = "file"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class QueueLine:
    """So many of a kind: an act's kind, a file's state or a task's code in `name`; `size` in bytes for files."""

    what: Waits
    name: str
    state: str
    count: int
    since: datetime | None = None
    size: int = 0


@dataclass(frozen=True, slots=True)
class QueueSight:
    """What waits, and where the desk stands: last act written and acknowledged, feed row, version of the rules."""

    lines: tuple[QueueLine, ...]
    last: int
    acked: int
    feed: int
    rules: str


class Queue:
    """Read side; every method opens its own short reads."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def look(self) -> QueueSight:
        """Everything by kinds."""
        engine = self._parts.engine
        acts = [
            QueueLine(Waits.ACT, kind, state, count, datetime.fromisoformat(at))
            for kind, state, count, at in queue_reads.acts_waiting(engine)
        ]
        files = [
            QueueLine(Waits.FILE, "", state, count, None, size) for state, count, size in queue_reads.files_kept(engine)
        ]
        tasks = [
            QueueLine(Waits.TASK, code, "open", count, datetime.fromisoformat(at))
            for code, count, at in queue_reads.tasks_waiting(engine)
        ]
        stands = queue_reads.place(engine)
        return QueueSight(
            (*acts, *files, *tasks),
            int(stands.get("last_seq", "0")),
            int(stands.get("acked", "0")),
            int(stands.get("after", "0")),
            stands.get("rules", "")[:12],
        )
