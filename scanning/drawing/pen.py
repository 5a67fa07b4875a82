"""Writes words and signatures with a ballpoint pen: uneven, slanted, never twice alike; same seed, same ink."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from random import Random

from PIL import Image, ImageDraw

from scanning.drawing.strokes import Point, Stroke, glyph

_FINER = 3  # drawn that much larger, then made smooth
_SLANT = 0.24
_STEPS = 6  # points between two points of a stroke
_PAD = 26


@dataclass(frozen=True, slots=True)
class Ink:
    """A pen: colour and width of its line in pixels of the page."""

    colour: tuple[int, int, int]
    width: float


BLUE = Ink((28, 44, 150), 2.5)


@dataclass(frozen=True, slots=True)
class Writing:
    """Ink on a piece of page: coverage, and where the baseline begins in it."""

    coverage: Image.Image
    left: int
    baseline: int


def write(text: str, x_height: float, most_width: float, ink: Ink, random: Random) -> Writing:
    """Write one line with small letters `x_height` pixels high, closer together where it would be too wide."""
    unit = x_height / 10
    natural = sum(glyph(letter).advance for letter in text) * unit
    squeeze = min(1.0, most_width / natural) if natural else 1.0
    strokes: list[Stroke] = []
    across = 0.0
    drift = random.uniform(-0.02, 0.02)
    for letter in text:
        shape = glyph(letter)
        size = unit * random.uniform(0.93, 1.07)
        lift = random.uniform(-0.9, 0.9) * unit + drift * across
        for stroke in shape.strokes:
            placed = tuple(
                (across + (x + y * _SLANT) * size * squeeze, y * size + lift) for x, y in _shaken(stroke, random)
            )
            strokes.append(placed)
        across += shape.advance * unit * squeeze * random.uniform(0.96, 1.06)
    return _ink(strokes, ink, random)


def sign(initial: str, width: float, ink: Ink, random: Random) -> Writing:
    """A signature about `width` pixels wide: a large initial, hurried waves, and a line drawn back under them."""
    unit = width / 70
    strokes: list[Stroke] = [
        tuple(((x + y * _SLANT) * unit * 1.5, y * unit * 1.3) for x, y in _shaken(stroke, random))
        for stroke in glyph(initial).strokes
    ]
    waves: list[Point] = []
    x, height = 16.0 * unit, random.uniform(11, 14) * unit
    for turn in range(random.randint(5, 7)):
        reach = height * (0.86**turn) * random.uniform(0.7, 1.25)
        waves += [(x, random.uniform(-1.5, 1.5) * unit), (x + 4 * unit, reach), (x + 3 * unit, reach * 0.5)]
        x += random.uniform(5.5, 8.0) * unit
    waves += [(x + 9 * unit, 9 * unit), (x + 5 * unit, -5 * unit), (x - 22 * unit, -7 * unit)]
    waves += [(x - 44 * unit, -4 * unit), (x - 20 * unit, -2.5 * unit), (x + 16 * unit, 1.5 * unit)]
    strokes.append(tuple((px + py * _SLANT, py) for px, py in waves))
    return _ink(strokes, ink, random)


def _shaken(stroke: Stroke, random: Random) -> Iterable[Point]:
    for x, y in stroke:
        yield x + random.uniform(-0.28, 0.28), y + random.uniform(-0.28, 0.28)


def _ink(strokes: list[Stroke], ink: Ink, random: Random) -> Writing:
    """Draw the strokes large, then reduce: smooth edges and a pressure that changes along the line."""
    points = [point for stroke in strokes for point in stroke] or [(0.0, 0.0)]
    left, right = min(x for x, _ in points) - _PAD, max(x for x, _ in points) + _PAD
    low, high = min(y for _, y in points) - _PAD, max(y for _, y in points) + _PAD
    size = (math.ceil(right - left), math.ceil(high - low))
    large = Image.new("L", (size[0] * _FINER, size[1] * _FINER), 0)
    brush = ImageDraw.Draw(large)
    for stroke in strokes:
        curve = [((x - left) * _FINER, (high - y) * _FINER) for x, y in _curve(stroke)]
        _draw_line(brush, curve, ink.width * _FINER, random)
    return Writing(large.resize(size, Image.Resampling.LANCZOS), round(left), round(-high))


def _draw_line(brush: ImageDraw.ImageDraw, curve: list[Point], width: float, random: Random) -> None:
    phase, pressure = random.uniform(0, math.tau), random.uniform(205, 250)
    for number, (start, end) in enumerate(pairwise(curve)):
        swing = math.sin(phase + number * 0.35)
        wide = width * (1 + 0.16 * swing)
        dark = round(min(255.0, pressure + 22 * swing))
        brush.line((start, end), fill=dark, width=max(1, round(wide)))
        half = wide / 2
        brush.ellipse((end[0] - half, end[1] - half, end[0] + half, end[1] + half), fill=dark)


def _curve(stroke: Stroke) -> list[Point]:
    """A Catmull-Rom curve through all points; a point given twice stops it, which makes a corner."""
    ends = (stroke[0], *stroke, stroke[-1])
    curve: list[Point] = [stroke[0]]
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        if b == c:
            continue
        curve.extend(_between(a, b, c, d, step / _STEPS) for step in range(1, _STEPS + 1))
    return curve


def _between(a: Point, b: Point, c: Point, d: Point, t: float) -> Point:
    def axis(p: float, q: float, r: float, s: float) -> float:
        bend = 2 * p - 5 * q + 4 * r - s
        return 0.5 * (2 * q + (r - p) * t + bend * t * t + (3 * q - p - 3 * r + s) * t**3)

    return axis(a[0], b[0], c[0], d[0]), axis(a[1], b[1], c[1], d[1])
