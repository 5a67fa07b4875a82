"""A centre restored from a backup: own acts and files are offered again, the feed is read anew, nothing vanishes."""

import pytest

from central_sync.protocol.codec import encode_act
from central_sync.protocol.messages import VerdictKind
from desk_client.store.tasks import close_task
from dossier.acts import ActKind, AttachPaper, HandOver, Note
from dossier.events import Stage
from tests.desk_client.store.feeding import Counter, PaperCentre, verdict_of
from tests.fakes.people import OFFICE, OFFICER, ActMaker, reception


@pytest.fixture
def story(counter: Counter, centre: PaperCentre) -> str:
    """A dossier with own acts and one of desk 2, all confirmed."""
    state = counter.receive()
    counter.do(Note("một"), state.id)
    counter.do(HandOver(OFFICE, "Quét sau"), state.id)
    lines = counter.lines()
    counter.machine.journal.answered(3, [verdict_of(line, VerdictKind.ACCEPTED) for line in lines])
    other = ActMaker(device="dev-2", dossier=state.id)
    for line in (lines[0], lines[1], encode_act(other.make(Note("bàn 2"), OFFICER, base=2)), lines[2]):
        centre.accept(line)
    centre.tell(counter)
    assert counter.act_states() == ["accepted"] * 3
    return str(state.id)


def test_everything_is_offered_again_and_nothing_leaves_the_screens(
    counter: Counter, centre: PaperCentre, story: str
) -> None:
    """After the rewind the dossier is shown as before, the outbox is full again, the cursor at the start."""
    before = counter.shown(story)
    counter.machine.journal.rewind("epoch-2")
    standing = counter.machine.journal.standing()
    assert (standing.acked, standing.cursor.epoch, standing.cursor.after, standing.cursor.hash) == (
        0, "epoch-2", 0, bytes(32),
    )  # fmt: skip
    assert [act.seq for act in counter.machine.journal.outbox(0, 10)] == [1, 2, 3]
    assert counter.act_states() == ["pending"] * 3
    assert counter.shown(story) == before
    assert len(counter.parts.queries.search("bich ngoc")) == 1


def test_known_acts_are_answered_again_and_the_feed_ends_where_it_was(
    counter: Counter, centre: PaperCentre, story: str
) -> None:
    """The centre lost nothing: first answers again, the same rows again; the store ends as it began."""
    before = counter.shown(story)
    events = counter.everything()["event"]
    counter.machine.journal.rewind("epoch-2")
    answers = [verdict_of(line, VerdictKind.ACCEPTED) for line in counter.lines()]
    counter.machine.journal.answered(3, answers)
    assert counter.shown(story) == before, "an answer alone must not fold own acts over an old state"
    for upto in range(1, len(centre.rows) + 1):
        page = PaperCentre(centre.states, centre.rows[:upto])
        page.tell(counter, after=upto - 1)
    assert counter.shown(story) == before
    assert counter.everything()["event"] == events
    assert counter.act_states() == ["accepted"] * 3
    held = counter.held(story)
    assert held is not None
    assert (held.pending, held.stale, held.attention) == (0, False, 0)


def test_another_order_of_history_replaces_the_old_one(counter: Counter, centre: PaperCentre, story: str) -> None:
    """The restored centre lost desk 2's note and decided the own acts in one go: revisions differ, it is right."""
    counter.machine.journal.rewind("epoch-2")
    new = PaperCentre()
    for line in counter.lines():
        new.accept(line)
    new.tell(counter)
    shown = counter.shown(story)
    assert shown == new.states[story]
    assert (shown.rev, [line.text for line in shown.trail if line.kind is ActKind.NOTE]) == (3, ["một"])
    assert [row[2] for row in counter.everything()["event"]] == counter.lines(), "events of the old history stayed"


def test_another_history_of_a_foreign_dossier_replaces_the_old_one(counter: Counter, centre: PaperCentre) -> None:
    """No own act on it: three revisions are known here, the restored centre tells two others."""
    maker = ActMaker(device="dev-2", dossier="0195959f-0000-7000-8000-00000000000b")
    first, second, third = (encode_act(maker.make(one)) for one in (reception(501), Note("một"), Note("hai")))
    for line in (first, second, third):
        centre.accept(line)
    centre.tell(counter)
    counter.machine.journal.rewind("epoch-2")
    new = PaperCentre()
    for line in (first, third):
        new.accept(line)
    new.tell(counter)
    assert counter.shown(maker.dossier) == new.states[maker.dossier]


def test_an_answer_does_not_tear_down_what_is_not_told_yet(counter: Counter, centre: PaperCentre) -> None:
    """A note on desk 2's dossier is claimed in the new epoch: the dossier stays as it was, the note waits no more."""
    maker = ActMaker(device="dev-2", dossier="0195959f-0000-7000-8000-00000000000b")
    centre.accept(encode_act(maker.make(reception(501))))
    centre.tell(counter)
    counter.do(Note("của tôi"), maker.dossier)
    before = counter.shown(maker.dossier)
    counter.machine.journal.rewind("epoch-2")
    counter.machine.journal.answered(1, [verdict_of(counter.lines()[0], VerdictKind.CLAIMED, "no_right")])
    held = counter.held(maker.dossier)
    assert held is not None
    assert (held.shown, held.pending, held.stale) == (before, 0, True)
    centre.tell(counter)
    assert counter.shown(maker.dossier) == centre.states[maker.dossier]


def test_a_dossier_half_told_carries_the_own_acts_that_wait(counter: Counter, centre: PaperCentre, story: str) -> None:
    """A page ends in the middle: what the centre told plus what it has not told yet is on the screen."""
    counter.machine.journal.rewind("epoch-2")
    page = PaperCentre(centre.states, centre.rows[:1])
    page.tell(counter)
    held = counter.held(story)
    assert held is not None
    assert held.confirmed is not None
    assert (held.confirmed.rev, held.pending, held.shown.stage) == (1, 2, Stage.HANDED_OVER)


def test_an_act_written_between_rewind_and_feed_is_kept(counter: Counter, centre: PaperCentre, story: str) -> None:
    """The clerk works on: the note stands on the old state and later on the new one."""
    counter.machine.journal.rewind("epoch-2")
    counter.do(Note("trong lúc đó"), story)
    assert counter.shown(story).trail[-1].text == "trong lúc đó"
    centre.tell(counter)
    shown = counter.shown(story)
    assert [line.text for line in shown.trail if line.kind is ActKind.NOTE] == ["một", "bàn 2", "trong lúc đó"]
    assert counter.act_states() == ["accepted"] * 3 + ["pending"]


def test_an_act_that_the_restored_centre_refuses_becomes_a_task(
    counter: Counter, centre: PaperCentre, story: str
) -> None:
    """It had been accepted once; now it is told and leaves the view, never silently."""
    counter.machine.journal.rewind("epoch-2")
    refused = verdict_of(counter.lines()[2], VerdictKind.REFUSED, "no_right")
    kept = [verdict_of(line, VerdictKind.ACCEPTED) for line in counter.lines()[:2]]
    counter.machine.journal.answered(3, [*kept, refused])
    new = PaperCentre()
    for line in counter.lines()[:2]:
        new.accept(line)
    new.tell(counter)
    assert [(task.origin, task.code) for task in counter.tasks()] == [("refused", "no_right")]
    assert counter.shown(story).stage is Stage.RECEIVED


def test_the_newest_reason_of_a_refusal_is_told(counter: Counter, story: str) -> None:
    """Refused for its stage, after a restore for a lost right, after another for its stage again: one open task each
    time, and one that a person closed with a note stays closed.
    """
    line = counter.lines()[2]
    told = []
    for epoch, code in enumerate(("wrong_stage", "no_right", "wrong_stage")):
        counter.machine.journal.rewind(f"epoch-{epoch}")
        counter.machine.journal.answered(3, [verdict_of(line, VerdictKind.REFUSED, code)])
        told.append([task.code for task in counter.tasks()])
    assert told == [["wrong_stage"], ["no_right"], ["wrong_stage"]]
    (task,) = counter.tasks()
    counter.machine.writer.run(lambda connection: close_task(connection, task.id, "đã làm lại", task.raised_at))
    counter.machine.journal.rewind("epoch-9")
    counter.machine.journal.answered(3, [verdict_of(line, VerdictKind.REFUSED, "wrong_stage")])
    assert counter.tasks() == []


def test_a_refused_act_that_is_accepted_now_closes_its_task(counter: Counter, centre: PaperCentre) -> None:
    """The event is the newer answer."""
    state = counter.receive()
    line = counter.lines()[0]
    counter.machine.journal.answered(1, [verdict_of(line, VerdictKind.CLAIMED, "no_right")])
    counter.machine.journal.rewind("epoch-2")
    centre.accept(line)
    centre.tell(counter)
    assert counter.tasks() == []
    assert counter.shown(state.id) == centre.states[state.id]


@pytest.mark.parametrize("own", [True, False])
def test_a_dossier_whose_beginning_does_not_count_any_more_leaves(
    counter: Counter, centre: PaperCentre, *, own: bool
) -> None:
    """The restored centre claims the reception, of this desk or of another: the old state is told by nobody."""
    maker = ActMaker(device="dev-2", dossier="0195959f-0000-7000-8000-00000000000b")
    dossier = counter.receive().id if own else maker.dossier
    line = counter.lines()[0] if own else encode_act(maker.make(reception(501)))
    centre.accept(line)
    centre.tell(counter)
    counter.machine.journal.rewind("epoch-2")
    new = PaperCentre()
    new.say(line, VerdictKind.CLAIMED, "no_right")
    new.tell(counter)
    assert counter.parts.queries.dossier(dossier) is None
    assert [(task.origin, task.dossier) for task in counter.tasks()] == [("claimed", dossier)]


def test_a_dossier_that_nobody_tells_any_more_stays(counter: Counter, centre: PaperCentre) -> None:
    """Desk 2's dossier is lost at the centre and not refilled yet: it is still here, as it was."""
    maker = ActMaker(device="dev-2", dossier="0195959f-0000-7000-8000-00000000000b")
    centre.accept(encode_act(maker.make(reception(501))))
    centre.tell(counter)
    before = counter.shown(maker.dossier)
    counter.machine.journal.rewind("epoch-2")
    PaperCentre().tell(counter)
    assert counter.shown(maker.dossier) == before


def test_files_are_offered_again(counter: Counter) -> None:
    """A proved file of an own act may be lost at the restored centre: the lane asks again, and only after the act."""
    state = counter.receive()
    shelf = counter.parts.shelf
    file = shelf.keep(b"%PDF-1.4 scan", 1, state.id)
    counter.do(AttachPaper(1, file), state.id)
    counter.machine.journal.answered(2, [verdict_of(line, VerdictKind.ACCEPTED) for line in counter.lines()])
    assert [key.sha256 for key in shelf.unproved(5)] == [file.sha256]
    shelf.proved(file.sha256)
    assert list(shelf.unproved(5)) == []
    counter.machine.journal.rewind("epoch-2")
    assert list(shelf.unproved(5)) == []
    counter.machine.journal.answered(2, [verdict_of(line, VerdictKind.ACCEPTED) for line in counter.lines()])
    assert [key.sha256 for key in shelf.unproved(5)] == [file.sha256]
