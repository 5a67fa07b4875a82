"""Screen "Quản trị": the office's accounts and procedures, for its IT administrator; no dossier is read here."""

from PySide6.QtWidgets import QDialog, QWidget

from central_sync.protocol.administering import AccountAct
from desk_client.services.administering import AccountLine
from desk_client.viewmodels.administering import AdminModel
from desk_client.views.admin.dialogs import AccountDialog, EndRoleDialog, SecretDialog
from desk_client.views.admin.lists import AccountList, ProcedureList
from desk_client.views.deputies.dialogs import GIVE
from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.bars import InfoBar
from desk_client.views.kit.buttons import PrimaryButton, SecondaryButton
from desk_client.views.kit.flow import Pages
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.tabs import Tab, TabStrip
from desk_client.views.kit.tokens import Tone
from desk_client.views.shell import specs
from desk_client.views.shell.screen import Screen
from desk_client.views.sign.notice import Notice

ACCOUNTS, PROCEDURES = "accounts", "procedures"


class AdminScreen(Screen):
    """Binds both lists to the view-model; every act asks for the own password."""

    def __init__(self, kit: Kit, model: AdminModel) -> None:
        super().__init__(kit, specs.ADMIN)
        self.model = model
        say = kit.say
        self.strip = TabStrip(
            kit, tuple(Tab(one, say(f"admin.tab.{one}")) for one in (ACCOUNTS, PROCEDURES)), name=say("admin.title")
        )
        self.set_strip(self.strip)
        self.notice = Notice(kit)
        self.bar = InfoBar(kit, Tone.INFO, say("admin.about.accounts"), icon="info")
        self.accounts, self.procedures = AccountList(kit), ProcedureList(kit)
        self._lists = Pages()
        self._lists.addWidget(self.accounts)
        self._lists.addWidget(self.procedures)
        self.foot = ActRow(kit)
        self.end = self.foot.add_act(SecondaryButton(kit, say("admin.act.end_role"), icon="people"))
        self.lock = self.foot.add_act(SecondaryButton(kit, say("admin.act.lock"), icon="lock"))
        self.renew = self.foot.add_act(PrimaryButton(kit, say("admin.act.new_password"), key="F9", icon="lock"))
        self.again = self.foot.add_act(SecondaryButton(kit, say("admin.act.again"), icon="sync"))
        for part in (self.notice, self.bar):
            self.body.addWidget(part)
        self.body.addWidget(self._lists, 1)
        self._connect()
        self._show()

    def _connect(self) -> None:
        model = self.model
        self.strip.chosen.connect(self._choose_tab)
        self.end.clicked.connect(self.ask_end)
        self.lock.clicked.connect(self.ask_lock)
        self.renew.clicked.connect(lambda: self.ask(AccountAct.NEW_PASSWORD))
        self.again.clicked.connect(model.ask_proposed)
        self.accounts.table.row_chosen.connect(lambda _row: self._show_acts())
        model.changed.connect(self._show)
        model.said.connect(self.notice.tell)
        model.secret.connect(lambda name, secret: self._open(SecretDialog(self.kit, self, name, secret)))

    def foot_widget(self) -> QWidget:
        """The acts of the tab."""
        return self.foot

    def panes(self) -> tuple[QWidget, ...]:
        """The tabs and the list in view."""
        shown = self.accounts if self.strip.current == ACCOUNTS else self.procedures
        return (self.strip, shown.table)

    def entered(self) -> None:
        """Read anew."""
        self.notice.hush()
        self.model.refresh()
        self.panes()[1].setFocus()

    def unsay(self) -> None:
        """Take the last sentence away."""
        self.notice.hush()

    def step_back(self) -> None:
        """Esc: take the last sentence away."""
        self.notice.hush()

    def ask_lock(self) -> None:
        """Lock the chosen account, or open it where it is locked."""
        account = self._chosen()
        if account is not None:
            self.ask(AccountAct.UNLOCK if account.locked else AccountAct.LOCK)

    def ask(self, act: AccountAct) -> None:
        """Ask for the password, then the centre."""
        account = self._chosen()
        if account is None:
            return
        dialog = AccountDialog(self.kit, self, account, act)
        dialog.decided.connect(
            lambda verb: self.model.do(account, act, dialog.take_password()) if verb == GIVE else None
        )
        self._open(dialog)

    def ask_end(self) -> None:
        """Ask which role of the chosen person ends and when."""
        account, sight = self._chosen(), self.model.sight
        if account is None or sight is None or not account.endable:
            return
        dialog = EndRoleDialog(self.kit, self, account, sight.today)

        def decided(verb: str) -> None:
            if verb == GIVE:
                self.model.end_role(account, dialog.end(), dialog.take_password())

        dialog.decided.connect(decided)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self.notice.hush()
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(self) -> AccountLine | None:
        """Whose account an act would be done to; nobody's own."""
        account = self.model.account(self.accounts.table.chosen_id())
        return None if account is None or account.me else account

    def _choose_tab(self, tab: str) -> None:
        self._lists.setCurrentWidget(self.accounts if tab == ACCOUNTS else self.procedures)
        if tab == PROCEDURES:
            self.model.ask_proposed()
        self._show()

    def _show(self) -> None:
        sight, model, say, tab = self.model.sight, self.model, self.kit.say, self.strip.current
        if model.offline or (sight is not None and not sight.line):
            self.bar.set_state(Tone.WARNING, say(f"admin.offline_{tab}"), icon="offline")
        elif model.busy:
            self.bar.set_state(Tone.INFO, say("admin.asking"), icon="sync")
        elif tab == PROCEDURES and model.trouble is not None:
            self.bar.set_state(Tone.WARNING, self.kit.speak(model.trouble), icon="warning")
        else:
            self.bar.set_state(Tone.INFO, say(f"admin.about.{tab}"), icon="info")
        self.accounts.show_rows(() if sight is None else sight.accounts)
        self.procedures.show_rows((*model.proposed, *(() if sight is None else sight.in_force)))
        self._show_acts()

    def _show_acts(self) -> None:
        sight, model, account = self.model.sight, self.model, self._chosen()
        self.accounts.tell(self.model.account(self.accounts.table.chosen_id()))
        of_accounts = self.strip.current == ACCOUNTS
        for act in (self.end, self.lock, self.renew):
            act.setVisible(of_accounts)
        self.again.setVisible(not of_accounts)
        asks = sight is not None and sight.line and not model.busy and not model.offline
        free = asks and account is not None
        self.lock.setEnabled(free)
        self.renew.setEnabled(free)
        self.end.setEnabled(free and account is not None and bool(account.endable))
        self.again.setEnabled(asks)
        locked = account is not None and account.locked
        self.lock.set_words(self.kit.say(f"admin.act.{'unlock' if locked else 'lock'}"))
        self.lock.set_icon("unlock" if locked else "lock")
        self.foot.refit()
