"""The phrases that several official forms share, in the form's own words."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.enums import TA_JUSTIFY

from printing.blocks import BODY, Text, Type, text
from printing.fonts import Faces
from printing.text import Markup, joined, plain, strong, unbroken
from printing.values import Contact

HAND_REMARK = "(Ký và ghi rõ họ tên)"
JUSTIFIED = Type(BODY.size, BODY.leading, TA_JUSTIFY)


def reprint_remark(reprint: int) -> str:
    """Gives "In lại lần n", or nothing for the first printing.

    Never "bản sao": on an official paper that is a claim in law (sao y, chứng thực).
    """
    return f"In lại lần {reprint}" if reprint else ""


def reason_text(reason: str, faces: Faces) -> Text:
    """Gives the reason after its bold label."""
    return text(joined(strong("Lý do:"), Markup(" "), plain(reason)), faces, JUSTIFIED, after=5)


def contact_text(lead: str, contact: Contact, purpose: str, faces: Faces) -> Text:
    """Gives "<lead> ông (bà) liên hệ với **name**, số điện thoại …, <purpose>.".

    Ragged: a name and a telephone number that are never parted would tear holes into a line of full width.
    """
    parts = joined(
        plain(f"{lead} ông (bà) liên hệ với"),
        Markup(" "),
        strong(contact.name),
        plain(", số điện thoại"),
        Markup(" "),
        unbroken(contact.phone),
        plain(f", {purpose}."),
    )
    return text(parts, faces, after=8)


def numbered(items: Sequence[str], faces: Faces) -> tuple[Text, ...]:
    """Gives a list whose items are numbered, each a paragraph."""
    return tuple(text(plain(f"{at}. {item}"), faces, JUSTIFIED, after=2) for at, item in enumerate(items, start=1))
