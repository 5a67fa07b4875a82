"""Lays what a citizen filled in on the portal on A4, so that the office has it as a page of the dossier.

No regulation draws this paper: it carries the words of the form, the answers, and the declaration that was agreed to.
"""

from __future__ import annotations

from dataclasses import dataclass

from printing.blocks import Block, Gap, labelled, text
from printing.fonts import FontSet, register
from printing.heading import Title
from printing.sheet import A4, Form, Printed, printed
from printing.text import joined, plain, strong
from printing.wording import JUSTIFIED

REMARK = "nộp trên Cổng dịch vụ công"
_NONE_GIVEN = "không trả lời"


@dataclass(frozen=True, slots=True)
class OnlineForm:
    """Title of the form, for which unit and procedure, its parts (heading, rows of label and answer), declaration."""

    title: str
    unit: str
    procedure: str
    parts: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    declaration: str


def draw_online_form(form: OnlineForm, fonts: FontSet) -> Printed:
    """Gives the PDF; equal forms make equal bytes."""
    faces = register(fonts)
    blocks: list[Block] = [
        Title(form.title.upper(), REMARK, faces, after=14),
        labelled("Kính gửi", form.unit, faces),
        labelled("Thủ tục", form.procedure, faces),
    ]
    for heading, rows in form.parts:
        blocks += [Gap(8), text(strong(heading), faces, after=4)]
        blocks += [labelled(label, answer or _NONE_GIVEN, faces) for label, answer in rows]
    declared = joined(strong("Lời cam đoan:"), plain(" " + form.declaration))
    return printed(
        (
            Form(
                body=tuple(blocks),
                tail=(Gap(10), text(declared, faces, JUSTIFIED, after=4)),
                signatures=None,
                notes=None,
                label=f"{form.title} ({REMARK})",
                running=f"{form.title} (tiếp theo)",
            ),
        ),
        A4,
        faces,
        form.title,
    )
