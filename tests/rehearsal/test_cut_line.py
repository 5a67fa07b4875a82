"""The cuttable line: bytes pass as they are, a cut ends what is open and lets nothing in, a restored one passes."""

import socket
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from rehearsal.processes import Children
from rehearsal.proxy import CUT


class _Echo(socketserver.StreamRequestHandler):
    """Answers every line with the same line."""

    def handle(self) -> None:
        for line in self.rfile:
            self.wfile.write(line)


@pytest.fixture
def line(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A line in front of an echo server: its port and its control folder."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Echo) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        children = Children(tmp_path / "logs")
        control = tmp_path / "control"
        control.mkdir()
        port = children.start("line", ("rehearsal.proxy", str(server.server_address[1]), str(control)))
        try:
            yield int(port), control
        finally:
            children.end_all()
            server.shutdown()


def _ask(connection: socket.socket, words: bytes) -> bytes:
    connection.sendall(words)
    return connection.recv(1000)


def _dies(connection: socket.socket) -> bool:
    """Whether the other end closes or resets without another byte; a line that stays open times out instead."""
    try:
        return connection.recv(1000) == b""
    except ConnectionError:
        return True


def test_bytes_pass_until_the_cut_and_again_after_it(line: tuple[int, Path]) -> None:
    """An open connection is reset by the cut, a new one gets nothing, the restored line answers."""
    port, control = line
    with socket.create_connection(("127.0.0.1", port), timeout=10) as open_one:
        assert _ask(open_one, b"xin ch\xc3\xa0o\n") == b"xin ch\xc3\xa0o\n"
        (control / CUT).touch()
        assert _dies(open_one)
    with socket.create_connection(("127.0.0.1", port), timeout=10) as refused:
        assert _dies(refused)
    (control / CUT).unlink()
    with socket.create_connection(("127.0.0.1", port), timeout=10) as again:
        assert _ask(again, b"b\n") == b"b\n"
