"""Dialogs: a head that says the act and its object, verbs with keys as buttons, the safe choice by Enter."""

from enum import Enum

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from desk_client.views.kit.buttons import Button, ButtonKind
from desk_client.views.kit.cards import ScrollBody
from desk_client.views.kit.choices import Choice, TextArea, TextField
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.flow import Flow
from desk_client.views.kit.labels import Label, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from desk_client.views.kit.tokens import Tone

SECRET_ENTRY = "secret_entry"  # noqa: S105 - the name of a property, no secret


TITLE_BAR = 40
"""Room for the title bar that the desktop draws, in px."""


_RING = 5
"""Room for the focus ring of the first and the last field, in px."""


class DialogBody(ScrollBody):
    """What is asked, as high as it needs to be; scrolls only where the window over which it stands is too low."""

    grown = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit)
        self.column.setContentsMargins(0, _RING, 0, _RING)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._inside.installEventFilter(self)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Want what is inside."""
        return self._inside.sizeHint()

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """Want the height that the words inside need at this width, beside a bar: else Qt would keep one for ever."""
        if self.column.hasHeightForWidth():
            return self.column.totalHeightForWidth(width - self.verticalScrollBar().sizeHint().width())
        return self.column.totalSizeHint().height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Tell when what is inside needs other room: an error line, a longer list."""
        asked = watched is self._inside and event.type() == QEvent.Type.LayoutRequest
        if asked:
            self.grown.emit()
        return super().eventFilter(watched, event)


class Dialog(QDialog):
    """Head, body and verbs; `decided` carries the id of the chosen act ("" when left by Esc).

    It grows with what it says, and is never larger than the window over which it stands.
    """

    decided = Signal(str)

    def __init__(self, kit: Kit, parent: QWidget | None, title: str, second: str = "", *, width: int = 420) -> None:
        super().__init__(parent)
        self._kit = kit
        self._chosen = ""
        self.setWindowTitle(title)
        self.setModal(True)
        self._width = kit.look.scale.full(width)
        space = kit.look.scale.space
        outer = QVBoxLayout(self)
        outer.setContentsMargins(space(20), space(16), space(20), space(16))
        outer.setSpacing(space(10))
        self.head = Label(title, Role.H2, wrap=True)
        outer.addWidget(self.head)
        if second:
            outer.addWidget(Label(second, Role.SMALL, Tone.QUIET, wrap=True))
        self._scroll = DialogBody(kit)
        self.body = self._scroll.column
        outer.addWidget(self._scroll, 1)
        self._acts = Flow(space(8), right=True)
        verbs = QWidget()
        verbs.setLayout(self._acts)
        outer.addSpacing(space(4))
        outer.addWidget(verbs)
        self.setProperty("kind", "surface")
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.timeout.connect(self._grow)
        self._scroll.grown.connect(self._growing.start)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        """Take the size that the words need before the place over the parent is chosen."""
        if not event.spontaneous():
            self.body.addStretch(0)  # what is left over goes under the fields, not between them
            for part in self.findChildren(QWidget):
                part.ensurePolished()  # else words are measured in a type that they will not have
            self._grow()
        super().showEvent(event)

    def _grow(self) -> None:
        layout = self.layout()
        if layout is None:
            return
        self.body.invalidate()
        self._scroll.updateGeometry()  # Qt remembers the height that a widget wanted until it says this
        room = self._room()
        width = min(max(self._width, layout.totalMinimumSize().width()), room.width())
        width = max(width, min(self.width(), room.width())) if self.isVisible() else width
        height = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        height = min(height, room.height())
        self.resize(width, max(height, min(self.height(), room.height())) if self.isVisible() else height)

    def _room(self) -> QSize:
        """The size of the main window, else of the screen, without the title bar."""
        parent = self.parentWidget()
        over = None
        while parent is not None:
            over = parent.window()
            parent = over.parentWidget()
        size = self.screen().availableSize() if over is None else over.size()
        return QSize(size.width(), size.height() - TITLE_BAR)

    def add(self, widget: QWidget, stretch: int = 0) -> None:
        """Put a widget under the others."""
        self.body.addWidget(widget, stretch)

    def keep_in_view(self, widget: QWidget) -> None:
        """Put a widget over the verbs, where it is seen whatever is scrolled."""
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertWidget(layout.indexOf(self._scroll) + 1, widget)

    def refit(self) -> None:
        """Take the size that changed words need, once they are laid out."""
        self._growing.start()

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

    def scroll_by_key(self, key: Qt.Key) -> bool:
        """Scroll what is too long for the window; tells whether it was a key of scrolling."""
        bar = self._scroll.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        bar.setValue(bar.value() + steps.get(key, 0))
        return key in steps

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
        """Show it, wait, and give the id of the act; shown again it holds what was filled in."""
        self._chosen = ""
        self.exec()
        return self._chosen

    def done(self, result: int) -> None:
        """Tell what was decided."""
        super().done(result)
        self.decided.emit(self._chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Leave by Esc without an act; Ctrl+Enter presses the primary of every dialog, as on the screens under it."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if event.key() == Qt.Key.Key_Escape:
            self.reject()
        elif enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._press_primary()
        else:
            super().keyPressEvent(event)

    def _press_primary(self) -> None:
        for button in self.findChildren(Button):
            if button.isDefault() and button.isEnabled():
                button.click()
                return


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

    def warn(self, words: str, *, last: bool = False) -> None:
        """Say before a try what it may cost: amber, red for the last one."""
        self._tries.set_state(Tone.ERROR if last else Tone.WARNING, words, "warning")
        self._tries.setVisible(True)

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
    """Asks for a reason in words; an empty one is not taken. Down takes the next proposal while nothing is typed."""

    def __init__(
        self, kit: Kit, parent: QWidget | None, title: str, *, verb: str, proposals: tuple[str, ...] = ()
    ) -> None:
        super().__init__(kit, parent, title, width=520)
        self._field = TextArea(kit, lines=4)
        self._row = FieldRow(kit, kit.say("kit.reason.label"), self._field)
        example = proposals[0] if proposals else kit.say("kit.reason.example")
        self._missing = kit.say("kit.reason.missing", example=example[:1].lower() + example[1:])
        if proposals:
            self._choice = Choice(kit, (("", kit.say("kit.reason.choose")), *((text, text) for text in proposals)))
            self._choice.activated.connect(self._propose)
            self._field.installEventFilter(self)
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

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take the next proposal by Down where the field has no words of the person."""
        if watched is self._field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            place, said = self._choice.currentIndex() + 1, self.reason()
            own = bool(said) and said != self._choice.currentData()
            if event.key() == Qt.Key.Key_Down and not own and place < self._choice.count():
                self._choice.setCurrentIndex(place)
                self._propose(place)
                return True
        return super().eventFilter(watched, event)

    def reason(self) -> str:
        """Give the words without spaces around them."""
        return self._field.toPlainText().strip()

    def ready(self, act_id: str) -> bool:
        """Stay open while there is no reason."""
        if act_id == "give" and not self.reason():
            self._row.set_error(self._missing)
            self._field.setFocus()
            return False
        return True


def ask_pin(kit: Kit, parent: QWidget | None, title: str, second: str = "", *, tries: int | None = None) -> str | None:
    """Ask for a PIN; None when the person leaves."""
    dialog = PinDialog(kit, parent, title, second)
    if tries is not None:
        dialog.set_tries(tries)
    return dialog.take_pin() if dialog.ask() == "sign" else None


class Unscanned(str, Enum):
    """What papers without pages are about to do; the value is part of the message ids."""

    MOVING = "moving"
    TAKING = "taking"
    SIGNING = "signing"


def unscanned_dialog(kit: Kit, parent: QWidget | None, papers: tuple[str, ...], what: Unscanned) -> ReasonDialog:
    """Why these papers go on without their pages."""
    usual = ("broken", "large", "exempt")
    names = ("in_result", *usual) if what is Unscanned.SIGNING else usual
    proposals = tuple(kit.say(f"kit.unscanned.{name}") for name in names)
    title, verb = (f"kit.unscanned.{what.value}_{word}" for word in ("title", "verb"))
    return ReasonDialog(kit, parent, kit.say(title, papers="; ".join(papers)), verb=kit.say(verb), proposals=proposals)


def ask_unscanned(
    kit: Kit, parent: QWidget | None, papers: tuple[str, ...], what: Unscanned = Unscanned.MOVING
) -> str | None:
    """Ask why these papers go on without their pages; None when the person stays to scan them."""
    dialog = unscanned_dialog(kit, parent, papers, what)
    return dialog.reason() if dialog.ask() == "give" else None


def ask_doubtful(kit: Kit, parent: QWidget | None, papers: tuple[str, ...]) -> bool:
    """Name the papers whose digital signature is in doubt before they go on; False when the person stays."""
    acts = (
        ("go", kit.say("kit.doubtful.go"), ButtonKind.SECONDARY),
        ("stay", kit.say("kit.doubtful.stay"), ButtonKind.PRIMARY),
    )
    title = kit.say("kit.doubtful.title")
    return ask_acts(kit, parent, title, kit.say("kit.doubtful.text", papers="; ".join(papers)), acts) == "go"


def ask_acts(
    kit: Kit, parent: QWidget | None, title: str, text: str, acts: tuple[tuple[str, str, ButtonKind], ...]
) -> str:
    """Ask for one of several acts (id, verb, kind), the safe one primary and last; "" when left by Esc."""
    dialog = Dialog(kit, parent, title)
    dialog.add_text(text)
    for act_id, verb, kind in acts:
        dialog.add_act(act_id, verb, kind, key="Enter" if kind is ButtonKind.PRIMARY else "")
    return dialog.ask()
