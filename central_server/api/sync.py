"""The routes of `central_sync.protocol.exchange`: unpack, ask the service, pack; raw bodies, hard limits."""

from dataclasses import dataclass

from litestar import Response, Router, asgi, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, RawBody, SkipValidation
from litestar.types import Receive, Scope, Send

from central_server.api.push import PushDoor
from central_server.api.replies import complaint_handlers, packed, type_of_request
from central_server.ports.values import Device
from central_server.ports.world import Clock
from central_server.services.complaints import Complain
from central_server.services.desks import Desks, allowed
from central_server.services.files import Files
from central_server.services.pages import FeedPages, Place
from central_server.services.pushes import Pushes
from central_server.services.rulebook import Rulebook
from central_sync.protocol.centre import page_body
from central_sync.protocol.codec import decode, encode, pack, unpack
from central_sync.protocol.exchange import LEAF_HEADER
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import (
    LEAF,
    PATH,
    EnrolRequest,
    FileKey,
    HaveRequest,
    PullRequest,
    TokenRequest,
)

_SMALL = 64 * 1024


@dataclass(frozen=True, slots=True)
class SyncParts:
    """The services behind the routes; `ca` is the DER of the province's authority, empty when there is none."""

    clock: Clock
    desks: Desks
    pushes: Pushes
    pages: FeedPages
    files: Files
    rulebook: Rulebook
    ca: bytes = b""


_Parts = NamedDependency[SkipValidation[SyncParts]]


def _device(request: type_of_request, parts: SyncParts) -> Device:
    return parts.desks.device_of(request.headers.get("authorization", ""))


@get("/ca", sync_to_thread=False)
def ca(parts: _Parts) -> Response[bytes]:
    """The province's certification authority; its hash is pinned, so it needs no trust."""
    if not parts.ca:
        raise Complain(FaultCode.REQUEST_REFUSED, "no_ca")
    return packed(parts.ca)


@post("/enrol", sync_to_thread=True, request_max_body_size=_SMALL)
def enrol(parts: _Parts, body: RawBody) -> Response[bytes]:
    """A new desk with its one-time code."""
    return packed(pack(encode(parts.desks.enrol(decode(unpack(body, _SMALL), EnrolRequest)))))


@post("/token", sync_to_thread=True, request_max_body_size=_SMALL)
def token(parts: _Parts, body: RawBody) -> Response[bytes]:
    """A signed moment for a bearer token."""
    return packed(pack(encode(parts.desks.token(decode(unpack(body, _SMALL), TokenRequest)))))


@post("/pull", sync_to_thread=True, request_max_body_size=_SMALL)
def pull(request: type_of_request, parts: _Parts, body: RawBody) -> Response[bytes]:
    """A page of the office's feed."""
    device = _device(request, parts)
    asked = decode(unpack(body, _SMALL), PullRequest)
    return packed(page_body(parts.pages.page(Place(allowed(device), asked.epoch, asked.after), asked.limit)))


@get("/rules/{version:str}", sync_to_thread=True)
def rules(request: type_of_request, parts: _Parts, version: FromPath[str]) -> Response[bytes]:
    """The exact bytes of a version of the rules."""
    allowed(_device(request, parts))
    body = parts.rulebook.body(version)
    if body is None:
        raise Complain(FaultCode.RULES_MISSING)
    return packed(pack(body))


@post("/blob/have", sync_to_thread=True, request_max_body_size=_SMALL)
def blob_have(request: type_of_request, parts: _Parts, body: RawBody) -> Response[bytes]:
    """Which leaves are here."""
    device = _device(request, parts)
    return packed(pack(encode(parts.files.have(device, decode(unpack(body, _SMALL), HaveRequest)))))


@put("/blob/{sha256:str}/{index:int}", sync_to_thread=True, request_max_body_size=LEAF)
def blob_put(
    request: type_of_request, parts: _Parts, sha256: FromPath[str], index: FromPath[int], body: RawBody
) -> Response[bytes]:
    """A leaf up; its hash comes back when it is durable."""
    device = _device(request, parts)
    said = request.headers.get(LEAF_HEADER, "")
    return packed(parts.files.put(device, sha256, index, body, said).encode())


@get("/blob/{sha256:str}/{index:int}", sync_to_thread=True)
def blob_get(request: type_of_request, parts: _Parts, sha256: FromPath[str], index: FromPath[int]) -> Response[bytes]:
    """A leaf down."""
    return packed(parts.files.get(_device(request, parts), sha256, index))


@post("/blob/{sha256:str}/commit", sync_to_thread=True, request_max_body_size=_SMALL)
def blob_commit(request: type_of_request, parts: _Parts, sha256: FromPath[str], body: RawBody) -> Response[bytes]:
    """The file is whole: hash it, and decide what waited for it."""
    key = decode(unpack(body, _SMALL), FileKey)
    if key.sha256 != sha256:
        raise Complain(FaultCode.REQUEST_REFUSED, "sha256")
    return packed(pack(encode(parts.files.commit(_device(request, parts), key))))


def sync_router(parts: SyncParts) -> Router:
    """All routes of the desks."""
    door = PushDoor(parts.desks.name_of, parts.pushes)

    @asgi("/push", copy_scope=False)
    async def push(scope: Scope, receive: Receive, send: Send) -> None:
        await door.serve(scope, receive, send)

    return Router(
        path=PATH,
        route_handlers=[ca, enrol, token, push, pull, rules, blob_have, blob_put, blob_get, blob_commit],
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False, use_cache=True)},
        exception_handlers=complaint_handlers(parts.clock.milliseconds),
        include_in_schema=False,
    )
