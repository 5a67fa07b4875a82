"""Dialogs "Sao văn bản" and "Đính kèm": how, which document, which pages, for whom; which file, under which name."""

from PySide6.QtWidgets import QWidget

from desk_client.services.cases import Case
from desk_client.services.copy_pens import CopyWish
from desk_client.viewmodels.dossier_copies import Document, DossierCopies
from desk_client.views.dossier.dialogs import GIVE, AskDialog
from desk_client.views.dossier.file_row import FileRow
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.choices import Choice, TextField
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tokens import Tone
from dossier.copies import COPY_RULES, Origin, read_pages
from dossier.values import CopyKind


class CopyDialog(AskDialog):
    """Says under the fields what will stand on the copy, or why this cannot be copied so."""

    def __init__(self, kit: Kit, parent: QWidget | None, case: Case, model: DossierCopies) -> None:
        super().__init__(kit, parent, "copy", case, width=640)
        say = kit.say
        self._model = model
        self._documents = {one.file.sha256: one for one in model.documents}
        kinds = ((kind.value, say(f"dossier.copy.kind_{kind.value.lower()}")) for kind in CopyKind)
        self.kind = Choice(kit, tuple(kinds))
        self.document = Choice(kit, tuple((key, self.name_of(one)) for key, one in self._documents.items()))
        self.pages = TextField(kit, hint=say("dossier.copy.pages_hint"))
        self.recipient = TextField(kit, hint=say("dossier.copy.recipient_hint"))
        self.note = InfoBar(kit)
        self._pages_row = FieldRow(kit, say("dossier.copy.pages"), self.pages)
        self._recipient_row = FieldRow(kit, say("dossier.copy.recipient"), self.recipient)
        self.add(FieldRow(kit, say("dossier.copy.kind"), self.kind))
        self.add(FieldRow(kit, say("dossier.copy.document"), self.document))
        self.add(self._pages_row)
        self.add(self._recipient_row)
        self.keep_in_view(self.note)
        self.finish(say("dossier.copy.verb"))
        self._begin_where_it_fits()
        for choice in (self.kind, self.document):
            choice.currentIndexChanged.connect(self._follow)
        self.pages.textChanged.connect(self._follow)
        self.recipient.textChanged.connect(lambda: self._recipient_row.set_error(None))
        self._follow()
        self.kind.setFocus()

    @property
    def chosen(self) -> Document | None:
        """The document that is chosen."""
        return self._documents.get(self.document.chosen_id())

    def wish(self) -> CopyWish:
        """What was asked for."""
        return CopyWish(self._kind(), self.document.chosen_id(), self._numbers() or (), self.recipient.text().strip())

    def name_of(self, document: Document) -> str:
        """How a document is called in the list."""
        say, paper, source, pages = self._kit.say, document.paper, document.source, document.file.pages
        if source is None:
            name = paper.name or say("dossier.papers.result")
            return say("dossier.copy.of_citizen" if paper.entry is not None else "dossier.copy.of_other", name=name)
        if source.origin is Origin.COPY:
            return say("dossier.copy.of_copy", name=paper.name, pages=pages)
        return say(f"dossier.copy.of_{source.origin.value}", symbol=source.name, pages=pages)

    def ready(self, act_id: str) -> bool:
        """Stay open while it cannot be copied so, or is for nobody."""
        if act_id != GIVE:
            return True
        if self._why() is not None:
            (self.pages if self._kind() is CopyKind.EXTRACT else self.document).setFocus()
            return False
        if not self.recipient.text().strip():
            self._recipient_row.set_error(self._kit.say("dossier.copy.recipient_missing"))
            self.recipient.setFocus()
            return False
        return True

    def _kind(self) -> CopyKind:
        return CopyKind(self.kind.chosen_id())

    def _numbers(self) -> tuple[int, ...] | None:
        return read_pages(self.pages.text()) if self._kind() is CopyKind.EXTRACT else ()

    def _why(self) -> str | None:
        """Why not, as a sentence."""
        numbers = self._numbers()
        why = self._model.unfit(self._kind(), self.chosen, (0,) if numbers is None else numbers)
        return None if why is None else self._kit.speak(why)

    def _follow(self) -> None:
        self._pages_row.setVisible(self._kind() is CopyKind.EXTRACT)
        why = self._why()
        if why is not None:
            self.note.set_state(Tone.WARNING, why)
        else:
            words = COPY_RULES[self._kind()].words
            self.note.set_state(Tone.INFO, self._kit.say("dossier.copy.note", words=words))
        self.refit()

    def _begin_where_it_fits(self) -> None:
        """Begin with a kind that the first document can be copied as."""
        first = self.chosen
        digital = first is not None and first.source is not None and first.source.origin is Origin.DIGITAL
        self.kind.choose((CopyKind.EXTRACT if digital else CopyKind.FULL).value)


class AnnexDialog(AskDialog):
    """Asks for the file and what it is called."""

    def __init__(self, kit: Kit, parent: QWidget | None, case: Case) -> None:
        super().__init__(kit, parent, "annex", case, width=600)
        say = kit.say
        self.field = TextField(kit, hint=say("dossier.copy.annex_hint"))
        self._row = FieldRow(kit, say("dossier.copy.annex_name"), self.field)
        self.file = FileRow(kit, say("dossier.ask.file_field"))
        self.note = InfoBar(kit, Tone.INFO, say("dossier.copy.annex_note", symbol=case.state.result.symbol))
        self.add(self._row)
        self.add(self.file)
        self.keep_in_view(self.note)
        self.finish(say("dossier.copy.verb"))
        self.field.textChanged.connect(lambda: self._row.set_error(None))
        self.field.setFocus()

    def ready(self, act_id: str) -> bool:
        """Stay open while the name or the file is missing."""
        if act_id == GIVE and not self.field.text().strip():
            self._row.set_error(self._kit.say("dossier.copy.annex_missing"))
            self.field.setFocus()
            return False
        return act_id != GIVE or self.file.checked()
