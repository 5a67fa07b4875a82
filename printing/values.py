"""Says what papers say, as plain frozen values in spoken words; decides nothing and loads nothing that draws.

A time, a date, a code or a name is the words that stand on paper. Only money is a number, in whole đồng, so that
figures, words and sums can never differ. `reprint` counts printings after the first.
"""

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
    in capitals here. `number` is "15/HDHS" or empty, `qr` the text of the symbol or empty.
    """

    owner: str
    unit: str
    place_and_date: str
    number: str = ""
    qr: str = ""


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


@dataclass(frozen=True, slots=True)
class Apology:
    """Everything form 04 says; `agency` is the competent one, which signs.

    Without `new_due` it is the apology alone: a dossier that is late after its one extension, or was not extended in
    time (NĐ 61/2018 art. 19(9)). `contact` is then whom to ask.
    """

    letterhead: Letterhead
    agency: str
    addressee: Addressee
    subject: Subject
    reason: str
    signer: SigningTitle
    recipients: tuple[str, ...]
    new_due: str = ""
    contact: Contact | None = None
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class LateDossier:
    """One dossier that will not be ready; `new_due` is empty where no new date may be given."""

    code: str
    applicant: str
    procedure: str
    due: str
    new_due: str
    reason: str


@dataclass(frozen=True, slots=True)
class OverdueNotice:
    """The agency's written notice to the one-stop unit `to` about dossiers that will be late (art. 19(9))."""

    letterhead: Letterhead
    agency: str
    to: str
    dossiers: tuple[LateDossier, ...]
    signer: SigningTitle
    recipients: tuple[str, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class HandOver:
    """One row of the hand-over log: who gave, who took, when, and how the giver stood to its limit.

    `given_at` and `taken_at` are spoken ("15 giờ 02 phút, ngày 14/3/2019"); what was handed over but not taken yet
    has no `taken_at`. `outcome` is "Trước hạn", "Đúng hạn", "Quá hạn" or empty.
    """

    giving: str
    taking: str
    giver: str
    given_at: str
    taker: str = ""
    taken_at: str = ""
    outcome: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ControlSlip:
    """Everything form 05 says of one dossier; `barcode` is its 20 digits, `partners` the co-ordinating agencies."""

    letterhead: Letterhead
    barcode: str
    subject: Subject
    applicant: str
    agency: str
    partners: tuple[str, ...]
    hand_overs: tuple[HandOver, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class HandedDossier:
    """One dossier of a group hand-over; `papers` says what lies in it ("3 giấy tờ, 7 trang")."""

    code: str
    applicant: str
    procedure: str
    due: str
    papers: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class GroupSlip:
    """One hand-over of many dossiers at once: the same giver, taker and times stand in the log of each of them."""

    letterhead: Letterhead
    hand_over: HandOver
    dossiers: tuple[HandedDossier, ...]
    reprint: int = 0


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line of form 06, its columns in their order; times as "14/3/2019 08:02".

    `number` is that of the desk's own book, `book` names this book where the register merges several. What is not
    handed out yet has no `returned`. `taken_by` is who signed for the result, where that was recorded.
    """

    number: str
    code: str
    procedure: str
    sets: str
    name: str
    address: str
    phone: str
    agency: str
    received: str
    due: str
    returned: str
    delivery: str
    taken_by: str = ""
    note: str = ""
    book: str = ""


@dataclass(frozen=True, slots=True)
class RegisterClosing:
    """The end of a book: its first and last number, how many dossiers, how many handed out, who closes it.

    `signer` is the head of the one-stop unit, who signs and seals (TT 01/2018 art. 10(2)(a)).
    """

    place_and_date: str
    year: str
    first: str
    last: str
    total: int
    returned: int
    clerk: str
    signer: SigningTitle


@dataclass(frozen=True, slots=True)
class Register:
    """Form 06 for a day, a month or a year.

    `period` is "Ngày 14 tháng 3 năm 2019", "Tháng 3 năm 2019" or "Năm 2019"; `scope` says whose entries they are
    ("Quầy số 1", "Gộp 3 quầy"). `first_page` and `carried` (dossiers on the pages before) go on where the book
    stopped. `closing` stands once, at the end of the year.
    """

    owner: str
    unit: str
    book: str
    period: str
    scope: str
    entries: tuple[RegisterEntry, ...]
    printed_at: str
    first_page: int = 1
    carried: int = 0
    closing: RegisterClosing | None = None
    reprint: int = 0
