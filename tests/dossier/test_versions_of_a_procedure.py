"""Which version of a procedure counts on a day: a later one changes nothing today, an ended one takes in nothing."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from dossier.acts import ActKind, AskedPaper, AskPapers, Channel
from dossier.decide import acts_open, decide
from dossier.events import Event, Outcome, Stage
from dossier.evolve import evolve
from dossier.papers import PaperRequirement
from dossier.procedures import Level, Procedure
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Role
from dossier.rules import Rules
from dossier.state import Dossier
from tests.fakes.people import CITIZEN, CLERK, MORNING, OFFICE, ActMaker, facts_for, reception
from tests.fakes.rules import shipped_bundle

CODE = "1.004873"
TODAY = MORNING.date()
LATER = date(2030, 1, 1)
SHIPPED = next(one for one in shipped_bundle().procedures if one.code == CODE)
CHANGED = replace(
    SHIPPED,
    version="2",
    valid_from=LATER,
    receivers=(Level.PROVINCE,),
    decided_by=Level.PROVINCE,
    sector="justice",
    workflow="at_once",
    papers=(*SHIPPED.papers, PaperRequirement("MOI", "Giấy tờ mới", originals=1)),
    form=None,
)
"""What the commune no longer receives, with one more paper and another workflow."""


def rules_with(*versions: Procedure) -> Rules:
    """The shipped rules with these versions of the procedure and no other."""
    bundle = shipped_bundle()
    others = tuple(one for one in bundle.procedures if one.code != CODE)
    return Rules.of("tested", replace(bundle, procedures=(*others, *versions)))


def received(rules: Rules, state: Dossier | None = None) -> Event | Refusal:
    """What becomes of the reception of this morning."""
    act = ActMaker().make(reception(), base=0 if state is None else state.rev)
    return decide(state, act, rules, facts_for(act))


def test_a_version_published_for_later_leaves_today_as_it_is() -> None:
    """Receivers, papers, form, acts and the dossier's own version are those of today until the later day has come."""
    ended = replace(SHIPPED, valid_until=LATER - timedelta(days=1))
    rules = rules_with(ended, CHANGED)
    event = received(rules)
    assert isinstance(event, Event), event
    assert event.ruling.outcome is Outcome.APPLIED
    state = evolve(None, event)
    assert rules.procedure(CODE, state.version_day) is ended
    offered = acts_open(state, rules, frozenset({Role.INTAKE}), OFFICE, CLERK.id, day=LATER)
    assert offered == acts_open(state, rules_with(SHIPPED), frozenset({Role.INTAKE}), OFFICE, CLERK.id, day=TODAY)
    assert ActKind.HAND_OVER in offered
    assert (rules.receivable(CODE, OFFICE, TODAY), rules.receivable(CODE, OFFICE, LATER)) == (True, False)
    today, later = rules.competent_for(CODE, OFFICE, TODAY), rules.competent_for(CODE, OFFICE, LATER)
    assert today is not None
    assert today.code == OFFICE
    assert later != today
    bare = replace(reception(), papers=(), values=())
    assert rules.missing_papers(bare, LATER) == (*rules.missing_papers(bare, TODAY), "Giấy tờ mới")
    assert rules.form_faults(bare, TODAY)
    assert not rules.form_faults(bare, LATER)


def test_what_is_not_in_force_is_not_received() -> None:
    """Neither before its first day nor after its last; on both of these days it is."""
    for version, taken in (
        (replace(SHIPPED, valid_from=LATER), False),
        (replace(SHIPPED, valid_until=date(2019, 1, 1)), False),
        (replace(SHIPPED, valid_from=TODAY), True),
        (replace(SHIPPED, valid_until=TODAY), True),
    ):
        said = received(rules_with(version))
        assert isinstance(said, Event) is taken, said
        if isinstance(said, Refusal):
            assert said.code is RefusalCode.NOT_RECEIVED_HERE


def test_who_came_before_the_end_is_received_after_it() -> None:
    """The dossier of yesterday waited for papers; the procedure ended yesterday; the papers came today."""
    rules = rules_with(replace(SHIPPED, valid_until=TODAY - timedelta(days=1)))
    asked = AskPapers(CODE, CITIZEN, (AskedPaper("Tờ khai", 1, 0, ""),), "Thiếu tờ khai", 1, "thieu_giay_to")
    act = ActMaker(at=datetime(2019, 3, 13, 15, 0)).make(asked)
    event = decide(None, act, rules, facts_for(act))
    assert isinstance(event, Event), event
    state = evolve(None, event)
    assert state.stage is Stage.WAITING_PAPERS
    said = received(rules, state)
    assert isinstance(said, Event), said
    assert isinstance(received(rules), Refusal)


def test_a_due_moment_asked_again_is_that_of_its_own_question() -> None:
    """Counted once or many times, by the same rules: each procedure, channel, moment and office has its own answer."""
    bundle = shipped_bundle()
    procedures = [one for one in bundle.procedures if one.limit_for(Channel.DIRECT) is not None][:40]
    asked = [
        (one.code, channel, MORNING + timedelta(days=days), office)
        for one in procedures
        for channel in (Channel.DIRECT, Channel.ONLINE)
        for days in range(4)
        for office in (OFFICE, "")
    ]
    warm = Rules.of("v", bundle)
    first = [warm.due_of(*question[:3], office=question[3]) for question in asked]
    again = [warm.due_of(*question[:3], office=question[3]) for question in reversed(asked)]
    assert again[::-1] == first
    assert first == [Rules.of("v", bundle).due_of(*question[:3], office=question[3]) for question in asked]
    assert len({due.at for due in first if due is not None}) > 5
