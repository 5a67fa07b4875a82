"""Form 04 and the letters of the one-stop say every field, stay in their margins, and keep the seal's room empty."""

from __future__ import annotations

from dataclasses import replace

import letter_samples as letters
import paper_reading as reading
import paper_samples as samples
import pytest

from printing.apology import draw_apology
from printing.fonts import FontSet
from printing.overdue_notice import draw_overdue_notice
from printing.sheet import Printed
from printing.values import PaperSize

MM = 72 / 25.4


@pytest.mark.parametrize("size", PaperSize)
@pytest.mark.parametrize(
    "field",
    [
        "ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY",
        "Số: 03/PXL",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ (In lại lần 2)",
        f"Kính gửi: Bà {samples.LONG_NAME} Địa chỉ: Số 12/4B đường Tôn Đức Thắng",
        "Số điện thoại: 0918 000 412",
        f"Ngày 14/3/2019, Ủy ban nhân dân phường Phú Thủy tiếp nhận hồ sơ {samples.PROCEDURE} của bà, mã số",
        f"hồ sơ {samples.CODE}, hẹn trả kết quả lúc 17 giờ 00 phút, ngày 19/3/2019.",
        "chưa giải quyết xong hồ sơ của bà.",
        "Lý do: chưa nhận được văn bản trả lời xác minh",
        "gây phiền hà và tốn kém chi phí, công sức của bà. Ủy ban nhân dân phường Phú Thủy xin lỗi bà",
        "và hẹn trả kết quả vào: 17 giờ 00 phút, thứ Hai, ngày 25/3/2019 Mong bà thông cảm.",
        "Nơi nhận:",
        "- Lưu: VT.",
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
        "Nguyễn Thị Ánh Nguyệt",
        "Mẫu số 04, Thông tư 01/2018/TT-VPCP",
    ],
)
def test_form_04_says_every_field_on_both_sizes(fonts: FontSet, field: str, size: PaperSize) -> None:
    """Whom, which dossier, why, when instead, and who signs can be read back with all marks."""
    assert field in reading.words(draw_apology(letters.apology(reprint=2), fonts, size).pdf, 0)


def test_form_04_without_a_new_date_promises_none(fonts: FontSet) -> None:
    """The apology alone has another title, no frame of a date, and names whom to ask."""
    alone = draw_apology(letters.apology(new_due=""), fonts)
    said = reading.words(alone.pdf, 0)
    assert "PHIẾU XIN LỖI Kính gửi" in said
    assert "hẹn lại" not in said.replace("(không hẹn lại ngày)", "")
    assert "xin lỗi bà. Khi có kết quả, Ủy ban nhân dân phường Phú Thủy báo ngay cho bà." in said
    assert "xin liên hệ bà Lê Thị Mỹ Hoa, số điện thoại 0252 300 0001." in said
    assert len(_frames(alone)) == 0
    assert len(_frames(draw_apology(letters.apology(), fonts))) == 1


def _frames(paper: Printed) -> list[reading.Rect]:
    """Gives the frames that are wide and as high as one bold line."""
    return [path for path in reading.paths(paper.pdf, 0) if path.width > 90 * MM and 20 < path.y1 - path.y0 < 40]


@pytest.mark.parametrize("size", PaperSize)
def test_the_room_for_hand_and_seal_is_empty_on_both_sizes(fonts: FontSet, size: PaperSize) -> None:
    """Not one dark pixel between the titles and the name; on A4 it is as much larger as the paper's text."""
    paper = draw_apology(letters.apology(), fonts, size)
    box = paper.signature_box
    scale = 1.25 if size is PaperSize.A4 else 1.0
    assert reading.ink(paper.pdf, box.page, reading.Rect(box.x0, box.y0, box.x1, box.y1)) == 0
    assert box.y1 <= reading.find(paper.pdf, 0, "(Chữ ký, dấu)").y0
    assert reading.find(paper.pdf, 0, "Nguyễn Thị Ánh Nguyệt").y1 <= box.y0
    assert (box.y1 - box.y0) / scale == pytest.approx(58, abs=1)
    assert box.x1 <= reading.page_sizes(paper.pdf)[0][0] - 8 * MM


def test_an_endless_reason_keeps_the_promise_with_the_signature(fonts: FontSet) -> None:
    """The reason goes on over the page; apology, date and signature stay together."""
    reason = " ".join(f"điểm-{number}" for number in range(1, 700))
    paper = draw_apology(replace(letters.apology(), reason=reason), fonts)
    last = reading.words(paper.pdf, paper.pages - 1)
    assert paper.pages >= 2
    assert paper.signature_box.page == paper.pages - 1
    assert "điểm-699" in reading.all_words(paper.pdf)
    assert all(words in last for words in ("xin lỗi bà", letters.NEW_DUE, "PHÓ CHỦ TỊCH", "(tiếp theo)"))


@pytest.mark.parametrize(
    "field",
    [
        "Số: 21/TB-UBND",
        "THÔNG BÁO HỒ SƠ QUÁ HẠN GIẢI QUYẾT",
        "Kính gửi: Bộ phận tiếp nhận và trả kết quả phường Phú Thủy",
        "Căn cứ khoản 9 Điều 19 Nghị định số 61/2018/NĐ-CP",
        "thông báo 03 hồ sơ không giải quyết xong trong thời hạn",
        "TT Mã số hồ sơ, người nộp, thủ tục Ngày đã hẹn Đề nghị hẹn lại Lý do quá hạn",
        "Chưa có văn bản trả lời xác minh.",
        "Đề nghị Bộ phận tiếp nhận và trả kết quả phường Phú Thủy điều chỉnh thời gian trả kết quả",
        "Mỗi hồ sơ chỉ được hẹn lại một lần.",
        "PHÓ CHỦ TỊCH",
        "Trình bày theo mẫu của Hệ thống Một cửa điện tử",
    ],
)
def test_the_written_notice_says_what_the_decree_asks(fonts: FontSet, field: str) -> None:
    """Which dossiers, why, the date proposed, and what the one-stop unit is to do."""
    assert field in reading.words(draw_overdue_notice(letters.overdue_notice(), fonts).pdf, 0)


def test_a_notice_without_any_new_date_asks_for_no_change(fonts: FontSet) -> None:
    """When no dossier may be given a date again, the unit is not asked to change one."""
    notice = letters.overdue_notice(2)
    none = replace(notice, dossiers=(notice.dossiers[1],))
    said = reading.words(draw_overdue_notice(none, fonts).pdf, 0)
    assert "không hẹn lại" in said
    assert "điều chỉnh thời gian" not in said


def test_thirty_late_dossiers_are_all_listed(fonts: FontSet) -> None:
    """Each code once; the head of the table and the number of the notice on every page."""
    paper = draw_overdue_notice(letters.overdue_notice(30), fonts)
    said = [reading.words(paper.pdf, page) for page in range(paper.pages)]
    assert [" ".join(said).count(f"190314-{number:04d}") for number in range(1, 31)] == [1] * 30
    assert all("Lý do quá hạn" in page for page in said)
    assert all("số 21/TB-UBND (tiếp theo)" in page for page in said[1:])
