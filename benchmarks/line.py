"""Speaks HTTP over one kept connection as cheaply as it can, so that what is measured is the server."""

import socket
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Reply:
    """Status and whole body."""

    status: int
    body: bytes


def request(method: str, path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join((*lines, "", "")).encode() + body


class Line:
    """A connection to a server; one request at a time."""

    def __init__(self, address: str) -> None:
        where = urlsplit(address)
        self._socket = socket.create_connection((where.hostname or "", where.port or 80), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._rest = b""

    def send(self, request: bytes) -> Reply:
        """Send and wait for the whole reply; raises OSError when the connection ends before."""
        self._socket.sendall(request)
        buffer = self._rest
        while (end := buffer.find(b"\r\n\r\n")) < 0:
            buffer += self._more()
        head = buffer[:end].decode("latin-1").split("\r\n")
        lengths = [line.partition(":")[2] for line in head if line.lower().startswith("content-length:")]
        stop = end + 4 + int(lengths[0])
        parts, have = [buffer], len(buffer)
        while have < stop:
            parts.append(self._more())
            have += len(parts[-1])
        whole = b"".join(parts)
        self._rest = whole[stop:]
        return Reply(int(head[0].split(" ")[1]), whole[end + 4 : stop])

    def _more(self) -> bytes:
        got = self._socket.recv(262_144)
        if not got:
            raise ConnectionError("the server ended the connection")
        return got

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None) -> None:
        self._socket.close()
