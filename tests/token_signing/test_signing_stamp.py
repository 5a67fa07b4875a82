"""The visible stamp: its words, its size, and a look at its ink."""

from __future__ import annotations

import io
import unicodedata
from datetime import date, datetime

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
import pytest
from PIL import Image
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from signing_papers import BOX, CHAIRMAN, REHEARSAL_DAY, display, plain_pdf

from tests.fakes.rules import shipped_rules
from token_signing.faults import PaperFault, PaperFaultCode
from token_signing.kinds import SigningKind, rule_for
from token_signing.looks import draw_look
from token_signing.stamp import PADDING, draw_stamp
from token_signing.stamp_fonts import cut_fonts, letters
from token_signing.values import SignatureBox, SignedPaper, SignerDisplay, StampFonts

SCALE = 6
TALL = SignerDisplay("NGUYỄN THỊ ỔI ẤM ỪNG", "Ế Ổ Ẫ Ữ Ặ Ậ Ỵ Ộ", "Ể Ỗ Ẩ Ứ gypqj Ợ", REHEARSAL_DAY)


def picture(pdf: bytes) -> Image.Image:
    """The first page in grey, six pixels a point."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image: Image.Image = page.render(scale=SCALE).to_pil()
    return image.convert("L")


def text_of(pdf: bytes) -> list[str]:
    """Lines of text on the first page."""
    text: str = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_range()
    return text.split("\r\n")


def inked_rows(image: Image.Image) -> list[bool]:
    """Which rows have ink, inside the frame."""
    inside = image.crop((4 * SCALE, SCALE, image.width - SCALE, image.height - SCALE))
    rows = (inside.crop((0, row, inside.width, row + 1)).tobytes() for row in range(inside.height))
    return [min(row) < 200 for row in rows]


def bands(rows: list[bool]) -> int:
    """How many runs of inked rows there are."""
    return sum(row and not before for before, row in zip([False, *rows], rows, strict=False))


def test_stamp_says_who_signed_and_when(fonts: StampFonts) -> None:
    """The stamp has the name, the title, the office, and the time with its zone, in composed Vietnamese."""
    lines = text_of(draw_stamp(display(), 220, 75, fonts))
    assert lines == [
        "Ký bởi: Trần Văn Minh",
        "Chủ tịch UBND phường Phú Thủy",
        "Ủy ban nhân dân phường Phú Thủy",
        "Thời gian ký: 14/03/2019 15:20:05 +07:00",
    ]
    assert all(unicodedata.is_normalized("NFC", line) for line in lines)


def test_note_of_a_rehearsal_is_a_line_of_its_own(fonts: StampFonts) -> None:
    """What marks a rehearsal stands on the paper itself."""
    noted = SignerDisplay("A", "", "", REHEARSAL_DAY, note="Diễn tập")
    assert text_of(draw_stamp(noted, 220, 75, fonts))[-1] == "Diễn tập"


def test_no_mark_is_clipped_and_no_lines_touch(fonts: StampFonts) -> None:
    """Capitals with two marks keep clear of the frame and of the line above: four bands of ink, blank rows around."""
    rows = inked_rows(picture(draw_stamp(TALL, 220, 75, fonts)))
    assert not rows[0]
    assert not rows[-1]
    assert bands(rows) >= 4
    gaps = "".join("x" if row else " " for row in rows).strip().split("x")
    assert max(len(gap) for gap in gaps) < 30 * SCALE


def test_text_is_not_letter_spaced(fonts: StampFonts) -> None:
    """The ink of the longest line is as wide as the font says, within two points."""
    line = "Thời gian ký: 14/03/2019 15:20:05 +07:00"
    image = picture(draw_stamp(SignerDisplay("A", "", "", REHEARSAL_DAY), 300, 60, fonts))
    left, _, right, _ = (
        image.crop((4 * SCALE, SCALE, image.width - SCALE, image.height - SCALE))
        .point(lambda level: 255 if level < 200 else 0)
        .getbbox()
    ) or (0, 0, 0, 0)
    pdfmetrics.registerFont(TTFont("measure", io.BytesIO(fonts.regular)))
    wanted = pdfmetrics.stringWidth(line, "measure", 10)
    assert abs((right - left) / SCALE - wanted) < 2


def test_stamp_in_the_signed_paper_is_the_stamp_drawn(paper: SignedPaper, fonts: StampFonts) -> None:
    """A reader shows the stamp in its box at its own size, neither stretched nor moved."""
    document = pypdfium2.PdfDocument(paper.pdf)
    document.init_forms()
    shown = document[0].render(scale=SCALE, may_draw_forms=True).to_pil().convert("L")
    left, top = BOX.x0 * SCALE, round((842 - BOX.y1) * SCALE)
    inside = shown.crop((left, top, left + BOX.width * SCALE, top + BOX.height * SCALE))
    drawn = picture(draw_stamp(display(), BOX.width, BOX.height, fonts))
    differing = sum(abs(a - b) > 128 for a, b in zip(inside.tobytes(), drawn.tobytes(), strict=True))
    assert differing < 0.002 * len(drawn.tobytes())
    blank = shown.crop((0, 0, shown.width, top)).tobytes()
    before = picture(plain_pdf()).crop((0, 0, shown.width, top)).tobytes()
    assert blank == before


def test_long_names_wrap_and_shrink_before_they_are_refused(fonts: StampFonts) -> None:
    """A long office wraps to further lines in smaller type; a box that cannot hold it is a fault."""
    long = SignerDisplay(CHAIRMAN.name, CHAIRMAN.title, "Ủy ban nhân dân phường Phú Thủy " * 3, REHEARSAL_DAY)
    lines = text_of(draw_stamp(long, 160, 75, fonts))
    assert len(lines) > 4
    assert " ".join(lines).count("Phú Thủy") == 4
    with pytest.raises(PaperFault) as caught:
        draw_stamp(long, 60, 20, fonts)
    assert caught.value.code is PaperFaultCode.BOX_TOO_SMALL


def test_stamp_is_small(paper: SignedPaper) -> None:
    """Stamp and signature together add less than 15 KB to a paper."""
    assert len(paper.pdf) - len(plain_pdf()) < 15 * 1024


def test_cut_fonts_have_every_vietnamese_letter(fonts: StampFonts) -> None:
    """All 134 Vietnamese letters with marks are in both cut fonts, and cutting again changes nothing seen."""
    for data in (fonts.regular, fonts.bold):
        known = TTFont("probe", io.BytesIO(data)).face.charToGlyph
        missing = [letter for letter in letters() if ord(letter) not in known]
        assert missing in ([], ["№"])
    again = cut_fonts(fonts.regular, fonts.bold)
    assert text_of(draw_stamp(TALL, 220, 75, again)) == text_of(draw_stamp(TALL, 220, 75, fonts))


def test_time_of_another_zone_and_box_without_area_are_refused() -> None:
    """The stamp's +07:00 is never a lie, and a box always has an area."""
    with pytest.raises(ValueError, match=r"\+07:00"):
        SignerDisplay("A", "", "", datetime.fromisoformat("2019-03-14T08:20:05+00:00"))
    with pytest.raises(ValueError, match="width"):
        SignatureBox(0, 10, 10, 10, 20)


def sizes(pdf: bytes) -> set[float]:
    """Sizes of the letters on the first page, in points."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return {round(text.get_font_size(), 2) for text in page.get_objects() if isinstance(text, pypdfium2.PdfTextObj)}


def right_edge(pdf: bytes) -> float:
    """How far right the words of the first page reach, in points."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return max(text.get_bounds()[2] for text in page.get_objects() if isinstance(text, pypdfium2.PdfTextObj))


def test_a_copy_bears_ten_points_whatever_the_agency_is_called(fonts: StampFonts) -> None:
    """NĐ 30/2020, Annex I: upright letters of ten points; a name that no box holds is refused, not made smaller."""
    rule = rule_for(SigningKind.COPY, date(2020, 3, 6))
    assert rule is not None
    longest = max((unit.name for unit in shipped_rules().bundle.organisation.units), key=len)
    branch = "Chi nhánh Văn phòng Đăng ký đất đai tại thành phố Phan Thiết, tỉnh Bình Thuận"
    for office in (longest, branch, "Chi nhánh Văn phòng Đăng ký đất đai và Trung tâm Hành chính công " + longest):
        drawn = draw_look(rule, SignerDisplay("", "", office, REHEARSAL_DAY, note="Diễn tập"), None, "TRÍCH SAO", fonts)
        assert sizes(drawn) == {10.0}
        assert " ".join(text_of(drawn)).startswith(f"TRÍCH SAO {office} 14/03/2019 15:20:05 +07:00")
        assert len(text_of(drawn)) == (3 if office in (longest, branch) else 4)
        assert right_edge(drawn) == pytest.approx(rule.placing.width - PADDING, abs=1)
    with pytest.raises(PaperFault) as told:
        draw_look(rule, SignerDisplay("", "", "Ủy ban nhân dân " * 30, REHEARSAL_DAY), None, "SAO Y", fonts)
    assert told.value.code is PaperFaultCode.BOX_TOO_SMALL
