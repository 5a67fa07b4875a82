"""The program as a whole: rehearsal day, roles, scanned codes, honest closing, faults in words, look that is kept."""

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desk_client.adapters.crash_book import CrashBook
from desk_client.bootstrap import Desk
from desk_client.ports import DeskFault
from desk_client.services.intake import IntakeForm, Received
from desk_client.store import meta
from desk_client.store.tabs import Tab
from desk_client.views.frame.behaviour import entries_for
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST
from dossier.roles import Grant, Role
from tests.desk_client.frame.open_desk import answer_dialog, office_program, program_on
from tests.desk_client.receive.counter import CARD
from tests.fakes.office import enrolment, make_office, settings_in, sign_in
from tests.fakes.people import CITIZEN, CLERK, LEADER, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE


def one_dossier(desk: Desk) -> None:
    """Receive one dossier before the window opens."""
    form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)
    assert isinstance(desk.intake.receive(sign_in(desk, "hoa"), form), Received)


def test_the_rehearsal_day_is_on_the_login_and_in_the_header(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Nobody can take the rehearsal for a real day."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        assert opened.program.behaviour is not None
        assert "Ngày diễn tập: Thứ Năm, 14/03/2019" in opened.program.behaviour.login._day.text()
        opened.log_in("hoa")
        assert "Ngày diễn tập: Thứ Năm, 14/03/2019" in opened.window.header._day.text()


class Windows(QObject):
    """Notes every window that comes up."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Hear every widget that is shown as a window of its own."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_only_one_window_comes_up(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """No part of a screen flashes as a window of its own while the program is built."""
    windows = Windows()
    qapp.installEventFilter(windows)
    with office_program(qtbot, qapp, tmp_path):
        qapp.removeEventFilter(windows)
    assert windows.shown == ["MainWindow"]


def test_each_role_has_its_own_entries() -> None:
    """A clerk never sees the tray of the leader; the leader's comes first; two roles add up without doubles."""
    clerk, leader = entries_for(frozenset({Role.INTAKE})), entries_for(frozenset({Role.LEADER}))
    assert clerk == ("receive", "list", "return", "day", "search", "outbox", "devices")
    assert leader[0] == "sign"
    assert "sign" not in clerk
    assert "receive" not in leader
    both = entries_for(frozenset({Role.INTAKE, Role.OFFICER}))
    assert len(both) == len(set(both))


def test_the_inspector_reads_and_acts_nowhere(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """List, dossier and register are open; no act stands under the dossier."""
    clerk, simulators = make_office(tmp_path, simulators=str(tmp_path)), {"simulators": str(tmp_path)}
    one_dossier(clerk)
    state = clerk.parts.queries.of_person(CITIZEN.id_number)[0]
    grant = Grant(CLERK.id, OFFICE, Role.INSPECTOR, date(2018, 1, 1))
    clerk.machine.writer.run(lambda connection: meta.keep_people(connection, enrolment().accounts, (grant,)))
    clerk.machine.writer.close()
    with program_on(qtbot, qapp, settings_in(tmp_path, **simulators)) as opened:
        opened.log_in("hoa")
        assert [entry.id for entry in opened.window.entries()] == ["list", "day", "search", "outbox", "devices"]
        screens = opened.program.screens
        assert screens is not None
        opened.until(lambda: screens.list.model.counts != ())
        assert next(count.tab for count in screens.list.model.counts) is screens.list.model.tab is Tab.LATE
        screens.open_dossier(state.id)
        opened.until(lambda: screens.dossier.model.case is not None)
        case = screens.dossier.model.case
        assert case is not None
        assert (opened.screen_id(), case.state.code, case.acts, case.leading) == ("dossier", state.code, (), None)
        assert opened.window.show_screen("day")
        opened.until(lambda: screens.day.model.register is not None)
        assert [tab.value for tab in screens.day.model.tabs] == ["register"]
        register = screens.day.model.register
        assert register is not None
        assert [line.dossier for line in register.lines] == [state.id]


def test_the_it_administrator_reads_no_dossier(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Neither by an entry nor by key, search, the sync line or a scanned receipt; what is not shown is said."""
    clerk, simulators = make_office(tmp_path, simulators=str(tmp_path)), {"simulators": str(tmp_path)}
    one_dossier(clerk)
    grant = Grant(CLERK.id, OFFICE, Role.OFFICE_ADMIN, date(2018, 1, 1))
    clerk.machine.writer.run(lambda connection: meta.keep_people(connection, enrolment().accounts, (grant,)))
    clerk.machine.writer.close()
    with program_on(qtbot, qapp, settings_in(tmp_path, **simulators)) as opened:
        opened.log_in("hoa")
        assert [entry.id for entry in opened.window.entries()] == ["devices", "queue", "admin"]
        assert opened.screen_id() == "devices"
        assert not opened.window.header.search.isEnabled()
        assert opened.program.screens is not None
        for ask in (
            lambda: opened.window.show_screen("outbox"),
            lambda: opened.program.screens.search("Ngọc"),
            lambda: opened.program.screens.open_dossier("any"),
        ):
            said = answer_dialog("close")
            ask()
            opened.until(lambda said=said: said == ["Tài khoản này không xem hồ sơ"])
            assert opened.screen_id() == "devices"


def test_what_was_said_to_who_leaves_is_not_over_the_login_of_who_comes(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """A notice that nobody closed goes with the lock: the next person's keys reach the password, his screen comes."""
    clerk, simulators = make_office(tmp_path, simulators=str(tmp_path)), {"simulators": str(tmp_path)}
    administrator = Grant(CLERK.id, OFFICE, Role.OFFICE_ADMIN, date(2018, 1, 1))
    people = (administrator, Grant(LEADER.id, OFFICE, Role.LEADER, date(2018, 1, 1)))
    clerk.machine.writer.run(lambda connection: meta.keep_people(connection, enrolment().accounts, people))
    clerk.machine.writer.close()
    with program_on(qtbot, qapp, settings_in(tmp_path, **simulators)) as opened:
        opened.log_in("hoa")
        opened.window.show_screen("list")
        opened.until(lambda: QApplication.activeModalWidget() is not None)
        opened.window.ask_lock()
        assert QApplication.activeModalWidget() is None
        opened.log_in("minh")
        assert opened.screen_id() == "sign"


def test_unsent_work_is_said_everywhere_and_never_green(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """With one unsent dossier the status bar counts it and its tone is not that of done."""
    with office_program(qtbot, qapp, tmp_path, one_dossier) as opened:
        opened.log_in("hoa")
        opened.until(lambda: "Còn 1 hồ sơ chưa gửi" in opened.window.status.sync.words)
        assert opened.window.status.sync.tone.value == "warning"


@pytest.mark.parametrize(("act", "closes"), [("stay", False), ("", False), ("leave", True)])
def test_closing_with_unsent_work_asks_and_staying_is_safe(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, act: str, closes: bool
) -> None:
    """The question names what is unsent; Esc is as good as "Ở lại"; only the plain answer closes."""
    with office_program(qtbot, qapp, tmp_path, one_dossier) as opened:
        opened.log_in("hoa")
        opened.until(lambda: "Còn 1 hồ sơ" in opened.window.status.sync.words)
        seen = answer_dialog(act)
        assert opened.window.close() is closes
        assert seen == ["Còn 1 hồ sơ, 0 tệp chưa gửi về trung tâm"]


def test_the_simulated_reader_fills_the_applicant(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """A card laid into the reader's folder arrives at the receive screen, from whatever screen is shown."""
    simulators = tmp_path / "simulators"
    (simulators / "reader").mkdir(parents=True)
    with office_program(qtbot, qapp, tmp_path / "desk", simulators=str(simulators)) as opened:
        opened.log_in("hoa")
        opened.window.show_screen("outbox")
        (simulators / "reader" / "card.part").write_text(CARD, encoding="utf-8")
        (simulators / "reader" / "card.part").rename(simulators / "reader" / "card.txt")
        opened.until(lambda: opened.screen_id() == "receive")
        assert opened.program.screens is not None
        assert opened.program.screens.receive.sheet.applicant.name == "Lê Thị Bích Ngọc"
        assert list((simulators / "reader").iterdir()) == []


def test_an_unknown_code_asks_instead_of_doing_anything(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Digits that are no code of a known dossier are shown back; the screen stays."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        assert opened.program.behaviour is not None
        seen = answer_dialog("close")
        opened.program.behaviour.scanned("8934563138165")
        opened.until(lambda: bool(seen))
        assert seen == ["Chưa nhận ra mã này"]
        assert opened.screen_id() == "receive"


def test_a_card_that_cannot_be_read_is_told_at_the_counter(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """A card issued after today is refused in the counter's words, and fills nothing."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        opened.window.show_screen("outbox")
        screens = opened.program.screens
        assert opened.program.behaviour is not None
        assert screens is not None
        said: list[str] = []
        screens.receive.said.connect(lambda kind, told: said.append(f"{kind}:{told.id}"))
        opened.program.behaviour.scanned(CARD.replace("10012018", "10012030"))
        opened.until(lambda: bool(said))
        assert said[0].startswith("error:card.")
        assert opened.screen_id() == "receive"
        assert screens.receive.sheet.applicant.name == ""


def test_a_locked_desk_hears_no_reader(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """A code scanned at the lock opens nothing and asks nothing."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_F12)
        assert opened.program.behaviour is not None
        opened.program.behaviour.scanned("8934563138165")
        opened.settle()
        assert QApplication.activeModalWidget() is None
        assert opened.window.gated


def test_look_and_size_are_kept_for_the_next_start(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """What a person chose by keys is on again when the program opens anew."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        opened.key(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
        opened.window.kit.look.wear(palette=CONTRAST)
        assert opened.window.kit.look.scale == Scale(110)
    with program_on(qtbot, qapp, settings_in(tmp_path)) as again:
        assert again.window.kit.look.scale == Scale(110)
        assert again.window.kit.look.palette.name is CONTRAST.name


def test_a_store_with_a_wrong_key_is_told_in_the_window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """No traceback and no new store: the page says what is wrong and the file is left alone."""
    with office_program(qtbot, qapp, tmp_path):
        pass
    (tmp_path / "keys" / "store.key").write_bytes(b"x" * 32)
    before = (tmp_path / "desk.db").read_bytes()
    with program_on(qtbot, qapp, settings_in(tmp_path)) as opened:
        assert opened.window.gated
        assert opened.program.desk is None
    assert (tmp_path / "desk.db").read_bytes() == before


def test_a_fault_of_the_desk_is_told_by_its_remedy(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """A known fault needs no report: its sentence says what to do."""
    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        seen = answer_dialog("close")
        opened.program.runner.fault.emit(DeskFault("disk_full"))
        opened.until(lambda: bool(seen))
        assert seen == ["Chưa làm được việc này"]
        assert list((tmp_path / "reports").glob("su-co-*.txt")) == []


def test_an_unexpected_fault_leaves_a_report_without_personal_data(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    """The report names kind and place of the fault; the message of the exception, which holds a name, is not in it."""

    def work() -> None:
        raise ValueError("Lê Thị Bích Ngọc 060187004128")

    with office_program(qtbot, qapp, tmp_path) as opened:
        opened.log_in("hoa")
        seen = answer_dialog("close")
        opened.program.runner.start(work, lambda _value: None)
        opened.until(lambda: bool(seen))
        assert seen == ["Chương trình gặp sự cố"]
        (report,) = (tmp_path / "reports").glob("su-co-*.txt")
        text = report.read_text("utf-8")
        assert "builtins.ValueError" in text
        assert "test_program.py" in text
        assert "Ngọc" not in text
        assert "060187004128" not in text


def test_only_the_newest_reports_are_kept(tmp_path: Path) -> None:
    """Twenty reports, the oldest gone."""
    from datetime import datetime, timedelta

    book = CrashBook(tmp_path, lambda: "1")
    start = datetime(2019, 3, 14, 8, 0)
    for minute in range(23):
        book.write(ValueError, None, start + timedelta(minutes=minute))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert len(names) == 20
    assert names[0] == "su-co-20190314-080300.txt"


@pytest.mark.parametrize(("damaged", "code"), [(False, 0), (True, 1)])
def test_a_trial_start_leaves_once_the_window_can_be_used(tmp_path: Path, *, damaged: bool, code: int) -> None:
    """`--until-shown` says in one line what was opened; 1 when the store could not be."""
    make_office(tmp_path).machine.writer.close()
    if damaged:
        (tmp_path / "desk.db").write_bytes(b"no database" * 1000)
    own = {"MOTCUA_DATA_DIR": str(tmp_path), "MOTCUA_KEY_STORE": "file", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "desk_client", "--until-shown"],
        capture_output=True, text=True, check=False, timeout=120, env={**os.environ, **own},
    )  # fmt: skip
    assert json.loads(done.stdout) == {"shown": True, "opened": not damaged, "enrolled": not damaged}
    assert done.returncode == code
