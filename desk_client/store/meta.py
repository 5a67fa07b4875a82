"""Small values of the desk: who it is, where it stands, whom it knows; read and written inside a transaction."""

from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, text

from central_sync.protocol.chain import ZERO
from central_sync.protocol.messages import Account, EnrolReply
from dossier.identifiers import NumberSlice
from dossier.roles import Grant

_GET = text("SELECT v FROM meta WHERE k = :k")
_PUT = text("INSERT INTO meta(k, v) VALUES (:k, :v) ON CONFLICT(k) DO UPDATE SET v = excluded.v")


def get(connection: Connection, key: str, default: str = "") -> str:
    """The value of a key, or the default."""
    value = connection.execute(_GET, {"k": key}).scalar()
    return default if value is None else str(value)


def put(connection: Connection, key: str, value: str) -> None:
    """Set a key."""
    connection.execute(_PUT, {"k": key, "v": value})


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
    """Accounts and grants of the office."""

    accounts: tuple[Account, ...]
    grants: tuple[Grant, ...]


def keep_enrolment(connection: Connection, reply: EnrolReply) -> None:
    """Keep what the centre gave at enrolment; the feed cursor starts before its first row."""
    put(connection, "enrolment", msgspec.json.encode(reply).decode())
    keep_people(connection, reply.accounts, reply.grants)
    for key, value in (
        ("acked", "0"),
        ("epoch", reply.epoch),
        ("after", "0"),
        ("feed_hash", ZERO.hex()),
        ("last_seq", "0"),
        ("last_hash", ZERO.hex()),
        ("rules", reply.rules),
    ):
        put(connection, key, value)


def identity(connection: Connection) -> Identity | None:
    """The enrolled identity, or None on a new machine."""
    body = get(connection, "enrolment")
    if not body:
        return None
    reply = msgspec.json.decode(body, type=EnrolReply)
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


def keep_people(connection: Connection, accounts: tuple[Account, ...], grants: tuple[Grant, ...]) -> None:
    """Replace the known people and grants of the office."""
    put(connection, "accounts", msgspec.json.encode(accounts).decode())
    put(connection, "grants", msgspec.json.encode(grants).decode())


def people(connection: Connection) -> People:
    """The people of the office and their grants."""
    return People(
        msgspec.json.decode(get(connection, "accounts", "[]"), type=tuple[Account, ...]),
        msgspec.json.decode(get(connection, "grants", "[]"), type=tuple[Grant, ...]),
    )
