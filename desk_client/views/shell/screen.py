"""What the shell knows of a screen: its name, key and icon, its foot, and when it comes and goes."""

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desk_client.views.kit.cards import Room
from desk_client.views.kit.outfit import Kit


@dataclass(frozen=True, slots=True)
class ScreenSpec:
    """Name of a screen: id, message ids of its title, entry and short entry, icon, key, and group in the sidebar."""

    id: str
    title_id: str
    entry_id: str
    short_id: str
    icon: str
    key: str = ""
    group: int = 0


@dataclass(frozen=True, slots=True)
class KeyHint:
    """A key of a screen that has no button: the key and the message id of what it does."""

    key: str
    text_id: str


class Screen(QWidget):
    """Base of every screen: put widgets into `body` (12 px margin), tabs into `set_strip`, acts into `foot_widget`.

    The body scrolls only where its parts need more room than the window has: at large type.
    """

    leave_asked = Signal(str)

    def __init__(self, kit: Kit, spec: ScreenSpec) -> None:
        super().__init__()
        self.kit = kit
        self.spec = spec
        self.setProperty("kind", "canvas")
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._outer.setSpacing(0)
        self.room = Room(kit)
        self.body = self.room.column
        self._outer.addWidget(self.room, 1)
        self._space_out()
        kit.look.changed.connect(self._space_out)

    def _space_out(self) -> None:
        gap = self.kit.look.scale.space(12)
        self.body.setContentsMargins(gap, gap, gap, gap)
        self.body.setSpacing(gap)

    def set_strip(self, strip: QWidget) -> None:
        """Put a strip (tabs) at full width under the header."""
        frame = QFrame()
        frame.setProperty("kind", "tabs")
        column = QVBoxLayout(frame)
        column.setContentsMargins(self.kit.look.scale.space(5), 0, 0, 0)
        column.addWidget(strip)
        self._outer.insertWidget(0, frame)

    def foot_widget(self) -> QWidget | None:
        """Give the acts of the screen for the foot, or nothing; asked once."""
        return None

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Give the keys that stand on no button."""
        return ()

    def panes(self) -> tuple[QWidget, ...]:
        """Give the widgets between which F6 goes."""
        return ()

    def entered(self) -> None:
        """Come into view: put the focus where work starts."""

    def leaving(self) -> bool:
        """Tell whether the screen may go out of view now."""
        return True

    def unsay(self) -> None:
        """Take away what was told here: another person sits down."""

    def step_back(self) -> None:
        """Esc: one step back without losing data."""

    def search(self, words: str) -> bool:  # noqa: ARG002 - for those that search
        """Take words from the search field of the header; tell whether they were taken."""
        return False
