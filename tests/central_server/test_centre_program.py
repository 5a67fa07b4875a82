"""The program `motcua-centre` as an administrator meets it: commands, exit codes, a real server that ends cleanly."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from central_server.bootstrap.words import load_words
from central_server.commands.run import run
from central_server.settings import LEAST_PASSWORD_MEMORY_KIB, Settings
from central_sync.protocol.enrolment import parse_ticket

OFFICE = "000.04.31.H11"
ROOT = Path(__file__).parents[2]


class Program:
    """Runs commands against one data directory and reads their JSON."""

    def __init__(self, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        self.settings = settings
        self.capsys = capsys

    def run(self, *words: str) -> tuple[int, list[dict[str, object]]]:
        code = run(["--data", str(self.settings.data), *words, "--json"])
        out = self.capsys.readouterr().out
        return code, [json.loads(line) for line in out.splitlines()]

    def ok(self, *words: str) -> dict[str, object]:
        code, said = self.run(*words)
        assert code == 0, said
        return said[0]


@pytest.fixture
def program(settings: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Program:
    """The program over a prepared directory, on each database."""
    monkeypatch.setenv("MOTCUA_DATABASE", settings.database)
    monkeypatch.setenv("MOTCUA_PASSWORD_MEMORY_KIB", str(LEAST_PASSWORD_MEMORY_KIB))
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    return Program(settings, capsys)


def add(program: Program, tmp_path: Path, login: str = "hoa", office: str = OFFICE) -> tuple[int, object]:
    """Add a person with a password from a file."""
    secret = tmp_path / "password"
    secret.write_text("mật khẩu\n", encoding="utf-8")
    words = ("--office", office, "--name", "Nguyễn Thị Hoa", "--title", "Công chức", "--login", login)
    return program.run("office-add-person", *words, "--role", "intake", "--password-file", str(secret))


def test_people_roles_codes_and_status_by_commands(program: Program, tmp_path: Path) -> None:
    """An administrator's first hour."""
    assert program.ok("init")["new"] is False
    assert add(program, tmp_path)[0] == 0
    assert add(program, tmp_path)[0] == 5
    assert add(program, tmp_path, "x", "000.99.99.H11")[0] == 2
    program.ok("grant", "--login", "hoa", "--office", OFFICE, "--role", "records", "--until", "2030-01-01")
    assert program.ok("revoke", "--login", "hoa", "--office", OFFICE)["count"] == 2
    said = program.ok("desk-code", "--office", OFFICE, "--slice", "1-499", "--out", str(tmp_path / "ticket"))
    ticket = parse_ticket((tmp_path / "ticket").read_text(encoding="utf-8"))
    assert (ticket.code, said["slices"]) == (said["code"], [[OFFICE, 1, 499]])
    assert program.run("desk-code", "--office", OFFICE, "--slice", "400-600")[0] == 5
    assert program.ok("show", "status")["devices"] == 0
    assert program.run("show", "dossier", "000.04.31.H11-190314-0001")[0] == 1
    assert program.run("show", "act", "none")[0] == 1
    assert program.run("revoke-desk", "none")[0] == 1


def test_the_doctor_finds_what_is_broken(program: Program) -> None:
    """All well, then a key that others can read."""
    code, said = program.run("doctor")
    assert (code, [one["ok"] for one in said]) == (0, [True] * 5)
    (program.settings.data / "keys" / "token.key").chmod(0o640)
    code, said = program.run("doctor")
    assert (code, said[0]["why"]) == (1, "keys_open")
    assert program.run("show", "status")[0] == 6


def test_the_doctor_of_an_empty_folder_says_what_to_do_and_begins_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sentences, no bare codes; the command that helps is named; no database file is left behind."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    assert run(["--data", str(tmp_path), "doctor"]) == 1
    told = capsys.readouterr().out
    assert [line.partition(":")[0] for line in told.splitlines()] == ["Hỏng", "Hỏng", "Tốt", "Tốt", "Hỏng"]
    assert told.count("Chạy: motcua-centre init") == 2
    assert not re.search(r"[a-z]_[a-z]", told)
    assert run(["--data", str(tmp_path), "doctor", "--json"]) == 1
    said = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["why"] for one in said] == ["keys_missing", "schema_behind", "", "", "parts_before"]
    assert all(one["ok"] or one["text"] for one in said)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("address", ["no address", "mysql://127.0.0.1/x", "sqlite:///nowhere/at/all.db"])
def test_a_database_address_that_cannot_be_used_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """A slip in the setting ends in a sentence and exit code 3, never in a traceback."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.setenv("MOTCUA_DATABASE", address)
    run(["--data", str(tmp_path), "doctor", "--json"])
    database = json.loads(capsys.readouterr().out.splitlines()[1])
    assert database["why"] == ("schema_behind" if "sqlite" in address else "database_kind")
    assert database["text"].endswith(("motcua-centre init", "sửa thiết lập database."))


def test_every_fault_of_the_centre_has_its_sentence() -> None:
    """A code without words would end a command in a traceback: all that the sources raise, in both languages."""
    raised = re.compile(r"CentreFault\(\s*\"([a-z_]+)\"")
    codes = {
        code for path in (ROOT / "central_server").rglob("*.py") for code in raised.findall(path.read_text("utf-8"))
    }
    assert len(codes) > 15
    for language in ("vi", "en"):
        words = load_words(language, "centre")
        assert [code for code in sorted(codes) if f"centre.fault.{code}" not in words.sentences] == []


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("password_memory_kib", "19455", "từ 19456 trở lên"),
        ("password_memory_kib", "0", "từ 19456 trở lên"),
        ("password_rounds", "1", "từ 2 trở lên"),
        ("secret_tries", "0", "từ 1 trở lên"),
        ("secret_tries", "ba", "Ý nghĩa: số lần nhập sai"),
    ],
)
def test_a_setting_that_is_too_small_says_the_least(program: Program, name: str, value: str, said: str) -> None:
    """A password hash cheaper than OWASP's least is refused, from the file and from the environment."""
    variable, written = f"MOTCUA_{name.upper()}", value if value.isdigit() else repr(value)
    for told in (
        complaint_of_settings(program, {variable: value}, ""),
        complaint_of_settings(program, {}, f"{name} = {written}\n"),
    ):
        assert said in told
        assert variable in told
        assert "centre.toml" in told


def complaint_of_settings(program: Program, environ: dict[str, str], file: str) -> str:
    """What the command line says with these variables and this file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("MOTCUA_PASSWORD_MEMORY_KIB")
        for name, value in environ.items():
            patch.setenv(name, value)
        (program.settings.data / "centre.toml").write_text(file, encoding="utf-8")
        assert run(["--data", str(program.settings.data), "settings"]) == 3
    return program.capsys.readouterr().err


@pytest.mark.parametrize(("text", "said"), [("no = [", "Không đọc được tệp thiết lập"), ("colour = 3", "tên colour")])
def test_a_settings_file_that_cannot_be_used_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    """A broken file and an unknown name have sentences of their own."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    (tmp_path / "centre.toml").write_text(text, encoding="utf-8")
    assert run(["--data", str(tmp_path), "settings"]) == 3
    assert said in capsys.readouterr().err


def test_a_directory_that_was_never_initialised_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3 and the command to run, in the chosen language."""
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    assert run(["--data", str(tmp_path), "show", "status"]) == 3
    assert "motcua-centre init" in capsys.readouterr().err
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("MOTCUA_SECRET_TRIES", "x")
    assert run(["--data", str(tmp_path), "show", "status"]) == 3
    assert "setting secret_tries" in capsys.readouterr().err


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.org"])
def test_plain_http_is_for_this_machine_only(program: Program, host: str) -> None:
    """Any other address is a usage fault before anything is opened."""
    assert program.run("serve", "--host", host, "--port", "0")[0] == 2


@pytest.fixture
def serving(prepared_copy: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """A real server process on a free loopback port."""
    words = [sys.executable, "-m", "central_server", "--data", str(prepared_copy), "serve", "--port", "0", "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, env=os.environ | {"LANG": "C"})
    assert process.stdout is not None
    with process.stdout:
        yield process, str(json.loads(process.stdout.readline())["address"])
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_real_server_serves_and_ends_when_told(
    serving: tuple[subprocess.Popen[bytes], str], ending: signal.Signals
) -> None:
    """The address is told when it can be used; a signal ends it within its grace."""
    process, address = serving
    assert httpx.get(f"{address}/health/ready").json() == {"status": "ok"}
    assert "Tra cứu" in httpx.get(address, headers={"accept": "text/html"}).text
    process.send_signal(ending)
    assert process.wait(timeout=20) in (0, 130)
