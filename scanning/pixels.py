"""Turns decoded pixels into the one form that papers are kept in: progressive JPEG of bounded size."""

import io

from PIL import Image

from scanning.image_headers import FileKind, read_header
from scanning.pages import MOST_PIXELS, Page

_TOLERANCE = 1.03  # 203 dpi of a fax machine is not worth a second loss


def open_bounded(image: bytes, most_pixels: int = MOST_PIXELS) -> Image.Image | None:
    """Open an image without decoding it; `None` when it has more pixels than that."""
    header = read_header(image)
    if header is not None and header.width * header.height > most_pixels:
        return None
    try:
        picture = Image.open(io.BytesIO(image), formats=("JPEG", "PNG", "TIFF"))
    except Image.DecompressionBombError:
        return None
    return None if picture.width * picture.height > most_pixels else picture


def encode_page(picture: Image.Image, dpi: int, target_dpi: int, quality: int) -> Page:
    """Encode at `target_dpi` or less (never enlarged) as progressive JPEG; grey stays grey, the rest is RGB."""
    flat = _flatten(picture)
    if dpi > target_dpi * _TOLERANCE:
        width = max(1, round(flat.width * target_dpi / dpi))
        height = max(1, round(flat.height * target_dpi / dpi))
        flat = flat.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
        dpi = target_dpi
    out = io.BytesIO()
    flat.save(out, "JPEG", quality=quality, progressive=True, optimize=True, dpi=(dpi, dpi))
    return Page(out.getvalue(), FileKind.JPEG, flat.width, flat.height, dpi)


def _flatten(picture: Image.Image) -> Image.Image:
    """Lay transparency on white paper and bring every mode to grey or RGB."""
    if picture.mode in ("L", "RGB"):
        return picture
    if picture.mode in ("1", "I;16", "I", "F"):
        return picture.convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        layer = picture.convert("RGBA")
        paper = Image.new("RGBA", layer.size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    return picture.convert("RGB")
