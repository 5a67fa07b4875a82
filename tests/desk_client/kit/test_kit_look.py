"""The look of the program: put on when it is another one, and not again while it is worn."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from desk_client.views.kit.look import Look
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Role, Scale
from desk_client.views.kit.stylesheet import stylesheet
from desk_client.views.kit.tokens import DARK, LIGHT


class Dressings(QObject):
    """Counts how often a widget was dressed."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        self.count += event.type() is QEvent.Type.StyleChange
        return False


def test_a_look_that_is_worn_dresses_nothing_again(kit: Kit, qapp: QApplication, qtbot: QtBot) -> None:
    """Another look reaches a widget in view, whoever puts it on; the one that is worn costs it nothing."""
    label, dressings = QLabel("Một cửa"), Dressings()
    qtbot.addWidget(label)
    label.show()
    label.installEventFilter(dressings)
    kit.look.wear(LIGHT, Scale())
    assert dressings.count == 0
    other = Look(qapp, kit.look.icons, DARK, Scale(150))
    assert dressings.count > 0
    assert qapp.styleSheet() == stylesheet(DARK, Scale(150))
    assert label.fontInfo().pixelSize() == Scale(150).type_px(Role.BODY)
    before = dressings.count
    other.wear(DARK)
    assert dressings.count == before
    kit.look.wear()
    assert dressings.count > before
    assert qapp.styleSheet() == stylesheet(LIGHT, Scale())
    assert qapp.palette().window().color().name().upper() == LIGHT.canvas.upper()
    other.deleteLater()
