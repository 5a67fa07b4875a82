"""The card of the last paper: its picture, how printing stands, print again, save as PDF; the next may begin."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desk_client.ports import JobState
from desk_client.viewmodels.print_paper import PrintModel
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import GhostButton, IconButton, SecondaryButton
from desk_client.views.kit.cards import Card, Line
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.pages import PageView
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

_TONES = {
    JobState.DONE: (Tone.DONE, "ok"),
    JobState.WAITING: (Tone.INFO, "print"),
    JobState.PRINTING: (Tone.INFO, "print"),
}


class ReceiptCard(Card):
    """Right half of the screen after F9, until the next dossier is begun."""

    closed = Signal()

    def __init__(self, kit: Kit, model: PrintModel) -> None:
        super().__init__(kit, " ", flush=True)
        self._outfit = kit
        self._model = model
        say = kit.say
        self.again = SecondaryButton(kit, say("print.again"), key="F8", icon="print")
        self.save = SecondaryButton(kit, say("print.save"), icon="download")
        self.close_act = GhostButton(kit, say("print.close"))
        self.page = PageView(kit, name=say("print.preview"))
        self.state = InfoBar(kit)
        self.cancel = SecondaryButton(kit, say("print.cancel"), small=True)
        self.state.add_act(self.cancel)
        self.before = IconButton(kit, say("print.before"), "chevron_left")
        self.after = IconButton(kit, say("print.after"), "chevron_right")
        self.place = Label("", Role.SMALL, Tone.QUIET)
        self.add_act(self.close_act)
        self.add(self.page, 1)
        self.add(Line(kit))
        self.add(self._foot())
        self.again.clicked.connect(model.again)
        self.cancel.clicked.connect(model.cancel)
        self.save.clicked.connect(self.ask_where)
        self.close_act.clicked.connect(self.closed)
        self.before.clicked.connect(lambda: model.choose_page(model.page - 1))
        self.after.clicked.connect(lambda: model.choose_page(model.page + 1))
        model.changed.connect(self.refresh)
        self._png = b""

    def _foot(self) -> QWidget:
        foot = QWidget()
        space = self._outfit.look.scale.space
        column = QVBoxLayout(foot)
        column.setContentsMargins(space(14), space(6), space(12), space(8))
        column.setSpacing(space(6))
        column.addWidget(self.state)
        row = QHBoxLayout()
        row.setSpacing(space(8))
        column.addLayout(row)
        for widget in (self.before, self.place, self.after):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.save)
        row.addWidget(self.again)
        return foot

    def refresh(self) -> None:
        """Show the paper and how its printing stands."""
        paper, say = self._model.paper, self._outfit.say
        if paper is None:
            self._empty()
            return
        title = say(f"print.kind.{paper.kind.value}", number=paper.number[-11:])
        self.set_title(f"{title} · {say('print.again_mark', times=paper.reprint)}" if paper.reprint else title)
        words, state = self._model.words, self._model.state
        tone, icon = (Tone.DONE, "ok") if self._model.saved_to else _TONES.get(state or JobState.WAITING, _WRONG)
        self.state.set_state(tone, "" if words is None else self._outfit.speak(words), icon=icon)
        self.cancel.setVisible(self._model.can_cancel)
        sight = self._model.sight
        self.place.setText(say("print.page", page=self._model.page + 1, pages=max(1, sight.pages)))
        self.before.setEnabled(self._model.page > 0)
        self.after.setEnabled(self._model.page + 1 < sight.pages)
        if sight.png != self._png:
            self._png = sight.png
            self.page.set_image(QImage.fromData(sight.png) if sight.png else None)

    def _empty(self) -> None:
        """Show nothing: there is no paper, or it was another person's."""
        self._png = b""
        self.page.set_image(None)
        self.set_title(" ")
        self.state.set_state(Tone.INFO, "")
        self.cancel.hide()

    def ask_where(self) -> None:
        """Let the person choose where the PDF goes."""
        paper, say = self._model.paper, self._outfit.say
        if paper is None:
            return
        dialog = QFileDialog(self, say("print.save_title"), "", say("print.save_kinds"))
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{paper.kind.value}-{paper.number}.pdf")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda path: self._model.save_to(Path(path)))
        dialog.open()


_WRONG = (Tone.WARNING, "warning")
