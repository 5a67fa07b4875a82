"""The line of a desk to a real centre: enrol, send, come back after a cut, never green while anything is unsent."""

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from central_sync.protocol.syncstatus import LineState, SyncState
from desk_client.services.enrolling import EnrolTrouble
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.line import LineNews
from dossier.acts import PaperEntry, PaperForm
from tests.desk_client.frame.real_centre import RealCentre, real_centre
from tests.fakes.office import sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

pytestmark = pytest.mark.slow
FORM = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)


@pytest.fixture(scope="module")
def centre(prepared_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCentre]:
    """One real centre for the tests of this file."""
    with real_centre(prepared_centre, tmp_path_factory.mktemp("centre")) as running:
        yield running


def test_an_enrolled_desk_sends_an_act_with_its_file_and_says_so(centre: RealCentre, tmp_path: Path) -> None:
    """Unsent before, all sent after; the act's event and the file's proof came back from the centre."""
    desk = centre.desk(tmp_path, "1-99")
    clerk = sign_in(desk, "hoa")
    kept = desk.parts.shelf.keep(b"%PDF-1.4 " + bytes(range(256)) * 1000, 1)
    papers = (*MARRIAGE_PAPERS[:1], PaperEntry(2, "CCCD", "Giấy tờ tùy thân", PaperForm.PHOTO, 1, file=kept))
    received = desk.intake.receive(clerk, IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, papers))
    assert isinstance(received, Received), received
    before = desk.line.news()
    assert (before.status.state, before.facts.unsent_acts, before.facts.unproved_files) == (SyncState.UNSENT, 1, 1)
    report = desk.line.once()
    assert report.error is None
    assert (report.sent, report.files_sent) == (1, 1)
    after = desk.line.news()
    assert (after.status.state, after.facts.unsent_acts, after.facts.unproved_files) == (SyncState.SENT_ALL, 0, 0)
    assert received.state.id in report.changed
    assert received.state.code in centre.command("show", "dossier", received.state.code)


def test_the_thread_sends_after_an_act_and_tells_its_listeners(centre: RealCentre, tmp_path: Path) -> None:
    """No command is given: waking the line is enough, and the last word is that all is sent."""
    desk = centre.desk(tmp_path, "100-199")
    clerk = sign_in(desk, "hoa")
    states: list[SyncState] = []
    lies: list[LineNews] = []
    done = threading.Event()

    def told(news: LineNews) -> None:
        states.append(news.status.state)
        unsent = news.facts.unsent_acts or news.facts.unproved_files
        if unsent and news.status.state is SyncState.SENT_ALL:
            lies.append(news)
        if news.changed and not unsent:
            done.set()

    desk.line.listen(told)
    desk.line.start()
    kept = [desk.parts.shelf.keep(b"%PDF-1.4 " + bytes([page]) * 200_000, 1) for page in range(3)]
    for file in kept:
        papers = (*MARRIAGE_PAPERS[:1], PaperEntry(2, "CCCD", "Giấy tờ tùy thân", PaperForm.PHOTO, 1, file=file))
        received = desk.intake.receive(clerk, IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, papers))
        assert isinstance(received, Received)
    desk.line.wake()
    assert done.wait(30)
    desk.line.stop()
    assert states[-1] is SyncState.SENT_ALL
    assert SyncState.SENDING in states
    assert lies == []


def test_a_code_works_once(centre: RealCentre, tmp_path: Path) -> None:
    """A second machine with the same ticket is told that the code is used, and stays unenrolled."""
    from desk_client.bootstrap import open_desk, open_enrolling, open_machine

    text = centre.ticket("200-299")
    first, second = (open_machine(centre.settings(tmp_path / name)) for name in ("a", "b"))
    for machine in (first, second):
        enrolling = open_enrolling(machine)
        ticket = enrolling.read(text)
        assert not isinstance(ticket, EnrolTrouble)
        outcome = enrolling.enrol(ticket, "test")
    assert isinstance(outcome, EnrolTrouble)
    assert (outcome.code, outcome.retry, outcome.message.id) == ("code_refused", False, "sync.fault.code_refused")
    assert open_desk(first) is not None
    assert open_desk(second) is None


def test_a_cut_line_is_said_with_its_hour_and_the_proxy_of_the_settings_is_used(
    centre: RealCentre, tmp_path: Path
) -> None:
    """With nobody at the proxy's port the line is down since now, the act stays unsent, and nothing is lost."""
    with socket.socket() as held:  # bound and never listening: nobody else takes the port, every connection is refused
        held.bind(("127.0.0.1", 0))
        desk = centre.desk(tmp_path / "a", "300-399")
        machine_settings = centre.settings(tmp_path / "a", centre=f"http://127.0.0.1:{held.getsockname()[1]}")
        from desk_client.bootstrap import open_desk, open_machine

        cut = open_desk(open_machine(machine_settings))
        assert cut is not None
        clerk = sign_in(cut, "hoa")
        assert isinstance(cut.intake.receive(clerk, FORM), Received)
        report = cut.line.once()
    assert report.error is not None
    assert report.error.line_down
    news = cut.line.news()
    assert news.status.state is SyncState.OFFLINE
    assert news.facts.line is LineState.DOWN
    assert news.facts.down_since is not None
    assert news.facts.unsent_acts == 1
    assert desk.line.once().error is None
    assert desk.line.news().status.state is SyncState.SENT_ALL
