"""Whatever takes the focus on the list and on a dossier has a name for a reader of the screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.outfit import Kit
from dossier.events import Stage
from tests.desk_client.dossier.stand import Stand
from tests.desk_client.listing.fixtures import Office


def unnamed(root: QWidget) -> list[str]:
    """Visible widgets in the tab order without an accessible name."""
    found = []
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            face = QAccessible.queryAccessibleInterface(widget)
            if face is None or not face.text(QAccessible.Text.Name).strip():
                found.append(type(widget).__name__)
    return found


@pytest.mark.parametrize("login", ["hoa", "loc", "minh", "suong"])
def test_every_control_is_named(kit: Kit, office: Office, qtbot: QtBot, login: str) -> None:
    """The list, then a dossier that waits for this person."""
    stand = Stand(kit, office, qtbot, login)
    assert unnamed(stand.list) == []
    stand.open(stand.list.ids()[0])
    assert stand.screen.isVisible()
    assert unnamed(stand.screen) == []
    assert unnamed(stand.screen.acts) == []


def test_a_row_is_one_sentence(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """Any cell of a row says the whole row."""
    stand = Stand(kit, office, qtbot, "loc")
    model = stand.list.table.rows
    said = {str(model.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole)) for column in range(6)}
    assert len(said) == 1
    assert said.pop().count(",") >= 5
    assert stand.in_stage(Stage.ASSIGNED)
