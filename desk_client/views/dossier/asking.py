"""Opens the dialog of an act and hands what was given to the view-model; decides nothing."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desk_client.services.cases import BESIDE
from desk_client.services.course import Question
from desk_client.services.reusing import EarlierPages
from desk_client.viewmodels.dossier import ELSEWHERE, DossierModel
from desk_client.views.dossier.course_dialog import CourseDialog
from desk_client.views.dossier.dialogs import (
    GIVE,
    REUSE,
    AmendDialog,
    AssignDialog,
    AttachDialog,
    FeeDialog,
    ProposeDialog,
    ShelfDialog,
    WordsDialog,
)
from desk_client.views.kit.dialogs import Dialog, ask_doubtful, ask_reason, ask_unscanned
from desk_client.views.kit.outfit import Kit
from desk_client.views.papers.reuse_dialog import TAKE, ReuseDialog
from dossier.acts import ActKind, Propose
from dossier.identifiers import PersonId
from dossier.papers import doubtful_signatures

_REASONS = ("papers", "wording", "basis")


class Asking:
    """One table from act to what it asks."""

    def __init__(self, kit: Kit, parent: QWidget, model: DossierModel) -> None:
        self._kit = kit
        self._parent = parent
        self._model = model
        self._table: dict[ActKind, Callable[[], None]] = {
            ActKind.HAND_OVER: self._hand_over,
            ActKind.ACCEPT: model.accept,
            ActKind.ASSIGN: self._assign,
            ActKind.PROPOSE: self._propose,
            ActKind.APPROVE: self._approve,
            ActKind.SEND_BACK: self._send_back,
            ActKind.HAND_RESULT: self._hand_result,
            ActKind.COLLECT_FEE: self._collect,
            ActKind.ATTACH_PAPER: model.begin_attaching,
            ActKind.AMEND: self._amend,
            ActKind.NOTE: self._note,
        }
        model.question_ready.connect(self._course)
        model.attaching.connect(self._attach)

    def ask(self, kind: ActKind) -> None:
        """Do what the button of an act stands for."""
        if kind in ELSEWHERE:
            self._model.ask_elsewhere(kind)
        elif kind in BESIDE:
            self._model.ask_course(kind)
        elif self._model.case is not None:
            self._table[kind]()

    def _given(self, dialog: Dialog) -> bool:
        given = dialog.ask() == GIVE
        dialog.deleteLater()
        return given

    def _course(self, question: Question) -> None:
        dialog = CourseDialog(self._kit, self._parent, question, self._model.sheets)
        if self._given(dialog):
            self._model.do_course(question, dialog.filled())

    def _hand_over(self) -> None:
        case = self._model.case
        reason: str | None = ""
        doubtful = () if case is None else doubtful_signatures(case.state)
        if doubtful and not ask_doubtful(self._kit, self._parent, doubtful):
            return
        if case is not None and (bare := case.bare(ActKind.HAND_OVER)):
            reason = ask_unscanned(self._kit, self._parent, bare)
        if reason is not None:
            self._model.hand_over(reason)

    def _assign(self) -> None:
        model, case = self._model, self._model.case
        if case is None:
            return
        if len(model.officers) == 1:
            model.assign(model.officers[0].id)
            return
        dialog = AssignDialog(self._kit, self._parent, case, model.officers)
        if self._given(dialog):
            model.assign(PersonId(dialog.choice.chosen_id()))

    def _propose(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = ProposeDialog(self._kit, self._parent, case)
            if not self._given(dialog):
                return
            bare = case.bare(ActKind.PROPOSE)
            unscanned = ask_unscanned(self._kit, self._parent, bare) if bare else ""
            if unscanned is not None:
                proposal = Propose(not dialog.reason_code(), dialog.words(), None, dialog.reason_code(), unscanned)
                self._model.propose(proposal, dialog.file.path)

    def _approve(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = WordsDialog(self._kit, self._parent, "approve", case, needed=False)
            if self._given(dialog):
                self._model.approve(dialog.words())

    def _send_back(self) -> None:
        say = self._kit.say
        reasons = tuple(say(f"dossier.ask.send_back_{name}") for name in _REASONS)
        title, verb = say("dossier.ask.send_back_title"), say("dossier.ask.send_back_verb")
        reason = ask_reason(self._kit, self._parent, title, verb, reasons)
        if reason is not None:
            self._model.send_back(reason)

    def _hand_result(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = ShelfDialog(self._kit, self._parent, case)
            if self._given(dialog):
                self._model.hand_result(dialog.field.text())

    def _collect(self) -> None:
        case = self._model.case
        if case is not None and not case.state.fee_left:
            self._model.tell_no_fee()
        elif case is not None:
            dialog = FeeDialog(self._kit, self._parent, case)
            if self._given(dialog):
                self._model.collect(case.state.fee_left, dialog.method.chosen_id())

    def _attach(self, earlier: tuple[EarlierPages, ...]) -> None:
        case = self._model.case
        if case is None or not self._parent.isVisible():
            return
        dialog = AttachDialog(self._kit, self._parent, case, self._model.sheets, reusable=bool(earlier))
        chosen, slot, paper = dialog.ask(), int(dialog.slot.chosen_id()), dialog.slot.currentText()
        dialog.deleteLater()
        if chosen == GIVE:
            self._model.attach(slot)
        elif chosen == REUSE:
            self._reuse(earlier, slot, paper)

    def _reuse(self, earlier: tuple[EarlierPages, ...], slot: int, paper: str) -> None:
        dialog = ReuseDialog(self._kit, self._parent, earlier, paper)
        if dialog.ask() == TAKE:
            self._model.attach(slot, dialog.pages())
        dialog.deleteLater()

    def _amend(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = AmendDialog(self._kit, self._parent, case)
            if self._given(dialog):
                self._model.amend(dialog.change())

    def _note(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = WordsDialog(self._kit, self._parent, "note", case, needed=True)
            if self._given(dialog):
                self._model.note(dialog.words())
