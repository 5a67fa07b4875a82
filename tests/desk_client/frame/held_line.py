"""A line to the centre that holds what comes back, as a stalled one does, until it is let go."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


class HeldLine:
    """Forwards connections on a free loopback port; while `hold` is on, no byte of the far side passes."""

    def __init__(self, target: int | None) -> None:
        self._target = target
        self._passing = threading.Event()
        self._passing.set()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.asked = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def address(self) -> str:
        """Where a desk finds it."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def hold(self) -> None:
        """Hold every answer from now on; `asked` tells when a question came afterwards."""
        self._passing.clear()
        self.asked.clear()

    def let_go(self) -> None:
        """Let the answers pass."""
        self._passing.set()

    def close(self) -> None:
        """End every connection."""
        self._passing.set()
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._listener.accept()
                self._open.append(near)
                if self._target is None:
                    self.asked.set()
                    continue
                far = socket.create_connection(("127.0.0.1", self._target))
                self._open.append(far)
                threading.Thread(target=self._pass, args=(near, far, False), daemon=True).start()
                threading.Thread(target=self._pass, args=(far, near, True), daemon=True).start()

    def _pass(self, source: socket.socket, sink: socket.socket, held: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if held:
                    self._passing.wait()
                else:
                    self.asked.set()
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)


@contextmanager
def held_line(target: int | None) -> Iterator[HeldLine]:
    """A line to a port, or to nobody who ever answers."""
    line = HeldLine(target)
    try:
        yield line
    finally:
        line.close()
