"""Draws "Biên bản đối soát cuối ngày" on one page: what the desk took in, what the centre holds, and what is missing.

Basis: decision 641/QĐ-UBND art. 4(3) (all dossiers digitised and entered in full); the paper itself is ours.
"""

from __future__ import annotations

from reportlab.lib.units import mm

from dossier.text import format_number
from printing.blocks import Block, Gap, Type, text
from printing.fonts import Faces, FontSet, register
from printing.grid import Grid, HeadCell, Plan
from printing.heading import Title
from printing.layout import layout_of
from printing.letter import PROJECT_LAYOUT, Framed, said
from printing.letterhead import Head, HeadStyle
from printing.sheet import Form, Sheet, pages_needed, printed
from printing.signatures import Signatures, Signer
from printing.text import Markup, cell, plain, strong
from printing.values import DayReconciliation, HeadPair, PaperSize, UndigitisedPaper
from printing.wording import HAND_REMARK, reprint_remark

_SMALL = Type(9, 11)
TITLE = "BIÊN BẢN ĐỐI SOÁT CUỐI NGÀY"


def draw_reconciliation(day: DayReconciliation, fonts: FontSet, size: PaperSize = PaperSize.A4) -> bytes:
    """Gives the PDF; a list too long for the page is cut, and the paper says how many papers it leaves out."""
    faces, layout = register(fonts), layout_of(size)
    form = _longest(day, layout.head, layout.sheet, faces)
    return printed((form,), layout.sheet, faces, f"{TITLE} {day.day}").pdf


def agrees(day: DayReconciliation) -> bool:
    """Says whether desk and centre hold the same: every dossier, every head, and nothing waits to be sent."""
    heads = all(pair.here == pair.there for pair in day.heads)
    return day.received == day.at_centre and heads and not day.waiting_acts and not day.waiting_files


def _longest(day: DayReconciliation, head: HeadStyle, sheet: Sheet, faces: Faces) -> Form:
    """Gives the form with as much of the list as one page holds."""
    low, high = 0, len(day.undigitised)
    while low < high:
        middle = (low + high + 1) // 2
        if pages_needed(_form(day, middle, head, faces), sheet) == 1:
            low = middle
        else:
            high = middle - 1
    return _form(day, low, head, faces)


def _form(day: DayReconciliation, shown: int, head: HeadStyle, faces: Faces) -> Form:
    """Puts the blocks in order, with the first `shown` papers of the list."""
    remark = f"{day.desk}, {day.day}"
    again = reprint_remark(day.reprint)
    opening = (
        f"Lúc {day.closed_at}, {day.desk} đối soát hồ sơ tiếp nhận trong ngày với dữ liệu tại trung tâm của tỉnh, "
        "kết quả như sau:"
    )
    return Form(
        body=(
            Head(day.letterhead, head, faces),
            Title(TITLE, f"{remark}. {again}" if again else remark, faces, after=12),
            said(opening, faces),
            _comparison(day, faces),
            Framed("KHỚP" if agrees(day) else "CHƯA KHỚP", faces),
            *(said(words, faces) for words in _findings(day)),
            *_undigitised(day.undigitised, shown, faces),
        ),
        tail=(Gap(6),),
        signatures=Signatures(
            (
                Signer(("NGƯỜI LẬP BIÊN BẢN",), HAND_REMARK, day.clerk, 0.25),
                Signer(("PHỤ TRÁCH BỘ PHẬN",), HAND_REMARK, day.supervisor, 0.75),
            ),
            faces,
        ),
        notes=None,
        label=PROJECT_LAYOUT,
        running=f"Biên bản đối soát cuối ngày, {remark} (tiếp theo)",
    )


def _comparison(day: DayReconciliation, faces: Faces) -> Block:
    """Gives the table of what desk and centre hold, each line with its own verdict."""
    heads = ("Nội dung đối soát", "Tại quầy", "Tại trung tâm", "Kết quả")
    plan = Plan(
        (0, 31 * mm, 31 * mm, 20 * mm),
        tuple(HeadCell(words, column) for column, words in enumerate(heads)),
        frozenset({1, 2, 3}),
        faces,
    )
    dossiers = HeadPair("Hồ sơ tiếp nhận trong ngày", format_number(day.received), format_number(day.at_centre))
    waiting = f"{format_number(day.waiting_acts)} việc, {format_number(day.waiting_files)} phần tệp"
    unsent = HeadPair("Đã ghi tại quầy, chưa gửi", waiting, "")
    rows = (
        _row(dossiers, equal=day.received == day.at_centre),
        *(_row(pair, equal=pair.here == pair.there) for pair in day.heads),
        _row(unsent, equal=not day.waiting_acts and not day.waiting_files),
    )
    return Grid(plan, rows)


def _row(pair: HeadPair, *, equal: bool) -> tuple[Markup, ...]:
    verdict = plain("Khớp") if equal else strong("Chưa khớp")
    return cell(pair.feed, 200), cell(pair.here, 90), cell(pair.there, 90), verdict


def _findings(day: DayReconciliation) -> tuple[str, ...]:
    """Says in sentences what was found, and what to do about it."""
    found = [f"Quầy tiếp nhận {day.received} hồ sơ; trung tâm đã có {day.at_centre} hồ sơ."]
    if day.waiting_acts or day.waiting_files:
        found.append(
            f"Còn {day.waiting_acts} việc và {day.waiting_files} phần tệp chưa gửi. Để máy mở và nối mạng; phần mềm tự "
            "gửi, sau đó đối soát lại."
        )
    if any(pair.here != pair.there for pair in day.heads):
        found.append(
            "Số hiệu luồng sự kiện tại quầy và tại trung tâm không trùng nhau. Bấm Đồng bộ rồi đối soát lại; vẫn không "
            "trùng thì báo chuyên viên phụ trách công nghệ thông tin."
        )
    return tuple(found)


def _undigitised(papers: tuple[UndigitisedPaper, ...], shown: int, faces: Faces) -> tuple[Block, ...]:
    """Gives the list "Chưa số hóa", and how many papers of it stand only in the program."""
    if not papers:
        return (said("Chưa số hóa: không có. Mọi giấy tờ của hồ sơ trong ngày đã được số hóa.", faces),)
    heads = ("TT", "Mã số hồ sơ", "Giấy tờ", "Lý do chưa số hóa")
    plan = Plan(
        (8 * mm, 41 * mm, 0, 40 * mm),
        tuple(HeadCell(words, column) for column, words in enumerate(heads)),
        frozenset({0}),
        faces,
        cell=_SMALL,
    )
    rows = tuple(
        (plain(str(number)), cell(one.code, 60), cell(one.paper, 200), cell(one.reason or "chưa ghi lý do", 120))
        for number, one in enumerate(papers[:shown], start=1)
    )
    caption = text(strong(f"Chưa số hóa: {len(papers)} giấy tờ"), faces, after=3)
    rest = len(papers) - shown
    more = (said(f"Còn {rest} giấy tờ khác, xem danh sách “Chưa số hóa” trên phần mềm.", faces),) if rest else ()
    return Grid(plan, rows, caption=caption), *more
