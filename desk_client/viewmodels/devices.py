"""What the device screen and the status bar know: the doctor's last findings, and a scanned test code."""

from PySide6.QtCore import QObject, Signal

from desk_client.services.doctor import Area, Check, Doctor, Level, worst
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.speaker import Speaker
from dossier.identifiers import parse_barcode, parse_code_any

_SHOWN = 24


class DevicesModel(QObject):
    """Findings by area; looking takes seconds and runs off the GUI thread."""

    changed = Signal()
    tested = Signal()

    def __init__(self, doctor: Doctor, runner: Runner, speaker: Speaker) -> None:
        super().__init__()
        self._doctor = doctor
        self._runner = runner
        self._speaker = speaker
        self.busy = False
        self.checks: tuple[Check, ...] = ()
        self.last_scan = ""

    def examine(self) -> None:
        """Look at everything anew."""
        if self.busy:
            return
        self.busy = True
        self.changed.emit()
        self._runner.start(self._doctor.examine, self._take, self._broke)

    def of(self, area: Area) -> tuple[Check, ...]:
        """The findings of one area."""
        return tuple(check for check in self.checks if check.area is area)

    def level(self, area: Area) -> Level:
        """How an area stands."""
        return worst(self.of(area))

    def test_scan(self, text: str) -> None:
        """A code came while the device screen is shown: say what it is instead of opening anything."""
        code = parse_code_any(text)
        if parse_barcode(text) is not None or code is not None:
            self.last_scan = self._speaker.say("devices.reader.heard_code", code=str(code))
        elif "|" in text:
            self.last_scan = self._speaker.say("devices.reader.heard_card")
        else:
            self.last_scan = self._speaker.say("devices.reader.heard", text=text[:_SHOWN])
        self.tested.emit()

    def _take(self, checks: tuple[Check, ...]) -> None:
        self.busy = False
        self.checks = checks
        self.changed.emit()

    def _broke(self, fault: Exception) -> None:
        self.busy = False
        self.changed.emit()
        self._runner.fault.emit(fault)
