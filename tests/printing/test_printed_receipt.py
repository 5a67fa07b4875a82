"""Form 01 says every field of the regulation, on A5, with codes a machine reads and a secret on one copy only."""

from __future__ import annotations

from dataclasses import replace

import every_paper
import paper_reading as reading
import paper_samples as samples
import pytest

from printing.faults import PrintFault
from printing.fonts import FontSet
from printing.receipt import Copy, PaperRow, draw_receipt

MM = 72 / 25.4

FIELDS = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
    "Phú Thủy, ngày 14 tháng 3 năm 2019",
    "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
    "Mã hồ sơ 000.05.24.H11-190314-0027",
    "1052 4119 0314 0027 0042",
    "Bộ phận tiếp nhận và trả kết quả UBND phường Phú Thủy",
    f"Tiếp nhận hồ sơ của: {samples.LONG_NAME}",
    "Số định danh cá nhân/CMND: 060190004128",
    f"Địa chỉ: {samples.ADDRESS}",
    "Số điện thoại: 0918 000 412",
    "Email: không có",
    f"Nội dung yêu cầu giải quyết: {samples.PROCEDURE}",
    "Thành phần hồ sơ nộp gồm: TT Tên giấy tờ Loại bản Số lượng",
    "2 Trích lục ghi chú ly hôn Bản chứng thực 1",
    "Số lượng hồ sơ: 01 (bộ).",
    "Thời gian giải quyết theo quy định: 3 ngày làm việc.",
    "Thời gian nhận hồ sơ 08 giờ 12 phút, ngày 14/3/2019",
    "Thời gian trả kết quả 17 giờ 00 phút, thứ Ba, ngày 19/3/2019",
    "Đăng ký nhận kết quả tại: Bộ phận Một cửa.",
    "Phí, lệ phí: Không thu.",
    "Vào Sổ theo dõi hồ sơ, quyển số: 01/2019, số thứ tự: 0412.",
    "NGƯỜI NỘP HỒ SƠ (Ký và ghi rõ họ tên)",
    "NGƯỜI TIẾP NHẬN HỒ SƠ (Ký và ghi rõ họ tên) Lê Thị Mỹ Hoa",
    "mang theo giấy này, giấy tờ tùy thân, phí, lệ phí chưa nộp (nếu có); nhận thay phải có giấy ủy quyền",
    "Điện thoại hỗ trợ: 0252 300 0001.",
    "Mẫu số 01, Thông tư 01/2018/TT-VPCP",
    "Trang 1/1",
)


@pytest.mark.parametrize("copy_page", [0, 1])
@pytest.mark.parametrize("field", FIELDS)
def test_both_copies_say_every_field(fonts: FontSet, field: str, copy_page: int) -> None:
    """Each field of form 01 can be read back from the file with all its marks."""
    assert field in every_paper.said(fonts, "receipt", "A5")[copy_page]


def test_the_secret_is_on_the_applicants_copy_only(fonts: FontSet) -> None:
    """Copy 2 stays in the office: whoever opens the file must not be able to look the dossier up."""
    pdf = draw_receipt(samples.receipt(), fonts)
    assert "Mã bí mật để tra cứu: K7M2 Q9TX" in reading.words(pdf, 0)
    assert "Liên 1: Giao người nộp hồ sơ" in reading.words(pdf, 0)
    assert "bí mật" not in reading.words(pdf, 1)
    assert "K7M2" not in reading.words(pdf, 1).replace(" ", "")
    assert "Liên 2: Lưu" in reading.words(pdf, 1)


def test_one_copy_alone_can_be_printed_again(fonts: FontSet) -> None:
    """A second printing says "In lại lần 2" and never "bản sao", which is a claim in law."""
    pdf = draw_receipt(samples.receipt(reprint=2), fonts, (Copy.APPLICANT,))
    assert reading.page_count(pdf) == 1
    assert "(Liên 1: Giao người nộp hồ sơ. In lại lần 2)" in reading.words(pdf, 0)
    assert "bản sao" not in reading.words(pdf, 0).lower()


def test_a_long_address_of_mail_stays_beside_its_word(fonts: FontSet) -> None:
    """No line ends in "Email:" alone."""
    email = "phong.hanh.chinh.tong.hop@bienxanhphanthiet.example"
    value = replace(samples.receipt(), applicant=replace(samples.APPLICANT, email=email))
    pdf = draw_receipt(value, fonts, (Copy.FILE,))
    word, mail = reading.find(pdf, 0, "Email:"), reading.find(pdf, 0, email)
    assert abs(word.y0 - mail.y0) < 4


def test_who_hands_in_for_another_is_named(fonts: FontSet) -> None:
    """A submitter who is not the applicant stands in the body and under his column."""
    value = replace(samples.receipt(), submitter="Trần Văn Lộc")
    said = reading.words(draw_receipt(value, fonts), 0)
    assert "Người nộp hồ sơ: Trần Văn Lộc" in said
    assert said.count("Trần Văn Lộc") == 2


def test_pages_are_a5_at_true_size(fonts: FontSet) -> None:
    """148 x 210 mm, and the file asks the printer not to scale."""
    pdf = draw_receipt(samples.receipt(), fonts)
    for width, height in reading.page_sizes(pdf):
        assert width == pytest.approx(148 * MM, abs=0.1)
        assert height == pytest.approx(210 * MM, abs=0.1)
    assert b"/PrintScaling /None" in pdf


def test_the_rule_under_the_motto_is_as_long_as_the_motto(fonts: FontSet) -> None:
    """NĐ 30/2020: the rule has the length of the words; it lies 3.8 points under them."""
    pdf = draw_receipt(samples.receipt(), fonts)
    motto = reading.find(pdf, 0, "Độc lập - Tự do - Hạnh phúc")
    rules = [path for path in reading.paths(pdf, 0) if 0 < motto.y0 - path.y0 < 4 and path.y1 - path.y0 < 2]
    assert len(rules) == 1
    stroke = 0.6
    assert rules[0].width - 2 * stroke == pytest.approx(motto.width, abs=1)
    assert rules[0].x0 + stroke == pytest.approx(motto.x0, abs=1)


def test_a_machine_reads_both_codes_from_the_printed_page(fonts: FontSet) -> None:
    """At 200 dpi, straight and turned by 1.5 degrees, bars and QR give what the caller gave."""
    page = reading.picture(draw_receipt(samples.receipt(), fonts), 0, dpi=200)
    wanted = {("QRCode", samples.LOOK_UP), ("Code128", samples.BARCODE)}
    assert reading.codes(page) == wanted
    assert reading.codes(page.rotate(1.5, expand=True, fillcolor=255)) == wanted


def test_codes_stand_where_the_rules_want_them(fonts: FontSet) -> None:
    """QR: 17 mm in the top left corner. Bars: 145 modules of 0.339 mm, 9.5 mm high, 5 mm white at the right."""
    pdf = draw_receipt(samples.receipt(), fonts)
    wide = {round(path.width / MM, 1): path for path in reading.paths(pdf, 0)}
    qr, bars = wide[17.0], wide[49.2]
    assert qr.x0 == pytest.approx(12 * MM, abs=0.1)
    assert qr.y1 == pytest.approx((210 - 9) * MM, abs=0.1)
    assert (bars.y1 - bars.y0) / MM == pytest.approx(9.5, abs=0.05)
    assert bars.x0 == pytest.approx(12 * MM, abs=0.1)
    assert reading.find(pdf, 0, samples.CODE).x0 - bars.x1 >= 5 * MM


@pytest.mark.parametrize("digits", ["", "1234567890123456789", "1052411903140027004A", "١٢٣٤٥٦٧٨٩٠١٢٣٤٥٦٧٨٩٠"])
def test_a_barcode_that_is_not_20_digits_is_a_fault(fonts: FontSet, digits: str) -> None:
    """Fewer modules or letters would leave Code128-C: no paper is drawn at all."""
    value = samples.receipt()
    value = replace(value, registration=replace(value.registration, barcode=digits))
    with pytest.raises(PrintFault, match=r"print\.barcode"):
        draw_receipt(value, fonts)


def test_an_address_too_long_for_the_symbol_is_a_fault(fonts: FontSet) -> None:
    """A QR whose modules would be too small to read is not drawn silently."""
    value = replace(samples.receipt(), letterhead=samples.letterhead(qr="https://dvc.example/" + "x" * 200))
    with pytest.raises(PrintFault, match=r"print\.qr"):
        draw_receipt(value, fonts)


def test_markup_letters_in_names_are_letters(fonts: FontSet) -> None:
    """ "<b>" and "&" in a name, an address or a paper are drawn as they are typed."""
    hostile = 'Cty <b>A&B</b> "Tín" & <font color="red">Nghĩa</font> &amp; <para>'
    value = samples.receipt((PaperRow(hostile, "Bản chính", "1"),))
    value = replace(value, applicant=replace(value.applicant, name=hostile, address=hostile), clerk=hostile)
    assert reading.words(draw_receipt(value, fonts), 0).count("<b>A&B</b>") == 4


def test_decomposed_and_direction_letters_are_made_plain(fonts: FontSet) -> None:
    """Names typed as letter + mark are drawn as one letter; letters that turn the line around are left out."""
    value = samples.receipt()
    decomposed = "Nguye\u0302\u0303n \u202eThị\u200b Hợi\x07"
    value = replace(value, applicant=replace(value.applicant, name=decomposed))
    assert "Tiếp nhận hồ sơ của: Nguyễn Thị Hợi Số định danh" in reading.words(draw_receipt(value, fonts), 0)


def test_a_long_name_shrinks_then_wraps(fonts: FontSet) -> None:
    """Up to the width the name stays on one line, smaller; beyond it is whole on two lines of full size."""
    value = samples.receipt()
    one_line = reading.find(draw_receipt(value, fonts), 0, samples.LONG_NAME)
    assert one_line.x1 <= 140 * MM
    longer = f"{samples.LONG_NAME} và Nguyễn Phước Vĩnh Thụy"
    pdf = draw_receipt(replace(value, applicant=replace(value.applicant, name=longer)), fonts)
    assert f"Tiếp nhận hồ sơ của: {longer} Số định danh" in reading.words(pdf, 0)
    assert reading.find(pdf, 0, "Nguyễn Phước Bảo").y0 > reading.find(pdf, 0, "Vĩnh Thụy").y1


@pytest.mark.parametrize("unit", ["Sở", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân thành phố " * 2])
def test_nothing_runs_out_of_the_text_area(fonts: FontSet, unit: str) -> None:
    """Short and endless names of offices stay between the margins and clear of the national title."""
    head = replace(samples.letterhead(), unit=unit)
    pdf = draw_receipt(replace(samples.receipt(), letterhead=head), fonts)
    left, right = reading.text_span(pdf, 0)
    assert left >= 12 * MM - 0.5
    assert right <= 140 * MM + 0.5
