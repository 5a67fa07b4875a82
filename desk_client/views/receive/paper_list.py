"""The list of papers: arrows choose, Space says it is there, Left and Right set the kind, plus and minus how many."""

from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu

from desk_client.viewmodels.receive_papers import PaperSight, PapersModel, PaperState
from desk_client.viewmodels.receive_sheet import FORMS
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tokens import Tone
from desk_client.views.papers.signature_bar import TONES
from token_signing.verdict import Verdict

_LOOK = {
    PaperState.ENOUGH: (Tone.DONE, "ok"),
    PaperState.SEEN: (Tone.DONE, "ok"),
    PaperState.MISSING: (Tone.WARNING, "warning"),
    PaperState.UNSEEN: (Tone.WARNING, "warning"),
    PaperState.SCANNING: (Tone.INFO, "scan"),
    PaperState.OPTIONAL: (Tone.QUIET, ""),
}


class PaperList(DossierTable):
    """Rows of two lines with their state; keys act on the chosen row."""

    def __init__(self, kit: Kit, model: PapersModel) -> None:
        columns = (Column(kit.say("receive.papers")), Column(kit.say("receive.state"), 124))
        super().__init__(kit, columns, name=kit.say("receive.papers"), head=False)
        self._outfit = kit
        self._papers = model
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._open_menu)
        self.row_chosen.connect(model.choose)
        self.row_peeked.connect(lambda _code: model.tick())
        self.row_opened.connect(lambda _code: model.tick())
        model.rows_changed.connect(self.refresh)
        model.pages_changed.connect(self._follow)

    def refresh(self) -> None:
        """Show the papers anew; the chosen one is the model's."""
        quiet = self.blockSignals(True)  # noqa: FBT003 - Qt's signature
        self.set_rows(tuple(self._row(sight) for sight in self._papers.rows()))
        self.choose(self._papers.chosen)
        self.blockSignals(quiet)

    def _follow(self) -> None:
        if self.chosen_id() != self._papers.chosen:
            self.choose(self._papers.chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Set kind and quantity by keys that no input method eats."""
        plain = not event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Left if plain:
                self._papers.step_form(-1)
            case Qt.Key.Key_Right if plain:
                self._papers.step_form(1)
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal if plain:
                self._papers.add_quantity(1)
            case Qt.Key.Key_Minus if plain:
                self._papers.add_quantity(-1)
            case _:
                super().keyPressEvent(event)

    def _open_menu(self, place: QPoint) -> None:
        """What the keys do, for the pointer."""
        row, line, say = self._papers.requirement(), self._papers.line(), self._outfit.say
        if row is None or line is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(say("receive.menu.tick"), self._papers.tick)
        if not row.present_only:
            menu.addSeparator()
            for form in FORMS:
                act = menu.addAction(say(f"receive.form.{form.value}"), partial(self._papers.set_form, form))
                act.setCheckable(True)
                act.setChecked(form is line.form)
        if not row.present_only:
            menu.addSeparator()
            menu.addAction(say("reuse.act"), self._papers.find_earlier)
        menu.addSeparator()
        menu.addAction(say("receive.menu.more"), partial(self._papers.add_quantity, 1))
        menu.addAction(say("receive.menu.less"), partial(self._papers.add_quantity, -1))
        menu.popup(self.viewport().mapToGlobal(place))

    def _row(self, sight: PaperSight) -> Row:
        tone, icon = _LOOK[sight.state]
        state = self._outfit.say(f"receive.paper.{sight.state.value}")
        seen = sight.line.signature
        if seen is not None and sight.state is PaperState.ENOUGH and seen.verdict != Verdict.GREEN.value:
            tone, icon, state = (
                TONES.get(seen.verdict, Tone.WARNING),
                "warning",
                self._outfit.say("receive.paper.doubtful"),
            )
        second = self._second(sight)
        sentence = f"{sight.requirement.name}. {second}. {state}"
        return Row(
            sight.requirement.code, (Cell(sight.requirement.name, second), Cell(state, tone=tone, icon=icon)), sentence
        )

    def _second(self, sight: PaperSight) -> str:
        say, row, line = self._outfit.say, sight.requirement, sight.line
        if row.present_only:
            shown = say("receive.paper.shown_only")
            return f"{shown} · {row.condition}" if row.condition and not sight.needed else shown
        if not line.ticked and not sight.needed:
            return row.condition or say("receive.paper.not_needed")
        kind = f"{say(f'receive.form.{line.form.value}')} {line.quantity}"
        if line.file is not None and line.reuse is not None:
            return f"{kind} · {say('receive.paper.reused', pages=line.file.pages)}"
        if line.file is not None:
            seen = line.signature
            return f"{kind} · {say('receive.paper.signed' if seen is None else f'signature.{seen.verdict}')}"
        if line.pages:
            return f"{kind} · {say('receive.paper.pages', pages=len(line.pages))}"
        return f"{kind} · {row.condition}" if row.condition else kind
