"""Saves what is typed at the counter a moment after it is typed, and offers what was left unfinished."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desk_client.services.parts import Parts
from desk_client.services.scanning import Scanning
from desk_client.store.drafts import Draft
from desk_client.viewmodels.receive_holder import Holder
from desk_client.viewmodels.receive_sheet import VisitDraft, decode_draft, encode_draft
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from dossier.identifiers import uuid7

KIND = "receive"
_PAUSE_MS = 250
_AGAIN_MS = 3000
"""A draft that was set aside and could not be saved is on no screen any more: it is tried again by itself."""


@dataclass(frozen=True, slots=True)
class DraftOffer:
    """An unfinished visit of this desk: when it was saved, by whom, of what."""

    draft: Draft
    visit: VisitDraft

    @property
    def saved_at(self) -> datetime:
        """When it was saved last."""
        return self.draft.saved_at


class DraftKeeper(QObject):
    """Writes one save after the other (never two at once, so that none overtakes); `saved` tells the time, or nothing
    when another draft is begun.
    """

    saved = Signal(str)
    offers_changed = Signal()
    failed = Signal(object)

    def __init__(self, holder: Holder, parts: Parts, scanning: Scanning, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._holder = holder
        self._parts = parts
        self._scanning = scanning
        self._runner = runner
        self._seat = seat
        self._saving = False
        self._queue: dict[str, Draft] = {}
        self._left: dict[str, Draft] = {}
        self._hushed: set[str] = set()
        self._swept = False
        self._looks = 0
        self._paused = False
        self._shut = False
        self._then: Callable[[], None] | None = None
        self._kept = VisitDraft()
        self.offers: tuple[DraftOffer, ...] = ()
        self._timer = Rest(self, _PAUSE_MS, self.flush)
        self._again = Rest(self, _AGAIN_MS, self._try_again)
        holder.changed.connect(self._changed)
        seat.changed.connect(self._speak_again)

    def fresh_id(self) -> str:
        """An id for a new draft."""
        return uuid7(self._parts.clock.unix_ms(), self._parts.chance.bytes(10))

    def begin(self, visit: VisitDraft | None = None) -> None:
        """Begin a new draft."""
        self._timer.stop()
        self._paused = False
        self._kept = visit or VisitDraft()
        self._holder.open(self.fresh_id(), self._kept)
        self.saved.emit("")

    def flush(self) -> None:
        """Save now what is not saved yet; while an act of this visit is written, its end decides."""
        self._timer.stop()
        if not (self._paused or self._shut):
            self._save_now()

    def settle(self, then: Callable[[], None]) -> None:
        """Save nothing more until `resume` or a new draft; run `then` once no save is under way."""
        self._timer.stop()
        self._paused = True
        if self._queue.pop(self._holder.draft_id, None) is not None:
            self._kept = VisitDraft()
        self._then = then
        self._next()

    def resume(self) -> None:
        """Go on saving: the act was not written, or only a part of the visit became one."""
        self._paused = False
        if self._shut:
            self._save_now()
        else:
            self._changed(None)

    def shut(self) -> None:
        """Save what is not saved, and nothing after that: the program is closing."""
        self.flush()
        self._shut = True
        self._try_again()

    def load(self) -> None:
        """Look for drafts that were left; the one at hand is none of them."""
        self._looks += 1
        look = self._looks
        self._runner.start(self._read, lambda found: self._found(look, found), self.failed.emit)

    def continue_with(self, offer: DraftOffer) -> None:
        """Take up a draft where it was left; what is at hand is saved first and becomes an offer itself."""
        self.flush()
        self._kept = offer.visit
        self._holder.open(offer.draft.id, offer.visit)
        self.load()

    def put_away(self, offer: DraftOffer) -> None:
        """Remove a draft on purpose; `bring_back` undoes it."""
        self._runner.start(lambda: self._parts.drafts.close(offer.draft.id), lambda _none: self.load())

    def bring_back(self, offer: DraftOffer) -> None:
        """Undo the removal of a draft."""
        self._runner.start(lambda: self._parts.drafts.save(offer.draft), lambda _none: self.load())

    def later(self) -> None:
        """Offer these no more until another person sits down or the program starts again."""
        self._hushed |= {offer.draft.id for offer in self.offers}
        self._offer(self.offers)

    def _speak_again(self) -> None:
        self._hushed = set()

    def _changed(self, _aspect: object) -> None:
        if not (self._paused or self._shut) and self._holder.visit != self._kept and not self._timer.isActive():
            self._timer.start()

    def _save_now(self) -> None:
        visit, session = self._holder.visit, self._seat.session
        if visit == self._kept or (visit.blank and self._kept.blank):
            return
        self._kept = visit
        self._queue[self._holder.draft_id] = Draft(
            id=self._holder.draft_id,
            kind=KIND,
            title=self._title(visit),
            saved_at=self._parts.clock.now(),
            person="" if session is None else session.person.name,
            body=encode_draft(visit),
        )
        self._next()

    def _next(self) -> None:
        """Save what is queued, one after the other; then run what waits for that."""
        if self._saving:
            return
        if self._queue:
            self._saving = True
            draft = self._queue.pop(next(iter(self._queue)))
            self._runner.start(
                lambda: self._parts.drafts.save(draft),
                lambda _none: self._saved(draft),
                lambda fault: self._not_saved(draft, fault),
            )
            return
        then, self._then = self._then, None
        if then is not None:
            then()

    def _try_again(self) -> None:
        self._queue = {**self._left, **self._queue}
        self._next()

    def _saved(self, draft: Draft) -> None:
        self._saving = False
        self._left.pop(draft.id, None)
        if draft.id == self._holder.draft_id:
            self.saved.emit(f"{draft.saved_at:%H:%M:%S}")
        else:
            self.load()
        self._next()

    def _not_saved(self, draft: Draft, fault: Exception) -> None:
        """One at hand is saved with the next letter; each is told once, however often it is tried."""
        self._saving = False
        known = draft.id in self._left
        if draft.id == self._holder.draft_id:
            self._kept = VisitDraft()
        else:
            self._left[draft.id] = draft
            self._again.start()
        if not known:
            self.failed.emit(fault)
        self._next()

    def _title(self, visit: VisitDraft) -> str:
        procedure = self._holder.procedure
        name = visit.now.applicant.name or (visit.waiting[0].applicant.name if visit.waiting else "")
        return " · ".join(part for part in (name, procedure.short_name if procedure else "") if part)

    def _read(self) -> tuple[DraftOffer, ...]:
        found = self._parts.drafts.latest(KIND)
        if not self._swept:
            self._scanning.forget_closed([draft.id for draft in found] + [self._holder.draft_id])
            self._swept = True
        known = ((draft, decode_draft(draft.body)) for draft in found)
        return tuple(DraftOffer(draft, visit) for draft, visit in known if visit is not None and not visit.blank)

    def _found(self, look: int, found: tuple[DraftOffer, ...]) -> None:
        if look == self._looks:  # an older look may end after a newer one
            self._offer(found)

    def _offer(self, found: tuple[DraftOffer, ...]) -> None:
        quiet = self._hushed | {self._holder.draft_id}
        self.offers = tuple(offer for offer in found if offer.draft.id not in quiet)
        self.offers_changed.emit()
