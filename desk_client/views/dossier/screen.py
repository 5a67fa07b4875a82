"""The screen of one dossier: head, facts, papers with their pages, way; the foot holds what may be done now."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QBoxLayout, QWidget

from desk_client.services.cases import SEALED_BESIDE
from desk_client.services.dossier_papers import DossierPaper
from desk_client.services.printing import PrintedPaper
from desk_client.services.session import Session
from desk_client.viewmodels.dossier import DossierModel
from desk_client.viewmodels.dossier_prints import DossierPrints
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.viewmodels.print_paper import PrintModel
from desk_client.views.dossier.act_bar import MENU_KEY, ActBar
from desk_client.views.dossier.asking import Asking
from desk_client.views.dossier.facts_card import FactsCard
from desk_client.views.dossier.head import HeadCard
from desk_client.views.dossier.paper_dialog import PaperDialog
from desk_client.views.dossier.papers_part import PapersPart
from desk_client.views.dossier.way_box import WayBox
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.cards import Card
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.papers.list_dialog import PRINT, PapersDialog
from desk_client.views.shell import specs
from desk_client.views.shell.screen import KeyHint, Screen
from dossier.acts import ActKind
from dossier.messages import Message

LIST_SCREEN = "list"
FACTS_WIDTH, WAY_WIDTH = 352, 300
FACTS_HEIGHT, PAPERS_HEIGHT = 190, 300
"""Px at 100 % that facts and papers keep where they stand one under the other."""
UNBOUND = 16_777_215


class DossierScreen(Screen):
    """Binds one dossier to its view-model; `elsewhere` (act, dossier id) asks for the screen that does an act.

    `undo_offered` (text, what undoes) is for the window's undo bar; `sealing_asked` (act) is for who has the agency's
    token.
    """

    elsewhere = Signal(object, str)
    sealing_asked = Signal(object)
    undo_offered = Signal(str, object)

    def __init__(self, kit: Kit, model: DossierModel, papers: tuple[DossierPrints, PrintModel]) -> None:
        super().__init__(kit, specs.DOSSIER)
        self.model = model
        self.prints, self.printing = papers
        self.head = HeadCard(kit)
        self.told = InfoBar(kit)
        self.facts = FactsCard(kit)
        self.papers = PapersPart(kit, model)
        self.way = WayBox(kit)
        self.acts = ActBar(kit)
        self._way_card = Card(kit)
        self._asking = Asking(kit, self, model)
        self._sides = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._way_below: bool | None = None
        self._paper_awaited = False
        self._papers_wanted = ""
        self._build()
        self._connect()
        self._fit_way()
        self._show_case()
        self._show_told()

    def _build(self) -> None:
        self._sides.setSpacing(self.kit.look.scale.space(12))
        self._sides.addWidget(self.facts)
        self._sides.addWidget(self.papers, 1)
        self._sides.addWidget(self._way_card)
        self.body.addWidget(self.told)
        self.body.addWidget(self.head)
        self.body.addLayout(self._sides, 1)

    def _connect(self) -> None:
        model = self.model
        model.case_changed.connect(self._show_case)
        model.told_changed.connect(self._show_told)
        model.busy_changed.connect(self._hold_still)
        model.elsewhere.connect(self.elsewhere)
        model.undo_offered.connect(self._offer_undo)
        model.paper_wanted.connect(self._make_paper)
        self.printing.changed.connect(self._show_paper)
        self.printing.said.connect(self._say_paper)
        self.head.stepped.connect(model.step)
        self.prints.listed.connect(self._choose_paper)
        self.prints.said.connect(self._say_paper)
        self.acts.asked.connect(self._ask_act)
        self.acts.papers_asked.connect(self.ask_papers)
        self.acts.back.connect(lambda: self.leave_asked.emit(LIST_SCREEN))
        self.kit.look.changed.connect(self._fit_way)

    # -- what the shell asks ---------------------------------------------------------------------------------------

    def foot_widget(self) -> QWidget | None:
        """The acts."""
        return self.acts

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Keys that stand on no button."""
        return (
            KeyHint("↑, ↓", "dossier.key.papers"),
            KeyHint("+, -", "dossier.key.zoom"),
            KeyHint(MENU_KEY, "dossier.key.beside"),
            KeyHint("Ctrl+PgUp", "dossier.previous"),
            KeyHint("Ctrl+PgDown", "dossier.next"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """Papers and page."""
        return self.papers.table, self.papers.page.view

    def entered(self) -> None:
        """Read again and start in the list of papers."""
        self.model.refresh()
        self.papers.table.setFocus()

    def step_back(self) -> None:
        """Esc: take away what was told, else back to the list."""
        if self.model.told is not None:
            self.model.hush()
        else:
            self.leave_asked.emit(LIST_SCREEN)

    def ask_papers(self) -> None:
        """List the papers that this dossier has now."""
        if self.model.case is not None:
            self._papers_wanted = self.model.dossier
            self.prints.list_papers(self.model.dossier)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def _show_case(self) -> None:
        case = self.model.case
        today = date.min if case is None else case.at.date()
        self.head.show_case(case, self.model.place)
        self.facts.show_case(case)
        self.papers.show_case(case)
        self.way.show_case(case, today)
        self.acts.show_case(case)
        self.acts.set_busy(busy=self.model.busy)

    def _ask_act(self, kind: ActKind) -> None:
        if kind in SEALED_BESIDE:
            self.sealing_asked.emit(kind)
        else:
            self._asking.ask(kind)

    def _hold_still(self) -> None:
        self.acts.set_busy(busy=self.model.busy)

    def _offer_undo(self, words: Message, undo: object) -> None:
        self.undo_offered.emit(self.kit.speak(words), undo)

    def _choose_paper(self, dossier: str, found: object) -> None:
        """Print the paper that is chosen among those that were found."""
        papers = tuple(one for one in found if isinstance(one, DossierPaper)) if isinstance(found, tuple) else ()
        case = self.model.case
        if case is None or dossier != self._papers_wanted or not self.isVisible():
            return
        self._papers_wanted = ""
        dialog = PapersDialog(self.kit, self, papers, code_tail(case.state.code))
        if dialog.ask() == PRINT:
            self._paper_awaited = True
            self.prints.print_paper(dossier, dialog.paper())
        dialog.deleteLater()

    def _make_paper(self, work: Callable[[Session], PrintedPaper], dossier: str) -> None:
        self._paper_awaited = True
        self.printing.make_for(work, dossier)

    def _show_paper(self) -> None:
        """The paper was made: show it while it prints."""
        if self._paper_awaited and self.printing.paper is not None:
            self._paper_awaited = False
            dialog = PaperDialog(self.kit, self, self.printing)
            dialog.ask()
            dialog.deleteLater()

    def _say_paper(self, _kind: str, words: Message) -> None:
        """The act stands; only its paper could not be made."""
        if self._paper_awaited:
            self._paper_awaited = False
            self.told.set_state(Tone.ERROR, self.kit.speak(words))
            self.told.show()

    def _show_told(self) -> None:
        told = self.model.told
        self.told.setVisible(told is not None)
        if told is not None:
            self.told.set_state(Tone.DONE if told.good else Tone.ERROR, self.kit.speak(told.text))

    def _fit_way(self) -> None:
        """Three columns; from 130 % the way under the facts; at the largest type the facts under the papers."""
        scale = self.kit.look.scale
        stacked = scale.stacked
        way = QBoxLayout.Direction.BottomToTop if stacked else QBoxLayout.Direction.LeftToRight
        self._sides.setDirection(way)
        width = round(scale.full(FACTS_WIDTH) * (0.86 if scale.compact else 1))
        self.facts.setMinimumSize(0 if stacked else width, scale.full(FACTS_HEIGHT) if stacked else 0)
        self.facts.setMaximumWidth(UNBOUND if stacked else width)
        self.papers.setMinimumHeight(scale.full(PAPERS_HEIGHT) if stacked else 0)
        self._way_card.setFixedWidth(scale.full(WAY_WIDTH))
        if self._way_below == scale.compact:
            return
        self._way_below = scale.compact
        self._way_card.setVisible(not scale.compact)
        if scale.compact:
            self.facts.column.insertWidget(self.facts.column.count() - 1, self.way)
        else:
            self._way_card.add(self.way, 1)
        self.way.scroll_trail(alone=not scale.compact)
        self.way.show()
