"""Finds on a paper where its signature goes (see `placing`); reads the paper's fields, its text and its page sizes.

Runs in the sandbox child that prepares papers.
"""

from __future__ import annotations

import io

import pypdfium2  # type: ignore[import-untyped]  # it ships no types
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject
from pyhanko.pdf_utils.reader import PdfFileReader

from .pdf_entry import entry
from .placing import Corner, Placing
from .values import NamedField, SignatureBox

_MARGIN = 40
_FEET = 60
_EDGE = 14
"""About 5 mm: most printers reach no nearer to the edge."""
_GAP = 3
_STEP = 12


def find_place(pdf: bytes, placing: Placing) -> SignatureBox | NamedField:
    """Where the signature goes; the corner always answers."""
    notes = _signature_fields(pdf) if placing.field or placing.beside else {}
    if (laid := notes.get(placing.field)) is not None and not laid[1]:
        moved = placing.at is not None and not any(filled for _, filled in notes.values())
        return NamedField(placing.field, placing.at if moved and placing.at else laid[0], locks=placing.locks)
    signed = [box for box, filled in notes.values() if filled]
    if placing.beside and signed:
        named, filled = notes.get(placing.beside, (signed[-1], False))
        return _third_on_the_left(named if filled else signed[-1], placing)
    if placing.at is not None:
        return placing.at
    document = pypdfium2.PdfDocument(pdf)
    try:
        return _above(document, placing) or _corner(document, placing)
    finally:
        document.close()


def _signature_fields(pdf: bytes) -> dict[str, tuple[SignatureBox, bool]]:
    """Signature fields by name with their place, and whether they are signed."""
    reader = PdfFileReader(io.BytesIO(pdf))
    form = entry(reader.root, "/AcroForm")
    if not isinstance(form, DictionaryObject):
        return {}
    found: dict[str, tuple[SignatureBox, bool]] = {}
    for number in range(int(reader.root["/Pages"]["/Count"])):
        page = reader.find_page_for_modification(number)[0].get_object()  # type: ignore[no-untyped-call]  # no types here
        notes = entry(page, "/Annots")
        for one in notes if isinstance(notes, ArrayObject) else ():
            field = one.get_object()
            if "/T" in field:
                edges = [round(float(edge)) for edge in field["/Rect"]]
                if str(entry(field, "/FT")) == "/Sig" and edges[0] < edges[2] and edges[1] < edges[3]:
                    found[str(field["/T"])] = (SignatureBox(number, *edges), "/V" in field)
    return found


def _third_on_the_left(other: SignatureBox, placing: Placing) -> SignatureBox:
    right = other.x0 + other.width // 3
    left = max(0, right - placing.width)
    middle = (other.y0 + other.y1) // 2
    low = max(0, middle - placing.height // 2)
    return SignatureBox(other.page, left, low, left + placing.width, low + placing.height)


def _above(document: pypdfium2.PdfDocument, placing: Placing) -> SignatureBox | None:
    """Above the last occurrence of the text on the last page, when there is room."""
    if not placing.above:
        return None
    number = len(document) - 1
    text = document[number].get_textpage()
    searcher, last = text.search(placing.above), None
    while (hit := searcher.get_next()) is not None:
        last = hit
    if last is None:
        return None
    boxes = [text.get_charbox(place) for place in range(last[0], last[0] + last[1])]
    middle = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
    low = round(max(box[3] for box in boxes)) + _GAP
    width, height = document[number].get_size()
    left = round(min(max(middle - placing.width / 2, 0), width - placing.width))
    if left < 0 or low + placing.height > height:
        return None
    return SignatureBox(number, left, low, left + placing.width, low + placing.height)


def _corner(document: pypdfium2.PdfDocument, placing: Placing) -> SignatureBox:
    """The free place nearest to the corner: no text stands in it. Where there is none, the corner itself."""
    head = placing.corner is Corner.HEAD
    number = 0 if head else len(document) - 1
    width, height = document[number].get_size()
    if placing.corner is not Corner.END:
        return _at_edge(SignatureBox(number, 0, 0, round(width), round(height)), placing)
    sides = (max(0, round(width) - _MARGIN - placing.width), _MARGIN)
    top = max(0, round(height) - _MARGIN - placing.height)
    lows = range(_FEET, top + 1, _STEP)
    spots = [
        SignatureBox(number, left, low, left + placing.width, low + placing.height) for low in lows for left in sides
    ]
    taken = _text_boxes(document, number)
    free = (spot for spot in spots if not any(_touch(spot, box) for box in taken))
    return next(free, spots[0])


def _at_edge(page: SignatureBox, placing: Placing) -> SignatureBox:
    """At the right edge of a page, at its head or its foot."""
    left = max(0, page.width - _EDGE - placing.width)
    low = max(0, page.height - _EDGE - placing.height) if placing.corner is Corner.HEAD else _EDGE
    return SignatureBox(page.page, left, low, left + placing.width, low + placing.height)


def _text_boxes(document: pypdfium2.PdfDocument, number: int) -> list[tuple[float, float, float, float]]:
    text = document[number].get_textpage()
    return [text.get_rect(place) for place in range(text.count_rects())]


def _touch(spot: SignatureBox, box: tuple[float, float, float, float]) -> bool:
    left, bottom, right, top = box
    return spot.x0 < right and left < spot.x1 and spot.y0 < top and bottom < spot.y1
