"""Invented receipts and a day of them, one with two fees, one cancelled."""

from __future__ import annotations

import paper_samples as samples

from printing.values import Cancellation, CashReceipt, CashSheet, FeeLine, FeeReceipt

COPY = "Phí chứng thực bản sao từ bản chính"
REGISTRATION = "Lệ phí đăng ký hộ tịch"
EXTRACT = "Phí cấp bản sao trích lục hộ tịch"
CANCELLATION = Cancellation("15 giờ 20 phút, ngày 14/3/2019", "ghi nhầm số bản", samples.CLERK, "Nguyễn Thị Ánh Nguyệt")


def fee_receipt(*, cancelled: bool = False, reprint: int = 0) -> FeeReceipt:
    """Gives the receipt of two fees, 31.005 đồng in all."""
    return FeeReceipt(
        owner=samples.OWNER,
        unit=samples.UNIT,
        tax_code="3400123456",
        template="01BLP0-001",
        serial="BT-19P",
        number="0000123",
        payer=samples.APPLICANT,
        code=samples.CODE,
        procedure=samples.PROCEDURE,
        lines=(FeeLine(COPY, "8 trang × 2.000 đồng", 16_000), FeeLine(EXTRACT, "", 15_005)),
        method="Tiền mặt",
        place_and_date=samples.PLACE_AND_DATE,
        cashier=samples.CLERK,
        cancellation=CANCELLATION if cancelled else None,
        reprint=reprint,
    )


def cash_sheet(count: int = 12, reprint: int = 0) -> CashSheet:
    """Gives a day of so many receipts; number 5 of them is cancelled, each third has two fees."""
    methods = ("Tiền mặt", "Chuyển khoản", "Bưu chính thu hộ")
    return CashSheet(
        letterhead=samples.letterhead(qr=""),
        desk="Quầy số 1",
        day="ngày 14 tháng 3 năm 2019",
        receipts=tuple(
            CashReceipt(
                number=f"{100 + number:07d}",
                time=f"{8 + number % 9:02d}:{number % 60:02d}",
                code=f"000.05.24.H11-190314-{number:04d}",
                payer=samples.LONG_NAME if number == 2 else f"Người nộp thứ {number}",
                lines=(FeeLine((COPY, REGISTRATION)[number % 2], "", 1_000 * number),)
                + ((FeeLine(EXTRACT, "", 8_000),) if number % 3 == 0 else ()),
                method=methods[number % 3],
                cancelled="15:20, ghi nhầm số bản" if number == 5 else "",
            )
            for number in range(1, count + 1)
        ),
        cashier=samples.CLERK,
        treasurer="Trần Văn Lộc",
        supervisor="Nguyễn Thị Ánh Nguyệt",
        reprint=reprint,
    )
