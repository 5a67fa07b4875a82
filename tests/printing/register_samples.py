"""Invented registers: a day of one desk, several desks merged, and a book closed at the end of its year."""

from __future__ import annotations

import paper_samples as samples

from printing.values import Register, RegisterClosing, RegisterEntry, SigningTitle

PROCEDURES = (
    "Đăng ký khai sinh",
    "Chứng thực bản sao từ bản chính",
    "Đăng ký lại khai sinh cho người đã có hồ sơ, giấy tờ cá nhân",
    "Hưởng trợ cấp xã hội hàng tháng đối với người khuyết tật nặng, người khuyết tật đặc biệt nặng",
)
NAMES = (
    "Lê Minh Khôi",
    samples.LONG_NAME,
    "Y Blơ Niê Kđăm",
    "Công ty TNHH Một thành viên Thương mại Dịch vụ Chế biến Thủy hải sản Xuất khẩu Biển Xanh Phan Thiết",
)


def entry(number: int, book: str = "") -> RegisterEntry:
    """Gives one entry; every third is not handed out yet."""
    return RegisterEntry(
        number=f"{number:04d}",
        code=f"000.05.24.H11-190314-{number:04d}",
        procedure=PROCEDURES[number % 4],
        sets="1",
        name=NAMES[number % 4],
        address="Khu phố 1, Phú Thủy",
        phone="0918 000 105",
        agency="UBND phường Phú Thủy",
        received="14/3/2019 08:02",
        due="19/3/2019 17:00",
        returned="" if number % 3 == 0 else "19/3/2019 10:15",
        delivery="Trực tiếp" if number % 2 else "Bưu chính công ích",
        note="Trả ngay" if number % 5 == 0 else "",
        book=book,
    )


def closing(total: int = 416) -> RegisterClosing:
    """Gives the end of the year."""
    return RegisterClosing(
        place_and_date="Phú Thủy, ngày 31 tháng 12 năm 2019",
        year="2019",
        first="0001",
        last=f"{total:04d}",
        total=total,
        returned=total - 7,
        still_open=4,
        clerk=samples.CLERK,
        signer=SigningTitle(("TRƯỞNG BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ",), "Nguyễn Thị Ánh Nguyệt"),
    )


def register(count: int = 40, *, closed: bool = False, merged: bool = False, reprint: int = 0) -> Register:
    """Gives a register of so many entries, the first of which is number 0381 on page 37."""
    return Register(
        owner=samples.OWNER,
        unit=samples.UNIT,
        book="01/2019",
        period="Năm 2019" if closed else "Ngày 14 tháng 3 năm 2019",
        scope="Gộp 3 quầy" if merged else "Quầy số 1",
        entries=tuple(entry(381 + at, f"Quầy {at % 3 + 1}" if merged else "") for at in range(count)),
        printed_at="17:05 ngày 14/3/2019",
        first_page=37,
        carried=380,
        closing=closing(380 + count) if closed else None,
        reprint=reprint,
    )
