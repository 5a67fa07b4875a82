"""Keeps every version of the rules, decoded once, and tells the desks of a new one; never changes one."""

from threading import Lock

from central_server.ports.storage import Storage, Work
from central_server.ports.values import NewRow
from central_server.ports.world import Clock
from central_sync.protocol.bundle import bundle_version, decode_bundle
from central_sync.protocol.messages import RulesRow
from dossier.identifiers import OfficeId
from dossier.rules import Rules


class Rulebook:
    """All versions of the rules that the centre ever loaded."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._decoded: dict[str, Rules] = {}
        self._lock = Lock()

    def find(self, version: str) -> Rules | None:
        """The rules of a version, or None when it was never loaded here."""
        with self._lock:
            known = self._decoded.get(version)
        if known is not None:
            return known
        body = self.body(version)
        if body is None:
            return None
        rules = decode_bundle(body)
        with self._lock:
            return self._decoded.setdefault(version, rules)

    def body(self, version: str) -> bytes | None:
        """The exact bytes of a version."""
        return self._storage.read(lambda unit: unit.registry.rules(version))

    def current(self) -> Rules | None:
        """The version in force, or None before the first one was loaded."""
        version = self._storage.read(lambda unit: unit.registry.current_rules())
        return self.find(version) if version else None

    def load(self, body: bytes) -> bool:
        """Put a version in force and on every feed; False when it already was. Raises WireFault for no bundle."""
        rules = decode_bundle(body)
        ms = self._clock.milliseconds()

        def work(unit: Work) -> bool:
            unit.feed.open([OfficeId(one.code) for one in rules.bundle.organisation.units])
            if not unit.registry.add_rules(rules.version, body, ms):
                return False
            unit.feed.append([NewRow(office, RulesRow(0, rules.version)) for office in unit.feed.offices()])
            return True

        assert rules.version == bundle_version(body)
        return self._storage.write(work)
