"""Lays rows out as PostgreSQL's binary arrays, one a column: many rows are one parameter each, and go without a wait.

The driver's own lists are put together value by value in Python and cost more than the database's work on them.
"""

import struct
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, repeat
from typing import Any

from psycopg import Connection
from psycopg.adapt import Dumper
from psycopg.pq import Format
from sqlalchemy import BigInteger, Boolean, Column, Integer, LargeBinary, String, Text
from sqlalchemy.types import TypeEngine

_HEAD = struct.Struct(">iIIii")
"""Dimensions, whether there are NULLs, the type of the elements, how many, and the index of the first."""
_LENGTH = struct.Struct(">i")
_BIG = struct.Struct(">iq")
_SMALL = struct.Struct(">ii")
_TRUTH = struct.Struct(">i?")
_NULL = _LENGTH.pack(-1)


class ColumnBytes(bytes):
    """A whole array as it goes to the database."""

    __slots__ = ()


class _Texts(ColumnBytes):
    __slots__ = ()


class _Binaries(ColumnBytes):
    __slots__ = ()


class _Bigs(ColumnBytes):
    __slots__ = ()


class _Smalls(ColumnBytes):
    __slots__ = ()


class _Truths(ColumnBytes):
    __slots__ = ()


_ARRAY_TYPES: dict[type[ColumnBytes], int] = {_Texts: 1009, _Binaries: 1001, _Bigs: 1016, _Smalls: 1007, _Truths: 1000}
"""The types of the arrays in PostgreSQL's catalogue, which are the same in every version."""


def teach(connection: "Connection[Any]") -> None:
    """Let the driver hand these arrays on as they are."""
    for kind, number in _ARRAY_TYPES.items():
        connection.adapters.register_dumper(kind, _dumper(number))


def texts(values: Iterable[str]) -> ColumnBytes:
    """text[]."""
    encoded = [value.encode() for value in values]
    return _Texts(_array(25, len(encoded), chain.from_iterable(zip(_lengths(encoded), encoded, strict=True))))


def numbers(values: Sequence[int]) -> ColumnBytes:
    """bigint[]."""
    return _Bigs(_array(20, len(values), map(_BIG.pack, repeat(8), values)))


def packers(columns: Iterable["Column[Any]"]) -> list[Callable[[Sequence[Any]], ColumnBytes]]:
    """For each column what makes an array of its values. Raises TypeError for a type that has none yet."""
    return [_packer(column.type) for column in columns]


def _packer(kind: TypeEngine[Any]) -> Callable[[Sequence[Any]], ColumnBytes]:
    match kind:
        case String() | Text():
            return texts
        case LargeBinary():
            return _binaries
        case BigInteger():
            return numbers
        case Integer():
            return _smalls
        case Boolean():
            return _truths
        case _:
            raise TypeError(f"no array for {kind}")


def _binaries(values: Sequence[bytes]) -> ColumnBytes:
    return _Binaries(_array(17, len(values), chain.from_iterable(zip(_lengths(values), values, strict=True))))


def _smalls(values: Sequence[int | None]) -> ColumnBytes:
    parts = [_NULL if value is None else _SMALL.pack(4, value) for value in values]
    return _Smalls(_array(23, len(parts), parts, nulls=None in values))


def _truths(values: Sequence[bool]) -> ColumnBytes:
    return _Truths(_array(16, len(values), map(_TRUTH.pack, repeat(1), values)))


def _lengths(values: Sequence[bytes]) -> Iterable[bytes]:
    return map(_LENGTH.pack, map(len, values))


def _array(element: int, count: int, parts: Iterable[bytes], *, nulls: bool = False) -> bytes:
    if not count:
        return _HEAD.pack(1, 0, element, 0, 1)
    return _HEAD.pack(1, nulls, element, count, 1) + b"".join(parts)


def _dumper(number: int) -> type[Dumper]:
    class AsItIs(Dumper):
        format = Format.BINARY
        oid = number

        def dump(self, obj: ColumnBytes) -> bytes:
            return obj

    return AsItIs
