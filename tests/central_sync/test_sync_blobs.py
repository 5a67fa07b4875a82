"""Files go leaf by leaf: nothing acknowledged is sent again, nothing counts before the whole file was hashed."""

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sync_centre_fake import FakeCentre, StoredFile
from sync_fakes import Clock, Fate, MemoryJournal, MemoryShelf, carry_over, tools_of

from central_sync.protocol.blobs import MAX_FILE, LeafPlan, check_leaf, leaf_hash, leaf_plan
from central_sync.protocol.codec import encode, pack
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import Request, Response
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.lane import FILES_A_TURN, BlobLane
from central_sync.protocol.messages import LEAF, CommitReply, FileKey, HaveReply

BIG = 5 * LEAF + 17


def content(number: int, size: int) -> bytes:
    """Bytes of a file that no other file shares."""
    return (hashlib.sha256(str(number).encode()).digest() * (size // 32 + 1))[:size]


def world(*sizes: int) -> tuple[FakeCentre, MemoryShelf, str]:
    """A centre that knows the files of a desk, and a token."""
    centre, shelf = FakeCentre(), MemoryShelf()
    for number, size in enumerate(sizes):
        key = shelf.keep(content(number, size))
        centre.files[key.sha256] = StoredFile(key.size)
    session = DeskSession(tools_of(MemoryJournal(), Clock()))
    request = session.next_request()
    assert request is not None
    session.take(centre.handle(request))
    bearer = session.carry.bearer
    assert bearer is not None
    centre.seen.clear()
    return centre, shelf, bearer.token


def run(centre: FakeCentre, lane: BlobLane, connections: int = 3, fates: list[Fate] | None = None) -> None:
    """Drive the lane over some connections in turn, all requests in flight at once."""
    coming = iter(fates or [])
    while not lane.done:
        flying: list[tuple[int, Request]] = []
        for number in range(connections):
            request = lane.next_request(number)
            if request is not None:
                flying.append((number, request))
        for number, request in reversed(flying):
            reply = carry_over(centre, request, next(coming, Fate.FINE))
            if reply is None:
                lane.failed(number, FaultCode.CUT)
            else:
                lane.take(number, reply)


def puts(centre: FakeCentre) -> list[str]:
    """Paths of the leaves that arrived."""
    return [request.path for request in centre.seen if request.method == "PUT"]


@pytest.mark.parametrize("size", [1, LEAF - 1, LEAF, LEAF + 1, BIG])
def test_the_plan_covers_the_file_exactly(size: int) -> None:
    """All leaves together are the file, and only the last may be short."""
    plan = leaf_plan(size)
    assert plan is not None
    lengths = [plan.length(index) for index in range(plan.count)]
    assert sum(lengths) == size
    assert all(length == LEAF for length in lengths[:-1])
    with pytest.raises(IndexError):
        plan.length(plan.count)


def test_sizes_that_are_no_file_have_no_plan() -> None:
    """Nothing, less than nothing, and more than any scan."""
    assert [leaf_plan(size) for size in (0, -1, MAX_FILE + 1)] == [None, None, None]


def test_a_leaf_is_kept_only_when_all_of_it_is_right() -> None:
    """Index, length and hash."""
    plan = LeafPlan(LEAF + 3)
    assert check_leaf(plan, 1, b"abc", leaf_hash(b"abc")) is None
    for index, plain, declared in ((2, b"abc", "x"), (-1, b"abc", "x"), (1, b"ab", leaf_hash(b"ab")), (1, b"abc", "x")):
        fault = check_leaf(plan, index, plain, declared)
        assert fault is not None
        assert fault.code is FaultCode.LEAF_REFUSED


def test_files_arrive_whole_and_each_leaf_once() -> None:
    """Over three connections every file is proved, no leaf is sent twice, progress reached its end."""
    centre, shelf, token = world(BIG, 1, LEAF, 3 * LEAF)
    lane = BlobLane(shelf, token)
    run(centre, lane)
    assert lane.fault is None
    assert shelf.to_prove == []
    assert all(stored.complete for stored in centre.files.values())
    assert len(puts(centre)) == len(set(puts(centre))) == 6 + 1 + 1 + 3
    assert (lane.report.leaves_sent, lane.report.files_proved) == (11, 4)
    assert {sha256: len(leaves) for sha256, leaves in shelf.acknowledged.items()} == {
        sha256: len(stored.leaves) for sha256, stored in centre.files.items()
    }


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.sampled_from(list(Fate)), max_size=12), max_size=4), st.integers(1, 3))
def test_resume_sends_no_acknowledged_leaf_again(rounds: list[list[Fate]], connections: int) -> None:
    """Whatever is lost, a leaf whose acknowledgement came is never sent again, and all ends proved."""
    centre, shelf, token = world(BIG, LEAF + 1)
    for fates in [*rounds, []]:
        known = {sha256: set(leaves) for sha256, leaves in shelf.acknowledged.items()}
        centre.seen.clear()
        lane = BlobLane(shelf, token)
        run(centre, lane, connections, fates)
        for path in puts(centre):
            sha256, index = path.split("/")[-2:]
            assert int(index) not in known.get(sha256, set())
    assert shelf.to_prove == []
    assert all(b"".join(one.leaves[i] for i in sorted(one.leaves)) == shelf.here[h] for h, one in centre.files.items())


def test_files_whose_acts_are_not_there_do_not_hold_up_the_others() -> None:
    """Unknown files are passed over, however many stand first."""
    centre, shelf, token = world(*([40] * (FILES_A_TURN + 3)), BIG)
    for key in shelf.to_prove[:-1]:
        del centre.files[key.sha256]
    lane = BlobLane(shelf, token)
    run(centre, lane)
    assert lane.fault is None
    assert lane.report.files_proved == 1
    assert len(shelf.to_prove) == FILES_A_TURN + 3


def test_a_file_the_centre_already_proved_costs_one_question() -> None:
    """A lost reply to a commit is made good by `have` alone."""
    centre, shelf, token = world(LEAF)
    stored = centre.files[shelf.to_prove[0].sha256]
    stored.leaves[0], stored.complete = shelf.here[shelf.to_prove[0].sha256], True
    run(centre, BlobLane(shelf, token))
    assert shelf.to_prove == []
    assert len(centre.seen) == 1


def test_a_file_that_cannot_be_read_is_set_aside_and_told() -> None:
    """One damaged file on the desk does not keep back another."""
    centre, shelf, token = world(BIG, LEAF)
    shelf.unreadable.add(shelf.to_prove[0].sha256)
    lane = BlobLane(shelf, token)
    run(centre, lane)
    assert lane.report.files_proved == 1
    assert not lane.stopped
    assert lane.fault is not None
    assert lane.fault.code is FaultCode.FILE_UNREADABLE


def test_a_shorter_file_than_the_act_said_is_set_aside() -> None:
    """A leaf of the wrong length never leaves the desk."""
    centre, shelf, token = world(BIG)
    shelf.here[shelf.to_prove[0].sha256] = b"short"
    lane = BlobLane(shelf, token)
    run(centre, lane)
    assert puts(centre) == []
    assert len(shelf.to_prove) == 1


def test_a_commit_that_finds_leaves_missing_sends_them_once_more() -> None:
    """A centre that lost a leaf between acknowledgement and commit asks and gets it."""
    centre, shelf, token = world(2 * LEAF)
    lane = BlobLane(shelf, token)
    dropped = False
    while (request := lane.next_request(0)) is not None:
        if request.path.endswith("/commit") and not dropped:
            dropped = True
            centre.files[shelf.to_prove[0].sha256].leaves.pop(0)
        lane.take(0, centre.handle(request))
    assert lane.fault is None
    assert shelf.to_prove == []


def test_a_commit_that_is_never_satisfied_ends() -> None:
    """A second incomplete answer sets the file aside instead of going round."""
    centre, shelf, token = world(LEAF)
    lane = BlobLane(shelf, token)
    count = 0
    while (request := lane.next_request(0)) is not None:
        count += 1
        assert count < 10
        never = Response(200, pack(encode(CommitReply(complete=False, missing=[0]))))
        lane.take(0, never if request.path.endswith("/commit") else centre.handle(request))
    assert lane.fault is not None
    assert lane.fault.code is FaultCode.LEAF_REFUSED
    assert len(shelf.to_prove) == 1


def test_a_strangers_yes_to_a_leaf_is_no_acknowledgement() -> None:
    """Only the leaf's own hash acknowledges it."""
    centre, shelf, token = world(LEAF)
    lane = BlobLane(shelf, token)
    first = lane.next_request(0)
    assert first is not None
    lane.take(0, centre.handle(first))
    assert lane.next_request(0) is not None
    lane.take(0, Response(200, b"OK"))
    assert lane.done
    assert lane.fault == Fault(FaultCode.NOT_THE_CENTRE, "leaf")
    assert shelf.acknowledged == {}


def test_an_answer_about_other_files_is_refused() -> None:
    """`have` must answer in the order it was asked."""
    _, shelf, token = world(LEAF)
    lane = BlobLane(shelf, token)
    assert lane.next_request(0) is not None
    lane.take(0, Response(200, pack(encode(HaveReply(files=[])))))
    assert lane.fault == Fault(FaultCode.REPLY_MALFORMED, "have")


def test_a_paused_lane_starts_nothing_and_brings_home_what_flies() -> None:
    """Acts go first: no new request, the one in flight is still taken."""
    centre, shelf, token = world(BIG)
    lane = BlobLane(shelf, token)
    have = lane.next_request(0)
    assert have is not None
    assert lane.next_request(1) is None
    assert lane.next_request(0) is have
    lane.take(0, centre.handle(have))
    leaf = lane.next_request(0)
    assert leaf is not None
    lane.pause()
    assert lane.next_request(1) is None
    assert not lane.done
    lane.take(0, centre.handle(leaf))
    assert lane.done
    assert lane.report.leaves_sent == 1


def test_wanted_files_come_down_checked() -> None:
    """A file that a screen asked for arrives whole; one with wrong bytes is told and not used."""
    centre, shelf, token = world()
    for number, plain in enumerate((content(7, BIG), content(8, LEAF))):
        key = FileKey(hashlib.sha256(plain).hexdigest(), len(plain))
        plan = LeafPlan(len(plain))
        leaves = {i: plain[i * LEAF : (i + 1) * LEAF] for i in range(plan.count)}
        if number == 1:
            leaves[0] = bytes(LEAF)
        centre.files[key.sha256] = StoredFile(key.size, leaves, complete=True)
        shelf.to_fetch.append(key)
    gone = FileKey("ab" * 32, 5)
    shelf.to_fetch.append(gone)
    lane = BlobLane(shelf, token)
    run(centre, lane)
    assert lane.report.files_received == 1
    assert content(7, BIG) in shelf.here.values()
    assert len(shelf.to_fetch) == 2
    assert lane.fault is not None
    assert lane.fault.code in {FaultCode.FILE_WRONG, FaultCode.FILE_UNKNOWN}
