"""Says whom and what an official form is about, as lines of the form."""

from __future__ import annotations

from printing.blocks import Block, NameLine, labelled, text
from printing.fonts import Faces
from printing.text import Markup, joined, plain, unbroken
from printing.values import Person

_NONE_GIVEN = "không có"


def name_line(label: str, person: Person, faces: Faces) -> Block:
    """Gives the line of the name in bold, after the form's own words for it."""
    return NameLine(label, person.name, faces)


def id_line(person: Person, faces: Faces) -> Block:
    """Gives the line of the personal number or tax code."""
    return labelled(person.id_label, person.id_number or _NONE_GIVEN, faces)


def contact_lines(person: Person, faces: Faces) -> tuple[Block, ...]:
    """Gives the address and, on one line, telephone and e-mail."""
    parts = joined(
        plain(f"Số điện thoại: {person.phone or _NONE_GIVEN}"),
        Markup("&nbsp; &nbsp; &nbsp; "),
        unbroken(f"Email: {person.email or _NONE_GIVEN}"),
    )
    return labelled("Địa chỉ", person.address or _NONE_GIVEN, faces), text(parts, faces)


def procedure_line(procedure: str, faces: Faces) -> Block:
    """Gives the line "Nội dung yêu cầu giải quyết", whose procedure is bold and may take several lines."""
    return NameLine("Nội dung yêu cầu giải quyết", procedure, faces)


def subject_blocks(label: str, applicant: Person, procedure: str, code: str, faces: Faces) -> tuple[Block, ...]:
    """Gives whose dossier a paper is about, for what, and under which code if it has one."""
    known = (labelled("Mã hồ sơ", code, faces),) if code else ()
    return (
        name_line(label, applicant, faces),
        procedure_line(procedure, faces),
        *known,
        *contact_lines(applicant, faces),
    )
