"""A watch of tokens that was closed looks at nothing any more, whatever still happens while the program ends."""

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desk_client.bootstrap import open_doctor
from desk_client.use_cases import tokens_of
from desk_client.viewmodels.devices import DevicesModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.viewmodels.signing_token import TokenWatch
from desk_client.viewmodels.speaker import Speaker
from tests.fakes.signing import SigningOffice


@pytest.fixture
def seat(qtbot: QtBot, office: SigningOffice) -> Seat:
    """The chairman sits here."""
    made = Seat()
    made.take(office.people["minh"])
    return made


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[Runner]:
    """A pool that is empty at the end."""
    made = Runner()
    yield made
    assert made.finish()


def test_a_closed_watch_begins_nothing(office: SigningOffice, seat: Seat, runner: Runner) -> None:
    """A screen that goes out of view, or a person who sits down, starts an open watch alone."""
    watch = TokenWatch(tokens_of(office.desk), runner, seat)
    watch.follow()
    assert not runner.idle
    watch.close()
    assert runner.finish()
    watch.start(closely=False)
    watch.look()
    assert runner.idle
    assert not watch._timer.isActive()


def test_a_watch_that_is_made_after_the_end_is_closed(office: SigningOffice, seat: Seat, runner: Runner) -> None:
    """The first look at the devices may come back while the window closes."""
    devices = DevicesModel(open_doctor(office.desk.machine, office.desk), runner, Speaker({}))
    devices.close()
    watch = TokenWatch(tokens_of(office.desk), runner, seat)
    devices.listen(watch)
    watch.follow()
    assert runner.idle
