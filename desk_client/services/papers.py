"""Makes the papers that come with an act: forms 01 to 04 and the sheet of a visit, as PDF bytes."""

from dataclasses import replace
from datetime import date, datetime

from desk_client.services import act_letters, letter, paper_heads
from desk_client.services.paper_source import PaperSource
from desk_client.services.parts import Parts
from desk_client.services.people_names import Names
from desk_client.store.day_reads import acts_of
from dossier.acts import ActKind, RefuseIntake
from dossier.identifiers import Barcode, BarcodeKind, parse_code
from dossier.organisation import Unit
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.text import format_money
from printing.apology import draw_apology
from printing.fonts import FontSet
from printing.receipt import BOTH_COPIES, Copy, PaperRow, Promise, Receipt, Registration, draw_receipt
from printing.refusal import IntakeRefusal, draw_refusal
from printing.supplement import SupplementRequest, draw_supplement
from printing.values import Contact, PaperSize
from printing.visit_sheet import Visit, VisitDossier, draw_visit_sheet


class PaperFault(Exception):
    """A paper asked for a dossier that has none of this kind; `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Papers:
    """Draws official papers on the sheet of this desk; decides nothing, keeps nothing."""

    def __init__(self, parts: Parts, fonts: FontSet, size: PaperSize = PaperSize.A5) -> None:
        self._parts = parts
        self._fonts = fonts
        self.size = size

    def receipt(
        self, state: Dossier, secret: str, clerk: str, *, reprint: int = 0, copies: tuple[Copy, ...] = BOTH_COPIES
    ) -> bytes:
        """Form 01; the secret stands on the applicant's copy only."""
        return draw_receipt(self._receipt(state, secret, clerk, reprint), self._fonts, copies, self.size)

    def supplement(self, state: Dossier, clerk: str, reprint: int = 0) -> bytes:
        """Form 02: the counter guides before acceptance, the agency signs after appraisal."""
        if state.way.supplements:
            source = self._source(state, clerk)
            asked = act_letters.asked_papers(source, source.last(ActKind.ASK_SUPPLEMENT))
            return draw_supplement(replace(asked, reprint=reprint), self._fonts, self.size)
        unit, rules = self._unit(state), self._parts.rules()
        day = self._day(state, ActKind.ASK_PAPERS)
        number = f"{state.slip_number}/HDHS"
        return draw_supplement(
            SupplementRequest(
                letterhead=paper_heads.counter_head(unit, day, "", number),
                applicant=paper_heads.applicant_text(state.applicant),
                procedure=_name(rules, state),
                missing=tuple(map(act_letters.missing_paper, state.asked)),
                reason=state.reason,
                contact=Contact(clerk, self._hotline(unit)),
                guide=clerk,
                reprint=reprint,
            ),
            self._fonts,
            size=self.size,
        )

    def refusal(self, state: Dossier, clerk: str, reprint: int = 0) -> bytes:
        """Form 03."""
        unit, rules = self._unit(state), self._parts.rules()
        day = self._day(state, ActKind.REFUSE_INTAKE)
        return draw_refusal(
            IntakeRefusal(
                letterhead=paper_heads.counter_head(unit, day, "", f"{state.slip_number}/TCHS"),
                receiving_unit=letter.counter_name(unit),
                applicant=paper_heads.applicant_text(state.applicant),
                procedure=_name(rules, state),
                reason=state.reason,
                contact=Contact(clerk, self._hotline(unit)),
                clerk=clerk,
                basis=self._basis(state),
                reprint=reprint,
            ),
            self._fonts,
            size=self.size,
        )

    def apology(self, state: Dossier, clerk: str, reprint: int = 0) -> bytes:
        """Form 04, with the new date where there is one of this day's extension; the head of the agency signs."""
        source = self._source(state, clerk)
        value = replace(act_letters.apology(source, source.last(ActKind.EXTEND, ActKind.APOLOGISE)), reprint=reprint)
        return draw_apology(value, self._fonts, self.size).pdf

    def visit(self, states: tuple[Dossier, ...], secrets: tuple[str, ...], clerk: str, reprint: int = 0) -> bytes:
        """One sheet for all dossiers of one visit, with one fee total."""
        first = states[0]
        unit, rules = self._unit(first), self._parts.rules()
        accepted = first.clock.accepted_at
        if accepted is None:
            raise PaperFault("not_received")
        return draw_visit_sheet(
            Visit(
                letterhead=paper_heads.counter_head(unit, accepted.date(), ""),
                receiving_unit=letter.counter_name(unit),
                applicant=paper_heads.applicant_text(first.applicant),
                received_at=letter.moment(accepted),
                dossiers=tuple(
                    _visit_line(rules, state, secret) for state, secret in zip(states, secrets, strict=True)
                ),
                delivery=letter.DELIVERED_AT[first.delivery.way],
                fee_total=_fee_text(sum(s.money.owed for s in states), sum(s.money.paid for s in states)),
                clerk=clerk,
                hotline=self._hotline(unit),
                reprint=reprint,
            ),
            self._fonts,
            size=self.size,
        )

    def _receipt(self, state: Dossier, secret: str, clerk: str, reprint: int) -> Receipt:
        unit, rules = self._unit(state), self._parts.rules()
        accepted, digits = state.clock.accepted_at, barcode_digits(state)
        if accepted is None:
            raise PaperFault("not_received")
        procedure = rules.procedure(state.procedure, state.version_day)
        limit = None if procedure is None or state.at_once else procedure.limit_for(state.channel)
        qr = letter.look_up_address(self._parts.identity.portal, digits)
        return Receipt(
            letterhead=paper_heads.counter_head(unit, accepted.date(), qr),
            registration=Registration(state.code, digits, spaced(secret), state.book, f"{state.book_number:04d}"),
            receiving_unit=letter.counter_name(unit),
            applicant=paper_heads.applicant_text(state.applicant),
            procedure=_name(rules, state),
            papers=tuple(
                PaperRow(
                    f"{paper.name} (xuất trình, đã trả lại)" if paper.shown_only else paper.name,
                    letter.PAPER_FORMS[paper.form],
                    str(paper.quantity),
                )
                for paper in state.papers
            ),
            sets=f"{state.sets:02d}",
            promise=Promise(
                limit=letter.limit_text(limit),
                received_at=letter.moment(accepted),
                due_at=letter.due_moment(_promised(state)),
                delivery=letter.DELIVERED_AT[state.delivery.way],
                fee=_fee_text(state.money.owed, state.money.paid),
            ),
            clerk=clerk,
            hotline=self._hotline(unit),
            reprint=reprint,
        )

    def _unit(self, state: Dossier) -> Unit:
        unit = self._parts.rules().unit(state.office)
        if unit is None:
            raise PaperFault("unknown_office")
        return unit

    def _hotline(self, unit: Unit) -> str:
        return unit.phone or self._parts.rules().bundle.province.hotline

    def _basis(self, state: Dossier) -> str:
        """The clause of the reason for which the dossier was not received; nothing where the act is not here."""
        source = self._source(state, "")
        data = source.payload(source.last(ActKind.REFUSE_INTAKE))
        if not isinstance(data, RefuseIntake):
            return ""
        reason = self._parts.rules().reason(data.reason_code, self._day(state, ActKind.REFUSE_INTAKE))
        return "" if reason is None else reason.basis

    def _source(self, state: Dossier, clerk: str) -> PaperSource:
        acts, names = acts_of(self._parts.engine, state.id), Names.read(self._parts)
        portal = self._parts.identity.portal
        return PaperSource(state, acts, self._parts.rules(), names, clerk, self._parts.clock.now(), portal)

    @staticmethod
    def _day(state: Dossier, kind: ActKind) -> date:
        day = next((line.at.date() for line in reversed(state.trail) if line.kind is kind), None)
        if day is None:
            raise PaperFault("no_such_paper")
        return day


def barcode_digits(state: Dossier) -> str:
    """The 20 digits under the bars of a dossier's papers. Raises PaperFault for a dossier without a code."""
    code = parse_code(state.code)
    if code is None:
        raise PaperFault("no_code")
    return Barcode(BarcodeKind.DOSSIER, code).digits()


def spaced(secret: str) -> str:
    """The secret in groups of four, as printed."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _name(rules: Rules, state: Dossier) -> str:
    procedure = rules.procedure(state.procedure, state.version_day)
    return state.procedure if procedure is None else procedure.name


def _promised(state: Dossier) -> datetime | None:
    """What the receipt promises: the first promise, or the one given anew when asked papers were complete."""
    answered = any(one.received_at is not None for one in state.way.supplements)
    return state.clock.due if answered and not state.asked else state.clock.original_due


def _fee_text(owed: int, paid: int) -> str:
    if owed == 0:
        return "Không thu"
    return f"{format_money(owed)} ({'đã nộp' if paid >= owed else 'chưa nộp'})"


def _visit_line(rules: Rules, state: Dossier, secret: str) -> VisitDossier:
    return VisitDossier(
        code=state.code,
        barcode=barcode_digits(state),
        secret=spaced(secret),
        procedure=_name(rules, state),
        papers=f"{len(state.papers)} giấy tờ",
        due_at=letter.due_moment(state.clock.original_due),
        fee=_fee_text(state.money.owed, state.money.paid),
    )
