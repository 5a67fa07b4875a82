"""Lists the papers that a dossier has, to print one of them."""

from PySide6.QtWidgets import QWidget

from desk_client.services.dossier_papers import DossierPaper
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable

PRINT = "print"
_ROWS = 220
"""Px at 100 % that the list of papers is high."""


class PapersDialog(Dialog):
    """Chooses one of the papers that a dossier has; Enter prints it."""

    def __init__(self, kit: Kit, parent: QWidget | None, papers: tuple[DossierPaper, ...], code: str) -> None:
        super().__init__(kit, parent, kit.say("day.papers.title"), code, width=560)
        self._papers = papers
        columns = (Column(kit.say("day.papers.column")), Column(kit.say("day.papers.since"), 150))
        self.table = DossierTable(kit, columns, name=kit.say("day.papers.title"))
        self.table.setMinimumHeight(kit.look.scale.space(_ROWS))
        self.table.set_rows(tuple(self._row(kit, place, paper) for place, paper in enumerate(papers)))
        self.table.row_opened.connect(lambda _row: self.choose(PRINT))
        self.add(self.table, 1)
        self.table.setHidden(not papers)
        if not papers:
            self.add_text(kit.say("day.papers.none"))
        self.add_cancel()
        if papers:
            self.add_act(PRINT, kit.say("day.papers.verb"), ButtonKind.PRIMARY, key="Enter").set_icon("print")
            self.table.setFocus()

    def paper(self) -> DossierPaper:
        """The chosen paper."""
        return self._papers[int(self.table.chosen_id())]

    @staticmethod
    def _row(kit: Kit, place: int, paper: DossierPaper) -> Row:
        name = kit.say(f"print.kind.{paper.kind.value}", number=paper.key.partition("/")[0] if "/" in paper.key else "")
        printed = kit.say("day.papers.printed", times=paper.printed) if paper.printed else ""
        return Row(str(place), (Cell(name.strip(), printed), Cell(f"{paper.at:%H:%M %d/%m/%Y}")))
