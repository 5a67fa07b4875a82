"""Makes the small picture of a page that a clerk sees in the row of pages, turned as the page is."""

import io

from PIL import Image

from scanning.pages import MOST_PIXELS, Page
from scanning.pixels import open_bounded

_TURNS = {
    90: Image.Transpose.ROTATE_270,  # Pillow counts the other way round
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def thumbnail(page: Page, longest: int = 220) -> bytes | None:
    """A JPEG no longer than `longest` pixels on either side; `None` when the page cannot be shown."""
    try:
        picture = open_bounded(page.image, MOST_PIXELS)
        if picture is None:
            return None
        picture.draft("RGB", (longest, longest))  # a JPEG is decoded small at once
        small = picture.convert("RGB")
        small.thumbnail((longest, longest), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError):  # Pillow's words for a broken image
        return None
    if page.rotation in _TURNS:
        small = small.transpose(_TURNS[page.rotation])
    out = io.BytesIO()
    small.save(out, "JPEG", quality=80)
    return out.getvalue()
