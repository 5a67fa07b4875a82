"""Says what the database's own complaints mean for a person; runs no statement."""

import shutil
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from desk_client.ports import DeskFault

_MEANINGS = (
    ("disk is full", "disk_full"),
    ("disk I/O", "disk_failed"),
    ("unable to open", "disk_failed"),
    ("readonly", "disk_failed"),
    ("is locked", "store_busy"),
    ("malformed", "store_damaged"),
    ("not a database", "store_key"),
)
_LASTING = frozenset({"store_damaged", "store_key"})
_NO_ROOM = 1024**2


def meant(fault: BaseException, folder: Path) -> DeskFault | None:
    """The fault that a person is told of; None where the database's words mean nothing to one."""
    said = str(fault)
    code = next((code for words, code in _MEANINGS if words in said), None)
    if code is None:
        return None
    if code == "disk_failed" and _without_room(folder):
        code = "disk_full"  # where its index of the log cannot grow, SQLite speaks of I/O
    return DeskFault(code, retry=code not in _LASTING, detail=said)


def _without_room(folder: Path) -> bool:
    with suppress(OSError):  # a folder that is gone has no room that could be asked for
        return shutil.disk_usage(folder).free < _NO_ROOM
    return False


def as_told(fault: BaseException, engine: Engine) -> BaseException:
    """What a fault of the driver is outside of it: as `meant`, else as SQLAlchemy would tell it."""
    told = meant(fault, Path(str(engine.url.database)).parent)
    driver = engine.dialect.loaded_dbapi
    return told or DBAPIError.instance(None, None, fault, driver.Error, hide_parameters=True)
