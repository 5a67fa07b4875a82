"""Places A5 pages in pairs on A4 sheets at their true size, for printers without A5; adds but the marks of the cut.

The bars and the QR stay as large as on A5, so a reader sees no difference; each half is cut off by hand.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf

from printing.faults import PrintFault
from printing.sheet import A4, A5

_HALF = A4.height / 2
_EASE = 2.0
_MARK = 11.0


def two_up(pdf: bytes) -> bytes:
    """Gives A4 sheets across, the pages of `pdf` (A5, upright) two on each, in order, at 100 %.

    Equal bytes give equal bytes. Raises PrintFault `print.two_up` for a page of another size or a broken PDF.
    """
    try:
        with pikepdf.open(BytesIO(pdf)) as source, pikepdf.new() as sheets:
            pages = list(source.pages)
            for first in range(0, len(pages), 2):
                _lay(sheets, pages[first : first + 2])
            if "/Info" in source.trailer:
                sheets.trailer.Info = sheets.copy_foreign(source.trailer.Info)
            return _saved(sheets)
    except pikepdf.PdfError as error:
        raise PrintFault("print.two_up", "the paper is no readable PDF") from error


def _lay(sheets: pikepdf.Pdf, pair: list[pikepdf.Page]) -> None:
    """Adds one sheet with a pair of pages, each in the middle of its half, and the ends of the cutting line."""
    sheet = sheets.add_blank_page(page_size=(A4.height, A4.width))
    drawing = []
    for place, page in enumerate(pair):
        _check(page)
        form, called = sheets.copy_foreign(page.as_form_xobject()), pikepdf.Name(f"/Half{place}")
        name = sheet.add_resource(form, pikepdf.Name.XObject, called)
        left = place * _HALF + (_HALF - A5.width) / 2
        drawing.append(f"q 1 0 0 1 {left:.3f} 0 cm {name} Do Q\n")
    top = A4.width
    drawing.append(
        f"q 0.4 w {_HALF:.3f} 0 m {_HALF:.3f} {_MARK} l S {_HALF:.3f} {top - _MARK:.3f} m {_HALF:.3f} {top:.3f} l S Q\n"
    )
    sheet.contents_add("".join(drawing).encode("ascii"))


def _check(page: pikepdf.Page) -> None:
    """Refuses a page that would have to be scaled or turned."""
    x0, y0, x1, y1 = (float(edge) for edge in page.mediabox)
    fits = abs(x1 - x0 - A5.width) < _EASE and abs(y1 - y0 - A5.height) < _EASE and (x0, y0) == (0.0, 0.0)
    if not fits or int(page.obj.get("/Rotate", 0)) % 360:
        raise PrintFault("print.two_up", "only upright A5 pages are placed two on a sheet")


def _saved(sheets: pikepdf.Pdf) -> bytes:
    buffer = BytesIO()
    sheets.save(buffer, deterministic_id=True)
    return buffer.getvalue()
