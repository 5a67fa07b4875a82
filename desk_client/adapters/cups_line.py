"""Carries one question to the CUPS of this machine over its socket or over HTTP; knows no IPP."""

import http.client
import socket
import sys

_PORT = 631


def exchange(server: str, question: bytes, seconds: float) -> bytes | None:
    """The body of the reply to an IPP question; `server` is a path, host:port or "". None: no reply, or a bad one."""
    connection = _connection(server, seconds)
    try:
        connection.request("POST", "/", question, {"Content-Type": "application/ipp"})
        response = connection.getresponse()
        body = response.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
    return body if response.status == http.client.OK else None


if sys.platform != "win32":

    class _SocketConnection(http.client.HTTPConnection):
        """HTTP over the local socket of the service."""

        def __init__(self, path: str, seconds: float) -> None:
            super().__init__("localhost", timeout=seconds)
            self._path = path

        def connect(self) -> None:
            self.sock = socket.socket(socket.AF_UNIX)
            self.sock.settimeout(self.timeout)
            self.sock.connect(self._path)


def _connection(server: str, seconds: float) -> http.client.HTTPConnection:
    if sys.platform != "win32" and server.startswith("/"):
        return _SocketConnection(server, seconds)
    host, _, port = server.partition(":")
    return http.client.HTTPConnection(host or "localhost", int(port) if port.isdigit() else _PORT, timeout=seconds)
