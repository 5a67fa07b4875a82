"""The past of the demo office: enough of everything, lawful forms and papers, people who are never twice."""

from collections import Counter
from datetime import date, datetime
from random import Random

import pytest

from dossier.acts import Channel
from dossier.events import SIDE_STAGES, Stage
from dossier.forms import check_form
from dossier.identity import is_personal_number, is_phone
from dossier.papers import missing_papers
from dossier.procedures import Procedure
from rehearsal.filling import fill_form, fill_papers
from rehearsal.past import SEED, people_of_past
from rehearsal.plan import PEOPLE, Past, Planned, plan
from rehearsal.walk import steps_of
from tests.fakes.people import OFFICE
from tests.fakes.rules import shipped_rules

TODAY = date(2019, 3, 14)
OFFERED = shipped_rules().offered_by(OFFICE, TODAY)


def planned() -> tuple[Planned, ...]:
    """The plan of the demo."""
    past = Past(TODAY, 60, 310, shipped_rules().bundle.calendar, OFFERED)
    return plan(past, Random(SEED))


def test_every_stage_and_every_group_has_at_least_five() -> None:
    """Stages, due today, late, waiting for papers, waiting to be fetched; twelve procedures, two hundred people."""
    rows = planned()
    stages = Counter(row.goal for row in rows)
    assert set(stages) == set(Stage) - SIDE_STAGES - {Stage.NUMBERED} | {Stage.WAITING_PAPERS, Stage.REFUSED}
    assert min(stages.values()) >= 5
    still = [row for row in rows if row.goal in set(Stage) - {Stage.RETURNED, Stage.REFUSED, Stage.WAITING_PAPERS}]
    dues = [
        shipped_rules().due_of(row.procedure, Channel.DIRECT, row.at)
        for row in still
        if row.goal is not Stage.AT_COUNTER
    ]
    days = [due.at.date() for due in dues if due is not None and due.at is not None]
    assert sum(day == TODAY for day in days) >= 5
    assert sum(day < TODAY for day in days) >= 5
    assert len(rows) >= 300
    assert len({row.procedure for row in rows}) >= 12
    assert len({row.person for row in rows}) >= 200


def test_the_past_lies_on_working_days_before_today() -> None:
    """Nobody was received on a holiday or after the demo's morning."""
    calendar = shipped_rules().bundle.calendar
    rows = planned()
    assert all(calendar.is_working(row.at.date()) and row.at.date() < TODAY for row in rows)
    until = datetime(2019, 3, 14, 7, 50)
    at_once = {procedure.code for procedure in OFFERED if procedure.at_once}
    for number, row in enumerate(rows):
        moments = [step.at for step in steps_of(row, number, at_once=row.procedure in at_once, until=until)]
        assert moments == sorted(moments)
        assert moments[-1] <= until


@pytest.mark.parametrize("procedure", OFFERED, ids=[procedure.code for procedure in OFFERED])
def test_every_procedure_is_filled_so_that_the_rules_accept_it(procedure: Procedure) -> None:
    """Form and papers of any procedure, for twenty people with all their chances."""
    for index, who in enumerate(people_of_past()[:20]):
        values = fill_form(procedure.form, who.applicant, TODAY, Random(index))
        assert procedure.form is None or check_form(procedure.form, values, TODAY) == ()
        assert missing_papers(procedure.papers, fill_papers(procedure, values, {}), values) == ()


def test_no_two_people_share_a_number_and_all_numbers_are_well_formed() -> None:
    """Two hundred and ten citizens, always the same."""
    people = people_of_past()
    assert len({who.applicant.id_number for who in people}) == len(people) == PEOPLE
    assert all(is_personal_number(who.applicant.id_number) and is_phone(who.applicant.phone) for who in people)
    assert people == people_of_past()
