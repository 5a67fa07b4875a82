"""Builds the province of a rehearsal: a real centre, one commune office with four people, its desk and its past.

Everything is made with the programs' own commands and use cases; the folder is kept as a template, so that a
second rehearsal starts warm from a copy.
"""

import json
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from desk_client.bootstrap import Desk, Machine, open_desk, open_machine
from desk_client.services.devices import SEAL_FOLDER, TOKEN_FOLDER
from desk_client.services.enrolling import Enrolled, Enrolling, EnrolTrouble
from desk_client.settings import decode
from rehearsal.clock import SettableClock
from rehearsal.past import Office, Order, make_crew, play_past
from rehearsal.processes import Children
from token_signing.authority import CertificateOrder, Officer, make_authority
from token_signing.devices.port import TokenSession, TokenTrouble
from token_signing.devices.software import SoftwareToken, make_software_token

OFFICE = "000.04.31.H11"
OFFICE_NAME = "Ủy ban nhân dân phường Phú Thủy"
DAY_START = datetime(2019, 3, 14, 8, 5)  # noqa: DTZ001  local time of the rehearsal, +07:00
PAST_ENDS = datetime(2019, 3, 14, 7, 50)  # noqa: DTZ001  as above
"""The rehearsal's morning."""
PASSWORD = "dien-tap-2019"  # noqa: S105  the password of a rehearsal, shown on its screen
PIN = "246810"
PEOPLE = (
    ("Nguyễn Thị Hoa", "Công chức Một cửa", "hoa", "intake"),
    ("Phạm Văn Lộc", "Công chức Tư pháp - Hộ tịch", "loc", "officer"),
    ("Trần Văn Minh", "Chủ tịch UBND phường", "minh", "leader"),
    ("Đặng Thị Sương", "Văn thư", "suong", "records"),
)
_ROUNDS = 40


class ProvinceFault(Exception):
    """The province could not be built: what failed, in one line."""


@dataclass(frozen=True, slots=True)
class World:
    """The folders of one province."""

    root: Path

    @property
    def centre(self) -> Path:
        """Data of the centre."""
        return self.root / "centre"

    @property
    def desk(self) -> Path:
        """Data of the desk."""
        return self.root / "desk"

    @property
    def simulators(self) -> Path:
        """Simulated devices: scanner, token, reader."""
        return self.root / "devices"

    @property
    def control(self) -> Path:
        """Where the line is told to be cut."""
        return self.root / "line"

    def desk_environment(self, clock: str, centre: str) -> dict[str, str]:
        """The environment of a desk's process in this world."""
        return {
            "MOTCUA_DATA_DIR": str(self.desk),
            "MOTCUA_KEY_STORE": "file",
            "MOTCUA_CLOCK": clock,
            "MOTCUA_CENTRE": centre,
            "MOTCUA_SIMULATORS": str(self.simulators),
            "MOTCUA_SYNC_SECONDS": "3",
        }


def clock_setting(start: datetime, base: float | None = None) -> str:
    """A clock that shows `start` at the real moment `base` (default: now) and runs on."""
    return f"rehearsal:{start.isoformat()}@{time.time() if base is None else base:.3f}"


_MADE_OF = (
    ("resources", ("procedures", "workflows", "units", "calendars", "regimes", "provinces")),
    ("dossier", ("",)),
    ("central_sync", ("protocol",)),
    ("desk_client", ("store",)),
    ("central_server", ("storage", "bootstrap/world.py")),
    ("rehearsal", ("past.py", "plan.py", "walk.py", "people.py", "filling.py", "province.py")),
)
"""What a kept template depends on: the rules, the forms in which things are stored, and its builder."""


def fingerprint() -> str:
    """A hash of everything a kept template depends on."""
    digest = sha256()
    for package, places in _MADE_OF:
        for place in places:
            root = Path(str(files(package))) / place
            for path in sorted(root.rglob("*")) if root.is_dir() else (root,):
                if path.suffix in (".py", ".toml"):
                    digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def ready_world(template: Path, target: Path, say: Callable[[str], None]) -> World:
    """A fresh copy of the province at `target`; the template is built when there is none of this fingerprint."""
    mark = template / "fingerprint"
    wanted = fingerprint()
    if not mark.exists() or mark.read_text(encoding="utf-8") != wanted:
        if template.exists():
            shutil.rmtree(template)
        build_world(World(template), Order(PAST_ENDS), say)
        mark.write_text(wanted, encoding="utf-8")
    if target.exists():
        shutil.rmtree(target)
    shutil.copytree(template, target)
    return World(target)


def serve(world: World, children: Children, clock: str) -> int:
    """Start the centre on a free loopback port; the port."""
    line = children.start(
        "centre",
        ("central_server", "--data", str(world.centre), "serve", "--port", "0", "--json"),
        {"MOTCUA_CLOCK": clock},
    )
    told = json.loads(line)
    return int(str(told["address"]).rpartition(":")[2].strip("/"))


def build_world(world: World, past: Order, say: Callable[[str], None]) -> None:
    """The centre set up and the past played, from nothing; ProvinceFault or WalkFault where a part of it fails."""
    for folder in (world.centre, world.desk, world.control, world.simulators):
        folder.mkdir(parents=True, exist_ok=True)
    for device in ("scanner", "token", SEAL_FOLDER, "reader"):
        (world.simulators / device).mkdir(exist_ok=True)
    children = Children(world.root / "logs")
    clock = clock_setting(past.until)
    try:
        say("dung_trung_tam")
        _init_centre(world, children, clock)
        port = serve(world, children, clock)
        ticket = _ticket(world, children, f"http://127.0.0.1:{port}", clock)
        say("dung_qua_khu")
        _play(world, ticket, past, say)
    finally:
        children.end_all()


def _centre(world: World, children: Children, clock: str, *arguments: str) -> str:
    command = ("central_server", "--data", str(world.centre), *arguments)
    return children.run("centre-admin", command, {"MOTCUA_CLOCK": clock})


def _init_centre(world: World, children: Children, clock: str) -> None:
    _centre(world, children, clock, "init", "--json")
    authority = make_authority("Bình Thuận")
    trust = world.centre / "trust"
    trust.mkdir(exist_ok=True)
    (trust / "dien-tap.der").write_bytes(authority.certificate_der)
    secret = world.root / "password"
    secret.touch(mode=0o600)
    secret.write_text(PASSWORD, encoding="utf-8")
    for name, title, login, role in PEOPLE:
        person = ("--name", name, "--title", title, "--login", login, "--role", role, "--from", "2018-01-01")
        _centre(world, children, clock, "office-add-person", "--office", OFFICE, *person,
                "--password-file", str(secret), "--json")  # fmt: skip
    secret.unlink()
    leader = PEOPLE[2]
    order = CertificateOrder(Officer(leader[0], leader[1], OFFICE_NAME), secrets.randbits(63))
    certificate = make_software_token(world.simulators / "token", PIN, authority, order)
    path = world.root / "leader.der"
    path.write_bytes(certificate)
    _centre(world, children, clock, "certificate", "--login", leader[2], str(path), "--json")
    agency = CertificateOrder(Officer(OFFICE_NAME, "", OFFICE_NAME), secrets.randbits(63))
    path = world.root / "agency.der"
    path.write_bytes(make_software_token(world.simulators / SEAL_FOLDER, PIN, authority, agency))
    _centre(world, children, clock, "certificate", "--office", OFFICE, str(path), "--json")


def _ticket(world: World, children: Children, address: str, clock: str) -> str:
    told = _centre(world, children, clock, "desk-code", "--office", OFFICE, "--slice", "1-499",
                   "--from", "2018-01-01", "--until", "2019-12-31", "--address", address, "--json")  # fmt: skip
    return str(json.loads(told)["ticket"])


def _play(world: World, ticket_text: str, past: Order, say: Callable[[str], None]) -> None:
    clock = SettableClock(datetime(2018, 12, 1, 7, 30))  # noqa: DTZ001  as above
    settings = decode("", world.desk_environment("", ""))
    machine, desk = open_machine(settings, clock), None
    try:
        _enrol(machine, ticket_text)
        desk = open_desk(machine)
        if desk is None:
            raise ProvinceFault("not enrolled")
        desk.line.once()
        own, seal = (_plugged(world, folder) for folder in (TOKEN_FOLDER, SEAL_FOLDER))
        crew = make_crew(desk, Office("hoa", "loc", "minh", "suong", PASSWORD), _opened(own), _opened(seal))
        play_past(desk, clock, crew, past, lambda done, whole: say(f"{done}/{whole}"))
        own.unplug()
        seal.unplug()
        clock.set(past.until)
        say("gui_ve_trung_tam")
        _send_all(desk)
    finally:
        if desk is not None:
            desk.sandbox.close()
            desk.checks.close()
        machine.writer.close()
        machine.engine.dispose()


def _plugged(world: World, folder: str) -> SoftwareToken:
    token = SoftwareToken(world.simulators / folder, lambda: datetime.now(UTC))
    token.plug()
    return token


def _opened(token: SoftwareToken) -> TokenSession:
    session = token.open(PIN)
    if isinstance(session, TokenTrouble):
        raise ProvinceFault(session.kind.value)
    return session


def _enrol(machine: Machine, ticket_text: str) -> None:
    enrolling = Enrolling(machine.engine, machine.writer, machine.signer)
    ticket = enrolling.read(ticket_text)
    if isinstance(ticket, EnrolTrouble):
        raise ProvinceFault(ticket.code)
    enrolled = enrolling.enrol(ticket, "Quầy 1")
    if not isinstance(enrolled, Enrolled):
        raise ProvinceFault(enrolled.code)


def _send_all(desk: Desk) -> None:
    outbox, line = desk.outbox, desk.line
    for _ in range(_ROUNDS):
        report = line.once()
        counts = outbox.counts()
        if counts.all_sent and report.error is None:
            break
    else:
        raise ProvinceFault(f"not all sent: {outbox.counts()}")
    if outbox.counts().tasks:
        raise ProvinceFault(f"{outbox.counts().tasks} acts of the past did not fit")
