"""Brings an older database file to the newest schema with Alembic; loaded only when a file is behind."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text


def migrate(engine: Engine, version: int) -> None:
    """Run all missing migrations in one connection and stamp PRAGMA user_version."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    with engine.connect().execution_options(writes=True) as connection:
        config.attributes["connection"] = connection
        with connection.begin():
            command.upgrade(config, "head")
            connection.execute(text(f"PRAGMA user_version = {version}"))
