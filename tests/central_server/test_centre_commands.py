"""The table of the centre's commands: whole, and no command loads what another one needs."""

import json
import subprocess
import sys
from argparse import ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from pathlib import Path

import pytest

from central_server.bootstrap.words import load_words
from central_server.commands.output import Exit
from central_server.commands.parser import make_parser
from central_server.commands.run import _COMMANDS, _FREE, _loaded, run

OF_PAGES = ("litestar", "uvicorn", "reportlab", "pikepdf", "PIL", "segno", "pyhanko", "pypdfium2", "alembic")
"""Libraries of the served pages, of papers and of a new database."""


def named(parser: ArgumentParser, before: str = "") -> Iterator[str]:
    """Every command that can be typed, with the one it stands under."""
    under = [action for action in parser._actions if isinstance(action, _SubParsersAction)]
    if not under or not under[0].required:
        yield before
    for action in under:
        for name, made in action.choices.items():
            yield from named(made, f"{before} {name}".strip())


def test_every_command_that_can_be_typed_has_its_function() -> None:
    """Nothing is missing, nothing is left over, and each row leads to a function."""
    rows = _COMMANDS | _FREE
    by_an_option = {"procedure import --dry-run", "due --office"}
    assert set(named(make_parser(load_words("vi", "centre", "command")))) == {*rows} - by_an_option
    assert all(callable(_loaded(row)) for row in rows.values())


def test_a_command_of_an_administrator_loads_nothing_of_the_pages(prepared_copy: Path) -> None:
    """Reading the store needs neither the web server nor what draws or reads papers."""
    source = (
        "import sys\nfrom central_server.__main__ import main\n"
        f"sys.argv = ['motcua-centre', '--data', {str(prepared_copy)!r}, 'show', 'status', '--json']\n"
        "ended = main()\n"
        f"print(ended, 'sqlalchemy' in sys.modules, *(name for name in {OF_PAGES!r} if name in sys.modules))\n"
    )
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 True"


def test_archive_copies_are_renewed_by_a_command(
    prepared_copy: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without an authority of stamps it says what to set; with one, and nothing to renew, one line of zeros."""
    line = ["--data", str(prepared_copy), "renew-proofs", "--within", "30", "--dry-run", "--json"]
    assert run(line) == Exit.CONFIG
    assert "centre.renew.off" in capsys.readouterr().err
    monkeypatch.setenv("MOTCUA_PROOF_LEVEL", "B-LTA")
    monkeypatch.setenv("MOTCUA_STAMP_ADDRESS", "http://127.0.0.1:9/tsa")
    assert run(line) == Exit.OK
    nothing = dict.fromkeys(("looked", "due", "renewed", "failed"), 0)
    assert json.loads(capsys.readouterr().out) == {"within_days": 30, "dry_run": True} | nothing
    with pytest.raises(SystemExit):
        run(["renew-proofs", "--within", "-1"])
