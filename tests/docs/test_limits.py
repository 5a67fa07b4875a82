"""What the papers say is missing is missing: a limit that was lifted and is still told is found."""

import re
from collections.abc import Iterable

import pytest
from acceptance_paper import PAPER, ROOT, known_commands, known_screens

LACKS = (
    ("chưa tự đổi được mật khẩu", r"Đổi mật khẩu"),
    ("chưa có chữ ký cơ quan", r"Chờ cấp số, đóng dấu"),
    ("no agency seal", r"Chờ cấp số, đóng dấu"),
    ("chưa nhận tệp để kiểm tra", r"Kết quả kiểm tra tệp"),
    ("takes no file to check", r"Kết quả kiểm tra tệp"),
    ("thì chưa đặt lại được", r"motcua-centre \S*password"),
    ("chưa có lệnh sao lưu", r"motcua-centre (backup|restore)"),
    ("Chưa xuất được báo cáo", r"motcua-centre (report|statistics)"),
    ("chưa có báo cáo", r"motcua-centre (report|statistics)"),
    ("no reports", r"motcua-centre (report|statistics)"),
)
"""Words of a limit, and the command or the title of the screen with which it is none."""


def lifted(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """The limits that are told although the programs have what is said to be missing."""
    told, known = " ".join(" ".join(texts).split()), sorted(names)
    return [f"{words}: {name}" for words, end in LACKS if words in told for name in known if re.fullmatch(end, name)]


def papers() -> list[str]:
    """The papers that tell limits."""
    return [path.read_text(encoding="utf-8") for path in (PAPER, ROOT / "README.md", ROOT / "README.vi.md")]


def test_no_limit_is_told_that_was_lifted() -> None:
    """In the acceptance paper and on both first pages."""
    assert lifted(papers(), known_commands() | known_screens()) == []


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("công chức chưa tự đổi\n  được mật khẩu", "Đổi mật khẩu"),
        ("but no\n  agency seal", "Chờ cấp số, đóng dấu"),
        ("chưa có lệnh sao lưu", "motcua-centre backup"),
    ],
)
def test_a_lifted_limit_is_seen(told: str, name: str) -> None:
    """Also where a line breaks within its words; with another name it is a limit still."""
    assert lifted([told], [name]) != []
    assert lifted([told], ["motcua-centre init"]) == []
