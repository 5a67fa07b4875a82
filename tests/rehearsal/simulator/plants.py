"""Bugs put into the product for one test: each is one guard taken out, as a tired programmer would leave it."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import Connection, text

from central_server.ports.storage import Work
from central_server.ports.values import Appended, EventRef, NewRow, StoredAct
from central_server.services import accept
from central_server.services.minutes import Minutes
from central_server.services.own_acts import OwnActs, Wanted
from central_server.storage import ledger as centre_ledger
from central_server.storage import schema
from central_server.storage.query import add_new_rows
from central_server.storage.store import SqlStore, SqlWork
from central_sync.protocol.centre import DeviceMark, Fresh, Judgement, Known, Overlap, PushedBatch, judge
from central_sync.protocol.chain import link, links
from central_sync.protocol.codec import decode_act, encode_act
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import Verdict
from desk_client.store import meta, rows
from desk_client.store.feed import FeedWriter
from desk_client.store.journal import Journal
from dossier.acts import Act
from dossier.identifiers import ActId, OfficeId
from rehearsal.simulator.town import OTHER_OFFICE
from rehearsal.simulator.world import Killed

Plant = Callable[[pytest.MonkeyPatch], None]


def duplicate_check_removed(patch: pytest.MonkeyPatch) -> None:
    """The centre takes every batch for a new one, looks for no known id and minds no act that is there already."""

    def all_new(batch: PushedBatch, mark: DeviceMark) -> Judgement:
        judged = judge(batch, mark)
        if isinstance(judged, Known | Overlap) and batch.lines:
            return Fresh(batch.lines, tuple(links(mark.link_at(batch.first - 1), batch.lines)))
        return judged

    def keep(self: centre_ledger.SqlLedger, acts: list[StoredAct]) -> None:
        add_new_rows(self._connection, schema.act, [centre_ledger._act_row(act) for act in acts])

    patch.setattr(accept, "judge", all_new)
    patch.setattr(centre_ledger.SqlLedger, "answers", lambda self, ids: dict)
    patch.setattr(centre_ledger.SqlLedger, "keep_acts", keep)


def answer_before_commit(patch: pytest.MonkeyPatch) -> None:
    """The reply is on its way when the centre dies at the COMMIT."""

    def once(self: SqlStore, work: Callable[[Work], object]) -> object:
        with self._writing.connect() as connection:
            transaction = connection.begin()
            value = work(SqlWork(connection, self._states, ExitStack()))
            try:
                transaction.commit()
            except Killed:
                connection.rollback()
        return value

    patch.setattr(SqlStore, "_once", once)


def no_redecide_on_arrival(patch: pytest.MonkeyPatch) -> None:
    """Events move the confirmed state; what still waits is shown as it was decided before."""
    _keep_showing(patch, lambda feed, now: bool(feed._events) and now.pending > 0)


def no_redecide_after_a_refusal(patch: pytest.MonkeyPatch) -> None:
    """A refused act is no more counted, and what it did stays on the screen."""
    refused: set[int] = set()
    answer = FeedWriter.answer

    def answered(self: FeedWriter, verdict: Verdict) -> None:
        before = len(self._confirmed)
        answer(self, verdict)
        if len(self._confirmed) > before:
            refused.add(id(self))

    patch.setattr(FeedWriter, "answer", answered)
    _keep_showing(patch, lambda feed, _: id(feed) in refused and not feed._events)


def _keep_showing(patch: pytest.MonkeyPatch, when: Callable[[FeedWriter, rows.Held], bool]) -> None:
    finish = FeedWriter.finish

    def finished(self: FeedWriter) -> list[str]:
        changed = finish(self)
        for dossier, before in self._before.items():
            now = rows.load(self.connection, dossier)
            if now is not None and before is not None and before.pending and when(self, now):
                rows.save(self.connection, replace(now, shown=before.shown), now.shown)
        return changed

    patch.setattr(FeedWriter, "finish", finished)


def overlay_dropped_at_the_verdict(patch: pytest.MonkeyPatch) -> None:
    """An accepted act leaves the view with the answer, not with its event."""
    keep = Journal._keep_answers

    def kept(self: Journal, connection: Connection, acked: int, verdicts: list[Verdict]) -> None:
        keep(self, connection, acked, verdicts)
        done = text("UPDATE act SET state = 'accepted' WHERE state = 'sent' AND seq <= :a RETURNING dossier")
        feed = FeedWriter(connection, self._book, self._clock.now())
        for dossier in connection.execute(done, {"a": acked}).scalars().all():
            feed.touch(dossier)
        feed.finish()

    patch.setattr(Journal, "_keep_answers", kept)


def foreign_row_in_the_feed(patch: pytest.MonkeyPatch) -> None:
    """Every event goes to the other office as well."""
    write = Minutes.write

    def written(self: Minutes, work: Work) -> Mapping[OfficeId, Appended]:
        told = [row for row in self.rows if isinstance(row.content, EventRef) and row.office != OTHER_OFFICE]
        self.rows += [NewRow(OTHER_OFFICE, row.content) for row in told]
        return write(self, work)

    patch.setattr(Minutes, "write", written)


def number_reused_after_a_restore(patch: pytest.MonkeyPatch) -> None:
    """A desk forgets with the old epoch which numbers it has printed."""
    rewind = Journal.rewind

    def rewound(self: Journal, epoch: str) -> None:
        rewind(self, epoch)
        self._writer.run(lambda connection: connection.execute(text("DELETE FROM number")).close())

    patch.setattr(Journal, "rewind", rewound)


def retry_under_a_new_id(patch: pytest.MonkeyPatch) -> None:
    """What got no answer is written again as a new act."""
    failed = DeskSession.failed

    def again(self: DeskSession, code: FaultCode, detail: str = "") -> None:
        failed(self, code, detail)
        journal = self._tools.journal
        assert isinstance(journal, Journal)
        journal._writer.run(_write_again)

    patch.setattr(DeskSession, "failed", again)


def pressed_again_is_another_act(patch: pytest.MonkeyPatch) -> None:
    """What a citizen sends a second time, because no page came, gets a name of its own."""
    write, names = OwnActs.write, count(1)

    def written(self: OwnActs, wanted: Wanted) -> Verdict:
        return write(self, replace(wanted, act=ActId(f"{wanted.act[:-6]}{next(names):06d}")))

    patch.setattr(OwnActs, "write", written)


def _write_again(connection: Connection) -> None:
    query = text("SELECT body FROM act WHERE state = 'pending' ORDER BY seq DESC LIMIT 1")
    body = connection.execute(query).scalar()
    act = None if body is None else decode_act(bytes(body))
    if not isinstance(act, Act):
        return
    seq = int(meta.get(connection, "last_seq")) + 1
    line = encode_act(replace(act, id=ActId(f"{act.id[:-6]}{seq:06d}"), seq=seq))
    head = link(bytes.fromhex(meta.get(connection, "last_hash")), line)
    connection.execute(
        text(
            "INSERT INTO act(seq, id, dossier, kind, state, grp, at, hash, body)"
            " SELECT :s, :i, dossier, kind, 'pending', '', at, :h, :b FROM act WHERE seq = :old"
        ),
        {"s": seq, "i": f"{act.id[:-6]}{seq:06d}", "h": head, "b": line, "old": act.seq},
    )
    connection.execute(text("UPDATE dossier SET pending = pending + 1 WHERE id = :d"), {"d": act.dossier})
    meta.put_some(connection, {"last_seq": str(seq), "last_hash": head.hex()})
