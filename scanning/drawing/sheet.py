"""A blank A4 sheet on which type, pen and seal are laid in millimetres; each ink darkens what lies under it."""

import io
from dataclasses import dataclass
from enum import Enum
from random import Random

from PIL import Image, ImageChops, ImageDraw, ImageFont

from scanning.drawing import pen, seal

DPI = 200
WIDTH_MM, HEIGHT_MM = 210, 297
_TYPE_INK = (38, 36, 40)
_DOT_GAP = 1.25


@dataclass(frozen=True, slots=True)
class DrawnFonts:
    """A Vietnamese serif in three styles, as the bytes of TrueType files."""

    regular: bytes
    bold: bytes
    italic: bytes


class Style(Enum):
    """Style of printed type."""

    REGULAR = "regular"
    BOLD = "bold"
    ITALIC = "italic"


@dataclass(frozen=True, slots=True)
class Type:
    """Size in points and style of a piece of print."""

    points: float = 13.0
    style: Style = Style.REGULAR


class Sheet:
    """One page in the making."""

    def __init__(self, fonts: DrawnFonts, random: Random) -> None:
        self.random = random
        self._fonts = fonts
        self._page = Image.new("RGB", (pixels(WIDTH_MM), pixels(HEIGHT_MM)), "white")
        self._type = Image.new("L", self._page.size, 0)
        self._brush = ImageDraw.Draw(self._type)
        self._cut: dict[Type, ImageFont.FreeTypeFont] = {}

    def print_text(self, at: tuple[float, float], text: str, face: Type, anchor: str = "ls") -> float:
        """Print at a baseline point (left `ls`, middle `ms`, right `rs`); gives the width in millimetres."""
        self._brush.text((pixels(at[0]), pixels(at[1])), text, fill=255, font=self._font(face), anchor=anchor)
        return self.width_of(text, face)

    def width_of(self, text: str, face: Type) -> float:
        """How wide a text is printed, in millimetres."""
        return self._font(face).getlength(text) * 25.4 / DPI

    def rule(self, start: tuple[float, float], length: float, thickness: float = 0.2) -> None:
        """A printed line to the right of a point."""
        x, y = pixels(start[0]), pixels(start[1])
        self._brush.rectangle((x, y, x + pixels(length), y + max(1, pixels(thickness))), fill=255)

    def dots(self, start: tuple[float, float], length: float) -> None:
        """The row of dots that a form leaves for an entry."""
        x = start[0]
        while x < start[0] + length:
            spot = (pixels(x), pixels(start[1]))
            self._brush.ellipse((spot[0], spot[1] - 2, spot[0] + 1, spot[1] - 1), fill=210)
            x += _DOT_GAP

    def handwrite(self, at: tuple[float, float], text: str, most_width: float, x_height: float = 2.35) -> None:
        """Write an entry with a blue pen, its baseline a little above the dots."""
        writing = pen.write(text, pixels(x_height), pixels(most_width), pen.BLUE, self.random)
        self._lay(writing, at, pen.BLUE.colour)

    def sign(self, at: tuple[float, float], name: str, width: float) -> None:
        """Sign as the bearer of `name` does, beginning at a point."""
        given = name.rsplit(maxsplit=1)[-1]
        writing = pen.sign(given[0], pixels(width), pen.BLUE, self.random)
        self._lay(writing, at, pen.BLUE.colour)

    def stamp(self, centre: tuple[float, float], text: seal.SealText, diameter: float = 36.0) -> None:
        """Set the office's red seal; what it covers stays readable through it."""
        coverage = seal.draw_seal(text, pixels(diameter), self._fonts.bold, self.random)
        corner = (pixels(centre[0] - diameter / 2), pixels(centre[1] - diameter / 2))
        self._darken(coverage, corner, seal.RED)

    def finished(self) -> Image.Image:
        """The whole page, print over pen and seal."""
        ink = Image.composite(
            Image.new("RGB", self._page.size, _TYPE_INK), Image.new("RGB", self._page.size, "white"), self._type
        )
        return ImageChops.multiply(self._page, ink)

    def _lay(self, writing: pen.Writing, at: tuple[float, float], colour: tuple[int, int, int]) -> None:
        corner = (pixels(at[0]) + writing.left, pixels(at[1]) + writing.baseline)
        self._darken(writing.coverage, corner, colour)

    def _darken(self, coverage: Image.Image, corner: tuple[int, int], colour: tuple[int, int, int]) -> None:
        box = (*corner, corner[0] + coverage.width, corner[1] + coverage.height)
        white = Image.new("RGB", coverage.size, "white")
        ink = Image.composite(Image.new("RGB", coverage.size, colour), white, coverage)
        self._page.paste(ImageChops.multiply(self._page.crop(box), ink), corner)

    def _font(self, face: Type) -> ImageFont.FreeTypeFont:
        if face not in self._cut:
            data = {
                Style.REGULAR: self._fonts.regular,
                Style.BOLD: self._fonts.bold,
                Style.ITALIC: self._fonts.italic,
            }[face.style]
            self._cut[face] = ImageFont.truetype(io.BytesIO(data), round(face.points * DPI / 72))
        return self._cut[face]


def pixels(millimetres: float) -> int:
    """Millimetres on the sheet as pixels of the scan."""
    return round(millimetres * DPI / 25.4)
