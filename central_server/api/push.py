"""The door for acts: takes requests from many desks as they come and has those that wait answered together.

It speaks ASGI itself: a desk that sends one act at a time pays for the door more than for its act.
"""

from collections.abc import Callable

from litestar.enums import HttpMethod
from litestar.exceptions import MethodNotAllowedException
from litestar.types import Receive, Scope, Send

from central_server.services.pushes import Asked, Pushes
from central_server.services.together import Table, Together
from central_sync.protocol.codec import WireFault
from central_sync.protocol.messages import MAX_BODY
from dossier.identifiers import DeviceId

_SERVERS = 2
"""Groups side by side: one is read, proved and answered while the database works for the other."""
_ROOM = 16 * 1024
"""Packed bytes of one group, some hundred acts: beyond it nothing gets cheaper, and whoever comes late waits longer."""
_ALONE = 8 * 1024
"""Packed bytes that are enough for a group beside another one."""


class PushDoor:
    """POST /push: a batch of acts; the answers, and the first page of the feed behind them."""

    def __init__(self, name_of: Callable[[str], DeviceId], pushes: Pushes) -> None:
        self._name_of = name_of
        table: Table[Asked] = Table(_SERVERS, _ROOM, _ALONE, lambda asked: len(asked.body), lambda asked: asked.device)
        self._together: Together[Asked, bytes] = Together(pushes.answer, table)

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; raises what the complaint handlers of the routes know."""
        if scope.get("method") != HttpMethod.POST:
            raise MethodNotAllowedException
        device = self._name_of(_authorization(scope))
        reply = await self._together.ask(Asked(device, await _body(receive)))
        headers = [
            (b"content-type", b"application/octet-stream"),
            (b"content-length", str(len(reply)).encode()),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": reply, "more_body": False})


def _authorization(scope: Scope) -> str:
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"), "")


async def _body(receive: Receive) -> bytes:
    """The whole body; raises WireFault `too_big`, and `cut_short` when the desk hung up."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise WireFault("cut_short")
        parts.append(message["body"])
        size += len(parts[-1])
        if size > MAX_BODY:
            raise WireFault("too_big")
        if not message["more_body"]:
            return b"".join(parts)
