"""Short messages are counted as telephones count them, and lose their marks rather than a third part's price."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_server.channels.sms_text import sms_text, unmarked
from central_server.services.notices.quiet import parse_quiet

VIETNAMESE = "Hồ sơ đã có kết quả, mời ông/bà đến nhận."


def test_marks_are_taken_off_and_the_rest_stays() -> None:
    """Letters keep their case; typographic signs get plain ones."""
    assert unmarked(VIETNAMESE) == "Ho so da co ket qua, moi ong/ba den nhan."
    assert unmarked("ĐẶNG THỊ SƯƠNG “Ô 3” – 50.000 ₫…") == 'DANG THI SUONG "O 3" - 50.000 d...'
    assert unmarked("a_b@c [x] 中") == "a-b(a)c (x) ?"


@pytest.mark.parametrize(("length", "parts"), [(1, [1]), (160, [160]), (161, [153, 8]), (306, [153, 153]), (307, None)])
def test_plain_texts_are_cut_at_160_and_153(length: int, parts: list[int] | None) -> None:
    """3GPP TS 23.038: the header of joined parts takes seven signs."""
    found = sms_text("a" * length, marks=False)
    assert (None if found is None else [len(part) for part in found.parts]) == parts


@pytest.mark.parametrize(
    ("length", "parts", "wide"),
    [(70, [70], True), (71, [67, 4], True), (134, [67, 67], True), (135, [135], False), (306, [153, 153], False)],
)
def test_marked_texts_are_cut_at_70_and_67_and_lose_their_marks_beyond(
    length: int, parts: list[int], wide: bool
) -> None:
    """A third part is never sent."""
    found = sms_text("ồ" * length, marks=True)
    assert found is not None
    assert ([len(part) for part in found.parts], found.wide) == (parts, wide)


def test_a_text_without_marks_is_never_sent_wide() -> None:
    """Twice the price for nothing."""
    found = sms_text("Ho so da co ket qua", marks=True)
    assert found is not None
    assert not found.wide


@given(st.text(max_size=200))
def test_whatever_is_sent_can_be_written_in_its_coding(text: str) -> None:
    """ASCII, or two bytes a sign."""
    for marks in (True, False):
        found = sms_text(text, marks=marks)
        for part in found.parts if found else ():
            encoded = part.encode("utf-16-be", "surrogatepass" if found and found.wide else "strict")
            assert len(encoded) == 2 * len(part)
            assert (found is not None and found.wide) or part.isascii()


@pytest.mark.parametrize(
    ("text", "held", "free"),
    [
        ("21:00-07:00", ["21:00", "23:59", "00:00", "06:59"], ["07:00", "12:00", "20:59"]),
        ("12:00-13:00", ["12:00"], ["13:00", "11:59"]),
        ("", [], ["03:00"]),
    ],
)
def test_quiet_hours_hold_over_midnight(text: str, held: list[str], free: list[str]) -> None:
    """The end itself is free again."""
    from datetime import time

    hours = parse_quiet(text)
    assert [hours.holds(time.fromisoformat(one)) for one in held + free] == [True] * len(held) + [False] * len(free)


@pytest.mark.parametrize("text", ["21:00", "x-y", "25:00-07:00", "21:00-"])
def test_quiet_hours_that_are_none_are_refused(text: str) -> None:
    """The setting is named then."""
    with pytest.raises(ValueError, match="no quiet hours"):
        parse_quiet(text)
