"""What is not certainly a paper is no paper that everybody must bring: cases, notes, headings are told from papers."""

import json

import pytest

from central_server.services.paper_sentences import is_clear_paper, short_name
from tests.central_server.test_procedure_import import PUBLIC

CASE = "Trường hợp ủy quyền cho cá nhân thực hiện thủ tục thì kèm theo văn bản ủy quyền có chứng thực."
HEAD = "Giấy tờ phải xuất trình:"


@pytest.mark.parametrize(
    "row",
    [
        "Tờ khai đăng ký kết hôn theo mẫu",
        "(ii) Bản sao Giấy chứng nhận đăng ký doanh nghiệp;",
        "02 bộ Hợp đồng thế chấp nhà ở",
        "- Đơn đề nghị tách thửa đất, hợp thửa đất theo Mẫu số 21",
        "Mảnh trích đo bản đồ địa chính thửa đất",
    ],
)
def test_the_name_of_a_paper_is_a_paper(row: str) -> None:
    """With the mark of its list before it and a stop after it."""
    assert is_clear_paper(row)


@pytest.mark.parametrize(
    "row",
    [
        CASE,
        HEAD,
        "Xuất trình hộ chiếu hoặc thẻ căn cước.",
        "Lưu ý: giấy tờ do nước ngoài cấp phải hợp pháp hóa lãnh sự",
        "Đối với giấy tờ nộp, xuất trình nếu nộp trực tiếp",
        "Giấy tờ, tài liệu khác (nếu có).",
        "Văn bản ủy quyền theo quy định trong trường hợp ủy quyền",
        "Tên giấy tờMẫu đơn, tờ khaiSố lượngTờ khai theo mẫu",
        "Tờ khai theo mẫu. Người tiếp nhận kiểm tra lại thông tin trước khi nhận",
        "Hợp đồng gồm:",
        "hoặc",
        "Tờ khai " + "rất dài " * 40,
        "",
    ],
)
def test_a_case_a_note_or_a_heading_is_not(row: str) -> None:
    """Whatever says a condition, tells somebody what to do, or is no name of a paper."""
    assert not is_clear_paper(row)


@pytest.mark.skipif(not PUBLIC.exists(), reason=f"{PUBLIC.name} is not here: the public list is NOT CHECKED")
def test_no_instruction_of_the_public_list_is_taken_for_a_paper() -> None:
    """Every row of the public procedures that begins like a case, a note or a duty is unclear; papers remain."""
    rows = [paper["name"] for one in json.loads(PUBLIC.read_bytes()) for paper in one["components"]]
    told = ("Trường hợp", "Xuất trình", "Lưu ý", "Đối với", "Người tiếp nhận", "Tên giấy tờ", "Một trong", "Ngoài")
    assert not [row for row in rows if row.startswith(told) and is_clear_paper(row)]
    assert sum(map(is_clear_paper, rows)) > 500


def test_a_long_row_is_named_by_its_beginning() -> None:
    """Whole words, and the mark of its list gone."""
    assert (
        short_name(f"- {CASE}")
        == "Trường hợp ủy quyền cho cá nhân thực hiện thủ tục thì kèm theo văn bản ủy quyền có chứng…"
    )
    assert short_name("a) Tờ khai;") == "Tờ khai"
