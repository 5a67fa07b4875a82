"""The parts that official letters share: whom they are for, sentences, the frame of a date, who signs."""

from __future__ import annotations

from dataclasses import dataclass, replace

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_LEFT
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from printing.blocks import BODY, Block, Cuttable, NameLine, Text, Type, labelled, paragraph, text
from printing.fonts import Faces
from printing.signatures import Signatures, Signer
from printing.text import Markup, joined, plain, strong, unbroken
from printing.values import Addressee, Contact, SigningTitle, Subject

PROJECT_LAYOUT = "Trình bày theo mẫu của Hệ thống Một cửa điện tử"
"""Foot of a paper whose drawing no regulation gives."""

SENTENCE = Type(BODY.size, 13.5, TA_JUSTIFY, 9 * mm)
RAGGED = Type(BODY.size, 13.5, TA_LEFT, 9 * mm)
"""For a sentence with names and numbers so long that justifying tears holes into it."""
_INDENT = 12 * mm


@dataclass(frozen=True, slots=True)
class Indented:
    """A block set in from the left."""

    block: Block
    left: float = _INDENT

    def height(self, width: float) -> float:
        return self.block.height(width - self.left)

    def cut(self, width: float, room: float) -> tuple[Block, Block] | None:
        parts = self.block.cut(width - self.left, room) if isinstance(self.block, Cuttable) else None
        return (replace(self, block=parts[0]), replace(self, block=parts[1])) if parts else None

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        self.block.draw(canvas, x + self.left, top, width - self.left)


@dataclass(frozen=True, slots=True)
class Framed:
    """One bold value in a frame, such as the new date: what the reader looks for first."""

    words: str
    faces: Faces
    after: float = 8.0

    def height(self, width: float) -> float:
        return self._tall(width) + 12 + self.after

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        words, tall = self._paragraph(), self._tall(width)
        canvas.setLineWidth(0.8)
        canvas.rect(x + 9 * mm, top - tall - 12, width - 18 * mm, tall + 12, stroke=1, fill=0)
        words.wrap(width - 22 * mm, 1e6)
        words.drawOn(canvas, x + 11 * mm, top - tall - 5)

    def _tall(self, width: float) -> float:
        return float(self._paragraph().wrap(width - 22 * mm, 1e6)[1])

    def _paragraph(self) -> Paragraph:
        return paragraph(strong(self.words), self.faces.serif, Type(12, 15, TA_CENTER))


def sentence(markup: Markup, faces: Faces, kind: Type = SENTENCE) -> Text:
    """Gives one indented sentence of a letter."""
    return text(markup, faces, kind, after=4)


def said(words: str, faces: Faces) -> Text:
    """Gives a sentence without anything bold."""
    return sentence(plain(words), faces)


def to_person(addressee: Addressee, faces: Faces) -> tuple[Block, ...]:
    """Gives "Kính gửi: **Ông …**" with address and, where known, telephone."""
    phone = (labelled("Số điện thoại", addressee.phone, faces),) if addressee.phone else ()
    lines: tuple[Block, ...] = (
        NameLine("Kính gửi", addressee.name, faces),
        labelled("Địa chỉ", addressee.address, faces),
        *phone,
    )
    return tuple(Indented(line) for line in lines)


def to_office(name: str, faces: Faces) -> Block:
    """Gives "Kính gửi: …" of a letter between offices, in the middle."""
    return text(joined(plain("Kính gửi:"), Markup(" "), strong(name)), faces, Type(11, 14, TA_CENTER), after=10)


def received_sentence(agency: str, spoken: str, subject: Subject, faces: Faces) -> Text:
    """Gives when the agency took which dossier and for when the result was promised."""
    parts = joined(
        plain(f"Ngày {subject.received}, {agency} tiếp nhận hồ sơ"),
        Markup(" "),
        strong(subject.procedure),
        Markup(" "),
        plain(f"của {spoken}, mã số hồ sơ"),
        Markup(" "),
        strong(subject.code),
        plain(f", hẹn trả kết quả lúc {subject.due}."),
    )
    return sentence(parts, faces)


def reason_sentence(reason: str, faces: Faces) -> Text:
    """Gives the reason after its bold label."""
    return sentence(joined(strong("Lý do:"), Markup(" "), plain(reason)), faces)


def contact_sentence(lead: str, contact: Contact, faces: Faces) -> Text:
    """Gives "<lead> **name**, số điện thoại …."."""
    return sentence(
        joined(
            plain(lead),
            Markup(" "),
            strong(contact.name),
            plain(", số điện thoại"),
            Markup(" "),
            unbroken(contact.phone),
            Markup("."),
        ),
        faces,
    )


def agency_signature(signer: SigningTitle, recipients: tuple[str, ...], faces: Faces) -> Signatures:
    """Gives the signature of an agency with room for a hand and a round seal, and "Nơi nhận" beside it."""
    one = Signer(signer.lines, "(Chữ ký, dấu)", signer.name, 0.74)
    return Signatures((one,), faces, hand=62, most=62, beside=recipients)
