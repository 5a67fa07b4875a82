"""The drawn life of a dossier is the workflow tables' own; `MOTCUA_GOLDEN=write` draws it anew."""

import os
from pathlib import Path

import pytest

from central_server.bootstrap.province import load_province
from central_server.bootstrap.words import load_words
from central_server.commands.run import run
from central_server.services.diagram import diagram
from dossier.events import NATIONAL_STATUS

DOCUMENT = Path(__file__).parents[2] / "docs" / "vong-doi-ho-so.md"


def drawn() -> str:
    """The document as the tables have it now."""
    return diagram(load_province("binhthuan_2019").workflows, load_words("vi", "acts", "centre"))


def test_the_document_is_current() -> None:
    """A row that changes changes the page."""
    if os.environ.get("MOTCUA_GOLDEN") == "write":
        DOCUMENT.write_text(drawn(), encoding="utf-8")
    assert DOCUMENT.read_text("utf-8") == drawn()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_national_status_has_words(language: str) -> None:
    """Ten codes, each with its stages, each sub-state said in both languages."""
    words = load_words(language, "acts", "centre")
    text = diagram(load_province("binhthuan_2019").workflows, words)
    assert {status.code for status in NATIONAL_STATUS.values()} == set(range(1, 11))
    for stage, status in NATIONAL_STATUS.items():
        assert f"| {words(f'stage.{stage.value}')} | {status.code} |" in text


def test_the_command_draws_one_procedure(capsys: pytest.CaptureFixture[str]) -> None:
    """A code gives the workflow it uses, an unknown one a sentence."""
    assert run(["procedure", "diagram", "2.000815"]) == 0
    assert "`at_once`" in capsys.readouterr().out
    assert run(["procedure", "diagram", "9.999999"]) != 0
    assert "9.999999" in capsys.readouterr().err
