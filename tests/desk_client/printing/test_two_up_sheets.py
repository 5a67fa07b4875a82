"""Holds what comes out when A5 papers are laid two on a sheet: places, true size, readable codes, refusals."""

from importlib.resources import files
from io import BytesIO

import pikepdf
import pytest
import zxingcpp

from printing.confirmation import confirmation
from printing.faults import PrintFault
from printing.fonts import FontSet
from printing.receipt import Copy, draw_receipt
from printing.result import draw_result
from printing.two_up import two_up
from tests.printing import paper_reading as read
from tests.printing import paper_samples as sample

HALF = 297 / 2 * 72 / 25.4
EASE = (297 / 2 - 148) / 2 * 72 / 25.4


@pytest.fixture(scope="module")
def fonts() -> FontSet:
    """The shipped fonts."""
    return FontSet(lambda name: (files("resources") / "fonts" / name).read_bytes())


@pytest.fixture(scope="module")
def receipt(fonts: FontSet) -> bytes:
    """Two copies of a receipt."""
    return draw_receipt(sample.receipt(), fonts)


def test_two_copies_lie_side_by_side_on_one_sheet(receipt: bytes) -> None:
    """One A4 sheet across; the applicant's copy at the left, the file's at the right, each in its half."""
    sheet = two_up(receipt)
    assert read.page_count(sheet) == 1
    assert [tuple(round(side) for side in size) for size in read.page_sizes(sheet)] == [(842, 595)]
    left, right = read.find(sheet, 0, "Liên 1: Giao người nộp"), read.find(sheet, 0, "Liên 2: Lưu")
    assert left.x1 < HALF < right.x0


def test_nothing_is_scaled(receipt: bytes) -> None:
    """Every word stands as far from its neighbours as on the A5 page, moved by the margin of its half alone."""
    alone = read.find(receipt, 0, "Mã hồ sơ")
    placed = read.find(two_up(receipt), 0, "Mã hồ sơ")
    moved = (placed.x0 - alone.x0, placed.y0 - alone.y0, placed.x1 - alone.x1, placed.y1 - alone.y1)
    assert moved == pytest.approx((EASE, 0, EASE, 0), abs=0.02)


def test_all_codes_of_both_copies_can_be_read(receipt: bytes) -> None:
    """Bars and QR of both halves, at the resolution of a cheap scanner."""
    found = sorted(code.text for code in zxingcpp.read_barcodes(read.picture(two_up(receipt), 0, 203)))
    assert found == [sample.BARCODE, sample.BARCODE, sample.LOOK_UP, sample.LOOK_UP]


def test_a_single_page_leaves_the_other_half_empty(fonts: FontSet) -> None:
    """One copy makes one sheet whose right half holds nothing but the marks of the cut."""
    sheet = two_up(draw_receipt(sample.receipt(), fonts, (Copy.APPLICANT,)))
    assert read.page_count(sheet) == 1
    assert read.ink(sheet, 0, read.Rect(HALF + 3, 0, 841, 595)) == 0
    assert read.ink(sheet, 0, read.Rect(HALF - 1, 0, HALF + 1, 12)) > 0


def test_a_long_receipt_keeps_the_pages_of_a_copy_together(fonts: FontSet) -> None:
    """Two copies of two pages make two sheets, one for each copy."""
    long = draw_receipt(sample.receipt(papers=sample.many_papers(24)), fonts)
    assert read.page_count(long) == 4
    sheets = two_up(long)
    assert read.page_count(sheets) == 2
    assert ["Liên 1" in read.words(sheets, page) for page in (0, 1)] == [True, False]


def test_equal_papers_give_equal_bytes(receipt: bytes) -> None:
    """No date and no chance in the sheet; its title is the paper's."""
    assert two_up(receipt) == two_up(receipt)
    with pikepdf.open(BytesIO(two_up(receipt))) as sheets, pikepdf.open(BytesIO(receipt)) as paper:
        assert str(sheets.docinfo["/Title"]) == str(paper.docinfo["/Title"])


def test_only_upright_a5_is_taken(receipt: bytes, fonts: FontSet) -> None:
    """An A4 page, a turned page and bytes that are no PDF are refused, not squeezed in."""
    whole = draw_result(confirmation(sample.marital_status()), fonts).pdf
    buffer = BytesIO()
    with pikepdf.open(BytesIO(receipt)) as turned:
        turned.pages[1].Rotate = 90
        turned.save(buffer)
    for paper in (whole, buffer.getvalue(), b"%PDF-1.7 nothing"):
        with pytest.raises(PrintFault):
            two_up(paper)
