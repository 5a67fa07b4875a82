"""Keeps the scanned pages of a draft beside it in the encrypted store, each durable as it comes; never sends one."""

from collections.abc import Collection

from sqlalchemy import Connection, Engine, text

from desk_client.store.writer import Priority, Writer

_KIND = "page:"


class DraftPages:
    """Page images by draft and content hash, in the table of drafts under a kind of their own."""

    def __init__(self, engine: Engine, writer: Writer) -> None:
        self._engine = engine
        self._writer = writer

    def keep(self, draft: str, page: str, image: bytes) -> None:
        """Keep one page; returns after it is durable. The same page again changes nothing."""

        def work(connection: Connection) -> None:
            connection.execute(
                text(
                    "INSERT INTO draft(id, version, kind, title, saved_at, person, body)"
                    " VALUES (:id, 1, :kind, :page, '', '', :body) ON CONFLICT DO NOTHING"
                ),
                {"id": _place(draft, page), "kind": _KIND + draft, "page": page, "body": image},
            )

        self._writer.run(work, Priority.DRAFT)

    def read(self, draft: str, page: str) -> bytes | None:
        """The image of a page, or None when it is not kept here."""
        with self._engine.connect() as connection:
            query = text("SELECT body FROM draft WHERE id = :id")
            body = connection.execute(query, {"id": _place(draft, page)}).scalar()
        return None if body is None else bytes(body)

    def sweep(self, kept: Collection[str]) -> int:
        """Let go of the pages of every draft that is not among `kept`; how many went."""

        def work(connection: Connection) -> int:
            kinds = connection.execute(text("SELECT DISTINCT kind FROM draft WHERE kind LIKE 'page:%'")).scalars().all()
            gone = [kind for kind in kinds if kind.removeprefix(_KIND) not in kept]
            for kind in gone:
                connection.execute(text("DELETE FROM draft WHERE kind = :k"), {"k": kind})
            return len(gone)

        return self._writer.run(work, Priority.FEED)


def _place(draft: str, page: str) -> str:
    return f"{_KIND}{draft}:{page}"
