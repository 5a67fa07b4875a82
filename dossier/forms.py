"""Decide whether a filled form of a procedure is right: one field table per form; draws nothing, asks no one.

A value is the canonical text of a `FormValue`: dates ISO (2019-03-14), choices and yes/no by their code,
everything else NFC. `tidy_values` makes that from what a person typed; `check_form` judges it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Final

from dossier.acts import FormValue
from dossier.identity import is_personal_number, is_phone, tidy_phone
from dossier.messages import Message, message
from dossier.text import tidy

_LONG: Final = 2000
_SHORT: Final = 250
_YES: Final = ("yes", "no")
_NUMBER: Final = re.compile(r"-?\d{1,12}", re.ASCII)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


class FieldType(str, Enum):
    """Kind of input of a field; it decides widget and check."""

    TEXT = "text"
    MULTILINE = "multiline"
    DATE = "date"
    ID_NUMBER = "id_number"
    PHONE = "phone"
    EMAIL = "email"
    CHOICE = "choice"
    NUMBER = "number"
    YES_NO = "yes_no"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer of a choice field: stored code and the words shown."""

    code: str
    label: str
    label_en: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """True when a field has one of the given values; used by `show_if` and by papers."""

    field: str
    any_of: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormField:
    """One row of a form: what is asked, how it is checked, when it is shown.

    `required` counts only while the field is shown. `not_future` refuses dates after today. `pattern` is a
    full-match expression for text, explained to the person by `hint`.
    """

    id: str
    label: str
    type: FieldType = FieldType.TEXT
    label_en: str = ""
    required: bool = False
    pattern: str = ""
    hint: str = ""
    example: str = ""
    choices: tuple[Choice, ...] = ()
    show_if: Condition | None = None
    minimum: int | None = None
    maximum: int | None = None
    not_future: bool = False
    prefill: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Biểu mẫu (tờ khai) of a procedure: identity, version, where it comes from, its fields in order."""

    id: str
    version: str
    title: str
    basis: str = ""
    fields: tuple[FormField, ...] = ()

    def field(self, field_id: str) -> FormField | None:
        """Return the field with that id, or None."""
        for field in self.fields:
            if field.id == field_id:
                return field
        return None


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field, to be shown beside it."""

    field: str
    message: Message


def value_of(values: tuple[FormValue, ...], field_id: str) -> str:
    """Return the value of a field, empty when it was not filled."""
    for value in values:
        if value.field == field_id:
            return value.value
    return ""


def holds(condition: Condition | None, values: tuple[FormValue, ...]) -> bool:
    """Return whether the condition is met; no condition is always met."""
    return condition is None or value_of(values, condition.field) in condition.any_of


def _given(values: tuple[FormValue, ...]) -> dict[str, str]:
    """The value of each field; of one that is given twice the first, as `value_of` has it."""
    return {value.field: value.value for value in reversed(values)}


def is_shown(form: Form, field: FormField, values: tuple[FormValue, ...]) -> bool:
    """Return whether a field is asked now: its condition holds and the field it hangs on is asked too."""
    return _is_shown(form, field, _given(values))


def _is_shown(form: Form, field: FormField, given: Mapping[str, str]) -> bool:
    condition = field.show_if
    if condition is None:
        return True
    parent = form.field(condition.field)
    met = given.get(condition.field, "") in condition.any_of
    return met and (parent is None or _is_shown(form, parent, given))


def shown_fields(form: Form, values: tuple[FormValue, ...]) -> tuple[FormField, ...]:
    """Return the fields that are asked for these values, in the form's order."""
    return tuple(_shown(form, _given(values)))


def _shown(form: Form, given: Mapping[str, str]) -> list[FormField]:
    return [field for field in form.fields if field.show_if is None or _is_shown(form, field, given)]


def parse_day(typed: str) -> date | None:
    """Read a day as people type it (14/3/2019, 14-03-2019, 14032019, 2019-03-14), or None."""
    text = typed.strip()
    iso = re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text, re.ASCII)
    local = re.fullmatch(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", text, re.ASCII) or re.fullmatch(
        r"(\d{2})(\d{2})(\d{4})", text, re.ASCII
    )
    if iso is None and local is None:
        return None
    year, month, day = iso.groups() if iso else reversed(local.groups()) if local else ("", "", "")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def tidy_value(field: FormField, typed: str) -> str:
    """Return the canonical text of what was typed; what is not understood stays for `check_form`."""
    if field.type is FieldType.MULTILINE:
        return "\n".join(tidy(line) for line in typed.strip().splitlines())
    text = tidy(typed)
    match field.type:
        case FieldType.DATE:
            day = parse_day(text)
            return day.isoformat() if day else text
        case FieldType.ID_NUMBER | FieldType.NUMBER:
            return text.replace(" ", "")
        case FieldType.PHONE:
            return tidy_phone(text)
        case _:
            return text


def tidy_values(form: Form, typed: tuple[FormValue, ...]) -> tuple[FormValue, ...]:
    """Return canonical values in the form's order: only fields that are asked and filled are kept."""
    values = tuple(
        FormValue(field.id, tidied) for field in form.fields if (tidied := tidy_value(field, value_of(typed, field.id)))
    )
    asked = {field.id for field in shown_fields(form, values)}
    return tuple(value for value in values if value.field in asked)


def _check_date(field: FormField, value: str, today: date | None) -> Message | None:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return message("form.bad_date")
    if day.isoformat() != value:  # another writing of ISO 8601
        return message("form.bad_date")
    if field.not_future and today is not None and day > today:
        return message("form.date_in_future")
    return None


def _check_number(field: FormField, value: str, today: date | None) -> Message | None:
    if not _NUMBER.fullmatch(value):
        return message("form.bad_number")
    if field.minimum is not None and int(value) < field.minimum:
        return message("form.too_small", least=str(field.minimum))
    if field.maximum is not None and int(value) > field.maximum:
        return message("form.too_big", most=str(field.maximum))
    return None


def _check_text(field: FormField, value: str, today: date | None) -> Message | None:
    longest = _LONG if field.type is FieldType.MULTILINE else _SHORT
    if len(value) > longest:
        return message("form.too_long", most=str(longest))
    if field.pattern and not re.fullmatch(field.pattern, value):
        return message("form.bad_pattern", hint=field.hint or field.example)
    return None


def _check_id_number(field: FormField, value: str, today: date | None) -> Message | None:
    return None if is_personal_number(value) else message("form.bad_id_number")


def _check_phone(field: FormField, value: str, today: date | None) -> Message | None:
    return None if is_phone(value) else message("form.bad_phone")


def _check_email(field: FormField, value: str, today: date | None) -> Message | None:
    return None if _EMAIL.fullmatch(value) else message("form.bad_email")


def _check_choice(field: FormField, value: str, today: date | None) -> Message | None:
    return None if value in [choice.code for choice in field.choices] else message("form.bad_choice")


def _check_yes_no(field: FormField, value: str, today: date | None) -> Message | None:
    return None if value in _YES else message("form.bad_choice")


_CHECKS: Final[Mapping[FieldType, Callable[[FormField, str, date | None], Message | None]]] = {
    FieldType.TEXT: _check_text,
    FieldType.MULTILINE: _check_text,
    FieldType.DATE: _check_date,
    FieldType.ID_NUMBER: _check_id_number,
    FieldType.PHONE: _check_phone,
    FieldType.EMAIL: _check_email,
    FieldType.CHOICE: _check_choice,
    FieldType.NUMBER: _check_number,
    FieldType.YES_NO: _check_yes_no,
}
"""What is wrong with a filled value, by the type of its field and the day of the act; None when it is right."""


def check_form(form: Form, values: tuple[FormValue, ...], today: date | None = None) -> tuple[FieldFault, ...]:
    """Return every fault of canonical values, in the form's order; unknown fields come last.

    `today` is the day of the act and serves fields marked `not_future`.
    """
    faults: list[FieldFault] = []
    given = _given(values)
    for field in _shown(form, given):
        value = given.get(field.id, "")
        if value:
            wrong = _CHECKS[field.type](field, value, today)
        else:
            wrong = message("form.required", label=field.label) if field.required else None
        if wrong is not None:
            faults.append(FieldFault(field.id, wrong))
    known = {field.id for field in form.fields}
    faults.extend(FieldFault(v.field, message("form.unknown_field")) for v in values if v.field not in known)
    return tuple(faults)


def spoken_value(field: FormField, value: str) -> str:
    """Return a value as papers and screens show it in Vietnamese: dd/mm/yyyy, the words of a choice."""
    if field.type is FieldType.DATE and (day := parse_day(value)) is not None:
        return f"{day:%d/%m/%Y}"
    if field.type is FieldType.YES_NO:
        return {"yes": "Có", "no": "Không"}.get(value, value)
    return next((choice.label for choice in field.choices if choice.code == value), value)
