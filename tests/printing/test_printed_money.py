"""Papers about money say every amount in figures and words, and their sums are the sums of what they list."""

from __future__ import annotations

from dataclasses import replace

import every_paper
import money_samples as money
import paper_reading as reading
import paper_samples as samples
import pytest
from hypothesis import given
from hypothesis import strategies as st

from printing.cash_sheet import draw_cash_sheet
from printing.cash_sums import sums_of
from printing.fee_receipt import FeeCopy, draw_fee_receipt
from printing.fonts import FontSet
from printing.values import CashReceipt, FeeLine

MM = 72 / 25.4


@pytest.mark.parametrize("copy_page", [0, 1])
@pytest.mark.parametrize(
    "field",
    [
        "ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ Mã số thuế: 3400123456",
        "Mẫu số: 01BLP0-001 Ký hiệu: BT-19P Số: 0000123",
        "BIÊN LAI THU PHÍ, LỆ PHÍ",
        f"Người nộp tiền: {samples.LONG_NAME}",
        "Số định danh cá nhân/CMND: 060190004128",
        f"Địa chỉ: {samples.ADDRESS}",
        f"Mã số hồ sơ: {samples.CODE}",
        f"Thủ tục: {samples.PROCEDURE}",
        "TT Nội dung thu Cách tính Số tiền (đồng)",
        "1 Phí chứng thực bản sao từ bản chính 8 trang × 2.000 đồng 16.000",
        "2 Phí cấp bản sao trích lục hộ tịch 15.005 Cộng 31.005",
        "Số tiền viết bằng chữ: Ba mươi mốt nghìn không trăm lẻ năm đồng.",
        "Phương thức nộp: Tiền mặt.",
        "Phú Thủy, ngày 14 tháng 3 năm 2019",
        "NGƯỜI NỘP TIỀN",
        "NGƯỜI THU TIỀN",
        samples.CLERK,
    ],
)
def test_a_fee_receipt_says_every_field_on_both_copies(fonts: FontSet, field: str, copy_page: int) -> None:
    """Collector, number, payer, each fee, the sum in figures and in words can be read back."""
    assert field in every_paper.said(fonts, "fee receipt", "A5")[copy_page]


def test_the_copies_say_whose_they_are(fonts: FontSet) -> None:
    """The first stays in the office, the second goes to the payer; one alone can be printed."""
    pdf = draw_fee_receipt(money.fee_receipt(), fonts)
    assert "(Liên 1: Lưu)" in reading.words(pdf, 0)
    assert "(Liên 2: Giao người nộp tiền)" in reading.words(pdf, 1)
    assert reading.page_count(draw_fee_receipt(money.fee_receipt(), fonts, (FeeCopy.PAYER,))) == 1


def test_amounts_stand_flush_at_the_right(fonts: FontSet) -> None:
    """Figures of one column end at one edge, so that they can be added by eye."""
    value = money.fee_receipt()
    pdf = draw_fee_receipt(replace(value, lines=(FeeLine("Phí", "", 9_700), FeeLine("Lệ phí", "", 1_250_000))), fonts)
    edges = [reading.find(pdf, 0, words).x1 for words in ("9.700", "1.250.000", "1.259.700")]
    assert max(edges) - min(edges) < 0.7


def test_a_cancelled_receipt_can_not_be_taken_for_a_good_one(fonts: FontSet) -> None:
    """The mark lies across both copies, under text that stays readable; who, when, why stands below."""
    good, gone = (draw_fee_receipt(money.fee_receipt(cancelled=one), fonts) for one in (False, True))
    for page in (0, 1):
        said = reading.words(gone, page)
        assert "ĐÃ HỦY" in said
        assert "Biên lai này đã hủy lúc 15 giờ 20 phút, ngày 14/3/2019, không còn giá trị thu tiền." in said
        assert f"Lý do: ghi nhầm số bản. Người hủy: {samples.CLERK}. Người duyệt: Nguyễn Thị Ánh Nguyệt." in said
        assert "Ba mươi mốt nghìn không trăm lẻ năm đồng" in said
        assert "ĐÃ HỦY" not in reading.words(good, page)
        middle = reading.Rect(40 * MM, 90 * MM, 108 * MM, 125 * MM)
        assert reading.ink(gone, page, middle) > 2 * reading.ink(good, page, middle) + 5000


def test_a_negative_amount_is_no_receipt(fonts: FontSet) -> None:
    """Money is never given back by a receipt."""
    value = replace(money.fee_receipt(), lines=(FeeLine("Phí", "", -1),))
    with pytest.raises(ValueError, match="negative"):
        draw_fee_receipt(value, fonts)


@pytest.mark.parametrize(
    "field",
    [
        "BẢNG KÊ THU PHÍ, LỆ PHÍ TRONG NGÀY (Quầy số 1, ngày 14 tháng 3 năm 2019)",
        "TT Số biên lai Giờ Mã số hồ sơ Người nộp tiền Loại phí, lệ phí Số tiền (đồng) Phương thức Ghi chú",
        "1 0000101 09:01 000.05.24.H11-190314-0001 Người nộp thứ 1 Lệ phí đăng ký hộ tịch 1.000 Chuyển khoản",
        "3.000 Tiền mặt 0000103 Phí cấp bản sao trích lục hộ tịch 8.000",
        "Đã hủy: 15:20, ghi nhầm số bản",
        "Loại phí, lệ phí Chuyển khoản Bưu chính thu hộ Tiền mặt Cộng (đồng)",
        "Lệ phí đăng ký hộ tịch 8.000 11.000 12.000 31.000",
        "Phí chứng thực bản sao từ bản chính 14.000 10.000 18.000 42.000",
        "Phí cấp bản sao trích lục hộ tịch 32.000 32.000 Cộng 22.000 21.000 62.000 105.000",
        "Tổng số tiền đã thu: 105.000 đồng (bằng chữ: Một trăm lẻ năm nghìn đồng).",
        "Biên lai đã dùng: 12, từ số 0000101 đến số 0000112. Đã hủy 1 biên lai (số 0000105), số tiền 5.000 đồng.",
        "NGƯỜI LẬP BẢNG",
        "NGƯỜI NHẬN TIỀN",
        "PHỤ TRÁCH BỘ PHẬN",
    ],
)
def test_a_cash_sheet_says_receipts_and_sums(fonts: FontSet, field: str) -> None:
    """Each receipt, each fee, the table of kinds by methods and the total in words can be read back."""
    assert field in " ".join(every_paper.said(fonts, "cash sheet", "A4 across"))


def test_only_the_cancelled_receipt_is_struck_out(fonts: FontSet) -> None:
    """A line runs through the number and the amount of receipt 5, and through nothing of receipt 4."""
    pdf = draw_cash_sheet(money.cash_sheet(), fonts)
    assert _struck(pdf, "0000105")
    assert _struck(pdf, "5.000")
    assert not _struck(pdf, "0000104")


def _struck(pdf: bytes, phrase: str) -> bool:
    """Tells whether a thin line runs through the middle of a phrase."""
    box = reading.find(pdf, 0, phrase)
    low, high = box.y0 + 1, box.y1 - 1
    return any(
        low < (path.y0 + path.y1) / 2 < high
        and path.y1 - path.y0 < 2
        and path.x0 <= box.x0 + 2
        and path.x1 >= box.x1 - 2
        for path in reading.paths(pdf, 0)
    )


def test_a_long_day_keeps_sums_and_signatures_together(fonts: FontSet) -> None:
    """A hundred receipts: each number, the sums once, on the page where they are signed."""
    pdf = draw_cash_sheet(money.cash_sheet(100), fonts)
    pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
    assert all(f"{100 + number:07d}" in " ".join(pages) for number in range(1, 101))
    assert [("Tổng số tiền đã thu" in page, "NGƯỜI NHẬN TIỀN" in page) for page in pages[-2:]] == [
        (False, False),
        (True, True),
    ]


def test_no_receipt_is_torn_between_two_pages(fonts: FontSet) -> None:
    """The fees of one receipt stand under each other on one page, however many receipts come before it."""
    for count in range(9, 34):
        pdf = draw_cash_sheet(money.cash_sheet(count), fonts)
        pages = [reading.words(pdf, page) for page in range(reading.page_count(pdf))]
        tables = [page.partition("Tổng hợp theo loại")[0] for page in pages]
        for number in range(3, count + 1, 3):
            assert sum(table.count(f"{100 + number:07d}") == 2 for table in tables) == 1, (count, number)


def test_a_day_without_receipts_is_a_sheet_too(fonts: FontSet) -> None:
    """Nothing taken is also signed for."""
    said = reading.all_words(draw_cash_sheet(money.cash_sheet(0), fonts))
    assert "Trong ngày không thu phí, lệ phí. Tổng số tiền đã thu: 0 đồng (bằng chữ: Không đồng)." in said
    assert "Không dùng biên lai nào." in said


LINES = st.builds(FeeLine, st.sampled_from(["phí", "lệ phí", "phí khác"]), st.just(""), st.integers(0, 10**7))
RECEIPTS = st.builds(
    CashReceipt,
    number=st.just("1"),
    time=st.just(""),
    code=st.just(""),
    payer=st.just(""),
    lines=st.lists(LINES, min_size=1, max_size=3).map(tuple),
    method=st.sampled_from(["tiền mặt", "chuyển khoản", "bưu chính"]),
    cancelled=st.sampled_from(["", "", "nhầm"]),
)


@given(st.lists(RECEIPTS, max_size=12))
def test_sums_by_kind_and_by_method_are_those_of_the_receipts(receipts: list[CashReceipt]) -> None:
    """Both directions add up to what the standing receipts say; cancelled ones are in neither."""
    sums = sums_of(receipts)
    standing = [line.amount for one in receipts if not one.cancelled for line in one.lines]
    gone = [line.amount for one in receipts if one.cancelled for line in one.lines]
    assert sum(sums.by_kind) == sum(sums.by_method) == sums.total == sum(standing)
    assert sums.cancelled == sum(gone)
    for at, method in enumerate(sums.methods):
        assert sums.by_method[at] == sum(
            line.amount for one in receipts if one.method == method and not one.cancelled for line in one.lines
        )
