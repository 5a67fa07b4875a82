"""The way in: a login that stands before the store is open loses nothing that a person does meanwhile."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from desk_client.entrance import Entrance
from desk_client.settings import Settings
from desk_client.store import migrate as migrations
from desk_client.store.engine import open_engine
from desk_client.store.first_look import FirstLook, look_at
from desk_client.views.kit.bars import InfoBar
from tests.fakes.office import PASSWORD, make_office, settings_in

PATIENCE = 30_000


def enrolled(folder: Path) -> Settings:
    """The settings of an enrolled desk that is closed."""
    desk = make_office(folder)
    desk.sandbox.close()
    desk.checks.close()
    desk.machine.writer.close()
    desk.machine.engine.dispose()
    return settings_in(folder, simulators=str(folder / "simulators"))


def made_older(path: Path, key: bytes) -> None:
    """Give a closed store the shape of the schema before."""
    engine = open_engine(path, key)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = 'r010'"))
        connection.execute(text("PRAGMA user_version = 10"))
    engine.dispose()
    assert look_at(path, key).behind


@contextmanager
def way_in(app: QApplication, settings: Settings) -> Iterator[Entrance]:
    """The entrance in view; ended with whatever stands behind it."""
    entrance = Entrance(app, settings)
    try:
        entrance.open()
        entrance.foyer.window.show()
        yield entrance
    finally:
        entrance.foyer.window.guard_closing(lambda: True)
        entrance.foyer.window.close()
        entrance.close()
        entrance.foyer.window.deleteLater()
        QApplication.processEvents()


def stands(entrance: Entrance) -> bool:
    """Whether the program stands behind the window and nothing is under way."""
    return entrance.program is not None and entrance.foyer.runner.idle


def test_an_enter_before_the_store_is_open_waits_for_it(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Name, password and Enter by a person who is faster than the program; it says that it is checking."""
    with way_in(qapp, enrolled(tmp_path)) as entrance:
        login = entrance.foyer.login
        assert login.people.rows.rowCount() == 4
        assert entrance.program is None
        login.people.choose("hoa")
        login.password.setText(PASSWORD)
        QTest.keyClick(login.password, Qt.Key.Key_Return)
        assert entrance.program is None
        qtbot.waitUntil(lambda: not entrance.foyer.window.gated and stands(entrance), timeout=PATIENCE)
        assert entrance.foyer.seat.session is not None
        assert entrance.foyer.seat.session.person.login == "hoa"
        screen = entrance.foyer.window.current_screen()
        assert screen is not None
        assert screen.spec.id == "receive"


def test_what_was_typed_stays_when_the_store_opens(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Half a password and the chosen name."""
    with way_in(qapp, enrolled(tmp_path)) as entrance:
        login = entrance.foyer.login
        login.people.choose("loc")
        login.password.setText(PASSWORD[:4])
        qtbot.waitUntil(lambda: stands(entrance), timeout=PATIENCE)
        assert (login.login.text(), login.password.text()) == ("loc", PASSWORD[:4])
        assert entrance.foyer.window.gate() is login


def test_a_report_asked_for_early_comes_with_the_program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The link on the login, before there is a program to make the report."""
    with way_in(qapp, enrolled(tmp_path)) as entrance:
        entrance.foyer.login.trouble_asked.emit()
        qtbot.waitUntil(lambda: stands(entrance), timeout=PATIENCE)
        (dialog,) = (one for one in entrance.foyer.window.findChildren(QDialog) if one.isVisible())
        dialog.reject()


def test_a_window_closed_early_opens_nothing(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The store stays closed, and the next start may have it."""
    settings = enrolled(tmp_path)
    with way_in(qapp, settings) as entrance:
        entrance._load()  # the loading is under way when the window closes
    assert entrance.program is None
    with way_in(qapp, settings) as entrance:
        qtbot.waitUntil(lambda: stands(entrance), timeout=PATIENCE)
        assert entrance.program is not None
        assert entrance.program.opened


def test_a_store_that_another_window_has_is_told(qapp: QApplication, tmp_path: Path) -> None:
    """No login is shown that would be taken away again."""
    settings = enrolled(tmp_path)
    with way_in(qapp, settings), way_in(qapp, settings) as second:
        gate = second.foyer.window.gate()
        assert gate is not second.foyer.login
        (bar,) = (one for one in second.foyer.window.findChildren(InfoBar) if one.isVisible())
        assert "đang mở ở một cửa sổ khác" in bar.accessibleName()


def test_the_store_of_an_earlier_program_is_brought_up_beside_the_login(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may take a minute: the login says so, takes name and password meanwhile, and the window stays awake."""
    settings, threads = enrolled(tmp_path), []
    made_older(tmp_path / "desk.db", (tmp_path / "keys" / "store.key").read_bytes())
    held = threading.Event()
    bring_up = migrations.migrate

    def slowly(engine: Engine, version: int) -> None:
        threads.append(threading.current_thread())
        assert held.wait(PATIENCE / 1000)
        bring_up(engine, version)

    monkeypatch.setattr(migrations, "migrate", slowly)
    with way_in(qapp, settings) as entrance:
        login = entrance.foyer.login
        qtbot.waitUntil(lambda: bool(threads), timeout=PATIENCE)
        assert "đang chuyển kho hồ sơ" in login.told.accessibleName()
        login.people.choose("hoa")
        login.password.setText(PASSWORD)
        QTest.keyClick(login.password, Qt.Key.Key_Return)
        assert entrance.program is None
        held.set()
        qtbot.waitUntil(lambda: not entrance.foyer.window.gated and stands(entrance), timeout=PATIENCE)
        assert entrance.program is not None
        assert entrance.program.opened
        assert login.told.isHidden()
    assert threads == [threads[0]]
    assert threads[0] is not threading.main_thread()
    assert not look_at(tmp_path / "desk.db", (tmp_path / "keys" / "store.key").read_bytes()).behind


@pytest.mark.parametrize("harm", ["gone", "empty", "damaged", "other_key"])
def test_a_look_at_an_unusual_store_tells_nobody_and_makes_nothing(tmp_path: Path, harm: str) -> None:
    """Opening the store says what is wrong with it; the look leaves the file as it is."""
    enrolled(tmp_path)
    path, key = tmp_path / "desk.db", (tmp_path / "keys" / "store.key").read_bytes()
    assert {one.login for one in look_at(path, key).people} == {"hoa", "loc", "minh", "suong"}
    match harm:
        case "gone":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case "damaged":
            path.write_bytes(b"x" * path.stat().st_size)
        case _:
            key = bytes(32)
    before = path.read_bytes() if path.exists() else None
    assert look_at(path, key) == FirstLook()
    assert (path.read_bytes() if path.exists() else None) == before
