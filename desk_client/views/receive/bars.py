"""The bars over the form: drafts that were left, dossiers of this visit, and the last thing that was said."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.viewmodels.receive import ReceiveModel
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import GhostButton, SecondaryButton
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from dossier.messages import Message, message
from dossier.text import format_money

_TONES = {"info": Tone.INFO, "warning": Tone.WARNING, "error": Tone.ERROR, "done": Tone.DONE}


class TopBars(QWidget):
    """Shows a bar only while it has something to say."""

    undo_offered = Signal(object, object)

    def __init__(self, kit: Kit, model: ReceiveModel) -> None:
        super().__init__()
        self._kit = kit
        self._model = model
        say = kit.say
        self.drafts, self.visit, self.said = InfoBar(kit), InfoBar(kit), InfoBar(kit)
        self.twin = InfoBar(kit, Tone.WARNING)
        self.go_on = SecondaryButton(kit, say("receive.draft.continue"), small=True)
        self.later = GhostButton(kit, say("receive.draft.later"), small=True)
        self.remove = GhostButton(kit, say("receive.draft.remove"), small=True)
        self.reopen = GhostButton(kit, say("receive.visit.reopen"), small=True)
        for act in (self.go_on, self.later, self.remove):
            self.drafts.add_act(act)
        self.visit.add_act(self.reopen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(kit.look.scale.space(8))
        for bar in (self.drafts, self.visit, self.twin, self.said):
            column.addWidget(bar)
            bar.hide()
        self.go_on.clicked.connect(self._continue)
        self.later.clicked.connect(model.drafts.later)
        self.remove.clicked.connect(self._remove)
        self.reopen.clicked.connect(lambda: model.reopen(len(model.waiting) - 1))
        model.drafts.offers_changed.connect(self._show_drafts)
        model.quote.changed.connect(self._show_visit)
        model.twins.changed.connect(self._show_twin)
        model.refilled.connect(self._refilled)
        model.said.connect(self.say)
        self._fit()

    def say(self, kind: str, told: Message) -> None:
        """Say something until the next thing is typed."""
        self.said.set_state(_TONES[kind], self._kit.speak(told))
        self.said.show()
        self._fit()

    def _refilled(self, _aspect: object) -> None:
        self.said.hide()
        self._show_visit()

    def _continue(self) -> None:
        if self._model.drafts.offers:
            self._model.drafts.continue_with(self._model.drafts.offers[0])

    def _remove(self) -> None:
        if self._model.drafts.offers:
            offer = self._model.drafts.offers[0]
            self._model.drafts.put_away(offer)
            words = message("receive.draft.removed", title=offer.draft.title)
            self.undo_offered.emit(words, lambda: self._model.drafts.bring_back(offer))

    def _show_drafts(self) -> None:
        offers = self._model.drafts.offers
        self.drafts.setVisible(bool(offers))
        if offers:
            newest = offers[0]
            today = newest.saved_at.date() == self._model.today
            when = f"{newest.saved_at:%H:%M}" if today else f"{newest.saved_at:%H:%M %d/%m}"
            words = self._kit.say("receive.draft.left", count=len(offers), time=when, title=newest.draft.title)
            self.drafts.set_state(Tone.INFO, words, icon="history")
        self._fit()

    def _show_visit(self) -> None:
        waiting = self._model.waiting
        self.visit.setVisible(bool(waiting))
        if waiting:
            procedures = [self._model.holder.procedures.get(sheet.procedure) for sheet in waiting]
            names = "; ".join(row.short_name for row in procedures if row is not None)
            total = self._model.quote.now.total
            fee = format_money(total) if total else self._kit.say("receive.fee_none")
            words = self._kit.say("receive.visit.list", names=names, fee=fee)
            head = self._kit.say("receive.visit.count", count=len(waiting))
            self.visit.set_state(Tone.INFO, words, head=head, icon="files")
        self._fit()

    def _show_twin(self) -> None:
        notice = self._model.twins.notice
        self.twin.setVisible(notice is not None)
        if notice is not None:
            self.twin.set_state(Tone.WARNING, self._kit.speak(notice), head=self._kit.say("receive.twin_head"))
        self._fit()

    def _fit(self) -> None:
        self.setVisible(any(not bar.isHidden() for bar in (self.drafts, self.visit, self.twin, self.said)))
