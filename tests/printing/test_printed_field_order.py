"""Every paper has its fields where a reader looks for them: from the top down, and its columns from left to right."""

from __future__ import annotations

from itertools import pairwise

import every_paper
import paper_reading as reading
import pytest

from printing.fonts import FontSet

HEAD = ("CỘNG HÒA XÃ HỘI", "Độc lập - Tự do", "ngày 14 tháng 3 năm 2019")
PERSON = ("Địa chỉ:", "Số điện thoại:", "Email:")
BOTH_SIGN = ("NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ")
AGENCY_SIGNS = ("Nơi nhận:", "KT. CHỦ TỊCH", "Nguyễn Thị Ánh Nguyệt")

FIELDS: dict[str, tuple[str, ...]] = {
    "receipt": (
        *HEAD,
        "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ",
        "Liên 1: Giao người nộp hồ sơ",
        "Mã hồ sơ",
        "000.05.24.H11-190314-0027",
        "Mã bí mật để tra cứu:",
        "UBND phường Phú Thủy",
        "Tiếp nhận hồ sơ của:",
        "Số định danh cá nhân/CMND:",
        *PERSON,
        "Nội dung yêu cầu giải quyết:",
        "Thành phần hồ sơ nộp gồm:",
        "Tên giấy tờ",
        "Số lượng hồ sơ: 01 (bộ)",
        "Thời gian giải quyết theo quy định:",
        "Thời gian nhận hồ sơ",
        "08 giờ 12 phút",
        "Đăng ký nhận kết quả tại:",
        "Phí, lệ phí:",
        "Vào Sổ theo dõi hồ sơ",
        "quyển số:",
        "số thứ tự:",
        *BOTH_SIGN,
        "giấy tờ tùy thân, phí, lệ phí",
        "Điện thoại hỗ trợ:",
    ),
    "supplement": (
        *HEAD,
        "Số: 15/HDHS",
        "PHIẾU YÊU CẦU BỔ SUNG, HOÀN THIỆN HỒ SƠ",
        "Hồ sơ của:",
        "Nội dung yêu cầu giải quyết:",
        *PERSON,
        "Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:",
        "Lý do:",
        "Trong quá trình hoàn thiện hồ sơ",
        "NGƯỜI HƯỚNG DẪN",
        "(Ký và ghi rõ họ tên)",
    ),
    "refusal": (
        *HEAD,
        "Số: 07/TCTN",
        "PHIẾU TỪ CHỐI TIẾP NHẬN GIẢI QUYẾT HỒ SƠ",
        "UBND phường Phú Thủy",
        "Tiếp nhận hồ sơ của:",
        *PERSON,
        "Nội dung yêu cầu giải quyết:",
        "thông báo không tiếp nhận, giải quyết",
        "Lý do:",
        "Căn cứ:",
        "Nếu chưa rõ lý do",
        *BOTH_SIGN,
    ),
    "apology": (
        *HEAD[:2],
        "Số: 03/PXL",
        HEAD[2],
        "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ",
        "Kính gửi:",
        "Địa chỉ:",
        "Số điện thoại:",
        "Ngày 14/3/2019",
        "mã số hồ sơ",
        "17 giờ 00 phút, ngày 19/3/2019",
        "Đến nay",
        "Lý do:",
        "xin lỗi bà và hẹn trả kết quả vào:",
        "thứ Hai, ngày 25/3/2019",
        *AGENCY_SIGNS,
    ),
    "control slip": (
        *HEAD,
        "PHIẾU KIỂM SOÁT QUÁ TRÌNH GIẢI QUYẾT HỒ SƠ",
        "Mã hồ sơ",
        "Kèm theo hồ sơ của:",
        "Nội dung yêu cầu giải quyết:",
        "Ngày nhận:",
        "Hẹn trả:",
        "Cơ quan (bộ phận) giải quyết hồ sơ:",
        "Cơ quan phối hợp giải quyết:",
        "1. Giao:",
        "2. Nhận:",
    ),
    "register": (
        "ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY",
        "Quyển số: 01/2019",
        "Năm 2019",
        "Trang 37",
        "Ngày, tháng, năm",
        "0381",
        "Cộng trang:",
        "Lũy kế đến hết trang:",
    ),
    "fee receipt": (
        "Mẫu số:",
        "Ký hiệu:",
        "Mã số thuế:",
        "BIÊN LAI THU PHÍ, LỆ PHÍ",
        "Liên 1: Lưu",
        "Người nộp tiền:",
        "Số định danh cá nhân/CMND:",
        "Địa chỉ:",
        "Mã số hồ sơ:",
        "Thủ tục:",
        "Nội dung thu",
        "Cộng",
        "Số tiền viết bằng chữ:",
        "Phương thức nộp:",
        "ngày 14 tháng 3 năm 2019",
        "NGƯỜI NỘP TIỀN",
        "NGƯỜI THU TIỀN",
    ),
    "postal label": (
        "BƯU CHÍNH CÔNG ÍCH",
        "EB123456785VN",
        "Người gửi:",
        "Người nhận:",
        "Mã số hồ sơ:",
        "Nội dung:",
        "Tiền thu hộ (COD):",
        "Bốn mươi sáu nghìn đồng",
        "Người nhận ký, ghi rõ họ tên:",
        "Ngày, giờ nhận:",
    ),
    "reconciliation": (
        *HEAD,
        "BIÊN BẢN ĐỐI SOÁT CUỐI NGÀY",
        "Hồ sơ tiếp nhận trong ngày",
        "Luồng sự kiện",
        "Đã ghi tại quầy, chưa gửi",
        "Quầy tiếp nhận 27 hồ sơ",
        "Chưa số hóa: 3 giấy tờ",
        "NGƯỜI LẬP BIÊN BẢN",
        "PHỤ TRÁCH BỘ PHẬN",
    ),
}
"""The fields of each paper in the order of its form; those of one line from left to right."""

COLUMNS: dict[str, tuple[str, ...]] = {
    "receipt": ("TT", "Tên giấy tờ", "Loại bản", "Số lượng"),
    "supplement": ("TT", "Thành phần hồ sơ cần", "Bản chính", "Bản chứng", "Bản chụp"),
    "control slip": ("Tên cơ quan", "Người giao", "Người nhận", "Kết quả giải", "Ghi chú"),
    "register": (
        "TT",
        "Mã hồ sơ",
        "Tên thủ tục hành chính",
        "(bộ)",
        "Tên cá nhân, tổ chức",
        "Địa chỉ, số điện thoại",
        "Cơ quan chủ trì",
        "Nhận hồ sơ",
        "Hẹn trả kết",
        "Trả kết",
        "Phương",
        "Ký nhận",
        "Ghi chú",
    ),
    "fee receipt": ("TT", "Nội dung thu", "Cách tính", "Số tiền (đồng)"),
    "cash sheet": (
        "TT",
        "Số biên lai",
        "Giờ",
        "Mã số hồ sơ",
        "Người nộp tiền",
        "Loại phí, lệ phí",
        "Số tiền (đồng)",
        "Phương thức",
        "Ghi chú",
    ),
    "reconciliation": ("Nội dung đối soát", "Tại quầy", "Tại trung tâm", "Kết quả"),
}
"""The heads of each table, from left to right."""

_ONE_LINE = 4.0
"""Points of height by which words of one line may differ."""


@pytest.mark.parametrize("paper", sorted(FIELDS))
def test_the_fields_of_a_paper_stand_in_the_order_of_its_form(fonts: FontSet, paper: str) -> None:
    """TT 01/2018 art. 9: what the form asks for is all there, read from the top down and from left to right."""
    pdf = every_paper.drawn(fonts, paper, every_paper.PAPERS[paper].sizes[0], 0)
    found = [reading.find(pdf, 0, field) for field in FIELDS[paper]]
    for place, (box, below) in enumerate(pairwise(found)):
        same_line = abs(box.y0 - below.y0) <= _ONE_LINE
        assert box.x0 < below.x0 if same_line else box.y0 > below.y0, FIELDS[paper][place : place + 2]


@pytest.mark.parametrize("paper", sorted(COLUMNS))
def test_the_columns_of_a_paper_stand_in_the_order_of_its_form(fonts: FontSet, paper: str) -> None:
    """Each head stands right of the one before it."""
    pdf = every_paper.drawn(fonts, paper, every_paper.PAPERS[paper].sizes[0], 0)
    edges = [reading.find(pdf, 0, head).x0 for head in COLUMNS[paper]]
    assert edges == sorted(edges)
    assert len(set(edges)) == len(edges)
