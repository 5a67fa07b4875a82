"""Dialog "Đổi mật khẩu": the old password, the new one twice; given once, then forgotten."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from central_sync.protocol.own_password import LEAST_LETTERS, MOST_LETTERS
from desk_client.viewmodels.own_password import PasswordModel
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import TextField
from desk_client.views.kit.dialogs import SECRET_ENTRY, Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from desk_client.views.shell.window import MainWindow
from dossier.messages import Message

CHANGE = "change"
_FIELDS = ("old", "new", "again")


class PasswordDialog(Dialog):
    """Stays open at the first field that is missing or wrong."""

    def __init__(self, kit: Kit, parent: QWidget | None) -> None:
        say = kit.say
        super().__init__(kit, parent, say("password.title"), say("password.help"), width=520)
        self.setProperty(SECRET_ENTRY, True)  # noqa: FBT003 - Qt's signature
        self._given = ("", "")
        self.fields = {name: _secret(kit) for name in _FIELDS}
        helps = {"new": say("password.least", count=LEAST_LETTERS)}
        self.rows = {
            name: FieldRow(kit, say(f"password.field.{name}"), field, help_text=helps.get(name, ""))
            for name, field in self.fields.items()
        }
        for row in self.rows.values():
            self.add(row)
        self.add_cancel()
        self.add_act(CHANGE, say("password.verb"), ButtonKind.PRIMARY, key="Enter")
        self.fields["old"].setFocus()

    def take(self) -> tuple[str, str]:
        """Give the old and the new password once and forget them."""
        given, self._given = self._given, ("", "")
        return given

    def ready(self, act_id: str) -> bool:
        """Say what is missing or wrong under its field."""
        if act_id != CHANGE:
            return True
        old, new, again = (self.fields[name].text() for name in _FIELDS)
        wrong = {
            "old": "" if old else "old",
            "new": "new" if not LEAST_LETTERS <= len(new) <= MOST_LETTERS else "same" if new == old else "",
            "again": "" if again == new else "again",
        }
        for name, row in self.rows.items():
            words = self._kit.say(f"password.wrong.{wrong[name]}", count=LEAST_LETTERS) if wrong[name] else None
            row.set_error(words)
        first = next((name for name in _FIELDS if wrong[name]), None)
        if first is not None:
            self.fields[first].setFocus()
            return False
        self._given = (old, new)
        return True

    def done(self, result: int) -> None:
        """Empty the fields before it closes."""
        for field in self.fields.values():
            field.clear()
        super().done(result)


class PasswordPart(QObject):
    """Opens the dialog, and says what the centre answered."""

    def __init__(self, window: MainWindow, model: PasswordModel) -> None:
        super().__init__(window)
        self._window = window
        self._model = model
        self.dialog: PasswordDialog | None = None
        self.notice: Dialog | None = None
        model.answered.connect(self._say)

    def ask(self) -> None:
        """Open the dialog for whoever sits here; one at a time."""
        if not self._model.seated or self.dialog is not None:
            return
        self.dialog = dialog = PasswordDialog(self._window.kit, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.decided.connect(self._decided)
        dialog.open()

    def _decided(self, act: str) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None and act == CHANGE:
            self._model.change(*dialog.take())

    def _say(self, done: bool, words: Message) -> None:
        kit = self._window.kit
        self.notice = dialog = Dialog(kit, self._window, kit.say("password.done_head" if done else "password.title"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.add_text(kit.speak(words))
        dialog.add_act("close", kit.say("kit.close"), ButtonKind.PRIMARY, key="Enter").setFocus()
        dialog.open()


def _secret(kit: Kit) -> TextField:
    field = TextField(kit, letters=22)
    field.setEchoMode(QLineEdit.EchoMode.Password)
    field.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
    return field
