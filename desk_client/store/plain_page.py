"""Folds a page of the feed before its transaction, where nothing of this desk waits on it: other desks' daily work.

Such a page needs the store only to be written, so that the next one is folded meanwhile. Any page that tells of own
acts, of tasks or of people, or that touches a dossier with something waiting, is not plain: `feed` applies it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection

from central_sync.protocol.codec import decode_act, decode_state
from central_sync.protocol.messages import EventRow, GrantRow, Row
from desk_client.store import number_book, rows
from desk_client.store.bulk import Value, put_together
from desk_client.store.feed import KEEP_EVENTS, WAITING
from desk_client.store.query import Query
from desk_client.store.tasks import answered_acts
from dossier.acts import Act
from dossier.events import Outcome
from dossier.evolve import event_of, evolve
from dossier.state import Dossier

_GROUP = 100
"""Rows that are folded and then made ready to be written: what they touch fits the core's own memory meanwhile."""
WORTH = 100
"""Rows of others behind own ones that are folded apart: fewer cost less than one more commit does."""
_STANDS = Query("SELECT k, v FROM meta WHERE k IN ('last_seq', 'after')")


class NotPlain(Exception):
    """The store tells at the writing that something of this desk is touched after all: nothing was written."""


@dataclass(frozen=True, slots=True)
class PlainPage:
    """All that a page writes; `held` is how its dossiers stand afterwards."""

    held: Mapping[str, rows.Held]
    ready: rows.Prepared
    events: list[tuple[Value, ...]]
    claims: list[number_book.Ruled]
    after: int
    """Number of the row before its first one."""
    last_act: str
    """The newest own act when the page was folded: a newer one may have touched any of its dossiers."""

    def write(self, connection: Connection) -> None:
        """Write everything but the cursor. Raises NotPlain."""
        stands = _stands(connection)
        if stands["last_seq"] != self.last_act or stands["after"] != str(self.after):
            raise NotPlain
        put_together(connection, KEEP_EVENTS, self.events)
        if number_book.settle(connection, self.claims):
            raise NotPlain
        self.ready.write(connection)


def own_rows(connection: Connection, page: Sequence[Row]) -> int:
    """How many rows end with the last about own work (no event or state, or of a dossier with something waiting).

    0 when there is none, or when too few stand behind it to be worth a transaction of their own.
    """
    if len(page) < WORTH:
        return 0
    waiting = _waiting(connection)
    others = 0
    for row in reversed(page):
        if not isinstance(row, EventRow | GrantRow) or row.dossier in waiting:
            break
        others += 1
    return len(page) - others if others >= WORTH else 0


def fold_plain(
    connection: Connection, device: str, page: Sequence[Row], soon: Mapping[str, rows.Held]
) -> PlainPage | None:
    """The page folded over the confirmed states, or None when it is not plain.

    `soon` are dossiers as a page before it leaves them that is on its way to the disk.
    """
    story = [row for row in page if isinstance(row, EventRow | GrantRow)]
    wanted = dict.fromkeys(row.dossier for row in story)
    last_act, waiting = _stands(connection)["last_seq"], _waiting(connection)
    if any(not isinstance(row, EventRow | GrantRow) for row in page) or not waiting.isdisjoint(wanted):
        return None
    before = rows.load_all(connection, [one for one in wanted if one not in soon])
    before |= {one: soon[one] for one in wanted if one in soon}
    if any(held.pending or held.stale or held.attention for held in before.values()):
        return None
    told, ready = answered_acts(connection), rows.Prepared()
    known = {dossier: held.shown for dossier, held in before.items()}
    held, fold = dict(before), _Fold(device, dict(known))
    for first in range(0, len(story), _GROUP):
        group = story[first : first + _GROUP]
        if not all(fold.row(row, told) for row in group):
            return None
        for dossier in dict.fromkeys(row.dossier for row in group):
            now, then = fold.states[dossier], known.get(dossier)
            if now is not then:
                held[dossier] = rows.Held(now, now, 0)
                ready.put(held[dossier], then)
    return PlainPage(held, ready, fold.events, fold.claims, page[0].n - 1, last_act)


class _Fold:
    """The states of a page's dossiers as its rows move them."""

    def __init__(self, device: str, states: dict[str, Dossier]) -> None:
        self.states = states
        self.events: list[tuple[Value, ...]] = []
        self.claims: list[number_book.Ruled] = []
        self._device = device

    def row(self, row: EventRow | GrantRow, told: set[str]) -> bool:
        """Apply one row, or pass over one already applied; False when it is not a plain one."""
        state = self.states.get(row.dossier)
        if state is not None and state.rev >= row.rev:
            return True
        if isinstance(row, GrantRow):  # the whole state of a dossier that this office sees from now on
            self.states[row.dossier] = decode_state(row.state)
            return True
        line = row.line.encode()
        act = decode_act(line)
        if not isinstance(act, Act) or act.device == self._device or row.ruling.tasks or act.id in told:
            return False
        self.states[row.dossier] = evolve(state, event_of(act, row.rev, row.ruling))
        self.events.append((row.dossier, row.rev, line, msgspec.json.encode(row.ruling)))
        self.claims += number_book.ruled(act, noted=row.ruling.outcome is Outcome.NOTED)
        return True


def _stands(connection: Connection) -> dict[str, str]:
    return dict(_STANDS.rows(connection))


def _waiting(connection: Connection) -> set[str]:
    """The dossiers with something waiting."""
    return {dossier for (dossier,) in WAITING.rows(connection)}
