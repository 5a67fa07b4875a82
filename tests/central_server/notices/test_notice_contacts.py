"""Numbers and addresses as people write them are understood; nothing that could carry a second command is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_server.services.notices.contacts import email, masked, mobile
from central_server.services.notices.facts import plain


@pytest.mark.parametrize(
    "text",
    ["0908213657", "0908 213 657", "0908.213.657", "+84908213657", "84908213657", "(0908) 213-657", " 0908213657 "],
)
def test_a_mobile_number_in_any_shape_is_one_number(text: str) -> None:
    """As the SMS centre wants it."""
    assert mobile(text) == "84908213657"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "02523821234",
        "0108213657",
        "090821365",
        "09082136577",
        "+1 908 213 6570",
        "0908213657\r\n0908213658",
        "0908213657;0908213658",
        "０９０８２１３６５７",
        "٠٩٠٨٢١٣٦٥٧",
        "0908\u200b213657",
        "khong co",
    ],
)
def test_what_is_no_mobile_number_is_none(text: str) -> None:
    """Landlines, foreign numbers, two numbers, digits of other scripts, hidden signs."""
    assert mobile(text) is None


@pytest.mark.parametrize("text", ["ngoc@example.vn", "a.b+c@mail.example.com.vn", " ngoc@example.vn "])
def test_an_address_is_an_address(text: str) -> None:
    """Plain ones."""
    assert email(text) == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ngoc",
        "ngoc@",
        "@example.vn",
        "ngoc@example",
        "a..b@example.vn",
        ".a@example.vn",
        "a.@example.vn",
        "a@example.vn\r\nBcc: all@example.vn",
        "a@example.vn\nSubject: x",
        "a@example.vn\r",
        "a@example.vn\u2028Bcc: b@example.vn",
        "a@example.vn\u0085",
        "a@example.vn, b@example.vn",
        "a@example.vn> RCPT TO:<b@example.vn",
        '"a b"@example.vn',
        "a＠example.vn",
        "ngọc@example.vn",
        "a@exämple.vn",
        "a@-example.vn",
        "a@example.vn\x00",
        "a" * 250 + "@example.vn",
    ],
)
def test_what_could_be_more_than_one_address_is_none(text: str) -> None:
    """Line ends of every kind, lists, quotes, brackets, letters of other scripts."""
    assert email(text) is None


@given(st.text())
def test_no_text_at_all_becomes_an_address_with_a_line_in_it(text: str) -> None:
    """Whatever a form lets through."""
    for found in (email(text), mobile(text)):
        assert found is None or (found.isascii() and found.isprintable() and " " not in found)


@given(st.text(max_size=500))
def test_a_filled_place_is_one_line_of_signs_that_show(text: str) -> None:
    """No line end, no direction mark, no half of a pair; never longer than there is room for."""
    found = plain(text)
    assert len(found) <= 300
    assert found == "" or len(found.splitlines()) == 1
    assert not {"\u202e", "\u200b", "\u2028", "\x00", "\r", "\n"} & set(found)


def test_a_masked_address_keeps_its_end_only() -> None:
    """Enough for the person to say "that is mine"."""
    assert (masked("84908213657"), masked("ngoc@example.vn")) == ("***657", "n***@example.vn")
