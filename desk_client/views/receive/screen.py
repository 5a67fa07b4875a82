"""Screen F2 "Tiếp nhận hồ sơ": composes its parts, moves the focus, opens its dialogs; decides nothing."""

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from desk_client.viewmodels.receive import ReceiveModel
from desk_client.viewmodels.receive_holder import Aspect
from desk_client.views.kit.cards import Card, Line, ScrollBody
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.papers.reckoning import due_reckoning, fee_reckoning
from desk_client.views.receive.applicant_part import ApplicantPart
from desk_client.views.receive.bars import TopBars
from desk_client.views.receive.foot import ReceiveFoot
from desk_client.views.receive.form_part import FormPart
from desk_client.views.receive.inputs import FieldWatch, Letters
from desk_client.views.receive.papers_card import PapersCard
from desk_client.views.receive.procedure_part import ProcedurePart
from desk_client.views.receive.receipt_card import ReceiptCard
from desk_client.views.receive.slips import AskCase, RefusalDialog, SupplementDialog
from desk_client.views.receive.terms_part import TermsPart
from desk_client.views.shell import specs
from desk_client.views.shell.screen import KeyHint, Screen
from dossier.messages import message

_WIDE, _COMPACT = (56, 44), (50, 50)
_FORM_HEIGHT, _PAPERS_HEIGHT = 240, 300
"""Px at 100 % that each half keeps where they stand one under the other."""


class ReceiveScreen(Screen):
    """The whole screen; `undo_offered` (text, what undoes) is for the window's undo bar."""

    undo_offered = Signal(str, object)

    def __init__(self, kit: Kit, model: ReceiveModel) -> None:
        super().__init__(kit, specs.RECEIVE)
        self.model = model
        self._watch = FieldWatch(self)
        self.bars = TopBars(kit, model)
        self.procedure = ProcedurePart(kit, model)
        self.applicant = ApplicantPart(kit, model, self._watch)
        self.form = FormPart(kit, model, Letters(kit.say("receive.taken_letters")))
        self.terms = TermsPart(kit, model, self._watch)
        self.papers = PapersCard(kit, model)
        self.receipt = ReceiptCard(kit, model.printing)
        self.foot = ReceiveFoot(kit, model)
        self.lines = tuple(Line(kit) for _ in range(3))
        self.sheet = ScrollBody(kit)
        self._halves = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._form_card = Card(kit)
        self._right = QStackedWidget()
        self._right.addWidget(self.papers)
        self._right.addWidget(self.receipt)
        self._reprint_key = QShortcut(QKeySequence("F8"), self)
        self._reprint_key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._lay_out()
        self._join()
        model.refilled.emit(Aspect.ALL)

    def _lay_out(self) -> None:
        card = self._form_card
        card.add(self.bars)
        card.add(self.sheet, 1)
        parts = (self.procedure, self.applicant, self.form, self.terms)
        for place, part in enumerate(parts):
            if place:
                self.sheet.add(self.lines[place - 1])
            self.sheet.add(part)
        self.sheet.column.addStretch(1)
        self._halves.addWidget(card)
        self._halves.addWidget(self._right)
        self.body.addLayout(self._halves)
        self.kit.look.changed.connect(self._share_out)
        self._share_out()

    def _share_out(self) -> None:
        """Give the form more room, less of it from 130 % type, and all of it where the papers stand under it."""
        scale = self.kit.look.scale
        way = QBoxLayout.Direction.TopToBottom if scale.stacked else QBoxLayout.Direction.LeftToRight
        self._halves.setDirection(way)
        for half, height in ((self._form_card, _FORM_HEIGHT), (self._right, _PAPERS_HEIGHT)):
            half.setMinimumHeight(scale.full(height) if scale.stacked else 0)
        self._halves.setSpacing(scale.space(12))
        for place, share in enumerate(_COMPACT if scale.compact else _WIDE):
            self._halves.setStretch(place, share)

    def _join(self) -> None:
        model = self.model
        model.refilled.connect(self._refill)
        model.gap_met.connect(self.go_to)
        model.received.connect(self._start_over)
        model.busy_changed.connect(self._hold_still)
        model.printing.changed.connect(self._show_paper)
        model.papers.undo_offered.connect(self._offer_undo)
        self.bars.undo_offered.connect(self._offer_undo)
        self._watch.left.connect(self._left)
        self.applicant.card_asked.connect(self._ask_card)
        model.people.filled.connect(self._go_on_soon)
        self.procedure.search.chosen.connect(lambda _code: QTimer.singleShot(0, self, self._go_on_from_list))
        self.terms.fee_asked.connect(self.open_fee)
        self.foot.due.asked.connect(self.open_due)
        self.procedure.aside.clicked.connect(self._start_over)
        self.foot.primary.clicked.connect(model.save)
        self.foot.more.clicked.connect(self._add_to_visit)
        self.foot.ask.clicked.connect(self.open_ask)
        self.foot.refuse.clicked.connect(self.open_refuse)
        self.receipt.closed.connect(lambda: self._right.setCurrentWidget(self.papers))
        self._reprint_key.activated.connect(model.printing.again)

    # -- what the shell asks ------------------------------------------------------------------------------------

    def foot_widget(self) -> QWidget:
        """The acts of the screen."""
        return self.foot

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Keys that stand on no button."""
        return (
            KeyHint("F8", "receive.key.reprint"),
            KeyHint("Space", "receive.key.tick"),
            KeyHint("← →", "receive.key.form"),
            KeyHint("+ −", "receive.key.quantity"),
            KeyHint("Ctrl+↑ ↓", "receive.key.move"),
            KeyHint("Delete", "receive.key.delete"),
        )

    def panes(self) -> tuple[QWidget, ...]:
        """The form and the papers."""
        return (self.sheet, self.papers.first_stop())

    def entered(self) -> None:
        """Look around, and go where work starts: the first thing that is missing."""
        self.model.enter()
        self._go_on()

    def step_back(self) -> None:
        """Esc: stop scanning or reading a file, else put the paper away; nothing typed is lost."""
        if self.model.papers.busy:
            self.model.papers.stop()
        else:
            self._right.setCurrentWidget(self.papers)

    def leaving(self) -> bool:
        """Save what is typed before going."""
        self.model.drafts.flush()
        return True

    # -- focus ------------------------------------------------------------------------------------------------------

    def go_to(self, place: str) -> None:
        """Put the focus where something is missing or wrong."""
        kind, _, name = place.partition(".")
        widget: QWidget | None = self.procedure.search
        match kind:
            case "applicant":
                widget = self.applicant.place(name)
            case "field":
                widget = self.form.place(name)
            case "paper":
                self._right.setCurrentWidget(self.papers)
                self.papers.list.choose(name)
                widget = self.papers.list
        if widget is not None:
            widget.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_on(self) -> None:
        gaps = self.model.gaps()
        self.go_to(gaps[0].place if gaps else "procedure")

    def _go_on_soon(self) -> None:
        QTimer.singleShot(0, self, self._go_on)

    def _go_on_from_list(self) -> None:
        """Go on after a choice from a list: its window may still be the active one, and would take the focus back."""
        self.window().activateWindow()
        self._go_on()

    def _start_over(self) -> None:
        self.sheet.verticalScrollBar().setValue(0)
        self.go_to("procedure")

    def _hold_still(self) -> None:
        """Take no typing while acts are written: it would belong to nobody."""
        for part in (self.sheet, self.papers, self.bars):
            part.setEnabled(not self.model.busy)

    def _left(self, place: str) -> None:
        if place.startswith("applicant."):
            self.applicant.tidy(place.removeprefix("applicant."))
            self.model.leave(place)

    # -- acts ---------------------------------------------------------------------------------------------------------

    def scan_card(self, text: str) -> bool:
        """Take the text of an ID card from the reader; tells whether it was one."""
        return self.model.people.scan_card(text)

    def open_due(self) -> None:
        """How the due date was counted."""
        due = self.model.quote.now.due
        if due is not None:
            self._open(due_reckoning(self.kit, self, due))

    def open_fee(self) -> None:
        """How the fee was counted."""
        fee = self.model.quote.now.fee
        if fee is not None:
            self._open(fee_reckoning(self.kit, self, fee))

    def open_ask(self) -> None:
        """Ask which papers are missing, for form 02."""
        procedure = self.model.procedure
        if not self.model.can_slip() or procedure is None:
            return
        subject = f"{self.model.sheet.applicant.name} · {procedure.short_name}"
        offer, before = self.model.offer, self.model.sheet.asked
        reasons = offer.asks_again if before else offer.asks
        asked = AskCase(procedure.papers, self.model.short_papers(), reasons, before)
        dialog = SupplementDialog(self.kit, self, subject, asked)
        dialog.decided.connect(lambda act: self.model.ask_papers(dialog.asking()) if act else None)
        self._open(dialog)

    def open_refuse(self) -> None:
        """Ask why it is not received, for form 03."""
        if self.model.can_slip():
            dialog = RefusalDialog(self.kit, self, self.model.offer.refusals)
            dialog.decided.connect(lambda act: self.model.refuse(dialog.reason()) if act else None)
            self._open(dialog)

    def _add_to_visit(self) -> None:
        if self.model.add_to_visit():
            self._start_over()

    def _ask_card(self) -> None:
        self.bars.say("info", message("receive.person.scan_help"))

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _offer_undo(self, words: object, undo: object) -> None:
        self.undo_offered.emit(self.kit.speak(words), undo)  # type: ignore[arg-type]  # Qt carries values as objects

    def _refill(self, aspect: Aspect) -> None:
        procedure = self.model.procedure
        open_form = procedure is not None and not procedure.received_at
        self.lines[1].setVisible(open_form and bool(self.form.rows))
        self.lines[2].setVisible(open_form)
        if aspect is Aspect.PROCEDURE:
            self._right.setCurrentWidget(self.papers)

    def _show_paper(self) -> None:
        paper = self.model.printing.paper
        if paper is None:
            self._right.setCurrentWidget(self.papers)
        elif self.model.procedure is None:
            self._right.setCurrentWidget(self.receipt)
        shown = self._right.currentWidget() is self.receipt
        self._reprint_key.setEnabled(not shown)
