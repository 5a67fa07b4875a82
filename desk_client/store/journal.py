"""The desk's store as the wire sees it: what to send, what was answered, what came down; one transaction each."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from time import sleep

from sqlalchemy import Connection, Engine, text

from central_sync.protocol.chain import ZERO
from central_sync.protocol.codec import encode
from central_sync.protocol.faults import PageUnkept
from central_sync.protocol.messages import (
    EventRow,
    FeedHead,
    GrantRow,
    PeopleRow,
    Row,
    RulesRow,
    Verdict,
    VerdictRow,
)
from central_sync.protocol.ports import Cursor, Standing, StoredAct
from desk_client.ports import Clock, DeskFault
from desk_client.store import meta, rulebook
from desk_client.store.behind import Behind, ProvedRows
from desk_client.store.feed import FeedWriter
from desk_client.store.pace import Pace
from desk_client.store.plain_page import PlainPage, fold_plain, own_rows
from desk_client.store.query import Query
from desk_client.store.rulebook import Rulebook
from desk_client.store.writer import GaveWay, Priority, Writer

_OUTBOX = Query("SELECT seq, body, hash, grp FROM act WHERE seq > ? ORDER BY seq LIMIT ?")
_HASH = Query("SELECT hash FROM act WHERE seq = ?")
_SENT = Query("UPDATE act SET state = 'sent', answered_at = ? WHERE seq <= ? AND state = 'pending'")
_ALL_STALE = """
UPDATE dossier SET stale = 1,
    pending = (SELECT count(*) FROM act WHERE act.dossier = dossier.id AND act.state IN ('pending', 'sent'))
"""


class Journal:
    """Implements `central_sync.protocol.ports.DeskJournal` on the desk's database."""

    def __init__(self, engine: Engine, writer: Writer, book: Rulebook, clock: Clock) -> None:
        self._engine = engine
        self._writer = writer
        self._book = book
        self._clock = clock
        self._pace = Pace(clock)
        self._behind = Behind(writer, self._apply_proved)

    def standing(self) -> Standing:
        """Who and where this desk is, a page on its way included. Raises DeskFault `not_enrolled`."""
        kept = meta.look(self._engine, "enrolment", "epoch", "after", "feed_hash", "acked")
        if "enrolment" not in kept:
            raise DeskFault("not_enrolled")
        known = meta.identity_in(kept["enrolment"])
        cursor = self._behind.cursor
        if cursor is None:
            cursor = Cursor(kept["epoch"], int(kept["after"]), bytes.fromhex(kept["feed_hash"]))
        return Standing(known.device, known.office, int(kept["acked"]), cursor)

    def hash_before(self, seq: int) -> bytes:
        """The link of act `seq - 1` (ZERO before the first)."""
        if seq <= 1:
            return ZERO
        found = _HASH.look(self._engine, (seq - 1,))
        if not found:
            raise DeskFault("act_missing")
        return bytes(found[0][0])

    def outbox(self, after: int, limit: int) -> Sequence[StoredAct]:
        """Acts above `after`, in order."""
        return [StoredAct(*row) for row in _OUTBOX.look(self._engine, (after, limit))]

    def answered(self, acked: int, verdicts: Sequence[Verdict]) -> None:
        """Keep the answers; a refused or claimed act leaves the view in the transaction that writes its task."""
        self._behind.settle()
        self._writer.run(lambda connection: self._keep_answers(connection, acked, verdicts), Priority.FEED)

    def apply(
        self, rows: Sequence[Row], lines: Sequence[bytes], upto: FeedHead, cursor: Cursor, *, more: bool = False
    ) -> Sequence[str]:
        """Apply a proved page and move the cursor; ids of the dossiers that changed.

        While no clerk is at work, rows about own work and those before them take one transaction, and the rest, if it
        is plain, one while the next page comes (`more`); beside a clerk several small ones with rests between them,
        each with the cursor of its last row. Raises WireFault for a row that a newer program wrote,
        PageUnkept on a disk that has no room left for the feed.
        """
        stands = self.standing()
        page = ProvedRows(rows, lines, upto, cursor, stands.cursor.hash)
        try:
            return list(self._apply_page(page, stands.device, more=more))
        except DeskFault as fault:
            if fault.code != "disk_full":
                raise
            raise PageUnkept from fault

    def settle(self) -> None:
        """Return when everything applied is durable."""
        self._behind.settle()

    def _apply_page(self, page: ProvedRows, device: str, *, more: bool) -> dict[str, None]:
        if self._pace.rows(self._writer.persons) is not None or not page.rows:
            self._behind.settle()
            return self._apply_proved(page)
        own = self._own(page.rows)
        if own == 0:
            return self._apply_plain(page, device, more=more)
        self._behind.settle()
        about_own, rest = page.cut(own)
        changed = self._apply_proved(about_own)
        return changed if rest is None else changed | self._apply_plain(rest, device, more=more)

    def _own(self, rows: Sequence[Row]) -> int:
        """How many rows end with the last about own work: an office's feed tells it in a row, others' behind it."""
        with self._engine.connect() as connection:
            return own_rows(connection, rows)

    def _apply_plain(self, page: ProvedRows, device: str, *, more: bool) -> dict[str, None]:
        with self._engine.connect() as connection:
            plain = fold_plain(connection, device, page.rows, self._behind.held)
        if plain is None:
            self._behind.settle()
            return self._apply_proved(page)
        self._behind.put(page, plain, partial(_write_plain, plain=plain, page=page))
        if not more:
            self._behind.settle()
        return dict.fromkeys(plain.held)

    def _apply_proved(self, page: ProvedRows) -> dict[str, None]:
        changed: dict[str, None] = {}
        left: ProvedRows | None = page
        while left is not None:
            part, rest = left.cut(self._pace.rows(self._writer.persons) or len(left.rows))
            with suppress(GaveWay):  # whoever saves goes first; what is left is cut anew
                changed |= self._apply_part(part)
                left = rest
            if left is not None:
                sleep(self._pace.rest(self._writer.persons))
        return changed

    def _apply_part(self, part: ProvedRows) -> dict[str, None]:
        began = wrote = 0.0

        def work(connection: Connection) -> Sequence[str]:
            nonlocal began, wrote
            began = self._clock.monotonic()
            feed = FeedWriter(connection, self._book, self._clock.now())
            feed.expect(row.dossier for row in part.rows if isinstance(row, EventRow | GrantRow))
            for row in part.rows:
                self._apply_row(feed, row)
            changed = feed.finish()
            _move(connection, part)
            wrote = self._clock.monotonic()
            return changed

        changed = dict.fromkeys(self._writer.run(work, Priority.PAGE))
        self._pace.took(len(part.rows), wrote - began, self._clock.monotonic() - began)
        return changed

    def rewind(self, epoch: str) -> None:
        """A new epoch: read the feed from its start and offer own acts and files again.

        What is confirmed here may be more, or in another order, than the restored centre knows. Nothing is thrown
        away: each dossier stays on the screens as it was until the feed tells it anew.
        """
        self._behind.settle()

        def work(connection: Connection) -> None:
            connection.execute(text("UPDATE act SET state = 'pending', code = '' WHERE state IN ('sent', 'accepted')"))
            connection.execute(text("DELETE FROM event"))
            connection.execute(text(_ALL_STALE))
            connection.execute(
                text(
                    "UPDATE file SET state = 'local', sent = 0, proved_at = NULL WHERE state = 'proved' AND act_seq > 0"
                )
            )
            meta.put_some(connection, {"epoch": epoch, "after": "0", "feed_hash": ZERO.hex(), "acked": "0"})

        self._writer.run(work, Priority.FEED)

    def rules_wanted(self) -> Sequence[str]:
        """Versions that the feed or the enrolment named and this desk does not hold."""
        self._behind.settle()
        return rulebook.missing(self._engine)

    def keep_rules(self, version: str, body: bytes) -> None:
        """Keep a fetched version."""
        self._behind.settle()
        self._writer.run(lambda connection: rulebook.keep(connection, version, body), Priority.FEED)

    def frozen(self, why: str) -> None:
        """The centre cut this device off: said on every screen, nothing deleted."""
        self._behind.settle()
        self._writer.run(lambda connection: meta.put(connection, "frozen", why), Priority.FEED)

    def _keep_answers(self, connection: Connection, acked: int, verdicts: Sequence[Verdict]) -> None:
        now = self._clock.now()
        feed = FeedWriter(connection, self._book, now)
        stamp = now.isoformat(timespec="seconds")
        known = int(meta.get(connection, "acked", "0"))
        meta.put_some(connection, {"acked": str(max(acked, known)), "last_ack": stamp})
        _SENT.run(connection, (stamp, acked))
        for verdict in verdicts:
            feed.answer(verdict)
        feed.finish()

    def _apply_row(self, feed: FeedWriter, row: Row) -> None:
        match row:
            case EventRow():
                feed.event(row)
            case GrantRow():
                feed.grant(row)
            case VerdictRow():
                feed.told(row)
            case RulesRow(version=version):
                meta.put(feed.connection, "rules_named", version)
                if self._book.find(feed.connection, version) is None:
                    rulebook.want(feed.connection, version)
                else:
                    meta.put(feed.connection, "rules", version)
            case PeopleRow(accounts=accounts, grants=grants, certificates=certificates):
                meta.keep_people(feed.connection, accounts, grants, certificates)
                feed.people_changed()


def _write_plain(connection: Connection, plain: PlainPage, page: ProvedRows) -> None:
    plain.write(connection)
    _move(connection, page)


def _move(connection: Connection, done: ProvedRows) -> None:
    cursor = done.cursor
    standing = {"epoch": cursor.epoch, "after": str(cursor.after), "feed_hash": cursor.hash.hex()}
    if done.upto is not None:
        standing["signed_head"] = encode(done.upto).decode()
    meta.put_some(connection, standing)
