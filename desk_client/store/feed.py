"""Applies the centre's events to the confirmed states and decides own pending acts again on top of them."""

import msgspec
from sqlalchemy import Connection, text

from central_sync.protocol.codec import UnknownAct, decode_act, decode_state
from central_sync.protocol.messages import EventRow, GrantRow, VerdictRow
from desk_client.ports import DeskFault
from desk_client.store import meta, rows
from desk_client.store.ledger import claim, facts_of, open_acts, rebase
from desk_client.store.rulebook import Rulebook
from desk_client.store.tasks import KeptTask, raise_task, verdict_task
from dossier.acts import Act
from dossier.evolve import event_of, evolve
from dossier.state import Dossier


class FeedWriter:
    """One transaction of the feed: touch dossiers, then `finish` writes each row once."""

    def __init__(self, connection: Connection, book: Rulebook) -> None:
        known = meta.identity(connection)
        if known is None:
            raise DeskFault("not_enrolled")
        self.connection = connection
        self._known = known
        self._book = book
        self._grants = meta.people(connection).grants
        self._before: dict[str, rows.Held | None] = {}
        self._confirmed: dict[str, Dossier | None] = {}

    def touch(self, dossier: str) -> Dossier | None:
        """Load a dossier into this transaction; its confirmed state."""
        if dossier not in self._before:
            held = rows.load(self.connection, dossier)
            self._before[dossier] = held
            self._confirmed[dossier] = None if held is None else held.confirmed
        return self._confirmed[dossier]

    def event(self, row: EventRow) -> None:
        """Apply one event; one already applied is passed over."""
        confirmed = self.touch(row.dossier)
        if confirmed is not None and confirmed.rev >= row.rev:
            return
        line = row.line.encode()
        act = decode_act(line)
        if isinstance(act, UnknownAct):
            raise DeskFault("feed_newer")
        self._confirmed[row.dossier] = evolve(confirmed, event_of(act, row.rev, row.ruling))
        self.connection.execute(
            text("INSERT INTO event(dossier, rev, line, ruling) VALUES (:d, :r, :l, :u) ON CONFLICT DO NOTHING"),
            {"d": row.dossier, "r": row.rev, "l": line, "u": msgspec.json.encode(row.ruling)},
        )
        self.connection.execute(
            text("UPDATE act SET state = 'accepted', code = :c WHERE id = :id"),
            {"c": row.ruling.outcome.value, "id": act.id},
        )
        claim(self.connection, act)
        for task in row.ruling.tasks:
            key = f"{act.id}:{task.code}"
            raise_task(self.connection, KeptTask(key, row.dossier, act.id, "noted", task.code, task.params, act.at))

    def grant(self, row: GrantRow) -> None:
        """Take the whole state of a dossier that this office sees from now on."""
        confirmed = self.touch(row.dossier)
        if confirmed is None or confirmed.rev < row.rev:
            self._confirmed[row.dossier] = decode_state(row.state)

    def foreign_task(self, row: VerdictRow, act: Act | UnknownAct) -> None:
        """A refused or claimed act of another counter of this office: its task shows here too."""
        if row.device == self._known.device or isinstance(act, UnknownAct):
            return
        raise_task(self.connection, verdict_task(row.verdict, row.dossier, act.at))

    def finish(self) -> list[str]:
        """Write every touched dossier: own unanswered acts folded over what is confirmed now."""
        for dossier, confirmed in self._confirmed.items():
            acts = open_acts(self.connection, dossier)
            versions = [self._book.find(self.connection, act.rules) for act in acts]
            facts = [facts_of(self.connection, act, self._grants, self._known.slices) for act in acts]
            shown, clashes = rebase(confirmed, acts, versions, facts)
            before = self._before[dossier]
            if shown is None:
                rows.remove(self.connection, dossier)
                continue
            held = rows.Held(shown, confirmed, len(acts), len(clashes))
            rows.save(self.connection, held, None if before is None else before.shown)
        return list(self._confirmed)
