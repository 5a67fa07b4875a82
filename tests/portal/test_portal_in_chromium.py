"""The portal in a real Chromium: axe-core on every state, no sideways scrolling, everything without JavaScript."""

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Locator, Page, sync_playwright
from portal_fakes import (
    CODE,
    DIGITS,
    MARK,
    MESSAGES,
    PROCEDURE,
    SECRET,
    FakeCentre,
    FakeClock,
    build_app,
    build_portal,
    owner_view,
)

from central_server.ports.lookup import NextKind, OwnerView

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-gpu-compositing",
    "--disable-software-rasterizer",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
WIDTHS = (320, 360, 1280)
PHONE = {"width": 360, "height": 740}
JUDGED_AT = {"": (360, 1280), "vi.lon.dam": (360,), "en": (360,)}
"""Where axe looks, by what the citizen chose: 320 and 360 px have one layout, each choice alone is a part of both."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="NO CHROMIUM at /usr/bin/chromium: the portal is NOT checked"),
]


@dataclass(frozen=True)
class State:
    """One state of a page: where to go, what to post form after form (by field), and the dossier behind it.

    `file` is sent through the one field for files.
    """

    name: str
    address: str
    form: tuple[str, str] | None = None
    view: OwnerView = field(default_factory=owner_view)
    forms: tuple[dict[str, str], ...] = ()
    tries: int = 5
    file: bytes = b""

    def __post_init__(self) -> None:
        """A view in the place of the forms would let the usual dossier be judged again."""
        if not isinstance(self.view, OwnerView):
            raise TypeError(self.name)


OWN = (CODE, SECRET)
MAIL = {"ma": CODE, "thu": "ngoc@example.com"}
STATES = [
    State("home", "/"),
    State("form", "/tra-cuu"),
    State("prefilled", f"/tra-cuu?ma={DIGITS}"),
    State("two errors", "/tra-cuu", ("abc", "12")),
    State("unknown code", "/tra-cuu", ("000.05.24.H11-190314-0028", "")),
    State("wrong secret", "/tra-cuu", (CODE, "AAAACCCC")),
    State("too many tries", "/tra-cuu", OWN, tries=0),
    State("code only", "/tra-cuu", (CODE, "")),
    State("code only, all done", "/tra-cuu", (CODE, ""), owner_view(NextKind.CLOSED, 5)),
    State("collect later", "/tra-cuu", OWN),
    State("supplement", "/tra-cuu", OWN, owner_view(NextKind.SUPPLEMENT, paused=True, due_at=None, days_left=None)),
    State("late", "/tra-cuu", OWN, owner_view(late=True)),
    State("ready", "/tra-cuu", OWN, owner_view(NextKind.COLLECT_NOW, 4, signed_by="Trần Quốc Bảo", messages=MESSAGES)),
    State("taken back", "/tra-cuu", OWN, owner_view(NextKind.TAKE_BACK)),
    State("closed", "/tra-cuu", OWN, owner_view(NextKind.CLOSED, 5)),
    State("not received", "/tra-cuu", OWN, owner_view(NextKind.NOT_RECEIVED, 0, accepted=False, due_at=None)),
    State("code by mail", "/tra-cuu/thu"),
    State("code by mail, two errors", "/tra-cuu/thu", forms=({"thu": "ngoc@"},)),
    State("code sent", "/tra-cuu/thu", forms=(MAIL,)),
    State("code wrong", "/tra-cuu/thu", forms=(MAIL, {"so": "111111"})),
    State("code right", "/tra-cuu/thu", forms=(MAIL, {"so": "123456"})),
    State("procedures", "/thu-tuc"),
    State("found", "/thu-tuc?tim=khai+sinh"),
    State("nothing found", "/thu-tuc?tim=xyz"),
    State("event", "/thu-tuc/viec/ket-hon"),
    State("procedure", "/thu-tuc/2.000815"),
    State("ministry", "/thu-tuc/1.004222"),
    State("check, no file", "/kiem-tra", forms=({},)),
    State("printed result", f"/kiem-tra?ma={DIGITS}&dau={MARK}"),
    *(State(f"file {name.decode()}", "/kiem-tra", file=name) for name in (b"green", b"red")),
    State("left", "/tra-cuu/thoat"),
    State("missing", "/khong-co"),
    State("fault", "/hong"),
]


@dataclass(frozen=True)
class Site:
    """A portal that is being served, and the centre behind it."""

    base: str
    centre: FakeCentre


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """The application under uvicorn on a free loopback port, in training mode so that its band is checked too."""
    centre = FakeCentre()
    app = build_app(build_portal(centre, FakeClock(), training=True))
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(64)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield Site(f"http://127.0.0.1:{listener.getsockname()[1]}", centre)
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One real Chromium for the module."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def judged(chromium: Browser) -> Iterator[Page]:
    """One page for every state: a new one each costs as much as looking at it, and `open_state` starts anew anyway."""
    context = chromium.new_context(bypass_csp=True)  # axe itself is a script, which our policy forbids
    yield context.new_page()
    context.close()


def follow(page: Page, way: Locator) -> None:
    """Press a link or button and wait for the page it leads to: a click alone does not, and the old page may answer."""
    with page.expect_navigation():
        way.click()


def open_state(page: Page, site: Site, state: State, preferences: str = "") -> None:
    """Bring the page into a state the way a citizen does: go there, fill, press the button."""
    site.centre.view, site.centre.tries = state.view, state.tries
    page.context.clear_cookies()
    if preferences:
        page.context.add_cookies([{"name": "tuy_chon", "value": preferences, "url": site.base}])
    page.goto(site.base + state.address)
    forms = state.forms if state.form is None else ({"ma": state.form[0], "bi_mat": state.form[1]},)
    for form in (*forms, {}) if state.file else forms:
        if state.file:
            page.set_input_files("#tep", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": state.file})
        for name, words in form.items():
            page.fill(f"#{name}", words)
        follow(page, page.locator("main form[method=post] button[type=submit]"))


def axe_source() -> str:
    """The axe-core that the test package carries."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def axe(page: Page, options: dict[str, Any]) -> tuple[list[dict[str, Any]], int]:
    """What axe finds wrong on the page as it is, and how many rules held; its whole answer is long, and stays there."""
    script = """async options => {
        const told = await axe.run(document, {resultTypes: ['violations'], ...options});
        return [told.violations, told.passes.length];
    }"""
    wrong, held = page.evaluate(script, options)
    return wrong, held


def findings(page: Page) -> list[tuple[str, list[str]]]:
    """Every violation of axe's default rules and of target-size (24 px, off by default), with the parts it concerns."""
    wrong, held = axe(page, {"rules": {"target-size": {"enabled": True}}})
    assert held > 10
    return [(found["id"], [str(node["target"]) for node in found["nodes"]]) for found in wrong]


def overflow(page: Page) -> list[str]:
    """Parts of the page that are wider than the window or stick out of it."""
    script = """() => [...document.querySelectorAll('body *')].filter(part => {
        const box = part.getBoundingClientRect();
        return !part.closest('.vh, .skip') && box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5);
    }).map(part => part.tagName + '.' + part.className).concat(
        document.documentElement.scrollWidth > innerWidth ? ['page'] : [])"""
    found: list[str] = page.evaluate(script)
    return found


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_state_is_good_for_every_reader(judged: Page, site: Site, state: State) -> None:
    """Each state at each width, plain, large, in contrast, in both and in English, for overflow; axe as `JUDGED_AT`.

    The plain visit carries what one page can wear in turn: each choice, a dark phone, a finger, wider spacing.
    """
    found: list[object] = []
    for preferences, judged_at in JUDGED_AT.items():
        open_state(judged, site, state, preferences)
        judged.evaluate(axe_source())
        for width in WIDTHS:
            judged.set_viewport_size({"width": width, "height": 740})
            found += [(preferences, width, part) for part in overflow(judged)]
            if width in judged_at:
                found += [(preferences, width, violation) for violation in findings(judged)]
            if not preferences:
                found += [(choice, width, part) for choice in ("large", "contrast") for part in worn(judged, choice)]
        judged.set_viewport_size(PHONE)
        if preferences == "":
            found += [("control", part) for part in low(judged)]
            found += [*in_the_dark(judged), *(("spacing", part) for part in spaced(judged))]
        elif "dam" in preferences:
            assert judged.evaluate("document.documentElement.className").split() == ["large", "contrast"]
            found += in_the_dark(judged, WHITE)
    assert found == []


def dress(page: Page, choice: str) -> None:
    """Let the plain page wear a choice, as the centre would have written it into its root."""
    page.evaluate("choice => { document.documentElement.className = choice }", choice)


def worn(page: Page, choice: str) -> list[str]:
    """What sticks out when the plain page wears one choice."""
    dress(page, choice)
    parts = overflow(page)
    dress(page, "")
    return parts


def faint(page: Page) -> list[str]:
    """Texts whose contrast with what lies behind them is less than WCAG 2.2 AA asks (4.5, large ones 3)."""
    wrong, held = axe(page, {"runOnly": ["color-contrast"]})
    assert held or wrong, "nothing was measured"
    return [f"{node['target']} {node['any'][0]['message']}" for one in wrong for node in one["nodes"]]


NIGHT, WHITE = "rgb(16, 23, 27)", "rgb(255, 255, 255)"


def in_the_dark(page: Page, ground: str = "") -> list[tuple[str, str | None, str]]:
    """What is wrong on a dark phone: dark pages for the plain reader, black on white for who chose high contrast.

    With a ground the page is looked at as it came, without one the plain page is, then as it wears the contrast.
    """
    page.emulate_media(color_scheme="dark")
    found: list[tuple[str, str | None, str]] = []
    for choice, wanted in ((None, ground),) if ground else (("", NIGHT), ("contrast", WHITE)):
        if choice is not None:
            dress(page, choice)
            found += [("dark", choice, text) for text in faint(page)]
        seen = page.evaluate("() => getComputedStyle(document.body).backgroundColor")
        found += [] if seen == wanted else [("dark", choice, seen)]
    if not ground:
        dress(page, "")
    page.emulate_media(color_scheme="light")
    return found


def low(page: Page) -> list[int]:
    """Heights of the controls of a form that are less than the 44 px a finger wants."""
    heights: list[int] = page.eval_on_selector_all(
        "main button, main input:not([type=hidden])", "parts => parts.map(part => part.offsetHeight)"
    )
    return [height for height in heights if height < 44]


def spaced(page: Page) -> list[str]:
    """What sticks out at 320 px with the reader's own spacing (WCAG 1.4.12); the page keeps it."""
    spacing = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    page.set_viewport_size({"width": 320, "height": 740})
    page.add_style_tag(content=spacing)
    return overflow(page)


def test_each_measure_can_fail(judged: Page, site: Site) -> None:
    """A picture without words, a wide block, small targets, a low field, faint text and a lost ground are reported."""
    open_state(judged, site, STATES[0])
    judged.evaluate(axe_source())
    judged.set_viewport_size(PHONE)
    assert (overflow(judged), low(judged), findings(judged), in_the_dark(judged)) == ([], [], [], [])
    judged.evaluate("() => { document.querySelector('main p').style.color = '#37454d' }")
    assert {found[:2] for found in in_the_dark(judged)} == {("dark", "")}
    judged.evaluate("() => { document.body.style.background = '#fffffe' }")
    assert ("dark", None, "rgb(255, 255, 254)") in in_the_dark(judged, WHITE)
    plant = """<img src='data:,'><input style='height: 30px; min-height: 0'><table width=900><tr><td>x</table>
        <div style='font-size: 8px; line-height: 9px'><a href='/a' style='display: block'>a</a>
        <a href='/b' style='display: block'>b</a></div>"""
    judged.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", plant)
    assert {"image-alt", "target-size"} <= {rule for rule, _ in findings(judged)}
    assert "page" in overflow(judged)
    assert len(low(judged)) == 1
    open_state(judged, site, STATES[0])
    tight = f"<p style='white-space: nowrap'><b style='display: inline-block'>{'i ' * 18}</b></p>"
    judged.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', html)", tight)
    judged.set_viewport_size({"width": 320, "height": 740})
    assert overflow(judged) == []
    assert spaced(judged) != []


def test_a_citizen_without_javascript_goes_the_whole_way(chromium: Browser, site: Site) -> None:
    """Home, code, secret, switches, leaving: links and buttons alone, and the browser reports no blocked part."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type in {"error", "warning"} else None)
    site.centre.view, site.centre.tries = owner_view(), 5
    page.goto(site.base)
    page.fill("#ma", CODE.lower())
    page.keyboard.press("Enter")
    page.get_by_text("đã xong 2 trong 5 bước").wait_for()
    page.fill("#bi_mat", "h4ce 6rtw")
    follow(page, page.get_by_role("button", name="Xem hồ sơ của tôi"))
    page.get_by_role("heading", name="Hồ sơ của bạn").wait_for()
    assert SECRET not in page.url
    follow(page, page.get_by_role("link", name="Chữ lớn"))
    follow(page, page.get_by_role("link", name="English"))
    page.get_by_text(PROCEDURE).wait_for()
    follow(page, page.get_by_role("link", name="Leave and remove my data"))
    page.get_by_role("heading", name="You have left").wait_for()
    page.goto(site.base + "/tra-cuu/ho-so")
    assert page.url == site.base + "/tra-cuu"
    assert complaints == []
    context.close()


def test_keyboard_reaches_the_form_and_the_error_link(chromium: Browser, site: Site) -> None:
    """Tab shows the skip link first; the link in the summary puts the caret into the wrong field."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(site.base + "/tra-cuu")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    assert page.evaluate("() => document.activeElement.getBoundingClientRect().left") >= 0
    open_state(page, site, STATES[3])
    page.locator(".errors a").last.click()
    assert page.evaluate("() => document.activeElement.id") == "bi_mat"
    context.close()
