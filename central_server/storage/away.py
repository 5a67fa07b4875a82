"""Tells why a database could not do what it was asked: its disk is full, or it is away for another reason."""

import shutil
import sqlite3
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from central_server.ports.faults import DISK_FULL
from central_server.storage.engine import is_sqlite

AWAY = "database_unavailable"
_POSTGRES_FULL = "53100"
_NO_ROOM = 1024**2


def meant(fault: SQLAlchemyError, engine: Engine) -> str:
    """The code of the centre's fault."""
    cause = fault.orig if isinstance(fault, DBAPIError) else None
    if getattr(cause, "sqlstate", "") == _POSTGRES_FULL:
        return DISK_FULL
    failed = getattr(cause, "sqlite_errorcode", 0) & 0xFF
    if failed == sqlite3.SQLITE_FULL:
        return DISK_FULL
    # Where its index of the log cannot grow, SQLite speaks of I/O.
    return DISK_FULL if failed == sqlite3.SQLITE_IOERR and _no_room(engine) else AWAY


def _no_room(engine: Engine) -> bool:
    database = engine.url.database
    return is_sqlite(engine) and bool(database) and shutil.disk_usage(Path(str(database)).parent).free < _NO_ROOM
