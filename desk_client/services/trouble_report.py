"""Makes the bundle of "Báo sự cố" (641/QĐ-UBND điều 17.3): an allow-list of facts, shown before it is saved.

It names no citizen and no official, no number of a card or dossier, no PIN, password, key or file of anybody: what goes
in is either written by the program in code words, or a count. What was shown is saved, byte for byte.
"""

import json
import platform
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desk_client.ports import DeskFault
from desk_client.services.checks import Check
from desk_client.settings import Settings

_MOST_LETTERS = 200_000
"""Letters of one part: the newest are kept."""
_COUNTED_FACTS = frozenset({"ms", "free", "minutes", "seconds", "day", "time"})
"""Facts of the doctor that are measures; names of printers, readers and addresses stay away."""
_MEASURE = re.compile(r"\d{1,5}([.,:/]\d{1,5}){0,2}")
_CODE_WORD = re.compile(r"[a-z0-9_]{1,16}")
_TOLD_SETTINGS = ("language", "palette", "scale", "sync_seconds", "key_store", "wedge_gap_ms")
_LONG_NUMBER = re.compile(r"\d{9,}")
"""A card, a telephone and a barcode have nine digits and more; a day with its hour has eight and six."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the bundle: its name and its text, exactly as shown and saved."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportEnds:
    """Where the facts come from; what cannot be read counts nothing."""

    version: str
    settings: Settings
    now: Callable[[], datetime]
    diary: tuple[Path, ...]
    reports: Path
    examine: Callable[[Callable[[], bool]], Sequence[Check]]
    counts: Callable[[], Mapping[str, int]]


class TroubleReport:
    """Collects when asked; looking at the devices takes seconds, so never on the GUI thread."""

    def __init__(self, ends: ReportEnds) -> None:
        self._ends = ends

    def collect(self, stopped: Callable[[], bool] = lambda: False) -> tuple[Part, ...]:
        """All parts; one that cannot be read says so in its place. Stopped, the devices are looked at no further."""
        parts = [
            Part("tong-quan.txt", self._overview()),
            Part("so-lieu.txt", _safely(self._counts)),
            Part("thiet-bi.txt", _safely(lambda: self._devices(stopped))),
            *(Part(path.name, _tail(path)) for path in self._ends.diary if path.exists()),
            *(Part(f"su-co/{path.name}", _tail(path)) for path in sorted(self._ends.reports.glob("su-co-*.txt"))),
        ]
        return tuple(Part(part.name, _masked(part.text)) for part in parts)

    def name(self) -> str:
        """The name proposed for the file."""
        return f"su-co-motcua-{self._ends.now():%Y%m%d-%H%M}.zip"

    def _overview(self) -> str:
        ends = self._ends
        facts = {
            "motcua-desk": ends.version,
            "python": platform.python_version(),
            "system": f"{platform.system()} {platform.release()} {platform.machine()}",
            "at": ends.now().isoformat(sep=" ", timespec="seconds"),
            **{f"setting {name}": _if(_CODE_WORD, str(getattr(ends.settings, name))) for name in _TOLD_SETTINGS},
        }
        return "".join(f"{name}: {value}\n" for name, value in facts.items())

    def _counts(self) -> str:
        return json.dumps(dict(self._ends.counts()), indent=1) + "\n"

    def _devices(self, stopped: Callable[[], bool]) -> str:
        lines = []
        for check in self._ends.examine(stopped):
            told = ((name, _if(_MEASURE, value)) for name, value in check.fact.params if name in _COUNTED_FACTS)
            facts = " ".join(f"{name}={value}" for name, value in told)
            lines.append(f"{check.area.value} {check.level.value} {check.fact.id} {facts}".rstrip() + "\n")
        return "".join(lines)


def save_bundle(parts: Sequence[Part], path: Path) -> None:
    """Write the parts as a zip, whole or not at all. Raises DeskFault `report_unsaved`."""
    part = path.with_name(f"{path.name}.part")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as bundle:
            for one in parts:
                bundle.writestr(one.name, one.text)
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise DeskFault("report_unsaved", detail=type(fault).__name__) from fault


def _safely(read: Callable[[], str]) -> str:
    """A part that fails is no reason to send none: the kind of the fault stands in its place."""
    try:
        return read()
    except Exception as fault:  # whatever is broken is what the report is about
        return f"? {type(fault).__module__}.{type(fault).__qualname__}\n"


def _tail(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")[-_MOST_LETTERS:]
    except OSError as fault:
        return f"? {type(fault).__qualname__}\n"


def _if(shape: re.Pattern[str], text: str) -> str:
    """A text that looks as it must; of another one nothing is told."""
    return text if shape.fullmatch(text) else "…"


def _masked(text: str) -> str:
    return _LONG_NUMBER.sub("…", text)
