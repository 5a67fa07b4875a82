"""A row of a workflow holds from a day until a day, judged at the act's own time; two that collide are refused."""

from dataclasses import replace
from datetime import date

import pytest

from dossier.acts import MOVING, PAYLOADS, ActKind
from dossier.decide import acts_open
from dossier.events import Event, Stage
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Role
from dossier.rules import Rules
from dossier.workflow import Workflow, WorkflowFault, parse_workflow
from tests.fakes.life_scenarios import OFFICE, Play, read_sentence
from tests.fakes.rules import shipped_rules

HAND_OVER = {"act": "hand_over", "before": ["received"], "after": "handed_over", "roles": ["intake"], "basis": "x"}
FIRST_OF_MAY, THIRTIETH = date(2019, 5, 1), date(2019, 4, 30)


def with_days(rules: Rules, kind: ActKind, first: date | None, last: date | None) -> Rules:
    """The rules in which one act of the ordinary workflow is allowed in these days alone."""

    def dated(flow: Workflow) -> Workflow:
        steps = (replace(one, valid_from=first, valid_until=last) if one.act is kind else one for one in flow.steps)
        return replace(flow, steps=tuple(steps))

    bundle = replace(rules.bundle, workflows=tuple(dated(flow) for flow in rules.bundle.workflows))
    return Rules.of("dated", bundle)


@pytest.mark.parametrize(
    ("first", "last", "at", "allowed"),
    [
        (None, THIRTIETH, "30/04/2019 16:59", True),
        (None, THIRTIETH, "01/05/2019 08:00", False),
        (FIRST_OF_MAY, None, "30/04/2019 16:59", False),
        (FIRST_OF_MAY, None, "01/05/2019 08:00", True),
        (FIRST_OF_MAY, FIRST_OF_MAY, "02/05/2019 08:00", False),
    ],
)
def test_a_row_is_judged_at_the_acts_own_day(first: date | None, last: date | None, at: str, allowed: bool) -> None:
    """Not at the day of the reception; the desk offers exactly what will be decided."""
    play = Play()
    play.given("tiếp nhận 12/03/2019 09:20")
    play.rules = with_days(play.rules, ActKind.HAND_OVER, first, last)
    meant = read_sentence(f"{at} công chức một cửa: Chuyển xử lý")
    assert play.state is not None
    offered = acts_open(play.state, play.rules, frozenset({Role.INTAKE}), OFFICE, "p-hoa", day=meant.at.date())
    assert (ActKind.HAND_OVER in offered) is allowed
    said = play.do(meant)
    if allowed:
        assert isinstance(said, Event)
    else:
        assert isinstance(said, Refusal)
        early = first is not None and meant.at.date() < first
        assert said.code is (RefusalCode.NOT_IN_FORCE if early else RefusalCode.WRONG_STAGE)


def test_one_row_follows_another_on_its_day() -> None:
    """The same act with other roles from a day on."""
    rows = [{**HAND_OVER, "until": THIRTIETH}, {**HAND_OVER, "roles": ["intake", "officer"], "from": FIRST_OF_MAY}]
    flow = parse_workflow({"name": "w", "step": rows})
    for day, roles in ((THIRTIETH, {Role.INTAKE}), (FIRST_OF_MAY, {Role.INTAKE, Role.OFFICER})):
        step = flow.on(day).step(ActKind.HAND_OVER, Stage.RECEIVED)
        assert step is not None
        assert step.roles == roles
    assert flow.on(THIRTIETH) is flow.on(date(2019, 1, 1))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HAND_OVER, {**HAND_OVER, "from": FIRST_OF_MAY}], "rows 1 and 2: hand_over is allowed twice"),
        ([{**HAND_OVER, "until": FIRST_OF_MAY}, {**HAND_OVER, "from": FIRST_OF_MAY}], "allowed twice"),
        ([{**HAND_OVER, "creates": True}, {**HAND_OVER, "before": [], "creates": True}], "allowed twice"),
        ([{**HAND_OVER, "valid_from": FIRST_OF_MAY}], "row 1: unknown key valid_from"),
        ([{**HAND_OVER, "from": "2019-05-01"}], "row 1: a day is needed"),
    ],
)
def test_rows_that_collide_or_cannot_be_read_are_refused(rows: list[dict[str, object]], said: str) -> None:
    """With the numbers of the rows; other places, roles or days collide with nothing."""
    with pytest.raises(WorkflowFault, match=said):
        parse_workflow({"name": "w", "step": rows})
    apart = [{**HAND_OVER, "until": THIRTIETH}, {**HAND_OVER, "from": FIRST_OF_MAY}]
    assert len(parse_workflow({"name": "w", "step": [*apart, {**HAND_OVER, "roles": ["officer"]}]}).steps) == 3


def test_the_index_answers_as_the_rows_read_one_by_one() -> None:
    """Every act, stage and role of the shipped tables, own and foreign."""
    for flow in shipped_rules().bundle.workflows:
        for stage in (None, *Stage):
            for foreign in (False, True):
                rows = [one for one in flow.steps if (one.creates if stage is None else stage in one.before)]
                rows = [one for one in rows if foreign or not one.foreign]
                for role in Role:
                    own = frozenset({role})
                    acts = list(dict.fromkeys(one.act for one in flow.steps))
                    first = [next((r for r in rows if r.act is act and role in r.roles), None) for act in acts]
                    assert flow.open_steps(stage, own, foreign=foreign) == tuple(r for r in first if r is not None)
                    for act in ActKind:
                        of_act = [r for r in rows if r.act is act]
                        wanted = next((r for r in of_act if role in r.roles), of_act[0] if of_act else None)
                        assert flow.step(act, stage, own, foreign=foreign) is wanted


def test_no_way_from_the_counter_to_a_result_goes_round_the_pages() -> None:
    """Without the rows that ask for pages or a reason a received dossier only stays, or is withdrawn."""
    for flow in shipped_rules().bundle.workflows:
        reached, before = {Stage.RECEIVED}, set[Stage]()
        while reached != before:
            before = set(reached)
            rows = (row for row in flow.steps if not row.pages and row.before & reached and row.after is not None)
            reached |= {row.after for row in rows if row.after is not None}
        assert reached & frozenset(flow.path()) <= {Stage.RECEIVED}, flow.name
        given_on = [row for row in flow.steps if row.act in (ActKind.HAND_OVER, ActKind.FORWARD)]
        assert all(row.pages for row in given_on)


def test_every_act_that_may_be_asked_for_pages_can_say_why_not() -> None:
    """The acts of `Moving` are those whose payload has the reason, and no other row may ask."""
    assert {kind for kind, payload in PAYLOADS.items() if "unscanned" in payload.__dataclass_fields__} == MOVING
    for row in ({**HAND_OVER, "act": "accept", "pages": True}, {**HAND_OVER, "denies": True}):
        with pytest.raises(WorkflowFault, match="row 1"):
            parse_workflow({"name": "w", "step": [row]})
    assert parse_workflow({"name": "w", "step": [{**HAND_OVER, "pages": True}]}).steps[0].pages
