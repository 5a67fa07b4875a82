"""Fields and marks: text fields, drop-downs, check boxes and radio buttons with edges that can be seen."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QStyle,
    QStyleOptionButton,
)

from desk_client.views.kit.labels import restyle
from desk_client.views.kit.outfit import Kit

Field = QLineEdit | QPlainTextEdit | QComboBox
_LEAST = 120
"""Px at 100 % with which a drop-down is still of use."""
_FOR_A_MOMENT = frozenset(
    {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason, Qt.FocusReason.MenuBarFocusReason}
)


def set_error_edge(field: Field, wrong: bool) -> None:
    """Give a field the red edge or take it away."""
    state = "error" if wrong else ""
    if (field.property("state") or "") != state:
        field.setProperty("state", state)
        restyle(field)


class TextField(QLineEdit):
    """One line of text; `letters` sets a short width, else the field takes what there is."""

    def __init__(self, kit: Kit, *, letters: int = 0, hint: str = "", name: str = "") -> None:
        super().__init__()
        self._kit = kit
        self._letters = letters
        self.setPlaceholderText(hint)
        if name:
            self.setAccessibleName(name)
        if letters:
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        kit.look.changed.connect(self.updateGeometry)

    def setText(self, text: str | None) -> None:  # noqa: N802 - Qt's name
        """Put a text in; one that is longer than the field is read from its beginning while nobody types."""
        super().setText(text)
        if not self.hasFocus():
            self.setCursorPosition(0)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Go on writing at the end, where the program itself brought the focus here."""
        super().focusInEvent(event)
        if event.reason() is Qt.FocusReason.OtherFocusReason and not self.hasSelectedText():
            self.setCursorPosition(len(self.text()))

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Show the beginning again, unless another window or a menu is only in front for a moment."""
        super().focusOutEvent(event)
        if event.reason() not in _FOR_A_MOMENT:
            self.setCursorPosition(0)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as wide as its letters, where it has a length."""
        hint = super().sizeHint()
        if not self._letters:
            return hint
        look = self._kit.look
        width = self.fontMetrics().horizontalAdvance("0") * self._letters
        width += 2 * look.scale.space(9) + 2 * (look.palette.edge + 1) + 10
        return QSize(width, hint.height())


class TextArea(QPlainTextEdit):
    """Several lines of text; Tab leaves the field."""

    def __init__(self, kit: Kit, *, lines: int = 3, name: str = "") -> None:
        super().__init__()
        self._kit = kit
        self._lines = lines
        self.setTabChangesFocus(True)
        if name:
            self.setAccessibleName(name)
        self._fit()
        kit.look.changed.connect(self._fit)

    def _fit(self) -> None:
        self.setFixedHeight(self.fontMetrics().lineSpacing() * self._lines + self._kit.look.scale.space(18))


class Choice(QComboBox):
    """A drop-down of few entries; `ids` travel with the words."""

    def __init__(self, kit: Kit, entries: tuple[tuple[str, str], ...] = (), *, name: str = "") -> None:
        super().__init__()
        self._kit = kit
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)  # entries may come after it was shown
        if name:
            self.setAccessibleName(name)
        self.set_entries(entries)
        kit.look.changed.connect(self.update)

    def set_entries(self, entries: tuple[tuple[str, str], ...]) -> None:
        """Put (id, words) entries in place of the old ones."""
        self.clear()
        for identity, words in entries:
            self.addItem(words, identity)

    def chosen_id(self) -> str:
        """Give the id of the chosen entry, or nothing."""
        return str(self.currentData() or "")

    def choose(self, identity: str) -> None:
        """Choose by id."""
        self.setCurrentIndex(self.findData(identity))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be content with less than the longest entry: a dialog must not grow wider than the window."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), self._kit.look.scale.full(_LEAST)), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Let the style draw the box, then the arrow over it."""
        super().paintEvent(event)
        paint_arrow(self, self._kit)


def paint_arrow(field: QComboBox | QLineEdit, kit: Kit) -> None:
    """Draw the down arrow at the right end of a field."""
    palette = kit.look.palette
    colour = palette.ink if field.isEnabled() else palette.disabled_ink
    side = kit.look.scale.full(18)
    painter = QPainter(field)
    painter.drawPixmap(
        field.width() - side - kit.look.scale.space(6),
        (field.height() - side) // 2,
        kit.look.pixmap("chevron_down", colour, 18, field),
    )
    painter.end()


class CheckBox(QCheckBox):
    """A tick mark with an edge of 3:1 in every palette."""

    def __init__(self, kit: Kit, text: str) -> None:
        super().__init__(text)
        self._kit = kit
        self.setAccessibleName(text.replace("&", ""))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the words by the style and the mark by hand."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        box = _square(place.toRectF(), self._kit.look.scale.full(16))
        _paint_box(painter, box, self)
        painter.end()

    @property
    def kit(self) -> Kit:
        """The kit it was made with."""
        return self._kit


class RadioButton(QRadioButton):
    """One of a few, with an edge of 3:1 in every palette."""

    def __init__(self, kit: Kit, text: str) -> None:
        super().__init__(text)
        self._kit = kit
        self.setAccessibleName(text.replace("&", ""))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the words by the style and the mark by hand."""
        super().paintEvent(event)
        option = QStyleOptionButton()
        self.initStyleOption(option)
        place = self.style().subElementRect(QStyle.SubElement.SE_RadioButtonIndicator, option, self)
        look = self._kit.look
        on = look.palette.accent if self.isEnabled() else look.palette.disabled_ink
        disc = _square(place.toRectF(), look.scale.full(16))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = on if self.isChecked() else look.palette.border
        painter.setPen(QPen(look.colour(edge), 2 if self.isChecked() else 1.4))
        painter.setBrush(look.colour(look.palette.surface))
        painter.drawEllipse(disc)
        if self.isChecked():
            inset = disc.width() * 0.24
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.colour(on))
            painter.drawEllipse(disc.adjusted(inset, inset, -inset, -inset))
        painter.end()


def _square(place: QRectF, side: int) -> QRectF:
    """Give the square of a mark in the middle of its place."""
    centre = place.center()
    return QRectF(centre.x() - side / 2, centre.y() - side / 2, side, side)


def _paint_box(painter: QPainter, box: QRectF, mark: CheckBox) -> None:
    """Draw the box of a check mark, with its tick."""
    look = mark.kit.look
    checked = mark.isChecked()
    on = look.palette.accent if mark.isEnabled() else look.palette.disabled_ink
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.colour(on if checked else look.palette.border), 1.4))
    painter.setBrush(look.colour(on if checked else look.palette.surface))
    painter.drawRoundedRect(box, 3, 3)
    if checked:
        pen = QPen(look.colour(look.palette.on_accent), box.width() * 0.13)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        x, y, w = box.x(), box.y(), box.width()
        painter.drawPolyline(
            QPolygonF(
                [QRectF(x + w * a, y + w * b, 0, 0).topLeft() for a, b in ((0.24, 0.52), (0.43, 0.7), (0.76, 0.32))]
            )
        )
