"""Dialog "Chọn chứng thư số": every certificate that fits, each with its token; the one that is chosen is kept."""

from PySide6.QtWidgets import QWidget

from desk_client.services.token_choice import Choice, TokenSight
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable, full_row

_MOST_ROWS = 5


class ChooseDialog(Dialog):
    """Lists what fits; `chosen` is the hash of the certificate in the chosen row."""

    def __init__(self, kit: Kit, parent: QWidget | None, choice: Choice) -> None:
        say = kit.say
        super().__init__(kit, parent, say("sign.choose.title"), say("sign.choose.note"), width=760)
        columns = (
            Column(say("sign.choose.owner")),
            Column(say("sign.choose.issuer"), 210),
            Column(say("sign.choose.until"), 120),
        )
        self.table = DossierTable(kit, columns, name=say("sign.choose.list"))
        self.table.set_rows(tuple(self._row(one) for one in choice.fitting))
        rows = min(len(choice.fitting), _MOST_ROWS)
        self.table.setMinimumHeight(full_row(kit.look.scale) * rows + kit.look.scale.full(36))
        self.add(self.table, 1)
        self.add_cancel()
        self.add_act("choose", say("sign.choose.verb"), ButtonKind.PRIMARY, key="Enter")
        if choice.sight is not None:
            self.table.choose(choice.sight.certificate)
        self.table.row_opened.connect(lambda _id: self.choose("choose"))
        self.table.setFocus()

    @property
    def chosen(self) -> str:
        """Hash of the certificate in the chosen row."""
        return self.table.chosen_id()

    def _row(self, sight: TokenSight) -> Row:
        facts, name, kit = sight.state.certificate, sight.state.name, self._kit
        assert facts is not None, "what fits has a certificate"
        token = " · ".join(part for part in (name.label, name.serial) if part) or kit.speak(sight.name)
        until = f"{facts.not_after:%d/%m/%Y}"
        cells = (Cell(facts.common_name, token), Cell(facts.issuer_name), Cell(until))
        words = {"name": facts.common_name, "issuer": facts.issuer_name, "until": until, "token": token}
        return Row(facts.sha256, cells, kit.say("sign.choose.sentence", **words))
