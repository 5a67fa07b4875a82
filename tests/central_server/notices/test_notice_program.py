"""`motcua-centre notices` and the job of `serve` as an administrator meets them; no log and no list shows a person."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from central_server.bootstrap.build import build_centre
from central_server.bootstrap.notices import build_notices
from central_server.commands.run import run
from central_server.jobs import notices as job
from central_server.jobs.notices import NoticeJob, NoticeWork
from central_server.ports.notices import NoticeChannel, NoticeState, Wanted
from central_server.services.notices.rounds import Round
from central_server.settings import CONFIG_NAME, NOTICE_SETTINGS, Settings, SettingsFault, load_settings
from tests.architecture import measures
from tests.central_server.centre_bench import World, settings_in
from tests.central_server.notices.office import REACHABLE, Alarms, Office
from tests.central_server.notices.peers import Peer, running

PLANTED = (REACHABLE.name, REACHABLE.id_number, REACHABLE.phone, REACHABLE.email, "84908213657", "mật khẩu của máy thư")


@pytest.fixture(scope="module")
def relay() -> Iterator[Peer]:
    """A mail relay."""
    with running("smtp_peer") as peer:
        yield peer


@pytest.fixture
def told(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A centre with one accepted dossier, its clock in the settings as it stands in the test."""
    Office.of(world).receive()
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    monkeypatch.setenv("MOTCUA_CLOCK", f"rehearsal:2019-03-14T09:05@{time.time():.0f}")
    return world


class Program:
    """Runs commands against one data directory."""

    def __init__(self, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
        self.settings = settings
        self.capsys = capsys

    def run(self, *words: str) -> tuple[int, list[dict[str, object]], str]:
        """Exit code, JSON lines, everything that was written."""
        code = run(["--data", str(self.settings.data), *words, "--json"])
        said = self.capsys.readouterr()
        return code, [json.loads(line) for line in said.out.splitlines()], said.out + said.err


@pytest.mark.slow
def test_letters_go_out_by_command_and_the_list_shows_no_person(
    told: World, relay: Peer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One round by hand; the list in both forms; another try; nothing personal on the console."""
    for name, value in (("NOTICE_CHANNELS", "email"), ("SMTP_ADDRESS", f"plain://127.0.0.1:{relay.port}")):
        monkeypatch.setenv(f"MOTCUA_{name}", value)
    monkeypatch.setenv("MOTCUA_MAIL_FROM", "motcua@example.vn")
    program = Program(told.centre.settings, capsys)
    code, said, text = program.run("notices", "run")
    assert (code, said[0]["made"], said[0]["sent"]) == (0, 2, 1), text
    assert said[0]["standing"] == {"email sent": 1, "portal delivered": 1}
    assert relay.hears("letter")["to"] == [REACHABLE.email]
    code, listed, text = program.run("notices", "list")
    assert [(one["channel"], one["state"], one["sent_to"]) for one in listed] == [
        ("portal", "delivered", ""),
        ("email", "sent", "n***@example.vn"),
    ]
    assert str(listed[1]["provider_id"]).endswith("@example.vn>")
    assert program.run("notices", "list", "--channel", "sms")[1] == []
    assert run(["--data", str(told.centre.settings.data), "notices", "list"]) == 0
    text += capsys.readouterr().out
    assert program.run("notices", "retry")[1] == [{"count": 0}]
    assert program.run("notices", "retry", "99")[0] == 1
    assert run(["--data", str(told.centre.settings.data), "notices", "run"]) == 0
    text += capsys.readouterr().out
    assert not [one for one in PLANTED if one in text]


@pytest.fixture
def serving(told: World, relay: Peer) -> Iterator[subprocess.Popen[bytes]]:
    """A real server process over the same data, with a mail relay that asks for no login."""
    settings = told.centre.settings
    environ = os.environ | {
        "LANG": "C",
        "MOTCUA_NOTICE_CHANNELS": "email",
        "MOTCUA_SMTP_ADDRESS": f"plain://127.0.0.1:{relay.port}",
        "MOTCUA_MAIL_FROM": "motcua@example.vn",
    }
    words = [sys.executable, "-m", "central_server", "--data", str(settings.data), "serve", "--port", "0", "--json"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environ)
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert json.loads(process.stdout.readline())["address"]
        yield process
        if process.poll() is None:
            process.kill()
        process.wait()


@pytest.mark.slow
def test_a_serving_centre_tells_by_itself_and_ends_cleanly(
    told: World, relay: Peer, serving: subprocess.Popen[bytes], capsys: pytest.CaptureFixture[str]
) -> None:
    """The letter goes without anybody's doing; a second runner is sent away; nothing personal in the log."""
    assert relay.hears("letter")["to"] == [REACHABLE.email]
    program = Program(told.centre.settings, capsys)
    assert program.run("notices", "run")[0] == 5
    serving.send_signal(signal.SIGTERM)
    assert serving.wait(timeout=20) in (0, 130)
    assert serving.stderr is not None
    log = serving.stderr.read().decode()
    assert not [one for one in PLANTED if one in log]
    assert program.run("notices", "run")[0] == 0
    kept = told.centre.store.read(lambda unit: unit.notices.listing(Wanted(NoticeChannel.EMAIL)))
    assert [(one.state, one.attempts) for one in kept] == [(NoticeState.SENT, 1)]


def settings_with(world: World, **values: str) -> Settings:
    """Settings of the world's centre with other notices."""
    settings = world.centre.settings
    return replace(settings, notices=replace(settings.notices, **values))


GOOD_MAIL = {"notice_channels": "email", "smtp_address": "plain://127.0.0.1", "mail_from": "a@example.vn"}
GOOD_SMS = {"notice_channels": "sms", "smpp_address": "plain://127.0.0.1", "smpp_sender": "MOTCUA"}
GOOD_ZALO = {
    "notice_channels": "zalo",
    "zalo_address": "http://127.0.0.1:1",
    "zalo_login_address": "http://127.0.0.1:1",
    "zalo_forms": "accepted=1",
}


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"notice_channels": "pigeon"}, "notice_channels"),
        ({"notice_channels": "sms,sms"}, "notice_channels"),
        ({"notice_quiet": "late"}, "notice_quiet"),
        (GOOD_MAIL | {"smtp_address": "ftp://127.0.0.1"}, "smtp_address"),
        (GOOD_MAIL | {"smtp_address": "plain://127.0.0.1:port"}, "smtp_address"),
        (GOOD_MAIL | {"smtp_address": ""}, "smtp_address"),
        (GOOD_MAIL | {"mail_from": "a@example.vn\r\nBcc: b@example.vn"}, "mail_from"),
        (GOOD_MAIL | {"smtp_address": "tls://127.0.0.1", "notice_ca": "/none"}, "notice_ca"),
        (GOOD_SMS | {"sms_marks": "perhaps"}, "sms_marks"),
        (GOOD_SMS | {"smpp_sender": ""}, "smpp_sender"),
        (GOOD_ZALO | {"zalo_forms": "accepted"}, "zalo_forms"),
        (GOOD_ZALO | {"zalo_forms": "acepted=1"}, "zalo_forms"),
        (GOOD_ZALO | {"zalo_address": "http://127.0.0.1/path"}, "zalo_address"),
    ],
)
def test_a_channel_that_is_not_set_up_stops_the_start_and_is_named(
    world: World, values: dict[str, str], name: str
) -> None:
    """Before anything is opened."""
    for secret in ("smtp", "smpp", "zalo"):
        (world.centre.settings.data / "keys" / f"{secret}.secret").write_text("x", encoding="utf-8")
        (world.centre.settings.data / "keys" / f"{secret}.secret").chmod(0o600)
    with pytest.raises(SettingsFault) as fault:
        build_notices(replace(world.centre, settings=settings_with(world, **values)))
    assert fault.value.name == name


@pytest.mark.parametrize("values", [GOOD_SMS, GOOD_ZALO, GOOD_MAIL | {"smtp_user": "motcua"}])
def test_a_secret_lies_beside_the_keys_and_is_nobody_elses(world: World, values: dict[str, str]) -> None:
    """Missing, then readable by others, then good and never shown."""
    centre = replace(world.centre, settings=settings_with(world, **values))
    name = {"email": "smtp", "sms": "smpp", "zalo": "zalo"}[values["notice_channels"]]
    with pytest.raises(Exception, match="secret_missing"):
        build_notices(centre)
    path = centre.settings.data / "keys" / f"{name}.secret"
    path.write_text("mật khẩu của máy thư\n", encoding="utf-8")
    path.chmod(0o640)
    with pytest.raises(Exception, match="keys_open"):
        build_notices(centre)
    path.chmod(0o600)
    made = build_notices(centre)
    assert "mật khẩu" not in repr(made) + repr([vars(one) for one in made.senders.values()])
    made.close()


def test_the_doctor_names_what_a_channel_lacks(
    told: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The setting, then the secret."""
    program = Program(told.centre.settings, capsys)
    monkeypatch.setenv("MOTCUA_NOTICE_CHANNELS", "sms")
    said = program.run("doctor")[1][-1]
    assert (said["what"], said["ok"], said["why"]) == ("notices", False, "smpp_address")
    assert "MOTCUA_SMPP_ADDRESS" in str(said["text"])
    monkeypatch.setenv("MOTCUA_SMPP_ADDRESS", "plain://127.0.0.1")
    monkeypatch.setenv("MOTCUA_SMPP_SENDER", "MOTCUA")
    code, said, _ = program.run("doctor")
    assert (code, said[-1]["why"]) == (1, "secret_missing")


def test_the_page_for_administrators_names_every_setting(tmp_path: Path) -> None:
    """What it shows can be used as it stands."""
    page = (measures.ROOT / "docs" / "thong-bao.md").read_text(encoding="utf-8")
    shown = page.split("```toml\n")[1].split("```")[0]
    (tmp_path / CONFIG_NAME).write_text(shown, encoding="utf-8")
    found = load_settings(tmp_path, {}).notices
    assert {one.name for one in NOTICE_SETTINGS} - {line.split(" = ")[0] for line in shown.splitlines()} == {
        "notice_ca"
    }
    assert found.notice_channels == "zalo,sms,email"
    assert all(state.value in page for state in NoticeState)


def test_every_channel_is_off_by_default(prepared: Path) -> None:
    """Nothing leaves a centre that nobody set up."""
    centre = build_centre(settings_in(prepared))
    try:
        assert build_notices(centre).senders == {}
        assert centre.settings.notices.notice_quiet == "21:00-07:00"
    finally:
        centre.close()


def test_a_fault_costs_the_job_a_pause_and_an_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next round works; the alarm names the type alone; the sessions are closed at the end."""
    monkeypatch.setattr(job, "_AFTER_FAULT", 0.0)
    alarms, closed, again = Alarms(), threading.Event(), threading.Event()
    rounds = iter([ValueError(REACHABLE.name), Round(1, 0, 0, False), None])

    def run_round() -> Round | None:
        done = next(rounds, None)
        if isinstance(done, Exception):
            raise done
        if done is None:
            again.set()
        return done

    work = NoticeJob(NoticeWork(run_round, closed.set), alarms)
    work.start()
    assert again.wait(20)
    work.stop()
    assert closed.is_set()
    assert alarms.raised == [("notice_fault", ("ValueError",))]


def test_the_job_leaves_most_of_the_processor_to_the_desks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty times the processor time of a round is rest."""
    spent = iter([1.0, 3.0])
    monkeypatch.setattr(job.time, "thread_time", lambda: next(spent))
    assert job._round(lambda: Round(5, 0, 0, True)) == 40.0
