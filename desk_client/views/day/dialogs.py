"""Dialogs of the day: the papers of a dossier, and who took a letter from the post."""

from PySide6.QtWidgets import QWidget

from desk_client.services.dossier_papers import DossierPaper
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable

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
        self.table.row_opened.connect(lambda _row: self.choose("print"))
        self.add(self.table, 1)
        self.add_cancel()
        self.add_act("print", kit.say("day.papers.verb"), ButtonKind.PRIMARY, key="Enter").set_icon("print")
        self.table.setFocus()

    def paper(self) -> DossierPaper:
        """The chosen paper."""
        return self._papers[int(self.table.chosen_id())]

    @staticmethod
    def _row(kit: Kit, place: int, paper: DossierPaper) -> Row:
        name = kit.say(f"print.kind.{paper.kind.value}", number=paper.key.partition("/")[0] if "/" in paper.key else "")
        printed = kit.say("day.papers.printed", times=paper.printed) if paper.printed else ""
        return Row(str(place), (Cell(name.strip(), printed), Cell(f"{paper.at:%H:%M %d/%m/%Y}")))


class DeliveredDialog(Dialog):
    """Asks who took the letter and by which paper the post says so."""

    def __init__(self, kit: Kit, parent: QWidget | None, receiver: str) -> None:
        super().__init__(kit, parent, kit.say("day.post.delivered_title"), width=520)
        self.receiver, self.proof = TextField(kit), TextField(kit, hint=kit.say("day.post.proof_hint"))
        self._receiver_row = FieldRow(kit, kit.say("day.post.receiver"), self.receiver)
        self._proof_row = FieldRow(kit, kit.say("day.post.proof"), self.proof)
        self.receiver.setText(receiver)
        self.add(self._receiver_row)
        self.add(self._proof_row)
        self.add_cancel()
        self.add_act("give", kit.say("day.post.delivered_verb"), ButtonKind.PRIMARY, key="Ctrl+Enter")
        self.proof.setFocus()

    def ready(self, act_id: str) -> bool:
        """Stay open while one of them is missing."""
        if act_id != "give":
            return True
        for row, field, words in (
            (self._receiver_row, self.receiver, "day.post.receiver_missing"),
            (self._proof_row, self.proof, "day.post.proof_missing"),
        ):
            missing = not field.text().strip()
            row.set_error(self._kit.say(words) if missing else None)
            if missing:
                field.setFocus()
                return False
        return True
