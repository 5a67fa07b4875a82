"""Draws the round red seal of an office with its name along the rim; the ink is uneven as from a pad."""

import io
import math
from dataclasses import dataclass
from random import Random

from PIL import Image, ImageDraw, ImageFont

from scanning.drawing.grain import wear

RED = (206, 32, 46)
_FINER = 4
_RIM = 0.765  # where the names stand, as a part of the radius
_SPACING = 0.07  # between letters, as a part of their size
_STAR_GAP = 0.14  # free on each side of a star, in radians
_LEAST_POINTS = 12


@dataclass(frozen=True, slots=True)
class SealText:
    """What a seal says: along the upper rim, along the lower rim, and across its middle."""

    upper: str
    lower: str
    middle: str = ""


def draw_seal(text: SealText, diameter: int, bold: bytes, random: Random) -> Image.Image:
    """Coverage of one imprint, `diameter` pixels across, set down a little askew."""
    side = diameter * _FINER
    plate = Image.new("L", (side, side), 0)
    pen = ImageDraw.Draw(plate)
    centre, radius = side / 2, side / 2 - 3
    for share, line in ((1.0, 0.03), (0.935, 0.009), (0.60, 0.011)):
        reach = radius * share
        box = (centre - reach, centre - reach, centre + reach, centre + reach)
        pen.ellipse(box, outline=255, width=max(1, round(radius * line)))
    _write_rim(plate, text, radius, bold)
    lift = 0.1 if text.middle else 0.0
    pen.polygon(_star((centre, centre - radius * lift), radius * (0.3 if text.middle else 0.42)), fill=255)
    if text.middle:
        small = ImageFont.truetype(io.BytesIO(bold), round(radius * 0.13))
        pen.text((centre, centre + radius * 0.34), text.middle, fill=255, font=small, anchor="mm")
    turned = plate.rotate(random.uniform(-9, 9), Image.Resampling.BICUBIC)
    return wear(turned.resize((diameter, diameter), Image.Resampling.LANCZOS), random, least=150)


def _write_rim(plate: Image.Image, text: SealText, radius: float, bold: bytes) -> None:
    """Both names on one circle, as large as they fit, parted by a small star on each side."""
    reach = radius * _RIM
    font = fitting_font(text, radius, bold)
    upper, lower = (angle_of(name, font, reach) for name in (text.upper, text.lower))
    _write_on_rim(plate, text.upper, font, reach, upper=True)
    _write_on_rim(plate, text.lower, font, reach, upper=False)
    between = (upper / 2 + math.pi - lower / 2) / 2
    centre = plate.width / 2
    for turn in (between, -between):
        spot = (centre + reach * math.sin(turn), centre - reach * math.cos(turn))
        ImageDraw.Draw(plate).polygon(_star(spot, radius * 0.055), fill=255)


def fitting_font(text: SealText, radius: float, bold: bytes) -> ImageFont.FreeTypeFont:
    """The largest type in which both names and two stars find room on the rim."""
    points = round(radius * 0.165)
    while True:
        font = ImageFont.truetype(io.BytesIO(bold), points)
        taken = sum(angle_of(name, font, radius * _RIM) for name in (text.upper, text.lower))
        if taken <= math.tau - 4 * _STAR_GAP or points <= _LEAST_POINTS:
            return font
        points -= 1


def angle_of(name: str, font: ImageFont.FreeTypeFont, reach: float) -> float:
    """How far round the circle a name runs, in radians."""
    return sum(font.getlength(letter) + font.size * _SPACING for letter in name) / reach


def _write_on_rim(plate: Image.Image, text: str, font: ImageFont.FreeTypeFont, reach: float, *, upper: bool) -> None:
    """Set letter by letter along a circle, heads outwards above and inwards below."""
    centre, half = plate.width / 2, round(font.size)
    angle = -angle_of(text, font, reach) / 2
    for letter in text:
        step = angle_of(letter, font, reach)
        turn = (angle + step / 2) * (1 if upper else -1)
        angle += step
        tile = Image.new("L", (half * 2, half * 2), 0)
        ImageDraw.Draw(tile).text((half, half), letter, fill=255, font=font, anchor="mm")
        tile = tile.rotate(-math.degrees(turn), Image.Resampling.BICUBIC)
        out = reach if upper else -reach
        left = round(centre + out * math.sin(turn)) - half
        top = round(centre - out * math.cos(turn)) - half
        plate.paste(255, (left, top, left + tile.width, top + tile.height), tile)


def _star(centre: tuple[float, float], radius: float) -> list[tuple[float, float]]:
    points = []
    for corner in range(10):
        reach = radius if corner % 2 == 0 else radius * 0.382
        turn = math.pi * corner / 5
        points.append((centre[0] + reach * math.sin(turn), centre[1] - reach * math.cos(turn)))
    return points
