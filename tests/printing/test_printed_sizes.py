"""What holds of every paper in each of its sizes: format, margins, the printing said again, text of any length."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any

import every_paper
import paper_reading as reading
import paper_samples as samples
import pytest

from printing.fonts import FontSet
from printing.receipt import draw_receipt
from printing.values import PaperSize

MM = 72 / 25.4
KEPT = frozenset({"barcode", "tracking", "qr", "secret", "returned"})
"""Fields that are codes, not words; and the one whose being empty means something."""


@pytest.mark.parametrize(("paper", "size"), every_paper.SIZED)
def test_a_paper_keeps_its_size_and_margins(fonts: FontSet, paper: str, size: str) -> None:
    """No letter of the longest names runs out of the text area; the paper has the size asked for."""
    _within(every_paper.drawn(fonts, paper, size, 0), size)


@pytest.mark.parametrize("paper", [name for name in sorted(every_paper.PAPERS) if name != "postal label"])
def test_endless_words_in_every_field_stay_on_the_paper(fonts: FontSet, paper: str) -> None:
    """600 letters in each field at once: more pages perhaps, but nothing runs out of them or under their foot."""
    one = every_paper.PAPERS[paper]
    size = one.sizes[0]
    _within(one.draw(_stuffed(one.make(0), "Hồ sơ dài " * 60), fonts, size), size)


@pytest.mark.parametrize(("paper", "size"), every_paper.SIZED)
def test_markup_letters_in_every_field_are_letters(fonts: FontSet, paper: str, size: str) -> None:
    """ "<b>" and "&" in any field are drawn as they are typed, in capitals where the paper sets capitals."""
    one = every_paper.PAPERS[paper]
    hostile = _stuffed(one.make(0), "Ô <b>A&B</b> &amp; <para>")
    said = reading.all_words(one.draw(hostile, fonts, size)).lower()
    assert said.count("<b>a&b</b> &amp; <para>") >= 3


def _within(pdf: bytes, size: str) -> None:
    """Holds each page to its format and margins."""
    wide, high, left, right = every_paper.SIZES[size]
    assert all(sides == pytest.approx((wide * MM, high * MM), abs=0.1) for sides in reading.page_sizes(pdf))
    for box in reading.text_bounds(pdf):
        assert box.x0 >= left * MM - 0.5
        assert box.x1 <= (wide - right) * MM + 0.5
        assert box.y0 >= 4 * MM


def _stuffed(value: Any, words: str) -> Any:
    """Gives the value with the words in every field that is text."""
    if isinstance(value, str):
        return words if value else value
    if isinstance(value, tuple):
        return tuple(_stuffed(one, words) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in KEPT}
        return replace(value, **{name: _stuffed(one, words) for name, one in changed.items()})
    return value


@pytest.mark.parametrize("paper", sorted(every_paper.PAPERS))
def test_a_printing_again_says_which(fonts: FontSet, paper: str) -> None:
    """ "In lại lần 4" stands on the first page, and on no first printing."""
    one = every_paper.PAPERS[paper]
    assert "In lại lần 4" in reading.words(one.draw(one.make(4), fonts, one.sizes[0]), 0)
    assert "In lại" not in reading.all_words(every_paper.drawn(fonts, paper, one.sizes[0], 0))


@pytest.mark.parametrize("paper", [name for name, paper in sorted(every_paper.PAPERS.items()) if len(paper.sizes) > 1])
def test_both_sizes_say_the_same(fonts: FontSet, paper: str) -> None:
    """It is one design: no word is lost or added but the feet of pages and what their breaks repeat."""
    small, large = (_said(every_paper.drawn(fonts, paper, size, 0)) for size in every_paper.PAPERS[paper].sizes)
    assert {word for word in small if not _known(word, large)} == set()
    assert {word for word in large if not _known(word, small)} == set()
    assert len(small) > 40


def _known(word: str, others: set[str]) -> bool:
    """Tells whether a word is among the others; the reader joins two of them at the end of some lines."""
    return word in others or any(word[:at] in others and word[at:] in others for at in range(1, len(word)))


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
