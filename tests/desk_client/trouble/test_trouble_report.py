"""The trouble report: complete, shown as it is saved, and without a trace of anybody, wherever his name was planted."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desk_client.adapters.crash_book import CrashBook
from desk_client.adapters.log_book import LogBook
from desk_client.bootstrap import Desk
from desk_client.ports import DeskFault
from desk_client.services.checks import Area, Check, Level
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.trouble_report import _COUNTED_FACTS, Part, ReportEnds, TroubleReport, save_bundle
from desk_client.views.frame.trouble import TroubleDialog
from desk_client.views.gate.page import GatePage
from dossier.acts import Note
from dossier.messages import message
from dossier.state import Dossier
from tests.desk_client.frame.open_desk import OpenDesk, office_program, program_on
from tests.fakes.office import PASSWORD, settings_in, sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES, PEOPLE

CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
AT = datetime(2019, 3, 14, 8, 12)
PLANTED = {
    "name": CITIZEN.name,
    "number": CITIZEN.id_number,
    "old_number": "261142087",
    "phone": CITIZEN.phone,
    "born": CITIZEN.born,
    "address": CITIZEN.address,
    "note": "Bà Ngọc xin nhận giấy vào chiều thứ Sáu",
    "file": "giay-ket-hon-Le-Thi-Bich-Ngoc.pdf",
    "dossier": "000.04.31.H11-190314-0001",
    "pin": "271828",
    "letter": "LOYALTY-7Q",
    "password": PASSWORD,
    "user": "nguyen.van.dung",
    "official": PEOPLE[0].name,
}
"""One of every kind that must not be found, by what it is."""
HOME = f"{PLANTED['user']}/{PLANTED['name']}"


def traces() -> set[str]:
    """Everything planted, whole, without marks, and in its telling parts."""
    whole = set(PLANTED.values())
    parts = {"Ngọc", "Ngoc", "Thủ Khoa Huân", "190314-0001", "chiều thứ Sáu", "nguyen.van", *(p.name for p in PEOPLE)}
    return whole | {unmarked(one) for one in whole} | parts | {unmarked(one) for one in parts}


def unmarked(text: str) -> str:
    """As a careless program writes it."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def found_in(parts: Iterable[Part]) -> list[str]:
    """What of all this is in a bundle, by its part."""
    return [f"{one} in {part.name}" for part in parts for one in traces() if one in part.name + "\n" + part.text]


def one_dossier(desk: Desk) -> None:
    """A citizen whose name, number, telephone and address are in the store, with a note and a half-typed draft."""
    form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)
    session = sign_in(desk, "hoa")
    done = desk.intake.receive(session, form)
    assert isinstance(done, Received)
    assert done.state.code == PLANTED["dossier"]
    assert isinstance(desk.acting.do(session, Note(PLANTED["note"]), done.state.id), Dossier)


@pytest.fixture(autouse=True)
def _hooks(monkeypatch: pytest.MonkeyPatch) -> None:
    """What hears crashes belongs to the test run again afterwards."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)


@pytest.fixture
def opened(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[OpenDesk]:
    """A desk of a person whose name is in its folders and settings, with a citizen in its store."""
    folder = tmp_path / HOME
    folder.mkdir(parents=True)
    changes = {
        "printer": f"Máy in của {PLANTED['official']}",
        "scan_folder": str(folder / PLANTED["file"]),
        "pkcs11_module": str(folder / "token.so"),
        "sane_config": str(folder),
        "palette": PLANTED["password"],
    }
    (folder / PLANTED["file"]).mkdir()
    with office_program(qtbot, qapp, folder, one_dossier, **changes) as desk:
        desk.log_in("hoa")
        yield desk


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """Where diary and reports of `opened` lie."""
    return tmp_path / HOME / "reports"


def collected(opened: OpenDesk) -> tuple[Part, ...]:
    """What the report holds."""
    opened.program.trouble.collect()
    opened.until(lambda: bool(opened.program.trouble.parts))
    opened.settle()
    return opened.program.trouble.parts


def test_planted_names_numbers_and_secrets_are_not_found(opened: OpenDesk, reports: Path, tmp_path: Path) -> None:
    """In the store, settings, folders, exceptions, threads, crashed runs and the diary: none reaches the bundle."""
    plant_faults(opened)
    plant_in_the_diary(reports)
    plant_a_crashed_run(reports)
    opened.settle()
    opened.until(lambda: len(list(reports.glob("su-co-*.txt"))) >= 2)
    parts = collected(opened)
    names = {part.name.split("/")[0] for part in parts}
    diary = {"nhat-ky.txt", "nhat-ky.truoc.txt"}
    assert names == {"tong-quan.txt", "so-lieu.txt", "thiet-bi.txt", "su-co", *diary}
    save_bundle(parts, tmp_path / "bundle.zip")
    with zipfile.ZipFile(tmp_path / "bundle.zip") as bundle:
        texts = {name: bundle.read(name).decode("utf-8") for name in bundle.namelist()}
    assert texts == {part.name: part.text for part in parts}
    told = "".join(texts.values())
    assert ("builtins.ValueError" in told, "builtins.LookupError" in told) == (True, True)
    assert ("Fatal Python error" in told, 'File "desk.py"' in told) == (True, True)
    assert "planted name=… number=…" in texts["nhat-ky.txt"]
    assert "scanner fault devices.scanner." in texts["thiet-bi.txt"]
    assert found_in(parts) == []


def plant_faults(opened: OpenDesk) -> None:
    """Exceptions whose words, variables, threads and details are full of it; one of work, one that nobody caught."""
    words = " ".join(PLANTED.values())

    def fail() -> None:
        ngoc = words
        raise ValueError(ngoc)

    def die() -> None:
        raise LookupError(words)

    opened.program.teller.hear_everything()
    opened.program.teller._dialog = object()  # no dialog: this is about what is written
    opened.program.runner.start(fail, lambda _value: None)
    opened.settle()
    opened.program.teller.tell(DeskFault("disk_full", detail=words))
    opened.program.teller._now = lambda: AT  # a report is named by its second
    thread = threading.Thread(target=die, name=PLANTED["name"])
    thread.start()
    thread.join()
    opened.settle()
    opened.program.teller._dialog = None


def plant_in_the_diary(reports: Path) -> None:
    """Every kind under its own name, and those that a careless line could write under a name that is kept."""
    log = LogBook(reports)
    log.note(AT, "planted", **PLANTED)
    log.note(AT, "planted", **{name: unmarked(text) for name, text in PLANTED.items()})
    for text in (CITIZEN.name, CITIZEN.id_number, CITIZEN.phone, PLANTED["dossier"], PLANTED["pin"], PLANTED["note"]):
        log.note(AT, "planted", code=text, id=text, state=text)
        log.note(AT, "planted", tasks=int(text) if text.isdigit() else text)
    log.older.write_text(f"planted {CITIZEN.id_number} {CITIZEN.phone}\n", encoding="utf-8")  # by an older program


def plant_a_crashed_run(reports: Path) -> None:
    """The mark of a run that a fault of the interpreter ended, in the folder of a person."""
    mark = f'Fatal Python error: Aborted\n  File "/home/{HOME}/desk.py", line 3 in run\n'
    (reports / "dang-chay.txt").write_text(mark, encoding="utf-8")
    book = CrashBook(reports, lambda: "1")
    assert book.begin(AT) is not None
    book.end()


def test_nothing_of_what_the_devices_and_settings_are_called_is_told(tmp_path: Path) -> None:
    """Every fact of the doctor and every told setting holds it, also those that should be a measure or a code word."""

    def checks(_stopped: object) -> list[Check]:
        facts = (*_COUNTED_FACTS, "name", "names", "address", "folder")
        made = [
            message("devices.line.at", **dict.fromkeys(facts, text)) for text in (*PLANTED.values(), *PLANTED.keys())
        ]
        return [Check(PLANTED["name"], Area.LINE, Level.FAULT, one, one) for one in made]

    changes = dict.fromkeys(("language", "palette", "key_store", "printer", "scan_folder", "centre"), CITIZEN.name)
    ends = ReportEnds(
        version="1",
        settings=settings_in(tmp_path / HOME, **changes),
        now=lambda: AT,
        diary=(),
        reports=tmp_path,
        examine=checks,
        counts=dict,
    )
    parts = TroubleReport(ends).collect()
    assert found_in(parts) == []
    devices = next(part.text for part in parts if part.name == "thiet-bi.txt")
    assert len(devices.splitlines()) == 2 * len(PLANTED)
    assert "line fault devices.line.at" in devices


def test_what_helps_is_in_it(opened: OpenDesk) -> None:
    """Version, system, counts of every table, each device check by its code, the diary of this run."""
    parts = {part.name: part.text for part in collected(opened)}
    assert "motcua-desk: " in parts["tong-quan.txt"]
    counts = json.loads(parts["so-lieu.txt"])
    assert (counts["dossier"], counts["act"]) == (1, 2)
    assert "machine fine devices.disk.fine free=" in parts["thiet-bi.txt"]
    assert " open\n" in parts["nhat-ky.txt"]
    assert " screen id=receive" in parts["nhat-ky.txt"]


def test_a_part_that_cannot_be_read_says_so(opened: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broken store is what the report is about: the kind of the fault stands there, without its words."""

    def broken() -> dict[str, int]:
        raise ValueError(CITIZEN.name)

    monkeypatch.setattr(opened.program.trouble._report, "_counts", broken)
    parts = {part.name: part.text for part in collected(opened)}
    assert parts["so-lieu.txt"] == "? builtins.ValueError\n"


def test_the_person_reads_it_before_it_is_saved(
    opened: OpenDesk, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl+Shift+B, a look at a part, Enter, a place: the file is there and the dialog says where."""
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _kind: str(tmp_path))
    opened.key(Qt.Key.Key_B, CTRL_SHIFT)
    opened.until(lambda: isinstance(qapp.activeModalWidget(), TroubleDialog))
    dialog = qapp.activeModalWidget()
    assert isinstance(dialog, TroubleDialog)
    opened.until(lambda: bool(opened.program.trouble.parts))
    opened.settle()
    dialog.part.choose("so-lieu.txt")
    dialog.part.activated.emit(dialog.part.currentIndex())
    assert '"dossier": 1' in dialog.text.toPlainText()
    dialog.choose("save")
    asking = dialog.findChild(QFileDialog)
    assert asking is not None
    assert asking.selectedFiles()[0].startswith(str(tmp_path / "su-co-motcua-"))
    asking.fileSelected.emit(str(tmp_path / "goi.zip"))
    asking.close()
    opened.until(lambda: opened.program.trouble.saved)
    assert str(tmp_path / "goi.zip") in dialog.told.accessibleName()
    with zipfile.ZipFile(tmp_path / "goi.zip") as bundle:
        assert set(bundle.namelist()) == {part.name for part in opened.program.trouble.parts}
    dialog.reject()
    opened.until(lambda: opened.program._asking is None)


def test_a_place_that_cannot_be_written_is_told(opened: OpenDesk, tmp_path: Path) -> None:
    """The sentence says to choose another place; no half file stays."""
    parts = collected(opened)
    opened.program.trouble.save(tmp_path / "nowhere" / "goi.zip")
    opened.until(lambda: opened.program.trouble.told is not None)
    told = opened.program.trouble.told
    assert told is not None
    assert opened.window.kit.speak(told).startswith("Chưa lưu được gói ở chỗ này.")
    with pytest.raises(DeskFault):
        save_bundle(parts, tmp_path / "nowhere" / "goi.zip")
    assert not (tmp_path / "nowhere").exists()


def test_a_store_that_does_not_open_can_be_reported(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """Before the gate of a fault the report still has version, diary and the code of the fault."""
    with office_program(qtbot, qapp, tmp_path):
        pass
    (tmp_path / "keys" / "store.key").write_bytes(b"x" * 32)
    with program_on(qtbot, qapp, settings_in(tmp_path)) as opened:
        gate = opened.window.gate()
        assert isinstance(gate, GatePage)
        gate.trouble.click()
        opened.until(lambda: bool(opened.program.trouble.parts))
        parts = {part.name: part.text for part in opened.program.trouble.parts}
        assert " not_opened code=" in parts["nhat-ky.txt"]
        dialog = qapp.activeModalWidget()
        assert isinstance(dialog, TroubleDialog)
        dialog.reject()


def test_the_diary_turns_its_page(tmp_path: Path) -> None:
    """Never more than two files of a bounded size; a disk that cannot be written ends nothing."""
    log = LogBook(tmp_path / "reports")
    for number in range(9_000):
        log.note(AT, "line", state="offline", tasks=number)
    sizes = [path.stat().st_size for path in (log.path, log.older)]
    assert max(sizes) < 300_000
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == ["nhat-ky.truoc.txt", "nhat-ky.txt"]
    shutil.rmtree(tmp_path / "reports")
    (tmp_path / "reports").write_text("in the way")
    log.note(AT, "line")


_DIES = """
import sys
from datetime import datetime
from pathlib import Path
from desk_client.adapters.crash_book import CrashBook
book = CrashBook(Path(sys.argv[1]), lambda: "1")
book.begin(datetime(2019, 3, 14, 8, 0))
{how}
"""


@pytest.mark.parametrize(
    ("how", "died", "left"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", -signal.SIGKILL, "ended without closing"),
        ("import faulthandler; faulthandler._sigsegv()", -signal.SIGSEGV, "Fatal Python error: Segmentation fault"),
        ("book.end()", 0, ""),
    ],
    ids=["power-cut", "crash-of-the-interpreter", "closed"],
)
def test_a_run_that_never_ended_leaves_a_report(tmp_path: Path, how: str, died: int, left: str) -> None:
    """A real process dies: the next start finds its report, with files and functions but no folder of this machine."""
    folder = tmp_path / "ngoc" / "reports"
    script = tmp_path / "ngoc" / "dies.py"
    script.parent.mkdir()
    script.write_text(_DIES.format(how=how), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(folder)], check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())}
    )
    assert done.returncode == died
    book = CrashBook(folder, lambda: "1")
    try:
        found = book.begin(AT)
    finally:
        book.end()
    if not left:
        assert found is None
        return
    assert found is not None
    text = found.read_text("utf-8")
    assert left in text
    assert "ngoc" not in text
    assert [path.name for path in folder.iterdir()] == [found.name]
    assert ('File "dies.py"' in text) == (died == -signal.SIGSEGV)


def test_the_restart_says_that_the_run_before_ended_abruptly(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    """The login says it once, and where to go on; a run that closes as it should leaves nothing to say."""
    with office_program(qtbot, qapp, tmp_path) as first:
        first.program.watch_for_crashes()
        mark = tmp_path / "reports" / "dang-chay.txt"
        died = mark.read_text("utf-8")
    assert not mark.exists()
    mark.write_text(died, encoding="utf-8")
    with program_on(qtbot, qapp, settings_in(tmp_path)) as second:
        second.program.watch_for_crashes()
        gate = second.window.gate()
        assert isinstance(gate, GatePage)
        assert gate.told.isVisible()
        assert "phần đang nhập dở còn ở màn hình Tiếp nhận" in gate.told.accessibleName()
    with program_on(qtbot, qapp, settings_in(tmp_path)) as third:
        third.program.watch_for_crashes()
        gate = third.window.gate()
        assert isinstance(gate, GatePage)
        assert not gate.told.isVisible()


def test_a_dialog_that_is_left_looks_at_no_further_device(opened: OpenDesk) -> None:
    """The person presses Esc while the devices are looked at: what is collected afterwards is delivered to nobody."""
    model = opened.program.trouble
    model.collect()
    model.leave()
    opened.settle()
    assert model.parts == ()
    devices = next(part for part in model._report.collect(lambda: True) if part.name == "thiet-bi.txt")
    assert devices.text == ""
