"""The child that holds one PKCS#11 driver: a driver that crashes or hangs takes nothing else with it.

It leaves no memory image behind when it crashes, because that would hold a PIN.
"""

from __future__ import annotations

import contextlib
import os
import queue
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from sandbox.confine import hide_memory
from sandbox.frames import FrameBroken, read_frame, write_frame
from sandbox.no_core import leave_no_core

from .driver_wire import MOST_BYTES, Ask, Words, pack, states_words, trouble_words, unpack
from .pkcs11 import Pkcs11Token
from .port import Pkcs11Place, TokenSession, TokenTrouble, Trouble
from .readers import look_at_readers


def main() -> int:
    """Answer the parent on stdin and stdout until it closes the pipe."""
    leave_no_core()
    hide_memory()
    questions, answers = _private_pipes()
    place = unpack(read_frame(questions, MOST_BYTES))
    holder = _Holder(Pkcs11Place(Path(place["module"]), place["label"], place["in_reader"]))
    asked: queue.SimpleQueue[Words] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(questions, asked), daemon=True).start()
    while True:
        write_frame(answers, pack(holder.answer(asked.get())))


def _listen(questions: IO[bytes], asked: queue.SimpleQueue[Words]) -> None:
    """Take questions; when the program is gone, leave at once, whatever the driver is waiting for."""
    with contextlib.suppress(FrameBroken):
        while True:
            asked.put(unpack(read_frame(questions, MOST_BYTES)))
    os._exit(0)


class _Holder:
    """The tokens of the driver and the one session that is open on one of them."""

    def __init__(self, place: Pkcs11Place) -> None:
        self._now = datetime.min.replace(tzinfo=UTC)
        self._token = Pkcs11Token(place, lambda: self._now, look_at_readers if place.in_reader else None)
        self._session: TokenSession | None = None

    def answer(self, question: Words) -> Words:
        """Do what is asked."""
        match Ask(question["ask"]):
            case Ask.STATE:
                self._now = datetime.fromisoformat(question["now"])
                return states_words(self._token.states())
            case Ask.OPEN:
                self._now = datetime.fromisoformat(question["now"])
                return self._open(question["pin"], question["certificate"])
            case Ask.SIGN:
                return self._sign(bytes.fromhex(question["tbs"]), question["pin"])
            case Ask.CLOSE:
                self._close()
                return {}

    def _open(self, pin: str | None, certificate: str) -> Words:
        self._close()
        opened = self._token.open(pin, certificate)
        if isinstance(opened, TokenTrouble):
            return trouble_words(opened)
        self._session = opened
        chain = [one.hex() for one in opened.chain]
        return {"certificate": opened.certificate_der.hex(), "chain": chain, "each_time": opened.pin_each_time}

    def _sign(self, tbs: bytes, pin: str | None) -> Words:
        if self._session is None:
            return trouble_words(TokenTrouble(Trouble.REMOVED, detail="no session"))
        signature = self._session.sign(tbs, pin)
        return trouble_words(signature) if isinstance(signature, TokenTrouble) else {"signature": signature.hex()}

    def _close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            session.close()


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the pipes for ourselves: what a driver prints must not reach an answer."""
    questions, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    return questions, answers


if __name__ == "__main__":
    sys.exit(main())
