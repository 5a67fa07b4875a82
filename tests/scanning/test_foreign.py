"""Papers from outside: good ones become pages, each hostile one its own refusal, and the next one is served."""

import io
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from sandbox.command import ChildCommand
from sandbox.limits import MEBIBYTE, Limits
from sandbox.outcome import Done, Outcome
from sandbox.runner import Sandbox
from scanning.assemble import assemble
from scanning.foreign import ForeignPaper, ForeignRefused, ForeignRules, inspect_foreign
from scanning.foreign_wire import ForeignRefusal
from scanning.image_headers import FileKind
from scanning.pages import page_from_image
from scanning.paper_rules import AssembledPaper, PaperRules
from tests.scanning.rigs import bars, sheet

RULES = ForeignRules(most_pages=20)


@pytest.fixture(name="sandbox", scope="module")
def _sandbox() -> Iterator[Sandbox]:
    with Sandbox(Limits(seconds=10.0, memory_bytes=768 * MEBIBYTE)) as sandbox:
        yield sandbox


def _pdf(count: int) -> bytes:
    pages = tuple(page_from_image(sheet(number, size=(827, 1170)), 100) for number in range(1, count + 1))
    paper = assemble(tuple(page for page in pages if page), PaperRules(lowest_dpi=100))
    assert isinstance(paper, AssembledPaper)
    return paper.pdf


def _saved(pdf: pikepdf.Pdf, encryption: pikepdf.Encryption | bool = False) -> bytes:
    out = io.BytesIO()
    pdf.save(out, encryption=encryption)
    return out.getvalue()


def _encrypted(user: str) -> bytes:
    with pikepdf.open(io.BytesIO(_pdf(1))) as pdf:
        return _saved(pdf, encryption=pikepdf.Encryption(owner="chu", user=user))


def _tree_of(count: int) -> bytes:
    """A page tree whose one leaf is hung up again and again, doubled at each level."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    node, pages = pdf.pages[0].obj, 1
    while pages < count:
        pages *= 2
        node = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=[node, node], Count=pages))
    pdf.Root.Pages = node
    return _saved(pdf)


def _one_page_times(count: int) -> bytes:
    """A small file that has one page hung up in its tree again and again."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    leaves = [pdf.pages[0].obj] * count
    pdf.Root.Pages = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Pages, Kids=leaves, Count=count))
    return _saved(pdf)


def _giant_page() -> bytes:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14400, 14400))
    return _saved(pdf)


def _flate_bomb() -> bytes:
    """A small PDF whose one image unpacks to half a gigabyte."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    packer = zlib.compressobj(1)
    block = bytes(8 * MEBIBYTE)
    packed = b"".join(packer.compress(block) for _ in range(64)) + packer.flush()
    image = pikepdf.Stream(
        pdf,
        packed,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=13000,
        Height=13000,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.FlateDecode,
    )
    page = pdf.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Bomb=image))
    page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Bomb Do Q")
    return _saved(pdf)


def _png_bomb() -> bytes:
    """A true PNG of 400 million pixels in some kilobytes."""

    def chunk(name: bytes, body: bytes) -> bytes:
        check = zlib.crc32(name + body).to_bytes(4, "big")
        return len(body).to_bytes(4, "big") + name + body + check

    size = (20_000).to_bytes(4, "big") * 2
    rows = zlib.compress(bytes(2501 * 20_000), 9)
    body = chunk(b"IHDR", size + b"\x01\x00\x00\x00\x00") + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_a_pdf_becomes_its_pages(sandbox: Sandbox) -> None:
    """Ten pages, more than one run of the child draws, arrive in order as 200 dpi JPEG of A4."""
    paper = inspect_foreign(sandbox, _pdf(10), RULES)
    assert isinstance(paper, ForeignPaper)
    assert (paper.kind, paper.signed) == (FileKind.PDF, False)
    assert [bars(page.image) for page in paper.pages] == list(range(1, 11))
    for page in paper.pages:
        assert (page.kind, page.dpi) == (FileKind.JPEG, 200)
        assert page.size_mm == pytest.approx((210.0, 297.0), abs=0.5)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_photo_becomes_one_page(sandbox: Sandbox, kind: str) -> None:
    """A telephone's picture states no true resolution: it is laid on A4 and made 200 dpi."""
    paper = inspect_foreign(sandbox, sheet(4, size=(2480, 3508), dpi=72, kind=kind), RULES)
    assert isinstance(paper, ForeignPaper)
    (page,) = paper.pages
    assert bars(page.image) == 4
    assert page.size_mm == pytest.approx((210.0, 297.0), abs=1.0)


def test_a_photo_lying_on_its_side_is_set_upright(sandbox: Sandbox) -> None:
    """The camera's own note on how it was held is obeyed."""
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6
    with Image.open(io.BytesIO(sheet(2, size=(1200, 800)))) as picture:
        picture.save(out, "JPEG", exif=exif)
    paper = inspect_foreign(sandbox, out.getvalue(), RULES)
    assert isinstance(paper, ForeignPaper)
    assert paper.pages[0].width < paper.pages[0].height


def test_a_coarse_picture_keeps_its_coarseness(sandbox: Sandbox) -> None:
    """Nothing is enlarged to look lawful: assembling such a page is refused later."""
    paper = inspect_foreign(sandbox, sheet(1, size=(600, 850), dpi=72), RULES)
    assert isinstance(paper, ForeignPaper)
    assert paper.pages[0].dpi < 200


def test_every_page_of_a_tiff_is_drawn_where_tiff_is_taken(sandbox: Sandbox) -> None:
    """A copier's TIFF has many pages; from a citizen it is the wrong type."""
    out = io.BytesIO()
    first, second = (Image.open(io.BytesIO(sheet(number))) for number in (1, 2))
    first.save(out, "TIFF", save_all=True, append_images=[second], dpi=(200, 200))
    taken = inspect_foreign(sandbox, out.getvalue(), ForeignRules(kinds=frozenset(FileKind)))
    assert isinstance(taken, ForeignPaper)
    assert [bars(page.image) for page in taken.pages] == [1, 2]
    refused = inspect_foreign(sandbox, out.getvalue(), RULES)
    assert refused == ForeignRefused(ForeignRefusal.WRONG_TYPE)


def test_a_signature_in_a_pdf_is_noticed(sandbox: Sandbox) -> None:
    """A PDF with a signature field is told apart: it must never be written anew."""
    with pikepdf.open(io.BytesIO(_pdf(1))) as pdf:
        pdf.Root.AcroForm = pikepdf.Dictionary(SigFlags=3, Fields=[])
        paper = inspect_foreign(sandbox, _saved(pdf), RULES)
    assert isinstance(paper, ForeignPaper)
    assert paper.signed


HOSTILE: dict[str, tuple[Callable[[], bytes], ForeignRefusal]] = {
    "no bytes": (lambda: b"", ForeignRefusal.EMPTY),
    "a web page": (lambda: b"<html><script>alert(1)</script>", ForeignRefusal.WRONG_TYPE),
    "a program": (lambda: b"MZ\x90\x00" + bytes(100), ForeignRefusal.WRONG_TYPE),
    "a page before the PDF": (lambda: b"<html>" + _pdf(1), ForeignRefusal.WRONG_TYPE),
    "too many bytes": (lambda: b"%PDF-" + bytes(RULES.most_bytes), ForeignRefusal.TOO_LARGE),
    "a locked PDF": (lambda: _encrypted("mat-khau"), ForeignRefusal.ENCRYPTED),
    "a PDF with an owner's lock": (lambda: _encrypted(""), ForeignRefusal.ENCRYPTED),
    "a PDF of noise": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, ForeignRefusal.DAMAGED),
    "half a PDF": (lambda: _pdf(1)[:900], ForeignRefusal.DAMAGED),
    "half a JPEG": (lambda: sheet(1)[:9000], ForeignRefusal.DAMAGED),
    "a JPEG in name only": (lambda: b"\xff\xd8\xff\xe0 no more", ForeignRefusal.DAMAGED),
    "one page too many": (lambda: _pdf(21), ForeignRefusal.TOO_MANY_PAGES),
    "a page thirty thousand times": (lambda: _one_page_times(30_000), ForeignRefusal.TOO_MANY_PAGES),
    "a page tree of a billion": (lambda: _tree_of(1 << 30), ForeignRefusal.DAMAGED),
    "a page of five metres": (_giant_page, ForeignRefusal.TOO_MANY_PIXELS),
    "a PNG bomb": (_png_bomb, ForeignRefusal.TOO_MANY_PIXELS),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_each_hostile_paper_has_its_refusal_and_the_next_is_served(sandbox: Sandbox, name: str) -> None:
    """Whatever comes, the answer is a code, and a good paper after it is read."""
    make, code = HOSTILE[name]
    refused = inspect_foreign(sandbox, make(), RULES)
    assert isinstance(refused, ForeignRefused)
    assert refused.code is code
    assert isinstance(inspect_foreign(sandbox, sheet(1, size=(300, 400)), RULES), ForeignPaper)


@pytest.mark.slow
def test_a_flate_bomb_in_a_pdf_stays_in_the_child(sandbox: Sandbox) -> None:
    """An image that unpacks to half a gigabyte ends within the limits: drawn or refused, never more memory."""
    seen = inspect_foreign(sandbox, _flate_bomb(), RULES)
    if isinstance(seen, ForeignRefused):
        assert seen.code in (ForeignRefusal.TOO_HEAVY, ForeignRefusal.CRASHED, ForeignRefusal.TIMED_OUT)
    assert isinstance(inspect_foreign(sandbox, _pdf(1), RULES), ForeignPaper)


class _LyingChild(Sandbox):
    """A child in a stranger's hands: answers what it likes."""

    def __init__(self, facts: bytes, pages: bytes) -> None:
        super().__init__(Limits())
        self._answers = [Done(facts), Done(pages)]

    def run(self, function: str, payload: bytes, stopped: object = None) -> Outcome:
        """Give the prepared answers one after the other."""
        return self._answers.pop(0)


def _said(image: bytes, dpi: int) -> bytes:
    return dpi.to_bytes(2, "big") + len(image).to_bytes(4, "big") + image


def _jpeg_header(width: int, height: int) -> bytes:
    size = height.to_bytes(2, "big") + width.to_bytes(2, "big")
    return b"\xff\xd8\xff\xc0\x00\x11\x08" + size + b"\x03" + bytes(12)


GOOD_FACTS = b'{"kind": "pdf", "pages": 1, "signed": false}'


@pytest.mark.parametrize(
    ("facts", "pages", "code"),
    [
        (b"not json", b"", ForeignRefusal.CRASHED),
        (b"[]", b"", ForeignRefusal.CRASHED),
        (b'{"refused": "whatever"}', b"", ForeignRefusal.CRASHED),
        (b'{"kind": "pdf", "pages": 1000000, "signed": false}', b"", ForeignRefusal.DAMAGED),
        (b'{"kind": "pdf", "pages": -1, "signed": false}', b"", ForeignRefusal.DAMAGED),
        (b'{"kind": "png", "pages": 1, "signed": false}', b"", ForeignRefusal.DAMAGED),
        (GOOD_FACTS, b"", ForeignRefusal.CRASHED),
        (GOOD_FACTS, b"\x00\xc8\x00\x00\x00\x04junk", ForeignRefusal.CRASHED),
        (GOOD_FACTS, b"\x00\xc8\xff\xff\xff\xff\xff\xd8\xff", ForeignRefusal.CRASHED),
        (GOOD_FACTS, _said(sheet(1, size=(60, 80), kind="PNG"), 200), ForeignRefusal.CRASHED),
        (GOOD_FACTS, _said(sheet(1, size=(60, 80)), 60_000), ForeignRefusal.CRASHED),
        (GOOD_FACTS, _said(_jpeg_header(60_000, 60_000), 200), ForeignRefusal.CRASHED),
        (GOOD_FACTS, _said(sheet(1, size=(60, 80)), 200) * 2, ForeignRefusal.CRASHED),
    ],
)
def test_nothing_a_child_says_is_believed_unchecked(facts: bytes, pages: bytes, code: ForeignRefusal) -> None:
    """A child that was taken over can make a paper refused, and nothing else."""
    refused = inspect_foreign(_LyingChild(facts, pages), b"%PDF-1.7", RULES)
    assert isinstance(refused, ForeignRefused)
    assert refused.code is code


def test_a_sandbox_that_cannot_start_is_told_as_our_fault() -> None:
    """Nothing is said against the paper when the child does not come up."""
    with Sandbox(Limits(), command=ChildCommand(words=("/no/such/program",))) as sandbox:
        refused = inspect_foreign(sandbox, b"%PDF-1.7", RULES)
    assert isinstance(refused, ForeignRefused)
    assert refused.code is ForeignRefusal.UNAVAILABLE


def test_the_program_itself_loads_no_parser() -> None:
    """The side that talks to the sandbox, and the scanners that use it, import neither Pillow nor a PDF reader."""
    probe = (
        "import sys; import scanning.foreign, scanning.devices.folder, scanning.devices.simulator, "
        "scanning.devices.sane; "
        "print([n for n in ('PIL', 'pikepdf', 'pypdfium2', 'sane') if n in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    seen = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"


def test_a_paper_is_stopped_before_its_next_pages_and_says_how_far_it_was(sandbox: Sandbox) -> None:
    """Eight of ten pages were drawn when nobody waited any more: none is handed out, the next paper is served."""
    told: list[tuple[int, int]] = []
    refused = inspect_foreign(
        sandbox, _pdf(10), RULES, lambda: len(told) > 1, lambda drawn, pages: told.append((drawn, pages))
    )
    assert refused == ForeignRefused(ForeignRefusal.STOPPED)
    assert told == [(0, 10), (8, 10)]
    assert isinstance(inspect_foreign(sandbox, _pdf(1), RULES), ForeignPaper)
