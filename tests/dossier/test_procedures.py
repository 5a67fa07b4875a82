"""A procedure says who receives it, how long it takes, and contradicts itself in no row."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from rule_files import catalogue, procedure, vietnam

from dossier.acts import Channel
from dossier.deadlines import ClockFacts, compute_due, is_late
from dossier.forms import Choice, Condition, FieldType, Form, FormField
from dossier.limits import ClockPolicy, Limit, LimitUnit
from dossier.papers import Need, PaperRequirement
from dossier.procedures import (
    ChannelLimit,
    Level,
    Procedure,
    catalogue_for,
    find_procedure,
    procedure_problems,
)

_DEMO_DAY = date(2019, 3, 14)


def test_a_commune_may_receive_enough_for_a_busy_office() -> None:
    """At least twenty procedures are open to a commune counter on the demo day, among them results given at once."""
    rows = catalogue_for(catalogue(), Level.COMMUNE, _DEMO_DAY)
    assert len(rows) >= 20
    assert sum(row.at_once for row in rows) >= 3


def test_a_department_counter_receives_its_own() -> None:
    """The fishing-boat register is open to the provincial counter and not to a commune."""
    boats = procedure("1.003650")
    assert boats.is_received_by(Level.PROVINCE)
    assert not boats.is_received_by(Level.COMMUNE)


@pytest.mark.parametrize("code", ["1.004194", "1.004222"])
def test_a_ministry_run_service_says_where_it_is_received(code: str) -> None:
    """No counter of the province takes it; the desk can say who does."""
    row = procedure(code)
    assert row.receivers == ()
    assert "Công an" in row.received_at
    assert all(row not in catalogue_for(catalogue(), level, _DEMO_DAY) for level in Level)


def test_the_limit_depends_on_the_way_of_filing() -> None:
    """1.012784 takes 22 working days at the counter and 12 by post or online."""
    row = procedure("1.012784")
    amounts = [limit.amount if (limit := row.limit_for(channel)) else None for channel in Channel]
    assert dict(zip([channel.value for channel in Channel], amounts, strict=True)) == {
        "direct": 22,
        "post": 12,
        "online": 12,
    }


def test_a_way_of_filing_without_a_limit_is_not_open() -> None:
    """Certification of copies is done at the counter only."""
    row = procedure("2.000815")
    assert row.takes(Channel.DIRECT)
    assert not row.takes(Channel.ONLINE)


def test_versions_are_chosen_by_day() -> None:
    """A dossier gets the version in force on its day; after the last day there is none."""
    old = replace(procedure("1.004873"), valid_until=date(2019, 6, 30))
    new = replace(procedure("1.004873"), version="2", valid_from=date(2019, 7, 1))
    assert find_procedure((old, new), "1.004873", _DEMO_DAY) is old
    assert find_procedure((old, new), "1.004873", date(2019, 7, 1)) is new
    assert find_procedure((old,), "1.004873", date(2019, 7, 1)) is None


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row.code)
def test_every_limit_of_every_procedure_gives_a_due_date(row: Procedure) -> None:
    """Each limit row computes on the demo morning, and the printed promise is not already broken."""
    for limit_row in row.limits:
        at = datetime.combine(_DEMO_DAY, time(8, 5))
        due = compute_due(limit_row.limit, ClockFacts(at), vietnam(), row.supplements)
        assert due.at is not None
        assert due.at >= at
        assert not is_late(due, at)


@pytest.mark.parametrize("row", catalogue(), ids=lambda row: row.code)
def test_every_procedure_is_without_contradiction(row: Procedure) -> None:
    """The shipped rows pass their own check, and name what is our own reading."""
    assert procedure_problems(row) == ()
    assert row.source.decision
    assert row.supplements.policy is ClockPolicy.NONE or row.supplements.basis
    for limit_row in row.limits:
        assert (limit_row.limit.cutoff is None) == (not limit_row.limit.cutoff_basis)


def _broken(**changes: object) -> Procedure:
    return replace(procedure("1.004873"), **changes)  # type: ignore[arg-type]  # wrong values are the point


_BY_POST = ChannelLimit((Channel.POST,), Limit(3, LimitUnit.WORKING_DAY, "x"))
_WHEN_Z = PaperRequirement("A", "A", required=Need.WHEN, needed_if=Condition("z", ("1",)))


@pytest.mark.parametrize(("broken", "told"), [
    (_broken(receivers=()), "receivers"),
    (_broken(received_at="Công an"), "receivers"),
    (_broken(limits=()), "exactly one limit"),
    (_broken(limits=(_BY_POST, _BY_POST)), "exactly one limit"),
    (_broken(limits=(ChannelLimit((Channel.POST,), Limit(3, LimitUnit.HOUR)),)), "no basis"),
    (_broken(limits=(ChannelLimit((Channel.POST,), Limit(-1, LimitUnit.HOUR, "x")),)), "negative"),
    (_broken(at_once=True), "given at once"),
    (_broken(valid_until=date(2000, 1, 1)), "valid_until"),
    (_broken(results=()), "result"),
    (_broken(decided_by=Level.PROVINCE), "sector"),
    (_broken(papers=(PaperRequirement("A", "A"), PaperRequirement("A", "A"))), "given twice"),
    (_broken(papers=(_WHEN_Z,)), "unknown field"),
])  # fmt: skip
def test_a_contradiction_is_told(broken: Procedure, told: str) -> None:
    """Each check of a procedure can fail, and says what is wrong."""
    assert any(told in problem for problem in procedure_problems(broken))


@pytest.mark.parametrize(("fields", "told"), [
    ((FormField("a", "a"), FormField("a", "a")), "given twice"),
    ((FormField("a", "a", show_if=Condition("b", ("yes",))), FormField("b", "b", FieldType.YES_NO)), "before it"),
    ((FormField("a", "a", FieldType.YES_NO), FormField("b", "b", show_if=Condition("a", ("co",)))), "does not exist"),
    ((FormField("a", "a", FieldType.CHOICE),), "choices"),
    ((FormField("a", "a", choices=(Choice("1", "1"),)),), "choices"),
])  # fmt: skip
def test_a_form_that_cannot_work_is_told(fields: tuple[FormField, ...], told: str) -> None:
    """Rows of a form that could never be filled are named."""
    broken = _broken(form=Form("f", "1", "f", fields=fields), papers=())
    assert any(told in problem for problem in procedure_problems(broken))
