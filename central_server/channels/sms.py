"""Hands short messages to an SMS centre by SMPP 3.4 over one session, and takes its delivery receipts.

A receipt is answered (deliver_sm_resp) only after the caller kept it, so that the SMS centre tells it again otherwise.
"""

import socket
import time
import zlib
from collections.abc import Callable, Sequence

from central_server.channels.settings import SmsSettings
from central_server.channels.smpp_wire import (
    STATUS_OK,
    Command,
    Part,
    Pdu,
    PduReader,
    SmppFault,
    bind_body,
    is_request,
    message_id,
    read_receipt,
    submit_body,
    trouble_of,
    unknown_command,
)
from central_server.channels.sms_text import SmsText, sms_text
from central_server.ports.notices import NotTaken, Outgoing, Receipt, Taken, Trouble

_SECONDS = 20.0
_QUIET_SECONDS = 0.05
_CODING_DEFAULT, _CODING_UCS2 = 0, 8
_ENQUIRE_AFTER = 30.0
_CLOSED = "closed"


class _Session:
    """A bound connection; whoever calls it waits. Faults: OSError, SmppFault."""

    def __init__(self, settings: SmsSettings) -> None:
        peer = settings.peer
        line = socket.create_connection((peer.host, peer.port), timeout=_SECONDS)
        self._line = line if peer.tls is None else peer.tls.wrap_socket(line, server_hostname=peer.host)
        self._reader = PduReader()
        self._sequence = 0
        self._answers: dict[int, Pdu] = {}
        self._delivered: list[Pdu] = []
        self.heard_at = time.monotonic()
        try:
            bound = self.ask(Command.BIND_TRANSCEIVER, bind_body(settings.system_id, settings.password))
        except BaseException:
            self._line.close()
            raise
        if bound.status != STATUS_OK:
            self._line.close()
            raise SmppFault(f"bind_{bound.status:#x}")

    def ask(self, command: Command, body: bytes = b"") -> Pdu:
        """Send a request and wait for its answer."""
        return self.answer(self.request(command, body))

    def request(self, command: Command, body: bytes = b"") -> int:
        """Send a request; its sequence number."""
        self._sequence += 1
        self._line.sendall(Pdu(command, STATUS_OK, self._sequence, body).encode())
        return self._sequence

    def answer(self, sequence: int) -> Pdu:
        """Wait for the answer to a request."""
        while sequence not in self._answers:
            self._read(_SECONDS)
        return self._answers.pop(sequence)

    def delivered(self) -> list[Pdu]:
        """The deliver_sm that have come, until the line is quiet for a moment."""
        try:
            while True:
                self._read(_QUIET_SECONDS)
        except TimeoutError:
            come, self._delivered = self._delivered, []
            return come

    def confirm(self, pdu: Pdu) -> None:
        """Answer a deliver_sm: it is ours to remember now."""
        self._line.sendall(Pdu(Command.DELIVER_SM_RESP, STATUS_OK, pdu.sequence, b"\0").encode())

    def close(self) -> None:
        """Unbind as far as the other side listens."""
        try:
            self.ask(Command.UNBIND)
        except (OSError, SmppFault):
            pass  # it is gone anyway
        finally:
            self._line.close()

    def _read(self, seconds: float) -> None:
        self._line.settimeout(seconds)
        data = self._line.recv(64 * 1024)
        if not data:
            raise SmppFault(_CLOSED)
        self.heard_at = time.monotonic()
        for pdu in self._reader.feed(data):
            self._take(pdu)

    def _take(self, pdu: Pdu) -> None:
        match pdu.command:
            case Command.DELIVER_SM:
                self._delivered.append(pdu)
            case Command.ENQUIRE_LINK:
                self._line.sendall(Pdu(Command.ENQUIRE_LINK_RESP, STATUS_OK, pdu.sequence).encode())
            case Command.UNBIND:
                self._line.sendall(Pdu(Command.UNBIND_RESP, STATUS_OK, pdu.sequence).encode())
                raise SmppFault(_CLOSED)
            case _ if is_request(pdu):
                self._line.sendall(unknown_command(pdu).encode())
            case _:
                self._answers[pdu.sequence] = pdu


class SmsSender:
    """Sends by one session that stays bound, so that receipts find it."""

    def __init__(self, settings: SmsSettings) -> None:
        self._settings = settings
        self._session: _Session | None = None

    def send(self, messages: Sequence[Outgoing]) -> Sequence[Taken | NotTaken]:
        """One answer for each message; all parts go out at once, then their answers are awaited."""
        texts = [sms_text(one.text, marks=self._settings.marks) for one in messages]
        try:
            session = self._bound()
            asked = [
                [] if text is None else [session.request(Command.SUBMIT_SM, body) for body in self._bodies(one, text)]
                for one, text in zip(messages, texts, strict=True)
            ]
        except (OSError, SmppFault) as fault:
            return self._lost(fault, len(messages))
        answers: list[Taken | NotTaken] = []
        for sequences in asked:
            try:
                answers.append(_answer([session.answer(one) for one in sequences]))
            except (OSError, SmppFault) as fault:
                return answers + self._lost(fault, len(messages) - len(answers))
        return answers

    def receive(self, keep: Callable[[Sequence[Receipt]], None]) -> None:
        """Receipts that came while the session was bound; a lost session is bound again at the next message."""
        if self._session is None:
            return
        try:
            come = self._session.delivered()
            receipts = [found for pdu in come if (found := _receipt_of(pdu)) is not None]
            if receipts:
                keep(receipts)
            for pdu in come:
                self._session.confirm(pdu)
            if time.monotonic() - self._session.heard_at > _ENQUIRE_AFTER:
                self._session.ask(Command.ENQUIRE_LINK)
        except (OSError, SmppFault) as fault:
            self._lost(fault, 0)

    def close(self) -> None:
        """Unbind."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _bound(self) -> _Session:
        if self._session is None:
            self._session = _Session(self._settings)
        return self._session

    def _lost(self, fault: Exception, count: int) -> list[Taken | NotTaken]:
        """What the other messages are told; the next group binds anew."""
        self.close()
        why = str(fault) if isinstance(fault, SmppFault) else type(fault).__name__
        return [NotTaken(Trouble.CHANNEL, f"smpp_{why}")] * count

    def _bodies(self, message: Outgoing, text: SmsText) -> list[bytes]:
        reference = zlib.crc32(message.key.encode()) & 0xFF
        coding = _CODING_UCS2 if text.wide else _CODING_DEFAULT
        count = len(text.parts)
        found: list[bytes] = []
        for place, words in enumerate(text.parts, 1):
            plain = words.encode("utf-16-be" if text.wide else "ascii")
            # User data header of parts that belong together (3GPP TS 23.040 section 9.2.3.24.1).
            head = bytes((5, 0, 3, reference, count, place)) if count > 1 else b""
            part = Part(self._settings.sender, message.to, head + plain, coding, count > 1)
            found.append(submit_body(part))
        return found


def _answer(parts: Sequence[Pdu]) -> Taken | NotTaken:
    """The answer to one message from those to its parts; no parts: the text was too long."""
    if not parts:
        return NotTaken(Trouble.NEVER, "too_long")
    refused = next((one for one in parts if one.status != STATUS_OK), None)
    if refused is not None:
        return NotTaken(trouble_of(refused.status), f"smpp_{refused.status:#x}")
    return Taken(tuple(message_id(one.body) for one in parts), "ESME_ROK")


def _receipt_of(pdu: Pdu) -> Receipt | None:
    try:
        return read_receipt(pdu.body)
    except SmppFault:
        return None  # nobody will ever make sense of it: it is confirmed so that it does not come again
