"""Draws a result paper of an office on A4 and tells where its signer's hand or stamp goes.

Basis: NĐ 30/2020 annex I (head, number, place and date, title, signing title and name, "Nơi nhận"; margins
20 / 20 / 30 / 15 mm, Times 13). What the paper says is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.units import mm

from printing.blocks import Block, Gap, Type, text
from printing.check_note import CheckMark, CheckNote
from printing.fonts import Faces, FontSet, register
from printing.heading import CentredLine, Title
from printing.letterhead import A4_HEAD, Head
from printing.sheet import A4, Form, Printed, printed, with_blanks
from printing.signatures import A4_SIGN, Signatures, Signer
from printing.text import Markup, joined, plain, strong
from printing.values import Letterhead, SigningTitle

_SENTENCE = Type(13, 18, TA_JUSTIFY, 10 * mm)
_ROW = Type(13, 18)
_HAND = 34 * mm
"""Room for a hand and a round seal of 36 mm that overlaps titles or name a little, or for a visible stamp."""


@dataclass(frozen=True, slots=True)
class Field:
    """One label with its value; a name is set bold."""

    label: str
    value: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class ResultPaper:
    """Everything a result paper says.

    `opening` are sentences before, `closing` after the rows; a row holds one or more fields side by side;
    `confirms` is the bold word over the rows ("XÁC NHẬN:"), or empty; `check` is how its reader learns that it was
    issued.
    """

    letterhead: Letterhead
    title: str
    opening: tuple[str, ...]
    confirms: str
    rows: tuple[tuple[Field, ...], ...]
    closing: tuple[str, ...]
    signer: SigningTitle
    recipients: tuple[str, ...] = ()
    label: str = ""
    check: CheckMark | None = None


def draw_result(paper: ResultPaper, fonts: FontSet) -> Printed:
    """Gives the PDF with the signature box left empty."""
    faces = register(fonts)
    head = Head(paper.letterhead, A4_HEAD, faces, after=26)
    drawn = printed((_form(paper, head, faces),), A4, faces, f"{paper.title} {paper.letterhead.number}".rstrip())
    return with_blanks(drawn, A4, head) if paper.letterhead.to_issue else drawn


def _form(paper: ResultPaper, head: Head, faces: Faces) -> Form:
    """Puts the blocks in order; the closing sentences go with the signature."""
    number = f", số {paper.letterhead.number}" if paper.letterhead.number else ""
    confirms: tuple[Block, ...] = (CentredLine(paper.confirms, faces, 13),) if paper.confirms else ()
    return Form(
        body=(
            head,
            Title(paper.title.upper(), "", faces, (15, 13), after=18),
            *(text(plain(sentence), faces, _SENTENCE, after=6) for sentence in paper.opening),
            *confirms,
            *(_row(row, faces) for row in paper.rows),
        ),
        tail=(
            Gap(4),
            *(text(plain(sentence), faces, _SENTENCE, after=6) for sentence in paper.closing),
            Gap(12),
        ),
        signatures=Signatures(
            (Signer(paper.signer.lines, "", paper.signer.name, 0.74),),
            faces,
            A4_SIGN,
            hand=_HAND,
            most=_HAND,
            beside=paper.recipients,
        ),
        notes=None if paper.check is None else CheckNote(paper.check, faces),
        label=paper.label,
        running=f"{paper.title}{number} (tiếp theo)",
    )


def _row(fields: tuple[Field, ...], faces: Faces) -> Block:
    """Gives the fields of one row, well apart."""
    parts = (
        joined(plain(field.label), Markup(": "), strong(field.value) if field.bold else plain(field.value))
        for field in fields
    )
    return text(Markup(" &nbsp; &nbsp; &nbsp; ".join(parts)), faces, _ROW, after=4)
