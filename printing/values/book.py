"""Says what the register says, and what its closing says."""

from __future__ import annotations

from dataclasses import dataclass

from printing.values.people import SigningTitle


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One line of form 06, its columns in their order; times as "14/3/2019 08:02".

    `number` is that of the desk's own book, `book` names this book where the register merges several. What is not
    handed out yet has no `returned`; what ended without a result (withdrawn, stopped) never will: `ended`. `taken_by`
    is who signed for the result, where that was recorded.
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
    ended: bool = False


@dataclass(frozen=True, slots=True)
class RegisterClosing:
    """The end of a book: its first and last number, how many dossiers, handed out, still open, who closes it.

    `signer` is the head of the one-stop unit, who signs and seals (TT 01/2018 art. 10(2)(a)).
    """

    place_and_date: str
    year: str
    first: str
    last: str
    total: int
    returned: int
    still_open: int
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
