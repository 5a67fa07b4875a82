"""Puts a look on the whole program: Fusion, one palette, one stylesheet, one font; tells widgets when it changes."""

from collections.abc import Iterable

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from desk_client.views.kit.icons import IconSet
from desk_client.views.kit.scale import Role, Scale
from desk_client.views.kit.stylesheet import stylesheet
from desk_client.views.kit.tokens import LIGHT, Palette

FAMILY = "Noto Sans"


def load_fonts(fonts: Iterable[bytes]) -> None:
    """Give Qt the shipped fonts, each as its file; with none, the system's own family is used."""
    for data in fonts:
        QFontDatabase.addApplicationFontFromData(QByteArray(data))


def apply_look(app: QApplication, palette: Palette, scale: Scale) -> None:
    """Set style, colours, stylesheet and font of the program, unless it wears them: each goes through every widget."""
    sheet, worn = stylesheet(palette, scale), app.styleSheet()
    if sheet == worn:
        return
    if not worn:
        app.setStyle("Fusion")
    app.setPalette(_qt_palette(palette))
    font = QFont(FAMILY)
    font.setPixelSize(scale.type_px(Role.BODY))
    app.setFont(font)
    app.setStyleSheet(sheet)


def _qt_palette(colours: Palette) -> QPalette:
    """Translate the tokens into Qt's own palette, disabled group included."""
    group = QPalette.ColorGroup
    role = QPalette.ColorRole
    pairs = (
        (role.Window, colours.canvas),
        (role.WindowText, colours.ink),
        (role.Base, colours.surface),
        (role.AlternateBase, colours.sunken),
        (role.Text, colours.ink),
        (role.PlaceholderText, colours.ink2),
        (role.Button, colours.surface),
        (role.ButtonText, colours.ink),
        (role.BrightText, colours.red),
        (role.Highlight, colours.accent),
        (role.HighlightedText, colours.on_accent),
        (role.Link, colours.accent),
        (role.LinkVisited, colours.accent),
        (role.Accent, colours.accent),
        (role.ToolTipBase, colours.ink),
        (role.ToolTipText, colours.surface),
        (role.Light, colours.surface),
        (role.Midlight, colours.sunken),
        (role.Mid, colours.line),
        (role.Dark, colours.border),
        (role.Shadow, colours.border),
    )
    made = QPalette()
    for part, colour in pairs:
        made.setColor(part, QColor(colour))
    for part in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, part, QColor(colours.disabled_ink))
    for part in (role.Base, role.Button):
        made.setColor(group.Disabled, part, QColor(colours.disabled_fill))
    return made


class Look(QObject):
    """The look in force: palette, scale and icons; `changed` tells self-painting widgets to draw again."""

    changed = Signal()

    def __init__(self, app: QApplication, icons: IconSet, palette: Palette = LIGHT, scale: Scale = Scale()) -> None:  # noqa: B008 - Scale is frozen
        super().__init__(app)
        self._app = app
        self.icons = icons
        self.palette = palette
        self.scale = scale
        apply_look(app, palette, scale)

    def wear(self, palette: Palette | None = None, scale: Scale | None = None) -> None:
        """Change palette, scale or both and tell everybody."""
        self.palette = palette or self.palette
        self.scale = scale or self.scale
        apply_look(self._app, self.palette, self.scale)
        self.changed.emit()

    def font(self, role: Role, *, bold: bool | None = None) -> QFont:
        """Give the font of a role for a widget that paints itself."""
        font = QFont(FAMILY)
        font.setPixelSize(self.scale.type_px(role))
        font.setBold(role.bold if bold is None else bold)
        return font

    def colour(self, hexadecimal: str) -> QColor:
        """Give a token as a QColor."""
        return QColor(hexadecimal)

    def pixmap(self, name: str, colour: str, px: int, widget: QWidget) -> QPixmap:
        """Give an icon of `px` (at 100 %) for the screen on which the widget stands."""
        return self.icons.pixmap(name, colour, self.scale.full(px), widget.devicePixelRatioF())
