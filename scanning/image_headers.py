"""Reads kind and size from the first bytes of an image by plain arithmetic; decodes no pixel."""

from dataclasses import dataclass
from enum import Enum

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_TIFF = (b"II*\x00", b"MM\x00*")
_PDF = b"%PDF-"
# Start-of-frame markers; C4, C8 and CC in the same range are tables, not frames.
_FRAME_MARKERS = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_BARE_MARKERS = frozenset((0x01, *range(0xD0, 0xD9)))
_END_OR_SCAN = frozenset((0xD9, 0xDA))


class FileKind(Enum):
    """The kinds of file a paper may come in, told by content, never by name."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"


@dataclass(frozen=True, slots=True)
class ImageHeader:
    """Kind, size in pixels and number of colour channels of a JPEG or PNG."""

    kind: FileKind
    width: int
    height: int
    channels: int


def file_kind(data: bytes) -> FileKind | None:
    """What the first bytes say the file is; `None` when it is none of the kinds we take."""
    if data.startswith(_JPEG):
        return FileKind.JPEG
    if data.startswith(_PNG):
        return FileKind.PNG
    if data.startswith(_TIFF):
        return FileKind.TIFF
    return FileKind.PDF if data.startswith(_PDF) else None


def read_header(data: bytes) -> ImageHeader | None:
    """The size of a JPEG or PNG; `None` when the bytes are neither or break off before it is told."""
    kind = file_kind(data)
    if kind is FileKind.PNG:
        return _read_png(data)
    return _read_jpeg(data) if kind is FileKind.JPEG else None


def _read_png(data: bytes) -> ImageHeader | None:
    if len(data) < 26 or data[12:16] != b"IHDR":
        return None
    channels = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}.get(data[25], 0)
    return _checked(FileKind.PNG, _number(data, 16, 4), _number(data, 20, 4), channels)


def _read_jpeg(data: bytes) -> ImageHeader | None:
    """Walk from marker to marker until the frame header (ITU-T T.81, B.2.2)."""
    at = 2
    while at + 10 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _FRAME_MARKERS:
            return _checked(FileKind.JPEG, _number(data, at + 7, 2), _number(data, at + 5, 2), data[at + 9])
        if marker in _END_OR_SCAN:
            return None
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in _BARE_MARKERS:
            at += 2
        else:
            at += 2 + _number(data, at + 2, 2)
    return None


def _checked(kind: FileKind, width: int, height: int, channels: int) -> ImageHeader | None:
    return ImageHeader(kind, width, height, channels) if width and height and channels else None


def _number(data: bytes, at: int, length: int) -> int:
    return int.from_bytes(data[at : at + length], "big")
