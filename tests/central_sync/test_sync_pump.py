"""The pump: a round over a transport, files over three connections, acts first, cancel, and nothing lost on the way."""

import subprocess
import sys
from threading import Lock

import pytest
from loopback_server import LoopbackServer
from sync_centre_fake import FakeCentre, StoredFile
from sync_fakes import Clock, MemoryJournal, MemoryShelf, tools_of

from central_sync.client.pump import Progress, Pump
from central_sync.client.transport import HttpTransport, Trust
from central_sync.protocol.enrolment import CentreAddress
from central_sync.protocol.exchange import BLOB_HAVE, PUSH, TOKEN, Request, Response, complain
from central_sync.protocol.faults import Fault, FaultCode, TransportFault
from central_sync.protocol.messages import LEAF
from central_sync.protocol.tokens import LIFETIME_SECONDS


class Line:
    """A transport into a fake centre; `watch` sees each request first and may raise."""

    def __init__(self, centre: FakeCentre) -> None:
        self.centre = centre
        self.lock = Lock()
        self.forks = 0
        self.used: set[int] = set()
        self.down = False

    def watch(self, request: Request) -> None:
        """Called before each request."""

    def send(self, request: Request) -> Response:
        """Ask the centre; one request at a time, as a database would."""
        with self.lock:
            self.watch(request)
            if self.down:
                raise TransportFault(FaultCode.OFFLINE)
            return self.centre.handle(request)

    def fork(self) -> "Line":
        """The same line again."""
        self.forks += 1
        return self

    def close(self) -> None:
        """Nothing to close."""


def files(centre: FakeCentre, shelf: MemoryShelf, count: int) -> None:
    """Files of three leaves each that both ends know of."""
    for number in range(count):
        key = shelf.keep(bytes([number]) * (2 * LEAF + 9))
        centre.files[key.sha256] = StoredFile(key.size)


def pump_of(line: Line, journal: MemoryJournal, shelf: MemoryShelf, clock: Clock | None = None) -> Pump:
    """A pump over it."""
    return Pump(tools_of(journal, clock), shelf, line)


def test_one_round_brings_acts_events_and_files() -> None:
    """Everything goes in one call, and the report says what went."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    for text in ("note", "bad", "note"):
        journal.write(text)
    files(centre, shelf, 4)
    told: list[Progress] = []
    line = Line(centre)
    report = Pump(tools_of(journal), shelf, line, told.append).run_once()
    assert report.error is None
    assert (report.sent, report.received, report.refused) == (3, 3, 1)
    assert (report.leaves_sent, report.files_sent) == (12, 4)
    assert line.forks == 3
    assert shelf.to_prove == []
    assert told[-1] == Progress(acts_sent=3, rows_received=3, leaves_sent=12, files_proved=4)


def test_a_dead_line_is_reported_and_nothing_else_is_tried() -> None:
    """Offline is an answer, not an exception; no thread is started for files."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    files(centre, shelf, 1)
    line = Line(centre)
    line.down = True
    report = pump_of(line, journal, shelf).run_once()
    assert report.error is not None
    assert report.error.line_down
    assert report.heard_ms is None
    assert centre.seen == []


def test_a_line_that_dies_in_the_files_keeps_what_was_sent() -> None:
    """The next round sends only what was not acknowledged."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    files(centre, shelf, 4)
    line = Line(centre)
    pump = pump_of(line, journal, shelf)

    def die(request: Request) -> None:
        line.down = sum(seen.method == "PUT" for seen in centre.seen) >= 5

    line.watch = die  # type: ignore[method-assign]  # this test's own watch
    report = pump.run_once()
    assert report.error is not None
    assert report.error.code is FaultCode.OFFLINE
    line.watch = lambda request: None  # type: ignore[method-assign]  # this test's own watch
    line.down = False
    again = pump.run_once()
    assert again.error is None
    assert report.leaves_sent + again.leaves_sent == 12
    assert sum(seen.method == "PUT" for seen in centre.seen) == 12


def test_an_act_written_during_files_goes_first() -> None:
    """A receipt printed while scans go up does not wait for them."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    files(centre, shelf, 8)
    line = Line(centre)

    def write_once(request: Request) -> None:
        if request.method == "PUT" and not journal.acts:
            journal.write()

    line.watch = write_once  # type: ignore[method-assign]  # this test's own watch
    report = pump_of(line, journal, shelf).run_once()
    assert report.error is None
    assert (report.sent, report.files_sent) == (1, 8)
    paths = [request.path for request in centre.seen]
    leaves_before = sum(seen.method == "PUT" for seen in centre.seen[: paths.index(PUSH)])
    assert leaves_before <= 4


def test_a_broken_outbox_does_not_hold_up_files() -> None:
    """Acts that cannot go are told; the scans of earlier ones still go, in one run."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    journal.write()
    journal.acts[0] = type(journal.acts[0])(1, b"bent", journal.acts[0].hash, "")
    files(centre, shelf, 3)
    report = pump_of(Line(centre), journal, shelf).run_once()
    assert report.error == Fault(FaultCode.OUTBOX_BROKEN, "1")
    assert report.files_sent == 3
    assert sum(seen.path == BLOB_HAVE for seen in centre.seen) == 1


def test_a_token_that_ends_during_files_is_renewed_in_time() -> None:
    """Hours of scans outlive a token of minutes, and no leaf is carried to be refused."""
    centre, journal, shelf, clock = FakeCentre(), MemoryJournal(), MemoryShelf(), Clock()
    line = Line(centre)
    pump = pump_of(line, journal, shelf, clock)
    pump.run_once()
    files(centre, shelf, 6)

    def age(milliseconds: int) -> None:
        clock.ms += milliseconds
        centre.clock.ms += milliseconds

    age((LIFETIME_SECONDS - 70) * 1000)
    line.watch = lambda request: age(9000 if request.method == "PUT" else 0)  # type: ignore[method-assign]  # this test's own watch
    report = pump.run_once()
    assert report.error is None
    assert report.files_sent == 6
    assert sum(seen.path == TOKEN for seen in centre.seen) == 2
    assert sum(seen.method == "PUT" for seen in centre.seen) == 18


def test_a_token_refused_in_the_middle_of_files_is_asked_for_anew() -> None:
    """A centre that was restarted with another secret costs one more token, not the round."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    files(centre, shelf, 3)
    line = Line(centre)
    refused: list[Request] = []
    handle = centre.handle

    def once(request: Request) -> Response:
        if request.method == "PUT" and shelf.acknowledged and not refused:
            refused.append(request)
            return complain(Fault(FaultCode.TOKEN_REFUSED))
        return handle(request)

    centre.handle = once  # type: ignore[method-assign]  # this test's own centre
    report = pump_of(line, journal, shelf).run_once()
    assert report.error is None
    assert shelf.to_prove == []
    assert len(refused) == 1


def test_cancel_ends_the_round_and_the_next_one_goes_on() -> None:
    """After cancel only what was in flight comes home; another pump finishes the work."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    files(centre, shelf, 8)
    line = Line(centre)
    pump = pump_of(line, journal, shelf)

    def cancel(request: Request) -> None:
        if request.method == "PUT":
            pump.cancel()

    line.watch = cancel  # type: ignore[method-assign]  # this test's own watch
    report = pump.run_once()
    assert report.error == Fault(FaultCode.CANCELLED)
    assert report.leaves_sent <= 3
    assert pump.run_once().error == Fault(FaultCode.CANCELLED)
    line.watch = lambda request: None  # type: ignore[method-assign]  # this test's own watch
    assert pump_of(line, journal, shelf).run_once().error is None
    assert shelf.to_prove == []


def test_a_fault_of_the_store_in_a_file_thread_is_raised_to_the_caller() -> None:
    """Disk full in a thread is not swallowed, and no thread is left waiting."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    files(centre, shelf, 4)

    def broken(sha256: str, leaves: object) -> None:
        raise OSError("disk full")

    shelf.sent = broken  # type: ignore[method-assign]  # this test's own shelf
    with pytest.raises(OSError, match="disk full"):
        pump_of(Line(centre), journal, shelf).run_once()


def test_requests_is_not_loaded_before_the_first_send() -> None:
    """A program that builds its transport at start does not pay for the HTTP library."""
    code = (
        "import sys\n"
        "from central_sync.client.pump import Pump\n"
        "from central_sync.client.transport import HttpTransport, Trust\n"
        "from central_sync.protocol.enrolment import CentreAddress\n"
        "HttpTransport(Trust(CentreAddress('http://127.0.0.1:1', '')))\n"
        "sys.exit('requests' in sys.modules)\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.slow
def test_a_round_over_real_sockets_with_three_connections() -> None:
    """Acts and twelve files over real HTTP: all whole at the centre, over at most four connections."""
    centre, journal, shelf = FakeCentre(), MemoryJournal(), MemoryShelf()
    for _ in range(20):
        journal.write()
    files(centre, shelf, 12)
    line = Line(centre)
    with LoopbackServer(line.send).running() as server:
        transport = HttpTransport(Trust(CentreAddress(server.address, "")))
        pump = Pump(tools_of(journal), shelf, transport)
        report = pump.run_once()
        pump.close()
    assert report.error is None
    assert (report.sent, report.files_sent) == (20, 12)
    assert server.connections <= 4
    assert all(b"".join(one.leaves[i] for i in sorted(one.leaves)) == shelf.here[h] for h, one in centre.files.items())
