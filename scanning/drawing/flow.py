"""Sets the parts that Vietnamese papers share: two heads, titles, form rows, justified text, signature blocks."""

from dataclasses import dataclass

from scanning.drawing.sheet import Sheet, Style, Type

LEFT, RIGHT = 25.0, 190.0
MIDDLE = (LEFT + RIGHT) / 2
_MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
BODY = Type(13.0)
_ROW = 9.3
_LINE = 6.9


@dataclass(frozen=True, slots=True)
class Blank:
    """A label and the entry written behind it; `share` is its part of the row."""

    label: str
    entry: str
    share: float = 1.0


def motto(sheet: Sheet, middle: float, top: float) -> None:
    """Quốc hiệu and tiêu ngữ with the line under them."""
    sheet.print_text((middle, top), _MOTTO[0], Type(12.0, Style.BOLD), "ms")
    face = Type(13.0, Style.BOLD)
    sheet.print_text((middle, top + 5.8), _MOTTO[1], face, "ms")
    width = sheet.width_of(_MOTTO[1], face)
    sheet.rule((middle - width / 2, top + 7.6), width)


def issuer(sheet: Sheet, lines: tuple[str, ...], number: str, middle: float, top: float) -> None:
    """The office that issues: superior offices light, itself bold and underlined, then the number."""
    for row, line in enumerate(lines):
        is_last = row == len(lines) - 1
        face = Type(12.0, Style.BOLD if is_last else Style.REGULAR)
        sheet.print_text((middle, top + row * 5.4), line, face, "ms")
    foot = top + (len(lines) - 1) * 5.4
    sheet.rule((middle - 11, foot + 1.8), 22)
    sheet.print_text((middle, foot + 8.2), number, BODY, "ms")


def title(sheet: Sheet, lines: tuple[str, ...], top: float, points: float = 15.0) -> float:
    """Bold centred lines; gives the baseline for what follows."""
    for row, line in enumerate(lines):
        sheet.print_text((MIDDLE, top + row * 7.0), line, Type(points, Style.BOLD), "ms")
    return top + len(lines) * 7.0


def blanks(sheet: Sheet, row: tuple[Blank, ...], baseline: float, left: float = LEFT) -> float:
    """One row of a form: labels in print, dots, entries by pen; gives the next baseline."""
    total = sum(blank.share for blank in row)
    x = left
    for blank in row:
        end = x + (RIGHT - left) * blank.share / total
        start = x + sheet.print_text((x, baseline), blank.label, BODY) + 1.2
        sheet.dots((start, baseline), end - start - 1.5)
        wobble = sheet.random.uniform(0.5, 1.1)
        entry_at = (start + sheet.random.uniform(1.0, 3.0), baseline - wobble)
        sheet.handwrite(entry_at, blank.entry, end - entry_at[0] - 3.0)
        x = end
    return baseline + _ROW


def paragraph(sheet: Sheet, text: str, baseline: float, face: Type = BODY, indent: float = 10.0) -> float:
    """Justified text from edge to edge; gives the next baseline."""
    lines = _break_lines(sheet, text, face, indent)
    for row, words in enumerate(lines):
        start = LEFT + (indent if row == 0 else 0.0)
        natural = sheet.width_of(" ".join(words), face)
        spare = RIGHT - start - natural
        gap = spare / (len(words) - 1) if row < len(lines) - 1 and len(words) > 1 else 0.0
        x = start
        for word in words:
            x += sheet.print_text((x, baseline), word, face) + sheet.width_of(" ", face) + gap
        baseline += _LINE
    return baseline + 1.0


def _break_lines(sheet: Sheet, text: str, face: Type, indent: float) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    for word in text.split():
        room = RIGHT - LEFT - (indent if len(lines) == 1 else 0.0)
        if lines[-1] and sheet.width_of(" ".join([*lines[-1], word]), face) > room:
            lines.append([])
        lines[-1].append(word)
    return lines


def signature_head(sheet: Sheet, lines: tuple[str, ...], middle: float, top: float, note: str = "") -> float:
    """Who signs, in bold, and the small note under it; gives the baseline below."""
    for row, line in enumerate(lines):
        sheet.print_text((middle, top + row * 5.6), line, Type(12.5, Style.BOLD), "ms")
    below = top + len(lines) * 5.6
    if note:
        sheet.print_text((middle, below), note, Type(11.0, Style.ITALIC), "ms")
    return below + 5.6


def rehearsal_note(sheet: Sheet) -> None:
    """Says on the paper itself that it was drawn: nobody shall take it for a true one."""
    sheet.print_text(
        (MIDDLE, 288.0), "Giấy vẽ cho buổi diễn tập, nhân vật hư cấu, không có giá trị.", Type(8.5, Style.ITALIC), "ms"
    )
