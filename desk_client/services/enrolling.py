"""Makes this machine a desk: reads the ticket, shows its code to the centre, keeps what comes back in one step."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from central_sync.client.enrol import enrol
from central_sync.client.transport import HttpTransport, Trust
from central_sync.protocol.codec import WireFault
from central_sync.protocol.enrolment import EnrolmentTicket, parse_ticket
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.keys import KeySigner
from desk_client.services.centre import KnownCentre, keep_centre, overridden
from desk_client.store import meta
from desk_client.store.writer import Writer
from dossier.messages import Message, message

_MOST_BYTES = 4096


@dataclass(frozen=True, slots=True)
class EnrolTrouble:
    """Why the machine is not enrolled yet: the code, the sentence, whether the same ticket may be tried again."""

    code: str
    message: Message
    retry: bool = False


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What the machine became."""

    device: str
    office: str
    desk_number: int


class Enrolling:
    """The first-run use cases; `override` is the setting `centre`, a proxy in front of the ticket's address."""

    def __init__(self, engine: Engine, writer: Writer, signer: KeySigner, override: str = "") -> None:
        self._engine = engine
        self._writer = writer
        self._signer = signer
        self._override = override

    def read_file(self, path: Path) -> EnrolmentTicket | EnrolTrouble:
        """The ticket in a file that an administrator made."""
        try:
            if not path.is_file():  # a pipe would be waited for without end
                raise OSError(path.name)
            with path.open("rb") as stream:
                body = stream.read(_MOST_BYTES)
        except OSError:
            return EnrolTrouble("ticket_unreadable", message("enrol.ticket_unreadable"), retry=True)
        return self.read(body.decode("utf-8", errors="replace"))

    def read(self, text: str) -> EnrolmentTicket | EnrolTrouble:
        """The ticket in a pasted, typed or scanned text."""
        try:
            return parse_ticket(text)
        except WireFault as fault:
            return EnrolTrouble(fault.code, message(f"enrol.{fault.code}"), retry=True)

    def enrol(
        self, ticket: EnrolmentTicket, desk_name: str, stopped: Callable[[], bool] = lambda: False
    ) -> Enrolled | EnrolTrouble:
        """Become a desk; durable when it returns. Reaches the centre, so never on the GUI thread.

        Stopped while the centre's reply was on its way, the machine stays what it was; the same ticket still works.
        """
        with self._engine.connect() as connection:
            if meta.identity(connection) is not None:
                return EnrolTrouble("already", message("enrol.already"))
        address = overridden(self._override, ticket.centre.ca_sha256) if self._override else ticket.centre
        trust = Trust(address)
        transport = HttpTransport(trust)
        try:
            reply = enrol(transport, ticket.code, self._signer.public_hex, desk_name)
        finally:
            transport.close()
        if isinstance(reply, Fault):
            return _trouble(reply)
        if stopped():
            return EnrolTrouble("stopped", message("enrol.stopped.code"), retry=True)

        def keep(connection: Connection) -> None:
            meta.keep_enrolment(connection, reply)
            keep_centre(connection, KnownCentre(ticket.centre, trust.authority))

        self._writer.run(keep)
        return Enrolled(reply.device, reply.office, reply.desk_number)


def _trouble(fault: Fault) -> EnrolTrouble:
    """The sentence of an enrolment: without a desk there is nothing to be kept, unlike in a sync round."""
    line = {
        FaultCode.OFFLINE: "enrol.offline",
        FaultCode.STALLED: "enrol.offline",
        FaultCode.CUT: "enrol.cut",
        FaultCode.UNTRUSTED: "enrol.untrusted",
    }
    sentence = line.get(fault.code, f"sync.fault.{fault.code.value}")
    return EnrolTrouble(fault.code.value, message(sentence), retry=fault.code is not FaultCode.CODE_REFUSED)
