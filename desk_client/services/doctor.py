"""Looks at everything a desk stands on, layer by layer, and says what is wrong first; mends nothing."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from central_sync.client.transport import HttpTransport, Trust
from central_sync.protocol.exchange import CA, Request, read_complaint
from central_sync.protocol.faults import Fault, TransportFault
from desk_client.ports import Clock, Spooler
from desk_client.services.centre import KnownCentre
from desk_client.services.checks import Area, Check, Level
from desk_client.services.devices import Devices, FoundScanner, sane_installed
from desk_client.services.revocation_updates import ListsKnown
from desk_client.services.token_checks import token_checks
from desk_client.services.tokens import Holders, Revoked, Tokens
from dossier.messages import Message, message
from sandbox.limits import Isolation
from sandbox.outcome import Failed
from scanning.devices.port import Condition
from token_signing.devices.readers import CardService

_STALL_SECONDS = 5.0
_LOW_DISK = 2 * 1024**3
_NO_DISK = 200 * 1024**2
_CLOCK_DOUBT_MS = 5 * 60 * 1000
_GIGA = 1024**3


@dataclass(frozen=True, slots=True)
class DoctorEnds:
    """What is looked at; `centre` None: not enrolled. `last_round` reads the last full answer of the centre.

    `clock_doubt` reads what the store knows of the clock, `walls` what holds a child that reads foreign files;
    `holders` know whose a certificate is, `revocations` which lists of revoked ones came from the centre.
    """

    folder: Path
    key_store_notice: str
    clock: Clock
    offset_ms: Callable[[], int]
    devices: Devices
    spooler: Spooler
    printer: str
    centre: KnownCentre | None
    last_round: Callable[[], datetime | None]
    clock_doubt: Callable[[], Message | None]
    walls: Callable[[], Isolation | Failed]
    holders: Holders
    revoked: Revoked
    revocations: Callable[[], ListsKnown | None]


class Doctor:
    """Looks when asked; every method may take seconds, so never on the GUI thread."""

    def __init__(self, ends: DoctorEnds) -> None:
        self._ends = ends

    def looks(self) -> tuple[tuple[Area, Callable[[], tuple[Check, ...]]], ...]:
        """All areas in the order of `Area`, each with what looks at it: whoever waits may stop between two."""
        return (
            (Area.LINE, self.line),
            (Area.PRINTER, self.printers),
            (Area.SCANNER, lambda: self.scanners(again=True)),
            (Area.READER, self.readers),
            (Area.TOKEN, self.tokens),
            (Area.MACHINE, self.machine),
        )

    def examine(self, stopped: Callable[[], bool] = lambda: False) -> tuple[Check, ...]:
        """All areas, or those before it was stopped."""
        return tuple(check for _area, look in self.looks() if not stopped() for check in look())

    def close(self) -> None:
        """Nothing is looked at any more: what the tokens' drivers run in ends."""
        self._ends.devices.close()

    def plugged(self) -> frozenset[str]:
        """What is plugged in now, by names that change with it; costs nothing and asks no device."""
        return self._ends.devices.plugged()

    def line(self) -> tuple[Check, ...]:
        """Address, whether the centre answers and how fast, the last whole round, how old what it last told is."""
        centre = self._ends.centre
        name = message("devices.line.address")
        if centre is None:
            return (Check("address", Area.LINE, Level.FAULT, name, message("devices.line.not_enrolled")),)
        address = Check(
            "address", Area.LINE, Level.FINE, name, message("devices.line.at", address=centre.address.address)
        )
        return (address, self._reach(centre), self._last_round(), self._revocations())

    def printers(self) -> tuple[Check, ...]:
        """Queues of the printing service; the one of the settings, else the default, must be there."""
        found = self._ends.spooler.printers()
        name = message("devices.name.printer")
        if not found:
            fact = "devices.printer.windows" if sys.platform == "win32" else "devices.printer.none"
            return (Check("printer", Area.PRINTER, Level.FAULT, name, message(fact)),)
        wanted = self._ends.printer
        checks = []
        for one in found:
            used = one.name == wanted or (not wanted and (one.default or len(found) == 1))
            level = Level.FINE if one.accepting else Level.FAULT if used else Level.WARNING
            fact = "devices.printer.stopped" if not one.accepting else "devices.printer.ready"
            if used and one.accepting:
                fact = "devices.printer.used"
            checks.append(
                Check(
                    f"printer:{one.name}", Area.PRINTER, level, message("devices.named", name=one.name), message(fact)
                )
            )
        if wanted and wanted not in {one.name for one in found}:
            missing = message("devices.printer.missing", name=wanted)
            checks.insert(0, Check("printer", Area.PRINTER, Level.FAULT, name, missing))
        return tuple(checks)

    def scanners(self, *, again: bool = False) -> tuple[Check, ...]:
        """Every scanner that was found, or that there is none and why."""
        found = self._ends.devices.scanners(again=again)
        if not found:
            fact = _no_scanner()
            return (Check("scanner", Area.SCANNER, Level.WARNING, message("devices.name.scanner"), message(fact)),)
        return tuple(_scanner_check(one) for one in found)

    def readers(self) -> tuple[Check, ...]:
        """The keyboard reader needs no driver; card readers are seen through PC/SC, the simulated one by its folder."""
        checks = []
        spool = self._ends.devices.spool
        if spool is not None:
            level = Level.WARNING if spool.present else Level.FAULT
            fact = "devices.reader.simulated" if spool.present else "devices.reader.simulated_off"
            checks.append(Check("spool", Area.READER, level, message("devices.reader.card_id"), message(fact)))
        wedge = Check(
            "wedge", Area.READER, Level.FINE, message("devices.reader.wedge"), message("devices.reader.wedge_fact")
        )
        return (*checks, wedge, self._card_readers())

    def tokens(self) -> tuple[Check, ...]:
        """Seven layers of each token; those above the first fault wait for it."""
        return token_checks(
            Tokens(self._ends.devices.tokens, holders=self._ends.holders, revoked=self._ends.revoked).look(again=True)
        )

    def machine(self) -> tuple[Check, ...]:
        """Disk, clock, key store, and where foreign files are read."""
        return (self._disk(), self._clock(), self._keys(), self._walls())

    def _reach(self, centre: KnownCentre) -> Check:
        transport = HttpTransport(Trust(centre.address, centre.authority, _STALL_SECONDS))
        name = message("devices.line.centre")
        started = self._ends.clock.monotonic()
        try:
            response = transport.send(Request("GET", CA, stall_seconds=_STALL_SECONDS))
        except TransportFault as fault:
            return Check("centre", Area.LINE, Level.FAULT, name, Fault(fault.code).message)
        finally:
            transport.close()
        took = round((self._ends.clock.monotonic() - started) * 1000)
        complaint = None if response.status == 200 else read_complaint(response)
        if complaint is not None and complaint.line_down:
            return Check("centre", Area.LINE, Level.FAULT, name, complaint.message)
        return Check("centre", Area.LINE, Level.FINE, name, message("devices.line.answers", ms=str(took)))

    def _last_round(self) -> Check:
        last = self._ends.last_round()
        name = message("devices.line.last")
        if last is None:
            return Check("last", Area.LINE, Level.WARNING, name, message("devices.line.never"))
        fact = message("devices.line.last_at", time=f"{last:%H:%M}", day=f"{last:%d/%m/%Y}")
        return Check("last", Area.LINE, Level.FINE, name, fact)

    def _revocations(self) -> Check:
        known, name, level = self._ends.revocations(), message("devices.line.revocations"), Level.WAITING
        late = None if known is None else known.overdue(self._ends.clock.now())
        if known is None:
            fact = message("devices.line.revocations_unasked")
        elif known.left_out:
            level, fact = Level.WARNING, message("devices.line.revocations_short", count=str(known.left_out))
        elif known.made is None:
            fact = message("devices.line.revocations_none")
        elif late is not None:
            days = {"day": f"{known.made:%d/%m/%Y}", "late": f"{late:%d/%m/%Y}"}
            level, fact = Level.WARNING, message("devices.line.revocations_late", **days)
        else:
            asked = {"time": f"{known.asked:%H:%M}", "asked": f"{known.asked:%d/%m/%Y}"}
            level, fact = Level.FINE, message("devices.line.revocations_of", day=f"{known.made:%d/%m/%Y}", **asked)
        return Check("revocations", Area.LINE, level, name, fact)

    def _card_readers(self) -> Check:
        name, seen = message("devices.reader.card"), self._ends.devices.readers()
        match seen.service:
            case CardService.NO_DRIVER:
                level, fact = Level.WAITING, message("devices.reader.no_driver")
            case CardService.STOPPED:
                level, fact = Level.WAITING, message("devices.reader.stopped")
            case CardService.RUNNING if not seen.readers:
                level, fact = Level.WAITING, message("devices.reader.none")
            case CardService.RUNNING:
                names = ", ".join(reader.name for reader in seen.readers)
                found = "devices.reader.with_card" if seen.cards else "devices.reader.empty"
                level, fact = Level.FINE, message(found, names=names)
        return Check("card_reader", Area.READER, level, name, fact)

    def _disk(self) -> Check:
        free = shutil.disk_usage(self._ends.folder).free
        level = Level.FAULT if free < _NO_DISK else Level.WARNING if free < _LOW_DISK else Level.FINE
        fact = message(f"devices.disk.{level.value}", free=f"{free / _GIGA:.1f}".replace(".", ","))
        return Check("disk", Area.MACHINE, level, message("devices.name.disk"), fact)

    def _clock(self) -> Check:
        name = message("devices.name.clock")
        doubt = self._ends.clock_doubt()
        if doubt is not None:
            return Check("clock", Area.MACHINE, Level.FAULT, name, doubt)
        if self._ends.clock.rehearsal:
            now = self._ends.clock.now()
            fact = message("devices.clock.rehearsal", day=f"{now:%d/%m/%Y}", time=f"{now:%H:%M}")
            return Check("clock", Area.MACHINE, Level.WARNING, name, fact)
        if self._ends.centre is None:
            return Check("clock", Area.MACHINE, Level.WARNING, name, message("devices.clock.unasked"))
        seconds = round(self._ends.offset_ms() / 1000)
        if abs(seconds) * 1000 > _CLOCK_DOUBT_MS:
            fact = message("devices.clock.off", minutes=str(abs(seconds) // 60))
            return Check("clock", Area.MACHINE, Level.WARNING, name, fact)
        return Check("clock", Area.MACHINE, Level.FINE, name, message("devices.clock.fine", seconds=str(abs(seconds))))

    def _keys(self) -> Check:
        name = message("devices.name.keys")
        if self._ends.key_store_notice:
            return Check("keys", Area.MACHINE, Level.WARNING, name, message("devices.keys.file"))
        return Check("keys", Area.MACHINE, Level.FINE, name, message("devices.keys.system"))

    def _walls(self) -> Check:
        name, walls = message("devices.name.sandbox"), self._ends.walls()
        if isinstance(walls, Failed):
            return Check("sandbox", Area.MACHINE, Level.FAULT, name, message("devices.sandbox.fault"))
        missing = next((wall for wall, stands in asdict(walls).items() if not stands), "")
        level = Level.WARNING if missing else Level.FINE
        return Check("sandbox", Area.MACHINE, level, name, message(f"devices.sandbox.{missing or 'fine'}"))


def _no_scanner() -> str:
    """Why there is none, as a message id."""
    if sys.platform == "win32":
        return "devices.scanner.windows"
    return "devices.scanner.none" if sane_installed() else "devices.scanner.no_driver"


def _scanner_check(found: FoundScanner) -> Check:
    state = found.scanner.probe()
    ready = state.condition is Condition.READY
    level = Level.FINE if ready else Level.FAULT
    if ready and found.simulated:
        return Check(
            f"scanner:{found.id}", Area.SCANNER, Level.WARNING, found.name, message("devices.scanner.ready_simulated")
        )
    fact = message(f"devices.scanner.{state.condition.value}")
    return Check(f"scanner:{found.id}", Area.SCANNER, level, found.name, fact)
