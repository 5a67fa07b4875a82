"""Answers the addresses of filing online: begin, each page, the small pictures, the style of conditions."""

from dataclasses import replace
from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter, RawBody, SkipValidation

from central_server.portal import draft_pass
from central_server.portal.filing_scene import (
    APPLICANT,
    CHECK,
    DELIVERY,
    DONE,
    FORM,
    PAPERS,
    Problem,
    Scene,
    scene_of,
    show_step,
    style_of,
    style_version,
    to_start,
)
from central_server.portal.filing_steps import (
    show_check,
    show_done,
    show_fields,
    show_papers,
    take_check,
    take_fields,
    take_papers,
    throw_away,
)
from central_server.portal.moments import moment_text
from central_server.portal.posted import LARGEST_FORM, LARGEST_UPLOAD, Posted, read_posted
from central_server.portal.replies import SECURITY_HEADERS, Portal, PortalRequest, cookie, lead_to
from central_server.services.filing.drafts import DraftGone
from central_server.services.filing.turnstile import Gate

_Portal = NamedDependency[SkipValidation[Portal]]
_Query = Annotated[str, QueryParameter(max_length=80)]
_DROP = "xoa"


@get("/nop/{code:str}", sync_to_thread=True)
def start(request: PortalRequest, portal: _Portal, code: FromPath[str]) -> Response[str]:
    """What is needed, which office, and whether a draft waits in this browser."""
    return _start(scene_of(portal, request, code))


def _start(scene: Scene, problems: tuple[Problem, ...] = ()) -> Response[str]:
    groups = scene.desk.filing.offices(scene.procedure)
    return show_step(scene, "", "filing_start.html", problems, groups=groups)


@post("/nop/{code:str}", status_code=200, sync_to_thread=True, request_max_body_size=LARGEST_FORM)
def begin(request: PortalRequest, portal: _Portal, code: FromPath[str], body: RawBody) -> Response[str]:
    """Begin a draft, or go on with the one that is there under another office."""
    scene = scene_of(portal, request, code)
    if draft_pass.from_elsewhere(request):
        return to_start(scene)
    posted, say = _posted(request, body), scene.reading.say
    office = posted.text("noi")
    if not scene.desk.filing.takes(scene.procedure, office):
        return _start(scene, (Problem("noi", say("filing.office.missing")),))
    fresh = scene.draft is None or scene.draft.filed is not None
    token = scene.token
    if fresh:
        pause = scene.desk.turnstile.pause(Gate.BEGIN, scene.client)
        if pause is not None:
            return _start(scene, (Problem("noi", say("filing.pause", moment=moment_text(pause, say))),))
        token = scene.desk.filing.begin(code)
    scene.desk.filing.change(token, lambda draft: replace(draft, office=office))
    reply = lead_to(f"{scene.base}/{APPLICANT}")
    reply.set_cookie(cookie(portal, draft_pass.COOKIE, token, draft_pass.SECONDS, scene.base))
    return reply


@get("/nop/{code:str}/{step:str}", sync_to_thread=True)
def page(request: PortalRequest, portal: _Portal, code: FromPath[str], step: FromPath[str]) -> Response[str]:
    """One page of the filing as it stands; after sending there is only the last one."""
    scene = scene_of(portal, request, code)
    if scene.draft is None:
        return to_start(scene)
    if scene.draft.filed is not None:
        return show_done(scene) if step == DONE else lead_to(f"{scene.base}/{DONE}")
    if step not in scene.steps():
        raise NotFoundException
    match step:
        case _ if step == PAPERS:
            return show_papers(scene)
        case _ if step == CHECK:
            return show_check(scene)
        case _:
            return show_fields(scene, step)


@post("/nop/{code:str}/{step:str}", status_code=200, sync_to_thread=True, request_max_body_size=LARGEST_UPLOAD)
def take(
    request: PortalRequest, portal: _Portal, code: FromPath[str], step: FromPath[str], body: RawBody
) -> Response[str]:
    """Take one page; only a form that we drew for this very draft counts."""
    scene = scene_of(portal, request, code)
    posted = _posted(request, body)
    trusted = draft_pass.marked(posted.text("dau"), scene.token, portal.settings.pass_key)
    if scene.draft is None or not trusted or draft_pass.from_elsewhere(request):
        return to_start(scene)
    if step == _DROP:
        return throw_away(scene)
    if scene.draft.filed is not None:
        return lead_to(f"{scene.base}/{DONE}")
    if step not in scene.steps():
        raise NotFoundException
    try:
        return _take(scene, step, posted)
    except DraftGone:
        return to_start(scene)


def _take(scene: Scene, step: str, posted: Posted) -> Response[str]:
    if step == PAPERS:
        return take_papers(scene, posted)
    if step == CHECK:
        return take_check(scene, posted)
    assert step in (APPLICANT, DELIVERY) or step.startswith(FORM)
    return take_fields(scene, step, posted)


@get("/nop/{code:str}/anh/{paper:str}", sync_to_thread=True)
def picture(request: PortalRequest, portal: _Portal, code: FromPath[str], paper: FromPath[str]) -> Response[bytes]:
    """A small picture of a paper of this browser's own draft."""
    scene = scene_of(portal, request, code)
    drawn = None if scene.draft is None else scene.desk.filing.picture(scene.token, scene.draft, paper)
    if drawn is None:
        raise NotFoundException
    headers = {"Cache-Control": "private, no-store"}
    return Response(drawn, media_type="image/jpeg", headers=SECURITY_HEADERS | headers)


@get("/static/nop.css", sync_to_thread=True)
def conditions(request: PortalRequest, portal: _Portal, ma: _Query = "", v: _Query = "") -> Response[str]:
    """The style sheet by which a page hides what is not asked; a year in the cache under its own hash."""
    scene = scene_of(portal, request, ma)
    lasting = v == style_version(scene)
    headers = {"Cache-Control": "public, max-age=31536000, immutable" if lasting else "no-cache"}
    style = style_of(scene.desk, scene.procedure)
    return Response(style, media_type="text/css; charset=utf-8", headers=SECURITY_HEADERS | headers)


def _posted(request: PortalRequest, body: bytes) -> Posted:
    return read_posted(request.headers.get("content-type", ""), body)


FILING_PAGES = (start, begin, page, take, picture, conditions)
