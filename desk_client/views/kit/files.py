"""Lets a person choose a file of this machine; reads none."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_file(parent: QWidget, title: str, kinds: str, taken: Callable[[Path], object]) -> None:
    """Ask for a file that is there; `taken` gets its path, and nothing where the person leaves."""
    dialog = QFileDialog(parent, title, "", kinds)
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda path: taken(Path(path)))
    dialog.open()
