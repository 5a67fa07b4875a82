"""Opens the dialog of an act and hands what was given to the view-model; decides nothing.

What was filled in outlives a fault: until the act is done its dialog is kept, and shown again as it was left.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desk_client.services.cases import BESIDE, Case
from desk_client.services.course import Question
from desk_client.services.reusing import EarlierPages
from desk_client.viewmodels.dossier import ELSEWHERE, DossierModel
from desk_client.views.dossier.course_dialog import CourseDialog
from desk_client.views.dossier.dialogs import (
    REUSE,
    AmendDialog,
    AssignDialog,
    AttachDialog,
    FeeDialog,
    ProposeDialog,
    ShelfDialog,
    WordsDialog,
)
from desk_client.views.kit.dialogs import Dialog, ReasonDialog, ask_doubtful, ask_unscanned
from desk_client.views.kit.outfit import Kit
from desk_client.views.papers.reuse_dialog import TAKE, ReuseDialog
from dossier.acts import ActKind, Propose
from dossier.identifiers import PersonId
from dossier.papers import doubtful_signatures
from dossier.state import Dossier

_REASONS = ("papers", "wording", "basis")


@dataclass(frozen=True, slots=True)
class _Asked:
    """The dialog of an act on a dossier as it stood, and what takes the verb that ended it."""

    kind: ActKind
    state: Dossier
    dialog: Dialog
    decided: Callable[[str], None]


class Asking:
    """One table from act to what it asks."""

    def __init__(self, kit: Kit, parent: QWidget, model: DossierModel) -> None:
        self._kit = kit
        self._parent = parent
        self._model = model
        self._kept: _Asked | None = None
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
        model.told_changed.connect(self._told)
        model.case_changed.connect(self._case_changed)

    def ask(self, kind: ActKind) -> None:
        """Do what the button of an act stands for."""
        if kind in ELSEWHERE:
            self._model.ask_elsewhere(kind)
        elif self._kept is not None and self._kept.kind is kind:
            self._show(self._kept)
        elif kind in BESIDE:
            self._model.ask_course(kind)
        elif self._model.case is not None:
            self._table[kind]()

    def _ask(self, kind: ActKind, case: Case, dialog: Dialog, given: Callable[[], None]) -> None:
        """Do what was given, if anything was."""
        self._show(_Asked(kind, case.state, dialog, lambda _verb: given()))

    def _show(self, asked: _Asked) -> None:
        if asked is not self._kept:
            self._let_go()
        self._kept = None  # while it stands nothing takes it away
        verb = asked.dialog.ask()
        if verb:
            self._kept = asked
            asked.decided(verb)
        else:
            asked.dialog.deleteLater()

    def _told(self) -> None:
        if self._model.told is not None and self._model.told.good:
            self._let_go()

    def _case_changed(self) -> None:
        case = self._model.case
        if self._kept is not None and (case is None or case.state != self._kept.state):
            self._let_go()

    def _let_go(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept.dialog.deleteLater()

    def _course(self, question: Question) -> None:
        model, case = self._model, self._model.case
        if case is not None:
            dialog = CourseDialog(self._kit, self._parent, question, model.sheets)
            self._ask(question.row.kind, case, dialog, lambda: model.do_course(question, dialog.filled()))

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
        self._ask(ActKind.ASSIGN, case, dialog, lambda: model.assign(PersonId(dialog.choice.chosen_id())))

    def _propose(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = ProposeDialog(self._kit, self._parent, case)
            self._ask(ActKind.PROPOSE, case, dialog, lambda: self._proposed(case, dialog))

    def _proposed(self, case: Case, dialog: ProposeDialog) -> None:
        bare = case.bare(ActKind.PROPOSE)
        unscanned = ask_unscanned(self._kit, self._parent, bare) if bare else ""
        if unscanned is not None:
            proposal = Propose(not dialog.reason_code(), dialog.words(), None, dialog.reason_code(), unscanned)
            self._model.propose(proposal, dialog.file.path)

    def _approve(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = WordsDialog(self._kit, self._parent, "approve", case, needed=False)
            self._ask(ActKind.APPROVE, case, dialog, lambda: self._model.approve(dialog.words()))

    def _send_back(self) -> None:
        say, case = self._kit.say, self._model.case
        reasons = tuple(say(f"dossier.ask.send_back_{name}") for name in _REASONS)
        title, verb = say("dossier.ask.send_back_title"), say("dossier.ask.send_back_verb")
        if case is not None:
            dialog = ReasonDialog(self._kit, self._parent, title, verb=verb, proposals=reasons)
            self._ask(ActKind.SEND_BACK, case, dialog, lambda: self._model.send_back(dialog.reason()))

    def _hand_result(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = ShelfDialog(self._kit, self._parent, case)
            self._ask(ActKind.HAND_RESULT, case, dialog, lambda: self._model.hand_result(dialog.field.text()))

    def _collect(self) -> None:
        model, case = self._model, self._model.case
        if case is not None and not case.state.fee_left:
            model.tell_no_fee()
        elif case is not None:
            dialog, owed = FeeDialog(self._kit, self._parent, case), case.state.fee_left
            self._ask(ActKind.COLLECT_FEE, case, dialog, lambda: model.collect(owed, dialog.method.chosen_id()))

    def _attach(self, earlier: tuple[EarlierPages, ...]) -> None:
        case = self._model.case
        if case is None or not self._parent.isVisible():
            return
        dialog = AttachDialog(self._kit, self._parent, case, self._model.sheets, reusable=bool(earlier))

        def decided(verb: str) -> None:
            slot = int(dialog.slot.chosen_id())
            if verb == REUSE:
                self._reuse(earlier, slot, dialog.slot.currentText())
            else:
                self._model.attach(slot)

        self._show(_Asked(ActKind.ATTACH_PAPER, case.state, dialog, decided))

    def _reuse(self, earlier: tuple[EarlierPages, ...], slot: int, paper: str) -> None:
        dialog = ReuseDialog(self._kit, self._parent, earlier, paper)
        if dialog.ask() == TAKE:
            self._model.attach(slot, dialog.pages())
        dialog.deleteLater()

    def _amend(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = AmendDialog(self._kit, self._parent, case)
            self._ask(ActKind.AMEND, case, dialog, lambda: self._model.amend(dialog.change()))

    def _note(self) -> None:
        case = self._model.case
        if case is not None:
            dialog = WordsDialog(self._kit, self._parent, "note", case, needed=True)
            self._ask(ActKind.NOTE, case, dialog, lambda: self._model.note(dialog.words()))
