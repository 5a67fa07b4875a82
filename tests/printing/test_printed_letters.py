"""Form 04 and the letters of the one-stop say every field, stay in their margins, and keep the seal's room empty."""

from __future__ import annotations

from dataclasses import replace

import every_paper
import letter_samples as letters
import paper_reading as reading
import paper_samples as samples
import pytest

from printing.apology import draw_apology
from printing.correction_notice import draw_correction_notice
from printing.fonts import FontSet
from printing.overdue_notice import draw_overdue_notice
from printing.refusal import refusal_to_sign
from printing.sheet import Printed
from printing.supplement import supplement_to_sign
from printing.values import PaperSize
from printing.withdrawal import draw_withdrawal

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
    assert field in every_paper.said(fonts, "apology", size.value, 2)[0]


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
    assert field in every_paper.said(fonts, "overdue notice", "A4")[0]


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


@pytest.mark.parametrize(
    "field",
    [
        "Số: 22/UBND-LYK",
        "PHIẾU LẤY Ý KIẾN Kính gửi: Công an phường Phú Thủy",
        f"tiếp nhận hồ sơ {samples.PROCEDURE} của bà {samples.LONG_NAME}, mã số hồ sơ {samples.CODE}",
        "đề nghị Công an phường Phú Thủy cho ý kiến về các nội dung sau:",
        "1. Thời gian và nơi thường trú của bà",
        "2. Thông tin về tình trạng hôn nhân trong hồ sơ cư trú.",
        "một cửa điện tử, trước: 17 giờ 00 phút, thứ Hai, ngày 18/3/2019",
        "thông báo cho người đứng đầu Bộ phận Một cửa",
        "Căn cứ khoản 5 Điều 19 Nghị định 61/2018/NĐ-CP.",
    ],
)
def test_an_opinion_is_asked_with_content_and_deadline(fonts: FontSet, field: str) -> None:
    """What the decree wants in the request can be read back."""
    assert field in every_paper.said(fonts, "opinion request", "A4")[0]


@pytest.mark.parametrize(
    "field",
    [
        "GIẤY XIN RÚT HỒ SƠ Kính gửi: Bộ phận tiếp nhận và trả kết quả phường Phú Thủy",
        f"Tên cá nhân, tổ chức: {samples.LONG_NAME} Số định danh cá nhân/CMND: 060190004128",
        f"Nội dung yêu cầu giải quyết: {samples.PROCEDURE} Mã số hồ sơ: {samples.CODE} Ngày nộp: 14/3/2019",
        "Nay xin rút hồ sơ nói trên và không đề nghị giải quyết nữa. Lý do: gia đình thay đổi dự định",
        "Giấy tờ được trả lại: 1. Tờ khai cấp Giấy xác nhận tình trạng hôn nhân 2. Trích lục ghi chú ly hôn",
        "NGƯỜI XIN RÚT HỒ SƠ",
        "NGƯỜI TIẾP NHẬN",
        "Trình bày theo mẫu của Hệ thống Một cửa điện tử",
    ],
)
def test_a_withdrawal_says_whose_what_and_what_goes_back(fonts: FontSet, field: str) -> None:
    """The citizen signs it, so no office stands over it."""
    said = every_paper.said(fonts, "withdrawal", "A5")[0]
    assert field in said
    assert said.startswith("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


@pytest.mark.parametrize("size", PaperSize)
def test_the_code_of_a_withdrawal_is_read_in_its_corner(fonts: FontSet, size: PaperSize) -> None:
    """The paper finds its dossier when it is scanned."""
    page = reading.picture(draw_withdrawal(letters.withdrawal(), fonts, size).pdf, 0)
    corner = page.crop((0, 0, page.width // 4, page.height // 6))
    assert reading.codes(corner) == {("QRCode", samples.LOOK_UP)}


def test_a_withdrawal_without_papers_says_so(fonts: FontSet) -> None:
    """An electronic dossier leaves nothing to hand back."""
    bare = replace(letters.withdrawal(), returned=())
    assert "Hồ sơ không có giấy tờ phải trả lại." in reading.words(draw_withdrawal(bare, fonts).pdf, 0)


@pytest.mark.parametrize(
    "field",
    [
        "THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ",
        "Ủy ban nhân dân phường Phú Thủy thông báo dừng giải quyết hồ sơ này.",
        "Lý do: đã quá thời hạn bổ sung hồ sơ",
        "Căn cứ: quy trình nội bộ giải quyết thủ tục.",
        "Bà có thể: 1. nhận lại giấy tờ đã nộp",
        "2. nộp hồ sơ mới khi đủ giấy tờ.",
        "xin liên hệ bà Lê Thị Mỹ Hoa, số điện thoại 0252 300 0001.",
    ],
)
def test_a_stop_says_why_by_which_rule_and_what_next(fonts: FontSet, field: str) -> None:
    """The applicant is never left without a next step."""
    assert field in every_paper.said(fonts, "stop notice", "A4")[0]


@pytest.mark.parametrize(
    "field",
    [
        "THÔNG BÁO ĐÍNH CHÍNH KẾT QUẢ",
        f"đính chính Giấy xác nhận tình trạng hôn nhân số 61/UBND-XNTTHN ngày 19/3/2019 (mã số hồ sơ {samples.CODE})",
        "TT Mục Đã ghi Sửa thành 1 Ngày, tháng, năm sinh 03/8/1909 03/8/1990",
        "Lý do: công chức nhập nhầm năm sinh",
        "Mời bà mang bản đã nhận đến Bộ phận tiếp nhận và trả kết quả để đổi bản mới",
        "xin lỗi bà về sai sót này và chịu mọi chi phí liên quan đến việc đính chính, bà không phải trả.",
        "Căn cứ khoản 1 Điều 21 Nghị định 61/2018/NĐ-CP.",
    ],
)
def test_a_correction_says_wrong_and_right_and_who_pays(fonts: FontSet, field: str) -> None:
    """What stood, what should stand, how to get it, at whose cost can be read back."""
    assert field in every_paper.said(fonts, "correction notice", "A4")[0]


@pytest.mark.parametrize(
    "field",
    [
        "THƯ XIN LỖI VỀ VIỆC HỒ SƠ BỊ MẤT, HƯ HỎNG",
        "giấy tờ sau đây bị mất hoặc hư hỏng: Trích lục ghi chú ly hôn.",
        "Sự việc: giấy tờ thất lạc khi chuyển từ quầy lên bộ phận chuyên môn ngày 15/3/2019.",
        "xin lỗi bà về sự cố này, phối hợp với bà để khắc phục và chịu mọi chi phí phát sinh",
        "xin liên hệ bà Lê Thị Mỹ Hoa, số điện thoại 0252 300 0001.",
        "Căn cứ khoản 2 Điều 21 Nghị định 61/2018/NĐ-CP.",
    ],
)
def test_a_loss_is_apologised_for_at_the_agencys_cost(fonts: FontSet, field: str) -> None:
    """What was lost, how, the apology, who pays, whom to ask."""
    assert field in every_paper.said(fonts, "loss letter", "A4")[0]


def test_an_agency_not_at_fault_promises_no_costs(fonts: FontSet) -> None:
    """The decree lays the costs on the agency only where the mistake is its own."""
    said = reading.words(draw_correction_notice(letters.correction_notice(by_agency=False), fonts).pdf, 0)
    assert "chi phí" not in said
    assert "xin lỗi" not in said


def test_a_correction_whose_reason_says_it_all_has_no_empty_rows(fonts: FontSet) -> None:
    """No table stands there to be filled in by hand; the sentence ends."""
    notice = replace(letters.correction_notice(), corrections=())
    said = reading.words(draw_correction_notice(notice, fonts).pdf, 0)
    assert "Đã ghi" not in said
    assert f"ngày 19/3/2019 (mã số hồ sơ {samples.CODE}). Lý do: công chức nhập nhầm năm sinh" in said


@pytest.mark.parametrize(
    "field",
    [
        "ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY Số: 16/HDHS",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        f"Mã hồ sơ: {samples.CODE}",
        "Thời hạn bổ sung, hoàn thiện: 17 giờ 00 phút, thứ Sáu, ngày 29/3/2019.",
        "Thời hạn giải quyết được tính lại từ đầu sau khi nhận đủ hồ sơ.",
        "PHÓ CHỦ TỊCH",
        "- Lưu: VT.",
    ],
)
def test_form_02_after_appraisal_is_the_agencys(fonts: FontSet, field: str) -> None:
    """The leader signs, the deadline and what becomes of the limit are said; nobody of the counter signs."""
    said = every_paper.said(fonts, "supplement of an agency", "A5")[0]
    assert field in said
    assert "NGƯỜI HƯỚNG DẪN" not in said


@pytest.mark.parametrize(
    "field",
    [
        "PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ Bộ phận",
        f"Mã hồ sơ: {samples.CODE}",
        "Qua thẩm định, Ủy ban nhân dân phường Phú Thủy thông báo không giải quyết hồ sơ này",
        "Căn cứ: Điều 35 Luật Hộ tịch năm 2014",
        "PHÓ CHỦ TỊCH",
    ],
)
def test_form_03_after_appraisal_is_the_agencys(fonts: FontSet, field: str) -> None:
    """It is a result of the agency: the leader signs, the applicant does not."""
    said = every_paper.said(fonts, "refusal of an agency", "A5")[0]
    assert field in said
    assert "NGƯỜI NỘP HỒ SƠ" not in said
    assert "không tiếp nhận" not in said


@pytest.mark.parametrize("name", ["supplement", "refusal"])
def test_the_leader_finds_an_empty_box_on_forms_02_and_03(fonts: FontSet, name: str) -> None:
    """What an agency signs by token has a place for it."""
    paper = (
        supplement_to_sign(letters.agency_supplement(), fonts)
        if name == "supplement"
        else refusal_to_sign(letters.agency_refusal(), fonts)
    )
    box = paper.signature_box
    assert box.y1 - box.y0 >= 20 * MM
    assert reading.ink(paper.pdf, box.page, reading.Rect(box.x0, box.y0, box.x1, box.y1)) == 0
    assert box.y1 <= reading.find(paper.pdf, box.page, "PHÓ CHỦ TỊCH").y0
