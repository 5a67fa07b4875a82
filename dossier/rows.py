"""Build frozen values from loaded rows, strictly: an unknown or missing key is a fault with its place."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


class CatalogueFault(ValueError):
    """A row of the rules data that cannot be used: which file, which field, and why."""

    def __init__(self, file: str, field: str, why: str) -> None:
        super().__init__(f"{file}: {field}: {why}")
        self.file = file
        self.field = field
        self.why = why


def read_value(kind: type[Value], row: Mapping[str, object], file: str) -> Value:
    """Build a dataclass from a row; raises CatalogueFault at the first key or value that does not fit."""
    value: Value = _dataclass(kind, row, file, "")
    return value


def _dataclass(kind: type[Any], row: object, file: str, path: str) -> Any:
    if not isinstance(row, Mapping):
        raise CatalogueFault(file, path or "(row)", f"a table is needed, not {row!r}")
    hints, open_fields = _shape(kind)  # type: ignore[arg-type]  # mypy doubts that a class can be hashed
    for key in row:
        if key not in open_fields:
            raise CatalogueFault(file, _under(path, str(key)), "unknown key")
    found: dict[str, Any] = {}
    for name, field in open_fields.items():
        if name in row:
            found[name] = _convert(hints[name], row[name], file, _under(path, name))
        elif _is_needed(field):
            raise CatalogueFault(file, _under(path, name), "missing")
    return kind(**found)


@cache
def _shape(kind: type[Any]) -> tuple[Mapping[str, Any], Mapping[str, Field[Any]]]:
    """What a class asks of a row; finding its hints costs more than reading one, and a catalogue has thousands."""
    return get_type_hints(kind), {field.name: field for field in fields(kind) if field.init}


def _is_needed(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _convert(hint: Any, value: object, file: str, path: str) -> Any:
    """Return the value as its declared type, or raise with its place."""
    if get_origin(hint) in (Union, types.UnionType):
        return _convert(next(arg for arg in get_args(hint) if arg is not type(None)), value, file, path)
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple):
            raise CatalogueFault(file, path, f"a list is needed, not {value!r}")
        item = get_args(hint)[0]
        return tuple(_convert(item, part, file, f"{path}[{at}]") for at, part in enumerate(value))
    plain = getattr(hint, "__supertype__", hint)
    if is_dataclass(plain) and isinstance(plain, type):
        return _dataclass(plain, value, file, path)
    return _plain(plain, value, file, path)


def _plain(kind: type[Any], value: object, file: str, path: str) -> Any:
    """Return a plain value or enum member; yes/no never passes for a number, nor a moment for a day."""
    if issubclass(kind, Enum):
        try:
            return kind(value)
        except ValueError:
            known = ", ".join(str(member.value) for member in kind)
            raise CatalogueFault(file, path, f"{value!r} is none of {known}") from None
    allowed = {str: str, int: int, bool: bool, date: date, time: time}.get(kind)
    confused = (kind is int and isinstance(value, bool)) or (kind is date and isinstance(value, datetime))
    if allowed is None or not isinstance(value, allowed) or confused:
        raise CatalogueFault(file, path, f"{kind.__name__} is needed, not {value!r}")
    return value
