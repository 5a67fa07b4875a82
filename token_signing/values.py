"""Values of signing: the place of the stamp, what it says, its fonts, and the signed paper."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

VIETNAM_OFFSET = timedelta(hours=7)


@dataclass(frozen=True, slots=True)
class SignatureBox:
    """Place of the visible stamp in whole PDF points, origin at the lower left; page 0 is the first, -1 the last."""

    page: int
    x0: int
    y0: int
    x1: int
    y1: int

    def __post_init__(self) -> None:
        if self.x1 <= self.x0 or self.y1 <= self.y0:
            raise ValueError("a signature box needs a width and a height")

    @property
    def width(self) -> int:
        """Width in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> int:
        """Height in points."""
        return self.y1 - self.y0


@dataclass(frozen=True, slots=True)
class NamedField:
    """A signature field laid into the paper beforehand; `locks`: this signature certifies and locks other fields."""

    name: str
    box: SignatureBox
    locks: bool = False

    @property
    def width(self) -> int:
        """Width in points."""
        return self.box.width

    @property
    def height(self) -> int:
        """Height in points."""
        return self.box.height


@dataclass(frozen=True, slots=True)
class Issue:
    """What văn thư writes when a signed result is issued: the whole number with its symbol, and the date in words."""

    number: str
    date: str


@dataclass(frozen=True, slots=True)
class SignerDisplay:
    """What the stamp says of the signer; `note` is one more line, such as the mark of a rehearsal."""

    name: str
    title: str
    office: str
    signed_at: datetime
    note: str = ""

    def __post_init__(self) -> None:
        if self.signed_at.utcoffset() != VIETNAM_OFFSET:
            raise ValueError("signed_at must carry the zone +07:00")


@dataclass(frozen=True, slots=True)
class StampFonts:
    """Serif TrueType fonts with all Vietnamese letters, as bytes given by the caller."""

    regular: bytes = field(repr=False)
    bold: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A PDF with a gap for the CMS at `[gap_start, gap_end)`, and the digest of all other bytes."""

    pdf: bytes = field(repr=False)
    digest: bytes
    gap_start: int
    gap_end: int


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """A signed PDF with what a signing act carries: digest of the signed range, CMS, hash of the whole file."""

    pdf: bytes = field(repr=False)
    signer_subject: str
    certificate_der: bytes = field(repr=False)
    cms: bytes = field(repr=False)
    digest_hex: str

    @property
    def sha256(self) -> str:
        """SHA-256 of the whole signed file, as hex."""
        return hashlib.sha256(self.pdf).hexdigest()
