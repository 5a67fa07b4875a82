"""What the counter issues names the counter as the province does."""

from datetime import date

import pytest

from desk_client.services import letter, paper_heads
from dossier.acts import Applicant
from tests.dossier.rule_files import binhthuan


@pytest.mark.parametrize(
    ("code", "owner", "unit", "spoken"),
    [
        (
            "000.04.31.H11",
            "Ủy ban nhân dân phường Phú Thủy",
            "BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",
            "Bộ phận tiếp nhận và trả kết quả UBND phường Phú Thủy",
        ),
        (
            "000.00.02.H11",
            "ỦY BAN NHÂN DÂN TỈNH BÌNH THUẬN",
            "Trung tâm Hành chính công tỉnh",
            "Trung tâm Hành chính công tỉnh",
        ),
    ],
)
def test_a_counter_is_named_once(code: str, owner: str, unit: str, spoken: str) -> None:
    """A ward's counter stands under its committee; the provincial Centre is the counter itself, under the province."""
    found = binhthuan().unit(code)
    assert found is not None
    head = paper_heads.counter_head(found, date(2019, 3, 14), "")
    assert (head.owner, head.unit) == (owner, unit)
    assert letter.counter_name(found) == spoken


@pytest.mark.parametrize(
    ("number", "label"),
    [
        ("060190004128", "Số định danh cá nhân/CMND"),
        ("260123456", "Số định danh cá nhân/CMND"),
        ("", "Số định danh cá nhân/CMND"),
        ("0100107123", "Mã số thuế"),
        ("0100107123-001", "Mã số thuế"),
    ],
)
def test_a_number_is_called_what_it_is(number: str, label: str) -> None:
    """Form 01 asks for the number of a person or the tax code of an organisation."""
    assert paper_heads.applicant_text(Applicant("Người nộp", number)).id_label == label
