"""A result paper says what it is given and keeps the promised rectangle empty for the signature."""

from __future__ import annotations

from dataclasses import replace

import paper_reading as reading
import paper_samples as samples
import pytest

from printing.check_note import CheckMark
from printing.confirmation import confirmation
from printing.fonts import FontSet
from printing.result import draw_result
from printing.sheet import Printed
from printing.signatures import Box

MM = 72 / 25.4


@pytest.fixture(scope="module")
def printed(fonts: FontSet) -> Printed:
    """The sample confirmation of marital status."""
    return draw_result(confirmation(samples.marital_status()), fonts)


@pytest.mark.parametrize(
    "field",
    [
        "ỦY BAN NHÂN DÂN THÀNH PHỐ PHAN THIẾT ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY",
        "Số: 61/UBND-XNTTHN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "Phú Thủy, ngày 14 tháng 3 năm 2019",
        "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
        f"Xét đề nghị của bà {samples.LONG_NAME} về việc cấp",
        "XÁC NHẬN:",
        f"Họ, chữ đệm, tên: {samples.LONG_NAME}",
        "Ngày, tháng, năm sinh: 03/8/1990",
        "Giới tính: Nữ Dân tộc: Kinh Quốc tịch: Việt Nam",
        "Giấy tờ tùy thân: Thẻ căn cước công dân số 060190004128",
        f"Nơi cư trú: {samples.ADDRESS}",
        "Tình trạng hôn nhân: Chưa đăng ký kết hôn với ai",
        "Giấy này được cấp để: làm thủ tục đăng ký kết hôn với ông Trần Văn Lộc",
        "Giấy này có giá trị sử dụng trong thời hạn 6 tháng, kể từ ngày cấp.",
        "Nơi nhận:",
        "- Lưu: VT, hộ tịch.",
        "TM. ỦY BAN NHÂN DÂN",
        "CHỦ TỊCH",
        "Nguyễn Thị Ánh Nguyệt",
    ],
)
def test_the_confirmation_says_every_field(printed: Printed, field: str) -> None:
    """Each field of the paper can be read back with its marks."""
    assert field in reading.words(printed.pdf, 0)


def test_the_signature_box_is_empty_and_lies_between_title_and_name(printed: Printed) -> None:
    """The stamp or the hand meets no letter: not one dark pixel inside, title above, name below, same middle."""
    box = printed.signature_box
    title = reading.find(printed.pdf, box.page, "CHỦ TỊCH")
    name = reading.find(printed.pdf, box.page, "Nguyễn Thị Ánh Nguyệt")
    assert reading.ink(printed.pdf, box.page, _rect(box)) == 0
    assert name.y1 <= box.y0 < box.y1 <= title.y0
    middle = (box.x0 + box.x1) / 2
    assert (title.x0 + title.x1) / 2 == pytest.approx(middle, abs=1)
    assert (name.x0 + name.x1) / 2 == pytest.approx(middle, abs=1)
    assert (box.x1 - box.x0) >= 70 * MM
    assert (box.y1 - box.y0) >= 30 * MM
    assert box.x1 <= 195 * MM


def test_the_paper_is_one_page_of_a4_with_the_margins_of_the_decree(printed: Printed) -> None:
    """30 mm at the left, 15 mm at the right; the QR is read in the corner of the sheet."""
    assert printed.pages == 1
    assert reading.page_sizes(printed.pdf) == [pytest.approx((210 * MM, 297 * MM), abs=0.1)]
    left, right = reading.text_span(printed.pdf, 0)
    assert left >= 30 * MM - 0.5
    assert right <= 195 * MM + 0.5
    page = reading.picture(printed.pdf, 0)
    corner = page.crop((0, 0, int(page.width * 28 / 210), int(page.height * 28 / 297)))
    assert reading.codes(corner) == {("QRCode", samples.LOOK_UP)}


def test_the_box_follows_the_signature_to_a_later_page(fonts: FontSet) -> None:
    """A paper that runs over tells the page of its box, counted from 0, and the box is empty there too."""
    paper = confirmation(samples.marital_status())
    long = draw_result(replace(paper, opening=paper.opening * 14), fonts)
    assert long.pages == 2
    assert long.signature_box.page == 1
    assert reading.ink(long.pdf, 1, _rect(long.signature_box)) == 0
    assert "thời hạn 6 tháng" in reading.words(long.pdf, 1)
    assert "Trang 2/2" in reading.words(long.pdf, 1)


def _rect(box: Box) -> reading.Rect:
    """Gives the rectangle of a signature box."""
    return reading.Rect(box.x0, box.y0, box.x1, box.y1)


CHECK = CheckMark(
    "https://dichvucong.binhthuan.gov.vn/kiem-tra?ma=00005241119031400271&dau=K7M3Q9TX",
    "dichvucong.binhthuan.gov.vn/kiem-tra",
    "000.05.24.H11-190314-0027",
    "K7M3Q9TX",
)


def test_its_reader_is_led_to_the_page_that_tells_whether_it_was_issued(fonts: FontSet) -> None:
    """The QR is read from the drawn page; what can be typed instead stands beside it; the paper stays one page."""
    made = draw_result(replace(confirmation(samples.marital_status()), check=CHECK), fonts)
    assert CHECK.qr in {said for _, said in reading.codes(reading.picture(made.pdf, 0))}
    words = reading.words(made.pdf, 0)
    for told in (CHECK.address, CHECK.code, "K7M3 Q9TX"):
        assert told in words
    assert made.pages == 1
    note = reading.find(made.pdf, 0, "Kiểm tra kết quả này")
    assert made.signature_box.y0 > note.y1
