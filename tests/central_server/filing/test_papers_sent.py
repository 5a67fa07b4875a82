"""Citizens' files: taken as PDF through the sandbox, or refused in words that say what to do."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from central_server.bootstrap.checking import SandboxFileCheck
from central_server.bootstrap.papers import LARGEST_FILE, PrintedForms, SandboxPapers
from central_server.ports.filing import FilledForm, PaperTrouble, TakenPaper
from central_server.settings import Settings
from dossier.values import SeenSignature
from tests.central_server.centre_bench import settings_in
from tests.central_server.filing.citizen import Citizen, photo
from token_signing.verify import TrustedBy


@pytest.fixture
def settings(prepared_copy: Path) -> Settings:
    """The embedded database is enough."""
    return settings_in(prepared_copy)


@pytest.fixture(scope="module")
def reader() -> Iterator[SandboxPapers]:
    """The real reader with its children."""
    check = SandboxFileCheck(TrustedBy)
    papers = SandboxPapers(check, lambda: datetime(2019, 3, 14, 16, 0))
    yield papers
    papers.close()
    check.close()


def pdf(pages: int = 1, *, signed: bool = False, password: str = "") -> bytes:
    """A PDF of blank sheets."""
    with pikepdf.new() as made:
        for _ in range(pages):
            made.add_blank_page(page_size=(595, 842))
        if signed:
            made.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=[])
        out = io.BytesIO()
        made.save(out, encryption=pikepdf.Encryption(owner=password, user=password) if password else False)
        return out.getvalue()


def test_photos_and_a_pdf_become_one_paper_in_their_order(reader: SandboxPapers) -> None:
    """Two photos and two pages: four pages of one PDF; the same files give the same bytes."""
    files = [photo(), photo(kind="PNG"), pdf(2)]
    taken = reader.read(files)
    assert isinstance(taken, TakenPaper)
    assert taken.pages == 4
    with pikepdf.open(io.BytesIO(taken.pdf)) as opened:
        assert len(opened.pages) == 4
    assert reader.read(files) == taken


def test_a_turned_photo_stands_upright(reader: SandboxPapers) -> None:
    """What a phone says of its position is obeyed."""
    picture = Image.new("RGB", (1754, 1240), "white")
    out = io.BytesIO()
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(out, "JPEG", exif=exif)
    taken = reader.read([out.getvalue()])
    assert isinstance(taken, TakenPaper)
    with pikepdf.open(io.BytesIO(taken.pdf)) as opened:
        _, _, width, height = (float(edge) for edge in opened.pages[0].MediaBox)
    assert height > width


@pytest.mark.parametrize(
    ("files", "trouble"),
    [
        ([], PaperTrouble.EMPTY),
        ([b""], PaperTrouble.EMPTY),
        ([b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40], PaperTrouble.HEIC),
        ([b"PK\x03\x04word/document.xml"], PaperTrouble.WORD),
        ([b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"], PaperTrouble.WORD),
        ([b"<html><script>"], PaperTrouble.WRONG_TYPE),
        ([b"II*\x00" + b"\x00" * 40], PaperTrouble.WRONG_TYPE),
        ([b"%PDF-1.7 broken"], PaperTrouble.DAMAGED),
        ([b"\xff\xd8\xff\xe0 broken"], PaperTrouble.DAMAGED),
        ([b"%PDF-" + b"0" * LARGEST_FILE], PaperTrouble.TOO_LARGE),
        ([photo(500, 400)], PaperTrouble.TOO_SMALL),
        ([pdf(31)], PaperTrouble.TOO_MANY_PAGES),
        ([pdf(16), pdf(16)], PaperTrouble.TOO_MANY_PAGES),
        ([pdf(password="x")], PaperTrouble.ENCRYPTED),
        ([pdf(signed=True), photo()], PaperTrouble.SIGNED_ALONE),
    ],
)
def test_what_is_not_taken_has_its_reason(reader: SandboxPapers, files: list[bytes], trouble: PaperTrouble) -> None:
    """Every refusal by content, never by name."""
    assert reader.read(files) is trouble


def test_a_signed_pdf_stays_byte_for_byte(reader: SandboxPapers) -> None:
    """A signature counts for these bytes and no others."""
    signed = pdf(signed=True)
    assert reader.read([signed]) == TakenPaper(signed, 1, SeenSignature("none"))


def test_a_reader_that_is_full_says_so_at_once(reader: SandboxPapers) -> None:
    """No thread waits behind six others."""
    for _ in range(6):
        reader._places.acquire()
    try:
        assert reader.read([photo()]) is PaperTrouble.BUSY
        assert reader.picture(pdf()) is None
    finally:
        reader._places.release(6)


def test_the_picture_of_a_paper_is_small(reader: SandboxPapers) -> None:
    """One page, a few kilobytes; of broken bytes there is none."""
    drawn = reader.picture(pdf(3))
    assert drawn is not None
    with Image.open(io.BytesIO(drawn)) as picture:
        assert max(picture.size) < 300
    assert reader.picture(b"%PDF-x") is None


def test_the_filled_form_is_drawn_the_same_each_time() -> None:
    """Title, unit, every label and answer, the declaration; hostile marks are text."""
    form = FilledForm(
        title="Tờ khai",
        unit="Ủy ban nhân dân phường Phú Thủy",
        procedure="Thủ tục thử",
        parts=(("Người nộp hồ sơ", (("Họ tên", "Lê <b>Thị</b> & Ngọc"), ("Ghi chú", ""))), ("Phần hai", ())),
        declaration="Tôi cam đoan.",
    )
    drawn = PrintedForms().draw(form)
    assert drawn == PrintedForms().draw(form)
    import pypdfium2

    text = " ".join(pypdfium2.PdfDocument(drawn.pdf)[0].get_textpage().get_text_bounded().split())
    for words in ("TỜ KHAI", "Phú Thủy", "Họ tên: Lê <b>Thị</b> & Ngọc", "Ghi chú: không trả lời", "Tôi cam đoan."):
        assert words in text


def test_each_refusal_is_said_beside_its_paper(citizen: Citizen) -> None:
    """HEIC, and a Word file: the page says what to do; the good paper beside it is kept."""
    citizen.fill()
    citizen.get("giay-to")
    heic = b"\x00\x00\x00\x18ftypheic" + b"\x00" * 40
    citizen.post("giay-to", {"viec": "luu"}, [("p_CCCD", photo()), ("p_CT", heic), ("p_UQ", b"PK\x03\x04")])
    assert citizen.reply.status_code == 422
    heic_said, word_said = citizen.said()
    assert "Tương thích nhất" in heic_said
    assert "lưu thành PDF" in word_said
    assert "Đã nhận 1 trang" in citizen.get("giay-to")
    shown = citizen.browser.get(f"{citizen.base}/anh/CCCD")
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert citizen.browser.get(f"{citizen.base}/anh/CT").status_code == 404
    citizen.post("giay-to", {"bo": "CCCD"}, [])
    assert "Đã nhận" not in citizen.get("giay-to")
    shelf = citizen.world.centre.settings.data / "files"
    assert not [one for one in shelf.rglob("*") if one.is_file()]


def test_another_browser_sees_no_picture_of_a_draft(citizen: Citizen) -> None:
    """The token is in the cookie alone."""
    citizen.fill()
    citizen.get("giay-to")
    citizen.post("giay-to", {"viec": "luu"}, [("p_CCCD", photo())])
    stranger = Citizen(citizen.world)
    assert stranger.browser.get(f"{citizen.base}/anh/CCCD").status_code == 404


def test_a_body_that_is_too_big_or_no_form_is_told(citizen: Citizen) -> None:
    """25 MB are refused before they are read; half a form is an empty one."""
    citizen.fill()
    citizen.get("giay-to")
    citizen.post("giay-to", {"viec": "luu"}, [("p_CCCD", b"%PDF-" + b"0" * 25 * 1024 * 1024)])
    assert citizen.reply.status_code == 413
    assert "Các tệp gửi cùng một lần quá lớn" in citizen.page
    assert "không quá 24 MB" in citizen.get("giay-to")
    half = citizen.browser.post(
        f"{citizen.base}/giay-to", content=b"--x\r\nhalf", headers={"content-type": "multipart/form-data; boundary=x"}
    )
    assert half.headers["location"] == citizen.base
