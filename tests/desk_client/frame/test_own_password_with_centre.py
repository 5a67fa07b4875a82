"""A person changes his own password at his desk, asked of a real centre; without a line he is told."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.services.own_password import OwnPassword
from desk_client.services.session import LoginFault, Session
from desk_client.views.frame.own_password import CHANGE
from tests.desk_client.frame.open_desk import office_program
from tests.desk_client.frame.real_centre import real_centre
from tests.fakes.office import PASSWORD, sign_in

NEW = "Thủ Khoa Huân 45"


@pytest.mark.slow
def test_the_new_password_opens_every_desk_that_has_synchronised(prepared_centre: Path, tmp_path: Path) -> None:
    """A wrong old one is told with its tries; the desk that has not heard of it keeps the old one until it has."""
    with real_centre(prepared_centre, tmp_path) as centre:
        desk, other = centre.desk(tmp_path / "a", "1-99"), centre.desk(tmp_path / "b", "100-199")
        case, clerk = OwnPassword(desk.line.asker), sign_in(desk, "hoa")
        wrong = case.change(clerk, "sai", NEW)
        assert (wrong.done, wrong.message.id, wrong.message.params) == (
            False,
            "password.refused.password",
            (("found", "9"),),
        )
        done = case.change(clerk, PASSWORD, NEW)
        assert (done.done, done.message.id) == (True, "password.done")
        assert desk.line.once().error is None
        assert isinstance(desk.sessions.login("hoa", NEW), Session)
        assert desk.sessions.login("hoa", PASSWORD) is LoginFault.WRONG
        assert isinstance(other.sessions.login("hoa", PASSWORD), Session)
        assert other.line.once().error is None
        assert isinstance(other.sessions.login("hoa", NEW), Session)


def test_without_a_line_nothing_is_changed_and_it_is_said(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Ctrl+Shift+M: the dialog says what is wrong, gives the passwords once, and the answer names what to do."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        part = opened.program.password
        assert part is not None
        dialog = part.dialog
        assert dialog is not None
        opened.until(dialog.isVisible)
        assert dialog.focusWidget() is dialog.fields["old"]
        dialog.fields["new"].setText("1234567")
        assert not dialog.ready(CHANGE)
        assert {name for name, row in dialog.rows.items() if row.error} == {"old", "new", "again"}
        dialog.fields["old"].setText(PASSWORD)
        for name in ("new", "again"):
            dialog.fields[name].setText(PASSWORD)
        assert not dialog.ready(CHANGE)
        assert {name for name, row in dialog.rows.items() if row.error} == {"new"}
        for name in ("new", "again"):
            dialog.fields[name].setText(NEW)
        fields = dialog.fields
        dialog.choose(CHANGE)
        assert {field.text() for field in fields.values()} == {""}
        opened.until(lambda: part.notice is not None and part.notice.isVisible())
        assert part.notice is not None
        assert part.dialog is None
        assert dialog.take() == ("", "")
        opened.settle()
        assert isinstance(opened.desk.sessions.login("hoa", PASSWORD), Session)
        part.notice.choose("close")
