"""Prints through a real CUPS on a real IPP printer: what comes out, what is refused, what stands still."""

import threading
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pypdfium2 as pdfium
import pytest
import zxingcpp

from desk_client.adapters.cups import CupsSpooler
from desk_client.ports import JobState, PrintJob
from printing.fonts import FontSet
from printing.receipt import draw_receipt
from printing.two_up import two_up
from tests.desk_client.printing.print_service import QUEUE, PrintService, missing_programs, print_service
from tests.printing.paper_samples import BARCODE, LOOK_UP, receipt

MISSING = missing_programs()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"NO CUPS ON THIS MACHINE, nothing was printed; missing: {MISSING}"),
]
_LOOKS = 600


@pytest.fixture(scope="module")
def paper() -> bytes:
    """The two copies of a receipt on A5."""
    return draw_receipt(receipt(), FontSet(lambda name: (files("resources") / "fonts" / name).read_bytes()))


@pytest.fixture
def service() -> Iterator[PrintService]:
    """A print service with its printer, without a queue."""
    with print_service() as running:
        yield running


@pytest.fixture
def queue(service: PrintService) -> PrintService:
    """The same with a queue for the printer."""
    service.add_queue()
    return service


def watch(spooler: CupsSpooler, job: PrintJob | JobState) -> JobState:
    """Ask for a job's state until it has ended."""
    assert isinstance(job, PrintJob), job
    pause = threading.Event()
    for _ in range(_LOOKS):
        state = spooler.state(job)
        if state not in (JobState.WAITING, JobState.PRINTING):
            return state
        pause.wait(0.1)
    raise AssertionError("the job never ended")


def codes(pdf: Path, dpi: int) -> list[str]:
    """What a reader reads on the first page that came out of the printer."""
    document = pdfium.PdfDocument(pdf.read_bytes())
    page = document[0].render(scale=dpi / 72).to_pil()
    document.close()
    return sorted(code.text for code in zxingcpp.read_barcodes(page))


def test_two_receipts_on_one_sheet_of_a4_come_out_and_are_read_by_a_reader(queue: PrintService, paper: bytes) -> None:
    """The A5 receipt goes through CUPS as one A4 sheet; the bars of both copies can be read from what was printed."""
    spooler = CupsSpooler(queue.server)
    job = spooler.submit(two_up(paper), "Giấy hẹn 190314-0027", "", "A4", 1)
    assert watch(spooler, job) is JobState.DONE
    (sheet,) = queue.printed()
    document = pdfium.PdfDocument(sheet.read_bytes())
    assert (len(document), sorted(round(side) for side in document[0].get_size())) == (1, [595, 842])
    document.close()
    assert codes(sheet, 203) == [BARCODE, BARCODE, LOOK_UP, LOOK_UP]


def test_a_size_that_the_printer_lacks_is_told_as_refused(queue: PrintService, paper: bytes) -> None:
    """CUPS takes an A5 job, the printer does not, CUPS cancels it without a word: the desk hears REFUSED."""
    spooler = CupsSpooler(queue.server)
    job = spooler.submit(paper, "Giấy hẹn", QUEUE, "A5", 1)
    assert watch(spooler, job) is JobState.REFUSED
    assert queue.printed() == ()


def test_the_queue_lists_its_papers_and_is_chosen_without_a_default(queue: PrintService) -> None:
    """The desk knows before printing that this printer has A4 and no A5."""
    (printer,) = CupsSpooler(queue.server).printers()
    assert (printer.name, printer.default, printer.accepting) == (QUEUE, False, True)
    assert "A4" in printer.papers
    assert "A5" not in printer.papers


def test_a_default_queue_is_known_as_such(queue: PrintService) -> None:
    """`lpadmin -d` makes a default, and the desk sees it."""
    queue.administer("lpadmin", "-d", QUEUE)
    assert [one.default for one in CupsSpooler(queue.server).printers()] == [True]


def test_without_a_queue_there_is_no_printer(service: PrintService, paper: bytes) -> None:
    """A machine with CUPS and no printer says so; so does one without CUPS, and a queue that does not exist."""
    spooler = CupsSpooler(service.server)
    assert spooler.printers() == ()
    assert spooler.submit(paper, "x", "", "A5", 1) is JobState.NO_PRINTER
    service.add_queue()
    assert spooler.submit(paper, "x", "phong-ho-tich", "A5", 1) is JobState.NO_PRINTER
    service.stop_service()
    assert spooler.submit(paper, "x", "", "A5", 1) is JobState.NO_PRINTER


def test_a_queue_that_takes_no_jobs_is_stopped(queue: PrintService, paper: bytes) -> None:
    """A queue that an administrator closed is told as stopped before anything is sent."""
    queue.administer("cupsreject", QUEUE)
    spooler = CupsSpooler(queue.server)
    assert [one.accepting for one in spooler.printers()] == [False]
    assert spooler.submit(two_up(paper), "x", "", "A4", 1) is JobState.STOPPED


def test_a_queue_stopped_under_a_waiting_job_gives_the_job_up(queue: PrintService, paper: bytes) -> None:
    """The job is told as stopped and taken out, so that printing again later prints one sheet, not two."""
    spooler = CupsSpooler(queue.server)
    queue.kill_printer()
    first = spooler.submit(two_up(paper), "x", "", "A4", 1)
    second = spooler.submit(two_up(paper), "y", "", "A4", 1)
    queue.administer("cupsdisable", QUEUE)
    assert watch(spooler, second) is JobState.STOPPED
    assert watch(spooler, first) is JobState.STOPPED
    queue.start_printer()
    queue.administer("cupsenable", QUEUE)
    again = spooler.submit(two_up(paper), "z", "", "A4", 1)
    assert watch(spooler, again) is JobState.DONE
    assert len(queue.printed()) == 1


def test_a_job_that_waits_is_cancelled_and_never_comes_out(queue: PrintService, paper: bytes) -> None:
    """The printer is off and on again: only what was given afterwards comes out; what is out cannot be cancelled."""
    spooler = CupsSpooler(queue.server)
    queue.kill_printer()
    waiting = spooler.submit(two_up(paper), "x", "", "A4", 1)
    assert isinstance(waiting, PrintJob)
    assert spooler.cancel(waiting) is JobState.CANCELLED
    queue.start_printer()
    queue.administer("cupsenable", QUEUE)
    done = spooler.submit(two_up(paper), "y", "", "A4", 1)
    assert watch(spooler, done) is JobState.DONE
    assert isinstance(done, PrintJob)
    assert spooler.cancel(done) is JobState.DONE
    assert len(queue.printed()) == 1
    assert spooler.cancel(PrintJob(QUEUE, 999)) is JobState.REFUSED


def test_a_printer_without_power_is_told_as_stopped(queue: PrintService, paper: bytes) -> None:
    """The queue lives, the printer does not answer: CUPS would try for ever, the desk says it stands still."""
    queue.kill_printer()
    spooler = CupsSpooler(queue.server)
    assert watch(spooler, spooler.submit(two_up(paper), "x", "", "A4", 1)) is JobState.STOPPED


def test_a_printer_without_paper_is_told_as_stopped(queue: PrintService, paper: bytes) -> None:
    """The printer takes the job and says that its tray is empty: the desk takes it back and says so."""
    queue.empty_tray()
    spooler = CupsSpooler(queue.server, sheet_seconds=1)
    assert watch(spooler, spooler.submit(two_up(paper), "x", "", "A4", 1)) is JobState.STOPPED


def test_a_job_that_cups_does_not_know_is_never_called_printed(queue: PrintService) -> None:
    """A number of another life of the queue is no success; neither is a service that is gone."""
    spooler = CupsSpooler(queue.server)
    assert spooler.state(PrintJob(QUEUE, 999)) is JobState.REFUSED
    queue.stop_service()
    assert spooler.state(PrintJob(QUEUE, 1)) is JobState.STOPPED


def test_the_local_socket_answers_as_the_port_does(queue: PrintService) -> None:
    """A machine's own CUPS is asked over its socket."""
    spooler = CupsSpooler(str(queue.folder / "state" / "cups.sock"))
    assert [one.name for one in spooler.printers()] == [QUEUE]
