"""The kit and the office for the tests of the day."""

import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from desk_client.store import meta
from dossier.roles import Grant, Role
from tests.desk_client.listing.fixtures import dressed, kit, template
from tests.desk_client.listing.past import Past
from tests.fakes.office import sign_in
from tests.fakes.people import OFFICE, RECORDS

__all__ = ["dressed", "kit", "template"]

MORNING = datetime(2019, 3, 14, 8, 5)


@pytest.fixture
def past(template: Path, tmp_path: Path) -> Iterator[Past]:
    """An office with two dozen dossiers whose records clerk is its finance officer too: a second person for money."""
    shutil.copytree(template, tmp_path / "desk")
    made = Past(tmp_path / "desk", MORNING)
    second_person(made)
    yield made
    made.desk.sandbox.close()
    made.desk.checks.close()
    made.close()


def second_person(past: Past) -> None:
    """Let Sương look after the money."""

    def work(connection: Connection) -> None:
        known = meta.people(connection)
        also = Grant(RECORDS.id, OFFICE, Role.FINANCE, date(2018, 1, 1))
        meta.keep_people(connection, known.accounts, (*known.grants, also))

    past.desk.machine.writer.run(work)
    past.crew["suong"] = sign_in(past.desk, "suong")
