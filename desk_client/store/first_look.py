"""Reads who may log in here straight from the file, before the engine is loaded; a look only, nothing rests on it.

The store that is opened after it is the one that decides who logs in. Whatever is unusual ends in an empty answer:
opening the store then finds the same, and says it.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from desk_client.store.version import SCHEMA
from dossier.identifiers import PersonId
from dossier.roles import Person

_PATIENCE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class FirstLook:
    """Who may log in here, and whether an earlier program made the store: it is then brought up before it is used."""

    people: tuple[Person, ...] = ()
    behind: bool = False


def look_at(path: Path, key: bytes) -> FirstLook:
    """What an enrolled store at `path` with its raw 32-byte key tells; nothing when it cannot be read at once."""
    import sqlcipher3.dbapi2 as sqlcipher  # noqa: PLC0415  the module carries its own SQLite: loaded with the store

    if not path.exists():  # opening would make it
        return FirstLook()
    try:
        connection = sqlcipher.connect(str(path), timeout=_PATIENCE_SECONDS, isolation_level=None)
        try:
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            row = connection.execute("SELECT v FROM meta WHERE k = 'accounts'").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
        finally:
            connection.close()
        people = [account["person"] for account in json.loads(row[0])] if row else []
        known = tuple(Person(PersonId(one["id"]), one["name"], one["title"], one["login"]) for one in people)
    except (sqlcipher.Error, ValueError, LookupError, TypeError):
        return FirstLook()
    return FirstLook(known, version < SCHEMA)
