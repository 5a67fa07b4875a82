"""Pages are turned, removed, put in order and joined without touching their bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanning.image_headers import FileKind, file_kind, read_header
from scanning.pages import Page, Pages, delete, interleave, move, page_from_image, rotate
from tests.scanning.rigs import sheet


def _pile(count: int) -> Pages:
    return tuple(Page(bytes([number]), FileKind.JPEG, 1654, 2339, 200) for number in range(count))


def _order(pages: Pages) -> list[int]:
    return [page.image[0] for page in pages]


def test_a_page_turns_by_quarters_and_its_sheet_with_it() -> None:
    """Four quarters are none; a turned A4 sheet is 297 mm wide."""
    pages = _pile(2)
    turned = rotate(pages, 1)
    assert (turned[0].rotation, turned[1].rotation) == (0, 90)
    assert turned[1].size_mm == pytest.approx((297.0, 210.0), abs=0.2)
    assert rotate(turned, 1, -1) == pages
    assert rotate(pages, 0, 4) == pages
    assert rotate(pages, 0, -1)[0].rotation == 270


def test_delete_takes_out_one_page() -> None:
    """The others keep their order, and the first tuple is as it was."""
    pages = _pile(3)
    assert _order(delete(pages, 1)) == [0, 2]
    assert _order(pages) == [0, 1, 2]


@given(st.integers(1, 6), st.data())
def test_a_move_keeps_every_page_and_can_be_undone(count: int, data: st.DataObject) -> None:
    """Moving there and back gives the same pile."""
    index, to = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, count - 1))
    moved = move(_pile(count), index, to)
    assert sorted(_order(moved)) == list(range(count))
    assert _order(moved)[to] == index
    assert move(moved, to, index) == _pile(count)


def test_backs_of_a_turned_pile_are_joined_to_their_fronts() -> None:
    """The second pass of a one-sided feeder comes last sheet first."""
    pages = _pile(6)
    fronts, backs = (pages[0], pages[2], pages[4]), (pages[5], pages[3], pages[1])
    assert _order(interleave(fronts, backs)) == [0, 1, 2, 3, 4, 5]
    assert _order(interleave(fronts, backs[1:])) == [0, 1, 2, 3, 4]
    assert interleave((), backs) == tuple(reversed(backs))


@pytest.mark.parametrize("index", [-1, 3])
def test_a_page_that_is_not_there_is_a_fault(index: int) -> None:
    """No page is ever taken from the wrong end by a negative number."""
    pages = _pile(3)
    with pytest.raises(IndexError):
        rotate(pages, index)
    with pytest.raises(IndexError):
        delete(pages, index)
    with pytest.raises(IndexError):
        move(pages, 0, index)


@pytest.mark.parametrize(
    "wrong", [{"kind": FileKind.PDF}, {"width": 0}, {"dpi": 0}, {"rotation": 45}, {"rotation": 360}]
)
def test_a_page_cannot_be_made_wrong(wrong: dict[str, object]) -> None:
    """Kind, size and turn are checked where a page is made."""
    fields = {"image": b"", "kind": FileKind.JPEG, "width": 1, "height": 1, "dpi": 200, **wrong}
    with pytest.raises(ValueError, match="a page"):
        Page(**fields)  # type: ignore[arg-type]  # wrong on purpose


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_size_is_read_from_the_header(kind: str) -> None:
    """Kind, size and channels of a real image, without decoding it."""
    page = page_from_image(sheet(1, size=(300, 417), kind=kind), 200)
    assert page is not None
    assert (page.width, page.height, page.kind.value) == (300, 417, kind.lower())


@given(st.binary(max_size=64), st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"%PDF-"]))
def test_no_bytes_upset_the_header_reader(rest: bytes, start: bytes) -> None:
    """Any bytes give a header or none, never an exception."""
    header = read_header(start + rest)
    assert header is None or min(header.width, header.height, header.channels) > 0


@given(st.integers(0, 700))
def test_a_broken_off_image_has_no_false_size(length: int) -> None:
    """A JPEG cut anywhere tells its true size or none."""
    header = read_header(sheet(1, size=(300, 417))[:length])
    assert header is None or (header.width, header.height) == (300, 417)


def test_kinds_are_told_by_content() -> None:
    """The first bytes decide, and only those of the kinds we take."""
    assert file_kind(b"%PDF-1.7\n") is FileKind.PDF
    assert file_kind(b"II*\x00rest") is FileKind.TIFF
    assert file_kind(b" %PDF-1.7") is None
    assert file_kind(b"<svg>") is None
    assert page_from_image(b"%PDF-1.7\n", 200) is None
