"""The small dialogs of the acts: each asks only for what its act needs and stays open while that is missing."""

from PySide6.QtWidgets import QWidget

from desk_client.services.cases import Case
from desk_client.viewmodels.paper_pages import PagesModel
from desk_client.views.asked.reason_part import ReasonPart
from desk_client.views.dossier.file_row import FileRow
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import Choice, RadioButton, TextArea, TextField
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.sign.pages_part import PagesPart
from dossier.acts import Amend, PaperEntry
from dossier.messages import message
from dossier.roles import Person
from dossier.text import format_money

GIVE, REUSE = "give", "reuse"
_AMENDABLE = ("phone", "email", "address")


class AskDialog(Dialog):
    """A dialog of one act: head says the act, under it the dossier; the verb is the primary."""

    def __init__(self, kit: Kit, parent: QWidget | None, name: str, case: Case, *, width: int = 520) -> None:
        subject = " · ".join(part for part in (case.state.code, case.state.applicant.name) if part)
        super().__init__(kit, parent, kit.say(f"dossier.ask.{name}_title"), subject, width=width)

    def finish(self, verb: str, *, key: str = "Enter") -> None:
        """Put the way out and the verb under what is asked."""
        self.add_cancel()
        self.add_act(GIVE, verb, ButtonKind.PRIMARY, key=key)


class WordsDialog(AskDialog):
    """Asks for words: a note (needed) or an opinion (if any)."""

    def __init__(self, kit: Kit, parent: QWidget | None, name: str, case: Case, *, needed: bool) -> None:
        super().__init__(kit, parent, name, case)
        self._missing = kit.say("dossier.ask.note_missing") if needed else ""
        self.field = TextArea(kit, lines=4)
        label = kit.say("dossier.ask.note_field" if needed else "dossier.ask.opinion")
        self._row = FieldRow(kit, label, self.field)
        if name == "approve":
            proposer = next((e.who for e in case.trail if e.line.actor == case.state.result.proposed_by), "")
            text = kit.say("dossier.ask.approve_text", name=proposer, proposal=case.state.result.proposal)
            self.add(Label(text, Role.SMALL, wrap=True))
        self.add(self._row)
        self.finish(kit.say(f"dossier.ask.{name}_verb"), key="Ctrl+Enter")
        self.field.setFocus()

    def words(self) -> str:
        """What was written."""
        return self.field.toPlainText().strip()

    def ready(self, act_id: str) -> bool:
        """Stay open while a needed note is empty."""
        if act_id == GIVE and self._missing and not self.words():
            self._row.set_error(self._missing)
            self.field.setFocus()
            return False
        return True


class AssignDialog(AskDialog):
    """Asks for the officer."""

    def __init__(self, kit: Kit, parent: QWidget | None, case: Case, officers: tuple[Person, ...]) -> None:
        super().__init__(kit, parent, "assign", case)
        self.choice = Choice(kit, tuple((str(person.id), f"{person.name}, {person.title}") for person in officers))
        if case.state.assignee is not None:
            self.choice.choose(str(case.state.assignee))
        self.add(FieldRow(kit, kit.say("dossier.ask.assign_field"), self.choice))
        self.finish(kit.say("dossier.ask.assign_verb"))
        self.choice.setFocus()


class ProposeDialog(AskDialog):
    """Asks whether to grant, the words (of a refusal: a reason of the table), and a draft if there is one.

    Of what is given at once only the refusal is proposed: then nothing is asked but its reason.
    """

    def __init__(self, kit: Kit, parent: QWidget | None, case: Case) -> None:
        super().__init__(kit, parent, "propose_refusal" if case.denies_only else "propose", case, width=600)
        say = kit.say
        self.grant = RadioButton(kit, say("dossier.ask.propose_grant"))
        self.deny = RadioButton(kit, say("dossier.ask.propose_deny"))
        self.grant.setChecked(True)
        self.field = TextArea(kit, lines=5)
        self.field.setPlainText(say("dossier.ask.propose_start"))
        self._row = FieldRow(kit, say("dossier.ask.propose_field"), self.field)
        self._row.set_help(say("dossier.ask.propose_help"))
        labels = (say("dossier.ask.propose_reason"), say("dossier.ask.propose_words"))
        self.reason = ReasonPart(kit, labels, case.denials)
        self.reason.hide()
        self.file = FileRow(kit, say("dossier.ask.propose_draft"))
        self.deny.toggled.connect(self._turn)
        for part in (self.grant, self.deny, self._row, self.reason, self.file):
            self.add(part)
        self.finish(say("dossier.ask.propose_verb"), key="Ctrl+Enter")
        self.field.setFocus()
        if case.denies_only:
            self.deny.setChecked(True)
            self.grant.hide()
            self.deny.hide()
            self.reason.begin()

    def words(self) -> str:
        """What is proposed: the words of a grant, or the reason of a refusal as its form says it."""
        return self.reason.sentence() if self.deny.isChecked() else self.field.toPlainText().strip()

    def reason_code(self) -> str:
        """The row of the table of reasons that a refusal rests on; empty for a grant."""
        return self.reason.choice.chosen_id() if self.deny.isChecked() else ""

    def ready(self, act_id: str) -> bool:
        """Stay open while the proposal has no words, or its reason is not whole."""
        if act_id != GIVE:
            return True
        if self.deny.isChecked():
            gap = self.reason.gap()
            self.reason.tell(self._kit.say(gap) if gap else None)
            if gap:
                self.reason.begin()
            return not gap
        if not self.words():
            self._row.set_error(self._kit.say("dossier.ask.propose_missing"))
            self.field.setFocus()
            return False
        return True

    def _turn(self, deny: bool) -> None:
        """A grant is put in words; a refusal takes its reason from the table."""
        self._row.setVisible(not deny)
        self.reason.setVisible(deny)


class ShelfDialog(AskDialog):
    """Asks where the result waits."""

    def __init__(self, kit: Kit, parent: QWidget | None, case: Case) -> None:
        super().__init__(kit, parent, "shelf", case, width=460)
        self.field = TextField(kit, hint=kit.say("dossier.ask.shelf_hint"))
        self.add(FieldRow(kit, kit.say("dossier.ask.shelf_field"), self.field))
        self.finish(kit.say("dossier.ask.shelf_verb"))
        self.field.setFocus()


class FeeDialog(AskDialog):
    """Says what is owed and asks how it was paid."""

    def __init__(self, kit: Kit, parent: QWidget | None, case: Case) -> None:
        super().__init__(kit, parent, "fee", case, width=460)
        say, amount = kit.say, format_money(case.state.fee_left)
        self.add(Label(say("dossier.ask.fee_text", amount=amount), Role.H3, wrap=True))
        methods = (("cash", say("dossier.ask.fee_cash")), ("transfer", say("dossier.ask.fee_transfer")))
        self.method = Choice(kit, methods)
        self.add(FieldRow(kit, say("dossier.ask.fee_method"), self.method))
        self.finish(say("dossier.ask.fee_verb", amount=amount))
        self.method.setFocus()


class AttachDialog(AskDialog):
    """Asks which paper; its pages come from the scanner or a file, or from an earlier dossier (verb `REUSE`)."""

    def __init__(
        self, kit: Kit, parent: QWidget | None, case: Case, sheets: PagesModel, *, reusable: bool = False
    ) -> None:
        super().__init__(kit, parent, "attach", case, width=620)
        say = kit.say
        self._sheets = sheets
        self.slot = Choice(kit, tuple((str(p.slot), self._name(kit, p)) for p in _bare_first(case)))
        self.pages = PagesPart(kit, sheets, say("dossier.ask.attach_empty"))
        self.add(FieldRow(kit, say("dossier.ask.attach_slot"), self.slot))
        self.add(self.pages, 1)
        if reusable:
            self.add_act(REUSE, say("reuse.act")).set_icon("history")
        self.finish(say("dossier.ask.attach_verb"))
        self.pages.scan.setFocus()

    def reject(self) -> None:
        """Esc: stop scanning, else leave; nothing was recorded."""
        if not self.pages.stopped():
            super().reject()

    @staticmethod
    def _name(kit: Kit, paper: PaperEntry) -> str:
        return paper.name if paper.file is None else kit.say("dossier.ask.attach_again", name=paper.name)

    def ready(self, act_id: str) -> bool:
        """Stay open while there is no page, or pages still come."""
        if act_id != GIVE:
            return True
        return not self._sheets.busy and self.pages.ask_for_pages(message("dossier.ask.attach_missing"))


class AmendDialog(AskDialog):
    """Asks which contact detail is wrong and what is right."""

    def __init__(self, kit: Kit, parent: QWidget | None, case: Case) -> None:
        super().__init__(kit, parent, "amend", case)
        say = kit.say
        self._who = case.state.applicant
        self.which = Choice(kit, tuple((name, say(f"dossier.fact.{name}")) for name in _AMENDABLE))
        self.field = TextField(kit)
        self._row = FieldRow(kit, say("dossier.ask.amend_new"), self.field)
        self.add(FieldRow(kit, say("dossier.ask.amend_field"), self.which))
        self.add(self._row)
        self.which.currentIndexChanged.connect(lambda _place: self._show())
        self.finish(say("dossier.ask.amend_verb"))
        self._show()
        self.field.setFocus()

    def change(self) -> Amend:
        """The correction, compared with what was shown."""
        return Amend(self.which.chosen_id(), self._old(), self.field.text().strip())

    def ready(self, act_id: str) -> bool:
        """Stay open while nothing differs."""
        if act_id == GIVE and self.field.text().strip() == self._old():
            self._row.set_error(self._kit.say("dossier.ask.amend_same"))
            self.field.setFocus()
            return False
        return True

    def _old(self) -> str:
        return {"phone": self._who.phone, "email": self._who.email, "address": self._who.address}[
            self.which.chosen_id()
        ]

    def _show(self) -> None:
        say, old = self._kit.say, self._old()
        self.field.setText(old)
        self._row.set_error(None)
        self._row.set_help(say("dossier.ask.amend_now", old=old) if old else say("dossier.ask.amend_now_empty"))


def _bare_first(case: Case) -> tuple[PaperEntry, ...]:
    """Papers without a scan first, those that were only shown last."""
    return tuple(sorted(case.state.papers, key=lambda paper: (paper.file is not None, paper.shown_only, paper.slot)))
