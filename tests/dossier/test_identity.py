"""Identity numbers, tax codes, phones and the text of an ID card's QR are taken or refused for a reason."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import words

from dossier.identity import (
    CardData,
    CardFault,
    Sex,
    is_mobile,
    is_old_number,
    is_personal_number,
    is_phone,
    is_tax_code,
    mask_number,
    parse_card_qr,
    read_personal_number,
    tidy_phone,
)

_TODAY = date(2026, 11, 24)
_OLD_CARD = "060190001234|260123456|Nguyễn Thị Hoa|02031990|Nữ|Khu phố 3, Phú Thủy, Phan Thiết, Bình Thuận|15042021"
_NEW_CARD = f"{_OLD_CARD}||Nguyễn Văn Tư|Trần Thị Năm|"


def test_a_personal_number_tells_place_sex_and_year() -> None:
    """060 is Bình Thuận, 1 a woman of the twentieth century, 90 the year."""
    number = read_personal_number("060190001234")
    assert number is not None
    assert (number.place, number.sex, number.birth_year) == ("060", Sex.FEMALE, 1990)


@pytest.mark.parametrize(
    ("text", "year", "sex"),
    [("001015123456", 2015, None), ("001215123456", 2015, Sex.MALE), ("079315123456", 2015, Sex.FEMALE)],
)
def test_the_century_digit_is_read(text: str, year: int, sex: Sex | None) -> None:
    """0-1 are born 19xx, 2-3 are born 20xx; even is male."""
    number = read_personal_number(text)
    assert number is not None
    assert number.birth_year == (year if sex else 1915)
    assert number.sex is (sex or Sex.MALE)


@pytest.mark.parametrize(
    "text", ["", "06019000123", "0601900012345", "003190001234", "000190001234", "06019000123a", "٠٦٠١٩٠٠٠١٢٣٤"]
)
def test_impossible_personal_numbers_are_refused(text: str) -> None:
    """Wrong length, unknown place or other digits are no number."""
    assert read_personal_number(text) is None


def test_foreign_places_of_birth_are_taken() -> None:
    """Codes from 101 are countries."""
    assert read_personal_number("101190001234") is not None


def test_old_numbers_have_nine_digits() -> None:
    """A CMND number is nine digits; both kinds are personal numbers."""
    assert is_old_number("260123456")
    assert not is_old_number("26012345")
    assert is_personal_number("260123456")
    assert not is_personal_number("2601234567")


@pytest.mark.parametrize(("text", "right"), [
    ("0100109106", True), ("0100107123-001", True), ("0100107124", False), ("0100109105", False),
    ("0100109106-1", False), ("060190001234", True), ("003190001234", False), ("", False),
])  # fmt: skip
def test_tax_codes_have_a_check_digit(text: str, right: bool) -> None:
    """The tenth digit is computed from nine; a branch adds three; a person's is the personal number."""
    assert is_tax_code(text) is right


@pytest.mark.parametrize(("typed", "tidied", "good"), [
    ("0912 345 678", "0912345678", True), ("+84912345678", "0912345678", True), ("0084 912345678", "0912345678", True),
    ("01681234567", "0381234567", True), ("01234567890", "0834567890", True), ("0252 3 822 456", "02523822456", True),
    ("0111111111", "0111111111", False), ("091234567", "091234567", False), ("113", "113", False),
    ("09123456789", "09123456789", False),
])  # fmt: skip
def test_phones_are_renewed_and_checked(typed: str, tidied: str, good: bool) -> None:
    """Mobiles have ten digits today; old eleven-digit ones are renewed; landlines start with 02."""
    assert tidy_phone(typed) == tidied
    assert is_phone(tidied) is good


def test_only_mobiles_get_text_messages() -> None:
    """A landline is a phone but no mobile."""
    assert is_mobile("0912345678")
    assert not is_mobile("02523822456")


def test_a_masked_number_shows_three_digits() -> None:
    """Lists and logs see only the end of a number."""
    assert mask_number("060190001234") == "•••••••••234"


@pytest.mark.parametrize("ending", ["", "\n", "\r\n", "\r"])
def test_the_old_card_is_read(ending: str) -> None:
    """Seven fields, with or without the line end of a reader."""
    card = parse_card_qr(_OLD_CARD + ending, _TODAY)
    assert card == CardData(
        "060190001234", "260123456", "Nguyễn Thị Hoa", date(1990, 3, 2), Sex.FEMALE,
        "Khu phố 3, Phú Thủy, Phan Thiết, Bình Thuận", date(2021, 4, 15),
    )  # fmt: skip


def test_the_card_of_2024_keeps_its_further_fields_unread() -> None:
    """More fields than seven are kept as they are."""
    card = parse_card_qr(_NEW_CARD, _TODAY)
    assert isinstance(card, CardData)
    assert card.extra == ("", "Nguyễn Văn Tư", "Trần Thị Năm", "")


def test_a_card_without_an_old_number_is_read() -> None:
    """The old number may be empty."""
    card = parse_card_qr(_OLD_CARD.replace("260123456", ""), _TODAY)
    assert isinstance(card, CardData)
    assert card.old_number == ""


def test_lost_marks_are_noticed() -> None:
    """A reader that drops Vietnamese letters is told to the clerk."""
    card = parse_card_qr("060190001234||Nguyen Thi Hoa|02031990|Nu|Phu Thuy, Phan Thiet|15042021", _TODAY)
    assert isinstance(card, CardData)
    assert card.marks_lost


@pytest.mark.parametrize(("text", "fault"), [
    ("", CardFault.NOT_A_CARD),
    ("00003105119031400011", CardFault.NOT_A_CARD),
    (_OLD_CARD.replace("|", ";"), CardFault.NOT_A_CARD),
    ("|".join(_OLD_CARD.split("|")[:6]), CardFault.NOT_A_CARD),
    (_OLD_CARD + "|" * 30, CardFault.NOT_A_CARD),
    (_OLD_CARD + "x" * 1024, CardFault.TOO_LONG),
    (_OLD_CARD.replace("Hoa", "Hoa\n"), CardFault.CONTROL_CHARACTER),
    (_OLD_CARD.replace("Hoa", "Hoa\x00"), CardFault.CONTROL_CHARACTER),
    (_OLD_CARD.replace("Hoa", "Hoa\u202e"), CardFault.CONTROL_CHARACTER),
    (_OLD_CARD + "\n\n", CardFault.CONTROL_CHARACTER),
    (_OLD_CARD.replace("060190001234", "06019000123x"), CardFault.BAD_NUMBER),
    (_OLD_CARD.replace("260123456", "26012"), CardFault.BAD_OLD_NUMBER),
    (_OLD_CARD.replace("Nguyễn Thị Hoa", "<script>alert(1)</script>"), CardFault.BAD_NAME),
    (_OLD_CARD.replace("Nguyễn Thị Hoa", ""), CardFault.BAD_NAME),
    (_OLD_CARD.replace("Nữ", "X"), CardFault.BAD_SEX),
    (_OLD_CARD.replace("02031990", "31021990"), CardFault.BAD_DATE),
    (_OLD_CARD.replace("02031990", "1990-3-2"), CardFault.BAD_DATE),
    (_OLD_CARD.replace("15042021", "15042031"), CardFault.BAD_DATE),
    (_OLD_CARD.replace("15042021", "15041980"), CardFault.BAD_DATE),
    (_OLD_CARD.replace("Nữ", "Nam"), CardFault.CONTRADICTION),
    (_OLD_CARD.replace("02031990", "02031991"), CardFault.CONTRADICTION),
])  # fmt: skip
def test_hostile_or_broken_text_is_refused_by_name(text: str, fault: CardFault) -> None:
    """Each way a text can lie is refused with its own reason, which has words in both languages."""
    assert parse_card_qr(text, _TODAY) is fault
    for language in ("vi", "en"):
        assert words(language)[f"card.{fault.value}"]


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    """No text raises."""
    assert isinstance(parse_card_qr(text, _TODAY), CardFault | CardData)


@given(st.integers(0, len(_OLD_CARD) - 1), st.characters())
def test_one_changed_character_never_raises(at: int, character: str) -> None:
    """A slip of one character is refused or read, never a crash; control characters never get through."""
    card = parse_card_qr(_OLD_CARD[:at] + character + _OLD_CARD[at + 1 :], _TODAY)
    if isinstance(card, CardData):
        assert (card.name + card.address).isprintable()
