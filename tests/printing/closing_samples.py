"""Invented labels for the post and the end of a day at a desk."""

from __future__ import annotations

import paper_samples as samples

from printing.blank_form import BlankForm, BlankRow
from printing.values import DayReconciliation, HeadPair, PostalLabel, PostalParty, UndigitisedPaper

TRACKING = "EB123456785VN"
SENDER = PostalParty(
    "Bộ phận tiếp nhận và trả kết quả phường Phú Thủy",
    "Số 1 đường Nguyễn Hội, phường Phú Thủy, thành phố Phan Thiết, tỉnh Bình Thuận",
    samples.PHONE,
)
RECEIVER = PostalParty(samples.LONG_NAME, samples.ADDRESS, "0918 000 412")


def label(collect: int = 46_000, reprint: int = 0) -> PostalLabel:
    """Gives the label of one result."""
    return PostalLabel(
        sender=SENDER,
        receiver=RECEIVER,
        tracking=TRACKING,
        code=samples.CODE,
        content="Kết quả giải quyết thủ tục hành chính: Giấy xác nhận tình trạng hôn nhân, 01 bản",
        posted="19/3/2019",
        collect=collect,
        reprint=reprint,
    )


def reconciliation(undigitised: int = 3, waiting: int = 0, reprint: int = 0) -> DayReconciliation:
    """Gives the end of a day: 27 dossiers taken in, and everything at the centre unless something waits."""
    return DayReconciliation(
        letterhead=samples.letterhead(qr=""),
        desk="Quầy số 1",
        day="ngày 14 tháng 3 năm 2019",
        closed_at="17 giờ 05 phút",
        received=27,
        at_centre=27 if not waiting else 25,
        waiting_acts=waiting,
        waiting_files=waiting * 12,
        heads=(HeadPair("Luồng sự kiện của phường Phú Thủy", "số 1.204 · 9f3a 77c1", "số 1.204 · 9f3a 77c1"),),
        undigitised=tuple(
            UndigitisedPaper(
                f"000.05.24.H11-190314-{number:04d}",
                "Bản vẽ hoàn công khổ A0",
                "" if number % 2 else "Khổ giấy lớn hơn máy quét",
            )
            for number in range(1, undigitised + 1)
        ),
        clerk=samples.CLERK,
        supervisor="Nguyễn Thị Ánh Nguyệt",
        reprint=reprint,
    )


def blank_form() -> BlankForm:
    """A declaration with each kind of question, one with a label longer than a line."""
    rows = (
        BlankRow("Họ, chữ đệm, tên của con", hint="Ví dụ: Nguyễn Minh An"),
        BlankRow("Giới tính", ("Nam", "Nữ")),
        BlankRow("Lý do đề nghị cấp lại và các tình tiết khác mà cơ quan giải quyết cần biết để xem xét", lines=3),
        BlankRow("Nơi đăng ký trước đây", when="Chỉ điền khi mục “Giới tính” là “Nữ”"),
        BlankRow("Tài liệu kèm theo", tuple(f"Tài liệu thứ {number} của người khai" for number in range(1, 6))),
    )
    declared = "Tôi cam đoan các thông tin đã khai là đúng sự thật."
    return BlankForm("Tờ khai thử", "Thủ tục thử (1.000000)", "TT 15/2015/TT-BTP", (("Nội dung khai", rows),), declared)
