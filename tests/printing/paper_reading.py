"""Reads a PDF back as a person and a machine would: its words, its codes, its rules, its dark spots."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import pypdfium2 as pdfium  # type: ignore[import-untyped]  # the package ships no types
import zxingcpp
from PIL import Image
from pypdfium2 import raw


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in points from the lower left corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        """The width in points."""
        return self.x1 - self.x0


def page_count(pdf: bytes) -> int:
    """Gives the number of pages."""
    document = pdfium.PdfDocument(pdf)
    count = len(document)
    document.close()
    return count


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Gives width and height of each page in points."""
    document = pdfium.PdfDocument(pdf)
    sizes = [page.get_size() for page in document]
    document.close()
    return sizes


def words(pdf: bytes, page: int) -> str:
    """Gives the text of a page as one line: broken lines joined, no-break spaces made plain."""
    document = pdfium.PdfDocument(pdf)
    text = document[page].get_textpage().get_text_bounded()
    document.close()
    return " ".join(text.replace("\ufffe", "").replace("\xa0", " ").split())


def all_words(pdf: bytes) -> str:
    """Gives the text of all pages."""
    return " ".join(words(pdf, page) for page in range(page_count(pdf)))


def find(pdf: bytes, page: int, phrase: str) -> Rect:
    """Gives where a phrase stands on one line; fails when it is not there."""
    document = pdfium.PdfDocument(pdf)
    textpage = document[page].get_textpage()
    hit = textpage.search(unicodedata.normalize("NFC", phrase), match_case=True).get_next()
    assert hit is not None, phrase
    start, count = hit
    boxes = [textpage.get_charbox(index) for index in range(start, start + count)]
    boxes = [box for box in boxes if box[2] > box[0]]
    document.close()
    return Rect(
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def text_bottom(pdf: bytes, page: int) -> float:
    """Gives the height of the lowest letter over the lower edge."""
    document = pdfium.PdfDocument(pdf)
    textpage = document[page].get_textpage()
    boxes = [textpage.get_charbox(index) for index in range(textpage.count_chars())]
    document.close()
    return float(min(box[1] for box in boxes if box[3] > box[1]))


def text_bounds(pdf: bytes) -> list[Rect]:
    """Gives for each page the rectangle that all its letters lie in."""
    document = pdfium.PdfDocument(pdf)
    bounds = []
    for sheet in document:
        textpage = sheet.get_textpage()
        boxes = [textpage.get_charbox(index) for index in range(textpage.count_chars())]
        inked = [box for box in boxes if box[2] > box[0] and box[3] > box[1]]
        left, bottom, right, top = zip(*inked, strict=True)
        bounds.append(Rect(min(left), min(bottom), max(right), max(top)))
    document.close()
    return bounds


def text_span(pdf: bytes, page: int) -> tuple[float, float]:
    """Gives the left edge of the leftmost and the right edge of the rightmost letter."""
    document = pdfium.PdfDocument(pdf)
    textpage = document[page].get_textpage()
    boxes = [textpage.get_charbox(index) for index in range(textpage.count_chars())]
    document.close()
    inked = [box for box in boxes if box[2] > box[0]]
    return min(box[0] for box in inked), max(box[2] for box in inked)


def paths(pdf: bytes, page: int) -> list[Rect]:
    """Gives the bounds of every drawn path."""
    document = pdfium.PdfDocument(pdf)
    found = [Rect(*drawn.get_bounds()) for drawn in document[page].get_objects() if drawn.type == raw.FPDF_PAGEOBJ_PATH]
    document.close()
    return found


def picture(pdf: bytes, page: int, dpi: float = 200) -> Image.Image:
    """Draws a page in grey."""
    document = pdfium.PdfDocument(pdf)
    image: Image.Image = document[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L")
    document.close()
    return image


def codes(image: Image.Image) -> set[tuple[str, str]]:
    """Gives the kind and the text of each code that a reader finds in the picture."""
    return {(code.format.name, code.text) for code in zxingcpp.read_barcodes(image)}


def ink(pdf: bytes, page: int, box: Rect, dpi: float = 200) -> int:
    """Counts the pixels that are not white inside a rectangle."""
    image = picture(pdf, page, dpi)
    scale = dpi / 72
    cut = image.crop(
        (
            int(box.x0 * scale),
            image.height - int(box.y1 * scale),
            int(box.x1 * scale),
            image.height - int(box.y0 * scale),
        )
    )
    return sum(cut.histogram()[:255])
