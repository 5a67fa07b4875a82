"""Says of one dossier what its letters and slips need: heads, addressee, subject, signer; in spoken words."""

from dataclasses import dataclass
from datetime import date, datetime

from desk_client.services import letter, paper_heads
from desk_client.services.people_names import Names
from dossier.acts import Act, ActKind, Payload
from dossier.identifiers import Barcode, BarcodeKind, PersonId, parse_code_any
from dossier.identity import is_firm_number
from dossier.organisation import Unit
from dossier.roles import Role, committee_lines
from dossier.rules import Rules
from dossier.state import Dossier, TrailLine
from dossier.values import Reason
from printing.values import Addressee, Contact, Letterhead, SigningTitle, Subject

RECIPIENTS = ("Như trên;", "Bộ phận tiếp nhận và trả kết quả;", "Lưu: VT.")
_SPOKEN = {"Nam": "ông", "Nữ": "bà"}


@dataclass(frozen=True, slots=True)
class PaperSource:
    """One dossier with the acts, rules and names that its papers are made of; `clerk` is who prints.

    `portal` is the address under which its papers are looked up, or nothing.
    """

    state: Dossier
    acts: dict[str, Act]
    rules: Rules
    names: Names
    clerk: str
    now: datetime
    portal: str = ""

    def payload(self, line: TrailLine) -> Payload | None:
        """What an act said; None where its line is not here."""
        act = self.acts.get(line.act)
        return None if act is None else act.data

    def line(self, act: str) -> TrailLine:
        """The line of the story that an act made. Raises LookupError."""
        for line in self.state.trail:
            if line.act == act:
                return line
        raise LookupError(act)

    def last(self, *kinds: ActKind) -> TrailLine:
        """The last line that an act of these kinds made. Raises LookupError."""
        for line in reversed(self.state.trail):
            if line.kind in kinds:
                return line
        raise LookupError(kinds)

    @property
    def procedure(self) -> str:
        """The full name of the procedure."""
        found = self.rules.procedure(self.state.procedure, self.state.version_day)
        return self.state.procedure if found is None else found.name

    @property
    def subject(self) -> Subject:
        """Which dossier: the due date is that before any extension."""
        accepted = self.state.clock.accepted_at
        return Subject(self.state.code, self.procedure, day_words(accepted), letter.due_moment(self.due_before()))

    def due_before(self) -> datetime | None:
        """When it was due before an extension."""
        state, clock = self.state, self.state.clock
        if clock.accepted_at is None or state.way.extension is None:
            return clock.due or clock.original_due
        counted = self.rules.due_of(
            state.procedure, state.channel, clock.accepted_at, at_once=state.at_once, supplements=state.way.supplements
        )
        return clock.original_due if counted is None else counted.at or clock.original_due

    @property
    def spoken(self) -> str:
        """How a letter speaks to the applicant."""
        if is_firm_number(self.state.applicant.id_number):
            return "đơn vị"
        return _SPOKEN.get(self.state.applicant.gender, "ông/bà")

    @property
    def addressee(self) -> Addressee:
        """The applicant as the one a letter is for."""
        who, spoken = self.state.applicant, self.spoken
        title = "/".join(part.capitalize() for part in spoken.split("/"))
        name = who.name if is_firm_number(who.id_number) else f"{title} {who.name}"
        return Addressee(name, spoken, who.address, who.phone)

    def unit_name(self, office: str) -> str:
        """The full name of an office; its code where it is unknown."""
        unit = self.rules.unit(office)
        return office if unit is None else unit.name

    def one_stop(self, office: str) -> str:
        """How papers name the counter of an office."""
        unit = self.rules.unit(office)
        return f"Bộ phận tiếp nhận và trả kết quả {office}" if unit is None else letter.counter_name(unit)

    @property
    def qr(self) -> str:
        """What the QR of its papers holds: none before the dossier has its code."""
        code = parse_code_any(self.state.code)
        if code is None or not self.portal:
            return ""
        return letter.look_up_address(self.portal, Barcode(BarcodeKind.DOSSIER, code).digits())

    def agency_head(self, office: str, day: date, number: str = "") -> Letterhead:
        """The head of a letter of an office."""
        unit = self.rules.unit(office)
        if unit is None:
            return Letterhead("", office, "", number, self.qr)
        return paper_heads.office_head(unit, day, number, self.qr)

    def counter_head(self, office: str, day: date, number: str = "") -> Letterhead:
        """The head of a paper of the counter of an office."""
        unit = self.rules.unit(office)
        if unit is None:
            return Letterhead("", office, "", number, self.qr)
        return paper_heads.counter_head(unit, day, self.qr, number)

    def signer(self, line: TrailLine) -> SigningTitle:
        """Who did an act, as one who signs: a deputy under the title of his head ("KT.", "TL.", "TUQ.")."""
        workflow = self.rules.workflow_of(self.state.procedure, self.state.version_day)
        roles = frozenset[Role]() if workflow is None else workflow.roles_of(line.kind)
        return self._signing(line.actor, line, roles)

    def leader(self, line: TrailLine) -> SigningTitle:
        """Who signs for the agency what somebody there wrote down: himself where he leads it, else who leads it then.

        No name where none of its leaders is known here: whoever signs writes his own.
        """
        act = (line.actor, line.office, line.at.date())
        found = line.actor if self.names.holds(act, Role.LEADER) else self.names.leader(line.office, line.at.date())
        return SigningTitle(("",), "") if found is None else self._signing(found, line, frozenset({Role.LEADER}))

    def _signing(self, who: PersonId, line: TrailLine, roles: frozenset[Role]) -> SigningTitle:
        titles = self.names.titles((who, line.office, line.at.date()), roles)
        unit = self.rules.unit(line.office)
        if unit is not None and unit.is_committee:
            titles = committee_lines(titles)
        return SigningTitle(tuple(title.upper() for title in titles or ("",)), self.names.name(who))

    def contact(self, office: str) -> Contact:
        """Whom to ask: the officer at work on it, else the counter, under the office's telephone."""
        unit = self.rules.unit(office)
        name = self.names.name(self.state.assignee) or (self.one_stop(office))
        return Contact(name, _phone(unit) or self.rules.bundle.province.hotline)

    def reason_words(self, reason: Reason, line: TrailLine) -> str:
        """A reason of the table in its words, and what the person added."""
        row = self.rules.reason(reason.code, line.at.date())
        parts = ("" if row is None else row.text, reason.text.strip())
        return ": ".join(part for part in parts if part)

    def basis_of(self, reason: Reason, line: TrailLine) -> str:
        """The clause of a reason, or nothing."""
        row = self.rules.reason(reason.code, line.at.date())
        return "" if row is None else row.basis


def day_words(at: date | datetime | None) -> str:
    """ "14/3/2019", or nothing."""
    return "" if at is None else f"{at.day}/{at.month}/{at.year}"


def _phone(unit: Unit | None) -> str:
    return "" if unit is None else unit.phone
