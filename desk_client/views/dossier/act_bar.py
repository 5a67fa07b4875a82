"""The foot of a dossier: exactly the acts that are open to this person now, the one that moves it on as primary."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desk_client.services.cases import Case
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.buttons import Button, DangerButton, GhostButton, PrimaryButton, SecondaryButton
from desk_client.views.kit.outfit import Kit
from dossier.acts import ActKind

PRIMARY_KEY = "Ctrl+Enter"
KEYS = {ActKind.REPRINT: "F8"}
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
    ActKind.REPRINT: "print",
}
DANGER = frozenset({ActKind.SEND_BACK, ActKind.REFUSE_INTAKE})
ORDER = (
    ActKind.SEND_BACK,
    ActKind.REFUSE_INTAKE,
    ActKind.AMEND,
    ActKind.NOTE,
    ActKind.REPRINT,
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
    """Builds its row anew when the open acts change; `asked` carries the kind."""

    asked = Signal(object)
    back = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._words = kit
        self._shown: tuple[tuple[ActKind, ...], ActKind | None] | None = None
        self._row: ActRow | None = None
        self.buttons: dict[ActKind, Button] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.show_case(None)

    def show_case(self, case: Case | None) -> None:
        """Show the acts of this case."""
        wanted = ((), None) if case is None else (case.acts, case.leading)
        if wanted == self._shown:
            return
        self._shown = wanted
        self._clear()
        row = ActRow(self._words)
        back = GhostButton(self._words, self._words.say("dossier.back"), key="Esc", icon="arrow_left")
        back.clicked.connect(self.back)
        row.add_left(back)
        acts, leading = wanted
        for kind in (*(kind for kind in ORDER if kind in acts and kind is not leading), leading):
            if kind is not None:
                self.buttons[kind] = row.add_act(self._button(kind, leading=kind is leading))
        self._row = row
        self._column.addWidget(row)

    def set_busy(self, *, busy: bool) -> None:
        """No second act while one is under way."""
        for button in self.buttons.values():
            button.setEnabled(not busy)

    def _button(self, kind: ActKind, *, leading: bool) -> Button:
        words, icon = self._words.say(f"dossier.act.{kind.value}"), ICONS.get(kind, "")
        key = KEYS.get(kind, PRIMARY_KEY if leading else "")
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
        self.buttons = {}
        if self._row is not None:
            self._column.removeWidget(self._row)
            self._row.hide()
            self._row.deleteLater()
            self._row = None
