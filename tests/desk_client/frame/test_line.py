"""The line without a centre: faults that do not end it, pauses, the clock that it corrects, tickets that are read."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from central_sync.client.pump import RoundReport
from central_sync.protocol.enrolment import CentreAddress
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.ports import Standing
from central_sync.protocol.syncstatus import LineState, SyncState, sync_status
from desk_client.bootstrap import Desk, open_desk, open_enrolling, open_machine
from desk_client.ports import DeskFault
from desk_client.services.centre import KnownCentre, keep_centre, known_centre
from desk_client.services.enrolling import EnrolTrouble
from desk_client.services.line import Line, LineEnds, LineNews, facts_of
from desk_client.services.outbox import Counts
from desk_client.store.engine import checkpoint
from desk_client.store.journal import Journal
from tests.fakes.office import make_office, settings_in

NOW = datetime(2019, 3, 14, 8, 12)
NOWHERE = KnownCentre(CentreAddress("http://127.0.0.1:9", ""))


class BrokenJournal(Journal):
    """A store whose standing cannot be read, the first time with a known fault, then with an unforeseen one."""

    looks = 0

    def standing(self) -> Standing:
        """Fail."""
        self.looks += 1
        if self.looks == 1:
            raise DeskFault("store_busy")
        raise ValueError("Lê Thị Bích Ngọc")


def line_of(desk: Desk, journal: Journal, **changes: object) -> Line:
    """A line of the desk to nowhere."""
    machine = desk.machine
    ends = LineEnds(
        journal=journal,
        signer=machine.signer,
        raw_ms=machine.clock.unix_ms,
        correct=None,
        centre=NOWHERE,
        idle_seconds=0.01,
        coalesce_seconds=0,
    )
    return Line(desk.parts, replace(ends, **changes), desk.outbox)  # type: ignore[arg-type]  # fields of the ends


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """An enrolled desk whose centre is nowhere."""
    office = make_office(tmp_path)
    yield office
    office.sandbox.close()
    office.checks.close()
    office.machine.writer.close()
    office.machine.engine.dispose()


def test_a_fault_of_the_desk_is_told_and_the_line_goes_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A known fault is said by its remedy, an unforeseen one is reported like that of any thread; rounds go on."""
    machine = desk.machine
    journal = BrokenJournal(machine.engine, machine.writer, machine.rulebook, machine.clock)
    reported: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda told: reported.append(told.exc_type))
    said: list[str] = []
    enough = threading.Event()

    def told(news: LineNews) -> None:
        if news.trouble is not None:
            said.append(news.trouble.id)
        if journal.looks >= 4 and news.trouble is not None:
            enough.set()

    line = line_of(desk, journal)
    line.listen(told)
    line.start()
    assert enough.wait(30)
    line.stop()
    assert said[0] == "fault.store_busy"
    assert "line.broken" in said
    assert reported == [ValueError]


def test_a_store_that_cannot_be_counted_is_told_and_the_line_goes_on(desk: Desk) -> None:
    """Every page but the head is damaged under a running desk: each round says so, and never that all is sent."""
    machine = desk.machine
    checkpoint(machine.engine)
    machine.writer.close()
    machine.engine.dispose()
    path = machine.folder / "desk.db"
    body = bytearray(path.read_bytes())
    body[4096:] = bytes(len(body) - 4096)
    path.write_bytes(body)
    said: list[LineNews] = []
    enough = threading.Event()

    def told(news: LineNews) -> None:
        said.append(news)
        if len(said) == 3:
            enough.set()

    line = line_of(desk, machine.journal)
    line.listen(told)
    line.start()
    assert enough.wait(30)
    line.stop()
    for news in said:
        assert news.trouble is not None
        assert news.trouble.id == "fault.store_damaged"
        assert [part.id for part in news.status.parts] == ["sync.uncounted"]
        assert news.status.state is SyncState.UNSENT


def test_an_act_does_not_wake_a_line_that_is_down(desk: Desk) -> None:
    """Nobody is asked at every act while the centre is away; a person's wish still counts."""
    line = line_of(desk, desk.machine.journal)
    line.wake()
    assert line._asked.is_set()
    line._asked.clear()
    line._learn(RoundReport(error=Fault(FaultCode.OFFLINE)))
    line.wake()
    assert not line._asked.is_set()
    line.send_now()
    assert line._asked.is_set()


def test_down_since_is_the_first_failure_and_ends_with_a_good_answer(desk: Desk) -> None:
    """Later failures do not move the hour; any answer of the centre ends it; only a whole round is remembered."""
    line = line_of(desk, desk.machine.journal)
    line._learn(RoundReport(error=Fault(FaultCode.OFFLINE)))
    since = line.news().facts.down_since
    line._learn(RoundReport(error=Fault(FaultCode.STALLED)))
    assert line.news().facts.down_since == since is not None
    line._learn(RoundReport(error=Fault(FaultCode.CENTRE_BUSY)))
    news = line.news()
    assert (news.facts.line, news.facts.down_since, news.facts.last_ack) == (LineState.UP, None, None)
    assert news.trouble is not None
    assert news.trouble.id == "sync.fault.centre_busy"
    line._learn(RoundReport())
    news = line.news()
    assert news.facts.last_ack is not None
    assert news.trouble is None
    assert news.status.state is SyncState.SENT_ALL


def test_pauses_double_to_a_cap_that_follows_the_setting(desk: Desk) -> None:
    """A quiet desk asks at its own pace; a failing one doubles and never waits longer than ten quiet pauses."""
    line = line_of(desk, desk.machine.journal, idle_seconds=2.0)
    offline = RoundReport(error=Fault(FaultCode.OFFLINE))
    assert 1.0 <= line._pause(0, RoundReport()) <= 2.0
    assert 0.5 <= line._pause(1, offline) <= 1.0
    assert 4.0 <= line._pause(4, offline) <= 8.0
    assert line._pause(12, offline) == 20.0


def test_the_centre_corrects_the_clock_and_the_desk_remembers(tmp_path: Path) -> None:
    """The offset is applied at once, kept, and applied again at the next start."""
    office = make_office(tmp_path, clock="")
    line = line_of(office, office.machine.journal, correct=office.machine.clock.correct)  # type: ignore[attr-defined]
    before = office.machine.clock.unix_ms()
    line._learn(RoundReport(server_offset_ms=3_600_000))
    assert 3_590_000 < office.machine.clock.unix_ms() - before < 3_700_000
    office.machine.writer.close()
    office.machine.engine.dispose()
    again = open_machine(settings_in(tmp_path, clock=""))
    assert open_desk(again) is not None
    assert again.clock.offset_ms == 3_600_000  # type: ignore[attr-defined]


def test_the_status_is_never_green_beside_an_unsent_count() -> None:
    """Whatever the line does, one unsent act or file forbids the green state."""
    for acts, files in ((1, 0), (0, 1), (3, 7)):
        for state in LineState:
            for total in (None, 1, 5):
                counts = Counts(acts, min(acts, 1), files, 0, NOW, frozen=False)
                status = sync_status(facts_of(counts, state, NOW, NOW, total))
                assert status.state is not SyncState.SENT_ALL
    done = facts_of(Counts(0, 0, 0, 0, NOW, frozen=False), LineState.UP, NOW)
    assert sync_status(done).state is SyncState.SENT_ALL


def test_progress_counts_dossiers_that_are_gone_from_the_outbox() -> None:
    """Five were there when the round began, two are left: the fourth is on its way."""
    facts = facts_of(Counts(2, 2, 1, 0, NOW, frozen=False), LineState.UP, NOW, None, 5)
    assert facts.sending is not None
    assert (facts.sending.done, facts.sending.total) == (3, 5)


def test_without_an_address_nothing_is_tried(desk: Desk) -> None:
    """A desk whose centre is not known says so instead of waiting."""
    report = desk.line.once()
    assert report.error is not None
    assert report.error.code is FaultCode.OFFLINE


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("motcua-enrol:1|http://centre.example|" + "a" * 64 + "|ABCD-EFGH", "ticket_plain"),
        ("motcua-enrol:1|https://centre.example||ABCD-EFGH", "ticket_unpinned"),
        ("motcua-enrol:2|http://127.0.0.1:1||ABCD-EFGH", "ticket_malformed"),
    ],
)
def test_an_unsafe_ticket_is_refused_before_anything_is_sent(tmp_path: Path, text: str, code: str) -> None:
    """Plain HTTP to another machine, or no pinned authority: never used."""
    outcome = open_enrolling(open_machine(settings_in(tmp_path))).read(text)
    assert isinstance(outcome, EnrolTrouble)
    assert (outcome.code, outcome.message.id) == (code, f"enrol.{code}")


def test_the_address_of_the_settings_goes_before_that_of_the_ticket(desk: Desk) -> None:
    """A proxy on loopback is used for the line; an encrypted one keeps the ticket's pin; nonsense is a bad setting."""
    engine, pin = desk.machine.engine, "ab" * 32
    ticket = KnownCentre(CentreAddress("https://centre.example", pin))
    desk.machine.writer.run(lambda connection: keep_centre(connection, ticket))
    assert known_centre(engine) == ticket
    assert known_centre(engine, "http://127.0.0.1:8000") == KnownCentre(CentreAddress("http://127.0.0.1:8000", ""))
    encrypted = known_centre(engine, "https://proxy.example:8443")
    assert encrypted == KnownCentre(CentreAddress("https://proxy.example:8443", pin))
    with pytest.raises(DeskFault, match="settings_bad"):
        known_centre(engine, "ftp://centre")
