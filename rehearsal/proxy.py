"""A byte-forwarding line between desk and centre that can be cut and restored, as a bad commune line is."""

import asyncio
import sys
from pathlib import Path

CUT = "cut"
"""While a file of this name lies in the control folder, no byte passes and open connections are reset."""
CUT_AFTER = "cut-after"
"""A file of this name holds how many more bytes pass; then the line is cut, in the middle of whatever it carries."""
_LOOK_SECONDS = 0.05


class Line:
    """Forwards one loopback port to another; the control folder says whether it is cut."""

    def __init__(self, target: int, control: Path) -> None:
        self._target = target
        self._control = control
        self._writers: set[asyncio.StreamWriter] = set()

    async def serve(self, port: int) -> int:
        """Listen on a loopback port (0 = any free one) until cancelled; prints and returns the port."""
        server = await asyncio.start_server(self._accept, "127.0.0.1", port)
        bound: int = server.sockets[0].getsockname()[1]
        print(bound, flush=True)
        async with server:
            await asyncio.gather(server.serve_forever(), self._watch())
        return bound

    @property
    def cut(self) -> bool:
        """Whether the line is cut now."""
        return (self._control / CUT).exists()

    def _allowed(self, data: bytes) -> bytes:
        """As much of it as still passes before the cut that was ordered; the byte it ends at cuts the line."""
        order = self._control / CUT_AFTER
        if not order.exists():
            return data
        left = int(order.read_text()) - len(data)
        if left > 0:
            order.write_text(str(left))
            return data
        order.unlink()
        (self._control / CUT).touch()
        return data[: len(data) + left]

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_SECONDS)
            if self.cut:
                for writer in tuple(self._writers):
                    writer.transport.abort()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self.cut:
                return
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target)
            self._writers.add(far_writer)
            try:
                await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
            finally:
                self._writers.discard(far_writer)
                far_writer.transport.abort()
        except OSError:
            return
        finally:
            self._writers.discard(writer)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                if self.cut:
                    break
                writer.write(self._allowed(data))
                await writer.drain()
            if not self.cut and writer.can_write_eof():
                writer.write_eof()
        except OSError:
            writer.transport.abort()


def main(target: int, control: str, port: int) -> int:
    """Run a line until the process is ended."""
    try:
        asyncio.run(Line(target, Path(control)).serve(port))
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 0))
