"""The acceptance paper is whole and true to the programs: every clause, every name, every count; each lie is seen."""

from collections import Counter
from collections.abc import Sequence
from importlib.resources import files

import pytest
from acceptance_paper import (
    PAPER,
    ROOT,
    STATES,
    Row,
    clauses,
    known_commands,
    known_screens,
    known_tests,
    known_words,
    rows,
    summary,
)

TEXT = PAPER.read_text(encoding="utf-8")
DONE = summary(TEXT)["đạt"]


def name_faults(found: Sequence[Row]) -> list[str]:
    """Names of screens, commands and tests that do not exist."""
    said = []
    for row in found:
        known = (
            (row.screens, known_screens()),
            (row.commands, known_commands()),
            ((*row.tests, *row.noted_tests), known_tests()),
            (row.words, known_words() | known_screens()),
        )
        said += [f"{row.clause}: {name}" for names, there in known for name in names if name not in there]
    return said


def state_faults(found: Sequence[Row]) -> list[str]:
    """States that nobody knows, that lack their proof, or that do not say what is missing."""
    said = []
    for row in found:
        if row.state not in STATES:
            said.append(f"{row.clause}: unknown state {row.state}")
        if row.state in ("đạt", "một phần") and not (row.tests and (row.screens or row.commands)):
            said.append(f"{row.clause}: {row.state} without a screen or command and a test")
        if row.state == "một phần" and not row.note:
            said.append(f"{row.clause}: partly, and not what is missing")
        if row.state == "chưa" and (row.tests or row.screens):
            said.append(f"{row.clause}: not there, and yet a screen or test")
    return said


def clause_faults(found: Sequence[Row]) -> list[str]:
    """Clauses that are missing, named twice, or not in the regulation."""
    named = Counter(row.clause for row in found)
    wanted = clauses()
    return [f"{clause}: {named[clause]} rows" for clause in wanted if named[clause] != 1] + [
        f"{clause}: no such clause" for clause in named if clause not in wanted
    ]


def faults(text: str) -> list[str]:
    """Everything that is wrong with the paper."""
    found = rows(text)
    said = clause_faults(found) + state_faults(found) + name_faults(found)
    counted = Counter(row.state for row in found)
    return said + [f"summary: {state}" for state in STATES if summary(text).get(state) != counted[state]]


def test_the_paper_is_whole_and_true() -> None:
    """Nothing missing, nothing invented, the counts are those of the tables."""
    assert len(clauses()) == len(set(clauses())) == 85
    assert faults(TEXT) == []


def test_the_clauses_stand_under_their_own_article() -> None:
    """In the order of the regulation, each below the heading of its article."""
    assert tuple(row.clause for row in rows(TEXT)) == clauses()
    article = ""
    for line in TEXT.splitlines():
        if line.startswith("### Điều "):
            article = line.removeprefix("### Điều ").partition(".")[0]
        cell = line.removeprefix("|").partition("|")[0].strip()
        if cell in clauses() and not cell.startswith("QĐ"):
            assert cell.partition(".")[0] == article, line


PLANTED = (
    ("a clause is gone", "| 4.7 |", "| 4.8 |", "4.7: 0 rows"),
    ("a clause that is none", "| 4.7 |", "| 4.8 |", "4.8: no such clause"),
    ("a clause twice", "| 13.2 |", "| 13.3 |", "13.3: 2 rows"),
    ("an unknown screen", "«Trả kết quả»", "«Trả kết qủa»", "8.4.a: Trả kết qủa"),
    ("a screen without its title", "«Trang chủ»", "«Trang đầu»", "6: Trang đầu"),
    ("an unknown command", "`motcua-centre settings`", "`motcua-centre report`", "12.1: motcua-centre report"),
    ("an unknown target", "`make demo`", "`make coffee`", "12.4: make coffee"),
    ("an unknown command in a note", "`motcua-centre show` |", "`motcua-centre x` |", "4.7: motcua-centre x"),
    ("an unknown test", "::test_five_wrong_passwords", "::test_six_wrong_passwords", "17.1: test_office"),
    ("an unknown test in a note", "`test_mail_login.py`", "`test_mail_out.py`", "2.2: test_mail_out.py"),
    ("an unknown label in a note", "«Vướng trên đường đi»", "«Vướng ở đâu đó»", "4.5: Vướng ở đâu đó"),
    ("an unknown state", "| đạt | Giấy hẹn", "| tốt | Giấy hẹn", "10.1.c: unknown state tốt"),
    ("done without a test", "`test_list_screen.py::test_selected_dossiers_are_handed_over_together_and_it_is_said`", "",
     "8.3.a: đạt without"),
    ("partly without a word", "| một phần | Như 8.4 |", "| một phần | |", "10.3.a: partly"),
    ("not there and yet a screen", "thống kê toàn tỉnh | |", "thống kê toàn tỉnh | «Hồ sơ» |", "4.7: not there"),
    ("a flattering count", f"chứng minh | {DONE} |", f"chứng minh | {DONE + 1} |", "summary: đạt"),
)  # fmt: skip


@pytest.mark.parametrize(("name", "true", "false", "said"), PLANTED, ids=[row[0] for row in PLANTED])
def test_each_lie_is_seen(name: str, true: str, false: str, said: str) -> None:
    """The paper with one thing wrong is found wrong there."""
    assert true in TEXT
    assert any(fault.startswith(said) for fault in faults(TEXT.replace(true, false)))


def test_the_number_of_procedures_is_told_as_it_is() -> None:
    """Those that a counter receives, and those that it only points elsewhere for."""
    texts = [file.read_text("utf-8") for file in (files("resources") / "procedures").iterdir() if ".toml" in file.name]
    every = sum(text.count("[[procedure]]") for text in texts)
    elsewhere = sum(text.count("receivers = []") for text in texts)
    assert f"Mới có {every - elsewhere} thủ tục tiếp nhận được và {elsewhere} dịch vụ của bộ" in TEXT
    assert f"mới có {every} thủ tục" in TEXT
    assert f"| {every} thủ tục khớp" in TEXT


def test_both_readmes_lead_to_the_paper() -> None:
    """A director finds it from the first page."""
    for name in ("README.md", "README.vi.md"):
        assert "(docs/nghiem-thu-641.md)" in (ROOT / name).read_text(encoding="utf-8")
