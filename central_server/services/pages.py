"""Builds a page of an office's feed, signed for its last row; never reads another office's rows."""

from dataclasses import dataclass

from central_server.ports.faults import CentreFault
from central_server.ports.storage import Storage, Work
from central_server.ports.values import Appended
from central_server.ports.world import Key
from central_sync.protocol.centre import FeedPage, FeedSlice, build_page, rows_that_fit
from central_sync.protocol.chain import ZERO
from dossier.identifiers import OfficeId

MAX_ROWS = 1000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a desk stands in the feed of its office."""

    office: OfficeId
    epoch: str
    after: int


class FeedPages:
    """Gives desks their pages."""

    def __init__(self, storage: Storage, key: Key) -> None:
        self._storage = storage
        self._key = key

    def following(self, place: Place, appended: Appended, limit: int) -> FeedPage | None:
        """The page after a place out of rows that were just committed; None when they do not begin right after it."""
        if place.epoch != appended.epoch or place.after != appended.before.last:
            return None
        lines = appended.lines[: rows_that_fit(appended.lines, limit)]
        more = len(lines) < len(appended.lines)
        before = appended.before
        return build_page(FeedSlice(appended.epoch, place.office, before.last, before.hash, lines, more), self._key)

    def page(self, place: Place, limit: int) -> FeedPage:
        """The page after a place. A desk of another epoch gets only the signed head of this one."""
        return self._storage.read(lambda unit: self._page(unit, place, limit))

    def _page(self, unit: Work, place: Place, limit: int) -> FeedPage:
        standing = unit.feed.standing(place.office, max(0, place.after))
        epoch, head = standing.epoch, standing.head
        if place.epoch != epoch or place.after < 0:
            return build_page(FeedSlice(epoch, place.office, 0, ZERO, ()), self._key)
        if place.after >= head.last:
            return build_page(FeedSlice(epoch, place.office, head.last, head.hash, ()), self._key)
        limit = max(1, min(limit, MAX_ROWS))
        rows = unit.feed.lines(place.office, place.after, limit)
        lines = rows[: rows_that_fit(rows, limit)]
        more = place.after + len(lines) < head.last
        if standing.link is None:
            raise CentreFault("feed_broken", f"{place.office} {place.after}")
        return build_page(FeedSlice(epoch, place.office, place.after, standing.link, lines, more), self._key)
