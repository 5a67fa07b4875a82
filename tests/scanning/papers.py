"""Papers of invented persons for the tests, and the fonts they are drawn with."""

from pathlib import Path

from scanning.drawing.papers import (
    BirthSlip,
    DivorceRuling,
    DrawnPaper,
    DrawnPerson,
    MaritalDeclaration,
    PlaceAndDay,
    SignedResult,
)
from scanning.drawing.seal import SealText
from scanning.drawing.sheet import DrawnFonts

_FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"

WOMAN = DrawnPerson(
    name="Đỗ Thị Hường",
    born="12/03/1994",
    sex="Nữ",
    ethnicity="Kinh",
    nationality="Việt Nam",
    residence="Khu phố 5, phường Phú Trinh, TP. Phan Thiết",
    identity="CMND số 261 000 451 cấp ngày 05/6/2012",
)
MAN = DrawnPerson(
    name="Nguyễn Quốc Vượng",
    born="27/8/1990",
    sex="Nam",
    ethnicity="Kinh",
    nationality="Việt Nam",
    residence="Thôn Kim Bình, xã Hàm Thắng, huyện Hàm Thuận Bắc",
    identity="CMND số 260 000 877 cấp ngày 14/9/2010",
)
MADE = PlaceAndDay("Phan Thiết", 14, 3, 2019)


def fonts() -> DrawnFonts:
    """The serif that ships with the program."""
    read = [(_FONTS / f"Tinos-{style}.ttf").read_bytes() for style in ("Regular", "Bold", "Italic")]
    return DrawnFonts(*read)


def declaration() -> MaritalDeclaration:
    """A declaration for herself."""
    return MaritalDeclaration(
        addressee="UBND phường Phú Trinh, TP. Phan Thiết",
        applicant=WOMAN,
        relation="Bản thân",
        subject=WOMAN,
        marital_status="Chưa đăng ký kết hôn với ai",
        purpose="Để đăng ký kết hôn với anh Nguyễn Quốc Vượng",
        made=MADE,
    )


def slip() -> BirthSlip:
    """A hospital's slip."""
    return BirthSlip(
        authority="SỞ Y TẾ BÌNH THUẬN",
        hospital="BỆNH VIỆN ĐA KHOA DIỄN TẬP",
        number="Số: 0137/2019 – Quyển số: 02",
        mother=WOMAN,
        born_at="07 giờ 25 phút ngày 09/3/2019",
        child_sex="Nữ",
        child_weight="3.150 gam",
        child_name="Nguyễn Đỗ Thùy Dương",
        midwife="Trần Thị Ngọc Quỳnh",
        head="Lê Bửu Thạch",
        made=PlaceAndDay("Phan Thiết", 11, 3, 2019),
        seal=SealText("BỆNH VIỆN ĐA KHOA DIỄN TẬP", "BÌNH THUẬN"),
    )


def ruling() -> DivorceRuling:
    """A court's ruling."""
    return DivorceRuling(
        court=("TÒA ÁN NHÂN DÂN", "THÀNH PHỐ DIỄN TẬP"),
        number="45/2019/QĐST-HNGĐ",
        judge="Phạm Hữu Nghĩa",
        husband=MAN,
        wife=WOMAN,
        married="ngày 02/5/2015 tại Ủy ban nhân dân phường Phú Trinh",
        made=PlaceAndDay("Phan Thiết", 28, 2, 2019),
        seal=SealText("TÒA ÁN NHÂN DÂN TP. DIỄN TẬP", "TỈNH BÌNH THUẬN"),
    )


def result() -> SignedResult:
    """A confirmation signed on paper."""
    return SignedResult(
        office=("THÀNH PHỐ PHAN THIẾT", "ỦY BAN NHÂN DÂN", "PHƯỜNG PHÚ TRINH"),
        number="087/UBND-XNTTHN",
        title=("GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",),
        lines=(
            ("Họ, chữ đệm, tên:", WOMAN.name.upper()),
            ("Ngày, tháng, năm sinh:", WOMAN.born),
            ("Giới tính:", WOMAN.sex),
            ("Dân tộc:", WOMAN.ethnicity),
            ("Quốc tịch:", WOMAN.nationality),
            ("Giấy tờ tùy thân:", WOMAN.identity),
            ("Nơi cư trú:", WOMAN.residence),
            ("Tình trạng hôn nhân:", "Chưa đăng ký kết hôn với ai."),
        ),
        closing=(
            "Giấy này được cấp để làm thủ tục đăng ký kết hôn với anh Nguyễn Quốc Vượng.",
            "Giấy này có giá trị 06 tháng kể từ ngày cấp.",
        ),
        signed_for=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        signer="Huỳnh Thanh Tùng",
        made=MADE,
        seal=SealText("ỦY BAN NHÂN DÂN PHƯỜNG DIỄN TẬP", "TP. PHAN THIẾT"),
    )


def all_papers() -> dict[str, DrawnPaper]:
    """One of each kind."""
    return {"declaration": declaration(), "slip": slip(), "ruling": ruling(), "result": result()}
