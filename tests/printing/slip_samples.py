"""Invented control slips: the log of one dossier and a group of many, with the longest names."""

from __future__ import annotations

import paper_samples as samples

from printing.values import (
    ControlSlip,
    GroupSlip,
    HandedDossier,
    HandOver,
    Letterhead,
    Subject,
    TransferSlip,
    TransferStep,
)

ONE_STOP = "Bộ phận tiếp nhận và trả kết quả phường Phú Thủy"
JUSTICE = "Công chức Tư pháp - hộ tịch phường Phú Thủy"
SUBJECT = Subject(samples.CODE, samples.PROCEDURE, "14/3/2019", "17 giờ 00 phút, ngày 19/3/2019")
FIRST = HandOver(
    giving=ONE_STOP,
    taking=JUSTICE,
    giver=samples.CLERK,
    given_at="15 giờ 02 phút, ngày 14/3/2019",
    taker=samples.LONG_NAME,
    taken_at="15 giờ 20 phút, ngày 14/3/2019",
    outcome="Đúng hạn",
    note="4 giấy tờ, 6 trang",
)


def head(number: str = "") -> Letterhead:
    """Gives the head of the one-stop unit."""
    return samples.letterhead(number)


def control_slip(count: int = 3, reprint: int = 0) -> ControlSlip:
    """Gives form 05 with so many hand-overs, the last of which is not taken yet."""
    middle = tuple(
        HandOver(
            JUSTICE,
            f"Cơ quan thứ {number}",
            "Trần Văn Lộc",
            f"09 giờ {number % 60:02d} phút, ngày 15/3/2019",
            "Nguyễn Thị Ánh Nguyệt",
            f"10 giờ {number % 60:02d} phút, ngày 15/3/2019",
            "Trước hạn",
        )
        for number in range(2, count)
    )
    last = HandOver(
        JUSTICE, ONE_STOP, samples.LONG_NAME, "16 giờ 30 phút, ngày 18/3/2019", outcome="Quá hạn", note="Trả kết quả"
    )
    return ControlSlip(
        letterhead=head(),
        barcode=samples.BARCODE,
        subject=SUBJECT,
        applicant=samples.LONG_NAME,
        agency=JUSTICE,
        partners=("Công an phường Phú Thủy",),
        hand_overs=(FIRST, *middle, last),
        reprint=reprint,
    )


def group_slip(count: int = 32, reprint: int = 0) -> GroupSlip:
    """Gives the hand-over of so many dossiers at once."""
    return GroupSlip(
        letterhead=head("18/PKS"),
        hand_over=FIRST,
        dossiers=tuple(
            HandedDossier(
                f"000.05.24.H11-190314-{number:04d}",
                samples.LONG_NAME if number == 1 else f"Người nộp thứ {number}",
                samples.PROCEDURE,
                "19/3/2019",
                "4 giấy tờ, 6 trang",
            )
            for number in range(1, count + 1)
        ),
        reprint=reprint,
    )


def transfer_slip(reprint: int = 0, *, at_once: bool = False) -> TransferSlip:
    """Gives the way of a dossier through three agencies."""
    land = "Chi nhánh Văn phòng Đăng ký đất đai thành phố Phan Thiết"
    return TransferSlip(
        letterhead=head("09/PCXL"),
        barcode=samples.BARCODE,
        subject=SUBJECT,
        applicant=samples.LONG_NAME,
        lead=land,
        steps=(
            TransferStep(land, "Thẩm tra hồ sơ, trích đo thửa đất", "15/3/2019", "Chi cục Thuế Phan Thiết"),
            TransferStep("Chi cục Thuế Phan Thiết", "Xác định nghĩa vụ tài chính", "18/3/2019", land),
            TransferStep("Phòng Tài nguyên và Môi trường", "Trình ký Giấy chứng nhận", "19/3/2019", land),
        ),
        at_once=at_once,
        clerk=samples.CLERK,
        reprint=reprint,
    )
