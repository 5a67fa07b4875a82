"""Applies the centre's events to the confirmed states and decides own pending acts again on top of them."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import msgspec
from sqlalchemy import Connection

from central_sync.protocol.codec import UnknownAct, WireFault, decode_act, decode_state
from central_sync.protocol.messages import EventRow, GrantRow, Verdict, VerdictKind, VerdictRow
from desk_client.ports import DeskFault
from desk_client.store import meta, number_book, rows
from desk_client.store.bulk import Value, put_together
from desk_client.store.ledger import facts_of, open_acts, rebase
from desk_client.store.query import Query
from desk_client.store.rulebook import Rulebook
from desk_client.store.tasks import KeptTask, answered_acts, raise_answer, raise_task, settle, verdict_task
from dossier.acts import Act, ActKind
from dossier.events import Outcome
from dossier.evolve import event_of, evolve
from dossier.state import Dossier

_BEGINNING = frozenset({ActKind.RECEIVE, ActKind.ASK_PAPERS, ActKind.REFUSE_INTAKE})
_WITHOUT_EVENT = frozenset({VerdictKind.REFUSED, VerdictKind.CLAIMED})
KEEP_EVENTS = "INSERT INTO event(dossier, rev, line, ruling) VALUES {rows} ON CONFLICT DO NOTHING"
_ANSWER = Query(
    "UPDATE act SET state = :s, code = :c WHERE id = :id AND (state IN ('pending', 'sent')"
    " OR (state IN ('refused', 'claimed') AND (state != :s OR code != :c))) RETURNING dossier, at, body"
)
WAITING = Query("SELECT DISTINCT dossier FROM act WHERE state IN ('pending', 'sent')")
_STATE = Query("SELECT state FROM act WHERE id = ?")
_ACCEPTED = Query("UPDATE act SET state = 'accepted', code = ? WHERE id = ?")


class FeedWriter:
    """One transaction of the feed: touch dossiers, then `finish` writes each row once.

    A stale dossier (kept from before a new epoch) is shown as it was until the feed begins to tell it anew.
    """

    def __init__(self, connection: Connection, book: Rulebook, now: datetime) -> None:
        kept = meta.some(connection, "enrolment", "grants")
        if "enrolment" not in kept:
            raise DeskFault("not_enrolled")
        self.connection = connection
        self._known = meta.identity_in(kept["enrolment"])
        self._book = book
        self._now = now
        self._grants = meta.grants_in(kept["grants"])
        self._before: dict[str, rows.Stored | None] = {}
        self._confirmed: dict[str, Dossier | None] = {}
        self._stale: set[str] = set()
        self._events: list[tuple[Value, ...]] = []
        self._claims: list[number_book.Ruled] = []
        self._loaded: dict[str, rows.Stored | None] = {}
        self._told = answered_acts(connection)

    def expect(self, dossiers: Iterable[str]) -> None:
        """Load the dossiers of a page at once, before any of them is touched."""
        wanted = dict.fromkeys(dossiers)
        self._loaded |= wanted | rows.look_all(self.connection, wanted)

    def touch(self, dossier: str) -> Dossier | None:
        """Load a dossier into this transaction; its confirmed state (None: nothing of it, or only of an old epoch)."""
        if dossier not in self._before:
            known = dossier in self._loaded
            stored = self._loaded[dossier] if known else rows.look(self.connection, dossier)
            self._before[dossier] = stored
            stale = stored is not None and stored.stale
            self._confirmed[dossier] = None if stored is None or stale else stored.confirmed
            if stale:
                self._stale.add(dossier)
        return self._confirmed[dossier]

    def event(self, row: EventRow) -> None:
        """Apply one event; one already applied is passed over. Raises WireFault for what a newer program wrote."""
        confirmed = self.touch(row.dossier)
        if confirmed is not None and confirmed.rev >= row.rev:
            return
        line = row.line.encode()
        act = decode_act(line)
        if isinstance(act, UnknownAct):
            raise WireFault("act_newer", f"{act.kind} {act.version}")
        self._confirm(row.dossier, evolve(confirmed, event_of(act, row.rev, row.ruling)))
        self._events.append((row.dossier, row.rev, line, msgspec.json.encode(row.ruling)))
        if act.device == self._known.device:
            _ACCEPTED.run(self.connection, (row.ruling.outcome.value, act.id))
        if act.id in self._told:
            settle(self.connection, act.id, self._now)
        self._claims += number_book.ruled(act, noted=row.ruling.outcome is Outcome.NOTED)
        for task in row.ruling.tasks:
            key = f"{act.id}:{task.code}"
            raise_task(self.connection, KeptTask(key, row.dossier, act.id, "noted", task.code, task.params, act.at))

    def grant(self, row: GrantRow) -> None:
        """Take the whole state of a dossier that this office sees from now on."""
        confirmed = self.touch(row.dossier)
        if confirmed is None or confirmed.rev < row.rev:
            self._confirm(row.dossier, decode_state(row.state))

    def answer(self, verdict: Verdict) -> None:
        """A refused or claimed act of this desk leaves the view in the transaction that writes its task.

        A new epoch may refuse for another reason what was refused before: the newest answer is the one to be told.
        """
        if verdict.verdict not in _WITHOUT_EVENT:
            return
        params = {"s": verdict.verdict.value, "c": verdict.code, "id": verdict.id}
        row = _ANSWER.row(self.connection, params)
        if row is None:
            return
        dossier, at, line = row
        self.touch(dossier)
        self._never_began(decode_act(line))
        task = verdict_task(verdict, dossier, datetime.fromisoformat(at))
        self._told.add(task.act)
        raise_answer(self.connection, task, self._now)

    def told(self, row: VerdictRow) -> None:
        """An act of this office that made no event: another desk's shows its task here too, a held one on every desk.

        The line may be one that no program here can read; then only the centre's words on it are known.
        """
        self.answer(row.verdict)
        held = row.verdict.verdict is VerdictKind.HELD
        act = _readable(row.line)
        at = act.at if isinstance(act, Act) else self._now
        task = verdict_task(row.verdict, row.dossier, at, f"{row.device}#{row.verdict.seq}")
        self._told.add(task.act)
        if held and not self._answered(row.verdict.id):
            raise_task(self.connection, task)
        if not held and (row.device != self._known.device or self._state(row.verdict.id) is None):
            # One of this device that is not here was written on a disk that is no more.
            self._never_began(act)
            raise_answer(self.connection, task, self._now)

    def people_changed(self) -> None:
        """Rights are other ones now: every waiting act of this desk is decided again."""
        self._grants = meta.people(self.connection).grants
        waiting = [str(dossier) for (dossier,) in WAITING.rows(self.connection)]
        self.expect(one for one in waiting if one not in self._before)
        for dossier in waiting:
            self.touch(dossier)

    def finish(self) -> list[str]:
        """Write the events and each dossier that is another one now: own unanswered acts folded over what is confirmed.

        What the centre accepted under a number holds it; an own waiting act under the same one shows its clash.
        """
        put_together(self.connection, KEEP_EVENTS, self._events)
        for loser in number_book.settle(self.connection, self._claims):
            self.touch(loser)
        waiting = open_acts(self.connection, self._confirmed)
        taken = number_book.not_free(self.connection, (act for acts in waiting.values() for act in acts))
        ready = rows.Prepared()
        for dossier, confirmed in self._confirmed.items():
            acts, before = waiting.get(dossier, []), self._before[dossier]
            if before is not None and dossier in self._stale:
                ready.put(replace(before.held(), pending=len(acts)), before.shown)
                continue
            versions = [self._book.find(self.connection, act.rules) for act in acts]
            facts = [facts_of(act, taken, self._grants, self._known.slices) for act in acts]
            shown, clashes = rebase(confirmed, acts, versions, facts)
            if shown is None:
                rows.remove(self.connection, dossier)
                continue
            held = rows.Held(shown, confirmed, len(acts), len(clashes))
            if before is None or not before.tells(held):
                ready.put(held, None if before is None else before.shown)
        ready.write(self.connection)
        return list(self._confirmed)

    def _confirm(self, dossier: str, state: Dossier) -> None:
        self._confirmed[dossier] = state
        self._stale.discard(dossier)

    def _never_began(self, act: Act | UnknownAct | None) -> None:
        """The new epoch does not take the act that began a dossier: nobody will tell the old state anew."""
        if isinstance(act, Act) and act.base == 0 and act.kind in _BEGINNING:
            self.touch(act.dossier)
            self._stale.discard(act.dossier)

    def _answered(self, act: str) -> bool:
        """Whether a row says of an own act that it is held although its answer is known here already."""
        return self._state(act) in ("accepted", "refused", "claimed")

    def _state(self, act: str) -> str | None:
        """How an own act stands; None for one that is not of this store."""
        state: str | None = _STATE.value(self.connection, (act,))
        return state


def _readable(line: str) -> Act | UnknownAct | None:
    """The act of a line, or None for one that no program here can read."""
    try:
        return decode_act(line.encode())
    except WireFault:
        return None
