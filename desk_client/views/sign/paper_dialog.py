"""Dialog "Ký trên giấy", "Đóng dấu trên giấy": who signed or which number, the scan, one look at it, then it counts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desk_client.viewmodels.signing_paper import PaperSignModel
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import Choice
from desk_client.views.kit.dialogs import Dialog, Unscanned, unscanned_dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.sign.pages_part import PagesPart
from desk_client.views.sign.pin import open_dialog
from dossier.messages import message


class PaperSignDialog(Dialog):
    """Shows the model, which was begun with a dossier before; closes by itself when the act is durable."""

    def __init__(self, kit: Kit, parent: QWidget | None, model: PaperSignModel, words: str = "paper") -> None:
        super().__init__(kit, parent, kit.say(f"sign.{words}.title"), kit.say(f"sign.{words}.note"), width=620)
        self._model = model
        self._words = words
        say = kit.say
        self.about = Label("", Role.SMALL, wrap=True)
        self.signer = Choice(kit)
        self.row = FieldRow(kit, say("sign.paper.signer"), self.signer)
        self.row.setVisible(words == "paper")
        self.number = Label("", Role.H3, wrap=True)
        self.pages = PagesPart(kit, model, say(f"sign.{words}.empty"), "sign.paper.doubt")
        self.add(self.about)
        self.add(self.number)
        self.add(self.row)
        self.add(self.pages, 1)
        self.cancel = self.add_cancel()
        self.confirm = self.add_act("confirm", say(f"sign.{words}.confirm"), ButtonKind.PRIMARY, key="Enter")
        self.signer.activated.connect(lambda _place: model.choose_signer(self.signer.chosen_id()))
        model.changed.connect(self.refresh)
        model.finished.connect(self._finish)
        self.refresh()
        if words != "paper":  # nothing is to be chosen first: Enter means the act, never the way out
            self.confirm.setFocus()

    def refresh(self) -> None:
        """Show what the model has."""
        model, say = self._model, self._kit.say
        state = model.state
        self.about.setText("" if state is None else say("sign.paper.about", name=state.applicant.name, code=state.code))
        given = model.given
        self.number.setVisible(given is not None)
        if given is not None:
            self.number.setText(say("sign.stamp.number", symbol=given.symbol, day=f"{given.day:%d/%m/%Y}"))
        if tuple(self.signer.itemData(n) for n in range(self.signer.count())) != self._ids():
            named = tuple((person.id, f"{person.name}, {person.title}") for person in model.signers)
            first = (("", say("sign.paper.choose_signer")),) if len(named) != 1 else ()
            self.signer.set_entries((*first, *named))
        self.signer.choose(model.signer)
        self.confirm.setEnabled(not model.busy)

    def ready(self, act_id: str) -> bool:
        """Go to what is missing and say it; the dialog ends only when the act is durable."""
        if act_id != "confirm":
            return True
        gap = self._model.gap()
        self.row.set_error(self._kit.say("sign.paper.signer_missing") if gap == "signer" else None)
        if gap == "signer":
            self.signer.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.pages.ask_for_pages(message(f"sign.{self._words}.pages_missing")):
            self._confirm()
        return False

    def _confirm(self) -> None:
        """Ask first why papers of what is given at once have no pages, if they have none."""
        if not self._model.bare:
            self._model.confirm()
            return
        dialog = unscanned_dialog(self._kit, self, self._model.bare, Unscanned.SIGNING)
        dialog.decided.connect(lambda act: self._model.confirm(dialog.reason()) if act else None)
        open_dialog(dialog)

    def reject(self) -> None:
        """Esc: stop scanning, else leave; nothing was recorded."""
        if not self.pages.stopped():
            super().reject()

    def _ids(self) -> tuple[str, ...]:
        ids = tuple(str(person.id) for person in self._model.signers)
        return ids if len(ids) == 1 else ("", *ids)

    def _finish(self, _state: object) -> None:
        self._chosen = "confirm"
        self.accept()
