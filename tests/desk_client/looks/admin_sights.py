"""What the office's IT administrator sees: accounts, procedures, their dialogs; and how a procedure is carried out."""

from dataclasses import replace
from datetime import date

from PySide6.QtWidgets import QDialog

from central_sync.protocol.administering import AccountAct, ProcedureLine
from desk_client.services.administering import AccountLine, RoleLine
from desk_client.views.admin.dialogs import AccountDialog, EndRoleDialog, SecretDialog
from desk_client.views.admin.screen import AdminScreen
from desk_client.views.deputies.dialogs import GIVE, PasswordDialog
from desk_client.views.papers.instructions_dialog import InstructionsDialog
from desk_client.views.sign.pin import open_dialog
from dossier.identifiers import PersonId
from dossier.instructions import CaseSteps, FormNamed, Instructions
from dossier.roles import Person, Role
from tests.desk_client.looks.house import LONG_NAME
from tests.desk_client.looks.walk import Walk

_SINCE = date(2018, 1, 1)
_LOCKED = AccountLine(
    Person(PersonId("p1"), LONG_NAME, "Công chức Tư pháp - Hộ tịch", "ngoc.phuong.thao"),
    (
        RoleLine(Role.OFFICER, _SINCE, None),
        RoleLine(Role.LEADER, date(2019, 3, 14), date(2019, 3, 16), lender="Trần Văn Minh"),
        RoleLine(Role.INTAKE, date(2019, 1, 2), date(2019, 12, 31)),
    ),
    locked=True,
    me=False,
)
_LEFT = AccountLine(Person(PersonId("p2"), "Đỗ Thị Ỷ Lan", "Công chức", "ylan"), (), locked=False, me=False)
_SENT = AccountLine(
    Person(PersonId("p3"), "Hồ Ngọc Ẩn", "Chuyên viên", "an"),
    (RoleLine(Role.INTAKE, date(2019, 2, 1), date(2019, 8, 1), seconded=True),),
    locked=False,
    me=False,
)
_PROPOSED = (
    ProcedureLine("1.009999", "Xác nhận cư trú của hộ trong phường", "reviewed", "000.04.31.H11"),
    ProcedureLine(
        "1.012784",
        "Cấp giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất lần đầu",
        "imported",
        gaps=("limit.unclear", "fee", "papers_count", "results"),
        review=14,
    ),
)


def administrator(walk: Walk) -> None:
    """Accounts as they are, with every state among them, what is asked before an act; then the procedures."""
    screen = walk.screen("admin")
    assert isinstance(screen, AdminScreen)
    walk.see("quan-tri-tai-khoan")
    model, kit = screen.model, walk.window.kit
    assert model.sight is not None
    model.sight = replace(model.sight, accounts=(*model.sight.accounts, _LOCKED, _LEFT, _SENT), line=True)
    model.changed.emit()
    screen.accounts.table.choose(_LOCKED.person.id)
    walk.see("quan-tri-da-khoa")
    today = model.sight.today
    for act in (AccountAct.LOCK, AccountAct.NEW_PASSWORD):
        dialog = AccountDialog(kit, screen, _LOCKED, act)
        walk.dialog(f"quan-tri-{act.value}", lambda dialog=dialog: open_dialog(dialog), _without_password)
    walk.dialog("quan-tri-het-vai-tro", lambda: open_dialog(EndRoleDialog(kit, screen, _LOCKED, today)), _past)
    secret = SecretDialog(kit, screen, LONG_NAME, "ACDE-FGHJ-4679")
    walk.dialog("quan-tri-mat-khau-tam", lambda: open_dialog(secret))
    screen.strip.choose("procedures")
    walk.rest()
    model.proposed, model.trouble = _PROPOSED, None
    model.changed.emit()
    walk.see("quan-tri-thu-tuc")


def instructions(walk: Walk) -> None:
    """Long steps, a case of its own, an address that has to break."""
    known = walk.desk.desk.parts.rules().procedure("1.004873", date(2019, 3, 14))
    assert known is not None
    steps = (
        "Bước 1: Người yêu cầu nộp hồ sơ tại Bộ phận tiếp nhận và trả kết quả.\n- Người tiếp nhận kiểm tra hồ sơ.",
        f"Bước 2: Công chức {LONG_NAME} xác minh, lấy ý kiến nơi thường trú trước đây nếu cần.",
    )
    told = Instructions(
        (CaseSteps("", steps), CaseSteps("Nộp hồ sơ trực tuyến", ("Bước 1: Đăng nhập Cổng dịch vụ công.",))),
        ("Người yêu cầu từ đủ 18 tuổi, không đang có vợ, có chồng.",),
        (
            FormNamed(
                "Mẫu TK-XNHN", "Tờ khai", "https://dichvucong.moj.gov.vn/mau/" + "to-khai-xac-nhan/" * 6 + "1.docx"
            ),
        ),
    )
    dialog = InstructionsDialog(walk.window.kit, walk.window, replace(known, instructions=told))
    walk.dialog("huong-dan-thuc-hien", lambda: open_dialog(dialog))


def _without_password(dialog: QDialog) -> None:
    assert isinstance(dialog, PasswordDialog)
    dialog.choose(GIVE)


def _past(dialog: QDialog) -> None:
    assert isinstance(dialog, EndRoleDialog)
    dialog.until.setText("01/01/2019")
    dialog.choose(GIVE)
