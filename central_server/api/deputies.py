"""Takes what a leader asks from his desk about his deputies; the service decides, and it is durable when answered."""

from dataclasses import dataclass

from litestar import Response, Router, post
from litestar.di import NamedDependency, Provide
from litestar.params import RawBody, SkipValidation

from central_server.api.replies import complaint_handlers, packed, type_of_request
from central_server.ports.world import Clock
from central_server.services.deputy_requests import DeputyRequests
from central_server.services.desks import Desks, allowed
from central_sync.protocol.codec import decode, encode, pack, unpack
from central_sync.protocol.deputies import LEND, TAKE_BACK, LendRequest, TakeBackRequest
from central_sync.protocol.messages import PATH

_SMALL = 16 * 1024


@dataclass(frozen=True, slots=True)
class DeputyDoor:
    """The services behind the routes."""

    clock: Clock
    desks: Desks
    requests: DeputyRequests


_Parts = NamedDependency[SkipValidation[DeputyDoor]]


@post(LEND, sync_to_thread=True, request_max_body_size=_SMALL, status_code=200)
def lend(request: type_of_request, parts: _Parts, body: RawBody) -> Response[bytes]:
    """A deputy may sign for the asker."""
    office = allowed(parts.desks.device_of(request.headers.get("authorization", "")))
    return packed(pack(encode(parts.requests.lend(office, decode(unpack(body, _SMALL), LendRequest)))))


@post(TAKE_BACK, sync_to_thread=True, request_max_body_size=_SMALL, status_code=200)
def take_back(request: type_of_request, parts: _Parts, body: RawBody) -> Response[bytes]:
    """A deputy may no more."""
    office = allowed(parts.desks.device_of(request.headers.get("authorization", "")))
    return packed(pack(encode(parts.requests.take_back(office, decode(unpack(body, _SMALL), TakeBackRequest)))))


def deputies_router(parts: DeputyDoor) -> Router:
    """The routes."""
    return Router(
        path=PATH,
        route_handlers=[lend, take_back],
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False, use_cache=True)},
        exception_handlers=complaint_handlers(parts.clock.milliseconds),
        include_in_schema=False,
    )
