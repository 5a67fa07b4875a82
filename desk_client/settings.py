"""The desk's settings as one table: name, type, default, whether a restart is needed, message id; reads no file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import Enum


class SettingsFault(ValueError):
    """A setting that cannot be used: its name, or where the file is broken."""


class Kind(Enum):
    """Type of a setting's value."""

    TEXT = "text"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Row:
    """One setting; its description is the message `setting.<name>`."""

    name: str
    kind: Kind
    default: str
    restart: bool


TABLE = (
    Row("data_dir", Kind.TEXT, "", restart=True),
    Row("language", Kind.TEXT, "vi", restart=True),
    Row("palette", Kind.TEXT, "light", restart=False),
    Row("scale", Kind.NUMBER, "100", restart=False),
    Row("clock", Kind.TEXT, "", restart=True),
    Row("centre", Kind.TEXT, "", restart=True),
    Row("simulators", Kind.TEXT, "", restart=True),
    Row("sane_config", Kind.TEXT, "", restart=True),
    Row("scan_folder", Kind.TEXT, "", restart=True),
    Row("pkcs11_module", Kind.TEXT, "", restart=True),
    Row("printer", Kind.TEXT, "", restart=False),
    Row("form_paper", Kind.TEXT, "A5", restart=True),
    Row("sync_seconds", Kind.NUMBER, "30", restart=True),
    Row("wedge_gap_ms", Kind.NUMBER, "35", restart=False),
    Row("key_store", Kind.TEXT, "system", restart=True),
)
FORM_PAPERS = ("A5", "A4")
"""What forms 01 to 05 and fee receipts may be drawn for (TT 01/2018: A5)."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Decoded settings; empty text means not set.

    `clock` is "" (the real one) or `rehearsal:<local ISO start>@<unix seconds>`; `centre` overrides the address
    of the enrolment ticket (a proxy on loopback); `simulators` is a folder with the simulated devices;
    `key_store` is `system` or `file`; `form_paper` is A5, or A4 where the office has no A5.
    """

    data_dir: str
    language: str
    palette: str
    scale: int
    clock: str
    centre: str
    simulators: str
    sane_config: str
    scan_folder: str
    pkcs11_module: str
    printer: str
    form_paper: str
    sync_seconds: int
    wedge_gap_ms: int
    key_store: str


def decode(toml_text: str, environment: Mapping[str, str]) -> Settings:
    """Settings from the TOML of the machine, overridden by `MOTCUA_<NAME>`; raises SettingsFault."""
    try:
        table = tomllib.loads(toml_text)
    except tomllib.TOMLDecodeError as fault:
        raise SettingsFault(str(fault)) from fault
    unknown = set(table) - {row.name for row in TABLE}
    if unknown:
        raise SettingsFault(", ".join(sorted(unknown)))
    values: dict[str, str | int] = {}
    for row in TABLE:
        raw = environment.get(f"MOTCUA_{row.name.upper()}", str(table.get(row.name, row.default)))
        values[row.name] = _number(row, raw) if row.kind is Kind.NUMBER else raw
    if values["form_paper"] not in FORM_PAPERS:
        raise SettingsFault("form_paper")
    return Settings(**{field.name: values[field.name] for field in fields(Settings)})  # type: ignore[arg-type]  # typed by TABLE


def _number(row: Row, raw: str) -> int:
    if not raw.strip().isdigit():
        raise SettingsFault(row.name)
    return int(raw)
