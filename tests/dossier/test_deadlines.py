"""Limits count as the law says: cases a lawyer can read, and properties that hold for every day."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import regime_2019, vietnam, words

from dossier.calendar import Session, WeekdayHours
from dossier.deadlines import (
    ClockFacts,
    ClockPolicy,
    Due,
    DueRules,
    Extension,
    ExtensionFault,
    Limit,
    LimitUnit,
    Supplement,
    SupplementClock,
    Timeliness,
    add_months,
    compute_due,
    extension_fault,
    hand_over_by,
    is_late,
    judge,
    request_days_left,
)
from tests.fakes.scenarios import deadline_rows

_SCENARIOS: list[dict[str, object]] = deadline_rows()
_MOMENTS = st.datetimes(datetime(2018, 1, 1), datetime(2026, 12, 1)).map(lambda m: m.replace(second=0, microsecond=0))
_DAY_UNITS = st.sampled_from([LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.MONTH])


def moment(text: str) -> datetime:
    """Read "14/03/2019 08:05"."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M")  # noqa: DTZ007  the core speaks naive local time


def day(text: str) -> date:
    """Read "14/03/2019"."""
    return moment(f"{text} 00:00").date()


def texts(row: Mapping[str, object], key: str) -> list[str]:
    """Return a list of a scenario, empty when it is not there."""
    found = row.get(key, [])
    return [str(item) for item in found] if isinstance(found, list) else []


def due_of(row: Mapping[str, object]) -> Due:
    """Compute a scenario's due date from its words."""
    amount, unit = str(row["limit"]).split()
    cutoff = time.fromisoformat(str(row["cutoff"])) if "cutoff" in row else None
    limit = Limit(int(amount), LimitUnit(unit), "căn cứ", cutoff, "căn cứ giờ chốt")
    received = [*map(moment, texts(row, "received"))]
    asked = [*map(moment, texts(row, "asked"))]
    supplements = tuple(
        Supplement(at, received[index] if index < len(received) else None) for index, at in enumerate(asked)
    )
    extended = [day(text) for text in texts(row, "extended")]
    extension = Extension(extended[0], extended[1]) if extended else None
    facts = ClockFacts(moment(str(row["accepted"])), supplements, extension)
    clock = SupplementClock(ClockPolicy(row.get("policy", "restart")), further_basis=str(row.get("further", "")))
    return compute_due(limit, facts, vietnam(), clock, DueRules(next_day_start=bool(row.get("next_day", False))))


def simple(unit: LimitUnit, amount: int, at: datetime) -> Due:
    """Compute a due date without supplements."""
    return compute_due(Limit(amount, unit, "căn cứ"), ClockFacts(at), vietnam())


@pytest.mark.parametrize("row", _SCENARIOS, ids=lambda row: row["name"])
def test_a_scenario_ends_where_the_lawyer_wrote_it(row: Mapping[str, object]) -> None:
    """Due moment, hand-over and the lines that explain them are those of the scenario file."""
    due = due_of(row)
    assert due.at == (None if row["due"] == "none" else moment(str(row["due"])))
    if "hand_over" in row:
        assert due.hand_over_by == moment(str(row["hand_over"]))
    said = [step.message.id for step in due.steps]
    assert [line for line in texts(row, "says") if line not in said] == []


@pytest.mark.parametrize("row", _SCENARIOS, ids=lambda row: row["name"])
def test_every_line_of_an_explanation_can_be_spoken(row: Mapping[str, object]) -> None:
    """Each line has words in both languages, takes exactly its parameters, and its basis where law gives one."""
    for step in due_of(row).steps:
        for language in ("vi", "en"):
            spoken = words(language)[step.message.id].format(**dict(step.message.params))
            assert "{" not in spoken
        if step.message.id in {"due.day_zero", "due.rolled", "due.due", "due.hand_over", "due.month_end"}:
            assert step.basis


def test_scenarios_cover_every_unit_and_policy() -> None:
    """The scenario file exercises each unit of limits and each clock policy."""
    units = {str(row["limit"]).split()[1] for row in _SCENARIOS}
    assert units == {unit.value for unit in LimitUnit}
    assert {str(row.get("policy", "restart")) for row in _SCENARIOS} == {policy.value for policy in ClockPolicy}
    assert len(_SCENARIOS) >= 50


def test_the_first_promise_is_kept_beside_the_current_date() -> None:
    """After a restart the original due moment is still known."""
    facts = ClockFacts(
        moment("14/03/2019 08:05"), (Supplement(moment("15/03/2019 08:00"), moment("20/03/2019 08:00")),)
    )
    due = compute_due(Limit(3, LimitUnit.WORKING_DAY, "x"), facts, vietnam())
    assert due.original == moment("19/03/2019 17:00")
    assert due.at == moment("25/03/2019 17:00")


def test_an_online_dossier_has_no_hand_over_deadline() -> None:
    """The 15:00 rule is of directly received dossiers only (NĐ 61/2018 art. 18)."""
    facts = ClockFacts(moment("14/03/2019 08:05"), directly_received=False)
    due = compute_due(Limit(3, LimitUnit.WORKING_DAY, "x"), facts, vietnam(), None, regime_2019().due)
    assert due.hand_over_by is None


def test_lateness_is_judged_by_date() -> None:
    """23:59 of the due day is on time, 00:00 of the next day is late (Civil Code art. 148(6))."""
    due = simple(LimitUnit.WORKING_DAY, 3, moment("14/03/2019 08:05"))
    assert judge(due, moment("18/03/2019 23:59")) is Timeliness.EARLY
    assert judge(due, moment("19/03/2019 00:00")) is Timeliness.ON_TIME
    assert judge(due, moment("19/03/2019 23:59")) is Timeliness.ON_TIME
    assert judge(due, moment("20/03/2019 00:00")) is Timeliness.LATE


def test_hours_are_judged_by_the_minute() -> None:
    """An hour limit is on time at its minute and late one minute after."""
    due = simple(LimitUnit.HOUR, 2, moment("14/03/2019 08:00"))
    assert judge(due, moment("14/03/2019 09:59")) is Timeliness.EARLY
    assert judge(due, moment("14/03/2019 10:00")) is Timeliness.ON_TIME
    assert is_late(due, moment("14/03/2019 10:01"))


def test_a_waiting_dossier_is_never_late() -> None:
    """Without a due date nothing is late."""
    facts = ClockFacts(moment("14/03/2019 08:05"), (Supplement(moment("15/03/2019 08:00")),))
    due = compute_due(Limit(3, LimitUnit.WORKING_DAY, "x"), facts, vietnam())
    assert not is_late(due, moment("01/12/2019 08:00"))
    assert judge(due, moment("01/12/2019 08:00")) is Timeliness.ON_TIME


@pytest.mark.parametrize(
    ("before", "signed", "new", "fault"),
    [
        (False, "18/03/2019", "22/03/2019", None),
        (True, "18/03/2019", "22/03/2019", ExtensionFault.ALREADY_EXTENDED),
        (False, "19/03/2019", "22/03/2019", ExtensionFault.NOT_BEFORE_DUE),
        (False, "18/03/2019", "19/03/2019", ExtensionFault.NOT_LATER),
    ],
)
def test_an_extension_is_early_single_and_forward(
    before: bool, signed: str, new: str, fault: ExtensionFault | None
) -> None:
    """Signed before the due day, once, to a later day; anything else is refused by name."""
    due = simple(LimitUnit.WORKING_DAY, 3, moment("14/03/2019 08:05"))
    assert extension_fault(due.at, before, Extension(day(signed), day(new))) is fault


def test_no_due_date_cannot_be_extended() -> None:
    """A dossier that waits for papers has nothing to extend."""
    facts = ClockFacts(moment("14/03/2019 08:05"), (Supplement(moment("15/03/2019 08:00")),))
    due = compute_due(Limit(3, LimitUnit.WORKING_DAY, "x"), facts, vietnam())
    fault = extension_fault(due.at, False, Extension(day("18/03/2019"), day("22/03/2019")))
    assert fault is ExtensionFault.NO_DUE_DATE


def test_a_second_after_the_cut_off_is_after_it() -> None:
    """Strictly after 15:00 begins with its first second; 15:00:00 is still before."""
    cut_off = moment("14/03/2019 15:00")
    assert hand_over_by(cut_off, vietnam(), DueRules()) == moment("14/03/2019 17:00")
    assert hand_over_by(cut_off.replace(second=1), vietnam(), DueRules()) == moment("15/03/2019 07:30")


def test_after_closing_of_a_half_day_hand_over_moves_to_the_next_morning() -> None:
    """An office that counts Saturday mornings and receives at 14:00 hands over on Monday."""
    morning = WeekdayHours(5, (Session(time(7, 30), time(11, 30)),))
    calendar = replace(vietnam(), hours=(*vietnam().hours, morning), saturday_counts=True)
    assert hand_over_by(moment("16/03/2019 11:30"), calendar, DueRules()) == moment("16/03/2019 11:30")
    assert hand_over_by(moment("16/03/2019 14:00"), calendar, DueRules()) == moment("18/03/2019 07:30")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("31/01/2020", 1, "29/02/2020"), ("30/11/2019", 3, "29/02/2020"), ("31/12/2019", 12, "31/12/2020")],
)
def test_months_end_on_the_same_date_or_the_last(start: str, months: int, end: str) -> None:
    """A month without that date ends on its last day."""
    assert add_months(day(start), months) == day(end)


@given(at=_MOMENTS, amount=st.integers(1, 60), unit=_DAY_UNITS)
def test_a_day_limit_never_ends_on_a_day_off(at: datetime, amount: int, unit: LimitUnit) -> None:
    """Whatever the day and the limit, the due day is worked and the hour is closing."""
    due = simple(unit, amount, at)
    assert due.at is not None
    assert vietnam().is_working(due.at.date())
    assert due.at == vietnam().closing(due.at.date())
    assert due.at.date() > at.date()


@given(at=_MOMENTS, later=st.integers(0, 60 * 24 * 30), amount=st.integers(0, 40), unit=st.sampled_from(LimitUnit))
def test_later_acceptance_is_never_due_earlier(at: datetime, later: int, amount: int, unit: LimitUnit) -> None:
    """The due moment is monotone in the moment of acceptance."""
    first, second = simple(unit, amount, at), simple(unit, amount, at + timedelta(minutes=later))
    assert first.at is not None
    assert second.at is not None
    assert first.at <= second.at


@given(at=_MOMENTS, amount=st.integers(1, 40), unit=st.sampled_from(LimitUnit))
def test_a_longer_limit_is_never_due_earlier(at: datetime, amount: int, unit: LimitUnit) -> None:
    """One more day or hour never brings the due moment forward."""
    shorter, longer = simple(unit, amount, at), simple(unit, amount + 1, at)
    assert shorter.at is not None
    assert longer.at is not None
    assert at <= shorter.at <= longer.at


@given(at=_MOMENTS, amount=st.integers(1, 20), wait=st.integers(0, 40))
def test_a_pause_never_costs_more_than_a_restart(at: datetime, amount: int, wait: int) -> None:
    """Working days left after a pause are at most the whole limit."""
    received = at + timedelta(days=wait)
    facts = ClockFacts(at, (Supplement(at, received),))
    limit = Limit(amount, LimitUnit.WORKING_DAY, "x")
    paused = compute_due(limit, facts, vietnam(), SupplementClock(ClockPolicy.PAUSE))
    restarted = compute_due(limit, facts, vietnam(), SupplementClock(ClockPolicy.RESTART))
    assert paused.at is not None
    assert restarted.at is not None
    assert paused.original <= paused.at <= restarted.at


@given(at=_MOMENTS)
def test_hand_over_falls_in_office_hours_and_after_acceptance(at: datetime) -> None:
    """The hand-over deadline is an opening or closing moment of a working day, never before acceptance."""
    by = hand_over_by(at, vietnam(), DueRules())
    assert by >= at
    assert by in (vietnam().opening(by.date()), vietnam().closing(by.date()))


@pytest.mark.parametrize(
    ("accepted", "today", "left"),
    [
        ("14/03/2019 08:05", "14/03/2019", 3),
        ("14/03/2019 08:05", "15/03/2019", 2),
        ("14/03/2019 08:05", "16/03/2019", 2),
        ("14/03/2019 08:05", "18/03/2019", 1),
        ("14/03/2019 08:05", "19/03/2019", 0),
        ("14/03/2019 08:05", "20/03/2019", -1),
        ("12/04/2019 16:30", "16/04/2019", 2),
        ("12/04/2019 16:30", "18/04/2019", 0),
        ("12/04/2019 16:30", "19/04/2019", -1),
        ("31/01/2019 08:00", "11/02/2019", 1),
        ("31/01/2019 08:00", "12/02/2019", 0),
        ("31/01/2019 08:00", "13/02/2019", -1),
    ],
)
def test_papers_may_be_asked_for_until_the_third_working_day(accepted: str, today: str, left: int) -> None:
    """Weekends, the kings' day and Tết move the last day; on it 0 days are left, after it none (art. 19(4))."""
    assert request_days_left(moment(accepted), day(today), vietnam()) == left
