"""Which numbers an act uses up, and the next code of a desk; the books' uniqueness is kept by whoever stores them."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from dossier.acts import Act, CollectFee, Number, Receive
from dossier.copying import CopyDocument
from dossier.identifiers import DossierCode, NumberSlice, OfficeId, RequestNumber, parse_code
from dossier.refusals import Refusal, RefusalCode


class Claim(NamedTuple):
    """A number in a book; a second claim by another dossier is a clash, never a renumbering."""

    book: str
    number: int


def code_book(code: DossierCode) -> str:
    """The book of an agency's daily sequence (TT 01/2018 art. 19)."""
    return f"code:{code.office}:{_six_digits(code.day)}"


@lru_cache(maxsize=512)
def _six_digits(day: date) -> str:
    """Formatting a date costs more than everything else that is done with a number of a day's thousands."""
    return f"{day:%y%m%d}"


def register_book(device: str, year: int) -> str:
    """The desk's own register ("Sổ theo dõi hồ sơ"), one a year, gapless."""
    return f"register:{device}:{year}"


def receipt_book(device: str, year: int) -> str:
    """The desk's own book of fee receipts, one a year, gapless."""
    return f"receipt:{device}:{year}"


def document_book(office: str, year: int) -> str:
    """The office's register of outgoing documents ("Sổ văn bản đi"), one a year."""
    return f"document:{office}:{year}"


def copy_book(office: str, year: int) -> str:
    """The office's book of copies ("Sổ đăng ký bản sao"): one a year for all kinds (NĐ 30/2020 annex I)."""
    return f"copy:{office}:{year}"


def date_words(day: date) -> str:
    """ "ngày 14 tháng 3 năm 2019": two digits below 10, and for January and February (NĐ 30/2020)."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


REQUEST_BOOK = "request"
"""The book of the request numbers of online filing: one for the whole province."""


def claimed_number(request: RequestNumber) -> int:
    """A request number as it is claimed in its book."""
    return int(_six_digits(request.day)) * 1_000_000 + request.number


def claims_of(act: Act) -> tuple[Claim, ...]:
    """The numbers this act puts on paper; a malformed code claims nothing (decide refuses it)."""
    match act.data:
        case Receive(code=text, book_number=register):
            code = parse_code(text)
            own = Claim(register_book(act.device, act.at.year), register)
            return (own,) if code is None else (Claim(code_book(code), code.number), own)
        case CollectFee(receipt=receipt):
            number = receipt.partition("/")[0]
            return (Claim(receipt_book(act.device, act.at.year), int(number)),) if number.isdigit() else ()
        case Number(book=book, number=number) | CopyDocument(book=book, number=number):
            return (Claim(book, number),)
        case _:
            return ()


def next_code(
    slices: tuple[NumberSlice, ...], office: OfficeId, day: date, last_used: Callable[[str, NumberSlice], int | None]
) -> DossierCode | Refusal:
    """The next code of a desk's slices on a day, or NUMBERS_SPENT; `last_used`: a book's last number in a slice."""
    for part in slices:
        if part.office != office:
            continue
        number = part.next_after(last_used(code_book(DossierCode(office, day, part.first)), part), day)
        if number is not None:
            return DossierCode(office, day, number)
    return Refusal(RefusalCode.NUMBERS_SPENT, "TT 01/2018 art. 19")


def lies_in(slices: tuple[NumberSlice, ...], text: str) -> bool:
    """Whether a printed code lies in one of the slices, on a day that slice is valid."""
    code = parse_code(text)
    return code is not None and any(
        part.office == code.office
        and part.first <= code.number <= part.last
        and part.valid_from <= code.day <= part.valid_until
        for part in slices
    )
