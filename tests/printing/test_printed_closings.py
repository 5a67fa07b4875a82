"""Labels for the post are read by machine and postman; the paper of a closed day is one page and tells the truth."""

from __future__ import annotations

from dataclasses import replace

import closing_samples as closings
import every_paper
import paper_reading as reading
import paper_samples as samples
import pytest

from printing.codes import code128_modules
from printing.faults import PrintFault
from printing.fonts import FontSet
from printing.postal_label import draw_postal_labels
from printing.reconciliation import agrees, draw_reconciliation
from printing.values import DayReconciliation, HeadPair, LabelSize, PaperSize

MM = 72 / 25.4


@pytest.mark.parametrize("size", LabelSize)
@pytest.mark.parametrize(
    "field",
    [
        "BƯU CHÍNH CÔNG ÍCH · Ngày gửi: 19/3/2019",
        closings.TRACKING,
        f"Người gửi: {closings.SENDER.name} {closings.SENDER.address} Điện thoại: {samples.PHONE}",
        f"Người nhận: {samples.LONG_NAME} {samples.ADDRESS} Điện thoại: 0918 000 412",
        f"Mã số hồ sơ: {samples.CODE}",
        "Nội dung: Kết quả giải quyết thủ tục hành chính: Giấy xác nhận tình trạng hôn nhân, 01 bản",
        "Tiền thu hộ (COD): 46.000 đồng (Bốn mươi sáu nghìn đồng)",
        "Người nhận ký, ghi rõ họ tên:",
    ],
)
def test_a_label_says_every_field_on_both_sizes(fonts: FontSet, field: str, size: LabelSize) -> None:
    """From, to, what, and what the postman collects can be read back."""
    assert field in every_paper.said(fonts, "postal label", f"{size.value} label")[0]


@pytest.mark.parametrize("size", LabelSize)
@pytest.mark.parametrize("tracking", [closings.TRACKING, "CA000000018VN", "12345678901234567890", "Px-77"])
def test_a_machine_reads_the_tracking_number(fonts: FontSet, tracking: str, size: LabelSize) -> None:
    """At 200 dpi, straight and turned by 2 degrees; the bars are whole dots of 300 dpi wide."""
    pdf = draw_postal_labels([replace(closings.label(), tracking=tracking)], fonts, size)
    page = reading.picture(pdf, 0)
    assert reading.codes(page) == {("Code128", tracking)}
    assert reading.codes(page.rotate(2, expand=True, fillcolor=255)) == {("Code128", tracking)}


@pytest.mark.parametrize("length", [6, 9, 13, 14, 15, 16, 18])
def test_bars_have_whole_dots_and_quiet_zones(fonts: FontSet, length: int) -> None:
    """A module is a whole number of dots at 300 dpi, and ten of them are white at both sides, up to the frame."""
    tracking = "EB7K9M2QX4T8RWPZ5N"[:length]
    for size, (width, margin) in {LabelSize.A6: (105, 6), LabelSize.A5: (148, 8)}.items():
        pdf = draw_postal_labels([replace(closings.label(), tracking=tracking)], fonts, size)
        bars = next(path for path in reading.paths(pdf, 0) if 14 * MM < path.y1 - path.y0 < 20 * MM)
        module = bars.width / code128_modules(tracking)
        assert module / 72 * 300 == pytest.approx(round(module / 72 * 300), abs=0.02)
        assert bars.x0 - margin * MM >= 10 * module
        assert (width - margin) * MM - bars.x1 >= 10 * module


def test_nothing_to_collect_is_said_in_words(fonts: FontSet) -> None:
    """A label without an amount never shows an empty amount that a pen could fill."""
    said = reading.words(draw_postal_labels([closings.label(0)], fonts), 0)
    assert "KHÔNG THU TIỀN NGƯỜI NHẬN" in said
    assert "COD" not in said


def test_each_label_has_its_page_and_long_addresses_shrink(fonts: FontSet) -> None:
    """Two letters, two pages; an address of 300 letters is whole and inside the frame."""
    address = ("Nhà số 1, tổ 2, thôn Dài " * 20)[:299].strip()
    far = replace(closings.label(), receiver=replace(closings.RECEIVER, address=address))
    pdf = draw_postal_labels([closings.label(), far], fonts)
    assert reading.page_count(pdf) == 2
    assert address in reading.words(pdf, 1)
    assert reading.text_bottom(pdf, 1) >= 6 * MM


@pytest.mark.parametrize("tracking", ["", "Số 5", "X" * 60, "A\nB"])
def test_a_tracking_number_that_bars_cannot_say_is_a_fault(fonts: FontSet, tracking: str) -> None:
    """No label is drawn that the post could not read."""
    with pytest.raises(PrintFault, match=r"print\.barcode"):
        draw_postal_labels([replace(closings.label(), tracking=tracking)], fonts)


@pytest.mark.parametrize(
    "field",
    [
        "BIÊN BẢN ĐỐI SOÁT CUỐI NGÀY (Quầy số 1, ngày 14 tháng 3 năm 2019)",
        "Nội dung đối soát Tại quầy Tại trung tâm Kết quả",
        "Hồ sơ tiếp nhận trong ngày 27 27 Khớp",
        "số 1.204 · 9f3a 77c1 số 1.204 · 9f3a 77c1 Khớp",
        "Đã ghi tại quầy, chưa gửi 0 việc, 0 phần tệp Khớp KHỚP",
        "Chưa số hóa: 3 giấy tờ TT Mã số hồ sơ Giấy tờ Lý do chưa số hóa",
        "000.05.24.H11-190314-0002 Bản vẽ hoàn công khổ A0 Khổ giấy lớn hơn máy quét",
        "chưa ghi lý do",
        "NGƯỜI LẬP BIÊN BẢN",
        "PHỤ TRÁCH BỘ PHẬN",
    ],
)
def test_a_closed_day_says_what_both_sides_hold(fonts: FontSet, field: str) -> None:
    """Counts, heads, what waits and what has no pages can be read back."""
    assert field in every_paper.said(fonts, "reconciliation", "A4")[0]


@pytest.mark.parametrize("size", PaperSize)
@pytest.mark.parametrize("count", [0, 1, 9, 40, 400])
def test_a_closed_day_is_one_page_and_counts_what_it_leaves_out(fonts: FontSet, count: int, size: PaperSize) -> None:
    """A long list is cut at the page, and the paper says how many papers it does not show."""
    import re

    pdf = draw_reconciliation(closings.reconciliation(count), fonts, size)
    said = reading.words(pdf, 0)
    shown = len(re.findall(r"190314-\d{4}", said))
    left_out = re.findall(r"Còn (\d+) giấy tờ khác", said)
    assert reading.page_count(pdf) == 1
    assert shown + sum(int(number) for number in left_out) == count
    assert bool(left_out) == (shown < count)
    assert ("không có. Mọi giấy tờ" in said) == (count == 0)
    assert "PHỤ TRÁCH BỘ PHẬN" in said


SAME = HeadPair("Luồng", "số 5 · ab", "số 5 · ab")
AGREED = replace(closings.reconciliation(0), heads=(SAME,))


@pytest.mark.parametrize(
    ("day", "equal"),
    [
        (AGREED, True),
        (replace(AGREED, at_centre=26), False),
        (replace(AGREED, at_centre=28), False),
        (replace(AGREED, waiting_acts=1), False),
        (replace(AGREED, waiting_files=1), False),
        (replace(AGREED, heads=(SAME, replace(SAME, there="số 5 · ac"))), False),
    ],
)
def test_one_difference_is_enough_to_disagree(fonts: FontSet, day: DayReconciliation, equal: bool) -> None:
    """A dossier too few or too many, an act or a leaf that waits, another head: each alone says "CHƯA KHỚP"."""
    said = reading.words(draw_reconciliation(day, fonts), 0)
    assert agrees(day) is equal
    assert ("CHƯA KHỚP" in said) is not equal
    assert said.count("Chưa khớp") == (0 if equal else 1)
