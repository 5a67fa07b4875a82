"""What does not fit: repeats, holes, copies, clashing numbers, strangers, held acts, faults of ours."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import TypeVar

import pytest

from central_server.bootstrap.world import LogAlarm
from central_server.ports.storage import Storage, Work
from central_server.services import arrival
from central_server.services.accept import Acceptance, Pushed
from central_server.services.enrolment import CodeOrder, EnrolmentRefused
from central_server.storage import schema
from central_sync.protocol.centre import read_batch
from central_sync.protocol.codec import decode_act, encode_act
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import Verdict, VerdictRow
from dossier.acts import Approve, HandOver, Note
from dossier.events import Event, Outcome
from dossier.evolve import evolve
from dossier.identifiers import DeviceId, OfficeId
from dossier.state import Dossier
from tests.central_server.acts_of_day import Hand, dossier_of
from tests.central_server.centre_bench import TestDesk, World, fault_of
from tests.fakes.people import CITIZEN, OFFICE, OTHER_OFFICE

T = TypeVar("T")


def kinds(verdicts: list[Verdict]) -> list[str]:
    """Verdicts and codes in short."""
    return [one.verdict.value + (f":{one.code}" if one.code else "") for one in verdicts]


def state_of(world: World, desk: TestDesk, number: int = 1) -> Dossier | None:
    """A desk's dossier of record."""
    record = world.centre.store.read(lambda unit: unit.search.by_id(dossier_of(desk, number)))
    return None if record is None else record.state


def counts(world: World) -> tuple[int, int]:
    """Acts and quarantined batches."""
    found = world.centre.store.read(lambda unit: unit.registry.counts())
    return found.acts, found.quarantined


def test_a_batch_sent_again_gets_the_same_answers_and_changes_nothing(world: World) -> None:
    """The reply was lost: whole and overlapping repeats."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    first = desk.do(hand.receive(), hand.act(Note("một")))
    assert kinds(desk.push(1, 2).verdicts) == kinds(first.verdicts) == ["accepted", "accepted"]
    desk.write([hand.act(Note("hai"))])
    assert kinds(desk.push(1, 3).verdicts) == ["accepted"] * 3
    state = state_of(world, desk)
    assert state is not None
    assert (state.rev, counts(world)) == (3, (3, 0))
    desk.pull()
    assert [row.rev for row in desk.events()] == [1, 2, 3]


def test_a_hole_is_asked_for(world: World) -> None:
    """Act 1 is missing: nothing is stored, the desk sends from there."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.write([hand.receive(), hand.act(Note("một"))])
    reply = desk.push(2, 2)
    assert (reply.send_from, reply.acked, counts(world)) == (1, 0, (0, 0))


def test_a_copied_desk_is_frozen_and_both_histories_are_kept(world: World) -> None:
    """Two machines with one key write different second acts."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive())
    copy = replace(desk, lines=list(desk.lines), hashes=list(desk.hashes), rows=[])
    desk.do(hand.act(Note("máy thật")))
    copy.write([replace(hand.act(Note("bản sao")), seq=2)])
    assert copy.push(2).frozen == "clone"
    assert counts(world) == (2, 1)
    assert desk.push(1).frozen == "frozen"
    pull = world.client.post("/sync/v1/pull", content=desk.frame(1, 1), headers=desk.headers)
    assert pull.status_code in (400, 403)


def test_an_old_batch_of_a_copy_is_no_plain_repeat(world: World) -> None:
    """A batch wholly below the end is compared with the stored links, not waved through."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.ask_token()
    copy = replace(desk, lines=[], hashes=[], rows=[])
    desk.do(hand.receive(), hand.act(Note("một")))
    copy.write([replace(hand.receive(dossier=2), seq=1)])
    assert copy.push(1).frozen == "clone"


def test_two_desks_that_printed_one_number_both_stand_with_a_task(world: World) -> None:
    """A restored machine prints again: noted, with a task, never renumbered."""
    desk, other = world.desk(), world.desk(seed=b"2")
    hand, second = Hand.of(world, desk), Hand.of(world, other)
    given_numbers(world, other, 1, 499)
    desk.do(hand.receive())
    assert kinds(other.do(second.receive(number=1)).verdicts) == ["noted"]
    state, kept = state_of(world, other), state_of(world, desk)
    assert state is not None
    assert kept is not None
    assert [task.task.code for task in state.tasks] == ["noted_number_taken"]
    assert state.code == kept.code


def given_numbers(world: World, desk: TestDesk, first: int, last: int) -> None:
    """Let the centre believe that this desk may print these numbers."""
    table = schema.number_slice
    change = table.update().where(table.c.device == desk.known.device).values(first=first, last=last)
    with world.centre.store.engine.begin() as connection:
        connection.execute(change)


def test_a_number_outside_the_desks_slice_is_noted_and_claims_nothing(world: World) -> None:
    """The rightful desk may still print it."""
    desk, other = world.desk(), world.desk(seed=b"2")
    hand, second = Hand.of(world, desk), Hand.of(world, other)
    assert kinds(desk.do(hand.receive(number=other.known.slices[0].first)).verdicts) == ["noted"]
    assert kinds(other.do(second.receive()).verdicts) == ["accepted"]


def test_an_act_on_an_unknown_dossier_waits_and_is_decided_when_it_comes(world: World) -> None:
    """Another desk of the office speaks first; the reception comes later."""
    desk, other = world.desk(), world.desk(seed=b"2")
    hand, second = Hand.of(world, desk), Hand.of(world, other)
    reception = hand.receive()
    note = replace(second.act(Note("đến trước")), dossier=reception.dossier)
    assert kinds(other.do(note).verdicts) == ["held:dossier_unknown"]
    assert kinds(desk.do(reception).verdicts) == ["accepted"]
    other.pull()
    assert [row.rev for row in other.events()] == [1, 2]
    state = state_of(world, desk)
    assert state is not None
    assert state.trail[-1].text == "đến trước"
    assert kinds(other.push(1).verdicts) == ["accepted"]


def test_unknown_rules_and_unknown_kinds_wait_and_only_their_dossier_with_them(world: World) -> None:
    """Another dossier of the same desk goes on."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.write([replace(hand.receive(), rules="0" * 64)])
    desk.write_line(encode_act(hand.act(Note("?"))).replace(b'"kind":"note"', b'"kind":"seal"'))
    desk.write([hand.receive(dossier=2)])
    assert kinds(desk.push(1).verdicts) == ["held:rules_unknown", "held:unknown_kind", "accepted"]
    told = [row for row in desk.rows if isinstance(row, VerdictRow)]
    assert [row.verdict.code for row in told] == ["rules_unknown", "unknown_kind"]


@pytest.mark.parametrize(("old", "new"), [(b'"kv":1', b'"kv":2'), (b'"ev":1', b'"ev":2')], ids=["act", "line"])
def test_an_act_of_a_newer_version_is_kept_raw_held_and_told_until_the_centre_knows_it(
    world: World, monkeypatch: pytest.MonkeyPatch, old: bytes, new: bytes
) -> None:
    """Its exact bytes, its dossier waiting behind it, an alarm, a task at the desk; the updated centre decides it."""
    heard: list[tuple[str, ...]] = []
    monkeypatch.setattr(LogAlarm, "raise_", lambda _self, code, subjects: heard.append((code, *subjects)))
    desk = world.desk()
    hand = Hand.of(world, desk)
    newer = encode_act(hand.receive()).replace(old, new)
    desk.write_line(newer)
    desk.write([hand.act(Note("sau đó")), hand.receive(dossier=2)])
    assert kinds(desk.push(1).verdicts) == ["held:unknown_kind", "held:behind_held", "accepted"]
    kept = world.centre.store.read(lambda unit: unit.ledger.acts(desk.known.device, 1, 1))
    assert [one.line for one in kept] == [newer]
    assert state_of(world, desk) is None
    assert heard == [("act_unread", desk.known.device, "1", "unknown_kind")]
    told = next(row for row in desk.rows if isinstance(row, VerdictRow))
    assert (told.verdict.code, told.line.encode()) == ("unknown_kind", newer)
    assert world.centre.held.retry() == 0, "only another program can read it"
    monkeypatch.setattr(arrival, "decode_act", lambda line: decode_act(line.replace(new, old)))
    assert world.centre.held.retry(all_reasons=True) == 2
    state = state_of(world, desk)
    assert state is not None
    assert (state.rev, state.trail[-1].text) == (2, "sau đó")


def test_a_dependency_that_is_not_here_yet_holds_the_act(world: World) -> None:
    """`needs` names an act of another desk."""
    desk, other = world.desk(), world.desk(seed=b"2")
    hand, second = Hand.of(world, desk), Hand.of(world, other)
    first = second.receive()
    waiting = replace(hand.receive(), needs=(first.id,))
    assert kinds(desk.do(waiting).verdicts) == ["held:needs"]
    other.do(first)
    assert state_of(world, desk) is not None


def test_a_deciding_act_that_does_not_fit_is_refused_with_a_task_at_its_office(world: World) -> None:
    """Approval before a proposal."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    reply = desk.do(hand.receive(), hand.act(Approve(), "minh"))
    assert kinds(reply.verdicts) == ["accepted", "refused:wrong_stage"]
    told = [row for row in desk.rows if isinstance(row, VerdictRow)]
    assert [row.line.encode() for row in told] == [desk.lines[1]]


def test_a_witnessed_act_without_the_right_is_claimed(world: World) -> None:
    """The officer is no intake clerk: kept beside the dossier, no event."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    answers = desk.do(hand.receive(), hand.act(HandOver(OFFICE, "Quét sau"), "loc")).verdicts
    assert kinds(answers)[1] == "claimed:no_right"
    state = state_of(world, desk)
    assert state is not None
    assert state.rev == 1


def test_a_right_that_ended_before_the_act_does_not_count(world: World) -> None:
    """Roles are judged at the act's own day."""
    world.centre.people.revoke(world.people["hoa"], OFFICE, date(2019, 3, 13))
    desk = world.desk()
    hand = Hand.of(world, desk)
    assert kinds(desk.do(hand.receive()).verdicts) == ["claimed:no_right"]


def test_a_stranger_office_writes_and_learns_nothing(world: World) -> None:
    """A note on a dossier that this office does not see."""
    desk, stranger = world.desk(), world.desk(OTHER_OFFICE, b"2")
    hand, other = Hand.of(world, desk), Hand.of(world, stranger, "x-")
    reception = hand.receive()
    desk.do(reception)
    reply = stranger.do(replace(other.act(Note("dò")), dossier=reception.dossier))
    assert kinds(reply.verdicts) == ["claimed:no_right"]
    assert reply.verdicts[0].rev is None
    assert not stranger.events()


def test_the_same_act_under_another_sequence_is_a_duplicate(world: World) -> None:
    """The chain goes on, the act counts once."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    note = hand.act(Note("một"))
    reception = hand.receive()
    desk.do(replace(reception, seq=1))
    first = replace(note, seq=2, dossier=reception.dossier)
    assert kinds(desk.do(first, replace(first, seq=3)).verdicts) == ["accepted", "duplicate:accepted"]
    state = state_of(world, desk)
    assert state is not None
    assert state.rev == 2
    assert kinds(desk.push(1).verdicts) == ["accepted", "accepted", "duplicate:accepted"]


def test_a_moment_in_the_future_is_a_task_never_a_refusal(world: World) -> None:
    """The desk's clock is an hour ahead."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive())
    ahead = replace(hand.act(Note("ngày mai")), at=world.clock.at + timedelta(hours=1))
    assert kinds(desk.do(ahead).verdicts) == ["accepted"]
    state = state_of(world, desk)
    assert state is not None
    assert [task.task.code for task in state.tasks] == ["clock_doubt"]


def test_a_moment_before_the_previous_act_is_a_task(world: World) -> None:
    """Also when the previous act came in an earlier batch."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive())
    back = replace(hand.act(Note("lùi giờ")), at=hand.maker.at - timedelta(hours=1))
    desk.do(back)
    state = state_of(world, desk)
    assert state is not None
    assert [task.task.code for task in state.tasks] == ["clock_doubt"]


def test_a_later_note_on_an_older_base_is_merged(world: World) -> None:
    """Both changes stand; a desk's own notes on one base are no merge of anything."""
    desk, other = world.desk(), world.desk(seed=b"2")
    hand, second = Hand.of(world, desk), Hand.of(world, other)
    reception = hand.receive()
    told = desk.do(reception, hand.act(Note("một"), base=1), hand.act(Note("hai"), base=1))
    assert kinds(told.verdicts) == ["accepted"] * 3
    note = replace(second.act(Note("ba"), base=1), dossier=reception.dossier)
    assert kinds(other.do(note).verdicts) == ["merged"]
    state = state_of(world, desk)
    assert state is not None
    assert state.trail[-1].outcome is Outcome.MERGED


def test_a_revoked_desk_reads_nothing_and_its_acts_are_kept_apart(world: World) -> None:
    """Pulls stop at once, pushes go to quarantine."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive())
    assert world.centre.enrolment.revoke(DeviceId(desk.known.device))
    reply = desk.do(hand.act(Note("sau khi mất")))
    assert (reply.frozen, reply.page) == ("revoked", False)
    assert counts(world) == (1, 1)
    assert desk.get("0" * 64, 0).status == 403


def test_a_batch_of_a_foreign_key_is_refused_whole(world: World) -> None:
    """The signature does not belong to the device."""
    desk, other = world.desk(), world.desk(seed=b"2")
    hand = Hand.of(world, desk)
    forged = replace(desk, signer=other.signer, lines=[], hashes=[])
    forged.token = desk.ask_token()
    forged.write([hand.receive()])
    reply = world.client.post("/sync/v1/push", content=forged.frame(1, 1), headers=desk.headers)
    assert fault_of(reply).code is FaultCode.SIGNATURE_BAD
    assert counts(world) == (0, 0)


def test_a_crash_before_the_commit_leaves_nothing_half(world: World) -> None:
    """The process dies after every write of the unit; the same batch goes again afterwards."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.write([hand.receive(), hand.act(Note("một"))])
    body = desk.frame(1, 2)
    device = world.centre.store.read(lambda unit: unit.registry.device(DeviceId(desk.known.device)))
    assert device is not None
    before = world.centre.store.read(lambda unit: unit.feed.head(OfficeId(desk.known.office)))
    dying = Acceptance(replace(world.centre.acceptance._parts, storage=Dying(world.centre.store)))
    with pytest.raises(KeyboardInterrupt):
        dying.take([Pushed(device, read_batch(body), body)])
    assert counts(world) == (0, 0)
    assert state_of(world, desk) is None
    assert world.centre.store.read(lambda unit: unit.feed.head(OfficeId(desk.known.office))) == before
    assert kinds(desk.push(1).verdicts) == ["accepted", "accepted"]


class Dying:
    """A store whose process is killed just before the commit."""

    def __init__(self, store: Storage) -> None:
        self.store = store

    def write(self, work: Callable[[Work], T]) -> T:
        def killed(unit: Work) -> T:
            work(unit)
            raise KeyboardInterrupt

        return self.store.write(killed)

    def read(self, work: Callable[[Work], T]) -> T:
        return self.store.read(work)


def test_a_fault_of_ours_on_one_act_holds_that_act_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The batch goes again act by act; the device is not blocked, and a mended program decides the act."""
    desk = world.desk()
    hand = Hand.of(world, desk)

    def broken(state: Dossier | None, event: Event) -> Dossier:
        if event.data == Note("nổ"):
            raise ZeroDivisionError
        return evolve(state, event)

    monkeypatch.setattr("central_server.services.sitting.evolve", broken)
    reply = desk.do(hand.receive(), hand.act(Note("nổ")), hand.receive(dossier=2), hand.act(Note("khác")))
    assert kinds(reply.verdicts) == ["accepted", "held:fault", "accepted", "accepted"]
    monkeypatch.undo()
    assert world.centre.held.retry() == 0
    assert world.centre.held.retry(all_reasons=True) == 1
    state = state_of(world, desk)
    assert state is not None
    assert state.trail[-1].text == "nổ"


def test_a_malformed_line_is_kept_and_held(world: World) -> None:
    """A signed line whose payload is none: nothing is lost, the next act goes on."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.write_line(encode_act(hand.act(Note("x"))).replace(b'"data":{"text"', b'"data":{"txt"'))
    desk.write([hand.receive()])
    assert kinds(desk.push(1).verdicts) == ["held:malformed", "accepted"]
    assert counts(world)[0] == 2


def test_many_acts_that_wait_for_ever_keep_no_other_from_its_turn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More unreadable lines of a first desk than are read in one go; the second desk's act is still decided."""
    monkeypatch.setattr("central_server.services.held._MOST_HELD", 2)
    desks = sorted((world.desk(), world.desk(seed=b"2")), key=lambda one: one.known.device)
    broken, late = (Hand.of(world, desk) for desk in desks)
    for _ in range(5):
        desks[0].write_line(encode_act(broken.act(Note("x"))).replace(b'"data":{"text"', b'"data":{"txt"'))
    reception = broken.receive()
    note = replace(late.act(Note("đến trước")), dossier=reception.dossier)
    assert kinds(desks[1].do(note).verdicts) == ["held:dossier_unknown"]
    desks[0].write([reception])
    assert kinds(desks[0].push(1).verdicts) == ["held:malformed"] * 5 + ["accepted"]
    state = state_of(world, desks[0])
    assert state is not None
    assert state.trail[-1].text == "đến trước"


def test_an_act_for_an_office_that_does_not_exist_waits(world: World) -> None:
    """A hand-over to nowhere must not lose the dossier."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    reply = desk.do(hand.receive(), hand.act(HandOver(OfficeId("000.99.99.H11"), "Quét sau")))
    assert kinds(reply.verdicts) == ["accepted", "held:office_unknown"]


def test_codes_for_desks_work_once_in_time_and_never_share_numbers(world: World) -> None:
    """Used, unknown, expired; slices apart; the third desk is numbered three."""
    code = world.code()
    first = TestDesk.enrol(world, code)
    second = world.desk(seed=b"2")
    slices = [desk.known.slices[0] for desk in (first, second)]
    assert [(one.first, one.last) for one in slices] == [(1, 499), (500, 999)]
    assert (first.known.desk_number, second.known.desk_number) == (1, 2)
    for wrong in (code, "AAAA-AAAA-AAAA"):
        with pytest.raises(AssertionError, match="code_refused"):
            TestDesk.enrol(world, wrong, seed=b"3")
    late = world.code()
    world.clock.at += timedelta(hours=25)
    with pytest.raises(AssertionError, match="expired"):
        TestDesk.enrol(world, late)
    with pytest.raises(EnrolmentRefused, match="slice_taken"):
        world.centre.enrolment.order(CodeOrder(OFFICE, slice_=(400, 600)))
    with pytest.raises(EnrolmentRefused, match="office_unknown"):
        world.centre.enrolment.order(CodeOrder(OfficeId("000.99.99.H11")))


def test_names_that_a_database_dislikes_do_no_harm(world: World) -> None:
    """A NUL in an applicant's name is kept in the act and breaks no table."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive(applicant=replace(CITIZEN, name="A\x00B")))
    state = state_of(world, desk)
    assert state is not None
    assert state.applicant.name == "A\x00B"
