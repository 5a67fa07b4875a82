"""Draws how a signature of each kind shows on the paper (Decree 30/2020, Annex I): a hand, a seal, a stamp, lines."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass

import pikepdf

from sandbox.outcome import Done

from .faults import PaperFault, PaperFaultCode
from .kinds import Look, SigningRule
from .seal import RED, draw_seal
from .stamp import LARGEST, draw_lines, draw_stamp, moment_of
from .values import SignerDisplay, StampFonts
from .verify import SandboxDoor

FUNCTION = "token_signing.picture_child:to_mask"
BLUE = (0.06, 0.20, 0.60)
_MOST_INK = 0.7
"""More of a picture is never ink: it was taken on dark ground (ours)."""


@dataclass(frozen=True, slots=True)
class Mask:
    """A picture in one colour: its size in pixels and its CCITT group 4 strip, ink = 1."""

    width: int
    height: int
    strip: bytes


def read_mask(sandbox: SandboxDoor, picture: bytes, width: int, height: int) -> Mask:
    """The picture of a hand or a seal for a place of this size in points.

    PaperFault when it is no picture, or one on which no ink stands out from its paper.
    """
    line = json.dumps({"width": width, "height": height}).encode("ascii")
    outcome = sandbox.run(FUNCTION, line + b"\n" + picture)
    if not isinstance(outcome, Done):
        raise PaperFault(PaperFaultCode.PICTURE_UNREADABLE, outcome.detail)
    head, _, strip = outcome.answer.partition(b"\n")
    size = json.loads(head)
    if not 0 < float(size["ink"]) <= _MOST_INK:
        raise PaperFault(PaperFaultCode.PICTURE_UNFIT, f"{size['ink']}")
    return Mask(int(size["width"]), int(size["height"]), strip)


def draw_look(rule: SigningRule, display: SignerDisplay, mask: Mask | None, head: str, fonts: StampFonts) -> bytes:
    """One-page PDF of the rule's size; `head` is the first line of a copy or an attachment.

    A hand without a picture shows as the framed stamp, a seal as two rings round the agency's name; under a picture
    stands the note alone, such as the mark of a rehearsal.
    """
    width, height = rule.placing.width, rule.placing.height
    if rule.look is Look.LINES:
        # The mark of a rehearsal stands beside the time: a line more would reach down to the national title.
        when = " · ".join(part for part in (moment_of(display), display.note) if part)
        said = (head, display.office, when)
        return draw_lines(tuple(line for line in said if line), (width, height), fonts, LARGEST, at_right=True)
    if mask is not None and rule.look in (Look.HAND, Look.SEAL):
        under = draw_lines((display.note,), (width, height), fonts) if display.note else b""
        return draw_mask(mask, width, height, RED if rule.look is Look.SEAL else BLUE, under)
    if rule.look is Look.SEAL:
        return draw_seal(display.name, width, fonts)
    return draw_stamp(display, max(width, 180), height, fonts)


def draw_mask(mask: Mask, width: float, height: float, colour: tuple[float, float, float], under: bytes = b"") -> bytes:
    """One-page PDF with the mask in one colour, as large as fits; `under` is a page of the same size to draw it on."""
    with pikepdf.open(io.BytesIO(under)) if under else pikepdf.new() as pdf:
        if not under:
            pdf.add_blank_page(page_size=(width, height))
        page = pdf.pages[0]
        name = page.add_resource(_image(pdf, mask), pikepdf.Name.XObject)
        scale = min(width / mask.width, height / mask.height)
        wide, high = mask.width * scale, mask.height * scale
        left, low = (width - wide) / 2, (height - high) / 2
        red, green, blue = colour
        drawn = f"q {red:g} {green:g} {blue:g} rg {wide:.2f} 0 0 {high:.2f} {left:.2f} {low:.2f} cm {name} Do Q"
        page.contents_add(drawn.encode("ascii"))
        page.contents_coalesce()
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, compress_streams=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _image(pdf: pikepdf.Pdf, mask: Mask) -> pikepdf.Stream:
    image = pikepdf.Stream(pdf, mask.strip)
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = mask.width, mask.height
    image.ImageMask, image.BitsPerComponent = True, 1
    image.Filter = pikepdf.Name.CCITTFaxDecode
    image.DecodeParms = pikepdf.Dictionary(K=-1, Columns=mask.width, Rows=mask.height)
    return image
