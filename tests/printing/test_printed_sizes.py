"""What holds of every paper on A5 and on A4: size, margins, the printing said again, bars of whole dots."""

from __future__ import annotations

import re

import every_paper
import paper_reading as reading
import paper_samples as samples
import pytest

from printing.fonts import FontSet
from printing.receipt import draw_receipt
from printing.values import PaperSize

MM = 72 / 25.4
MEASURES = {PaperSize.A5: (148, 210, 12, 8), PaperSize.A4: (210, 297, 30, 15)}
"""Width, height, left and right margin in mm."""


@pytest.mark.parametrize("size", PaperSize)
@pytest.mark.parametrize("paper", sorted(every_paper.SIZED))
def test_a_paper_keeps_its_size_and_margins(fonts: FontSet, paper: str, size: PaperSize) -> None:
    """No letter runs out of the text area, the longest names included; the paper has the size asked for."""
    wide, high, left, right = MEASURES[size]
    pdf = every_paper.SIZED[paper](fonts, size, 0)
    assert all(sides == pytest.approx((wide * MM, high * MM), abs=0.1) for sides in reading.page_sizes(pdf))
    for page in range(reading.page_count(pdf)):
        first, last = reading.text_span(pdf, page)
        assert first >= left * MM - 0.5
        assert last <= (wide - right) * MM + 0.5


@pytest.mark.parametrize("paper", sorted(every_paper.SIZED))
def test_a_printing_again_says_which(fonts: FontSet, paper: str) -> None:
    """ "In lại lần 4" stands on the first page, and on no first printing."""
    assert "In lại lần 4" in reading.words(every_paper.SIZED[paper](fonts, PaperSize.A5, 4), 0)
    assert "In lại" not in reading.all_words(every_paper.SIZED[paper](fonts, PaperSize.A5, 0))


@pytest.mark.parametrize("paper", sorted(every_paper.SIZED))
def test_both_sizes_say_the_same(fonts: FontSet, paper: str) -> None:
    """A4 is the same design: no word is lost or added but the feet of pages and what their breaks repeat."""
    small = _said(every_paper.SIZED[paper](fonts, PaperSize.A5, 1))
    assert small == _said(every_paper.SIZED[paper](fonts, PaperSize.A4, 1))
    assert len(small) > 60


def _said(pdf: bytes) -> set[str]:
    """Gives the words of a paper without what stands on a page only because it is a page."""
    pages = (reading.words(pdf, page).split("(tiếp theo)")[-1] for page in range(reading.page_count(pdf)))
    text = " ".join(re.sub(r"(· Xem tiếp trang sau)? ?Trang \d+/\d+", "", page) for page in pages)
    return set(text.replace("-", " ").split())


def test_codes_on_a4_are_read_and_keep_whole_dots(fonts: FontSet) -> None:
    """The bars are 145 modules of 10 dots at 600 dpi; the QR is 17 mm in the corner of the sheet."""
    pdf = draw_receipt(samples.receipt(), fonts, size=PaperSize.A4)
    wide = {round(path.width / MM, 1): path for path in reading.paths(pdf, 0)}
    assert pytest.approx(wide[61.4].width / MM, abs=0.1) == 145 * 10 * 25.4 / 600
    assert wide[17.0].y1 > (297 - 20) * MM
    assert reading.codes(reading.picture(pdf, 0)) == {("QRCode", samples.LOOK_UP), ("Code128", samples.BARCODE)}
