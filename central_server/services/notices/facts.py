"""Reads from an event and its dossier what conditions ask for and what texts are filled with; chooses no notice."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import Enum

from dossier.acts import Payload
from dossier.deadlines import format_day, format_moment
from dossier.reason_checks import reason_of
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.text import format_money, tidy
from dossier.values import Charge

BASE_FACTS = frozenset({"stage", "filed", "online", "delivery", "at_once", "granted", "moved"})
"""Facts of every dossier; the fields of the act come beside them."""

BASE_PLACES = frozenset(
    {"code", "procedure", "office", "phone", "portal", "day", "due", "due_day", "was_due", "fee", "reason"}
)
"""Places that every text may use; the fields of the act come beside them."""

_LONGEST_PLACE = 300
_YES_NO = {True: "yes", False: "no"}
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of signs that never show: line ends of every kind, direction marks, halves of pairs."""


@dataclass(frozen=True, slots=True)
class Happening:
    """What is to be told: the dossier as it stands, its rules, when it happened, the act (none for a passed moment)."""

    state: Dossier
    rules: Rules
    at: datetime
    data: Payload | None = None
    portal: str = ""


def facts_of(one: Happening) -> dict[str, str]:
    """What a row's condition may ask."""
    state = one.state
    clock = state.clock
    found = _fields(one.data)
    found |= {
        "stage": state.stage.value,
        "filed": state.channel.value,
        "online": _YES_NO[bool(state.way.request)],
        "delivery": state.delivery.way.value,
        "at_once": _YES_NO[state.at_once],
        "granted": _YES_NO[state.result.grant],
        "moved": _YES_NO[clock.due is not None and clock.due != clock.original_due],
    }
    return found


def places_of(one: Happening, missing: Mapping[str, str]) -> dict[str, str]:
    """What a text may be filled with; an empty place says what `missing` has for it."""
    state, rules = one.state, one.rules
    procedure, unit = rules.procedure(state.procedure, state.version_day), rules.unit(state.office)
    due, was_due = state.clock.due, state.clock.original_due
    found = {"reason": state.reason} | _fields(one.data)
    found |= {
        "code": state.code or state.way.request,
        "reason": _reason(one) or found["reason"],
        "procedure": "" if procedure is None else procedure.name,
        "office": "" if unit is None else unit.name,
        "phone": (unit.phone if unit is not None else "") or rules.bundle.province.hotline,
        "portal": one.portal or rules.bundle.province.portal_address,
        "day": format_day(one.at.date()),
        "due": "" if due is None else format_moment(due),
        "due_day": "" if due is None else format_day(due.date()),
        "was_due": "" if was_due is None else format_moment(was_due),
        "fee": format_money(state.fee_left),
    }
    return {name: plain(text) or missing.get(name, "") for name, text in found.items()}


def _reason(one: Happening) -> str:
    """The reason of the act in the words of the table, with what the person added."""
    reason = None if one.data is None else reason_of(one.data)
    row = None if reason is None else one.rules.reason(reason.code, one.at.date())
    if reason is None or row is None:
        return "" if reason is None else reason.text
    return f"{row.text}: {reason.text}" if reason.text else row.text


def names_in(payload: type[Payload] | None) -> frozenset[str]:
    """The names that the fields of an act add."""
    return frozenset() if payload is None else frozenset(field.name for field in fields(payload))


def plain(text: str) -> str:
    """The text in one line, without signs that do not show or a full stop of its own, cut to what there is room for."""
    shown = "".join(" " if unicodedata.category(sign) in _HIDDEN else sign for sign in text)
    line = tidy(shown).rstrip(".")
    return line if len(line) <= _LONGEST_PLACE else f"{line[: _LONGEST_PLACE - 1]}…"


def _fields(data: Payload | None) -> dict[str, str]:
    return {} if data is None else {field.name: _text(getattr(data, field.name)) for field in fields(data)}


def _text(value: object) -> str:
    """A field of an act as words: a thing that has a text or a name says it, several are put in a row."""
    match value:
        case None:
            return ""
        case bool():
            return _YES_NO[value]
        case Enum():
            return str(value.value)
        case datetime():
            return format_moment(value)
        case date():
            return format_day(value)
        case str() | int():
            return str(value)
        case Charge():
            return f"{value.name} {format_money(value.amount)}"
        case tuple():
            return "; ".join(text for text in (_text(item) for item in value) if text)
        case _:
            return str(getattr(value, "text", "") or getattr(value, "name", ""))
