"""Forms 02 and 03, the sheet of a visit and the separator say what they are given, with codes that are read."""

from __future__ import annotations

from dataclasses import replace

import every_paper
import paper_reading as reading
import paper_samples as samples
import pytest

from printing.fonts import FontSet
from printing.refusal import draw_refusal
from printing.separator import Separator, draw_separator
from printing.supplement import draw_supplement
from printing.visit_sheet import draw_visit_sheet

MM = 72 / 25.4


@pytest.mark.parametrize(
    "field",
    [
        "Số: 15/HDHS",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        f"Hồ sơ của: {samples.LONG_NAME}",
        f"Nội dung yêu cầu giải quyết: {samples.PROCEDURE}",
        f"Địa chỉ: {samples.ADDRESS}",
        "Số điện thoại: 0918 000 412 Email: không có",
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "Thành phần hồ sơ cần bổ sung, hoàn thiện",
        "Bản chính",
        "Bản chứng thực",
        "Bản chụp",
        "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân: ghi lại mục Mục đích sử dụng",
        "Lý do: Tờ khai ghi đã ly hôn ngày 20/11/2017",
        "liên hệ với bà Lê Thị Mỹ Hoa, số điện thoại 0252 300 0001, để được hướng dẫn.",
        "NGƯỜI HƯỚNG DẪN (Ký và ghi rõ họ tên) Lê Thị Mỹ Hoa",
        "Mẫu số 02, Thông tư 01/2018/TT-VPCP",
        "(In lại lần 3)",
    ],
)
def test_form_02_says_every_field(fonts: FontSet, field: str) -> None:
    """What is missing, why, and whom to ask can be read back."""
    assert field in every_paper.said(fonts, "supplement", "A5", 3)[0]


def test_form_02_counts_stand_under_their_kind(fonts: FontSet) -> None:
    """A certified copy is counted in the middle column, an original in the first; a 0 is an empty cell."""
    value = replace(samples.supplement(), applicant=replace(samples.APPLICANT, address="Phan Thiết"))
    pdf = draw_supplement(value, fonts)
    certified = reading.find(pdf, 0, "Bản chứng")
    original = reading.find(pdf, 0, "Bản chính")
    row_of_first = reading.find(pdf, 0, "định ly hôn đã có hiệu lực")
    row_of_second = reading.find(pdf, 0, "ghi lại mục")
    assert reading.ink(pdf, 0, _under(certified, row_of_first)) > 0
    assert reading.ink(pdf, 0, _under(original, row_of_first)) == 0
    assert reading.ink(pdf, 0, _under(original, row_of_second, up=6)) > 0


def _under(head: reading.Rect, row: reading.Rect, up: float = 0) -> reading.Rect:
    """Gives the inside of a cell: the column of a head, the height of a row."""
    return reading.Rect(head.x0 + 5, row.y0 + 2, head.x1 - 5, row.y1 + up)


def test_form_02_names_the_code_once_there_is_one(fonts: FontSet) -> None:
    """Before acceptance there is no code and no line for it."""
    assert "Mã hồ sơ" not in reading.words(draw_supplement(samples.supplement(), fonts), 0)
    later = replace(samples.supplement(), code=samples.CODE)
    assert f"Mã hồ sơ: {samples.CODE}" in reading.words(draw_supplement(later, fonts), 0)


@pytest.mark.parametrize(
    "field",
    [
        "Số: 07/TCTN",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "Bộ phận tiếp nhận và trả kết quả UBND phường Phú Thủy",
        f"Tiếp nhận hồ sơ của: {samples.LONG_NAME}",
        "Số định danh cá nhân/CMND: 060190004128",
        f"Địa chỉ: {samples.ADDRESS}",
        "Nội dung yêu cầu giải quyết: Đăng ký khai sinh có yếu tố nước ngoài",
        "thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau: Lý do: Việc đăng ký",
        "Căn cứ: Điều 35 Luật Hộ tịch năm 2014",
        "số điện thoại 0252 300 0001, để được giải thích.",
        "NGƯỜI NỘP HỒ SƠ",
        "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) Lê Thị Mỹ Hoa",
        "Mẫu số 03, Thông tư 01/2018/TT-VPCP",
    ],
)
def test_form_03_says_every_field(fonts: FontSet, field: str) -> None:
    """Who was refused, what, and for which reason can be read back."""
    assert field in every_paper.said(fonts, "refusal", "A5")[0]


def test_forms_02_and_03_are_a5_with_the_qr_top_left(fonts: FontSet) -> None:
    """Both have the size of the regulation and a symbol that is read."""
    for pdf in (draw_supplement(samples.supplement(), fonts), draw_refusal(samples.refusal(), fonts)):
        assert reading.page_sizes(pdf)[0] == pytest.approx((148 * MM, 210 * MM), abs=0.1)
        page = reading.picture(pdf, 0)
        corner = page.crop((0, 0, page.width // 4, page.height // 6))
        assert reading.codes(corner) == {("QRCode", samples.LOOK_UP)}


def test_a_paper_without_qr_has_none(fonts: FontSet) -> None:
    """Where there is nothing to look up yet, the corner stays white and the unit takes the room."""
    value = replace(samples.supplement(), letterhead=samples.letterhead("15/HDHS", qr=""))
    assert reading.codes(reading.picture(draw_supplement(value, fonts), 0)) == set()


def test_a_visit_of_three_dossiers_is_one_sheet_with_one_total(fonts: FontSet) -> None:
    """Every dossier has its code, bars, time and fee; the total stands once; copy 2 has no secret."""
    pdf = draw_visit_sheet(samples.visit(3), fonts)
    assert reading.page_count(pdf) == 2
    for page in (0, 1):
        said = reading.words(pdf, page)
        for dossier in samples.visit(3).dossiers:
            assert dossier.code in said
            assert dossier.procedure in said
            assert f"Hẹn trả: {dossier.due_at}" in said
            assert dossier.fee in said
        assert said.count("Tổng số phí, lệ phí: 27.000 đồng (đã nộp).") == 1
        assert "Số lượng: 03 hồ sơ." in said
    found = reading.codes(reading.picture(pdf, 0))
    assert {text for kind, text in found if kind == "Code128"} == {
        dossier.barcode for dossier in samples.visit(3).dossiers
    }
    assert "Mã bí mật: K7M2 Q9T2" in reading.words(pdf, 0)
    assert "Mã bí mật" not in reading.words(pdf, 1)


def test_a_visit_of_seven_keeps_a_dossier_beside_the_total(fonts: FontSet) -> None:
    """The total and the signatures never stand on a page of their own."""
    pdf = draw_visit_sheet(samples.visit(7), fonts)
    pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
    assert len(pages) == 4
    assert "Tổng số phí, lệ phí" in pages[1]
    assert samples.visit(7).dossiers[-1].code in pages[1]


@pytest.mark.parametrize("dpi", [100, 150, 200])
def test_a_separator_is_read_even_at_low_resolution(fonts: FontSet, dpi: int) -> None:
    """Wide bars are read at 100 dpi, straight, turned and upside down."""
    pdf = draw_separator(Separator(samples.BARCODE, "Tờ khai", ("Đặt trước tờ khai.",)), fonts)
    page = reading.picture(pdf, 0, dpi=dpi)
    for angle in (0, 2, 90, 180):
        turned = page.rotate(angle, expand=True, fillcolor=255)
        assert reading.codes(turned) == {("Code128", samples.BARCODE)}
    assert reading.page_sizes(pdf) == [pytest.approx((210 * MM, 297 * MM), abs=0.1)]
    assert "TỜ PHÂN CÁCH Tờ khai Đặt trước tờ khai." in reading.words(pdf, 0)
