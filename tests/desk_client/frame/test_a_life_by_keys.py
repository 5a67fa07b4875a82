"""A dossier's whole life at one desk by keys alone: four people, every screen on the way, no hand on the mouse."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.table import DossierTable
from desk_client.views.sign.screen import SignScreen
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.state import Dossier
from tests.desk_client.frame.open_desk import OpenDesk, close, program_on
from tests.fakes.office import PASSWORD
from tests.fakes.people import CITIZEN
from tests.fakes.signing import PIN, SigningOffice
from token_signing.devices.software import SoftwareToken

K, M = Qt.Key, Qt.KeyboardModifier
Wait = Callable[[], bool]
Steps = Iterator[Wait]
pytestmark = pytest.mark.slow
_MOST_GAPS, _MOST_DIALOGS, _MOST_PAGES = 20, 3, 40


class Life:
    """Presses keys one after the other, also in a dialog that waits for its answer, and looks on."""

    def __init__(self, desk: OpenDesk) -> None:
        self.desk, self.window = desk, desk.window

    def live(self, steps: Steps) -> None:
        """Go through all steps, each when what it waits for has come."""
        ended: list[bool] = []
        waits: list[Wait] = [lambda: True]
        faults: list[BaseException] = []

        def step() -> None:
            try:
                if ended or not self.desk.program.runner.idle or not waits[0]():
                    return
                waits[0] = next(steps)
            except StopIteration:
                ended.append(True)
            except BaseException as fault:  # raised in the loop of the test below
                faults.append(fault)
                ended.append(True)
            if faults:
                for widget in QApplication.topLevelWidgets():
                    if isinstance(widget, QDialog):
                        widget.reject()

        timer = QTimer(self.window)
        timer.setInterval(5)
        timer.timeout.connect(step)
        timer.start()
        try:
            self.desk.until(lambda: bool(ended))
        finally:
            timer.stop()
        if faults:
            raise faults[0]

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = M.NoModifier) -> Wait:
        """Press a key where the focus is; it has come when nothing is under way any more."""
        done: list[bool] = []

        def press() -> None:
            target = self._awake()
            done.append(True)  # before the key: a dialog that it opens may wait for the next one
            QTest.keyClick(QApplication.focusWidget() or target, key, modifier)

        QTimer.singleShot(0, press)
        return lambda: bool(done)

    def write(self, text: str) -> Wait:
        """Write Vietnamese as an input method does."""
        self._awake()
        target = QApplication.focusWidget()
        assert target is not None
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(target, event)
        return lambda: True

    def _awake(self) -> QWidget:
        """Make active what is in front: without a display nobody does it when a dialog closes."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.window
        if QApplication.activePopupWidget() is None:
            front.activateWindow()
            QApplication.processEvents()
        return front

    def sit_down(self, login: str) -> Steps:
        """F12 where somebody sits, then the arrows to the name, the password, Enter."""
        behaviour = self.desk.program.behaviour
        assert behaviour is not None
        gate = behaviour.login
        if not self.window.gated:
            yield self.key(K.Key_F12)
            yield lambda: self.window.gated
        yield lambda: gate.people.rows.rowCount() == 4 and gate.password.hasFocus()
        for _ in range(4):
            if gate.login.text() != login:
                yield self.key(K.Key_Down)
        for _ in range(4):
            if gate.login.text() != login:
                yield self.key(K.Key_Up)
        yield self.write(PASSWORD)
        yield self.key(K.Key_Return)
        yield lambda: not self.window.gated

    def dossier(self) -> Dossier:
        """The only dossier of this desk."""
        rows = self.desk.desk.parts.queries.search(CITIZEN.name)
        state = self.desk.desk.parts.queries.dossier(rows[0].id)
        assert state is not None
        return state


def _dialog() -> bool:
    return isinstance(QApplication.activeModalWidget(), QDialog)


LIVED = [
    ActKind.RECEIVE,
    ActKind.HAND_OVER,
    ActKind.ACCEPT,
    ActKind.ASSIGN,
    ActKind.PROPOSE,
    ActKind.APPROVE,
    ActKind.SIGN,
    ActKind.NUMBER,
    ActKind.HAND_RESULT,
    ActKind.RETURN_RESULT,
]
TYPED = {
    "Họ và tên": CITIZEN.name,
    "Số định danh, CMND hoặc MST": CITIZEN.id_number,
    "Nơi cư trú": CITIZEN.address,
    "Ngày sinh": "02/09/1987",
}


def _receive(life: Life) -> Steps:
    """F2, the procedure by its words, then F9 from gap to gap; the first paper is ticked, the second is shown."""
    yield life.key(K.Key_F2)
    yield lambda: life.desk.screen_id() == "receive"
    yield life.write("tình trạng hôn nhân")
    yield life.key(K.Key_Return)
    for _ in range(_MOST_GAPS):
        yield life.key(K.Key_F9)
        yield lambda: True
        if life.desk.desk.parts.queries.search(CITIZEN.name):
            return
        focus = QApplication.focusWidget()
        if isinstance(focus, QComboBox):
            yield life.key(K.Key_Down)
        elif isinstance(focus, QLineEdit | QPlainTextEdit):
            yield life.write(TYPED.get(focus.accessibleName(), "Trần Quốc Bảo"))
        else:
            yield life.key(K.Key_Space)
    raise AssertionError("F9 leads from gap to gap and never to the end")


def _open_first(life: Life) -> Steps:
    """F4, Enter: the first of the person's own tab."""
    yield life.key(K.Key_F4)
    yield lambda: life.desk.screen_id() == "list" and isinstance(QApplication.focusWidget(), DossierTable)
    yield life.key(K.Key_Return)
    yield lambda: life.desk.screen_id() == "dossier"


def _act(life: Life, stage: Stage) -> Steps:
    """Ctrl+Enter on the dossier, and in each dialog until the dossier has got there; a field gets some words."""
    yield life.key(K.Key_Return, M.ControlModifier)
    for _ in range(_MOST_DIALOGS):
        yield lambda: _dialog() or life.dossier().stage is stage
        if life.dossier().stage is stage:
            return
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit | QPlainTextEdit):
            yield life.write("Giá A3")
        yield life.key(K.Key_Return, M.ControlModifier)
    raise AssertionError(stage)


def _sign(life: Life, stage: Stage, token: int) -> Steps:
    """Ctrl+Enter leads to the papers to sign; Space reads to the end, Enter asks for the PIN."""
    found = life.desk.desk.devices.tokens()[token].token
    assert isinstance(found, SoftwareToken)
    found.plug()
    yield life.key(K.Key_Return, M.ControlModifier)
    yield lambda: life.desk.screen_id() == "sign"
    screen = life.window.current_screen()
    assert isinstance(screen, SignScreen)
    yield lambda: screen.model.token.sight is not None and screen.model.token.sight.usable
    for _ in range(_MOST_PAGES):
        if screen.model.preview.seen_to_end:
            break
        yield life.key(K.Key_Space)
    yield life.key(K.Key_Return)
    yield _dialog
    for digit in PIN:
        yield life.key(K(ord(digit)))
    yield life.key(K.Key_Return)
    yield lambda: life.dossier().stage is stage
    found.unplug()


def _return(life: Life) -> Steps:
    """F10, the last digits of the code, Enter to open and Enter to hand it out."""
    yield life.key(K.Key_F10)
    yield lambda: life.desk.screen_id() == "return"
    yield life.write("190314-0001")
    yield life.key(K.Key_Return)
    yield lambda: True
    yield life.key(K.Key_Return)
    yield lambda: life.dossier().stage is Stage.RETURNED


def test_a_dossier_lives_by_keys_alone(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """From F2 to the citizen's hand: clerk, officer, leader, văn thư, officer and clerk again."""
    office = SigningOffice(tmp_path)
    settings = office.desk.machine.settings
    close(office.desk)
    with program_on(qtbot, qapp, settings) as desk:
        life = Life(desk)

        def whole() -> Steps:
            yield from life.sit_down("hoa")
            yield from _receive(life)
            yield from _open_first(life)
            yield from _act(life, Stage.HANDED_OVER)
            yield from life.sit_down("loc")
            yield from _open_first(life)
            yield from _act(life, Stage.ACCEPTED)
            yield from _act(life, Stage.ASSIGNED)
            yield from _act(life, Stage.PROPOSED)
            yield from life.sit_down("minh")
            yield from _open_first(life)
            yield from _act(life, Stage.APPROVED)
            yield from _sign(life, Stage.LEADER_SIGNED, 0)
            yield from life.sit_down("suong")
            yield from _open_first(life)
            yield from _sign(life, Stage.SIGNED, 1)
            yield from life.sit_down("loc")
            yield from _open_first(life)
            yield from _act(life, Stage.AT_COUNTER)
            yield from life.sit_down("hoa")
            yield from _return(life)

        life.live(whole())
        assert [line.kind for line in life.dossier().trail] == LIVED
        assert life.dossier().delivery.receiver == CITIZEN.name
