"""The words between the program and the sandboxed child that reads foreign papers; reads no paper itself.

The program trusts nothing of an answer that it has not checked again: a child may be in a stranger's hands.
"""

import json
import struct
from dataclasses import asdict, dataclass
from enum import Enum

from scanning.image_headers import FileKind
from scanning.pages import Page, Pages, page_from_image

_PAGE = struct.Struct(">HI")
_MOST_DPI = 2400


class ForeignRefusal(Enum):
    """Why a paper from outside cannot be taken."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_TYPE = "wrong_type"
    ENCRYPTED = "encrypted"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_MANY_PIXELS = "too_many_pixels"
    DAMAGED = "damaged"
    TIMED_OUT = "timed_out"
    TOO_HEAVY = "too_heavy"
    CRASHED = "crashed"
    UNAVAILABLE = "unavailable"
    STOPPED = "stopped"


class AnswerBroken(Exception):
    """A child's answer does not have the form agreed on."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the child is asked: bounds, the form of the pages, and which pages."""

    most_pages: int
    most_pixels: int
    dpi: int
    grey: bool
    quality: int
    first: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the child found before any page was drawn."""

    kind: FileKind
    pages: int
    signed: bool


def pack_request(request: Request, paper: bytes) -> bytes:
    """One line of JSON, then the paper as it came."""
    return json.dumps(asdict(request)).encode() + b"\n" + paper


def unpack_request(payload: bytes) -> tuple[Request, bytes]:
    """The reverse, in the child."""
    line, _, paper = payload.partition(b"\n")
    return Request(**json.loads(line)), paper


def pack_facts(found: Facts | ForeignRefusal) -> bytes:
    """The child's finding as JSON."""
    if isinstance(found, ForeignRefusal):
        return json.dumps({"refused": found.value}).encode()
    return json.dumps({"kind": found.kind.value, "pages": found.pages, "signed": found.signed}).encode()


def unpack_facts(answer: bytes) -> Facts | ForeignRefusal:
    """The child's finding, checked; raises `AnswerBroken`."""
    try:
        fields = json.loads(answer)
        if "refused" in fields:
            return ForeignRefusal(fields["refused"])
        return Facts(FileKind(fields["kind"]), int(fields["pages"]), fields["signed"] is True)
    except (ValueError, TypeError, KeyError) as fault:
        raise AnswerBroken from fault


def pack_pages(pages: Pages) -> bytes:
    """Resolution, length and JPEG of each page."""
    return b"".join(_PAGE.pack(page.dpi, len(page.image)) + page.image for page in pages)


def unpack_pages(answer: bytes, expected: int, most_pixels: int) -> Pages:
    """The pages drawn, each a JPEG of lawful size by its own header; raises `AnswerBroken`."""
    pages: list[Page] = []
    at = 0
    while at < len(answer) and len(pages) < expected:
        if at + _PAGE.size > len(answer):
            raise AnswerBroken("cut off")
        dpi, length = _PAGE.unpack_from(answer, at)
        at += _PAGE.size
        page = page_from_image(answer[at : at + length], dpi)
        at += length
        if page is None or not _is_lawful(page, most_pixels):
            raise AnswerBroken("not a page")
        pages.append(page)
    if len(pages) != expected or at != len(answer):
        raise AnswerBroken("another number of pages")
    return tuple(pages)


def _is_lawful(page: Page, most_pixels: int) -> bool:
    small_enough = page.width * page.height <= most_pixels
    return page.kind is FileKind.JPEG and small_enough and page.dpi <= _MOST_DPI
