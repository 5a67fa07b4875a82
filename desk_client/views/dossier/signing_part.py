"""The button over the pages that signs what was scanned, and its dialogs; there only with the person's own token."""

from PySide6.QtCore import QObject

from desk_client.services.clerk_pen import form_key_of, key_of
from desk_client.viewmodels.dossier_signing import DossierSigning
from desk_client.viewmodels.signing_run import Target
from desk_client.views.dossier.screen import DossierScreen
from desk_client.views.kit.outfit import Kit
from desk_client.views.sign.many_dialog import ManyDialog
from desk_client.views.sign.pin import ask_again, ask_pin, open_dialog
from dossier.acts import PaperEntry


class SigningPart(QObject):
    """Binds the dossier's list of papers to the model."""

    def __init__(self, kit: Kit, screen: DossierScreen, model: DossierSigning) -> None:
        super().__init__(screen)
        self._kit = kit
        self._screen = screen
        self._model = model
        self._button = screen.papers.sign
        self._button.clicked.connect(self.ask_scans)
        model.changed.connect(self.refresh)
        model.run_changed.connect(self.refresh)
        model.pin_wanted.connect(self._ask_again)
        self.refresh()

    def refresh(self) -> None:
        """Offer what can be signed now."""
        count, form = len(self._model.scans), self._model.form
        self._button.setVisible(bool(count or form))
        self._button.setEnabled(not self._model.busy)
        words = "sign.scans.act_form" if form and not count else "sign.scans.act_both" if form else "sign.scans.act"
        self._button.set_words(self._kit.say(words, count=count, form=form))

    def ask_scans(self) -> None:
        """List the scans and the form, then ask one PIN for all."""
        targets = (*self._form(), *(self._target(paper) for paper in self._model.scans))
        if not targets or self._model.busy:
            return
        dialog = ManyDialog(self._kit, self._screen, self._model, targets, "scans")
        dialog.pin_asked.connect(lambda: self._ask_pin(dialog))
        open_dialog(dialog)

    def _form(self) -> tuple[Target, ...]:
        form, say = self._model.form, self._kit.say
        if not form:
            return ()
        name = say(f"sign.scans.form_{form}")
        return (Target(form_key_of(self._model.dossier), "", name, say("sign.scans.form", form=form)),)

    def _target(self, paper: PaperEntry) -> Target:
        assert paper.file is not None, "a scan has its file"
        pages = self._kit.say("sign.scans.paper", pages=paper.file.pages)
        return Target(key_of(self._model.dossier, paper), paper.file.sha256, paper.name, pages)

    def _ask_pin(self, dialog: ManyDialog) -> None:
        title = self._kit.say("sign.scans.begin", count=len(dialog.targets))
        model = self._model
        ask_pin(self._kit, dialog, dialog.asking, (title, ""), lambda pin: model.sign(dialog.targets, pin))

    def _ask_again(self, target: Target) -> None:
        if self._model.run is not None:
            ask_again(self._kit, self._screen, self._model.run, target)
