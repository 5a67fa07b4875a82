"""Keeps what the list of dossiers shows: tab, counts, pages read so far, the search, the quick look; holds no rule."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from desk_client.ports import DeskFault
from desk_client.services.cases import Case, Cases
from desk_client.services.filters import Filters, ListFilter
from desk_client.services.listing import PAGE, FilterCount, Listing, ListLine, ListPage, TabCount, View
from desk_client.services.processing import TOGETHER, GroupRefusal, Handed, Processing
from desk_client.services.session import Session
from desk_client.store.tabs import Tab
from desk_client.viewmodels.dossier_words import fault_message, refusal_message
from desk_client.viewmodels.minute import each_minute
from desk_client.viewmodels.rest import Rest
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from dossier.acts import ActKind
from dossier.messages import Message, message

CALM_MS = 120
"""Changes that come within this time are read together."""
MOST_TOGETHER = 100
"""How many dossiers are done in one go at most."""


Reads = tuple[Listing, Cases, Filters]
_Counted = tuple[tuple[TabCount, ...], tuple[FilterCount, ...], tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Together:
    """An act that fits several of the selected dossiers, and which; `unscanned` papers would go on without pages,
    `doubtful` ones with a digital signature in doubt.
    """

    kind: ActKind
    dossiers: tuple[str, ...]
    unscanned: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What is told over the list: good or bad, in a sentence, perhaps with a second that says why."""

    good: bool
    text: Message
    why: Message | None = None


class ListingModel(QObject):
    """The list as one person sees it; every read runs off the GUI thread and the newest answer counts."""

    rows_changed = Signal()
    rows_added = Signal(object)
    counts_changed = Signal()
    peek_changed = Signal()
    offers_changed = Signal()
    said_changed = Signal()

    def __init__(
        self,
        reads: tuple[Listing, Cases, Filters],
        processing: Processing,
        runner: Runner,
        seat: Seat,
        changes: Changes,
    ) -> None:
        super().__init__()
        self._listing, self._cases, self._filters = reads
        self._processing = processing
        self._runner = runner
        self._seat = seat
        self._changes = changes
        self._after: tuple[str, int] | None = None
        self._asked = 0
        self._peeked = ""
        self._selected: tuple[str, ...] = ()
        self.tab = self._first_tab()
        self.words = ""
        self.lines: tuple[ListLine, ...] = ()
        self.counts: tuple[TabCount, ...] = ()
        self.filter: ListFilter | None = None
        self.filters: tuple[FilterCount, ...] = ()
        self.procedures: tuple[tuple[str, str], ...] = ()
        self.read_at: datetime | None = None
        self.peek: Case | None = None
        self.offers: tuple[Together, ...] = ()
        self.said: Said | None = None
        self._calm = Rest(self, CALM_MS, self.refresh)
        changes.dossiers.connect(lambda _ids: self._calm.start())
        self._minute = each_minute(self, self.refresh)
        seat.changed.connect(self._other_person)

    # -- what is shown ---------------------------------------------------------------------------------------------

    @property
    def more(self) -> bool:
        """Whether further pages exist."""
        return self._after is not None

    def now(self) -> datetime:
        """The moment at the counter."""
        return self._listing.now()

    @property
    def searching(self) -> bool:
        """Whether found dossiers are shown in place of a tab."""
        return bool(self.words)

    @property
    def view(self) -> View:
        """What is shown where nothing is searched for."""
        return self.filter or self.tab

    def choose_tab(self, tab: Tab) -> None:
        """Show another tab from its beginning."""
        self.tab, self.filter, self.words = tab, None, ""
        self._forget_rows()
        self.refresh()

    def choose_filter(self, chosen: ListFilter) -> None:
        """Show what a filter lets through, from its beginning."""
        self.tab, self.filter, self.words = chosen.tab, chosen, ""
        self._forget_rows()
        self.refresh()

    def keep_filter(self, changed: ListFilter) -> None:
        """Show a filter; one with a name is kept for this person first."""
        session = self._seat.session
        if session is None:
            return
        if changed.name:
            person = session.person.id
            self._runner.start(lambda: self._filters.keep(person, changed), self.choose_filter, self._failed)
        else:
            self.choose_filter(changed)

    def drop_filter(self, gone: ListFilter) -> None:
        """Forget a filter of this person and show its tab."""
        session = self._seat.session
        if session is not None:
            person = session.person.id
            self._runner.start(
                lambda: self._filters.drop(person, gone.id), lambda _: self.choose_tab(gone.tab), self._failed
            )

    def search(self, words: str) -> None:
        """Show what is found; empty words go back to the tab."""
        if words.strip() != self.words:
            self.words = words.strip()
            self._forget_rows()
        self.refresh()

    def refresh(self) -> None:
        """Read again what is shown: as many rows as were read so far, the counts, the quick look."""
        session = self._seat.session
        if session is None:
            return
        self._calm.stop()
        self._asked += 1
        self._runner.start(self._reader(session), self._newest(self._asked, self._show), self._failed)
        self._runner.start(lambda: self._counted(session), self._show_counts, self._failed)
        self.peek_at(self._peeked)
        self.select(self._selected)

    def fetch_more(self) -> None:
        """Read the page after the rows read so far."""
        session, after = self._seat.session, self._after
        if session is None or after is None:
            return
        self._after = None
        view = self.view
        self._runner.start(
            lambda: self._listing.page(session, view, after), self._newest(self._asked, self._add), self._failed
        )

    # -- quick look ------------------------------------------------------------------------------------------------

    def peek_at(self, dossier: str) -> None:
        """Look at one dossier beside the list; empty closes the look."""
        session = self._seat.session
        self._peeked = dossier
        if session is None or not dossier:
            self._show_peek(None)
            return
        self._runner.start(lambda: self._cases.look(session, dossier), self._peek_of(dossier), self._failed)

    # -- several at once -------------------------------------------------------------------------------------------

    def select(self, dossiers: tuple[str, ...]) -> None:
        """These rows are selected: find what can be done with several of them."""
        session = self._seat.session
        self._selected = dossiers[:MOST_TOGETHER]
        chosen = self._selected
        if session is None or not chosen:
            self._show_offers(())
            return

        def work() -> tuple[Together, ...]:
            found = ((kind, self._processing.fitting(session, kind, chosen)) for kind in TOGETHER)
            return tuple(self._offer(kind, fitting) for kind, fitting in found if fitting)

        self._runner.start(work, self._offers_of(chosen), self._failed)

    def _offer(self, kind: ActKind, fitting: tuple[str, ...]) -> Together:
        if kind is not ActKind.HAND_OVER:
            return Together(kind, fitting)
        return Together(kind, fitting, self._processing.unscanned(fitting), self._processing.doubtful(fitting))

    def do_together(self, offer: Together, unscanned: str = "") -> None:
        """Do an act on several dossiers as one; `unscanned` is the reason where pages are missing."""
        session = self._seat.session
        if session is None:
            return
        self._runner.start(
            lambda: self._processing.together(session, offer.kind, offer.dossiers, unscanned),
            lambda done: self._told(offer, done),
            self._failed,
        )

    def hush(self) -> None:
        """Take away what was told."""
        self._say(None)

    # -- answers ---------------------------------------------------------------------------------------------------

    def _reader(self, session: Session) -> Callable[[], ListPage]:
        words, view, limit = self.words, self.view, max(PAGE, len(self.lines))
        if words:
            return lambda: self._listing.search(words)
        return lambda: self._listing.page(session, view, None, limit)

    def _counted(self, session: Session) -> _Counted:
        filters = self._filters.of_person(session.person.id)
        return self._listing.counts(session), self._listing.filtered(session, filters), self._listing.offers()

    def _newest(self, asked: int, show: Callable[[ListPage], None]) -> Callable[[ListPage], None]:
        def done(page: ListPage) -> None:
            if asked == self._asked:
                show(page)

        return done

    def _show(self, page: ListPage) -> None:
        self.lines, self._after, self.read_at = page.lines, page.after, page.at
        self.rows_changed.emit()

    def _add(self, page: ListPage) -> None:
        self.lines = (*self.lines, *page.lines)
        self._after = page.after
        self.rows_added.emit(page.lines)

    def _show_counts(self, counted: _Counted) -> None:
        if counted != (self.counts, self.filters, self.procedures):
            self.counts, self.filters, self.procedures = counted
            self.counts_changed.emit()

    def _peek_of(self, dossier: str) -> Callable[[Case | None], None]:
        def done(case: Case | None) -> None:
            if dossier == self._peeked:
                self._show_peek(case)

        return done

    def _show_peek(self, case: Case | None) -> None:
        if case != self.peek:
            self.peek = case
            self.peek_changed.emit()

    def _offers_of(self, chosen: tuple[str, ...]) -> Callable[[tuple[Together, ...]], None]:
        def done(found: tuple[Together, ...]) -> None:
            if chosen == self._selected:
                self._show_offers(found)

        return done

    def _show_offers(self, offers: tuple[Together, ...]) -> None:
        if offers != self.offers:
            self.offers = offers
            self.offers_changed.emit()

    def _told(self, offer: Together, done: Handed | GroupRefusal) -> None:
        if isinstance(done, GroupRefusal):
            text = message("list.none_done", code=done.code) if done.code else message("list.none_done_plain")
            self._say(Said(good=False, text=text, why=refusal_message(done.refusal)))
            return
        count, where = str(len(done.states)), ", ".join(done.receivers)
        if where:
            text = message("list.done.hand_over", count=count, where=where)
        else:
            ending = "_here" if offer.kind is ActKind.HAND_OVER else ""
            text = message(f"list.done.{offer.kind.value}{ending}", count=count)
        self._say(Said(good=True, text=text))
        self._changes.tell(offer.dossiers)

    def _say(self, said: Said | None) -> None:
        self.said = said
        self.said_changed.emit()

    def _failed(self, fault: Exception) -> None:
        self._say(Said(good=False, text=fault_message(fault)))
        if not isinstance(fault, DeskFault):
            self._runner.fault.emit(fault)

    def _forget_rows(self) -> None:
        self.lines, self._after, self.read_at = (), None, None
        self._selected = ()
        self.rows_changed.emit()

    def _first_tab(self) -> Tab:
        """The first tab of who sits here; an inspector has nothing that waits for him."""
        session = self._seat.session
        return next(iter(() if session is None else self._listing.tabs(session)), Tab.MINE)

    def _other_person(self) -> None:
        """Another person sits down: nothing of the one before stays in view."""
        self.tab, self.filter, self.words, self.said = self._first_tab(), None, "", None
        self.counts, self.filters = (), ()
        self.counts_changed.emit()
        self._forget_rows()
        self._peeked = ""
        self._show_peek(None)
        self._show_offers(())
        self.said_changed.emit()
        self.refresh()
