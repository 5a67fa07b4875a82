"""What `/kiem-tra` says in plain words of each kind of file and paper; the check itself is a fake here."""

import re

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from portal_fakes import CODE, DIGITS, MARK, OLD_MARK, SIGNER

Browser = TestClient[Litestar]
SAID = {
    b"green": ("Chữ ký số hợp lệ", "Đây đúng là tệp", "Dùng được tệp này", SIGNER, "61/UBND-XN"),
    b"yellow": ("Chưa đủ để tin", "nơi cấp mà Cổng này chưa biết", "Đừng vội dùng", "Chưa có gì bảo đảm"),
    b"red": ("Không hợp lệ", "đã bị sửa sau khi ký", "Không dùng tệp này", "không phải bản mà cơ quan đã ban hành"),
    b"none": ("Tệp không có chữ ký số", "xin tệp gốc có chữ ký số"),
    b"paper": ("Đúng bản cơ quan đang giữ", "ký trên giấy"),
    b"old": ("Đã bị thay bằng bản khác", "Đừng dùng tệp này"),
    b"unverifiable": ("Không kiểm tra được", "Đừng coi tệp là hợp lệ"),
}


def words_of(page: str) -> str:
    """The visible words of a page's main part, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]))


def send(client: Browser, data: bytes, **headers: str) -> tuple[int, str]:
    """Send a file."""
    reply = client.post("/kiem-tra", files={"tep": ("a.pdf", data)}, headers=headers)
    return reply.status_code, words_of(reply.text)


@pytest.mark.parametrize("kind", SAID, ids=lambda kind: kind.decode())
def test_each_verdict_says_what_it_means_and_what_to_do(client: Browser, kind: bytes) -> None:
    """Head, meaning, reason, what to do; green words stand beside nothing but a good file."""
    status, words = send(client, kind)
    assert status == 200
    for told in SAID[kind]:
        assert told in words
    assert ("Dùng được tệp này" in words) is (kind == b"green")


def test_the_page_is_linked_from_the_first_one(client: Browser) -> None:
    """A card of the home page leads there."""
    assert 'href="/kiem-tra"' in client.get("/").text


@pytest.mark.parametrize("code", [CODE, DIGITS])
def test_a_printed_paper_is_found_by_its_two_codes(client: Browser, code: str) -> None:
    """Written out or as the 20 digits of the QR; a replaced result warns instead of asking to compare."""
    page = client.get("/kiem-tra", params={"ma": code, "dau": MARK})
    assert "So từng dòng trên đây" in words_of(page.text)
    assert f'value="{MARK}"' in page.text
    old = words_of(client.get("/kiem-tra", params={"ma": code, "dau": OLD_MARK}).text)
    assert "Kết quả này đã bị thay" in old
    assert "So từng dòng" not in old


def test_half_an_entry_is_asked_for_the_other_half(client: Browser) -> None:
    """The problem stands at its own field and nothing is looked up."""
    without = client.get("/kiem-tra", params={"ma": CODE})
    assert without.status_code == 422
    assert 'href="#dau"' in without.text
    assert 'href="#ma"' in client.get("/kiem-tra", params={"ma": "abc", "dau": MARK}).text


def test_busy_children_and_another_site_are_answered_without_a_check(client: Browser) -> None:
    """Busy: come again; a form that another site sent is not taken."""
    assert send(client, b"busy")[0] == 503
    status, words = send(client, b"green", **{"sec-fetch-site": "cross-site"})
    assert status == 200
    assert "Chữ ký số hợp lệ" not in words
