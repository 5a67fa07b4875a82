"""The right column: until when and how that was counted, and the whole trail with who and when."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_client.services.cases import Case
from desk_client.services.slip_rows import SlipRow, slip_rows
from desk_client.viewmodels.dossier_way import WayStep, whole_way
from desk_client.viewmodels.dossier_words import full_moment, risk_words
from desk_client.views.kit.buttons import ButtonKind, GhostButton
from desk_client.views.kit.cards import Line, ScrollBody
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.facts import Step, StepList, StepState
from desk_client.views.kit.labels import IconLabel, Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.listing.quick_look import STEP_STATES
from desk_client.views.papers.reckoning import due_reckoning
from dossier.acts import ActKind
from dossier.limits import Due


class WayBox(QWidget):
    """Due moment and trail; put beside the papers, or under the facts where the type is large.

    Beside the papers the trail alone scrolls, to where the dossier is now; the due moment stays in view above it.
    """

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._words = kit
        self._counted: Due | None = None
        self._due_head = Label(kit.say("dossier.way.due"), Role.CAP, Tone.QUIET)
        self._due = Label("", Role.H3, wrap=True)
        self._by = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        self._last_days = Label("", Role.SMALL, Tone.WARNING, wrap=True)
        self._risk = Label("", Role.SMALL, Tone.WARNING, wrap=True)
        self.how = GhostButton(kit, kit.say("dossier.way.how"), small=True)
        self.how.clicked.connect(self.explain)
        self._rows: tuple[SlipRow, ...] = ()
        self.slip = GhostButton(kit, kit.say("dossier.way.slip"), small=True)
        self.slip.clicked.connect(self.show_slip)
        self._way = StepList(kit)
        card = QVBoxLayout(self)
        card.setContentsMargins(0, 0, 0, 0)
        card.setSpacing(kit.look.scale.space(8))
        head = QHBoxLayout()
        head.setSpacing(kit.look.scale.space(8))
        self._clock = IconLabel(kit, "clock", 18, Tone.INFO)
        head.addWidget(self._clock)
        head.addWidget(self._due_head, 1)
        head.addWidget(self.how)
        card.addLayout(head)
        card.addWidget(self._due)
        card.addWidget(self._by)
        card.addWidget(self._last_days)
        card.addWidget(self._risk)
        card.addWidget(Line(kit))
        card.addWidget(Label(kit.say("dossier.way.title"), Role.H3))
        self._trail, self._scroll = self._make_trail(), ScrollBody(kit)
        self._scroll.verticalScrollBar().rangeChanged.connect(lambda _low, high: self._show_now(high))
        card.addWidget(self._trail, 1)
        card.addWidget(self._scroll, 1)
        self._scroll.hide()

    def _make_trail(self) -> QWidget:
        """What happened so far, and the way to the control slip."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self._words.look.scale.space(8))
        column.addWidget(self._way)
        column.addWidget(self.slip, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return whole

    def scroll_trail(self, *, alone: bool) -> None:
        """Let the trail scroll by itself, or grow as high as it is where everything around it scrolls."""
        box = self.layout()
        assert isinstance(box, QVBoxLayout)
        if alone:
            self._scroll.column.addWidget(self._trail)
        else:
            box.insertWidget(box.indexOf(self._scroll), self._trail, 1)
        self._scroll.setVisible(alone)
        self._trail.show()

    def _show_now(self, last: int) -> None:
        """Where the dossier is now stands at the end of its way."""
        self._scroll.verticalScrollBar().setValue(last)

    def show_case(self, case: Case | None, today: date) -> None:
        """Show until when, and what happened so far."""
        kit = self._words
        self._counted = None if case is None else case.due
        self.how.setVisible(self._counted is not None and bool(self._counted.steps))
        self._rows = () if case is None else slip_rows(case.trail)
        self.slip.setVisible(bool(self._rows))
        if case is None:
            self._due.setText("")
            self._by.hide()
            self._last_days.hide()
            self._risk.hide()
            self._way.set_steps(())
            return
        clock = case.state.clock
        if clock.due is not None:
            words = full_moment(kit.speaker, clock.due)
        else:
            words = kit.say("dossier.way.at_once" if case.state.at_once else "dossier.way.none")
        self._due.setText(words)
        for part in (self._clock, self._due_head):
            part.setVisible(clock.due is not None)
        by = None if case.next_step is None else case.next_step.by
        self._by.setText("" if by is None else kit.say("dossier.way.hand_over_by", time=full_moment(kit.speaker, by)))
        self._by.setVisible(by is not None)
        self._last_days.setText("\n".join(kit.speak(words) for words in case.reminders))
        self._last_days.setVisible(bool(case.reminders))
        self._risk.setText("" if case.forecast is None else risk_words(kit.speaker, case.forecast))
        self._risk.setVisible(case.forecast is not None)
        self._way.set_steps(tuple(_step(step) for step in whole_way(kit.speaker, case, today)))

    def show_slip(self) -> None:
        """Show the rows of form 05 so far."""
        dialog = SlipDialog(self._words, self.window(), self._rows)
        dialog.ask()
        dialog.deleteLater()

    def explain(self) -> None:
        """Show how the due moment was counted, line by line with what each rests on."""
        if self._counted is not None:
            dialog = due_reckoning(self._words, self.window(), self._counted)
            dialog.ask()
            dialog.deleteLater()


class SlipDialog(Dialog):
    """The control slip: one row for each hand-over, given and taken."""

    def __init__(self, kit: Kit, parent: QWidget | None, rows: tuple[SlipRow, ...]) -> None:
        super().__init__(kit, parent, kit.say("dossier.way.slip_title"), width=480)
        steps = StepList(kit)
        steps.set_steps(tuple(_slip_step(kit, row) for row in rows))
        self.add(steps)
        self.add_act("close", kit.say("kit.close"), ButtonKind.PRIMARY, key="Esc").setFocus()


def _slip_step(kit: Kit, row: SlipRow) -> Step:
    say = kit.say
    given = say("dossier.slip.given", time=full_moment(kit.speaker, row.given_at), name=row.giver)
    taken = say("dossier.slip.open")
    if row.taken_at is not None:
        taken = say("dossier.slip.taken", time=full_moment(kit.speaker, row.taken_at), name=row.taker)
    elif row.kind is ActKind.HAND_RESULT:
        taken = say("dossier.slip.counter")
    stood = () if row.late is None else (say("dossier.slip.late" if row.late else "dossier.slip.in_time"),)
    state = StepState.WARNING if row.late else StepState.DONE
    return Step(state, say(f"act.{row.kind.value}"), ". ".join((given, taken, *stood)))


def _step(step: WayStep) -> Step:
    return Step(STEP_STATES[step.mark], step.text, step.second)
