"""Parts that the signing tests share: fonts, authorities, an opened software token, a real sandbox."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest
from signing_papers import AGENCY, BOX, EXPIRED, GOOD, PIN, REHEARSAL_DAY, display, plain_pdf, signed

from sandbox.limits import Limits
from sandbox.runner import Sandbox
from token_signing.authority import RehearsalAuthority, make_authority
from token_signing.devices.port import TokenSession
from token_signing.devices.software import SoftwareSession, SoftwareToken, make_software_token
from token_signing.sign import sign_paper
from token_signing.stamp_fonts import cut_fonts
from token_signing.values import SignedPaper, StampFonts


@pytest.fixture(scope="session")
def fonts() -> StampFonts:
    """The serif fonts of papers, cut down for stamps."""
    shipped = files("resources") / "fonts"
    return cut_fonts((shipped / "Tinos-Regular.ttf").read_bytes(), (shipped / "Tinos-Bold.ttf").read_bytes())


@pytest.fixture(scope="session")
def authority() -> RehearsalAuthority:
    """The authority that the tests trust."""
    return make_authority("Tỉnh Bình Thuận")


@pytest.fixture(scope="session")
def foreign_authority() -> RehearsalAuthority:
    """An authority with the very same name and another key."""
    return make_authority("Tỉnh Bình Thuận")


@pytest.fixture
def software_token(tmp_path: Path, authority: RehearsalAuthority) -> SoftwareToken:
    """A plugged-in software token of the chairman."""
    make_software_token(tmp_path / "token", PIN, authority, GOOD)
    token = SoftwareToken(tmp_path / "token", lambda: REHEARSAL_DAY)
    token.plug()
    return token


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory, authority: RehearsalAuthority) -> TokenSession:
    """An opened software token of the chairman."""
    folder = tmp_path_factory.mktemp("token")
    make_software_token(folder, PIN, authority, GOOD)
    token = SoftwareToken(folder, lambda: REHEARSAL_DAY)
    token.plug()
    opened = token.open(PIN)
    assert isinstance(opened, SoftwareSession)
    return opened


@pytest.fixture(scope="session")
def paper(session: TokenSession, fonts: StampFonts) -> SignedPaper:
    """A paper signed once by the chairman."""
    return signed(sign_paper(plain_pdf(), BOX, display(), session, fonts))


@pytest.fixture(scope="session")
def box() -> Iterator[Sandbox]:
    """A real sandbox with one child."""
    with Sandbox(Limits()) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def softhsm_module(tmp_path_factory: pytest.TempPathFactory, authority: RehearsalAuthority) -> Iterator[Path]:
    """SoftHSM2 with an RSA, an EC, an expired token and others; the module reads its configuration only once."""
    import softhsm
    from pkcs11 import KeyType

    module = softhsm.find_module()
    if module is None:
        pytest.skip("SoftHSM2 is not installed: PKCS#11 tokens are NOT tested")
    os.environ["SOFTHSM2_CONF"] = str(softhsm.write_configuration(tmp_path_factory.mktemp("softhsm")))
    for label in ("rsa", "ec", "expired", "empty", "van-thu", "nhieu", "ban-sao", "hai"):
        softhsm.make_token(label)
    softhsm.fill_token(module, "rsa", KeyType.RSA, authority, GOOD)
    softhsm.fill_token(module, "ec", KeyType.EC, authority, GOOD)
    softhsm.fill_token(module, "van-thu", KeyType.RSA, authority, AGENCY)
    softhsm.fill_token(module, "expired", KeyType.RSA, authority, EXPIRED)
    softhsm.add_certificate(module, "empty", softhsm.authority_without_key_usage())
    yield module
    del os.environ["SOFTHSM2_CONF"]


@pytest.fixture(scope="session")
def card_machine() -> Iterator[None]:
    """A PC/SC service with virtual readers, for the whole run of this process."""
    from tests.fakes import card_service

    lacking = card_service.missing_parts()
    if lacking:
        pytest.skip(f"{lacking}: card readers are NOT tested")
    with card_service.running_service():
        yield


@pytest.fixture
def readers(card_machine: None) -> Iterator[None]:
    """The virtual readers for one test alone."""
    from tests.fakes import card_service

    with card_service.alone_at_the_reader():
        yield


@pytest.fixture
def service(readers: None) -> Path:
    """OpenSC's module, with the virtual readers for this test alone."""
    from tests.fakes import piv_card

    module = piv_card.find_opensc()
    if module is None:
        pytest.skip("OpenSC is not installed: a token in a reader is NOT tested")
    return module


@pytest.fixture(scope="session")
def strange_module(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The strange driver, compiled."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler: strange drivers are NOT tested")
    module = tmp_path_factory.mktemp("driver") / "strange.so"
    words = [
        compiler,
        "-w",
        "-O1",
        "-shared",
        "-fPIC",
        "-o",
        str(module),
        str(Path(__file__).with_name("strange_driver.c")),
        "-ldl",
    ]
    subprocess.run(words, check=True, capture_output=True)
    return module
