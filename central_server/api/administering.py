"""Takes what an office's IT administrator asks from his desk; the service decides, and it is durable when answered."""

from dataclasses import dataclass

from litestar import Response, Router, post
from litestar.di import NamedDependency, Provide
from litestar.params import RawBody, SkipValidation

from central_server.api.replies import complaint_handlers, packed, type_of_request
from central_server.ports.world import Clock
from central_server.services.administering import Administering
from central_server.services.desks import Desks, allowed
from central_sync.protocol.administering import ACCOUNT, PROCEDURES, AccountOrder, ProceduresRequest
from central_sync.protocol.codec import decode, encode, pack, unpack
from central_sync.protocol.messages import PATH

_SMALL = 4 * 1024


@dataclass(frozen=True, slots=True)
class AdministerDoor:
    """The services behind the routes."""

    clock: Clock
    desks: Desks
    administering: Administering


_Parts = NamedDependency[SkipValidation[AdministerDoor]]


@post(ACCOUNT, sync_to_thread=True, request_max_body_size=_SMALL, status_code=200)
def account(request: type_of_request, parts: _Parts, body: RawBody) -> Response[bytes]:
    """Something is done to an account of the desk's office."""
    office = allowed(parts.desks.device_of(request.headers.get("authorization", "")))
    return packed(pack(encode(parts.administering.account(office, decode(unpack(body, _SMALL), AccountOrder)))))


@post(PROCEDURES, sync_to_thread=True, request_max_body_size=_SMALL, status_code=200)
def procedures(request: type_of_request, parts: _Parts, body: RawBody) -> Response[bytes]:
    """How far procedures are on their way into force."""
    office = allowed(parts.desks.device_of(request.headers.get("authorization", "")))
    return packed(pack(encode(parts.administering.procedures(office, decode(unpack(body, _SMALL), ProceduresRequest)))))


def administering_router(parts: AdministerDoor) -> Router:
    """The routes."""
    return Router(
        path=PATH,
        route_handlers=[account, procedures],
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False, use_cache=True)},
        exception_handlers=complaint_handlers(parts.clock.milliseconds),
        include_in_schema=False,
    )
