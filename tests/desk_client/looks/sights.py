"""Every screen and dialog of the program in the order of a day: login, counter, officer, records clerk, leader."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QApplication, QDialog

from desk_client.ports import DeskFault
from desk_client.services.day_calls import Call, CallSight
from desk_client.services.day_register import Span
from desk_client.services.deputising import Lent
from desk_client.services.dossier_papers import DossierPaper
from desk_client.services.filters import DueWindow, ListFilter
from desk_client.services.listing import Standing
from desk_client.services.printing import PaperKind
from desk_client.services.reusing import EarlierPages
from desk_client.store.tabs import Tab
from desk_client.views.day.dialogs import DeliveredDialog
from desk_client.views.day.screen import DayScreen
from desk_client.views.deputies.dialogs import LendDialog, TakeBackDialog
from desk_client.views.deputies.screen import DeputiesScreen
from desk_client.views.devices.screen import DevicesScreen
from desk_client.views.dossier.dialogs import ProposeDialog
from desk_client.views.dossier.screen import DossierScreen
from desk_client.views.gate.enrol import EnrolGate
from desk_client.views.kit.dialogs import PinDialog
from desk_client.views.listing.screen import ListScreen
from desk_client.views.outbox.screen import OutboxScreen
from desk_client.views.papers.list_dialog import PapersDialog
from desk_client.views.papers.reuse_dialog import ReuseDialog
from desk_client.views.receive.screen import ReceiveScreen
from desk_client.views.receive.slips import SupplementDialog
from desk_client.views.returning.screen import ReturnScreen
from desk_client.views.sign.screen import SignScreen
from dossier.acts import ActKind, FileRef
from dossier.events import Stage
from dossier.forecast import Forecast
from dossier.identifiers import DossierId, PersonId
from dossier.messages import message
from dossier.roles import Person, SigningFor
from dossier.values import Reuse
from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.frame.open_desk import OpenDesk
from tests.desk_client.looks.admin_sights import instructions
from tests.desk_client.looks.dialog_sights import copies, papers, password, scans, token_choice
from tests.desk_client.looks.house import LONG_NAME, simulators
from tests.desk_client.looks.rare_sights import half_signed, keep_hand, other_roles
from tests.desk_client.looks.told_sights import revocations, sender
from tests.desk_client.looks.walk import Visit, Walk
from tests.desk_client.receive.counter import CARD, drawn_paper
from token_signing.devices.software import SoftwareToken


def every_sight(desk: OpenDesk, folder: Path, visit: Visit) -> None:
    """Go through the whole program; ends with the leader at the sign screen."""
    walk = Walk(desk, visit)
    _login(walk)
    walk.sit_down("hoa")
    _receive(walk, folder)
    _list(walk)
    _clerk_dossier(walk)
    _return(walk)
    _day(walk)
    _frame(walk)
    other_roles(walk)
    walk.sit_down("loc")
    _officer(walk)
    walk.sit_down("suong")
    _records(walk)
    walk.sit_down("minh")
    _leader(walk)


def first_run(desk: OpenDesk, visit: Visit) -> None:
    """The gate of a new machine: ticket, what is wrong with it, code."""
    walk = Walk(desk, visit)
    walk.see("ghi-danh-phieu")
    gate = desk.window.findChild(EnrolGate)
    assert isinstance(gate, EnrolGate)
    gate._model.take_text("không phải phiếu")
    walk.see("ghi-danh-phieu-sai")
    gate._model.take_text("motcua-enrol:1|http://127.0.0.1:9||ABCD-EFGH-0001")
    walk.see("ghi-danh-ma")
    gate._model.enrol("Quầy 2")
    desk.until(lambda: bool(gate._model.trouble))
    walk.see("ghi-danh-khong-noi-duoc")


def closed_store(desk: OpenDesk, visit: Visit) -> None:
    """The gate before a store that cannot be opened."""
    Walk(desk, visit).see("khong-mo-duoc-du-lieu")


def _login(walk: Walk) -> None:
    behaviour = walk.desk.program.behaviour
    assert behaviour is not None
    gate = behaviour.login
    walk.desk.until(lambda: gate.people.rows.rowCount() == 4)
    walk.see("dang-nhap")
    gate.tell(walk.window.kit.say("trouble.ended"))
    walk.see("dang-nhap-sau-su-co")
    gate.told.hide()
    gate.people.choose("hoa")
    gate.password.setText("sai")
    gate._try()
    walk.desk.until(lambda: bool(gate.password_row.error))
    walk.see("dang-nhap-sai")


def _receive(walk: Walk, folder: Path) -> None:
    screen = walk.screen("receive")
    assert isinstance(screen, ReceiveScreen)
    model = screen.model
    walk.see("tiep-nhan-trong")
    feeder = SimulatedFeeder(simulators(folder) / "scanner")
    feeder.put("1.jpg", drawn_paper("QUYẾT ĐỊNH"))
    feeder.put("2.jpg", drawn_paper("TRANG HAI"))
    screen.scan_card(CARD)
    walk.rest()
    model.choose_procedure("1.004873")
    for field, value in (
        ("muc_dich", "ket_hon"),
        ("ket_hon_voi", "Trần Quốc Hưởng"),
        ("tinh_trang", "da_ly_hon"),
        ("so_ly_hon", "118/2017"),
    ):
        model.type_field(field, value)
    walk.rest()
    model.papers.choose("LH")
    model.papers.scan()
    walk.rest()
    screen.go_to("field.so_ly_hon")
    model.leave("field.so_ly_hon")
    walk.see("tiep-nhan-dang-nhap")
    walk.dialog("tiep-nhan-cach-tinh", screen.open_due)
    walk.dialog("tiep-nhan-phi", screen.open_fee)
    walk.dialog("tiep-nhan-bo-sung", screen.open_ask, _ask_without_reason)
    walk.dialog("tiep-nhan-tu-choi", screen.open_refuse, _press("give"))
    model.papers.delete(0)
    walk.see("tiep-nhan-hoan-tac")
    walk.window.undo.take_back()
    model.save()
    walk.see("tiep-nhan-con-thieu")
    screen.procedure.aside.click()
    walk.see("tiep-nhan-nhap-do")
    model.choose_procedure("2.000815")
    walk.see("tiep-nhan-tra-ngay")
    model.twins.twin = walk.desk.desk.parts.queries.dossier(walk.in_stage(Stage.RECEIVED))
    model.twins.changed.emit()
    walk.see("tiep-nhan-trung")
    walk.dialog("tiep-nhan-tro-giup", walk.window.keyboard.show_help)
    instructions(walk)
    model.begin_new()
    walk.rest()


def _ask_without_reason(dialog: QDialog) -> None:
    assert isinstance(dialog, SupplementDialog)
    dialog.reason.choice.choose("")
    dialog.choose("give")


def _press(act: str) -> Callable[[QDialog], None]:
    """Presses the verb with nothing filled in: the dialog stays and says what is missing."""

    def press(dialog: QDialog) -> None:
        dialog.choose(act)  # type: ignore[attr-defined]

    return press


def _list(walk: Walk) -> None:
    screen = walk.screen("list")
    assert isinstance(screen, ListScreen)
    screen.model.choose_tab(Tab.OPEN)
    walk.rest()
    screen.table.selectRow(0)
    walk.see("danh-sach")
    screen.step_back()
    screen._toggle_look()
    walk.see("danh-sach-xem-nhanh")
    screen._toggle_look()
    chosen = screen.table.selectionModel()
    for row in range(6):
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        chosen.select(screen.table.rows.index(row, 0), flags)
    walk.see("danh-sach-nhieu")
    for tab in (Tab.LATE, Tab.WAITING_PAPERS, Tab.DONE):
        screen.model.choose_tab(tab)
        walk.see(f"danh-sach-{tab.value}")
    walk.dialog("danh-sach-loc", screen.ask_filter)
    screen.model.keep_filter(ListFilter("Khai sinh quá hạn của tôi", own=True, due=DueWindow.LATE))
    walk.see("danh-sach-bo-loc")
    walk.dialog("danh-sach-loc-da-giu", screen.ask_filter)
    screen.search("không có ai tên thế này")
    walk.see("danh-sach-khong-thay")
    walk.dialog("danh-sach-tro-giup", walk.window.keyboard.show_help)
    screen.model.choose_tab(Tab.OPEN)
    walk.rest()


def _open(walk: Walk, dossier: str) -> DossierScreen:
    assert walk.desk.program.screens is not None
    walk.desk.program.screens.open_dossier(dossier)
    walk.rest()
    screen = walk.window.screen_named("dossier")
    assert isinstance(screen, DossierScreen)
    return screen


def _clerk_dossier(walk: Walk) -> None:
    screen = _open(walk, walk.in_stage(Stage.RECEIVED))
    walk.see("ho-so-quay")
    sender(walk, screen)
    walk.dialog("ho-so-tro-giup", walk.window.keyboard.show_help)
    walk.dialog("ho-so-dinh-kem", lambda: screen._asking.ask(ActKind.ATTACH_PAPER), _press("give"))
    walk.dialog("ho-so-giay", screen.ask_papers)
    kit = walk.window.kit
    walk.dialog("giay-lay-lai", lambda: screen._asking._reuse(_earlier(), 1, f"Giấy khai sinh của {LONG_NAME}"))
    walk.dialog("giay-lay-lai-trong", lambda: ReuseDialog(kit, screen, (), "Giấy khai sinh").ask())
    walk.dialog("ho-so-sua", lambda: screen._asking.ask(ActKind.AMEND), _press("give"))
    walk.dialog("ho-so-ghi-chu", lambda: screen._asking.ask(ActKind.NOTE), _press("give"))
    scans(walk, screen)
    papers(walk, screen)
    owing = next(
        state for state in walk.desk.desk.parts.queries.by_stage((Stage.RECEIVED, Stage.AT_COUNTER)) if state.fee_left
    )
    _open(walk, owing.id)
    walk.dialog("ho-so-thu-phi", lambda: screen._asking.ask(ActKind.COLLECT_FEE))


def _return(walk: Walk) -> None:
    screen = walk.screen("return")
    assert isinstance(screen, ReturnScreen)
    walk.see("tra-danh-sach")
    screen.list.field.setText("không có")
    walk.see("tra-khong-thay")
    screen.list.field.clear()
    screen.open_dossier(walk.in_stage(Stage.AT_COUNTER))
    walk.see("tra-ho-so")
    screen.model.set_authorised(authorised=True)
    screen.enter_pressed()
    walk.see("tra-thieu-nguoi-nhan")
    walk.dialog("tra-chua-trao", screen.ask_later, _press("give"))
    walk.dialog("tra-tro-giup", walk.window.keyboard.show_help)
    screen.open_dossier(walk.in_stage(Stage.LEADER_SIGNED))
    walk.see("tra-chua-xong")
    screen.step_back()


def _day(walk: Walk) -> None:
    screen = walk.screen("day")
    assert isinstance(screen, DayScreen)
    walk.see("so-theo-doi")
    screen.model.move(-5)
    walk.see("so-trong")
    screen.model.choose_span(Span.YEAR)
    screen.model.choose_merged(merged=True)
    walk.see("so-nam-gop")
    screen.print_tab()
    walk.see("so-dang-in")
    screen.ask_papers()
    walk.rest()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PapersDialog)
    dialog.reject()
    walk.dialog("so-giay-cua-ho-so", lambda: screen._open(PapersDialog(walk.window.kit, screen, _day_papers(), "")))
    screen.strip.choose("cash")
    walk.see("thu-phi-trong")
    screen.strip.choose("closing")
    walk.see("doi-soat")
    screen.model.close_day(screen.model.closing_day)
    walk.see("doi-soat-da-dong")
    screen.strip.choose("post")
    walk.see("buu-gui-trong")
    _calls(walk, screen)
    walk.dialog("so-tro-giup", walk.window.keyboard.show_help)
    walk.dialog(
        "buu-gui-da-phat", lambda: screen._open(DeliveredDialog(walk.window.kit, screen, LONG_NAME)), _press("give")
    )


def _calls(walk: Walk, screen: DayScreen) -> None:
    """The list of calls: not known without a line, as the centre gives it, read before the line went, and one call."""
    screen.strip.choose("calls")
    walk.see("goi-dien-mat-mang")
    at = datetime(2019, 3, 13, 16, 5)
    words = "Hồ sơ đã có kết quả. Mời mang giấy hẹn đến Bộ phận Một cửa nhận kết quả trong giờ làm việc."
    who = DossierId(walk.in_stage(Stage.AT_COUNTER))
    calls = tuple(
        Call(tries, who, f"000.04.31.H11-190312-000{tries}", name, "0908 213 657", words, at, tries, here=True)
        for tries, name in enumerate(("Lê Thị Bích Ngọc", LONG_NAME, "Đặng Thị Ỷ"))
    )
    screen.calls_model.sight = CallSight(calls, at)
    screen.calls_model.changed.emit()
    walk.see("goi-dien")
    screen.calls_model.sight = CallSight(calls, at, message("day.calls.offline"))
    screen.calls_model.changed.emit()
    walk.see("goi-dien-doc-truoc")
    walk.dialog("goi-dien-mot-nguoi", screen.ask_call, _press("give"))


def _day_papers() -> tuple[DossierPaper, ...]:
    at = datetime(2019, 3, 14, 8, 5)
    kinds = (PaperKind.RECEIPT, PaperKind.CONTROL_SLIP, PaperKind.APOLOGY, PaperKind.OVERDUE_NOTICE)
    return (
        *(DossierPaper(kind, "", at, printed) for printed, kind in enumerate(kinds)),
        DossierPaper(PaperKind.FEE_RECEIPT, "0000012/2019", at),
    )


def _frame(walk: Walk) -> None:
    program, window = walk.desk.program, walk.window
    screen = walk.screen("outbox")
    assert isinstance(screen, OutboxScreen)
    walk.desk.until(lambda: bool(screen.model.tasks))
    walk.see("dong-bo")
    screen.strip.choose("tasks")
    walk.see("dong-bo-vuong-mac")
    screen._open_task(screen.tasks.chosen_id())
    walk.see("dong-bo-mot-viec")
    walk.dialog("dong-bo-dong-viec", screen.detail._close, _press("done"))
    walk.dialog("dong-bo-tro-giup", window.keyboard.show_help)
    walk.screen("queue")
    walk.see("hang-gui")
    devices = walk.screen("devices")
    assert isinstance(devices, DevicesScreen)
    assert program.screens is not None
    walk.desk.until(lambda: not program.screens.devices.busy)
    walk.see("thiet-bi")
    revocations(walk, devices)
    walk.dialog("thiet-bi-tro-giup", window.keyboard.show_help)
    walk.dialog("tim-chuc-nang", window.keyboard.show_finder)
    assert program.behaviour is not None
    behaviour = program.behaviour
    walk.dialog("ma-chua-biet", lambda: behaviour._ask_unknown("8934563138165"))
    walk.dialog("dong-chuong-trinh", behaviour.may_close)
    walk.dialog("loi-co-cach-xu-ly", lambda: program.teller.tell(DeskFault("disk_full")))
    walk.dialog("bao-su-co", program.ask_report)
    walk.dialog("su-co", lambda: program.teller.tell(ValueError("x")))
    password(walk)


def _officer(walk: Walk) -> None:
    walk.screen("list")
    walk.see("danh-sach-chuyen-mon")
    screen = _open(walk, walk.in_stage(Stage.ASSIGNED))
    walk.see("ho-so-chuyen-mon")
    assert screen.way.how.isVisible()
    walk.dialog("ho-so-cach-tinh", screen.way.explain)
    walk.dialog("ho-so-de-xuat", lambda: screen._asking.ask(ActKind.PROPOSE), _deny)
    walk.dialog("ho-so-phieu-kiem-soat", screen.way.show_slip)
    case = screen.model.case
    assert case is not None
    late = Forecast(datetime(2019, 3, 22, 10, 15), Stage.ASSIGNED, 1260, 24)
    risk = replace(case, forecast=late, standing=Standing.AT_RISK, days=2)
    screen.head.show_case(risk, (0, 0))
    screen.way.show_case(risk, case.at.date())
    walk.see("ho-so-co-the-tre")
    for kind in (ActKind.PROPOSE_SUPPLEMENT, ActKind.ASK_PAYMENT, ActKind.ASK_OPINION, ActKind.VERIFY_ON_SITE):
        walk.dialog(f"viec-khac-{kind.value}", partial(screen._asking.ask, kind), _press("give"))
    screen = _open(walk, walk.in_stage(Stage.SIGNED))
    walk.see("ho-so-da-ky")
    walk.dialog("ho-so-ke", lambda: screen._asking.ask(ActKind.HAND_RESULT))


def _deny(dialog: QDialog) -> None:
    assert isinstance(dialog, ProposeDialog)
    dialog.deny.setChecked(True)
    dialog.choose("give")


def _earlier() -> tuple[EarlierPages, ...]:
    """Pages that were digitised before, with a long name among them."""
    file, at = FileRef("a" * 64, 30_000, 2), datetime(2019, 1, 8, 9, 30)
    result = EarlierPages(file, Reuse(DossierId("x"), result=True), "", "Khai sinh", "000.04.31.H11-190108-0003", at)
    paper = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất"
    return result, replace(result, where=Reuse(DossierId("x")), name=paper), replace(result, name="Tờ khai")


def _records(walk: Walk) -> None:
    _open(walk, walk.in_stage(Stage.LEADER_SIGNED))
    walk.see("ho-so-van-thu")
    copies(walk, _open(walk, walk.in_stage(Stage.AT_COUNTER)))
    sign = walk.screen("sign")
    assert isinstance(sign, SignScreen)
    walk.see("cho-cap-so")
    walk.dialog("cho-cap-so-dong-dau", sign.ask_paper)


def _leader(walk: Walk) -> None:
    screen = _open(walk, walk.in_stage(Stage.PROPOSED))
    walk.see("ho-so-lanh-dao")
    walk.dialog("ho-so-duyet", lambda: screen._asking.ask(ActKind.APPROVE))
    walk.dialog("viec-khac-apologise", lambda: screen._asking.ask(ActKind.APOLOGISE), _press("give"))
    walk.dialog("ho-so-tra-lai", lambda: screen._asking.ask(ActKind.SEND_BACK), _press("give"))
    sign = walk.screen("sign")
    assert isinstance(sign, SignScreen)
    walk.see("cho-ky")
    token = walk.desk.desk.devices.tokens()[0].token
    assert isinstance(token, SoftwareToken)
    token.plug()
    walk.desk.until(lambda: sign.model.token.sight is not None and sign.model.token.sight.usable)
    for _ in range(30):
        if sign.model.preview.seen_to_end:
            break
        sign.page.view.read_on()
        walk.rest()
    walk.see("cho-ky-da-xem")
    walk.dialog("cho-ky-ma-pin", sign.ask_one, _wrong_pin)
    walk.dialog("cho-ky-danh-dau", sign.ask_ticks)
    sign.model.tick_all()
    walk.see("cho-ky-da-danh-dau")
    walk.dialog("cho-ky-nhieu", sign.ask_many, half_signed)
    token_choice(walk, sign)
    walk.dialog("cho-ky-anh-chu-ky", sign.ask_picture, partial(keep_hand, sign))
    sign.model.choose(next(line.id for line in sign.model.lines if ActKind.SEND_BACK in line.acts))
    walk.rest()
    walk.dialog("cho-ky-tra-lai", sign.ask_back, _press("give"))
    walk.dialog("cho-ky-ky-tay", sign.ask_paper, _press("confirm"))
    walk.dialog("cho-ky-tro-giup", walk.window.keyboard.show_help)
    token.unplug()
    _deputies(walk)


def _deputies(walk: Walk) -> None:
    """Who signs for whom: nothing yet, then both lists, and the dialogs."""
    screen = walk.screen("deputies")
    assert isinstance(screen, DeputiesScreen)
    walk.see("uy-quyen-trong")
    sight = screen.model.sight
    assert sight is not None
    who = Person(PersonId("x"), LONG_NAME, "Phó Chủ tịch Ủy ban nhân dân phường Phú Thủy", "x")
    basis = "Quyết định số 1245/QĐ-UBND ngày 11/03/2019 về phân công nhiệm vụ Chủ tịch, Phó Chủ tịch"
    lent = Lent(
        who.id, who.name, who.title, PersonId("y"), "Trần Văn Minh", "Chủ tịch", SigningFor.KT,
        date(2019, 3, 11), date(2019, 3, 31), basis, away=True, begun=True, over=False,
    )  # fmt: skip
    later = replace(lent, signing=SigningFor.TUQ, since=date(2019, 4, 1), away=False, begun=False)
    over = replace(lent, signing=SigningFor.TL, since=date(2019, 1, 2), over=True, away=False)
    screen.model.sight = replace(sight, given=(later, lent, over), received=(over,), mates=(*sight.mates, who))
    screen.model.changed.emit()
    screen.given.table.selectRow(1)
    walk.see("uy-quyen")
    full = screen.model.sight
    kit, me = walk.window.kit, who
    walk.dialog("uy-quyen-giao", lambda: screen._open(LendDialog(kit, screen, me, full, away=False)), _press("give"))
    walk.dialog("uy-quyen-tro-lai", lambda: screen._open(TakeBackDialog(kit, screen, lent)), _press("give"))
    walk.dialog("uy-quyen-thoi", lambda: screen._open(TakeBackDialog(kit, screen, replace(lent, away=False))))
    walk.dialog("uy-quyen-tro-giup", walk.window.keyboard.show_help)
    sign = walk.screen("sign")
    assert isinstance(sign, SignScreen)
    words = {"title": who.title, "name": who.name, "basis": basis, "until": "31/03/2019"}
    sign.model.stands_for = message("deputy.sign.tuq", **words)
    sign.model.lines_changed.emit()
    walk.see("cho-ky-thay")


def _wrong_pin(dialog: QDialog) -> None:
    assert isinstance(dialog, PinDialog)
    dialog.set_tries(2, wrong=True)
