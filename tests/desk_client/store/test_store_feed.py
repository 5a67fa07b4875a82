"""Answers and the feed: what leaves the view when, what other desks did, what is told to a person."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from central_sync.protocol.codec import WireFault, encode_act
from central_sync.protocol.messages import EventRow, PeopleRow, VerdictKind
from desk_client.services.intake import Asking
from desk_client.store import rows
from desk_client.store.tasks import close_task
from dossier.acts import Accept, Amend, Approve, AskedPaper, Assign, HandOver, Note, Number, Propose, SignOnPaper
from dossier.events import Outcome, Stage
from dossier.evolve import evolve
from dossier.numbers import document_book
from dossier.roles import Grant, Role
from dossier.state import Dossier
from dossier.values import Reason
from tests.desk_client.store.feeding import Counter, PaperCentre, verdict_of
from tests.desk_client.store.statements import each_statement
from tests.fakes.people import (
    CITIZEN,
    CLERK,
    DRAFT,
    GRANTS,
    ISSUED,
    LEADER,
    OFFICE,
    OFFICER,
    SIGNED,
    ActMaker,
    reception,
)


def other_desk(dossier: str, seq: int = 0) -> ActMaker:
    """Another desk of the office, on a dossier."""
    return ActMaker(device="dev-2", dossier=dossier, seq=seq)


def replace_line(row: EventRow, line: bytes) -> EventRow:
    """The same event with another line."""
    return msgspec.structs.replace(row, line=line.decode())


def received(counter: Counter, centre: PaperCentre) -> Dossier:
    """A reception that the centre has confirmed."""
    state = counter.receive()
    counter.machine.journal.answered(1, [verdict_of(counter.lines()[0], VerdictKind.ACCEPTED)])
    centre.accept(counter.lines()[0])
    centre.tell(counter)
    return state


def test_an_act_leaves_the_view_with_its_event_and_not_at_the_answer(counter: Counter, centre: PaperCentre) -> None:
    """Accepted: still folded until the page with this very act comes; then confirmed and shown are one."""
    state = counter.receive()
    counter.do(Note("một"), state.id)
    journal, lines = counter.machine.journal, counter.lines()
    journal.answered(2, [verdict_of(line, VerdictKind.ACCEPTED) for line in lines])
    assert counter.act_states() == ["sent", "sent"]
    held = counter.held(state.id)
    assert held is not None
    assert (held.confirmed, held.pending, held.shown.rev) == (None, 2, 2), "the answer alone must not change the view"
    centre.accept(lines[0])
    centre.tell(counter)
    held = counter.held(state.id)
    assert held is not None
    assert held.confirmed is not None
    assert (held.confirmed.rev, held.pending, held.shown.rev) == (1, 1, 2)
    assert counter.act_states() == ["accepted", "sent"]
    centre.accept(lines[1])
    centre.tell(counter, after=1)
    held = counter.held(state.id)
    assert held is not None
    assert (held.pending, held.shown) == (0, centre.states[state.id])


def test_the_event_of_another_act_does_not_take_an_own_one_away(counter: Counter, centre: PaperCentre) -> None:
    """A note of desk 2 arrives first: the own note stays folded on top, now merged."""
    state = received(counter, centre)
    counter.do(Note("của tôi"), state.id)
    centre.accept(encode_act(other_desk(state.id).make(Note("của bàn 2"), OFFICER, base=1)))
    assert centre.tell(counter, after=1) == [state.id]
    shown = counter.shown(state.id)
    assert [line.text for line in shown.trail] == ["", "của bàn 2", "của tôi"]
    assert shown.trail[-1].outcome is Outcome.MERGED
    assert counter.act_states() == ["accepted", "pending"]


def test_a_page_applied_twice_changes_nothing(counter: Counter, centre: PaperCentre) -> None:
    """Every kind of row: events, a grant, verdicts, people; the second time all tables are as after the first."""
    state = counter.receive()
    counter.do(Note("một"), state.id)
    lines = counter.lines()
    centre.accept(lines[0])
    centre.accept(encode_act(other_desk(state.id).make(Amend("phone", CITIZEN.phone, "0911"), OFFICER, base=1)))
    centre.say(lines[1], VerdictKind.CLAIMED, "no_right")
    foreign = encode_act(other_desk(state.id, 4).make(HandOver(OFFICE, "Quét sau"), OFFICER, base=1))
    centre.say(foreign, VerdictKind.HELD, "needs")
    centre.say(foreign, VerdictKind.CLAIMED, "no_right")
    maker = other_desk("0195959f-0000-7000-8000-00000000000b")
    granted = PaperCentre()
    granted.accept(encode_act(maker.make(reception(77))))
    centre.grant(granted.states[maker.dossier])
    centre.rows.append(PeopleRow(len(centre.rows) + 1, (), GRANTS))
    centre.tell(counter)
    once = counter.everything()
    assert [task.origin for task in counter.tasks()] == ["claimed", "claimed"]
    centre.tell(counter)
    assert counter.everything() == once


def test_a_dossier_of_another_desk_appears_with_its_words(counter: Counter, centre: PaperCentre) -> None:
    """The whole story of desk 2 is here, and found by name."""
    maker = other_desk("0195959f-0000-7000-8000-00000000000b")
    centre.accept(encode_act(maker.make(reception(501))))
    centre.accept(encode_act(maker.make(HandOver(OFFICE, "Quét sau"), base=1)))
    centre.tell(counter)
    assert counter.shown(maker.dossier).stage is Stage.HANDED_OVER
    assert [row.id for row in counter.parts.queries.search("bich ngoc")] == [maker.dossier]
    held = counter.held(maker.dossier)
    assert held is not None
    assert (held.pending, held.shown) == (0, centre.states[maker.dossier])


@pytest.mark.parametrize("kind", [VerdictKind.REFUSED, VerdictKind.CLAIMED])
def test_an_act_without_event_leaves_in_the_transaction_of_its_task(counter: Counter, kind: VerdictKind) -> None:
    """Whatever dies in between, there is never an act gone without its task, nor a task with the act still shown."""
    state = counter.receive()
    counter.do(HandOver(OFFICE, "Quét sau"), state.id)
    lines = counter.lines()
    answers = [verdict_of(lines[0], VerdictKind.ACCEPTED), verdict_of(lines[1], kind, "wrong_stage")]
    before, at = counter.everything(), 0
    ran: list[str] = []

    def die(statement: str) -> None:
        ran.append(statement)
        if len(ran) == at:
            raise KeyboardInterrupt

    while True:
        at += 1
        ran.clear()
        try:
            with each_statement(counter.machine.engine, die):
                counter.machine.journal.answered(2, answers)
            break
        except KeyboardInterrupt:
            pass
        assert counter.everything() == before
    assert at > 8
    assert counter.shown(state.id).stage is Stage.RECEIVED
    assert counter.act_states() == ["sent", kind.value]
    assert [(task.origin, task.code, task.dossier) for task in counter.tasks()] == [
        (kind.value, "wrong_stage", state.id)
    ]


def test_what_stood_on_a_refused_act_is_decided_again(counter: Counter, centre: PaperCentre) -> None:
    """The hand-over was refused: the acceptance behind it clashes at once, before it is sent."""
    state = received(counter, centre)
    counter.do(HandOver(OFFICE, "Quét sau"), state.id)
    counter.do(Accept(), state.id, "loc")
    counter.machine.journal.answered(2, [verdict_of(counter.lines()[1], VerdictKind.REFUSED, "no_right")])
    held = counter.held(state.id)
    assert held is not None
    assert (held.shown.stage, held.pending, held.attention) == (Stage.RECEIVED, 1, 1)


def test_a_claimed_reception_leaves_the_screens_and_stays_as_a_task(counter: Counter) -> None:
    """Nothing is confirmed of it: the row and its words go, act and task stay."""
    state = counter.receive()
    counter.machine.journal.answered(1, [verdict_of(counter.lines()[0], VerdictKind.CLAIMED, "no_right")])
    assert counter.parts.queries.dossier(state.id) is None
    assert counter.parts.queries.search("bich ngoc") == ()
    assert [task.dossier for task in counter.tasks()] == [state.id]
    assert len(counter.lines()) == 1


def test_a_held_act_stays_in_the_view_and_is_told_until_it_is_decided(counter: Counter, centre: PaperCentre) -> None:
    """The answer changes nothing; the centre's row raises a task; the event closes it."""
    state = received(counter, centre)
    counter.do(Note("chờ"), state.id)
    line = counter.lines()[1]
    counter.machine.journal.answered(2, [verdict_of(line, VerdictKind.HELD, "rules_unknown")])
    assert counter.shown(state.id).trail[-1].text == "chờ"
    assert counter.act_states() == ["accepted", "sent"]
    centre.say(line, VerdictKind.HELD, "rules_unknown")
    centre.tell(counter, after=1)
    assert counter.shown(state.id).trail[-1].text == "chờ"
    assert [(task.origin, task.code) for task in counter.tasks()] == [("held", "rules_unknown")]
    centre.accept(line)
    centre.tell(counter, after=2)
    assert counter.tasks() == []
    assert counter.act_states() == ["accepted", "accepted"]


def test_a_held_act_that_is_refused_in_the_end_leaves_with_its_task(counter: Counter, centre: PaperCentre) -> None:
    """The answer comes by the feed alone, long after the push."""
    state = received(counter, centre)
    counter.do(HandOver(OFFICE, "Quét sau"), state.id)
    line = counter.lines()[1]
    counter.machine.journal.answered(2, [verdict_of(line, VerdictKind.HELD, "needs")])
    centre.say(line, VerdictKind.HELD, "needs")
    centre.say(line, VerdictKind.CLAIMED, "no_right")
    centre.tell(counter, after=1)
    assert counter.shown(state.id).stage is Stage.RECEIVED
    assert [(task.origin, task.code) for task in counter.tasks()] == [("claimed", "no_right")]


def test_a_line_that_nobody_can_read_does_not_stop_the_feed(counter: Counter, centre: PaperCentre) -> None:
    """Another desk sent rubbish: the office hears of it, and what comes after is applied."""
    state = received(counter, centre)
    centre.say(b'{"no": "act"}', VerdictKind.HELD, "malformed")
    centre.say(b"\xef\xbf\xbd", VerdictKind.HELD, "malformed")
    centre.accept(encode_act(other_desk(state.id).make(Note("sau đó"), OFFICER, base=1)))
    centre.tell(counter, after=1)
    assert counter.shown(state.id).trail[-1].text == "sau đó"
    assert {task.code for task in counter.tasks()} == {"malformed"}


NEWER = (b'"kv":1', b'"kv":2'), (b'"ev":1', b'"ev":2'), (b'"kind":"note"', b'"kind":"seal"')
"""A newer version of an act, of the line itself, and a kind that is not known here."""


@pytest.mark.parametrize(("old", "new"), NEWER, ids=["act-version", "line-version", "kind"])
@pytest.mark.parametrize("pending", [True, False], ids=["own-work-waits", "plain-page"])
def test_an_event_of_a_newer_program_is_not_guessed_and_costs_nothing(
    counter: Counter, centre: PaperCentre, old: bytes, new: bytes, *, pending: bool
) -> None:
    """The page is left where it is, whole: no state, event or cursor of it is written, own work goes on."""
    state = received(counter, centre)
    if pending:
        counter.do(Note("của tôi"), state.id)
    line = encode_act(other_desk(state.id).make(Note("của bàn mới"), OFFICER, base=1))
    row = centre.accept(line)
    centre.rows[-1] = replace_line(row, line.replace(old, new))
    assert line.replace(old, new) != line
    before = counter.everything()
    with pytest.raises(WireFault, match="act_newer"):
        centre.tell(counter, after=1)
    assert counter.everything() == before
    assert counter.do(Note("vẫn làm việc"), state.id).trail[-1].text == "vẫn làm việc"
    centre.rows[-1] = row  # the updated program reads the same row
    assert centre.tell(counter, after=1) == [state.id]
    assert "của bàn mới" in [one.text for one in counter.shown(state.id).trail]


def test_an_act_of_a_newer_version_that_the_centre_holds_is_told(counter: Counter, centre: PaperCentre) -> None:
    """The desk that wrote it and its office hear that it waits; nothing of it is read."""
    state = received(counter, centre)
    line = encode_act(other_desk(state.id).make(Note("mới"), OFFICER, base=1)).replace(b'"kv":1', b'"kv":2')
    centre.say(line, VerdictKind.HELD, "unknown_kind")
    centre.tell(counter, after=1)
    assert [(task.origin, task.code, task.dossier) for task in counter.tasks()] == [("held", "unknown_kind", state.id)]
    assert counter.shown(state.id) == state


def test_a_refused_act_of_another_desk_shows_its_task_here_too(counter: Counter, centre: PaperCentre) -> None:
    """Known and unknown kinds alike: the office must hear of both."""
    state = received(counter, centre)
    act = other_desk(state.id).make(Approve(), LEADER, base=1)
    line = encode_act(act)
    centre.say(line, VerdictKind.REFUSED, "wrong_stage")
    newer = line.replace(b'"kind":"approve"', b'"kind":"seal"').replace(act.id.encode(), b"0195959f-new")
    centre.say(newer, VerdictKind.REFUSED, "no_right")
    centre.tell(counter, after=1)
    told = {(task.act, task.code) for task in counter.tasks()}
    assert told == {("0195959f-new", "no_right"), (act.id, "wrong_stage")}


def test_a_refused_act_that_only_an_older_life_of_this_desk_wrote_is_told(
    counter: Counter, centre: PaperCentre
) -> None:
    """A machine that came back from an old copy hears of what its former disk held, as of another desk's acts."""
    device = counter.parts.identity.device
    lost = ActMaker(device).make(Note("gọi lại cho người nộp"))
    centre.say(encode_act(lost), VerdictKind.REFUSED, "unknown_dossier")
    centre.tell(counter)
    assert [(task.act, task.origin, task.code) for task in counter.tasks()] == [(lost.id, "refused", "unknown_dossier")]


def test_a_task_that_a_person_closed_stays_closed_when_it_is_told_again(counter: Counter, centre: PaperCentre) -> None:
    """The row is read a second time: the note was the last word."""
    state = received(counter, centre)
    centre.say(encode_act(other_desk(state.id).make(Approve(), LEADER, base=1)), VerdictKind.REFUSED, "wrong_stage")
    centre.tell(counter, after=1)
    (task,) = counter.tasks()
    counter.machine.writer.run(lambda connection: close_task(connection, task.id, "đã gọi điện", task.raised_at))
    centre.tell(counter, after=1)
    assert counter.tasks() == []


def test_a_grant_gives_the_whole_state_and_is_no_step_back(counter: Counter, centre: PaperCentre) -> None:
    """A state of record arrives; the same grant read again after later events changes nothing."""
    maker = other_desk("0195959f-0000-7000-8000-00000000000b")
    elsewhere = PaperCentre()
    elsewhere.accept(encode_act(maker.make(reception(77))))
    elsewhere.accept(encode_act(maker.make(HandOver(OFFICE, "Quét sau"), base=1)))
    granted = centre.grant(elsewhere.states[maker.dossier])
    centre.states[maker.dossier] = elsewhere.states[maker.dossier]
    centre.accept(encode_act(maker.make(Accept(), OFFICER, base=2)))
    centre.rows.append(granted)
    centre.tell(counter)
    assert counter.shown(maker.dossier) == centre.states[maker.dossier]
    assert counter.shown(maker.dossier).rev == 3


def test_a_lost_right_is_seen_at_the_waiting_acts_at_once(counter: Counter, centre: PaperCentre) -> None:
    """The people of the office come down: own acts are decided again although no event touched their dossier."""
    state = received(counter, centre)
    counter.do(HandOver(OFFICE, "Quét sau"), state.id)
    others = tuple(grant for grant in GRANTS if grant.person != CLERK.id)
    ended = replace(GRANTS[0], valid_until=date(2019, 3, 13))
    assert GRANTS[0].person == CLERK.id
    centre.rows.append(PeopleRow(2, (), (ended, *others)))
    centre.tell(counter, after=1)
    held = counter.held(state.id)
    assert held is not None
    assert (held.shown.stage, held.pending, held.attention) == (Stage.RECEIVED, 1, 1)
    centre.rows.append(PeopleRow(3, (), GRANTS))
    centre.tell(counter, after=2)
    assert counter.shown(state.id).stage is Stage.HANDED_OVER


def test_what_is_decided_again_as_it_stood_is_not_written_again(counter: Counter, centre: PaperCentre) -> None:
    """People who change nothing for three waiting dossiers, confirmed and not: no row of them is written."""
    state = received(counter, centre)
    counter.do(HandOver(OFFICE, "Quét sau"), state.id)
    counter.do(Note("chờ"), counter.receive().id)
    counter.receive()
    told: list[str] = []
    centre.rows.append(PeopleRow(2, (), GRANTS))
    with each_statement(counter.machine.engine, told.append):
        centre.tell(counter, after=1)
    assert any("SELECT dossier, body FROM act" in text for text in told)
    assert [text for text in told if "INSERT INTO dossier" in text] == []


def test_a_row_tells_every_difference(counter: Counter, centre: PaperCentre) -> None:
    """A row stands for what was made from it, and for nothing that differs in any part: confirmed, waiting, both."""
    state = received(counter, centre)
    _tells_differences(counter, state.id)
    _tells_differences(counter, counter.receive().id)
    counter.do(HandOver(OFFICE, "Quét sau"), state.id)
    _tells_differences(counter, state.id)


def _tells_differences(counter: Counter, dossier: str) -> None:
    with counter.parts.engine.connect() as connection:
        stored = rows.look(connection, dossier)
    assert stored is not None
    held = stored.held()
    moved = replace(held.shown, rev=held.shown.rev + 1)
    assert stored.tells(held)
    assert not stored.tells(replace(held, pending=held.pending + 1))
    assert not stored.tells(replace(held, attention=1))
    assert not stored.tells(replace(held, stale=True))
    assert not stored.tells(replace(held, confirmed=moved))
    assert not stored.tells(replace(held, shown=moved, confirmed=held.confirmed if held.pending else moved))


def test_a_right_that_comes_back_brings_back_what_had_left_the_screens(counter: Counter, centre: PaperCentre) -> None:
    """Asking for papers was claimed and the refusal behind it did not fit without the right: no row is left. With the
    right again the refusal stands by itself and must be seen.
    """
    from tests.desk_client.store.feeding import FORM, SESSIONS

    asked = counter.intake.ask_papers(
        SESSIONS["hoa"], FORM, Asking((AskedPaper("Tờ khai", 1, 0, "Thiếu"),), Reason("thieu_giay_to"))
    )
    assert isinstance(asked, Dossier)
    refused = counter.intake.refuse(
        SESSIONS["hoa"], replace(FORM, dossier=asked.id), Reason("khong_du_dieu_kien", "Không bổ sung")
    )
    assert isinstance(refused, Dossier)
    ended = replace(GRANTS[0], valid_until=date(2019, 3, 13))
    centre.rows.append(PeopleRow(1, (), (ended, *GRANTS[1:])))
    centre.say(counter.lines()[0], VerdictKind.CLAIMED, "no_right")
    centre.tell(counter)
    assert counter.parts.queries.dossier(asked.id) is None
    centre.rows.append(PeopleRow(3, (), GRANTS))
    centre.tell(counter, after=2)
    assert counter.shown(asked.id).stage is Stage.REFUSED


def _signed(counter: Counter, centre: PaperCentre) -> Dossier:
    """A confirmed dossier with the leader's signature."""
    state = counter.receive()
    for payload, login in (
        (HandOver(OFFICE, "Quét sau"), "hoa"),
        (Accept(), "loc"),
        (Assign(OFFICER.id), "loc"),
        (Propose(grant=True, text="Đủ điều kiện"), "loc"),
        (Approve("", DRAFT), "minh"),
        (SignOnPaper(SIGNED, LEADER.id, LEADER.name), "suong"),
    ):
        counter.do(payload, state.id, login)
    after = len(centre.rows)
    for line in counter.lines()[-7:]:
        centre.accept(line)
    centre.tell(counter, after=after)
    return counter.shown(state.id)


def test_a_number_that_the_centre_gave_to_another_dossier_clashes_before_it_is_sent(
    counter: Counter, centre: PaperCentre
) -> None:
    """Both desks numbered a paper in the same cut: the later one sees it here, and its next number is another."""
    mine, theirs = _signed(counter, centre), _signed(counter, centre)
    book = document_book(OFFICE, 2019)
    number = Number(book, 1, "1/UBND-XN", date(2019, 3, 14), result=ISSUED, signed_sha256=SIGNED.sha256)
    assert counter.do(number, mine.id, "suong").stage is Stage.SIGNED
    from tests.fakes.people import RECORDS

    centre.accept(encode_act(other_desk(theirs.id).make(number, RECORDS, base=7)))
    assert set(centre.tell(counter, after=14)) == {mine.id, theirs.id}
    held = counter.held(mine.id)
    assert held is not None
    assert (held.shown.stage, held.attention) == (Stage.LEADER_SIGNED, 1)
    assert held.shown.tasks[-1].task.code == "noted_number_taken"
    centre.accept(counter.lines()[-1], number_free=False)
    centre.tell(counter, after=15)
    assert counter.held(mine.id) == replace(held, pending=0, attention=0, confirmed=held.shown)
    assert counter.do(replace(number, number=2), mine.id, "suong").stage is Stage.SIGNED


def test_only_an_officer_can_be_assigned_as_at_the_centre(counter: Counter, centre: PaperCentre) -> None:
    """Desk and centre ask the same of the person named, or the centre would refuse what the desk showed as done."""
    from dossier.identifiers import PersonId
    from dossier.refusals import Refusal, RefusalCode
    from tests.desk_client.store.feeding import SESSIONS

    state = counter.receive()
    counter.do(HandOver(OFFICE, "Quét sau"), state.id)
    counter.do(Accept(), state.id, "loc")
    head = Grant(PersonId("p-head"), OFFICE, Role.HEAD, date(2018, 1, 1))
    centre.rows.append(PeopleRow(1, (), (*GRANTS, head)))
    centre.tell(counter)
    refused = counter.acting.do(SESSIONS["minh"], Assign(head.person), state.id)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.ASSIGNEE_UNFIT


def test_shown_is_the_fold_of_the_event_stream(counter: Counter, centre: PaperCentre) -> None:
    """The snapshot equals the events folded from nothing, and the lines kept are the acts' own bytes."""
    from central_sync.protocol.codec import decode_act
    from dossier.evolve import event_of

    state = received(counter, centre)
    for words in ("một", "hai"):
        counter.do(Note(words), state.id)
    for line in counter.lines()[1:]:
        centre.accept(line)
    centre.tell(counter, after=1)
    folded: Dossier | None = None
    for row in centre.rows:
        act = decode_act(row.line.encode())  # type: ignore[union-attr]  # events only
        folded = evolve(folded, event_of(act, row.rev, row.ruling))  # type: ignore[arg-type, union-attr]  # as above
    assert counter.shown(state.id) == folded
    assert [row[2] for row in counter.everything()["event"]] == counter.lines()
