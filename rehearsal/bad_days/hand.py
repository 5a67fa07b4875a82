"""A desk without a window that does what it is asked over a socket and answers each order when it is durable.

It runs as a process of its own, so that it can be killed, and traced, in the middle of an order. An answer is one
JSON line: `{"did": order, …}`, `{"refused": code}`, `{"fault": code}` where a person would read a sentence, or
`{"broke": type}` where nobody would.
"""

import contextlib
import io
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from PIL import Image

from desk_client.belongings import load_settings
from desk_client.bootstrap import Desk, open_desk, open_machine
from desk_client.ports import DeskFault
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.scanning import Scanning
from desk_client.services.session import Session
from desk_client.store.engine import checkpoint
from dossier.acts import FileRef
from dossier.refusals import Refusal
from rehearsal.filling import fill_form, fill_papers
from rehearsal.people import invent
from scanning.image_headers import FileKind
from scanning.pages import Page
from scanning.paper_rules import PaperRefused

PROCEDURE = "1.004873"
READY = "ready"
_SIZE = (1654, 2339)
_NOISE = (330, 330)  # a paper of two leaves
_LONGEST_PAUSE = 0.04
Answer = dict[str, object]


class Hand:
    """The clerk's hands on one desk."""

    def __init__(self, desk: Desk, session: Session) -> None:
        self._desk = desk
        self._session = session
        self._chance = Random(os.urandom(8))
        self._scanning = Scanning(desk.parts, desk.sandbox, desk.checks, lambda _stopped: ())
        self._orders: dict[str, Callable[[], Answer]] = {
            "receive": lambda: self._receive(None),
            "scan": self._scan,
            "sync": self._sync,
            "hold": self._hold,
        }

    def obey(self, order: str) -> Answer:
        """Do one order; whatever happens is an answer."""
        try:
            return self._orders[order]()
        except DeskFault as fault:
            return {"fault": fault.code}
        except Exception as fault:
            return {"broke": type(fault).__name__}

    def toil(self) -> Iterator[Answer]:
        """Receive one citizen after the other, every third with a scan, while rounds run without a pause."""
        threading.Thread(target=self._keep_sending, name="rounds", daemon=True).start()
        while True:
            yield self.obey(self._chance.choice(("receive", "receive", "scan")))
            time.sleep(self._chance.random() * _LONGEST_PAUSE)

    def _keep_sending(self) -> None:
        while True:
            try:
                self._desk.line.once()
            except DeskFault as fault:
                print(fault.code, file=sys.stderr)
            time.sleep(_LONGEST_PAUSE)

    def _receive(self, file: FileRef | None) -> Answer:
        who = invent(self._chance, self._chance.randrange(1_000_000))
        procedure = self._desk.parts.rules().procedure(PROCEDURE, self._desk.parts.clock.now().date())
        if procedure is None:
            raise LookupError(PROCEDURE)
        values = fill_form(procedure.form, who.applicant, self._desk.parts.clock.now().date(), self._chance)
        papers = fill_papers(procedure, values, {} if file is None else {1: file})
        done = self._desk.intake.receive(self._session, IntakeForm(PROCEDURE, who.applicant, values, papers))
        if isinstance(done, Refusal):
            return {"refused": done.code.value}
        assert isinstance(done, Received)
        return {"did": "receive", "code": done.state.code, "file": "" if file is None else file.sha256}

    def _scan(self) -> Answer:
        """A page goes into the draft, the paper onto the shelf, its dossier into the outbox; old pages are let go."""
        self._scanning.forget_closed(())
        width, height = _SIZE
        ref = self._scanning.keep("hand", Page(self._picture(), FileKind.JPEG, width, height, 200))
        file = self._scanning.finish("hand", (ref,))
        if isinstance(file, PaperRefused):
            return {"refused": file.code.value}
        return self._receive(file)

    def _picture(self) -> bytes:
        """A page that no other page equals, as large as a scan of a form."""
        sheet = Image.new("RGB", _SIZE, (250, 248, 242))
        noise = Image.frombytes("L", _NOISE, self._chance.randbytes(_NOISE[0] * _NOISE[1]))
        sheet.paste(noise, (200, 300))
        out = io.BytesIO()
        sheet.save(out, "JPEG", quality=60)
        return out.getvalue()

    def _hold(self) -> Answer:
        """Hold the reserve back, as the line's own thread does after each round."""
        reserve = self._desk.machine.writer.reserve
        reserve.fill()
        return {"did": "hold", "held": not reserve.spent}

    def _sync(self) -> Answer:
        """A round and what the line's own thread does after each; a log that cannot be moved in yet loses nothing."""
        report = self._desk.line.once()
        with contextlib.suppress(DeskFault):
            checkpoint(self._desk.machine.engine)
        error = "" if report.error is None else report.error.code.value
        return {"did": "sync", "sent": report.sent, "error": error, "all": self._desk.outbox.counts().all_sent}


def main(login: str, password: str, handle: int) -> int:
    """Say `ready`, then obey until the other end closes; the order `toil` never ends."""
    wire = socket.socket(fileno=handle)
    machine = open_machine(load_settings())
    desk = open_desk(machine)
    session = None if desk is None else desk.sessions.login(login, password)
    if desk is None or not isinstance(session, Session):
        return 6
    hand = Hand(desk, session)
    _say(wire, {"did": READY})
    with wire.makefile("r", encoding="utf-8") as orders:
        for order in orders:
            for answer in hand.toil() if order.strip() == "toil" else (hand.obey(order.strip()),):
                _say(wire, answer)
    machine.writer.close()
    return 0


def _say(wire: socket.socket, answer: Answer) -> None:
    wire.sendall(json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2]).read_text(encoding="utf-8"), int(sys.argv[3])))
