"""Who holds which number of which book at this desk: asked and written for many acts at once; never renumbers."""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from desk_client.store.bulk import put_together
from desk_client.store.query import Query
from dossier.acts import Act
from dossier.identifiers import ActId
from dossier.numbers import Claim, claims_of

_OWNERS = Query(
    "SELECT number.book, number.number, number.dossier FROM json_each(?) AS wanted CROSS JOIN number"
    " ON number.book = wanted.value ->> 0 AND number.number = wanted.value ->> 1"
)
_HOLD = (
    "INSERT INTO number(book, number, dossier) VALUES {rows}"
    " ON CONFLICT(book, number) DO UPDATE SET dossier = excluded.dossier"
)
_LAST = Query("SELECT max(number) FROM number WHERE book = ? AND number BETWEEN ? AND ?")
_HELD = "held:"
"""Before the name of a book: its numbers that are promised to a dossier and on no act yet."""
_PROMISED = Query("SELECT number FROM number WHERE book = ? AND dossier = ?")
_HIGHEST = Query("SELECT max(number) FROM number WHERE book IN (?, ?)")
_PROMISE = Query("INSERT INTO number(book, number, dossier) VALUES (?, ?, ?)")
_FORGET = Query("DELETE FROM number WHERE book = ? AND dossier = ?")


def last_number(connection: Connection, book: str, first: int, last: int) -> int | None:
    """The highest number of a book inside a slice that was already used, or None."""
    value = _LAST.value(connection, (book, first, last))
    return None if value is None else int(value)


def promise(connection: Connection, book: str, dossier: str) -> int:
    """The number of a book that this dossier gets: the one promised to it before while nobody has it, else the next.

    What was promised is on a paper perhaps, which a crash kept from its act: no other dossier gets it.
    """
    held = f"{_HELD}{book}"
    before = _PROMISED.value(connection, (held, dossier))
    if before is not None:
        if not _owners(connection, [Claim(book, int(before))]):
            return int(before)
        _FORGET.run(connection, (held, dossier))
    number = int(_HIGHEST.value(connection, (book, held)) or 0) + 1
    _PROMISE.run(connection, (held, number, dossier))
    return number


def keep_promise(connection: Connection, book: str, dossier: str) -> None:
    """The act with the promised number is written: the promise is over."""
    _FORGET.run(connection, (f"{_HELD}{book}", dossier))


def not_free(connection: Connection, acts: Iterable[Act]) -> frozenset[ActId]:
    """Those of these acts that put a number on paper which another dossier holds."""
    wanted = [(act, claims_of(act)) for act in acts]
    owners = _owners(connection, [key for _, keys in wanted for key in keys])
    return frozenset(act.id for act, keys in wanted if any(owners.get(key, act.dossier) != act.dossier for key in keys))


def _owners(connection: Connection, keys: Sequence[Claim]) -> dict[Claim, str]:
    if not keys:
        return {}
    found = _OWNERS.rows(connection, (json.dumps(keys),))
    return {Claim(book, number): dossier for book, number, dossier in found}


def claim(connection: Connection, act: Act) -> None:
    """Use up the numbers that an act decided here put on paper; they were free."""
    _hold(connection, {key: str(act.dossier) for key in claims_of(act)})


class Ruled(NamedTuple):
    """A number as the centre ruled: whom an act gives it to; a `noted` act gets only what is free."""

    key: Claim
    dossier: str
    noted: bool


def ruled(act: Act, *, noted: bool) -> list[Ruled]:
    """The numbers of an act that the centre accepted or noted."""
    return [Ruled(key, str(act.dossier), noted) for key in claims_of(act)]


def settle(connection: Connection, claims: Sequence[Ruled]) -> list[str]:
    """Use up numbers as the centre ruled, in its order; the dossiers that lost one here.

    An accepted act takes its number from whoever had it here.
    """
    before = _owners(connection, [claim.key for claim in claims])
    owners, losers = dict(before), []
    for claim in claims:
        owner = owners.setdefault(claim.key, claim.dossier)
        if owner != claim.dossier and not claim.noted:
            losers.append(owner)
            owners[claim.key] = claim.dossier
    _hold(connection, {key: owner for key, owner in owners.items() if before.get(key) != owner})
    return losers


def _hold(connection: Connection, owners: dict[Claim, str]) -> None:
    put_together(connection, _HOLD, [(book, number, owner) for (book, number), owner in owners.items()])
