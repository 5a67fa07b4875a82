"""Looks at the desk's own store for what was done today; writes nothing and asks nobody."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from desk_client.bootstrap import Desk
from desk_client.store import meta
from dossier.acts import ActKind
from rehearsal.guide.steps import Sight

_DRAFTS = "receive"
_KINDS = text("SELECT DISTINCT kind FROM act WHERE at >= :since")
_SCANNED = text(
    """SELECT 1 FROM act a WHERE a.kind = 'receive' AND a.at >= :since
         AND EXISTS (SELECT 1 FROM file f WHERE f.dossier = a.dossier AND f.act_seq = a.seq)
         AND EXISTS (SELECT 1 FROM file f WHERE f.dossier = a.dossier AND f.act_seq = 0) LIMIT 1"""
)
"""A reception whose act names a scanned file, and for which a paper was made afterwards: the receipt."""
_UNSENT = text("SELECT 1 FROM act WHERE kind = 'receive' AND at >= :since AND seq > :acked LIMIT 1")
_NEWEST = text("SELECT dossier FROM act WHERE kind = :kind AND at >= :since ORDER BY seq DESC LIMIT 1")


@dataclass(frozen=True, slots=True)
class Observer:
    """The eyes of the guide; every look is a few short reads, made off the GUI thread."""

    desk: Desk
    since: datetime

    def look(self, card: str) -> Sight:
        """What the store says; `card` is the number of the card held last, or nothing."""
        with self.desk.parts.engine.connect() as connection:
            kinds = frozenset(ActKind(kind) for kind in connection.execute(_KINDS, self._day).scalars())
            scanned = connection.execute(_SCANNED, self._day).scalar() is not None
            unsent = self._unsent(connection)
        return Sight(
            kinds=kinds,
            scanned_receipt=scanned,
            unsent_receipt=unsent,
            all_sent=self.desk.outbox.counts().all_sent,
            card_filled=bool(card) and self._typed(card),
        )

    def newest_receipt(self) -> str:
        """The printed code of the dossier that was received last today, or nothing."""
        with self.desk.parts.engine.connect() as connection:
            found = connection.execute(_NEWEST, {**self._day, "kind": ActKind.RECEIVE.value}).scalar()
        state = None if found is None else self.desk.parts.queries.dossier(str(found))
        return "" if state is None else state.code

    @property
    def _day(self) -> dict[str, str]:
        return {"since": self.since.isoformat(timespec="milliseconds")}

    def _unsent(self, connection: Connection) -> bool:
        acked = int(meta.get(connection, "acked", "0"))
        return connection.execute(_UNSENT, {**self._day, "acked": acked}).scalar() is not None

    def _typed(self, card: str) -> bool:
        """Whether a draft of the counter names the person of the card."""
        return any(card.encode() in draft.body for draft in self.desk.parts.drafts.latest(_DRAFTS))
