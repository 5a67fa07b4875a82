"""Login and lock: choose a name by the arrow keys or type it, enter the password, press Enter."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit

from desk_client.viewmodels.gate import GateModel
from desk_client.views.gate.page import GatePage
from desk_client.views.kit.buttons import PrimaryButton
from desk_client.views.kit.cards import Card
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.scale import Role
from desk_client.views.kit.table import DossierTable, full_row, row_height
from desk_client.views.kit.tokens import Tone
from dossier.roles import Person

_SHOWN, _FEW, _ONE = 6, 3, 1
"""Names in view; at the largest type or where something is said; where both are. The others come by the arrows."""
_WIDTH = 520


class GateField(TextField):
    """A field from which Up and Down go through the names above it."""

    stepped = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Pass the arrows on, keep the rest."""
        by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if by:
            self.stepped.emit(by)
        else:
            super().keyPressEvent(event)


class LoginGate(GatePage):
    """One page for the first login of the day, for a locked desk and for changing person."""

    def __init__(self, kit: Kit, model: GateModel) -> None:
        super().__init__(kit)
        self._model = model
        say = kit.say
        self._title = Label(say("login.title"), Role.TITLE)
        self._help = Label(say("login.help"), Role.SMALL, Tone.QUIET, wrap=True)
        self.people = DossierTable(kit, (Column(""),), name=say("login.people_name"), head=False)
        self.login = GateField(kit, letters=24)
        self.password = GateField(kit, letters=24)
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self._login_row = FieldRow(kit, say("login.login"), self.login)
        self.password_row = FieldRow(kit, say("login.password"), self.password)
        self._enter = PrimaryButton(kit, say("login.enter"), key="Enter", icon="unlock")
        self._shown: tuple[Person, ...] = ()
        self.put(self._build_card(), _WIDTH)
        self._connect()
        if model.people:
            self._show_people()

    def start_here(self) -> None:
        """Choose the person who was here last and ask for the password."""
        self.password.clear()
        self._set_error(None)
        locked = self._model.last is not None
        name = "" if self._model.last is None else self._model.last.name
        self._title.setText(self.kit.say("login.locked_title") if locked else self.kit.say("login.title"))
        self._help.setText(self.kit.say("login.locked_help", name=name) if locked else self.kit.say("login.help"))
        if self._model.last is not None:
            self.people.choose(self._model.last.login)
        self.password.setFocus()

    def tell(self, text: str) -> None:
        """Say something over the card; where the type is large the names give it the room."""
        super().tell(text)
        self._fit_people()

    def hush(self) -> None:
        """Take away what was said; the names have their room again."""
        super().hush()
        self._fit_people()

    def _build_card(self) -> Card:
        card = Card(self.kit)
        for widget in (self._title, self._help, self.people, self._login_row, self.password_row):
            card.add(widget)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._enter)
        card.body.addLayout(row)
        return card

    def _connect(self) -> None:
        self._model.people_changed.connect(self._show_people)
        self._model.failed.connect(self._say_wrong)
        self._model.checking.connect(self._wait)
        self.people.row_chosen.connect(self.login.setText)
        self.people.row_opened.connect(lambda _login: self.password.setFocus())
        for field in (self.login, self.password):
            field.stepped.connect(self.people.step)
        self.login.textEdited.connect(lambda typed: self.people.choose(typed.strip().lower()))
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._try)
        self._enter.clicked.connect(self._try)
        self.kit.look.changed.connect(self._fit_people)

    def _show_people(self) -> None:
        if self._model.people == self._shown:
            return  # what is being typed stays
        self._shown = self._model.people
        rows = tuple(
            Row(person.login, (Cell(person.name, person.title, strong=True),), f"{person.name}, {person.title}")
            for person in self._model.people
        )
        self.people.set_rows(rows)
        self._fit_people()
        self.start_here()

    def _fit_people(self) -> None:
        lines = [self.people.rows.line(place) for place in range(self.people.rows.rowCount())]
        scale = self.kit.look.scale
        told = not self.told.isHidden() or bool(self.password_row.error)
        crowded = scale.stacked or (scale.compact and told)
        shown = _ONE if scale.stacked and told else _FEW if crowded else _SHOWN
        height = sum(row_height(self.kit, line) for line in lines[:shown])
        self._help.setVisible(not crowded)
        self.people.setFixedHeight(max(height, full_row(self.kit.look.scale)) + 2)

    def _try(self) -> None:
        self._set_error(None)
        self._model.enter(self.login.text(), self.password.text())

    def _say_wrong(self, words: str) -> None:
        self.password.clear()
        self._set_error(words)
        self.password.setFocus()

    def _set_error(self, words: str | None) -> None:
        self.password_row.set_error(words)
        self._fit_people()

    def _wait(self, checking: bool) -> None:
        self._enter.setEnabled(not checking)
        self._enter.set_words(self.kit.say("login.checking" if checking else "login.enter"))
