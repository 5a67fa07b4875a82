"""The command line of the desk: exit codes, both languages, JSON, and no Qt behind any command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from central_sync.client.pump import RoundReport
from central_sync.protocol.faults import Fault, FaultCode
from desk_client.commands import Exit, exit_of, spoken_language
from tests.fakes.office import make_office


def call(folder: Path, *words: str, language: str = "vi_VN.UTF-8", **changes: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own."""
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("MOTCUA_", "LC_", "LANG"))}
    own = {"MOTCUA_DATA_DIR": str(folder), "MOTCUA_KEY_STORE": "file", "LANG": language, "PYTHONUTF8": "1"}
    return subprocess.run(
        [sys.executable, "-m", "desk_client", *words],
        capture_output=True,
        text=True,
        check=False,
        env=plain | own | changes,
    )


@pytest.mark.parametrize(
    "words", [["status", "--json"], ["sync", "--once", "--json"], ["enrol", "--ticket", "x", "--json"]]
)
def test_commands_load_no_qt(tmp_path: Path, words: list[str]) -> None:
    """After a command ran in a fresh process, no module of PySide6 is loaded."""
    source = (
        "import sys\nfrom desk_client.__main__ import main\n"
        f"sys.argv = ['motcua-desk', *{words!r}]\nmain()\n"
        "print(sorted(name for name in sys.modules if name.startswith('PySide6')))\n"
    )
    own = {**os.environ, "MOTCUA_DATA_DIR": str(tmp_path), "MOTCUA_KEY_STORE": "file"}
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True, env=own)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_status_of_a_new_machine_says_how_to_enrol(tmp_path: Path) -> None:
    """Exit code 3 (not set up), the sentence on the error stream, facts as JSON when asked."""
    said = call(tmp_path, "status")
    assert said.returncode == Exit.CONFIG
    assert "motcua-desk enrol --ticket" in said.stderr
    facts = json.loads(call(tmp_path, "status", "--json").stdout)
    assert facts["enrolled"] is False


def test_the_status_of_a_desk_counts_what_is_unsent(tmp_path: Path) -> None:
    """An enrolled desk without any round says so and never that all is sent."""
    make_office(tmp_path).machine.writer.close()
    facts = json.loads(call(tmp_path, "status", "--json").stdout)
    assert (facts["enrolled"], facts["office"], facts["desk_number"]) == (True, "000.04.31.H11", 1)
    assert (facts["state"], facts["text"]) == ("unsent", "Chưa đồng bộ lần nào với trung tâm")


def test_a_wrong_ticket_is_told_in_both_languages(tmp_path: Path) -> None:
    """The same trouble, Vietnamese by default and English when the session is English."""
    vietnamese = call(tmp_path, "enrol", "--ticket", "motcua-enrol:1|nowhere")
    english = call(tmp_path, "enrol", "--ticket", "motcua-enrol:1|nowhere", language="en_GB.UTF-8")
    assert (vietnamese.returncode, english.returncode) == (Exit.CONFIG, Exit.CONFIG)
    assert "phiếu đăng ký" in vietnamese.stderr
    assert "enrolment ticket" in english.stderr


def test_settings_that_cannot_be_read_end_with_the_code_for_settings(tmp_path: Path) -> None:
    """An unknown kind of clock is a fault of the settings: 3, no traceback."""
    done = call(tmp_path, "status", MOTCUA_CLOCK="sundial")
    assert done.returncode == Exit.CONFIG
    assert "Traceback" not in done.stderr


def test_an_unknown_command_is_a_usage_error(tmp_path: Path) -> None:
    """argparse's own 2."""
    assert call(tmp_path, "dance").returncode == Exit.USAGE


def test_the_doctor_of_a_new_machine_lists_every_area(tmp_path: Path) -> None:
    """Facts as JSON, one row a layer; a machine that is not enrolled is at fault (7)."""
    done = call(tmp_path, "doctor", "--json", MOTCUA_SIMULATORS=str(tmp_path / "sim"))
    facts = json.loads(done.stdout)
    areas = {check["area"] for check in facts["checks"]}
    assert done.returncode == Exit.DEVICE_MISSING
    assert areas == {"line", "printer", "scanner", "reader", "token", "machine"}
    assert all("⟦" not in check["name"] + check["fact"] for check in facts["checks"])
    # Nobody was asked for the hour, so nothing may be said of it.
    (clock,) = [check for check in facts["checks"] if check["id"] == "clock"]
    assert clock["level"] == "warning"
    assert "chưa đăng ký" in clock["fact"]


@pytest.mark.parametrize(
    ("report", "code"),
    [
        (RoundReport(), Exit.OK),
        (RoundReport(error=Fault(FaultCode.OFFLINE)), Exit.OFFLINE),
        (RoundReport(sent=3, error=Fault(FaultCode.CUT)), Exit.OFFLINE),
        (RoundReport(error=Fault(FaultCode.FROZEN)), Exit.PERMISSION),
        (RoundReport(error=Fault(FaultCode.FEED_FORGED)), Exit.CONFLICT),
        (RoundReport(sent=1, error=Fault(FaultCode.FILE_WRONG)), Exit.PARTIAL),
        (RoundReport(error=Fault(FaultCode.CENTRE_BUSY)), Exit.FAILURE),
    ],
)
def test_the_exit_code_of_a_round(report: RoundReport, code: Exit) -> None:
    """Scripts can tell a cut line, a denied device, damaged data and a half-done round apart."""
    assert exit_of(report) is code


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "vi"),
        ({"LANG": "C.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "vi_VN.UTF-8"}, "vi"),
    ],
)
def test_the_language_is_that_of_the_session(environment: dict[str, str], language: str) -> None:
    """Vietnamese unless the session says English; LC_ALL goes before LANG."""
    assert spoken_language(environment) == language
