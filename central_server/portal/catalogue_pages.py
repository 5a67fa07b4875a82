"""Answers the addresses of the catalogue: search, an event of life, one procedure; files nothing."""

from typing import Annotated
from urllib.parse import urlencode

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, QueryParameter, SkipValidation

from central_server.portal.preferences import Language
from central_server.portal.procedure_words import words_of
from central_server.portal.replies import SECURITY_HEADERS, Page, Portal, PortalRequest, preferences_of, show
from central_server.services.catalogue import is_ministry
from dossier.instructions import Instructions

_Portal = NamedDependency[SkipValidation[Portal]]
_Query = Annotated[str, QueryParameter(max_length=200)]

_LIST = Page("catalogue.html", "services.list.title", here="/thu-tuc", section="services", private=False)


@get("/thu-tuc", sync_to_thread=True)
def procedures(request: PortalRequest, portal: _Portal, tim: _Query = "") -> Response[str]:
    """All procedures, or those that the typed words find."""
    found = portal.catalogue.search(tim)
    here = _LIST.here + ("?" + urlencode({"tim": tim}) if tim.strip() else "")
    page = Page(_LIST.template, _LIST.title_id, here, _LIST.section, private=False)
    return show(
        portal,
        request,
        page,
        found=found,
        typed=tim.strip(),
        event=None,
        events=portal.catalogue.events,
        is_ministry=is_ministry,
    )


@get("/thu-tuc/viec/{event:str}", sync_to_thread=True)
def of_event(request: PortalRequest, portal: _Portal, event: FromPath[str]) -> Response[str]:
    """The procedures of one event of life."""
    known = portal.catalogue.event(event)
    if known is None:
        raise NotFoundException
    english = preferences_of(request).language is Language.EN
    title = known.name_en if english else known.name
    page = Page(_LIST.template, "", f"/thu-tuc/viec/{known.code}", _LIST.section, private=False, title=title)
    found = portal.catalogue.of_event(known)
    return show(
        portal, request, page, procedures=found, event=known, events=portal.catalogue.events, is_ministry=is_ministry
    )


@get("/thu-tuc/{code:str}", sync_to_thread=True)
def procedure(request: PortalRequest, portal: _Portal, code: FromPath[str]) -> Response[str]:
    """One procedure: what it needs, costs and takes, and where to go."""
    known = portal.catalogue.find(code)
    if known is None:
        raise NotFoundException
    say = portal.speakers.of(preferences_of(request).language)
    here = f"/thu-tuc/{known.code}"
    page = Page("procedure.html", "", here, "services", private=False, title=known.short_name)
    return show(
        portal,
        request,
        page,
        procedure=known,
        told=known.instructions or Instructions(),
        words=words_of(known, say),
        events=portal.catalogue.events_of(known),
        link=portal.catalogue.link(known),
        ministry=is_ministry(known),
        blank=portal.blank(known) is not None,
        filed_here=portal.filing is not None and portal.filing.filing.procedure(known.code) is not None,
    )


@get("/thu-tuc/{code:str}/to-khai.pdf", media_type="application/pdf", sync_to_thread=True)
def blank_form(portal: _Portal, code: FromPath[str]) -> Response[bytes]:
    """The declaration to print and fill in by hand (641/QĐ-UBND art. 3(2)b)."""
    known = portal.catalogue.find(code)
    pdf = None if known is None else portal.blank(known)
    if known is None or pdf is None:
        raise NotFoundException
    name = f"to-khai-{known.code}.pdf"
    return Response(pdf, headers={**SECURITY_HEADERS, "Content-Disposition": f'inline; filename="{name}"'})


def _list(portal: Portal, request: PortalRequest, page: Page, **values: object) -> Response[str]:
    return show(portal, request, page, events=portal.catalogue.events, is_ministry=is_ministry, **values)
