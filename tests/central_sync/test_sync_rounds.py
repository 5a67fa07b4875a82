"""Two ends over a lossy link: every act exactly once, no gap, the cursor exact, whatever is lost and whenever."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_centre_fake import FakeCentre
from sync_fakes import NOON, Clock, Fate, MemoryJournal, carry_over, tools_of

from central_sync.protocol.batch import SOFT_BYTES
from central_sync.protocol.centre import push_body, read_batch
from central_sync.protocol.chain import ZERO
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import PULL, PUSH, TOKEN, Response, complain
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.messages import MAX_ACTS, PushReply
from central_sync.protocol.ports import Cursor, StoredAct
from central_sync.protocol.round import Carry
from central_sync.protocol.tokens import LIFETIME_SECONDS, TokenDesk

WRITES = st.lists(st.tuples(st.sampled_from(["note", "bad", "wait"]), st.sampled_from(["", "", "g"])), max_size=12)
FATES = st.lists(st.sampled_from(list(Fate)), max_size=14)


def one_round(
    centre: FakeCentre, journal: MemoryJournal, fates: Iterator[Fate], clock: Clock, carry: Carry | None = None
) -> DeskSession:
    """Run a round; each exchange meets the next fate, and all is fine when there are no more."""
    session = DeskSession(tools_of(journal, clock), carry)
    while (request := session.next_request()) is not None:
        assert session.next_request() is request
        fate = next(fates, Fate.FINE)
        reply = carry_over(centre, request, fate)
        if fate is Fate.CRASH:
            return session
        if reply is None:
            session.failed(FaultCode.CUT)
        else:
            session.take(reply)
    return session


def settle(centre: FakeCentre, journal: MemoryJournal, clock: Clock) -> DeskSession:
    """One round over a good link."""
    return one_round(centre, journal, iter(()), clock)


def assert_equal_ends(centre: FakeCentre, journal: MemoryJournal) -> None:
    """Every act is at the centre once and answered, every row of the feed is at the desk once."""
    assert centre.acts == [act.line for act in journal.acts]
    assert centre.hashes == [act.hash for act in journal.acts]
    assert journal.acked == len(journal.acts)
    assert sorted(journal.verdicts) == list(range(1, len(journal.acts) + 1))
    assert journal.lines == centre.feed
    assert journal.cursor == Cursor(centre.epoch, len(centre.feed), centre.feed_hashes[-1] if centre.feed else ZERO)


@settings(max_examples=200, deadline=None)
@given(WRITES, st.lists(FATES, max_size=5), WRITES)
def test_whatever_is_lost_every_act_arrives_exactly_once(
    writes: list[tuple[str, str]], rounds: list[list[Fate]], later: list[tuple[str, str]]
) -> None:
    """Losses, repeats, crashes and strangers' replies in any order end with two equal ends after one good round."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    for text, group in writes:
        journal.write(text, group)
    for number, fates in enumerate(rounds):
        one_round(centre, journal, iter(fates), clock)
        if number == 1:
            for text, group in later:
                journal.write(text, group)
    session = settle(centre, journal, clock)
    assert session.fault is None
    assert_equal_ends(centre, journal)


@pytest.mark.parametrize("cut_at", range(8))
@pytest.mark.parametrize("fate", [Fate.LOSE_REQUEST, Fate.LOSE_REPLY, Fate.CRASH, Fate.HALF, Fate.PORTAL])
def test_a_round_cut_at_any_point_is_finished_by_the_next_one(cut_at: int, fate: Fate) -> None:
    """Every prefix of a round leaves both ends such that the next round completes them."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    for _ in range(MAX_ACTS + 5):
        journal.write()
    centre.page_rows = 100
    one_round(centre, journal, iter([Fate.FINE] * cut_at + [fate]), clock)
    assert settle(centre, journal, clock).fault is None
    assert_equal_ends(centre, journal)


def test_an_idle_round_with_a_live_token_is_one_exchange() -> None:
    """Nothing to say and nothing new costs one round trip; acts with one page cost one as well."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    journal.write()
    first = settle(centre, journal, clock)
    assert [request.path for request in centre.seen] == [TOKEN, PUSH]
    one_round(centre, journal, iter(()), clock, first.carry)
    assert [request.path for request in centre.seen[2:]] == [PULL]


def test_report_counts_answers_and_names_changed_dossiers() -> None:
    """Refused and held acts are told apart from accepted ones, and each changed dossier is named once."""
    centre, journal = FakeCentre(), MemoryJournal()
    for text in ("note", "bad", "wait", "note", "note", "note"):
        journal.write(text)
    report = settle(centre, journal, Clock()).report
    assert (report.sent, report.refused, report.held, report.received) == (6, 1, 1, 6)
    assert sorted(report.changed) == ["d0", "d1", "d2"]


def test_a_group_is_never_split_over_two_batches() -> None:
    """When a group would not fit whole it waits for the next batch."""
    centre, journal = FakeCentre(), MemoryJournal()
    for _ in range(MAX_ACTS - 5):
        journal.write()
    for _ in range(30):
        journal.write(group="slip-7")
    pushed = [request for request in _paths(centre, journal) if request == PUSH]
    assert len(pushed) == 2
    assert len(centre.acts) == MAX_ACTS + 25


def _paths(centre: FakeCentre, journal: MemoryJournal) -> list[str]:
    session = DeskSession(tools_of(journal))
    paths: list[str] = []
    while (request := session.next_request()) is not None:
        before = len(centre.acts)
        session.take(centre.handle(request))
        paths.append(request.path)
        if request.path == PUSH and before < len(centre.acts) < len(journal.acts):
            last, following = journal.acts[len(centre.acts) - 1], journal.acts[len(centre.acts)]
            assert not last.group or last.group != following.group
    return paths


def test_a_batch_stays_under_its_bytes_and_a_big_group_goes_whole() -> None:
    """Acts stop at about 1 MiB a batch; one group that is larger by itself still goes in one piece."""
    centre, journal = FakeCentre(), MemoryJournal()
    for _ in range(5):
        journal.write("x" * (SOFT_BYTES // 3))
    for _ in range(5):
        journal.write("y" * (SOFT_BYTES // 3), "visit")
    journal.write()
    assert _paths(centre, journal).count(PUSH) == 5
    assert centre.acts == [act.line for act in journal.acts]


def test_a_group_larger_than_any_batch_goes_up_in_pieces() -> None:
    """Nothing waits for ever because a group cannot fit."""
    centre, journal = FakeCentre(), MemoryJournal()
    for _ in range(MAX_ACTS + 40):
        journal.write(group="month")
    assert settle(centre, journal, Clock()).fault is None
    assert len(centre.acts) == MAX_ACTS + 40


def test_a_centre_that_lost_acts_is_filled_again() -> None:
    """A gap makes the desk send from where the centre asks, even below what was acknowledged."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    for _ in range(6):
        journal.write()
    settle(centre, journal, clock)
    del centre.acts[3:], centre.hashes[3:], centre.verdicts[3:]
    journal.write()
    settle(centre, journal, clock)
    assert centre.acts == [act.line for act in journal.acts]


def test_a_new_epoch_rereads_the_feed_and_offers_own_acts_again() -> None:
    """After a restore from backup both ends are equal again within one round."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    for _ in range(7):
        journal.write()
    settle(centre, journal, clock)
    centre.restore(4, "e2")
    assert settle(centre, journal, clock).fault is None
    assert journal.rewinds == 1
    assert_equal_ends(centre, journal)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 7), st.lists(FATES, max_size=4))
def test_a_new_epoch_survives_a_bad_link(kept: int, rounds: list[list[Fate]]) -> None:
    """A restore in the middle of losses still ends equal."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    for _ in range(7):
        journal.write()
    settle(centre, journal, clock)
    centre.restore(kept, "e2")
    journal.write()
    for fates in rounds:
        one_round(centre, journal, iter(fates), clock)
    assert settle(centre, journal, clock).fault is None
    assert_equal_ends(centre, journal)


def test_a_cloned_desk_is_seen_and_frozen_and_loses_nothing() -> None:
    """A copy that wrote another act under the same number is cut off; its acts lie in quarantine and at the desk."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    journal.write()
    settle(centre, journal, clock)
    copy = MemoryJournal()
    copy.acts, copy.acked, copy.cursor = list(journal.acts), journal.acked, journal.cursor
    copy.lines = list(journal.lines)
    journal.write("mine")
    settle(centre, journal, clock)
    copy.write("other")
    session = settle(centre, copy, clock)
    assert session.fault == Fault(FaultCode.FROZEN, "clone at 2")
    assert copy.why_frozen == "clone at 2"
    assert len(centre.quarantine) == 1
    assert (copy.acked, len(copy.acts)) == (1, 2)


def test_a_desk_restored_from_an_old_copy_is_told() -> None:
    """The centre knows more of this device than the device: nothing is acknowledged, a person is needed."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    for _ in range(5):
        journal.write()
    settle(centre, journal, clock)
    old = MemoryJournal()
    old.acts = journal.acts[:2]
    session = settle(centre, old, clock)
    assert session.fault == Fault(FaultCode.CENTRE_AHEAD, "5")
    assert old.acked == 0


def test_what_a_restored_desk_wrote_between_question_and_answer_reaches_quarantine() -> None:
    """The clerk does not wait for the line: the act under a number that is taken goes up before the desk stops."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    for _ in range(5):
        journal.write()
    settle(centre, journal, clock)
    old = MemoryJournal()
    old.acts = journal.acts[:2]
    session = DeskSession(tools_of(old, clock))
    while (request := session.next_request()) is not None:
        reply = carry_over(centre, request, Fate.FINE)
        if request.path == PUSH and len(old.acts) == 2:
            old.write("other")
        assert reply is not None
        session.take(reply)
    assert session.fault == Fault(FaultCode.FROZEN, "clone at 3")
    assert len(centre.quarantine) == 1
    assert (old.acked, len(old.acts)) == (0, 3)


def test_a_wrong_clock_is_set_right_once_and_then_told() -> None:
    """A desk whose clock is off asks again by the centre's clock and learns the offset; a second no is a fault."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    clock.ms += 3_600_000
    journal.write()
    session = settle(centre, journal, clock)
    assert session.fault is None
    assert session.server_offset_ms == -3_600_000
    assert [request.path for request in centre.seen[:3]] == [TOKEN, TOKEN, PUSH]
    stubborn = DeskSession(tools_of(journal, clock))
    for _ in range(2):
        assert stubborn.next_request() is not None
        stubborn.take(complain(Fault(FaultCode.CLOCK_OFF, "", centre.clock.ms)))
    assert stubborn.next_request() is None
    assert stubborn.fault is not None
    assert stubborn.fault.code is FaultCode.CLOCK_OFF


def test_an_expired_token_is_renewed_within_the_round() -> None:
    """A token that the centre no longer takes costs two exchanges, not the round."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    carry = settle(centre, journal, clock).carry
    centre.tokens = TokenDesk(bytes([8]) * 32, centre.clock.now)
    journal.write()
    assert one_round(centre, journal, iter(()), clock, carry).fault is None
    assert [request.path for request in centre.seen[-3:]] == [PUSH, TOKEN, PUSH]


def test_a_token_that_soon_ends_is_not_used() -> None:
    """Near the end of its life a token is asked for anew before anything else is sent."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    carry = settle(centre, journal, clock).carry
    clock.ms = centre.clock.ms = NOON + (LIFETIME_SECONDS - 20) * 1000
    one_round(centre, journal, iter(()), clock, carry)
    assert [request.path for request in centre.seen[-2:]] == [TOKEN, PULL]


def test_a_centre_that_refuses_every_token_ends_the_round() -> None:
    """No endless circle of tokens."""
    journal = MemoryJournal()
    centre = FakeCentre()
    session = DeskSession(tools_of(journal))
    count = 0
    while (request := session.next_request()) is not None:
        count += 1
        assert count < 10
        session.take(centre.handle(request) if request.path == TOKEN else complain(Fault(FaultCode.TOKEN_REFUSED)))
    assert session.fault is not None
    assert session.fault.code is FaultCode.TOKEN_REFUSED


def test_a_damaged_outbox_is_not_sent() -> None:
    """Lines that do not fit their stored links stay where they are."""
    centre, journal = FakeCentre(), MemoryJournal()
    journal.write()
    journal.write()
    second = journal.acts[1]
    journal.acts[1] = StoredAct(2, second.line.replace(b"note", b"nope"), second.hash, "")
    assert settle(centre, journal, Clock()).fault == Fault(FaultCode.OUTBOX_BROKEN, "1")
    assert centre.acts == []


def test_acts_that_are_no_longer_here_are_told() -> None:
    """A centre that asks for acts which this desk has let go needs a person; nothing else is sent in their place."""
    centre, journal = FakeCentre(), MemoryJournal()
    for _ in range(4):
        journal.write()
    kept = journal.acts[2:]
    journal.outbox = lambda after, limit: [act for act in kept if act.seq > after][:limit]  # type: ignore[method-assign]  # a desk that let its first acts go
    assert settle(centre, journal, Clock()).fault == Fault(FaultCode.ACTS_GONE, "1")
    assert centre.acts == []


def test_a_centre_that_asks_in_circles_is_left_alone() -> None:
    """Taking acts and then asking for them again ends the round after one more try."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    for _ in range(2 * MAX_ACTS + 10):
        journal.write()
    session = DeskSession(tools_of(journal, clock))
    asked = 0
    while (request := session.next_request()) is not None:
        asked += 1
        assert asked < 20
        if request.path == PUSH and read_batch(request.body).first > MAX_ACTS:
            session.take(Response(200, push_body(PushReply(100, [], clock.ms, send_from=101))))
        else:
            session.take(centre.handle(request))
    assert session.fault == Fault(FaultCode.CENTRE_LOOPS, "101")


def test_a_centre_of_ever_new_epochs_is_left_alone() -> None:
    """One rewind a round; a second one is a fault."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    session = DeskSession(tools_of(journal, clock))
    while (request := session.next_request()) is not None:
        assert len(centre.seen) < 20
        centre.epoch += "x"
        session.take(centre.handle(request))
    assert session.fault == Fault(FaultCode.CENTRE_LOOPS, "epoch")
    assert journal.rewinds == 1


def test_a_push_that_brings_no_page_is_followed_by_a_pull() -> None:
    """The events of the last batch are asked for when its reply did not carry them."""
    centre, journal, clock = FakeCentre(page_rows=500), MemoryJournal(), Clock()
    for _ in range(MAX_ACTS + 10):
        journal.write()
    session = DeskSession(tools_of(journal, clock))
    while (request := session.next_request()) is not None:
        reply = centre.handle(request)
        if request.path == PUSH and len(centre.acts) > MAX_ACTS:
            reply = Response(200, push_body(PushReply(MAX_ACTS + 10, centre.verdicts[MAX_ACTS:], clock.ms)))
        session.take(reply)
    assert_equal_ends(centre, journal)


def test_a_version_that_is_no_hash_never_becomes_an_address() -> None:
    """What the feed names is put into a path only when it can be a hash."""
    centre, journal = FakeCentre(), MemoryJournal()
    journal.wanted = ["../../enrol", "ab"]
    session = settle(centre, journal, Clock())
    assert session.fault == Fault(FaultCode.RULES_WRONG, "name")
    assert [request.path for request in centre.seen] == [TOKEN, PULL]


def test_wanted_rules_are_fetched_and_checked() -> None:
    """A version named by the feed is kept when its hash is right, and told when it is not or not there."""
    centre, journal, clock = FakeCentre(), MemoryJournal(), Clock()
    good = centre.publish_rules(b"rules of 2019")
    assert settle(centre, journal, clock).fault is None
    assert journal.rules == {good: b"rules of 2019"}
    bad = centre.publish_rules(b"rules of 2025")
    centre.rules[bad] = b"tampered"
    missing = centre.publish_rules(b"rules of 2026")
    del centre.rules[missing]
    journal.write()
    session = settle(centre, journal, clock)
    assert session.fault is not None
    assert session.fault.code in {FaultCode.RULES_WRONG, FaultCode.RULES_MISSING}
    assert set(journal.rules) == {good}
    assert len(centre.acts) == 1
