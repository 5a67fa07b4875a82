"""The versions of the rules this desk holds, decoded once; decides nothing."""

from sqlalchemy import Connection, text

from central_sync.protocol.bundle import bundle_version, decode_bundle
from desk_client.ports import DeskFault
from desk_client.store import meta
from dossier.rules import Rules

_WANTED = text("SELECT version FROM rules WHERE wanted = 1")
_BODY = text("SELECT body FROM rules WHERE version = :v AND wanted = 0")


class Rulebook:
    """Decoded rules by version, kept while the process lives; safe to read from any thread."""

    def __init__(self) -> None:
        self._known: dict[str, Rules] = {}

    def current(self, connection: Connection) -> Rules:
        """The rules in force for new acts. Raises DeskFault `rules_missing` before the first download."""
        return self.named(connection, meta.get(connection, "rules"))

    def named(self, connection: Connection, version: str) -> Rules:
        """The rules of a version that must be here. Raises DeskFault `rules_missing`."""
        rules = self.find(connection, version)
        if rules is None:
            raise DeskFault("rules_missing", retry=True)
        return rules

    def find(self, connection: Connection, version: str) -> Rules | None:
        """The rules of a version, or None when this desk does not hold it."""
        rules = self._known.get(version)
        if rules is None:
            body = connection.execute(_BODY, {"v": version}).scalar()
            if body is None:
                return None
            rules = self._known[version] = decode_bundle(body)
        return rules


def wanted(connection: Connection) -> list[str]:
    """Versions that were named but are not here."""
    return [str(v) for v in connection.execute(_WANTED).scalars()]


def want(connection: Connection, version: str) -> None:
    """Remember that a version is needed."""
    connection.execute(
        text("INSERT INTO rules(version, wanted, body) VALUES (:v, 1, x'') ON CONFLICT(version) DO NOTHING"),
        {"v": version},
    )


def keep(connection: Connection, version: str, body: bytes) -> None:
    """Keep a version whose bytes hash to it; it is in force when the feed last named it."""
    if bundle_version(body) != version:
        raise DeskFault("rules_forged")
    decode_bundle(body)
    connection.execute(
        text(
            "INSERT INTO rules(version, wanted, body) VALUES (:v, 0, :b)"
            " ON CONFLICT(version) DO UPDATE SET wanted = 0, body = excluded.body"
        ),
        {"v": version, "b": body},
    )
    if meta.get(connection, "rules_named", version) == version:
        meta.put(connection, "rules", version)
