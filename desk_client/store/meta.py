"""Small values of the desk: who it is, where it stands, whom it knows; read and written inside a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

import msgspec
from sqlalchemy import Connection, Engine

from central_sync.protocol.chain import ZERO
from central_sync.protocol.messages import Account, EnrolReply
from desk_client.store.query import Query
from dossier.identifiers import NumberSlice
from dossier.roles import Grant
from dossier.signers import Binding

_GRANTS = msgspec.json.Decoder(tuple[Grant, ...])
_ENROLMENT = msgspec.json.Decoder(EnrolReply)
_GET = Query("SELECT v FROM meta WHERE k = ?")
_PUT = Query("INSERT INTO meta(k, v) VALUES (?, ?) ON CONFLICT(k) DO UPDATE SET v = excluded.v")


def get(connection: Connection, key: str, default: str = "") -> str:
    """The value of a key, or the default."""
    value = _GET.value(connection, (key,))
    return default if value is None else str(value)


def some(connection: Connection, *keys: str) -> dict[str, str]:
    """The values of several keys in one look; a key that was never set is missing."""
    return dict(_some(len(keys)).rows(connection, keys))


def look(engine: Engine, *keys: str) -> dict[str, str]:
    """What `some` gives, read by itself."""
    return dict(_some(len(keys)).look(engine, keys))


@cache
def _some(count: int) -> Query:
    """So many keys by name: a list that SQLite would have to take apart costs it four times as much."""
    return Query(f"SELECT k, v FROM meta WHERE k IN ({', '.join('?' * count)})")  # noqa: S608  marks only


def put(connection: Connection, key: str, value: str) -> None:
    """Set a key."""
    _PUT.run(connection, (key, value))


def put_some(connection: Connection, values: Mapping[str, str]) -> None:
    """Set several keys at once."""
    _PUT.each(connection, tuple(values.items()))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this desk is, as the centre enrolled it."""

    device: str
    office: str
    desk_number: int
    centre_key: bytes
    secret_salt: bytes
    slices: tuple[NumberSlice, ...]
    trust_anchors: tuple[bytes, ...]
    portal: str


@dataclass(frozen=True, slots=True)
class People:
    """Accounts, grants and signing certificates of the office."""

    accounts: tuple[Account, ...]
    grants: tuple[Grant, ...]
    certificates: tuple[Binding, ...] = ()


def keep_enrolment(connection: Connection, reply: EnrolReply) -> None:
    """Keep what the centre gave at enrolment; the feed cursor starts before its first row."""
    keep_people(connection, reply.accounts, reply.grants, reply.certificates)
    kept = {
        "enrolment": msgspec.json.encode(reply).decode(),
        "acked": "0",
        "epoch": reply.epoch,
        "after": "0",
        "feed_hash": ZERO.hex(),
        "last_seq": "0",
        "last_hash": ZERO.hex(),
        "rules": reply.rules,
    }
    put_some(connection, kept)


def identity(connection: Connection) -> Identity | None:
    """The enrolled identity, or None on a new machine."""
    body = get(connection, "enrolment")
    return identity_in(body) if body else None


@lru_cache(maxsize=4)
def identity_in(body: str) -> Identity:
    """The identity in the value of `enrolment`."""
    reply = _ENROLMENT.decode(body)
    return Identity(
        device=reply.device,
        office=reply.office,
        desk_number=reply.desk_number,
        centre_key=bytes.fromhex(reply.centre_key),
        secret_salt=bytes.fromhex(reply.secret_salt),
        slices=reply.slices,
        trust_anchors=tuple(bytes.fromhex(anchor) for anchor in reply.trust_anchors),
        portal=reply.portal,
    )


def keep_people(
    connection: Connection,
    accounts: tuple[Account, ...],
    grants: tuple[Grant, ...],
    certificates: tuple[Binding, ...] = (),
) -> None:
    """Replace the known people of the office, their grants and certificates."""
    values = {
        "accounts": msgspec.json.encode(accounts).decode(),
        "grants": msgspec.json.encode(grants).decode(),
        "certificates": msgspec.json.encode(certificates).decode(),
    }
    put_some(connection, values)


def people(connection: Connection) -> People:
    """The people of the office."""
    found = some(connection, "accounts", "grants", "certificates")
    accounts = msgspec.json.decode(found.get("accounts", "[]"), type=tuple[Account, ...])
    certificates = msgspec.json.decode(found.get("certificates", "[]"), type=tuple[Binding, ...])
    return People(accounts, grants_in(found.get("grants", "[]")), certificates)


@lru_cache(maxsize=4)
def grants_in(body: str) -> tuple[Grant, ...]:
    """The grants in the value of `grants`."""
    return _GRANTS.decode(body)
