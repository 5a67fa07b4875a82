"""Every screen and dialog in three looks: named, reachable in order by Tab, uncut, unambiguous, readable."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desk_client import belongings
from desk_client.views.kit.buttons import PrimaryButton
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.icons import IconSet
from desk_client.views.kit.look import Look
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import CONTRAST, DARK, LIGHT, Palette
from desk_client.views.shell.sidebar import Entry, NavButton
from dossier.text import fold
from tests.desk_client.looks.__main__ import read_call
from tests.desk_client.looks.dialog_sights import unseen
from tests.desk_client.looks.house import furnish
from tests.desk_client.looks.judge import judge
from tests.desk_client.looks.rounds import everything

LOOKS = [(LIGHT, Scale(100)), (DARK, Scale(150)), (CONTRAST, Scale(200))]
SIGHTS = 128
"""At least so many screens, dialogs and states of them are seen."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of the office, furnished once and copied for each look."""
    folder = tmp_path_factory.mktemp("looks") / "house"
    furnish(folder)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0].name.value}-{look[1].percent}")
def test_every_sight_is_good(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, house: Path, look: tuple[Palette, Scale]
) -> None:
    """No fault in any sight of the whole program, from the first run to the leader's PIN."""
    shutil.copytree(house, tmp_path / "house")
    found: dict[str, list[str]] = {}
    kinds: set[type] = set()

    def visit(name: str, root: QWidget) -> None:
        found[name] = judge(root)
        kinds.add(type(root))

    everything(qtbot, qapp, tmp_path, look, visit)
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert len(found) >= SIGHTS
    assert unseen(kinds) == set()


def _named(*texts: str) -> list[QPushButton]:
    buttons = [QPushButton(text) for text in texts]
    for button in buttons:
        button.setAccessibleName(button.text().replace("&", ""))
    return buttons


def _row(root: QWidget, *widgets: QWidget) -> None:
    box = QHBoxLayout(root)
    for widget in widgets:
        box.addWidget(widget)


def _nameless(root: QWidget) -> None:
    _row(root, QLineEdit())


def _twice(root: QWidget) -> None:
    _row(root, *_named("Mở", "Mở"))


def _by_pointer_only(root: QWidget) -> None:
    from PySide6.QtCore import Qt

    (button,) = _named("Mở")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    _row(root, button)


def _backwards(root: QWidget) -> None:
    first, second = _named("Một", "Hai")
    box = QHBoxLayout(root)
    box.addWidget(second)
    box.insertWidget(0, first)


def _cut(root: QWidget) -> None:
    label = QLabel("Họ, chữ đệm, tên người nộp hồ sơ")
    label.setFixedWidth(40)
    _row(root, label)


def _over(root: QWidget) -> None:
    first, second = _named("Một", "Hai")
    for button in (first, second):
        button.setParent(root)
        button.setGeometry(10, 10, 80, 30)


def _high(root: QWidget) -> None:
    label = QLabel("Một")
    label.setMinimumHeight(800)
    QVBoxLayout(root).addWidget(label)


def _kit() -> Kit:
    look = Look(QApplication.instance(), IconSet(belongings.load_icons()))  # type: ignore[arg-type]
    return Kit(look, belongings.load_speaker("vi"), fold)


def _under_its_count(root: QWidget) -> None:
    entry = NavButton(_kit(), Entry("sign", "Chờ cấp số, đóng dấu và ký", "Ký", "pen"))
    entry.set_count(3)
    entry.setFixedWidth(224)
    _row(root, entry)


def _end_of_a_name(root: QWidget) -> None:
    (button,) = _named("Mở")
    field = QLineEdit("Công Tằng Tôn Nữ Thị Bích Ngọc Phương Thảo")
    field.setAccessibleName("Người nhận")
    field.setFixedWidth(90)
    _row(root, button, field)
    button.setFocus()


def _pushed_aside(root: QWidget) -> None:
    kit, column = _kit(), QVBoxLayout(root)
    root.setMinimumWidth(700)
    rows = [FieldRow(kit, words, QLineEdit()) for words in ("Họ và tên", "Số định danh cá nhân hoặc mã số thuế")]
    for row in rows:
        column.addWidget(row)
        row.label.setMaximumWidth(600)
        row.label.setWordWrap(False)


def _on_the_side(root: QWidget) -> None:
    entry = NavButton(_kit(), Entry("lock", "Khóa máy", "Khóa", "lock"))
    _row(root, entry)
    entry.setFocus()


def _scrolled_away(root: QWidget) -> None:
    inside, area = QWidget(), QScrollArea()
    _row(inside, PrimaryButton(_kit(), "Lưu"))
    inside.setMinimumHeight(400)
    area.setWidget(inside)
    area.setFixedHeight(60)
    _row(root, area)


def _same_letter(root: QWidget) -> None:
    _row(root, *_named("&Mở", "&Mua"))


def _bare(root: QWidget) -> None:
    _row(root, QLabel("⟦receive.title⟧"))


def _pale(root: QWidget) -> None:
    label = QLabel("Chờ duyệt")
    label.setStyleSheet("color: #999999; background: #FFFFFF;")
    _row(root, label)


PLANTED = {
    "nameless": _nameless,
    "twice_named": _twice,
    "unreachable": _by_pointer_only,
    "out_of_order": _backwards,
    "cut_words": _cut,
    "cut_words over": _over,
    "cut_words count": _under_its_count,
    "cut_beginnings": _end_of_a_name,
    "ragged_fields": _pushed_aside,
    "strayed_focus": _on_the_side,
    "too_large": _high,
    "below_the_fold": _scrolled_away,
    "clashing_letters": _same_letter,
    "bare_ids": _bare,
    "pale_words": _pale,
}


@pytest.mark.parametrize("name", PLANTED)
def test_each_fault_is_seen(qtbot: QtBot, name: str) -> None:
    """The judge itself: each fault, planted alone, is found and called by its name."""
    plant: Callable[[QWidget], None] = PLANTED[name]
    root = QDialog()
    qtbot.addWidget(root)
    plant(root)
    root.show()
    qtbot.waitUntil(root.isVisible)
    QApplication.processEvents()
    assert name.split(maxsplit=1)[0] in {finding.split(":")[0] for finding in judge(root)}


def test_a_call_names_a_folder_and_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """Help makes no folder of its name; what is no look, or stands in the place of the folder, is said."""
    assert read_call(["out", "dark", "150"]) == (Path("out"), frozenset({"dark", "150"}))
    assert read_call([]) == (Path("build/looks"), frozenset())
    for words, code in ((["--help"], 0), (["out", "pink"], 2), (["dark"], 2)):
        with pytest.raises(SystemExit) as ended:
            read_call(words)
        assert ended.value.code == code
    assert "light dark contrast 100 150 200" in capsys.readouterr().out
