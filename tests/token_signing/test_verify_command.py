"""`verify` of both programs: one line a file, with neither enrolment nor store nor data directory."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from attacks import isa_whole_update
from odd_certificates import revocation_list
from signing_papers import GOOD, REHEARSAL_DAY, plain_pdf

from central_server.commands.run import run as run_centre
from desk_client.commands import run as run_desk
from token_signing.authority import RehearsalAuthority
from token_signing.values import SignedPaper

PROGRAMS = {"desk": run_desk, "centre": run_centre}
AT = "2019-03-14T16:00"


@pytest.fixture
def folder(tmp_path: Path, paper: SignedPaper, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Papers of every kind, on a machine where nothing was set up."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.setenv("MOTCUA_DATA_DIR", str(tmp_path / "none"))
    monkeypatch.setenv("MOTCUA_DATA", str(tmp_path / "none"))
    (tmp_path / "signed.pdf").write_bytes(paper.pdf)
    (tmp_path / "changed.pdf").write_bytes(isa_whole_update(paper.pdf))
    (tmp_path / "plain.pdf").write_bytes(plain_pdf())
    (tmp_path / "broken.pdf").write_bytes(paper.pdf[:5000])
    return tmp_path


def told(program: str, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[object, list[dict[str, object]]]:
    """Exit code and lines of JSON of a call."""
    code = PROGRAMS[program](["verify", *words, "--json", "--at", AT])
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_each_file_has_its_line_in_the_order_given(
    program: str, folder: Path, authority: RehearsalAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    """Green, red, none, unverifiable; with the words that a person gets."""
    (folder / "root.pem").write_bytes(authority.certificate_pem)
    files = [str(folder / f"{name}.pdf") for name in ("signed", "changed", "plain", "broken")]
    code, lines = told(program, capsys, *files, "--anchor", str(folder / "root.pem"))
    assert code == 0
    assert [line["file"] for line in lines] == files
    assert [(line["verdict"], line["integrity"]) for line in lines] == [
        ("green", "intact"),
        ("red", "changed"),
        ("none", "unknown"),
        ("unverifiable", "unknown"),
    ]
    assert lines[1]["indication"] == "CHANGED_AFTER_SIGNING"
    assert lines[1]["text"] == "Văn bản đã bị sửa sau khi ký."
    only = lines[0]["signatures"]
    assert isinstance(only, list)
    assert [(one["signer"], one["verdict"], one["kind"]) for one in only] == [("Trần Văn Minh", "green", "signature")]
    assert not (folder / "none").exists()


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_without_an_anchor_the_signer_is_unknown(
    program: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The bytes stand, who signed is not sure."""
    _, lines = told(program, capsys, str(folder / "signed.pdf"))
    assert (lines[0]["verdict"], lines[0]["integrity"]) == ("yellow", "intact")
    assert lines[0]["indication"] == "NO_CERTIFICATE_CHAIN_FOUND"


@pytest.mark.parametrize("program", sorted(PROGRAMS))
def test_folder_trust_of_the_machine_is_read_with_its_revocation_lists(
    program: str, folder: Path, authority: RehearsalAuthority, capsys: pytest.CaptureFixture[str]
) -> None:
    """An anchor and a list laid into `trust` count without an option."""
    trust = folder / "none" / "trust"
    trust.mkdir(parents=True)
    (trust / "root.der").write_bytes(authority.certificate_der)
    assert told(program, capsys, str(folder / "signed.pdf"))[1][0]["verdict"] == "green"
    day = timedelta(days=1)
    revoked = revocation_list(authority, GOOD.serial, REHEARSAL_DAY - day, REHEARSAL_DAY)
    (trust / "authority.crl").write_bytes(revoked)
    line = told(program, capsys, str(folder / "signed.pdf"))[1][0]
    assert (line["verdict"], line["integrity"], line["indication"]) == ("red", "intact", "REVOKED")


@pytest.mark.parametrize(("program", "code"), [("desk", 8), ("centre", 1)])
def test_file_that_is_not_there_is_told_and_the_others_are_judged(
    program: str, code: int, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong path, or a pipe that would never end, is no verdict on a paper, and no reason to stop."""
    pipe = folder / "pipe.pdf"
    pipe.unlink(missing_ok=True)
    os.mkfifo(pipe)
    gone, lines = told(program, capsys, str(folder / "gone.pdf"), str(pipe), str(folder / "plain.pdf"))
    assert gone == code
    assert [line["verdict"] for line in lines] == ["unverifiable", "unverifiable", "none"]
    assert {line["indication"] for line in lines[:2]} == {"FILE_NOT_READ"}


def test_words_for_a_person(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without --json: the file with its sentence, what proves it, then a line for each signature."""
    assert run_desk(["verify", str(folder / "signed.pdf"), "--at", AT]) == 0
    head, level, signature = capsys.readouterr().out.splitlines()
    assert head.startswith(f"{folder / 'signed.pdf'}: Cần xem lại chữ ký số. Văn bản còn nguyên vẹn")
    assert level == "  Đã ký, chưa có dấu thời gian"
    assert signature.startswith("  1. Trần Văn Minh · 15:20 14/03/2019 · Văn bản còn nguyên vẹn")


def test_a_person_reads_nothing_twice(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence alone where it says the verdict itself."""
    path = folder / "plain.pdf"
    run_desk(["verify", str(path)])
    assert capsys.readouterr().out.splitlines() == [f"{path}: Văn bản không có chữ ký số."]
