"""Turns the picture of a hand or a seal into a one-colour mask in a sandbox child; the picture is a foreign file."""

from __future__ import annotations

import io
import json

from PIL import Image, ImageFilter

_DOTS_PER_POINT = 300 / 72
_DARK = 176
_MOST_PIXELS = 40_000_000
_FORMATS = ("PNG", "JPEG")
_STRIP, _OFFSETS, _COUNTS = 278, 273, 279
"""TIFF tags: rows of a strip, where the strips lie, how long they are."""


def to_mask(payload: bytes) -> bytes:
    """Entry of the sandbox child: a JSON line (width and height of the place in points) and the picture in; out comes
    a JSON line (width and height in pixels, share of ink) and the mask in CCITT group 4, ink = 1, at 300 dots an inch.

    The paper round the ink is cut off: a seal is as large as its ring, however large its picture is. Without any ink
    the size is 0.
    """
    line, _, picture = payload.partition(b"\n")
    asked = json.loads(line)
    room = tuple(round(asked[side] * _DOTS_PER_POINT) for side in ("width", "height"))
    image = Image.open(io.BytesIO(picture), formats=_FORMATS)
    if image.width * image.height > _MOST_PIXELS:
        raise ValueError("too many pixels")
    ink = _ink_of(image)
    place = _dark(ink.filter(ImageFilter.MedianFilter(3))).getbbox()  # one speck of dust is no ink
    if place is None:
        return json.dumps({"width": 0, "height": 0, "ink": 0.0}).encode("ascii") + b"\n"
    ink = ink.crop(place)
    ink.thumbnail((room[0], room[1]))
    mask = _dark(ink)
    share = mask.histogram()[255] / (mask.width * mask.height)
    head = json.dumps({"width": mask.width, "height": mask.height, "ink": round(share, 3)})
    return head.encode("ascii") + b"\n" + _group_4(mask.convert("1"))


def _dark(ink: Image.Image) -> Image.Image:
    """White where there is ink, black elsewhere."""
    return ink.point(lambda level: 255 if level < _DARK else 0)


def _ink_of(image: Image.Image) -> Image.Image:
    """The picture in grey on white, whatever lies behind transparent parts."""
    seen = image.convert("RGBA")
    white = Image.new("RGBA", seen.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, seen).convert("RGB").split()[1]


def _group_4(mask: Image.Image) -> bytes:
    out = io.BytesIO()
    mask.save(out, "TIFF", compression="group4", tiffinfo={_STRIP: mask.height})
    tags = Image.open(io.BytesIO(out.getvalue())).tag_v2  # type: ignore[attr-defined]  # only of TIFF
    start, length = tags[_OFFSETS][0], tags[_COUNTS][0]
    return out.getvalue()[start : start + length]
