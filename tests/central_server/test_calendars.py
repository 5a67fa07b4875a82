"""A changed day reaches every desk as new rules, and open due dates that it makes later move by an act of their own."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from central_server.bootstrap.build import build_centre
from central_server.commands.prepare import prepare
from central_server.commands.run import run
from central_server.services.people import NewOfficial
from central_server.settings import Settings
from dossier.acts import ActKind
from dossier.identifiers import OfficeId
from dossier.roles import Role
from dossier.rules import Rules
from rehearsal.month.lives import Branch
from rehearsal.month.offices import SINCE, open_office
from rehearsal.month.play import Load, Month
from rehearsal.simulator.hall import Hall, town_settings
from rehearsal.simulator.world import Moment, SeededChance

DEPARTMENT = OfficeId("000.00.12.H11")
COMMUNE = OfficeId("000.04.31.H11")
OFF = ("off", "--name", "Nghỉ hoán đổi", "--basis", "12/TB-BNV", "--by", "tinh")


@pytest.fixture
def settings_of_day(tmp_path: Path) -> Settings:
    """A centre with a morning of receptions on 12/03/2019, and a provincial administrator."""
    from random import Random

    settings = town_settings(tmp_path / "centre")
    prepare(settings)
    moment = Moment(datetime(2019, 3, 11, 7, 0))
    hall = Hall(settings.data, moment, SeededChance(Random(3)))
    hall.open()
    rules = hall.centre.rulebook.current()
    assert rules is not None
    others = (COMMUNE, OfficeId("000.05.31.H11"))
    month = Month(rules, {one: open_office(hall.centre, one, hall.chance) for one in others}, moment, Random(5))
    month.arrivals(COMMUNE, Load(12), [date(2019, 3, 12)])
    month.run(datetime(2019, 3, 12, 12, 0))
    hall.centre.people.add(
        NewOfficial("Tỉnh", "Quản trị", "tinh", "mật khẩu"), [(DEPARTMENT, Role.PROVINCE_ADMIN, SINCE)]
    )
    hall.centre.people.add(NewOfficial("Hoa", "Công chức", "hoa", "mật khẩu"), [(COMMUNE, Role.INTAKE, SINCE)])
    assert month.branches[Branch.PLAIN] > 0
    hall.close()
    return settings


def states(settings: Settings) -> dict[str, tuple[datetime | None, datetime | None, list[ActKind]]]:
    """Due, first promise and acts of every open dossier."""
    centre = build_centre(settings)
    try:
        found = centre.store.read(lambda unit: unit.search.open_after("", 500))  # type: ignore[arg-type]  # the first page
    finally:
        centre.close()
    return {one.id: (one.clock.due, one.clock.original_due, [line.kind for line in one.trail]) for one in found}


def ask(settings: Settings, *words: str) -> int:
    """One command on this centre."""
    return run(["--data", str(settings.data), "calendar", *words])


def test_a_day_off_moves_what_is_due_after_it(settings_of_day: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Only later, with the first promise kept, once; a second run moves nothing."""
    before = states(settings_of_day)
    assert ask(settings_of_day, "2019-03-14", *OFF, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    after = states(settings_of_day)
    moved = [one for one in before if after[one][0] != before[one][0]]
    assert told["moved"] == len(moved) > 0
    assert told["skipped"] == 0
    for one in moved:
        due, first, acts = after[one]
        assert due is not None
        assert first == before[one][1]
        assert first is not None
        assert due > first
        assert due.date() != date(2019, 3, 14)
        assert acts[-1] is ActKind.RECOUNT
    assert ask(settings_of_day, "2019-03-14", *OFF, "--json") == 0
    assert json.loads(capsys.readouterr().out)["moved"] == 0
    assert states(settings_of_day) == after


def test_a_working_day_more_takes_no_promise_forward(
    settings_of_day: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """What stands on the receipt holds; what comes in later counts the new day; a new init keeps the change."""
    before = states(settings_of_day)
    saturday = ("2019-03-16", "work", "--name", "Làm bù", "--basis", "12/TB-BNV", "--by", "tinh", "--json")
    assert ask(settings_of_day, *saturday) == 0
    assert json.loads(capsys.readouterr().out)["moved"] == 0
    assert states(settings_of_day) == before
    prepare(settings_of_day)
    centre = build_centre(settings_of_day)
    try:
        rules = centre.rulebook.current()
        assert rules is not None
        assert rules.bundle.calendar.is_working(date(2019, 3, 16))
    finally:
        centre.close()


def test_a_unit_has_a_day_of_its_own(settings_of_day: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """A commune's fair closes the commune alone; what is due is told by the calendar of who decides, where asked."""
    assert ask(settings_of_day, "2019-03-20", *OFF, "--unit", COMMUNE) == 0
    centre = build_centre(settings_of_day)
    try:
        rules = centre.rulebook.current()
        assert rules is not None
        assert not rules.calendar_of(COMMUNE).is_working(date(2019, 3, 20))
        assert rules.calendar_of("000.05.31.H11").is_working(date(2019, 3, 20))
        assert rules.bundle.calendar.is_working(date(2019, 3, 20))
    finally:
        centre.close()
    capsys.readouterr()
    question = ("due", "--json", "--procedure", "1.004873", "--received", "2019-03-15T08:05")
    for office, due in (("", "2019-03-20T17:00"), (COMMUNE, "2019-03-21T17:00"), ("000.05.31.H11", "2019-03-20T17:00")):
        assert run(["--data", str(settings_of_day.data), *question, *(("--office", office) if office else ())]) == 0
        assert json.loads(capsys.readouterr().out)["due"] == due, office
    assert run(["--data", str(settings_of_day.data), *question, "--office", "000.99"]) != 0
    assert "000.99" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2019-03-14", "off", "--name", "Nghỉ", "--basis", "12/TB", "--by", "hoa"), "hoa"),
        (("2019-03-14", "off", "--name", "Nghỉ", "--basis", "12/TB", "--by", "ai"), "ai"),
        (("2019-03-14", "off", "--name", " ", "--basis", "12/TB", "--by", "tinh"), "tên ngày"),
        ((*("2019-03-14", *OFF), "--unit", "000.99"), "000.99"),
    ],
)
def test_a_change_needs_its_person_and_decision(
    settings_of_day: Settings, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    """Each refusal is a sentence, and nothing moves."""
    before = states(settings_of_day)
    assert ask(settings_of_day, *words) != 0
    assert said in capsys.readouterr().err
    assert states(settings_of_day) == before


HOURS = ("--week", "07:30-11:30,13:30-17:30", "--from", "2019-03-13", "--basis", "15/QĐ-UBND", "--by", "tinh")


def change_hours(settings: Settings, *words: str) -> int:
    """One command on this centre."""
    return run(["--data", str(settings.data), "hours", *words])


def test_a_unit_closes_later_and_open_dues_move_with_it(
    settings_of_day: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half an hour later by an act of its own, the first promise kept; other units and the days before stand."""
    before = states(settings_of_day)
    assert change_hours(settings_of_day, COMMUNE, *HOURS, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    after = states(settings_of_day)
    moved = [one for one in before if after[one][0] != before[one][0]]
    assert told == {"rules": told["rules"], "moved": len(moved), "skipped": 0}
    assert moved
    for one in moved:
        due, first, acts = after[one]
        assert first == before[one][1]
        assert first is not None
        assert due == first + timedelta(minutes=30)
        assert acts[-1] is ActKind.RECOUNT
    with_rules(settings_of_day, lambda rules: _hours_are(rules, COMMUNE, time(17, 30)))
    assert change_hours(settings_of_day, COMMUNE, *HOURS, "--json") == 0
    assert json.loads(capsys.readouterr().out)["moved"] == 0
    prepare(settings_of_day)
    with_rules(settings_of_day, lambda rules: _hours_are(rules, COMMUNE, time(17, 30)))
    earlier = ("--week", "07:30-11:30,13:30-16:30", "--from", "2019-03-13", "--basis", "16/QĐ-UBND", "--by", "tinh")
    assert change_hours(settings_of_day, COMMUNE, *earlier, "--json") == 0
    assert json.loads(capsys.readouterr().out)["moved"] == 0
    assert states(settings_of_day) == after
    with_rules(settings_of_day, lambda rules: _hours_are(rules, COMMUNE, time(16, 30)))


def _hours_are(rules: Rules, unit: str, closes: time) -> None:
    assert rules.calendar_of(unit).closing(date(2019, 3, 14)).time() == closes
    assert rules.calendar_of(unit).closing(date(2019, 3, 12)).time() == time(17)
    assert rules.calendar_of("000.05.31.H11").closing(date(2019, 3, 14)).time() == time(17)


def with_rules(settings: Settings, look: Callable[[Rules], None]) -> None:
    """Look at the rules that are in force."""
    centre = build_centre(settings)
    try:
        rules = centre.rulebook.current()
        assert rules is not None
        look(rules)
    finally:
        centre.close()


def test_a_saturday_counts_for_one_unit_and_for_a_time(settings_of_day: Settings) -> None:
    """It is kept after a day was changed and the tables were brought up; dues that would be earlier stand."""
    before = states(settings_of_day)
    saturday = (*HOURS, "--saturday", "07:30-11:30", "--saturday-counts", "--until", "2019-06-30")
    assert change_hours(settings_of_day, COMMUNE, *saturday) == 0
    assert ask(settings_of_day, "2019-03-20", *OFF, "--unit", COMMUNE) == 0
    prepare(settings_of_day)

    def looked(rules: Rules) -> None:
        calendar = rules.calendar_of(COMMUNE)
        days = (date(2019, 3, 16), date(2019, 7, 6), date(2019, 3, 20))
        assert [calendar.is_working(day) for day in days] == [True, False, False]
        assert not rules.bundle.calendar.is_working(date(2019, 3, 16))

    with_rules(settings_of_day, looked)
    after = states(settings_of_day)
    assert all(one[0] is None or one[0] >= before[key][0] for key, one in after.items())  # type: ignore[operator]  # due stays


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((*HOURS, "--saturday-counts"), 1, "thứ 7 không có giờ làm việc"),
        ((*HOURS, "--until", "2019-03-01"), 1, "kết thúc trước khi bắt đầu"),
        (("--week", "11:30-07:30", *HOURS[2:]), 1, "giờ của thứ 2 không theo thứ tự"),
        ((*HOURS[:-1], "hoa"), 1, "hoa"),
        ((*HOURS[:5], " ", *HOURS[6:]), 1, "văn bản quyết định"),
    ],
)
def test_hours_that_cannot_be_are_said_in_vietnamese(
    settings_of_day: Settings, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, said: str
) -> None:
    """One sentence in one language, and nothing is kept."""
    assert change_hours(settings_of_day, COMMUNE, *words) == code
    assert said in capsys.readouterr().err
    with_rules(settings_of_day, _none_of_a_unit)


def _none_of_a_unit(rules: Rules) -> None:
    assert rules.bundle.calendars == ()


def test_hours_of_a_unit_that_does_not_exist(settings_of_day: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Named in the sentence; what is no hour is a wrong command line."""
    assert change_hours(settings_of_day, "000.99", *HOURS) == 1
    assert "000.99" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        change_hours(settings_of_day, COMMUNE, "--week", "7h-11h", *HOURS[2:])
