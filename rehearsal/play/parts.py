"""The parts of the morning, each played in a desk's process of its own: before, during and after a power cut."""

import time
from collections.abc import Callable

from PySide6.QtCore import Qt

from dossier.events import Stage
from rehearsal.play import counter, office
from rehearsal.play.scene import K, Scene

CLERK, OFFICER, LEADER, RECORDS = range(4)
_BOTH = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def first(scene: Scene) -> None:
    """The line is up: receive a known citizen; hand over, accept, assign, propose, approve."""
    hands = scene.hands
    hands.wait(400)
    hands.shoot("dang_nhap", "Đăng nhập, không cần đường truyền", "")
    scene.sit_down(CLERK)
    hands.press(K.Key_F4)
    hands.wait(500)
    scene.idle()
    hands.shoot("danh_sach", "Danh sách hồ sơ", "F4")
    counter.receive(scene, scene.person(3), "main", 1, shots=True)
    scene.keep_receipt("main")
    office.open_by_scan(scene, "main")
    hands.shoot("ho_so", "Một hồ sơ với đúng các việc được làm", "quét giấy hẹn")
    office.lead(scene, "main", Stage.HANDED_OVER)
    scene.stand_up()
    scene.sit_down(OFFICER)
    office.open_by_scan(scene, "main")
    office.lead(scene, "main", Stage.ACCEPTED)
    office.lead(scene, "main", Stage.ASSIGNED)
    office.lead_through(scene, "main", Stage.PROPOSED, ("de_xuat", "Đề xuất của công chức chuyên môn"))
    scene.stand_up()
    scene.sit_down(LEADER)
    office.open_by_scan(scene, "main")
    office.lead_through(scene, "main", Stage.APPROVED, ("duyet", "Lãnh đạo duyệt"))
    scene.until("đã gửi hết", lambda: scene.desk.outbox.counts().all_sent, 60)


def cut(scene: Scene) -> None:
    """The line is cut: two more citizens are received, a third is being typed when the power goes."""
    hands = scene.hands
    scene.cut_line()
    scene.told.cut_at = time.time()
    scene.sit_down(CLERK)
    counter.receive(scene, scene.person(5), "cut_1", 2)
    counter.receive_birth(scene, scene.mother(8), "cut_2", 30)
    hands.press(K.Key_O, _BOTH)
    hands.wait(600)
    scene.idle()
    hands.shoot("mat_ket_noi", "Mất kết nối: còn gì chưa gửi", "Ctrl+Shift+O")
    counter.begin_draft(scene, scene.person(13), 4)
    scene.save()
    print("kill", flush=True)
    hands.wait(60_000)


def second(scene: Scene) -> None:
    """After the restart: the draft is whole, chairman and văn thư sign without a line, then all goes up and out."""
    hands = scene.hands
    scene.sit_down(CLERK)
    counter.go_on_with_draft(scene, scene.person(13), "cut_3")
    scene.stand_up()
    scene.sit_down(LEADER)
    office.sign(scene, "main")
    scene.stand_up()
    scene.sit_down(RECORDS)
    office.number(scene, "main")
    scene.stand_up()
    scene.mend_line()
    scene.told.mended_at = time.time()
    scene.sit_down(OFFICER)
    office.to_counter(scene, "main")
    scene.stand_up()
    scene.sit_down(CLERK)
    hands.press(K.Key_O, _BOTH)
    scene.until("đã gửi hết", lambda: scene.desk.outbox.counts().all_sent, 90)
    hands.wait(500)
    hands.shoot("da_gui_het", "Có kết nối lại: đã đồng bộ đủ", "Ctrl+Shift+O")
    counter.hand_out(scene, "main")
    hands.press(K.Key_D, _BOTH)
    hands.wait(1500)
    scene.idle()
    hands.shoot("thiet_bi", "Thiết bị, từng lớp", "Ctrl+Shift+D")
    scene.until("đã gửi hết", lambda: scene.desk.outbox.counts().all_sent, 60)
    scene.told.all_sent = scene.desk.outbox.counts().all_sent


PARTS: dict[str, Callable[[Scene], None]] = {"first": first, "cut": cut, "second": second}
