"""Decides how dossiers, acts and printed codes are named; never decides which number is next on a disk.

The printed code is `000.zz.yy.H11-yymmdd-nnnn` (TT 01/2018/TT-VPCP art. 19). The 20 digits under the
barcode say the same without letters, so that a keyboard-wedge scanner survives a Vietnamese input method.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import NewType

DossierId = NewType("DossierId", str)
ActId = NewType("ActId", str)
PersonId = NewType("PersonId", str)
DeviceId = NewType("DeviceId", str)
OfficeId = NewType("OfficeId", str)
"""Identifier code of an agency ("mã định danh"), such as `000.05.24.H11`."""

_OFFICE = re.compile(r"^(\d{3})\.(\d{2})\.(\d{2})\.H(\d{2})$")
_CODE = re.compile(r"^(\d{3}\.\d{2}\.\d{2}\.H\d{2})-(\d{6})-(\d{4})$")
_LOOSE = re.compile(r"^(\d{3})(\d{2})(\d{2})H(\d{2})(\d{6})(\d{4})$")
_LEGIBLE = "ACDEFGHJKLMNPQRTUVWXY34679"
"""Letters a person cannot misread on paper: no B/8, I/1, O/0, S/5, Z/2."""


def uuid7(milliseconds: int, chance: bytes) -> str:
    """UUID version 7 (RFC 9562 section 5.7) from a Unix time in ms and 10 bytes of chance."""
    if len(chance) != 10:
        raise ValueError("uuid7 needs exactly 10 bytes of chance")
    raw = bytearray(milliseconds.to_bytes(6, "big") + chance)
    raw[6] = (raw[6] & 0x0F) | 0x70
    raw[8] = (raw[8] & 0x3F) | 0x80
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def secret_from(chance: bytes) -> str:
    """The 8-character look-up secret of a receipt ("mã bí mật để tra cứu") from 8 bytes of chance."""
    return "".join(_LEGIBLE[byte % len(_LEGIBLE)] for byte in chance[:8])


def normalise_secret(text: str) -> str:
    """The secret as stored, from whatever a citizen typed (spaces, dashes, lower case)."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


@dataclass(frozen=True, slots=True)
class DossierCode:
    """Mã số hồ sơ: agency, true day of acceptance, number of that day (1-9999)."""

    office: OfficeId
    day: date
    number: int

    def __str__(self) -> str:
        return f"{self.office}-{self.day:%y%m%d}-{self.number:04d}"


class BarcodeKind(Enum):
    """What the 20 digits stand for; the value is their first digit."""

    DOSSIER = 1
    PAPER_SLOT = 2
    RESULT_SHELF = 3
    SEPARATOR = 4


@dataclass(frozen=True, slots=True)
class Barcode:
    """The content of a Code128-C barcode: kind, dossier code, slot of a paper or shelf (0-99)."""

    kind: BarcodeKind
    code: DossierCode
    slot: int = 0

    def digits(self) -> str:
        """20 digits: kind 1, zz 2, yy 2, province place 1, yymmdd 6, nnnn 4, slot 2, ISO 7064 MOD 97-10 check 2.

        The province place is 1 for the province of the profile (H11). Raises ValueError for an agency whose
        first group is not 000: such codes have no barcode.
        """
        match = _OFFICE.match(self.code.office)
        if match is None or match[1] != "000" or match[4] != "11":
            raise ValueError(f"no barcode for agency {self.code.office}")
        body = f"{self.kind.value}{match[2]}{match[3]}1{self.code.day:%y%m%d}{self.code.number:04d}{self.slot:02d}"
        return body + _mod97_check(body)


def _mod97_check(body: str) -> str:
    return f"{98 - int(body) * 100 % 97:02d}"


def _day(yymmdd: str) -> date | None:
    try:
        return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class RequestNumber:
    """Số đăng ký of a dossier filed online, until it has its legal code: the day and six digits that tell nothing."""

    day: date
    number: int

    def __str__(self) -> str:
        return f"DK-{self.day:%y%m%d}-{self.number:06d}"


def parse_request(text: str) -> RequestNumber | None:
    """A request number in any writing: with or without dashes and spaces, small letters, "ĐK" too."""
    kept = re.sub(r"[\s.\-_/]", "", text).upper().replace("Đ", "D")
    match = re.fullmatch(r"DK(\d{6})(\d{6})", kept, re.ASCII)
    day = None if match is None else _day(match[1])
    return None if match is None or day is None else RequestNumber(day, int(match[2]))


def is_office(text: str) -> bool:
    """Whether the text is an agency identifier of the form `000.zz.yy.Hnn`."""
    return _OFFICE.match(text) is not None


@lru_cache(maxsize=1024)  # one act asks for its own code four times: claim, slice, rule, paper
def parse_code(text: str) -> DossierCode | None:
    """The code as printed, or None; use `parse_code_any` for what a person typed."""
    match = _CODE.match(text)
    if match is None:
        return None
    day = _day(match[2])
    number = int(match[3])
    if day is None or number == 0:
        return None
    return DossierCode(OfficeId(match[1]), day, number)


def parse_barcode(text: str) -> Barcode | None:
    """The content of 20 scanned digits, or None when a digit is wrong (every single slip is caught)."""
    if len(text) != 20 or not text.isascii() or not text.isdigit() or int(text) % 97 != 1:
        return None
    if text[0] not in "1234" or text[5] != "1":
        return None
    day = _day(text[6:12])
    number = int(text[12:16])
    if day is None or number == 0:
        return None
    office = OfficeId(f"000.{text[1:3]}.{text[3:5]}.H11")
    return Barcode(BarcodeKind(int(text[0])), DossierCode(office, day, number), int(text[16:18]))


def parse_code_any(text: str) -> DossierCode | None:
    """A code in any writing: with or without dots, dashes and spaces, lower case, or the 20 barcode digits."""
    kept = re.sub(r"[\s.\-_/]", "", text).upper()
    if len(kept) == 20:
        barcode = parse_barcode(kept)
        if barcode is not None:
            return barcode.code
    match = _LOOSE.match(kept)
    if match is None:
        return None
    return parse_code(f"{match[1]}.{match[2]}.{match[3]}.H{match[4]}-{match[5]}-{match[6]}")


@dataclass(frozen=True, slots=True)
class NumberSlice:
    """The part of an agency's daily sequence that one desk may use, with the days it is valid on (inclusive)."""

    office: OfficeId
    first: int
    last: int
    valid_from: date
    valid_until: date

    def next_after(self, used: int | None, day: date) -> int | None:
        """The next free number on `day` after the last used one, or None: the slice is spent or not valid."""
        if not self.valid_from <= day <= self.valid_until:
            return None
        number = self.first if used is None else used + 1
        return number if number <= self.last else None
