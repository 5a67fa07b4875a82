"""Builds everything of the desk that needs no Qt, once; `window` builds the rest from what this returns."""

import gc
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from central_sync.client.asking import Asker
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import EnrolReply
from desk_client.adapters.chance import SystemChance
from desk_client.adapters.clock import MachineClock, clock_of
from desk_client.adapters.cups import CupsSpooler
from desk_client.adapters.key_store import key_store_of
from desk_client.adapters.no_spooler import NoSpooler
from desk_client.belongings import data_folder, load_fonts, load_token_drivers
from desk_client.ports import Clock, DeskFault, KeyStore, Spooler
from desk_client.services.acting import Acting
from desk_client.services.centre import known_centre
from desk_client.services.devices import Devices
from desk_client.services.doctor import Doctor, DoctorEnds
from desk_client.services.drafting import Drafting
from desk_client.services.enrolling import Enrolling
from desk_client.services.intake import Intake
from desk_client.services.line import Line, LineEnds
from desk_client.services.outbox import Outbox
from desk_client.services.parts import Parts
from desk_client.services.results import Results
from desk_client.services.revocation_updates import RevocationUpdates
from desk_client.services.revocations import lists_in
from desk_client.services.session import Sessions
from desk_client.services.signature_checks import SignatureChecks
from desk_client.services.signers import CertificateHolders
from desk_client.services.signing_batch import Tools
from desk_client.services.tokens import Nobody, no_lists
from desk_client.settings import Settings
from desk_client.store import meta
from desk_client.store.drafts import Drafts
from desk_client.store.engine import open_engine
from desk_client.store.journal import Journal
from desk_client.store.queries import Queries
from desk_client.store.reserve import Reserve
from desk_client.store.rulebook import Rulebook
from desk_client.store.shelf import Sealer, Shelf
from desk_client.store.writer import Writer, WriterThread
from printing.fonts import FontSet
from sandbox.limits import Isolation, Limits
from sandbox.outcome import Failed
from sandbox.runner import Sandbox

if TYPE_CHECKING:
    from desk_client.services.papers import Papers

_KEY_BYTES = 32
_TURN_SECONDS = 0.0005
"""So long a thread of the desk computes while another one waits for its turn; Python's own 5 ms are felt in a save."""
_OBJECTS = 100_000
"""New objects that stay between two looks for cycles, which hold every thread for some 10 ms per 20,000 of them: more
than the pages of the feed on their way are made of, none of which is a cycle."""


@dataclass(frozen=True, slots=True)
class Machine:
    """A desk before and after enrolment: settings, clock, keys, opened store."""

    settings: Settings
    folder: Path
    clock: Clock
    chance: SystemChance
    keys: KeyStore
    engine: Engine
    writer: Writer
    rulebook: Rulebook
    journal: Journal
    signer: KeySigner

    def identity(self) -> meta.Identity | None:
        """Who this desk is, or None on a new machine."""
        with self.engine.connect() as connection:
            return meta.identity(connection)

    def keep_enrolment(self, reply: EnrolReply) -> None:
        """Become the desk that the centre enrolled; durable before it returns."""
        self.writer.run(lambda connection: meta.keep_enrolment(connection, reply))


@dataclass(frozen=True, slots=True)
class Desk:
    """An enrolled desk with its use cases."""

    machine: Machine
    parts: Parts
    acting: Acting
    sessions: Sessions
    intake: Intake
    papers: "Callable[[], Papers]"
    drafting: Drafting
    results: Results
    outbox: Outbox
    line: Line
    devices: Devices
    spooler: Spooler
    fonts: FontSet
    sandbox: Sandbox
    checks: SignatureChecks
    revocations: RevocationUpdates


def open_machine(settings: Settings, clock: Clock | None = None) -> Machine:
    """Open (or create) the store of this machine; `clock` replaces the settings' one. Raises DeskFault."""
    sys.setswitchinterval(_TURN_SECONDS)
    gc.set_threshold(_OBJECTS, 20, 20)
    folder = data_folder(settings)
    clock, chance = clock or clock_of(settings.clock), SystemChance()
    keys = key_store_of(settings.key_store, folder / "keys")
    path = folder / "desk.db"
    if path.exists() and keys.get("store") is None:
        # A new key would make the old store unreadable for ever: a person must bring the key back.
        raise DeskFault("store_key_missing")
    if keys.get("device") is not None and not (path.exists() and path.stat().st_size):
        # The device's key is made after the store: an empty or missing one was whole once, and a new one hides that.
        raise DeskFault("store_gone")
    engine = open_engine(path, _secret(keys, chance, "store"))
    writer, rulebook = WriterThread(engine, Reserve(folder / "reserve")), Rulebook()
    return Machine(
        settings=settings,
        folder=folder,
        clock=clock,
        chance=chance,
        keys=keys,
        engine=engine,
        writer=writer,
        rulebook=rulebook,
        journal=Journal(engine, writer, rulebook, clock),
        signer=KeySigner(_secret(keys, chance, "device")),
    )


def bring_up(settings: Settings) -> None:
    """Bring the store that an earlier program made to the newest schema; `open_machine` would do it in its own time.

    DeskFault as `open_engine`; nothing is changed then, and `open_machine` meets the same.
    """
    folder = data_folder(settings)
    key = key_store_of(settings.key_store, folder / "keys").get("store")
    if key is not None:
        open_engine(folder / "desk.db", key).dispose()


def open_desk(machine: Machine) -> Desk | None:
    """The use cases of an enrolled desk; None while the machine is not enrolled."""
    identity = machine.identity()
    if identity is None:
        return None
    sealer = Sealer(_secret(machine.keys, machine.chance, "files"), machine.chance)
    parts = Parts(
        engine=machine.engine,
        writer=machine.writer,
        rulebook=machine.rulebook,
        shelf=Shelf(machine.folder / "files", sealer, machine.engine, machine.writer, machine.clock),
        drafts=Drafts(machine.engine, machine.writer),
        queries=Queries(machine.engine),
        clock=machine.clock,
        chance=machine.chance,
        identity=identity,
    )
    fonts, sandbox = load_fonts(), Sandbox(Limits(seconds=30))
    acting, outbox = Acting(parts), Outbox(parts)
    checks, revocations = _checks_of(machine.folder, parts)
    sessions = Sessions(machine.engine, machine.writer, machine.clock, identity.office)
    note = "Diễn tập" if machine.clock.rehearsal else ""
    return Desk(
        machine=machine,
        parts=parts,
        acting=acting,
        sessions=sessions,
        intake=Intake(parts, acting),
        papers=_papers_of(parts, fonts, machine.settings.form_paper),
        drafting=Drafting(parts, acting, fonts),
        results=Results(parts, acting, Tools(fonts, sandbox, checks, note)),
        outbox=outbox,
        line=_open_line(machine, parts, outbox, revocations.step),
        devices=Devices(machine.settings, sandbox, machine.clock, load_token_drivers),
        spooler=open_spooler(),
        fonts=fonts,
        sandbox=sandbox,
        checks=checks,
        revocations=revocations,
    )


def _checks_of(folder: Path, parts: Parts) -> tuple[SignatureChecks, RevocationUpdates]:
    """What judges signatures, and what keeps the lists of revoked certificates that it goes by."""
    received = folder / "revocations"
    checks = SignatureChecks(parts, lists_in(folder / "trust", received))
    return checks, RevocationUpdates(parts, received, checks.describe_list)


def _papers_of(parts: Parts, fonts: FontSet, size: str) -> "Callable[[], Papers]":
    """What draws the counter's papers, loaded with the first of them."""

    @cache
    def papers() -> "Papers":
        from desk_client.services.papers import Papers  # noqa: PLC0415  reportlab is a third of a start without it
        from printing.values import PaperSize  # noqa: PLC0415  as above

        return Papers(parts, fonts, PaperSize(size))

    return papers


def open_spooler() -> Spooler:
    """The printing service of this machine; none on Windows, whose own the desk does not speak."""
    if sys.platform == "win32":
        return NoSpooler()
    return CupsSpooler(os.environ.get("CUPS_SERVER", ""))


def open_enrolling(machine: Machine) -> Enrolling:
    """The first-run use cases of a machine."""
    return Enrolling(machine.engine, machine.writer, machine.signer, machine.settings.centre)


def open_doctor(machine: Machine, desk: Desk | None) -> Doctor:
    """The look at everything, which also works before enrolment."""
    settings = machine.settings
    devices = (
        Devices(settings, Sandbox(Limits(seconds=30)), machine.clock, load_token_drivers)
        if desk is None
        else desk.devices
    )
    return Doctor(
        DoctorEnds(
            folder=machine.folder,
            key_store_notice=machine.keys.notice,
            clock=machine.clock,
            offset_ms=lambda: _offset_of(machine.clock),
            devices=devices,
            spooler=open_spooler() if desk is None else desk.spooler,
            printer=settings.printer,
            centre=None if desk is None else known_centre(machine.engine, settings.centre),
            last_round=(lambda: None) if desk is None else (lambda: desk.outbox.counts().last_round),
            clock_doubt=(lambda: None) if desk is None else desk.sessions.clock_doubt,
            walls=_walls if desk is None else desk.sandbox.isolation,
            holders=Nobody() if desk is None else CertificateHolders(desk.parts),
            revoked=no_lists if desk is None else desk.checks.revoked,
            revocations=(lambda: None) if desk is None else desk.revocations.standing,
        )
    )


def _walls() -> Isolation | Failed:
    """Which walls stand around a child of this machine, before there is a desk."""
    with Sandbox(Limits()) as sandbox:
        return sandbox.isolation()


def _open_line(machine: Machine, parts: Parts, outbox: Outbox, beside: Callable[[Asker], None]) -> Line:
    settings, clock = machine.settings, machine.clock
    own = clock if isinstance(clock, MachineClock) else None
    if own is not None:
        with machine.engine.connect() as connection:
            own.correct(int(meta.get(connection, "clock_offset_ms", "0")))
    ends = LineEnds(
        journal=machine.journal,
        signer=machine.signer,
        raw_ms=clock.unix_ms if own is None else own.raw_ms,
        correct=None if own is None else own.correct,
        centre=known_centre(machine.engine, settings.centre),
        idle_seconds=float(settings.sync_seconds),
        beside=beside,
    )
    return Line(parts, ends, outbox)


def _offset_of(clock: Clock) -> int:
    return clock.offset_ms if isinstance(clock, MachineClock) else 0


def _secret(keys: KeyStore, chance: SystemChance, name: str) -> bytes:
    """A secret of this desk, made at the first start."""
    secret = keys.get(name)
    if secret is None:
        secret = chance.bytes(_KEY_BYTES)
        keys.put(name, secret)
    return secret
