"""Decide whether identity numbers, tax codes and phones are well formed; read the QR text of an ID card.

Form only: no register is asked, so a well-formed number may still belong to nobody.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from dossier.text import nfc, tidy

_GSO_PROVINCES: Final = frozenset(
    f"{code:03d}"
    for code in (
        *(1, 2, 4, 6, 8, 10, 11, 12, 14, 15, 17, 19, 20, 22, 24, 25, 26, 27, 30, 31, 33, 34, 35, 36, 37, 38),
        *(40, 42, 44, 45, 46, 48, 49, 51, 52, 54, 56, 58, 60, 62, 64, 66, 67, 68, 70, 72, 74, 75, 77, 79),
        *(80, 82, 83, 84, 86, 87, 89, 91, 92, 93, 94, 95, 96),
    )
)
_FOREIGN_FROM: Final = 101
_CENTURIES: Final = {0: 1900, 2: 2000, 4: 2100, 6: 2200, 8: 2300}
_TAX_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_TWELVE: Final = re.compile(r"\d{12}", re.ASCII)
_NINE: Final = re.compile(r"\d{9}", re.ASCII)
_MOBILE: Final = re.compile(r"0[35789]\d{8}", re.ASCII)
_LANDLINE: Final = re.compile(r"02\d{8,9}", re.ASCII)
_OLD_MOBILE: Final = {
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0162": "032", "0163": "033", "0164": "034", "0165": "035", "0166": "036",
    "0167": "037", "0168": "038", "0169": "039", "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
"""Prefixes of the 11-digit mobile numbers that became 10-digit ones in 2018."""
_QR_LONGEST: Final = 1024
_QR_FIELDS: Final = range(7, 17)


class Sex(str, Enum):
    """Giới tính as an ID number carries it."""

    MALE = "male"
    FEMALE = "female"


@dataclass(frozen=True, slots=True)
class PersonalNumber:
    """What the 12 digits of a số định danh say: place of birth registration, sex, year of birth."""

    number: str
    place: str
    sex: Sex
    birth_year: int


class CardFault(str, Enum):
    """Why a scanned text is not taken as an ID card; message ids are `card.<value>`."""

    NOT_A_CARD = "not_a_card"
    TOO_LONG = "too_long"
    CONTROL_CHARACTER = "control_character"
    BAD_NUMBER = "bad_number"
    BAD_OLD_NUMBER = "bad_old_number"
    BAD_NAME = "bad_name"
    BAD_DATE = "bad_date"
    BAD_SEX = "bad_sex"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class CardData:
    """What an ID card's QR says; `extra` keeps the fields that the 2024 layout adds, unread.

    `marks_lost` warns that the reader dropped the Vietnamese letters: the clerk confirms name and address.
    """

    number: str
    old_number: str
    name: str
    born: date
    sex: Sex
    address: str
    issued: date
    extra: tuple[str, ...] = ()
    marks_lost: bool = False


def read_personal_number(text: str) -> PersonalNumber | None:
    """Return what a 12-digit number says, or None when it is impossible (there is no check digit)."""
    if not _is_card_number(text):
        return None
    century_sex = int(text[3])
    sex = Sex.FEMALE if century_sex % 2 else Sex.MALE
    return PersonalNumber(text, text[:3], sex, _CENTURIES[century_sex - century_sex % 2] + int(text[4:6]))


def _is_card_number(text: str) -> bool:
    known = _TWELVE.fullmatch(text) is not None
    return known and (text[:3] in _GSO_PROVINCES or int(text[:3]) >= _FOREIGN_FROM)


def is_old_number(text: str) -> bool:
    """Return whether the text is a 9-digit CMND number."""
    return _NINE.fullmatch(text) is not None


def is_personal_number(text: str) -> bool:
    """Return whether the text can be the number of a CCCD (12 digits) or of a CMND (9 digits)."""
    return is_old_number(text) or _is_card_number(text)


def is_tax_code(text: str) -> bool:
    """Return whether the text is a tax code: 10 digits with a right check digit, or a branch (10-3).

    A 12-digit personal number is one too (the tax code of persons since 01/07/2025).
    """
    if _is_card_number(text):
        return True
    match = re.fullmatch(r"(\d{9})(\d)(-\d{3})?", text, re.ASCII)
    if match is None:
        return False
    weighted = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, match[1], strict=True))
    return 10 - weighted % 11 == int(match[2])


def is_applicant_number(text: str) -> bool:
    """Return whether the text can be the number of a person or the tax code of an organisation."""
    return is_personal_number(text) or is_tax_code(text)


def is_firm_number(text: str) -> bool:
    """Return whether the text is the tax code of an organisation, not the number of a person."""
    return is_tax_code(text) and not _is_card_number(text)


def tidy_phone(text: str) -> str:
    """Return a phone number as digits in its present form: +84 as 0, old 11-digit mobiles as 10 digits."""
    digits = re.sub(r"[\s.()\-]", "", text)
    digits = re.sub(r"^(\+|00)84(?=\d)", "0", digits)
    if re.fullmatch(r"01\d{9}", digits, re.ASCII) and digits[:4] in _OLD_MOBILE:
        return _OLD_MOBILE[digits[:4]] + digits[4:]
    return digits


def is_phone(text: str) -> bool:
    """Return whether digits are a Vietnamese mobile (10 digits) or landline number (10 or 11 digits)."""
    return _MOBILE.fullmatch(text) is not None or _LANDLINE.fullmatch(text) is not None


def is_mobile(text: str) -> bool:
    """Return whether a text message can reach the number."""
    return _MOBILE.fullmatch(text) is not None


def mask_number(text: str) -> str:
    """Return a number fit for lists and logs: only its last three characters are readable."""
    return "•" * max(0, len(text) - 3) + text[-3:]


def _card_day(text: str) -> date | None:
    if not re.fullmatch(r"\d{8}", text, re.ASCII):
        return None
    try:
        return date(int(text[4:]), int(text[2:4]), int(text[:2]))
    except ValueError:
        return None


def _is_name(text: str) -> bool:
    """Return whether the text can be a person's name: letters, marks, blanks, apostrophe, point, hyphen."""
    return 2 <= len(text) <= 100 and all(c in " '’.-" or unicodedata.category(c)[0] in "LM" for c in text)


def _outer_fault(text: str) -> CardFault | None:
    """Return why a text as a whole cannot be a card's."""
    if len(text) > _QR_LONGEST:
        return CardFault.TOO_LONG
    if any(unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for c in text):
        return CardFault.CONTROL_CHARACTER
    return None if text.count("|") + 1 in _QR_FIELDS else CardFault.NOT_A_CARD


def _field_fault(fields: tuple[str, ...]) -> CardFault | None:
    """Return the first of the seven leading fields that is impossible by itself."""
    number, old_number, name, born, sex, _address, issued = fields[:7]
    checks = (
        (read_personal_number(number) is not None, CardFault.BAD_NUMBER),
        (re.fullmatch(r"(\d{9}|\d{12})?", old_number, re.ASCII) is not None,
         CardFault.BAD_OLD_NUMBER),
        (_is_name(name), CardFault.BAD_NAME),
        (sex in ("Nam", "Nữ", "Nu"), CardFault.BAD_SEX),
        (_card_day(born) is not None and _card_day(issued) is not None, CardFault.BAD_DATE),
    )  # fmt: skip
    return next((fault for right, fault in checks if not right), None)


def parse_card_qr(text: str, today: date) -> CardData | CardFault:
    """Read the QR text of a CCCD (7 fields) or of the card of 2024 (7 fields and more), or say why not.

    Layout: number | old number | name | birth ddMMyyyy | Nam/Nữ | residence | issue ddMMyyyy | (more). One
    line end of a keyboard-wedge reader is allowed; any other control character is refused, as are dates after
    `today`, issue before birth, and a sex or year that contradicts the number.
    """
    whole = nfc(re.sub(r"\r?\n\Z|\r\Z", "", text))
    fault = _outer_fault(whole)
    if fault is not None:
        return fault
    fields = tuple(tidy(part) for part in whole.split("|"))
    fault = _field_fault(fields)
    if fault is not None:
        return fault
    number, born, issued = read_personal_number(fields[0]), _card_day(fields[3]), _card_day(fields[6])
    if number is None or born is None or issued is None or born > issued or issued > today:
        return CardFault.BAD_DATE
    sex = Sex.MALE if fields[4] == "Nam" else Sex.FEMALE
    if number.sex is not sex or number.birth_year != born.year:
        return CardFault.CONTRADICTION
    return CardData(
        number.number, fields[1], fields[2], born, sex, fields[5], issued,
        extra=fields[7:], marks_lost=fields[2].isascii() and fields[5].isascii(),
    )  # fmt: skip
