"""Words on the screen: labels by role and tone, eliding labels, icons, status words and pills."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

TONE_ICONS = {
    Tone.PLAIN: "",
    Tone.QUIET: "pause",
    Tone.INFO: "info",
    Tone.DONE: "ok",
    Tone.WARNING: "clock",
    Tone.ERROR: "late",
}


def restyle(widget: QWidget) -> None:
    """Let the stylesheet look at the widget's properties again."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


class Label(QLabel):
    """Words in one role and tone, with room above for stacked Vietnamese marks."""

    def __init__(self, text: str = "", role: Role = Role.BODY, tone: Tone | None = None, *, wrap: bool = False) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role.name.lower())
        self.setContentsMargins(0, 2, 0, 1)
        self.setIndent(0)
        self.setWordWrap(wrap)
        if tone is not None:
            self.setProperty("tone", tone.value)

    def set_tone(self, tone: Tone) -> None:
        """Change the colour of the words."""
        if self.property("tone") != tone.value:
            self.setProperty("tone", tone.value)
            restyle(self)


class ElidedLabel(Label):
    """One line that shortens itself with an ellipsis and then shows the whole in a tooltip."""

    def __init__(self, text: str = "", role: Role = Role.BODY, tone: Tone | None = None) -> None:
        super().__init__("", role, tone)
        self._whole = text
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.set_words(text)

    def set_words(self, text: str) -> None:
        """Change the words."""
        self._whole = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self._fit()

    def words(self) -> str:
        """Give the whole text."""
        return self._whole

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need no more than a few letters."""
        return QSize(self.fontMetrics().horizontalAdvance("…") * 3, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Want the whole line."""
        width = self.fontMetrics().horizontalAdvance(self._whole) + 2
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Shorten anew."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, max(self.width(), 1))
        shortened = shown != self._whole
        if self.text() != shown:
            self.setText(shown)
        self.setToolTip(self._whole if shortened else "")


class IconLabel(QWidget):
    """One icon in the colour of a tone (none: the ground colour, for dark bars), drawn anew when the look changes."""

    def __init__(self, kit: Kit, name: str, px: int = 16, tone: Tone | None = Tone.PLAIN) -> None:
        super().__init__()
        self._kit = kit
        self._name = name
        self._px = px
        self._tone = tone
        kit.look.changed.connect(self.updateGeometry)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, name: str, tone: Tone) -> None:
        """Change icon and tone."""
        self._name, self._tone = name, tone
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as wide as the icon and at least as high as a line of words beside it."""
        side = self._kit.look.scale.full(self._px)
        line = QFontMetrics(self._kit.look.font(Role.SMALL)).height() + 2
        return QSize(side, max(side, line))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the icon in the middle."""
        palette = self._kit.look.palette
        colour = palette.surface if self._tone is None else palette.tone_ink(self._tone)
        pixmap = self._kit.look.pixmap(self._name, colour, self._px, self)
        side = self._kit.look.scale.full(self._px)
        painter = QPainter(self)
        down = self._kit.look.scale.full(1)  # the marks above make the middle of a line lie lower than that of its box
        painter.drawPixmap((self.width() - side) // 2, (self.height() - side) // 2 + down, pixmap)
        painter.end()


class StatusText(QWidget):
    """Icon + words + colour of one state, on one line."""

    def __init__(self, kit: Kit, tone: Tone, text: str, icon: str | None = None, role: Role = Role.SMALL) -> None:
        super().__init__()
        self._icon = IconLabel(kit, "", 16, tone)
        self._words = Label(text, role, tone)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_state(tone, text, icon)

    def set_state(self, tone: Tone, text: str, icon: str | None = None) -> None:
        """Change icon, words and colour together; without a name the tone's own icon is taken."""
        name = TONE_ICONS[tone] if icon is None else icon
        self._icon.set_icon(name, tone)
        self._icon.setVisible(bool(name))
        self._words.setText(text)
        self._words.set_tone(tone)
        self.setAccessibleName(text)

    def text(self) -> str:
        """Give the words."""
        return self._words.text()


class StatusPill(StatusText):
    """A bordered state; at most one stands in a card."""

    def __init__(self, kit: Kit, tone: Tone, text: str, icon: str | None = None) -> None:
        self._tone = tone
        self._kit = kit
        super().__init__(kit, tone, text, icon)
        layout = self.layout()
        assert layout is not None
        layout.setContentsMargins(9, 3, 9, 3)

    def set_state(self, tone: Tone, text: str, icon: str | None = None) -> None:
        """Change icon, words, colour and ground together."""
        self._tone = tone
        super().set_state(tone, text, icon)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the ground and the edge of the tone."""
        palette = self._kit.look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._kit.look.colour(palette.tone_edge(self._tone)), palette.edge))
        painter.setBrush(self._kit.look.colour(palette.tone_soft(self._tone)))
        inset = palette.edge / 2
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), 4, 4)
        painter.end()


class CountBadge(QWidget):
    """A number in a rounded ground (tabs, lists); hidden at zero."""

    def __init__(self, kit: Kit, count: int = 0) -> None:
        super().__init__()
        self._kit = kit
        self._count = count
        self.setVisible(count > 0)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_count(self, count: int) -> None:
        """Change the number."""
        self._count = count
        self.setVisible(count > 0)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Fit the number."""
        side = self._kit.look.scale.full(20)
        return QSize(side + self._kit.look.scale.full(7) * (len(str(self._count)) - 1), side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw ground and number."""
        look = self._kit.look
        painter = QPainter(self)
        paint_badge(painter, self.rect(), str(self._count), (look.palette.accent_soft, look.palette.ink2), self._kit)
        painter.end()


def paint_badge(painter: QPainter, rect: QRect, text: str, colours: tuple[str, str], kit: Kit) -> None:
    """Draw a number in a rounded ground of colours (ground, ink)."""
    ground, ink = colours
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(kit.look.colour(ground))
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setPen(kit.look.colour(ink))
    painter.setFont(kit.look.font(Role.CAP))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
