"""Writes questions to a printing service and reads its answers in IPP (RFC 8010, 8011); opens no connection."""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

Value = int | str
_VERSION = b"\x01\x01"
_REQUEST_ID = 1
_SHORTEST = 9


class IppFault(ValueError):
    """The answer is no IPP message, or breaks off."""


class Operation(IntEnum):
    """What is asked; the last one is CUPS' own."""

    GET_JOB_ATTRIBUTES = 0x0009
    CUPS_GET_PRINTERS = 0x4002


class Tag(IntEnum):
    """Tags of groups and values that are written or read here."""

    OPERATION_GROUP = 0x01
    JOB_GROUP = 0x02
    END = 0x03
    PRINTER_GROUP = 0x04
    LAST_GROUP = 0x0F
    INTEGER = 0x21
    BOOLEAN = 0x22
    ENUM = 0x23
    KEYWORD = 0x44
    URI = 0x45
    CHARSET = 0x47
    LANGUAGE = 0x48


_HEAD = ((Tag.CHARSET, "attributes-charset", "utf-8"), (Tag.LANGUAGE, "attributes-natural-language", "en"))
_NUMBERS = {Tag.INTEGER: ">i", Tag.ENUM: ">i", Tag.BOOLEAN: ">b"}


@dataclass(frozen=True, slots=True)
class Attribute:
    """A name and its values; a boolean is 0 or 1."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The attributes of one printer or one job."""

    tag: int
    attributes: tuple[Attribute, ...]

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of an attribute; none when it is not there."""
        return tuple(value for value in self._values(name) if isinstance(value, str))

    def text(self, name: str) -> str:
        """The first text of an attribute, or nothing."""
        return next(iter(self.texts(name)), "")

    def number(self, name: str) -> int | None:
        """The first number of an attribute, or None."""
        return next((value for value in self._values(name) if isinstance(value, int)), None)

    def _values(self, name: str) -> tuple[Value, ...]:
        return next((one.values for one in self.attributes if one.name == name), ())


@dataclass(frozen=True, slots=True)
class Answer:
    """Status (below 0x100: well) and groups of an answer."""

    status: int
    groups: tuple[Group, ...]

    @property
    def well(self) -> bool:
        """Whether the service did what was asked."""
        return self.status < 0x100

    def of(self, tag: Tag) -> tuple[Group, ...]:
        """The groups of one kind."""
        return tuple(group for group in self.groups if group.tag == tag)


def ask_printers(wanted: Sequence[str]) -> bytes:
    """Ask for these attributes of every queue."""
    return _encode(Operation.CUPS_GET_PRINTERS, (), wanted)


def ask_job(uri: str, job: int, wanted: Sequence[str]) -> bytes:
    """Ask for these attributes of one job of a queue."""
    return _encode(
        Operation.GET_JOB_ATTRIBUTES, (_value(Tag.URI, "printer-uri", uri), _value(Tag.INTEGER, "job-id", job)), wanted
    )


def read_answer(body: bytes) -> Answer:
    """Read an answer; raises IppFault when it is none."""
    if len(body) < _SHORTEST:
        raise IppFault("too short")
    (status,) = struct.unpack(">H", body[2:4])
    groups: list[Group] = []
    found: list[Attribute] = []
    tag = 0
    for kind, name, value in _pieces(body):
        if kind <= Tag.LAST_GROUP:
            if tag:
                groups.append(Group(tag, tuple(found)))
            tag, found = kind, []
        elif name:
            found.append(Attribute(name, (value,)))
        elif found:
            found[-1] = Attribute(found[-1].name, (*found[-1].values, value))
    return Answer(status, tuple(groups))


def _pieces(body: bytes) -> Iterator[tuple[int, str, Value]]:
    """Each tag with its name and value; a tag of a group has neither."""
    place = 8
    while True:
        kind = _cut(body, place, 1)[0]
        place += 1
        if kind <= Tag.LAST_GROUP:
            yield kind, "", ""
            if kind == Tag.END:
                return
            continue
        name, place = _counted(body, place)
        value, place = _counted(body, place)
        shape = _NUMBERS.get(Tag(kind)) if kind in _NUMBERS else None
        if shape is None:
            yield kind, name.decode("utf-8", "replace"), value.decode("utf-8", "replace")
        elif len(value) == struct.calcsize(shape):
            yield kind, name.decode("utf-8", "replace"), int(struct.unpack(shape, value)[0])
        else:
            raise IppFault("a number of another length")


def _counted(body: bytes, place: int) -> tuple[bytes, int]:
    (length,) = struct.unpack(">H", _cut(body, place, 2))
    return _cut(body, place + 2, length), place + 2 + length


def _cut(body: bytes, place: int, length: int) -> bytes:
    if place + length > len(body):
        raise IppFault("breaks off")
    return body[place : place + length]


def _encode(operation: Operation, values: Sequence[bytes], wanted: Sequence[str]) -> bytes:
    head = (_value(tag, name, text) for tag, name, text in _HEAD)
    keywords = (_value(Tag.KEYWORD, "" if place else "requested-attributes", name) for place, name in enumerate(wanted))
    start = _VERSION + struct.pack(">HI", operation, _REQUEST_ID) + bytes((Tag.OPERATION_GROUP,))
    return b"".join((start, *head, *values, *keywords, bytes((Tag.END,))))


def _value(tag: Tag, name: str, value: Value) -> bytes:
    body = struct.pack(">i", value) if isinstance(value, int) else value.encode()
    known = name.encode()
    return bytes((tag,)) + struct.pack(">H", len(known)) + known + struct.pack(">H", len(body)) + body
