"""The calendar knows which days and hours are worked, and counts them fast and right."""

import pickle
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import vietnam

from dossier.calendar import (
    CalendarDay,
    CalendarFault,
    DayKind,
    HoursPeriod,
    Session,
    WeekdayHours,
    WorkingCalendar,
    check_calendar,
)

_DAYS = st.dates(date(2018, 1, 1), date(2027, 12, 31))
_SATURDAY = WeekdayHours(5, (Session(time(7, 30), time(11, 30)),))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2019, 3, 14), True),
        (date(2019, 3, 16), False),
        (date(2019, 2, 4), False),
        (date(2019, 2, 11), True),
        (date(2019, 4, 14), False),
        (date(2019, 4, 15), False),
        (date(2019, 4, 29), False),
        (date(2019, 5, 4), True),
        (date(2019, 1, 5), True),
        (date(2018, 12, 31), False),
        (date(2026, 11, 24), False),
        (date(2026, 8, 22), True),
        (date(2024, 5, 4), True),
        (date(2025, 4, 26), True),
    ],
)
def test_known_days_are_worked_or_not(day: date, worked: bool) -> None:
    """Holidays, substitute days and swapped Saturdays are those that were announced."""
    assert vietnam().is_working(day) is worked


def test_a_swapped_saturday_has_the_hours_of_a_weekday() -> None:
    """04/05/2019 is worked from 07:30 to 17:00 although Saturday has no hours."""
    day = date(2019, 5, 4)
    assert vietnam().sessions(day) == vietnam().sessions(date(2019, 5, 3))
    assert vietnam().opening(day) == datetime(2019, 5, 4, 7, 30)
    assert vietnam().closing(day) == datetime(2019, 5, 4, 17, 0)
    counting = replace(vietnam(), hours=(*vietnam().hours, _SATURDAY), saturday_counts=True)
    assert counting.closing(day) == datetime(2019, 5, 4, 17, 0)
    assert counting.closing(date(2019, 5, 11)) == datetime(2019, 5, 11, 11, 30)


def test_a_counter_open_on_saturday_does_not_make_it_a_working_day() -> None:
    """Saturday hours open the counter only; limits skip the day until the calendar says it counts."""
    open_counter = replace(vietnam(), hours=(*vietnam().hours, _SATURDAY))
    saturday = date(2019, 3, 16)
    assert open_counter.counter_sessions(saturday)
    assert not open_counter.is_working(saturday)
    assert open_counter.add_working_days(date(2019, 3, 15), 1) == date(2019, 3, 18)
    counted = replace(open_counter, saturday_counts=True)
    assert counted.add_working_days(date(2019, 3, 15), 1) == saturday
    assert counted.closing(saturday) == datetime(2019, 3, 16, 11, 30)


def test_a_holiday_closes_the_counter() -> None:
    """On a holiday neither counter nor limits run, even on a Saturday with hours."""
    open_counter = replace(vietnam(), hours=(*vietnam().hours, _SATURDAY))
    assert open_counter.counter_sessions(date(2018, 2, 17)) == ()
    assert open_counter.counter_sessions(date(2019, 3, 14)) == vietnam().sessions(date(2019, 3, 14))


def test_a_day_off_has_no_closing_hour() -> None:
    """Asking when a rest day closes is a fault, not a guess."""
    with pytest.raises(CalendarFault):
        vietnam().closing(date(2019, 3, 17))


def test_counting_backwards_is_a_fault() -> None:
    """Working days are only counted forward."""
    with pytest.raises(CalendarFault):
        vietnam().add_working_days(date(2019, 3, 14), -1)


def test_a_calendar_without_working_days_does_not_hang() -> None:
    """A year table full of days off ends in a fault."""
    days = tuple(CalendarDay(date(2019, 1, 1) + timedelta(n), DayKind.OFF) for n in range(366 * 2))
    assert replace(vietnam(), days=days).add_working_days(date(2019, 3, 14), 1) == date(2021, 1, 4)
    never = tuple(CalendarDay(date(1, 1, 1) + timedelta(n), DayKind.OFF) for n in range(366 * 61))
    with pytest.raises(CalendarFault):
        replace(vietnam(), days=never).add_working_days(date(1, 1, 1), 1)


@given(_DAYS, st.integers(0, 300))
def test_counting_agrees_with_walking_day_by_day(day: date, count: int) -> None:
    """The prefix table gives what a person with a wall calendar would count."""
    walked, left = day, count
    while left or not vietnam().is_working(walked):
        walked += timedelta(days=1)
        left -= int(left > 0 and vietnam().is_working(walked))
    assert vietnam().add_working_days(day, count) == walked


@given(_DAYS, _DAYS)
def test_days_between_agree_with_walking(one: date, other: date) -> None:
    """Working days after the first, up to and including the second."""
    low, high = min(one, other), max(one, other)
    walked = sum(vietnam().is_working(low + timedelta(n)) for n in range(1, (high - low).days + 1))
    assert vietnam().working_days_between(low, high) == walked
    assert vietnam().working_days_between(high, low) == -walked


@given(st.datetimes(datetime(2018, 1, 1), datetime(2026, 1, 1)), st.integers(0, 5000))
def test_minutes_added_are_minutes_run(start: datetime, minutes: int) -> None:
    """Office minutes from a start to the moment found are exactly those asked for."""
    begin = start.replace(second=0, microsecond=0)
    end = vietnam().add_working_minutes(begin, minutes)
    assert vietnam().working_minutes_between(begin, end) == minutes
    assert vietnam().working_minutes_between(end, begin) == 0 or end == begin


def test_the_tables_made_for_counting_are_no_part_of_the_value() -> None:
    """A calendar that has counted equals, hashes and travels like one that has not."""
    fresh, used = replace(vietnam()), replace(vietnam())
    used.is_working(date(2019, 3, 14))
    assert fresh == used
    assert hash(fresh) == hash(used)
    assert pickle.loads(pickle.dumps(used)).is_working(date(2019, 3, 14))


def test_years_without_announced_holidays_are_told() -> None:
    """The calendar says for which time it knows the holidays."""
    assert vietnam().is_covered(date(2027, 12, 31))
    assert not vietnam().is_covered(date(2028, 1, 1))
    assert not vietnam().is_covered(date(2017, 12, 31))


def test_special_days_have_names() -> None:
    """A day off can be explained by its name."""
    assert vietnam().name_of(date(2019, 2, 5)) == "Tết Nguyên Đán"
    assert vietnam().name_of(date(2019, 3, 14)) == ""


def test_a_broken_calendar_is_described() -> None:
    """Missing hours, overlapping hours and a day given twice are named."""
    bad = WeekdayHours(0, (Session(time(13), time(11)),))
    day = CalendarDay(date(2019, 1, 1), DayKind.OFF)
    problems = check_calendar(WorkingCalendar("x", "x", (bad,), (day, day), saturday_counts=True))
    said = {(one.id.rpartition(".")[2], *(value for _, value in one.params)) for one in problems}
    no_hours = {("no_hours", str(weekday)) for weekday in range(3, 8)}  # Tuesday to Saturday
    assert said == {*no_hours, ("order", "2"), ("twice", "01/01/2019")}
    backwards = HoursPeriod(vietnam().hours, saturday_counts=False, valid_from=day.date, valid_until=date(2018, 1, 1))
    assert [one.id for one in check_calendar(replace(vietnam(), periods=(backwards,)))] == ["centre.unusable.period"]
    assert check_calendar(vietnam()) == ()


def test_hours_of_a_time_replace_the_usual_ones() -> None:
    """From a day until a day; Saturday counts in that time alone; of two that hold the later row is meant."""
    week = tuple(WeekdayHours(n, (Session(time(7), time(11)), Session(time(13), time(16, 30)))) for n in range(5))
    summer = HoursPeriod((*week, _SATURDAY), True, date(2019, 4, 1), date(2019, 9, 30))
    later = HoursPeriod(week, False, date(2019, 9, 1))
    calendar = replace(vietnam(), periods=(summer, later))
    assert calendar.closing(date(2019, 3, 29)) == datetime(2019, 3, 29, 17)
    assert calendar.closing(date(2019, 4, 1)) == datetime(2019, 4, 1, 16, 30)
    assert [calendar.is_working(date(2019, *day)) for day in ((3, 30), (4, 6), (9, 7))] == [False, True, False]
    assert calendar.sessions(date(2019, 4, 6)) == _SATURDAY.sessions
    assert calendar.closing(date(2019, 10, 1)) == datetime(2019, 10, 1, 16, 30)
    swapped = date(2019, 5, 4)
    assert calendar.sessions(swapped) == week[0].sessions
    assert calendar.add_working_minutes(datetime(2019, 4, 1, 16, 0), 60) == datetime(2019, 4, 2, 7, 30)
