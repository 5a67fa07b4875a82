"""The pages of one paper in the clerk's hands: turned, removed and put in order, always as a new tuple.

A page's bytes are never changed here: a turn is a number that the thumbnail and the PDF obey.
"""

from dataclasses import dataclass, replace

from scanning.image_headers import FileKind, read_header

MOST_PIXELS = 60_000_000
"""Of one page: A3 at 400 dpi is 31 million."""
_MILLIMETRES_IN_INCH = 25.4


@dataclass(frozen=True, slots=True)
class Page:
    """One side of a sheet ("trang"): JPEG or PNG bytes, pixels, dots an inch, turn clockwise in degrees."""

    image: bytes
    kind: FileKind
    width: int
    height: int
    dpi: int
    rotation: int = 0

    def __post_init__(self) -> None:
        if self.kind not in (FileKind.JPEG, FileKind.PNG):
            raise ValueError("a page is a JPEG or a PNG")
        if min(self.width, self.height, self.dpi) <= 0:
            raise ValueError("a page has a size and a resolution")
        if self.rotation not in (0, 90, 180, 270):
            raise ValueError("a page is turned by quarters")

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the sheet as it lies after the turn, in millimetres."""
        across = self.width * _MILLIMETRES_IN_INCH / self.dpi
        down = self.height * _MILLIMETRES_IN_INCH / self.dpi
        return (across, down) if self.rotation in (0, 180) else (down, across)


Pages = tuple[Page, ...]


def page_from_image(image: bytes, dpi: int) -> Page | None:
    """A page of a JPEG or PNG whose size is read from its header; `None` when the bytes are neither."""
    header = read_header(image)
    if header is None or dpi <= 0:
        return None
    return Page(image, header.kind, header.width, header.height, dpi)


def rotate(pages: Pages, index: int, quarters: int = 1) -> Pages:
    """Turn one page by quarters, clockwise; negative turns back. Raises `IndexError` for no such page."""
    page = pages[_checked(pages, index)]
    turned = replace(page, rotation=(page.rotation + 90 * quarters) % 360)
    return (*pages[:index], turned, *pages[index + 1 :])


def delete(pages: Pages, index: int) -> Pages:
    """Take one page out. Raises `IndexError` for no such page."""
    _checked(pages, index)
    return (*pages[:index], *pages[index + 1 :])


def move(pages: Pages, index: int, to: int) -> Pages:
    """Put the page at `index` at place `to`, counted without it. Raises `IndexError` for no such place."""
    page = pages[_checked(pages, index)]
    rest = delete(pages, index)
    _checked(pages, to)
    return (*rest[:to], page, *rest[to:])


def interleave(fronts: Pages, backs: Pages) -> Pages:
    """Join fronts with backs scanned from the turned pile (last back first); a longer rest stays behind."""
    in_order = tuple(reversed(backs))
    paired = tuple(page for pair in zip(fronts, in_order, strict=False) for page in pair)
    shorter = min(len(fronts), len(in_order))
    return (*paired, *fronts[shorter:], *in_order[shorter:])


def _checked(pages: Pages, index: int) -> int:
    if not 0 <= index < len(pages):
        raise IndexError(f"no page {index} of {len(pages)}")
    return index
