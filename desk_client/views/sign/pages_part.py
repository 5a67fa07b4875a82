"""Pages of one paper in a dialog: scan (F7) or take a file, look at each, turn, take out; how far a scan is."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desk_client.services.scanning import TakenFile
from desk_client.viewmodels.paper_pages import PagesModel
from desk_client.views.kit.bars import EmptyState, ProgressLine
from desk_client.views.kit.buttons import IconButton, SecondaryButton
from desk_client.views.kit.files import choose_file
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.pages import PageView
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.papers.doubt_dialog import ACCEPT, TEXT, DoubtDialog
from desk_client.views.papers.signature_bar import SignatureBar
from desk_client.views.sign.notice import Notice
from dossier.messages import Message, message

_HEIGHT = 300


class PagesPart(QWidget):
    """Binds the pages to their model; `notice` says what did not go well.

    `doubt` is the id of what a person reads who decides on a file whose signature is wrong.
    """

    def __init__(self, kit: Kit, model: PagesModel, empty: str, doubt: str = TEXT) -> None:
        super().__init__()
        self._doubt = doubt
        self._kit = kit
        self._model = model
        say = kit.say
        self.notice = Notice(kit)
        self.signature = SignatureBar(kit)
        self.scan = SecondaryButton(kit, say("sign.paper.scan"), key="F7", icon="scan", small=True)
        self.file = SecondaryButton(kit, say("sign.paper.file"), icon="folder", small=True)
        self.turn = IconButton(kit, say("sign.paper.turn"), "rotate")
        self.delete = IconButton(kit, say("sign.paper.delete"), "trash")
        self.before = IconButton(kit, say("sign.page.before"), "chevron_left")
        self.after = IconButton(kit, say("sign.page.after"), "chevron_right")
        self.place = Label("", Role.SMALL, Tone.QUIET)
        self.progress = ProgressLine(kit, "scan")
        self.stop = SecondaryButton(kit, say("receive.stop"), key="Esc", small=True)
        self.view = PageView(kit, name=say("sign.paper.page"))
        self.empty = EmptyState(kit, empty, icon="scan")
        self._stack = QStackedWidget()
        self._lay_out()
        self._join()
        self.refresh()

    def _lay_out(self) -> None:
        space = self._kit.look.scale.space
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(8))
        tools = QHBoxLayout()
        tools.setSpacing(space(8))
        left: tuple[QWidget, ...] = (self.scan, self.file)
        right: tuple[QWidget, ...] = (self.before, self.place, self.after, self.turn, self.delete)
        for part in left:
            tools.addWidget(part)
        tools.addStretch(1)
        for part in right:
            tools.addWidget(part)
        self.progress.add_act(self.stop)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        self._stack.setMinimumHeight(space(_HEIGHT))
        column.addWidget(self.notice)
        column.addLayout(tools)
        column.addWidget(self.progress)
        column.addWidget(self.signature)
        column.addWidget(self._stack, 1)

    def _join(self) -> None:
        model = self._model
        self.scan.clicked.connect(self._scan)
        self.file.clicked.connect(self._ask_file)
        self.stop.clicked.connect(model.stop)
        self.turn.clicked.connect(model.turn)
        self.delete.clicked.connect(model.delete)
        self.before.clicked.connect(lambda: model.choose_page(model.page - 1))
        self.after.clicked.connect(lambda: model.choose_page(model.page + 1))
        model.changed.connect(self.refresh)
        model.said.connect(self.notice.tell)
        model.doubted.connect(self._ask_doubted)

    def refresh(self) -> None:
        """Show what the model has."""
        model, say = self._model, self._kit.say
        pages = len(model.pages)
        self._stack.setCurrentWidget(self.view if pages else self.empty)
        self.view.set_image(QImage.fromData(model.picture) if model.picture else None)
        self.signature.show_signature(model.signature)
        self.place.setText(say("sign.page.place", page=model.page + 1, pages=pages) if pages else "")
        for part in (self.turn, self.delete):
            part.setVisible(pages > 0)
        for part in (self.before, self.after):
            part.setVisible(pages > 1)
        for button in (self.scan, self.file):
            button.setEnabled(not model.busy)
        self.progress.setVisible(model.busy)
        if model.scanning:
            self.progress.set_progress(say("receive.scan_page", page=pages + 1), 2 * pages + 1, 2 * pages + 2)
        else:
            reading = model.reading
            self.progress.set_progress(self._kit.speak(reading.words), reading.drawn + 1, reading.pages + 2)

    def ask_for_pages(self, missing: Message) -> bool:
        """Tell whether there are pages; say what is missing and go to the scan button when not."""
        if not self._model.pages:
            self.notice.tell("warning", missing)
            self.scan.setFocus(Qt.FocusReason.OtherFocusReason)
        return bool(self._model.pages)

    def stopped(self) -> bool:
        """Esc while a scan runs or a file is read stops that; tells whether it did."""
        busy = self._model.busy
        if busy:
            self._model.stop()
        return busy

    def _ask_doubted(self, taken: TakenFile) -> None:
        """Let the person decide on a file whose signature is wrong; none of it is taken before."""
        if not self.isVisible():  # the model serves one dialog after the other
            return
        dialog = DoubtDialog(self._kit, self, taken, "", self._doubt)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        take = partial(self._model.take_file, taken, accepted=True)
        left = partial(self.notice.tell, "info", message("receive.file.left"))
        dialog.decided.connect(lambda act: take() if act == ACCEPT else left())
        dialog.open()

    def _scan(self) -> None:
        self.notice.hush()
        self._model.scan()

    def _ask_file(self) -> None:
        say = self._kit.say
        choose_file(self, say("receive.file_title"), say("receive.file_kinds"), self._model.add_file)
