"""Part 4: how the result goes back, what it costs and how that is counted, and what at-once work counts."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desk_client.viewmodels.receive import CHANNELS, ReceiveModel
from desk_client.viewmodels.receive_holder import Aspect
from desk_client.viewmodels.receive_sheet import counted_by_form
from desk_client.views.kit.buttons import LinkButton
from desk_client.views.kit.cards import SectionHead
from desk_client.views.kit.choices import CheckBox, Choice, TextField
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.receive.inputs import FieldWatch, put_text
from dossier.acts import Channel
from dossier.fees import FeeKind
from dossier.text import format_money

_COUNTED = frozenset({FeeKind.PER_COPY, FeeKind.PER_CASE, FeeKind.PER_PAGE_TIERED})
_WAYS = (Channel.DIRECT, Channel.POST)
"""Ways in which a dossier reaches a counter; those of the portal come from the centre."""
_MOST = 9999


class TermsPart(QWidget):
    """The terms of one dossier; every change is told to the model as a new sheet."""

    fee_asked = Signal()

    def __init__(self, kit: Kit, model: ReceiveModel, watch: FieldWatch) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.head = SectionHead(kit, 4, say("receive.part.terms"))
        channels = tuple((channel.value, say(f"receive.delivery.{channel.value}")) for channel in CHANNELS)
        self.delivery = Choice(kit, channels)
        self.channel = Choice(kit)
        self.pages = TextField(kit, letters=6)
        self.copies = TextField(kit, letters=6, name=say("receive.copies"))
        self.exemption = Choice(kit)
        self.fee = Label("", Role.H3)
        self.count = LinkButton(kit, say("receive.how_counted"))
        self.count.setAccessibleName(say("receive.fee_how"))
        self.paid = CheckBox(kit, say("receive.fee_paid"))
        self.receipt = CheckBox(kit, say("receive.receipt_asked"))
        copies = Label(say("receive.copies_label"))
        copies.setBuddy(self.copies)
        self.rows = {
            "channel": FieldRow(kit, say("receive.channel_label"), self.channel),
            "delivery": FieldRow(kit, say("receive.delivery_label"), self.delivery),
            "counts": FieldRow(kit, say("receive.pages_label"), self.pages, (copies, self.copies)),
            "exemption": FieldRow(kit, say("receive.exemption_label"), self.exemption),
            "fee": FieldRow(kit, say("receive.fee_label"), self._money(), ()),
            "receipt": FieldRow(kit, "", self.receipt),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.scale.space(7))
        column.addWidget(self.head)
        for row in self.rows.values():
            column.addWidget(row)
        self._join(watch)

    def _money(self) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self._kit.look.scale.space(12))
        row.addWidget(self.fee)
        row.addWidget(self.count)
        row.addStretch(1)
        row.addWidget(self.paid)
        return line

    def _join(self, watch: FieldWatch) -> None:
        for field in (self.channel, self.delivery, self.exemption):
            watch.watch(field, "")
        self.delivery.activated.connect(lambda _place: self._set_delivery())
        self.channel.activated.connect(lambda _place: self._set_channel())
        self.exemption.activated.connect(lambda _place: self._set_exemption())
        self.pages.textEdited.connect(lambda _text: self._set_counts())
        self.copies.textEdited.connect(lambda _text: self._set_counts())
        self.pages.returnPressed.connect(self.pages.focusNextChild)
        self.copies.returnPressed.connect(self.copies.focusNextChild)
        self.paid.toggled.connect(self._set_paid)
        self.receipt.toggled.connect(self._set_receipt)
        self.count.clicked.connect(self.fee_asked)
        self._model.refilled.connect(self._refill)
        self._model.quote.changed.connect(self._show_fee)

    def _set_delivery(self) -> None:
        self._model.set_terms(replace(self._model.sheet, delivery=Channel(self.delivery.chosen_id())))

    def _set_channel(self) -> None:
        self._model.set_terms(replace(self._model.sheet, channel=Channel(self.channel.chosen_id())))

    def _set_exemption(self) -> None:
        self._model.set_terms(replace(self._model.sheet, exemption=self.exemption.chosen_id()))

    def _set_counts(self) -> None:
        pages, copies = _number(self.pages.text()), _number(self.copies.text())
        self._model.set_terms(replace(self._model.sheet, pages=max(1, pages), copies=copies))

    def _set_paid(self, paid: bool) -> None:
        self._model.set_terms(replace(self._model.sheet, fee_paid=paid))

    def _set_receipt(self, asked: bool) -> None:
        self._model.set_terms(replace(self._model.sheet, receipt_asked=asked))

    def _refill(self, aspect: Aspect) -> None:
        if aspect in (Aspect.APPLICANT, Aspect.TYPED, Aspect.PAPERS):
            return
        procedure, sheet = self._model.procedure, self._model.sheet
        self.setVisible(procedure is not None and not procedure.received_at)
        if procedure is None:
            return
        counted = procedure.counts_copies or procedure.fee.kind in _COUNTED
        self.rows["counts"].setVisible(counted and not counted_by_form(procedure))
        exemptions = procedure.fee.exemptions
        self.rows["exemption"].setVisible(bool(exemptions))
        self.rows["receipt"].setVisible(procedure.at_once)
        if aspect is not Aspect.TERMS:
            free = (("", self._kit.say("receive.exemption_none")), *((row.code, row.name) for row in exemptions))
            self.exemption.set_entries(free)
            ways = tuple(way for way in _WAYS if procedure.takes(way))
            self.channel.set_entries(tuple((way.value, self._kit.say(f"receive.channel.{way.value}")) for way in ways))
            self.rows["channel"].setVisible(len(ways) > 1)
        put_text(self.channel, sheet.channel.value)
        put_text(self.delivery, sheet.delivery.value)
        put_text(self.exemption, sheet.exemption)
        for field, number in ((self.pages, sheet.pages), (self.copies, sheet.copies)):
            if not field.hasFocus():
                put_text(field, str(number))
        self.paid.setChecked(sheet.fee_paid)
        self.receipt.setChecked(sheet.receipt_asked)

    def _show_fee(self) -> None:
        fee = self._model.quote.now.fee
        owed = 0 if fee is None else fee.total
        self.fee.setText(format_money(owed) if owed else self._kit.say("receive.fee_none"))
        self.count.setVisible(fee is not None)
        self.paid.setVisible(owed > 0)


def _number(text: str) -> int:
    digits = "".join(letter for letter in text if letter in "0123456789")[:4]
    return min(_MOST, int(digits)) if digits else 0
