"""The screen of one dossier in the frame over a real office, with hands that press keys and type Vietnamese."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from desk_client.services.reusing import Reusing
from desk_client.store.tabs import Tab
from desk_client.viewmodels.dossier import DossierModel, DossierTools
from desk_client.viewmodels.dossier_prints import DossierPrints
from desk_client.viewmodels.listing import ListingModel
from desk_client.viewmodels.papers_preview import PreviewModel
from desk_client.viewmodels.print_paper import PrintModel
from desk_client.views.dossier.screen import DossierScreen
from desk_client.views.kit.outfit import Kit
from desk_client.views.listing.screen import ListScreen
from desk_client.views.shell.window import MainWindow
from dossier.acts import ActKind
from dossier.events import Stage
from tests.desk_client.listing.fixtures import Office


def type_text(widget: QWidget, text: str) -> None:
    """Type as an input method does: the words are committed at once."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


class Stand:
    """List and dossier in one window, as the program has them."""

    def __init__(self, kit: Kit, office: Office, qtbot: QtBot, login: str = "loc") -> None:
        self.office, self.qtbot = office, qtbot
        runner, seat, changes = office.runner, office.seat, office.changes
        self.listing = ListingModel(office.reads, office.processing, runner, seat, changes)
        tools = DossierTools(
            office.cases,
            office.processing,
            office.files,
            office.courses,
            office.printing,
            Reusing(office.past.desk.parts),
        )
        self.model = DossierModel(tools, PreviewModel(office.previews, runner), runner, seat, changes)
        printing = PrintModel(office.printing, runner, seat, changes)
        prints = DossierPrints(office.papers, printing, runner, seat, changes)
        self.list, self.screen = ListScreen(kit, self.listing), DossierScreen(kit, self.model, (prints, printing))
        self.window = MainWindow(kit)
        qtbot.addWidget(self.window)
        for screen in (self.list, self.screen):
            self.window.add_screen(screen)
        self.window.set_entries(("list", "search"))
        self.list.dossier_opened.connect(self.open)
        self.window.resize(1366, 768)
        self.window.show()
        self.sit(login)
        self.window.show_screen("list")
        self.settle()

    def sit(self, login: str) -> None:
        """Change the person at the desk."""
        self.office.sit(login)
        self.settle()

    def open(self, dossier: str) -> None:
        """Open a dossier from the list."""
        self.model.open(dossier, self.list.ids())
        self.window.show_screen("dossier")
        self.settle()

    def in_stage(self, stage: Stage) -> str:
        """The first dossier of the office in a stage."""
        for tab in (Tab.OPEN, Tab.WAITING_PAPERS, Tab.AT_COUNTER, Tab.DONE):
            for line in self.office.listing.page(self.office.past.crew["loc"], tab, None, 500).lines:
                if line.row.stage is stage:
                    return line.row.id
        raise LookupError(stage)

    def settle(self) -> None:
        """Wait until every read and act was delivered."""
        self.qtbot.waitUntil(
            lambda: self.office.runner.idle and not self.listing._calm.isActive() and not self.list._peek.isActive(),
            timeout=30_000,
        )

    def primary(self) -> None:
        """Ctrl+Enter: the act that moves the dossier on."""
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)
        self.qtbot.keyClick(self.screen.papers.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def click(self, kind: ActKind) -> None:
        """Press the button of an act."""
        button = self.screen.acts.buttons[kind]
        if button.isVisible():
            self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        else:
            button.click()

    def answering(self, answer: Callable[[QDialog], None], met: Sequence[QDialog] = ()) -> None:
        """Do this with the next dialog, none of those that were met, as soon as it stands."""

        def look() -> None:
            dialog = QApplication.activeModalWidget()
            if isinstance(dialog, QDialog) and dialog.isActiveWindow() and dialog not in met:
                timer.stop()
                try:
                    answer(dialog)
                finally:
                    if dialog.isVisible() and not dialog.result():
                        dialog.reject()  # a test that failed must not wait for ever

        timer = QTimer(self.window)
        timer.setInterval(5)
        timer.timeout.connect(look)
        timer.start()

    def told(self) -> str:
        """What stands over the dossier, or nothing."""
        return self.screen.told.accessibleName() if self.screen.told.isVisible() else ""
