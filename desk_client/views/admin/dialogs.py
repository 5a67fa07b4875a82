"""Dialogs of the administrator: what is done to whose account, each with his own password; a password told once."""

from datetime import date

from PySide6.QtWidgets import QWidget

from central_sync.protocol.administering import AccountAct
from desk_client.services.administering import AccountLine, RoleEnd, RoleLine
from desk_client.views.deputies.dialogs import GIVE, PasswordDialog
from desk_client.views.kit.buttons import ButtonKind
from desk_client.views.kit.choices import Choice, TextField
from desk_client.views.kit.dialogs import SECRET_ENTRY, Dialog
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import Label
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role
from dossier.forms import parse_day

_DAY = "%d/%m/%Y"


class AccountDialog(PasswordDialog):
    """Says what the act means for the person, and asks for the password."""

    def __init__(self, kit: Kit, parent: QWidget | None, account: AccountLine, act: AccountAct) -> None:
        say, name = kit.say, account.person.name
        super().__init__(kit, parent, say(f"admin.ask.{act.value}", name=name))
        self.add_text(say(f"admin.means.{act.value}", name=name))
        self.add(self.secret_row)
        self.secret_row.set_help(say("admin.why"))
        self.add_cancel()
        kind = ButtonKind.DANGER if act is AccountAct.LOCK else ButtonKind.PRIMARY
        self.add_act(GIVE, say(f"admin.verb.{act.value}"), kind, key="" if kind is ButtonKind.DANGER else "Enter")
        self.secret.setFocus()


class EndRoleDialog(PasswordDialog):
    """Which role ends, after which day."""

    def __init__(self, kit: Kit, parent: QWidget | None, account: AccountLine, today: date) -> None:
        say = kit.say
        super().__init__(kit, parent, say("admin.ask.end_role", name=account.person.name))
        self._roles, self._today = account.endable, today
        self.role = Choice(kit, tuple((str(place), role_words(kit, one)) for place, one in enumerate(self._roles)))
        self.until = TextField(kit, letters=12)
        self.until.setPlaceholderText(say("receive.date_hint"))
        self.until.setText(f"{today:{_DAY}}")
        self._until_row = FieldRow(kit, say("admin.field.until"), self.until)
        self.add_text(say("admin.means.end_role", name=account.person.name))
        self.add(FieldRow(kit, say("admin.field.role"), self.role))
        self.add(self._until_row)
        self.add(self.secret_row)
        self.secret_row.set_help(say("admin.why"))
        self.add_cancel()
        self.add_act(GIVE, say("admin.verb.end_role"), ButtonKind.PRIMARY, key="Enter")
        self.role.setFocus()

    def end(self) -> RoleEnd:
        """What was decided; only after it was ready."""
        until = self._day()
        assert until is not None
        return RoleEnd(self._roles[int(self.role.chosen_id())], until)

    def ready(self, act_id: str) -> bool:
        """Stay open while the day is missing or past."""
        if act_id != GIVE:
            return True
        day = self._day()
        wrong = day is None or day < self._today
        self._until_row.set_error(self._kit.say("admin.wrong.until") if wrong else None)
        if wrong:
            self.until.setFocus()
            return False
        return super().ready(act_id)

    def _day(self) -> date | None:
        return parse_day(self.until.text())


class SecretDialog(Dialog):
    """Shows a password for once: it is told nowhere else."""

    def __init__(self, kit: Kit, parent: QWidget | None, name: str, secret: str) -> None:
        super().__init__(kit, parent, kit.say("admin.secret.title", name=name), width=480)
        self.setProperty(SECRET_ENTRY, True)  # noqa: FBT003 - Qt's signature
        self.shown = Label(secret, Role.BIG)
        self.add(self.shown)
        self.add_text(kit.say("admin.secret.how"))
        self.add_act("close", kit.say("admin.secret.noted"), ButtonKind.PRIMARY, key="Enter").setFocus()

    def done(self, result: int) -> None:
        """Forget it before it closes."""
        self.shown.setText("")
        super().done(result)


def role_words(kit: Kit, line: RoleLine) -> str:
    """A role with its days, and whose right it is."""
    words = kit.say(f"admin.role.{line.role.value}")
    if line.until is not None:
        words = kit.say("admin.role_until", role=words, until=f"{line.until:{_DAY}}")
    if line.seconded:
        return kit.say("admin.role_seconded", role=words)
    return kit.say("admin.role_lent", role=words, name=line.lender) if line.lender else words
