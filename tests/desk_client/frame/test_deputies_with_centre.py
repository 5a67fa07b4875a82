"""The leader lends, rests and comes back at his desk, asked of a real centre; without a line he is told."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.bootstrap import Desk
from desk_client.services.asked import Answered
from desk_client.services.deputising import Deputising, LendOrder
from desk_client.services.session import LoginFault, Session
from desk_client.views.deputies.dialogs import LendDialog
from desk_client.views.deputies.screen import DeputiesScreen
from dossier.identifiers import PersonId
from dossier.roles import Role, SigningFor
from tests.desk_client.frame.open_desk import office_program
from tests.desk_client.frame.real_centre import real_centre
from tests.fakes.office import PASSWORD, sign_in
from tests.fakes.people import RECORDS

TODAY, TOMORROW = date(2019, 3, 14), date(2019, 3, 15)


def _of(desk: Desk, login: str) -> PersonId:
    """The id that the centre gave to a person."""
    return next(one.id for one in desk.sessions.accounts() if one.login == login)


def _synced(desk: Desk) -> None:
    assert desk.line.once().error is None


@pytest.mark.slow
def test_a_leader_rests_and_comes_back_at_his_desk(prepared_centre: Path, tmp_path: Path) -> None:
    """The deputy leads at another desk once it has synchronised; the absent one may log in to come back only."""
    with real_centre(prepared_centre, tmp_path) as centre:
        desk, other = centre.desk(tmp_path / "a", "1-99"), centre.desk(tmp_path / "b", "100-199")
        cases, leader = Deputising(desk.parts, desk.line.asker), sign_in(desk, "minh")
        order = LendOrder(_of(desk, "suong"), SigningFor.TUQ, TODAY, TOMORROW, "12/GUQ-UBND", away=True)
        wrong = cases.lend(leader, order, "sai")
        assert (wrong.done, wrong.message.id) == (False, "deputy.refused.password")
        done = cases.lend(leader, order, PASSWORD)
        assert (done.done, done.message.id) == (True, "deputy.done.away")
        for one in (desk, other):
            _synced(one)
        deputy = sign_in(other, "suong")
        assert Role.LEADER in deputy.roles_on(TODAY)
        (received,) = Deputising(other.parts, other.line.asker).look(deputy).received
        assert (received.lender_name, received.away, received.begun, received.over) == (
            "Trần Văn Minh",
            True,
            True,
            False,
        )
        absent = desk.sessions.login("minh", PASSWORD)
        assert isinstance(absent, Session)
        assert (absent.roles_on(TODAY), absent.away_on(TODAY)) == (frozenset(), True)
        (given,) = cases.look(absent).given
        assert cases.take_back(absent, given, PASSWORD).message.id == "deputy.done.back"
        for one in (desk, other):
            _synced(one)
        assert Role.LEADER in sign_in(desk, "minh").roles_on(TODAY)
        last = sign_in(other, "suong")
        assert Role.LEADER in last.roles_on(TODAY)
        assert Role.LEADER not in last.roles_on(TOMORROW)


def test_without_a_line_nothing_is_asked_and_the_screen_says_so(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """Ctrl+Shift+U: both lists are empty and say it; the dialog keeps what is wrong and gives its password once."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("minh")
        opened.key(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        opened.until(lambda: opened.screen_id() == "deputies")
        screen = opened.window.current_screen()
        assert isinstance(screen, DeputiesScreen)
        opened.settle()
        sight = screen.model.sight
        assert sight is not None
        assert (sight.given, sight.received, sight.may_lend) == ((), (), True)
        assert [one.login for one in sight.mates] == ["suong", "hoa", "loc"]
        session = sign_in(opened.desk, "minh")
        dialog = LendDialog(opened.window.kit, screen, session.person, sight, away=False)
        dialog.deputy.choose(RECORDS.id)
        dialog.signing.choose(SigningFor.KT.value)
        assert not dialog.ready("give")
        assert set(dialog._wrong()) == {"signing", "until", "basis"}
        assert "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / " in dialog._rows["signing"]._help.text()
        dialog.signing.choose(SigningFor.TL.value)
        assert "TM." not in dialog._rows["signing"]._help.text()
        dialog.until.setText("16/03/2019")
        dialog.basis.setText("12/GUQ-UBND")
        assert not dialog.ready("give")
        dialog.secret.setText(PASSWORD)
        assert dialog.ready("give")
        order, password = dialog.order(), dialog.take_password()
        assert order == LendOrder(RECORDS.id, SigningFor.TL, TODAY, date(2019, 3, 16), "12/GUQ-UBND", away=False)
        assert (password, dialog.take_password()) == (PASSWORD, "")
        dialog.deleteLater()
        answer = Deputising(opened.desk.parts, None).lend(session, order, password)
        assert answer == Answered(done=False, message=answer.message)
        assert answer.message.id == "deputy.no_centre"
        assert opened.desk.sessions.login("minh", "sai") is LoginFault.WRONG
