"""The list and the screen of a dossier say that it may be late, and why, from the steps of past dossiers."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from desk_client.services.forecasting import Forecasting
from desk_client.services.listing import Listing, Standing
from desk_client.store.tabs import Tab
from desk_client.viewmodels.dossier_words import risk_words
from desk_client.viewmodels.speaker import Speaker
from dossier.events import Stage
from dossier.forecast import ENOUGH
from tests.desk_client.listing.fixtures import Office, words


def _slow_past(office: Office, count: int) -> None:
    """Dossiers that lay four working days before they were approved, all returned."""
    past = office.past
    rest = [past.bring_to(past.receive().id, Stage.PROPOSED).id for _ in range(count)]
    past.clock.set(datetime(2019, 3, 20, 9, 0))
    for dossier in rest:
        past.bring_to(dossier, Stage.RETURNED)
    past.clock.set(datetime(2019, 3, 25, 8, 5))


def _standing(office: Office, dossier: str) -> Standing:
    """How the list shows a dossier, read by a desk that starts now."""
    listing = Listing(office.past.desk.parts, Forecasting(office.past.desk.parts))
    lines = listing.page(office.past.crew["loc"], Tab.OPEN, None, 200).lines
    return next(line.standing for line in lines if line.row.id == dossier)


def test_a_dossier_whose_steps_took_long_before_may_be_late(office: Office) -> None:
    """The list says it in the standing, the case with its reason in words; a day later it is still the same reason."""
    _slow_past(office, ENOUGH)
    dossier = office.past.bring_to(office.past.receive().id, Stage.PROPOSED).id
    assert _standing(office, dossier) is Standing.AT_RISK
    case = office.cases.look(office.past.crew["minh"], dossier)
    assert case is not None
    assert case.standing is Standing.AT_RISK
    assert case.forecast is not None
    said = risk_words(Speaker(words("vi")), case.forecast)
    assert f"trong {case.forecast.count} hồ sơ đã xong" in said
    assert "«Chờ duyệt»" in said
    assert "ngày làm việc" in said
    assert f"{case.forecast.at:%d/%m/%Y}" in said


def test_too_short_a_past_says_nothing(office: Office) -> None:
    """One slow dossier fewer than enough: the list counts days only."""
    with office.past.desk.machine.engine.begin() as connection:
        connection.execute(text("UPDATE dossier SET procedure = 'x' WHERE open = 0"))
    _slow_past(office, ENOUGH - 1)
    dossier = office.past.bring_to(office.past.receive().id, Stage.PROPOSED).id
    assert _standing(office, dossier) in {Standing.IN_TIME, Standing.SOON}
    case = office.cases.look(office.past.crew["minh"], dossier)
    assert case is not None
    assert case.forecast is None


@pytest.mark.parametrize("stage", [Stage.RECEIVED, Stage.ASSIGNED])
def test_a_quick_past_forecasts_nothing(office: Office, stage: Stage) -> None:
    """Dossiers that took minutes say that there is time."""
    past = office.past
    for _ in range(ENOUGH):
        past.bring_to(past.receive().id, Stage.RETURNED)
    past.clock.set(past.clock.now() + timedelta(minutes=5))
    dossier = past.bring_to(past.receive().id, stage).id
    assert _standing(office, dossier) in {Standing.IN_TIME, Standing.SOON}
