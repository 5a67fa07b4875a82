"""Brings the tables up to the schema this program needs; loads Alembic only when they are behind."""

from sqlalchemy import Connection, Engine, inspect, select

from central_server.ports.faults import CentreFault
from central_server.storage import schema
from central_server.storage.dialect import insert_or_replace
from central_server.storage.engine import IMMEDIATE

SCHEMA = "0013"
"""The last migration in `migrations/versions`."""

_STAMP = "schema"


def schema_stamp(engine: Engine) -> str:
    """The version the tables are at; empty for a new database."""
    with engine.connect() as connection:
        return _stamp(connection)


def bring_up(engine: Engine) -> bool:
    """Run what is missing; True when there was something. Raises CentreFault `schema_newer`."""
    with engine.connect() as connection:
        stamp = _stamp(connection)
    if stamp == SCHEMA:
        return False
    if stamp > SCHEMA:
        raise CentreFault("schema_newer", stamp)
    with engine.execution_options(**{IMMEDIATE: True}).begin() as connection:
        _upgrade(connection)
        connection.execute(insert_or_replace(connection, schema.meta), {"name": _STAMP, "value": SCHEMA})
    return True


def _stamp(connection: Connection) -> str:
    if not inspect(connection).has_table(schema.meta.name):
        return ""
    query = select(schema.meta.c.value).where(schema.meta.c.name == _STAMP)
    return connection.execute(query).scalar_one_or_none() or ""


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415  # slow to import and needed once in a release
    from alembic.config import Config  # noqa: PLC0415  # as above

    config = Config()
    config.set_main_option("script_location", "central_server.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
