"""The sandbox answers, fails with a code of its own for each misdeed, and goes on working after every one."""

import gc
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.command import ChildCommand
from sandbox.limits import MEBIBYTE, Isolation, Limits
from sandbox.outcome import Done, Failed, FailureCode
from sandbox.runner import Sandbox

HOSTILE = "tests.sandbox.hostile"
LIMITS = Limits(seconds=2.0, memory_bytes=256 * MEBIBYTE, output_bytes=MEBIBYTE, file_bytes=64 * 1024)


@pytest.fixture(name="sandbox")
def _sandbox() -> Iterator[Sandbox]:
    with Sandbox(LIMITS) as sandbox:
        yield sandbox


def _surroundings(sandbox: Sandbox) -> dict[str, object]:
    outcome = sandbox.run(f"{HOSTILE}:surroundings", b"")
    assert isinstance(outcome, Done)
    seen = json.loads(outcome.answer)
    assert isinstance(seen, dict)
    return seen


def test_bytes_go_in_and_come_back(sandbox: Sandbox) -> None:
    """A payload of any content returns unchanged."""
    payload = bytes(range(256)) * 1000
    assert sandbox.run(f"{HOSTILE}:echo", payload) == Done(payload)
    assert sandbox.run(f"{HOSTILE}:echo", b"") == Done(b"")


def test_the_child_inherits_nothing(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of the parent reaches the child, and its directory is empty."""
    monkeypatch.setenv("MOTCUA_SECRET", "not for the child")
    seen = _surroundings(sandbox)
    assert seen["files"] == []
    assert isinstance(seen["environment"], list)
    assert set(seen["environment"]) <= {"HOME", "LANG", "LC_CTYPE", "PYTHONPATH", "TMPDIR"}


def test_a_warm_child_serves_again(sandbox: Sandbox) -> None:
    """Two good runs are served by one process."""
    assert _surroundings(sandbox)["pid"] == _surroundings(sandbox)["pid"]


def test_a_failed_child_is_replaced(sandbox: Sandbox) -> None:
    """After an exception the next paper meets a new process."""
    before = _surroundings(sandbox)["pid"]
    sandbox.run(f"{HOSTILE}:raise_a_fault", b"")
    assert _surroundings(sandbox)["pid"] != before


def test_what_a_run_wrote_is_gone_before_the_next(sandbox: Sandbox) -> None:
    """Files left by one paper are not seen by the next one in the same process."""
    assert sandbox.run(f"{HOSTILE}:leave_a_file", b"secret") == Done(b"written")
    assert _surroundings(sandbox)["files"] == []


def test_printing_does_not_spoil_the_answer(sandbox: Sandbox) -> None:
    """What a library prints never reaches the answer pipe."""
    assert sandbox.run(f"{HOSTILE}:print_loudly", b"clean") == Done(b"clean")


@pytest.mark.parametrize(
    ("function", "payload", "code"),
    [
        ("loop_for_ever", b"", FailureCode.TIMED_OUT),
        ("wait_for_ever", b"", FailureCode.TIMED_OUT),
        ("fork_and_hold_the_pipe", b"", FailureCode.TIMED_OUT),
        ("eat_memory", b"", FailureCode.OUT_OF_MEMORY),
        ("raise_a_fault", b"", FailureCode.RAISED),
        ("leave_python", b"", FailureCode.RAISED),
        ("kill_itself", b"", FailureCode.CRASHED),
        ("exit_at_once", b"", FailureCode.CRASHED),
        ("answer_too_much", b"2000000", FailureCode.TOO_BIG),
        ("return_text", b"", FailureCode.REFUSED),
        ("no_such_function", b"", FailureCode.REFUSED),
    ],
)
def test_each_misdeed_has_its_code_and_the_sandbox_goes_on(
    sandbox: Sandbox, function: str, payload: bytes, code: FailureCode
) -> None:
    """Whatever one run does, it fails with its own code and the next run is served."""
    outcome = sandbox.run(f"{HOSTILE}:{function}", payload)
    assert isinstance(outcome, Failed)
    assert outcome.code is code
    assert sandbox.run(f"{HOSTILE}:echo", b"still here") == Done(b"still here")


@pytest.mark.parametrize("name", ["", "os", "os.getcwd", "os:getcwd:x", "no_such_module:f", "../x:f", "os:a b"])
def test_a_name_that_names_no_function_is_refused(sandbox: Sandbox, name: str) -> None:
    """A wrong dotted path is an answer, not a crash."""
    outcome = sandbox.run(name, b"")
    assert isinstance(outcome, Failed)
    assert outcome.code is FailureCode.REFUSED


def test_an_exit_code_is_told(sandbox: Sandbox) -> None:
    """The detail of a crash holds the exit code, for the diagnostics."""
    assert sandbox.run(f"{HOSTILE}:exit_at_once", b"") == Failed(FailureCode.CRASHED, "exit code 3")
    assert sandbox.run(f"{HOSTILE}:kill_itself", b"") == Failed(FailureCode.CRASHED, "exit code -9")


def test_the_text_of_an_exception_never_leaves_the_child(sandbox: Sandbox) -> None:
    """Only the type of an exception is told: its text may hold a citizen's data."""
    assert sandbox.run(f"{HOSTILE}:raise_a_fault", b"") == Failed(FailureCode.RAISED, "LookupError")


def test_a_file_over_the_limit_cannot_be_written(sandbox: Sandbox) -> None:
    """The file limit stops the write; a file under it goes through."""
    assert sandbox.run(f"{HOSTILE}:write_a_big_file", b"1000") == Done(b"written")
    assert isinstance(sandbox.run(f"{HOSTILE}:write_a_big_file", b"1000000"), Failed)


def test_a_payload_too_big_for_the_child_is_not_sent(sandbox: Sandbox) -> None:
    """A payload over a quarter of the memory limit is told as too big at once."""
    outcome = sandbox.run(f"{HOSTILE}:echo", bytes(LIMITS.memory_bytes // 4 + 1))
    assert isinstance(outcome, Failed)
    assert outcome.code is FailureCode.TOO_BIG


def test_the_network_is_cut_where_the_machine_allows_it(sandbox: Sandbox) -> None:
    """A child that reports a cut network reaches not even loopback."""
    isolation = sandbox.isolation()
    assert isinstance(isolation, Isolation)
    assert isolation.memory_limited
    if not isolation.network_cut:
        pytest.skip("this machine does not allow network namespaces; the sandbox says so")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = str(listener.getsockname()[1]).encode()
        assert sandbox.run(f"{HOSTILE}:call_home", port) == Done(b"cut")


def test_a_program_that_is_not_there_is_told() -> None:
    """A child that cannot be started is a value, not an exception."""
    with Sandbox(LIMITS, command=ChildCommand(words=("/no/such/program",))) as sandbox:
        outcome = sandbox.run(f"{HOSTILE}:echo", b"")
    assert isinstance(outcome, Failed)
    assert outcome.code is FailureCode.NOT_STARTED


def test_a_program_that_is_no_child_is_told() -> None:
    """A program that answers something else is not taken for a sandbox."""
    words = (sys.executable, "-c", "print('hello')")
    with Sandbox(LIMITS, command=ChildCommand(words=words)) as sandbox:
        outcome = sandbox.run(f"{HOSTILE}:echo", b"")
    assert isinstance(outcome, Failed)
    assert outcome.code is FailureCode.NOT_STARTED


def test_many_threads_share_two_children() -> None:
    """Runs from several threads are served by at most as many processes as there are places."""
    with Sandbox(LIMITS, workers=2) as sandbox, ThreadPoolExecutor(8) as threads:
        pids = set(threads.map(lambda _: _surroundings(sandbox)["pid"], range(24)))
    assert 1 <= len(pids) <= 2


def test_close_ends_the_children() -> None:
    """After close no child is left and its directory is gone."""
    sandbox = Sandbox(LIMITS)
    pid = _surroundings(sandbox)["pid"]
    assert isinstance(pid, int)
    sandbox.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_sandbox_that_nobody_holds_ends_its_children() -> None:
    """Whoever forgot to close it leaves no child behind."""
    sandbox = Sandbox(LIMITS)
    pid = _surroundings(sandbox)["pid"]
    assert isinstance(pid, int)
    del sandbox
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_killed_parent_leaves_no_child_and_no_directory(tmp_path: Path) -> None:
    """A program that dies by kill -9 takes its warm child and the child's directory with it."""
    program = (
        "import os, sandbox.runner as r, sandbox.limits as l; s = r.Sandbox(l.Limits()); "
        "s.isolation(); os.write(1, b'up'); os.kill(os.getpid(), 9)"
    )
    root = Path(__file__).resolve().parents[2]
    environment = {"TMPDIR": str(tmp_path), "PYTHONPATH": str(root)}
    dead = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert (dead.returncode, dead.stdout) == (-9, b"up")
    assert _gone_soon(tmp_path)


def _gone_soon(directory: Path) -> bool:
    """Wait on the directory itself, not on a clock: rereading it yields to the child that is leaving."""
    for _ in range(2_000_000):
        if not list(directory.iterdir()):
            return True
        os.sched_yield()
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_close_ends_what_the_children_left_behind() -> None:
    """A process that a child made does not outlive the sandbox."""
    with Sandbox(LIMITS) as sandbox:
        outcome = sandbox.run(f"{HOSTILE}:leave_a_process", b"")
    assert isinstance(outcome, (Done, Failed))
    if isinstance(outcome, Failed):
        return  # processes are limited here: it could not be made at all
    patience = time.monotonic() + 30  # a killed process leaves when the machine finds the time
    while _lives(int(outcome.answer)):
        assert time.monotonic() < patience


def _lives(pid: int) -> bool:
    """Whether a process is there and is no mere entry that nobody has collected."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_parent_side_loads_no_parser() -> None:
    """Importing the sandbox brings in the standard library and nothing else."""
    probe = (
        "import sys; before = set(sys.modules); import sandbox.runner; "
        "new = {n.split('.')[0] for n in set(sys.modules) - before}; "
        "print(sorted(n for n in new if n not in sys.stdlib_module_names and n != 'sandbox'))"
    )
    root = Path(__file__).resolve().parents[2]
    seen = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)
    assert seen.stdout.strip() == "[]"


@pytest.mark.parametrize("wrong", [{"seconds": 0.0}, {"memory_bytes": 0}, {"output_bytes": -1}, {"file_bytes": 0}])
def test_a_limit_of_nothing_is_a_fault(wrong: dict[str, float]) -> None:
    """A limit that would stop every run is a mistake of the program and says so at once."""
    with pytest.raises(ValueError, match="above zero"):
        Limits(**wrong)  # type: ignore[arg-type]  # the parametrised names are those of the class


def test_what_a_fresh_child_loads_is_not_the_time_of_a_paper() -> None:
    """Warming takes as long as it needs, once a child; the same function as a question is ended in time."""
    short = Limits(seconds=0.5, memory_bytes=256 * MEBIBYTE)
    with Sandbox(short, warm=f"{HOSTILE}:wait_a_second") as sandbox:
        assert sandbox.run(f"{HOSTILE}:echo", b"a") == Done(b"a")
        outcome = sandbox.run(f"{HOSTILE}:wait_a_second", b"")
    assert isinstance(outcome, Failed)
    assert outcome.code is FailureCode.TIMED_OUT


def test_child_that_cannot_be_warmed_is_not_used() -> None:
    """What fails before the first question is told, and no child is left."""
    with Sandbox(LIMITS, warm=f"{HOSTILE}:raise_a_fault") as sandbox:
        outcome = sandbox.run(f"{HOSTILE}:echo", b"a")
    assert isinstance(outcome, Failed)
    assert outcome.code is FailureCode.RAISED


@pytest.mark.parametrize("function", ["loop_for_ever", "wait_for_ever", "fork_and_hold_the_pipe"])
def test_a_run_that_nobody_wants_any_more_is_killed_in_its_middle(function: str) -> None:
    """Minutes before its time is over: the child is dead when the outcome is here, and the next run is served."""
    asked: list[bool] = []

    def stopped() -> bool:
        asked.append(len(asked) > 1)
        return asked[-1]

    with Sandbox(Limits(seconds=600.0, memory_bytes=256 * MEBIBYTE)) as sandbox:
        before = _surroundings(sandbox)["pid"]
        assert sandbox.run(f"{HOSTILE}:{function}", b"", stopped) == Failed(FailureCode.STOPPED, "")
        assert isinstance(before, int)
        with pytest.raises(ProcessLookupError):
            os.kill(before, 0)
        assert sandbox.run(f"{HOSTILE}:echo", b"still here", lambda: False) == Done(b"still here")
    assert len(asked) > 2


def test_a_run_that_waits_for_its_place_can_be_given_up() -> None:
    """The only child hangs for another: who waits behind it goes away at once, and so may the other."""
    let_go = threading.Event()
    with Sandbox(Limits(seconds=600.0, memory_bytes=256 * MEBIBYTE)) as sandbox, ThreadPoolExecutor(1) as pool:
        asked: list[None] = []
        inside = threading.Event()

        def hanging() -> bool:
            asked.append(None)
            if len(asked) > 1:  # once before it goes in, then from inside
                inside.set()
            return let_go.is_set()

        first = pool.submit(sandbox.run, f"{HOSTILE}:wait_for_ever", b"", hanging)
        assert inside.wait(60)
        tries = iter((False, False, True))
        assert sandbox.run(f"{HOSTILE}:echo", b"", lambda: next(tries)) == Failed(FailureCode.STOPPED, "")
        let_go.set()
        assert first.result(60) == Failed(FailureCode.STOPPED, "")


def test_a_start_that_nobody_waits_for_any_more_is_ended() -> None:
    """A child that hangs while it loads is killed too."""
    tries = iter((False, False, True))
    with Sandbox(LIMITS, warm=f"{HOSTILE}:wait_for_ever") as sandbox:
        outcome = sandbox.run(f"{HOSTILE}:echo", b"", lambda: next(tries, True))
    assert outcome == Failed(FailureCode.STOPPED, "")
