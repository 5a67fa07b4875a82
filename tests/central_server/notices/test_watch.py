"""The watchdog: what lies in an office is written to its leaders, once a working day, without a word of any citizen."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from email import message_from_string
from email.policy import default

import pytest

from central_server.bootstrap.watch import build_watch
from central_server.commands import serve
from central_server.commands.run import run
from central_server.jobs.sweeps import Sweep, SweepJob
from central_server.ports.notices import NotTaken, Trouble
from central_server.services.notices.watch import Watch
from dossier.acts import Accept, HandOver
from dossier.lying import Delay
from dossier.roles import Grant, Role
from tests.central_server.centre_bench import World
from tests.central_server.notices.office import EMAIL, REACHABLE, Alarms, Office
from tests.central_server.notices.peers import Peer, running
from tests.fakes.people import OFFICE, OTHER_OFFICE

FRIDAY = datetime(2019, 3, 15, 7, 30)
ADDRESS = "chutich@phuthuy.example"


@pytest.fixture(scope="module")
def relay() -> Iterator[Peer]:
    """A mail relay."""
    with running("smtp_peer") as peer:
        yield peer


def watched(world: World) -> tuple[Office, Watch]:
    """An office with a dossier received on Thursday at nine, whose leader has an address."""
    office = Office.of(world, EMAIL)
    office.receive()
    world.centre.people.write_to(world.people["minh"], ADDRESS)
    return office, build_watch(world.centre)


def look(watch: Watch) -> int:
    """A whole look; how many pieces it had. One that never ends is a fault."""
    for pieces in range(50):
        if not watch.step():
            return pieces
    raise AssertionError("it looks for ever")


def letters(office: Office) -> list[tuple[str, str]]:
    """Cause and state of the letters to leaders."""
    return [(one.cause, one.state.value) for one in office.notices(EMAIL) if one.template == "watch"]


def test_what_was_not_moved_is_written_to_the_leader_once_on_the_next_working_day(world: World) -> None:
    """Not on the day itself, not before the office opens, not at noon; one letter a day, with code and kind alone."""
    office, watch = watched(world)
    assert look(watch) > 0
    assert letters(office) == []
    for moment in (datetime(2019, 3, 15, 7, 29), datetime(2019, 3, 15, 12, 0), datetime(2019, 3, 15, 17, 0)):
        world.clock.at = moment
        assert watch.step() == 0
    world.clock.at = FRIDAY
    look(watch)
    assert watch.step() == 0
    look(build_watch(world.centre))  # another process, or the same after a restart
    cause = f"watch/2019-03-15/{world.people['minh']}"
    assert letters(office) == [(cause, "waiting")]
    office.rounds.run()
    (letter,) = [one for one in office.senders[EMAIL].sent if one.template == "watch"]
    code = "000.04.31.H11-190314-0001"
    assert (letter.to, letter.subject) == (ADDRESS, "1 hồ sơ nằm lại ở UBND P. Phú Thủy, ngày 15/03/2019")
    assert f"\n- {code}: đã tiếp nhận, quá hạn chuyển đi từ ngày 14/03/2019\n" in letter.text
    assert not [one for one in (REACHABLE.name, REACHABLE.phone, REACHABLE.id_number) if one in letter.text]
    assert letters(office) == [(cause, "sent")]


def test_the_weekend_is_quiet_and_monday_tells_anew(world: World) -> None:
    """By the unit's own calendar; what was moved meanwhile is told no more."""
    office, watch = watched(world)
    for moment, told in (
        (FRIDAY, 1),
        (FRIDAY + timedelta(days=1), 1),
        (FRIDAY + timedelta(days=2), 1),
        (FRIDAY + timedelta(days=3), 2),
    ):
        world.clock.at = moment
        look(watch)
        assert len(letters(office)) == told
    office.hand.maker.at = world.clock.at
    office.desk.ask_token()
    office.desk.do(office.hand.act(HandOver(OFFICE, "Quét sau"), "hoa"))
    office.desk.do(office.hand.act(Accept(), "loc"))
    world.clock.at += timedelta(days=1)
    look(watch)
    assert len(letters(office)) == 2


def test_a_handed_over_dossier_that_nobody_took_is_told_to_who_should_take_it(world: World) -> None:
    """More than a working day after; the office that gave it is not written to."""
    office, watch = watched(world)
    world.centre.people.write_to(world.people["x-minh"], "giamdoc@so.example")
    office.desk.do(office.hand.act(HandOver(OTHER_OFFICE, "Quét sau"), "hoa"))
    world.clock.at = FRIDAY
    look(watch)
    assert letters(office) == []
    world.clock.at = FRIDAY + timedelta(days=3)
    look(watch)
    assert letters(office) == [(f"watch/2019-03-18/{world.people['x-minh']}", "waiting")]
    ((lying,),) = watch.lying().values()
    assert (lying.lying.delay, lying.lying.since) == (Delay.NOT_TAKEN, date(2019, 3, 14))


def test_whoever_leads_on_that_day_is_written_to(world: World) -> None:
    """A deputy with the leader's right, not the absent leader; nobody whose address was taken away."""
    office, watch = watched(world)
    people, minh = world.centre.people, world.people["minh"]
    deputy = world.people["loc"]
    people.write_to(deputy, "pho@phuthuy.example")
    people.revoke(minh, OFFICE, date(2019, 3, 14))
    people.grant(Grant(deputy, OFFICE, Role.LEADER, date(2019, 3, 15), on_behalf_of=minh))
    world.clock.at = FRIDAY
    look(watch)
    assert letters(office) == [(f"watch/2019-03-15/{deputy}", "waiting")]
    people.write_to(deputy, "")
    office.rounds.run()
    assert letters(office) == [(f"watch/2019-03-15/{deputy}", "failed")]
    assert ("leaders_letter_failed", (OFFICE, "no_address")) in office.alarms.raised


def test_a_letter_that_waits_for_the_relay_keeps_its_words_and_is_not_told_the_day_after(world: World) -> None:
    """Busy: again later, whole. Not gone by the next day: dropped, that day has its own."""
    office, watch = watched(world)
    sender = office.senders[EMAIL]
    sender.answer = lambda _: NotTaken(Trouble.LATER, "smtp_450")
    world.clock.at = FRIDAY
    look(watch)
    office.rounds.run()
    (kept,) = [one for one in office.notices(EMAIL) if one.template == "watch"]
    assert (kept.state.value, kept.attempts) == ("waiting", 1)
    assert "190314-0001" in kept.text
    world.clock.at = FRIDAY + timedelta(days=3)
    look(watch)
    office.rounds.run()
    assert [state for _, state in letters(office)] == ["dropped", "waiting"]


def test_a_long_list_is_cut_and_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The screen has the rest."""
    monkeypatch.setattr("central_server.services.notices.watch._MOST", 1)
    monkeypatch.setattr("central_server.services.notices.watch._PAGE", 1)
    office, watch = watched(world)
    office.receive(dossier=2)
    world.clock.at = FRIDAY
    assert look(watch) == 3  # begun, and each of two dossiers
    (kept,) = [one for one in office.notices(EMAIL) if one.template == "watch"]
    assert "có 2 hồ sơ nằm lại" in kept.text
    assert "- và 1 hồ sơ nữa, xem trên màn hình" in kept.text


@pytest.mark.slow
def test_the_command_prints_the_same_and_the_letter_arrives(
    world: World, relay: Peer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Enter an address by command, look, and read what a real relay took."""
    watched(world)
    data = ["--data", str(world.centre.settings.data)]
    clock = f"rehearsal:2019-03-15T08:00@{time.time():.0f}"
    for name, value in (("NOTICE_CHANNELS", "email"), ("SMTP_ADDRESS", f"plain://127.0.0.1:{relay.port}")):
        monkeypatch.setenv(f"MOTCUA_{name}", value)
    monkeypatch.setenv("MOTCUA_MAIL_FROM", "motcua@example.vn")
    monkeypatch.setenv("MOTCUA_CLOCK", clock)
    monkeypatch.setenv("LANG", "vi_VN.UTF-8")
    assert run([*data, "person-email", "--login", "minh", "không phải"]) == 2
    assert run([*data, "person-email", "--login", "minh", "lanhdao@phuthuy.example"]) == 0
    capsys.readouterr()
    assert run([*data, "watchdog", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    code = "000.04.31.H11-190314-0001"
    assert said == {
        "office": OFFICE,
        "name": "UBND P. Phú Thủy",
        "written_to": ["l***@phuthuy.example"],
        "dossiers": [{"code": code, "delay": "not_moved", "since": "2019-03-14"}],
    }
    assert run([*data, "watchdog", "--office", OFFICE]) == 0
    shown = capsys.readouterr().out
    assert f"{code}: đã tiếp nhận, quá hạn chuyển đi từ ngày 14/03/2019" in shown
    assert run([*data, "watchdog", "--office", OTHER_OFFICE]) == 0
    assert capsys.readouterr().out == "Không có hồ sơ nào nằm lại trên đường đi.\n"
    world.clock.at = FRIDAY
    look(build_watch(world.centre))
    assert run([*data, "notices", "run"]) == 0
    while (heard := relay.hears("letter"))["to"] != ["lanhdao@phuthuy.example"]:
        pass
    letter = message_from_string(str(heard["letter"]), policy=default)
    assert letter["Subject"] == "1 hồ sơ nằm lại ở UBND P. Phú Thủy, ngày 15/03/2019"
    assert code in letter.get_content()  # type: ignore[attr-defined]  # the default policy makes EmailMessages
    assert REACHABLE.name not in str(heard["letter"])


def test_the_watchdog_runs_where_letters_are_sent(world: World) -> None:
    """Without the channel nobody could be written to."""
    office = Office.of(world, EMAIL)
    assert len(serve._watching(world.centre, office.plan)) == 1
    assert serve._watching(world.centre, replace(office.plan, channels=())) == ()


def test_a_fault_of_a_sweep_or_at_its_end_is_an_alarm_and_the_next_one_works() -> None:
    """The alarm names the type alone."""
    alarms, again = Alarms(), threading.Event()
    found = iter([ValueError(REACHABLE.name), 0])

    def work() -> int:
        done = next(found, None)
        if isinstance(done, Exception):
            raise done
        again.set()
        return 0

    def close() -> None:
        raise OSError(REACHABLE.name)

    job = SweepJob(Sweep(work, 0.0, "watch_fault", close), alarms)
    job.start()
    assert again.wait(20)
    job.stop()
    assert alarms.raised == [("watch_fault", ("ValueError",)), ("watch_fault", ("OSError",))]
