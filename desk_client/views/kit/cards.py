"""White cards, hairlines, section heads and scroll bodies: the ground that widgets stand on."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desk_client.views.kit.labels import ElidedLabel, Label, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone


class Line(QFrame):
    """A hairline between sections."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setProperty("kind", "line")
        self.setFixedHeight(kit.look.palette.edge)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class Card(QFrame):
    """A white card; `head` holds title and acts, `body` the rest. `flush` leaves no inner margin (tables, pages)."""

    def __init__(self, kit: Kit, title: str = "", *, flush: bool = False) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "card")
        self._outer = QVBoxLayout(self)
        self._outer.setSpacing(0)
        self.head = QHBoxLayout()
        self.body = QVBoxLayout()
        self.title = ElidedLabel(title, Role.H2)
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._title_shown = bool(title)
        self._flush = flush
        self._lay_out()
        kit.look.changed.connect(self._space_out)

    def _lay_out(self) -> None:
        if self._title_shown:
            self.head.addWidget(self.title)
            self.head.addStretch(1)
            self._outer.addLayout(self.head)
            if self._flush:
                self._outer.addWidget(Line(self._kit))
        else:
            self.title.setParent(self)
            self.title.hide()
        self._outer.addLayout(self.body, 1)
        self._space_out()

    def _space_out(self) -> None:
        space = self._kit.look.scale.space
        edge = self._kit.look.palette.edge
        side = 0 if self._flush else space(16)
        self._outer.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(0 if self._flush else space(8))
        self.head.setSpacing(space(8))
        self.head.setContentsMargins(space(14 if self._flush else 16), space(10), space(14), space(8))
        top = 0 if self._flush or self._title_shown else space(12)
        self.body.setContentsMargins(side, top, side, 0 if self._flush else space(12))

    def set_title(self, title: str) -> None:
        """Change the title (only of a card that was made with one)."""
        self.title.set_words(title)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under the others."""
        self.body.addWidget(widget, stretch)

    def add_act(self, widget: QWidget) -> None:
        """Put a button or state at the right of the head."""
        self.head.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)


class SideBox(QFrame):
    """A sunken box inside a card (one of two equal sides of a clash)."""

    def __init__(self, kit: Kit, title: str) -> None:
        super().__init__()
        self.setProperty("kind", "side")
        self.body = QVBoxLayout(self)
        space = kit.look.scale.space
        self.body.setContentsMargins(space(12), space(8), space(12), space(8))
        self.body.setSpacing(space(4))
        self.body.addWidget(Label(title, Role.H3))

    def add_line(self, text: str) -> None:
        """Put one sentence under the others."""
        self.body.addWidget(Label(text, Role.SMALL, wrap=True))


class NumberDisc(QWidget):
    """The number of a section in a soft disc."""

    def __init__(self, kit: Kit, number: int) -> None:
        super().__init__()
        self._kit = kit
        self._number = number
        kit.look.changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        side = self._kit.look.scale.full(23)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the disc and its number."""
        look = self._kit.look
        palette = look.palette
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        outlined = palette.edge > 1
        painter.setPen(QPen(look.colour(palette.ink), 2) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(palette.accent_soft))
        painter.drawEllipse(self.rect().toRectF().adjusted(1, 1, -1, -1))
        painter.setPen(look.colour(palette.ink if outlined else palette.accent))
        painter.setFont(look.font(Role.SMALL_BOLD))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()


class SectionHead(QWidget):
    """Number, name and at the right the state of a part of a form."""

    def __init__(self, kit: Kit, number: int, title: str, state: str = "", tone: Tone = Tone.DONE) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(kit.look.scale.space(8))
        self.title = Label(title, Role.H3)
        self._state = StatusText(kit, tone, state)
        row.addWidget(NumberDisc(kit, number))
        row.addWidget(self.title)
        row.addStretch(1)
        row.addWidget(self._state)
        self._state.setVisible(bool(state))

    def set_state(self, tone: Tone, text: str, icon: str | None = None) -> None:
        """Say how far this part is; empty words hide the state."""
        self._state.set_state(tone, text, icon)
        self._state.setVisible(bool(text))


WHOLE = "whole"
"""Property of a part that is kept in view whole where the focus is in it (a field with its error line)."""


class ScrollBody(QScrollArea):
    """A column that scrolls up and down and keeps the focused field with its error line in view."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "body")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._inside = self._ground()
        self._inside.setProperty("kind", "scrolled")
        self.column = QVBoxLayout(self._inside)
        self.column.setContentsMargins(0, 0, kit.look.scale.space(8), 0)
        self.column.setSpacing(kit.look.scale.space(8))
        self.setWidget(self._inside)
        self._keep = QTimer(self)
        self._keep.setSingleShot(True)
        self._keep.timeout.connect(self._keep_in_view)
        self.verticalScrollBar().rangeChanged.connect(lambda _low, _high: self._keep.start())
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow_focus)

    def _ground(self) -> QWidget:
        return QWidget()

    def keep_soon(self) -> None:
        """Bring the focused field into view once everything inside stands where it will stay."""
        self._keep.start()

    def to_top(self) -> None:
        """Show the beginning: something else stands here now."""
        self.verticalScrollBar().setValue(0)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Need the width of what is inside: a hidden horizontal bar would cut it without a word."""
        return QSize(self._inside.minimumSizeHint().width() + 14, self._kit.look.scale.full(80))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep the focused field in view where the room became less."""
        super().resizeEvent(event)
        self._keep.start()

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under the others."""
        self.column.addWidget(widget, stretch)

    def _follow_focus(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._inside.isAncestorOf(now):
            self._keep_in_view()
            self._keep.start()

    def _keep_in_view(self) -> None:
        now = QApplication.focusWidget()
        if now is not None and self._inside.isAncestorOf(now):
            self.ensureWidgetVisible(_whole_of(now, self._inside), 0, self._kit.look.scale.space(12))
            outer = self._outer()
            if outer is not None:
                outer.keep_soon()

    def _outer(self) -> "ScrollBody | None":
        step = self.parentWidget()
        while step is not None and not isinstance(step, ScrollBody):
            step = step.parentWidget()
        return step


def _whole_of(widget: QWidget, inside: QWidget) -> QWidget:
    """The part around a widget that is to be seen whole, else the widget."""
    step = widget.parentWidget()
    while step is not None and step is not inside:
        if step.property(WHOLE):
            return step
        step = step.parentWidget()
    return widget


class _Least(QWidget):
    """A ground that asks for the least height of what stands on it, not for the height that it would like."""

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Give the least height at a width."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)


class Room(ScrollBody):
    """The room of a screen: its parts share the height that there is, and scroll only below their least heights."""

    def _ground(self) -> QWidget:
        return _Least()
