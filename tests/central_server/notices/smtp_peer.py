"""A real mail relay (aiosmtpd) as a process of its own: takes letters, writes each as a JSON line, refuses by name.

Receivers beginning with `gone` are refused for good, with `busy` for now; `drop` ends the connection in the middle.
"""

import asyncio
import json
import socket
import sys
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


class Box:
    """What the relay does with letters."""

    async def handle_RCPT(  # noqa: N802  # aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        name = address.partition("@")[0]
        if name == "gone":
            return "550 5.1.1 no such mailbox"
        if name == "busy":
            return "450 4.2.1 mailbox is busy"
        if name == "drop":
            server.transport.abort()  # type: ignore[union-attr]  # there is a line while a command is handled
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # as above
        said: dict[str, Any] = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "letter": bytes(envelope.content or b"").decode("utf-8"),
        }
        print(json.dumps(said), flush=True)
        return "250 2.0.0 queued as A1"


async def _run() -> None:
    line = socket.socket()
    line.bind(("127.0.0.1", 0))
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(Box(), hostname="relay", enable_SMTPUTF8=False), sock=line)
    print(line.getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    sys.exit(asyncio.run(_run()))
