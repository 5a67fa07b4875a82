"""A page of the feed is applied only when every row, number, link and the centre's signature hold."""

from collections.abc import Sequence
from dataclasses import replace

import msgspec
import pytest
from sync_centre_fake import FakeCentre
from sync_fakes import CENTRE_KEY, OFFICE, MemoryJournal, act_line, tools_of

from central_sync.protocol.centre import FeedSlice, build_page, page_body, push_body, rows_that_fit
from central_sync.protocol.chain import ZERO, link
from central_sync.protocol.codec import UnknownAct, WireFault, decode_act, encode, encode_row, pack, unpack
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import PUSH, TOKEN, Response
from central_sync.protocol.faults import Fault, FaultCode, PageUnkept
from central_sync.protocol.feed import FeedReader, NewEpoch, ProvedPage, prove_page
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import EventRow, FeedHead, PushReply, Row, Verdict, VerdictKind
from central_sync.protocol.ports import Cursor
from dossier.events import Outcome, Ruling

START = Cursor("e1", 0, ZERO)
READER = FeedReader(OFFICE, CENTRE_KEY.public_hex, START)


def row(n: int, text: str = "note") -> bytes:
    """One row of the feed."""
    return encode_row(EventRow(n, "d1", n, act_line(n, text).decode(), Ruling(Outcome.APPLIED)))


LINES = (row(1), row(2), row(3))


def page(lines: tuple[bytes, ...] = LINES, **changes: object) -> tuple[bytes, tuple[bytes, ...]]:
    """Head line and lines of a page, with parts of the head changed afterwards."""
    built = build_page(FeedSlice("e1", OFFICE, 0, ZERO, LINES), CENTRE_KEY)
    head = msgspec.structs.replace(built.head, **{key: value for key, value in changes.items() if key != "head"})
    if "head" in changes:
        head = msgspec.structs.replace(head, head=msgspec.structs.replace(head.head, **changes["head"]))  # type: ignore[arg-type]  # a test's table of any fields
    return encode(head), lines


def test_a_true_page_moves_the_cursor_to_its_last_link() -> None:
    """Rows, head and cursor of an untouched page come out as they went in."""
    proved = prove_page(READER, *page())
    assert isinstance(proved, ProvedPage)
    after = link(link(link(ZERO, LINES[0]), LINES[1]), LINES[2])
    assert proved.cursor == Cursor("e1", 3, after)
    assert [one.n for one in proved.rows] == [1, 2, 3]
    assert proved.lines == LINES


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (page((LINES[0], row(2, "nope"), LINES[2])), FaultCode.FEED_BROKEN),
        (page((LINES[0], LINES[2], LINES[1])), FaultCode.FEED_BROKEN),
        (page(LINES[:2]), FaultCode.FEED_MALFORMED),
        (page((*LINES, row(4))), FaultCode.FEED_MALFORMED),
        (page(after=1), FaultCode.FEED_MALFORMED),
        (page(upto=2), FaultCode.FEED_MALFORMED),
        (page(head={"last": 4}), FaultCode.FEED_FORGED),
        (page(head={"hash": "00" * 32}), FaultCode.FEED_FORGED),
        (page(head={"hash": "zz"}), FaultCode.FEED_MALFORMED),
        (page(head={"sig": "00" * 64}), FaultCode.FEED_FORGED),
        (page(head={"office": "000.06.24.H11"}), FaultCode.FEED_FORGED),
        (page(head={"epoch": "e2"}), FaultCode.FEED_FORGED),
        ((b"{}", LINES), FaultCode.FEED_MALFORMED),
        ((b"", ()), FaultCode.FEED_MALFORMED),
        ((b"\xff\xfe", LINES), FaultCode.FEED_MALFORMED),
    ],
)
def test_a_touched_page_is_refused(broken: tuple[bytes, tuple[bytes, ...]], code: FaultCode) -> None:
    """Each change to a page has its code, and none is applied."""
    fault = prove_page(READER, *broken)
    assert isinstance(fault, Fault)
    assert fault.code is code
    assert not fault.retryable


def test_a_page_signed_by_another_key_is_forged() -> None:
    """Only the key given at enrolment counts."""
    built = build_page(FeedSlice("e1", OFFICE, 0, ZERO, LINES), KeySigner(bytes([9]) * 32))
    fault = prove_page(READER, encode(built.head), LINES)
    assert fault == Fault(FaultCode.FEED_FORGED, "signature")


def test_a_page_of_another_office_is_not_ours() -> None:
    """The centre's true signature over another office's feed does not make it this office's."""
    built = build_page(FeedSlice("e1", "000.06.24.H11", 0, ZERO, LINES), CENTRE_KEY)
    assert prove_page(READER, encode(built.head), LINES) == Fault(FaultCode.FEED_FORGED, "office")


def test_a_page_must_be_signed_at_its_own_last_row() -> None:
    """A true head further on does not prove the rows in between."""
    whole = build_page(FeedSlice("e1", OFFICE, 0, ZERO, LINES), CENTRE_KEY)
    shorter = msgspec.structs.replace(whole.head, upto=2, more=True)
    assert prove_page(READER, encode(shorter), LINES[:2]) == Fault(FaultCode.FEED_MALFORMED, "numbers")


def test_another_history_behind_the_cursor_is_seen() -> None:
    """A desk whose cursor link differs from the centre's does not continue, though signature and numbers are right."""
    other = replace(READER, cursor=Cursor("e1", 1, link(ZERO, row(1, "edited"))))
    built = build_page(FeedSlice("e1", OFFICE, 1, link(ZERO, LINES[0]), LINES[1:]), CENTRE_KEY)
    fault = prove_page(other, encode(built.head), LINES[1:])
    assert isinstance(fault, Fault)
    assert fault.code is FaultCode.FEED_BROKEN


def test_a_feed_that_went_back_is_told() -> None:
    """A centre that lost rows without a new epoch is an alarm, not a page."""
    built = build_page(FeedSlice("e1", OFFICE, 1, link(ZERO, LINES[0]), ()), CENTRE_KEY)
    fault = prove_page(replace(READER, cursor=Cursor("e1", 3, ZERO)), encode(built.head), ())
    assert fault == Fault(FaultCode.FEED_ROLLED_BACK, "row 1")


def test_an_empty_page_says_more_to_no_purpose() -> None:
    """A page that brings nothing and promises more would never end."""
    built = build_page(FeedSlice("e1", OFFICE, 0, ZERO, (), more=True), CENTRE_KEY)
    assert prove_page(READER, encode(built.head), ()) == Fault(FaultCode.FEED_MALFORMED, "no progress")


def test_rows_with_wrong_numbers_or_of_an_unknown_kind_are_not_applied() -> None:
    """A signed page that this program cannot read asks for an update; nothing is guessed."""
    for line in (row(7), b'{"type":"Z","n":1}', b"no json", b"[" * 100_000):
        built = build_page(FeedSlice("e1", OFFICE, 0, ZERO, (line,)), CENTRE_KEY)
        fault = prove_page(READER, encode(built.head), (line,))
        assert isinstance(fault, Fault)
        assert fault.code is FaultCode.FEED_MALFORMED


def test_a_signed_new_epoch_is_believed() -> None:
    """The centre's signature over another epoch means: restored from backup."""
    built = build_page(FeedSlice("e2", OFFICE, 0, ZERO, ()), CENTRE_KEY)
    assert prove_page(READER, encode(built.head), ()) == NewEpoch("e2")


def test_acts_still_go_up_past_a_page_that_cannot_be_read() -> None:
    """A feed this program is too old for never keeps back what the desk has to say."""
    centre, journal = FakeCentre(), MemoryJournal()
    centre.feed.append(b'{"type":"Z","n":1}')
    centre.feed_hashes.append(link(ZERO, centre.feed[0]))
    for _ in range(250):
        journal.write()
    session = DeskSession(tools_of(journal))
    while (request := session.next_request()) is not None:
        session.take(centre.handle(request))
    assert session.fault is not None
    assert session.fault.code is FaultCode.FEED_MALFORMED
    assert len(centre.acts) == journal.acked == 250
    assert journal.lines == []


class OlderJournal(MemoryJournal):
    """A desk whose program does not know the version of an act on a page."""

    def apply(
        self, rows: Sequence[Row], lines: Sequence[bytes], upto: FeedHead, cursor: Cursor, *, more: bool = False
    ) -> Sequence[str]:
        """What the store of an older desk does."""
        if any(isinstance(decode_act(one.line.encode()), UnknownAct) for one in rows if isinstance(one, EventRow)):
            raise WireFault("act_newer")
        return super().apply(rows, lines, upto, cursor, more=more)


@pytest.mark.parametrize(("old", "new"), [('"kv":1', '"kv":2'), ('"ev":1', '"ev":2'), ('"note"', '"seal"')])
def test_acts_still_go_up_past_an_event_of_a_newer_program(old: str, new: str) -> None:
    """A newer act kind, version or line in the feed: the desk asks for an update, sends on, and later reads it all."""
    centre, journal = FakeCentre(), OlderJournal()
    line = row(1).decode().replace(old.replace('"', '\\"'), new.replace('"', '\\"')).encode()
    assert line != row(1)
    centre.feed.append(line)
    centre.feed_hashes.append(link(ZERO, line))
    for _ in range(250):
        journal.write()
    session = DeskSession(tools_of(journal))
    while (request := session.next_request()) is not None:
        session.take(centre.handle(request))
    assert session.fault == Fault(FaultCode.FEED_MALFORMED, "act_newer")
    assert len(centre.acts) == journal.acked == 250
    assert (journal.lines, journal.cursor.after) == ([], 0)
    updated = MemoryJournal()
    updated.acts, updated.acked = journal.acts, journal.acked
    session = DeskSession(tools_of(updated))
    while (request := session.next_request()) is not None:
        session.take(centre.handle(request))
    assert session.fault is None
    assert updated.lines[0] == line


class FullJournal(MemoryJournal):
    """A desk whose disk has no room for others' work."""

    def apply(
        self, rows: Sequence[Row], lines: Sequence[bytes], upto: FeedHead, cursor: Cursor, *, more: bool = False
    ) -> Sequence[str]:
        """What the store of a desk on a full disk does."""
        raise PageUnkept


def test_acts_still_go_up_from_a_desk_without_room_for_the_feed() -> None:
    """What is written here leaves the machine first; the page is not asked for again in this round."""
    centre, journal = FakeCentre(), FullJournal()
    centre.feed.append(row(1))
    centre.feed_hashes.append(link(ZERO, row(1)))
    for _ in range(250):
        journal.write()
    session = DeskSession(tools_of(journal))
    while (request := session.next_request()) is not None:
        session.take(centre.handle(request))
    assert session.fault == Fault(FaultCode.FEED_UNKEPT)
    assert len(centre.acts) == journal.acked == 250
    assert journal.cursor.after == 0


def wrong_answers() -> list[PushReply]:
    """Replies to a batch of two acts that do not answer it."""
    right = [Verdict(seq, f"desk-1-{seq}-note", VerdictKind.ACCEPTED) for seq in (1, 2)]
    return [
        PushReply(2, right[:1], 0),
        PushReply(1, right, 0),
        PushReply(2, [right[1], right[0]], 0),
        PushReply(2, [right[0], Verdict(2, "another", VerdictKind.ACCEPTED)], 0),
        PushReply(2, [right[0], Verdict(3, "desk-1-2-note", VerdictKind.ACCEPTED)], 0),
        PushReply(0, [], 0, send_from=1),
        PushReply(0, [], 0, send_from=9),
    ]


@pytest.mark.parametrize("reply", wrong_answers())
def test_an_answer_that_is_not_for_this_batch_is_not_kept(reply: PushReply) -> None:
    """Missing, foreign, short and circular answers leave the outbox as it is."""
    centre, journal = FakeCentre(), MemoryJournal()
    journal.write()
    journal.write()
    session = DeskSession(tools_of(journal))
    before = journal.snapshot()
    while (request := session.next_request()) is not None:
        assert request.path in {TOKEN, PUSH}
        session.take(centre.handle(request) if request.path == TOKEN else Response(200, push_body(reply)))
    assert session.fault is not None
    assert session.fault.code in {FaultCode.REPLY_MALFORMED, FaultCode.CENTRE_LOOPS}
    assert journal.snapshot() == before


def test_a_page_fits_its_bytes_but_always_carries_one_row() -> None:
    """Rows are counted by number and by size; a single large row still travels."""
    assert rows_that_fit([b"x"] * 10, 4) == 4
    assert rows_that_fit([b"x" * 2_000_000] * 3, 500) == 1
    assert rows_that_fit([b"x" * 900_000], 500) == 1
    assert rows_that_fit([], 500) == 0


def test_page_and_reply_bodies_are_packed_frames() -> None:
    """The reply says whether a page follows, and never lies about it."""
    built = build_page(FeedSlice("e1", OFFICE, 0, ZERO, LINES), CENTRE_KEY)
    assert unpack(page_body(built)).split(b"\n")[1:] == list(LINES)
    with pytest.raises(ValueError, match="page"):
        push_body(PushReply(0, [], 0), built)


def test_a_body_cut_short_is_never_a_shorter_message() -> None:
    """Every prefix of a packed body is refused."""
    body = pack(b"\n".join(row(n) for n in range(1, 400)))
    for size in range(0, len(body), 7):
        with pytest.raises(WireFault):
            unpack(body[:size])
    with pytest.raises(WireFault, match="too_big"):
        unpack(pack(b"x" * 1001), limit=1000)
