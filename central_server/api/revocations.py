"""Gives desks the revocation lists that the centre judges by; they are public and signed by their authorities."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from litestar import Response, Router, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, SkipValidation

from central_server.api.replies import complaint_handlers, packed, type_of_request
from central_server.ports.world import Clock
from central_server.services.complaints import Complain
from central_server.services.desks import Desks, allowed
from central_sync.protocol.codec import encode, pack
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import LEAF, PATH, FileKey
from central_sync.protocol.revocations import LARGEST_LIST, MOST_LISTS, REVOCATIONS, RevocationsReply


@dataclass(frozen=True, slots=True)
class RevocationParts:
    """The services behind the routes; `lists` are those (DER) that count now."""

    clock: Clock
    desks: Desks
    lists: Callable[[], Sequence[bytes]]

    def travelling(self) -> dict[str, bytes]:
        """By their hashes, those that desks get."""
        fitting = {hashlib.sha256(one).hexdigest(): one for one in self.lists() if len(one) <= LARGEST_LIST}
        return dict(sorted(fitting.items())[:MOST_LISTS])


_Parts = NamedDependency[SkipValidation[RevocationParts]]


@get("/", sync_to_thread=True)
def names(request: type_of_request, parts: _Parts) -> Response[bytes]:
    """Which lists there are."""
    allowed(parts.desks.device_of(request.headers.get("authorization", "")))
    lists = parts.travelling()
    keys = [FileKey(sha256, len(body)) for sha256, body in lists.items()]
    return packed(pack(encode(RevocationsReply(keys, len(set(parts.lists())) - len(keys)))))


@get("/{sha256:str}/{index:int}", sync_to_thread=True)
def piece(request: type_of_request, parts: _Parts, sha256: FromPath[str], index: FromPath[int]) -> Response[bytes]:
    """A piece of one of them."""
    allowed(parts.desks.device_of(request.headers.get("authorization", "")))
    body = parts.travelling().get(sha256, b"")[max(0, index) * LEAF :][:LEAF]
    if not body:
        raise Complain(FaultCode.REQUEST_REFUSED, "no_list")
    return packed(pack(body))


def revocations_router(parts: RevocationParts) -> Router:
    """The routes."""
    return Router(
        path=f"{PATH}{REVOCATIONS}",
        route_handlers=[names, piece],
        dependencies={"parts": Provide(lambda: parts, sync_to_thread=False, use_cache=True)},
        exception_handlers=complaint_handlers(parts.clock.milliseconds),
        include_in_schema=False,
    )
