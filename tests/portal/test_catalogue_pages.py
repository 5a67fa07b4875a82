"""The catalogue a citizen sees: found by words without marks and by events of life, told in words."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from pypdfium2 import PdfDocument

from central_server.bootstrap.portal import load_life_events
from central_server.services.catalogue import Catalogue, parse_life_events
from dossier.instructions import CaseSteps, FormNamed, Instructions
from dossier.rows import CatalogueFault
from tests.fakes.rules import shipped_rules

Browser = TestClient[Litestar]
NOON = datetime(2019, 3, 14, 12, 0)


@pytest.fixture
def catalogue() -> Catalogue:
    """The shipped procedures as of the rehearsal day."""
    return Catalogue(shipped_rules, load_life_events(), lambda: NOON)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("khai sinh", "1.001193"),
        ("KHAI SINH", "1.001193"),
        ("doc than", "1.004873"),
        ("độc thân", "1.004873"),
        ("ket hon", "1.000894"),
        ("so do", "1.012784"),
        ("ho khau", "1.004222"),
        ("1.003650", "1.003650"),
        ("tau ca", "1.003650"),
    ],
)
def test_folded_words_find_the_procedure_first(catalogue: Catalogue, typed: str, first: str) -> None:
    """With or without marks, by name, by what people say, by code."""
    found = catalogue.search(typed)
    assert (found.procedures[0].code, found.near) == (first, False)


def test_a_search_without_all_words_says_that_it_is_near(catalogue: Catalogue) -> None:
    """Some of the words find something; none of them finds nothing; no word finds everything."""
    near = catalogue.search("khai sinh xyzt")
    assert near.near
    assert {"1.001193", "1.004884"} <= {one.code for one in near.procedures}
    assert catalogue.search("xyzt").procedures == ()
    assert catalogue.search("  ").procedures == catalogue.all()


def test_every_procedure_hangs_on_an_event_and_every_row_names_one(catalogue: Catalogue) -> None:
    """No procedure is reachable by search alone, and no row points at nothing."""
    table, codes = load_life_events(), {one.code for one in catalogue.all()}
    named = {code for event in table.event for code in event.procedures}
    assert named == codes
    assert {row.procedure for row in table.also} | {row.procedure for row in table.ministry} <= codes


def test_a_bad_row_of_the_table_is_named() -> None:
    """A code twice, and a link that is no https address, stop the start."""
    row = dict.fromkeys(("code", "name", "name_en", "text", "text_en"), "a") | {"procedures": []}
    with pytest.raises(CatalogueFault, match="given twice"):
        parse_life_events("x", {"event": [row, row]})
    link = {"procedure": "1", "name": "n", "address": "javascript:0"}
    with pytest.raises(CatalogueFault, match="https"):
        parse_life_events("x", {"event": [row], "ministry": [link]})


def test_a_procedure_out_of_force_is_not_shown() -> None:
    """Before its first day a procedure is not in the catalogue."""
    early = Catalogue(shipped_rules, load_life_events(), lambda: NOON.replace(year=2010))
    assert early.all() == ()
    assert early.find("1.001193") is None


def test_every_procedure_has_a_page_in_both_languages(client: Browser, catalogue: Catalogue) -> None:
    """Name, papers, result and legal basis of each stand on its page."""
    for language in ("vi", "en"):
        client.cookies.set("tuy_chon", language)
        for one in catalogue.all():
            page = client.get(f"/thu-tuc/{one.code}").text
            for words in (one.name, one.results[0].name, one.source.decision, *(paper.name for paper in one.papers)):
                assert words in page, (one.code, words)


def words_at(client: Browser, address: str) -> str:
    """The visible words of a page, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.get(address).text))


def test_limits_and_fees_are_told_in_words(client: Browser) -> None:
    """A limit per channel, a cut-off, tiers with their cap, and "Không thu"."""
    assert "Trong ngày làm việc (nhận sau 15:00 thì trả ngày làm việc tiếp theo)" in words_at(
        client, "/thu-tuc/1.001193"
    )
    land = words_at(client, "/thu-tuc/1.012784")
    assert "12 ngày làm việc: nộp qua bưu chính, nộp qua mạng" in land
    assert "22 ngày làm việc: nộp trực tiếp" in land
    copies = words_at(client, "/thu-tuc/2.000815")
    for words in ("2.000 đồng một trang", "Từ trang thứ 3: 1.000 đồng một trang", "Nhiều nhất 200.000 đồng một bản"):
        assert words in copies
    assert "Không thu" in words_at(client, "/thu-tuc/1.004873")


def test_a_service_of_a_ministry_is_linked_only(client: Browser) -> None:
    """It says who takes it, leads there, and names no counter of ours."""
    page = client.get("/thu-tuc/1.004222").text
    assert page.count('<p lang="vi">Đăng ký thường trú</p>') == 0, "its name is said once"
    assert "Bộ phận Một cửa của tỉnh không nhận hồ sơ này" in page
    assert 'href="https://dichvucong.bocongan.gov.vn"' in page
    assert "Đến nộp trực tiếp" not in page


def test_home_leads_to_every_event_and_each_to_its_procedures(client: Browser, catalogue: Catalogue) -> None:
    """Plain links all the way."""
    home = client.get("/").text
    for event in catalogue.events:
        assert f'href="/thu-tuc/viec/{event.code}"' in home
        page = client.get(f"/thu-tuc/viec/{event.code}").text
        assert [code for code in event.procedures if f'href="/thu-tuc/{code}"' not in page] == []


@pytest.mark.parametrize("address", ["/thu-tuc/0.000000", "/thu-tuc/viec/khong-co", "/thu-tuc/%3Cscript%3E"])
def test_an_unknown_procedure_or_event_is_a_page_that_says_so(client: Browser, address: str) -> None:
    """404 in words."""
    reply = client.get(address)
    assert reply.status_code == 404
    assert "Không có trang này" in reply.text


def test_typed_words_come_back_as_text(client: Browser) -> None:
    """Markup in the search is shown, not run; the switches come back to the same search."""
    page = client.get("/thu-tuc", params={"tim": '"><script>x</script>'}).text
    assert "<script" not in page
    page = client.get("/thu-tuc", params={"tim": "độc thân"}).text
    link = re.search(r'href="(/tuy-chon\?doi=en&amp;ve=[^"]+)"', page)
    assert link is not None
    back = client.get(link[1].replace("&amp;", "&")).headers["location"]
    assert "Certificate" not in back
    assert 'value="độc thân"' in client.get(back).text


def test_words_of_a_name_come_before_words_beside_it(catalogue: Catalogue) -> None:
    """Said beside the name it finds both, the more wanted first; a name's own words come first."""
    codes = [one.code for one in catalogue.search("thua ke").procedures]
    assert codes == ["2.001406", "2.001016"]
    assert [one.code for one in catalogue.search("di sản").procedures[:2]] == ["2.001406", "2.001016"]


def test_every_own_procedure_has_a_form_to_take_home(client: Browser) -> None:
    """The page leads to a PDF that asks what the form asks; a service of a ministry has none here."""
    with_form = [one for one in shipped_rules().bundle.procedures if one.form is not None]
    assert {one.code for one in with_form} == {one.code for one in shipped_rules().bundle.procedures if one.receivers}
    for one in with_form:
        assert f'href="/thu-tuc/{one.code}/to-khai.pdf"' in client.get(f"/thu-tuc/{one.code}").text
    answer = client.get("/thu-tuc/1.001193/to-khai.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["x-content-type-options"] == "nosniff"
    reader = PdfDocument(answer.content)
    said = " ".join("".join(page.get_textpage().get_text_range() for page in reader).split())
    form = next(one.form for one in with_form if one.code == "1.001193")
    assert form is not None
    assert [field.label for field in form.fields if field.label not in said] == []
    assert client.get("/thu-tuc/1.004222/to-khai.pdf").status_code == 404
    assert "to-khai.pdf" not in client.get("/thu-tuc/1.004222").text


def test_how_it_is_done_is_told_as_text(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps with their lines, conditions, forms with their address, none of it a link or markup; absent, no heading."""
    assert "Các bước thực hiện" not in client.get("/thu-tuc/1.004873").text
    told = Instructions(
        (CaseSteps("Nộp <b>trực tiếp</b>", ("Bước 1\n- đến xã", "Bước 2")),),
        ("Từ đủ 18 tuổi",),
        (FormNamed("Mẫu 1", "Tờ khai", "https://moj.gov.vn/a?b=1&c=2"),),
    )
    known = shipped_rules().procedure("1.004873", NOON.date())
    assert known is not None
    monkeypatch.setattr(Catalogue, "find", lambda _self, _code: replace(known, instructions=told))
    page = client.get("/thu-tuc/1.004873").text
    for words in (
        "<h2>Các bước thực hiện</h2>",
        "Nộp &lt;b&gt;trực tiếp&lt;/b&gt;",
        "<li>Bước 1<br>- đến xã</li>\n<li>Bước 2</li>",
        "Từ đủ 18 tuổi",
        "Mẫu 1",
        "https://moj.gov.vn/a?b=1&amp;c=2",
    ):
        assert words in page
    assert 'href="https://moj.gov.vn' not in page
