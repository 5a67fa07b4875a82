"""Writes what the program does into its diary: screens, line, devices, faults; never what is worked on or by whom."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject

from desk_client.adapters.log_book import LogBook
from desk_client.services.checks import Area
from desk_client.viewmodels.devices import DevicesModel
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.seat import Seat
from desk_client.views.frame.faults import FaultTeller
from desk_client.views.shell.window import MainWindow


class Diary(QObject):
    """Hears the frame; what did not change since is not written again."""

    def __init__(self, window: MainWindow, book: LogBook, now: Callable[[], datetime]) -> None:
        super().__init__(window)
        self._book = book
        self._now = now
        self._last: dict[str, dict[str, int | str]] = {}
        window.screen_shown.connect(self._screen)

    def note(self, event: str, **facts: int | str) -> None:
        """Write one line."""
        self._book.note(self._now(), event, **facts)

    def hear_faults(self, teller: FaultTeller) -> None:
        """Follow the faults that are told to the person."""
        teller.told.connect(self._fault)

    def hear_work(self, seat: Seat, line: LineModel, devices: DevicesModel) -> None:
        """Follow an enrolled desk."""
        self._seat, self._line, self._devices = seat, line, devices
        seat.changed.connect(self._seated)
        line.changed.connect(self._line_changed)
        devices.changed.connect(self._devices_changed)

    def _screen(self, screen: str) -> None:
        self.note("screen", id=screen)

    def _fault(self, event: str, code: str) -> None:
        self.note(event, code=code)

    def _seated(self) -> None:
        self._changed("seat", taken=int(self._seat.session is not None))

    def _line_changed(self) -> None:
        news = self._line.news
        trouble = "" if news is None or news.trouble is None else news.trouble.id
        self._changed("line", state=self._line.state.value, tasks=self._line.tasks, trouble=trouble or "none")

    def _devices_changed(self) -> None:
        if not self._devices.busy:
            self._changed("devices", **{area.value: self._devices.level(area).value for area in Area})

    def _changed(self, event: str, **facts: int | str) -> None:
        if self._last.get(event) != facts:
            self._last[event] = facts
            self.note(event, **facts)
