"""One part of the dialog for each kind of field of an act: draws it, gives what was filled in, says what is wrong."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout

from desk_client.services.course_fields import DAY_FORM, Ask, AskedField, Pick, Scene, Value
from desk_client.viewmodels.course_answers import Raw, Source, TakenPages
from desk_client.viewmodels.dossier_words import DAYS
from desk_client.views.asked.parts import Part, RowPart, words_of
from desk_client.views.kit.buttons import SecondaryButton
from desk_client.views.kit.choices import CheckBox, Choice, TextArea, TextField
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.search import Option, SearchBox
from dossier.forms import parse_day

AskPages = Callable[[str], TakenPages | None]
"""Asks for the pages of a paper (its name); None when the person leaves."""
_LETTERS = {Ask.NUMBER: 16, Ask.MOMENT: 20}


class TextPart(RowPart):
    """Words in one line or several, a number, a moment."""

    def __init__(self, kit: Kit, label: str, asked: AskedField, start: Value) -> None:
        text = start if isinstance(start, str) else ""
        self.text: TextArea | TextField
        if asked.ask is Ask.WORDS:
            self.text = TextArea(kit, lines=3)
            self.text.setPlainText(text)
        else:
            self.text = TextField(kit, letters=_LETTERS.get(asked.ask, 0))
            self.text.setText(text)
        super().__init__(kit, label, self.text)
        self.text.textChanged.connect(lambda *_words: self.changed.emit())

    def raw(self) -> Raw:
        """The words as typed."""
        return self.text.toPlainText() if isinstance(self.text, TextArea) else self.text.text()


class DayField(TextField):
    """A day as typed; Up and Down go to the next and the last working day."""

    def __init__(self, kit: Kit, scene: Scene) -> None:
        super().__init__(kit, letters=12, hint=kit.say("receive.date_hint"))
        self._scene = scene

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Move by a working day."""
        step = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}.get(Qt.Key(event.key()))
        day = parse_day(self.text())
        if step is None or day is None:
            super().keyPressEvent(event)
        else:
            self.setText(f"{self._moved(day, step):{DAY_FORM}}")

    def _moved(self, day: date, step: int) -> date:
        calendar = self._scene.calendar
        if step > 0:
            return calendar.add_working_days(day, 1)
        left = calendar.working_days_between(self._scene.today, day) - calendar.is_working(day)
        return calendar.add_working_days(self._scene.today, left) if left > 0 else self._scene.today


class DayPart(RowPart):
    """A day with how many working days it leaves, and whether the proposal is ours."""

    def __init__(self, kit: Kit, label: str, asked: AskedField, start: Value, scene: Scene) -> None:
        self._kit, self._scene, self._asked = kit, scene, asked
        self._proposed = start if isinstance(start, str) else ""
        self.text = DayField(kit, scene)
        self.text.setText(self._proposed)
        super().__init__(kit, label, self.text)
        self.text.textChanged.connect(self._follow)
        self._follow()

    def raw(self) -> Raw:
        """The day as typed."""
        return self.text.text()

    def _follow(self) -> None:
        day = parse_day(self.text.text())
        self.row.set_help("" if day is None else self._hint(day))
        self.changed.emit()

    def _hint(self, day: date) -> str:
        say, calendar = self._kit.say, self._scene.calendar
        weekday = say(f"day_short.{DAYS[day.weekday()]}")
        left = calendar.working_days_between(self._scene.today, day)
        words = say("course.day_left", weekday=weekday, days=left) if left > 0 else weekday
        ours = self._asked.guess and self.text.text() == self._proposed
        return f"{words}. {say('course.day_guess')}" if ours else words


class PickPart(RowPart):
    """One of a few answers."""

    def __init__(self, kit: Kit, label: str, picks: tuple[Pick, ...]) -> None:
        self.choice = Choice(kit, tuple((pick.id, words_of(kit, pick)) for pick in picks))
        super().__init__(kit, label, self.choice)
        self.choice.currentIndexChanged.connect(lambda _place: self.changed.emit())

    def raw(self) -> Raw:
        """The id of the answer."""
        return self.choice.chosen_id()


class OfficePart(RowPart):
    """One of the agencies of the province, found as it is typed."""

    def __init__(self, kit: Kit, label: str, picks: tuple[Pick, ...]) -> None:
        options = tuple(Option(pick.id, words_of(kit, pick), pick.second) for pick in picks)
        self.box = SearchBox(kit, options, hint=kit.say("course.office_hint"))
        super().__init__(kit, label, self.box)
        self.box.chosen.connect(lambda _id: self.changed.emit())

    def raw(self) -> Raw:
        """The identifier of the agency."""
        return self.box.current_id()


class TickPart(Part):
    """Yes or no."""

    def __init__(self, kit: Kit, label: str, start: Value) -> None:
        super().__init__()
        self.mark = CheckBox(kit, label)
        self.mark.setChecked(start is True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.mark)
        self.mark.toggled.connect(lambda _on: self.changed.emit())

    def raw(self) -> Raw:
        """Whether it is ticked."""
        return self.mark.isChecked()

    def tell(self, words: str | None) -> None:
        """A mark is never wrong by itself."""

    def begin(self) -> None:
        """Go to the mark."""
        self.mark.setFocus(Qt.FocusReason.OtherFocusReason)


class FilePart(RowPart):
    """The scanned or taken pages of one paper, if any."""

    def __init__(self, kit: Kit, label: str, ask: AskPages) -> None:
        self._kit, self._ask, self._name = kit, ask, label.replace("&", "")
        self._source: Source | None = None
        self.button = SecondaryButton(kit, kit.say("course.pages_button"), icon="scan", small=True)
        self.state = TextField(kit)
        self.state.setReadOnly(True)
        self.state.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.state.setText(kit.say("course.pages_none"))
        super().__init__(kit, label, self.state, (self.button,))
        self.row.label.setBuddy(self.button)
        self.button.setAccessibleName(f"{self._name}: {kit.say('course.pages_button')}")
        self.button.clicked.connect(self._take)

    def raw(self) -> Raw:
        """What makes the file, or None."""
        return self._source

    def begin(self) -> None:
        """Go to the button."""
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        found = self._ask(self._name)
        if found is not None:
            self._source = found.source
            self.state.setText(self._kit.say("course.pages_count", pages=found.pages))
            self.changed.emit()
