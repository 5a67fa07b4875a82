"""Keeps what a unit of work has read and decided so far, over the acts of any number of desks; writes it once."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from central_server.ports.storage import Work
from central_server.ports.values import Appended, ChainEnd, FileClaim, NewRow, Record, StoredAct, StoredEvent
from central_sync.protocol.messages import Verdict
from dossier.identifiers import ActId, DossierId, OfficeId


@dataclass(slots=True)
class Minutes:
    """Answers and states of record as they stand now; what was decided, in its order.

    `again`: the acts are in the table already, held, and get a new answer; `waited`: what each waited for until now.
    """

    answers: dict[ActId, Verdict]
    records: dict[DossierId, Record]
    again: bool = False
    waited: dict[ActId, str] = field(default_factory=dict)
    acts: list[StoredAct] = field(default_factory=list)
    events: list[StoredEvent] = field(default_factory=list)
    rows: list[NewRow] = field(default_factory=list)
    files: list[FileClaim] = field(default_factory=list)
    _changed: dict[DossierId, None] = field(default_factory=dict)
    _seen: list[tuple[DossierId, OfficeId]] = field(default_factory=list)

    def change(self, record: Record, before: Record | None) -> None:
        """A dossier has a new state of record."""
        dossier = record.state.id
        self.records[dossier] = record
        self._changed[dossier] = None
        seeing = frozenset() if before is None else before.offices
        if record.offices != seeing:
            self._seen += [(dossier, office) for office in sorted(record.offices - seeing)]

    def write(self, work: Work) -> Mapping[OfficeId, Appended]:
        """Write everything, feed heads last; what was put on the offices' feeds."""
        if self.again:
            work.ledger.answer_again(self.acts)
        else:
            work.ledger.keep_acts(self.acts)
            work.ledger.advance(self._ends())
            work.files.name(self.files)
        work.ledger.keep_events(self.events)
        work.ledger.keep_records([self.records[dossier] for dossier in sorted(self._changed)])
        work.ledger.keep_audience(self._seen)
        return work.feed.append(self.rows)

    def _ends(self) -> list[ChainEnd]:
        last: Mapping[str, StoredAct] = {act.device: act for act in self.acts}
        return [ChainEnd(act.device, act.seq, act.hash) for act in last.values()]
