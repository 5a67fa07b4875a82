"""What the portal answers to a citizen, right and wrong, over its real application."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from portal_fakes import (
    CODE,
    DIGITS,
    MESSAGES,
    NOW,
    OFFICE,
    PHONE,
    PROCEDURE,
    SECRET,
    FakeCentre,
    FakeClock,
    owner_view,
)

from central_server.ports.lookup import NextKind, PortalMessage

Browser = TestClient[Litestar]
WRITINGS = [CODE, CODE.lower(), CODE.replace(".", " ").replace("-", " "), "0000524h111903140027", DIGITS]


def ask(client: Browser, code: str, secret: str = "") -> str:
    """Post the look-up form and give the page."""
    return client.post("/tra-cuu", data={"ma": code, "bi_mat": secret}).text


def main_of(page: str) -> str:
    """The part of a page between the frame's header and footer."""
    return page[page.index("<main") : page.index("</main>")]


def words_of(page: str) -> str:
    """The visible words of a page, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.mark.parametrize("writing", WRITINGS)
def test_code_in_any_writing_shows_the_degree_of_completion(client: Browser, writing: str) -> None:
    """Dots, spaces, small letters and the 20 digits all find the dossier."""
    page = ask(client, writing)
    assert CODE in page
    assert "đã xong 2 trong 5 bước" in page


def test_code_alone_reveals_nothing_else(client: Browser, centre: FakeCentre) -> None:
    """Neither procedure, office, step, person, fee, paper nor any date of the dossier is on the public page."""
    page = main_of(ask(client, CODE))
    view = centre.view
    told = [view.procedure_name, view.office.name, view.office.phone, view.fee_text, "19/03/2019", "08 giờ 12"]
    told += [step.title for step in view.steps] + [step.who for step in view.steps]
    told += [paper.name for paper in view.papers] + list(view.explanation)
    assert [words for words in told if words in page] == []
    assert centre.asked == [("by_code", CODE)]


def test_public_page_names_only_code_count_and_the_moment_of_the_answer(client: Browser) -> None:
    """The first card holds code, steps done, and when that was read: word for word."""
    card = re.search(r'<div class="card">(.*?)</div>\s*<h2>', ask(client, CODE), re.DOTALL)
    assert card is not None
    assert words_of(card[1]).strip() == (
        f"Mã số hồ sơ {CODE} Mức độ hoàn thành: đã xong 2 trong 5 bước Số liệu lúc 08 giờ 41, thứ Năm 14/03/2019"
    )


@pytest.mark.parametrize("secret", [SECRET, "h4ce 6rtw", " H4CE-6RTW "])
def test_secret_in_any_writing_shows_steps_and_next_action(client: Browser, secret: str) -> None:
    """Capital or small, with or without the space, the owner sees everything of the port's view."""
    words = words_of(ask(client, CODE, secret))
    assert "Việc tiếp theo của bạn Đến nhận kết quả từ 17 giờ 00, thứ Ba 19/03/2019" in words
    assert PROCEDURE in words
    assert "Đang giải quyết · còn 3 ngày làm việc" in words
    assert "Đã xong: Đã chuyển đến người giải quyết Công chức tư pháp - hộ tịch" in words


def test_messages_are_told_newest_first_as_text_and_to_the_owner_alone(client: Browser, centre: FakeCentre) -> None:
    """With their moments; a message is never read as markup; the public page has none."""
    wicked = PortalMessage(NOW, "Kết quả <script>alert(1)</script> & “đã có”")
    centre.view = owner_view(messages=(wicked, *MESSAGES))
    page = main_of(ask(client, CODE, SECRET))
    places = [page.index(words) for words in ("&lt;script&gt;", "Đã có kết quả. Mời đến", "Hồ sơ đã được tiếp nhận.")]
    assert places == sorted(places)
    assert "<script" not in page
    assert "08 giờ 41, thứ Năm 14/03/2019" in words_of(page)
    assert "Thông báo cho bạn" in page
    assert "Thông báo cho bạn" not in ask(client, CODE)
    centre.view = owner_view()
    assert "Thông báo cho bạn" not in ask(client, CODE, SECRET)


def test_secret_never_appears_in_a_page_or_an_address(client: Browser) -> None:
    """Right or wrong, the typed secret is not sent back, and the form has no address with it."""
    for secret in (SECRET, "AAAACCCC", "H4CE"):
        reply = client.post("/tra-cuu", data={"ma": CODE, "bi_mat": secret})
        assert secret not in reply.text
        assert secret not in str(reply.headers)
    assert client.get("/tra-cuu", params={"bi_mat": SECRET, "ma": CODE}).text.count(SECRET) == 0


def test_secret_in_an_address_is_ignored(client: Browser, centre: FakeCentre) -> None:
    """A GET never compares a secret."""
    client.get(f"/tra-cuu?ma={DIGITS}&bi_mat={SECRET}")
    assert centre.asked == []


def test_qr_address_prefills_the_printed_code(client: Browser, centre: FakeCentre) -> None:
    """The 20 digits of the QR stand in the field as the citizen reads them on paper, and nothing is looked up."""
    assert f'value="{CODE}"' in client.get(f"/tra-cuu?ma={DIGITS}").text
    assert centre.asked == []


def test_hostile_prefill_is_shown_as_text(client: Browser) -> None:
    """Markup in the address arrives escaped and is told to be no code."""
    reply = client.get("/tra-cuu", params={"ma": '"><script>alert(1)</script>'})
    assert reply.status_code == 422
    assert "<script" not in reply.text


@pytest.mark.parametrize(
    ("code", "secret", "status", "sentence"),
    [
        ("", "", 422, "Chưa có mã số hồ sơ"),
        ("abc", "", 422, "không đúng mẫu mã số hồ sơ"),
        (DIGITS[:-1], "", 422, "có 19 chữ số"),
        (DIGITS[:-1] + str((int(DIGITS[-1]) + 1) % 10), "", 422, "có chữ số sai"),
        (CODE, "H4CE", 422, "bạn đã nhập 4"),
        (CODE, "h4cê 6rtw", 422, "tắt bộ gõ tiếng Việt"),
        (CODE, "AAAACCCC", 403, "Còn 4 lần thử"),
        ("000.05.24.H11-190314-0028", "", 404, "Chưa có hồ sơ mang mã này"),
        ("000.05.24.H11-190314-0028", SECRET, 404, "Chưa có hồ sơ mang mã này"),
    ],
)
def test_wrong_input_says_what_to_do(client: Browser, code: str, secret: str, status: int, sentence: str) -> None:
    """Each mistake has a status, a title that begins with "Lỗi:", a linked summary and a marked field."""
    reply = client.post("/tra-cuu", data={"ma": code, "bi_mat": secret})
    assert reply.status_code == status
    assert "<title>Lỗi: " in reply.text
    assert 'role="alert"' in reply.text
    target = re.search(r'<li><a href="#(\w+)">([^<]+)</a>', reply.text)
    assert target is not None
    assert sentence in target[2]
    assert re.search(rf'<input[^>]* id="{target[1]}"[^>]* aria-invalid="true"', reply.text)
    assert PROCEDURE not in reply.text


def test_two_mistakes_are_told_at_once(client: Browser) -> None:
    """The summary links to both fields."""
    page = ask(client, "abc", "12")
    assert re.findall(r'<li><a href="#(\w+)">', page) == ["ma", "bi_mat"]


def test_tries_are_limited_by_the_centre(client: Browser) -> None:
    """After the last try even the right secret waits, with the hour and the help line told."""
    for _ in range(5):
        ask(client, CODE, "AAAACCCC")
    reply = client.post("/tra-cuu", data={"ma": CODE, "bi_mat": SECRET})
    assert reply.status_code == 429
    assert reply.headers["retry-after"] == "900"
    assert f"từ 08 giờ 56, thứ Năm 14/03/2019, hoặc gọi {PHONE}" in reply.text
    assert PROCEDURE not in reply.text


def test_another_site_cannot_spend_tries(client: Browser, centre: FakeCentre) -> None:
    """A cross-site post gets the public page only."""
    form = {"ma": CODE, "bi_mat": SECRET}
    page = client.post("/tra-cuu", data=form, headers={"sec-fetch-site": "cross-site"}).text
    assert PROCEDURE not in page
    assert centre.asked == [("by_code", CODE)]


def test_owner_page_survives_a_reload_until_the_pass_ends(client: Browser, clock: FakeClock) -> None:
    """For a quarter of an hour the address without any code shows the dossier, then leads to the form."""
    ask(client, CODE, SECRET)
    assert PROCEDURE in client.get("/tra-cuu/ho-so").text
    clock.at += timedelta(minutes=15)
    late = client.get("/tra-cuu/ho-so")
    assert (late.status_code, late.headers["location"]) == (303, "/tra-cuu")


def test_code_alone_gives_no_pass(client: Browser) -> None:
    """The public page leaves no cookie, and a made-up pass opens nothing."""
    assert "set-cookie" not in client.post("/tra-cuu", data={"ma": CODE}).headers
    client.cookies.set("ho_so", f"{CODE}|99999999999|00")
    assert client.get("/tra-cuu/ho-so").status_code == 303


def test_leaving_clears_the_pass(client: Browser) -> None:
    """After "Thoát" the browser holds no pass and no stored page."""
    ask(client, CODE, SECRET)
    left = client.get("/tra-cuu/thoat")
    assert "Đã thoát" in left.text
    assert '"cache"' in left.headers["clear-site-data"]
    assert client.get("/tra-cuu/ho-so").status_code == 303


@pytest.mark.parametrize("address", ["/", "/tra-cuu", "/tra-cuu/thoat", "/khong-co", "/hong", "/static/portal.css"])
def test_every_answer_forbids_scripts_and_frames(client: Browser, address: str) -> None:
    """The security headers stand on pages, errors and the style sheet alike."""
    reply = client.get(address)
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert not re.search(r"<script|\son\w+=|\sstyle=", reply.text)


def test_pages_about_a_dossier_are_never_stored(client: Browser) -> None:
    """Public answer, owner's page, errors: no cache keeps them."""
    replies = [
        client.post("/tra-cuu", data={"ma": CODE}),
        client.post("/tra-cuu", data={"ma": CODE, "bi_mat": SECRET}),
        client.post("/tra-cuu", data={"ma": CODE, "bi_mat": "AAAACCCC"}),
        client.get("/tra-cuu/ho-so"),
        client.get(f"/tra-cuu?ma={DIGITS}"),
    ]
    assert [reply.headers["cache-control"] for reply in replies] == ["no-store"] * 5


def test_pass_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Browser) -> None:
    """HttpOnly, SameSite=strict, only under /tra-cuu, a quarter of an hour."""
    told = client.post("/tra-cuu", data={"ma": CODE, "bi_mat": SECRET}).headers["set-cookie"].lower()
    assert all(part in told for part in ("httponly", "samesite=strict", "path=/tra-cuu", "max-age=900"))


def test_switches_are_links_that_come_back(client: Browser) -> None:
    """Large letters, contrast and English add up, and the owner's page is still there."""
    ask(client, CODE, SECRET)
    page = client.get("/tra-cuu/ho-so").text
    for word in ("chu-lon", "tuong-phan", "en"):
        link = re.search(rf'href="(/tuy-chon\?doi={word}&amp;ve=[^"]+)"', page)
        assert link is not None
        back = client.get(link[1].replace("&amp;", "&"))
        assert (back.status_code, back.headers["location"]) == (303, "/tra-cuu/ho-so")
        page = client.get("/tra-cuu/ho-so").text
    assert '<html lang="en" class="large contrast">' in page
    assert "What you have to do next" in page
    assert f'<dd lang="vi">{PROCEDURE}</dd>' in page


@pytest.mark.parametrize("address", ["//example.org", "https://example.org/", "/tra-cuu\r\nX: y", "javascript:0"])
def test_switches_never_lead_to_another_site(client: Browser, address: str) -> None:
    """An address that is not one of ours becomes the first page."""
    reply = client.get("/tuy-chon", params={"doi": "en", "ve": address})
    assert urlsplit(reply.headers["location"]) == urlsplit("/")


def test_style_sheet_is_kept_a_year_under_its_hash(client: Browser) -> None:
    """The address on the page carries the hash; a wrong hash is served but not kept."""
    link = re.search(r'href="(/static/portal\.css\?v=\w+)"', client.get("/").text)
    assert link is not None
    assert "immutable" in client.get(link[1]).headers["cache-control"]
    assert client.get("/static/portal.css?v=cu").headers["cache-control"] == "no-cache"


def test_unknown_address_and_fault_have_pages_in_vietnamese(client: Browser) -> None:
    """404 and 500 say what to do; the cause of the fault stays inside."""
    missing = client.get("/khong-co")
    assert missing.status_code == 404
    assert "Không có trang này" in missing.text
    fault = client.get("/hong")
    assert fault.status_code == 500
    assert "Trang đang gặp sự cố" in fault.text
    assert "mật khẩu" not in fault.text


def test_programs_get_json_for_an_unknown_address(client: Browser) -> None:
    """A desk that asks for JSON is not sent a page."""
    reply = client.get("/khong-co", headers={"accept": "application/json"})
    assert reply.status_code == 404
    assert reply.json()["status_code"] == 404


def test_oversized_and_odd_posts_are_answered_in_words(client: Browser) -> None:
    """A flood of bytes is refused; bytes that are no form are an empty form."""
    assert client.post("/tra-cuu", content=b"ma=" + b"1" * 5000).status_code == 413
    assert "Chưa có mã số hồ sơ" in client.post("/tra-cuu", content=b"\xff\x00").text
    reply = client.get("/tra-cuu", params={"ma": "1" * 300})
    assert reply.status_code == 400
    assert "Yêu cầu không dùng được" in reply.text


@pytest.mark.parametrize(
    ("kind", "other", "words"),
    [
        (NextKind.WAIT, {}, ["Bạn chưa phải làm gì", "còn 3 ngày làm việc"]),
        (NextKind.COLLECT_LATER, {"days_left": 0}, ["hẹn trả trong hôm nay"]),
        (NextKind.COLLECT_LATER, {"late": True}, ["Quá hạn trả kết quả", "hãy gọi 0252 300 0001"]),
        (NextKind.COLLECT_NOW, {"late": True, "signed_by": "Trần Quốc Bảo"}, ["Đã có kết quả", "Trần Quốc Bảo"]),
        (
            NextKind.SUPPLEMENT,
            {"paused": True, "due_at": None, "days_left": None},
            ["Nộp bổ sung giấy tờ trước 17 giờ 00", "Trích lục ly hôn, bản chính", "Báo khi nhận đủ giấy tờ"],
        ),
        (NextKind.PAY, {"fee_text": "8.000 ₫"}, ["Nộp phí, lệ phí", "Số tiền: 8.000 ₫"]),
        (NextKind.AWAIT_POST, {}, ["Chờ bưu chính giao kết quả"]),
        (NextKind.TAKE_BACK, {}, ["Đến nhận lại hồ sơ", "trả lại hồ sơ"]),
        (NextKind.NOT_RECEIVED, {}, ["Hồ sơ không được tiếp nhận", "nộp hồ sơ mới", "Không tiếp nhận"]),
        (NextKind.CLOSED, {}, ["Bạn không phải làm gì thêm", "hồ sơ kết thúc"]),
    ],
)
def test_every_next_action_is_one_sentence_and_a_badge(
    client: Browser, centre: FakeCentre, kind: NextKind, other: dict[str, Any], words: list[str]
) -> None:
    """Each kind of next action has its sentence, and the badge agrees with it."""
    centre.view = owner_view(kind, **other)
    page = words_of(ask(client, CODE, SECRET))
    assert [sentence for sentence in words if sentence not in page] == []
    assert OFFICE in page


@pytest.mark.parametrize("kind", [NextKind.NOT_RECEIVED, NextKind.WITHDRAWN, NextKind.STOPPED])
def test_what_ended_without_a_result_promises_no_day(client: Browser, centre: FakeCentre, kind: NextKind) -> None:
    """Neither a day of return nor how it is reckoned, which every other dossier has."""
    promise = ("Hẹn trả kết quả", "Ngày hẹn được tính thế nào?")
    facts = ask(client, CODE, SECRET)
    assert [words for words in promise if words in facts] == list(promise)
    centre.view = owner_view(kind)
    ended = main_of(ask(client, CODE, SECRET))
    assert [words for words in promise if words in ended] == []
