"""Two ends over a lossy link: every act exactly once, no gap, the cursor exact, whatever is lost and whenever."""

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_fakes import NOON, Clock, FakeCentre, Fate, MemoryJournal, carry_over, tools_of

from central_sync.protocol.batch import SOFT_BYTES
from central_sync.protocol.chain import ZERO
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import PULL, PUSH, TOKEN, Response, complain
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.messages import MAX_ACTS
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


@pytest.mark.parametrize(
    ("reply", "code", "retryable"),
    [
        (Response(200, b"<html>log in</html>"), FaultCode.NOT_THE_CENTRE, True),
        (Response(302, b""), FaultCode.NOT_THE_CENTRE, True),
        (Response(511, b"<html>"), FaultCode.NOT_THE_CENTRE, True),
        (Response(404, b"not here"), FaultCode.NOT_THE_CENTRE, True),
        (Response(500, b"oops"), FaultCode.CENTRE_FAULT, True),
        (Response(503, b""), FaultCode.CENTRE_FAULT, True),
        (Response(200, b""), FaultCode.NOT_THE_CENTRE, True),
        (Response(200, b"\x28\xb5\x2f\xfdgarbage"), FaultCode.REPLY_MALFORMED, True),
        (Response(400, b'{"code":"who_knows"}'), FaultCode.REQUEST_REFUSED, False),
        (complain(Fault(FaultCode.DEVICE_UNKNOWN)), FaultCode.DEVICE_UNKNOWN, False),
        (complain(Fault(FaultCode.CENTRE_BUSY)), FaultCode.CENTRE_BUSY, True),
    ],
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_bad_reply_is_a_code_and_changes_nothing(reply: Response, code: FaultCode, retryable: bool, at: int) -> None:
    """Whatever answers in place of the centre at token, push or pull, the journal stays as it was."""
    centre, journal = FakeCentre(page_rows=1), MemoryJournal()
    journal.write()
    journal.write()
    session = DeskSession(tools_of(journal))
    for number in range(at + 1):
        request = session.next_request()
        assert request is not None
        before = journal.snapshot()
        session.take(reply if number == at else centre.handle(request))
    assert session.next_request() is None
    assert session.fault is not None
    assert (session.fault.code, session.fault.retryable) == (code, retryable)
    assert journal.snapshot() == before


def test_a_revoked_desk_is_frozen_by_a_refused_pull() -> None:
    """A complaint `frozen` on a pull is kept for the screens."""
    centre, journal = FakeCentre(), MemoryJournal()
    session = DeskSession(tools_of(journal))
    request = session.next_request()
    assert request is not None
    session.take(centre.handle(request))
    assert session.next_request() is not None
    session.take(complain(Fault(FaultCode.FROZEN, "revoked")))
    assert journal.why_frozen == "revoked"


def test_a_reply_without_a_request_is_a_mistake_of_the_caller() -> None:
    """Stale replies are never fed into a round."""
    with pytest.raises(ValueError, match="outstanding"):
        DeskSession(tools_of(MemoryJournal())).take(Response(200, b""))
