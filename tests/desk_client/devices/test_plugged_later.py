"""What is plugged in or out while somebody works reaches the status bar, and the sign screen says the same."""

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.services.checks import Area, Level
from desk_client.views.kit.tokens import Tone
from desk_client.views.sign.screen import SignScreen
from tests.desk_client.frame.open_desk import OpenDesk, office_program
from tests.fakes.signing import CHAIRMAN, PIN, authority
from token_signing.authority import CertificateOrder
from token_signing.devices.software import SoftwareToken, make_software_token


def tone(opened: OpenDesk, text: str) -> Tone | None:
    """How the status bar says a device; None while it does not say it yet."""
    return next((one.tone for one in opened.window.status._words if one.text == text), None)


def test_a_token_plugged_in_later_is_said_by_both(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The leader is at his list: the bar hears of the token, and the sign screen shows the very same state."""
    simulators = tmp_path / "simulators"
    make_software_token(simulators / "token", PIN, authority(), CertificateOrder(CHAIRMAN, serial=7))
    with office_program(qtbot, qapp, tmp_path / "desk", simulators=str(simulators)) as opened:
        opened.log_in("minh")
        opened.window.show_screen("list")
        screens = opened.program.screens
        assert screens is not None
        opened.until(lambda: tone(opened, "Token ký số") is Tone.ERROR)
        token = opened.desk.devices.tokens()[0].token
        assert isinstance(token, SoftwareToken)
        token.plug()
        opened.until(lambda: tone(opened, "Token ký số") is Tone.WARNING)  # plugged in, and only simulated
        sign = opened.window.screen_named("sign")
        assert isinstance(sign, SignScreen)
        assert sign.model.token.sight is not None
        assert sign.model.token.sight.usable
        opened.window.show_screen("sign")
        token.unplug()
        opened.until(lambda: sign.model.token.sight is not None and not sign.model.token.sight.present)
        opened.until(lambda: tone(opened, "Token ký số") is Tone.ERROR)
        opened.window.ask_lock()
        assert not sign.model.token._timer.isActive()


def test_a_scanner_and_a_reader_plugged_in_later_are_seen(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The clerk is at the counter: both words of the bar follow, without anybody opening the screen of devices."""
    simulators = tmp_path / "simulators"
    simulators.mkdir()
    with office_program(qtbot, qapp, tmp_path / "desk", simulators=str(simulators)) as opened:
        opened.log_in("hoa")
        screens = opened.program.screens
        assert screens is not None
        opened.until(
            lambda: screens.devices.level(Area.SCANNER) is Level.FAULT and screens.devices._plugged is not None
        )
        assert tone(opened, "Đầu đọc") is Tone.ERROR
        for name in ("scanner", "reader"):
            (simulators / name).mkdir()
        opened.until(lambda: tone(opened, "Máy quét") is Tone.WARNING)
        assert tone(opened, "Đầu đọc") is Tone.WARNING
