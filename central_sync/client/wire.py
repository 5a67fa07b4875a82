"""The only place that imports `requests`: one session with keep-alive, no environment, no redirect, pinned TLS."""

import socket
import ssl
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, ReadTimeoutError, SSLError

from central_sync.protocol.exchange import Request, Response
from central_sync.protocol.faults import FaultCode, TransportFault

_SEND_BUFFER = 64 * 1024
"""Bytes the kernel may hold: small, so that "no byte moved" is seen by the sender and not hidden in a buffer."""
_BLOCK = 64 * 1024
_SOCKET_OPTIONS = [*HTTPConnection.default_socket_options, (socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)]


class _PinnedAdapter(HTTPAdapter):
    """Uses the given TLS context and nothing else; `requests` would add the world's authorities to it."""

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **extra: Any) -> None:
        extra["socket_options"] = _SOCKET_OPTIONS
        if self._context is not None:
            extra["ssl_context"] = self._context
        super().init_poolmanager(connections, maxsize, block, **extra)

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        del conn, url, verify, cert


class Wire:
    """One connection to one address; used by one thread."""

    def __init__(self, address: str, context: ssl.SSLContext | None) -> None:
        self._address = address
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers.clear()
        adapter = _PinnedAdapter(context)
        self._session.mount("https://" if context is not None else "http://", adapter)

    def send(self, request: Request) -> Response:
        """Send and read the whole reply; raises TransportFault."""
        try:
            with self._open(request) as reply:
                body = b"".join(_read(reply, request.reply_limit))
                return Response(reply.status_code, body)
        except (requests.RequestException, HTTPError, OSError) as fault:
            self.close()
            raise TransportFault(fault_code(fault), type(fault).__name__) from fault
        except TransportFault:
            self.close()
            raise

    def close(self) -> None:
        """Give the connection back."""
        self._session.close()

    def _open(self, request: Request) -> requests.Response:
        headers = {"User-Agent": "motcua-desk/1", "Accept-Encoding": "identity", **dict(request.headers)}
        return self._session.request(
            request.method,
            self._address + request.path,
            # A stream goes out in blocks, and the stall time counts for each block instead of the whole body.
            data=BytesIO(request.body) if request.body else None,
            headers=headers,
            timeout=request.stall_seconds,
            stream=True,
            allow_redirects=False,
        )


def _read(reply: requests.Response, limit: int) -> Iterator[bytes]:
    total = 0
    while block := reply.raw.read(_BLOCK, decode_content=False):
        total += len(block)
        if total > limit:
            raise TransportFault(FaultCode.NOT_THE_CENTRE, "too long")
        yield block


_CAUSES: tuple[tuple[type[BaseException], FaultCode], ...] = (
    (ssl.SSLError, FaultCode.UNTRUSTED),
    (SSLError, FaultCode.UNTRUSTED),
    (requests.exceptions.SSLError, FaultCode.UNTRUSTED),
    (requests.ConnectTimeout, FaultCode.OFFLINE),
    (NewConnectionError, FaultCode.OFFLINE),
    (requests.Timeout, FaultCode.STALLED),
    (ReadTimeoutError, FaultCode.STALLED),
    (TimeoutError, FaultCode.STALLED),
    (ProtocolError, FaultCode.CUT),
    (ConnectionError, FaultCode.CUT),
)
"""What an exception, or anything it was raised from, says about the line; the first row that fits counts."""


def fault_code(fault: BaseException) -> FaultCode:
    """The code of a library's exception by its whole chain of causes; a line that says nothing else is OFFLINE."""
    chain = list(_chain(fault))
    for kind, code in _CAUSES:
        if any(isinstance(one, kind) for one in chain):
            return code
    return FaultCode.OFFLINE


def _chain(fault: BaseException) -> Iterator[BaseException]:
    waiting: list[object] = [fault]
    seen: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
