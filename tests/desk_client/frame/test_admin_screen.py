"""The office's IT administrator at his desk: accounts asked of a real centre; without a line he is told."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from central_sync.protocol.administering import AccountAct
from desk_client.bootstrap import Desk
from desk_client.services.administering import AccountLine, Administering, RoleEnd
from desk_client.services.session import LoginFault, Session
from desk_client.store import meta
from desk_client.views.admin.dialogs import AccountDialog, EndRoleDialog, SecretDialog
from desk_client.views.admin.screen import AdminScreen
from dossier.roles import Grant, Role
from tests.desk_client.frame.open_desk import office_program
from tests.desk_client.frame.real_centre import real_centre
from tests.desk_client.frame.test_program import one_dossier
from tests.fakes.office import PASSWORD, enrolment, sign_in
from tests.fakes.people import CITIZEN, CLERK, GRANTS, OFFICE

TODAY = date(2019, 3, 14)


def _account(cases: Administering, session: Session, login: str) -> AccountLine:
    return next(one for one in cases.look(session).accounts if one.person.login == login)


@pytest.mark.slow
def test_accounts_are_locked_renewed_and_ended_at_a_real_centre(prepared_centre: Path, tmp_path: Path) -> None:
    """The desk shuts the account out once it has synchronised; the centre judges the right."""
    with real_centre(prepared_centre, tmp_path) as centre:
        centre.command(
            "grant", "--login", "suong", "--office", OFFICE, "--role", "office_admin", "--from", "2018-01-01"
        )
        desk = centre.desk(tmp_path / "desk")
        cases, admin = Administering(desk.parts, desk.line.asker), sign_in(desk, "suong")
        loc = _account(cases, admin, "loc")
        assert cases.do(admin, loc, AccountAct.LOCK, "sai").message.id == "admin.refused.password"
        clerk = sign_in(desk, "hoa")
        answer = cases.do(clerk, loc, AccountAct.LOCK, PASSWORD)
        assert (answer.done, answer.message.id) == (False, "admin.refused.right")
        assert cases.do(admin, loc, AccountAct.LOCK, PASSWORD).done
        renewed = cases.do(admin, loc, AccountAct.NEW_PASSWORD, PASSWORD)
        assert desk.line.once().error is None
        assert desk.sessions.login("loc", renewed.secret) is LoginFault.EXPIRED
        loc = _account(cases, admin, "loc")
        assert (loc.locked, [one.role for one in loc.endable]) == (True, [Role.OFFICER])
        assert cases.do(admin, loc, AccountAct.UNLOCK, PASSWORD).done
        assert cases.end_role(admin, loc, RoleEnd(loc.endable[0], TODAY), PASSWORD).done
        assert desk.line.once().error is None
        session = desk.sessions.login("loc", renewed.secret)
        assert isinstance(session, Session)
        assert [bool(session.roles_on(day)) for day in (TODAY, TODAY + timedelta(days=1))] == [True, False]
        found = cases.proposed(admin)
        assert (found.lines, found.trouble) == ((), None)
        assert cases.proposed(clerk).trouble is not None


def _as_administrator(desk: Desk) -> None:
    """A dossier lies there; the clerk is the IT administrator now."""
    one_dossier(desk)
    others = tuple(one for one in GRANTS if one.person != CLERK.id)
    grants = (*others, Grant(CLERK.id, OFFICE, Role.OFFICE_ADMIN, date(2018, 1, 1)))
    desk.machine.writer.run(lambda connection: meta.keep_people(connection, enrolment().accounts, grants))


def test_the_screen_names_accounts_and_no_dossier(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Ctrl+Shift+A: everybody with his role, procedures in force; without a centre nothing can be asked."""
    with office_program(qtbot, qapp, tmp_path, _as_administrator) as opened:
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        opened.until(lambda: opened.screen_id() == "admin")
        screen = opened.window.current_screen()
        assert isinstance(screen, AdminScreen)
        opened.settle()
        rows = screen.accounts.table.rows
        said = [rows.line(place).sentence for place in range(rows.rowCount())]
        assert len(said) == 4
        assert any("Phạm Văn Lộc" in one and "Công chức chuyên môn, 01/01/2018, Đang dùng" in one for one in said)
        assert any("Công nghệ thông tin, 01/01/2018, Đang dùng, Tài khoản của tôi" in one for one in said)
        assert not any(act.isEnabled() for act in (screen.lock, screen.renew, screen.end))
        assert "Kết nối lại rồi làm tiếp" in " ".join(one.text() for one in screen.bar.findChildren(QLabel))
        screen.strip.choose("procedures")
        opened.settle()
        procedures = screen.procedures.table.rows
        shown = [procedures.line(place).sentence for place in range(procedures.rowCount())]
        assert any("1.004873" in one and "Đang áp dụng" in one for one in shown)
        words = " ".join((*said, *shown, *(label.text() for label in screen.findChildren(QLabel))))
        for secret in (CITIZEN.name, CITIZEN.id_number, CITIZEN.phone, "190314"):
            assert secret not in words
        answer = Administering(opened.desk.parts, None).proposed(sign_in(opened.desk, "hoa"))
        assert answer.trouble is not None
        assert answer.trouble.id == "admin.no_centre"


def test_dialogs_give_their_password_once_and_a_secret_is_gone_when_closed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """A missing password and a day that is past keep them open."""
    with office_program(qtbot, qapp, tmp_path, _as_administrator) as opened:
        opened.log_in("hoa")
        kit, session = opened.window.kit, sign_in(opened.desk, "hoa")
        cases = Administering(opened.desk.parts, None)
        loc = _account(cases, session, "loc")
        assert _account(cases, session, "hoa").endable == ()
        dialog = AccountDialog(kit, opened.window, loc, AccountAct.LOCK)
        assert not dialog.ready("give")
        dialog.secret.setText(PASSWORD)
        assert dialog.ready("give")
        assert (dialog.take_password(), dialog.take_password()) == (PASSWORD, "")
        ending = EndRoleDialog(kit, opened.window, loc, TODAY)
        ending.secret.setText(PASSWORD)
        for day, ready in (("13/03/2019", False), ("", False), ("20/03/2019", True)):
            ending.until.setText(day)
            assert ending.ready("give") is ready
        assert ending.end() == RoleEnd(loc.endable[0], date(2019, 3, 20))
        shown = SecretDialog(kit, opened.window, "Lộc", "ACDE-FGHJ-4679")
        assert shown.shown.text() == "ACDE-FGHJ-4679"
        shown.reject()
        assert shown.shown.text() == ""
        for one in (dialog, ending, shown):
            one.deleteLater()
