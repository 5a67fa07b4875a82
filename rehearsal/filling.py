"""Fills the form and papers of any procedure with plausible values; the desk's own rules judge them."""

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from dossier.acts import Applicant, FileRef, FormValue, PaperEntry, PaperForm
from dossier.forms import FieldType, Form, FormField, is_shown
from dossier.papers import is_needed
from dossier.procedures import Procedure

_WORDS = ("theo giấy tờ kèm theo", "phường Phú Thủy, TP. Phan Thiết", "như bản chính xuất trình")
_PREFILL: dict[str, Callable[[Applicant], str]] = {
    "applicant.name": lambda who: who.name,
    "applicant.id_number": lambda who: who.id_number,
    "applicant.address": lambda who: who.address,
    "applicant.phone": lambda who: who.phone,
    "applicant.born": lambda who: who.born,
    "applicant.email": lambda who: who.email,
    "applicant.gender": lambda who: who.gender,
}


def fill_form(form: Form | None, who: Applicant, today: date, chance: Random) -> tuple[FormValue, ...]:
    """Values for every field that is asked, in the form's order."""
    values: tuple[FormValue, ...] = ()
    for field in () if form is None else form.fields:
        if form is not None and is_shown(form, field, values):
            values = (*values, FormValue(field.id, _value(field, who, today, chance)))
    return values


def fill_papers(
    procedure: Procedure, values: tuple[FormValue, ...], files: dict[int, FileRef]
) -> tuple[PaperEntry, ...]:
    """Every paper that is needed; `files` gives the scan of a slot."""
    entries = []
    for slot, paper in enumerate(procedure.papers, 1):
        if not is_needed(paper, values, frozenset()):
            continue
        form = PaperForm.ORIGINAL if paper.originals or paper.present_only else PaperForm.CERTIFIED
        quantity = max(1, paper.originals or paper.copies)
        entries.append(PaperEntry(slot, paper.code, paper.name, form, quantity, paper.present_only, files.get(slot)))
        if paper.originals and paper.copies:
            beside, copies = slot + 50, paper.copies
            copy = PaperEntry(beside, paper.code, paper.name, PaperForm.CERTIFIED, copies, file=files.get(beside))
            entries.append(copy)
    return tuple(entries)


def _value(field: FormField, who: Applicant, today: date, chance: Random) -> str:
    known = _PREFILL.get(field.prefill)
    if known is not None and known(who):
        return known(who)
    match field.type:
        case FieldType.CHOICE:
            return chance.choice(field.choices).code
        case FieldType.YES_NO:
            return "no"
        case FieldType.DATE:
            return (today - timedelta(days=chance.randrange(20, 900))).isoformat()
        case FieldType.ID_NUMBER:
            return f"0600{chance.randrange(60, 99)}{chance.randrange(900_000, 999_999)}"
        case FieldType.PHONE:
            return who.phone
        case FieldType.EMAIL:
            return "khong.co@example.vn"
        case FieldType.NUMBER:
            return str(field.minimum or 1)
        case _:
            if field.pattern and not field.example:
                return str(chance.randrange(10, 90))
            return field.example or f"{field.label[:40]} {chance.choice(_WORDS)}"
