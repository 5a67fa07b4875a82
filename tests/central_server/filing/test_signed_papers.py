"""A signed file that a citizen sends is judged at once: told on the page, kept for the clerk with the paper."""

from html import unescape
from pathlib import Path

import pytest

from central_server.settings import Settings
from dossier.values import SeenSignature
from tests.central_server.centre_bench import TestDesk, settings_in
from tests.central_server.filing.citizen import Citizen
from tests.central_server.filing.test_filing import registers
from tests.token_signing.attacks import store_without_end
from tests.token_signing.signing_papers import with_content_added
from token_signing.authority import RehearsalAuthority
from token_signing.values import SignedPaper

SLOT = "p_CCCD"


@pytest.fixture
def settings(prepared_copy: Path, authority: RehearsalAuthority) -> Settings:
    """The embedded database, and the authority that the province trusts."""
    (prepared_copy / "trust").mkdir(exist_ok=True)
    (prepared_copy / "trust" / "root.pem").write_bytes(authority.certificate_pem)
    return settings_in(prepared_copy)


def send(citizen: Citizen, pdf: bytes) -> str:
    """Send a file for one paper and read the page again."""
    citizen.get("giay-to")
    citizen.post("giay-to", {"viec": "luu"}, [(SLOT, pdf)])
    return unescape(citizen.get("giay-to"))


def test_a_good_and_a_wrong_signature_are_told_at_once(desk: TestDesk, citizen: Citizen, paper: SignedPaper) -> None:
    """Green says so and asks for nothing; red says why and what to do, and the citizen may send it all the same."""
    citizen.fill()
    page = send(citizen, paper.pdf)
    assert "Chữ ký số hợp lệ" in page
    assert "Nên gửi tệp khác" not in page
    page = send(citizen, with_content_added(paper.pdf))
    for told in ("Không hợp lệ", "Tệp đã bị sửa sau khi ký", "Nên gửi tệp khác"):
        assert told in page
    citizen.send()
    (act,) = registers(desk)
    kept = [entry.signature for entry in act.papers if entry.signature is not None]
    assert kept == [SeenSignature("red", "changed_after", "Trần Văn Minh")]


def test_a_file_that_kills_the_check_is_told_and_the_portal_goes_on(citizen: Citizen, paper: SignedPaper) -> None:
    """The next file is judged as ever."""
    citizen.fill()
    assert "Không kiểm tra được" in send(citizen, store_without_end(paper.pdf, paper.certificate_der))
    assert "Chữ ký số hợp lệ" in send(citizen, paper.pdf)
