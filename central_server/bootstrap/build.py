"""Builds the services of a data directory; the one place where the centre's parts meet."""

from dataclasses import dataclass
from typing import Protocol

from central_server.bootstrap.clocks import make_clock
from central_server.bootstrap.keys import FeedKey, read_keys
from central_server.bootstrap.trust import Trusted, trust_in
from central_server.bootstrap.world import (
    Argon2Passwords,
    LogAlarm,
    SandboxSignatures,
    SystemChance,
)
from central_server.ports.faults import CentreFault
from central_server.ports.world import Alarm, Chance, Clock, FileStore, SignatureCheck
from central_server.services.accept import Acceptance, AcceptParts
from central_server.services.administering import Administering, AdministerParts
from central_server.services.deputies import Deputies
from central_server.services.deputy_requests import DeputyParts, DeputyRequests
from central_server.services.desks import DeskParts, Desks, Introduction
from central_server.services.enrolment import Enrolment
from central_server.services.files import Files, FilesParts
from central_server.services.held import HeldActs, HeldParts
from central_server.services.own_password import OwnPasswords
from central_server.services.pages import FeedPages
from central_server.services.password_door import PasswordDoor
from central_server.services.people import People
from central_server.services.pushes import Pushes
from central_server.services.rulebook import Rulebook
from central_server.services.signed_files import SignedFiles
from central_server.settings import Settings
from central_server.storage.engine import is_there, open_engine
from central_server.storage.migrate import SCHEMA, schema_stamp
from central_server.storage.shelf import LeafShelf
from central_server.storage.store import SqlStore
from central_sync.protocol.tokens import TokenDesk

_MEBIBYTE = 1024 * 1024


class ClosingCheck(SignatureCheck, Protocol):
    """A signature check that ends what it started."""

    def close(self) -> None:
        """End it."""
        ...


@dataclass(frozen=True, slots=True)
class Centre:
    """Everything a command or the server needs; `close` ends threads and children."""

    settings: Settings
    clock: Clock
    alarm: Alarm
    store: SqlStore
    signatures: ClosingCheck
    rulebook: Rulebook
    people: People
    deputies: Deputies
    enrolment: Enrolment
    desks: Desks
    acceptance: Acceptance
    pushes: Pushes
    held: HeldActs
    pages: FeedPages
    files: Files
    shelf: FileStore
    chance: Chance
    trusted: Trusted

    def close(self) -> None:
        """End what was started."""
        self.signatures.close()
        self.store.close()


def open_store(settings: Settings) -> SqlStore:
    """The database of the settings; raises CentreFault `schema_behind` when it was not brought up, `schema_newer`.

    An embedded database that is not there is not begun.
    """
    if not is_there(settings.database_url):
        raise CentreFault("schema_behind")
    engine = open_engine(settings.database_url)
    stamp = schema_stamp(engine)
    if stamp != SCHEMA:
        engine.dispose()
        raise CentreFault("schema_newer" if stamp > SCHEMA else "schema_behind", stamp)
    return SqlStore(engine)


@dataclass(frozen=True, slots=True)
class Injected:
    """Parts that a rehearsal or a test brings itself."""

    clock: Clock | None = None
    signatures: ClosingCheck | None = None
    store: SqlStore | None = None
    chance: Chance | None = None
    alarm: Alarm | None = None


def build_centre(settings: Settings, injected: Injected | None = None) -> Centre:
    """Build everything; raises CentreFault and SettingsFault."""
    brought = injected or Injected()
    keys = read_keys(settings.data / "keys")
    clock = brought.clock or make_clock(settings.clock)
    chance, alarm = brought.chance or SystemChance(), brought.alarm or LogAlarm()
    trusted = trust_in(settings.anchors_folder, alarm)
    key, store = FeedKey(keys.feed), brought.store or open_store(settings)
    shelf = LeafShelf(settings.data / "files", keys.files, chance.take)
    signatures = brought.signatures or SandboxSignatures(trusted)
    rulebook = Rulebook(store, clock)
    signed_files = SignedFiles(store, shelf, signatures)
    held = HeldActs(HeldParts(store, clock, rulebook, signed_files, alarm))
    told = Introduction(keys.salt.hex(), tuple(one.hex() for one in trusted().anchors), settings.portal_address)
    tokens = TokenDesk(keys.token, clock.milliseconds)
    desks = Desks(DeskParts(store, clock, chance, key, tokens, told))
    acceptance = Acceptance(AcceptParts(store, clock, rulebook, signed_files, alarm, held))
    pages = FeedPages(store, key)
    return Centre(
        settings=settings,
        clock=clock,
        alarm=alarm,
        store=store,
        signatures=signatures,
        rulebook=rulebook,
        people=People(store, clock, chance, _passwords(settings)),
        deputies=Deputies(store),
        enrolment=Enrolment(store, clock, chance),
        desks=desks,
        acceptance=acceptance,
        pushes=Pushes(desks, acceptance, pages),
        held=held,
        pages=pages,
        files=Files(FilesParts(store, clock, shelf, held, settings.largest_file_mib * _MEBIBYTE)),
        shelf=shelf,
        chance=chance,
        trusted=trusted,
    )


def build_deputies(centre: Centre) -> DeputyRequests:
    """What answers leaders at their desks."""
    return DeputyRequests(DeputyParts(centre.store, centre.clock, _passwords(centre.settings), centre.deputies))


def build_administering(centre: Centre) -> Administering:
    """What answers administrators of offices at their desks."""
    return Administering(AdministerParts(centre.store, centre.clock, centre.chance, _passwords(centre.settings)))


def build_own_passwords(centre: Centre) -> OwnPasswords:
    """What gives officials another password."""
    hashes = _passwords(centre.settings)
    return OwnPasswords(centre.store, hashes, PasswordDoor(centre.store, centre.clock, hashes))


def _passwords(settings: Settings) -> Argon2Passwords:
    return Argon2Passwords(settings.password_memory_kib, settings.password_rounds)
