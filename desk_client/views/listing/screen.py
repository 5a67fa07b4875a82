"""The list of dossiers (F4): tabs with counts, the table, the quick look beside it, acts on the selected."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desk_client.services.filters import ListFilter
from desk_client.services.listing import RARE, ListLine
from desk_client.store.tabs import NEWEST_FIRST, Tab
from desk_client.viewmodels.listing import ListingModel, Together
from desk_client.views.kit.acts import FOLDED, ActRow
from desk_client.views.kit.bars import EmptyState, InfoBar
from desk_client.views.kit.buttons import Button, GhostButton, PrimaryButton, SecondaryButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.dialogs import ask_doubtful, ask_unscanned
from desk_client.views.kit.labels import ElidedLabel, IconLabel
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Row
from desk_client.views.kit.scale import Role
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tabs import Tab as StripTab
from desk_client.views.kit.tabs import TabStrip
from desk_client.views.kit.tokens import Tone
from desk_client.views.listing.filter_dialog import DROP, USE, FilterDialog
from desk_client.views.listing.quick_look import QuickLook
from desk_client.views.listing.rows import columns, row_of
from desk_client.views.shell import specs
from desk_client.views.shell.screen import KeyHint, Screen
from dossier.acts import ActKind

FILTER = "filter:"
"""How the strip names a filter: this and its id."""
ICONS = {ActKind.HAND_OVER: "send", ActKind.ACCEPT: "inbox", ActKind.HAND_RESULT: "return"}
PEEK_MS = 90
"""The quick look follows the chosen row once the arrows rest this long."""


class ListScreen(Screen):
    """Binds the list to its view-model; `dossier_opened` carries the id of the dossier to open."""

    dossier_opened = Signal(str)

    def __init__(self, kit: Kit, model: ListingModel) -> None:
        super().__init__(kit, specs.LIST)
        self.model = model
        self.strip = TabStrip(kit, name=kit.say("list.tabs_name"))
        self.table = DossierTable(kit, columns(kit), name=kit.say("list.table_name"), many=True)
        self.look = QuickLook(kit)
        self.told = InfoBar(kit)
        self._count = ElidedLabel("", Role.SMALL, Tone.QUIET)
        self.filter = SecondaryButton(kit, kit.say("filter.act"), key="Ctrl+L", icon="filter", small=True)
        self._back = GhostButton(kit, kit.say("list.back_to_tab"), icon="arrow_left", small=True)
        self._empty_act = GhostButton(kit, "")
        self._empty = EmptyState(kit, "", act=self._empty_act)
        self._foot = _Foot(kit)
        self._look_wanted = False
        self._peek = QTimer(self)
        self._peek.setSingleShot(True)
        self._peek.setInterval(PEEK_MS)
        self._build()
        self._connect()
        self._show_counts()
        self._show_rows()
        self._show_said()
        self._fit_look()

    def _build(self) -> None:
        self.set_strip(self.strip)
        card = Card(self.kit, flush=True)
        head = QWidget()
        row = QHBoxLayout(head)
        gap = self.kit.look.scale.space(12)
        row.setContentsMargins(gap, gap // 2, gap, gap // 2)
        row.addWidget(self._back)
        row.addWidget(self._count, 1)
        row.addWidget(self.filter)
        card.add(head)
        card.add(self.table, 1)
        card.add(self._empty, 1)
        self.body.addWidget(self.told)
        sides = QHBoxLayout()
        sides.setSpacing(gap)
        sides.addWidget(card, 1)
        sides.addWidget(self.look)
        self.body.addLayout(sides, 1)

    def _connect(self) -> None:
        model = self.model
        model.rows_changed.connect(self._show_rows)
        model.rows_added.connect(self._add_rows)
        model.counts_changed.connect(self._show_counts)
        model.peek_changed.connect(self._show_peek)
        model.offers_changed.connect(self._show_offers)
        model.said_changed.connect(self._show_said)
        self.strip.chosen.connect(self._choose)
        self.filter.clicked.connect(self.ask_filter)
        self.table.more_wanted.connect(model.fetch_more)
        self.table.row_opened.connect(self.dossier_opened)
        self.table.row_chosen.connect(lambda _row: self._peek.start())
        self.table.row_peeked.connect(lambda _row: self._toggle_look())
        self.table.selectionModel().selectionChanged.connect(lambda _on, _off: self._peek.start())
        self._peek.timeout.connect(self._follow)
        self._back.clicked.connect(lambda: model.choose_tab(model.tab))
        self._empty_act.clicked.connect(self._other_tab)
        self._foot.open.clicked.connect(self._open_chosen)
        self._foot.asked.connect(self._do_together)
        self.kit.look.changed.connect(self._fit_look)

    # -- what the shell asks ---------------------------------------------------------------------------------------

    def foot_widget(self) -> QWidget | None:
        """Open, and what fits the selected dossiers."""
        return self._foot

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Keys of the table."""
        return (
            KeyHint("Enter", "list.key.open"),
            KeyHint("Space", "list.key.peek"),
            KeyHint("PgUp, PgDn", "list.key.page"),
            KeyHint("Shift+↑, Shift+↓", "list.key.many"),
            KeyHint("←, →", "list.key.tab"),
            KeyHint("Ctrl+L", "list.key.filter"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Tabs and table."""
        return self.strip, self.table

    def entered(self) -> None:
        """Read again and start in the table."""
        self.model.refresh()
        self._begin()

    def step_back(self) -> None:
        """Esc: close the quick look that was asked for, take away what was told, leave the search."""
        if self._look_wanted:
            self._toggle_look()
        elif self.model.said is not None:
            self.model.hush()
        elif self.model.searching:
            self.model.choose_tab(self.model.tab)
        self._begin()

    def search(self, words: str) -> bool:
        """Take the words of the header's search."""
        self.model.search(words)
        self._begin()
        return True

    def _begin(self) -> None:
        """Put the focus on the rows, or on the way on where there is none."""
        (self._empty_act if self.table.isHidden() else self.table).setFocus()

    def ask_filter(self) -> None:
        """Ask by what the list is narrowed: a new filter, or the one in view."""
        model = self.model
        dialog = FilterDialog(self.kit, self, model.filter or ListFilter("", model.tab), model.procedures)
        chosen, wanted = dialog.ask(), dialog.filter()
        dialog.deleteLater()
        if chosen == USE:
            model.keep_filter(wanted)
        elif chosen == DROP:
            model.drop_filter(wanted)

    # -- rows ------------------------------------------------------------------------------------------------------

    def ids(self) -> tuple[str, ...]:
        """The dossiers of the list in its order, for next and previous in the screen of one dossier."""
        return tuple(line.row.id for line in self.model.lines)

    def choose(self, dossier: str) -> None:
        """Choose a row, such as the dossier that was open last."""
        self.table.choose(dossier)

    def _rows(self, lines: tuple[ListLine, ...]) -> tuple[Row, ...]:
        today = (self.model.read_at or self.model.now()).date()
        return tuple(row_of(self.kit, line, today) for line in lines)

    def _show_rows(self) -> None:
        model = self.model
        self._follow_tab()
        place = self.table.verticalScrollBar().value()
        self.table.set_rows(self._rows(model.lines), more=model.more)
        self.table.verticalScrollBar().setValue(place)
        nothing = model.read_at is not None and not model.lines
        worked_here = self.table.hasFocus() or self._empty_act.hasFocus()
        self._empty.setVisible(nothing)
        self.table.setHidden(nothing)
        if nothing:
            self._say_empty()
        if worked_here:
            (self._empty_act if nothing else self.table).setFocus()
        self._back.setVisible(model.searching)
        self._count.set_words(self._count_words())
        if not model.lines:
            model.peek_at("")
            model.select(())
            self._foot.show_selected(0)
        self._foot.show_nothing(nothing=nothing)

    def _choose(self, tab: str) -> None:
        if not tab.startswith(FILTER):
            self.model.choose_tab(Tab(tab))
            return
        kept = next((one.filter for one in self.model.filters if _strip_id(one.filter) == tab), None)
        if kept is not None:
            self.model.choose_filter(kept)

    def _follow_tab(self) -> None:
        quiet = self.strip.blockSignals(True)  # noqa: FBT003 - Qt's signature
        chosen = self.model.filter
        unkept = chosen is not None and not chosen.id
        if unkept is not (FILTER in self.strip.ids()) or (chosen and _strip_id(chosen) not in self.strip.ids()):
            self._show_counts()
        self.strip.choose(self.model.tab.value if chosen is None else _strip_id(chosen))
        self.strip.blockSignals(quiet)

    def _add_rows(self, lines: tuple[ListLine, ...]) -> None:
        self.table.append_rows(self._rows(lines), more=self.model.more)

    def _count_words(self) -> str:
        model, say = self.model, self.kit.say
        if model.searching:
            return say("list.found", words=model.words, count=len(model.lines))
        count = next((known.count for known in model.counts if known.tab is model.tab), len(model.lines))
        if model.filter is not None:
            kept = (one.count for one in model.filters if one.filter.id == model.filter.id)
            count = next(kept, len(model.lines))
        ending = "_done" if model.tab in NEWEST_FIRST else ""
        return say(f"list.sorted{'_more' if count >= 1000 else ''}{ending}", count=count)

    def _say_empty(self) -> None:
        model, say = self.model, self.kit.say
        if model.searching:
            self._empty.set_words(say("list.empty.found", words=model.words), say("list.empty.found_hint"))
        else:
            at = "" if model.read_at is None else f"{model.read_at:%H:%M}"
            empty = f"list.empty.{model.tab.value}" if model.filter is None else "filter.empty"
            self._empty.set_words(say(empty), say("list.empty.checked", time=at))
        self._empty_act.set_words(say("list.empty.see_mine" if model.tab is Tab.OPEN else "list.empty.see_open"))

    def _other_tab(self) -> None:
        self.strip.choose((Tab.MINE if self.model.tab is Tab.OPEN else Tab.OPEN).value)

    def _show_counts(self) -> None:
        model, say = self.model, self.kit.say
        tabs = [
            StripTab(tab.tab.value, say(f"list.tab.{tab.tab.value}"), None if tab.tab is Tab.DONE else tab.count)
            for tab in model.counts
            if tab.tab not in RARE or tab.count or (tab.tab is model.tab and model.filter is None)
        ]
        filters = [StripTab(_strip_id(one.filter), one.filter.name, one.count) for one in model.filters]
        if model.filter is not None and _strip_id(model.filter) not in {tab.id for tab in filters}:
            filters.append(StripTab(_strip_id(model.filter), model.filter.name or say("filter.unnamed")))
        self.strip.set_tabs((*tabs[:1], *filters, *tabs[1:]))
        self._count.set_words(self._count_words())

    # -- quick look and what was told --------------------------------------------------------------------------------

    def _follow(self) -> None:
        chosen = self.table.chosen_ids()
        self.model.peek_at(self.table.chosen_id())
        self.model.select(chosen)
        self._foot.show_selected(len(chosen))

    def _show_peek(self) -> None:
        self.look.show_case(self.model.peek, self.model.now().date())

    def _toggle_look(self) -> None:
        self._look_wanted = not self._look_wanted
        self._fit_look()

    def _fit_look(self) -> None:
        """Beside the table always; on a compact screen only when Space asks for it, and then it can be put away."""
        compact = self.kit.look.scale.compact
        if not compact:
            self._look_wanted = False
        self.look.setVisible(not compact or self._look_wanted)

    def _show_offers(self) -> None:
        self._foot.show_offers(self.model.offers)

    def _show_said(self) -> None:
        said = self.model.said
        self.told.setVisible(said is not None)
        if said is None:
            return
        text = self.kit.speak(said.text)
        if said.why is None:
            self.told.set_state(Tone.DONE if said.good else Tone.ERROR, text)
        else:
            self.told.set_state(Tone.ERROR, self.kit.speak(said.why), head=text)

    def _do_together(self, offer: Together) -> None:
        if offer.doubtful and not ask_doubtful(self.kit, self, offer.doubtful):
            return
        reason = ask_unscanned(self.kit, self, offer.unscanned) if offer.unscanned else ""
        if reason is not None:
            self.model.do_together(offer, reason)

    def _open_chosen(self) -> None:
        chosen = self.table.chosen_id()
        if chosen:
            self.dossier_opened.emit(chosen)


def _strip_id(chosen: ListFilter) -> str:
    return f"{FILTER}{chosen.id}"


class _Foot(ActRow):
    """Primary: open; beside it what several selected dossiers allow."""

    asked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._words_kit = kit
        self._offers: tuple[Together, ...] = ()
        self._selected = ElidedLabel(kit.say("list.selected_none"), Role.SMALL, Tone.QUIET)
        self._mark = IconLabel(kit, "info", 16, Tone.QUIET)
        self.add_left(self._mark)
        self.add_left(self._selected)
        self._buttons_of: dict[ActKind, Button] = {}
        for kind, icon in ICONS.items():
            button = SecondaryButton(kit, kit.say(f"list.many.{kind.value}", count=0), icon=icon)
            button.clicked.connect(lambda _checked=False, kind=kind: self._ask(kind))
            button.hide()
            self._buttons_of[kind] = self.add_act(button)
        self.open = PrimaryButton(kit, kit.say("list.open"), key="Enter", icon="open")
        self.add_act(self.open)

    def show_selected(self, count: int) -> None:
        """Say how many rows are selected."""
        say = self._words_kit.say
        words = say("list.selected", count=count) if count > 1 else say("list.selected_none")
        self._selected.set_words(words)

    def show_nothing(self, *, nothing: bool) -> None:
        """Offer to open only where there is a row."""
        self.open.setEnabled(not nothing)
        for part in (self._mark, self._selected):
            part.setVisible(not nothing)

    def show_offers(self, offers: tuple[Together, ...]) -> None:
        """Show the acts that fit some of the selected dossiers, with how many."""
        self._offers = offers
        counts = {offer.kind: len(offer.dossiers) for offer in offers}
        for kind, button in self._buttons_of.items():
            button.setProperty(FOLDED, False)  # noqa: FBT003 - Qt's signature
            button.setVisible(kind in counts)
            if kind in counts:
                button.set_words(self._words_kit.say(f"list.many.{kind.value}", count=counts[kind]))
        self.refit()

    def _ask(self, kind: ActKind) -> None:
        offer = next((offer for offer in self._offers if offer.kind is kind), None)
        if offer is not None:
            self.asked.emit(offer)
