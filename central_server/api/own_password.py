"""Takes an official's wish for another password from his desk; the service decides, and it is durable when answered."""

from dataclasses import dataclass

from litestar import Response, Router, post
from litestar.di import NamedDependency, Provide
from litestar.params import RawBody, SkipValidation

from central_server.api.replies import complaint_handlers, packed, type_of_request
from central_server.ports.world import Clock
from central_server.services.desks import Desks, allowed
from central_server.services.own_password import OwnPasswords
from central_sync.protocol.codec import decode, encode, pack, unpack
from central_sync.protocol.messages import PATH
from central_sync.protocol.own_password import CHANGE_PASSWORD, PasswordRequest

_SMALL = 4 * 1024


@dataclass(frozen=True, slots=True)
class PasswordParts:
    """The services behind the route."""

    clock: Clock
    desks: Desks
    passwords: OwnPasswords


_Parts = NamedDependency[SkipValidation[PasswordParts]]


@post("/", sync_to_thread=True, request_max_body_size=_SMALL, status_code=200)
def change_password(request: type_of_request, parts: _Parts, body: RawBody) -> Response[bytes]:
    """Another password of the asker."""
    office = allowed(parts.desks.device_of(request.headers.get("authorization", "")))
    return packed(pack(encode(parts.passwords.change(office, decode(unpack(body, _SMALL), PasswordRequest)))))


def password_router(parts: PasswordParts) -> Router:
    """The route."""
    return Router(
        path=f"{PATH}{CHANGE_PASSWORD}",
        route_handlers=[change_password],
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False, use_cache=True)},
        exception_handlers=complaint_handlers(parts.clock.milliseconds),
        include_in_schema=False,
    )
