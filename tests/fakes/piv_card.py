"""A small PIV card (NIST SP 800-73) with one RSA key and a PIN of three tries, enough for OpenSC's PKCS#11 module."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa

APPLICATION = bytes.fromhex("A000000308")
CERTIFICATE_9A = bytes.fromhex("5FC105")
CERTIFICATE_9C = bytes.fromhex("5FC10A")
HOLDER = bytes.fromhex("5FC102")
_UNIQUE_ID = bytes.fromhex("D4E739DA739CED39CE739D836858210842108421C84210C3EB")
VERIFY, SIGN = 0x20, 0x87
_KEEPS_PIN = (VERIFY, SIGN)
OPENSC_MODULES = (
    Path("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so"),
    Path("/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so"),
    Path("/usr/lib/opensc-pkcs11.so"),
    Path("/usr/lib/pkcs11/opensc-pkcs11.so"),
)


def find_opensc() -> Path | None:
    """OpenSC's PKCS#11 module, when it is installed."""
    return next((path for path in OPENSC_MODULES if path.is_file()), None)


@dataclass(frozen=True)
class Command:
    """A command of the card: instruction, parameters, data, and how many bytes are wanted."""

    chained: bool
    instruction: int
    first: int
    data: bytes
    wanted: int

    @classmethod
    def parse(cls, raw: bytes) -> Command:
        """A short command (ISO 7816-4, cases 1 to 4)."""
        length = raw[4] if len(raw) > 5 else 0
        has_wanted = len(raw) == 5 or len(raw) == 6 + length
        wanted = (raw[-1] or 256) if has_wanted else 256
        return cls(bool(raw[0] & 0x10), raw[1], raw[2], raw[5 : 5 + length], wanted)


Hear = Callable[[Command], None]


def _nothing(_command: Command) -> None:
    """Nobody listens."""


class PivCard:
    """The card with its key in slot 9A; with `pin_each_time` in 9C, which asks for the PIN before each signature.

    `before` and `after` hear every command, before and after the card obeyed; they may pull it out.
    """

    def __init__(self, key: rsa.RSAPrivateKey, certificate: bytes, pin: str, *, pin_each_time: bool = False) -> None:
        self._numbers = key.private_numbers()
        self._pin = pin.encode("ascii").ljust(8, b"\xff")
        self._pin_each_time = pin_each_time
        self.tries = 3
        self.signatures = 0
        self.before: Hear = _nothing
        self.after: Hear = _nothing
        holder = _tlv(b"\x30", _UNIQUE_ID) + _tlv(b"\x34", bytes(range(16))) + _tlv(b"\x35", b"20360101")
        content = _tlv(b"\x70", certificate) + _tlv(b"\x71", b"\x00") + _tlv(b"\xfe", b"")
        self._objects = {
            HOLDER: _tlv(b"\x53", holder + _tlv(b"\x3e", b"") + _tlv(b"\xfe", b"")),
            CERTIFICATE_9C if pin_each_time else CERTIFICATE_9A: _tlv(b"\x53", content),
        }
        self.reset()

    def reset(self) -> None:
        """Power off: the PIN counts as not given, half a command is forgotten."""
        self._proved = False
        self._chain = b""
        self._left = b""

    def answer(self, raw: bytes) -> bytes:
        """Answer one command."""
        command = Command.parse(raw)
        self.before(command)
        answer = self._answer(command)
        self.after(command)
        return answer

    def _answer(self, command: Command) -> bytes:
        if command.chained:
            self._chain += command.data
            return b"\x90\x00"
        data, self._chain = self._chain + command.data, b""
        if self._pin_each_time and command.instruction not in _KEEPS_PIN:
            self._proved = False
        match command.instruction:
            case 0xA4:
                return self._select(command.first, data)
            case 0xC0:
                return self._more(command.wanted)
            case 0xCB:
                return self._get(data, command.wanted)
            case 0x20:
                return self._verify(data)
            case 0x87:
                return self._sign(data, command.wanted)
            case _:
                return b"\x6d\x00"

    def _select(self, first: int, data: bytes) -> bytes:
        if first != 4 or data[:5] != APPLICATION:
            return b"\x6a\x82"
        authority = _tlv(b"\x79", _tlv(b"\x4f", APPLICATION))
        return _tlv(b"\x61", _tlv(b"\x4f", bytes.fromhex("000010000100")) + authority) + b"\x90\x00"

    def _more(self, wanted: int) -> bytes:
        part, self._left = self._left[:wanted], self._left[wanted:]
        return part + (bytes([0x61, min(len(self._left), 255)]) if self._left else b"\x90\x00")

    def _get(self, data: bytes, wanted: int) -> bytes:
        found = self._objects.get(data[2 : 2 + data[1]])
        if found is None:
            return b"\x6a\x82"
        self._left = found
        return self._more(wanted)

    def _verify(self, pin: bytes) -> bytes:
        if not pin:
            return b"\x90\x00" if self._proved else bytes([0x63, 0xC0 | self.tries])
        if self.tries == 0:
            return b"\x69\x83"
        self._proved = pin == self._pin
        self.tries = 3 if self._proved else self.tries - 1
        if self._proved:
            return b"\x90\x00"
        return bytes([0x63, 0xC0 | self.tries]) if self.tries else b"\x69\x83"

    def _sign(self, data: bytes, wanted: int) -> bytes:
        if not self._proved:
            return b"\x69\x82"
        start = data.find(b"\x81\x82\x01\x00") + 4
        block = int.from_bytes(data[start : start + 256], "big")
        signature = pow(block, self._numbers.d, self._numbers.public_numbers.n).to_bytes(256, "big")
        self.signatures += 1
        self._proved = not self._pin_each_time
        self._left = _tlv(b"\x7c", _tlv(b"\x82", signature))
        return self._more(wanted)


def _tlv(tag: bytes, value: bytes) -> bytes:
    size = len(value)
    if size < 0x80:
        return tag + bytes([size]) + value
    return tag + (bytes([0x81, size]) if size < 0x100 else b"\x82" + struct.pack(">H", size)) + value
