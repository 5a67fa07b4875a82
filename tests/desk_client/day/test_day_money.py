"""The cash sheet adds up whatever was taken and cancelled; a receipt is cancelled by a second person only."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desk_client.services.course_fields import Answers, Scene
from desk_client.services.course_notes import withdrawal_decided
from desk_client.services.printing import PaperKind, PrintedPaper, Printing
from desk_client.store.day_reads import acts_of
from desk_client.viewmodels.dossier_facts import fee_words
from desk_client.viewmodels.speaker import Speaker
from dossier.acts import ActKind, Reprint
from dossier.course import DecideWithdrawal, RequestWithdrawal
from dossier.organisation import Unit
from dossier.refusals import Refusal, RefusalCode
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.text import format_money, format_number
from dossier.values import Reason
from tests.desk_client.day.day_desk import PRICE, DayDesk
from tests.desk_client.listing.fixtures import words
from tests.desk_client.listing.past import Past
from tests.fakes.people import LEADER, OFFICE
from tests.printing.paper_reading import all_words, page_sizes

DAY = datetime(2019, 3, 14).date()


@dataclass
class Taken:
    """A receipt of the plain model."""

    amount: int
    method: str
    cancelled: bool = False


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("cash", "transfer")), st.integers(1, 4), st.integers(1, 8), st.booleans(), st.booleans()
        ),
        max_size=6,
    )
)
def test_the_sheet_adds_up_like_a_plain_list(past: Past, work: list[tuple[str, int, int, bool, bool]]) -> None:
    """Whole and part payments, cancelled or not, some after midnight: sums by method and in all are those of a list."""
    desk = DayDesk.over(past)
    past.clock.set(past.clock.now().replace(hour=8, minute=0) + timedelta(days=1))
    day, model = past.clock.now().date(), []
    for method, copies, share, whole, cancel in work:
        state = desk.owing(copies)
        amount = state.fee_left if whole else max(1, state.fee_left * share // 8)
        done = desk.processing.collect(past.crew["hoa"], state.id, amount, method)
        assert isinstance(done, Dossier), done
        model.append(Taken(amount, method, cancel))
        if cancel:
            line = desk.cash.look(past.crew["suong"], day).lines[-1]
            assert isinstance(desk.cash.cancel(past.crew["suong"], line, "ghi nhầm số bản"), Dossier)
    sight = desk.cash.look(past.crew["hoa"], day)
    assert [(line.amount, bool(line.receipt.cancelled)) for line in sight.lines] == [
        (one.amount, one.cancelled) for one in model
    ]
    standing = [one for one in model if not one.cancelled]
    assert sight.sums.total == sum(one.amount for one in standing)
    assert sight.sums.cancelled == sum(one.amount for one in model if one.cancelled)
    said = dict(zip(sight.sums.methods, sight.sums.by_method, strict=True))
    for method, called in (("cash", "Tiền mặt"), ("transfer", "Chuyển khoản")):
        assert said.get(called, 0) == sum(one.amount for one in standing if one.method == method)
    numbers = [int(line.receipt.number) for line in sight.lines]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else not model


def test_the_sheet_says_its_receipts_and_its_sum(past: Past) -> None:
    """A4 across; two receipts, the cancelled one with its reason and the moment, the total of the other in words."""
    desk = DayDesk.over(past)
    desk.owing(2, paid=True)
    desk.owing(3, paid=True)
    past.clock.set(datetime(2019, 3, 14, 15, 20))
    line = desk.cash.look(past.crew["suong"], DAY).lines[0]
    assert line.may_cancel
    assert isinstance(desk.cash.cancel(past.crew["suong"], line, "ghi nhầm số bản"), Dossier)
    paper = desk.cash.sheet(past.crew["hoa"], DAY)
    words = all_words(paper.pdf)
    assert paper.size == "A4"
    assert [tuple(round(side) for side in size) for size in page_sizes(paper.pdf)] == [(842, 595)]
    assert "Quầy số 1, ngày 14 tháng 3 năm 2019" in words
    assert "Đã hủy: 15:20, ghi nhầm số bản" in words
    assert f"Tổng số tiền đã thu: {format_money(3 * PRICE)} (bằng chữ: Sáu nghìn đồng)." in words
    assert "Biên lai đã dùng: 2, từ số 0000001 đến số 0000002" in words
    assert format_number(2 * PRICE) in words


def test_the_same_sheet_again_is_a_reprint_and_a_longer_one_is_not(past: Past) -> None:
    """In lại lần 1 for the same words; a further receipt makes a new sheet."""
    desk, clerk = DayDesk.over(past), past.crew["hoa"]
    desk.owing(2, paid=True)
    assert "In lại" not in all_words(desk.cash.sheet(clerk, DAY).pdf)
    assert "In lại lần 1" in all_words(desk.cash.sheet(clerk, DAY).pdf)
    assert "In lại lần 2" in all_words(desk.cash.sheet(clerk, DAY).pdf)
    desk.owing(1, paid=True)
    assert "In lại" not in all_words(desk.cash.sheet(clerk, DAY).pdf)


def test_who_took_the_money_cannot_cancel_its_receipt(past: Past) -> None:
    """The clerk is refused by the rules and is not offered it; the finance officer may, once."""
    desk = DayDesk.over(past)
    desk.owing(2, paid=True)
    own = desk.cash.look(past.crew["hoa"], DAY).lines[0]
    assert not own.may_cancel
    refused = desk.cash.cancel(past.crew["hoa"], own, "ghi nhầm")
    assert isinstance(refused, Refusal)
    assert refused.code is RefusalCode.SECOND_PERSON
    line = desk.cash.look(past.crew["suong"], DAY).lines[0]
    assert isinstance(desk.cash.cancel(past.crew["suong"], line, "ghi nhầm"), Dossier)
    again = desk.cash.look(past.crew["suong"], DAY).lines[0]
    assert not again.may_cancel
    assert isinstance(desk.cash.cancel(past.crew["suong"], again, "ghi nhầm"), Refusal)


def test_a_receipt_cancelled_on_a_later_day_says_that_day(past: Past) -> None:
    """The sheet of the day it was given on strikes it and says when it was cancelled."""
    desk = DayDesk.over(past)
    desk.owing(2, paid=True)
    past.clock.set(datetime(2019, 3, 15, 8, 10))
    line = desk.cash.look(past.crew["suong"], DAY).lines[0]
    desk.cash.cancel(past.crew["suong"], line, "ghi nhầm")
    assert desk.cash.look(past.crew["hoa"], DAY).lines[0].receipt.cancelled == "08:10 15/3/2019, ghi nhầm"
    assert desk.cash.look(past.crew["hoa"], past.clock.now().date()).lines == ()


def test_a_day_has_its_own_receipts_only(past: Past) -> None:
    """Two today, one tomorrow: each day shows its own, in order."""
    desk = DayDesk.over(past)
    desk.owing(1, paid=True)
    desk.owing(2, paid=True)
    past.clock.set(datetime(2019, 3, 15, 8, 10))
    desk.owing(3, paid=True)
    numbers = {
        day: [line.receipt.number for line in desk.cash.look(past.crew["hoa"], day).lines]
        for day in (DAY, DAY + timedelta(days=1))
    }
    assert numbers == {DAY: ["0000001", "0000002"], DAY + timedelta(days=1): ["0000003"]}


def test_receipts_of_another_desk_are_chosen_by_its_number(past: Past) -> None:
    """A desk whose book is not here has no receipts; the own one comes first."""
    desk = DayDesk.over(past)
    desk.owing(2, paid=True)
    sight = desk.cash.look(past.crew["hoa"], DAY)
    assert [(one.device, one.number) for one in sight.desks] == [("dev-1", 1)]
    assert desk.cash.look(past.crew["hoa"], DAY, "dev-9").lines == ()


def test_a_fee_receipt_says_what_the_tax_office_gave_the_unit(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tax code, template and serial of the unit stand on it; where the province has none, nothing stands for them."""
    desk = DayDesk.over(past)
    state = desk.owing(4, paid=True)
    plain = all_words(desk.printed(state.id, PaperKind.FEE_RECEIPT).pdf)
    assert "Mã số thuế" not in plain
    assert "Ký hiệu" not in plain
    find = Rules.unit

    def known(rules: Rules, code: str) -> Unit | None:
        unit = find(rules, code)
        assert unit is not None
        return replace(unit, tax_code="3400123456", receipt_template="01BLP0-001", receipt_serial="BT-19P")

    monkeypatch.setattr(Rules, "unit", known)
    said = all_words(desk.printed(state.id, PaperKind.FEE_RECEIPT).pdf)
    assert "Mã số thuế: 3400123456 Mẫu số: 01BLP0-001 Ký hiệu: BT-19P Số: 0000001/2019" in said


def test_a_fee_receipt_is_printed_and_printed_again_with_an_act(past: Past) -> None:
    """First without a remark and without an act, then In lại lần 1 with one; a cancelled one says so."""
    desk = DayDesk.over(past)
    state = desk.owing(4, paid=True)
    before = len(state.trail)
    words = all_words(desk.printed(state.id, PaperKind.FEE_RECEIPT).pdf)
    assert "BIÊN LAI THU PHÍ, LỆ PHÍ" in words
    assert "0000001/2019" in words
    assert format_number(4 * PRICE) in words
    assert "Tám nghìn đồng" in words
    assert "In lại" not in words
    assert "In lại lần 1" in all_words(desk.printed(state.id, PaperKind.FEE_RECEIPT).pdf)
    after = past.desk.parts.queries.dossier(state.id)
    assert after is not None
    assert len(after.trail) == before + 1
    again = acts_of(past.desk.parts.engine, state.id)[after.trail[-1].act].data
    assert again == Reprint("fee_receipt:0000001/2019", 1)
    line = desk.cash.look(past.crew["suong"], DAY).lines[0]
    desk.cash.cancel(past.crew["suong"], line, "ghi nhầm số bản")
    cancelled = all_words(desk.printed(state.id, PaperKind.FEE_RECEIPT).pdf)
    assert "ĐÃ HỦY" in cancelled
    assert "Đặng Thị Sương" in cancelled


@pytest.mark.parametrize("others", [0, 2])
def test_reprints_of_other_papers_do_not_count_on_the_receipt(past: Past, others: int) -> None:
    """Form 01 says In lại lần 1 however often the fee receipt was printed again."""
    desk = DayDesk.over(past)
    state = desk.owing(4, paid=True)
    for _ in range(others + 1 if others else 0):
        desk.printed(state.id, PaperKind.FEE_RECEIPT)
    made = past.desk
    printing = Printing(made.parts, made.papers, made.intake, made.acting, made.spooler)
    paper = printing.reprint_of(past.crew["hoa"], state.id)
    assert isinstance(paper, PrintedPaper)
    assert paper.reprint == 1


@pytest.mark.parametrize(
    ("paid", "before", "after"), [(True, "4.000 đồng, đã thu", "Không thu"), (False, *2 * ("Không thu",))]
)
def test_money_of_a_withdrawn_dossier_is_given_back(past: Past, paid: bool, before: str, after: str) -> None:
    """The leader is told what was taken; a second person cancels the receipt; nothing is owed any more."""
    desk, speaker = DayDesk.over(past), Speaker(words("vi"))
    state = desk.do("hoa", RequestWithdrawal(Reason("nguoi_nop_rut")), desk.owing(2, paid=paid).id)
    scene = Scene(ActKind.DECIDE_WITHDRAWAL, state, past.desk.parts.rules(), OFFICE, LEADER.id, past.clock.now())
    for grant, said in (("yes", paid), ("no", False)):
        notes = [note.id for note in withdrawal_decided(Answers((("grant", grant),)), scene)]
        assert ("course.note.paid_so_far" in notes) is said
    state = desk.do("minh", DecideWithdrawal(grant=True), state.id)
    assert fee_words(speaker, state) == before
    for line in desk.cash.look(past.crew["suong"], DAY).lines:
        assert line.may_cancel
        done = desk.cash.cancel(past.crew["suong"], line, "trả lại tiền, hồ sơ đã rút")
        assert isinstance(done, Dossier)
        state = done
    assert fee_words(speaker, state) == after
    assert desk.cash.look(past.crew["hoa"], DAY).sums.total == 0
    assert isinstance(desk.processing.collect(past.crew["hoa"], state.id, 4_000, "cash"), Refusal)
