"""Draws every widget of the kit in the frame of the shell and keeps the pictures, in all looks and sizes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desk_client.views.kit.acts import ActRow
from desk_client.views.kit.bars import EmptyState, InfoBar, ProgressLine
from desk_client.views.kit.buttons import (
    DangerButton,
    GhostButton,
    IconButton,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
)
from desk_client.views.kit.cards import Card, Line, ScrollBody, SectionHead
from desk_client.views.kit.choices import CheckBox, Choice, RadioButton, TextField
from desk_client.views.kit.dialogs import PinDialog
from desk_client.views.kit.facts import FactsList, Layer, LayerList, LayerState, Step, StepList, StepState
from desk_client.views.kit.fields import FieldRow
from desk_client.views.kit.flow import Columns
from desk_client.views.kit.labels import IconLabel, Label, StatusPill, StatusText
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.pages import PageView, SignatureBox, Thumbnails
from desk_client.views.kit.ring import FocusRing
from desk_client.views.kit.rows import Cell, Column, GroupRow, Row
from desk_client.views.kit.scale import Role, Scale
from desk_client.views.kit.search import Option, SearchBox
from desk_client.views.kit.table import DossierTable
from desk_client.views.kit.tabs import Tab, TabStrip
from desk_client.views.kit.tokens import CONTRAST, DARK, LIGHT, Palette, Tone
from desk_client.views.shell.screen import Screen, ScreenSpec
from desk_client.views.shell.statusbar import DeviceWord
from desk_client.views.shell.window import MainWindow


def drawn_page() -> QImage:
    """A page with lines of words, as a scan would give it."""
    image = QImage(620, 877, QImage.Format.Format_RGB32)
    image.fill(QColor("#FBFAF6"))
    painter = QPainter(image)
    font = QFont("Tinos")
    font.setPixelSize(18)
    font.setBold(True)
    painter.setFont(font)
    painter.drawText(QRectF(0, 60, 620, 40), Qt.AlignmentFlag.AlignCenter, "QUYẾT ĐỊNH")
    font.setBold(False)
    painter.setFont(font)
    for line in range(16):
        painter.drawText(60, 150 + line * 36, "Xét đề nghị của bà Lê Thị Bích Ngọc về việc cấp giấy;")
    painter.end()
    return image


def scan_progress(kit: Kit) -> ProgressLine:
    """A scan under way."""
    progress = ProgressLine(kit, "scan")
    progress.set_progress("Đang quét trang 3…", 2, 3)
    progress.add_act(SecondaryButton(kit, "Dừng", key="Esc", small=True))
    progress.setContentsMargins(14, 6, 14, 10)
    return progress


class Intake(Screen):
    """A receive screen made of kit parts."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, ScreenSpec("receive", "g.receive", "g.receive2", "g.receive2", "receive", "F2"))
        self.body.addWidget(Columns(kit, ((self._form(kit), 56), (self._papers(kit), 44)), stack_from=175))

    def _form(self, kit: Kit) -> Card:
        card = Card(kit)
        scroll = ScrollBody(kit)
        procedure = SearchBox(kit, (Option("1", "Cấp Giấy xác nhận tình trạng hôn nhân", "1.004873 · Hộ tịch"),))
        procedure.set_current("1")
        head = SectionHead(kit, 1, "Thủ tục")
        scroll.add(head)
        scroll.add(FieldRow(kit, "&Thủ tục", procedure, help_text="1.004873 · Hộ tịch · 3 ngày làm việc"))
        scroll.add(Line(kit))
        scroll.add(SectionHead(kit, 2, "Người nộp hồ sơ", "Đủ"))
        info = InfoBar(kit, Tone.INFO, "Đã có 2 hồ sơ trước, đã điền lại. Đối chiếu với giấy tờ.")
        info.add_act(GhostButton(kit, "Bỏ", small=True))
        scroll.add(info)
        name = TextField(kit)
        name.setText("Lê Thị Bích Ngọc")
        scroll.add(FieldRow(kit, "&Họ và tên", name, (SecondaryButton(kit, "Quét CCCD/CMND", icon="card"),)))
        number = TextField(kit, letters=10)
        number.setText("261142087")
        born = TextField(kit, letters=9, name="Ngày sinh")
        born.setText("02/09/1987")
        sex = Choice(kit, (("f", "Nữ"), ("m", "Nam")), name="Giới tính")
        scroll.add(FieldRow(kit, "&Số định danh/CMND", number, (Label("Ngày sinh"), born, sex)))
        scroll.add(Line(kit))
        scroll.add(SectionHead(kit, 3, "Nội dung yêu cầu", "Còn 1 ô cần sửa", Tone.ERROR))
        self.wrong = TextField(kit)
        self.wrong.setText("118/2017")
        row = FieldRow(kit, "Quyết định &ly hôn số", self.wrong)
        row.set_error("Số phải đủ ký hiệu, ví dụ 118/2017/QĐST-HNGĐ")
        scroll.add(row)
        scroll.column.addStretch(1)
        card.add(scroll, 1)
        return card

    def _papers(self, kit: Kit) -> Card:
        card = Card(kit, "Thành phần hồ sơ", flush=True)
        scan = SecondaryButton(kit, "Quét", key="F7", icon="scan", small=True)
        scan.setEnabled(False)
        card.add_act(scan)
        card.add_act(SecondaryButton(kit, "Thêm tệp…", icon="folder", small=True))
        table = DossierTable(kit, (Column(""), Column("", 116)), name="Giấy tờ", head=False)
        table.set_rows(
            (
                Row("1", (Cell("Tờ khai theo mẫu", "Bản chính 1 · đã quét 1 trang"), Cell("Đủ", tone=Tone.DONE))),
                Row("2", (Cell("Quyết định ly hôn", "Bản sao 1"), Cell("Đang quét", tone=Tone.INFO, icon="scan"))),
                Row(
                    "3",
                    (Cell("Giấy xác nhận nơi cư trú", "Bắt buộc"), Cell("Thiếu", tone=Tone.WARNING, icon="warning")),
                ),
            )
        )
        table.choose("2")
        table.setFixedHeight(kit.look.scale.full(46) * 3)
        card.add(table)
        page = drawn_page()
        row = QHBoxLayout()
        row.setContentsMargins(14, 14, 14, 14)
        thumbs = Thumbnails(kit, name="Các trang")
        thumbs.set_pages((page, page))
        view = PageView(kit, name="Trang 1")
        view.set_image(page, SignatureBox((0.55, 0.8, 0.35, 0.12), ("Chữ ký số của", "Trần Văn Minh sẽ đặt ở đây")))
        row.addWidget(thumbs, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(view, 1)
        tools = QVBoxLayout()
        tools.addWidget(IconButton(kit, "Xoay trang", "rotate"))
        tools.addWidget(IconButton(kit, "Xóa trang", "trash"))
        tools.addStretch(1)
        row.addLayout(tools)
        card.body.addLayout(row, 1)
        card.add(scan_progress(kit))
        return card

    def foot_widget(self) -> QWidget:
        """The due date at the left, the acts at the right."""
        foot = ActRow(self.kit)
        foot.add_left(IconLabel(self.kit, "clock", 18, Tone.INFO))
        foot.add_left(Label("Hẹn trả 17:00 Thứ Ba, 19/03/2019", Role.H3))
        foot.add_left(LinkButton(self.kit, "Cách tính"))
        foot.add_act(DangerButton(self.kit, "Từ chối…"))
        foot.add_act(SecondaryButton(self.kit, "Yêu cầu bổ sung…"))
        foot.add_act(SecondaryButton(self.kit, "Lưu, nhận tiếp hồ sơ khác", key="Ctrl+Enter"))
        foot.add_act(PrimaryButton(self.kit, "Lưu, in giấy hẹn", key="F9", icon="print"))
        return foot

    def entered(self) -> None:
        """Start at the wrong field."""
        self.wrong.setFocus()


def filled_table(kit: Kit) -> DossierTable:
    """A list of dossiers in every state."""
    columns = (
        Column("Mã hồ sơ", 96),
        Column("Người nộp", 170),
        Column("Thủ tục"),
        Column("Bước hiện tại", 124, hide_compact=True),
        Column("Hẹn trả", 72),
        Column("Tình trạng", 140),
    )
    table = DossierTable(kit, columns, name="Hồ sơ")
    states = (
        Cell("Quá hạn 1 ngày", tone=Tone.ERROR),
        Cell("Còn 1 ngày", tone=Tone.WARNING),
        Cell("Dừng tính hạn", tone=Tone.QUIET, icon="pause"),
        Cell("Chưa gửi", tone=Tone.WARNING, icon="offline"),
        Cell("Còn 2 ngày", tone=Tone.QUIET),
        Cell("2/4 tệp", share=(2, 4)),
    )
    rows: list[Row | GroupRow] = [GroupRow("Xác nhận tình trạng hôn nhân · 6")]
    for n in range(14):
        code = Cell(f"190312-{n:04}", strong=True)
        name, what = Cell("Nguyễn Thị Kim Phượng"), Cell("Xác nhận tình trạng hôn nhân")
        rows.append(
            Row(str(n), (code, name, what, Cell("Chờ cấp số", tone=Tone.QUIET), Cell("T6 15/03"), states[n % 6]))
        )
    table.set_rows(tuple(rows))
    return table


class Listing(Screen):
    """A list screen made of kit parts."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, ScreenSpec("list", "g.list", "g.list", "g.list2", "list", "F4"))
        tabs = (Tab("me", "Chờ tôi xử lý", 6), Tab("late", "Quá hạn", 5), Tab("open", "Đang giải quyết", 58))
        strip = TabStrip(kit, tabs, name="Nhóm")
        strip.choose("open")
        self.set_strip(strip)
        row = QHBoxLayout()
        card = Card(kit, flush=True)
        self.table = filled_table(kit)
        card.add(self.table, 1)
        row.addWidget(card, 1)
        row.addWidget(self._side(kit))
        self.body.addLayout(row)

    def _side(self, kit: Kit) -> Card:
        card = Card(kit)
        card.setFixedWidth(kit.look.scale.space(288))
        side = ScrollBody(kit)
        card.add(side, 1)
        side.add(Label("190312-0007", Role.CODE))
        side.add(Label("Bùi Thế Khải", Role.H2))
        side.add(StatusPill(kit, Tone.WARNING, "Còn 1 ngày"))
        facts = FactsList(kit)
        facts.set_facts((("CMND", "260 987 114"), ("Cư trú", "12/3 Trần Hưng Đạo, P. Phú Thủy, TP. Phan Thiết")))
        side.add(facts)
        side.add(Line(kit))
        side.add(Label("Quá trình giải quyết", Role.H3))
        steps = StepList(kit)
        steps.set_steps(
            (
                Step(StepState.DONE, "Tiếp nhận, hẹn trả 15/03", "T3 12/03 09:21 · Nguyễn Thị Hoa"),
                Step(StepState.NOW, "Đang giải quyết", "Phạm Văn Lộc"),
                Step(StepState.NEXT, "Tiếp theo: trình Chủ tịch ký", "trước 17:00 Thứ Năm, 14/03"),
            )
        )
        side.add(steps)
        side.column.addStretch(1)
        return card

    def foot_widget(self) -> QWidget:
        """One act."""
        foot = QWidget()
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(PrimaryButton(self.kit, "Mở hồ sơ", key="Enter", icon="open"))
        row.addWidget(SecondaryButton(self.kit, "In phiếu kiểm soát", icon="print"))
        row.addStretch(1)
        row.addWidget(StatusText(self.kit, Tone.QUIET, "1 hồ sơ đang chọn", "info"))
        return foot

    def entered(self) -> None:
        """Start in the table."""
        self.table.choose("3")
        self.table.setFocus()


class Parts(Screen):
    """The device panel, states and empty place."""

    def __init__(self, kit: Kit) -> None:
        super().__init__(kit, ScreenSpec("devices", "g.devices", "g.devices", "g.devices", "token", "Ctrl+Shift+D", 1))
        row = QHBoxLayout()
        left = Card(kit, "Token ký số")
        left.add_act(SecondaryButton(kit, "Kiểm tra lại", icon="sync", small=True))
        layers = LayerList(kit)
        layers.set_layers(
            (
                Layer(LayerState.FINE, "Dịch vụ thẻ", "Đang chạy"),
                Layer(LayerState.FAULT, "Trình điều khiển", "Chưa cài phần mềm của nhà cung cấp", "Cách sửa", "fix"),
                Layer(LayerState.WARNING, "Máy quét", "Kẹt giấy", "Quét thử", "try"),
                Layer(LayerState.WAITING, "Chứng thư", "Chưa kiểm tra được: chờ bước trên"),
            )
        )
        left.add(layers)
        left.body.addStretch(1)
        row.addWidget(left, 1)
        middle = Card(kit, "Trạng thái")
        line = QHBoxLayout()
        for button in (PrimaryButton, SecondaryButton, DangerButton, GhostButton):
            line.addWidget(button(kit, "Ế Ộ Ẩ"))
        middle.body.addLayout(line)
        off = PrimaryButton(kit, "Lưu, in giấy hẹn", key="F9", icon="print")
        off.setEnabled(False)
        middle.add(off)
        locked = TextField(kit)
        locked.setText("Khóa")
        locked.setEnabled(False)
        middle.add(locked)
        for tone, text in ((Tone.ERROR, "Quá hạn"), (Tone.WARNING, "Còn 1 ngày"), (Tone.DONE, "Đúng hẹn")):
            middle.add(StatusPill(kit, tone, text))
        check = CheckBox(kit, "Đã chọn")
        check.setChecked(True)
        middle.add(check)
        middle.add(CheckBox(kit, "Chưa chọn"))
        radio = RadioButton(kit, "Trực tiếp tại Bộ phận Một cửa")
        radio.setChecked(True)
        middle.add(radio)
        middle.add(RadioButton(kit, "Qua dịch vụ bưu chính công ích"))
        middle.add(InfoBar(kit, Tone.WARNING, "Giấy hẹn đã lưu. Nạp giấy, bấm F8.", head="Máy in hết giấy A5"))
        middle.add(InfoBar(kit, Tone.DONE, "Văn bản không bị sửa sau khi ký.", head="Chữ ký số hợp lệ"))
        middle.body.addStretch(1)
        row.addWidget(middle, 1)
        empty = Card(kit)
        way = GhostButton(kit, "Xem hồ sơ sắp đến hạn (7)")
        empty.add(EmptyState(kit, "Không có hồ sơ quá hạn", "Kiểm tra lúc 08:14 trên dữ liệu của máy này.", act=way))
        row.addWidget(empty, 1)
        self.body.addLayout(row)


WORDS = {
    "g.receive": "Tiếp nhận hồ sơ",
    "g.receive2": "Tiếp nhận",
    "g.list": "Danh sách hồ sơ",
    "g.list2": "Danh sách",
    "g.devices": "Thiết bị",
}


def dressed_window(kit: Kit) -> MainWindow:
    """The frame with three screens and every word in place."""
    window = MainWindow(kit)
    for screen in (Intake(kit), Listing(kit), Parts(kit)):
        window.add_screen(screen)
    window.set_entries(("receive", "list", "search", "devices"))
    window.set_office("UBND phường Phú Thủy", "Bộ phận Một cửa")
    window.set_person("Nguyễn Thị Hoa", "Một cửa · Quầy 1")
    window.set_drill_day("Thứ Năm, 14/03/2019 · 08:14", "14/03/2019 · 08:14")
    window.set_count("devices", 2)
    text = "Còn 3 hồ sơ, 7 tệp chưa gửi về trung tâm · mất kết nối từ 08:02, cứ làm tiếp"
    window.set_sync(Tone.WARNING, "offline", text)
    window.set_draft_saved("08:14:05")
    window.set_devices((DeviceWord("Máy in"), DeviceWord("Máy quét"), DeviceWord("Đầu đọc mã vạch")))
    window.resize(1366, 768)
    return window


LOOKS = [(LIGHT, 100), (DARK, 100), (CONTRAST, 100), (LIGHT, 150), (LIGHT, 200)]


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look[0].name.value}-{look[1]}")
def test_every_part_is_drawn_in_every_look(
    qtbot: QtBot, kit: Kit, worded: Callable[[dict[str, str]], Kit], tmp_path: Path, look: tuple[Palette, int]
) -> None:
    """Each screen of the gallery gives a picture with more than a few colours."""
    palette, percent = look
    qapp = QApplication.instance()
    assert isinstance(qapp, QApplication)
    kit.look.wear(palette, Scale(percent))
    ring = FocusRing(qapp, kit.look)
    window = dressed_window(worded(WORDS))
    qtbot.addWidget(window)
    window.show()
    for name in ("receive", "list", "devices"):
        assert window.show_screen(name)
        if name == "list":
            window.offer_undo("Đã chuyển 3 hồ sơ cho Tư pháp - Hộ tịch", lambda: None)
        qapp.processEvents()
        qapp.processEvents()
        picture = window.grab()
        assert picture.save(str(tmp_path / f"{name}_{palette.name.value}_{percent}.png"))
        image = picture.toImage()
        colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
        assert len(colours) > 20
    dialog = PinDialog(kit, window, "Ký văn bản số 61/UBND-XNTTHN", "Lê Thị Bích Ngọc · Giấy xác nhận")
    dialog.set_tries(2, wrong=True)
    dialog.open()
    qapp.processEvents()
    assert dialog.grab().save(str(tmp_path / f"pin_{palette.name.value}_{percent}.png"))
    dialog.reject()
    ring.deleteLater()
