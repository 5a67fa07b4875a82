"""Filing online in a real Chromium over a real centre: without script, on a phone, with axe-core on every page."""

import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pypdfium2
import pytest
import uvicorn
import zxingcpp
from msgspec import structs
from playwright.sync_api import Browser, Page, expect, sync_playwright
from test_portal_in_chromium import ARGUMENTS, CHROMIUM, axe_source, faint, findings, follow, overflow

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Centre, Injected, build_centre
from central_server.commands.prepare import prepare
from central_server.services.enrolment import CodeOrder
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import EnrolRequest
from dossier.acts import AskedPaper, AskPapers
from dossier.decide import decide
from dossier.events import Event
from dossier.evolve import evolve
from dossier.facts import Facts
from dossier.identifiers import parse_request
from dossier.numbers import REQUEST_BOOK, claimed_number
from dossier.roles import Role
from tests.central_server.centre_bench import FakeCheck, StandingClock, settings_in
from tests.central_server.filing.citizen import photo
from tests.fakes.people import OFFICE, ActMaker

BASE_STEPS = ("nguoi-nop", "to-khai-1", "to-khai-2", "giay-to", "nhan-ket-qua", "kiem-tra")
WIDTHS = (320, 390, 1280)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM at /usr/bin/chromium: filing is NOT checked"),
]


@dataclass(frozen=True)
class Site:
    """A centre that is being served."""

    base: str
    centre: Centre


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A prepared centre with one enrolled desk, under uvicorn on a free loopback port."""
    settings = replace(settings_in(tmp_path_factory.mktemp("centre")), portal_address="http://127.0.0.1")
    prepare(settings)
    centre = build_centre(settings, Injected(StandingClock(), FakeCheck()))
    code = centre.enrolment.order(CodeOrder(OFFICE)).code
    centre.desks.enrol(EnrolRequest(code, KeySigner(b"1" * 32).public_hex, "Quầy"))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server = uvicorn.Server(uvicorn.Config(build_application(centre), log_level="critical", ws="none"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", centre)
        server.should_exit = True
        thread.join()
    centre.close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One real Chromium for the module."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


def answer(page: Page, label: str, text: str) -> None:
    """Type into the field with that label."""
    page.get_by_label(re.compile(f"^{re.escape(label)}")).fill(text)


def fill(page: Page, site: Site, judge: "Judge | None" = None) -> None:
    """File for a marital status the way a citizen does, up to the page before sending."""
    look = judge or (lambda _page, _name: None)
    page.goto(f"{site.base}/thu-tuc/1.004873")
    follow(page, page.get_by_role("link", name="Nộp qua mạng"))
    look(page, "start")
    page.get_by_label("Nơi nhận hồ sơ").select_option(OFFICE)
    follow(page, page.get_by_role("button", name="Bắt đầu"))
    look(page, "applicant")
    follow(page, page.get_by_role("button", name="Lưu và tiếp tục"))
    look(page, "applicant, faults")
    answer(page, "Họ, chữ đệm, tên", "Nguyễn Phước Bảo Quỳnh Công Tằng Tôn Nữ Thị Thiên Hương")
    answer(page, "Số định danh", "060187004128")
    for label, text in (("Ngày", "2"), ("Tháng", "9"), ("Năm", "1987")):
        page.get_by_label(label, exact=True).fill(text)
    page.get_by_label("Nữ", exact=True).check()
    answer(page, "Nơi cư trú", "12 Hải Thượng Lãn Ông, phường Phú Thủy, thành phố Phan Thiết")
    answer(page, "Số điện thoại", "0912 345 678")
    page.get_by_label("Chính người nộp").check()
    follow(page, page.get_by_role("button", name="Lưu và tiếp tục"))
    look(page, "form")
    page.get_by_label("Vay vốn ngân hàng").check()
    page.get_by_label("Chưa đăng ký kết hôn với ai").check()
    follow(page, page.get_by_role("button", name="Lưu và tiếp tục"))
    page.get_by_label("Có", exact=True).check()
    answer(page, "Số bản đề nghị cấp", "1")
    look(page, "form, second page")
    follow(page, page.get_by_role("button", name="Lưu và tiếp tục"))
    look(page, "papers")
    follow(page, page.get_by_role("button", name="Lưu và tiếp tục"))
    look(page, "papers, one missing")
    file = {"name": "giấy.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.locator("#p_XNCU").set_input_files([file])
    follow(page, page.get_by_role("button", name="Tải lên, ở lại trang này"))
    page.get_by_text("Đã nhận 1 trang").wait_for()
    assert page.locator(".taken img").evaluate("part => part.naturalWidth") > 100
    look(page, "papers, one sent")
    follow(page, page.get_by_role("button", name="Lưu và tiếp tục"))
    look(page, "delivery")
    page.get_by_label("Trực tiếp tại Bộ phận Một cửa").check()
    follow(page, page.get_by_role("button", name="Lưu và tiếp tục"))
    look(page, "check")


class Judge:
    """Looks at each page at three widths and in large letters: axe's rules, sideways scrolling, size of targets."""

    def __init__(self) -> None:
        self.found: list[object] = []
        self.seen: list[str] = []

    def __call__(self, page: Page, name: str) -> None:
        """Judge the page as it is."""
        self.seen.append(name)
        page.evaluate(axe_source())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            self.found += [(name, width, part) for part in overflow(page)]
            if width == 390:
                self.found += [(name, width, one) for one in findings(page)]
        page.emulate_media(color_scheme="dark")
        self.found += [(name, "dark", one) for one in faint(page)]
        page.emulate_media(color_scheme="light")
        page.evaluate("() => document.documentElement.classList.add('large', 'contrast')")
        page.set_viewport_size({"width": 320, "height": 800})
        self.found += [(name, "large", part) for part in overflow(page)]
        if name in ("applicant, faults", "check", "done"):
            self.found += [(name, "contrast", one) for one in findings(page)]
        page.evaluate("() => document.documentElement.classList.remove('large', 'contrast')")
        page.set_viewport_size({"width": 390, "height": 800})


def printed_page(page: Page, sheet: Path) -> None:
    """The page of a filing on paper: one A4 sheet with number and QR, without the site's frame."""
    number = page.locator("dd.code").first.inner_text()
    page.pdf(path=str(sheet), format="A4")
    document = pypdfium2.PdfDocument(sheet)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_bounded()
    assert number in text
    assert "Trang chủ" not in text
    found = zxingcpp.read_barcodes(document[0].render(scale=3).to_pil())
    assert [code.text.rpartition("?ma=")[2] for code in found] == [number]


def ask_for_papers(site: Site, request: str) -> None:
    """The clerk asks for two papers before accepting it."""
    store = site.centre.store
    found = parse_request(request)
    assert found is not None
    record = store.read(lambda unit: unit.search.by_number(REQUEST_BOOK, claimed_number(found)))
    rules = site.centre.rulebook.current()
    assert record is not None
    assert rules is not None
    asked = (AskedPaper("Văn bản ủy quyền", 1, 0, "chưa có"), AskedPaper("Bản vẽ hiện trạng", 0, 1, "mờ"))
    act = ActMaker(dossier=record.state.id, rules=rules.version).make(
        AskPapers(record.state.procedure, record.state.applicant, asked, "Hồ sơ còn thiếu giấy tờ", 1, "thieu_giay_to"),
        base=1,
    )
    event = decide(record.state, act, rules, Facts(frozenset(Role)))
    assert isinstance(event, Event)
    store.write(lambda unit: unit.ledger.keep_records([structs.replace(record, state=evolve(record.state, event))]))


def owner_sends(page: Page, site: Site, judge: Judge, own: tuple[str, str]) -> None:
    """The story with pictures, sending asked papers with a fault and without; `own` is the number and its secret."""
    number, secret = own
    page.goto(f"{site.base}/tra-cuu?ma={number}")
    page.fill("#bi_mat", secret)
    follow(page, page.get_by_role("button", name="Xem hồ sơ đến đâu rồi"))
    judge(page, "asked for papers")
    follow(page, page.get_by_role("link", name="Gửi giấy tờ bổ sung qua mạng"))
    follow(page, page.get_by_role("button", name="Gửi giấy tờ bổ sung qua mạng"))
    judge(page, "no file")
    page.locator("#p_0").set_input_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
    follow(page, page.get_by_role("button", name="Gửi giấy tờ bổ sung qua mạng"))
    page.get_by_text("Chờ nơi nhận kiểm tra hồ sơ").wait_for()
    judge(page, "papers sent")


def test_every_page_of_a_filing_and_of_its_owner_is_good(chromium: Browser, site: Site, tmp_path: Path) -> None:
    """From the procedure's page to the printed number, with faults on the way; then its story and the asked papers."""
    context = chromium.new_context(bypass_csp=True, viewport={"width": 390, "height": 800})
    page, judge = context.new_page(), Judge()
    fill(page, site, judge)
    follow(page, page.get_by_role("button", name="Nộp hồ sơ"))
    judge(page, "declaration missing")
    page.get_by_label(re.compile("^Tôi cam đoan")).check()
    follow(page, page.get_by_role("button", name="Nộp hồ sơ"))
    page.get_by_role("heading", name="Đã nộp hồ sơ").wait_for()
    number = page.locator("dd.code").first.inner_text()
    secret = page.locator("dd.code").last.inner_text()
    judge(page, "done")
    printed_page(page, tmp_path / "done.pdf")
    page.goto(f"{site.base}/nop/1.004873")
    judge(page, "start again")
    ask_for_papers(site, number)
    owner_sends(page, site, judge, (number, secret))
    assert judge.found == []
    assert len(judge.seen) == 16
    context.close()


def test_a_citizen_without_javascript_files_and_finds_the_dossier(chromium: Browser, site: Site) -> None:
    """Back and forward lose nothing, a reload sends nothing twice, the QR's address opens the look-up."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 320, "height": 800})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    fill(page, site)
    page.go_back()
    page.go_back()
    assert page.url.endswith("/giay-to")
    page.go_forward()
    page.go_forward()
    page.get_by_label(re.compile("^Tôi cam đoan")).check()
    follow(page, page.get_by_role("button", name="Nộp hồ sơ"))
    number = page.locator("dd.code").first.inner_text()
    secret = page.locator("dd.code").last.inner_text()
    page.reload()
    assert page.locator("dd.code").first.inner_text() == number
    page.go_back()
    assert page.url.endswith(("/da-nop", "/kiem-tra"))
    page.goto(f"{site.base}/tra-cuu?ma={number}")
    page.fill("#bi_mat", secret)
    follow(page, page.get_by_role("button", name="Xem hồ sơ đến đâu rồi"))
    page.get_by_role("heading", name="Hồ sơ của bạn").wait_for()
    assert number in page.content()
    # The page answers a wrong or missing entry with 422, which the console tells.
    assert [line for line in complaints if "422" not in line] == []
    context.close()


def test_what_is_not_asked_is_hidden_while_its_condition_fails(chromium: Browser, site: Site) -> None:
    """By style alone: choosing "Mục đích khác" shows its field, another choice hides it again."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(f"{site.base}/nop/1.004873")
    page.get_by_label("Nơi nhận hồ sơ").select_option(OFFICE)
    follow(page, page.get_by_role("button", name="Bắt đầu"))
    helper = page.get_by_label(re.compile("^Họ tên người điền"))
    expect(helper).to_be_hidden()
    page.get_by_label("Người điền giúp").check()
    expect(helper).to_be_visible()
    page.goto(f"{site.base}/nop/1.004873/to-khai-1")
    other, ruling = page.get_by_label(re.compile("^Ghi rõ mục đích")), page.get_by_label(re.compile("^Số bản án"))
    expect(other).to_be_hidden()
    page.get_by_label("Mục đích khác").check()
    expect(other).to_be_visible()
    page.get_by_label("Đã ly hôn").check()
    expect(ruling).to_be_visible()
    page.get_by_label("Vay vốn ngân hàng").check()
    expect(other).to_be_hidden()
    expect(ruling).to_be_visible()
    context.close()
