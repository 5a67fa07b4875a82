"""A dossier may be late when four of five past ones took longer from its step on; without history nothing is said."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from rule_files import vietnam

from dossier.acts import ActKind
from dossier.events import Outcome, Stage
from dossier.forecast import ENOUGH, Forecast, History, entered, forecast, history_of
from dossier.identifiers import ActId, DossierId, PersonId
from dossier.limits import Supplement
from dossier.state import Clock, Course, Dossier, TrailLine
from dossier.workflow import Workflow
from tests.fakes.people import CITIZEN, OFFICE
from tests.fakes.rules import shipped_rules

MONDAY = datetime(2019, 3, 4, 8, 0)
WAY = (
    (ActKind.RECEIVE, Stage.RECEIVED),
    (ActKind.HAND_OVER, Stage.HANDED_OVER),
    (ActKind.ACCEPT, Stage.ACCEPTED),
    (ActKind.ASSIGN, Stage.ASSIGNED),
    (ActKind.PROPOSE, Stage.PROPOSED),
)


def workflow() -> Workflow:
    """The ordinary way."""
    found = shipped_rules().workflow_of("1.004873", date(2019, 3, 12))
    assert found is not None
    return found


def dossier(hours: int, *, done: bool = True, begun: datetime = MONDAY, steps: int = len(WAY)) -> Dossier:
    """One that went through its first steps within the first minutes and was signed so many office hours later."""
    kinds = [kind for kind, _ in WAY[:steps]]
    trail = tuple(
        TrailLine(rev, ActId(f"a{rev}"), kind, begun + timedelta(minutes=rev), PersonId("p"), OFFICE, Outcome.APPLIED)
        for rev, kind in enumerate(kinds)
    )
    at = vietnam().add_working_minutes(trail[-1].at, hours * 60)
    clock = Clock(begun, begun, begun + timedelta(days=3, hours=9), None, at if done else None)
    stage = Stage.RETURNED if done else WAY[steps - 1][1]
    state = Dossier(DossierId("d"), len(trail), OFFICE, OFFICE, stage, "1.004873", CITIZEN)
    return replace(state, clock=clock, trail=trail)


def test_the_trail_says_when_each_step_began() -> None:
    """Read by the rows of the workflow; what was only noted moves nothing."""
    state = dossier(1)
    assert list(entered(state, workflow())) == [stage for _, stage in WAY]
    noted = replace(state, trail=(*state.trail[:1], replace(state.trail[1], outcome=Outcome.NOTED)))
    assert list(entered(noted, workflow())) == [Stage.RECEIVED]


def test_four_of_five_past_dossiers_say_how_long_a_step_takes() -> None:
    """Of ten that took 1 to 10 hours the eighth counts; it is office time, so a weekend in between is nothing."""
    history = history_of([dossier(hours) for hours in (5, 1, 9, 2, 10, 3, 7, 4, 8, 6)], workflow(), vietnam())
    assert history.minutes(Stage.PROPOSED) == 8 * 60
    friday = [dossier(hours, begun=datetime(2019, 3, 8, 16, 0)) for hours in (2,) * ENOUGH]
    assert history_of(friday, workflow(), vietnam()).minutes(Stage.PROPOSED) == 120


def test_without_enough_history_nothing_is_forecast() -> None:
    """One fewer than enough says nothing; neither do dossiers that never ended, stood still or were made again."""
    few = [dossier(30) for _ in range(ENOUGH - 1)]
    asked = Course(supplements=(Supplement(MONDAY, None),))
    silent = [dossier(30, done=False), replace(dossier(30), course=asked)]
    history = history_of([*few, *silent], workflow(), vietnam())
    assert history.minutes(Stage.PROPOSED) is None
    assert forecast(dossier(1, done=False), workflow(), history, vietnam(), MONDAY + timedelta(hours=1)) is None
    assert history_of([*few, dossier(30)], workflow(), vietnam()).minutes(Stage.PROPOSED) == 30 * 60


@pytest.mark.parametrize(("hours", "late"), [(20, False), (30, True)])
def test_the_remaining_steps_are_held_against_the_due_moment(hours: int, late: bool) -> None:
    """Due on Thursday at 17:00: 20 office hours from Monday morning are in time, 30 are not."""
    history = History({Stage.PROPOSED: (hours * 60,) * ENOUGH})
    found = forecast(dossier(1, done=False), workflow(), history, vietnam(), MONDAY + timedelta(hours=1))
    assert (found is not None) is late
    if found is not None:
        assert (found.stage, found.minutes, found.count) == (Stage.PROPOSED, 1800, ENOUGH)
        assert found.at.date() > datetime(2019, 3, 7).date()


def test_what_is_late_already_or_done_is_no_forecast() -> None:
    """Lateness itself is said elsewhere; a result that stands cannot be late any more."""
    history = History({Stage.PROPOSED: (9000,) * ENOUGH, Stage.RETURNED: (9000,) * ENOUGH})
    assert forecast(dossier(1, done=False), workflow(), history, vietnam(), MONDAY + timedelta(days=5)) is None
    assert forecast(dossier(1), workflow(), history, vietnam(), MONDAY + timedelta(hours=1)) is None
    stuck = forecast(dossier(1, done=False), workflow(), history, vietnam(), MONDAY + timedelta(days=2))
    assert isinstance(stuck, Forecast)
