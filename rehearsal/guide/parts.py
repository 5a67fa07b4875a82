"""Parts of the guide window: a step that shows where it stands, a button of the dark head, a person to sit down."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from desk_client.views.kit.cards import NumberDisc
from desk_client.views.kit.labels import IconLabel, Label, restyle
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from rehearsal.guide.model import ShownStep, StepState

_ROLES = {StepState.DONE: Role.SMALL, StepState.NOW: Role.H3, StepState.NEXT: Role.SMALL}
_TONES = {StepState.DONE: Tone.QUIET, StepState.NOW: Tone.PLAIN, StepState.NEXT: Tone.PLAIN}


class StepRow(QFrame):
    """One step: a tick in green and quiet words, a teal box with a line of help, or its number and name."""

    def __init__(self, kit: Kit, number: int) -> None:
        super().__init__()
        self._mark = QWidget()
        self._marks = QStackedLayout(self._mark)
        self._marks.setContentsMargins(0, 0, 0, 0)
        self._marks.addWidget(_centred(NumberDisc(kit, number)))
        self._marks.addWidget(_centred(IconLabel(kit, "ok", 20, Tone.DONE)))
        self._mark.setFixedWidth(kit.look.scale.full(26))
        self._title = Label("", Role.SMALL)
        self._help = Label("", Role.CAP, Tone.QUIET, wrap=True)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._help)
        space = kit.look.scale.space
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(space(6), 1, space(6), 1)
        self._row.setSpacing(space(8))
        self._row.addWidget(self._mark)
        self._row.addLayout(words, 1)

    def show_step(self, step: ShownStep, spoken: str) -> None:
        """Show where the step stands; `spoken` is its state in words."""
        current = step.state is StepState.NOW
        self._marks.setCurrentIndex(1 if step.state is StepState.DONE else 0)
        self._title.setText(step.title)
        self._title.setProperty("role", _ROLES[step.state].name.lower())
        self._title.setProperty("tone", _TONES[step.state].value)
        restyle(self._title)
        self._help.setText(step.help)
        self._help.setVisible(current)
        self.setProperty("box", Tone.INFO.value if current else None)
        restyle(self)
        edge = 5 if current else 1
        margins = self._row.contentsMargins()
        self._row.setContentsMargins(margins.left(), edge, margins.right(), edge)
        name = f"{step.number}. {step.title}: {spoken}"
        self.setAccessibleName(f"{name}. {step.help}" if current else name)


class HeadButton(QPushButton):
    """Words on the dark head; the chosen one is bold and underlined."""

    def __init__(self, kit: Kit, text: str) -> None:
        super().__init__(text)
        self._kit = kit
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setProperty("noring", True)  # noqa: FBT003 - Qt's signature; the ring is drawn here, in a colour for the dark ground
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Fit the words in bold, so that nothing jumps."""
        metrics = QFontMetrics(self._kit.look.font(Role.SMALL_BOLD))
        return QSize(metrics.horizontalAdvance(self.text()) + 14, metrics.height() + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Press by Enter too."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the words, and the ring while the focus is here."""
        look = self._kit.look
        palette, chosen = look.palette, self.isChecked()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(look.colour(palette.nav_mark), palette.ring))
            painter.drawRoundedRect(self.rect().toRectF().adjusted(1, 1, -1, -1), 4, 4)
        font = look.font(Role.SMALL_BOLD if chosen else Role.SMALL)
        font.setUnderline(chosen)
        painter.setFont(font)
        painter.setPen(look.colour(palette.nav_ink if chosen or self.underMouse() else palette.nav_ink2))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class NavIcon(QWidget):
    """An icon in the yellow of the dark head."""

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self._kit = kit
        self._name = name
        side = kit.look.scale.full(18)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw it."""
        look = self._kit.look
        painter = QPainter(self)
        painter.drawPixmap(0, 0, look.pixmap(self._name, look.palette.nav_mark, 18, self))
        painter.end()


def nav_label(text: str, role: Role) -> Label:
    """Words in the ink of the dark head."""
    label = Label(text, role)
    label.setProperty("tone", "nav")
    return label


def _centred(widget: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
    return holder
