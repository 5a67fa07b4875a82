"""Decides which notices of something that happened are kept, and which channel one takes first or next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from central_server.ports.notices import NewNotice, Notice, NoticeChannel, NoticeState
from central_server.services.notices.contacts import address
from central_server.services.notices.facts import Happening, places_of
from central_server.services.notices.quiet import QuietHours
from central_server.services.notices.table import NoticeTable, Row
from central_server.services.notices.wording import Letter, said
from dossier.acts import Applicant

_RINGING = frozenset({NoticeChannel.SMS, NoticeChannel.ZALO})
"""Channels that wake people up."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Now: local, and in milliseconds."""

    local: datetime
    ms: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What the province has chosen: rows and words, channels in order, quiet hours, how old news may be."""

    table: NoticeTable
    channels: tuple[NoticeChannel, ...]
    quiet: QuietHours
    days: int
    portal: str

    def rests(self, channel: NoticeChannel, now: datetime) -> bool:
        """Whether the channel waits for the end of the quiet hours."""
        return channel in _RINGING and self.quiet.holds(now.time())

    def still_true(self, template: str, stage: str) -> bool:
        """Whether a text may still be said of a dossier in that stage."""
        text = self.table.texts.get(template)
        return text is not None and stage in text.still

    def drafts(self, one: Happening, row: Row, cause: str, now: Moment) -> list[NewNotice]:
        """The notices of a happening: the message on the portal, and the first channel when it is still news."""
        used = self.table.used(row.template)
        places = {name: text for name, text in places_of(one, self.table.missing).items() if name in used}
        shown = NewNotice(
            dossier=one.state.id,
            cause=cause,
            template=row.template,
            channel=NoticeChannel.PORTAL,
            office=one.state.office,
            at=one.at.isoformat(timespec="seconds"),
            places=places,
            state=NoticeState.DELIVERED,
            made_ms=now.ms,
            next_ms=now.ms,
            call=row.call,
            text=said(self.table, NoticeChannel.PORTAL, Letter("", row.template, places)),
        )
        fresh = now.local - one.at <= timedelta(days=self.days)
        if not fresh or not self.still_true(row.template, one.state.stage.value):
            return [shown]
        return [shown, *self._on(shown, self._first(self.channels, one.state.applicant, call=row.call))]

    def after(self, failed: Notice, applicant: Applicant, now_ms: int) -> list[NewNotice]:
        """The next channel of a notice that failed for good on one; none when nothing is left."""
        place = self.channels.index(failed.channel) + 1 if failed.channel in self.channels else 0
        left = [channel for channel in self.channels[place:] if channel is not failed.channel]
        same = NewNotice(
            dossier=failed.dossier,
            cause=failed.cause,
            template=failed.template,
            channel=failed.channel,
            office=failed.office,
            at=failed.at,
            places=failed.places,
            state=NoticeState.WAITING,
            made_ms=now_ms,
            next_ms=now_ms,
            call=failed.call,
        )
        return self._on(same, self._first(left, applicant, call=failed.call))

    def _first(self, channels: Sequence[NoticeChannel], applicant: Applicant, *, call: bool) -> NoticeChannel | None:
        reached = (channel for channel in channels if address(channel, applicant) is not None)
        return next(reached, NoticeChannel.CALL if call else None)

    def _on(self, like: NewNotice, channel: NoticeChannel | None) -> list[NewNotice]:
        if channel is None:
            return []
        letter = Letter("", like.template, like.places)
        text = said(self.table, channel, letter) if channel is NoticeChannel.CALL else ""
        return [
            NewNotice(
                dossier=like.dossier,
                cause=like.cause,
                template=like.template,
                channel=channel,
                office=like.office,
                at=like.at,
                places=like.places,
                state=NoticeState.WAITING,
                made_ms=like.made_ms,
                next_ms=like.next_ms,
                call=like.call,
                text=text,
            )
        ]
