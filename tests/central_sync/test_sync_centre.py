"""The centre's arithmetic: new, known, overlapping, missing, cloned; and its tokens."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sync_fakes import DESK_KEY, DEVICE, Clock, act_line

from central_sync.protocol.batch import Batch, sign_batch
from central_sync.protocol.centre import (
    Clone,
    DeviceMark,
    Fresh,
    Gap,
    Judgement,
    Known,
    Overlap,
    PushedBatch,
    batch_signed,
    judge,
    read_batch,
)
from central_sync.protocol.chain import ZERO, frame, links, token_statement
from central_sync.protocol.codec import WireFault, encode, pack
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.messages import MAX_ACTS, BatchHead, TokenReply, TokenRequest
from central_sync.protocol.ports import Cursor, StoredAct
from central_sync.protocol.tokens import LIFETIME_SECONDS, WINDOW_MS, TokenDesk, bearer_of

CURSOR = Cursor("e1", 0, ZERO)
OURS = [act_line(seq) for seq in range(1, 9)]
OUR_LINKS = links(ZERO, OURS)


def batch(lines: Sequence[bytes], first: int, last: int) -> PushedBatch:
    """Acts first … last of a history as they arrive."""
    hashes = links(ZERO, lines)
    acts = tuple(StoredAct(seq, lines[seq - 1], hashes[seq - 1], "") for seq in range(first, last + 1))
    return read_batch(pack(sign_batch(DEVICE, Batch(acts), CURSOR, DESK_KEY)))


def mark(stored: int) -> DeviceMark:
    """What a centre holds that has our first `stored` acts."""
    last = OUR_LINKS[stored - 1] if stored else ZERO
    return DeviceMark(stored, last, lambda seq: OUR_LINKS[seq - 1])


def forked(at: int) -> list[bytes]:
    """A history that is ours up to `at - 1` and another from there."""
    return [*OURS[: at - 1], *(act_line(seq, "other") for seq in range(at, 9))]


@given(st.integers(0, 8), st.integers(1, 8), st.integers(0, 7))
def test_one_history_is_never_a_clone_and_adds_exactly_what_is_new(stored: int, first: int, more: int) -> None:
    """Whatever part of our own history arrives, the centre keeps what it lacks, once."""
    last = min(first + more, 8)
    judged = judge(batch(OURS, first, last), mark(stored))
    expected: Judgement
    if first > stored + 1:
        expected = Gap(stored + 1)
    elif last <= stored:
        expected = Known()
    elif first == stored + 1:
        expected = Fresh(tuple(OURS[stored:last]), tuple(OUR_LINKS[stored:last]))
    else:
        expected = Overlap(stored - first + 1, tuple(OURS[stored:last]), tuple(OUR_LINKS[stored:last]))
    assert judged == expected


@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 8), st.integers(0, 7))
def test_another_history_is_always_seen(at: int, stored: int, first: int, more: int) -> None:
    """A copy that went its own way at act `at`, which the centre holds, is a clone wherever its batch lies."""
    last = min(first + more, 8)
    judged = judge(batch(forked(at), first, last), mark(stored))
    if first > stored + 1:
        assert judged == Gap(stored + 1)
    elif at <= min(stored, last):
        assert isinstance(judged, Clone)
        assert judged.at == (max(at, first) if max(at, first) <= stored else stored)
    else:
        assert not isinstance(judged, Clone)


def test_a_clones_old_batch_wholly_below_the_last_act_is_no_duplicate() -> None:
    """It is compared with the stored link of its own last act, not with the head (the known trap)."""
    assert judge(batch(forked(3), 3, 4), mark(8)) == Clone(3)
    assert judge(batch(forked(2), 5, 6), mark(8)) == Clone(5)


def test_lines_altered_under_a_true_signature_freeze_nobody() -> None:
    """The signed head agrees with the stored one, the lines do not: the batch is refused, no device is at fault."""
    good = batch(OURS, 3, 4)
    bad = PushedBatch(good.head, good.claimed, (good.lines[0], act_line(4, "bent")))
    with pytest.raises(WireFault, match="batch_broken"):
        judge(bad, mark(8))
    tail = batch(OURS, 3, 6)
    with pytest.raises(WireFault, match="batch_broken"):
        judge(PushedBatch(tail.head, tail.claimed, (*tail.lines[:3], act_line(6, "bent"))), mark(4))


def test_an_empty_batch_proves_nothing() -> None:
    """No act, no signature; its place still tells whether the centre lacks acts."""
    head = BatchHead(device=DEVICE, first=5, n=0, head="00" * 32, sig="", after=0, epoch="e1")
    empty = read_batch(pack(frame(encode(head), [])))
    assert not batch_signed(empty, DESK_KEY.public_hex)
    assert judge(empty, mark(4)) == Known()
    assert judge(empty, mark(2)) == Gap(3)


def test_only_the_devices_own_signature_counts() -> None:
    """Another key, another device name, another head or other bounds: not signed."""
    good = batch(OURS, 1, 3)
    assert batch_signed(good, DESK_KEY.public_hex)
    assert not batch_signed(good, "11" * 32)
    assert not batch_signed(good, "no key")
    for changes in ({"device": "desk-2"}, {"sig": "00" * 64}, {"first": 2}):
        head = msgspec.structs.replace(good.head, **changes)
        assert not batch_signed(PushedBatch(head, good.claimed, good.lines), DESK_KEY.public_hex)
    assert not batch_signed(PushedBatch(good.head, ZERO, good.lines), DESK_KEY.public_hex)


@pytest.mark.parametrize("changes", [{"first": 0}, {"n": 2}, {"head": "xyz"}, {"head": "AA" * 32}, {"n": -1}])
def test_a_malformed_head_is_refused(changes: dict[str, object]) -> None:
    """Counts and hashes that cannot be are no batch."""
    head = BatchHead(device=DEVICE, first=1, n=1, head="00" * 32, sig="", after=0, epoch="e1")
    with pytest.raises(WireFault):
        read_batch(pack(frame(encode(msgspec.structs.replace(head, **changes)), OURS[:1])))


def test_too_many_acts_are_refused() -> None:
    """A batch is bounded whatever it says."""
    many = MAX_ACTS + 1
    head = BatchHead(device=DEVICE, first=1, n=many, head="00" * 32, sig="", after=0, epoch="e1")
    with pytest.raises(WireFault, match="too_big"):
        read_batch(pack(frame(encode(head), [b"{}"] * many)))


def asked(clock: Clock, nonce: str = "nonce-1234", ms: int | None = None) -> TokenRequest:
    """A signed request for a token."""
    moment = clock.ms if ms is None else ms
    return TokenRequest(DEVICE, moment, nonce, DESK_KEY.sign(token_statement(DEVICE, moment, nonce)).hex())


def test_a_token_lives_its_time_and_names_its_device() -> None:
    """Issued, checked, expired."""
    clock = Clock()
    desk = TokenDesk(bytes(32), clock.now)
    reply = desk.issue(asked(clock), DESK_KEY.public_hex)
    assert isinstance(reply, TokenReply)
    assert desk.check(reply.token) == DEVICE
    clock.ms += LIFETIME_SECONDS * 1000
    late = desk.check(reply.token)
    assert isinstance(late, Fault)
    assert late.code is FaultCode.TOKEN_REFUSED


@pytest.mark.parametrize(
    "bend",
    ["", "x", "a.b", "desk-2.{e}.{m}", "desk-1.9{e}.{m}", "desk-1.{e}.00", "desk-1.²." + "0" * 64, "é" * 9, "x" * 999],
)
def test_a_bent_token_opens_nothing(bend: str) -> None:
    """Another name, a longer life, no proof, no token at all."""
    clock = Clock()
    desk = TokenDesk(bytes(32), clock.now)
    reply = desk.issue(asked(clock), DESK_KEY.public_hex)
    assert isinstance(reply, TokenReply)
    _, expires, mac = reply.token.split(".")
    assert isinstance(desk.check(bend.format(e=expires, m=mac)), Fault)


def test_a_recorded_request_gives_no_second_token() -> None:
    """The same nonce within the window is refused; after it the clock refuses."""
    clock = Clock()
    desk = TokenDesk(bytes(32), clock.now)
    request = asked(clock)
    assert isinstance(desk.issue(request, DESK_KEY.public_hex), TokenReply)
    assert desk.issue(request, DESK_KEY.public_hex) == Fault(FaultCode.TOKEN_REFUSED, "nonce", clock.ms)
    clock.ms += WINDOW_MS + 1
    assert desk.issue(request, DESK_KEY.public_hex) == Fault(FaultCode.CLOCK_OFF, "", clock.ms)


def test_a_request_must_be_signed_and_in_time() -> None:
    """Wrong key, wrong clock in either direction, a nonce that is none."""
    clock = Clock()
    desk = TokenDesk(bytes(32), clock.now)
    stranger = desk.issue(asked(clock), "22" * 32)
    assert isinstance(stranger, Fault)
    assert stranger.code is FaultCode.SIGNATURE_BAD
    for ms in (clock.ms - WINDOW_MS - 1, clock.ms + WINDOW_MS + 1):
        assert desk.issue(asked(clock, ms=ms), DESK_KEY.public_hex) == Fault(FaultCode.CLOCK_OFF, "", clock.ms)
    assert isinstance(desk.issue(asked(clock, nonce="short"), DESK_KEY.public_hex), Fault)


def test_the_bearer_is_read_from_its_header() -> None:
    """Only the Bearer scheme counts."""
    assert bearer_of("Bearer abc") == "abc"
    assert bearer_of("bearer abc ") == "abc"
    assert bearer_of("Basic abc") == ""
    assert bearer_of("") == ""
