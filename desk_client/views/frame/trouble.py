"""Dialog "Báo sự cố": every part of the report can be read before it is saved; nothing else is in the file."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desk_client.viewmodels.trouble import TroubleModel
from desk_client.views.kit.bars import InfoBar, ProgressLine
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import Choice, TextArea
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone

SAVE = "save"
_LINES = 11


def ask_report(kit: Kit, parent: QWidget, model: TroubleModel) -> "TroubleDialog":
    """Collect anew and show it; the dialog deletes itself when it is left."""
    model.collect()
    dialog = TroubleDialog(kit, parent, model)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class TroubleDialog(Dialog):
    """Shows the parts as they are collected; "Lưu gói…" asks where to."""

    def __init__(self, kit: Kit, parent: QWidget | None, model: TroubleModel) -> None:
        super().__init__(kit, parent, kit.say("trouble.title"), kit.say("trouble.note"), width=720)
        self._model = model
        self.progress = ProgressLine(kit, "search")
        self.told = InfoBar(kit)
        self.part = Choice(kit)
        self.text = TextArea(kit, lines=_LINES, name=kit.say("trouble.text"))
        self.text.setReadOnly(True)
        self._part_row = FieldRow(kit, kit.say("trouble.part"), self.part)
        for widget in (self.progress, self.told, self._part_row, self.text):
            self.add(widget)
        self.add_cancel()
        self.save = self.add_act(SAVE, kit.say("trouble.save"), ButtonKind.PRIMARY, key="Enter")
        self.save.set_icon("download")
        self.part.activated.connect(lambda _place: self._show_text())
        model.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what is collected, or how far it is."""
        model, say = self._model, self._kit.say
        collecting = model.busy and not model.parts
        self.progress.setVisible(collecting)
        self.progress.set_progress(say("trouble.collecting"), 1, 2)
        self.told.setVisible(model.told is not None)
        if model.told is not None:
            self.told.set_state(Tone.DONE if model.saved else Tone.ERROR, self._kit.speak(model.told))
        if self.part.count() != len(model.parts):
            self.part.set_entries(tuple((part.name, part.name) for part in model.parts))
        for widget in (self._part_row, self.text):
            widget.setVisible(bool(model.parts))
        self.save.setEnabled(bool(model.parts) and not model.busy)
        self._show_text()

    def ready(self, act_id: str) -> bool:
        """Ask where to; the dialog stays, so that the person sees that the file is there."""
        if act_id != SAVE:
            return True
        dialog = QFileDialog(self, self._kit.say("trouble.save_title"), self._place(), "ZIP (*.zip)")
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.fileSelected.connect(lambda path: self._model.save(Path(path)))
        dialog.open()
        return False

    def _place(self) -> str:
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return str(Path(documents) / self._model.name)

    def _show_text(self) -> None:
        part = next((one for one in self._model.parts if one.name == self.part.chosen_id()), None)
        text = "" if part is None else part.text
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)
