"""Proves a page of the office's feed before a desk applies it: numbers, links, epoch, office, signature."""

from collections.abc import Sequence
from dataclasses import dataclass

from central_sync.protocol.chain import head_statement, links
from central_sync.protocol.codec import WireFault, decode, decode_row
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.keys import from_hex, verified
from central_sync.protocol.messages import FeedHead, PageHead, Row
from central_sync.protocol.ports import Cursor


@dataclass(frozen=True, slots=True)
class FeedReader:
    """Who reads the feed: the office whose feed it is, the centre's public key in hex, where the reader stands."""

    office: str
    centre_key: str
    cursor: Cursor


@dataclass(frozen=True, slots=True)
class ProvedPage:
    """Rows that continue the reader's feed and are covered by the centre's signature."""

    rows: tuple[Row, ...]
    lines: tuple[bytes, ...]
    head: FeedHead
    cursor: Cursor
    more: bool


@dataclass(frozen=True, slots=True)
class NewEpoch:
    """The centre, by its signature, counts anew: it was restored from a backup."""

    epoch: str


def prove_page(reader: FeedReader, head_line: bytes, lines: Sequence[bytes]) -> ProvedPage | NewEpoch | Fault:
    """Decide whether these rows may be applied; changes nothing.

    A row that this program cannot read makes the page FEED_MALFORMED only after the page was proved, so that
    "this program is too old" and "somebody changed the history" are never mixed up.
    """
    try:
        page = decode(head_line, PageHead)
    except WireFault as fault:
        return Fault(FaultCode.FEED_MALFORMED, fault.code)
    signed = _signed_hash(reader, page.head)
    if isinstance(signed, Fault):
        return signed
    if page.head.epoch != reader.cursor.epoch:
        return NewEpoch(page.head.epoch)
    misfit = _misfit(reader.cursor, page, len(lines))
    if misfit is not None:
        return misfit
    links_here = links(reader.cursor.hash, lines)
    if (links_here[-1] if links_here else reader.cursor.hash) != signed:
        return Fault(FaultCode.FEED_BROKEN, f"row {page.upto}")
    return _read_rows(page, lines, Cursor(page.head.epoch, page.upto, signed))


def _signed_hash(reader: FeedReader, head: FeedHead) -> bytes | Fault:
    raw = from_hex(head.hash, 32)
    if raw is None:
        return Fault(FaultCode.FEED_MALFORMED, "hash")
    if head.office != reader.office:
        return Fault(FaultCode.FEED_FORGED, "office")
    if not verified(reader.centre_key, head_statement(head.epoch, head.office, head.last, raw), head.sig):
        return Fault(FaultCode.FEED_FORGED, "signature")
    return raw


def _misfit(cursor: Cursor, page: PageHead, count: int) -> Fault | None:
    if page.upto < cursor.after:
        return Fault(FaultCode.FEED_ROLLED_BACK, f"row {page.upto}")
    if page.after != cursor.after or page.upto != page.after + count or page.head.last != page.upto:
        return Fault(FaultCode.FEED_MALFORMED, "numbers")
    if page.more and count == 0:
        return Fault(FaultCode.FEED_MALFORMED, "no progress")
    return None


def _read_rows(page: PageHead, lines: Sequence[bytes], cursor: Cursor) -> ProvedPage | Fault:
    rows: list[Row] = []
    for number, line in enumerate(lines, page.after + 1):
        try:
            row = decode_row(line)
        except WireFault as fault:
            return Fault(FaultCode.FEED_MALFORMED, f"{fault.code} {number}")
        if row.n != number:
            return Fault(FaultCode.FEED_MALFORMED, f"number {number}")
        rows.append(row)
    return ProvedPage(tuple(rows), tuple(lines), page.head, cursor, page.more)
