"""Answers what the owner does with a dossier: send asked papers, ask for it back, see papers, take the result."""

from dataclasses import dataclass, replace

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, RawBody, SkipValidation

from central_server.portal import owner_pass
from central_server.portal.draft_pass import form_mark, from_elsewhere, marked
from central_server.portal.filing_scene import Problem
from central_server.portal.moments import moment_text
from central_server.portal.posted import LARGEST_FORM, LARGEST_UPLOAD, read_posted
from central_server.portal.replies import (
    SECURITY_HEADERS,
    Page,
    Portal,
    PortalRequest,
    lead_to,
    preferences_of,
    show,
)
from central_server.ports.filing import PaperTrouble
from central_server.ports.lookup import NotFound, OwnerView
from central_server.services.filing.turnstile import Gate
from central_server.services.own_acts import NotTaken
from central_server.services.owner import OwnerDesk
from dossier.refusals import RefusalCode
from dossier.text import tidy
from dossier.values import Reason

_Portal = NamedDependency[SkipValidation[Portal]]
_HOME = "/tra-cuu/ho-so"
_SUPPLY = Page("owner_supply.html", "owner.supply", here="/tra-cuu/bo-sung", section="look_up")
_WITHDRAW = Page("owner_withdraw.html", "owner.withdraw", here="/tra-cuu/rut", section="look_up")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class _Owner:
    """A browser that holds a pass: for which dossier, and the mark of the forms drawn for it."""

    code: str
    mark: str
    desk: OwnerDesk


def _owner(portal: Portal, request: PortalRequest) -> _Owner | None:
    sealed = request.cookies.get(owner_pass.COOKIE) or ""
    code = owner_pass.open_pass(sealed, portal.now(), portal.settings.pass_key)
    if code is None or portal.filing is None:
        return None
    return _Owner(code, form_mark(sealed, portal.settings.pass_key), portal.filing.owner)


def _view(portal: Portal, owner: _Owner) -> OwnerView:
    """What the owner sees now: a page is offered only where the table has a row for it."""
    view = portal.lookup.for_owner(owner.code)
    if isinstance(view, NotFound):
        raise NotFoundException
    return view


@get("/tra-cuu/bo-sung", sync_to_thread=True)
def supply_form(request: PortalRequest, portal: _Portal) -> Response[str]:
    """One control for each paper that was asked for."""
    owner = _owner(portal, request)
    if owner is None or not _view(portal, owner).can_supply:
        return lead_to("/tra-cuu" if owner is None else _HOME)
    return _supply_page(portal, request, owner)


@post("/tra-cuu/bo-sung", status_code=200, sync_to_thread=True, request_max_body_size=LARGEST_UPLOAD)
def supply(request: PortalRequest, portal: _Portal, body: RawBody) -> Response[str]:
    """Send the papers; what is wrong with one of them sends none."""
    owner, posted = _owner(portal, request), read_posted(request.headers.get("content-type", ""), body)
    if owner is None or portal.filing is None or not _ours(request, portal, posted.text("dau")):
        return lead_to("/tra-cuu")
    if not _view(portal, owner).can_supply:
        return _supply_late(portal, request, owner)
    say = portal.speakers.of(preferences_of(request).language)
    files = {place: posted.files.get(f"p_{place}", []) for place in range(len(owner.desk.asked(owner.code)))}
    if not any(files.values()):
        return _supply_page(portal, request, owner, (Problem("p_0", say("owner.supply.none")),))
    pause = portal.filing.turnstile.pause(Gate.PAPER, request.client.host if request.client else "")
    if pause is not None:
        return _supply_page(
            portal, request, owner, (Problem("p_0", say("filing.pause", moment=moment_text(pause, say))),)
        )
    try:
        troubles = owner.desk.supply(owner.code, files)
    except NotTaken:
        return _supply_late(portal, request, owner)
    problems = [Problem(f"p_{place}", _sentence(portal, request, one)) for place, one in sorted(troubles.items())]
    return _supply_page(portal, request, owner, tuple(problems)) if problems else lead_to(_HOME)


def _supply_late(portal: Portal, request: PortalRequest, owner: _Owner) -> Response[str]:
    """No papers are awaited: who pressed twice is led to the page that says they came, anybody else is told."""
    if owner.desk.supplied_last(owner.code):
        return lead_to(_HOME)
    return show(portal, request, replace(_SUPPLY, status=409, failed=True), refused="owner.supply.late")


def _sentence(portal: Portal, request: PortalRequest, trouble: PaperTrouble) -> str:
    assert portal.filing is not None
    say = portal.speakers.of(preferences_of(request).language)
    return say(f"filing.trouble.{trouble.value}", **portal.filing.counted(trouble))


def _supply_page(
    portal: Portal, request: PortalRequest, owner: _Owner, problems: tuple[Problem, ...] = ()
) -> Response[str]:
    page = replace(_SUPPLY, status=422, failed=True) if problems else _SUPPLY
    asked = owner.desk.asked(owner.code)
    return show(portal, request, page, asked=asked, problems=problems, mark=owner.mark, desk=portal.filing, refused="")


@get("/tra-cuu/rut", sync_to_thread=True)
def withdraw_form(request: PortalRequest, portal: _Portal) -> Response[str]:
    """Why the dossier is wanted back."""
    owner = _owner(portal, request)
    if owner is None or not _view(portal, owner).can_withdraw:
        return lead_to("/tra-cuu" if owner is None else _HOME)
    return _withdraw_page(portal, request, owner)


@post("/tra-cuu/rut", status_code=200, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
def withdraw(request: PortalRequest, portal: _Portal, body: RawBody) -> Response[str]:
    """Ask for the dossier back; a second time changes nothing, and who only helped to file is told who may."""
    owner, posted = _owner(portal, request), read_posted(request.headers.get("content-type", ""), body)
    if owner is None or not _ours(request, portal, posted.text("dau")):
        return lead_to("/tra-cuu")
    code, words = posted.text("ly_do"), tidy(posted.text("loi"))[:_LONGEST]
    row = next((one for one in owner.desk.reasons() if one.code == code), None)
    if row is None or (row.words and not words):
        say = portal.speakers.of(preferences_of(request).language)
        return _withdraw_page(portal, request, owner, (Problem("ly_do-1", say("owner.withdraw.missing")),))
    try:
        owner.desk.withdraw(owner.code, Reason(row.code, words))
    except NotTaken as fault:
        if fault.code == RefusalCode.NO_RIGHT.value:
            return show(portal, request, replace(_WITHDRAW, status=403, failed=True), refused="owner.withdraw.helper")
        return show(portal, request, replace(_WITHDRAW, status=409, failed=True), refused="owner.withdraw.late")
    return lead_to(_HOME)


def _withdraw_page(
    portal: Portal, request: PortalRequest, owner: _Owner, problems: tuple[Problem, ...] = ()
) -> Response[str]:
    page = replace(_WITHDRAW, status=422, failed=True) if problems else _WITHDRAW
    return show(portal, request, page, reasons=owner.desk.reasons(), problems=problems, mark=owner.mark, refused="")


def _ours(request: PortalRequest, portal: Portal, typed: str) -> bool:
    sealed = request.cookies.get(owner_pass.COOKIE) or ""
    return marked(typed, sealed, portal.settings.pass_key) and not from_elsewhere(request)


@get("/tra-cuu/anh/{slot:int}", sync_to_thread=True)
def paper_picture(request: PortalRequest, portal: _Portal, slot: FromPath[int]) -> Response[bytes]:
    """A small picture of a paper of the dossier whose pass this browser holds."""
    owner = _owner(portal, request)
    drawn = None if owner is None else owner.desk.picture(owner.code, slot)
    if drawn is None:
        raise NotFoundException
    return _private(drawn, "image/jpeg", {})


@get("/tra-cuu/ket-qua", sync_to_thread=True)
def result(request: PortalRequest, portal: _Portal) -> Response[bytes]:
    """The signed result as a file, byte for byte, once it was delivered online."""
    owner = _owner(portal, request)
    pdf = None if owner is None else owner.desk.result(owner.code)
    if pdf is None:
        raise NotFoundException
    return _private(pdf, "application/pdf", {"Content-Disposition": 'attachment; filename="ket-qua.pdf"'})


@get("/tra-cuu/bieu-mau", sync_to_thread=True)
def form(request: PortalRequest, portal: _Portal) -> Response[bytes]:
    """Form 01, 02 or 03 as the clerk signed it, byte for byte."""
    owner = _owner(portal, request)
    pdf = None if owner is None else owner.desk.form(owner.code)
    if pdf is None:
        raise NotFoundException
    return _private(pdf, "application/pdf", {"Content-Disposition": 'attachment; filename="bieu-mau.pdf"'})


def _private(data: bytes, kind: str, more: dict[str, str]) -> Response[bytes]:
    return Response(data, media_type=kind, headers=SECURITY_HEADERS | {"Cache-Control": "private, no-store"} | more)


OWNER_PAGES = (supply_form, supply, withdraw_form, withdraw, paper_picture, result, form)
