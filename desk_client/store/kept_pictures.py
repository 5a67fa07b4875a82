"""Keeps the pictures with which signatures show on paper: a person's hand, the office's seal; one-colour masks only."""

import base64
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, Engine

from desk_client.store import meta


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A mask in one colour: its size in pixels at 300 dots an inch, and its CCITT group 4 strip."""

    width: int
    height: int
    strip: bytes


def keep(connection: Connection, key: str, picture: KeptPicture | None) -> None:
    """Keep a picture in place of the one before; None takes it away."""
    rows = None if picture is None else (picture.width, picture.height, base64.b64encode(picture.strip).decode())
    meta.put(connection, _name(key), msgspec.json.encode(rows).decode())


def find(engine: Engine, key: str) -> KeptPicture | None:
    """The picture of a hand (a person's id) or a seal (an office's)."""
    body = meta.look(engine, _name(key)).get(_name(key), "null")
    rows = msgspec.json.decode(body, type=tuple[int, int, str] | None)
    return None if rows is None else KeptPicture(rows[0], rows[1], base64.b64decode(rows[2]))


def _name(key: str) -> str:
    return f"picture:{key}"
