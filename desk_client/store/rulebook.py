"""The versions of the rules this desk holds, decoded once; decides nothing."""

from sqlalchemy import Connection, Engine

from central_sync.protocol.bundle import bundle_version, decode_bundle
from desk_client.ports import DeskFault
from desk_client.store import meta
from desk_client.store.query import Query
from dossier.rules import Rules

_BODY = Query("SELECT body FROM rules WHERE version = ? AND wanted = 0")
_MISSING = Query(
    "SELECT version FROM rules WHERE wanted = 1 UNION SELECT v FROM meta WHERE k = 'rules' AND v != ''"
    " AND NOT EXISTS (SELECT 1 FROM rules WHERE version = v AND wanted = 0)"
)
_WANT = Query("INSERT INTO rules(version, wanted, body) VALUES (?, 1, x'') ON CONFLICT(version) DO NOTHING")
_KEEP = Query(
    "INSERT INTO rules(version, wanted, body) VALUES (?, 0, ?)"
    " ON CONFLICT(version) DO UPDATE SET wanted = 0, body = excluded.body"
)


class Rulebook:
    """Decoded rules by version, kept while the process lives; safe to read from any thread."""

    def __init__(self) -> None:
        self._known: dict[str, Rules] = {}

    def current(self, connection: Connection) -> Rules:
        """The rules in force for new acts. Raises DeskFault `rules_missing` before the first download."""
        return self.named(connection, meta.get(connection, "rules"))

    def now(self, engine: Engine) -> Rules:
        """As `current`, read by itself."""
        rules = self._known.get(meta.look(engine, "rules").get("rules", ""))
        if rules is not None:
            return rules
        with engine.connect() as connection:
            return self.current(connection)

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
            body = _BODY.value(connection, (version,))
            if body is None:
                return None
            rules = self._known[version] = decode_bundle(body)
        return rules


def missing(engine: Engine) -> list[str]:
    """Versions that the feed or the enrolment named and that are not here."""
    return [version for (version,) in _MISSING.look(engine)]


def want(connection: Connection, version: str) -> None:
    """Remember that a version is needed."""
    _WANT.run(connection, (version,))


def keep(connection: Connection, version: str, body: bytes) -> None:
    """Keep a version whose bytes hash to it; it is in force when the feed last named it."""
    if bundle_version(body) != version:
        raise DeskFault("rules_forged")
    decode_bundle(body)
    _KEEP.run(connection, (version, body))
    if meta.get(connection, "rules_named", version) == version:
        meta.put(connection, "rules", version)
