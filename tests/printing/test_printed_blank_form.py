"""A declaration to take home asks everything, leaves room to write, and keeps a question with its small print."""

from __future__ import annotations

import closing_samples as closings
import paper_reading as reading
import pytest

from printing.blank_form import BlankForm, BlankRow, draw_blank_form
from printing.fonts import FontSet

_DOTTED = 60.0
"""Points that a line to write on has at least."""


@pytest.mark.parametrize(
    "field",
    [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc",
        "TỜ KHAI THỬ (nội dung theo TT 15/2015/TT-BTP)",
        "Thủ tục: Thủ tục thử (1.000000)",
        "1. Họ, chữ đệm, tên của con: (Ví dụ: Nguyễn Minh An.)",
        "2. Giới tính: Nam Nữ",
        "4. Nơi đăng ký trước đây: (Chỉ điền khi mục “Giới tính” là “Nữ”.)",
        "Tài liệu thứ 5 của người khai",
        "Tôi cam đoan các thông tin đã khai là đúng sự thật.",
        "NGƯỜI KHAI (Ký và ghi rõ họ tên)",
    ],
)
def test_a_blank_form_says_every_question(fonts: FontSet, field: str) -> None:
    """All that is asked can be read back with its marks."""
    assert field in reading.all_words(draw_blank_form(closings.blank_form(), fonts).pdf)


def test_every_answer_has_its_room(fonts: FontSet) -> None:
    """A box for each answer to tick, a line for each to write: one for the office, three for the long question."""
    drawn = reading.paths(draw_blank_form(closings.blank_form(), fonts).pdf, 0)
    boxes = [one for one in drawn if 8 < one.width < 12 and 8 < one.y1 - one.y0 < 12]
    lines = [one for one in drawn if one.width > _DOTTED and one.y1 - one.y0 < 2]
    assert len(boxes) == 2 + 5
    assert len(lines) >= 1 + 1 + 3 + 1


def test_a_long_form_goes_on_over_the_page_and_loses_no_question(fonts: FontSet) -> None:
    """Sixty questions with small print: each number once, its print on the same page."""
    rows = tuple(BlankRow(f"Câu hỏi số {number}", hint=f"giải thích {number} hết") for number in range(1, 61))
    drawn = draw_blank_form(BlankForm("Tờ khai dài", "Thủ tục", "", (("Nội dung khai", rows),), "Cam đoan."), fonts)
    pages = [reading.words(drawn.pdf, page) for page in range(drawn.pages)]
    assert drawn.pages > 2
    for number in range(1, 61):
        holding = [page for page in pages if f"{number}. Câu hỏi số {number}:" in page]
        assert len(holding) == 1
        assert f"(giải thích {number} hết.)" in holding[0]
