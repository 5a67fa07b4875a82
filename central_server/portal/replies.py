"""Makes one HTML answer: frame, language, switches and the headers that keep a page private and script-free."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from litestar import Request, Response
from litestar.datastructures import Cookie

from central_server.portal import preferences
from central_server.portal.check_desk import CheckDesk
from central_server.portal.filing_desk import FilingDesk
from central_server.portal.moments import VIETNAM, Say, moment_parts, moment_text
from central_server.portal.preferences import Language, Preferences
from central_server.portal.settings import Bilingual, PortalSettings
from central_server.portal.templates import PortalTemplates
from central_server.ports.lookup import LookUp
from central_server.services.catalogue import Catalogue
from central_server.services.mail_login import MailLogin
from dossier.procedures import Procedure

PortalRequest = Request[Any, Any, Any]

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
"""Sent with every answer of the portal; no script may run, no other site may frame or feed a page."""


@dataclass(frozen=True, slots=True)
class Speakers:
    """One speaker per language of the portal."""

    vi: Say
    en: Say

    def of(self, language: Language) -> Say:
        return self.en if language is Language.EN else self.vi


@dataclass(frozen=True, slots=True)
class Portal:
    """Everything the pages are made of; built once by the centre's bootstrap."""

    lookup: LookUp
    catalogue: Catalogue
    templates: PortalTemplates
    speakers: Speakers
    settings: PortalSettings
    now: Callable[[], datetime]
    filing: FilingDesk | None = None
    """None where the province files elsewhere: then there are no such pages."""
    login: MailLogin | None = None
    """None where no letters are sent: then nobody is offered a code by e-mail."""
    blank: Callable[[Procedure], bytes | None] = lambda _procedure: None
    """The declaration of a procedure with nothing filled in, as a PDF."""
    checking: CheckDesk | None = None
    """None where files are not checked: then there is no such page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page to show: template, title, place in the navigation, and the address its switches lead back to."""

    template: str
    title_id: str
    here: str = "/"
    section: str = ""
    status: int = 200
    failed: bool = False
    private: bool = True
    title: str = ""
    """The title itself, where it is not one of our sentences."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the frame around every page needs, in the reader's language."""

    say: Say
    preferences: Preferences
    settings: PortalSettings
    style_version: str
    page: Page
    checks: bool = False

    @property
    def title(self) -> str:
        """The title of the window; it begins with "Lỗi:" where something must be mended."""
        words = f"{self.page.title or self.say(self.page.title_id)} - {self.say('portal.site')}"
        return f"{self.say('portal.problem.prefix')} {words}" if self.page.failed else words

    @property
    def classes(self) -> str:
        """Classes of the root element that carry the switches."""
        names = ["large"] if self.preferences.large else []
        return " ".join(names + (["contrast"] if self.preferences.contrast else []))

    def text(self, words: Bilingual) -> str:
        """A text of the province in the reader's language."""
        return self.pick(words.vi, words.en)

    def pick(self, vi: str, en: str) -> str:
        """That of two texts of a table that is in the reader's language."""
        return en if self.preferences.language is Language.EN else vi

    def switch(self, word: str) -> str:
        """The address of a switch that comes back to this page."""
        return f"/tuy-chon?doi={word}&ve={quote(self.page.here, safe='/')}"

    def parts(self, at: datetime) -> tuple[str, str]:
        """A moment in the two pieces that may stand on two lines."""
        return moment_parts(at, self.say)

    def local(self, at: str) -> str:
        """A local moment kept as text, in one piece."""
        return moment_text(datetime.fromisoformat(at).replace(tzinfo=VIETNAM), self.say)

    def moment(self, at: datetime) -> str:
        """A moment in one piece."""
        return moment_text(at, self.say)


def preferences_of(request: PortalRequest) -> Preferences:
    """What this browser chose before."""
    return preferences.read_preferences(request.cookies.get(preferences.COOKIE))


def show(portal: Portal, request: PortalRequest, page: Page, **values: object) -> Response[str]:
    """Render a page; `values` are what its template names besides `frame` and `say`."""
    chosen = preferences_of(request)
    say, style = portal.speakers.of(chosen.language), portal.templates.style_version
    frame = Frame(say, chosen, portal.settings, style, page, portal.checking is not None)
    template = portal.templates.environment.get_template(page.template)
    headers = {
        "Cache-Control": "no-store" if page.private else "private, no-cache",
        "Vary": "Cookie",
        "Content-Language": chosen.language.value,
    }
    return Response(
        template.render(frame=frame, say=frame.say, **values),
        status_code=page.status,
        media_type="text/html; charset=utf-8",
        headers=SECURITY_HEADERS | headers,
    )


def lead_to(address: str) -> Response[str]:
    """Send the browser on with a GET to an address of ours."""
    headers = {"Location": address, "Cache-Control": "no-store"}
    return Response("", status_code=303, media_type="text/plain", headers=SECURITY_HEADERS | headers)


def cookie(portal: Portal, name: str, value: str, seconds: int, path: str) -> Cookie:
    """A cookie no script and no other site can reach; 0 seconds removes it."""
    return Cookie(
        key=name,
        value=value,
        max_age=seconds,
        path=path,
        httponly=True,
        secure=portal.settings.secure_cookies,
        samesite="strict" if path != "/" else "lax",
    )
