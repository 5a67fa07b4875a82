"""The card of papers: list with states, pages, scanner; takes files by button or dropped on it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desk_client.services.scanning import TakenFile
from desk_client.viewmodels.receive import ReceiveModel
from desk_client.views.kit.buttons import IconButton, SecondaryButton
from desk_client.views.kit.cards import Card, Line
from desk_client.views.kit.files import choose_file
from desk_client.views.kit.outfit import Kit
from desk_client.views.papers.doubt_dialog import ACCEPT, DoubtDialog
from desk_client.views.papers.reuse_dialog import TAKE, ReuseDialog
from desk_client.views.papers.signature_bar import SignatureBar
from desk_client.views.receive.page_area import PageArea
from desk_client.views.receive.paper_list import PaperList
from desk_client.views.receive.scan_line import ScanLine

_ROWS_SHOWN = 4


class PapersCard(Card):
    """Right half of the screen while a dossier is typed."""

    def __init__(self, kit: Kit, model: ReceiveModel) -> None:
        super().__init__(kit, kit.say("receive.papers"), flush=True)
        self._outfit = kit
        self._model = model.papers
        self.scan = SecondaryButton(kit, kit.say("receive.scan_act"), key="F7", icon="scan")
        self.file = SecondaryButton(kit, kit.say("receive.add_file"), icon="folder")
        self.list = PaperList(kit, self._model)
        self.signature = SignatureBar(kit, edge=12)
        self.pages = PageArea(kit, self._model)
        self.line = ScanLine(kit, self._model)
        self.again = IconButton(kit, kit.say("reuse.title"), "history")
        self.add_act(self.scan)
        self.add_act(self.file)
        self.add_act(self.again)
        self.add(self.list)
        self.add(self.signature)
        self.add(self.pages, 1)
        self.add(Line(kit))
        self.add(self.line)
        self.setAcceptDrops(True)
        self.scan.clicked.connect(self._model.scan)
        self.file.clicked.connect(self.ask_file)
        self.again.clicked.connect(self._model.find_earlier)
        self._model.earlier_found.connect(self._ask_earlier)
        self._model.doubted.connect(self._ask_doubted)
        self._model.pages_changed.connect(self._say_signature)
        self._model.rows_changed.connect(self._say_signature)
        self._model.scan_changed.connect(self._follow)
        self._model.rows_changed.connect(self._fit)
        kit.look.changed.connect(self._fit)
        self._fit()

    def ask_file(self) -> None:
        """Let the person choose a paper from outside."""
        say = self._outfit.say
        choose_file(self, say("receive.file_title"), say("receive.file_kinds"), self._model.add_file)

    def _ask_earlier(self, code: str, found: object) -> None:
        """Let the person choose among pages that were digitised before."""
        row = self._model.requirement()
        if not self.isVisible() or row is None or row.code != code or not isinstance(found, tuple):
            return
        dialog = ReuseDialog(self._outfit, self, found, row.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.decided.connect(lambda act: self._model.reuse(code, dialog.pages()) if act == TAKE else None)
        dialog.open()

    def _ask_doubted(self, code: str, taken: TakenFile) -> None:
        """Let the person decide on a file whose signature is wrong; none of it is taken before."""
        row = next((sight.requirement for sight in self._model.rows() if sight.requirement.code == code), None)
        if row is None:
            return
        dialog = DoubtDialog(self._outfit, self, taken, row.name)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        take = partial(self._model.take_file, code, taken, accepted=True)
        dialog.decided.connect(lambda act: take() if act == ACCEPT else self._model.leave_file())
        dialog.open()

    def _say_signature(self) -> None:
        line = self._model.line()
        self.signature.show_signature(None if line is None or line.file is None else line.signature)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 - Qt's name
        """Let one file be dropped."""
        if len(event.mimeData().urls()) == 1 and event.mimeData().urls()[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 - Qt's name
        """Take the dropped file into the chosen paper."""
        self._model.add_file(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()

    def first_stop(self) -> QWidget:
        """Where F6 goes."""
        return self.list

    def _follow(self) -> None:
        self.scan.setEnabled(not self._model.busy)
        self.file.setEnabled(not self._model.busy)
        self.again.setEnabled(not self._model.busy)

    def _fit(self) -> None:
        scale = self._outfit.look.scale
        rows = 3 if scale.compact else _ROWS_SHOWN
        count = min(rows, max(1, self.list.rows.rowCount()))
        self.list.setFixedHeight(count * scale.full(46))
        self.list.setVisible(self.list.rows.rowCount() > 0)
