"""A few days of the province: the centre accepts what the desks decided, and the report's columns come out even."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from dossier.acts import ActKind, Channel
from dossier.events import Stage
from dossier.rules import Rules
from dossier.statistics import Period, Tally
from rehearsal.month import command
from rehearsal.month.command import Played, _days, play, report
from rehearsal.month.judge import Extent, Proof, extent_of, faults_of
from rehearsal.month.lives import Branch
from tests.fakes.people import OFFICE, OTHER_OFFICE
from tests.fakes.rules import open_on_saturdays, shipped_bundle, with_unit_calendar

DAYS = Period(date(2019, 3, 11), date(2019, 3, 20))


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """Two working weeks before, eight working days of the period, few citizens."""
    folder: Path = tmp_path_factory.mktemp("month")
    return play(folder, seed=4, a_day=3, period=DAYS)


def test_the_centre_holds_what_the_desks_decided(played: Played) -> None:
    """Every act was accepted (any other answer ends the run), and every dossier is the same on both sides."""
    assert played.month.acts > 1500
    assert played.differing == []
    assert len(played.states_at_the_centre) == len(played.month.states)


def test_the_report_comes_out_even_and_is_what_the_offices_counted(played: Played) -> None:
    """Received and carried over are solved or open, by unit and by field; receptions are those that offices wrote."""
    lines = report(played.rules, played.states_at_the_centre, DAYS)
    assert all(tally.balanced for group in lines.values() for tally in group.values())
    by_unit, by_field = (sum(group.values(), Tally()) for group in (lines["unit"], lines["field"]))
    assert by_unit == by_field
    accepted = [s.clock.accepted_at for s in played.month.states.values() if s.clock.accepted_at is not None]
    assert sum(played.month.received.values()) == len(accepted)
    assert by_unit.online + by_unit.direct == sum(DAYS.first <= at.date() <= DAYS.last for at in accepted)
    assert by_unit.carried > 0
    assert by_unit.open > 0


def test_lives_go_every_way(played: Played) -> None:
    """Late, supplemented, withdrawn, refused ones and the others that chance gave are among them."""
    stages = {state.stage for state in played.month.states.values()}
    assert {Stage.RETURNED, Stage.REFUSED, Stage.WITHDRAWN, Stage.ASSIGNED} <= stages
    for branch in (Branch.SUPPLEMENTED, Branch.EXTENDED, Branch.LATE, Branch.OPINION):
        assert played.month.branches[branch] > 0
    answered = [s for s in played.month.states.values() if s.way.supplements and s.way.supplements[-1].received_at]
    assert answered
    assert all(s.clock.due and s.clock.original_due and s.clock.due > s.clock.original_due for s in answered)
    assert any(s.way.extension for s in played.month.states.values())
    assert any(one.text for s in played.month.states.values() for one in s.way.opinions)


def test_online_dossiers_are_filed_by_citizens_and_taken_in_by_clerks(played: Played) -> None:
    """Each begins with the citizen's act and its request number; its code comes from the desk, with his own answers."""
    online = [state for state in played.month.states.values() if state.way.request]
    assert len(online) > 10
    assert all(state.trail[0].kind is ActKind.REGISTER for state in online)
    taken = [state for state in online if state.code]
    assert taken
    assert all(state.channel is Channel.ONLINE and state.values for state in taken)
    assert {state.channel for state in played.month.states.values() if state.code and not state.way.request} == {
        Channel.DIRECT
    }


ENOUGH = Extent(dossiers=50, procedures=5, communes=5, districts=2, departments=1, centres=1)


def test_a_month_that_is_too_small_proves_nothing(played: Played) -> None:
    """Every number of its extent is asked for, the sums, and the same states on both sides."""
    extent = extent_of(played.month)
    assert faults_of(Proof(extent, even=True, differing=0), ENOUGH) == ()
    for one in fields(Extent):
        short = replace(ENOUGH, **{one.name: getattr(extent, one.name) + 1})
        told = faults_of(Proof(extent, even=True, differing=0), short)
        assert told == (f"too few {one.name}: {getattr(extent, one.name)} of {getattr(short, one.name)}",)
    assert len(faults_of(Proof(extent, even=False, differing=0), ENOUGH)) == 1
    assert len(faults_of(Proof(extent, even=True, differing=2), ENOUGH)) == 1


def test_the_command_fails_on_a_small_month(
    played: Played, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """No script overlooks it; a person reads what there was too little of."""
    monkeypatch.setattr(command, "play", lambda *_: played)
    assert command.main(["--json"]) == 1
    assert f"too few dossiers: {len(played.month.states)} of 5000" in capsys.readouterr().err.splitlines()
    monkeypatch.setattr(command, "LEAST", ENOUGH)
    assert command.main(["--json"]) == 0


def test_citizens_come_when_their_own_office_works() -> None:
    """A day off of one unit is none of the others."""
    local = date(2019, 3, 13)
    rules = Rules.of(
        "own", with_unit_calendar(shipped_bundle(), OFFICE, open_on_saturdays(shipped_bundle().calendar, local))
    )
    assert local not in _days(rules, OFFICE, DAYS)
    assert local in _days(rules, OTHER_OFFICE, DAYS)
