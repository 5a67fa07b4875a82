"""Lists what can be done now and by which key: for the help (F1) and for "Tìm chức năng" (Ctrl+K)."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desk_client.views.kit.acts import FOLDED
from desk_client.views.kit.buttons import Button


@dataclass(frozen=True, slots=True)
class Function:
    """Something that can be done: its words, its key, and what runs it."""

    text: str
    key: str
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """A head and its (key, words) lines."""

    head: str
    lines: tuple[tuple[str, str], ...]


def functions_of(part: QWidget) -> tuple[Function, ...]:
    """Give every button of a part of the window that can be seen and pressed now."""
    found = []
    for button in part.findChildren(Button):
        words = button.words or button.accessibleName()
        seen = button.isVisibleTo(part) or button.property(FOLDED)
        if seen and button.isEnabled() and words:
            found.append(Function(words, button.key, button.click))
    return tuple(found)
