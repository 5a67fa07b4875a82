"""The sidebar: office, the screens this person may enter with their keys, person and lock; a rail from 130 %."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desk_client.views.kit.facts import empty_layout
from desk_client.views.kit.labels import ElidedLabel, paint_badge
from desk_client.views.kit.mark import Mark
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role

WIDTH = 224
RAIL = 70
_BADGE = 20
"""Width of a count at the right, in px at 100 %."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: id, words, one short word for the rail, icon, key, and group (groups are parted by a line)."""

    id: str
    text: str
    short: str
    icon: str
    key: str = ""
    group: int = 0


class NavButton(QPushButton):
    """An entry: icon, words, key or count; chosen = ground, bold and a 3 px bar."""

    def __init__(self, kit: Kit, entry: Entry) -> None:
        super().__init__()
        self._kit = kit
        self.entry = entry
        self._count = 0
        self._on = False
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(0)
        tip = f"{entry.text} ({entry.key})" if entry.key else entry.text
        self.setToolTip(tip)

    def set_on(self, on: bool) -> None:
        """Show whether it is the chosen one."""
        self._on = on
        self.update()

    def set_count(self, count: int) -> None:
        """Show a number of things to do; none at zero."""
        self._count = count
        text = self.entry.text
        self.setAccessibleName(self._kit.say("shell.nav.badge", name=text, count=count) if count else text)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be 40 px high, or icon over word on the rail."""
        scale = self._kit.look.scale
        return QSize(10, scale.full(42) if scale.compact else scale.full(38))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by arrows, press by Enter."""
        match event.key():
            case Qt.Key.Key_Up:
                self.focusPreviousChild()
            case Qt.Key.Key_Down:
                self.focusNextChild()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the entry as a line or as a tile of the rail."""
        look = self._kit.look
        palette = look.palette
        painter = QPainter(self)
        if self._on or self.underMouse():
            painter.setOpacity(1 if self._on else 0.45)
            painter.fillRect(self.rect(), look.colour(palette.nav_on))
            painter.setOpacity(1)
        if self._on:
            painter.fillRect(0, 0, 3, self.height(), look.colour(palette.nav_mark))
        ink = palette.nav_on_ink if self._on else palette.nav_ink
        if look.scale.compact:
            self._paint_tile(painter, ink)
        else:
            self._paint_line(painter, ink)
        painter.end()

    def _paint_tile(self, painter: QPainter, ink: str) -> None:
        look = self._kit.look
        side = look.scale.full(20)
        left = (self.width() - side) // 2
        top = look.scale.full(3)
        painter.drawPixmap(left, top, look.pixmap(self.entry.icon, ink, 20, self))
        painter.setFont(look.font(Role.KEY, bold=self._on))
        painter.setPen(look.colour(ink))
        words = QRect(0, top + side, self.width(), self.height() - top - side)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.entry.short)
        if self._count:
            badge = QRect(left + side - 4, 0, look.scale.full(16), look.scale.full(16))
            paint_badge(painter, badge, str(self._count), self._badge_colours(), self._kit)

    def _badge_colours(self) -> tuple[str, str]:
        """Give ground and ink of the count; swapped where the chosen entry has the ground of the badge itself."""
        palette = self._kit.look.palette
        swapped = self._on and palette.nav_on == palette.nav_mark
        return (palette.badge_ink, palette.nav_mark) if swapped else (palette.nav_mark, palette.badge_ink)

    def _paint_line(self, painter: QPainter, ink: str) -> None:
        look = self._kit.look
        side = look.scale.full(18)
        left = look.scale.space(15)
        painter.drawPixmap(left, (self.height() - side) // 2, look.pixmap(self.entry.icon, ink, 18, self))
        painter.setFont(look.font(Role.BODY, bold=self._on))
        painter.setPen(look.colour(ink))
        inner = self.rect().adjusted(left + side + look.scale.space(8), 0, -look.scale.space(12), 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, self.entry.text)
        if self._count:
            height, width = look.scale.full(17), look.scale.full(_BADGE)
            badge = QRect(inner.right() - width, (self.height() - height) // 2, width, height)
            paint_badge(painter, badge, str(self._count), self._badge_colours(), self._kit)
        elif self.entry.key and self._key_fits(inner.width()):
            painter.setFont(look.font(Role.KEY))
            painter.setPen(look.colour(look.palette.nav_on_ink if self._on else look.palette.nav_ink2))
            painter.drawText(inner, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight), self.entry.key)

    def words_fit(self) -> bool:
        """Whether the words (in bold) end before the count begins, where one stands beside them."""
        look = self._kit.look
        if look.scale.compact or not self._count:
            return True
        words = QFontMetrics(look.font(Role.BODY, bold=True)).horizontalAdvance(self.entry.text)
        around = look.scale.space(15) + look.scale.full(18) + look.scale.space(8) + look.scale.space(12)
        return around + words + look.scale.space(4) + look.scale.full(_BADGE) <= self.width()

    def _key_fits(self, room: int) -> bool:
        """Whether words (in bold, so that nothing jumps) and key stand side by side; the tooltip has the key anyway."""
        look = self._kit.look
        words = QFontMetrics(look.font(Role.BODY, bold=True)).horizontalAdvance(self.entry.text)
        key = QFontMetrics(look.font(Role.KEY)).horizontalAdvance(self.entry.key)
        return words + look.scale.space(8) + key <= room


class _PersonIcon(QWidget):
    """The icon beside the person's name."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Be as large as the icon."""
        side = self._kit.look.scale.full(20)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw the icon."""
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._kit.look.pixmap("person", self._kit.look.palette.nav_ink, 20, self))
        painter.end()


class Sidebar(QFrame):
    """Tells by `asked` which entry is wanted."""

    asked = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._current = ""
        self._buttons: dict[str, NavButton] = {}
        self._counts: dict[str, int] = {}
        self.setProperty("kind", "nav")
        self.setAccessibleName(kit.say("shell.nav_name"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(0)
        self._head, self._office, self._part = self._two_lines(Mark(kit, px=32, door_px=20, corner=6), Role.SMALL_BOLD)
        column.addWidget(self._head)
        self._entries = QVBoxLayout()
        self._entries.setSpacing(2)
        column.addLayout(self._entries)
        column.addStretch(1)
        column.addWidget(self._line())
        self._foot, self._person, self._role = self._two_lines(_PersonIcon(kit), Role.H3)
        column.addWidget(self._foot)
        lock = Entry("lock", kit.say("shell.nav.lock"), kit.say("shell.nav.lock_short"), "lock", "F12")
        self._lock = NavButton(kit, lock)
        self._lock.clicked.connect(lambda: self.asked.emit("lock"))
        column.addWidget(self._lock)
        kit.look.changed.connect(self._fit)
        self._fit()

    def set_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show these entries in place of the old ones."""
        empty_layout(self._entries)
        self._buttons = {}
        group = entries[0].group if entries else 0
        for entry in entries:
            if entry.group != group:
                group = entry.group
                self._entries.addSpacing(8)
                self._entries.addWidget(self._line())
                self._entries.addSpacing(8)
            button = NavButton(self._kit, entry)
            button.set_count(self._counts.get(entry.id, 0))
            button.set_on(entry.id == self._current)
            button.clicked.connect(lambda _checked=False, entry_id=entry.id: self.asked.emit(entry_id))
            self._entries.addWidget(button)
            self._buttons[entry.id] = button

    def set_current(self, entry_id: str) -> None:
        """Mark the chosen entry."""
        self._current = entry_id
        for name, button in self._buttons.items():
            button.set_on(name == entry_id)

    def set_count(self, entry_id: str, count: int) -> None:
        """Show a count at an entry."""
        self._counts[entry_id] = count
        if entry_id in self._buttons:
            self._buttons[entry_id].set_count(count)

    def set_office(self, name: str, part: str) -> None:
        """Say which office this is."""
        self._office.set_words(name)
        self._part.set_words(part)

    def set_person(self, name: str, role: str) -> None:
        """Say who works here."""
        self._person.set_words(name)
        self._role.set_words(role)
        self._foot.setToolTip(f"{name}\n{role}")
        self._foot.setAccessibleName(self._kit.say("shell.nav.person", name=name, role=role))

    def first_button(self) -> NavButton | None:
        """Give the chosen entry, else the first, for the focus."""
        return self._buttons.get(self._current) or next(iter(self._buttons.values()), None)

    def _line(self) -> QFrame:
        line = QFrame()
        line.setProperty("kind", "navline")
        line.setFixedHeight(1)
        return line

    def _two_lines(self, icon: QWidget, role: Role) -> tuple[QWidget, ElidedLabel, ElidedLabel]:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(12, 10, 8, 10)
        row.setSpacing(8)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignCenter)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(0, 0, 0, 0)
        first, second = ElidedLabel("", role), ElidedLabel("", Role.CAP)
        first.setProperty("tone", "nav")
        second.setProperty("tone", "nav2")
        words.addWidget(first)
        words.addWidget(second)
        row.addLayout(words)
        return box, first, second

    def _fit(self) -> None:
        scale = self._kit.look.scale
        self.setFixedWidth(scale.full(RAIL) if scale.compact else scale.space(WIDTH))
        for label in (self._office, self._part, self._person, self._role):
            label.setVisible(not scale.compact)
        for box in (self._head, self._foot):
            layout = box.layout()
            assert layout is not None
            layout.setContentsMargins(*((0, 10, 0, 8) if scale.compact else (12, 12, 8, 12)))
            layout.setSpacing(0 if scale.compact else 8)
        for button in (*self._buttons.values(), self._lock):
            button.updateGeometry()
