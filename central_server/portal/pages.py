"""Answers the portal's addresses: home, look-up, the owner's dossier, leaving, switches, style sheet."""

import re
from typing import Annotated, assert_never

from litestar import Response, Router, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import QueryParameter, RawBody, SkipValidation

from central_server.portal import owner_pass, preferences
from central_server.portal.catalogue_pages import blank_form, of_event, procedure, procedures
from central_server.portal.check_pages import CHECK_PAGES
from central_server.portal.entry import Asked, Entry, Problem, check_entry, read_entry, readable_code
from central_server.portal.failures import failure_pages
from central_server.portal.filing_pages import FILING_PAGES
from central_server.portal.login_pages import LOGIN_PAGES
from central_server.portal.moments import moment_text
from central_server.portal.owner_pages import OWNER_PAGES
from central_server.portal.replies import (
    SECURITY_HEADERS,
    Page,
    Portal,
    PortalRequest,
    cookie,
    lead_to,
    preferences_of,
    show,
)
from central_server.ports.lookup import NotFound, OwnerView, TooManyTries, WrongSecret

_Portal = NamedDependency[SkipValidation[Portal]]
_Query = Annotated[str, QueryParameter(max_length=200)]

_FORM = Page("form.html", "portal.look_up.title", here="/tra-cuu", section="look_up", private=False)
_PUBLIC = Page("public.html", "portal.public.title", here="/tra-cuu", section="look_up")
_OWNER = Page("owner.html", "portal.owner.title", here="/tra-cuu/ho-so", section="look_up")
_LEFT = Page("left.html", "portal.left.title", here="/tra-cuu", section="look_up")
_HOME = Page("home.html", "portal.home.title", here="/", section="home", private=False)

_OURS = re.compile(r"/(?!/)[0-9A-Za-z._~/%?=&+-]{0,300}")
"""A place on this site: one slash first, then nothing that could name another one."""
_YEAR = 365 * 24 * 3600
_LARGEST_FORM = 4096


@get("/", sync_to_thread=False)
def home(request: PortalRequest, portal: _Portal) -> Response[str]:
    """The first page: what can be done here, and the look-up card."""
    return show(portal, request, _HOME, entry=Entry(), problems=(), events=portal.catalogue.events)


@get("/tra-cuu", sync_to_thread=False)
def look_up_form(request: PortalRequest, portal: _Portal, ma: _Query = "") -> Response[str]:
    """The form; the QR of a receipt leads here with the 20 digits, shown as the printed code."""
    entry = Entry(code=readable_code(ma))
    if not entry.code:
        return _look_up_page(portal, request, _FORM, entry)
    checked = check_entry(entry)
    if isinstance(checked, tuple):
        return _form_again(portal, request, entry, checked)
    page = Page(_FORM.template, _FORM.title_id, f"/tra-cuu?ma={entry.code}", _FORM.section)
    return _look_up_page(portal, request, page, entry)


@post("/tra-cuu", status_code=200, sync_to_thread=True, request_max_body_size=_LARGEST_FORM)
def look_up(request: PortalRequest, portal: _Portal, body: RawBody) -> Response[str]:
    """Code alone: degree of completion. Code and secret: the owner's page, and a pass for some minutes."""
    entry = read_entry(body)
    checked = check_entry(entry)
    if isinstance(checked, tuple):
        return _form_again(portal, request, entry, checked)
    if not checked.secret or request.headers.get("sec-fetch-site") == "cross-site":
        # Another site must not be able to spend the tries of the person who happens to visit it.
        return _public(portal, request, checked)
    return _owner(portal, request, checked)


@get("/tra-cuu/ho-so", sync_to_thread=True)
def own_dossier(request: PortalRequest, portal: _Portal) -> Response[str]:
    """The owner's page again (after a switch or a reload) while the pass lasts; else the form."""
    sealed = request.cookies.get(owner_pass.COOKIE)
    code = owner_pass.open_pass(sealed, portal.now(), portal.settings.pass_key)
    if code is None:
        return lead_to("/tra-cuu")
    view = portal.lookup.for_owner(code)
    if isinstance(view, NotFound):
        return lead_to("/tra-cuu")
    return _owner_page(portal, request, view)


@get("/tra-cuu/thoat", sync_to_thread=False)
def leave(request: PortalRequest, portal: _Portal) -> Response[str]:
    """Take the pass and every stored copy of the pages out of this browser."""
    reply = show(portal, request, _LEFT)
    reply.headers["Clear-Site-Data"] = '"cache", "storage"'
    reply.set_cookie(cookie(portal, owner_pass.COOKIE, "", 0, "/tra-cuu"))
    return reply


@get("/tuy-chon", sync_to_thread=False)
def switch(request: PortalRequest, portal: _Portal, doi: _Query = "", ve: _Query = "/") -> Response[str]:
    """One switch (letter size, contrast, language): keep it in a cookie and go back, never to another site."""
    reply = lead_to(ve if _OURS.fullmatch(ve) else "/")
    chosen = preferences_of(request).switched(doi)
    reply.set_cookie(cookie(portal, preferences.COOKIE, chosen.cookie(), _YEAR, "/"))
    return reply


@get("/static/portal.css", sync_to_thread=False)
def style_sheet(portal: _Portal, v: _Query = "") -> Response[str]:
    """The style sheet; a year in the cache when asked for by its own hash."""
    lasting = v == portal.templates.style_version
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
    return Response(
        portal.templates.style,
        media_type="text/css; charset=utf-8",
        headers=SECURITY_HEADERS | headers,
    )


def _form_again(
    portal: Portal, request: PortalRequest, entry: Entry, problems: tuple[Problem, ...], status: int = 422
) -> Response[str]:
    page = Page(_FORM.template, _FORM.title_id, _FORM.here, _FORM.section, status, failed=True)
    return _look_up_page(portal, request, page, entry, problems)


def _look_up_page(
    portal: Portal, request: PortalRequest, page: Page, entry: Entry, problems: tuple[Problem, ...] = ()
) -> Response[str]:
    return show(portal, request, page, entry=entry, problems=problems, login=portal.login is not None)


def _public(portal: Portal, request: PortalRequest, asked: Asked) -> Response[str]:
    progress = portal.lookup.by_code(asked.code)
    if progress is None:
        return _not_found(portal, request, asked)
    page = Page(_PUBLIC.template, _PUBLIC.title_id, f"/tra-cuu?ma={asked.code}", _PUBLIC.section)
    return show(portal, request, page, progress=progress)


def _owner(portal: Portal, request: PortalRequest, asked: Asked) -> Response[str]:
    client = request.client.host if request.client else ""
    entry = Entry(asked.code)
    match portal.lookup.with_secret(asked.code, asked.secret, client):
        case OwnerView() as view:
            return _with_pass(portal, _owner_page(portal, request, view), view.code)
        case NotFound():
            return _not_found(portal, request, asked)
        case WrongSecret(tries_left):
            wrong = Problem("bi_mat", "portal.problem.secret.wrong", (("left", str(tries_left)),))
            return _form_again(portal, request, entry, (wrong,), 403)
        case TooManyTries(retry_at):
            say = portal.speakers.of(preferences_of(request).language)
            params = (("moment", moment_text(retry_at, say)), ("phone", portal.settings.phone))
            pause = Problem("bi_mat", "portal.problem.secret.pause", params)
            reply = _form_again(portal, request, entry, (pause,), 429)
            seconds = (retry_at - portal.now()).total_seconds()
            reply.headers["Retry-After"] = str(max(1, round(seconds)))
            return reply
        case other:
            assert_never(other)


def _owner_page(portal: Portal, request: PortalRequest, view: OwnerView) -> Response[str]:
    return show(portal, request, _OWNER, view=view, acts=portal.filing is not None)


def _not_found(portal: Portal, request: PortalRequest, asked: Asked) -> Response[str]:
    unknown = Problem("ma", "portal.problem.code.unknown", (("phone", portal.settings.phone),))
    return _form_again(portal, request, Entry(asked.code), (unknown,), 404)


def _with_pass(portal: Portal, reply: Response[str], code: str) -> Response[str]:
    settings = portal.settings
    sealed = owner_pass.seal_pass(code, portal.now(), settings.pass_minutes, settings.pass_key)
    seconds = settings.pass_minutes * 60
    reply.set_cookie(cookie(portal, owner_pass.COOKIE, sealed, seconds, "/tra-cuu"))
    return reply


def portal_router(portal: Portal) -> Router:
    """All pages of the portal; add `failure_pages(portal)` to the application for unknown addresses too."""
    return Router(
        path="/",
        route_handlers=[
            *(home, look_up_form, look_up, own_dossier, leave, switch, style_sheet),
            *(procedures, of_event, procedure, blank_form),
            *((*FILING_PAGES, *OWNER_PAGES) if portal.filing is not None else ()),
            *(LOGIN_PAGES if portal.login is not None else ()),
            *(CHECK_PAGES if portal.checking is not None else ()),
        ],
        dependencies={"portal": Provide(lambda: portal, sync_to_thread=False, use_cache=True)},
        exception_handlers=failure_pages(portal),
        include_in_schema=False,
    )
