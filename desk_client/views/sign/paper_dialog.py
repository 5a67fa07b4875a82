"""Dialog "Ký trên giấy": who signed by hand, the scan of the signed paper, one look at it, then it counts."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QWidget

from desk_client.viewmodels.signing_paper import PaperSignModel
from desk_client.views.kit.bars import EmptyState
from desk_client.views.kit.buttons import ButtonKind, IconButton, SecondaryButton
from desk_client.views.kit.choices import Choice
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.pages import PageView
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.sign.notice import Notice
from dossier.messages import message


class PaperSignDialog(Dialog):
    """Shows the model, which was begun with a dossier before; closes by itself when the act is durable."""

    def __init__(self, kit: Kit, parent: QWidget | None, model: PaperSignModel) -> None:
        super().__init__(kit, parent, kit.say("sign.paper.title"), kit.say("sign.paper.note"), width=620)
        self._model = model
        say = kit.say
        self.about = Label("", Role.SMALL, wrap=True)
        self.notice = Notice(kit)
        self.signer = Choice(kit)
        self.row = FieldRow(kit, say("sign.paper.signer"), self.signer)
        self.scan = SecondaryButton(kit, say("sign.paper.scan"), key="F7", icon="scan", small=True)
        self.file = SecondaryButton(kit, say("sign.paper.file"), icon="folder", small=True)
        self.turn = IconButton(kit, say("sign.paper.turn"), "rotate")
        self.delete = IconButton(kit, say("sign.paper.delete"), "trash")
        self.before = IconButton(kit, say("sign.page.before"), "chevron_left")
        self.after = IconButton(kit, say("sign.page.after"), "chevron_right")
        self.place = Label("", Role.SMALL, Tone.QUIET)
        self.view = PageView(kit, name=say("sign.paper.page"))
        self.empty = EmptyState(kit, say("sign.paper.empty"), icon="scan")
        self._stack = QStackedWidget()
        self._lay_out()
        self.cancel = self.add_cancel()
        self.confirm = self.add_act("confirm", say("sign.paper.confirm"), ButtonKind.PRIMARY, key="Enter")
        self._join()
        self.refresh()

    def _lay_out(self) -> None:
        self.add(self.about)
        self.add(self.notice)
        self.add(self.row)
        tools = QHBoxLayout()
        tools.setSpacing(self._kit.look.scale.space(8))
        left: tuple[QWidget, ...] = (self.scan, self.file)
        right: tuple[QWidget, ...] = (self.before, self.place, self.after, self.turn, self.delete)
        for part in left:
            tools.addWidget(part)
        tools.addStretch(1)
        for part in right:
            tools.addWidget(part)
        self.body.addLayout(tools)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        self._stack.setMinimumHeight(self._kit.look.scale.space(300))
        self.add(self._stack, 1)

    def _join(self) -> None:
        model = self._model
        self.signer.activated.connect(lambda _place: model.choose_signer(self.signer.chosen_id()))
        self.scan.clicked.connect(self._scan)
        self.file.clicked.connect(self._ask_file)
        self.turn.clicked.connect(model.turn)
        self.delete.clicked.connect(model.delete)
        self.before.clicked.connect(lambda: model.choose_page(model.page - 1))
        self.after.clicked.connect(lambda: model.choose_page(model.page + 1))
        model.changed.connect(self.refresh)
        model.said.connect(self.notice.tell)
        model.finished.connect(self._finish)

    def refresh(self) -> None:
        """Show what the model has."""
        model, say = self._model, self._kit.say
        state = model.state
        self.about.setText("" if state is None else say("sign.paper.about", name=state.applicant.name, code=state.code))
        if tuple(self.signer.itemData(n) for n in range(self.signer.count())) != self._ids():
            named = tuple((person.id, f"{person.name}, {person.title}") for person in model.signers)
            first = (("", say("sign.paper.choose_signer")),) if len(named) != 1 else ()
            self.signer.set_entries((*first, *named))
        self.signer.choose(model.signer)
        pages = len(model.pages)
        self._stack.setCurrentWidget(self.view if pages else self.empty)
        self.view.set_image(QImage.fromData(model.picture) if model.picture else None)
        self.place.setText(say("sign.page.place", page=model.page + 1, pages=pages) if pages else "")
        for part in (self.turn, self.delete):
            part.setVisible(pages > 0)
        for part in (self.before, self.after):
            part.setVisible(pages > 1)
        self.scan.setEnabled(not model.busy)
        self.scan.set_words(say("sign.paper.scanning" if model.scanning else "sign.paper.scan"))
        self.file.setEnabled(not model.busy)
        self.confirm.setEnabled(not model.busy)

    def ready(self, act_id: str) -> bool:
        """Go to what is missing and say it; the dialog ends only when the act is durable."""
        if act_id != "confirm":
            return True
        gap = self._model.gap()
        self.row.set_error(self._kit.say("sign.paper.signer_missing") if gap == "signer" else None)
        if gap == "signer":
            self.signer.setFocus(Qt.FocusReason.OtherFocusReason)
        elif gap == "pages":
            self.notice.tell("warning", message("sign.paper.pages_missing"))
            self.scan.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._model.confirm()
        return False

    def reject(self) -> None:
        """Esc: stop scanning, else leave; nothing was recorded."""
        if self._model.scanning:
            self._model.stop()
        else:
            super().reject()

    def _ids(self) -> tuple[str, ...]:
        ids = tuple(str(person.id) for person in self._model.signers)
        return ids if len(ids) == 1 else ("", *ids)

    def _scan(self) -> None:
        self.notice.hush()
        self._model.scan()

    def _ask_file(self) -> None:
        say = self._kit.say
        dialog = QFileDialog(self, say("sign.paper.file_title"), "", say("sign.paper.kinds"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._model.add_file(Path(path)))
        dialog.open()

    def _finish(self, _state: object) -> None:
        self._chosen = "confirm"
        self.accept()
