"""Form 05 says who gave, who took and when, in the order of the log, however long it is; a group is one paper."""

from __future__ import annotations

import re
from dataclasses import replace

import every_paper
import paper_reading as reading
import paper_samples as samples
import pytest
import slip_samples as slips

from printing.control_slip import draw_control_slip
from printing.fonts import FontSet
from printing.group_slip import draw_group_slip
from printing.transfer_slip import draw_transfer_slip
from printing.values import PaperSize

MM = 72 / 25.4


@pytest.mark.parametrize("size", PaperSize)
@pytest.mark.parametrize(
    "field",
    [
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ (In lại lần 1)",
        f"Mã hồ sơ {samples.CODE}",
        f"Kèm theo hồ sơ của: {samples.LONG_NAME}",
        f"Nội dung yêu cầu giải quyết: {samples.PROCEDURE}",
        "Ngày nhận: 14/3/2019 Hẹn trả: 17 giờ 00 phút, ngày 19/3/2019",
        "Cơ quan (bộ phận) giải quyết hồ sơ: Công chức Tư pháp - hộ tịch phường Phú Thủy",
        "Cơ quan phối hợp giải quyết: Công an phường Phú Thủy",
        "Thời gian giao, nhận hồ sơ",
        "1. Giao: Bộ phận tiếp nhận và trả kết quả phường Phú Thủy 2. Nhận: Công chức Tư pháp",
        "15 giờ 02 phút, ngày 14/3/2019",
        f"15 giờ 20 phút, ngày 14/3/2019 {samples.LONG_NAME} Đúng hạn 4 giấy tờ, 6 trang",
        "chưa nhận Quá hạn Trả kết quả",
        "Hồ sơ chuyển qua dịch vụ bưu chính công ích",
        "Mẫu số 05, Thông tư 01/2018/TT-VPCP",
    ],
)
def test_form_05_says_every_field_on_both_sizes(fonts: FontSet, field: str, size: PaperSize) -> None:
    """The dossier, the agencies, every hand-over with its times and its outcome can be read back."""
    assert field in " ".join(every_paper.said(fonts, "control slip", size.value, 1))


def test_giver_and_taker_stand_under_their_heads(fonts: FontSet) -> None:
    """The name of who gave is in the column of givers, 8 mm under its time, and so is that of who took."""
    pdf = draw_control_slip(slips.control_slip(2), fonts)
    giver, taker = reading.find(pdf, 0, "Người giao"), reading.find(pdf, 0, "Người nhận")
    gave, took = reading.find(pdf, 0, samples.CLERK), reading.find(pdf, 0, "15 giờ 20 phút,")
    assert _middle(gave) == pytest.approx(_middle(giver), abs=1.5)
    assert _middle(took) == pytest.approx(_middle(taker), abs=3)
    assert reading.find(pdf, 0, "15 giờ 02").y0 - gave.y1 >= 8 * MM + 9


def _middle(rect: reading.Rect) -> float:
    return (rect.x0 + rect.x1) / 2


def test_a_long_log_keeps_its_order_over_pages(fonts: FontSet) -> None:
    """Sixty hand-overs: each once, in order, under a repeated head; no row is cut by a page."""
    pdf = draw_control_slip(slips.control_slip(60), fonts)
    pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
    assert [int(n) for n in re.findall(r"Cơ quan thứ (\d+)", " ".join(pages))] == list(range(2, 60))
    assert all("Người giao Người nhận" in page for page in pages)
    assert all(f"mã hồ sơ {samples.CODE} (tiếp theo)" in page for page in pages[1:])
    assert all(reading.text_bottom(pdf, page) >= 8.6 * MM - 12 for page in range(len(pages)))


@pytest.mark.parametrize("count", [1, 2, 31, 64])
def test_a_group_is_one_paper_with_every_dossier_once(fonts: FontSet, count: int) -> None:
    """Count in the title and at the end, every code once, signatures only on the last page beside two rows."""
    pdf = draw_group_slip(slips.group_slip(count), fonts)
    pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
    assert f"(Giao nhận theo nhóm: {count:02d} hồ sơ)" in pages[0]
    assert f"Tổng cộng: {count:02d} hồ sơ." in pages[-1]
    assert [int(n) for n in re.findall(r"190314-(\d{4})", " ".join(pages))] == list(range(1, count + 1))
    assert [("NGƯỜI NHẬN" in page) for page in pages] == [False] * (len(pages) - 1) + [True]
    assert len(re.findall(r"190314-\d{4}", pages[-1])) >= min(2, count)


def test_a_group_that_nobody_took_yet_says_so(fonts: FontSet) -> None:
    """The time of taking is never left to be read as the time of giving."""
    value = slips.group_slip(2)
    waiting = replace(value, hand_over=replace(value.hand_over, taken_at="", taker=""))
    assert "Thời gian nhận: chưa nhận" in reading.words(draw_group_slip(waiting, fonts), 0)


@pytest.mark.parametrize(
    "field",
    [
        "PHIẾU CHUYỂN XỬ LÝ HỒ SƠ LIÊN THÔNG",
        f"Mã hồ sơ {samples.CODE}",
        "Cơ quan chủ trì: Chi nhánh Văn phòng Đăng ký đất đai thành phố Phan Thiết",
        "TT Cơ quan giải quyết Nội dung công việc Thời hạn Chuyển kết quả đến",
        "2 Chi cục Thuế Phan Thiết Xác định nghĩa vụ tài chính 18/3/2019",
        "Hồ sơ giấy được chuyển lần lượt theo thứ tự trên.",
        "NGƯỜI CHUYỂN HỒ SƠ",
        "Căn cứ khoản 6 Điều 19 Nghị định 61/2018/NĐ-CP.",
    ],
)
def test_a_transfer_names_work_and_deadline_of_each_agency(fonts: FontSet, field: str) -> None:
    """What the decree asks of the slip can be read back."""
    assert field in every_paper.said(fonts, "transfer slip", "A5")[0]


def test_an_electronic_transfer_goes_to_all_at_once(fonts: FontSet) -> None:
    """No order is promised where there is none."""
    said = reading.words(draw_transfer_slip(slips.transfer_slip(at_once=True), fonts), 0)
    assert "chuyển cùng lúc đến tất cả các cơ quan trên" in said
    assert "lần lượt" not in said
