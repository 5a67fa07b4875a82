"""The finished PDF of a paper: lawful form, untouched pixels, equal bytes for equal pages, bounds that hold."""

import hashlib
import io
import time
import zlib
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker
import pytest
from PIL import Image

from scanning.assemble import assemble
from scanning.image_headers import FileKind
from scanning.pages import Page, Pages, page_from_image, rotate
from scanning.paper_rules import AssembledPaper, PaperRefusal, PaperRefused, PaperRules
from scanning.thumbnails import thumbnail
from tests.scanning.rigs import bars, sheet


def _page(number: int, *, dpi: int = 200, kind: str = "JPEG", size: tuple[int, int] = (1654, 2339)) -> Page:
    page = page_from_image(sheet(number, size=size, dpi=dpi, kind=kind), dpi)
    assert page is not None
    return page


def _image(page: pikepdf.Page) -> pikepdf.Object:
    (image,) = page.obj.Resources.XObject.values()
    return image


def _assembled(pages: Pages) -> AssembledPaper:
    paper = assemble(pages, PaperRules())
    assert isinstance(paper, AssembledPaper)
    return paper


def test_the_pdf_is_what_the_decree_asks_for() -> None:
    """NĐ 30/2020: PDF 1.4 or later, colour, 200 dpi, scale 100 %: an A4 sheet is an A4 page."""
    paper = _assembled((_page(1), _page(2)))
    assert paper.pages == 2
    assert paper.sha256 == hashlib.sha256(paper.pdf).digest()
    with pikepdf.open(io.BytesIO(paper.pdf)) as pdf:
        assert pdf.pdf_version >= "1.4"
        assert len(pdf.pages) == 2
        assert not pdf.is_encrypted
        for page in pdf.pages:
            width, height = (float(value) * 25.4 / 72 for value in list(page.mediabox)[2:])
            assert (width, height) == pytest.approx((210.0, 297.0), abs=0.2)
            image = _image(page)
            assert str(image.ColorSpace) == "/DeviceRGB"
            assert (int(image.Width), int(image.Height)) == (1654, 2339)


def test_a_fitting_jpeg_is_put_in_untouched() -> None:
    """The scanner's own bytes are in the PDF: no second loss."""
    page = _page(3)
    with pikepdf.open(io.BytesIO(_assembled((page,)).pdf)) as pdf:
        assert _image(pdf.pages[0]).read_raw_bytes() == page.image


def test_order_and_turn_are_seen_on_the_pages() -> None:
    """What is drawn is the clerk's order; a turned page is shown turned."""
    pages = rotate((_page(2), _page(5)), 1)
    document = pypdfium2.PdfDocument(_assembled(pages).pdf)
    first = io.BytesIO()
    document[0].render(scale=1).to_pil().save(first, "PNG")
    assert bars(first.getvalue()) == 2
    width, height = document[1].get_size()
    assert width > height


def test_equal_pages_make_equal_bytes() -> None:
    """The same pages give the same SHA-256 in another second too, other pages another."""
    pages = (_page(1), _page(2, kind="PNG"))
    first, second = _assembled(pages), int(time.time())
    while int(time.time()) == second:  # a file's random ID would come from the clock
        pass
    assert _assembled(pages) == first
    assert _assembled(pages).sha256 != _assembled(pages[::-1]).sha256


@pytest.mark.parametrize(("kind", "dpi"), [("PNG", 200), ("JPEG", 300), ("PNG", 400)])
def test_other_images_become_200_dpi_jpeg_at_true_scale(kind: str, dpi: int) -> None:
    """Finer or other pictures are encoded once, and the sheet keeps its size."""
    size = (round(210 / 25.4 * dpi), round(297 / 25.4 * dpi))
    with pikepdf.open(io.BytesIO(_assembled((_page(4, kind=kind, dpi=dpi, size=size),)).pdf)) as pdf:
        image = _image(pdf.pages[0])
        assert image.Filter == "/DCTDecode"
        assert (int(image.Width), int(image.Height)) == pytest.approx((1654, 2339), abs=2)
        box = [float(value) for value in list(pdf.pages[0].mediabox)[2:]]
        assert box == pytest.approx([595.3, 841.9], abs=1)


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    """A four-channel picture is never passed through."""
    out = io.BytesIO()
    Image.new("CMYK", (400, 400), (0, 200, 200, 0)).save(out, "JPEG")
    page = page_from_image(out.getvalue(), 200)
    assert page is not None
    with pikepdf.open(io.BytesIO(_assembled((page,)).pdf)) as pdf:
        assert _image(pdf.pages[0]).ColorSpace == "/DeviceRGB"


def test_a_transparent_png_lies_on_white_paper() -> None:
    """What lets light through shows paper, not black."""
    out = io.BytesIO()
    Image.new("RGBA", (400, 400), (0, 0, 0, 0)).save(out, "PNG")
    page = page_from_image(out.getvalue(), 200)
    assert page is not None
    shown = pypdfium2.PdfDocument(_assembled((page,)).pdf)[0].render(scale=0.1).to_pil()
    assert shown.convert("L").getextrema()[0] > 250


def test_each_bound_has_its_refusal() -> None:
    """No pages, too many, too coarse, too large, and bytes that are no picture: each is told with its page."""
    good = _page(1)
    rules = PaperRules(most_pages=2)
    lying = replace(good, image=good.image[:600])
    huge = replace(_page(1, size=(300, 300)), image=_png_header(11_000, 11_000), width=11_000, height=11_000)
    cases: list[tuple[Pages, PaperRefusal, int]] = [
        ((), PaperRefusal.NO_PAGES, 0),
        ((good,) * 3, PaperRefusal.TOO_MANY_PAGES, 0),
        ((good, replace(good, dpi=150)), PaperRefusal.TOO_COARSE, 1),
        ((good, replace(huge, kind=FileKind.PNG)), PaperRefusal.TOO_MANY_PIXELS, 1),
        ((good, replace(good, image=b"no picture")), PaperRefusal.NOT_AN_IMAGE, 1),
        ((replace(good, width=99),), PaperRefusal.NOT_AN_IMAGE, 0),
        ((replace(lying, dpi=300),), PaperRefusal.NOT_AN_IMAGE, 0),
    ]
    for pages, code, number in cases:
        assert assemble(pages, rules) == PaperRefused(code, number)


def test_two_hundred_a4_pages_are_taken() -> None:
    """The largest paper allowed is assembled."""
    page = _page(1, size=(165, 234))
    assert _assembled((page,) * 200).pages == 200


def test_a_thumbnail_is_small_and_turned() -> None:
    """The little picture shows the page as it lies, no longer than asked."""
    pages = rotate((_page(3),), 0)
    for page, wide in ((_page(3), False), (pages[0], True)):
        small = thumbnail(page, 200)
        assert small is not None
        with Image.open(io.BytesIO(small)) as picture:
            assert max(picture.size) == 200
            assert (picture.width > picture.height) is wide
    straight = thumbnail(_page(3), 200)
    assert straight is not None
    assert bars(straight) == 3


def test_a_thumbnail_of_what_cannot_be_shown_is_none() -> None:
    """A broken or boundless picture gives no thumbnail and no exception."""
    good = _page(1)
    assert thumbnail(replace(good, image=b"\xff\xd8\xff broken")) is None
    assert thumbnail(replace(good, image=_png_header(11_000, 11_000))) is None
    assert thumbnail(replace(good, image=good.image[:5000])) is None


def test_poppler_draws_the_same_page(tmp_path: Path) -> None:
    """Another program than ours reads the file back and finds the bars."""
    import shutil
    import subprocess

    program = shutil.which("pdftoppm")
    if program is None:
        pytest.skip("poppler-utils is not installed")
    (tmp_path / "paper.pdf").write_bytes(_assembled((_page(6),)).pdf)
    subprocess.run([program, "-r", "50", "-png", "paper.pdf", "page"], cwd=tmp_path, check=True)
    assert bars((tmp_path / "page-1.png").read_bytes()) == 6


def _png_header(width: int, height: int) -> bytes:
    """A true PNG as far as it goes: header and the beginning of its pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")

    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size + b"\x08\x02\x00\x00\x00") + pixels
