"""Finds the scanners and tokens of this desk from its settings; a device that is only simulated always says so."""

import importlib.util
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from desk_client.adapters.clock import VIETNAM
from desk_client.adapters.reader_spool import ReaderSpool
from desk_client.ports import Clock
from desk_client.settings import Settings
from dossier.messages import Message, message
from sandbox.runner import Sandbox
from scanning.devices.port import Condition, Scanner
from token_signing.devices.port import Token
from token_signing.devices.readers import ReadersState

if TYPE_CHECKING:
    from token_signing.devices.known_drivers import DriverTable
    from token_signing.devices.readers import ReaderWatch

SCANNER_FOLDER, TOKEN_FOLDER, READER_FOLDER = "scanner", "token", "reader"
SEAL_FOLDER = "token-agency"
"""The simulated token of the office itself, which văn thư seals with."""
_FOLDERS = (SCANNER_FOLDER, READER_FOLDER)
_BUSES = (Path("/sys/bus/usb/devices"),)
"""Where the system lists what is plugged in; not on Windows: there the screen of devices looks when it is opened."""
NO_DRIVERS = "none"
"""What the setting of drivers says where no driver is to be looked for."""
_SETTLE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class FoundScanner:
    """A scanner that this desk can use; `name` is spoken, `simulated` must reach the screen."""

    id: str
    name: Message
    scanner: Scanner
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class FoundToken:
    """A signing token that this desk can use, plugged in or not.

    `vendor` names the driver; `searched`: no setting asks for it, its driver is just there.
    `in_reader`: the card service tells when it comes and goes.
    """

    id: str
    name: Message
    token: Token
    simulated: bool = False
    vendor: str = ""
    searched: bool = False
    in_reader: bool = False


class Devices:
    """The devices that the settings name; looking for real ones takes a second, so never on the GUI thread."""

    def __init__(
        self, settings: Settings, sandbox: Sandbox, clock: Clock, drivers: Callable[[], "DriverTable"]
    ) -> None:
        self._settings = settings
        self._sandbox = sandbox
        self._clock = clock
        self._drivers = drivers
        self._lock = Lock()
        self._tokens: tuple[FoundToken, ...] | None = None
        self._scanners: tuple[FoundScanner, ...] | None = None

    @property
    def spool(self) -> ReaderSpool | None:
        """The simulated ID card reader, where the settings name simulators."""
        folder = self._simulated(READER_FOLDER)
        return None if folder is None else ReaderSpool(folder)

    def plugged(self) -> frozenset[str]:
        """Names of what hangs on this machine's buses, and the simulated devices that are there."""
        buses = [bus for bus in _BUSES if bus.is_dir()]
        simulated = [folder for name in _FOLDERS if (folder := self._simulated(name)) is not None and folder.is_dir()]
        return frozenset(entry.name for bus in buses for entry in bus.iterdir()) | {str(one) for one in simulated}

    def scanners(self, *, again: bool = False, stopped: Callable[[], bool] = lambda: False) -> tuple[FoundScanner, ...]:
        """Simulated, watched folder, then what SANE finds; `again` looks anew instead of remembering.

        A look that is `stopped` finds nothing more and changes nothing that was known.
        """
        with self._lock:
            if self._scanners is None or again:
                found = (*self._simulated_scanner(), *self._folder_scanner(), *self._sane_scanners(stopped))
                if stopped():
                    return self._scanners or ()
                self._scanners = found
            return self._scanners

    def tokens(self) -> tuple[FoundToken, ...]:
        """The simulated token, then one a driver; the same objects every time (they count wrong PINs)."""
        with self._lock:
            if self._tokens is None:
                self._tokens = (*self._software_token(), *self._driver_tokens())
            return self._tokens

    def close(self) -> None:
        """End what the tokens' drivers run in."""
        with self._lock:
            tokens, self._tokens = self._tokens or (), None
        for one in tokens:
            one.token.close()

    def readers(self) -> ReadersState:
        """The card readers and cards in them; says so where the binding is not installed."""
        from token_signing.devices.readers import look_at_readers  # noqa: PLC0415 - only when devices are looked at

        return look_at_readers()

    def watch_readers(self, changed: "Callable[[ReadersState], None]") -> "ReaderWatch | None":
        """Hear of every card and reader that comes or goes, on a thread of its own; None when no token is in one."""
        if not any(one.in_reader for one in self.tokens()):
            return None
        from token_signing.devices.readers import ReaderWatch  # noqa: PLC0415 - only when devices are looked at

        watch = ReaderWatch(changed)
        watch.start()
        return watch

    def _simulated(self, name: str) -> Path | None:
        return Path(self._settings.simulators) / name if self._settings.simulators else None

    def _simulated_scanner(self) -> tuple[FoundScanner, ...]:
        folder = self._simulated(SCANNER_FOLDER)
        if folder is None:
            return ()
        from scanning.devices.simulator import SimulatedScanner  # noqa: PLC0415 - only when devices are looked at

        scanner = SimulatedScanner(self._sandbox, folder, "simulator")
        return (FoundScanner("simulator", message("devices.scanner.simulated"), scanner, simulated=True),)

    def _folder_scanner(self) -> tuple[FoundScanner, ...]:
        if not self._settings.scan_folder:
            return ()
        from scanning.devices.folder import FolderScanner, wait_seconds  # noqa: PLC0415 - as above

        folder = Path(self._settings.scan_folder)
        scanner = FolderScanner(self._sandbox, folder, folder.name, wait_seconds(_SETTLE_SECONDS))
        return (FoundScanner("folder", message("devices.scanner.folder", folder=folder.name), scanner),)

    def _sane_scanners(self, stopped: Callable[[], bool]) -> tuple[FoundScanner, ...]:
        rehearsed = self._settings.simulators and not self._settings.sane_config
        if sys.platform == "win32" or rehearsed or not sane_installed():
            return ()
        from scanning.devices.sane import (  # noqa: PLC0415 - as above
            SaneScanner,
            SaneSettings,
            list_sane_devices,
            sane_child,
        )

        config = Path(self._settings.sane_config) if self._settings.sane_config else None
        found = list_sane_devices(sane_child(), config, stopped)
        if isinstance(found, Condition):
            return ()
        return tuple(
            FoundScanner(
                f"sane:{one.device}",
                message("devices.scanner.named", name=one.model or one.device),
                SaneScanner(SaneSettings(one.device, one.model or one.device, config), sane_child()),
            )
            for one in found
        )

    def _software_token(self) -> tuple[FoundToken, ...]:
        folder, seal = self._simulated(TOKEN_FOLDER), self._simulated(SEAL_FOLDER)
        if folder is None or seal is None:
            return ()
        from token_signing.devices.software import SoftwareToken  # noqa: PLC0415 - as above

        own = FoundToken(
            "simulator", message("devices.token.simulated"), SoftwareToken(folder, self._now), simulated=True
        )
        if not seal.is_dir():
            return (own,)
        name = message("devices.token.simulated_seal")
        return (own, FoundToken("simulator-seal", name, SoftwareToken(seal, self._now), simulated=True))

    def _driver_tokens(self) -> tuple[FoundToken, ...]:
        asked = self._settings.pkcs11_module
        rehearsed = self._settings.simulators and not asked
        if asked == NO_DRIVERS or rehearsed or importlib.util.find_spec("pkcs11") is None:
            return ()
        from token_signing.devices.driver import DriverToken  # noqa: PLC0415 - as above
        from token_signing.devices.known_drivers import installed, named  # noqa: PLC0415 - as above

        table = self._drivers()
        return tuple(
            FoundToken(
                f"pkcs11:{one.name}",
                message("devices.token.driver", name=one.name),
                DriverToken(one.place, self._now, self.readers),
                vendor=one.name,
                searched=not asked,
                in_reader=one.place.in_reader,
            )
            for one in (named(asked, table) if asked else installed(table))
        )

    def _now(self) -> datetime:
        return self._clock.now().replace(tzinfo=VIETNAM)


def sane_installed() -> bool:
    """Whether python-sane is on this machine; it is compiled on Linux and may be missing."""
    return importlib.util.find_spec("sane") is not None
