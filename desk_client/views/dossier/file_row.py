"""A row that takes a file: its name, a button that chooses it, and what is wrong under it."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.files import choose_file
from desk_client.views.kit.outfit import Kit


class FileRow(FieldRow):
    """`path` is the chosen file, or None."""

    def __init__(self, kit: Kit, label: str) -> None:
        self._words = kit
        self.path: Path | None = None
        self.name = TextField(kit, hint=kit.say("dossier.ask.file_none"))
        self.name.setReadOnly(True)
        self.name.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button = SecondaryButton(kit, kit.say("dossier.ask.file_choose"), icon="folder")
        extras: tuple[QWidget, ...] = (self.button,)
        super().__init__(kit, label, self.name, extras)
        self.label.setBuddy(self.button)
        self.button.clicked.connect(self._ask)

    def set_path(self, path: Path) -> None:
        """Take a file."""
        self.path = path
        self.name.setText(path.name)
        self.name.setToolTip(str(path))
        self.set_error(None)

    def checked(self) -> bool:
        """Tell whether a file was chosen; say so under the row when not."""
        if self.path is None:
            self.set_error(self._words.say("dossier.ask.file_missing"))
            self.button.setFocus()
        return self.path is not None

    def _ask(self) -> None:
        say = self._words.say
        choose_file(self, say("dossier.ask.file_choose").replace("&", ""), say("dossier.ask.file_kinds"), self.set_path)
