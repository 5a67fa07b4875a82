"""Draws the papers that an invented citizen brings: declarations and a hospital's slip."""

from rehearsal.people import Invented
from scanning.drawing.papers import BirthDeclaration, BirthSlip, DrawnPerson, MaritalDeclaration, PlaceAndDay
from scanning.drawing.seal import SealText
from scanning.drawing.sheet import DrawnFonts
from scanning.drawn import draw
from scanning.pages import Page

CHILD = "Nguyễn Thùy Dương"
HOSPITAL = "Bệnh viện Đa khoa Diễn Tập"
_TODAY = PlaceAndDay("Phan Thiết", 14, 3, 2019)


def declaration(who: Invented, fonts: DrawnFonts, seed: int) -> Page:
    """Tờ khai cấp Giấy xác nhận tình trạng hôn nhân, filled in by hand; the same seed gives the same page."""
    person = drawn_person(who)
    paper = MaritalDeclaration(
        addressee="UBND phường Phú Thủy, TP. Phan Thiết",
        applicant=person,
        relation="Bản thân",
        subject=person,
        marital_status="Chưa đăng ký kết hôn với ai",
        purpose="Để vay vốn ngân hàng",
        made=_TODAY,
    )
    return draw(paper, fonts, seed)


def birth_declaration(who: Invented, fonts: DrawnFonts, seed: int) -> Page:
    """Tờ khai đăng ký khai sinh of the mother for the child of `hospital_slip`."""
    mother = drawn_person(who)
    father = DrawnPerson("Nguyễn Hữu Phước", "15/08/1989", "Nam", "Kinh", "Việt Nam", who.applicant.address, "")
    paper = BirthDeclaration(
        addressee="UBND phường Phú Thủy, TP. Phan Thiết",
        mother=mother,
        father=father,
        child_name=CHILD,
        child_born="09/03/2019",
        child_sex="Nữ",
        born_in=HOSPITAL,
        made=_TODAY,
    )
    return draw(paper, fonts, seed)


def hospital_slip(who: Invented, fonts: DrawnFonts, seed: int) -> Page:
    """Giấy chứng sinh with a red seal and handwriting."""
    paper = BirthSlip(
        authority="SỞ Y TẾ BÌNH THUẬN",
        hospital=HOSPITAL.upper(),
        number="Số: 0137/2019 – Quyển số: 02",
        mother=drawn_person(who),
        born_at="07 giờ 25 phút ngày 09/3/2019",
        child_sex="Nữ",
        child_weight="3.150 gam",
        child_name=CHILD,
        midwife="Trần Thị Ngọc Quỳnh",
        head="Lê Bửu Thạch",
        made=PlaceAndDay("Phan Thiết", 11, 3, 2019),
        seal=SealText(HOSPITAL.upper(), "BÌNH THUẬN"),
    )
    return draw(paper, fonts, seed)


def drawn_person(who: Invented) -> DrawnPerson:
    """Who stands on a drawn paper."""
    person = who.applicant
    return DrawnPerson(
        name=person.name,
        born=f"{who.born:%d/%m/%Y}",
        sex=person.gender,
        ethnicity="Kinh",
        nationality="Việt Nam",
        residence=person.address,
        identity=f"CCCD số {person.id_number}",
    )
