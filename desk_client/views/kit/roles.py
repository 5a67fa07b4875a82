"""Tells screen readers what the widgets are that paint themselves: Qt knows only its own."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import Shiboken

ROLES = {
    "TabStrip": QAccessible.Role.PageTabList,
    "Thumbnails": QAccessible.Role.List,
    "PageView": QAccessible.Role.Graphic,
}
"""Role of each class that a person can reach by Tab; classes that derive from it have the same."""

_spoken: dict[int, QAccessibleInterface] = {}
"""What was given to Qt, which deletes it with its widget: until then nothing else may."""


def speak_roles() -> None:
    """Give the roles from now on; called once for a program, again it changes nothing."""
    QAccessible.installFactory(_made)


def _made(name: str, told: QObject) -> QAccessibleInterface | None:
    role = ROLES.get(name)
    if role is None or not isinstance(told, QWidget):
        return None
    made = QAccessibleWidget(told, role, "")
    _spoken[id(made)] = made
    told.destroyed.connect(lambda: _let_go(made))
    return made


def _let_go(made: QAccessibleInterface) -> None:
    Shiboken.invalidate(made)
    _spoken.pop(id(made), None)
