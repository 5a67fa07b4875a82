"""The return screen over a real office, with a spooler that keeps what it is given."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_client.ports import JobState, Printer, PrintJob
from desk_client.services.handing import HandingOut
from desk_client.services.previews import Previews
from desk_client.services.scanning import Scanning
from desk_client.viewmodels.returning import ReturnModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.signing_paper import PaperSignCases, PaperSignModel
from desk_client.views.kit.outfit import Kit
from desk_client.views.returning.screen import ReturnScreen
from dossier.messages import Message
from tests.desk_client.sign.desk_kit import Hands
from tests.fakes.signing import SigningOffice


@dataclass
class KeptSpooler:
    """A printing service that keeps its jobs and ends each as `ends` at the first look."""

    names: tuple[str, ...] = ("HP-A4",)
    ends: JobState = JobState.DONE
    jobs: list[tuple[bytes, str]] = field(default_factory=list)

    def printers(self) -> Sequence[Printer]:
        """The queues."""
        return tuple(Printer(name, place == 0, True, ("A4",)) for place, name in enumerate(self.names))

    def submit(self, pdf: bytes, title: str, printer: str, paper: str, copies: int) -> PrintJob | JobState:
        """Keep the job."""
        self.jobs.append((pdf, paper))
        return PrintJob(printer or self.names[0], len(self.jobs))

    def state(self, job: PrintJob) -> JobState:
        """How it ended."""
        return self.ends

    def cancel(self, job: PrintJob) -> JobState:
        """Always in time."""
        return JobState.CANCELLED


class WindowSeat:
    """The return screen with the clerk before it."""

    def __init__(self, bot: QtBot, kit: Kit, office: SigningOffice, spooler: KeptSpooler) -> None:
        desk = office.desk
        self.office, self.kit, self.bot, self.spooler = office, kit, bot, spooler
        self.runner, self.seat, self.changes = Runner(), Seat(), Changes()
        self.seat.take(office.people["hoa"])
        handing = HandingOut(desk.parts, desk.acting, desk.results, spooler)
        previews = Previews(desk.parts, desk.sandbox)
        self.model = ReturnModel((handing, previews), self.runner, self.seat, self.changes)
        scanning = Scanning(
            desk.parts, desk.sandbox, desk.checks, lambda _stopped: [one.scanner for one in desk.devices.scanners()]
        )
        paper = PaperSignCases(desk.results, scanning, desk.sessions, desk.parts.queries)
        self.paper = PaperSignModel(paper, self.runner, self.seat, self.changes)
        self.screen = ReturnScreen(kit, self.model, self.paper)
        self.told: list[tuple[str, str]] = []
        self.model.said.connect(self._hear)
        self.hands = Hands(bot, kit, self.screen, self.runner)

    def _hear(self, kind: str, text: object) -> None:
        assert isinstance(text, Message)
        self.told.append((kind, self.kit.speak(text)))

    def open(self, typed: str) -> None:
        """Type a code (plain keys) and press Enter."""
        self.screen.list.field.setFocus()
        self.hands.type(typed)
        self.hands.settle()
        self.hands.key(Qt.Key.Key_Return)
        self.hands.settle()

    def close(self) -> None:
        """Let everything end."""
        self.hands.close()
