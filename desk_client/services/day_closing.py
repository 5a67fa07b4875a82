"""Reconciles a day of this desk with the centre, lists what has no pages yet, closes the day and remembers that."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, text

from central_sync.protocol.chain import ZERO
from central_sync.protocol.messages import FeedHead
from desk_client.services import letter
from desk_client.services.outbox import Outbox
from desk_client.services.parts import Parts
from desk_client.services.printing import PaperKind, PrintedPaper, page_sight
from desk_client.services.session import Session
from desk_client.store import day_log, meta, rows
from desk_client.store.day_log import DayClosed
from desk_client.store.day_reads import last_day_before, own_acts
from dossier.acts import ActKind, FileRef
from dossier.papers import bare_papers
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Role
from dossier.state import Dossier
from dossier.text import format_number
from printing.fonts import FontSet
from printing.values import DayReconciliation, HeadPair, Letterhead, UndigitisedPaper

_HEAD = msgspec.json.Decoder(FeedHead)
_SHOWN = 8
"""Hex digits of a head that people compare."""


@dataclass(frozen=True, slots=True)
class Unscanned:
    """A paper of the day without pages ("Chưa số hóa"), with the reason that was recorded ("" = none)."""

    dossier: str
    slot: int
    code: str
    name: str
    paper: str
    reason: str


@dataclass(frozen=True, slots=True)
class DaySight:
    """What desk and centre hold of a day; `at_centre` counts dossiers that came back from the centre confirmed."""

    day: date
    at: datetime
    received: int
    at_centre: int
    waiting_acts: int
    waiting_files: int
    heads: tuple[HeadPair, ...]
    unscanned: tuple[Unscanned, ...]
    closed: DayClosed | None
    forgotten: date | None

    @property
    def agrees(self) -> bool:
        """Whether desk and centre hold the same and nothing waits."""
        equal = all(pair.here == pair.there for pair in self.heads)
        return self.received == self.at_centre and equal and not self.waiting_acts and not self.waiting_files


class DayClosing:
    """Use cases of the end of a day."""

    def __init__(self, parts: Parts, outbox: Outbox, fonts: FontSet) -> None:
        self._parts = parts
        self._outbox = outbox
        self._fonts = fonts

    def forgotten(self) -> date | None:
        """The last earlier day on which this desk worked and that was not closed, or None."""
        with self._parts.engine.connect() as connection, connection.begin():
            return self._forgotten(connection)

    def today(self) -> date:
        """The day at the counter."""
        return self._parts.clock.now().date()

    def look(self, day: date) -> DaySight:
        """Everything of one moment, in one read of the store."""
        counts, now = self._outbox.counts(), self._parts.clock.now()
        with self._parts.engine.connect() as connection, connection.begin():
            dossiers = [dossier for dossier, _seq in own_acts(connection, ActKind.RECEIVE, day)]
            held = rows.load_all(connection, dossiers)
            closed, forgotten = day_log.closed(connection, day), self._forgotten(connection)
            heads = _heads(connection, self._unit_name())
        states = [held[dossier].shown for dossier in dossiers if dossier in held]
        return DaySight(
            day=day,
            at=now,
            received=len(dossiers),
            at_centre=sum(1 for one in dossiers if one in held and held[one].confirmed is not None),
            waiting_acts=counts.unsent_acts,
            waiting_files=counts.unproved_files,
            heads=heads,
            unscanned=tuple(paper for state in states for paper in _unscanned(state)),
            closed=closed,
            forgotten=forgotten,
        )

    def close(self, session: Session, day: date) -> PrintedPaper | Refusal:
        """Close a day: the page is drawn and kept, the record is durable, then the page may be printed.

        Only who receives at the counter closes its days. A day may be closed again after more was done or sent; the
        page then says "In lại lần n".
        """
        if Role.INTAKE not in session.roles_on(self.today()):
            return Refusal(RefusalCode.NO_RIGHT)
        from printing.reconciliation import draw_reconciliation  # noqa: PLC0415  reportlab: with the first paper

        sight = self.look(day)
        times = 0 if sight.closed is None else sight.closed.times
        pdf = draw_reconciliation(self._value(session, sight, times), self._fonts)
        file = self._parts.shelf.keep(pdf, page_sight(pdf, 0, 8).pages)
        record = DayClosed(
            day=day,
            at=sight.at,
            person=session.person.name,
            received=sight.received,
            at_centre=sight.at_centre,
            waiting_acts=sight.waiting_acts,
            waiting_files=sight.waiting_files,
            undigitised=len(sight.unscanned),
            sha256=file.sha256,
            times=times + 1,
        )
        self._parts.writer.run(lambda connection: day_log.keep_closed(connection, record))
        return _paper(day, pdf, file, times)

    def _value(self, session: Session, sight: DaySight, times: int) -> DayReconciliation:
        unit = self._parts.rules().unit(self._parts.identity.office)
        head = Letterhead("", "", "")
        if unit is not None:
            head = Letterhead(*letter.counter_lines(unit), letter.place_and_date(unit, sight.at.date()))
        day, at = sight.day, sight.at
        hour = f"{at.hour:02d} giờ {at.minute:02d} phút"
        return DayReconciliation(
            letterhead=head,
            desk=f"Quầy số {self._parts.identity.desk_number}",
            day=f"ngày {day.day} tháng {day.month} năm {day.year}",
            closed_at=hour if at.date() == day else f"{hour}, ngày {at.day}/{at.month}/{at.year}",
            received=sight.received,
            at_centre=sight.at_centre,
            waiting_acts=sight.waiting_acts,
            waiting_files=sight.waiting_files,
            heads=sight.heads,
            undigitised=tuple(UndigitisedPaper(one.code, one.paper, one.reason) for one in sight.unscanned),
            clerk=session.person.name,
            supervisor="",
            reprint=times,
        )

    def _forgotten(self, connection: Connection) -> date | None:
        day = last_day_before(connection, self.today())
        return None if day is None or day_log.closed(connection, day) is not None else day

    def _unit_name(self) -> str:
        unit = self._parts.rules().unit(self._parts.identity.office)
        return self._parts.identity.office if unit is None else unit.short_name


def _unscanned(state: Dossier) -> list[Unscanned]:
    """The papers of a dossier without pages, with the reason that was given last when it moved on."""
    reason, who = state.unscanned, state.applicant.name
    return [Unscanned(state.id, paper.slot, state.code, who, paper.name, reason) for paper in bare_papers(state)]


def _paper(day: date, pdf: bytes, file: FileRef, times: int) -> PrintedPaper:
    number = f"{day.day}/{day.month}/{day.year}"
    return PrintedPaper(PaperKind.RECONCILIATION, number, (), pdf, file, times, "A4")


def _heads(connection: Connection, unit: str) -> tuple[HeadPair, ...]:
    """The desk's own chain beside what the centre acknowledged of it, and the office's feed beside its signed head."""
    kept = meta.some(connection, "last_seq", "last_hash", "acked", "after", "feed_hash", "signed_head")
    last, acked = int(kept.get("last_seq", "0")), int(kept.get("acked", "0"))
    query = text("SELECT hash FROM act WHERE seq = :s")
    known = connection.execute(query, {"s": acked}).scalar()
    reached = kept.get("last_hash", "") if acked == last else ZERO.hex() if known is None else bytes(known).hex()
    pairs = [HeadPair("Chuỗi việc của quầy", _said(last, kept.get("last_hash", "")), _said(acked, reached))]
    if "signed_head" in kept:
        head = _HEAD.decode(kept["signed_head"])
        here = _said(int(kept.get("after", "0")), kept.get("feed_hash", ""))
        pairs.append(HeadPair(f"Luồng sự kiện của {unit}", here, _said(head.last, head.hash)))
    return tuple(pairs)


def _said(number: int, digest: str) -> str:
    """ "số 1.204 · 9f3a 77c1"."""
    shown = digest[:_SHOWN]
    return f"số {format_number(number)} · {shown[:4]} {shown[4:]}" if shown else f"số {format_number(number)}"
