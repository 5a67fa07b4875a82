"""Reads what a desk did on its days: dossiers by reception, receipts by number, acts with payloads; writes nothing.

Every read is its own short one; a screen that needs the same moment of several tables calls them in one transaction.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Engine

from central_sync.protocol.codec import decode_act, decode_state
from desk_client.store.query import Query
from dossier.acts import Act, ActKind
from dossier.numbers import receipt_book, register_book
from dossier.state import Dossier, ReceiptLine

_CHUNK = 200
_RECEIVED = Query(
    "SELECT received, n, state FROM dossier WHERE received >= ? AND received < ? AND (received, n) > (?, ?)"
    " ORDER BY received, n LIMIT ?"
)
_RECEIPTS = Query(
    "SELECT number.number, dossier.state FROM number JOIN dossier ON dossier.id = number.dossier"
    " WHERE number.book = ? AND number.number < ? ORDER BY number.number DESC LIMIT ?"
)
_BOOKS = Query("SELECT DISTINCT book FROM number WHERE book LIKE ? ESCAPE '!'")
_BOOK_OWNER = Query(
    "SELECT dossier.state FROM number JOIN dossier ON dossier.id = number.dossier WHERE number.book = ? LIMIT 1"
)
_OWN_ACTS = Query("SELECT dossier, seq FROM act WHERE kind = ? AND at >= ? AND at < ? ORDER BY seq")
_LAST_DAY = Query("SELECT max(at) FROM act WHERE at < ?")
_EVENTS = Query("SELECT line FROM event WHERE dossier = ? ORDER BY rev")
_ACTS = Query("SELECT body FROM act WHERE dossier = ? ORDER BY seq")
_UNSENT = Query("SELECT body FROM act WHERE state IN ('pending', 'sent') AND kind = ? ORDER BY seq")
_GROUP = Query("SELECT DISTINCT dossier FROM act WHERE grp = ? AND kind = ? ORDER BY seq")
_FOR_POST = Query(
    "SELECT state FROM dossier WHERE stage IN ('at_counter', 'posted') AND"
    " (stage = 'posted' OR json_extract(CAST(state AS TEXT), '$.delivery.way') = 'post') ORDER BY due, n"
)
_LATEST = 2**62


@dataclass(frozen=True, slots=True)
class TakenReceipt:
    """One fee receipt of a desk's book with the dossier it was given for."""

    line: ReceiptLine
    state: Dossier


def received_between(engine: Engine, first: date, last: date) -> Iterator[Dossier]:
    """Every dossier accepted from one day to another, both whole, in the order of reception."""
    low, high = first.isoformat(), (last + timedelta(days=1)).isoformat()
    place: tuple[str, int] = ("", 0)
    while True:
        found = _RECEIVED.look(engine, (low, high, *place, _CHUNK))
        for _received, _n, body in found:
            yield decode_state(body)
        if len(found) < _CHUNK:
            return
        place = (found[-1][0], found[-1][1])


def receipts_of(engine: Engine, device: str, day: date) -> tuple[TakenReceipt, ...]:
    """The receipts that a desk gave on a day, in the order of their numbers; cancelled ones too.

    Numbers of a book only grow with time, so the look goes back from the last one to the day before.
    """
    found: list[TakenReceipt] = []
    below = _LATEST
    while True:
        rows = _RECEIPTS.look(engine, (receipt_book(device, day.year), below, _CHUNK))
        for number, body in rows:
            taken = _taken(int(number), decode_state(body), day.year)
            if taken is not None and taken.line.at.date() < day:
                return tuple(reversed(found))
            if taken is not None and taken.line.at.date() == day:
                found.append(taken)
        if len(rows) < _CHUNK:
            return tuple(reversed(found))
        below = int(rows[-1][0])


def _taken(number: int, state: Dossier, year: int) -> TakenReceipt | None:
    """The line of that number; None where the dossier of another device lost its number to this one."""
    wanted = f"{number:07d}/{year}"
    line = next((one for one in state.money.lines if one.number == wanted), None)
    return None if line is None else TakenReceipt(line, state)


def desks_of(engine: Engine, year: int) -> dict[str, str]:
    """Which desks have a book of that year here: device and its own number as its book says it ("01")."""
    found: dict[str, str] = {}
    for kind in (register_book, receipt_book):
        for (book,) in _BOOKS.look(engine, (kind("%", year).replace("_", "!_"),)):
            device = str(book).split(":")[1]
            if kind is register_book:
                owner = _BOOK_OWNER.look(engine, (book,))
                found[device] = decode_state(owner[0][0]).book.partition("/")[0] if owner else ""
            else:
                found.setdefault(device, "")
    return found


def for_post(engine: Engine) -> tuple[Dossier, ...]:
    """Results that wait for the post or are on their way, by due date."""
    return tuple(decode_state(body) for (body,) in _FOR_POST.look(engine))


def own_acts(connection: Connection, kind: ActKind, day: date) -> list[tuple[str, int]]:
    """Dossier and sequence of this desk's acts of a kind on a day, in order."""
    return [(str(d), int(s)) for d, s in _OWN_ACTS.rows(connection, (kind.value, *_day_bounds(day)))]


def last_day_before(connection: Connection, day: date) -> date | None:
    """The last day before this one on which this desk wrote an act."""
    at = _LAST_DAY.value(connection, (day.isoformat(),))
    return None if at is None else datetime.fromisoformat(str(at)).date()


def acts_of(engine: Engine, dossier: str) -> dict[str, Act]:
    """Every act of a dossier whose line is here, by id: from the centre's events and this desk's own book."""
    lines = [*_EVENTS.look(engine, (dossier,)), *_ACTS.look(engine, (dossier,))]
    acts = (decode_act(bytes(line)) for (line,) in lines)
    return {act.id: act for act in acts if isinstance(act, Act)}


def unsent_acts(engine: Engine, kind: ActKind) -> tuple[Act, ...]:
    """This desk's acts of a kind that the centre has not answered."""
    acts = (decode_act(bytes(line)) for (line,) in _UNSENT.look(engine, (kind.value,)))
    return tuple(act for act in acts if isinstance(act, Act))


def group_of(engine: Engine, group: str, kind: ActKind) -> tuple[str, ...]:
    """The dossiers that this desk moved together by one act of a kind, in order."""
    return tuple(str(dossier) for (dossier,) in _GROUP.look(engine, (group, kind.value)))


def _day_bounds(day: date) -> tuple[str, str]:
    return day.isoformat(), (day + timedelta(days=1)).isoformat()
