"""Draws what is laid into the scanner: papers of a citizen, the ruling of a court, a result signed by hand."""

from collections.abc import Callable
from enum import Enum

from rehearsal.citizen_papers import birth_declaration, declaration, drawn_person, hospital_slip
from rehearsal.people import Invented
from scanning.drawing.papers import DivorceRuling, DrawnPerson, PlaceAndDay, SignedResult
from scanning.drawing.seal import SealText
from scanning.drawing.sheet import DrawnFonts
from scanning.drawn import draw
from scanning.pages import Page

_OFFICE = ("ỦY BAN NHÂN DÂN", "PHƯỜNG PHÚ THỦY")
_SEAL = SealText("ỦY BAN NHÂN DÂN PHƯỜNG PHÚ THỦY", "TP. PHAN THIẾT - BÌNH THUẬN")
_COURT = SealText("TÒA ÁN NHÂN DÂN THÀNH PHỐ PHAN THIẾT", "TỈNH BÌNH THUẬN")
_SPOUSES = {
    "Nữ": ("Trần Quốc Trí", "12/04/1979", "Nam"),
    "Nam": ("Võ Thị Kim Loan", "27/10/1982", "Nữ"),
}
"""The other one of a couple, by the sex of the applicant."""


class PaperKind(str, Enum):
    """A paper for the scanner; message ids are `guide.paper.<value>`."""

    DECLARATION = "declaration"
    BIRTH_DECLARATION = "birth_declaration"
    HOSPITAL_SLIP = "hospital_slip"
    DIVORCE_RULING = "divorce_ruling"
    SIGNED_RESULT = "signed_result"


def divorce_ruling(who: Invented, fonts: DrawnFonts, seed: int) -> Page:
    """Quyết định công nhận thuận tình ly hôn of the person, with the court's red seal."""
    person, other = drawn_person(who), _other(who)
    husband, wife = (other, person) if who.applicant.gender == "Nữ" else (person, other)
    paper = DivorceRuling(
        court=("TÒA ÁN NHÂN DÂN", "THÀNH PHỐ PHAN THIẾT"),
        number="118/2017/QĐST-HNGĐ",
        judge="Huỳnh Tấn Phước",
        husband=husband,
        wife=wife,
        married="ngày 06/02/2010 tại UBND phường Phú Thủy",
        made=PlaceAndDay("Phan Thiết", 20, 11, 2017),
        seal=_COURT,
    )
    return draw(paper, fonts, seed)


def signed_result(who: Invented, fonts: DrawnFonts, seed: int) -> Page:
    """Giấy xác nhận tình trạng hôn nhân as it comes back from the chairman's table: signed by pen and sealed."""
    person = drawn_person(who)
    paper = SignedResult(
        office=_OFFICE,
        number="61/UBND-XNTTHN",
        title=("GIẤY XÁC NHẬN", "TÌNH TRẠNG HÔN NHÂN"),
        lines=(
            ("Họ, chữ đệm, tên:", person.name),
            ("Ngày, tháng, năm sinh:", person.born),
            ("Giới tính:", person.sex),
            ("Giấy tờ tùy thân:", person.identity),
            ("Nơi cư trú:", person.residence),
            ("Tình trạng hôn nhân:", "Chưa đăng ký kết hôn với ai"),
        ),
        closing=(
            "Giấy này được cấp để vay vốn ngân hàng.",
            "Giấy này có giá trị sử dụng trong thời hạn 6 tháng, kể từ ngày cấp.",
        ),
        signed_for=("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"),
        signer="Trần Văn Minh",
        made=PlaceAndDay("Phú Thủy", 14, 3, 2019),
        seal=_SEAL,
    )
    return draw(paper, fonts, seed)


DRAWERS: dict[PaperKind, Callable[[Invented, DrawnFonts, int], Page]] = {
    PaperKind.DECLARATION: declaration,
    PaperKind.BIRTH_DECLARATION: birth_declaration,
    PaperKind.HOSPITAL_SLIP: hospital_slip,
    PaperKind.DIVORCE_RULING: divorce_ruling,
    PaperKind.SIGNED_RESULT: signed_result,
}


def _other(who: Invented) -> DrawnPerson:
    name, born, sex = _SPOUSES[who.applicant.gender]
    return DrawnPerson(name, born, sex, "Kinh", "Việt Nam", "phường Phú Thủy, TP. Phan Thiết", "")
