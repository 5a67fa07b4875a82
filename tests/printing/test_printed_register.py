"""Form 06 numbers its pages, says its sums on each, loses no entry, and is closed and signed at the end of its year."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import paper_reading as reading
import paper_samples as samples
import pytest
import register_samples as registers

from printing.fonts import FontSet
from printing.register import draw_register
from printing.register_pages import pages_of

MM = 72 / 25.4
COLUMNS = (
    "TT Mã hồ sơ Tên thủ tục hành chính Số lượng hồ sơ (bộ) Tên cá nhân, tổ chức Địa chỉ, số điện thoại "
    "Cơ quan chủ trì giải quyết Nhận hồ sơ Hẹn trả kết quả Trả kết quả Phương thức nhận kết quả Ký nhận Ghi chú "
    "1 2 3 4 5 6 7 8 9 10 11 12 13"
)

ENTRY = (
    "0382 000.05.24.H11- 190314-0382 Đăng ký lại khai sinh cho người đã có hồ sơ, giấy tờ cá nhân 1 Y Blơ Niê Kđăm "
    "Khu phố 1, Phú Thủy 0918 000 105 UBND phường Phú Thủy 14/3/2019 08:02 19/3/2019 17:00 19/3/2019 10:15 "
    "Bưu chính công ích"
)


@pytest.mark.parametrize(
    "field",
    [
        "ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
        "SỔ THEO DÕI HỒ SƠ Ngày 14 tháng 3 năm 2019. Quầy số 1",
        "Quyển số: 01/2019 Trang 37",
        "Ngày, tháng, năm",
        COLUMNS,
        ENTRY,
        samples.LONG_NAME,
        "Trả ngay",
        "Mẫu số 06, Thông tư 01/2018/TT-VPCP",
        "In từ phần mềm lúc 17:05 ngày 14/3/2019",
    ],
)
def test_form_06_says_every_column_in_order(fonts: FontSet, field: str) -> None:
    """The thirteen columns with their numbers, an entry whole, book and page can be read back."""
    assert field in _first_page(fonts).replace("H11-190314", "H11- 190314").replace("  ", " ")


@cache
def _first_page(fonts: FontSet) -> str:
    return reading.words(draw_register(registers.register(), fonts), 0)


def test_a_column_stands_under_its_head(fonts: FontSet) -> None:
    """Number, promised day and note lie inside the columns whose heads say so, on A4 across."""
    pdf = draw_register(registers.register(5), fonts)
    assert reading.page_sizes(pdf) == [pytest.approx((297 * MM, 210 * MM), abs=0.1)]
    for head, value in (("TT", "0381"), ("Hẹn trả kết", "17:00"), ("Ghi chú", "Trả ngay")):
        above, below = reading.find(pdf, 0, head), reading.find(pdf, 0, value)
        assert (above.x0 + above.x1) / 2 == pytest.approx((below.x0 + below.x1) / 2, abs=6)
    first, last = reading.text_span(pdf, 0)
    assert first >= 12 * MM - 0.5
    assert last <= 287 * MM + 0.5


def test_every_page_has_its_head_number_and_sums(fonts: FontSet) -> None:
    """Page numbers go on from the book, the running sum from the dossiers before, and both add up."""
    pdf = draw_register(registers.register(60), fonts)
    pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
    assert [int(re.findall(r"Trang (\d+)", page)[0]) for page in pages] == list(range(37, 37 + len(pages)))
    assert all("SỔ THEO DÕI HỒ SƠ (tiếp theo)" in page for page in pages[1:])
    assert all("Ghi chú 1 2 3 4" in page for page in pages)
    sums = [re.findall(r"Cộng trang: (\d+) hồ sơ, đã trả kết quả (\d+), chưa trả (\d+)", page)[0] for page in pages]
    counts = [tuple(int(part) for part in parts) for parts in sums]
    assert all(count == done + waiting for count, done, waiting in counts)
    assert sum(count for count, _, _ in counts) == 60
    assert sum(waiting for _, _, waiting in counts) == 20
    running = [int(re.findall(r"đến hết trang: (\d+)", page)[0]) for page in pages]
    assert running[0] == 380 + counts[0][0]
    assert running[-1] == 440
    assert re.findall(r"190314-(\d{4})", " ".join(pages)) == [f"{number:04d}" for number in range(381, 441)]
    assert all(reading.text_bottom(pdf, page) >= 9.5 * MM - 12 for page in range(len(pages)))


def test_a_merged_register_names_the_book_of_each_entry(fonts: FontSet) -> None:
    """Numbers of several desks would meet: each stands over the name of its own book."""
    said = reading.words(draw_register(registers.register(4, merged=True, reprint=2), fonts), 0)
    assert "In lại lần 2. Ngày 14 tháng 3 năm 2019. Gộp 3 quầy" in said
    assert re.findall(r"(\d{4}) (Quầy \d)", said)[:4] == [
        ("0381", "Quầy 1"),
        ("0382", "Quầy 2"),
        ("0383", "Quầy 3"),
        ("0384", "Quầy 1"),
    ]


@pytest.mark.parametrize("count", [0, 1, 5, 8, 11, 12, 13, 36])
def test_the_year_is_closed_on_its_last_page(fonts: FontSet, count: int) -> None:
    """Pages, first and last number, totals in figures and words, and two signatures, however the page is filled."""
    pdf = draw_register(registers.register(count, closed=True), fonts)
    pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
    total = 380 + count
    assert f"KHÓA SỔ NĂM 2019. Sổ có {36 + len(pages)} trang, ghi liên tục từ số 0001 đến số {total:04d}" in pages[-1]
    sums = f"đã trả kết quả {total - 7} hồ sơ, kết thúc không có kết quả 3 hồ sơ, chuyển sang năm sau 4 hồ sơ."
    assert sums in pages[-1]
    assert "NGƯỜI GIỮ SỔ" in pages[-1]
    assert "(Ký, ghi rõ họ tên và đóng dấu) " in pages[-1]
    assert "Phú Thủy, ngày 31 tháng 12 năm 2019" in pages[-1]
    assert not any("KHÓA SỔ" in page for page in pages[:-1])
    assert len(re.findall(r"190314-\d{4}", " ".join(pages))) == count
    assert reading.text_bottom(pdf, len(pages) - 1) >= 9.5 * MM - 12
    assert reading.find(pdf, len(pages) - 1, "Nguyễn Thị Ánh Nguyệt").y0 >= 9.5 * MM
    assert len(re.findall(r"190314-\d{4}", pages[-1])) >= min(1, count)


def test_four_hundred_sixteen_is_also_said_in_words(fonts: FontSet) -> None:
    """The total of the book cannot be altered by a pen."""
    said = reading.all_words(draw_register(registers.register(36, closed=True), fonts))
    assert "tổng cộng 416 (bốn trăm mười sáu) hồ sơ" in said


def test_an_entry_with_endless_fields_stays_on_its_page(fonts: FontSet) -> None:
    """A row is never taller than a page, and shows where it was cut."""
    one = registers.entry(381)
    endless = replace(one, **{name: "dài lắm " * 200 for name in one.__slots__ if name not in {"returned", "book"}})
    pdf = draw_register(replace(registers.register(4), entries=(one, endless, one)), fonts)
    assert "dài lắm…" in reading.all_words(pdf) or "dài…" in reading.all_words(pdf)
    assert all(reading.text_bottom(pdf, page) >= 9.5 * MM - 12 for page in range(reading.page_count(pdf)))


def test_a_drawing_is_ended_by_what_is_raised_in_it(fonts: FontSet) -> None:
    """After each row and each page whoever waits may say that nobody does any more."""
    value, asked = registers.register(60), list[int]()
    pdf = draw_register(value, fonts, lambda: asked.append(1))
    assert len(asked) == 60 + reading.page_count(pdf)

    def end() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        draw_register(value, fonts, end)


def test_pages_never_take_more_than_their_room() -> None:
    """Any heights: all rows in order, each page within its room, a closing never without rows that could be with it."""
    heights = [10.0 + 7 * (at % 5) for at in range(57)]
    for count in range(58):
        for closing in (0.0, 60.0, 95.0):
            pages = pages_of(heights[:count], 100.0, closing)
            assert [row for page in pages for row in page] == list(range(count))
            used = [sum(heights[row] for row in page) for page in pages]
            assert max(used) <= 100.0
            assert used[-1] + closing <= 100.0 or not pages[-1]
            alone = not pages[-1] and count > 0
            assert not alone or heights[count - 1] + closing > 100.0 or len(pages[-2]) == 1
