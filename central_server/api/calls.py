"""Gives an office's desks their list of calls; the list of another office is nobody's business."""

from dataclasses import dataclass

from litestar import Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from central_server.api.replies import complaint_handlers, packed, type_of_request
from central_server.ports.world import Clock
from central_server.services.desks import Desks, allowed
from central_server.services.notices.calls import NoticeCalls
from central_sync.protocol.calls import CALLS, CallRow, CallsReply
from central_sync.protocol.codec import encode, pack
from central_sync.protocol.messages import PATH


@dataclass(frozen=True, slots=True)
class CallParts:
    """The services behind the route."""

    clock: Clock
    desks: Desks
    calls: NoticeCalls


_Parts = NamedDependency[SkipValidation[CallParts]]


@get("/", sync_to_thread=True)
def calls(request: type_of_request, parts: _Parts) -> Response[bytes]:
    """The open calls of the device's office."""
    office = allowed(parts.desks.device_of(request.headers.get("authorization", "")))
    rows = [
        CallRow(one.id, one.dossier, one.code, one.name, one.phone, one.text, one.at, one.tries)
        for one in parts.calls.of_office(office)
    ]
    return packed(pack(encode(CallsReply(rows))))


def calls_router(parts: CallParts) -> Router:
    """The route."""
    return Router(
        path=f"{PATH}{CALLS}",
        route_handlers=[calls],
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False, use_cache=True)},
        exception_handlers=complaint_handlers(parts.clock.milliseconds),
        include_in_schema=False,
    )
