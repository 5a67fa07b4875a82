"""Says in plain words that a page is not here or that the centre failed; programs get the usual JSON instead."""

from collections.abc import Callable
from http import HTTPStatus

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.exceptions.responses import create_exception_response

from central_server.portal.replies import Page, Portal, PortalRequest, show

FailureHandler = Callable[[PortalRequest, Exception], Response[object]]


def failure_pages(portal: Portal) -> dict[int | type[Exception], FailureHandler]:
    """Exception handlers for the router and for the whole application (an unknown address meets no router).

    Only a request that accepts `text/html` gets a page. The cause of a fault is never on it: the caller logs.
    """

    def answer(request: PortalRequest, fault: Exception) -> Response[object]:
        if "text/html" not in request.headers.get("accept", ""):
            return create_exception_response(request, fault)
        status = fault.status_code if isinstance(fault, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
        kind = _kind(status, sent=request.method == "POST")
        return show(portal, request, failure_page(status, kind), kind=kind)  # type: ignore[return-value]  # str is an object; Response is invariant

    return {HTTPException: answer, HTTPStatus.INTERNAL_SERVER_ERROR.value: answer}


def failure_page(status: int, kind: str) -> Page:
    """The page of a failed request."""
    return Page("failure.html", f"portal.failure.{kind}.title", status=status)


def _kind(status: int, *, sent: bool) -> str:
    """Which page; `sent`: the citizen had filled something in, which may not have been kept."""
    if status == HTTPStatus.NOT_FOUND:
        return "missing"
    if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return "too_big"
    if status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return "request"
    return "unsaved" if sent else "fault"
