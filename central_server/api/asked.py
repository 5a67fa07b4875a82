"""Takes what a person asks from his desk with his password; the services decide, and it is durable when answered."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from litestar import Response, Router, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import RawBody

from central_server.api.replies import complaint_handlers, packed, type_of_request
from central_server.ports.world import Clock
from central_server.services.administering import Administering
from central_server.services.deputy_requests import DeputyRequests
from central_server.services.desks import Desks, allowed
from central_server.services.own_password import OwnPasswords
from central_sync.protocol.administering import ACCOUNT, PROCEDURES, AccountOrder, ProceduresRequest
from central_sync.protocol.codec import decode, encode, pack, unpack
from central_sync.protocol.deputies import LEND, TAKE_BACK, LendRequest, TakeBackRequest
from central_sync.protocol.messages import PATH
from central_sync.protocol.own_password import CHANGE_PASSWORD, PasswordRequest
from dossier.identifiers import OfficeId

Q = TypeVar("Q")
Answer = Callable[[OfficeId, Q], msgspec.Struct]

_SMALL = 4 * 1024
_WITH_A_BASIS = 16 * 1024
"""Where the document by which something is lent is named in words."""


@dataclass(frozen=True, slots=True)
class AskedParts:
    """The services behind the routes."""

    clock: Clock
    desks: Desks
    administering: Administering
    deputies: DeputyRequests
    passwords: OwnPasswords


def asked_router(parts: AskedParts) -> Router:
    """The routes: what is asked there, and who answers."""

    def question(path: str, kind: type[Q], answer: Answer[Q], most: int) -> HTTPRouteHandler:
        """Something is asked of the office of the desk, in a body of `most` bytes at the most."""

        @post(path, sync_to_thread=True, request_max_body_size=most, status_code=200)
        def asked(request: type_of_request, body: RawBody) -> Response[bytes]:
            office = allowed(parts.desks.device_of(request.headers.get("authorization", "")))
            return packed(pack(encode(answer(office, decode(unpack(body, most), kind)))))

        return asked

    return Router(
        path=PATH,
        route_handlers=[
            question(ACCOUNT, AccountOrder, parts.administering.account, _SMALL),
            question(PROCEDURES, ProceduresRequest, parts.administering.procedures, _SMALL),
            question(LEND, LendRequest, parts.deputies.lend, _WITH_A_BASIS),
            question(TAKE_BACK, TakeBackRequest, parts.deputies.take_back, _WITH_A_BASIS),
            question(CHANGE_PASSWORD, PasswordRequest, parts.passwords.change, _SMALL),
        ],
        exception_handlers=complaint_handlers(parts.clock.milliseconds),
        include_in_schema=False,
    )
