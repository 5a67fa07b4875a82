"""Keeps what a clerk is typing, as typed: the last five versions of each draft, owned by the desk, not the person."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, text

from desk_client.store.writer import Priority, Writer

_KEPT = 5


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as last saved; `body` is the screen's own JSON."""

    id: str
    kind: str
    title: str
    saved_at: datetime
    person: str
    body: bytes


class Drafts:
    """Saves, lists and closes drafts."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer

    def save(self, draft: Draft) -> None:
        """Keep a new version durably; older ones beyond five go."""

        def work(connection: Connection) -> None:
            newest = connection.execute(
                text("SELECT coalesce(max(version), 0) FROM draft WHERE id = :id"), {"id": draft.id}
            ).scalar_one()
            connection.execute(
                text(
                    "INSERT INTO draft(id, version, kind, title, saved_at, person, body)"
                    " VALUES (:id, :v, :k, :t, :at, :p, :b)"
                ),
                {
                    "id": draft.id,
                    "v": newest + 1,
                    "k": draft.kind,
                    "t": draft.title,
                    "at": draft.saved_at.isoformat(timespec="milliseconds"),
                    "p": draft.person,
                    "b": draft.body,
                },
            )
            connection.execute(
                text("DELETE FROM draft WHERE id = :id AND version <= :v"), {"id": draft.id, "v": newest + 1 - _KEPT}
            )

        self._writer.run(work, Priority.DRAFT)

    def latest(self, kind: str) -> list[Draft]:
        """The newest version of every draft of a kind, newest first."""
        query = text(
            "SELECT id, kind, title, saved_at, person, body FROM draft d WHERE kind = :k"
            " AND version = (SELECT max(version) FROM draft WHERE id = d.id) ORDER BY saved_at DESC"
        )
        with self._engine.connect() as connection:
            found = connection.execute(query, {"k": kind}).all()
        return [
            Draft(r.id, r.kind, r.title, datetime.fromisoformat(r.saved_at), r.person, bytes(r.body)) for r in found
        ]

    def close(self, draft_id: str) -> None:
        """The draft became an act or was put away on purpose."""
        self._writer.run(lambda connection: drop(connection, draft_id))


def drop(connection: Connection, draft_id: str) -> None:
    """Remove every version of a draft inside a transaction of its act."""
    connection.execute(text("DELETE FROM draft WHERE id = :id"), {"id": draft_id})
