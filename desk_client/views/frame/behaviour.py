"""Connects the frame with what happens: who sits down, how the line stands, which day it is, what was scanned."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from central_sync.protocol.syncstatus import SyncState
from desk_client.ports import Clock
from desk_client.services.checks import Area, Level
from desk_client.services.clock_watch import clock_jump
from desk_client.viewmodels.devices import DevicesModel
from desk_client.viewmodels.gate import GateModel
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.scans import FoundDossier, ScanKind, ScanRouter
from desk_client.viewmodels.seat import Seat
from desk_client.views.frame.closing import LEAVE, SHOW, ask_closing
from desk_client.views.gate.login import LoginGate
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell import specs
from desk_client.views.shell.statusbar import DeviceWord
from desk_client.views.shell.window import READING, SEARCH_ENTRY, MainWindow
from dossier.identity import CardData
from dossier.roles import Role

SYNC_LOOK = {
    SyncState.SENT_ALL: (Tone.DONE, "ok"),
    SyncState.SENDING: (Tone.INFO, "sync"),
    SyncState.UNSENT: (Tone.WARNING, "send"),
    SyncState.OFFLINE: (Tone.WARNING, "offline"),
    SyncState.FROZEN: (Tone.ERROR, "late"),
}
DEVICE_TONES = {
    Level.FINE: Tone.DONE,
    Level.WARNING: Tone.WARNING,
    Level.FAULT: Tone.ERROR,
    Level.WAITING: Tone.QUIET,
}
MACHINE, DEPUTIES = "devices", "deputies"
LEADING = frozenset({Role.LEADER, Role.HEAD})
"""Who lets others sign for him, or signs for another."""
ENTRIES: tuple[tuple[Role, tuple[str, ...]], ...] = (
    (Role.LEADER, ("sign", "list")),
    (Role.INTAKE, ("receive", "list", "return", "day")),
    (Role.OFFICER, ("list",)),
    (Role.HEAD, ("list",)),
    (Role.RECORDS, ("sign", "list")),
    (Role.FINANCE, ("day", "list")),
    (Role.INSPECTOR, ("list", "day")),
    (Role.OFFICE_ADMIN, (MACHINE, "queue", "admin")),
)
"""Which screens each role works with, in the order of the sidebar."""
EVERYBODY = (SEARCH_ENTRY, "outbox", MACHINE)
"""The further screens of everybody who may read dossiers; the others see the machine alone."""
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_MILLISECONDS = 5_000
_SETTLED_MILLISECONDS = 300
"""Between sitting down and the look at the machine: the screen that the person waits for comes first."""


def entries_for(roles: frozenset[Role], *, away: bool = False) -> tuple[str, ...]:
    """The sidebar of a person: the screens of all roles once, then those of everybody who reads dossiers.

    `away`: somebody stands in for him today; he may come back here.
    """
    own = tuple(name for role, names in ENTRIES if role in roles for name in names)
    own += (DEPUTIES,) if away or not roles.isdisjoint(LEADING) else ()
    return tuple(dict.fromkeys((*own, *(EVERYBODY if READING in own else (MACHINE,)))))


@dataclass(frozen=True, slots=True)
class Handlers:
    """What the screens do with what was scanned or found."""

    open_dossier: Callable[[str], None]
    return_result: Callable[[str], None]
    take_card: Callable[[CardData | None, str], None]
    test_scan: Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Models:
    """The view-models of the frame."""

    seat: Seat
    line: LineModel
    gate: GateModel
    scans: ScanRouter
    devices: DevicesModel
    clock: Clock


class Behaviour(QObject):
    """The frame at work; made once the desk is enrolled."""

    seated = Signal()
    settled = Signal()
    """The person who sat down has had time to see the screen: what can wait begins now."""

    def __init__(
        self, login: LoginGate, window: MainWindow, models: Models, handlers: Handlers, desk_number: int
    ) -> None:
        super().__init__(window)
        self._window = window
        self._kit: Kit = window.kit
        self._models = models
        self._handlers = handlers
        self._desk_number = desk_number
        self._notice: Dialog | None = None
        self._person = ""
        self._said_at = (models.clock.now(), models.clock.monotonic())
        self.login = login
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED_MILLISECONDS)
        self._day_timer = QTimer(self)
        self._day_timer.setInterval(_DAY_MILLISECONDS)
        self._connect()

    def begin(self) -> None:
        """Show the login and start syncing."""
        self._show_day()
        self._day_timer.start()
        self._show_line()
        if self._window.gate() is not self.login:
            self._window.show_gate(self.login)
            self.login.start_here()
        self._models.line.start()

    def stop(self) -> None:
        """Begin nothing more: the program ends."""
        self._day_timer.stop()
        self._settled.stop()

    def set_office(self, name: str) -> None:
        """Say which office this is, on the login and in the sidebar."""
        part = self._kit.say("app.counter_part")
        self.login.set_office(name, part)
        self._window.set_office(name, part)

    def scanned(self, text: str) -> None:
        """A code came from a reader; it belongs to the screen that tests readers, else to its dossier."""
        if self._window.gated:
            return
        screen = self._window.current_screen()
        if screen is not None and screen.spec.id == "devices":
            self._handlers.test_scan(text)
        else:
            self._models.scans.route(text)

    def may_close(self) -> bool:
        """Ask when something is unsent; end the line when the window may close."""
        chosen = ask_closing(self._kit, self._window, self._models.line)
        if chosen == SHOW:
            self._window.show_screen("outbox")
        if chosen == LEAVE:
            self._models.line.stop()
        return chosen == LEAVE

    def _connect(self) -> None:
        models, window = self._models, self._window
        models.seat.changed.connect(self._seat_changed)
        models.line.changed.connect(self._show_line)
        models.line.changed.connect(self._look_at_people)
        models.devices.changed.connect(self._show_devices)
        window.lock_asked.connect(models.gate.lock)
        window.withheld.connect(lambda: self._notify("rights.head", self._kit.say("rights.no_dossiers")))
        window.guard_closing(self.may_close)
        self._day_timer.timeout.connect(self._show_day)
        self._settled.timeout.connect(self._look_round)
        models.scans.found.connect(self._go_to)
        models.scans.card.connect(self._handlers.take_card)
        models.scans.unknown.connect(self._ask_unknown)
        models.gate.ended.connect(self._send_away)
        models.gate.doubted.connect(lambda words: self._notify("clock.head", words))

    def _answering(self) -> bool:
        """Whether the person stands in a dialog that waits for his answer."""
        return QApplication.activeModalWidget() not in (None, self._notice)

    def _look_at_people(self) -> None:
        if not self._answering():
            self._models.gate.look_again()

    def _send_away(self, words: str) -> None:
        """Who may no longer work here is led to the login; a dialog he stands in is ended first, by him."""
        if not self._answering():
            self._models.gate.lock()
            self._models.gate.failed.emit(words)

    def _seat_changed(self) -> None:
        session = self._models.seat.session
        if session is None:
            if self._notice is not None:
                self._notice.reject()  # said to who leaves; over the login it would take the keys of who comes
            self._window.show_gate(self.login)
            self.login.start_here()
            return
        today = self._models.clock.now().date()
        roles = session.roles_on(today)
        entries = entries_for(roles, away=session.away_on(today))
        title = self._kit.say("frame.seat", title=session.person.title, number=self._desk_number)
        self._window.set_person(session.person.name, title)
        seals = Role.RECORDS in roles and Role.LEADER not in roles
        self._window.set_entries(entries, (specs.ISSUE,) if seals else ())
        self._window.leave_gate()
        current = self._window.current_screen()
        same = self._person in ("", session.person.id)
        self._person = session.person.id
        stays = same and current is not None and current.spec.id in (*entries, "dossier")
        wanted = ((current.spec.id,) if current is not None and stays else ()) + entries
        any(self._window.show_screen(entry) for entry in wanted)
        self.seated.emit()
        self._settled.start()

    def _look_round(self) -> None:
        if self._models.seat.session is not None:
            self._models.devices.examine()
            self.settled.emit()

    def _show_line(self) -> None:
        line = self._models.line
        if not line.words:
            return
        tone, icon = SYNC_LOOK[line.state]
        self._window.set_sync(tone, icon, line.words)
        self.login.set_sync(tone, icon, line.words)
        self._window.set_count("outbox", line.tasks)

    def _show_devices(self) -> None:
        session, devices = self._models.seat.session, self._models.devices
        if session is None or devices.busy or not devices.checks:
            return
        signs = not session.roles_on(self._models.clock.now().date()).isdisjoint({Role.LEADER, Role.RECORDS})
        areas = (Area.PRINTER, Area.TOKEN) if signs else (Area.PRINTER, Area.SCANNER, Area.READER)
        words = ((self._kit.say(f"devices.area.{area.value}"), DEVICE_TONES[devices.level(area)]) for area in areas)
        self._window.set_devices(tuple(DeviceWord(word, tone) for word, tone in words))

    def _show_day(self) -> None:
        clock = self._models.clock
        now, passed = clock.now(), clock.monotonic()
        jump = clock_jump(self._said_at[0], now, passed - self._said_at[1])
        self._said_at = (now, passed)
        if jump is not None:
            self._notify("clock.head", self._kit.speaker.speak(jump))
        whole, short = day_words(self._kit, now)
        if clock.rehearsal:
            self._window.set_drill_day(whole, short)
            self.login.set_day(self._kit.say("shell.drill_day", day=whole))
        else:
            self._window.set_day(whole, short)
            self.login.set_day(whole)

    def _go_to(self, found: FoundDossier) -> None:
        screen = self._window.current_screen()
        returning = screen is not None and screen.spec.id == "return"
        if found.kind is ScanKind.RESULT or returning:
            self._handlers.return_result(found.id)
        else:
            self._handlers.open_dossier(found.id)

    def _ask_unknown(self, text: str) -> None:
        shown = text if len(text) <= 24 and text.isascii() and text.isdigit() else self._kit.say("scans.other_text")
        self._notify("scans.unknown_head", self._kit.say("scans.unknown", text=shown))

    def _notify(self, head: str, words: str) -> None:
        """Say something in a dialog that stops nothing behind it; one at a time."""
        if self._notice is not None and self._notice.isVisible():
            return
        dialog = Dialog(self._kit, self._window, self._kit.say(head))
        dialog.add_text(words)
        dialog.add_act("close", self._kit.say("kit.close"), ButtonKind.PRIMARY, key="Enter").setFocus()
        self._notice = dialog
        dialog.open()


def day_words(kit: Kit, now: datetime) -> tuple[str, str]:
    """The day and hour in full, and short for a compact header."""
    name = kit.say(f"day.{_DAYS[now.weekday()]}")
    return f"{name}, {now:%d/%m/%Y} · {now:%H:%M}", f"{now:%d/%m · %H:%M}"
