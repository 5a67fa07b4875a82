"""What an electronic copy of a paper must be and why one is not made, as values; `assemble` obeys them.

NĐ 30/2020, annex I: PDF 1.4 or later, colour, 200 dpi or more, scale 100 %.
"""

from dataclasses import dataclass
from enum import Enum

from scanning.pages import MOST_PIXELS


@dataclass(frozen=True, slots=True)
class PaperRules:
    """How pages become a file: resolution kept, lowest resolution taken, JPEG quality, and bounds."""

    dpi: int = 200
    lowest_dpi: int = 200
    quality: int = 70
    most_pages: int = 200
    most_pixels: int = MOST_PIXELS


@dataclass(frozen=True, slots=True)
class AssembledPaper:
    """The finished PDF ("bản điện tử của giấy tờ"), its number of pages and the SHA-256 of its bytes."""

    pdf: bytes
    pages: int
    sha256: bytes


class PaperRefusal(Enum):
    """Why no PDF is made."""

    NO_PAGES = "no_pages"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_COARSE = "too_coarse"
    NOT_AN_IMAGE = "not_an_image"


@dataclass(frozen=True, slots=True)
class PaperRefused:
    """The reason, and the page it lies in, counted from zero (0 too where it is the whole paper)."""

    code: PaperRefusal
    page: int
