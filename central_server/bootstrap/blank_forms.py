"""Declarations to take home: the same tables that are asked on the portal, drawn with nothing filled in."""

from functools import partial

from central_server.bootstrap.papers import ONE_DRAWING, load_fonts
from central_server.services.filing.draft import CitizenForms
from dossier.forms import Condition, FieldType, Form, FormField
from dossier.procedures import Procedure
from printing.blank_form import BlankForm, BlankRow, draw_blank_form

_YES_NO = ("Có", "Không")
_TALL = 3
"""Lines for an answer of several lines."""


class BlankForms:
    """Draws each version of a procedure once and keeps it."""

    def __init__(self, citizen: CitizenForms) -> None:
        self._citizen = citizen
        self._drawn: dict[tuple[str, str], bytes] = {}

    def pdf(self, procedure: Procedure) -> bytes | None:
        """The declaration of a procedure; None when it has none."""
        if procedure.form is None:
            return None
        key = (procedure.code, procedure.version)
        if key not in self._drawn:
            blank = _blank(procedure, procedure.form, self._citizen)
            with ONE_DRAWING:
                self._drawn[key] = draw_blank_form(blank, load_fonts()).pdf
        return self._drawn[key]


def _blank(procedure: Procedure, form: Form, citizen: CitizenForms) -> BlankForm:
    asked = (citizen.applicant, citizen.delivery, form)
    return BlankForm(
        title=form.title,
        procedure=f"{procedure.name} ({procedure.code})",
        basis=form.basis,
        parts=tuple((_heading(one, form), tuple(map(partial(_row, one), one.fields))) for one in asked),
        declaration=citizen.declaration,
    )


def _heading(one: Form, own: Form) -> str:
    return "Nội dung khai" if one is own else one.title


def _row(form: Form, field: FormField) -> BlankRow:
    choices = {FieldType.YES_NO: _YES_NO}.get(field.type, tuple(choice.label for choice in field.choices))
    hint = field.hint or (f"Ví dụ: {field.example}" if field.example else "")
    lines = _TALL if field.type is FieldType.MULTILINE else 1
    label = field.label if field.required or field.show_if else f"{field.label} (nếu có)"
    return BlankRow(label, choices, lines, _when(form, field.show_if), hint)


def _when(form: Form, condition: Condition | None) -> str:
    """For whom a question is that not everybody is asked."""
    parent = None if condition is None else form.field(condition.field)
    if condition is None or parent is None:
        return ""
    spoken = [choice.label for choice in parent.choices if choice.code in condition.any_of]
    words = " hoặc ".join(f"“{one}”" for one in spoken or ("Có",))
    return f"Chỉ điền khi mục “{parent.label}” là {words}"
