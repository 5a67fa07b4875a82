"""The bytes of SMPP 3.4 as far as a sender of short messages needs them; opens no connection.

Source: Short Message Peer to Peer Protocol Specification v3.4, issue 1.2, sections 3.2, 4 and 5, appendix B.
"""

import re
import struct
from dataclasses import dataclass
from enum import IntEnum

from central_server.ports.notices import Receipt, Trouble

MAX_PDU = 64 * 1024
_HEAD = struct.Struct(">IIII")
_RESPONSE = 0x80000000


class Command(IntEnum):
    """Command ids (5.1.2.1); an answer has the highest bit set."""

    GENERIC_NACK = 0x80000000
    SUBMIT_SM = 0x00000004
    SUBMIT_SM_RESP = 0x80000004
    DELIVER_SM = 0x00000005
    DELIVER_SM_RESP = 0x80000005
    UNBIND = 0x00000006
    UNBIND_RESP = 0x80000006
    BIND_TRANSCEIVER = 0x00000009
    BIND_TRANSCEIVER_RESP = 0x80000009
    ENQUIRE_LINK = 0x00000015
    ENQUIRE_LINK_RESP = 0x80000015


STATUS_OK = 0
_INVALID_COMMAND = 0x03
_THIS_MESSAGE = frozenset({0x01, 0x0B})
"""Statuses (5.1.3) that say this message will never go: its length, its destination."""
_THE_ACCOUNT = frozenset({0x04, 0x0A, 0x0D, 0x0E, 0x0F, 0x14, 0x15, 0x43, 0x48, 0x49, 0x50, 0x51, 0x53, 0x58})
"""Statuses that every message would meet now: not bound, our address, our kind of message, queue full, throttled."""
_DESTINATION_TON, _DESTINATION_NPI = 1, 1
_ALPHANUMERIC_TON = 5
_UDH = 0x40
_RECEIPT_BITS, _RECEIPT = 0x3C, 0x04
_TAG_ID, _TAG_STATE = 0x001E, 0x0427
_DELIVERED_STATES = {2: True, 3: False, 4: False, 5: False, 8: False}
"""message_state (5.2.28): 1 en route, 6 accepted and 7 unknown settle nothing."""
_DELIVERED_WORDS = {"DELIVRD": True, "EXPIRED": False, "DELETED": False, "UNDELIV": False, "REJECTD": False}
_RECEIPT_TEXT = re.compile(rb"id:(\S+).*?stat:(\w+)(?:.*?err:(\S+))?", re.DOTALL | re.IGNORECASE)


class SmppFault(Exception):
    """The other side's bytes are no SMPP."""


@dataclass(frozen=True, slots=True)
class Pdu:
    """One packet: command, status, sequence, body."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    def encode(self) -> bytes:
        """Its bytes."""
        return _HEAD.pack(_HEAD.size + len(self.body), self.command, self.status, self.sequence) + self.body


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a short message as it is submitted."""

    sender: str
    to: str
    text: bytes
    coding: int
    joined: bool


class PduReader:
    """Takes bytes as they come and gives packets."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, data: bytes) -> list[Pdu]:
        """The packets that are whole now; raises SmppFault for a length that cannot be."""
        self._kept += data
        found: list[Pdu] = []
        while len(self._kept) >= _HEAD.size:
            length, command, status, sequence = _HEAD.unpack_from(self._kept)
            if not _HEAD.size <= length <= MAX_PDU:
                raise SmppFault("length")
            if len(self._kept) < length:
                break
            found.append(Pdu(command, status, sequence, self._kept[_HEAD.size : length]))
            self._kept = self._kept[length:]
        return found


def bind_body(system_id: str, password: str) -> bytes:
    """Body of bind_transceiver (4.1.5): version 3.4, any address."""
    return _text(system_id, 16) + _text(password, 9) + _text("", 13) + bytes((0x34, 0, 0)) + _text("", 41)


def submit_body(part: Part) -> bytes:
    """Body of submit_sm (4.4.1): to an international number, a receipt asked for whatever the outcome."""
    numeric = part.sender.isdigit()
    ton = _DESTINATION_TON if numeric else _ALPHANUMERIC_TON
    npi = _DESTINATION_NPI if numeric else 0
    head = _text("", 6) + bytes((ton, npi)) + _text(part.sender, 21)
    head += bytes((_DESTINATION_TON, _DESTINATION_NPI)) + _text(part.to, 21)
    head += bytes((_UDH if part.joined else 0, 0, 0)) + _text("", 17) + _text("", 17)
    return head + bytes((1, 0, part.coding, 0, len(part.text))) + part.text


def message_id(body: bytes) -> str:
    """The id in a submit_sm_resp ("" when there is none)."""
    return body.partition(b"\0")[0].decode("ascii", "replace")


def trouble_of(status: int) -> Trouble:
    """What a refused submit_sm means for this message and for the others."""
    if status in _THIS_MESSAGE:
        return Trouble.NEVER
    return Trouble.CHANNEL if status in _THE_ACCOUNT else Trouble.LATER


def unknown_command(pdu: Pdu) -> Pdu:
    """The answer to a request that we do not know (4.3)."""
    return Pdu(Command.GENERIC_NACK, _INVALID_COMMAND, pdu.sequence)


def is_request(pdu: Pdu) -> bool:
    """Whether an answer is expected."""
    return not pdu.command & _RESPONSE


def read_receipt(body: bytes) -> Receipt | None:
    """The delivery receipt of a deliver_sm (appendix B); None for a message of a person, or one that settles nothing.

    The optional parameters receipted_message_id and message_state win over the text, whose form is the provider's.
    Raises SmppFault for a body that is cut off.
    """
    esm_class, text, options = _deliver(body)
    if esm_class & _RECEIPT_BITS != _RECEIPT:
        return None
    found = _RECEIPT_TEXT.search(text)
    name = options.get(_TAG_ID, b"").rstrip(b"\0") or (found[1] if found else b"")
    word = found[2].decode("ascii", "replace").upper() if found else ""
    state = options.get(_TAG_STATE, b"")
    delivered = _DELIVERED_STATES.get(state[0]) if state else _DELIVERED_WORDS.get(word)
    if not name or delivered is None:
        return None
    error = found[3].decode("ascii", "replace") if found and found[3] else ""
    answer = f"{word or state.hex()} {error}".strip()
    return Receipt(name.decode("ascii", "replace"), delivered, answer)


def _deliver(body: bytes) -> tuple[int, bytes, dict[int, bytes]]:
    """esm_class, short_message and optional parameters of a deliver_sm (4.6.1)."""
    try:
        at = _after_text(body, 0) + 2
        at = _after_text(body, at) + 2
        at = _after_text(body, at)
        esm_class = body[at]
        at = _after_text(body, _after_text(body, at + 3)) + 4
        length = body[at]
        text = body[at + 1 : at + 1 + length]
        return esm_class, text, _options(body, at + 1 + length)
    except (IndexError, ValueError, struct.error) as fault:
        raise SmppFault("deliver_sm") from fault


def _options(body: bytes, at: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at < len(body):
        tag, length = struct.unpack_from(">HH", body, at)
        found[tag] = body[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def _after_text(body: bytes, at: int) -> int:
    return body.index(b"\0", at) + 1


def _text(text: str, most: int) -> bytes:
    """A C octet string of at most `most` bytes with its end."""
    return text.encode("ascii", "replace").replace(b"\0", b"")[: most - 1] + b"\0"
