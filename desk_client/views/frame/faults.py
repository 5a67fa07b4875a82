"""Tells a person that something went wrong: in words with a remedy, or as a report file that holds no personal data."""

import sys
import threading
from collections.abc import Callable
from datetime import datetime
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from desk_client.adapters.crash_book import CrashBook
from desk_client.ports import DeskFault
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit

REPORT = "report"


class FaultTeller(QObject):
    """One dialog at a time, each sentence once, never blocking; unexpected faults are written down first."""

    report_asked = Signal()
    told = Signal(str, str)
    _crashed = Signal(object)
    _full = Signal()

    def __init__(self, kit: Kit, window: QWidget, book: CrashBook, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._kit = kit
        self._window = window
        self._book = book
        self._now = now
        self._dialog: Dialog | None = None
        self._shown = ""
        self._next: dict[str, tuple[str, str, bool]] = {}
        self._crashed.connect(self._say_crash, Qt.ConnectionType.QueuedConnection)
        self._full.connect(self._say_full, Qt.ConnectionType.QueuedConnection)

    def hear_everything(self) -> None:
        """Hear what nobody caught, in the main thread and in all others."""
        sys.excepthook = self._main_fault
        threading.excepthook = self._thread_fault

    def tell(self, fault: Exception) -> None:
        """Say a fault that a piece of work ended with."""
        if isinstance(fault, DeskFault):
            self.told.emit("fault", fault.code)
            self._say(self._kit.say("faults.head"), self._kit.say(fault.remedy))
        else:
            self._write(type(fault), fault.__traceback__, "work")

    def disk_full(self) -> None:
        """The room that was held back is in use; may be called from any thread."""
        self._full.emit()

    def _main_fault(self, kind: type[BaseException], _value: BaseException, trace: TracebackType | None) -> None:
        self._write(kind, trace, "")

    def _thread_fault(self, told: threading.ExceptHookArgs) -> None:
        self._write(told.exc_type, told.exc_traceback, "" if told.thread is None else told.thread.name)

    def _write(self, kind: type[BaseException], trace: TracebackType | None, thread: str) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        self.told.emit("crash", f"{kind.__module__}.{kind.__qualname__}")
        try:
            path = str(self._book.write(kind, trace, self._now(), thread))
        except OSError:
            path = ""
        self._crashed.emit(path)

    def _say_crash(self, path: str) -> None:
        text = self._kit.say("faults.crash_written", path=path) if path else self._kit.say("faults.crash_unwritten")
        self._say(self._kit.say("faults.crash_head"), text, crash=True)

    def _say_full(self) -> None:
        self._say(self._kit.say("disk.head"), self._kit.say("disk.reserve"))

    def _say(self, head: str, text: str, *, crash: bool = False) -> None:
        kind = head if crash else text  # every report has a path of its own: one of them is enough
        if self._dialog is not None:
            if kind != self._shown:
                self._next[kind] = (head, text, crash)
            return
        self._shown = kind
        dialog = Dialog(self._kit, self._window, head, width=460)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.add_text(text)
        if crash:
            dialog.add_act(REPORT, self._kit.say("shell.key.report"))
        dialog.add_act("close", self._kit.say("kit.close"), ButtonKind.PRIMARY, key="Enter").setFocus()
        dialog.decided.connect(self._ended)
        self._dialog = dialog
        dialog.open()

    def _ended(self, act: str) -> None:
        self._dialog = None
        if act == REPORT:
            self.report_asked.emit()
        if self._next:
            head, text, crash = self._next.pop(next(iter(self._next)))
            self._say(head, text, crash=crash)
