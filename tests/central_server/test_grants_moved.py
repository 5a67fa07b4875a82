"""Grants of a centre that was set up before rights could be lent stay what they were when its tables are brought up."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from central_server.storage.engine import open_engine
from central_server.storage.migrate import SCHEMA, bring_up, schema_stamp
from central_server.storage.store import SqlStore
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Grant, Role
from tests.central_server.conftest import Postgres

OFFICE = OfficeId("000.04.31.H11")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """A new database of each kind."""
    if request.param == "sqlite":
        return open_engine(f"sqlite:///{tmp_path / 'centre.db'}")
    server: Postgres = request.getfixturevalue("postgres")
    name = f"old_{next(server.numbers)}"
    server.run(f"CREATE DATABASE {name}")
    return open_engine(server.url(name))


def test_old_grants_are_their_holders_own(engine: Engine) -> None:
    """Two rows of the table as it was before; afterwards the same two, lent by nobody, and room for lent ones."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "central_server.storage:migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0005")
        connection.execute(text("INSERT INTO meta (name, value) VALUES ('schema', '0005')"))
        row = "INSERT INTO role_grant (person, office, role, valid_from, valid_until) VALUES"
        connection.execute(text(f"{row} ('p-1', '{OFFICE}', 'leader', '2018-01-01', NULL)"))
        connection.execute(text(f"{row} ('p-2', '{OFFICE}', 'intake', '2018-01-01', '2019-12-31')"))
    assert bring_up(engine)
    assert schema_stamp(engine) == SCHEMA
    store, since = SqlStore(engine), date(2018, 1, 1)
    old = (
        Grant(PersonId("p-1"), OFFICE, Role.LEADER, since),
        Grant(PersonId("p-2"), OFFICE, Role.INTAKE, since, date(2019, 12, 31)),
    )
    lent = Grant(PersonId("p-2"), OFFICE, Role.LEADER, since, date(2018, 2, 1), PersonId("p-1"), basis="1/GUQ")
    assert store.read(lambda unit: unit.registry.grants_of(OFFICE)) == old
    store.write(lambda unit: unit.registry.add_grant(lent))
    assert store.read(lambda unit: unit.registry.grants_of(OFFICE)) == (old[0], old[1], lent)
    engine.dispose()
