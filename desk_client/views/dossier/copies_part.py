"""The way of văn thư from "Sao văn bản…" and "Đính kèm…" to the agency's signature: dialog, summary, PIN, outcome."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desk_client.services.copy_pens import AnnexWish
from desk_client.viewmodels.dossier_copies import DossierCopies
from desk_client.viewmodels.signing_run import Target
from desk_client.views.dossier.copy_dialogs import AnnexDialog, CopyDialog
from desk_client.views.dossier.dialogs import GIVE
from desk_client.views.dossier.screen import DossierScreen
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from desk_client.views.sign.many_dialog import ManyDialog
from desk_client.views.sign.pin import ask_pin, open_dialog
from dossier.acts import ActKind, FileRef
from dossier.copies import COPY_RULES
from dossier.messages import Message


class CopiesPart(QObject):
    """Binds the two acts of the dossier's screen to the model."""

    def __init__(self, kit: Kit, screen: DossierScreen, model: DossierCopies) -> None:
        super().__init__(screen)
        self._kit = kit
        self._screen = screen
        self._model = model
        self._annex = ""
        screen.sealing_asked.connect(self._ask)
        model.file_taken.connect(self._begin_annex)
        model.said.connect(self._say)

    def _ask(self, kind: ActKind) -> None:
        if self._model.signing.busy:
            return
        if kind is ActKind.COPY_DOCUMENT:
            self._ask_copy()
        else:
            self._ask_annex()

    def _ask_copy(self) -> None:
        case = self._screen.model.case
        if case is None:
            return
        dialog = CopyDialog(self._kit, self._screen, case, self._model)
        dialog.decided.connect(lambda act: self._begin_copy(case.state.id, dialog) if act == GIVE else None)
        open_dialog(dialog)

    def _begin_copy(self, dossier: str, dialog: CopyDialog) -> None:
        wish = dialog.wish()
        paper = self._kit.say("dossier.copy.line", words=COPY_RULES[wish.kind].words, recipient=wish.recipient)
        target = Target(dossier, wish.source_sha256, dialog.document.currentText(), paper)
        self._sign("copies", target, lambda pin: self._model.copy(wish, target, pin))

    def _ask_annex(self) -> None:
        case = self._screen.model.case
        if case is not None:
            dialog = AnnexDialog(self._kit, self._screen, case)
            dialog.decided.connect(lambda act: self._take(dialog) if act == GIVE else None)
            open_dialog(dialog)

    def _take(self, dialog: AnnexDialog) -> None:
        if dialog.file.path is not None:
            self._annex = dialog.field.text().strip()
            self._model.take_file(dialog.file.path)

    def _begin_annex(self, file: FileRef) -> None:
        """The file lies on the shelf: sign it, unless another dossier was opened meanwhile."""
        case, wish = self._screen.model.case, AnnexWish(self._annex, file)
        if case is None or not self._screen.isVisible():
            return
        paper = self._kit.say("dossier.copy.annex_line", pages=file.pages, symbol=case.state.result.symbol)
        target = Target(case.state.id, file.sha256, wish.name, paper)
        self._sign("annexes", target, lambda pin: self._model.attach(wish, target, pin))

    def _sign(self, words: str, target: Target, sign: Callable[[str | None], None]) -> None:
        signing = self._model.signing
        dialog = ManyDialog(self._kit, self._screen, signing, (target,), words)
        title = self._kit.say(f"sign.{words}.begin", count=1)
        dialog.pin_asked.connect(lambda: ask_pin(self._kit, dialog, dialog.asking, (title, ""), sign))
        open_dialog(dialog)

    def _say(self, words: Message) -> None:
        self._screen.told.set_state(Tone.ERROR, self._kit.speak(words))
        self._screen.told.show()
