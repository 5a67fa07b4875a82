"""The whole life of a dossier through decide and evolve."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from dossier.acts import (
    Accept,
    Act,
    Amend,
    Approve,
    AskedPaper,
    AskPapers,
    Assign,
    AttachPaper,
    CollectFee,
    FileRef,
    HandOver,
    HandResult,
    Note,
    Number,
    Payload,
    Propose,
    RefuseIntake,
    ReturnResult,
    SendBack,
    Sign,
    SignOnPaper,
)
from dossier.decide import Claimed, acts_open, decide, record
from dossier.events import Event, Outcome, Ruling, Stage
from dossier.evolve import EvolveFault, event_of, evolve
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Person, Role
from dossier.state import Dossier
from tests.fakes.people import (
    CITIZEN,
    CLERK,
    DRAFT,
    ISSUED,
    LEADER,
    MARRIAGE_PAPERS,
    MORNING,
    OFFICE,
    OFFICER,
    OTHER_OFFICE,
    RECORDS,
    SIGNED,
    ActMaker,
    facts_for,
    reception,
)
from tests.fakes.rules import shipped_rules

DAY = date(2019, 3, 14)
NUMBER = Number(
    "document:x:2019",
    61,
    "61/UBND-XN",
    DAY,
    result=ISSUED,
    signed_sha256=SIGNED.sha256,
    signer="Ủy ban nhân dân phường Phú Thủy",
    certificate_sha256="a" * 64,
)
PATH: tuple[tuple[Payload, Person, Stage], ...] = (
    (reception(), CLERK, Stage.RECEIVED),
    (HandOver(OFFICE, "Quét sau"), CLERK, Stage.HANDED_OVER),
    (Accept(), OFFICER, Stage.ACCEPTED),
    (Assign(OFFICER.id), OFFICER, Stage.ASSIGNED),
    (Propose(grant=True, text="Đủ điều kiện cấp"), OFFICER, Stage.PROPOSED),
    (Approve("", DRAFT), LEADER, Stage.APPROVED),
    (Sign(SIGNED, DRAFT.sha256, "Trần Văn Minh", "c" * 64), LEADER, Stage.LEADER_SIGNED),
    (NUMBER, RECORDS, Stage.SIGNED),
    (HandResult(), OFFICER, Stage.AT_COUNTER),
    (ReturnResult(CITIZEN.name, CITIZEN.id_number, authorised=False), CLERK, Stage.RETURNED),
)


def walk(count: int, maker: ActMaker | None = None) -> tuple[Dossier, ActMaker]:
    """The state after the first `count` steps of the path."""
    maker = maker or ActMaker()
    state: Dossier | None = None
    for payload, person, stage in PATH[:count]:
        act = maker.make(payload, person, 0 if state is None else state.rev)
        event = decide(state, act, shipped_rules(), facts_for(act))
        assert isinstance(event, Event), event
        state = evolve(state, event)
        assert state.stage is stage
    assert state is not None
    return state, maker


def refusal_of(state: Dossier | None, act: Act, **facts: bool) -> RefusalCode:
    """The code of the refusal that must come."""
    decision = decide(state, act, shipped_rules(), facts_for(act, **facts))
    assert isinstance(decision, Refusal), decision
    return decision.code


def test_a_dossier_walks_from_reception_to_return() -> None:
    """Ten acts by four people take a dossier from the counter and back to it."""
    state, _ = walk(len(PATH))
    assert state.rev == len(PATH)
    assert state.result.signer == "Trần Văn Minh"
    assert state.delivery.receiver == CITIZEN.name
    assert state.trail[0].kind.value == "receive"


NUMBERING = 7
SIGNED_AT = MORNING + timedelta(minutes=NUMBERING - 1)


@pytest.mark.parametrize(
    ("signed_at", "day", "wrong"),
    [
        (SIGNED_AT, DAY, False),
        (SIGNED_AT, DAY - timedelta(days=1), True),
        (SIGNED_AT, DAY + timedelta(days=1), True),
        (SIGNED_AT - timedelta(days=2), DAY - timedelta(days=2), False),
        (datetime(2019, 3, 15, 0, 3), DAY, False),
        (datetime(2019, 3, 15, 0, 6), DAY, True),
    ],
)
def test_a_number_is_dated_between_the_leaders_signature_and_today(
    signed_at: datetime, day: date, *, wrong: bool
) -> None:
    """Neither before the leader signed nor after the act, but for five minutes in which clocks may differ."""
    state, maker = walk(NUMBERING)
    state = replace(state, result=replace(state.result, signed_at=signed_at))
    act = maker.make(replace(NUMBER, day=day), RECORDS, state.rev)
    decision = decide(state, act, shipped_rules(), facts_for(act))
    assert isinstance(decision, Refusal) is wrong
    if isinstance(decision, Refusal):
        assert decision.code is RefusalCode.DAY_IMPOSSIBLE


def test_when_a_paper_was_signed_by_hand_is_not_asked() -> None:
    """It is recorded after it was signed: its number may be older than the record, never of a day to come."""
    state, maker = walk(NUMBERING)
    state = replace(state, result=replace(state.result, on_paper=True))
    made = [maker.make(replace(NUMBER, day=DAY + timedelta(days=days)), RECORDS, state.rev) for days in (-1, 1)]
    decided = [isinstance(decide(state, act, shipped_rules(), facts_for(act)), Refusal) for act in made]
    assert decided == [False, True]


@pytest.mark.parametrize("step", range(1, len(PATH)))
def test_no_step_can_be_taken_by_a_person_without_its_role(step: int) -> None:
    """Each step refuses whoever has none of its roles."""
    state, maker = walk(step)
    roles = {CLERK: Role.INTAKE, OFFICER: Role.OFFICER, LEADER: Role.LEADER, RECORDS: Role.RECORDS}
    workflow = shipped_rules().workflow_of("1.004873", date(2019, 3, 12))
    act = maker.make(PATH[step][0], PATH[step][1], state.rev)
    row = workflow and workflow.step(act.kind, state.stage)
    assert row is not None
    stranger = next(person for person, role in roles.items() if role not in row.roles)
    act = replace(act, actor=stranger.id)
    assert refusal_of(state, act) is RefusalCode.NO_RIGHT


@pytest.mark.parametrize("step", range(1, len(PATH)))
def test_no_step_can_be_skipped(step: int) -> None:
    """A step two ahead is refused for its stage."""
    state, maker = walk(step - 1) if step > 1 else (None, ActMaker())
    payload, person, _ = PATH[step]
    act = maker.make(payload, person)
    expected = RefusalCode.UNKNOWN_DOSSIER if state is None else RefusalCode.WRONG_STAGE
    assert refusal_of(state, act) is expected


def test_another_office_cannot_act_on_what_it_does_not_hold() -> None:
    """Custody lies with one office; the other's officer has no role there and no custody."""
    state, maker = walk(2)
    act = maker.make(Accept(), OFFICER, state.rev, OTHER_OFFICE)
    facts = replace(facts_for(act), roles=frozenset({Role.OFFICER}))
    decision = decide(state, act, shipped_rules(), facts)
    assert isinstance(decision, Refusal)
    assert decision.code is RefusalCode.NOT_IN_CUSTODY


def test_only_the_assignee_proposes() -> None:
    """Another officer of the office cannot propose on a dossier that is not his."""
    state, maker = walk(4)
    other = replace(OFFICER, id="p-khac")
    act = maker.make(Propose(grant=True, text="x"), other, state.rev)
    facts = replace(facts_for(act), roles=frozenset({Role.OFFICER}))
    decision = decide(state, act, shipped_rules(), facts)
    assert isinstance(decision, Refusal)
    assert decision.code is RefusalCode.NOT_ASSIGNEE


def test_the_signature_must_be_on_the_very_draft_that_was_approved() -> None:
    """A signing act over other bytes is refused as changed content."""
    state, maker = walk(6)
    act = maker.make(Sign(SIGNED, "0" * 64, "Trần Văn Minh", "c" * 64), LEADER, state.rev)
    assert refusal_of(state, act) is RefusalCode.CONTENT_CHANGED


def test_a_signature_that_was_not_verified_is_refused() -> None:
    """The fact that the file verified is needed, whoever says so."""
    state, maker = walk(6)
    act = maker.make(PATH[6][0], LEADER, state.rev)
    assert refusal_of(state, act, signature_ok=False) is RefusalCode.SIGNATURE_INVALID


def test_the_limit_ends_when_the_result_is_issued() -> None:
    """The leader's signature alone ends nothing: number, date and seal of the agency do."""
    signed, _ = walk(7)
    assert (signed.clock.finished_at, signed.result.symbol) == (None, "")
    issued, _ = walk(8)
    assert issued.clock.finished_at == issued.trail[-1].at
    assert (issued.result.symbol, issued.result.day, issued.result.file) == ("61/UBND-XN", DAY, ISSUED)
    assert issued.result.signer == "Trần Văn Minh"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"signed_sha256": "0" * 64}, RefusalCode.CONTENT_CHANGED),
        ({"signed_sha256": DRAFT.sha256}, RefusalCode.CONTENT_CHANGED),
        ({"result": None}, RefusalCode.NO_DRAFT),
    ],
)
def test_what_is_issued_is_what_the_leader_signed(changed: dict[str, object], code: RefusalCode) -> None:
    """Văn thư adds number, date and seal to that very file; another one, the bare draft or none is refused."""
    state, maker = walk(7)
    act = maker.make(replace(NUMBER, **changed), RECORDS, state.rev)  # type: ignore[arg-type]  # a table of fields
    assert refusal_of(state, act) is code


def test_a_seal_that_was_not_verified_is_refused_but_a_stamp_on_paper_needs_none() -> None:
    """A sealed file counts only as verified; without a token of the agency the stamped paper is scanned."""
    state, maker = walk(7)
    assert (
        refusal_of(state, maker.make(NUMBER, RECORDS, state.rev), signature_ok=False) is RefusalCode.SIGNATURE_INVALID
    )
    act = maker.make(replace(NUMBER, signer="", certificate_sha256=""), RECORDS, state.rev)
    event = decide(state, act, shipped_rules(), facts_for(act, signature_ok=False))
    assert isinstance(event, Event)
    assert evolve(state, event).result.on_paper


def test_what_the_leader_signed_can_be_taken_back_by_him_until_it_is_issued() -> None:
    """A fault that văn thư finds goes back to the officer through the leader; an issued result does not."""
    state, maker = walk(7)
    act = maker.make(SendBack("Sai năm sinh"), LEADER, state.rev)
    event = decide(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    assert evolve(state, event).stage is Stage.ASSIGNED
    assert refusal_of(state, maker.make(SendBack("x"), OFFICER, state.rev)) is RefusalCode.NO_RIGHT
    issued, maker = walk(8)
    assert refusal_of(issued, maker.make(SendBack("x"), LEADER, issued.rev)) is RefusalCode.WRONG_STAGE


def test_a_paper_that_was_numbered_before_its_signature_still_goes_on() -> None:
    """Dossiers of the old order lie in stage "numbered": the leader's signature ends them, no second number is due."""
    state, maker = walk(6)
    act = maker.make(replace(NUMBER, result=None, draft=DRAFT, certificate_sha256=""), RECORDS, state.rev)
    state = evolve(state, event_of(act, state.rev + 1, Ruling(Outcome.APPLIED, Stage.NUMBERED)))
    assert (state.result.symbol, state.clock.finished_at) == ("61/UBND-XN", None)
    act = maker.make(Sign(SIGNED, DRAFT.sha256, "Trần Văn Minh", "c" * 64), LEADER, state.rev)
    event = decide(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    state = evolve(state, event)
    assert (state.stage, state.clock.finished_at) == (Stage.SIGNED, act.at)
    assert refusal_of(state, maker.make(NUMBER, RECORDS, state.rev)) is RefusalCode.WRONG_STAGE


def test_the_leader_may_sign_on_paper_and_the_scan_is_the_result() -> None:
    """Văn thư records the signed page; the signer is the leader, not the one who scanned."""
    state, maker = walk(6)
    act = maker.make(SignOnPaper(SIGNED, LEADER.id, LEADER.name), RECORDS, state.rev)
    event = decide(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    after = evolve(state, event)
    assert after.result.on_paper
    assert after.result.signed_by == LEADER.id


def test_the_leader_sends_a_proposal_back_with_a_reason() -> None:
    """Without a reason it is refused; with one the officer has the dossier again."""
    state, maker = walk(5)
    assert refusal_of(state, maker.make(SendBack("  "), LEADER, state.rev)) is RefusalCode.REASON_MISSING
    act = maker.make(SendBack("Thiếu xác minh"), LEADER, state.rev)
    event = decide(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    assert evolve(state, event).stage is Stage.ASSIGNED


def test_a_missing_required_paper_stops_the_reception() -> None:
    """A reception without the declaration is refused before anything is written."""
    act = ActMaker().make(replace(reception(), papers=MARRIAGE_PAPERS[1:]))
    assert refusal_of(None, act) is RefusalCode.PAPERS_MISSING


def test_a_number_of_another_day_or_slice_is_foreign() -> None:
    """The code carries the true day of acceptance and lies in the desk's own slice."""
    act = ActMaker().make(replace(reception(), code="000.04.31.H11-190313-0001"))
    assert refusal_of(None, act) is RefusalCode.NUMBER_FOREIGN
    assert refusal_of(None, ActMaker().make(reception()), number_ours=False) is RefusalCode.NUMBER_FOREIGN


def test_a_reception_with_a_taken_number_is_noted_and_its_dossier_exists() -> None:
    """The paper is printed: the dossier must exist, with a task on it."""
    act = ActMaker().make(reception())
    event = record(None, act, shipped_rules(), facts_for(act, number_free=False))
    assert isinstance(event, Event)
    assert event.ruling.outcome is Outcome.NOTED
    state = evolve(None, event)
    assert state.stage is Stage.RECEIVED
    assert state.code == reception().code
    assert [task.task.code for task in state.tasks] == ["noted_number_taken"]


def test_papers_asked_for_come_in_and_the_same_dossier_is_received() -> None:
    """Form 02 makes a dossier without code or clock; the reception completes it, even when only noted."""
    maker = ActMaker()
    asked = AskPapers(
        "1.004873", CITIZEN, (AskedPaper("Quyết định ly hôn", 0, 1, "Chưa có"),), "Thiếu giấy", 1, "thieu_giay_to"
    )
    act = maker.make(asked)
    event = decide(None, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    state = evolve(None, event)
    assert (state.stage, state.code, state.clock.due) == (Stage.WAITING_PAPERS, "", None)
    act = maker.make(reception(), base=1)
    noted = record(state, act, shipped_rules(), facts_for(act, number_free=False))
    assert isinstance(noted, Event)
    assert evolve(state, noted).code == reception().code
    event = decide(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    state = evolve(state, event)
    assert (state.stage, state.asked) == (Stage.RECEIVED, ())


def test_a_refusal_at_intake_needs_a_reason_and_ends_the_dossier() -> None:
    """Form 03 without a reason is refused; with one, it can be printed again, and signed for who filed online."""
    maker = ActMaker()
    assert refusal_of(None, maker.make(RefuseIntake("1.004873", CITIZEN, " ", 1))) is RefusalCode.REASON_MISSING
    act = maker.make(RefuseIntake("1.004873", CITIZEN, "Việc của cấp huyện", 2, "khong_thuoc_tham_quyen"))
    event = decide(None, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    state = evolve(None, event)
    assert state.stage is Stage.REFUSED
    open_acts = acts_open(state, shipped_rules(), frozenset(Role), OFFICE, CLERK.id, day=date(2019, 3, 12))
    assert [kind.value for kind in open_acts] == ["reprint", "sign_form"]


def test_a_witnessed_act_that_does_not_fit_is_noted_and_a_deciding_one_refused() -> None:
    """Handing over twice is noted with a task; approving twice is refused."""
    state, maker = walk(6)
    act = maker.make(HandOver(OFFICE, "Quét sau"), CLERK, state.rev)
    event = record(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    assert event.ruling.outcome is Outcome.NOTED
    assert evolve(state, event).stage is state.stage
    act = maker.make(Approve(), LEADER, state.rev)
    assert isinstance(record(state, act, shipped_rules(), facts_for(act)), Refusal)


def test_a_witnessed_act_without_the_right_is_claimed() -> None:
    """It is kept beside the dossier and makes no event."""
    state, maker = walk(1)
    act = maker.make(HandOver(OFFICE, "Quét sau"), RECORDS, state.rev)
    assert isinstance(record(state, act, shipped_rules(), facts_for(act)), Claimed)


def test_an_act_on_an_unknown_dossier_stays_a_refusal_to_be_held() -> None:
    """The centre holds it; it never makes a ghost dossier."""
    act = ActMaker().make(Note("x"))
    decision = record(None, act, shipped_rules(), facts_for(act))
    assert isinstance(decision, Refusal)
    assert decision.code is RefusalCode.UNKNOWN_DOSSIER


def test_a_correction_on_an_older_base_merges_and_a_clash_is_noted() -> None:
    """Compare and set: the same field changed elsewhere is a clash with both values in the task."""
    state, _ = walk(3)
    maker = ActMaker(device="dev-2")
    act = maker.make(Amend("phone", CITIZEN.phone, "0911000222"), CLERK, base=1)
    event = record(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    assert event.ruling.outcome is Outcome.MERGED
    state = evolve(state, event)
    act = maker.make(Amend("phone", CITIZEN.phone, "0977000111"), OFFICER, base=1)
    event = record(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    assert event.ruling.outcome is Outcome.NOTED
    assert ("there", "0911000222") in event.ruling.tasks[0].params
    assert evolve(state, event).applicant.phone == "0911000222"


def outcome_of(state: Dossier, act: Act) -> tuple[Outcome, Dossier]:
    """How an act enters the record, and the state after it."""
    event = record(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event), event
    return event.ruling.outcome, evolve(state, event)


def test_an_own_pending_act_in_between_is_no_merge() -> None:
    """Two notes of one desk on one base: nobody else spoke, so both are applied as meant."""
    state, maker = walk(1)
    for words in ("một", "hai"):
        outcome, state = outcome_of(state, maker.make(Note(words), CLERK, base=1))
        assert outcome is Outcome.APPLIED
    assert (state.last_device, state.rev_elsewhere) == ("dev-1", 0)


@pytest.mark.parametrize(
    ("devices", "device", "base", "expected"),
    [
        ("aab", "a", 2, Outcome.MERGED),
        ("aab", "a", 3, Outcome.APPLIED),
        ("aba", "a", 1, Outcome.MERGED),
        ("aba", "a", 2, Outcome.APPLIED),
        ("abaa", "b", 2, Outcome.MERGED),
        ("abb", "b", 1, Outcome.APPLIED),
        ("abc", "a", 2, Outcome.MERGED),
        ("abcc", "c", 1, Outcome.MERGED),
        ("abcc", "c", 2, Outcome.APPLIED),
    ],
)
def test_a_note_is_merged_exactly_when_another_desk_spoke_after_its_base(
    devices: str, device: str, base: int, expected: Outcome
) -> None:
    """Whoever made the revisions between base and now decides, not how many there are."""
    state: Dossier | None = None
    makers = {name: ActMaker(device=name) for name in "abc"}
    for name in devices:
        payload = reception() if state is None else Note("x")
        act = makers[name].make(payload, CLERK, 0 if state is None else state.rev)
        event = record(state, act, shipped_rules(), facts_for(act))
        assert isinstance(event, Event)
        state = evolve(state, event)
    assert state is not None
    assert outcome_of(state, makers[device].make(Note("y"), CLERK, base))[0] is expected


def scan(letter: str, slot: int = 1) -> AttachPaper:
    """A scan of a paper."""
    return AttachPaper(slot, FileRef(letter * 64, 200_000, 2))


def test_a_scan_never_replaces_another_desks_unseen() -> None:
    """Both desks scanned one paper: the later one is noted with a task; the same pages, another slot or a desk that
    saw them stand.
    """
    state, first = walk(1)
    second = ActMaker(device="dev-2")
    outcome, state = outcome_of(state, first.make(scan("a"), CLERK, base=1))
    assert outcome is Outcome.APPLIED
    for payload, base, expected in (
        (scan("b"), 1, Outcome.NOTED),
        (scan("a"), 1, Outcome.MERGED),
        (scan("b", slot=2), 1, Outcome.MERGED),
        (scan("b"), 2, Outcome.APPLIED),
    ):
        outcome, after = outcome_of(state, second.make(payload, OFFICER, base=base))
        assert outcome is expected, payload
        held = {paper.slot: paper.file for paper in after.papers}
        assert held[payload.slot] == (scan("a").file if expected is Outcome.NOTED else payload.file)
    assert outcome_of(state, first.make(scan("c"), CLERK, base=1))[0] is Outcome.APPLIED, "its own scan it has seen"
    assert refusal_of(state, first.make(scan("c", slot=9), CLERK, base=1)) is RefusalCode.UNKNOWN_FIELD


def test_a_printed_due_date_stands_and_the_difference_is_a_task() -> None:
    """The receipt's promise is kept; the computed date is only told."""
    printed = datetime(2019, 3, 18, 17, 0)
    act = ActMaker().make(replace(reception(), due=printed))
    event = record(None, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    assert evolve(None, event).clock.due == printed
    assert [task.code for task in event.ruling.tasks] == ["printed_due_differs"]


def test_the_result_is_not_handed_out_before_the_fee_is_paid() -> None:
    """What is owed is collected first, never more than is owed."""
    state, maker = walk(9)
    state = replace(state, money=replace(state.money, owed=16_000))
    handed = ReturnResult(CITIZEN.name, CITIZEN.id_number, authorised=False)
    assert refusal_of(state, maker.make(handed, CLERK, state.rev)) is RefusalCode.FEE_UNPAID
    act = maker.make(CollectFee(20_000, "cash", "0000001/2019"), CLERK, state.rev)
    assert refusal_of(state, act) is RefusalCode.AMOUNT_WRONG
    act = maker.make(CollectFee(16_000, "cash", "0000001/2019"), CLERK, state.rev)
    event = decide(state, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    assert evolve(state, event).fee_left == 0


def test_the_screen_offers_exactly_what_the_table_allows() -> None:
    """An officer sees the proposal only when the dossier is his."""
    state, _ = walk(4)
    offered = acts_open(state, shipped_rules(), frozenset({Role.OFFICER}), OFFICE, OFFICER.id, day=state.version_day)
    assert "propose" in [kind.value for kind in offered]
    offered = acts_open(state, shipped_rules(), frozenset({Role.OFFICER}), OFFICE, "p-khac", day=state.version_day)
    assert "propose" not in [kind.value for kind in offered]


def test_a_broken_stream_of_events_is_a_fault() -> None:
    """A revision that does not follow is never folded."""
    state, _ = walk(1)
    act = ActMaker().make(reception())
    event = decide(None, act, shipped_rules(), facts_for(act))
    assert isinstance(event, Event)
    with pytest.raises(EvolveFault):
        evolve(state, event)
