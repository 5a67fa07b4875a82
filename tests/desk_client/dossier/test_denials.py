"""A refusal after appraisal is form 03 of the agency with its clause; anybody prints the papers of a dossier."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desk_client.services.printing import PaperKind
from desk_client.views.dossier.dialogs import ProposeDialog
from desk_client.views.dossier.paper_dialog import PaperDialog
from desk_client.views.kit.outfit import Kit
from desk_client.views.papers.list_dialog import PRINT, PapersDialog
from dossier.acts import ActKind, Propose, Reprint
from dossier.course import Apologise, RequestWithdrawal
from dossier.events import Stage
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from dossier.values import Reason
from tests.desk_client.dossier.stand import Stand, type_text
from tests.desk_client.listing.fixtures import Office
from tests.printing.paper_reading import all_words, codes, picture

pytestmark = pytest.mark.slow


def test_a_refusal_is_proposed_from_the_table_and_drawn_as_form_03(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The officer takes a row and says what exactly; the draft is form 03, signed by the agency."""
    stand = Stand(kit, office, qtbot, "loc")
    dossier = stand.in_stage(Stage.ASSIGNED)
    stand.open(dossier)

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ProposeDialog)
        dialog.deny.setChecked(True)
        dialog.reason.choice.choose("khong_du_dieu_kien")
        type_text(dialog.reason.text, "chưa đủ tuổi theo Điều 8")
        dialog.choose("give")

    stand.answering(answer)
    stand.primary()
    stand.settle()
    case = stand.model.case
    assert case is not None
    words = "Hồ sơ không đủ điều kiện giải quyết theo quy định: chưa đủ tuổi theo Điều 8"
    result = case.state.result
    assert (result.grant, result.proposal, result.reason_code) == (False, words, "khong_du_dieu_kien")
    past = office.past
    approved = past.desk.drafting.approve(past.crew["minh"], dossier)
    assert isinstance(approved, Dossier)
    assert approved.result.draft is not None
    pdf = past.desk.parts.shelf.read(approved.result.draft.sha256)
    paper = all_words(pdf)
    (check,) = {said for _, said in codes(picture(pdf, 0))}
    assert "/kiem-tra?ma=" in check
    assert "Kiểm tra kết quả này" in paper
    for said in ("PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ", "Mẫu số 03", words, "Điều 17 khoản 1 điểm b", approved.code):
        assert said in paper, said
    assert "NGƯỜI NỘP HỒ SƠ" not in paper
    assert "CHỦ TỊCH" in paper


def test_what_is_given_at_once_is_refused_by_form_03_too(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """The clerk proposes nothing but the refusal; leader and văn thư make a numbered paper of it."""
    past = office.past
    given = past.receive("2.000815", at_once=True)
    stand = Stand(kit, office, qtbot, "hoa")
    stand.open(given.id)
    button = stand.screen.acts.buttons[ActKind.PROPOSE]
    assert "Trình từ chối" in button.accessibleName()

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, ProposeDialog)
        assert (dialog.windowTitle(), dialog.grant.isVisible()) == ("Trình từ chối giải quyết", False)
        dialog.reason.choice.choose("khong_du_dieu_kien")
        type_text(dialog.reason.text, "bản chính bị tẩy xóa")
        dialog.choose("give")

    stand.answering(answer)
    stand.click(ActKind.PROPOSE)
    stand.settle()
    case = stand.model.case
    assert case is not None
    assert (case.state.stage, case.state.result.grant) == (Stage.PROPOSED, False)
    issued = past.bring_to(given.id, Stage.AT_COUNTER)
    assert (issued.stage, issued.result.grant) == (Stage.AT_COUNTER, False)
    assert issued.result.symbol.endswith("TB-UBND")
    assert issued.result.draft is not None
    paper = all_words(past.desk.parts.shelf.read(issued.result.draft.sha256))
    for said in ("PHIẾU TỪ CHỐI GIẢI QUYẾT HỒ SƠ", "bản chính bị tẩy xóa", issued.code):
        assert said in paper, said


def test_a_reason_that_is_no_row_is_refused(office: Office) -> None:
    """A code of another act's reasons does not count for a proposal."""
    dossier = next(s.id for s in office.past.desk.parts.queries.by_stage((Stage.ASSIGNED,)))
    proposal = Propose(grant=False, text="Không đủ", reason_code="ket_qua_sai")
    refused = office.past.desk.acting.do(office.past.crew["loc"], proposal, dossier)
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.REASON_UNKNOWN


def test_the_leader_prints_the_apology_again_from_the_dossier(kit: Kit, office: Office, qtbot: QtBot) -> None:
    """F8 lists the papers, Enter prints form 04 marked as a reprint, and the story has the act."""
    past = office.past
    dossier = next(s.id for s in past.desk.parts.queries.by_stage((Stage.ASSIGNED,)))
    apology = Apologise(Reason("cho_y_kien"), 4)
    assert isinstance(past.desk.acting.do(past.crew["minh"], apology, dossier), Dossier)
    stand = Stand(kit, office, qtbot, "minh")
    stand.open(dossier)
    listed: list[PaperKind] = []

    def close(dialog: QDialog) -> None:
        assert isinstance(dialog, PaperDialog)
        dialog.reject()

    def choose(dialog: QDialog) -> None:
        assert isinstance(dialog, PapersDialog)
        listed.extend(paper.kind for paper in dialog._papers)
        dialog.table.choose(str(listed.index(PaperKind.APOLOGY)))
        stand.answering(close)
        dialog.choose(PRINT)

    stand.answering(choose)
    stand.window.activateWindow()
    qtbot.waitUntil(stand.window.isActiveWindow)
    qtbot.keyClick(stand.screen.papers.table, Qt.Key.Key_F8)
    printing = stand.screen.printing
    qtbot.waitUntil(lambda: printing.paper is not None, timeout=20_000)
    stand.settle()
    assert PaperKind.RECEIPT in listed
    assert printing.paper is not None
    assert printing.paper.kind is PaperKind.APOLOGY
    assert "In lại lần 1" in all_words(printing.paper.pdf)
    state = past.desk.parts.queries.dossier(dossier)
    assert state is not None
    assert state.trail[-1].kind is ActKind.REPRINT


def test_a_paper_of_a_withdrawn_dossier_can_still_be_printed(office: Office) -> None:
    """The receipt of a dossier that came to its end without a result is printed again, on record."""
    from dossier.course import DecideWithdrawal

    past = office.past
    dossier = next(s.id for s in past.desk.parts.queries.by_stage((Stage.RECEIVED,)))
    for login, payload in (("hoa", RequestWithdrawal(Reason("nop_nham"))), ("minh", DecideWithdrawal(grant=True))):
        assert isinstance(past.desk.acting.do(past.crew[login], payload, dossier), Dossier)
    done = past.desk.acting.do(past.crew["hoa"], Reprint("receipt", 1), dossier)
    assert isinstance(done, Dossier), done
    assert done.stage is Stage.WITHDRAWN
