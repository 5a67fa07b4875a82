"""Fixtures of the centre's tests: a prepared centre on SQLite and, marked slow, on a real PostgreSQL."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import count
from pathlib import Path

import psycopg
import pytest
from litestar.testing import TestClient

from benchmarks.postgres import find_programs, running_postgres
from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Injected, build_centre
from central_server.commands.prepare import prepare
from central_server.settings import Settings
from tests.central_server.centre_bench import FakeCheck, StandingClock, World, settings_in
from tests.fakes.kept_children import keeping_children
from tests.token_signing.result_papers import Hands
from tests.token_signing.signing_papers import AGENCY, BOX, GOOD, PIN, REHEARSAL_DAY, display, plain_pdf
from token_signing.authority import CertificateOrder, RehearsalAuthority, make_authority
from token_signing.devices.port import TokenSession
from token_signing.devices.software import SoftwareSession, SoftwareToken, make_software_token
from token_signing.sign import sign_paper
from token_signing.stamp_fonts import cut_fonts
from token_signing.values import SignedPaper


@dataclass
class Postgres:
    """A running server and the folder of a prepared centre whose database is the template `prepared`."""

    socket: str
    folder: Path
    numbers: Iterator[int]

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://motcua@/{name}?host={self.socket}"

    def run(self, statement: str) -> None:
        with psycopg.connect(f"host={self.socket} user=motcua dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


@pytest.fixture(scope="module", autouse=True)
def kept_children() -> Iterator[None]:
    """A centre begins with the children of the one before it."""
    parts = ("papers", "world", "checking", "proving")
    with keeping_children(*(f"central_server.bootstrap.{part}" for part in parts)):
        yield


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of a centre that was initialised once, on SQLite."""
    folder = tmp_path_factory.mktemp("centre")
    prepare(settings_in(folder))
    return folder


@pytest.fixture
def prepared_copy(prepared: Path, tmp_path: Path) -> Path:
    """A fresh copy of the prepared SQLite centre."""
    folder = tmp_path / "copy"
    shutil.copytree(prepared, folder)
    return folder


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """One PostgreSQL for the whole run."""
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine")
    folder = tmp_path_factory.mktemp("centre-pg")
    with running_postgres(programs) as socket:
        server = Postgres(str(socket), folder, count(1))
        server.run("CREATE DATABASE prepared")
        prepare(settings_in(folder, server.url("prepared")))
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of a fresh copy of a prepared centre, on each database."""
    folder = tmp_path / "centre"
    if request.param == "sqlite":
        shutil.copytree(request.getfixturevalue("prepared"), folder)
        yield settings_in(folder)
        return
    server: Postgres = request.getfixturevalue("postgres")
    shutil.copytree(server.folder, folder)
    name = f"centre_{next(server.numbers)}"
    server.run(f"CREATE DATABASE {name} TEMPLATE prepared")
    yield settings_in(folder, server.url(name))
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    """A running centre with the people of two offices, at nine in the morning of the rehearsal day."""
    clock, check = StandingClock(), FakeCheck()
    centre = build_centre(settings, Injected(clock, check))
    try:
        with TestClient(build_application(centre), raise_server_exceptions=False) as client:
            world = World(centre, client, clock, check)
            world.two_offices()
            yield world
    finally:
        centre.close()


@pytest.fixture(scope="session")
def authority() -> RehearsalAuthority:
    """The authority that the centre trusts."""
    return make_authority("Tỉnh Bình Thuận")


def opened(folder: Path, authority: RehearsalAuthority, order: CertificateOrder) -> TokenSession:
    """An opened software token with a certificate of that order."""
    make_software_token(folder, PIN, authority, order)
    token = SoftwareToken(folder, lambda: REHEARSAL_DAY)
    token.plug()
    session = token.open(PIN)
    assert isinstance(session, SoftwareSession)
    return session


@pytest.fixture(scope="session")
def hands(tmp_path_factory: pytest.TempPathFactory, authority: RehearsalAuthority) -> Hands:
    """The chairman's token, that of văn thư, and the fonts of stamps."""
    shipped = files("resources") / "fonts"
    fonts = cut_fonts((shipped / "Tinos-Regular.ttf").read_bytes(), (shipped / "Tinos-Bold.ttf").read_bytes())
    leader, agency = (opened(tmp_path_factory.mktemp("token"), authority, order) for order in (GOOD, AGENCY))
    return Hands(leader, agency, fonts)


@pytest.fixture(scope="session")
def paper(hands: Hands) -> SignedPaper:
    """A paper signed by the chairman's token."""
    signed = sign_paper(plain_pdf(), BOX, display(), hands.leader, hands.fonts)
    assert isinstance(signed, SignedPaper)
    return signed
