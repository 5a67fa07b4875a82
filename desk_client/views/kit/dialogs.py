"""Dialogs: a head that says the act and its object, verbs with keys as buttons, the safe choice by Enter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desk_client.views.kit.buttons import Button, ButtonKind
from desk_client.views.kit.choices import Choice, TextArea, TextField
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

SECRET_ENTRY = "secret_entry"  # noqa: S105 - the name of a property, no secret


class Dialog(QDialog):
    """Head, body and verbs; `decided` carries the id of the chosen act ("" when left by Esc)."""

    decided = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget | None, title: str, second: str = "", *, width: int = 420) -> None:
        super().__init__(parent)
        self._kit = kit
        self._chosen = ""
        self.setWindowTitle(title)
        self.setModal(True)
        self.setMinimumWidth(kit.look.scale.full(width))
        space = kit.look.scale.space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space(20), space(16), space(20), space(16))
        outer.setSpacing(space(10))
        self.head = Label(title, Role.H2, wrap=True)
        outer.addWidget(self.head)
        if second:
            outer.addWidget(Label(second, Role.SMALL, Tone.QUIET, wrap=True))
        self.body = QVBoxLayout()
        self.body.setSpacing(space(8))
        outer.addLayout(self.body, 1)
        self._acts = QHBoxLayout()
        self._acts.setSpacing(space(8))
        self._acts.addStretch(1)
        outer.addSpacing(space(4))
        outer.addLayout(self._acts)
        self.setProperty("kind", "surface")

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under the others."""
        self.body.addWidget(widget, stretch)

    def add_text(self, text: str) -> None:
        """Put a sentence under the others."""
        self.add(Label(text, Role.SMALL, wrap=True))

    def add_act(self, act_id: str, text: str, kind: ButtonKind = ButtonKind.SECONDARY, *, key: str = "") -> Button:
        """Put a verb at the right; the primary is pressed by Enter."""
        button = Button(self._kit, text, key=key)
        button.set_kind(kind)
        button.clicked.connect(lambda: self.choose(act_id))
        if kind is ButtonKind.PRIMARY:
            button.setDefault(True)
        self._acts.addWidget(button)
        return button

    def add_cancel(self) -> Button:
        """Put the way out without an act."""
        button = Button(self._kit, self._kit.say("kit.cancel"), key="Esc")
        button.clicked.connect(self.reject)
        self._acts.addWidget(button)
        return button

    def choose(self, act_id: str) -> None:
        """End with an act; a dialog that asks for something may stay open instead."""
        if self.ready(act_id):
            self._chosen = act_id
            self.accept()

    def ready(self, act_id: str) -> bool:  # noqa: ARG002 - for those that ask
        """Tell whether the dialog may end with this act."""
        return True

    def ask(self) -> str:
        """Show it, wait, and give the id of the act."""
        self.exec()
        return self._chosen

    def done(self, result: int) -> None:
        """Tell what was decided."""
        super().done(result)
        self.decided.emit(self._chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave by Esc without an act."""
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        else:
            super().keyPressEvent(event)


class PinDialog(Dialog):
    """Asks for the PIN of a token once; says the tries left; keeps nothing after it closes."""

    def __init__(self, kit: Kit, parent: QWidget | None, title: str, second: str = "", *, verb: str = "") -> None:
        super().__init__(kit, parent, title, second)
        self.setProperty(SECRET_ENTRY, True)  # noqa: FBT003 - Qt's signature
        self._pin = ""
        self._field = TextField(kit, letters=18)
        self._field.setEchoMode(QLineEdit.EchoMode.Password)
        self._field.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self._row = FieldRow(kit, kit.say("kit.pin.label"), self._field)
        self._tries = StatusText(kit, Tone.WARNING, "", "warning")
        self._tries.hide()
        self.add(self._row)
        self.add(self._tries)
        self.add(Label(kit.say("kit.pin.note"), Role.SMALL, Tone.QUIET, wrap=True))
        self.add_cancel()
        self._sign = self.add_act("sign", verb or kit.say("kit.pin.sign"), ButtonKind.PRIMARY, key="Enter")
        self._sign.set_icon("pen")
        self._field.setFocus()

    def set_tries(self, left: int, *, wrong: bool = False) -> None:
        """Say how many tries are left: red under the field after a wrong PIN, amber from three."""
        words = self._kit.say("kit.pin.wrong" if wrong else "kit.pin.tries", tries=left)
        self._row.set_error(words if wrong else None)
        self._tries.set_state(Tone.WARNING, words, "warning")
        self._tries.setVisible(not wrong and left <= 3)

    def ready(self, act_id: str) -> bool:
        """Stay open while no PIN is typed."""
        if act_id != "sign":
            return True
        if not self._field.text():
            self._row.set_error(self._kit.say("kit.pin.missing"))
            self._field.setFocus()
            return False
        self._pin = self._field.text()
        return True

    def take_pin(self) -> str:
        """Give the PIN once and forget it."""
        pin, self._pin = self._pin, ""
        return pin

    def done(self, result: int) -> None:
        """Empty the field before it closes."""
        self._field.clear()
        super().done(result)


class ReasonDialog(Dialog):
    """Asks for a reason in words (with proposals to start from); an empty reason is not taken."""

    def __init__(
        self, kit: Kit, parent: QWidget | None, title: str, *, verb: str, proposals: tuple[str, ...] = ()
    ) -> None:
        super().__init__(kit, parent, title, width=520)
        self._field = TextArea(kit, lines=4)
        self._row = FieldRow(kit, kit.say("kit.reason.label"), self._field)
        if proposals:
            self._choice = Choice(kit, (("", kit.say("kit.reason.choose")), *((text, text) for text in proposals)))
            self._choice.activated.connect(self._propose)
            self.add(FieldRow(kit, kit.say("kit.reason.proposal"), self._choice))
        self.add(self._row)
        self.add_cancel()
        self.add_act("give", verb, ButtonKind.PRIMARY, key="Ctrl+Enter")
        self._field.setFocus()

    def _propose(self, place: int) -> None:
        text = str(self._choice.itemData(place) or "")
        if text:
            self._field.setPlainText(text)
            self._field.setFocus()

    def reason(self) -> str:
        """Give the words without spaces around them."""
        return self._field.toPlainText().strip()

    def ready(self, act_id: str) -> bool:
        """Stay open while there is no reason."""
        if act_id == "give" and not self.reason():
            self._row.set_error(self._kit.say("kit.reason.missing"))
            self._field.setFocus()
            return False
        return True


def ask_pin(kit: Kit, parent: QWidget | None, title: str, second: str = "", *, tries: int | None = None) -> str | None:
    """Ask for a PIN; None when the person leaves."""
    dialog = PinDialog(kit, parent, title, second)
    if tries is not None:
        dialog.set_tries(tries)
    return dialog.take_pin() if dialog.ask() == "sign" else None


def ask_reason(kit: Kit, parent: QWidget | None, title: str, verb: str, proposals: tuple[str, ...] = ()) -> str | None:
    """Ask for a reason; None when the person leaves."""
    dialog = ReasonDialog(kit, parent, title, verb=verb, proposals=proposals)
    return dialog.reason() if dialog.ask() == "give" else None


def ask_acts(
    kit: Kit, parent: QWidget | None, title: str, text: str, acts: tuple[tuple[str, str, ButtonKind], ...]
) -> str:
    """Ask for one of several acts (id, verb, kind), the safe one primary and last; "" when left by Esc."""
    dialog = Dialog(kit, parent, title)
    dialog.add_text(text)
    for act_id, verb, kind in acts:
        dialog.add_act(act_id, verb, kind, key="Enter" if kind is ButtonKind.PRIMARY else "")
    return dialog.ask()
