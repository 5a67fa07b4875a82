"""A command line that was written wrong: every complaint of the library has its sentence, in the writer's language."""

import inspect
import re
from argparse import ArgumentParser, ArgumentTypeError

import pytest

from central_server.bootstrap.words import load_words
from central_server.commands.parser import make_parser
from command_line.parser import USAGE, parser_class, say_complaint
from desk_client import commands
from desk_client.belongings import load_speaker

WORDS = {language: load_words(language, "centre", "command") for language in ("vi", "en")}
_ENGLISH = re.compile(
    r"usage:|unrecognized|required|expected|invalid|choose from|argument|could match|positional|show this|error:", re.I
)


def refused(text: str) -> str:
    """A type that takes nothing."""
    raise ArgumentTypeError(text)


def small() -> ArgumentParser:
    """A program with one of every kind of argument."""
    parser = parser_class(WORDS["vi"])(prog="motcua")
    parser.add_argument("what", choices=("one", "two"))
    parser.add_argument("--number", type=int)
    parser.add_argument("--day", type=refused)
    parser.add_argument("--number-of-pages", action="store_true")
    either = parser.add_mutually_exclusive_group(required=True)
    either.add_argument("--here", action="store_true")
    either.add_argument("--there", action="store_true")
    return parser


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("one --here --nowhere", "Không có phần này trong lệnh: --nowhere."),
        ("--here", "Lệnh còn thiếu: what."),
        ("one", "Cần ghi một trong các phần: --here --there."),
        ("one --here --num 1", "Tên viết tắt --num có thể là --number, --number-of-pages. Viết đủ tên."),
        ("one --here --number", "Sau --number còn thiếu giá trị."),
        ("three --here", "Ở what không ghi được «three». Chọn một trong: one, two."),
        ("one --here --number x", "Ở --number cần một số nguyên, không phải «x»."),
        ("one --here --day 31/02", "Giá trị «31/02» ở --day chưa đúng."),
        ("one --here --there", "Không dùng --there cùng với --here."),
        ("one --here=3", "--here không nhận giá trị («3»)."),
    ],
)
def test_each_complaint_has_its_sentence(capsys: pytest.CaptureFixture[str], line: str, said: str) -> None:
    """What is wrong, what to do, how the command is written, exit code 2, and no word of English."""
    with pytest.raises(SystemExit) as ended:
        small().parse_args(line.split())
    told = capsys.readouterr().err
    assert ended.value.code == USAGE
    assert said in told
    assert told.startswith("Cách viết: motcua ")
    assert told.endswith("Xem cách viết: motcua --help\n")
    assert not _ENGLISH.search(told)


def test_a_complaint_that_nobody_foresaw_is_not_said_in_english() -> None:
    """A later library may say more than this table knows."""
    assert say_complaint(WORDS["vi"], "something else is off") == WORDS["vi"]("command.wrong.line")


def centre_lines() -> list[list[str]]:
    """A wrong line for every command of the centre."""
    commands = make_parser(WORDS["vi"])._subparsers
    assert commands is not None
    (action,) = commands._group_actions
    return [[str(name), "--nowhere", "x"] for name in action.choices or ()]


@pytest.mark.parametrize("line", [[], ["dance"], ["serve", "--port", "x"], ["grant", "absence"], *centre_lines()])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_command_of_the_centre_answers_in_its_language(
    capsys: pytest.CaptureFixture[str], line: list[str], language: str
) -> None:
    """Exit code 2; a Vietnamese session reads no English."""
    with pytest.raises(SystemExit) as ended:
        make_parser(WORDS[language]).parse_args(line)
    told = capsys.readouterr().err
    assert ended.value.code == USAGE
    assert WORDS[language]("command.usage") in told
    assert "--help" in told
    assert language == "en" or not _ENGLISH.search(told)


@pytest.mark.parametrize(
    "line",
    [["dance"], *([name, "--nowhere"] for name in commands._COMMANDS), ["enrol"], ["verify", "--at", "x", "a.pdf"]],
)
def test_every_command_of_the_desk_answers_in_vietnamese(capsys: pytest.CaptureFixture[str], line: list[str]) -> None:
    """The same for the desk."""
    with pytest.raises(SystemExit) as ended:
        commands._parser(load_speaker("vi")).parse_args(line)
    told = capsys.readouterr().err
    assert ended.value.code == USAGE
    assert told.startswith("Cách viết: motcua-desk")
    assert not _ENGLISH.search(told)
    assert "⟦" not in told


def test_the_help_of_both_programs_has_no_english_head(capsys: pytest.CaptureFixture[str]) -> None:
    """Usage, groups and the help option itself are said in the language of the session."""
    for parser in (make_parser(WORDS["vi"]), commands._parser(load_speaker("vi"))):
        told = parser.format_help()
        assert not _ENGLISH.search(told), told
        assert "Tùy chọn" in told


def test_both_programs_are_read_by_this_parser() -> None:
    """No command may be made with the library's own class."""
    for module in (inspect.getmodule(make_parser), commands):
        assert module is not None
        assert not re.search(r"(?<![\w.>\[])(argparse\.)?ArgumentParser\(", inspect.getsource(module))
