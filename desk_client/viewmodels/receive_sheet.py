"""What a clerk has typed for one dossier, as typed, and what it becomes: values, gaps, an intake form; asks no one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from desk_client.services.intake import IntakeForm
from desk_client.services.letter import day_text
from desk_client.services.scanning import PageRef
from dossier.acts import Applicant, Channel, FileRef, FormValue, PaperEntry, PaperForm
from dossier.forms import FieldType, FormField, check_form, parse_day, shown_fields, tidy_values
from dossier.identity import is_applicant_number, is_phone, tidy_phone
from dossier.messages import Message, message
from dossier.papers import PaperRequirement, is_needed, missing_papers
from dossier.procedures import Procedure
from dossier.state import Dossier
from dossier.text import tidy
from dossier.values import Reuse, SeenSignature

COUNTS = {"so_trang": "pages", "so_ban": "copies", "so_van_ban": "copies"}
"""Fields of forms that say how many pages and copies there are, so that nobody is asked twice."""
FORMS = (PaperForm.ORIGINAL, PaperForm.CERTIFIED, PaperForm.PHOTO, PaperForm.ELECTRONIC)
NOBODY = Applicant("", "")


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One row of the papers: there or not (`ticked`), kind, quantity, pages; `file` is a signed PDF as it came, or that
    of an earlier dossier (`reuse`).
    """

    code: str
    ticked: bool = False
    form: PaperForm = PaperForm.ORIGINAL
    quantity: int = 1
    pages: tuple[PageRef, ...] = ()
    file: FileRef | None = None
    reuse: Reuse | None = None
    signature: SeenSignature | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One dossier at the counter before it is received; `typed` holds only what a person typed over the prefilled.

    `asked` names the papers that were asked for at an earlier visit.
    """

    procedure: str = ""
    applicant: Applicant = NOBODY
    typed: tuple[FormValue, ...] = ()
    papers: tuple[PaperLine, ...] = ()
    channel: Channel = Channel.DIRECT
    delivery: Channel = Channel.DIRECT
    pages: int = 1
    copies: int = 1
    exemption: str = ""
    fee_paid: bool = False
    receipt_asked: bool = False
    dossier: str = ""
    asked: tuple[str, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether nothing was typed that could be lost."""
        return not self.procedure and self.applicant == NOBODY and not self.papers

    def line(self, code: str) -> PaperLine | None:
        """The row of a paper, or None."""
        return next((line for line in self.papers if line.code == code), None)

    def with_line(self, changed: PaperLine) -> "Sheet":
        """The sheet with one row of the papers replaced."""
        return replace(self, papers=tuple(changed if line.code == changed.code else line for line in self.papers))


@dataclass(frozen=True, slots=True)
class VisitDraft:
    """All that a draft keeps: the dossiers of this visit that wait for F9, and the one that is being typed."""

    now: Sheet = Sheet()
    waiting: tuple[Sheet, ...] = ()

    @property
    def blank(self) -> bool:
        """Whether there is nothing to keep."""
        return self.now.blank and not self.waiting


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing or wrong: where (procedure, applicant.x, field.x, paper.x) and the sentence."""

    place: str
    message: Message


def taken_up(state: Dossier, procedure: Procedure | None) -> Sheet:
    """The sheet of a dossier that waits for papers or was filed online: person, values, papers with their files."""
    known = replace(state.applicant, born=day_text(state.applicant.born))
    sheet = Sheet(applicant=known, dossier=state.id, asked=tuple(paper.name for paper in state.asked))
    if procedure is None:
        return sheet
    if not state.way.request:
        return chosen(sheet, procedure)
    typed = tuple(FormValue(value.field, day_text(value.value)) for value in state.values)
    # What cannot be filed online was only sent ahead: the originals come to the counter, whose limit counts.
    channel = Channel.ONLINE if procedure.takes(Channel.ONLINE) else Channel.DIRECT
    filed = replace(chosen(sheet, procedure), typed=typed, channel=channel, delivery=state.delivery.way)
    for paper in (*state.papers, *state.way.supplied):
        line = PaperLine(paper.code, ticked=True, form=paper.form, quantity=paper.quantity)
        line = replace(line, file=paper.file, reuse=paper.reuse, signature=paper.signature)
        filed = filed.with_line(line)
    return filed


def encode_draft(draft: VisitDraft) -> bytes:
    """The draft as JSON."""
    return msgspec.json.encode(draft)


def decode_draft(body: bytes) -> VisitDraft | None:
    """The draft of a JSON text, or None when another version of the program wrote it so that it cannot be read."""
    try:
        return msgspec.json.decode(body, type=VisitDraft)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


def chosen(sheet: Sheet, procedure: Procedure) -> Sheet:
    """The sheet for another procedure: what was typed for equal fields stays, papers of equal code stay.

    Pages of papers that the new one does not ask for are put by, so that a wrong choice loses no scan.
    """
    codes = {row.code for row in procedure.papers}
    put_by = tuple(line for line in sheet.papers if line.code not in codes and line.pages)
    lines = tuple(sheet.line(row.code) or _fresh_line(row) for row in procedure.papers)
    return replace(sheet, procedure=procedure.code, papers=(*lines, *put_by), exemption="")


def _fresh_line(row: PaperRequirement) -> PaperLine:
    if row.originals or row.present_only:
        return PaperLine(row.code, quantity=max(1, row.originals))
    return PaperLine(row.code, form=PaperForm.PHOTO, quantity=max(1, row.copies))


def shown_value(sheet: Sheet, field: FormField) -> str:
    """What stands in a field: what was typed, else what the applicant's data or the form give."""
    for value in sheet.typed:
        if value.field == field.id:
            return value.value
    if field.prefill.startswith("applicant."):
        return str(getattr(sheet.applicant, field.prefill.removeprefix("applicant."), ""))
    return "1" if field.type is FieldType.NUMBER and field.required and field.minimum == 1 else ""


def values_of(sheet: Sheet, procedure: Procedure) -> tuple[FormValue, ...]:
    """The canonical values of the form as it stands."""
    if procedure.form is None:
        return ()
    raw = tuple(FormValue(field.id, shown_value(sheet, field)) for field in procedure.form.fields)
    return tidy_values(procedure.form, raw)


def asked_fields(sheet: Sheet, procedure: Procedure) -> tuple[FormField, ...]:
    """The fields that the form asks for now."""
    return () if procedure.form is None else shown_fields(procedure.form, values_of(sheet, procedure))


def type_field(sheet: Sheet, field: str, text: str) -> Sheet:
    """The sheet after a person typed in a field of the form."""
    others = tuple(value for value in sheet.typed if value.field != field)
    return replace(sheet, typed=(*others, FormValue(field, text)))


def tidy_applicant(typed: Applicant) -> Applicant:
    """The applicant as the act keeps it."""
    born = parse_day(typed.born)
    return Applicant(
        name=tidy(typed.name),
        id_number=typed.id_number.replace(" ", ""),
        born=tidy(typed.born) if born is None else born.isoformat(),
        gender=typed.gender,
        address=tidy(typed.address),
        phone=tidy_phone(typed.phone),
        email=typed.email.strip(),
    )


def gaps(sheet: Sheet, procedure: Procedure | None, today: date) -> tuple[Gap, ...]:
    """All that stands between the sheet and its reception, from top to bottom of the screen."""
    if procedure is None:
        return (Gap("procedure", message("receive.gap.procedure")),)
    if procedure.received_at:
        return (Gap("procedure", message("receive.gap.elsewhere", where=procedure.received_at)),)
    form = procedure.form
    values = values_of(sheet, procedure)
    wrong = () if form is None else check_form(form, values, today)
    short = missing_papers(procedure.papers, _given(sheet), values)
    return (
        *_applicant_gaps(tidy_applicant(sheet.applicant), procedure, today),
        *(Gap(f"field.{fault.field}", fault.message) for fault in wrong),
        *(Gap(f"paper.{fault.code}", fault.message) for fault in short),
    )


def _applicant_gaps(person: Applicant, procedure: Procedure, today: date) -> tuple[Gap, ...]:
    born, year = parse_day(person.born), person.born
    whole = not procedure.at_once
    checks = (
        ("name", bool(person.name), "receive.gap.name"),
        ("id_number", bool(person.id_number) or not whole, "receive.gap.id_number"),
        ("id_number", not person.id_number or is_applicant_number(person.id_number), "receive.gap.bad_number"),
        ("born", not year or born is not None or (year.isdecimal() and len(year) == 4), "form.bad_date"),
        ("born", born is None or born <= today, "form.date_in_future"),
        ("address", bool(person.address) or not whole, "receive.gap.address"),
        ("phone", not person.phone or is_phone(person.phone), "form.bad_phone"),
    )
    return tuple(Gap(f"applicant.{field}", message(words)) for field, right, words in checks if not right)


def _given(sheet: Sheet) -> tuple[PaperEntry, ...]:
    return tuple(PaperEntry(0, line.code, "", line.form, line.quantity) for line in sheet.papers if line.ticked)


def needed_codes(sheet: Sheet, procedure: Procedure) -> frozenset[str]:
    """Codes of the papers that must be there for what the form says."""
    values = values_of(sheet, procedure)
    return frozenset(row.code for row in procedure.papers if is_needed(row, values, frozenset()))


def short_codes(sheet: Sheet, procedure: Procedure) -> frozenset[str]:
    """Codes of the papers that are missing or short."""
    found = missing_papers(procedure.papers, _given(sheet), values_of(sheet, procedure))
    return frozenset(fault.code for fault in found)


def counted_by_form(procedure: Procedure) -> dict[str, FormField]:
    """The fields of the form that count pages and copies, by what they count."""
    fields = () if procedure.form is None else procedure.form.fields
    return {COUNTS[field.id]: field for field in fields if field.id in COUNTS}


def counts_of(sheet: Sheet, procedure: Procedure) -> tuple[int, int]:
    """Pages and copies that the fee is counted by: the form's own where it asks for them."""
    known = {"pages": sheet.pages, "copies": sheet.copies}
    for name, field in counted_by_form(procedure).items():
        typed = shown_value(sheet, field).replace(" ", "")
        known[name] = int(typed) if typed.isdecimal() and len(typed) < 6 else known[name]
    return max(1, known["pages"]), max(0, known["copies"])


def quote_form(sheet: Sheet, procedure: Procedure) -> IntakeForm:
    """As much of the intake form as due date and fee depend on."""
    pages, copies = counts_of(sheet, procedure)
    return IntakeForm(
        procedure.code,
        sheet.applicant,
        channel=sheet.channel,
        delivery=sheet.delivery,
        at_once=procedure.at_once,
        pages=pages,
        copies=copies,
        exemption=sheet.exemption,
    )


def intake_form(sheet: Sheet, procedure: Procedure, files: Mapping[str, FileRef], draft: str) -> IntakeForm:
    """The finished form; `files` are the PDFs by code of paper, `draft` the draft that ends with it."""
    entries = []
    for slot, row in enumerate(procedure.papers, 1):
        line = sheet.line(row.code)
        if line is None or not line.ticked:
            continue
        file = line.file or files.get(row.code)
        reuse = line.reuse if line.file is not None else None
        entry = PaperEntry(slot, row.code, row.name, line.form, line.quantity, row.present_only, file, reuse)
        entries.append(replace(entry, signature=None if line.file is None else line.signature))
    return replace(
        quote_form(sheet, procedure),
        applicant=tidy_applicant(sheet.applicant),
        values=values_of(sheet, procedure),
        papers=tuple(entries),
        fee_paid=sheet.fee_paid,
        dossier=sheet.dossier,
        draft=draft,
    )
