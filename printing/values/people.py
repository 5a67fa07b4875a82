"""Says who issues, receives and signs a paper, and which dossier it is about, in spoken words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class PaperSize(str, Enum):
    """What a paper is printed on: forms 01-05 are A5 by the regulation, A4 where an office has no A5."""

    A5 = "A5"
    A4 = "A4"


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who issues the paper, where and when, in spoken words.

    `owner` is the regular line above (empty when the office itself signs), `unit` the bold one; both are set
    in capitals here. `number` is "15/HDHS" or empty, `qr` the text of the symbol or empty. `to_issue`: number and date
    come after the signature, room is left for them; `place_and_date` is the place alone then.
    """

    owner: str
    unit: str
    place_and_date: str
    number: str = ""
    qr: str = ""
    to_issue: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """The applicant in spoken words; `id_label` is what the regime calls the number (CCCD/CMND, mã số thuế)."""

    name: str
    id_label: str
    id_number: str
    address: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The officer to ask: name with form of address ("bà Lê Thị Mỹ Hoa") and telephone."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class SigningTitle:
    """Who signs: lines in capitals ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH") and the name under the hand."""

    lines: tuple[str, ...]
    name: str


@dataclass(frozen=True, slots=True)
class AgencyHand:
    """That the competent agency signs a paper which the counter signs otherwise: who it is, its signer, "Nơi nhận"."""

    name: str
    signer: SigningTitle
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter is for: name with form of address ("Ông Trần Văn Lộc"), how the letter speaks to him ("ông")."""

    name: str
    spoken: str
    address: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Which dossier a letter is about; `received` and `due` as spoken ("14/3/2019", "17 giờ 00 phút, ngày …")."""

    code: str
    procedure: str
    received: str
    due: str
