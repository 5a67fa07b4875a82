"""Vietnamese text is found, sorted and spoken as people expect."""

import random
import unicodedata
from functools import cmp_to_key

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.text import (
    amount_in_words,
    collation_key,
    fold,
    format_money,
    format_money_short,
    given_name_key,
    nfc,
    number_in_words,
    tidy,
)

_WORDS = tidy(
    "Nguyễn Nguyên Trần Trân Lê Lễ Phạm Đỗ Do Đô Dơ đỗ An Ân Ăn Ấn Ẩn Ẫn ẤN La Lả Lã Lá Lạ Là Thủy Thuý Thúy Thùy Hòa "
    "Hoà Hoa Y Ý ý Ỵ 1 2 10 Ư Ươm Uyên Ơn Ôn On Đ D d đ"
).split(" ")


@pytest.mark.parametrize(
    "typed", ["do van duc", "ĐỖ VĂN ĐỨC", "  Đỗ  Văn\tĐức ", unicodedata.normalize("NFD", "Đỗ Văn Đức")]
)
def test_a_name_is_found_however_it_is_typed(typed: str) -> None:
    """Marks, case, spaces and the form of Unicode do not matter to search."""
    assert fold(typed) == fold("Đỗ Văn Đức") == "do van duc"


def test_tidy_keeps_words_and_composes_marks() -> None:
    """Stray spaces go and letters are composed, nothing else changes."""
    assert tidy("  Nguyễn   Thị\u00a0Hoa ") == "Nguyễn Thị Hoa"
    assert nfc(unicodedata.normalize("NFD", "Ấn")) == "Ấn"


def test_letters_sort_in_the_order_of_the_alphabet() -> None:
    """a ă â, d đ, o ô ơ: each is a letter of its own."""
    assert sorted(["ôn", "đi", "ăn", "ơn", "di", "ân", "on", "an"], key=collation_key) == (
        ["an", "ăn", "ân", "di", "đi", "on", "ôn", "ơn"]
    )


def test_tones_decide_only_between_equal_letters() -> None:
    """Tones sort ngang huyền hỏi ngã sắc nặng, after all letters of the text."""
    assert sorted(["lạ", "lã", "la", "lá", "lả", "là"], key=collation_key) == ["la", "là", "lả", "lã", "lá", "lạ"]
    assert sorted(["lạ a", "la b"], key=collation_key) == ["lạ a", "la b"]


def test_the_order_is_that_of_icu() -> None:
    """On two thousand made-up names the order is that of Qt's Vietnamese collator, which asks ICU."""
    core = pytest.importorskip("PySide6.QtCore", reason="no Qt here to compare with")
    collator = core.QCollator(core.QLocale("vi_VN"))
    if collator.compare("đi", "do") <= 0 or collator.compare("là", "lá") >= 0:
        pytest.skip("this Qt sorts without ICU")
    chance = random.Random(641)
    names = sorted({" ".join(chance.choices(_WORDS, k=chance.randint(1, 4))) for _ in range(2000)})
    ours = sorted(names, key=collation_key)
    theirs = sorted(names, key=cmp_to_key(collator.compare))
    assert [(a, b) for a, b in zip(ours, theirs, strict=True) if collator.compare(a, b) != 0] == []


def test_people_sort_by_given_name() -> None:
    """A list of people is ordered by the last word of the name, then by family name."""
    names = ["Trần Văn Bình", "Nguyễn Thị An", "Lê An", "Đỗ Ân"]
    assert sorted(names, key=given_name_key) == ["Lê An", "Nguyễn Thị An", "Đỗ Ân", "Trần Văn Bình"]


@pytest.mark.parametrize(
    ("vnd", "words"),
    [
        (0, "Không đồng"),
        (8_000, "Tám nghìn đồng"),
        (10_000, "Mười nghìn đồng"),
        (15_000, "Mười lăm nghìn đồng"),
        (21_000, "Hai mươi mốt nghìn đồng"),
        (24_000, "Hai mươi tư nghìn đồng"),
        (50_000, "Năm mươi nghìn đồng"),
        (105_000, "Một trăm lẻ năm nghìn đồng"),
        (111_000, "Một trăm mười một nghìn đồng"),
        (200_000, "Hai trăm nghìn đồng"),
        (400_000, "Bốn trăm nghìn đồng"),
        (1_500_000, "Một triệu năm trăm nghìn đồng"),
        (1_005_000, "Một triệu không trăm lẻ năm nghìn đồng"),
        (2_000_005, "Hai triệu không trăm lẻ năm đồng"),
        (1_000_000_000, "Một tỷ đồng"),
        (12_345_678_901, "Mười hai tỷ ba trăm bốn mươi lăm triệu sáu trăm bảy mươi tám nghìn chín trăm lẻ một đồng"),
        (3_000_000_000_000_000_000, "Ba tỷ tỷ đồng"),
    ],
)
def test_money_is_spoken_as_on_a_receipt(vnd: int, words: str) -> None:
    """An amount is written in words with mốt, tư, lăm, lẻ where Vietnamese says so."""
    assert amount_in_words(vnd) == words


def test_negative_money_is_a_fault() -> None:
    """No receipt carries a negative amount."""
    with pytest.raises(ValueError, match="negative"):
        amount_in_words(-1)


def test_a_count_in_words_has_small_letters_and_no_unit() -> None:
    """A closed register says its count in words inside a sentence."""
    assert number_in_words(416) == "bốn trăm mười sáu"
    assert number_in_words(0) == "không"


_DIGITS = {
    word: digit
    for digit, word in enumerate(["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"])
}
_BOUND = {"mốt": 1, "tư": 4, "lăm": 5}
"""Forms of a last digit that stand only after "mươi" (lăm also after "mười")."""


def _read_back(words: str) -> int:
    """Say which number below a million the words mean, by the rules of the spoken language alone.

    "nghìn", "trăm", "mươi" multiply what was said before them; each form that a teacher would mark is a fault.
    """
    thousands = group = digit = 0
    last = ""
    for word in words.split(" "):
        if word == "nghìn":
            thousands, group, digit = group + digit, 0, 0
        elif word == "trăm":
            group, digit = digit * 100, 0
        elif word == "mươi":
            assert digit >= 2, words
            group, digit = group + digit * 10, 0
        elif word == "lẻ":
            assert last == "trăm", words
        elif word in _BOUND:
            assert last == "mươi" or (word == "lăm" and last == "mười"), words
            digit = _BOUND[word]
        else:
            assert last != "mươi" or word not in {"một", "bốn", "năm"}, words
            assert last != "mười" or word != "năm", words
            group, digit = (group + 10, 0) if word == "mười" else (group, _DIGITS[word])
        last = word
    return thousands * 1000 + group + digit


def test_every_amount_up_to_a_million_is_spoken_by_the_rules() -> None:
    """Below ten thousand each is read back; above, the thousands and the rest are said as they are there.

    "lẻ" stands exactly where a lone last digit follows hundreds, and a rest says its empty hundreds.
    """
    short = [number_in_words(number) for number in range(10_000)]
    assert [_read_back(words) for words in short] == list(range(10_000))
    assert [number for number in range(1000) if "lẻ" in short[number]] == (
        [number for number in range(100, 1000) if 0 < number % 100 < 10]
    )
    rests = [words.removeprefix("một nghìn") for words in short[1000:2000]]
    assert all(words.startswith(" không trăm") for words in rests[1:100])
    for number in range(1000, 1_000_000):
        thousands, rest = divmod(number, 1000)
        assert number_in_words(number) == f"{short[thousands]} nghìn{rests[rest]}"
    assert number_in_words(1_000_000) == "một triệu"


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_different_amounts_are_spoken_differently(one: int, other: int) -> None:
    """Words lose nothing: equal words mean equal amounts."""
    assert (amount_in_words(one) == amount_in_words(other)) == (one == other)


def test_money_is_grouped_by_points() -> None:
    """Thousands are parted by points, the unit follows."""
    assert format_money(2_000) == "2.000 đồng"
    assert format_money(1_500_000) == "1.500.000 đồng"
    assert format_money_short(0) == "0\u00a0₫"
