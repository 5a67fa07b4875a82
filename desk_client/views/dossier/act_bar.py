"""The foot of a dossier: exactly the acts that are open to this person now, the one that moves it on as primary.

What stands beside the ordinary way is in one menu, but for the act that moves the dossier on: it is the primary.
"""

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from desk_client.services.cases import BESIDE, Case
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.buttons import Button, DangerButton, GhostButton, PrimaryButton, SecondaryButton
from desk_client.views.kit.outfit import Kit
from desk_client.views.receive.inputs import Letters
from dossier.acts import ActKind

PRIMARY_KEY, MENU_KEY, PAPERS_KEY = "Ctrl+Enter", "Ctrl+J", "F8"
ICONS = {
    ActKind.RECEIVE: "receive",
    ActKind.ASK_PAPERS: "files",
    ActKind.COLLECT_FEE: "money",
    ActKind.ATTACH_PAPER: "scan",
    ActKind.HAND_OVER: "send",
    ActKind.ACCEPT: "inbox",
    ActKind.ASSIGN: "people",
    ActKind.PROPOSE: "upload",
    ActKind.APPROVE: "check",
    ActKind.NUMBER: "stamp",
    ActKind.SIGN: "pen",
    ActKind.SIGN_ON_PAPER: "pen",
    ActKind.HAND_RESULT: "return",
    ActKind.RETURN_RESULT: "return",
    ActKind.ASK_SUPPLEMENT: "pen",
    ActKind.RECEIVE_SUPPLEMENT: "receive",
    ActKind.CONFIRM_PAYMENT: "money",
    ActKind.DECIDE_WITHDRAWAL: "check",
    ActKind.CONFIRM_DELIVERY: "check",
    ActKind.POST_RESULT: "mail",
    ActKind.DELIVER_ONLINE: "globe",
}
DANGER = frozenset({ActKind.SEND_BACK, ActKind.REFUSE_INTAKE})
ORDER = (
    ActKind.SEND_BACK,
    ActKind.REFUSE_INTAKE,
    ActKind.AMEND,
    ActKind.NOTE,
    ActKind.ATTACH_PAPER,
    ActKind.COLLECT_FEE,
    ActKind.ASK_PAPERS,
    ActKind.ASSIGN,
    ActKind.SIGN_ON_PAPER,
    ActKind.SIGN,
    ActKind.RECEIVE,
    ActKind.HAND_OVER,
    ActKind.ACCEPT,
    ActKind.PROPOSE,
    ActKind.APPROVE,
    ActKind.NUMBER,
    ActKind.HAND_RESULT,
    ActKind.RETURN_RESULT,
)
"""From the left: danger far from the primary, what stands beside the way, then what moves it on."""


class ActBar(QWidget):
    """Builds its row anew when the open acts change; `asked` carries the kind, `papers_asked` wants the papers."""

    asked = Signal(object)
    papers_asked = Signal()
    back = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._words = kit
        self._shown: tuple[tuple[ActKind, ...], ActKind | None, bool, bool] | None = None
        self._row: ActRow | None = None
        self.buttons: dict[ActKind, Button] = {}
        self.beside: dict[ActKind, QAction] = {}
        self.more: Button | None = None
        self.papers: Button | None = None
        self.menu = QMenu(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.show_case(None)

    def show_case(self, case: Case | None) -> None:
        """Show the acts of this case."""
        nothing = ((), None, False, False)
        wanted = nothing if case is None else (case.acts, case.leading, True, case.denies_only)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._clear()
        row = ActRow(self._words)
        back = GhostButton(self._words, self._words.say("dossier.back"), key="Esc", icon="arrow_left")
        back.clicked.connect(self.back)
        row.add_left(back)
        acts, leading, there, denies_only = wanted
        if there:
            self._add_papers(row)
        self._fill_menu(row, tuple(kind for kind in acts if kind in BESIDE and kind is not leading))
        for kind in (*(kind for kind in ORDER if kind in acts and kind is not leading), leading):
            if kind is not None:
                self.buttons[kind] = row.add_act(self._button(kind, leading=kind is leading))
        if denies_only and ActKind.PROPOSE in self.buttons:
            self.buttons[ActKind.PROPOSE].set_words(self._words.say("dossier.act.propose_refusal"))
        self._row = row
        self._column.addWidget(row)

    def set_busy(self, *, busy: bool) -> None:
        """No second act while one is under way."""
        beside = (button for button in (self.more, self.papers) if button is not None)
        for button in (*self.buttons.values(), *beside):
            button.setEnabled(not busy)

    def open_menu(self) -> None:
        """Show what else may be done, over the button."""
        if self.more is not None:
            place = self.more if self.more.isVisible() else self
            corner = place.mapToGlobal(QPoint(0, 0))
            self.menu.popup(corner - QPoint(0, self.menu.sizeHint().height()), next(iter(self.beside.values())))

    def _add_papers(self, row: ActRow) -> None:
        say = self._words.say
        self.papers = SecondaryButton(self._words, say("dossier.papers_list"), key=PAPERS_KEY, icon="print")
        self.papers.clicked.connect(self.papers_asked)
        row.add_act(self.papers)

    def _fill_menu(self, row: ActRow, kinds: tuple[ActKind, ...]) -> None:
        letters = Letters("")
        for kind in kinds:
            action = self.menu.addAction(letters.mark(self._words.say(f"dossier.act.{kind.value}").replace("&", "")))
            action.triggered.connect(lambda _checked=False, kind=kind: self.asked.emit(kind))
            self.beside[kind] = action
        if kinds:
            self.more = SecondaryButton(self._words, self._words.say("dossier.beside"), key=MENU_KEY, icon="more")
            self.more.clicked.connect(self.open_menu)
            row.add_act(self.more)

    def _button(self, kind: ActKind, *, leading: bool) -> Button:
        words, icon = self._words.say(f"dossier.act.{kind.value}"), ICONS.get(kind, "")
        key = PRIMARY_KEY if leading else ""
        made: Button
        if leading:
            made = PrimaryButton(self._words, words, key=key, icon=icon)
        elif kind in DANGER:
            made = DangerButton(self._words, words, key=key, icon=icon)
        else:
            made = SecondaryButton(self._words, words, key=key, icon=icon)
        made.clicked.connect(lambda: self.asked.emit(kind))
        return made

    def _clear(self) -> None:
        self.buttons, self.beside, self.more, self.papers = {}, {}, None, None
        self.menu.clear()
        if self._row is not None:
            self._column.removeWidget(self._row)
            self._row.hide()
            self._row.deleteLater()
            self._row = None
