"""Compares the message tables of both languages with each other and with the ids that the code names."""

import ast
import re
from pathlib import Path

import pytest

from desk_client.belongings import load_speaker
from desk_client.viewmodels.speaker import MessageTableFault, Speaker, load_messages, placeholders
from desk_client.views.kit.qt_texts import IDS
from dossier.messages import Message, message
from printing.faults import PrintFault

ROOT = Path(__file__).parents[3]
AREA_FILES = sorted((ROOT / "resources" / "messages").glob("*.toml"))
SPOKEN_IN = ("desk_client", "dossier")
ENDINGS = (".py", ".toml", ".vi", ".en", ".json", ".pdf", ".svg", ".ttf", ".db", ".log", ".lock", ".html")


def named_ids(source: str, areas: frozenset[str]) -> set[str]:
    """Give the texts in a program that look like a message id of a known area, and every literal of `say`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0]
            if (
                name in {"say", "Message", "message"}
                and isinstance(first, ast.Constant)
                and isinstance(first.value, str)
            ):
                found.update({first.value} if "." in first.value else ())
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            looks = re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)+", text) is not None
            if looks and text.split(".")[0] in areas and not text.endswith(ENDINGS):
                found.add(text)
    return found


def has_words(name: str, table: dict[str, str]) -> bool:
    """Tell whether an id has words; a beginning that ends in an underscore needs at least one id that goes on."""
    return name in table or (name.endswith("_") and any(key.startswith(name) for key in table))


def test_both_languages_have_the_same_ids(vietnamese: dict[str, str], english: dict[str, str]) -> None:
    """No id stands in one language alone."""
    assert sorted(vietnamese.keys() ^ english.keys()) == []


def test_both_languages_need_the_same_parameters(vietnamese: dict[str, str], english: dict[str, str]) -> None:
    """The placeholders of an id are equal in both languages."""
    both = vietnamese.keys() & english.keys()
    assert [key for key in sorted(both) if placeholders(vietnamese[key]) != placeholders(english[key])] == []


def test_no_message_is_empty(vietnamese: dict[str, str], english: dict[str, str]) -> None:
    """Every id has words."""
    empty = [key for table in (vietnamese, english) for key, text in table.items() if not text.strip()]
    assert empty == []


def test_each_area_has_a_file_in_both_languages() -> None:
    """`receive.vi.toml` is never without `receive.en.toml`."""
    names = {path.name for path in AREA_FILES}
    lonely = [
        name for name in names if name.endswith("vi.toml") and name.removesuffix("vi.toml") + "en.toml" not in names
    ]
    assert lonely == []


def test_every_id_in_the_code_has_words(vietnamese: dict[str, str]) -> None:
    """An id that a screen or a rule names is in the tables."""
    areas = frozenset(key.split(".")[0] for key in vietnamese)
    missing = {}
    for package in SPOKEN_IN:
        for path in sorted((ROOT / package).rglob("*.py")):
            named = named_ids(path.read_text("utf-8"), areas)
            unknown = sorted(name for name in named if not has_words(name, vietnamese))
            if unknown:
                missing[str(path.relative_to(ROOT))] = unknown
    assert missing == {}


def test_every_fault_of_a_paper_has_a_remedy_in_words(vietnamese: dict[str, str]) -> None:
    """Each code that `printing` gives a PrintFault says what to do next."""
    sources = [path.read_text("utf-8") for path in sorted((ROOT / "printing").rglob("*.py"))]
    codes = {code for source in sources for code in re.findall(r'PrintFault\("([a-z_.]+)"', source)}
    assert len(codes) >= 5
    assert sorted(code for code in codes if PrintFault(code, "").remedy not in vietnamese) == []


def test_the_reader_of_code_sees_ids() -> None:
    """A literal of `say`, a Message and a table of ids are all found; a file name is not."""
    source = "kit.say('x.y')\nMessage('a.b')\nROW = ('kit.undo', 'kit.py')\n"
    assert named_ids(source, frozenset({"kit"})) == {"x.y", "a.b", "kit.undo"}
    assert has_words("a.b_", {"a.b_one": "Một"})
    assert not has_words("a.c_", {"a.b_one": "Một"})


def test_every_standard_text_of_qt_has_words(vietnamese: dict[str, str]) -> None:
    """The table of Qt's own words names only ids that exist."""
    assert [name for name in IDS.values() if name not in vietnamese] == []


def test_a_message_is_spoken_with_its_parameters() -> None:
    """Parameters fill their places; what was not given stays to be seen."""
    speaker = Speaker({"a.b": "Còn {n} hồ sơ, {m} tệp"})
    assert speaker.say("a.b", n=3, m=7) == "Còn 3 hồ sơ, 7 tệp"
    assert speaker.speak(message("a.b", n="3")) == "Còn 3 hồ sơ, {m} tệp"


def test_an_unknown_message_is_shown_as_such() -> None:
    """A missing id is visible, never an empty place."""
    speaker = Speaker({})
    assert speaker.speak(Message("a.b")) == "⟦a.b⟧"
    assert not speaker.knows("a.b")


def test_words_that_were_not_loaded_come_with_the_first_that_is_missing() -> None:
    """They are read once, and only when an id is asked for that is not among the first ones."""
    read: list[int] = []

    def rest() -> dict[str, str]:
        read.append(1)
        return {"b": "Hai"}

    speaker = Speaker({"a": "Một"}, rest)
    assert (speaker.say("a"), speaker.whole, read) == ("Một", False, [])
    assert (speaker.say("b"), speaker.knows("c"), speaker.whole, read) == ("Hai", False, True, [1])


def test_words_that_come_later_contradict_none_of_the_first() -> None:
    """A key in both is a fault, as inside one table."""
    speaker = Speaker({"a": "Một"}, lambda: {"a": "Một"})
    with pytest.raises(MessageTableFault):
        speaker.load_rest()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_loaded_speaker_says_every_shipped_word(language: str, request: pytest.FixtureRequest) -> None:
    """What is read at once and what comes later are all the tables of a language together."""
    speaker = load_speaker(language)
    table: dict[str, str] = request.getfixturevalue("vietnamese" if language == "vi" else "english")
    assert {key: speaker.say(key) for key in table} == table


def test_tables_are_merged_from_several_files() -> None:
    """Nested and dotted keys give the same flat ids."""
    assert load_messages(['[a]\nb = "1"', '"c.d" = "2"']) == {"a.b": "1", "c.d": "2"}


@pytest.mark.parametrize("texts", [['[a]\nb = "1"', '"a.b" = "2"'], ["a = 1"]])
def test_contradicting_tables_are_a_fault(texts: list[str]) -> None:
    """A key twice or a value that is no text stops the program at its start."""
    with pytest.raises(MessageTableFault):
        load_messages(texts)
