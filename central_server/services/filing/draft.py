"""Says what a citizen's draft is and which pages it still needs; keeps and files nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from dossier.acts import Channel, FormValue
from dossier.forms import Form, FormField, check_form, holds, is_shown, shown_fields, value_of
from dossier.papers import Need, PaperRequirement, is_needed
from dossier.procedures import Procedure
from dossier.rows import CatalogueFault, read_value
from dossier.values import SeenSignature

FIELDS_ON_PAGE = 10
"""More on one page tire a person with a phone."""


@dataclass(frozen=True, slots=True)
class CitizenForms:
    """What every dossier filed online asks besides its procedure's form, and the declaration, word for word."""

    applicant: Form
    delivery: Form
    declaration: str
    declaration_en: str


def parse_citizen_forms(file: str, raw: Mapping[str, object]) -> CitizenForms:
    """Read the table; raises CatalogueFault naming the bad row."""
    forms = read_value(CitizenForms, raw, file)
    ways = forms.delivery.field("way")
    if ways is None or {choice.code for choice in ways.choices} != {channel.value for channel in Channel}:
        raise CatalogueFault(file, "delivery.way", "the three ways of NĐ 61/2018 art. 16 are needed")
    return forms


def delivery_form(forms: CitizenForms, procedure: Procedure) -> Form:
    """The ways to get the result; whoever must come to the counter to be accepted takes it there."""
    if procedure.takes(Channel.ONLINE):
        return forms.delivery
    only = Channel.DIRECT.value
    fields = (replace(one, choices=tuple(c for c in one.choices if c.code == only)) for one in forms.delivery.fields)
    return replace(forms.delivery, fields=tuple(fields))


@dataclass(frozen=True, slots=True)
class DraftPaper:
    """A paper that was sent for a code of the procedure: the finished PDF on the shelf of the draft."""

    code: str
    sha256: str
    size: int
    pages: int
    signature: SeenSignature | None = None


@dataclass(frozen=True, slots=True)
class Filed:
    """What became of a draft that was sent: request number, local moment, office."""

    request: str
    at: str
    office: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One filing in the making. `act` and `dossier` are named from the start, so that it can only be filed once;
    `secret` is shown with the request number.
    """

    procedure: str
    act: str
    dossier: str
    secret: str
    office: str = ""
    applicant: tuple[FormValue, ...] = ()
    values: tuple[FormValue, ...] = ()
    delivery: tuple[FormValue, ...] = ()
    papers: tuple[DraftPaper, ...] = ()
    filed: Filed | None = None

    def paper(self, code: str) -> DraftPaper | None:
        """What was sent for a code."""
        return next((one for one in self.papers if one.code == code), None)

    @property
    def size(self) -> int:
        """Bytes of all papers."""
        return sum(one.size for one in self.papers)


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """A paper of the procedure as this draft sees it: its slot (from 1), whether it must be sent, what was sent."""

    slot: int
    requirement: PaperRequirement
    needed: bool
    taken: DraftPaper | None


def paper_places(procedure: Procedure, draft: Draft) -> tuple[PaperPlace, ...]:
    """The papers that may be sent: not those that the filled form is, nor those that its answers rule out.

    A paper that is only shown at the counter may be sent as a picture and is never demanded.
    """
    form_slot = own_form_slot(procedure)
    found = []
    for slot, row in enumerate(procedure.papers, 1):
        ruled_out = row.required is Need.WHEN and not holds(row.needed_if, draft.values)
        if slot == form_slot or ruled_out:
            continue
        needed = not row.present_only and is_needed(row, draft.values, frozenset())
        found.append(PaperPlace(slot, row, needed, draft.paper(row.code)))
    return tuple(found)


def own_form_slot(procedure: Procedure) -> int | None:
    """The slot of the paper that the form filled online takes the place of."""
    if procedure.form is None:
        return None
    return next((slot for slot, row in enumerate(procedure.papers, 1) if row.is_form), None)


def form_pages(form: Form | None, values: tuple[FormValue, ...]) -> tuple[tuple[FormField, ...], ...]:
    """The fields page by page: those whose condition hangs on an earlier page only when it holds there."""
    if form is None:
        return ()
    pages = []
    for first in range(0, len(form.fields), FIELDS_ON_PAGE):
        fields = form.fields[first : first + FIELDS_ON_PAGE]
        here = {field.id for field in fields}
        asked = tuple(one for one in fields if _asked(form, one, values, here))
        if asked:
            pages.append(asked)
    return tuple(pages)


def _asked(form: Form, field: FormField, values: tuple[FormValue, ...], here: set[str]) -> bool:
    if field.show_if is None:
        return True
    if field.show_if.field in here:
        parent = form.field(field.show_if.field)
        return parent is None or _asked(form, parent, values, here)
    return is_shown(form, field, values)


def prefilled(form: Form, values: tuple[FormValue, ...], applicant: tuple[FormValue, ...]) -> tuple[FormValue, ...]:
    """The values with what the applicant's page already says, where the form names it and nothing was typed yet."""
    known = {value.field for value in values}
    more = tuple(
        FormValue(field.id, said)
        for field in form.fields
        if field.prefill.startswith("applicant.") and field.id not in known
        if (said := value_of(applicant, field.prefill.removeprefix("applicant.")))
    )
    return (*values, *more)


def faulty_fields(form: Form, values: tuple[FormValue, ...], today: date) -> frozenset[str]:
    """Fields that are missing or wrong."""
    return frozenset(fault.field for fault in check_form(form, values, today))


def answers(form: Form, values: tuple[FormValue, ...]) -> tuple[tuple[FormField, str], ...]:
    """Every asked field with its value, "" where nothing was answered."""
    return tuple((field, value_of(values, field.id)) for field in shown_fields(form, values))
