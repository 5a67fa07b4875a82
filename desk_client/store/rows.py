"""Reads and writes the one row per dossier that every screen shows, and its words for the search."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, text

from central_sync.protocol.codec import decode_state, encode_state
from desk_client.store.bulk import Value, put_many
from dossier.events import OPEN_STAGES
from dossier.state import Dossier
from dossier.text import fold

_LOAD = text("SELECT state, base, pending, attention, stale FROM dossier WHERE id = :id")
_FORGET_WORDS = text("DELETE FROM find WHERE rowid = :n")
_KEEP_WORDS = text("INSERT INTO find(rowid, words) VALUES (:n, :w)")
_UPSERT = """INSERT INTO dossier(id, code, holder, stage, due, name, cid, procedure, received, open, pending, attention,
         stale, state, base)
       VALUES (:id, :code, :holder, :stage, :due, :name, :cid, :procedure, :received, :open, :pending, :attention,
         :stale, :state, :base)
       ON CONFLICT(id) DO UPDATE SET code = excluded.code, holder = excluded.holder, stage = excluded.stage,
         due = excluded.due, name = excluded.name, cid = excluded.cid, procedure = excluded.procedure,
         received = excluded.received, open = excluded.open, pending = excluded.pending,
         attention = excluded.attention, stale = excluded.stale, state = excluded.state, base = excluded.base"""
_SAVE, _SAVE_ALL = text(f"{_UPSERT} RETURNING n"), text(_UPSERT)
_LOAD_ALL = text(
    "SELECT id, state, base, pending, attention, stale FROM dossier WHERE id IN (SELECT value FROM json_each(:ids))"
)
_PLACES = text("SELECT id, n FROM dossier WHERE id IN (SELECT value FROM json_each(:ids))")


@dataclass(frozen=True, slots=True)
class Held:
    """A dossier as stored: what is shown, what the centre confirmed (None: nothing yet), pending own acts.

    `stale`: kept from before the centre's new epoch, the feed has not told it again yet.
    """

    shown: Dossier
    confirmed: Dossier | None
    pending: int
    attention: int = 0
    stale: bool = False


def load(connection: Connection, dossier: str) -> Held | None:
    """The stored dossier, or None."""
    row = connection.execute(_LOAD, {"id": dossier}).one_or_none()
    return None if row is None else _held(row)


def load_all(connection: Connection, dossiers: Iterable[str]) -> dict[str, Held]:
    """Those of these dossiers that are stored, in one look."""
    found = connection.execute(_LOAD_ALL, {"ids": json.dumps(list(dossiers))})
    return {str(row.id): _held(row) for row in found}


def _held(row: Row[tuple[object, ...]]) -> Held:
    shown = decode_state(row.state)
    if row.pending == 0:
        return Held(shown, shown, 0, row.attention, bool(row.stale))
    base = None if row.base is None else decode_state(row.base)
    return Held(shown, base, row.pending, row.attention, bool(row.stale))


def save(connection: Connection, held: Held, known: Dossier | None) -> None:
    """Write the row; `known` is what was shown before, to touch the word index only when its words changed."""
    number = connection.execute(_SAVE, _columns(held)).scalar_one()
    words = words_of(held.shown)
    if known is not None and words_of(known) == words:
        return
    if known is not None:
        connection.execute(_FORGET_WORDS, {"n": number})
    connection.execute(_KEEP_WORDS, {"n": number, "w": words})


def save_all(connection: Connection, written: Sequence[tuple[Held, Dossier | None]]) -> None:
    """Write many rows, each with what was shown before, in a few statements."""
    if not written:
        return
    put_many(connection, _SAVE_ALL, [_columns(held) for held, _ in written])
    words = {str(held.shown.id): words_of(held.shown) for held, _ in written}
    before = {str(known.id): words_of(known) for _, known in written if known is not None}
    other = [dossier for dossier, said in words.items() if before.get(dossier) != said]
    if not other:
        return
    places = {str(row.id): int(row.n) for row in connection.execute(_PLACES, {"ids": json.dumps(other)})}
    put_many(connection, _FORGET_WORDS, [{"n": places[dossier]} for dossier in other if dossier in before])
    put_many(connection, _KEEP_WORDS, [{"n": places[dossier], "w": words[dossier]} for dossier in other])


def _columns(held: Held) -> dict[str, Value]:
    shown = held.shown
    due, accepted = shown.clock.due, shown.clock.accepted_at
    return {
        "id": shown.id,
        "code": shown.code,
        "holder": shown.custody,
        "stage": shown.stage.value,
        "due": "" if due is None else due.isoformat(timespec="minutes"),
        "name": shown.applicant.name,
        "cid": shown.applicant.id_number,
        "procedure": shown.procedure,
        "received": "" if accepted is None else accepted.isoformat(timespec="minutes"),
        "open": int(shown.stage in OPEN_STAGES),
        "pending": held.pending,
        "attention": held.attention,
        "stale": int(held.stale),
        "state": encode_state(shown),
        "base": None if held.pending == 0 or held.confirmed is None else encode_state(held.confirmed),
    }


def remove(connection: Connection, dossier: str) -> None:
    """Take a dossier off the screens whose only act was refused: its act and task stay."""
    number = connection.execute(text("SELECT n FROM dossier WHERE id = :id"), {"id": dossier}).scalar()
    if number is None:
        return
    connection.execute(_FORGET_WORDS, {"n": number})
    connection.execute(text("DELETE FROM dossier WHERE n = :n"), {"n": number})


def words_of(shown: Dossier) -> str:
    """What a dossier is found by: folded name, identity number, code and its last part."""
    short = shown.code[-11:] if shown.code else ""
    return " ".join(
        (fold(shown.applicant.name), shown.applicant.id_number, shown.code.replace(".", "").replace("-", ""), short[:6],
         short[-4:], shown.applicant.phone)
    )  # fmt: skip
