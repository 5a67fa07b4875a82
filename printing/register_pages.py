"""Decides which entries of a register stand on which page; never how they look."""

from __future__ import annotations

from collections.abc import Sequence

ROWS_WITH_CLOSING = 2
"""Entries that go over with a closing that has no room, or fewer: it never stands alone when it can be helped."""


def pages_of(heights: Sequence[float], room: float, closing: float) -> list[range]:
    """Gives the entries of each page, in order; `heights` are those of the rows, `room` of a page, in points.

    The last page leaves `closing` points free under its rows. No entries make one empty page.
    """
    pages: list[range] = []
    start, left = 0, room
    for at, height in enumerate(heights):
        if height > left and at > start:
            pages.append(range(start, at))
            start, left = at, room
        left -= height
    pages.append(range(start, len(heights)))
    if closing <= left:
        return pages
    last = pages.pop()
    over = (last.stop - count for count in (*range(min(ROWS_WITH_CLOSING, len(last) - 1), 0, -1), 0))
    kept = next(at for at in over if at == last.stop or sum(heights[at:]) + closing <= room)
    return [*pages, range(last.start, kept), range(kept, last.stop)]
