"""Long papers flow over pages without losing a word, and a closing never stands alone."""

from __future__ import annotations

import re
from dataclasses import replace

import paper_reading as reading
import paper_samples as samples
import pytest

from printing.fonts import FontSet
from printing.receipt import Copy, PaperRow, draw_receipt
from printing.refusal import draw_refusal
from printing.supplement import MissingPaper, draw_supplement

MM = 72 / 25.4
FOOT_LINE = 8.6 * MM - 12


def test_thirty_papers_take_two_pages(fonts: FontSet) -> None:
    """The head of the table repeats, page 2 names paper and code, all rows are there once."""
    pdf = draw_receipt(samples.receipt(samples.many_papers(30)), fonts, (Copy.APPLICANT,))
    first, second = reading.words(pdf, 0), reading.words(pdf, 1)
    assert reading.page_count(pdf) == 2
    assert "Tên giấy tờ Loại bản" in first
    assert "Tên giấy tờ Loại bản" in second
    assert "Xem tiếp trang sau Trang 1/2" in first
    assert f"mã hồ sơ {samples.CODE} (tiếp theo)" in second
    assert "Trang 2/2" in second
    assert "NGƯỜI TIẾP NHẬN" not in first
    assert reading.find(pdf, 1, "(tiếp theo)").y0 > reading.find(pdf, 1, "Tên giấy tờ").y1 + 4
    numbers = re.findall(r"Giấy tờ số (\d+):", first + " " + second)
    assert numbers == [str(number) for number in range(1, 31)]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 6, 7, 8, 9, 16, 17, 18, 19, 31, 41, 90])
def test_any_number_of_papers_keeps_every_row_and_the_closing_together(fonts: FontSet, count: int) -> None:
    """No row is lost or cut, the promise and the signatures are on the last page with two rows of the table."""
    pdf = draw_receipt(samples.receipt(samples.many_papers(count)), fonts, (Copy.FILE,))
    pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
    assert re.findall(r"Giấy tờ số (\d+):", " ".join(pages)) == [str(n) for n in range(1, count + 1)]
    assert "Số lượng hồ sơ: 01 (bộ)." in pages[-1]
    assert "NGƯỜI NỘP HỒ SƠ" in pages[-1]
    assert len(re.findall(r"Giấy tờ số \d+:", pages[-1])) >= min(2, count)
    for page in range(len(pages)):
        assert reading.text_bottom(pdf, page) >= FOOT_LINE


def test_a_paper_with_an_endless_name_is_cut_with_a_mark(fonts: FontSet) -> None:
    """A row cannot be split, so a cell keeps 400 letters at most and shows that it was cut."""
    endless = PaperRow("giấy " * 3000, "Bản chính", "1")
    pdf = draw_receipt(samples.receipt((endless, *samples.PAPERS)), fonts, (Copy.FILE,))
    said = reading.all_words(pdf)
    assert "giấy giấy… Bản chính 1" in said
    assert "Thẻ căn cước công dân" in said
    assert all(reading.text_bottom(pdf, page) >= FOOT_LINE for page in range(reading.page_count(pdf)))


def test_an_endless_reason_goes_on_over_pages(fonts: FontSet) -> None:
    """The reason of a refusal is running text: it breaks between pages and keeps every word."""
    reason = " ".join(f"điểm-{number}" for number in range(1, 1500))
    pdf = draw_refusal(replace(samples.refusal(), reason=reason), fonts)
    said = reading.all_words(pdf)
    assert reading.page_count(pdf) >= 3
    assert [int(n) for n in re.findall(r"điểm-(\d+)", said)] == list(range(1, 1500))
    assert all(reading.text_bottom(pdf, page) >= FOOT_LINE for page in range(reading.page_count(pdf)))


def test_an_endless_promise_is_broken_rather_than_lost(fonts: FontSet) -> None:
    """A closing taller than a page is laid like the body: fee details of any length stay whole."""
    value = samples.receipt()
    fee = " ".join(f"khoản-{number}" for number in range(1, 1200))
    pdf = draw_receipt(replace(value, promise=replace(value.promise, fee=fee)), fonts, (Copy.FILE,))
    said = reading.all_words(pdf)
    assert [int(n) for n in re.findall(r"khoản-(\d+)", said)] == list(range(1, 1200))
    assert all(reading.text_bottom(pdf, page) >= FOOT_LINE for page in range(reading.page_count(pdf)))


def test_many_missing_papers_flow_over_pages(fonts: FontSet) -> None:
    """The two-row head of form 02 repeats on its second page."""
    missing = tuple(MissingPaper(f"Giấy tờ cần bổ sung số {n}", originals=1) for n in range(1, 41))
    pdf = draw_supplement(replace(samples.supplement(), missing=missing), fonts)
    pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
    assert len(pages) == 2
    assert all("Bản chính" in page and "Bản chụp" in page for page in pages)
    assert "số 15/HDHS (tiếp theo)" in pages[1]
    assert "NGƯỜI HƯỚNG DẪN" in pages[1]
