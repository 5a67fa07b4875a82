"""Uses single parts as a screen does: rows of a form, tables, tabs, pages, dialogs, ring."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.buttons import Button, ButtonKind
from desk_client.views.kit.cards import ScrollBody
from desk_client.views.kit.choices import Choice, TextField
from desk_client.views.kit.dialogs import Dialog, PinDialog, ReasonDialog
from desk_client.views.kit.facts import Layer, LayerList, LayerState
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.labels import ElidedLabel
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.pages import PageView, Thumbnails
from desk_client.views.kit.ring import FocusRing
from desk_client.views.kit.rows import Cell, Column, GroupRow, Row, RowsModel
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tabs import Tab, TabStrip


def page(colour: str = "#FFFFFF", height: int = 877) -> QImage:
    """A page of one colour."""
    image = QImage(620, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def lines(count: int) -> tuple[Row | GroupRow, ...]:
    """Rows under two group heads."""
    rows = [Row(str(n), (Cell(f"190312-{n:04}", strong=True), Cell("Đỗ Văn Đức", "Hẹn Thứ Ba"))) for n in range(count)]
    return (GroupRow("Khai sinh · 1"), rows[0], GroupRow("Kết hôn"), *rows[1:])


@pytest.fixture
def table(kit: Kit, qtbot: QtBot) -> DossierTable:
    """A table of five rows in two groups, with the focus."""
    made = DossierTable(kit, (Column("Mã", 96), Column("Người nộp")), name="Hồ sơ")
    made.set_rows(lines(5))
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    qtbot.waitUntil(made.isActiveWindow)
    made.setFocus()
    return made


def test_a_row_says_what_is_wrong(kit: Kit, qtbot: QtBot) -> None:
    """The error stands under the field, in its description and on its edge, and goes away again."""
    field = TextField(kit)
    row = FieldRow(kit, "&Họ và tên", field)
    qtbot.addWidget(row)
    row.resize(560, 80)
    row.show()
    assert field.accessibleName() == "Họ và tên"
    row.set_error("Chưa nhập họ tên")
    assert row.error == "Chưa nhập họ tên"
    assert field.property("state") == "error"
    assert field.accessibleDescription() == "Chưa nhập họ tên"
    row.set_error(None)
    assert row.error == ""
    assert field.property("state") == ""


def test_the_label_goes_above_where_it_is_narrow(kit: Kit, qtbot: QtBot) -> None:
    """Left of the field at 100 %, above it from 130 % type and in a narrow column."""
    field = TextField(kit)
    row = FieldRow(kit, "&Họ và tên", field)
    qtbot.addWidget(row)
    row.resize(560, 80)
    row.show()
    QApplication.processEvents()
    assert field.mapTo(row, QPoint(0, 0)).x() >= 150
    row.resize(240, 100)
    QApplication.processEvents()
    assert field.mapTo(row, QPoint(0, 0)).x() < 10
    row.resize(560, 100)
    kit.look.wear(scale=Scale(150))
    QApplication.processEvents()
    assert field.mapTo(row, QPoint(0, 0)).x() < 10


def test_rows_are_a_sound_model(kit: Kit, qtbot: QtBot) -> None:
    """Qt's own tester finds no fault while rows come and go; a row is spoken as one sentence."""
    model = RowsModel((Column("Mã"), Column("Người nộp")))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(lines(5))
    model.append_rows((Row("9", (Cell("x"), Cell("y")), "Cả hàng"),))
    assert model.rowCount() == 8
    assert model.index(7, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Cả hàng"
    assert model.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "190312-0000, Đỗ Văn Đức"
    model.set_rows(())
    tester.deleteLater()


def test_a_further_page_is_asked_for_once(kit: Kit) -> None:
    """`more_wanted` comes when more is there, and not again before it was answered."""
    model = RowsModel((Column("Mã"),))
    asked: list[bool] = []
    model.more_wanted.connect(lambda: asked.append(True))
    model.set_rows((Row("1", (Cell("a"),)),), more=True)
    root = model.index(-1, -1)
    assert model.canFetchMore(root)
    model.fetchMore(root)
    assert not model.canFetchMore(root)
    assert asked == [True]


def test_the_table_is_walked_by_keys(table: DossierTable) -> None:
    """Down passes over group heads, Enter opens, Space peeks, letters do nothing."""
    opened: list[str] = []
    peeked: list[str] = []
    table.row_opened.connect(opened.append)
    table.row_peeked.connect(peeked.append)
    assert table.chosen_id() == "0"
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.chosen_id() == "1"
    QTest.keyClick(table, Qt.Key.Key_Return)
    QTest.keyClick(table, Qt.Key.Key_Space)
    QTest.keyClicks(table, "a")
    assert (opened, peeked, table.chosen_id()) == (["1"], ["1"], "1")
    QTest.keyClick(table, Qt.Key.Key_Up)
    assert table.chosen_id() == "0"


def test_the_chosen_row_stays_chosen(table: DossierTable) -> None:
    """New rows keep the choice by id; where it is gone the first row is chosen."""
    table.choose("3")
    table.set_rows(lines(8))
    assert table.chosen_id() == "3"
    table.set_rows(lines(2))
    assert table.chosen_id() == "0"


def test_rows_have_their_heights(table: DossierTable) -> None:
    """Group head 30, two lines 46; all grow with type."""
    assert (table.rowHeight(0), table.rowHeight(1)) == (30, 46)


def test_tabs_go_round_by_keys(kit: Kit, qtbot: QtBot) -> None:
    """Right and Left choose; the count is spoken."""
    strip = TabStrip(kit, (Tab("a", "Quá hạn", 5), Tab("b", "Chờ bổ sung")), name="Nhóm")
    qtbot.addWidget(strip)
    strip.show()
    assert strip.accessibleName() == "Nhóm: Quá hạn (5)"
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.current == "b"
    QTest.keyClick(strip, Qt.Key.Key_Right)
    assert strip.current == "a"


def test_a_page_is_seen_when_its_end_was(kit: Kit, qtbot: QtBot) -> None:
    """A long page is not seen before End; plus makes it larger."""
    view = PageView(kit, name="Văn bản")
    seen: list[bool] = []
    view.resize(400, 300)
    qtbot.addWidget(view)
    view.show()
    view.seen_to_end.connect(lambda: seen.append(True))
    view.set_image(page())
    assert seen == []
    QTest.keyClick(view, Qt.Key.Key_End)
    assert seen != []
    width = view.horizontalScrollBar().maximum()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > 1
    assert view.horizontalScrollBar().maximum() > width


def test_a_page_stays_white_in_the_dark(kit: Kit, qtbot: QtBot) -> None:
    """A transparent page is drawn on white, whatever the look."""
    view = PageView(kit, name="Văn bản")
    view.resize(400, 300)
    qtbot.addWidget(view)
    clear = QImage(620, 877, QImage.Format.Format_ARGB32)
    clear.fill(Qt.GlobalColor.transparent)
    view.set_image(clear)
    view.show()
    grabbed = view.grab().toImage()
    assert QColor(grabbed.pixel(200, 150)).name() == "#ffffff"


def test_thumbnails_are_turned_moved_and_deleted_by_keys(kit: Kit, qtbot: QtBot) -> None:
    """Arrows choose, Ctrl+arrow moves, Ctrl+R turns, Delete removes."""
    thumbs = Thumbnails(kit, name="Các trang")
    qtbot.addWidget(thumbs)
    told: list[tuple[str, int, int]] = []
    thumbs.chosen.connect(lambda place: told.append(("choose", place, 0)))
    thumbs.move_asked.connect(lambda place, target: told.append(("move", place, target)))
    thumbs.turn_asked.connect(lambda place: told.append(("turn", place, 0)))
    thumbs.delete_asked.connect(lambda place: told.append(("delete", place, 0)))
    thumbs.set_pages((page(), page("#EEEEEE"), page()))
    QTest.keyClick(thumbs, Qt.Key.Key_Down)
    QTest.keyClick(thumbs, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(thumbs, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(thumbs, Qt.Key.Key_Delete)
    assert told == [("choose", 1, 0), ("move", 1, 2), ("turn", 1, 0), ("delete", 1, 0)]


def test_a_reason_is_never_empty(kit: Kit, qtbot: QtBot) -> None:
    """Without words the dialog stays; a proposal may be taken; Ctrl+Enter gives it."""
    dialog = ReasonDialog(kit, None, "Từ chối hồ sơ", verb="Từ chối", proposals=("Thiếu tờ khai",))
    qtbot.addWidget(dialog)
    decided: list[str] = []
    dialog.decided.connect(decided.append)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    dialog.choose("give")
    assert dialog.isVisible()
    dialog._choice.setCurrentIndex(1)
    dialog._choice.activated.emit(1)
    assert dialog.reason() == "Thiếu tờ khai"
    QTest.keyClick(dialog._field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert decided == ["give"]


def test_esc_leaves_a_dialog_without_an_act(kit: Kit, qtbot: QtBot) -> None:
    """`decided` is told once, empty; the button does the same."""
    for leave in ("key", "button"):
        dialog = PinDialog(kit, None, "Ký văn bản")
        qtbot.addWidget(dialog)
        decided: list[str] = []
        dialog.decided.connect(decided.append)
        dialog.show()
        if leave == "key":
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            next(button for button in dialog.findChildren(Button) if button.key == "Esc").click()
        assert decided == [""]
        assert not dialog.isVisible()


def test_a_pin_is_taken_once_and_the_field_emptied(kit: Kit, qtbot: QtBot) -> None:
    """After the answer neither field nor dialog holds the PIN; wrong tries are said."""
    dialog = PinDialog(kit, None, "Ký văn bản")
    qtbot.addWidget(dialog)
    dialog.set_tries(2, wrong=True)
    dialog.show()
    field = dialog.findChild(QLineEdit)
    assert isinstance(field, QLineEdit)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    assert "còn 2 lần" in field.accessibleDescription()
    field.setText("123456")
    dialog.choose("sign")
    assert dialog.take_pin() == "123456"
    assert dialog.take_pin() == ""
    assert field.text() == ""


def test_enter_presses_the_button_that_has_the_focus(kit: Kit, qtbot: QtBot) -> None:
    """With the focus on the other button, Enter does not press the primary."""
    dialog = Dialog(kit, None, "Còn 3 hồ sơ chưa gửi về trung tâm")
    other = dialog.add_act("close", "Đóng, gửi khi mở lại")
    dialog.add_act("stay", "Ở lại", ButtonKind.PRIMARY)
    qtbot.addWidget(dialog)
    decided: list[str] = []
    dialog.decided.connect(decided.append)
    dialog.show()
    qtbot.waitUntil(dialog.isActiveWindow)
    other.setFocus()
    QTest.keyClick(other, Qt.Key.Key_Return)
    assert decided == ["close"]


def test_a_layer_has_at_most_one_button(kit: Kit, qtbot: QtBot) -> None:
    """Its button tells the id of what is asked and is described by its layer."""
    layers = LayerList(kit)
    qtbot.addWidget(layers)
    told: list[str] = []
    layers.acted.connect(told.append)
    fault = Layer(LayerState.FAULT, "Trình điều khiển", "Chưa cài", "Cách sửa", "fix.driver")
    layers.set_layers((Layer(LayerState.FINE, "Thẻ", "Đã cắm"), fault))
    (button,) = layers.findChildren(Button)
    button.click()
    assert told == ["fix.driver"]
    assert button.accessibleDescription() == "Trình điều khiển"


def test_a_long_line_shortens_itself(kit: Kit, qtbot: QtBot) -> None:
    """What does not fit ends in an ellipsis and is whole in the tooltip."""
    label = ElidedLabel("Cấp Giấy xác nhận tình trạng hôn nhân")
    qtbot.addWidget(label)
    label.resize(90, 24)
    label.show()
    assert label.text().endswith("…")
    assert label.toolTip() == label.words()
    label.resize(900, 24)
    assert label.text() == label.words()
    assert label.toolTip() == ""


def test_the_ring_stands_outside_and_is_cut_to_its_scroll_area(kit: Kit, qtbot: QtBot) -> None:
    """4 px larger than the field on each side, the first one too, and never over what lies under the scroll area."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    ring = FocusRing(app, kit.look)
    window = QWidget()
    scroll = ScrollBody(kit)
    fields = [TextField(kit, name=str(n)) for n in range(12)]
    for field in fields:
        scroll.add(field)
    column = QVBoxLayout(window)
    column.addWidget(scroll)
    column.addSpacing(60)
    window.resize(400, 260)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(window.isActiveWindow)
    fields[1].setFocus()
    overlay = window.findChild(QWidget, "focus-ring")
    assert isinstance(overlay, QWidget)
    place = QRect(fields[1].mapTo(window, QPoint(0, 0)), fields[1].size())
    assert overlay.isVisible()
    assert overlay.geometry() == place.adjusted(-4, -4, 4, 4)
    fields[0].setFocus()
    first = QRect(fields[0].mapTo(window, QPoint(0, 0)), fields[0].size())
    assert overlay.geometry() == first.adjusted(-4, -4, 4, 4)  # whole: nothing is scrolled away above it
    scroll.verticalScrollBar().setValue(1)
    assert overlay.geometry().top() > first.top() - 5
    scroll.verticalScrollBar().setValue(0)
    view = QRect(scroll.mapTo(window, QPoint(0, 0)), scroll.size())
    half_seen = next(f for f in fields if f.mapTo(window, QPoint(0, f.height())).y() > view.bottom())
    assert half_seen.mapTo(window, QPoint(0, 0)).y() < view.bottom()
    half_seen.setFocus()
    scroll.verticalScrollBar().setValue(0)
    assert overlay.isVisible()
    assert overlay.geometry().bottom() <= view.bottom()
    scroll.verticalScrollBar().setValue(scroll.verticalScrollBar().maximum())
    assert not overlay.isVisible()
    ring.deleteLater()


def test_a_choice_has_room_for_words_that_came_after_it_was_shown(kit: Kit, qtbot: QtBot) -> None:
    """Empty at first, as a list of desks is until it was read: then it wants the width of its longest entry."""
    choice = Choice(kit, name="Quầy")
    qtbot.addWidget(choice)
    choice.show()
    qtbot.waitExposed(choice)
    longest = "Tất cả các quầy của cơ quan"
    wanted = choice.fontMetrics().horizontalAdvance(longest)
    assert choice.sizeHint().width() < wanted
    choice.set_entries((("", longest), ("1", "Quầy số 1")))
    assert choice.sizeHint().width() >= wanted
