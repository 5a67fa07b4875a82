"""Builds the few statements whose words differ between SQLite and PostgreSQL; runs none."""

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_new(connection: Connection, table: Table) -> Insert:
    """INSERT … ON CONFLICT DO NOTHING."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def insert_or_replace(connection: Connection, table: Table) -> Insert:
    """INSERT … ON CONFLICT (primary key) DO UPDATE of every other column."""
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in table.columns if column.name not in keys]
    if connection.dialect.name == "sqlite":
        into = sqlite.insert(table)
        return into.on_conflict_do_update(index_elements=keys, set_={name: into.excluded[name] for name in others})
    pg = postgresql.insert(table)
    return pg.on_conflict_do_update(index_elements=keys, set_={name: pg.excluded[name] for name in others})
