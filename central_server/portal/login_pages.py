"""Answers an owner without the secret: asks for dossier and address, then for the code that was sent there."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import QueryParameter, RawBody, SkipValidation

from central_server.portal import owner_pass
from central_server.portal.draft_pass import form_mark, from_elsewhere, marked
from central_server.portal.entry import Entry, Problem, check_entry, readable_code
from central_server.portal.moments import moment_text
from central_server.portal.posted import Posted, read_posted
from central_server.portal.replies import Page, Portal, PortalRequest, cookie, lead_to, preferences_of, show
from central_server.services.mail_login import MailLogin, WrongCode
from central_server.services.notices.contacts import email

_Portal = NamedDependency[SkipValidation[Portal]]
_Query = Annotated[str, QueryParameter(max_length=200)]
_COOKIE = "ma_thu"
_PATH = "/tra-cuu"
_FORM = "/tra-cuu/thu"
_CODE = "/tra-cuu/ma-thu"
_ASK = Page("login_ask.html", "owner.login", here=_FORM, section="look_up")
_PROVE = Page("login_prove.html", "owner.login.code", here=_CODE, section="look_up")
_LARGEST = 4096
_LONGEST = 254


def _login(portal: Portal) -> MailLogin:
    if portal.login is None:
        raise NotFoundException
    return portal.login


@get(_FORM, sync_to_thread=False)
def ask_form(request: PortalRequest, portal: _Portal, ma: _Query = "") -> Response[str]:
    """Which dossier, which address."""
    _login(portal)
    return show(portal, request, _ASK, code=readable_code(ma), address="", problems=())


@post(_FORM, status_code=200, sync_to_thread=True, request_max_body_size=_LARGEST)
def ask(request: PortalRequest, portal: _Portal, body: RawBody) -> Response[str]:
    """Ask for a code: the same answer whether the dossier has this address, another one or does not exist."""
    login, posted = _login(portal), _posted(request, body)
    if from_elsewhere(request):
        return lead_to(_FORM)
    entry, address = Entry(posted.text("ma").strip()), posted.text("thu").strip()[:_LONGEST]
    checked = check_entry(entry)
    problems = checked if isinstance(checked, tuple) else ()
    if email(address) is None:
        problems = (*problems, Problem("thu", "owner.login.problem.address"))
    if problems or isinstance(checked, tuple):
        return _ask_again(portal, request, entry.code, address, *problems)
    sealed = login.ask(checked.code, address, request.client.host if request.client else "")
    if isinstance(sealed, datetime):
        say = portal.speakers.of(preferences_of(request).language)
        params = (("moment", moment_text(sealed, say)), ("phone", portal.settings.phone))
        return _ask_again(portal, request, entry.code, address, Problem("thu", "owner.login.problem.pause", params))
    reply = lead_to(_CODE)
    reply.set_cookie(cookie(portal, _COOKIE, sealed, login.minutes * 60, _PATH))
    return reply


@get(_CODE, sync_to_thread=False)
def prove_form(request: PortalRequest, portal: _Portal) -> Response[str]:
    """Where the code is typed."""
    if _login(portal).asked(_sealed(request)) is None:
        return lead_to(_FORM)
    return _prove_page(portal, request, _PROVE)


@post(_CODE, status_code=200, sync_to_thread=True, request_max_body_size=_LARGEST)
def prove(request: PortalRequest, portal: _Portal, body: RawBody) -> Response[str]:
    """The right code gives the pass of the dossier, once; a ticket that is used up has to be asked for again."""
    login, posted, sealed = _login(portal), _posted(request, body), _sealed(request)
    if not marked(posted.text("dau"), sealed, portal.settings.pass_key) or from_elsewhere(request):
        return lead_to(_FORM)
    typed = "".join(posted.text("so").split())
    if len(typed) != 6 or not (typed.isascii() and typed.isdigit()):
        return _prove_page(portal, request, _failed(_PROVE, 422), Problem("so", "owner.login.problem.digits"))
    match login.prove(sealed, typed):
        case WrongCode(left):
            wrong = Problem("so", "owner.login.problem.wrong", (("left", str(left)),))
            return _prove_page(portal, request, _failed(_PROVE, 403), wrong)
        case None:
            over = _ask_again(portal, request, "", "", Problem("ma", "owner.login.problem.over"), status=403)
            over.set_cookie(cookie(portal, _COOKIE, "", 0, _PATH))
            return over
        case str(code):
            reply = lead_to("/tra-cuu/ho-so")
            minutes, key = portal.settings.pass_minutes, portal.settings.pass_key
            passed = owner_pass.seal_pass(code, portal.now(), minutes, key)
            reply.set_cookie(cookie(portal, owner_pass.COOKIE, passed, minutes * 60, _PATH))
            reply.set_cookie(cookie(portal, _COOKIE, "", 0, _PATH))
            return reply


def _posted(request: PortalRequest, body: bytes) -> Posted:
    return read_posted(request.headers.get("content-type", ""), body)


def _sealed(request: PortalRequest) -> str:
    return request.cookies.get(_COOKIE) or ""


def _failed(page: Page, status: int) -> Page:
    return replace(page, status=status, failed=True)


def _ask_again(
    portal: Portal, request: PortalRequest, code: str, address: str, *problems: Problem, status: int = 422
) -> Response[str]:
    return show(portal, request, _failed(_ASK, status), code=code, address=address, problems=problems)


def _prove_page(portal: Portal, request: PortalRequest, page: Page, *problems: Problem) -> Response[str]:
    login = _login(portal)
    mark = form_mark(_sealed(request), portal.settings.pass_key)
    code = login.asked(_sealed(request)) or ""
    return show(portal, request, page, code=code, mark=mark, minutes=str(login.minutes), problems=problems)


LOGIN_PAGES = (ask_form, ask, prove_form, prove)
