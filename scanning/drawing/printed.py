"""Lays out the papers that offices print, sign and seal: the court's ruling and the signed result."""

from scanning.drawing.flow import (
    BODY,
    LEFT,
    MIDDLE,
    RIGHT,
    issuer,
    motto,
    paragraph,
    signature_head,
    title,
)
from scanning.drawing.papers import DivorceRuling, DrawnPerson, SignedResult
from scanning.drawing.seal import SealText
from scanning.drawing.sheet import Sheet, Style, Type

_ITALIC = Type(13.0, Style.ITALIC)
_BOLD = Type(13.0, Style.BOLD)
_SMALL = Type(11.0)
_SIGNER = 150.0
_GROUNDS = (
    "Căn cứ Điều 212 và Điều 213 của Bộ luật Tố tụng dân sự;",
    (
        "Căn cứ biên bản ghi nhận sự tự nguyện ly hôn và hòa giải thành về việc các đương sự "
        "thỏa thuận được với nhau về việc giải quyết toàn bộ vụ án,"
    ),
)
_FINDINGS = (
    "Các thỏa thuận của đương sự là tự nguyện, không vi phạm điều cấm của luật, không trái đạo đức xã hội. "
    "Đã hết thời hạn 07 ngày kể từ ngày lập biên bản mà không có đương sự nào thay đổi ý kiến."
)
_RECIPIENTS = ("- Các đương sự;", "- Viện kiểm sát cùng cấp;", "- UBND nơi đăng ký kết hôn;", "- Lưu: hồ sơ, VT.")


def divorce_ruling(sheet: Sheet, paper: DivorceRuling) -> None:
    """Quyết định công nhận thuận tình ly hôn (BLTTDS 2015, articles 212 and 213)."""
    issuer(sheet, paper.court, f"Số: {paper.number}", 55.0, 20.0)
    motto(sheet, 142.0, 20.0)
    sheet.print_text((RIGHT, 39.0), str(paper.made), _ITALIC, "rs")
    heading = ("QUYẾT ĐỊNH", "CÔNG NHẬN THUẬN TÌNH LY HÔN", "VÀ SỰ THỎA THUẬN CỦA CÁC ĐƯƠNG SỰ")
    y = title(sheet, heading, 54.0, 14.0) + 3.0
    for words in _GROUNDS:
        y = paragraph(sheet, words, y, _ITALIC)
    sheet.print_text((MIDDLE, y), "XÉT THẤY:", _BOLD, "ms")
    y = paragraph(sheet, _FINDINGS, y + 8.0)
    sheet.print_text((MIDDLE, y), "QUYẾT ĐỊNH:", _BOLD, "ms")
    y += 8.0
    for words in _rulings(paper):
        y = paragraph(sheet, words, y)
    _recipients(sheet, _RECIPIENTS, y + 7.0)
    _signed(sheet, ("THẨM PHÁN",), paper.judge, paper.seal, y + 6.0)


def signed_result(sheet: Sheet, paper: SignedResult) -> None:
    """A result signed on paper: heading, labelled lines, closing words, signature with the seal on its left."""
    issuer(sheet, paper.office, f"Số: {paper.number}", 58.0, 20.0)
    motto(sheet, 142.0, 20.0)
    sheet.print_text((RIGHT, 42.0), str(paper.made), _ITALIC, "rs")
    y = title(sheet, paper.title, 62.0, 16.0) + 6.0
    for label, value in paper.lines:
        start = LEFT + sheet.print_text((LEFT, y), label, BODY) + 2.0
        sheet.print_text((start, y), value, _BOLD)
        y += 8.6
    y += 2.0
    for words in paper.closing:
        y = paragraph(sheet, words, y)
    _signed(sheet, paper.signed_for, paper.signer, paper.seal, y + 10.0)


def _signed(sheet: Sheet, head: tuple[str, ...], name: str, seal: SealText, top: float) -> None:
    """Signature first, then the seal over its left third (NĐ 30/2020, annex I), the name below."""
    below = signature_head(sheet, head, _SIGNER, top)
    sheet.sign((_SIGNER - 16.0, below + 15.0), name, 36.0)
    sheet.stamp((_SIGNER - 18.0, below + 12.0), seal)
    sheet.print_text((_SIGNER, below + 31.0), name, _BOLD, "ms")


def _recipients(sheet: Sheet, lines: tuple[str, ...], top: float) -> None:
    sheet.print_text((LEFT, top), "Nơi nhận:", Type(12.0, Style.ITALIC))
    for row, line in enumerate(lines):
        sheet.print_text((LEFT, top + 5.2 + row * 4.8), line, _SMALL)


def _rulings(paper: DivorceRuling) -> tuple[str, ...]:
    return (
        "1. Công nhận sự thuận tình ly hôn giữa:",
        f"Anh {_described(paper.husband)}",
        f"Chị {_described(paper.wife)}",
        f"Kết hôn {paper.married}.",
        "2. Về con chung, tài sản chung và nợ chung: các đương sự xác nhận không có, không yêu cầu Tòa án giải quyết.",
        (
            "3. Quyết định này có hiệu lực pháp luật ngay sau khi được ban hành và không bị kháng cáo, kháng nghị "
            "theo thủ tục phúc thẩm."
        ),
    )


def _described(person: DrawnPerson) -> str:
    return f"{person.name}, sinh ngày {person.born}; nơi cư trú: {person.residence}."
