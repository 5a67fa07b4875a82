"""Makes the one finished PDF of a paper from its pages; refuses what the rule on electronic copies would.

NĐ 30/2020, annex I: PDF 1.4 or later, colour, 200 dpi or more, scale 100 %. Equal pages make equal bytes.
"""

import hashlib
import io

import pikepdf

from scanning.image_headers import FileKind, read_header
from scanning.pages import Page, Pages
from scanning.paper_rules import AssembledPaper, PaperRefusal, PaperRefused, PaperRules
from scanning.pixels import encode_page, open_bounded

_POINTS_IN_INCH = 72
_COLOUR_SPACES = {1: "/DeviceGray", 3: "/DeviceRGB"}


def assemble(pages: Pages, rules: PaperRules) -> AssembledPaper | PaperRefused:
    """One PDF of these pages in this order, or the first reason against it."""
    if not pages:
        return PaperRefused(PaperRefusal.NO_PAGES, 0)
    if len(pages) > rules.most_pages:
        return PaperRefused(PaperRefusal.TOO_MANY_PAGES, 0)
    ready: list[Page] = []
    for number, page in enumerate(pages):
        finished = _finish(page, rules)
        if isinstance(finished, PaperRefusal):
            return PaperRefused(finished, number)
        ready.append(finished)
    pdf = _write(ready)
    return AssembledPaper(pdf, len(ready), hashlib.sha256(pdf).digest())


def _finish(page: Page, rules: PaperRules) -> Page | PaperRefusal:
    """The page as it goes in: a fitting JPEG as it is, without a second loss; anything else encoded anew."""
    header = read_header(page.image)
    if header is None or (header.width, header.height) != (page.width, page.height):
        return PaperRefusal.NOT_AN_IMAGE
    if header.width * header.height > rules.most_pixels:
        return PaperRefusal.TOO_MANY_PIXELS
    if page.dpi < rules.lowest_dpi:
        return PaperRefusal.TOO_COARSE
    if header.kind is FileKind.JPEG and page.dpi <= rules.dpi and header.channels in _COLOUR_SPACES:
        return page
    return _encode_again(page, rules)


def _encode_again(page: Page, rules: PaperRules) -> Page | PaperRefusal:
    try:
        picture = open_bounded(page.image, rules.most_pixels)
        if picture is None:
            return PaperRefusal.TOO_MANY_PIXELS
        encoded = encode_page(picture, page.dpi, rules.dpi, rules.quality)
    except (OSError, ValueError, SyntaxError):  # Pillow's words for a broken image
        return PaperRefusal.NOT_AN_IMAGE
    return Page(encoded.image, encoded.kind, encoded.width, encoded.height, encoded.dpi, rotation=page.rotation)


def _write(pages: list[Page]) -> bytes:
    with pikepdf.new() as pdf:
        for page in pages:
            pdf.pages.append(_pdf_page(pdf, page))
        out = io.BytesIO()
        # The file's ID comes from its content, so equal pages make equal bytes.
        pdf.save(out, deterministic_id=True, min_version="1.4", linearize=False)
        return out.getvalue()


def _pdf_page(pdf: pikepdf.Pdf, page: Page) -> pikepdf.Page:
    """A sheet as large as the paper was (scale 100 %), the JPEG bytes put in untouched."""
    header = read_header(page.image)
    assert header is not None
    width, height = (round(pixels * _POINTS_IN_INCH / page.dpi, 3) for pixels in (page.width, page.height))
    image = pikepdf.Stream(
        pdf,
        page.image,
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=page.width,
        Height=page.height,
        ColorSpace=pikepdf.Name(_COLOUR_SPACES[header.channels]),
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    content = f"q {width:g} 0 0 {height:g} 0 0 cm /Page Do Q".encode()
    sheet = pikepdf.Dictionary(
        Type=pikepdf.Name.Page,
        MediaBox=[0, 0, width, height],
        Rotate=page.rotation,
        Resources=pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=pdf.make_indirect(image))),
        Contents=pdf.make_indirect(pikepdf.Stream(pdf, content)),
    )
    return pikepdf.Page(pdf.make_indirect(sheet))
