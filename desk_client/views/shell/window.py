"""The main window: holds the screens between sidebar, header, foot and status bar, and hears the global keys."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from desk_client.views.kit.bars import UndoBar
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell.functions import Function, functions_of
from desk_client.views.shell.header import Header
from desk_client.views.shell.keyboard import Keyboard
from desk_client.views.shell.screen import Screen, ScreenSpec
from desk_client.views.shell.sidebar import Entry, Sidebar
from desk_client.views.shell.statusbar import DeviceWord, StatusBar
from desk_client.views.shell.work_strip import WorkStrip

SEARCH_ENTRY = "search"
READING = "list"
"""Who has this entry may read dossiers; without it nothing but the own entries is shown."""
FOOT_HEIGHT = 61


@dataclass(frozen=True, slots=True)
class Promise:
    """A screen that is offered and not made yet."""

    spec: ScreenSpec
    make: Callable[[], object]


class Foot(QFrame):
    """The place of the acts of the screen in view; hidden when it has none."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self.setProperty("kind", "foot")
        self.setAccessibleName(kit.say("shell.foot_name"))
        self._stack = QStackedWidget()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._stack)
        kit.look.changed.connect(self._fit)
        self._fit()

    def add(self, widget: QWidget) -> None:
        """Take the acts of a screen."""
        self._stack.addWidget(widget)

    def show_acts(self, widget: QWidget | None) -> None:
        """Show the acts of the screen in view."""
        self.setVisible(widget is not None)
        if widget is not None:
            self._stack.setCurrentWidget(widget)

    def _fit(self) -> None:
        scale = self._kit.look.scale
        self.setFixedHeight(scale.full(34) + scale.space(20) if scale.compact else scale.full(FOOT_HEIGHT))
        self._row.setContentsMargins(scale.space(12), 0, scale.space(12), 0)


class MainWindow(QMainWindow):
    """The frame of the program; knows screens by id and says what the person asks of the program as a whole."""

    search_typed = Signal(str)
    search_entered = Signal(str)
    withheld = Signal()
    lock_asked = Signal()
    trouble_asked = Signal()
    password_asked = Signal()
    back_at_gate = Signal()
    screen_shown = Signal(str)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.kit = kit
        self._screens: dict[str, Screen] = {}
        self._promised: dict[str, Promise] = {}
        self._feet: dict[str, QWidget | None] = {}
        self._entries: tuple[str, ...] = ()
        self._named: dict[str, ScreenSpec] = {}
        self._current = ""
        self._may_close: Callable[[], bool] | None = None
        self.setWindowTitle(kit.say("app.name"))
        self.sidebar = Sidebar(kit)
        self.header = Header(kit)
        self.status = StatusBar(kit)
        self.undo = UndoBar(kit)
        self.work = WorkStrip(kit)
        self._stack = QStackedWidget()
        self._foot = Foot(kit)
        self._pages = QStackedWidget()
        self._frame = self._build_frame()
        self._pages.addWidget(self._frame)
        self.setCentralWidget(self._pages)
        self.setMinimumSize(1280, 660)
        self._connect()
        self.keyboard = Keyboard(kit, self, self)

    def _build_frame(self) -> QWidget:
        frame = QWidget()
        frame.setProperty("kind", "canvas")
        row = QHBoxLayout(frame)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        column.addWidget(self.undo)
        column.addWidget(self.work)
        column.addWidget(self._foot)
        column.addWidget(self.status)
        row.addLayout(column, 1)
        return frame

    def _connect(self) -> None:
        self.sidebar.asked.connect(self.use_entry)
        self.header.search_typed.connect(self.search_typed)
        self.header.search_entered.connect(self._search_entered)
        self.status.sync_pressed.connect(lambda: self.show_screen("outbox"))

    # -- screens ---------------------------------------------------------------------------------------------------

    def add_screen(self, screen: Screen) -> None:
        """Take a screen; it is reached by its entry and key once `set_entries` names it."""
        self._screens[screen.spec.id] = screen
        self._stack.addWidget(screen)
        foot = screen.foot_widget()
        self._feet[screen.spec.id] = foot
        if foot is not None:
            self._foot.add(foot)
        screen.leave_asked.connect(self.show_screen)

    def promise_screen(self, spec: ScreenSpec, make: Callable[[], object]) -> None:
        """Offer a screen that `make` adds when it is first needed."""
        self._promised[spec.id] = Promise(spec, make)

    def set_entries(self, ids: tuple[str, ...], named: tuple[ScreenSpec, ...] = ()) -> None:
        """Show these entries in this order ("search" goes to the search field); others cannot be entered by key.

        `named` are screens that this person knows by other words.
        """
        self._entries, self._named = ids, {spec.id: spec for spec in named}
        self.header.search.setEnabled(SEARCH_ENTRY in ids)
        self.sidebar.set_entries(self.entries())
        self.keyboard.bind_entries()

    def show_screen(self, screen_id: str) -> bool:
        """Bring a screen into view; tell whether the screen in view let go and the other exists."""
        before = self._screens.get(self._current)
        if self.gated or not self._known(screen_id):
            return False
        if self._entries and READING not in self._entries and screen_id not in self._entries:
            self.withheld.emit()
            return False
        if before is not None and screen_id != self._current and not before.leaving():
            return False
        screen = self.screen_named(screen_id)
        self._current = screen_id
        self._stack.setCurrentWidget(screen)
        self._foot.show_acts(self._feet[screen_id])
        self.header.set_title(self.kit.say(self._named.get(screen_id, screen.spec).title_id))
        self.sidebar.set_current(screen_id)
        screen.entered()
        self.screen_shown.emit(screen_id)
        return True

    def current_screen(self) -> Screen | None:
        """Give the screen in view."""
        return self._screens.get(self._current)

    def screen_named(self, screen_id: str) -> Screen:
        """Give a screen by id; a promised one is made now."""
        if screen_id not in self._screens:
            self._promised[screen_id].make()
        return self._screens[screen_id]

    def make_ready(self, screen_id: str) -> None:
        """Lay a screen out and draw it behind the gate, once: whoever asks for it then waits for neither."""
        if not self.gated or self._current:
            return
        screen = self.screen_named(screen_id)
        self._stack.setCurrentWidget(screen)
        self._foot.show_acts(self._feet[screen_id])
        self._frame.resize(self._pages.size())
        self._frame.grab()

    def _known(self, screen_id: str) -> bool:
        return screen_id in self._screens or screen_id in self._promised

    # -- gate (login, enrolment, lock) ---------------------------------------------------------------------------

    @property
    def gated(self) -> bool:
        """Whether a gate stands before the frame."""
        return self._pages.currentWidget() is not self._frame

    def gate(self) -> QWidget | None:
        """Give the gate that stands before the frame, or nothing."""
        return self._pages.currentWidget() if self.gated else None

    def show_gate(self, gate: QWidget) -> None:
        """Put a full-window page (login, enrolment) before the frame; screens keep their state behind it.

        What could be taken back cannot any more: the next person did not do it.
        """
        self.undo.put_away()
        if self._pages.indexOf(gate) < 0:
            self._pages.addWidget(gate)
        self._pages.setCurrentWidget(gate)

    def leave_gate(self) -> None:
        """Show the frame again."""
        self._pages.setCurrentWidget(self._frame)

    # -- words of the frame --------------------------------------------------------------------------------------

    def set_office(self, name: str, part: str) -> None:
        """Say which office this is."""
        self.sidebar.set_office(name, part)

    def set_person(self, name: str, role: str) -> None:
        """Say who works here."""
        self.sidebar.set_person(name, role)

    def set_count(self, screen_id: str, count: int) -> None:
        """Show a count at an entry."""
        self.sidebar.set_count(screen_id, count)

    def set_day(self, whole: str, short: str = "") -> None:
        """Say the day and hour that the desk counts with."""
        self.header.set_day(whole, short)

    def set_drill_day(self, day: str, short: str = "") -> None:
        """Say the rehearsal day, marked as such."""
        self.header.set_day(self.kit.say("shell.drill_day", day=day), short)

    def set_sync(self, tone: Tone, icon: str, text: str) -> None:
        """Say how synchronisation stands."""
        self.status.sync.set_state(tone, icon, text)

    def set_draft_saved(self, time: str) -> None:
        """Say when the draft was saved."""
        self.status.set_draft(time)

    def set_devices(self, devices: tuple[DeviceWord, ...]) -> None:
        """Say how the devices of this role stand."""
        self.status.set_devices(devices)

    def offer_undo(self, text: str, undo: Callable[[], None], seconds: int = 10) -> None:
        """Say what was done and let the person take it back."""
        self.undo.offer(text, undo, seconds)

    def guard_closing(self, may_close: Callable[[], bool]) -> None:
        """Ask this before the window closes (unsent work)."""
        self._may_close = may_close

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Close only when nothing is left that the person should know of."""
        if self._may_close is None or self._may_close():
            event.accept()
        else:
            event.ignore()

    # -- what the keyboard asks of the frame ---------------------------------------------------------------------

    def step_back(self) -> None:
        """Esc: leave the search field, else one step back in the screen or in the gate before it."""
        screen = self.current_screen()
        if self.gated:
            self.back_at_gate.emit()
        elif self.header.search.hasFocus() and screen is not None:
            screen.entered()
        elif screen is not None:
            screen.step_back()

    def focus_search(self) -> None:
        """F3: put the focus into the search field."""
        self.header.focus_search()

    def ask_lock(self) -> None:
        """F12: ask for the lock; who holds the window decides."""
        self.lock_asked.emit()

    def ask_report(self) -> None:
        """Ctrl+Shift+B: ask for the trouble report; who holds the window makes it."""
        self.trouble_asked.emit()

    def ask_password(self) -> None:
        """Ctrl+Shift+M: ask for another password of the person; who holds the window asks the centre."""
        self.password_asked.emit()

    def stops(self) -> tuple[QWidget, ...]:
        """Give the panes between which F6 goes: those of the screen, its acts, the sidebar."""
        screen = self.current_screen()
        panes = screen.panes() if screen is not None else ()
        rest = (self._feet.get(self._current), self.sidebar.first_button())
        return (*panes, *(part for part in rest if part is not None))

    def toggle_full_screen(self) -> None:
        """F11: whole screen and back."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def entries(self) -> tuple[Entry, ...]:
        """Give the entries that this person may use."""
        return tuple(self._entry(name) for name in self._entries if name == SEARCH_ENTRY or self._known(name))

    def use_entry(self, name: str) -> None:
        """Do what an entry of the sidebar stands for."""
        if name == "lock":
            self.ask_lock()
        elif name == SEARCH_ENTRY:
            self.focus_search()
        else:
            self.show_screen(name)

    def screen_functions(self) -> tuple[Function, ...]:
        """Give the acts of the screen in view: of its foot, then of its body."""
        screen = self.current_screen()
        foot = self._feet.get(self._current)
        return (
            *(functions_of(foot) if foot is not None else ()),
            *(functions_of(screen) if screen is not None else ()),
        )

    def _entry(self, name: str) -> Entry:
        say = self.kit.say
        if name == SEARCH_ENTRY:
            return Entry(name, say("shell.nav.search"), say("shell.nav.search_short"), "search", "F3")
        made = self._screens.get(name)
        spec = self._named.get(name) or (self._promised[name].spec if made is None else made.spec)
        return Entry(name, say(spec.entry_id), say(spec.short_id), spec.icon, spec.key, spec.group)

    def _search_entered(self, words: str) -> None:
        screen = self.current_screen()
        if screen is None or not screen.search(words):
            self.search_entered.emit(words)
