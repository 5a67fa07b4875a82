"""Decides how one field of a form is drawn and what was typed into it; checks no value (dossier.forms does)."""

from dataclasses import dataclass

from central_server.portal.moments import Say
from central_server.portal.posted import Posted
from central_server.portal.preferences import Language
from dossier.acts import FormValue
from dossier.forms import FieldFault, FieldType, Form, FormField, parse_day, value_of

_MOST_RADIOS = 7
"""More answers stand in a list."""
_PREFIX = "o_"
"""Names of fields in a posted form, so that none meets a name of ours."""

_KINDS = {
    FieldType.MULTILINE: "area",
    FieldType.DATE: "date",
    FieldType.CHOICE: "radio",
    FieldType.YES_NO: "radio",
}
_MODES = {
    FieldType.ID_NUMBER: "numeric",
    FieldType.NUMBER: "numeric",
    FieldType.PHONE: "tel",
    FieldType.EMAIL: "email",
}


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field ready to be drawn; `kind` is text, area, date, radio or list; `parts` are day, month, year as typed."""

    id: str
    label: str
    hint: str
    kind: str
    value: str
    required: bool
    mode: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, str, str] = ("", "", "")
    when: str = ""
    error: str = ""

    @property
    def first(self) -> str:
        """The id of the control that a link to the field leads to."""
        return {"date": f"{self.id}-d", "radio": f"{self.id}-1"}.get(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Reading:
    """With which words and in which language a form is read."""

    say: Say
    language: Language

    def label(self, vi: str, en: str) -> str:
        """The label in the reader's language, Vietnamese where the other is missing."""
        return (en or vi) if self.language is Language.EN else vi


def field_name(field_id: str) -> str:
    """The name of a field's control."""
    return _PREFIX + field_id


def views_of(
    form: Form,
    fields: tuple[FormField, ...],
    values: tuple[FormValue, ...],
    faults: tuple[FieldFault, ...],
    reading: Reading,
) -> tuple[FieldView, ...]:
    """The fields of a page with what was answered and what is wrong with it."""
    here = {field.id for field in fields}
    return tuple(
        _view(
            field,
            value_of(values, field.id),
            _when(form, field, here, reading),
            _error(field, faults, reading),
            reading,
        )
        for field in fields
    )


def _view(field: FormField, value: str, when: str, error: str, reading: Reading) -> FieldView:
    choices = _choices(field, reading)
    kind = _KINDS.get(field.type, "text")
    hint = field.hint or (reading.say("filing.example", text=field.example) if field.example else "")
    return FieldView(
        id=field_name(field.id),
        label=reading.label(field.label, field.label_en),
        hint=hint,
        kind="list" if kind == "radio" and len(choices) > _MOST_RADIOS else kind,
        value=value,
        required=field.required,
        mode=_MODES.get(field.type, ""),
        choices=choices,
        parts=_parts(value),
        when=when,
        error=error,
    )


def _choices(field: FormField, reading: Reading) -> tuple[tuple[str, str], ...]:
    if field.type is FieldType.YES_NO:
        return tuple((code, reading.say(f"filing.{code}")) for code in ("yes", "no"))
    return tuple((choice.code, reading.label(choice.label, choice.label_en)) for choice in field.choices)


def _parts(value: str) -> tuple[str, str, str]:
    """Day, month and year for three boxes; what is no day stands as it was typed."""
    day = parse_day(value)
    if day is not None:
        return str(day.day), str(day.month), str(day.year)
    first, second, third, *_ = [*value.split("/"), "", ""]
    return first, second, third


def _when(form: Form, field: FormField, here: set[str], reading: Reading) -> str:
    """In words when a field is asked, for a browser that does not hide it: only where that is decided on this page."""
    condition = field.show_if
    parent = None if condition is None or condition.field not in here else form.field(condition.field)
    if condition is None or parent is None:
        return ""
    said = dict(_choices(parent, reading))
    words = ", ".join(said.get(code, code) for code in condition.any_of)
    return reading.say("filing.only_when", field=reading.label(parent.label, parent.label_en), answers=words)


def _error(field: FormField, faults: tuple[FieldFault, ...], reading: Reading) -> str:
    fault = next((one for one in faults if one.field == field.id), None)
    if fault is None:
        return ""
    params = dict(fault.message.params)
    if "label" in params:
        params["label"] = reading.label(field.label, field.label_en)
    return reading.say(fault.message.id, **params)


def typed_values(fields: tuple[FormField, ...], posted: Posted) -> tuple[FormValue, ...]:
    """What was typed into these fields; the three boxes of a day as one text."""
    return tuple(FormValue(field.id, _typed(field, posted)) for field in fields)


def _typed(field: FormField, posted: Posted) -> str:
    name = field_name(field.id)
    if field.type is not FieldType.DATE:
        return posted.text(name)
    parts = [posted.text(f"{name}-{part}").strip() for part in "dmy"]
    return "/".join(parts) if any(parts) else ""


def condition_style(form: Form | None) -> str:
    """A style sheet that hides what is not asked while its condition does not hold: no script, and a browser that
    does not know `:has` shows all with the words of the condition.
    """
    rules = []
    for field in form.fields if form is not None else ():
        for condition in _chain(form, field):
            holding = ",".join(
                f'[name="{field_name(condition[0])}"][value="{code}"]:checked,'
                f'[name="{field_name(condition[0])}"] [value="{code}"]:checked'
                for code in condition[1]
            )
            there = f'[data-o="{field_name(condition[0])}"]'
            rules.append(f'form:has({there}):not(:has({holding})) [data-o="{field_name(field.id)}"]{{display:none}}')
    return "\n".join(rules)


def _chain(form: Form | None, field: FormField) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The conditions a field hangs on, its own and those of what it hangs on."""
    found = []
    one: FormField | None = field
    while form is not None and one is not None and one.show_if is not None:
        found.append((one.show_if.field, one.show_if.any_of))
        one = form.field(one.show_if.field)
    return tuple(found)
