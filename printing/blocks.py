"""The pieces a page is stacked from: text, frames and gaps, each with a height and a way to be drawn or cut."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

from reportlab.lib.enums import TA_LEFT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from printing.fonts import Faces
from printing.text import Markup, clean, fitting_size, joined, plain, strong

_ENDLESS = 1e6


class Block(Protocol):
    """Something that takes a height of its own at a given width."""

    def height(self, width: float, /) -> float:
        """Gives the height in points, the space after it included."""

    def draw(self, canvas: Canvas, x: float, top: float, width: float, /) -> None:
        """Draws it downwards from `top`."""


@runtime_checkable
class Cuttable(Block, Protocol):
    """A block that may go on over the page."""

    def cut(self, width: float, room: float, /) -> tuple[Block, Block] | None:
        """Gives what fits into `room` points and the rest, or None when it cannot be cut there."""


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of text: size and leading in points, alignment as reportlab counts it."""

    size: float
    leading: float
    align: Literal[0, 1, 2, 4] = TA_LEFT
    first_indent: float = 0.0


BODY = Type(10.5, 13)
"""Text of the A5 forms."""


@dataclass(frozen=True, slots=True)
class Gap:
    """White space."""

    space: float

    def height(self, _width: float) -> float:
        return self.space

    def draw(self, _canvas: Canvas, _x: float, _top: float, _width: float) -> None:
        """Draws nothing."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph that may go on over the page."""

    paragraph: Paragraph
    after: float = 1.0
    _known: dict[float, float] = field(default_factory=dict, compare=False, repr=False)
    """Heights by width: a page asks for each several times, and breaking lines is what a paper costs most."""

    def height(self, width: float) -> float:
        if width not in self._known:
            self._known[width] = float(self.paragraph.wrap(width, _ENDLESS)[1])
        return self._known[width] + self.after

    def cut(self, width: float, room: float) -> tuple[Block, Block] | None:
        parts = self.paragraph.split(width, room)
        match parts:
            case [Paragraph() as first, Paragraph() as rest]:
                return Text(first, 0.0), Text(rest, self.after)
            case _:
                return None

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        height = self.paragraph.wrap(width, _ENDLESS)[1]
        self.paragraph.drawOn(canvas, x, top - height)


def stacked_height(blocks: tuple[Block, ...], width: float) -> float:
    """Gives the height of blocks one under the other."""
    return sum(block.height(width) for block in blocks)


def text(markup: Markup, faces: Faces, kind: Type = BODY, after: float = 1.0) -> Text:
    """Makes a paragraph of escaped text."""
    return Text(paragraph(markup, faces.serif, kind), after)


def paragraph(markup: Markup, face: str, kind: Type) -> Paragraph:
    """Makes a reportlab paragraph that names no face but ours."""
    style = ParagraphStyle(
        "own",
        fontName=face,
        bulletFontName=face,
        fontSize=kind.size,
        leading=kind.leading,
        alignment=kind.align,
        firstLineIndent=kind.first_indent,
    )
    return Paragraph(markup, style)


def labelled(label: str, value: str, faces: Faces) -> Text:
    """Gives "label: value" with a regular value."""
    return text(joined(plain(label), Markup(": "), plain(value)), faces)


@dataclass(frozen=True, slots=True)
class NameLine:
    """Gives "label: **value**": the value shrinks to 9.5 points to stay on one line before it wraps."""

    label: str
    value: str
    faces: Faces
    after: float = 1.0

    def height(self, width: float) -> float:
        return self._text(width).height(width)

    def cut(self, width: float, room: float) -> tuple[Block, Block] | None:
        return self._text(width).cut(width, room)

    def draw(self, canvas: Canvas, x: float, top: float, width: float) -> None:
        self._text(width).draw(canvas, x, top, width)

    def _text(self, width: float) -> Text:
        """Gives the paragraph whose value has the size that fits."""
        head = joined(plain(self.label), Markup(": "))
        room = width - stringWidth(f"{clean(self.label)}: ", self.faces.serif, BODY.size) - 0.5
        size = fitting_size(clean(self.value), self.faces.serif_bold, room, (BODY.size, 9.5)) or BODY.size
        value = Markup(f'<font size="{size:g}">{strong(self.value)}</font>')
        return text(joined(head, value), self.faces, after=self.after)
