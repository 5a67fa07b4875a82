"""Bars: what happened and what to do (info), what can be taken back (undo), how far it is (progress), nothing there."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk_client.views.kit.buttons import Button, ButtonKind
from desk_client.views.kit.labels import TONE_ICONS, ElidedLabel, IconLabel, Label, restyle
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

UNDO_SECONDS = 10


class InfoBar(QFrame):
    """A box with icon, optional bold head, one sentence, and acts at the right."""

    def __init__(self, kit: Kit, tone: Tone = Tone.INFO, text: str = "", *, head: str = "", icon: str = "") -> None:
        super().__init__()
        space = kit.look.scale.space
        self._icon = IconLabel(kit, "", 18, tone)
        self._head = Label("", Role.H3, tone, wrap=True)
        self._text = Label("", Role.SMALL, tone, wrap=True)
        self._kit = kit
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(space(12), space(8), space(12), space(8))
        self._row.setSpacing(space(10))
        said = QHBoxLayout()
        said.setSpacing(space(10))
        said.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._head)
        words.addWidget(self._text)
        said.addLayout(words, 1)
        self._row.addLayout(said, 1)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(space(10))
        self._row.addLayout(self._acts)
        kit.look.changed.connect(self._turn)
        self.set_state(tone, text, head=head, icon=icon)

    def set_state(self, tone: Tone, text: str, *, head: str = "", icon: str = "") -> None:
        """Change tone and words."""
        default = "warning" if tone is Tone.WARNING else TONE_ICONS[tone]
        self._icon.set_icon(icon or default, tone)
        self._head.setText(head)
        self._head.set_tone(tone)
        self._head.setVisible(bool(head))
        self._text.setText(text)
        self._text.set_tone(Tone.PLAIN if head else tone)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{head} {text}".strip())
        if self.property("box") != tone.value:
            self.setProperty("box", tone.value)
            restyle(self)

    def add_act(self, button: QWidget) -> None:
        """Put a button at the right; several stand under the words where the type is large."""
        self._acts.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self._turn()

    def _turn(self) -> None:
        under = self._kit.look.scale.compact and self._acts.count() > 1
        way = QBoxLayout.Direction.TopToBottom if under else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(way)
        left = Qt.AlignmentFlag.AlignLeft
        self._row.setAlignment(self._acts, left if under else Qt.AlignmentFlag(0))


class UndoBar(QWidget):
    """Says what was done and takes it back for ten seconds (Ctrl+Z); then it goes away by itself."""

    undone = Signal()
    ended = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._left = 0
        self._undo: Callable[[], None] | None = None
        bar = QFrame()
        bar.setProperty("kind", "undo")
        self._words = ElidedLabel("")
        self._count = Label("")
        self._button = Button(kit, kit.say("kit.undo"), key="Ctrl+Z", icon="undo", small=True)
        self._button.set_kind(ButtonKind.INVERTED)
        self._button.clicked.connect(self.take_back)
        space = kit.look.scale.space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space(12), 0, space(12), space(12))
        outer.addWidget(bar)
        row = QHBoxLayout(bar)
        row.setContentsMargins(space(16), 6, 8, 6)
        row.setSpacing(space(12))
        row.addWidget(IconLabel(kit, "check", 18, None))
        row.addWidget(self._words, 1)
        row.addWidget(self._count)
        row.addWidget(self._button)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.tick)
        self.hide()

    def offer(self, text: str, undo: Callable[[], None], seconds: int = UNDO_SECONDS) -> None:
        """Show what was done; `undo` runs if the person takes it back in time."""
        self._undo = undo
        self._left = seconds
        self._words.set_words(text)
        self._count.setText(self._kit.say("kit.seconds_left", seconds=seconds))
        self.show()
        self._timer.start()

    def tick(self) -> None:
        """Count one second down."""
        self._left -= 1
        self._count.setText(self._kit.say("kit.seconds_left", seconds=self._left))
        if self._left <= 0:
            self._close()

    def take_back(self) -> None:
        """Undo what was offered."""
        undo = self._undo
        if undo is not None and not self.isHidden():
            self._close()
            undo()
            self.undone.emit()

    def put_away(self) -> None:
        """Offer nothing any more."""
        if not self.isHidden():
            self._close()

    def _close(self) -> None:
        self._timer.stop()
        self._undo = None
        self.hide()
        self.ended.emit()


class Meter(QWidget):
    """A bar of 8 px that shows a share of a whole."""

    def __init__(self, kit: Kit, width: int = 96) -> None:
        super().__init__()
        self._kit = kit
        self._width = width
        self._share = 0.0
        self.setSizePolicy(
            QSizePolicy.Policy.Fixed if width else QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed
        )

    def set_share(self, done: int, whole: int) -> None:
        """Set how much of the whole is done."""
        self._share = 0.0 if whole <= 0 else max(0.0, min(1.0, done / whole))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be 8 px high."""
        return QSize(self._kit.look.scale.full(self._width or 60), self._kit.look.scale.full(10))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the bar."""
        painter = QPainter(self)
        paint_meter(painter, self.rect().toRectF(), self._share, self._kit)
        painter.end()


def paint_meter(painter: QPainter, place: QRectF, share: float, kit: Kit) -> None:
    """Draw a bar of which `share` (0 to 1) is filled."""
    palette = kit.look.palette
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = place.adjusted(0.5, 0.5, -0.5, -0.5)
    radius = box.height() / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(kit.look.colour(palette.sunken))
    painter.drawRoundedRect(box, radius, radius)
    if share > 0:
        painter.setBrush(kit.look.colour(palette.accent))
        filled = QRectF(box.x(), box.y(), max(box.height(), box.width() * share), box.height())
        painter.drawRoundedRect(filled, radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(kit.look.colour(palette.border), 1))
    painter.drawRoundedRect(box, radius, radius)


class ProgressLine(QWidget):
    """Icon, words and bar of a work under way, with room for its stop button."""

    def __init__(self, kit: Kit, icon: str = "sync") -> None:
        super().__init__()
        self._meter = Meter(kit)
        self._words = ElidedLabel("", Role.SMALL)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(kit.look.scale.space(8))
        self._row.addWidget(IconLabel(kit, icon, 16, Tone.INFO))
        self._row.addWidget(self._words, 1)
        self._row.addWidget(self._meter)

    def set_progress(self, text: str, done: int, whole: int) -> None:
        """Say how far it is; the words hold the numbers too. A `whole` of 0 counts nothing."""
        self._words.set_words(text)
        self._meter.setVisible(whole > 0)
        self._meter.set_share(done, whole)
        self.setAccessibleName(text)

    def add_act(self, button: QWidget) -> None:
        """Put the stop button at the right."""
        self._row.addWidget(button)


class EmptyState(QWidget):
    """Nothing there: icon, one sentence, when and on which data it was checked, one way on."""

    def __init__(
        self, kit: Kit, text: str, checked: str = "", *, icon: str = "inbox", act: QWidget | None = None
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(kit.look.scale.space(8))
        column.addStretch(1)
        column.addWidget(IconLabel(kit, icon, 40, Tone.QUIET), 0, Qt.AlignmentFlag.AlignHCenter)
        self._words = Label(text, Role.H2, wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._checked = Label(checked, Role.SMALL, Tone.QUIET, wrap=True)
        self._checked.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._words)
        column.addWidget(self._checked)
        if act is not None:
            column.addWidget(act, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def set_words(self, text: str, checked: str = "") -> None:
        """Change what is said."""
        self._words.setText(text)
        self._checked.setText(checked)
