"""Dialogs of the deputies: who signs how, from when until when, by which document; each with the own password."""

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desk_client.services.deputising import DeputySight, LendOrder, Lent, proposed_signing
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import CheckBox, Choice, TextField
from desk_client.views.kit.dialogs import SECRET_ENTRY, Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.outfit import Kit
from dossier.forms import parse_day
from dossier.identifiers import PersonId
from dossier.roles import Person, SigningFor, committee_lines, is_deputy_title, signing_lines

GIVE = "give"
_DAY = "%d/%m/%Y"


class PasswordDialog(Dialog):
    """Base of both: the last field is the password of the person who sits here; given once, then forgotten."""

    def __init__(self, kit: Kit, parent: QWidget | None, title: str, second: str = "") -> None:
        super().__init__(kit, parent, title, second, width=560)
        self.setProperty(SECRET_ENTRY, True)  # noqa: FBT003 - Qt's signature
        self._password = ""
        self.secret = TextField(kit, letters=22)
        self.secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.secret.setInputMethodHints(Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData)
        self.secret_row = FieldRow(kit, kit.say("deputy.password"), self.secret, help_text=kit.say("deputy.why"))

    def take_password(self) -> str:
        """Give the password once and forget it."""
        password, self._password = self._password, ""
        return password

    def ready(self, act_id: str) -> bool:
        """Stay open while the password is missing."""
        if act_id != GIVE:
            return True
        missing = not self.secret.text()
        self.secret_row.set_error(self._kit.say("deputy.password_missing") if missing else None)
        if missing:
            self.secret.setFocus()
            return False
        self._password = self.secret.text()
        return True

    def done(self, result: int) -> None:
        """Empty the field before it closes."""
        self.secret.clear()
        super().done(result)


class LendDialog(PasswordDialog):
    """Asks for everything that a delegation or an absence needs, and shows the lines over the deputy's name."""

    def __init__(self, kit: Kit, parent: QWidget | None, me: Person, sight: DeputySight, *, away: bool) -> None:
        say = kit.say
        super().__init__(kit, parent, say("deputy.lend.away_title" if away else "deputy.lend.title"))
        self._committee = sight.committee
        self._me, self._mates, self._today = me, {one.id: one for one in sight.mates}, sight.today
        mates = tuple((one.id, f"{one.name} · {one.title}") for one in sight.mates)
        self.deputy = Choice(kit, mates)
        self.signing = Choice(kit, tuple((one.value, say(f"deputy.signing.{one.value}")) for one in SigningFor))
        self.since, self.until = TextField(kit, letters=12), TextField(kit, letters=12)
        for field in (self.since, self.until):
            field.setPlaceholderText(say("receive.date_hint"))
        self.since.setText(f"{sight.today:{_DAY}}")
        self.basis = TextField(kit, hint=say("deputy.basis_hint"))
        self.away = CheckBox(kit, say("deputy.lend.away"))
        self.away.setChecked(away)
        self._rows = {
            "deputy": FieldRow(kit, say("deputy.field.deputy"), self.deputy),
            "signing": FieldRow(kit, say("deputy.field.signing"), self.signing),
            "since": FieldRow(kit, say("deputy.field.since"), self.since),
            "until": FieldRow(kit, say("deputy.field.until"), self.until),
            "basis": FieldRow(kit, say("deputy.field.basis"), self.basis, help_text=say("deputy.basis_help")),
        }
        for row in self._rows.values():
            self.add(row)
        self.add(self.away)
        self.add(self.secret_row)
        self.add_cancel()
        self.add_act(GIVE, say("deputy.lend.verb"), ButtonKind.PRIMARY, key="Ctrl+Enter").set_icon("pen")
        self.deputy.currentIndexChanged.connect(lambda _place: self._propose())
        self.signing.currentIndexChanged.connect(lambda _place: self._show_lines())
        self._propose()
        self.deputy.setFocus()

    def order(self) -> LendOrder:
        """What was decided; only after it was ready."""
        since, until = self._days()
        assert since is not None
        assert until is not None
        signing, basis = SigningFor(self.signing.chosen_id()), self.basis.text().strip()
        return LendOrder(PersonId(self.deputy.chosen_id()), signing, since, until, basis, self.away.isChecked())

    def ready(self, act_id: str) -> bool:
        """Stay open at the first thing that is missing or wrong."""
        if act_id != GIVE:
            return True
        wrong = self._wrong()
        for name, row in self._rows.items():
            row.set_error(self._kit.say(f"deputy.wrong.{wrong[name]}") if name in wrong else None)
        if wrong:
            next(self._rows[name].field for name in self._rows if name in wrong).setFocus()
            return False
        return super().ready(act_id)

    def _wrong(self) -> dict[str, str]:
        """What is wrong with which field."""
        found: dict[str, str] = {}
        since, until = self._days()
        mate = self._mate()
        if mate is None:
            found["deputy"] = "deputy"
        elif SigningFor(self.signing.chosen_id()) is SigningFor.KT and not is_deputy_title(mate.title):
            found["signing"] = "not_a_deputy"
        if since is None or since < self._today:
            found["since"] = "since"
        if until is None or (since is not None and until < since):
            found["until"] = "until"
        if not self.basis.text().strip():
            found["basis"] = "basis"
        return found

    def _days(self) -> tuple[date | None, date | None]:
        return parse_day(self.since.text()), parse_day(self.until.text())

    def _mate(self) -> Person | None:
        return self._mates.get(PersonId(self.deputy.chosen_id()))

    def _propose(self) -> None:
        mate = self._mate()
        if mate is not None:
            self.signing.choose(proposed_signing(mate).value)
        self._show_lines()

    def _show_lines(self) -> None:
        mate = self._mate()
        if mate is not None:
            lines = signing_lines(mate, self._me, SigningFor(self.signing.chosen_id()))
            if self._committee:
                lines = committee_lines(lines)
            shown = " / ".join(line.upper() for line in lines)
            self._rows["signing"].set_help(self._kit.say("deputy.lines", lines=shown, name=mate.name))


class TakeBackDialog(PasswordDialog):
    """Says what ends and from when, and asks for the password."""

    def __init__(self, kit: Kit, parent: QWidget | None, lent: Lent) -> None:
        say = kit.say
        kind = "away" if lent.away else "lent"
        super().__init__(kit, parent, say(f"deputy.back.title_{kind}", name=lent.deputy_name))
        self.add_text(say(f"deputy.back.{kind}" if lent.begun else "deputy.back.unbegun", name=lent.deputy_name))
        self.add(self.secret_row)
        self.add_cancel()
        self.add_act(GIVE, say(f"deputy.back.verb_{kind}"), ButtonKind.PRIMARY, key="Enter")
        self.secret.setFocus()
