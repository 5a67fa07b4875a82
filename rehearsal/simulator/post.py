"""A desk of a town: the real store and use cases without screens, opened, closed and killed as its program would be."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine

from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import EnrolReply
from central_sync.protocol.round import Carry, DeskTools
from desk_client.services.acting import Acting
from desk_client.services.intake import Intake
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store import meta, rulebook
from desk_client.store.drafts import Drafts
from desk_client.store.engine import open_unlocked
from desk_client.store.journal import Journal
from desk_client.store.queries import Queries
from desk_client.store.query import Query
from desk_client.store.reserve import Reserve
from desk_client.store.rulebook import Rulebook
from desk_client.store.shelf import Sealer, Shelf
from dossier.identifiers import OfficeId
from dossier.rules import Rules
from rehearsal.simulator.machine import Machine
from rehearsal.simulator.pool import OneThread
from rehearsal.simulator.world import CallersWriter, Fuse, Moment, SeededChance

_KEY = b"s" * 32
_HELD = Query("SELECT 1 FROM rules WHERE version = ? AND wanted = 0")


class DecodedOnce(Rulebook):
    """Takes rules as another desk of the process decoded them; the bytes must lie on this desk's disk all the same."""

    def __init__(self, decoded: dict[str, Rules]) -> None:
        super().__init__()
        self._decoded = decoded

    def find(self, connection: Connection, version: str) -> Rules | None:
        if version not in self._known and version in self._decoded and _HELD.value(connection, (version,)):
            self._known[version] = self._decoded[version]
        rules = super().find(connection, version)
        if rules is not None:
            self._decoded[version] = rules
        return rules


@dataclass
class Post(Machine):
    """One desk; its engine lives as long as the process, its program from `open` to `close`.

    `retired`: the centre froze it, or it found itself behind its own past; another machine took its place.
    """

    name: str
    folder: Path
    moment: Moment
    chance: SeededChance
    decoded: dict[str, Rules]
    database: str = "desk.db"
    retired: str = ""
    starts: int = 0
    carry: Carry = field(default_factory=Carry)
    parts: Parts = field(init=False)
    journal: Journal = field(init=False)
    acting: Acting = field(init=False)
    intake: Intake = field(init=False)
    eye: Any = field(init=False)
    """The driver's connection: what must hold is read past everything that the program does. There is one only, so
    that its pages are decrypted once.
    """
    _people: tuple[object, dict[str, Session]] = field(default=(None, {}))

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.signer = KeySigner(self.name.encode() * 32)
        # Nobody steals a machine here: sealing every page that a seed writes would only make it slower.
        self._engine: Engine = open_unlocked(self.folder / self.database, lambda _: None, OneThread)
        self.fuse = Fuse(self._engine)

    def enrol(self, reply: EnrolReply, rules: tuple[str, bytes]) -> None:
        """Become the desk that the centre enrolled, holding the rules in force."""
        writer = CallersWriter(self._engine, Reserve(self.folder / "reserve"))
        writer.run(lambda connection: meta.keep_enrolment(connection, reply))
        writer.run(lambda connection: rulebook.keep(connection, *rules))

    def open(self) -> None:
        """Start the program on what is on the disk."""
        engine, book = self._engine, DecodedOnce(self.decoded)
        writer = CallersWriter(engine, Reserve(self.folder / "reserve"))
        known = meta.identity_in(meta.look(engine, "enrolment")["enrolment"])
        self.carry, self.starts = Carry(), self.starts + 1
        shelf = Shelf(self.folder / "files", Sealer(_KEY, self.chance), engine, writer, self.moment)
        drafts, queries = Drafts(engine, writer), Queries(engine)
        self.parts = Parts(engine, writer, book, shelf, drafts, queries, self.moment, self.chance, known)
        self.journal = Journal(engine, writer, book, self.moment)
        self.acting = Acting(self.parts)
        self.intake = Intake(self.parts, self.acting)
        driver = engine.raw_connection()
        self.eye = driver.driver_connection
        driver.close()

    def close(self) -> None:
        """End the program."""
        self._engine.dispose()

    @property
    def driver(self) -> Any:
        return self._engine.dialect.loaded_dbapi

    @property
    def at_rest(self) -> bool:
        return isinstance(self._engine.pool, OneThread) and self._engine.pool.at_rest

    def sessions(self) -> dict[str, Session]:
        """The sessions of the people of this office by login, as the desk knows them now."""
        rows = self.eye.execute("SELECT v FROM meta WHERE k IN ('accounts', 'grants') ORDER BY k").fetchall()
        if rows != self._people[0]:
            with self.parts.engine.connect() as connection:
                known = meta.people(connection)
            office = OfficeId(self.parts.identity.office)
            sessions = {one.person.login: Session(one.person, office, known.grants) for one in known.accounts}
            self._people = rows, sessions
        return self._people[1]

    def tools(self) -> DeskTools:
        """What a round works with."""
        nonce: Callable[[], str] = lambda: self.chance.bytes(16).hex()  # noqa: E731  a line of its own says the type
        centre_key = self.parts.identity.centre_key.hex()
        return DeskTools(self.journal, self.signer, centre_key, self.moment.unix_ms, nonce)
