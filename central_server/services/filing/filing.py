"""Takes a filing from its first page to the act: answers, papers, the whole sent once; draws no page.

The order of durability: papers on the shelf of the draft, at sending on the office's shelf, then act, proof of the
files and the draft's mark in one transaction. Dying anywhere before it leaves a draft that can be sent again; after it
the draft knows that it was filed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from central_server.ports.faults import CentreFault
from central_server.ports.filing import FilledForm, FormDrawer, PaperReader, PaperTrouble, TakenPaper
from central_server.ports.storage import Storage, Work
from central_server.ports.values import Claim
from central_server.ports.world import Alarm, Chance, Clock, FileStore
from central_server.services.filing.draft import (
    CitizenForms,
    Draft,
    DraftPaper,
    Filed,
    answers,
    delivery_form,
    faulty_fields,
    own_form_slot,
    paper_places,
)
from central_server.services.filing.drafts import Drafts, draft_name, draft_shelf
from central_server.services.filing.leaves import put_whole, take_whole
from central_server.services.own_acts import OwnActs, Wanted
from central_server.services.rulebook import Rulebook
from central_server.services.secret import secret_key
from dossier.acts import Applicant, Channel, FileRef, FormValue, PaperEntry, PaperForm
from dossier.course import Register
from dossier.forms import spoken_value, tidy_values, value_of
from dossier.identifiers import ActId, DossierId, OfficeId, RequestNumber, parse_request
from dossier.numbers import REQUEST_BOOK, claimed_number
from dossier.organisation import Unit
from dossier.papers import PaperRequirement
from dossier.procedures import Procedure, find_procedure
from dossier.roles import Role
from dossier.rules import Rules

LARGEST_DRAFT = 60 * 1024 * 1024
_ACTING = {"self": Role.APPLICANT, "authorised": Role.REPRESENTATIVE, "helper": Role.HELPER}
"""Choices of the form's question who fills it in, `resources/filing`."""
_MOST_TRIES = 5


class RequestTaken(Exception):
    """Chance has drawn a request number that another dossier has."""


class DraftChanged(Exception):
    """Another window changed the draft while it was being sent: the citizen must look at it again."""


@dataclass(frozen=True, slots=True)
class Unready:
    """What is still to be done: "office", "applicant", "form", "papers", "delivery"."""

    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingParts:
    """What the service works with; `salt` keys the hash of look-up secrets."""

    storage: Storage
    clock: Clock
    chance: Chance
    rulebook: Rulebook
    files: FileStore
    drafts: Drafts
    own: OwnActs
    forms: CitizenForms
    reader: PaperReader
    drawer: FormDrawer
    alarm: Alarm
    salt: bytes


class Filing:
    """Filing online (641/QĐ-UBND art. 8(1), level 3)."""

    def __init__(self, parts: FilingParts) -> None:
        self._parts = parts
        self.forms = parts.forms

    def draft(self, token: str, procedure: str) -> Draft | None:
        """The draft of a token for a procedure, or None."""
        return self._parts.drafts.load(token, procedure)

    def begin(self, procedure: str) -> str:
        """A new draft; its token."""
        return self._parts.drafts.begin(procedure)

    def change(self, token: str, change: Callable[[Draft], Draft]) -> Draft:
        """Change a draft that is not filed yet; raises DraftGone."""
        return self._parts.drafts.change(token, change)

    def drop(self, token: str) -> None:
        """Throw a draft and its papers away."""
        self._parts.drafts.drop(token)

    def procedure(self, code: str) -> Procedure | None:
        """A procedure that our counters take today, or None."""
        found = find_procedure(self._rules().bundle.procedures, code, self._today())
        return found if found is not None and found.receivers else None

    def offices(self, procedure: Procedure) -> tuple[tuple[str, tuple[Unit, ...]], ...]:
        """Units that take it and have a desk at work, in groups under the name of the unit above."""
        organisation, day = self._rules().bundle.organisation, self._today()
        open_ = set(self._parts.storage.read(lambda unit: unit.registry.offices_with_desks()))
        groups: dict[str, list[Unit]] = {}
        for one in organisation.units:
            if one.code in open_ and one.exists_on(day) and procedure.is_received_by(one.level):
                above = organisation.unit(one.parent)
                groups.setdefault(one.name if above is None else above.name, []).append(one)
        return tuple((name, tuple(units)) for name, units in groups.items())

    def takes(self, procedure: Procedure, office: str) -> bool:
        """Whether the office takes the procedure online now."""
        return any(unit.code == office for _, units in self.offices(procedure) for unit in units)

    def unit(self, office: str) -> Unit | None:
        """The unit of a code."""
        return self._rules().unit(office)

    def unready(self, draft: Draft, procedure: Procedure) -> tuple[str, ...]:
        """What is still missing or wrong, in the order of the pages."""
        day, forms = self._today(), self._parts.forms
        places = paper_places(procedure, draft)
        form = procedure.form
        checks = (
            ("office", self.takes(procedure, draft.office)),
            ("applicant", not faulty_fields(forms.applicant, draft.applicant, day)),
            ("form", form is None or not faulty_fields(form, draft.values, day)),
            ("papers", all(place.taken is not None or not place.needed for place in places)),
            ("delivery", not faulty_fields(delivery_form(forms, procedure), draft.delivery, day)),
        )
        return tuple(name for name, right in checks if not right)

    def add_paper(self, token: str, code: str, files: Sequence[bytes]) -> PaperTrouble | None:
        """Read what was sent for a paper and keep it with the draft, in place of what was there; None: done.

        Raises DraftGone.
        """
        read = self._parts.reader.read(files)
        if isinstance(read, PaperTrouble):
            return read
        shelf = draft_shelf(draft_name(token))
        sha256 = put_whole(self._parts.files, shelf, read.pdf)
        paper = DraftPaper(code, sha256, len(read.pdf), read.pages, read.signature)
        before: list[Draft] = []

        def put(draft: Draft) -> Draft:
            before.append(replace(draft, papers=(*draft.papers, paper)))
            others = tuple(one for one in draft.papers if one.code != code)
            if sum(one.size for one in others) + paper.size > LARGEST_DRAFT:
                return draft
            return replace(draft, papers=(*others, paper))

        after = self._parts.drafts.change(token, put)
        self._forget_papers(token, before[-1] if before else after, after)
        return None if after.paper(code) == paper else PaperTrouble.FULL

    def drop_paper(self, token: str, code: str) -> None:
        """Take a paper out of the draft; raises DraftGone."""
        before: list[Draft] = []

        def take(draft: Draft) -> Draft:
            before.append(draft)
            return replace(draft, papers=tuple(one for one in draft.papers if one.code != code))

        after = self._parts.drafts.change(token, take)
        self._forget_papers(token, before[-1] if before else after, after)

    def picture(self, token: str, draft: Draft, code: str) -> bytes | None:
        """A small picture of a paper of the draft."""
        paper = draft.paper(code)
        if paper is None:
            return None
        pdf = take_whole(self._parts.files, draft_shelf(draft_name(token)), paper.sha256, paper.size)
        return None if pdf is None else self._parts.reader.picture(pdf)

    def send(self, token: str, draft: Draft) -> Filed | Unready:
        """File the draft as it was shown to the citizen; a second time gives the first answer.

        Raises DraftGone, DraftChanged, and CentreFault `paper_lost` when a paper's bytes are not what they were.
        """
        if draft.filed is not None:
            return draft.filed
        procedure = self.procedure(draft.procedure)
        if procedure is None:
            return Unready(("office",))
        missing = self.unready(draft, procedure)
        if missing:
            return Unready(missing)
        rules = self._rules()
        entries = self._entries(token, draft, procedure, rules)
        for _ in range(_MOST_TRIES):
            try:
                return self._write(token, draft, self._register(draft, entries), rules)
            except RequestTaken:
                continue
        raise CentreFault("requests_spent")

    def _write(self, token: str, draft: Draft, register: Register, rules: Rules) -> Filed:
        at = self._parts.clock.now().replace(microsecond=0)
        filed = Filed(register.request, at.isoformat(), draft.office)

        def payload(unit: Work) -> Register:
            held = self._parts.drafts.locked(unit, token)
            if held != draft:
                raise DraftChanged
            number = parse_request(register.request)
            assert number is not None
            if unit.ledger.claim([Claim(REQUEST_BOOK, claimed_number(number), DossierId(draft.dossier))])():
                raise RequestTaken
            for paper in register.papers:
                if paper.file is not None:
                    ms = self._parts.clock.milliseconds()
                    unit.files.proved(OfficeId(draft.office), paper.file.sha256, paper.file.size, ms)
            self._parts.drafts.keep(unit, token, replace(draft, filed=filed))
            return register

        office = OfficeId(draft.office)
        wanted = Wanted(office, ActId(draft.act), DossierId(draft.dossier), 0, rules.version, payload, register.role)
        self._parts.own.write(wanted)
        # The first of two equal posts has marked the draft: both get its number.
        after = self._parts.drafts.load(token, draft.procedure)
        return filed if after is None or after.filed is None else after.filed

    def _register(self, draft: Draft, entries: tuple[PaperEntry, ...]) -> Register:
        said = {value.field: value.value for value in draft.applicant}
        applicant = Applicant(
            *(said.get(name, "") for name in ("name", "id_number", "born", "gender", "address", "phone", "email"))
        )
        number = int.from_bytes(self._parts.chance.take(8), "big") % 1_000_000
        acting = _ACTING[said["acting"]]
        return Register(
            request=str(RequestNumber(self._today(), number)),
            procedure=draft.procedure,
            applicant=applicant,
            values=draft.values,
            papers=entries,
            delivery=Channel(value_of(draft.delivery, "way")),
            declaration=self._parts.forms.declaration,
            secret_key=secret_key(self._parts.salt, draft.secret),
            filed_by="" if acting is Role.APPLICANT else said.get("filed_by", ""),
            filed_as=acting,
        )

    def _entries(self, token: str, draft: Draft, procedure: Procedure, rules: Rules) -> tuple[PaperEntry, ...]:
        """The papers as the act names them, each durable on the office's shelf."""
        office, shelf = OfficeId(draft.office), draft_shelf(draft_name(token))
        slot = own_form_slot(procedure)
        entries = []
        if slot is not None:
            drawn = self._parts.drawer.draw(self._filled(draft, procedure, rules))
            entries.append(_entry(slot, procedure.papers[slot - 1], self._kept(office, drawn)))
        for place in paper_places(procedure, draft):
            if place.taken is None:
                continue
            taken = place.taken
            pdf = take_whole(self._parts.files, shelf, taken.sha256, taken.size)
            if pdf is None:
                self._parts.alarm.raise_("draft_paper_lost", (taken.sha256,))
                raise CentreFault("paper_lost")
            entry = _entry(place.slot, place.requirement, self._kept(office, TakenPaper(pdf, taken.pages)))
            entries.append(replace(entry, signature=taken.signature))
        return tuple(sorted(entries, key=lambda entry: entry.slot))

    def _kept(self, office: OfficeId, paper: TakenPaper) -> FileRef:
        return FileRef(put_whole(self._parts.files, office, paper.pdf), len(paper.pdf), paper.pages)

    def _filled(self, draft: Draft, procedure: Procedure, rules: Rules) -> FilledForm:
        unit, form, applicant = rules.unit(draft.office), procedure.form, self._parts.forms.applicant
        assert form is not None
        parts = ((applicant, draft.applicant), (form, draft.values), (self._parts.forms.delivery, draft.delivery))
        return FilledForm(
            title=form.title,
            unit=draft.office if unit is None else unit.name,
            procedure=procedure.name,
            parts=tuple(
                (one.title, tuple((field.label, spoken_value(field, said)) for field, said in answers(one, values)))
                for one, values in parts
            ),
            declaration=self._parts.forms.declaration,
        )

    def _forget_papers(self, token: str, before: Draft, after: Draft) -> None:
        """Bytes of the draft that no paper of it names any more."""
        kept = {one.sha256 for one in after.papers}
        for one in before.papers:
            if one.sha256 not in kept:
                self._parts.files.drop(draft_shelf(draft_name(token)), one.sha256)

    def _rules(self) -> Rules:
        rules = self._parts.rulebook.current()
        if rules is None:
            raise CentreFault("no_rules")
        return rules

    def _today(self) -> date:
        return self._parts.clock.now().date()


def with_values(draft: Draft, procedure: Procedure, typed: Sequence[FormValue]) -> Draft:
    """The draft with a page of the procedure's form answered; answers that are not asked any more go."""
    if procedure.form is None:
        return draft
    now = {value.field for value in typed}
    all_ = (*(value for value in draft.values if value.field not in now), *typed)
    return replace(draft, values=tidy_values(procedure.form, tuple(all_)))


def _entry(slot: int, row: PaperRequirement, file: FileRef) -> PaperEntry:
    """An electronic paper stands for every sheet that would have been asked at the counter."""
    quantity = max(1, row.originals + row.copies)
    return PaperEntry(slot, row.code, row.name, PaperForm.ELECTRONIC, quantity, row.present_only, file)
