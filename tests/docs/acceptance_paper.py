"""Reads the acceptance paper: its rows, its summary, and the names that the programs really have."""

import argparse
import ast
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from central_server.bootstrap.words import load_words
from central_server.commands.parser import make_parser
from desk_client import belongings, commands

ROOT = Path(__file__).parents[2]
PAPER = ROOT / "docs" / "nghiem-thu-641.md"
STATES = ("đạt", "một phần", "chưa", "thuộc tổ chức")
_HEAD = ["Mục", "Nội dung tóm tắt", "Màn hình", "Lệnh", "Kiểm thử", "Kết quả", "Ghi chú"]


@dataclass(frozen=True, slots=True)
class Row:
    """One clause: its number, what the software has for it, the state and what is missing."""

    clause: str
    screens: tuple[str, ...]
    commands: tuple[str, ...]
    tests: tuple[str, ...]
    state: str
    note: str
    noted_tests: tuple[str, ...]
    words: tuple[str, ...]
    """What the note quotes: titles, tabs and labels that somebody sees."""


def clauses() -> tuple[str, ...]:
    """Every clause of the decision and its regulation, in order."""
    table = tomllib.loads((Path(__file__).parent / "clauses_641.toml").read_text(encoding="utf-8"))
    return tuple(clause for part in table.values() for clause in part)


def rows(text: str) -> tuple[Row, ...]:
    """The rows of all tables of clauses."""
    return tuple(_row(cells) for cells in _cells(text) if len(cells) == len(_HEAD) and cells != _HEAD)


def summary(text: str) -> dict[str, int]:
    """The counts that the summary states."""
    return {cells[0]: int(cells[2]) for cells in _cells(text) if len(cells) == 3 and cells[2].isdecimal()}


def _cells(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line.startswith("|") and not set(line) <= set("|-: "):
            yield [cell.strip() for cell in line.strip().strip("|").split("|")]


def _row(cells: list[str]) -> Row:
    clause, _content, screens, said, tests, state, note = cells
    quoted = re.compile(r"`([^`]+)`")
    titles = re.compile(r"«([^»]+)»")
    noted = quoted.findall(note)
    return Row(
        clause,
        tuple(titles.findall(screens)),
        (*quoted.findall(said), *(name for name in noted if not name.startswith("test_"))),
        tuple(quoted.findall(tests)),
        state,
        note,
        tuple(name for name in noted if name.startswith("test_")),
        tuple(titles.findall(note)),
    )


@cache
def known_screens() -> frozenset[str]:
    """Titles of the desk's screens, gates and dialogs and of the portal's pages, as a Vietnamese reader sees them."""
    desk, portal = belongings.load_speaker("vi"), load_words("vi", "portal", "services", "filing", "owner", "checking")
    titles = set()
    for path in (ROOT / "desk_client" / "views").rglob("*.py"):
        titles |= {desk.say(name) for name in _called_with(path, "ScreenSpec", 1)}
        titles |= {desk.say(name) for name in _called_with(path, "say", 0) if name.endswith(".title")}
    for file in ("pages.py", "catalogue_pages.py", "check_pages.py", "owner_pages.py"):
        titles |= {portal(name) for name in _called_with(ROOT / "central_server" / "portal" / file, "Page", 1) if name}
    for path in (ROOT / "resources" / "portal").glob("filing_*.html"):
        titles |= {
            portal(name) for name in re.findall(r"(?:head\(|<h1>\{\{ )say\('([\w.]+)'\)", path.read_text("utf-8"))
        }
    return frozenset(titles)


@cache
def known_words() -> frozenset[str]:
    """Every text that the programs have, as a Vietnamese reader sees it."""
    found: set[str] = set()
    tables: list[object] = [
        tomllib.loads(path.read_text(encoding="utf-8")) for path in (ROOT / "resources" / "messages").glob("*.vi.toml")
    ]
    while tables:
        part = tables.pop()
        if isinstance(part, dict):
            tables += part.values()
        else:
            found.add(str(part).replace("&", ""))
    return frozenset(found)


def _called_with(path: Path, function: str, place: int) -> Iterator[str]:
    """The text at one place of every call of a function in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and len(node.args) > place:
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            argument = node.args[place]
            if name == function and isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


@cache
def known_commands() -> frozenset[str]:
    """`make` targets and the programs with their commands."""
    targets = re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    desk = _subcommands(commands._parser(belongings.load_speaker("vi")))
    centre = _subcommands(make_parser(load_words("vi", "centre", "command")))
    return frozenset(
        (
            "motcua-desk",
            *(f"make {target}" for target in targets),
            *(f"motcua-desk {name}" for name in desk),
            *(f"motcua-centre {name}" for name in centre),
        )
    )


def _subcommands(parser: argparse.ArgumentParser) -> tuple[str, ...]:
    actions = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return tuple(name for action in actions for name in action.choices)


@cache
def known_tests() -> frozenset[str]:
    """Every file of tests, and every test as `file::function`."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                found |= {path.name, f"{path.name}::{node.name}"}
    return frozenset(found)
