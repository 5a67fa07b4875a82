"""Every paper of a dossier's life from the acts themselves: its words, its sheet, its reprints."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from central_sync.protocol.codec import decode_act
from desk_client.services import letter
from desk_client.services.paper_source import PaperSource
from desk_client.services.papers import Papers, barcode_digits
from desk_client.services.people_names import Names
from desk_client.services.printing import PaperKind
from desk_client.services.slip_papers import control_slip, transfer_slip
from desk_client.store.day_reads import acts_of
from dossier.acts import ActKind, AskedPaper, HandOver, Reprint
from dossier.course import (
    Apologise,
    AskOpinion,
    AskSupplement,
    DecideWithdrawal,
    Extend,
    ProposeSupplement,
    RecordLoss,
    RequestWithdrawal,
    Stop,
)
from dossier.events import Stage
from dossier.identifiers import OfficeId
from dossier.state import Dossier
from dossier.values import Applicant, Reason
from printing.values import PaperSize
from tests.desk_client.day.day_desk import DayDesk
from tests.desk_client.listing.past import Past
from tests.fakes.people import OFFICE, OTHER_OFFICE
from tests.printing.paper_reading import all_words, codes, page_sizes, picture

A5, A4 = (420, 595), (595, 842)
WAITING = Reason("cho_y_kien", "")


def _sheet(pdf: bytes) -> tuple[int, ...]:
    return tuple(round(side) for side in page_sizes(pdf)[0])


def _source(past: Past, state: Dossier) -> PaperSource:
    parts = past.desk.parts
    return PaperSource(
        state, acts_of(parts.engine, state.id), parts.rules(), Names.read(parts), "Hoa", past.clock.now()
    )


def _kinds(desk: DayDesk, dossier: str) -> list[PaperKind]:
    return [paper.kind for paper in desk.papers.papers(dossier)]


def test_an_extension_makes_form_04_and_the_letter_to_the_one_stop(past: Past) -> None:
    """The apology names the old and the new date; the letter asks the counter to tell the citizen."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    desk.do("minh", Extend(date(2019, 3, 25), WAITING, 3, "21/TB-UBND"), state.id)
    form = desk.with_act(state.id, ActKind.EXTEND, "minh")
    said = all_words(form.pdf)
    assert _sheet(form.pdf) == A5
    assert "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ" in said
    assert "03/PXL" in said
    assert "19/3/2019" in said
    assert "25/3/2019" in said
    assert "Trần Văn Minh" in said
    assert state.code in said
    letter = desk.printed(state.id, PaperKind.OVERDUE_NOTICE, "minh")
    assert _sheet(letter.pdf) == A4
    assert "21/TB-UBND" in all_words(letter.pdf)


def test_an_apology_alone_promises_no_date(past: Past) -> None:
    """After the due day the form has no new date in it."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    past.clock.set(datetime(2019, 3, 20, 8, 0))
    desk.do("minh", Apologise(WAITING, 4), state.id)
    said = all_words(desk.with_act(state.id, ActKind.APOLOGISE, "minh").pdf)
    assert "PHIẾU XIN LỖI" in said
    assert "HẸN LẠI" not in said


def test_a_supplement_after_appraisal_is_signed_by_the_agency(past: Past) -> None:
    """Form 02 with the code, what is missing, the last day, and what it does to the limit."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    items = (AskedPaper("Trích lục ly hôn", 1, 3, "chưa có", 2),)
    reason = Reason("thieu_giay_to", "")
    desk.do("loc", ProposeSupplement(items, reason, date(2019, 3, 20)), state.id)
    desk.do("minh", AskSupplement(items, reason, date(2019, 3, 20), 16), state.id)
    said = all_words(desk.with_act(state.id, ActKind.ASK_SUPPLEMENT, "minh").pdf)
    assert "16/HDHS" in said
    assert "Bản chính Bản chứng thực Bản chụp 1 Trích lục ly hôn: chưa có 1 2 3" in said
    assert "ngày 20/3/2019" in said
    assert state.code in said
    assert "Trần Văn Minh" in said


def test_an_opinion_is_asked_in_a_letter_and_parts_make_a_transfer_slip(past: Past) -> None:
    """One question, one letter; a shared part brings the slip of the way through the agencies."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    desk.do("loc", AskOpinion(OTHER_OFFICE, "Nơi thường trú trước đây?", date(2019, 3, 18)), state.id)
    letter = desk.printed(state.id, PaperKind.OPINION_REQUEST, "loc")
    said = all_words(letter.pdf)
    assert _sheet(letter.pdf) == A4
    assert "Nơi thường trú trước đây?" in said
    assert "ngày 18/3/2019" in said
    assert PaperKind.TRANSFER_SLIP not in _kinds(desk, state.id)
    desk.do("loc", AskOpinion(OTHER_OFFICE, "Thẩm tra hồ sơ", date(2019, 3, 18), joint=True, order=1), state.id)
    assert "Thẩm tra hồ sơ" in all_words(desk.printed(state.id, PaperKind.TRANSFER_SLIP).pdf)


def test_papers_in_sequence_go_on_to_the_next_agency_and_back_to_the_lead(past: Past) -> None:
    """NĐ 61/2018 art. 19(6)(a): each passes on to the next, the last one to who leads."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    for order, office in enumerate((OTHER_OFFICE, OfficeId("000.00.04.H11")), start=1):
        desk.do("loc", AskOpinion(office, f"Phần {order}", date(2019, 3, 18), joint=True, order=order), state.id)
    asked = past.desk.parts.queries.dossier(state.id)
    assert asked is not None
    steps = transfer_slip(_source(past, asked)).steps
    assert [step.work for step in steps] == ["Phần 1", "Phần 2"]
    assert steps[0].result_to == steps[1].agency == "Sở Tư pháp"
    assert steps[1].result_to == "Ủy ban nhân dân phường Phú Thủy"


def test_the_receipt_says_sets_and_where_the_result_is_fetched(past: Past) -> None:
    """Form 01 as this desk fills it in, the number of an organisation under its own name."""
    state = replace(past.receive(), applicant=Applicant("Công ty Biển Xanh", "0100107123"))
    said = all_words(Papers(past.desk.parts, past.desk.fonts).receipt(state, "K7M2Q9TX", "Nguyễn Thị Hoa"))
    assert "Số lượng hồ sơ: 01 (bộ). Thời gian giải quyết theo quy định: 3 ngày làm việc." in said
    assert "Đăng ký nhận kết quả tại: Bộ phận Một cửa." in said
    assert "Mã số thuế: 0100107123" in said
    addressee = _source(past, state).addressee
    assert (addressee.name, addressee.spoken) == ("Công ty Biển Xanh", "đơn vị")


def test_a_withdrawal_names_the_papers_that_go_back(past: Past) -> None:
    """The applicant signs; what was only shown is not on the list."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    desk.do("hoa", RequestWithdrawal(Reason("nguoi_nop_rut", "")), state.id)
    said = all_words(desk.printed(state.id, PaperKind.WITHDRAWAL).pdf)
    assert "GIẤY XIN RÚT HỒ SƠ" in said
    assert state.applicant.name in said
    kept = [paper.name for paper in state.papers if not paper.shown_only]
    shown = [paper.name for paper in state.papers if paper.shown_only]
    assert all(name[:20] in said for name in kept)
    assert not any(name in said for name in shown)
    desk.do("minh", DecideWithdrawal(grant=True), state.id)
    assert PaperKind.WITHDRAWAL in _kinds(desk, state.id)


def test_a_stop_is_told_with_its_reason_and_basis(past: Past) -> None:
    """After the citizen's last day; printed a second time it says so though no act is open on a stopped dossier."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    items = (AskedPaper("Trích lục ly hôn", 1, 0, "chưa có"),)
    reason = Reason("thieu_giay_to", "")
    desk.do("loc", ProposeSupplement(items, reason, date(2019, 3, 20)), state.id)
    desk.do("minh", AskSupplement(items, reason, date(2019, 3, 20), 16), state.id)
    past.clock.set(datetime(2019, 3, 21, 8, 0))
    stopped = desk.do("minh", Stop(Reason("khong_bo_sung", "")), state.id)
    assert stopped.stage is Stage.STOPPED
    said = all_words(desk.printed(state.id, PaperKind.STOP_NOTICE, "minh").pdf)
    assert "THÔNG BÁO" in said
    assert "Căn cứ:" in said
    assert "In lại lần 1" in all_words(desk.printed(state.id, PaperKind.STOP_NOTICE, "minh").pdf)


@pytest.mark.parametrize("who", ["hoa", "minh"])
def test_a_loss_is_apologised_for_by_the_leader_whoever_wrote_it_down(past: Past, who: str) -> None:
    """The clerk found it, or the chairman himself: the chairman signs on the committee's behalf (art. 21(2))."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    desk.do(who, RecordLoss(state.papers[0].name, "Thất lạc khi chuyển phòng"), state.id)
    letter = desk.printed(state.id, PaperKind.LOSS_LETTER, who)
    said = all_words(letter.pdf)
    assert _sheet(letter.pdf) == A4
    assert "THƯ XIN LỖI" in said
    assert state.papers[0].name[:20] in said
    assert "Sự việc: Thất lạc khi chuyển phòng." in said
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH" in said
    assert "Trần Văn Minh" in said


def test_the_control_slip_grows_with_every_hand_over(past: Past) -> None:
    """Counter to unit, taken, then back with the result; a grown slip is no reprint, the same one is."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    first = all_words(desk.printed(state.id, PaperKind.CONTROL_SLIP).pdf)
    assert "Nguyễn Thị Hoa" in first
    assert "Phạm Văn Lộc" in first
    assert "Đúng hạn" in first
    assert "Trả kết quả" not in first
    past.bring_to(state.id, Stage.AT_COUNTER)
    second = all_words(desk.printed(state.id, PaperKind.CONTROL_SLIP).pdf)
    assert "Trả kết quả" in second
    assert "In lại" not in second
    assert "In lại lần 1" in all_words(desk.printed(state.id, PaperKind.CONTROL_SLIP).pdf)


def test_the_papers_of_a_dossier_lead_to_its_page(past: Past) -> None:
    """Letter and slip bear the QR of the receipt: the look-up page with the dossier's digits, never the secret."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    desk.do("minh", Extend(date(2019, 3, 25), WAITING, 3, "21/TB-UBND"), state.id)
    wanted = letter.look_up_address(past.desk.parts.identity.portal, barcode_digits(state))
    for kind in (PaperKind.APOLOGY, PaperKind.CONTROL_SLIP):
        found = codes(picture(desk.printed(state.id, kind).pdf, 0))
        assert wanted in {said for _, said in found}, kind


def test_a_hand_over_that_nobody_took_borrows_no_taker(past: Past) -> None:
    """Given twice, taken once: the first row of the slip is not taken, the second is."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    given = next(line for line in state.trail if line.kind is ActKind.HAND_OVER)
    twice = replace(state, trail=(state.trail[0], given, *state.trail[1:]))
    first, second = control_slip(_source(past, twice)).hand_overs
    assert (first.taker, second.taker) == ("", "Phạm Văn Lộc")


def test_many_handed_over_together_have_one_group_slip(past: Past) -> None:
    """Each of the group offers the slip with all of them on it; one handed over alone does not."""
    desk = DayDesk.over(past)
    group = [past.receive(), past.receive(), past.receive()]
    assert isinstance(past.desk.acting.do_all(past.crew["hoa"], HandOver(OFFICE), [state.id for state in group]), list)
    said = all_words(desk.printed(group[1].id, PaperKind.GROUP_SLIP).pdf)
    assert all(state.code[-4:] in said for state in group)
    assert all(state.applicant.name in said for state in group)
    assert PaperKind.GROUP_SLIP not in _kinds(desk, desk.in_work().id)


def test_a_reprint_is_an_act_where_the_table_has_it_open(past: Past) -> None:
    """The clerk's second printing is an act of the dossier; the officer's, who has no such right, is counted only."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    desk.do("minh", Extend(date(2019, 3, 25), WAITING, 3, "21/TB-UBND"), state.id)

    def acts() -> list[Reprint]:
        outbox = past.desk.machine.journal.outbox(0, 10_000)
        made = [decode_act(bytes(act.line)) for act in outbox]
        return [act.data for act in made if isinstance(getattr(act, "data", None), Reprint)]

    desk.printed(state.id, PaperKind.OVERDUE_NOTICE, "loc")
    assert acts() == []
    assert desk.printed(state.id, PaperKind.OVERDUE_NOTICE, "loc").reprint == 1
    assert acts() == []
    again = desk.printed(state.id, PaperKind.OVERDUE_NOTICE, "hoa")
    assert again.reprint == 2
    (act,) = acts()
    assert act.times == 2
    assert act.paper.startswith("overdue_notice:")
    assert desk.paper(state.id, PaperKind.OVERDUE_NOTICE).printed == 3


def test_form_04_printed_again_says_so_and_the_receipt_counts_for_itself(past: Past) -> None:
    """The apology came with its act: from the list it is In lại lần 1; the receipt has its own count."""
    desk = DayDesk.over(past)
    state = desk.in_work()
    desk.do("minh", Extend(date(2019, 3, 25), WAITING, 3, "21/TB-UBND"), state.id)
    assert desk.printed(state.id, PaperKind.APOLOGY).reprint == 1
    assert "In lại lần 2" in all_words(desk.printed(state.id, PaperKind.APOLOGY).pdf)
    assert desk.printed(state.id, PaperKind.RECEIPT).reprint == 1


@pytest.mark.parametrize(("size", "sheet"), [(PaperSize.A5, A5), (PaperSize.A4, A4)])
def test_forms_have_the_sheet_of_the_desk(past: Past, size: PaperSize, sheet: tuple[int, int]) -> None:
    """Form 05 and the fee receipt are drawn for A5 or A4 as the desk is set."""
    desk = DayDesk.over(past, size)
    state = desk.owing(2, paid=True)
    paper = desk.printed(state.id, PaperKind.FEE_RECEIPT)
    assert (_sheet(paper.pdf), paper.size) == (sheet, size.value)


def test_a_dossier_without_acts_of_its_own_has_no_papers(past: Past) -> None:
    """Just received: its receipt; an unknown one has nothing."""
    desk = DayDesk.over(past)
    assert _kinds(desk, past.receive().id) == [PaperKind.RECEIPT]
    assert desk.papers.papers("no such dossier") == ()
