"""Keeps the look and the size of type that a person chose, in a file of this machine."""

from pathlib import Path

from PySide6.QtCore import QObject, QSettings

from desk_client.views.kit.look import Look
from desk_client.views.kit.scale import STEPS, Scale
from desk_client.views.kit.tokens import PaletteName, palette_named


class Wardrobe(QObject):
    """Writes every change of the look; `wear_kept` puts the kept one on, else what the settings propose."""

    def __init__(self, look: Look, file: Path) -> None:
        super().__init__(look)
        self._look = look
        self._kept = QSettings(str(file), QSettings.Format.IniFormat)
        look.changed.connect(self._keep)

    def wear_kept(self, palette: str, percent: int) -> None:
        """Put the look on; what cannot be read is as if nothing were kept."""
        name = str(self._kept.value("palette", palette))
        size = str(self._kept.value("scale", percent))
        chosen = next((one for one in PaletteName if one.value == name), PaletteName.LIGHT)
        wanted = int(size) if size.isdigit() else STEPS[0]
        self._look.wear(palette_named(chosen), Scale(min(max(wanted, STEPS[0]), STEPS[-1])))

    def _keep(self) -> None:
        self._kept.setValue("palette", self._look.palette.name.value)
        self._kept.setValue("scale", self._look.scale.percent)
        self._kept.sync()
