"""Buttons: icon, words and key cap in one; the key works while the button can be seen."""

from enum import Enum

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPen, QShortcut
from PySide6.QtWidgets import QPushButton, QSizePolicy

from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role

UNBOUND_KEYS = frozenset({"", "Enter", "Space", "Esc"})


class ButtonKind(Enum):
    """How much a button asks for attention."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    DANGER = "danger"
    GHOST = "ghost"
    INVERTED = "inverted"


def key_sequence(key: str) -> QKeySequence:
    """Give the sequence that is bound for a key cap; Enter, Space and Esc stay with the screen or dialog."""
    return QKeySequence("" if key in UNBOUND_KEYS else key.replace("Enter", "Return"))


class Button(QPushButton):
    """A button that paints icon, words (with mnemonic) and its key; `key` is bound unless it is Enter, Space or Esc."""

    def __init__(self, kit: Kit, text: str, *, key: str = "", icon: str = "", small: bool = False) -> None:
        super().__init__(text)
        self._kit = kit
        self._kind = ButtonKind.SECONDARY
        self._icon_name = icon
        self._small = small
        self._cap_shown = True
        self._key = ""
        self._shortcut = QShortcut(self)
        self._shortcut.activated.connect(self.click)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_words(text)
        self.set_key(key)
        kit.look.changed.connect(self.updateGeometry)

    @property
    def key(self) -> str:
        """The key that stands in the cap."""
        return self._key

    @property
    def words(self) -> str:
        """The words without the mnemonic sign."""
        return self.text().replace("&", "")

    def set_kind(self, kind: ButtonKind) -> None:
        """Change how much the button asks for attention."""
        self._kind = kind
        self.updateGeometry()
        self.update()

    def set_words(self, text: str) -> None:
        """Change the words and the accessible name with them."""
        self.setText(text)
        self.setAccessibleName(text.replace("&", ""))
        self.set_key(self._key)

    def set_icon(self, name: str) -> None:
        """Change the icon; an empty name takes it away."""
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        """Change the key in the cap and bind it."""
        self._key = key
        self._shortcut.setKey(key_sequence(key))
        self.updateGeometry()

    def show_cap(self, shown: bool) -> None:
        """Draw the key cap or leave it out where the row is too narrow; the key works all the same."""
        if shown != self._cap_shown:
            self._cap_shown = shown
            self.updateGeometry()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press by Enter too: the button with the focus is the one meant."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and plain:
            self.click()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Fit icon, words in bold (so that no state jumps) and key cap."""
        scale = self._kit.look.scale
        width = 2 * self._pad() + self._words_metrics().horizontalAdvance(self.words)
        if self._icon_name:
            width += scale.full(18) + (scale.space(8) if self.words else 0)
        if self._key and self._cap_shown:
            width += scale.space(8) + self._cap_width()
        metrics = self._words_metrics()
        height = max(scale.full(28 if self._small else 34), metrics.height() + 6)
        return QSize(max(width, height), height)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Never be cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw ground, icon, words and key cap."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge, ink = self._colours()
        self._paint_ground(painter, ground, edge)
        left = self._paint_icon(painter, ink)
        metrics = self._words_metrics()
        painter.setFont(self._words_font())
        painter.setPen(self._kit.look.colour(ink))
        words = QRect(left, 0, metrics.horizontalAdvance(self.words) + 2, self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, int(flags) | Qt.TextFlag.TextShowMnemonic, self.text())
        if self._key and self._cap_shown:
            self._paint_cap(painter, ink, words.right() + self._kit.look.scale.space(8))
        painter.end()

    def _paint_ground(self, painter: QPainter, ground: str, edge: str) -> None:
        look = self._kit.look
        width = look.palette.edge
        if ground:
            painter.setBrush(look.colour(ground))
        painter.setPen(QPen(look.colour(edge), width) if edge else Qt.PenStyle.NoPen)
        inset = width / 2 if edge else 0
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), 4, 4)

    def _paint_icon(self, painter: QPainter, ink: str) -> int:
        scale = self._kit.look.scale
        content = self.sizeHint().width() - 2 * self._pad()
        left = max(self._pad(), (self.width() - content) // 2) if self.property("centred") else self._pad()
        if not self._icon_name:
            return left
        side = scale.full(18)
        if not self.words:
            left = (self.width() - side) // 2
        pixmap = self._kit.look.pixmap(self._icon_name, ink, 18, self)
        painter.drawPixmap(left, (self.height() - side) // 2, pixmap)
        return left + side + scale.space(8)

    def _paint_cap(self, painter: QPainter, ink: str, left: int) -> None:
        look = self._kit.look
        height = look.scale.full(17)
        box = QRect(left, (self.height() - height) // 2, self._cap_width(), height)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(look.colour(ink), 1))
        painter.setOpacity(0.75)
        painter.drawRoundedRect(box.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setOpacity(1)
        painter.setFont(look.font(Role.KEY))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key)

    def _colours(self) -> tuple[str, str, str]:
        """Give ground, edge and ink of the state in force."""
        palette = self._kit.look.palette
        if not self.isEnabled():
            edge = "" if self._kind is ButtonKind.GHOST else palette.line
            return ("" if self._kind is ButtonKind.GHOST else palette.disabled_fill), edge, palette.disabled_ink
        over, down = self.underMouse(), self.isDown() or self.isChecked()
        match self._kind:
            case ButtonKind.PRIMARY:
                ground = palette.accent_press if down else palette.accent_hover if over else palette.accent
                return ground, ground, palette.on_accent
            case ButtonKind.DANGER:
                return (palette.red_soft if over or down else palette.surface), palette.red, palette.red
            case ButtonKind.GHOST:
                return (palette.accent_soft if over or down else ""), "", palette.accent
            case ButtonKind.INVERTED:
                return palette.ink, palette.surface, palette.surface
            case ButtonKind.SECONDARY:
                return (palette.accent_soft if over or down else palette.surface), palette.border, palette.ink

    def _pad(self) -> int:
        return self._kit.look.scale.space(8 if self._small or not self.words else 11)

    def _words_font(self) -> QFont:
        return self._kit.look.font(Role.BODY, bold=self._kind is ButtonKind.PRIMARY)

    def _words_metrics(self) -> QFontMetrics:
        return QFontMetrics(self._words_font())

    def _cap_width(self) -> int:
        metrics = QFontMetrics(self._kit.look.font(Role.KEY))
        return metrics.horizontalAdvance(self._key) + self._kit.look.scale.full(10)


class PrimaryButton(Button):
    """The one act that the screen is for."""

    def __init__(self, kit: Kit, text: str, *, key: str = "", icon: str = "", small: bool = False) -> None:
        super().__init__(kit, text, key=key, icon=icon, small=small)
        self.set_kind(ButtonKind.PRIMARY)


class SecondaryButton(Button):
    """Another act, outlined."""


class DangerButton(Button):
    """An act that takes something away; never beside the primary."""

    def __init__(self, kit: Kit, text: str, *, key: str = "", icon: str = "", small: bool = False) -> None:
        super().__init__(kit, text, key=key, icon=icon, small=small)
        self.set_kind(ButtonKind.DANGER)


class GhostButton(Button):
    """A quiet act in words only."""

    def __init__(self, kit: Kit, text: str, *, key: str = "", icon: str = "", small: bool = False) -> None:
        super().__init__(kit, text, key=key, icon=icon, small=small)
        self.set_kind(ButtonKind.GHOST)


class IconButton(Button):
    """A button without words: its name is spoken and stands in the tooltip with its key."""

    def __init__(self, kit: Kit, name: str, icon: str, *, key: str = "") -> None:
        super().__init__(kit, "", key=key, icon=icon, small=True)
        self.show_cap(False)  # noqa: FBT003 - one plain fact
        self.setAccessibleName(name)
        self.setToolTip(f"{name} ({key})" if key else name)


class LinkButton(Button):
    """Underlined words inside a sentence or a card."""

    def __init__(self, kit: Kit, text: str) -> None:
        super().__init__(kit, text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Fit the words only."""
        metrics = QFontMetrics(self._words_font())
        return QSize(metrics.horizontalAdvance(self.words) + 4, metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw underlined words in the accent."""
        painter = QPainter(self)
        painter.setFont(self._words_font())
        palette = self._kit.look.palette
        painter.setPen(self._kit.look.colour(palette.accent if self.isEnabled() else palette.disabled_ink))
        painter.drawText(self.rect().adjusted(2, 0, -2, 0), Qt.AlignmentFlag.AlignVCenter, self.words)
        painter.end()

    def _words_font(self) -> QFont:
        font = self._kit.look.font(Role.SMALL)
        font.setUnderline(True)
        return font
