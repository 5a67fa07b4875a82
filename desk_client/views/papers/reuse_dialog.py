"""Chooses pages of an earlier dossier of the same citizen, or its result, in place of scanning them again."""

from PySide6.QtWidgets import QWidget

from desk_client.services.reusing import EarlierPages
from desk_client.viewmodels.dossier_words import code_tail
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable

TAKE = "take"
_ROWS = 240
"""Px at 100 % that the list is high."""


class ReuseDialog(Dialog):
    """One row for each file, newest first; Enter takes it for the paper that the head names."""

    def __init__(self, kit: Kit, parent: QWidget | None, earlier: tuple[EarlierPages, ...], paper: str) -> None:
        say = kit.say
        super().__init__(kit, parent, say("reuse.title"), say("reuse.for", paper=paper), width=620)
        self._earlier = earlier
        columns = (
            Column(say("reuse.column.paper")),
            Column(say("reuse.column.pages"), 90),
            Column(say("reuse.column.day"), 110),
        )
        self.table = DossierTable(kit, columns, name=say("reuse.title"))
        self.table.setMinimumHeight(kit.look.scale.space(_ROWS))
        self.table.set_rows(tuple(self._row(kit, place, pages) for place, pages in enumerate(earlier)))
        self.table.row_opened.connect(lambda _row: self.choose(TAKE))
        self.add(self.table, 1)
        self.table.setHidden(not earlier)
        self.add_text(say("reuse.note" if earlier else "reuse.none"))
        self.add_cancel()
        if earlier:
            self.add_act(TAKE, say("reuse.verb"), ButtonKind.PRIMARY, key="Enter").set_icon("files")
            self.table.setFocus()

    def pages(self) -> EarlierPages:
        """The chosen pages."""
        return self._earlier[int(self.table.chosen_id())]

    @staticmethod
    def _row(kit: Kit, place: int, pages: EarlierPages) -> Row:
        name = pages.name or kit.say("reuse.result")
        source = f"{code_tail(pages.code)} · {pages.procedure}"
        count = kit.say("course.pages_count", pages=pages.file.pages)
        return Row(str(place), (Cell(name, source), Cell(count), Cell(f"{pages.at:%d/%m/%Y}")))
