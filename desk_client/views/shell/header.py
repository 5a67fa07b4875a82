"""The header: name of the screen, search field (F3), and the day that the desk counts with."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy

from desk_client.views.kit.labels import ElidedLabel, StatusPill
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

HEIGHT = 52
FIELD = 33
SEARCH_WIDTH = 272


class SearchField(QLineEdit):
    """The search of the whole program; away on a compact header until it is asked for."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "header")
        self.setPlaceholderText(kit.say("shell.search_hint"))
        self.setAccessibleName(kit.say("shell.search_name"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def fit(self) -> None:
        """Take the width of the scale and hide on a compact header."""
        self.setFixedWidth(self._kit.look.scale.space(SEARCH_WIDTH))
        self.setVisible(not self._kit.look.scale.compact or self.hasFocus())

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Go away again on a compact header."""
        super().focusOutEvent(event)
        if self._kit.look.scale.compact and not self.text():
            self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Let the style draw the field, then the glass over it."""
        super().paintEvent(event)
        look = self._kit.look
        side = look.scale.full(16)
        painter = QPainter(self)
        pixmap = look.pixmap("search", look.palette.ink2, 16, self)
        painter.drawPixmap(look.scale.space(8), (self.height() - side) // 2, pixmap)
        painter.end()


class Header(QFrame):
    """Title at the left, search and day at the right."""

    search_typed = Signal(str)
    search_entered = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "header")
        self._title = ElidedLabel("", Role.TITLE)
        self.search = SearchField(kit)
        self._day = StatusPill(kit, Tone.PLAIN, "", "clock")
        self._day_words = ("", "")
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title, 1)
        self._row.addWidget(self.search, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addWidget(self._day, 0, Qt.AlignmentFlag.AlignVCenter)
        self.search.textEdited.connect(self.search_typed)
        self.search.returnPressed.connect(lambda: self.search_entered.emit(self.search.text()))
        kit.look.changed.connect(self._fit)
        self._day.hide()
        self._fit()

    def set_title(self, title: str) -> None:
        """Say which screen this is."""
        self._title.set_words(title)

    def set_day(self, whole: str, short: str = "") -> None:
        """Say the day and hour; the short form stands on a compact header."""
        self._day_words = (whole, short or whole)
        self._fit()

    def focus_search(self) -> None:
        """Put the focus into the search field."""
        self.search.show()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _fit(self) -> None:
        scale = self._kit.look.scale
        gap = scale.space(12)
        self.setFixedHeight(scale.full(FIELD) + gap if scale.compact else scale.full(HEIGHT))
        self._row.setContentsMargins(gap, 0, gap, 0)
        self._row.setSpacing(gap)
        self.search.fit()
        words = self._day_words[1 if scale.compact else 0]
        self._day.set_state(Tone.PLAIN, words, "clock")
        self._day.setVisible(bool(words))
