"""Lays out the papers that people fill in by hand: two declarations and the hospital's slip."""

from scanning.drawing.flow import (
    LEFT,
    MIDDLE,
    Blank,
    blanks,
    issuer,
    motto,
    paragraph,
    signature_head,
    title,
)
from scanning.drawing.papers import BirthDeclaration, BirthSlip, DrawnPerson, MaritalDeclaration, PlaceAndDay
from scanning.drawing.sheet import Sheet, Style, Type

_BOLD = Type(13.0, Style.BOLD)
_PROMISE = (
    "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật "
    "về cam đoan của mình."
)


def marital_declaration(sheet: Sheet, paper: MaritalDeclaration) -> None:
    """Tờ khai cấp Giấy xác nhận tình trạng hôn nhân (order of fields after TT 04/2020/TT-BTP)."""
    motto(sheet, MIDDLE, 22.0)
    title(sheet, ("TỜ KHAI CẤP GIẤY XÁC NHẬN", "TÌNH TRẠNG HÔN NHÂN"), 42.0)
    applicant = paper.applicant
    y = _rows(
        sheet,
        (
            (Blank("Kính gửi:", paper.addressee),),
            (Blank("Họ, chữ đệm, tên người yêu cầu:", applicant.name),),
            (Blank("Nơi cư trú:", applicant.residence),),
            (Blank("Giấy tờ tùy thân:", applicant.identity),),
            (Blank("Quan hệ với người được cấp giấy xác nhận:", paper.relation),),
        ),
        63.0,
    )
    y = paragraph(sheet, "Đề nghị cấp Giấy xác nhận tình trạng hôn nhân cho người có tên dưới đây:", y, _BOLD, 0.0)
    y = _rows(
        sheet,
        (
            *_person(paper.subject),
            (Blank("Tình trạng hôn nhân:", paper.marital_status),),
            (Blank("Mục đích sử dụng:", paper.purpose),),
        ),
        y + 1.5,
    )
    _promised(sheet, applicant, paper.made, y)


def birth_declaration(sheet: Sheet, paper: BirthDeclaration) -> None:
    """Tờ khai đăng ký khai sinh (order of fields after TT 04/2020/TT-BTP)."""
    motto(sheet, MIDDLE, 22.0)
    title(sheet, ("TỜ KHAI ĐĂNG KÝ KHAI SINH",), 42.0)
    mother, father = paper.mother, paper.father
    y = _rows(
        sheet,
        (
            (Blank("Kính gửi:", paper.addressee),),
            (Blank("Họ, chữ đệm, tên người yêu cầu:", mother.name),),
            (Blank("Nơi cư trú:", mother.residence),),
            (Blank("Giấy tờ tùy thân:", mother.identity),),
            (Blank("Quan hệ với người được khai sinh:", "Mẹ"),),
        ),
        57.0,
    )
    y = paragraph(sheet, "Đề nghị đăng ký khai sinh cho người dưới đây:", y, _BOLD, 0.0)
    y = _rows(
        sheet,
        (
            (Blank("Họ, chữ đệm, tên:", paper.child_name),),
            (Blank("Ngày, tháng, năm sinh:", paper.child_born, 1.3), Blank("Giới tính:", paper.child_sex, 0.7)),
            (Blank("Dân tộc:", mother.ethnicity), Blank("Quốc tịch:", mother.nationality)),
            (Blank("Nơi sinh:", paper.born_in),),
            (Blank("Họ, chữ đệm, tên người mẹ:", mother.name),),
            (Blank("Năm sinh:", mother.born[-4:]), Blank("Dân tộc:", mother.ethnicity)),
            (Blank("Họ, chữ đệm, tên người cha:", father.name),),
            (Blank("Năm sinh:", father.born[-4:]), Blank("Dân tộc:", father.ethnicity)),
        ),
        y + 1.5,
    )
    _promised(sheet, mother, paper.made, y)


def birth_slip(sheet: Sheet, paper: BirthSlip) -> None:
    """Giấy chứng sinh: three signatures, the hospital's seal over the left third of the last one."""
    issuer(sheet, (paper.authority, paper.hospital), paper.number, 58.0, 20.0)
    motto(sheet, 142.0, 20.0)
    title(sheet, ("GIẤY CHỨNG SINH",), 50.0, 17.0)
    mother = paper.mother
    y = _rows(
        sheet,
        (
            (Blank("Họ và tên mẹ (người nuôi dưỡng):", mother.name),),
            (Blank("Năm sinh:", mother.born), Blank("Dân tộc:", mother.ethnicity)),
            (Blank("Nơi đăng ký thường trú:", mother.residence),),
            (Blank("Số CMND/Thẻ căn cước:", mother.identity),),
            (Blank("Đã sinh con vào lúc:", paper.born_at),),
            (Blank("Tại:", paper.hospital.capitalize()),),
            (Blank("Số con trong lần sinh này:", "01"), Blank("Giới tính của con:", paper.child_sex)),
            (Blank("Cân nặng:", paper.child_weight), Blank("Hiện trạng:", "Khỏe mạnh")),
            (Blank("Dự định đặt tên con là:", paper.child_name),),
            (Blank("Người đỡ đẻ:", paper.midwife),),
        ),
        66.0,
    )
    _made(sheet, paper.made, y + 4.0)
    top = y + 15.0
    signature_head(sheet, ("Cha, mẹ hoặc", "người thân thích"), 48.0, top, "(Ký, ghi rõ họ tên)")
    signature_head(sheet, ("Người đỡ đẻ",), 105.0, top, "(Ký, ghi rõ họ tên)")
    signature_head(sheet, ("Thủ trưởng", "cơ sở y tế"), 162.0, top, "(Ký tên, đóng dấu)")
    for middle, name in ((48.0, mother.name), (105.0, paper.midwife), (162.0, paper.head)):
        sheet.sign((middle - 14.0, top + 29.0), name, 28.0)
    sheet.stamp((150.0, top + 27.0), paper.seal)
    for middle, name in ((48.0, mother.name), (105.0, paper.midwife)):
        sheet.handwrite((middle - 18.0, top + 47.0), name, 40.0, 2.0)
    sheet.print_text((162.0, top + 48.0), paper.head, _BOLD, "ms")


def _promised(sheet: Sheet, who: DrawnPerson, made: PlaceAndDay, y: float) -> None:
    y = paragraph(sheet, _PROMISE, y)
    _made(sheet, made, y + 3.0)
    below = signature_head(sheet, ("Người yêu cầu",), 150.0, y + 12.0, "(Ký, ghi rõ họ, chữ đệm, tên)")
    sheet.sign((131.0, below + 11.0), who.name, 32.0)
    sheet.handwrite((131.0, below + 25.0), who.name, 55.0)


def _person(person: DrawnPerson) -> tuple[tuple[Blank, ...], ...]:
    return (
        (Blank("Họ, chữ đệm, tên:", person.name),),
        (Blank("Ngày, tháng, năm sinh:", person.born, 1.3), Blank("Giới tính:", person.sex, 0.7)),
        (Blank("Dân tộc:", person.ethnicity), Blank("Quốc tịch:", person.nationality)),
        (Blank("Nơi cư trú:", person.residence),),
        (Blank("Giấy tờ tùy thân:", person.identity),),
    )


def _rows(sheet: Sheet, rows: tuple[tuple[Blank, ...], ...], baseline: float) -> float:
    for row in rows:
        baseline = blanks(sheet, row, baseline)
    return baseline


def _made(sheet: Sheet, made: PlaceAndDay, baseline: float) -> None:
    """The place and day, filled in by hand like the rest."""
    row = (
        Blank("Làm tại:", made.place, 2.5),
        Blank("ngày", f"{made.day:02d}", 0.85),
        Blank("tháng", f"{made.month:02d}", 0.85),
        Blank("năm", str(made.year), 1.0),
    )
    blanks(sheet, row, baseline, left=LEFT + 25.0)
