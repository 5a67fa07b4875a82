"""A counter for tests: a real desk store, the receive screen in the real window, drawn papers, a spooler that keeps."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_client.bootstrap import Desk
from desk_client.ports import JobState, Printer, PrintJob
from desk_client.services.printing import Printing
from desk_client.services.reusing import Reusing
from desk_client.services.scanning import Scanning
from desk_client.viewmodels.receive import ReceiveCases, ReceiveModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.speaker import Speaker, load_messages
from desk_client.views.kit.icons import IconSet
from desk_client.views.kit.look import Look, load_fonts
from desk_client.views.kit.outfit import Kit
from desk_client.views.receive.screen import ReceiveScreen
from desk_client.views.shell.window import MainWindow
from dossier.text import fold
from dossier.values import Reason
from scanning.devices.port import Scanner
from scanning.devices.simulator import SimulatedFeeder, SimulatedScanner
from tests.fakes.office import make_office, sign_in

NOT_OURS = Reason("khong_thuoc_tham_quyen", "Việc của Ủy ban nhân dân thành phố")
CARD = "060187004128||Lê Thị Bích Ngọc|02091987|Nữ|45 Thủ Khoa Huân, phường Phú Thủy, TP. Phan Thiết|10012018"


@dataclass
class KeptSpooler:
    """A printing service that keeps what it was given; `ends` is how every job ends, one look after it began."""

    names: tuple[str, ...] = ("A5",)
    ends: JobState = JobState.DONE
    jobs: list[bytes] = field(default_factory=list)
    looks: int = 0

    def printers(self) -> Sequence[Printer]:
        """The queues."""
        return tuple(Printer(name, place == 0, True, ("A5",)) for place, name in enumerate(self.names))

    def submit(self, pdf: bytes, title: str, printer: str, paper: str, copies: int) -> PrintJob | JobState:
        """Keep the job."""
        self.jobs.append(pdf)
        return PrintJob(printer or self.names[0], len(self.jobs))

    def state(self, job: PrintJob) -> JobState:
        """Printing at the first look, ended at the second."""
        self.looks += 1
        return JobState.PRINTING if self.looks % 2 else self.ends

    def cancel(self, job: PrintJob) -> JobState:
        """Always in time."""
        return JobState.CANCELLED


@cache
def words(language: str) -> dict[str, str]:
    """All messages of one language."""
    folder = files("resources") / "messages"
    others = ("centre.", "portal.")
    names = sorted(item.name for item in folder.iterdir() if not item.name.startswith(others))
    return load_messages(
        [(folder / name).read_text("utf-8") for name in names if name.removesuffix(".toml").endswith(language)]
    )


def make_kit(app: QApplication, language: str = "vi") -> Kit:
    """The kit with shipped fonts, icons and words."""
    fonts, icons = files("resources") / "fonts", files("resources") / "icons"
    load_fonts((fonts / name).read_bytes() for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"))
    drawings = {item.name[:-4]: item.read_bytes() for item in icons.iterdir() if item.name.endswith(".svg")}
    return Kit(Look(app, IconSet(drawings)), Speaker(words(language)), fold)


def drawn_paper(title: str, lines: int = 14, dpi: int = 200) -> bytes:
    """A JPEG of an A4 paper in Vietnamese, as a scanner of that resolution would give it."""
    width, height = round(8.27 * dpi), round(11.69 * dpi)
    picture = Image.new("RGB", (width, height), "#FBFAF6")
    pen = ImageDraw.Draw(picture)
    font = io.BytesIO((files("resources") / "fonts" / "Tinos-Bold.ttf").read_bytes())
    head = ImageFont.truetype(font, 26 * dpi // 100)
    pen.text((width // 2, height // 10), title, fill="#1c2024", font=head, anchor="mm")
    plain = io.BytesIO((files("resources") / "fonts" / "Tinos-Regular.ttf").read_bytes())
    small = ImageFont.truetype(plain, 17 * dpi // 100)
    for line in range(lines):
        text = "Căn cứ hồ sơ vụ việc dân sự thụ lý số 203/2017/TLST-HNGĐ;"
        pen.text((width // 8, height // 6 + line * dpi * 36 // 100), text, fill="#1c2024", font=small)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80, dpi=(dpi, dpi))
    return out.getvalue()


class Counter:
    """The window of one desk with the receive screen in view."""

    def __init__(self, bot: QtBot, kit: Kit, desk: Desk, spooler: KeptSpooler, scanners: tuple[Scanner, ...]) -> None:
        self.bot, self.kit, self.desk, self.spooler = bot, kit, desk, spooler
        self.runner, self.seat, self.changes = Runner(), Seat(), Changes()
        self.seat.take(sign_in(desk, "hoa"))
        self.printing = Printing(desk.parts, desk.papers, desk.intake, desk.acting, spooler)
        scanning = Scanning(desk.parts, desk.sandbox, desk.checks, lambda _stopped: scanners)
        cases = ReceiveCases(desk.parts, desk.intake, scanning, self.printing, Reusing(desk.parts))
        self.model = ReceiveModel(cases, self.runner, self.seat, self.changes)
        self.screen = ReceiveScreen(kit, self.model)
        self.window = MainWindow(kit)
        self.window.add_screen(self.screen)
        self.window.set_entries(("receive",))
        self.screen.undo_offered.connect(self.window.offer_undo)
        self.model.drafts.saved.connect(self.window.set_draft_saved)
        self.window.resize(1366, 768)
        self.window.show()
        bot.waitUntil(self.window.isVisible)
        self.window.show_screen("receive")
        self.settle()

    def settle(self, milliseconds: int = 30_000) -> None:
        """Wait until nothing is under way."""
        self.bot.waitUntil(lambda: self.runner.idle and not self.model.busy, timeout=milliseconds)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        self.wake()
        modal = QApplication.activeModalWidget()
        target = QApplication.focusWidget() or self.window
        if modal is not None:
            target = modal.focusWidget() or modal
        QTest.keyClick(target, key, modifier)
        QApplication.processEvents()  # a list that opened becomes the active window only now

    def wake(self) -> None:
        """Make the window active again: without a display nobody does it when a list or dialog closes."""
        if QApplication.activePopupWidget() is None and QApplication.activeModalWidget() is None:
            self.window.activateWindow()
            self.bot.waitUntil(self.window.isActiveWindow)

    def write(self, text: str) -> None:
        """Write Vietnamese as an input method does."""
        self.wake()
        target = QApplication.focusWidget()
        assert target is not None
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)
        QApplication.processEvents()

    def focus(self) -> QWidget | None:
        """Where the focus is."""
        return QApplication.focusWidget()

    def close(self) -> None:
        """Let everything end."""
        self.model.shut()
        self.settle()
        self.window.close()
        self.window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # else it is dressed anew for ever
        self.desk.sandbox.close()
        self.desk.checks.close()
        self.desk.machine.writer.close()
        self.desk.machine.engine.dispose()


def simulated_scanner(desk: Desk, folder: Path) -> tuple[SimulatedFeeder, SimulatedScanner]:
    """A feeder to put papers into, and the scanner that takes them."""
    folder.mkdir(parents=True, exist_ok=True)
    return SimulatedFeeder(folder), SimulatedScanner(desk.sandbox, folder, "Máy quét A4")


def make_counter(
    bot: QtBot, kit: Kit, folder: Path, spooler: KeptSpooler | None = None
) -> tuple[Counter, SimulatedFeeder]:
    """A counter with a simulated scanner."""
    desk = make_office(folder / "desk")
    feeder, scanner = simulated_scanner(desk, folder / "feeder")
    return Counter(bot, kit, desk, spooler or KeptSpooler(), (scanner,)), feeder
