"""Screen F10 "Trả kết quả": the list, then one dossier; composes its cards, moves the focus, opens its dialogs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.viewmodels.returning import RECEIVER_PLACES, ReturnModel
from desk_client.viewmodels.signing_paper import PaperSignModel, signed_on_paper
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.buttons import PrimaryButton, SecondaryButton
from desk_client.views.kit.cards import ScrollBody
from desk_client.views.kit.dialogs import Dialog, ReasonDialog
from desk_client.views.kit.flow import Columns, Pages
from desk_client.views.kit.labels import ElidedLabel, IconLabel
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import STACK_FROM, Role
from desk_client.views.kit.tokens import Tone
from desk_client.views.returning.cards import DossierCard, FeeCard, GivenCard, ReceiverCard
from desk_client.views.returning.result_card import ResultCard
from desk_client.views.returning.waiting_list import WaitingList
from desk_client.views.shell import specs
from desk_client.views.shell.screen import KeyHint, Screen
from desk_client.views.sign.notice import Notice
from desk_client.views.sign.paper_dialog import PaperSignDialog
from dossier.acts import ActKind
from dossier.identity import CardData
from dossier.messages import Message
from dossier.state import Dossier
from dossier.text import format_money

_LEFT, _RIGHT = 57, 43
_HEIGHT = 250
"""Px at 100 % that dossier and result keep each where they stand one under the other."""


class ReturnFoot(ActRow):
    """Acts of the screen; the primary says that it takes the fee too, and is never greyed for missing data.

    It is greyed, with the reason beside it, on a dossier that cannot be handed out at all.
    """

    def __init__(self, kit: Kit, model: ReturnModel) -> None:
        super().__init__(kit)
        self._outfit = kit
        self._model = model
        say = kit.say
        self.add_left(IconLabel(kit, "barcode", 18, Tone.QUIET))
        self.hint = ElidedLabel(say("returning.hint"), Role.SMALL, Tone.QUIET)
        self.add_left(self.hint)
        self.dossier = self.add_act(SecondaryButton(kit, say("returning.act.dossier"), icon="open"))
        self.paper = self.add_act(SecondaryButton(kit, say("sign.act.paper"), icon="pen"))
        self.later = self.add_act(SecondaryButton(kit, say("returning.act.later")))
        self.primary = self.add_act(PrimaryButton(kit, say("returning.act.open"), key="Enter", icon="open"))
        for signal in (model.sight_changed, model.busy_changed, model.given_changed):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what Enter does now."""
        model, say = self._model, self._outfit.say
        sight = model.sight
        ready = sight is not None and sight.ready
        self.dossier.setVisible(sight is not None)
        self.later.setVisible(ready)
        self.paper.setVisible(sight is not None and ActKind.SIGN_ON_PAPER in sight.acts)
        self.primary.set_icon("open" if sight is None else "check")
        if sight is None:
            self.primary.set_words(say("returning.act.open"))
        elif ready and sight.state.fee_left:
            self.primary.set_words(say("returning.act.collect", money=format_money(sight.state.fee_left)))
        else:
            self.primary.set_words(say("returning.act.hand_out"))
        barred = sight is not None and not ready
        for button in (self.paper, self.later):
            button.setEnabled(not model.busy)
        self.primary.setEnabled(not model.busy and not barred)
        self.refit()


class ReturnScreen(Screen):
    """The whole screen; `dossier_asked` (id) is for the window, which shows the dossier."""

    dossier_asked = Signal(str)

    def __init__(self, kit: Kit, model: ReturnModel, paper: PaperSignModel) -> None:
        super().__init__(kit, specs.RETURN)
        self.model = model
        self._paper_model = paper
        self._shown = ("", False)
        self.notice = Notice(kit)
        self.list = WaitingList(kit, model)
        self.head = DossierCard(kit)
        self.receiver = ReceiverCard(kit, model)
        self.given = GivenCard(kit, model)
        self.fee = FeeCard(kit, model)
        self.result = ResultCard(kit, model)
        self.foot = ReturnFoot(kit, model)
        self._stack = Pages()
        self._sheet = ScrollBody(kit)
        self._build()
        self._join()

    def _build(self) -> None:
        for card in (self.head, self.receiver, self.given, self.fee):
            self._sheet.add(card)
        self._sheet.column.addStretch(1)
        self._sheet.column.setSpacing(self.kit.look.scale.space(12))
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(
            Columns(self.kit, ((self._sheet, _LEFT), (self.result, _RIGHT)), stack_from=STACK_FROM, least=_HEIGHT)
        )
        self._stack.addWidget(self.list)
        self._stack.addWidget(page)
        self.body.addWidget(self.notice)
        self.body.addWidget(self._stack, 1)

    def _join(self) -> None:
        model = self.model
        model.sight_changed.connect(self._show)
        model.gap_met.connect(self._go_to)
        model.said.connect(self._tell)
        self._paper_model.finished.connect(self._signed_on_paper)
        self.foot.primary.clicked.connect(self.enter_pressed)
        self.foot.later.clicked.connect(self.ask_later)
        self.foot.paper.clicked.connect(self.ask_paper)
        self.foot.dossier.clicked.connect(self._ask_dossier)

    # -- what the shell asks ------------------------------------------------------------------------------------

    def foot_widget(self) -> QWidget:
        """The acts of the screen."""
        return self.foot

    def key_hints(self) -> tuple[KeyHint, ...]:
        """Keys that stand on no button."""
        return (KeyHint("↓", "returning.key.list"), KeyHint("Esc", "returning.key.back"))

    def panes(self) -> tuple[QWidget, ...]:
        """Field and list, or the dossier and its result."""
        if self.model.sight is None:
            return (self.list.field, self.list.table)
        return (self._sheet, self.result.view)

    def entered(self) -> None:
        """Read the list and put the focus where work goes on."""
        self.model.refresh()
        self._focus()

    def unsay(self) -> None:
        """Take the last sentence away."""
        self.notice.hush()

    def step_back(self) -> None:
        """Esc: from the dossier to the list, from the found ones to all; nothing was written."""
        self.notice.hush()
        if self.model.sight is not None:
            self.model.close()
        else:
            self.list.field.clear()
            self._focus()

    def search(self, words: str) -> bool:
        """Take words from the search field of the header."""
        self.model.close()
        self.list.field.setText(words)
        self.model.open_found()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter does what the primary says, wherever in the screen the focus is."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.enter_pressed()
        else:
            super().keyPressEvent(event)

    # -- from outside -----------------------------------------------------------------------------------------------

    def open_dossier(self, dossier: str) -> None:
        """Show a dossier whose code was scanned or that was chosen elsewhere."""
        self.notice.hush()
        self.model.open(dossier)

    def take_card(self, card: CardData) -> bool:
        """Take an ID card from the reader; tells whether a dossier is in view that it belongs to."""
        return self.model.take_card(card)

    # -- acts -------------------------------------------------------------------------------------------------------

    def enter_pressed(self) -> None:
        """Open what is meant, or hand the result out."""
        self.notice.hush()
        if self.model.sight is not None:
            self.model.hand_out()
        elif self.list.field.hasFocus() and self.list.field.text().strip():
            self.model.open_found()
        elif self.list.chosen():
            self.model.open(self.list.chosen())

    def ask_later(self) -> None:
        """Ask why the result cannot be handed over now."""
        say = self.kit.say
        proposals = tuple(say(f"returning.later.reason_{number}") for number in (1, 2, 3))
        dialog = ReasonDialog(
            self.kit, self, say("returning.later.title"), verb=say("returning.later.verb"), proposals=proposals
        )
        dialog.decided.connect(lambda act: self.model.not_handed(dialog.reason()) if act else None)
        self._open(dialog)

    def ask_paper(self) -> None:
        """Record that the leader signed the dossier in view by hand."""
        sight = self.model.sight
        if sight is not None:
            self._paper_model.begin(sight.state.id)
            self._open(PaperSignDialog(self.kit, self, self._paper_model))

    # -- inside -----------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        sight = self.model.sight
        self._stack.setCurrentIndex(0 if sight is None else 1)
        now = ("", False) if sight is None else (sight.state.id, sight.ready)
        if sight is not None:
            self.head.show_sight(sight)
            self.given.show_sight(sight)
            self.result.show_sight(sight)
            self.fee.refresh()
            self.receiver.refresh()
            for card in (self.receiver, self.given, self.fee):
                card.setVisible(sight.ready)
        if now != self._shown:
            self._shown = now
            self.room.to_top()
            self._sheet.to_top()
            self._focus()

    def _focus(self) -> None:
        """In the list the field; in a dossier the primary, so that one Enter hands it out, else the way to it."""
        if self.isVisible():
            sight = self.model.sight
            target = self.list.field if sight is None else self.foot.primary if sight.ready else self.foot.dossier
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to(self, place: str) -> None:
        gap = self.model.receiver.gap()
        if place == "given":
            self.given.go_to()
        elif gap is not None and place in RECEIVER_PLACES:
            self.receiver.go_to(place, self.kit.speak(gap[1]))

    def _tell(self, kind: str, text: object) -> None:
        self.notice.tell(kind, text)

    def _signed_on_paper(self, state: object) -> None:
        if isinstance(state, Dossier) and self.isVisible():
            message: Message = signed_on_paper(state)
            self.notice.tell("done", message)

    def _ask_dossier(self) -> None:
        sight = self.model.sight
        if sight is not None:
            self.dossier_asked.emit(sight.state.id)

    def _open(self, dialog: Dialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
