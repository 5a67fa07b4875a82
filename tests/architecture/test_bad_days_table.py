"""The table of bad days is true: each row names sentences that exist in both languages and tests that exist."""

import re
from pathlib import Path

import pytest

from desk_client.belongings import load_speaker

ROOT = Path(__file__).resolve().parents[2]
_TOKEN = re.compile(r"`([^`]+)`")
_FEWEST = 35
_HERE = "tests/architecture/test_bad_days_table.py"


def rows(text: str) -> list[tuple[str, list[str], list[str]]]:
    """Each row that is no heading: what happens, its message ids, its tests."""
    found = []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 3 and not cells[0].startswith(("**", "---", "bad day")):
            found.append((cells[0], _TOKEN.findall(cells[1]), _TOKEN.findall(cells[2])))
    return found


def gaps(found: list[tuple[str, list[str], list[str]]]) -> list[str]:
    """What a table promises and does not keep."""
    languages = [load_speaker(language) for language in ("vi", "en")]
    wrong = []
    for what, messages, tests in found:
        if not messages or not tests:
            wrong.append(f"{what}: no message or no test")
        wrong += [f"{what}: {one}" for one in messages if not all(speaker.knows(one) for speaker in languages)]
        wrong += [f"{what}: {one}" for one in tests if not _exists(one)]
    return wrong


def _exists(test: str) -> bool:
    path, _, name = test.partition("::")
    file = ROOT / path
    return file.is_file() and re.search(rf"^def {re.escape(name)}\(", file.read_text("utf-8"), re.MULTILINE) is not None


def test_every_row_names_sentences_and_tests_that_exist() -> None:
    """A renamed test or message makes the table false."""
    found = rows((ROOT / "docs" / "bad-days.md").read_text("utf-8"))
    assert len(found) >= _FEWEST
    assert gaps(found) == []


@pytest.mark.parametrize(
    "row",
    [
        f"| x | `no.such_message` | `{_HERE}::test_a_false_row_is_seen` |",
        f"| x | `login.wrong` | `{_HERE}::test_nobody_wrote` |",
        "| x | `login.wrong` | `tests/nowhere/test_nothing.py::test_nobody_wrote` |",
        f"| x | | `{_HERE}::test_a_false_row_is_seen` |",
        "| x | `login.wrong` | |",
    ],
)
def test_a_false_row_is_seen(row: str) -> None:
    """Each kind of gap is one."""
    assert len(gaps(rows(row))) == 1
