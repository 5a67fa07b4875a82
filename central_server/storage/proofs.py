"""Keeps which signed results wait for their proofs; makes none."""

from collections.abc import Sequence

from sqlalchemy import Connection

from central_server.ports.proofs import Ending, ProofDue, SignedPart
from central_server.storage.query import Query
from dossier.acts import ActKind
from dossier.identifiers import DossierId, OfficeId
from dossier.values import Proof

_SIGNING = [ActKind.SIGN.value, ActKind.NUMBER.value]
_BEHIND = Query(
    "SELECT feed_head.office FROM feed_head LEFT JOIN proof_cursor ON proof_cursor.office = feed_head.office"
    " WHERE feed_head.last > COALESCE(proof_cursor.last, 0) ORDER BY feed_head.office"
)
_ENDS = Query(
    "SELECT feed_head.last, COALESCE(proof_cursor.last, 0) FROM feed_head"
    " LEFT JOIN proof_cursor ON proof_cursor.office = feed_head.office WHERE feed_head.office = ?"
)
_PART = Query(
    "SELECT DISTINCT feed.dossier FROM feed"
    " JOIN act ON act.device = feed.device AND act.seq = feed.act_seq AND act.office = feed.office"
    " WHERE feed.office = ? AND feed.seq > ? AND feed.seq <= ? AND feed.kind = 'E' AND act.kind {among}"
)
_MOVE = Query(
    "INSERT INTO proof_cursor (office, last) VALUES (?, ?) ON CONFLICT (office)"
    " DO UPDATE SET last = excluded.last WHERE proof_cursor.last = ? RETURNING office"
)
_WAIT = Query(
    "INSERT INTO proof (dossier, level, tries, next_ms) VALUES (?, '', 0, ?) ON CONFLICT (dossier)"
    " DO UPDATE SET level = '', tries = 0, next_ms = excluded.next_ms, stamp_ends_ms = NULL"
)
_DUE = Query("SELECT dossier, tries FROM proof WHERE level <> ? AND next_ms <= ? ORDER BY next_ms, dossier LIMIT ?")
_REACHED = Query("UPDATE proof SET level = ?, tries = 0, stamp_ends_ms = ? WHERE dossier = ?")
_ENDING = Query(
    "SELECT dossier, stamp_ends_ms FROM proof WHERE level <> '' AND (stamp_ends_ms IS NULL OR stamp_ends_ms < ?)"
    " AND dossier > ? ORDER BY dossier LIMIT ?"
)
_STAMPED = Query("UPDATE proof SET stamp_ends_ms = ? WHERE dossier = ?")
_LATER = Query("UPDATE proof SET tries = ?, next_ms = ? WHERE dossier = ?")
_FORGET = Query("DELETE FROM proof WHERE dossier = ?")


class SqlProofs:
    """The waiting results of one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def behind(self) -> Sequence[OfficeId]:
        return [OfficeId(office) for (office,) in _BEHIND.rows(self._connection)]

    def part(self, office: OfficeId, length: int) -> SignedPart:
        # The head is read first: every row up to it is committed (ADR 0003).
        last, after = _ENDS.rows(self._connection, office)[0]
        upto = min(last, after + length)
        rows = _PART.rows(self._connection, office, after, upto, _SIGNING)
        return SignedPart(office, after, upto, tuple(DossierId(dossier) for (dossier,) in rows))

    def pass_over(self, part: SignedPart, now_ms: int) -> bool:
        if not _MOVE.rows(self._connection, part.office, part.upto, part.after):
            return False
        _WAIT.each(self._connection, [(dossier, now_ms) for dossier in sorted(part.dossiers)])
        return True

    def due(self, wanted: Proof, now_ms: int, limit: int) -> Sequence[ProofDue]:
        rows = _DUE.rows(self._connection, wanted.value, now_ms, limit)
        return [ProofDue(DossierId(dossier), tries) for dossier, tries in rows]

    def reached(self, dossier: DossierId, proof: Proof, stamp_ends_ms: int | None) -> None:
        _REACHED.each(self._connection, [(proof.value, stamp_ends_ms, dossier)])

    def ending(self, before_ms: int, after: str, limit: int) -> Sequence[Ending]:
        rows = _ENDING.rows(self._connection, before_ms, after, limit)
        return [Ending(DossierId(dossier), ends) for dossier, ends in rows]

    def stamped(self, dossier: DossierId, stamp_ends_ms: int | None) -> None:
        _STAMPED.each(self._connection, [(stamp_ends_ms, dossier)])

    def later(self, due: ProofDue, next_ms: int) -> None:
        _LATER.each(self._connection, [(due.tries + 1, next_ms, due.dossier)])

    def forget(self, dossier: DossierId) -> None:
        _FORGET.each(self._connection, [(dossier,)])
