"""Login and lock by keys on the real store: arrows, typing, wrong passwords, lock-out, changing person."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from central_sync.protocol.messages import Account
from desk_client.store import meta
from desk_client.views.gate.login import LoginGate
from desk_client.views.kit.buttons import PrimaryButton
from desk_client.views.kit.dialogs import Dialog
from desk_client.views.kit.scale import Scale
from dossier.roles import Grant
from tests.desk_client.frame.open_desk import OpenDesk, office_program
from tests.fakes.office import PASSWORD, enrolment
from tests.fakes.people import CLERK, GRANTS


def gate_of(opened: OpenDesk) -> LoginGate:
    """The login page with its people shown."""
    assert opened.program.behaviour is not None
    gate = opened.program.behaviour.login
    opened.until(lambda: gate.people.rows.rowCount() == 4)
    return gate


def try_password(opened: OpenDesk, password: str) -> None:
    """Enter a password and wait for the answer."""
    opened.write(password)
    opened.key(Qt.Key.Key_Return)
    opened.settle()


def test_the_arrow_keys_choose_among_the_people_of_the_desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Down in the password field goes to the next name; its login stands in the field above; Enter lets her in."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        gate = gate_of(opened)
        assert QApplication.focusWidget() is gate.password
        assert gate.login.text() == "hoa"
        opened.key(Qt.Key.Key_Down)
        opened.key(Qt.Key.Key_Down)
        assert gate.login.text() == "minh"
        try_password(opened, PASSWORD)
        assert opened.program.seat.session is not None
        assert opened.program.seat.session.person.name == "Trần Văn Minh"
        assert not opened.window.gated


def test_a_typed_login_is_enough(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Whoever types the login need not look for the name; upper case does no harm."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        gate = gate_of(opened)
        gate.login.setFocus()
        gate.login.selectAll()
        opened.write("SUONG")
        opened.key(Qt.Key.Key_Return)
        assert QApplication.focusWidget() is gate.password
        assert gate.people.chosen_id() == "suong"
        try_password(opened, PASSWORD)
        assert opened.program.seat.session is not None
        assert opened.program.seat.session.person.login == "suong"


def test_wrong_passwords_count_down_and_lock(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The tries left are said after each; after the fifth even the right one is refused, and the field is empty."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        gate = gate_of(opened)
        said = []
        for _ in range(5):
            try_password(opened, "sai")
            said.append(gate.password_row.error)
            assert gate.password.text() == ""
        assert [words.rpartition("còn ")[2] for words in said[:4]] == [f"{n} lần thử." for n in (4, 3, 2, 1)]
        assert said[4].startswith("Đã nhập sai 5 lần, tài khoản này tạm khóa 5 phút. Chờ rồi nhập lại")
        try_password(opened, PASSWORD)
        assert gate.password_row.error == said[4]
        assert opened.window.gated


def test_at_the_largest_type_the_way_in_stays_in_view_under_what_is_said(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """Under a warning, after a wrong password: only the chosen name is left above the fields; the button is whole."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        gate = gate_of(opened)
        opened.window.resize(1366, 768)
        gate.kit.look.wear(scale=Scale(200))
        opened.key(Qt.Key.Key_Down)
        opened.key(Qt.Key.Key_Down)
        try_password(opened, "sai")
        gate.tell(gate.kit.say("trouble.ended"))
        opened.settle()
        (enter,) = (one for one in gate.findChildren(PrimaryButton) if one.isVisible())
        chosen = gate.people.visualRect(gate.people.currentIndex())
        assert gate.people.chosen_id() == "minh"
        assert gate.people.viewport().rect().contains(chosen.center())
        assert enter.visibleRegion().boundingRect() == enter.rect()
        gate.kit.look.wear(scale=Scale(100))


def test_an_empty_password_is_asked_for(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Enter in an empty field says what is missing and spends no try."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        gate = gate_of(opened)
        opened.key(Qt.Key.Key_Return)
        assert gate.password_row.error == "Chưa nhập mật khẩu"
        assert opened.desk.sessions.tries_left("hoa") == 5


def test_locking_keeps_the_screen_and_lets_another_person_in(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """F12 locks; what was typed is still there for the same person; the leader then gets his own sidebar."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        assert opened.screen_id() == "receive"
        assert opened.program.screens is not None
        screen = opened.window.screen_named("receive")
        opened.key(Qt.Key.Key_F12)
        gate = gate_of(opened)
        assert opened.window.gated
        assert opened.program.seat.session is None
        opened.key(Qt.Key.Key_F2)
        assert opened.window.gated
        opened.log_in("hoa")
        assert opened.window.current_screen() is screen
        opened.key(Qt.Key.Key_F12)
        assert gate.login.text() == "hoa"
        opened.log_in("minh")
        assert "receive" not in {entry.id for entry in opened.window.entries()}
        assert opened.screen_id() != "receive"


def people_came(opened: OpenDesk, accounts: tuple[Account, ...], grants: tuple[Grant, ...] = GRANTS) -> None:
    """A round brought the office's people anew."""
    opened.desk.machine.writer.run(lambda connection: meta.keep_people(connection, accounts, grants))
    opened.program.changes.tell()
    opened.settle()
    opened.settle()


People = tuple[tuple[Account, ...], tuple[Grant, ...]]
NOW = enrolment().accounts
ENDED = tuple(Account(one.person, one.verifier, date(2019, 3, 13)) for one in NOW)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ((ENDED, GRANTS), "vừa bị khóa hoặc hết hạn"),
        ((tuple(one for one in NOW if one.person != CLERK), GRANTS), "vừa bị khóa hoặc hết hạn"),
        ((NOW, tuple(one for one in GRANTS if one.person != CLERK.id)), "không còn được giao việc"),
    ],
    ids=["locked", "ended", "no role"],
)
def test_who_may_no_longer_work_here_is_led_to_the_login_and_keeps_what_was_typed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, people: People, said: str
) -> None:
    """The centre locks a clerk who sits at the counter: the next news shows the login with why; once let in again, she
    finds her screen as it was. Who may go on is left alone.
    """
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        gate, screen = gate_of(opened), opened.window.current_screen()
        people_came(opened, NOW)
        assert not opened.window.gated
        people_came(opened, *people)
        opened.until(lambda: opened.window.gated)
        opened.settle()
        assert opened.program.seat.session is None
        assert said in gate.password_row.error
        assert CLERK.name in gate.password_row.error
        assert gate.people.rows.rowCount() == len(people[0])
        people_came(opened, NOW)
        opened.log_in("hoa")
        assert opened.window.current_screen() is screen


def test_a_dialog_is_answered_before_its_person_is_led_to_the_login(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """A dialog over the login would take the keys of who comes; the news after it shows the login."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        dialog = Dialog(opened.window.kit, opened.window, "Hỏi")
        dialog.open()
        people_came(opened, ENDED)
        assert not opened.window.gated
        dialog.reject()
        people_came(opened, ENDED)
        opened.until(lambda: opened.window.gated)
