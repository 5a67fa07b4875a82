"""Hears the keys that work on every screen (help, search, panes, size, look, finder) and those of the entries."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import PaletteName, palette_named
from desk_client.views.shell.functions import Function, KeyGroup
from desk_client.views.shell.screen import Screen
from desk_client.views.shell.sidebar import Entry
from desk_client.views.shell.work_strip import STOP_KEY

NORMAL = Scale()
LOOKS = (PaletteName.LIGHT, PaletteName.DARK, PaletteName.CONTRAST)
ALWAYS = frozenset({"F11", "Ctrl++", "Ctrl+-", "Ctrl+0", "Ctrl+Shift+G", "Ctrl+Shift+B"})


class Frame(Protocol):
    """What the keyboard asks of the main window."""

    @property
    def gated(self) -> bool:
        """Whether a gate stands before the frame."""

    def current_screen(self) -> Screen | None:
        """Give the screen in view."""

    def stops(self) -> tuple[QWidget, ...]:
        """Give the panes between which F6 goes."""

    def entries(self) -> tuple[Entry, ...]:
        """Give the entries that this person may use."""

    def use_entry(self, name: str) -> None:
        """Do what an entry stands for."""

    def screen_functions(self) -> tuple[Function, ...]:
        """Give the acts of the screen in view."""

    def focus_search(self) -> None:
        """Put the focus into the search field."""

    def ask_lock(self) -> None:
        """Ask for the lock."""

    def ask_report(self) -> None:
        """Ask for the trouble report."""

    def ask_password(self) -> None:
        """Ask for another password of the person."""

    def step_back(self) -> None:
        """Go one step back."""

    def toggle_full_screen(self) -> None:
        """Whole screen and back."""


class Keyboard(QObject):
    """Global shortcuts of one window; before a gate only size, look, full screen and trouble report."""

    def __init__(self, kit: Kit, window: QMainWindow, frame: Frame) -> None:
        super().__init__(window)
        self._kit = kit
        self._window = window
        self._frame = frame
        self._entry_keys: list[QShortcut] = []
        for function in self._everywhere():
            guarded = function.run if function.key in ALWAYS else self._unless_gated(function.run)
            self._bind(function.key, guarded)
        self._bind("Ctrl+=", self._larger)
        self._bind("Esc", frame.step_back)

    def bind_entries(self) -> None:
        """Bind the keys of the entries that this person may use, and let go of the others."""
        for shortcut in self._entry_keys:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        own = {function.key for function in self._everywhere()}
        self._entry_keys = [
            self._bind(entry.key, self._unless_gated(partial(self._frame.use_entry, entry.id)))
            for entry in self._frame.entries()
            if entry.key and entry.key not in own
        ]

    def show_help(self) -> None:
        """F1: the keys of this screen and of every screen."""
        from desk_client.views.shell.function_dialogs import REPORT, KeyHelp  # noqa: PLC0415  the login has no use for it

        dialog = KeyHelp(self._kit, self._window, self.key_groups())
        asked = dialog.ask()
        dialog.deleteLater()
        if asked == REPORT:
            self._frame.ask_report()

    def show_finder(self) -> None:
        """Ctrl+K: find a function by its name."""
        from desk_client.views.shell.function_dialogs import find_and_run  # noqa: PLC0415  as above

        find_and_run(self._kit, self._window, self.functions())

    def next_pane(self) -> None:
        """F6: go to the next pane."""
        stops = self._frame.stops()
        focus = QApplication.focusWidget()
        holds = [focus is not None and (stop is focus or stop.isAncestorOf(focus)) for stop in stops]
        inside = [place for place, held in enumerate(holds) if held]
        if stops:
            _focus_into(stops[(inside[0] + 1) % len(stops)] if inside else stops[0])

    def next_look(self) -> None:
        """Go from light to dark to high contrast and round again."""
        now = LOOKS.index(self._kit.look.palette.name)
        self._kit.look.wear(palette=palette_named(LOOKS[(now + 1) % len(LOOKS)]))

    def functions(self) -> tuple[Function, ...]:
        """Give everything that can be done now: acts of the screen, entries, acts of the program."""
        return (*self._frame.screen_functions(), *self._entries(), *self._everywhere())

    def key_groups(self) -> tuple[KeyGroup, ...]:
        """Give the keys that work now, for the help."""
        say = self._kit.say
        screen = self._frame.current_screen()
        groups = []
        if screen is not None:
            lines = [(entry.key, entry.text) for entry in self._frame.screen_functions() if entry.key]
            told = {key for key, _words in lines}
            lines += [(hint.key, say(hint.text_id)) for hint in screen.key_hints() if hint.key not in told]
            groups.append(KeyGroup(say("shell.help.screen", title=say(screen.spec.title_id)), tuple(lines)))
        own = {function.key for function in self._everywhere()}
        lines = [(entry.key, entry.text) for entry in self._entries() if entry.key and entry.key not in own]
        lines += [(entry.key, entry.text) for entry in self._everywhere()]
        lines += [("Ctrl+Z", say("shell.key.undo")), ("Alt+…", say("shell.key.field")), ("Esc", say("shell.key.back"))]
        lines += [(STOP_KEY, say("shell.key.stop"))]
        groups.append(KeyGroup(say("shell.help.everywhere"), tuple(lines)))
        return tuple(groups)

    def _entries(self) -> tuple[Function, ...]:
        entries = self._frame.entries()
        return tuple(Function(entry.text, entry.key, partial(self._frame.use_entry, entry.id)) for entry in entries)

    def _everywhere(self) -> tuple[Function, ...]:
        say = self._kit.say
        return (
            Function(say("shell.key.help"), "F1", self.show_help),
            Function(say("shell.key.search"), "F3", self._frame.focus_search),
            Function(say("shell.key.pane"), "F6", self.next_pane),
            Function(say("shell.key.screen_full"), "F11", self._frame.toggle_full_screen),
            Function(say("shell.key.lock"), "F12", self._frame.ask_lock),
            Function(say("shell.key.finder"), "Ctrl+K", self.show_finder),
            Function(say("shell.key.password"), "Ctrl+Shift+M", self._frame.ask_password),
            Function(say("shell.key.report"), "Ctrl+Shift+B", self._frame.ask_report),
            Function(say("shell.key.larger"), "Ctrl++", self._larger),
            Function(say("shell.key.smaller"), "Ctrl+-", self._smaller),
            Function(say("shell.key.normal"), "Ctrl+0", self._normal),
            Function(say("shell.key.look"), "Ctrl+Shift+G", self.next_look),
        )

    def _larger(self) -> None:
        self._kit.look.wear(scale=self._kit.look.scale.larger())

    def _smaller(self) -> None:
        self._kit.look.wear(scale=self._kit.look.scale.smaller())

    def _normal(self) -> None:
        self._kit.look.wear(scale=NORMAL)

    def _bind(self, key: str, run: Callable[[], object]) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.activated.connect(run)
        return shortcut

    def _unless_gated(self, run: Callable[[], object]) -> Callable[[], None]:
        def guarded() -> None:
            if not self._frame.gated:
                run()

        return guarded


def _focus_into(stop: QWidget) -> None:
    """Put the focus on a widget, or on the first of its children that takes it."""
    takes = stop.focusPolicy() & Qt.FocusPolicy.TabFocus
    if takes:
        stop.setFocus(Qt.FocusReason.OtherFocusReason)
        return
    for child in stop.findChildren(QWidget):
        if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisible() and child.isEnabled():
            child.setFocus(Qt.FocusReason.OtherFocusReason)
            return
