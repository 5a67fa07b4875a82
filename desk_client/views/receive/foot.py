"""The foot of the receive screen: the due date always in view, and the acts, F9 at the far right."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_client.services import letter
from desk_client.viewmodels.receive import ReceiveModel
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.buttons import DangerButton, LinkButton, PrimaryButton, SecondaryButton
from desk_client.views.kit.labels import ElidedLabel, IconLabel, Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class DueBox(QWidget):
    """When the result is due, by what limit, by when the dossier is handed over, and "Cách tính"."""

    asked = Signal()

    def __init__(self, kit: Kit, model: ReceiveModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        self.icon = IconLabel(kit, "clock", 18, Tone.INFO)
        self.due = Label("", Role.H3)
        self.limit = ElidedLabel("", Role.SMALL, Tone.QUIET)
        self.how = LinkButton(kit, kit.say("receive.how_counted"))
        self.how.setAccessibleName(kit.say("receive.due_how"))
        self.how.clicked.connect(self.asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(6)
        second.setSpacing(kit.look.scale.space(10))
        first.addWidget(self.icon)
        first.addWidget(self.due)
        first.addStretch(1)
        second.addWidget(self.limit)
        second.addWidget(self.how)
        second.addStretch(1)
        column.addLayout(first)
        column.addLayout(second)
        model.quote.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say the last quote."""
        say, procedure = self._kit.say, self._model.procedure
        due = self._model.quote.now.due
        any_due = procedure is not None and not procedure.received_at
        self.setVisible(any_due)
        if procedure is None or not any_due:
            return
        self.how.setVisible(due is not None)
        if due is None or due.at is None:
            self.due.setText(say("receive.due_at_once"))
            self.limit.set_words(say("receive.at_once"))
            return
        moment = due.at
        day = say(f"day.{_DAYS[moment.weekday()]}")
        self.due.setText(say("receive.due", time=f"{moment:%H:%M}", day=day, date=f"{moment:%d/%m/%Y}"))
        limit = letter.limit_text(procedure.limit_for(self._model.channel))
        if due.hand_over_by is not None and not self._kit.look.scale.compact:
            same = due.hand_over_by.date() == self._model.today
            by = f"{due.hand_over_by:%H:%M}" if same else f"{due.hand_over_by:%H:%M %d/%m}"
            limit = f"{limit} · {say('receive.hand_over', time=by)}"
        self.limit.set_words(limit)


class ReceiveFoot(ActRow):
    """Acts of the screen; nothing is greyed for missing data."""

    def __init__(self, kit: Kit, model: ReceiveModel) -> None:
        super().__init__(kit)
        self._outfit = kit
        self._model = model
        say = kit.say
        self.due = DueBox(kit, model)
        self.add_left(self.due)
        self.refuse = self.add_act(DangerButton(kit, say("receive.act.refuse")))
        self.ask = self.add_act(SecondaryButton(kit, say("receive.act.ask")))
        self.more = self.add_act(SecondaryButton(kit, say("receive.act.more"), key="Ctrl+Enter"))
        self.primary = self.add_act(PrimaryButton(kit, say("receive.primary.print"), key="F9", icon="print"))
        model.refilled.connect(self.refresh)
        model.busy_changed.connect(self.refresh)
        model.quote.changed.connect(self.refit)
        kit.look.changed.connect(self.due.refresh)

    def refresh(self) -> None:
        """Say what F9 does now; while it works nothing can be pressed twice."""
        primary = self._model.primary
        self.primary.set_words(self._outfit.say(f"receive.primary.{primary.value}"))
        self.primary.set_icon("print" if primary.value == "print" else "pen")
        for button in (self.refuse, self.ask, self.more, self.primary):
            button.setEnabled(not self._model.busy)
        self.refit()
