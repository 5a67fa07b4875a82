"""Makes the input of a form field by its type and joins it to the model; guards against wheel and letter clashes."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QWidget

from desk_client.views.kit.choices import Choice, Field, TextArea, TextField
from desk_client.views.kit.outfit import Kit
from dossier.forms import FieldType, FormField, parse_day

_LETTERS = {FieldType.DATE: 12, FieldType.ID_NUMBER: 14, FieldType.PHONE: 14, FieldType.NUMBER: 7}


class FieldWatch(QObject):
    """Tells when a field is left, and keeps the wheel from changing a drop-down that has no focus."""

    left = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._places: dict[QObject, str] = {}

    def watch(self, field: QWidget, place: str) -> None:
        """Watch a field; `place` is what `left` tells."""
        self._places[field] = place
        field.installEventFilter(self)

    def forget(self) -> None:
        """Let go of all fields."""
        for field in self._places:
            field.removeEventFilter(self)
        self._places = {}

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hear the focus leave; swallow the wheel over a closed drop-down without focus."""
        if event.type() == QEvent.Type.FocusOut and watched in self._places:
            self.left.emit(self._places[watched])
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def make_input(kit: Kit, field: FormField, typed: Callable[[str], None]) -> Field:
    """The input of a field; `typed` gets what a person types or chooses."""
    match field.type:
        case FieldType.CHOICE:
            entries = tuple((choice.code, _words(kit, choice.label, choice.label_en)) for choice in field.choices)
            return _drop_down(kit, entries, typed)
        case FieldType.YES_NO:
            entries = (("yes", kit.say("receive.yes")), ("no", kit.say("receive.no")))
            return _drop_down(kit, entries, typed)
        case FieldType.MULTILINE:
            area = TextArea(kit, lines=2)
            area.textChanged.connect(lambda: typed(area.toPlainText()))
            return area
        case _:
            hint = kit.say("receive.date_hint") if field.type is FieldType.DATE else field.example or field.hint
            line = TextField(kit, letters=_LETTERS.get(field.type, 0), hint=hint)
            line.textEdited.connect(typed)
            line.returnPressed.connect(_next_of(line))
            return line


def _drop_down(kit: Kit, entries: tuple[tuple[str, str], ...], typed: Callable[[str], None]) -> Choice:
    choice = Choice(kit, (("", kit.say("receive.choose")), *entries))
    choice.activated.connect(lambda _place: typed(choice.chosen_id()))
    return choice


def _next_of(line: QLineEdit) -> Callable[[], None]:
    """Enter goes on to the next field, as clerks expect of a counter program."""

    def go() -> None:
        if line.hasFocus():
            line.focusNextChild()

    return go


def label_of(kit: Kit, field: FormField) -> str:
    """The label of a field in the language of the screen, marked where it may stay empty."""
    words = _words(kit, field.label, field.label_en)
    return words if field.required else f"{words} {kit.say('common.optional')}"


def _words(kit: Kit, vietnamese: str, english: str) -> str:
    return english if english and kit.say("receive.language") == "en" else vietnamese


def put_text(field: Field, text: str) -> None:
    """Show a value without telling it as typed; a field that shows it already is left alone."""
    if isinstance(field, Choice):
        if field.chosen_id() != text:
            field.choose(text)
    elif isinstance(field, QPlainTextEdit):
        if field.toPlainText() != text:
            field.blockSignals(True)  # noqa: FBT003 - Qt's signature
            field.setPlainText(text)
            field.blockSignals(False)  # noqa: FBT003 - Qt's signature
    elif isinstance(field, QLineEdit) and field.text() != text:
        field.setText(text)
        field.setCursorPosition(0)


def spoken_day(text: str) -> str:
    """A day as people read it; what is no day stays as typed."""
    day = parse_day(text)
    return text if day is None else f"{day:%d/%m/%Y}"


class Letters:
    """Gives each label a letter for Alt that no other label of the screen has, where one is left."""

    def __init__(self, taken: str) -> None:
        self._fixed = frozenset(taken.lower())
        self._taken = set(self._fixed)

    def start_over(self) -> None:
        """Free the letters of labels that went."""
        self._taken = set(self._fixed)

    def mark(self, label: str) -> str:
        """The label with `&` before its letter."""
        for place, letter in enumerate(label):
            if letter.isascii() and letter.isalpha() and letter.lower() not in self._taken:
                self._taken.add(letter.lower())
                return f"{label[:place]}&{label[place:]}"
        return label
