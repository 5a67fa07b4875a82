"""Part 1: which procedure, found without marks, the recent ones first; says where a ministry's service is received."""

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desk_client.services import letter
from desk_client.viewmodels.receive import ReceiveModel
from desk_client.viewmodels.receive_holder import Aspect
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import IconButton
from desk_client.views.kit.cards import SectionHead
from desk_client.views.kit.fields import LABEL_WIDTH
from desk_client.views.kit.labels import ElidedLabel
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.search import Option, SearchBox
from desk_client.views.kit.tokens import Tone
from desk_client.views.papers.instructions_dialog import InstructionsDialog
from dossier.fees import FeeKind
from dossier.procedures import Procedure


class ProcedurePart(QWidget):
    """The search box beside its number, and one quiet line on the chosen procedure."""

    def __init__(self, kit: Kit, model: ReceiveModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.head = SectionHead(kit, 1, say("receive.part.procedure"))
        self.search = SearchBox(kit, name=say("receive.part.procedure"), hint=say("receive.procedure_hint"))
        self.search.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.aside = IconButton(kit, say("receive.set_aside"), "plus", key="Ctrl+N")
        self.aside.clicked.connect(model.set_aside)
        self.how = IconButton(kit, say("how.title"), "help")
        self.how.clicked.connect(self.open_how)
        self.how.hide()
        self.facts = ElidedLabel("", Role.SMALL, Tone.QUIET)
        self.elsewhere = InfoBar(kit, Tone.WARNING)
        self.elsewhere.hide()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.addWidget(self.head)
        line = QHBoxLayout()
        line.setSpacing(kit.look.scale.space(8))
        line.addWidget(self.search, 1)
        line.addWidget(self.how)
        line.addWidget(self.aside)
        self._row.addLayout(line, 1)
        self._under = QVBoxLayout()
        self._under.addWidget(self.facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.scale.space(4))
        column.addLayout(self._row)
        column.addLayout(self._under)
        column.addWidget(self.elsewhere)
        self.search.chosen.connect(model.choose_procedure)
        model.offers_changed.connect(self._offer)
        model.refilled.connect(self._refill)
        kit.look.changed.connect(self._arrange)
        self._arrange()

    def open_how(self) -> None:
        """Show how the chosen procedure is carried out."""
        procedure = self._model.procedure
        if procedure is not None:
            dialog = InstructionsDialog(self._kit, self, procedure)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    def _arrange(self) -> None:
        scale = self._kit.look.scale
        gap = scale.space(12)
        compact = scale.compact
        direction = QBoxLayout.Direction.TopToBottom if compact else QBoxLayout.Direction.LeftToRight
        self._row.setDirection(direction)
        self._row.setSpacing(scale.space(4) if compact else gap)
        width = scale.full(LABEL_WIDTH)
        self.head.setMinimumWidth(0 if compact else width)
        self.head.setMaximumWidth(16_777_215 if compact else width)
        self._under.setContentsMargins(0 if compact else width + gap, 0, 0, 0)

    def _offer(self) -> None:
        procedures = self._model.holder.procedures.values()
        self.search.set_options(tuple(map(self._option, procedures)), self._model.offer.recent)
        self._refill(Aspect.PROCEDURE)

    def _option(self, procedure: Procedure) -> Option:
        return Option(procedure.code, self._name(procedure), f"{procedure.code} · {self._second(procedure)}")

    @staticmethod
    def _name(procedure: Procedure) -> str:
        name = procedure.name.removeprefix("Thủ tục ")
        return name[:1].upper() + name[1:]

    def _second(self, procedure: Procedure) -> str:
        if procedure.received_at:
            return self._kit.say("receive.elsewhere_short", where=procedure.received_at)
        fee = self._kit.say("receive.no_fee" if procedure.fee.kind is FeeKind.NONE else "receive.with_fee")
        first = procedure.limits[0].limit if procedure.limits else None
        return " · ".join((procedure.field, letter.limit_text(first), fee))

    def _refill(self, aspect: Aspect) -> None:
        if aspect not in (Aspect.ALL, Aspect.PROCEDURE):
            return
        procedure = self._model.procedure
        self.search.set_current("" if procedure is None else procedure.code)
        elsewhere = procedure is not None and bool(procedure.received_at)
        self.elsewhere.setVisible(elsewhere)
        self.facts.setVisible(procedure is not None and not elsewhere)
        told = None if procedure is None else procedure.instructions
        self.how.setVisible(told is not None and told.told)
        if procedure is not None:
            words = self._kit.say("receive.gap.elsewhere", where=procedure.received_at)
            self.elsewhere.set_state(Tone.WARNING, words)
            self.facts.set_words(f"{procedure.code} · {self._second(procedure)}")
