"""Runs inside the sandbox only: reads a foreign paper, says what it is, and draws its pages as JPEG.

The only module that lets a parser touch foreign bytes; whatever it raises is an answer of the sandbox.
"""

import io
import math
from collections.abc import Iterator

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships neither stubs nor a py.typed marker
from PIL import Image, ImageOps

from scanning.foreign_wire import (
    Facts,
    ForeignRefusal,
    Request,
    pack_facts,
    pack_pages,
    unpack_request,
)
from scanning.image_headers import FileKind, file_kind
from scanning.pages import Page
from scanning.pixels import encode_page, open_bounded

_POINTS_IN_INCH = 72
_A4_INCHES = (210 / 25.4, 297 / 25.4)
_PLAUSIBLE_INCHES = (2.0, 17.0)  # from an identity card to A3, along the longer side
_SIGNATURES_EXIST = 1  # bit of /SigFlags, ISO 32000-1 table 219
_WRONG_PASSWORD = 4  # FPDF_ERR_PASSWORD


def find_facts(payload: bytes) -> bytes:
    """Kind, number of pages and signature of a paper, or the reason against it."""
    request, paper = unpack_request(payload)
    return pack_facts(_facts(request, paper))


def render(payload: bytes) -> bytes:
    """Draw `request.count` pages from `request.first` on."""
    request, paper = unpack_request(payload)
    pictures = _pdf_pictures if file_kind(paper) is FileKind.PDF else _image_pictures
    return pack_pages(tuple(_encode(picture, dpi, request) for picture, dpi in pictures(request, paper)))


def _encode(picture: Image.Image, dpi: int, request: Request) -> Page:
    shown = picture.convert("L") if request.grey else picture
    return encode_page(shown, dpi, request.dpi, request.quality)


def _facts(request: Request, paper: bytes) -> Facts | ForeignRefusal:
    kind = file_kind(paper)
    if kind is None:
        return ForeignRefusal.WRONG_TYPE
    return _pdf_facts(request, paper) if kind is FileKind.PDF else _image_facts(kind, request, paper)


def _image_facts(kind: FileKind, request: Request, paper: bytes) -> Facts | ForeignRefusal:
    picture = open_bounded(paper, request.most_pixels)
    if picture is None:
        return ForeignRefusal.TOO_MANY_PIXELS
    pages = int(getattr(picture, "n_frames", 1)) if kind is FileKind.TIFF else 1
    return ForeignRefusal.TOO_MANY_PAGES if pages > request.most_pages else Facts(kind, pages, signed=False)


def _pdf_facts(request: Request, paper: bytes) -> Facts | ForeignRefusal:
    """pdfium counts first: it believes the page tree's own number and never walks a tree made to be walked."""
    try:
        document = pypdfium2.PdfDocument(paper)
    except pypdfium2.PdfiumError as fault:
        wrong_password = getattr(fault, "err_code", None) == _WRONG_PASSWORD
        return ForeignRefusal.ENCRYPTED if wrong_password else ForeignRefusal.DAMAGED
    pages = len(document)
    if pages > request.most_pages:
        return ForeignRefusal.TOO_MANY_PAGES
    for number in range(pages):
        width, height = document.get_page_size(number)
        if width * height * (request.dpi / _POINTS_IN_INCH) ** 2 > request.most_pixels:
            return ForeignRefusal.TOO_MANY_PIXELS
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        if pdf.is_encrypted:
            return ForeignRefusal.ENCRYPTED
        if len(pdf.pages) != pages or pages == 0:
            return ForeignRefusal.DAMAGED
        return Facts(FileKind.PDF, pages, signed=_has_signature(pdf))


def _has_signature(pdf: pikepdf.Pdf) -> bool:
    form = pdf.Root.get("/AcroForm")
    flags = form.get("/SigFlags", 0) if isinstance(form, pikepdf.Dictionary) else 0
    return isinstance(flags, int) and bool(flags & _SIGNATURES_EXIST)


def _pdf_pictures(request: Request, paper: bytes) -> Iterator[tuple[Image.Image, int]]:
    document = pypdfium2.PdfDocument(paper)
    document.init_forms()  # visible signatures are form fields
    for number in range(request.first, request.first + request.count):
        page = document[number]
        yield page.render(scale=request.dpi / _POINTS_IN_INCH).to_pil(), request.dpi
        page.close()


def _image_pictures(request: Request, paper: bytes) -> Iterator[tuple[Image.Image, int]]:
    picture = open_bounded(paper, request.most_pixels)
    if picture is None:
        raise ValueError("more pixels than when it was first looked at")
    for number in range(request.first, request.first + request.count):
        picture.seek(number)
        if picture.width * picture.height > request.most_pixels:  # each page of a TIFF has its own size
            raise MemoryError
        yield ImageOps.exif_transpose(picture), _resolution(picture)


def _resolution(picture: Image.Image) -> int:
    """The stated dots an inch where they make a sheet of a size that exists, else those that make it fit A4."""
    longer, shorter = max(picture.size), min(picture.size)
    stated = picture.info.get("dpi", (0, 0))[0]
    dpi = int(stated + 0.5) if math.isfinite(stated) else 0
    lowest, highest = _PLAUSIBLE_INCHES
    if dpi > 0 and lowest <= longer / dpi <= highest:
        return dpi
    return max(1, math.ceil(max(shorter / _A4_INCHES[0], longer / _A4_INCHES[1])))
