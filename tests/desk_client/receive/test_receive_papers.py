"""Papers at the counter: pages come as they are scanned, are turned, moved, deleted, brought back; files of outside."""

import io
import os
import tracemalloc
import zlib
from contextlib import ExitStack
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from desk_client.services.scanning import PageRef
from desk_client.viewmodels.receive_papers import PaperState
from dossier.acts import PaperForm
from dossier.messages import Message
from scanning import foreign
from scanning.devices.port import Condition
from scanning.devices.simulator import SimulatedFeeder, SimulatedState
from scanning.pages import Page
from tests.desk_client.dossier.test_what_was_filled_in import held_store
from tests.desk_client.receive.counter import CARD, Counter, drawn_paper

K = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def open_counter(counter: Counter) -> Counter:
    """A counter with person and procedure known and the focus on the papers."""
    counter.screen.scan_card(CARD)
    counter.settle()
    counter.model.choose_procedure("1.004873")
    counter.settle()
    counter.screen.go_to("paper.TK")
    return counter


def scan(counter: Counter, feeder: SimulatedFeeder, titles: tuple[str, ...]) -> None:
    """Put papers into the scanner and press F7."""
    for place, title in enumerate(titles):
        feeder.put(f"{place}.jpg", drawn_paper(title))
    counter.key(K.Key_F7)
    counter.settle()


def png_of_many_pixels() -> bytes:
    """A true PNG of 400 million pixels in some kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    size = (20_000).to_bytes(4, "big") * 2
    rows = zlib.compress(bytes(2501 * 20_000), 9)
    head = chunk(b"IHDR", size + b"\x01\x00\x00\x00\x00")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out, encryption=pikepdf.Encryption(owner="chu", user="mat-khau"))
    return out.getvalue()


def state_of(counter: Counter, code: str) -> PaperState:
    """How a paper stands."""
    return next(row.state for row in counter.model.papers.rows() if row.requirement.code == code)


def test_pages_are_scanned_turned_moved_and_deleted_by_keys(open_counter: Counter, feeder: SimulatedFeeder) -> None:
    """F7 scans into the chosen paper; Ctrl+R turns, Ctrl+Down moves, Delete removes, Ctrl+Z brings back."""
    counter = open_counter
    scan(counter, feeder, ("MỘT", "HAI", "BA"))
    papers = counter.model.papers
    first, second, third = papers.pages()
    assert state_of(counter, "TK") is PaperState.ENOUGH
    thumbs = counter.screen.papers.pages.tall
    thumbs.setFocus()
    counter.key(K.Key_Up)
    counter.key(K.Key_Up)
    counter.key(K.Key_R, CTRL)
    assert [page.rotation for page in papers.pages()] == [90, 0, 0]
    counter.key(K.Key_Down, CTRL)
    assert [page.id for page in papers.pages()] == [second.id, first.id, third.id]
    counter.key(K.Key_Delete)
    assert [page.id for page in papers.pages()] == [second.id, third.id]
    counter.key(K.Key_Z, CTRL)
    assert [page.id for page in papers.pages()] == [second.id, first.id, third.id]
    counter.settle()


def test_what_was_turned_is_turned_in_the_pdf(open_counter: Counter, feeder: SimulatedFeeder) -> None:
    """One PDF a paper: pages in the order and turn that the clerk gave them, kept before the act names it."""
    counter = open_counter
    scan(counter, feeder, ("MỘT", "HAI"))
    counter.model.papers.turn(1)
    counter.model.papers.move(1, 0)
    counter.model.papers.choose("CCCD")
    counter.model.papers.tick()
    for field, value in (("muc_dich", "vay_von"), ("tinh_trang", "chua_ket_hon"), ("cap_lai", "no")):
        counter.model.type_field(field, value)
    counter.key(K.Key_F9)
    counter.settle()
    rows = counter.desk.parts.queries.search(CARD[:12])
    state = counter.desk.parts.queries.dossier(rows[0].id)
    assert state is not None
    file = state.papers[0].file
    assert file is not None
    with pikepdf.open(io.BytesIO(counter.desk.parts.shelf.read(file.sha256))) as pdf:
        assert [int(page.get("/Rotate", 0)) for page in pdf.pages] == [90, 0]


def test_keys_set_kind_and_quantity(open_counter: Counter) -> None:
    """Space hands in, Right changes the kind of copy, plus and minus the number; a shown paper has no kind."""
    counter = open_counter
    counter.key(K.Key_Space)
    assert state_of(counter, "TK") is PaperState.ENOUGH
    counter.key(K.Key_Right)
    counter.key(K.Key_Plus)
    counter.key(K.Key_Plus)
    counter.key(K.Key_Minus)
    line = counter.model.sheet.line("TK")
    assert line is not None
    assert (line.form, line.quantity) == (PaperForm.CERTIFIED, 2)
    assert state_of(counter, "TK") is PaperState.MISSING  # certified copies do not stand for the original
    counter.key(K.Key_Down)
    assert state_of(counter, "CCCD") is PaperState.UNSEEN
    counter.key(K.Key_Right)
    counter.key(K.Key_Space)
    assert state_of(counter, "CCCD") is PaperState.SEEN
    shown = counter.model.sheet.line("CCCD")
    assert shown is not None
    assert shown.form is PaperForm.ORIGINAL


def test_an_answer_of_the_form_makes_a_paper_needed(open_counter: Counter) -> None:
    """A divorced applicant needs the court's decision, which nobody else does."""
    counter = open_counter
    assert state_of(counter, "LH") is PaperState.OPTIONAL
    counter.model.type_field("tinh_trang", "da_ly_hon")
    assert state_of(counter, "LH") is PaperState.MISSING


def test_an_open_cover_and_a_scanner_that_is_gone_are_said(open_counter: Counter, feeder: SimulatedFeeder) -> None:
    """Each with what to do; the pages so far stay."""
    counter = open_counter
    scan(counter, feeder, ("MỘT",))
    for condition, said in ((Condition.COVER_OPEN, "Nắp máy quét đang mở"), (Condition.ABSENT, "Mất kết nối")):
        feeder.set_state(SimulatedState(condition))
        scan(counter, feeder, ("HAI",))
        assert said in counter.screen.bars.said.accessibleName()
        assert len(counter.model.papers.pages()) == 1


def test_a_jam_keeps_the_pages_so_far(open_counter: Counter, feeder: SimulatedFeeder) -> None:
    """The scanner jams after one page: it is said with what to do, and the page stays."""
    counter = open_counter
    feeder.set_state(SimulatedState(Condition.JAMMED, after_pages=1))
    scan(counter, feeder, ("MỘT", "HAI"))
    assert len(counter.model.papers.pages()) == 1
    assert "Kẹt giấy" in counter.screen.bars.said.accessibleName()
    feeder.set_state(SimulatedState())
    scan(counter, feeder, ("BA",))
    assert len(counter.model.papers.pages()) > 1


def test_a_page_that_cannot_be_kept_is_said_with_those_before_it(
    open_counter: Counter, feeder: SimulatedFeeder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another program holds the store from the second page on: the clerk reads which pages to put back."""
    counter = open_counter
    told: list[Message] = []
    counter.model.papers.said.connect(lambda _kind, words: told.append(words))
    with ExitStack() as bad_day:
        keep, kept = counter.model.papers._scanning.keep, list[PageRef]()

        def keep_one(draft: str, page: Page) -> PageRef:
            if kept:
                bad_day.enter_context(held_store(counter.desk))
            kept.append(keep(draft, page))
            return kept[-1]

        monkeypatch.setattr(counter.model.papers._scanning, "keep", keep_one)
        scan(counter, feeder, ("MỘT", "HAI", "BA"))
    assert [(words.id, dict(words.params)) for words in told] == [("receive.scan.unkept", {"pages": "1"})]
    assert len(counter.model.papers.pages()) == 1


def test_an_empty_feeder_is_said(open_counter: Counter) -> None:
    """F7 with nothing in the feeder says so and marks nothing as scanned."""
    open_counter.key(K.Key_F7)
    open_counter.settle()
    assert "Khay chưa có giấy" in open_counter.screen.bars.said.accessibleName()
    assert state_of(open_counter, "TK") is PaperState.MISSING


def test_escape_stops_a_scan_and_keeps_its_pages(open_counter: Counter, feeder: SimulatedFeeder) -> None:
    """Esc stops before the next page; F7 is greyed only while it scans."""
    counter = open_counter
    for place in range(6):
        feeder.put(f"{place}.jpg", drawn_paper(f"TRANG {place}"))
    counter.key(K.Key_F7)
    counter.bot.waitUntil(lambda: counter.model.papers.came >= 1, timeout=20_000)
    assert not counter.screen.papers.scan.isEnabled()
    counter.key(K.Key_Escape)
    counter.settle()
    assert 1 <= len(counter.model.papers.pages()) < 6
    assert counter.screen.papers.scan.isEnabled()


def test_a_pdf_from_outside_comes_as_pages(open_counter: Counter, tmp_path: Path) -> None:
    """A PDF is drawn in the sandbox, page by page, into the chosen paper."""
    counter = open_counter
    path = tmp_path / "giay.pdf"
    sheet = Image.open(io.BytesIO(drawn_paper("GIẤY TỪ NGOÀI", dpi=100)))
    sheet.save(path, "PDF", save_all=True, append_images=[sheet], resolution=100)
    counter.model.papers.add_file(path)
    counter.settle()
    assert len(counter.model.papers.pages()) == 2


def test_a_file_that_is_read_is_stopped_by_esc_and_leaves_no_page(open_counter: Counter, tmp_path: Path) -> None:
    """How far it is stands in the line; after Esc no page comes of it, and the same file can be taken again."""
    counter, path = open_counter, tmp_path / "dai.pdf"
    papers = counter.model.papers
    with pikepdf.new() as pdf:
        for _page in range(20):
            pdf.add_blank_page()
        pdf.save(path)
    seen: list[str] = []

    def stop_at_the_ninth() -> None:
        if papers.reading.drawn >= 8:
            seen.append(counter.screen.papers.line.progress.accessibleName())
            counter.screen.step_back()

    pressing = papers.reading.changed.connect(stop_at_the_ninth)
    papers.add_file(path)
    assert counter.screen.papers.line.stop.isVisible()
    counter.settle()
    assert seen[0] == "Đang đọc tệp, trang 9/20…"
    assert not papers.busy
    assert counter.screen.bars.said.accessibleName() == "Đã dừng đọc tệp; chưa thêm trang nào. Cần thì thêm lại tệp."
    assert papers.pages() == ()
    papers.reading.changed.disconnect(pressing)
    papers.add_file(path)
    counter.settle()
    assert len(papers.pages()) == 20


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"%PDF-1.7 nothing", "Tệp hỏng"),
        ("a.exe", b"MZ\x90\x00", "Chỉ nhận PDF"),
        ("a.jpg", b"", "Tệp rỗng"),
        ("a.png", drawn_paper("NHỎ", dpi=40), "điểm trên inch"),
        ("b.png", png_of_many_pixels(), "Ảnh quá lớn"),
        ("khoa.pdf", locked_pdf(), "Tệp có mật khẩu"),
    ],
)
def test_a_hostile_or_poor_file_is_refused_in_words(
    open_counter: Counter, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    """No page comes of it, and the clerk reads why."""
    path = tmp_path / name
    path.write_bytes(content)
    open_counter.model.papers.add_file(path)
    open_counter.settle()
    assert said in open_counter.screen.bars.said.accessibleName()
    assert open_counter.model.papers.pages() == ()


def test_a_file_of_two_gigabytes_is_refused_unread(open_counter: Counter, tmp_path: Path) -> None:
    """Its length is enough: no more of it is read than a paper may have, and the desk goes on."""
    path = tmp_path / "phim.pdf"
    with path.open("wb") as stream:
        stream.write(b"%PDF-1.7")
        stream.truncate(2 * 1024**3)
    tracemalloc.start()
    try:
        open_counter.model.papers.add_file(path)
        open_counter.settle()
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "Tệp quá lớn" in open_counter.screen.bars.said.accessibleName()
    assert open_counter.model.papers.pages() == ()
    assert most < 256 * 1024**2


def test_a_pipe_is_no_file(open_counter: Counter, tmp_path: Path) -> None:
    """A path that would never end is not opened at all."""
    os.mkfifo(tmp_path / "ong.pdf")
    open_counter.model.papers.add_file(tmp_path / "ong.pdf")
    open_counter.settle()
    assert open_counter.model.papers.pages() == ()


def test_a_paper_that_kills_its_reader_leaves_the_desk_at_work(
    open_counter: Counter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sandbox's child is killed while it reads: it is said, nothing of the paper is kept, the next one is taken."""
    counter = open_counter
    monkeypatch.setattr(foreign, "FACTS_FUNCTION", "tests.sandbox.hostile:kill_itself")
    path = tmp_path / "doc.jpg"
    path.write_bytes(drawn_paper("GIẤY"))
    counter.model.papers.add_file(path)
    counter.settle()
    assert "Tệp làm hỏng trình đọc" in counter.screen.bars.said.accessibleName()
    assert counter.model.papers.pages() == ()
    monkeypatch.undo()
    counter.model.papers.add_file(path)
    counter.settle()
    assert len(counter.model.papers.pages()) == 1


def test_a_signed_pdf_stays_as_it_came(open_counter: Counter, tmp_path: Path) -> None:
    """A file that holds a signature is kept byte for byte, as an electronic copy; its pages are only looked at."""
    counter = open_counter
    path = tmp_path / "da-ky.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=pikepdf.Array())
        pdf.save(path)
    counter.model.papers.add_file(path)
    counter.settle()
    line = counter.model.sheet.line("TK")
    assert line is not None
    assert line.form is PaperForm.ELECTRONIC
    assert line.file is not None
    assert counter.desk.parts.shelf.read(line.file.sha256) == path.read_bytes()
    assert state_of(counter, "TK") is PaperState.ENOUGH


def test_a_wrong_procedure_loses_no_scan(open_counter: Counter, feeder: SimulatedFeeder) -> None:
    """Pages scanned under a procedure chosen by mistake are there again when the right one asks for that paper."""
    counter = open_counter
    counter.model.papers.choose("LH")
    scan(counter, feeder, ("QUYẾT ĐỊNH",))
    counter.model.choose_procedure("2.000815")
    counter.settle()
    assert [row.requirement.code for row in counter.model.papers.rows()] == ["BC", "BS"]
    counter.model.choose_procedure("1.004873")
    counter.settle()
    line = counter.model.sheet.line("LH")
    assert line is not None
    assert len(line.pages) == 1
