"""The centre's arithmetic over a batch and a page: new, known, gap or clone; never looks into an act's meaning.

The caller holds the device's row locked, gives what is stored, and commits what is decided here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from central_sync.protocol.chain import ZERO, batch_statement, frame, head_statement, link, links, unframe
from central_sync.protocol.codec import WireFault, decode, encode, pack, unpack
from central_sync.protocol.keys import from_hex, verified
from central_sync.protocol.messages import MAX_ACTS, BatchHead, FeedHead, PageHead, PushReply
from central_sync.protocol.ports import Signer

PAGE_BYTES = 3 * 1024 * 1024
"""A page stops growing here, a tenth of it on the wire; one row that is larger by itself still goes."""


@dataclass(frozen=True, slots=True)
class PushedBatch:
    """A well-formed batch as it came: its head, the last link it claims and its exact lines, not yet read."""

    head: BatchHead
    claimed: bytes
    lines: tuple[bytes, ...]

    @property
    def first(self) -> int:
        """Sequence of its first act."""
        return self.head.first

    @property
    def last(self) -> int:
        """Sequence of its last act; `first - 1` for an empty batch."""
        return self.head.first + len(self.lines) - 1


@dataclass(frozen=True, slots=True)
class Fresh:
    """Every act is new; `hashes` are the links to store beside them."""

    lines: tuple[bytes, ...]
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Overlap:
    """The first `skip` acts are known (answer them again); `lines` with `hashes` are the new rest."""

    skip: int
    lines: tuple[bytes, ...]
    hashes: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """Every act is known: answer them again, store nothing."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Acts are missing before this batch: ask for them."""

    send_from: int


@dataclass(frozen=True, slots=True)
class Clone:
    """Another history under this device's name, seen to differ at act `at` or before: freeze it, keep both copies."""

    at: int


Judgement = Fresh | Overlap | Known | Gap | Clone


@dataclass(frozen=True, slots=True)
class DeviceMark:
    """What the centre holds of a device: last sequence and its link, and the link at any earlier sequence."""

    last_seq: int
    last_hash: bytes
    hash_at: Callable[[int], bytes]
    """The stored link of act `seq`, 1 … last_seq."""

    def link_at(self, seq: int) -> bytes:
        """The stored link at a sequence; ZERO before the first act."""
        if seq == 0:
            return ZERO
        return self.last_hash if seq == self.last_seq else self.hash_at(seq)


def read_batch(body: bytes) -> PushedBatch:
    """The batch in a push body; raises WireFault when it is none.

    The lines are not read: one that is no act, or names another device or sequence, is its own affair and is held
    by the centre without keeping back the others.
    """
    head_line, lines = unframe(unpack(body))
    head = decode(head_line, BatchHead)
    claimed = from_hex(head.head, 32)
    if claimed is None or head.first < 1 or head.n != len(lines):
        raise WireFault("batch_malformed", "head")
    if head.n > MAX_ACTS:
        raise WireFault("too_big", "acts")
    return PushedBatch(head, claimed, tuple(lines))


def batch_signed(batch: PushedBatch, public_key: str) -> bool:
    """Whether the device signed this head; an empty batch proves nothing and is never signed."""
    if not batch.lines:
        return False
    statement = batch_statement(batch.head.device, batch.first, batch.last, batch.claimed)
    return verified(public_key, statement, batch.head.sig)


def judge(batch: PushedBatch, mark: DeviceMark) -> Judgement:
    """Decide by arithmetic what a signed batch is to this device's history (CORE section 5.9).

    Raises WireFault `batch_broken` when the history agrees but the lines are not the ones that were signed.
    """
    if batch.first > mark.last_seq + 1:
        return Gap(mark.last_seq + 1)
    if not batch.lines:
        return Known()
    hashes = links(mark.link_at(batch.first - 1), batch.lines)
    if batch.last <= mark.last_seq:
        return _below(batch, hashes, mark)
    known = mark.last_seq - batch.first + 1
    if known and hashes[known - 1] != mark.last_hash:
        return Clone(_first_difference(batch, hashes, mark))
    if hashes[-1] != batch.claimed:
        # A known part that agrees shares every earlier link, so only altered lines can end elsewhere. Lines that
        # begin right after ours were linked by the device to another act than the one we hold.
        if known:
            raise WireFault("batch_broken")
        return Clone(mark.last_seq)
    if known:
        return Overlap(known, batch.lines[known:], tuple(hashes[known:]))
    return Fresh(batch.lines, tuple(hashes))


def _below(batch: PushedBatch, hashes: Sequence[bytes], mark: DeviceMark) -> Judgement:
    """A batch wholly below the last act cannot be judged from the head: its own last link must be the stored one."""
    if batch.claimed != mark.link_at(batch.last):
        return Clone(_first_difference(batch, hashes, mark))
    if hashes[-1] != batch.claimed:
        raise WireFault("batch_broken")
    return Known()


def _first_difference(batch: PushedBatch, hashes: Sequence[bytes], mark: DeviceMark) -> int:
    for seq, own in enumerate(hashes, batch.first):
        if seq <= mark.last_seq and own != mark.link_at(seq):
            return seq
    return batch.first - 1


@dataclass(frozen=True, slots=True)
class FeedSlice:
    """Rows of an office's feed after a cursor: `hash_after` is the stored link at `after` (ZERO at 0)."""

    epoch: str
    office: str
    after: int
    hash_after: bytes
    lines: Sequence[bytes]
    more: bool = False


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A signed page, ready to be framed alone or behind a push reply."""

    head: PageHead
    lines: tuple[bytes, ...]


def row_links(previous: bytes, lines: Sequence[bytes]) -> list[bytes]:
    """The link after each new feed row: store it beside the row, so that any page can begin there."""
    return links(previous, lines)


def rows_that_fit(lines: Sequence[bytes], limit: int) -> int:
    """How many of these rows one page carries: at most `limit` and about PAGE_BYTES, but at least one."""
    total = 0
    for count, line in enumerate(lines[:limit]):
        total += len(line) + 1
        if total > PAGE_BYTES and count > 0:
            return count
    return min(len(lines), max(limit, 1))


def sign_head(piece: FeedSlice, upto: int, hash_upto: bytes, signer: Signer) -> FeedHead:
    """The signed head of a feed at row `upto`."""
    statement = head_statement(piece.epoch, piece.office, upto, hash_upto)
    return FeedHead(
        epoch=piece.epoch,
        office=piece.office,
        last=upto,
        hash=hash_upto.hex(),
        sig=signer.sign(statement).hex(),
    )


def build_page(piece: FeedSlice, signer: Signer) -> FeedPage:
    """A page whose head is signed at its own last row, so that a desk proves every page before it applies it.

    For a desk of another epoch give `after=0`, ZERO and no rows: the signed new epoch is all it needs.
    """
    hash_upto = piece.hash_after
    for line in piece.lines:
        hash_upto = link(hash_upto, line)
    upto = piece.after + len(piece.lines)
    head = sign_head(piece, upto, hash_upto, signer)
    return FeedPage(PageHead(after=piece.after, upto=upto, more=piece.more, head=head), tuple(piece.lines))


def page_body(page: FeedPage) -> bytes:
    """The packed reply to a pull."""
    return pack(frame(encode(page.head), page.lines))


def push_body(reply: PushReply, page: FeedPage | None = None) -> bytes:
    """The packed reply to a push; with a page, `reply.page` must say so."""
    if reply.page != (page is not None):
        raise ValueError("reply.page must say whether a page follows")
    lines = () if page is None else (encode(page.head), *page.lines)
    return pack(frame(encode(reply), lines))
