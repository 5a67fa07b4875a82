"""The cards of one dossier at the return screen: its head, the receiver, the things, the fee."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.services.handing import HandSight, ItemKind, Promptness
from desk_client.viewmodels.dossier_words import DAYS, code_tail
from desk_client.viewmodels.returning import CASH, METHODS, ReturnModel, stage_message
from desk_client.viewmodels.returning_receiver import Match
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.cards import Card, Line
from desk_client.views.kit.choices import CheckBox, RadioButton, TextField
from desk_client.views.kit.facts import empty_layout
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.flow import Flow
from desk_client.views.kit.labels import ElidedLabel, Label, StatusPill, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone
from dossier.text import format_money

_PROMPT = {
    Promptness.AT_ONCE: Tone.INFO,
    Promptness.KEPT: Tone.DONE,
    Promptness.LATE: Tone.ERROR,
    Promptness.LATE_TODAY: Tone.ERROR,
}
_MATCH = {Match.CARD: Tone.DONE, Match.OTHER: Tone.INFO, Match.UNCHECKED: Tone.QUIET}


class DossierCard(Card):
    """Code in large figures, whether the promise was kept, the applicant, what he asked for and when."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self._outfit = kit
        self.code = Label("", Role.BIG)
        self.whole = Label("", Role.CAP)
        self.whole.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.pill = StatusPill(kit, Tone.DONE, "")
        self.name = Label("", Role.H2)
        self.about = ElidedLabel("", Role.SMALL, Tone.QUIET)
        self.state = InfoBar(kit, Tone.WARNING)
        head = QWidget()
        head.setProperty("grows", True)  # noqa: FBT003 - Qt's signature
        words = QVBoxLayout(head)
        words.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(0)
        words.addWidget(self.code)
        words.addWidget(self.whole)
        top = QWidget()
        row = Flow(kit.look.scale.space(8))
        row.addWidget(head)
        row.addWidget(self.pill)
        top.setLayout(row)
        self.add(top)
        for part in (Line(kit), self.name, self.about, self.state):
            self.add(part)

    def show_sight(self, sight: HandSight) -> None:
        """Show a dossier."""
        state, say = sight.state, self._outfit.say
        self.code.setText(code_tail(state.code) or say("returning.no_code"))
        self.whole.setText(state.code)
        due = "" if state.clock.original_due is None else self._due(state.clock.original_due, sight)
        words = say(f"returning.promptness.{sight.promptness.value}", days=sight.late_days, due=due)
        tone = _PROMPT[sight.promptness]
        self.pill.set_state(tone, words, "ok" if tone is Tone.INFO else None)
        self.name.setText(state.applicant.name)
        received = state.clock.accepted_at
        filed = "" if received is None else say("returning.filed", day=self._day(received), date=f"{received:%d/%m/%Y}")
        self.about.set_words(" · ".join(part for part in (sight.procedure, filed) if part))
        self.state.setVisible(not sight.ready)
        if not sight.ready:
            self.state.set_state(Tone.WARNING, self._outfit.speak(stage_message(sight)))

    def _due(self, due: datetime, sight: HandSight) -> str:
        if due.date() == sight.today:
            return self._outfit.say("returning.due_today", time=f"{due:%H:%M}")
        return self._outfit.say("returning.due_on", time=f"{due:%H:%M}", date=f"{due:%d/%m/%Y}")

    def _day(self, moment: datetime) -> str:
        return self._outfit.say(f"day.{DAYS[moment.weekday()]}")


class ReceiverCard(Card):
    """Người nhận kết quả: the applicant himself by default, or an authorised person with name and number."""

    def __init__(self, kit: Kit, model: ReturnModel) -> None:
        super().__init__(kit, kit.say("returning.receiver.title"))
        self._outfit = kit
        self._model = model
        say = kit.say
        self.match = StatusText(kit, Tone.QUIET, "")
        self.add_act(self.match)
        self.himself = RadioButton(kit, say("returning.receiver.himself"))
        self.other = RadioButton(kit, say("returning.receiver.other"))
        self.name = TextField(kit)
        self.number = TextField(kit, letters=14)
        self.name_row = FieldRow(kit, say("returning.receiver.name"), self.name)
        self.number_row = FieldRow(kit, say("returning.receiver.number"), self.number)
        choice = QWidget()
        flow = Flow(kit.look.scale.space(20))
        choice.setLayout(flow)
        flow.addWidget(self.himself)
        flow.addWidget(self.other)
        for part in (choice, self.name_row, self.number_row):
            self.add(part)
        for radio, authorised in ((self.himself, False), (self.other, True)):
            radio.pressed.connect(lambda authorised=authorised: self._choose(authorised=authorised))
            radio.clicked.connect(lambda _on=False, authorised=authorised: self._choose(authorised=authorised))
        self.name.textEdited.connect(model.type_name)
        self.number.textEdited.connect(self._typed)
        model.receiver_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the receiver."""
        receiver, sight = self._model.receiver, self._model.sight
        (self.other if receiver.authorised else self.himself).setChecked(True)
        for field, text in ((self.name, receiver.name), (self.number, receiver.number)):
            if field.text() != text:
                field.setText(text)
            field.setReadOnly(not receiver.authorised)
        self.name_row.set_error(None)
        self.number_row.set_error(None)
        if sight is not None:
            match = receiver.match(sight.state.applicant)
            self.match.set_state(_MATCH[match], self._outfit.say(f"returning.match.{match.value}"), self._icon(match))

    def go_to(self, place: str, words: str) -> None:
        """Put the focus on what is missing and say it there."""
        row = self.name_row if place == "name" else self.number_row
        row.set_error(words)
        row.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _choose(self, *, authorised: bool) -> None:
        self._model.set_authorised(authorised)
        if authorised and not self.name.text():
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def _typed(self, number: str) -> None:
        self._model.type_number(number)
        self.match.set_state(Tone.QUIET, self._outfit.say("returning.match.unchecked"), self._icon(Match.UNCHECKED))

    @staticmethod
    def _icon(match: Match) -> str:
        return {Match.CARD: "ok", Match.OTHER: "info", Match.UNCHECKED: "card"}[match]


class GivenCard(Card):
    """Đưa cho người dân: everything is ticked; what is not given yet is unticked and holds the act back."""

    def __init__(self, kit: Kit, model: ReturnModel) -> None:
        super().__init__(kit, kit.say("returning.given.title"))
        self._outfit = kit
        self._model = model
        self.state = StatusText(kit, Tone.DONE, "")
        self.add_act(self.state)
        self._marks = QVBoxLayout()
        self.body.addLayout(self._marks)
        self.marks: tuple[CheckBox, ...] = ()
        model.given_changed.connect(self.refresh)

    def show_sight(self, sight: HandSight) -> None:
        """Show the things of a dossier."""
        empty_layout(self._marks)
        self.marks = tuple(CheckBox(self._outfit, self._words(sight, place)) for place in range(len(sight.items)))
        for place, mark in enumerate(self.marks):
            mark.setChecked(place not in self._model.kept_back)
            mark.toggled.connect(lambda given, place=place: self._model.give(place, given=given))
            self._marks.addWidget(mark)
        self.refresh()

    def refresh(self) -> None:
        """Say how much is given."""
        left = len(self._model.kept_back)
        if left:
            self.state.set_state(Tone.WARNING, self._outfit.say("returning.given.left", count=left), "warning")
        else:
            self.state.set_state(Tone.DONE, self._outfit.say("returning.given.all"))

    def go_to(self) -> None:
        """Put the focus on the first thing that is not given."""
        for mark in self.marks:
            if not mark.isChecked():
                mark.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _words(self, sight: HandSight, place: int) -> str:
        item = sight.items[place]
        name = item.name or self._outfit.say("returning.item_name")
        known = "_numbered" if item.symbol and item.kind is not ItemKind.COPIES else ""
        return self._outfit.say(
            f"returning.item.{item.kind.value}{known}", name=name, symbol=item.symbol, count=item.quantity
        )


class FeeCard(Card):
    """Phí, lệ phí: what is still owed and how it is paid; taken in the same moment as the result is given."""

    def __init__(self, kit: Kit, model: ReturnModel) -> None:
        super().__init__(kit, kit.say("returning.fee.title"))
        self._outfit = kit
        self._model = model
        self.state = StatusText(kit, Tone.DONE, "")
        self.add_act(self.state)
        self.about = Label("", Role.SMALL, Tone.QUIET, wrap=True)
        self.ways = {method: RadioButton(kit, kit.say(f"returning.fee.{method}")) for method in METHODS}
        self._choice = QWidget()
        flow = Flow(kit.look.scale.space(20))
        self._choice.setLayout(flow)
        for method, radio in self.ways.items():
            flow.addWidget(radio)
            # Its letter presses a mark at once and clicks it 100 ms later; an Enter in between must find it chosen.
            radio.pressed.connect(lambda method=method: model.pay_by(method))
            radio.clicked.connect(lambda _on=False, method=method: model.pay_by(method))
        self.add(self.about)
        self.add(self._choice)
        model.given_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the money of the dossier in view."""
        sight, say = self._model.sight, self._outfit.say
        if sight is None:
            return
        money, left = sight.state.money, sight.state.fee_left
        self._choice.setVisible(left > 0)
        self.ways.get(self._model.method, self.ways[CASH]).setChecked(True)
        receipts = say("returning.fee.receipts", numbers=", ".join(money.receipts)) if money.receipts else ""
        owed = say("returning.fee.owed", money=format_money(money.owed), paid=format_money(money.paid))
        if left:
            self.state.set_state(Tone.WARNING, say("returning.fee.left", money=format_money(left)), "money")
        elif money.owed:
            self.state.set_state(Tone.DONE, say("returning.fee.paid", money=format_money(money.paid)))
        else:
            self.state.set_state(Tone.DONE, say("returning.fee.none"))
        self.about.setText(" · ".join(part for part in (owed if money.owed else "", receipts) if part))
        self.about.setVisible(bool(self.about.text()))
