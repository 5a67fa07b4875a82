"""Looks for the PKCS#11 drivers that are installed on this machine, from a table; loads none of them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .port import Pkcs11Place


@dataclass(frozen=True, slots=True)
class Vendor:
    """Files of one vendor's drivers, the one to prefer first; `in_reader` False: no device behind it."""

    name: str
    files: tuple[str, ...]
    in_reader: bool = True


@dataclass(frozen=True, slots=True)
class DriverTable:
    """Vendors in the order in which they are tried, and the folders of this kind of machine."""

    folders: tuple[Path, ...]
    vendors: tuple[Vendor, ...]


@dataclass(frozen=True, slots=True)
class KnownDriver:
    """An installed driver with the name of its vendor; the name is the module's own for one that no table has."""

    name: str
    place: Pkcs11Place


def read_table(toml_text: str, platform: str, environment: Mapping[str, str]) -> DriverTable:
    """The table for a platform (`sys.platform`); a folder whose variable is not set is left out."""
    table = tomllib.loads(toml_text)
    folders = []
    for folder in table["folders"].get(platform, []):
        try:
            folders.append(Path(folder.format_map(environment)))
        except KeyError:
            continue
    rows = table["driver"]
    vendors = tuple(Vendor(row["name"], tuple(row["files"]), row.get("reader", True)) for row in rows)
    return DriverTable(tuple(folders), vendors)


def installed(table: DriverTable) -> tuple[KnownDriver, ...]:
    """One driver a vendor: the first of its files that is in one of the folders."""
    found = ((vendor, _first(vendor, table.folders)) for vendor in table.vendors)
    return tuple(
        KnownDriver(vendor.name, Pkcs11Place(file, in_reader=vendor.in_reader))
        for vendor, file in found
        if file is not None
    )


def named(words: str, table: DriverTable) -> tuple[KnownDriver, ...]:
    """Drivers as a setting names them: `file` or `file|label of the token`, several parted by semicolons."""
    return tuple(_named(one.strip(), table) for one in words.split(";") if one.strip())


def _named(word: str, table: DriverTable) -> KnownDriver:
    file, _, label = word.partition("|")
    module = Path(file)
    vendor = next((one for one in table.vendors if module.name in one.files), None)
    in_reader = vendor is None or vendor.in_reader
    return KnownDriver(module.name, Pkcs11Place(module, label or None, in_reader=in_reader))


def _first(vendor: Vendor, folders: tuple[Path, ...]) -> Path | None:
    wanted = (folder / file for file in vendor.files for folder in folders)
    return next((path for path in wanted if path.is_file()), None)
