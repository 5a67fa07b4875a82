"""The middle column: the papers of the dossier over the page of the one that is chosen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.services.cases import Case, PaperSight
from desk_client.viewmodels.dossier import DossierModel
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable, full_row
from desk_client.views.kit.tokens import Tone
from desk_client.views.sign.page_card import PageCard, ReadingView
from dossier.events import Stage
from dossier.values import Digitisation
from token_signing.verdict import Verdict

_ROWS_SHOWN = 3


class PapersPart(QWidget):
    """Binds the list of papers and the preview to the model; `sign` is shown by whoever can sign them."""

    def __init__(self, kit: Kit, model: DossierModel) -> None:
        super().__init__()
        self._words = kit
        self._model = model
        columns = (Column(kit.say("dossier.papers.title")), Column("", 124))
        self.table = DossierTable(kit, columns, name=kit.say("dossier.papers.name"), head=False)
        self.page = PageCard(kit, model.preview, ReadingView(kit, name=kit.say("dossier.papers.name")), reading=False)
        self._list = Card(kit, flush=True)
        self._list.add(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.scale.space(12))
        self.sign = SecondaryButton(kit, "", icon="pen", small=True)
        self.sign.hide()
        column.addWidget(self._list)
        column.addWidget(self.sign, alignment=Qt.AlignmentFlag.AlignRight)
        column.addWidget(self.page, 1)
        self.table.row_chosen.connect(self._chosen)
        self.table.row_opened.connect(lambda _row: self.page.view.setFocus())
        kit.look.changed.connect(self._fit)

    def show_case(self, case: Case | None) -> None:
        """List the papers; the one in view stays in view."""
        papers = () if case is None else case.papers
        quiet = self.table.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.table.set_rows(tuple(self._row(paper) for paper in papers))
        if self._model.paper:
            self.table.choose(self._model.paper)
        self.table.blockSignals(quiet)
        self._list.setVisible(bool(papers))
        self._name_page(case)
        self._fit()

    def _chosen(self, key: str) -> None:
        self._model.choose_paper(key)
        self._name_page(self._model.case)

    def _name_page(self, case: Case | None) -> None:
        papers = () if case is None else case.papers
        found = next((paper for paper in papers if paper.key == self._model.paper), None)
        self.page.set_paper("" if found is None else self._name(found))

    def _name(self, paper: PaperSight) -> str:
        case = self._model.case
        if paper.key == "draft" and case is not None and case.state.stage is Stage.NUMBERED:
            return self._words.say("dossier.papers.numbered", symbol=case.state.result.symbol)
        return paper.name or self._words.say(f"dossier.papers.{paper.key}")

    def _row(self, paper: PaperSight) -> Row:
        first = Cell(self._name(paper), self._second(paper))
        return Row(paper.key, (first, self._state(paper)))

    def _second(self, paper: PaperSight) -> str:
        say, entry = self._words.say, paper.entry
        pages = 0 if paper.file is None else paper.file.pages
        if entry is None:
            return say("dossier.papers.line_result", pages=pages)
        if not paper.taken:
            return say("dossier.papers.line_not_taken", pages=pages)
        if entry.shown_only and paper.file is None:
            return say("dossier.papers.line_shown")
        if entry.digitisation in (Digitisation.FROM_DOSSIER, Digitisation.FROM_RESULT):
            return say(f"dossier.papers.line_{entry.digitisation.value}", pages=pages)
        line = "line_bare" if paper.file is None else "line"
        form = say(f"paper_form.{entry.form.value}")
        words = say(f"dossier.papers.{line}", form=form, quantity=entry.quantity, pages=pages)
        found = entry.signature
        if found is None:
            return words
        if found.verdict == Verdict.GREEN.value and found.signers:
            return say("dossier.papers.line_signed", form=form, quantity=entry.quantity, pages=pages, who=found.signers)
        return f"{words} · {say(f'signature.{found.verdict}')}"

    def _state(self, paper: PaperSight) -> Cell:
        say = self._words.say
        if paper.file is None:
            shown = paper.entry is not None and paper.entry.shown_only
            return Cell(say("dossier.papers.shown" if shown else "dossier.papers.not_scanned"), tone=Tone.QUIET)
        if not paper.here:
            return Cell(say("dossier.papers.away"), tone=Tone.INFO, icon="download")
        return Cell(say("dossier.papers.here"), tone=Tone.DONE)

    def _fit(self) -> None:
        """As high as its rows, three at most before it scrolls."""
        rows = min(_ROWS_SHOWN, max(1, self.table.rows.rowCount()))
        edge = 2 * self._words.look.palette.edge
        self._list.setFixedHeight(full_row(self._words.look.scale) * rows + edge + 2)
