"""Receives dossiers at the counter: numbers, due date, fee and secret in one act; asks for papers; refuses."""

import hashlib
import hmac
from dataclasses import dataclass

from sqlalchemy import Connection

from desk_client.ports import DeskFault
from desk_client.services.acting import Acting, Refused, Scribe
from desk_client.services.course_fields import Pick
from desk_client.services.course_starts import reasons_for
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store import meta
from desk_client.store.drafts import drop
from desk_client.store.rows import load
from dossier.acts import (
    ActKind,
    Applicant,
    AskedPaper,
    AskPapers,
    Channel,
    CollectFee,
    FormValue,
    PaperEntry,
    Receive,
    RefuseIntake,
)
from dossier.deadlines import Due
from dossier.events import OPEN_STAGES
from dossier.fees import DocumentCount, FeeDue, FeeFacts, compute_fee
from dossier.identifiers import DossierCode, NumberSlice, OfficeId, normalise_secret, secret_from
from dossier.numbers import next_code, receipt_book, register_book
from dossier.procedures import Procedure
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from dossier.values import Reason

_LAST_OF_YEAR = 9_999_999
"""Seven digits are what receipts and registers have room for."""


@dataclass(frozen=True, slots=True)
class IntakeForm:
    """What the clerk filled in for one dossier; `dossier` is set when papers that were asked for came in."""

    procedure: str
    applicant: Applicant
    values: tuple[FormValue, ...] = ()
    papers: tuple[PaperEntry, ...] = ()
    sets: int = 1
    channel: Channel = Channel.DIRECT
    delivery: Channel = Channel.DIRECT
    at_once: bool = False
    pages: int = 1
    copies: int = 1
    exemption: str = ""
    fee_paid: bool = False
    dossier: str = ""
    draft: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """What form 02 asks for and why; `brought`: papers asked for before that came and are not right."""

    items: tuple[AskedPaper, ...]
    reason: Reason
    brought: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Received:
    """A received dossier; the secret leaves this value only for the applicant's copy of the receipt."""

    state: Dossier
    secret: str


class Intake:
    """The clerk's use cases at the counter."""

    def __init__(self, parts: Parts, acting: Acting) -> None:
        self._parts = parts
        self._acting = acting

    def offers(self) -> tuple[Procedure, ...]:
        """What this counter receives today, and the ministry-run services it must point elsewhere for."""
        rules, day = self._parts.rules(), self._parts.clock.now().date()
        elsewhere = tuple(p for p in rules.bundle.procedures if p.received_at and p.is_valid_on(day))
        return rules.offered_by(self._parts.identity.office, day) + elsewhere

    def due(self, form: IntakeForm) -> Due | None:
        """When it would be due if accepted this minute."""
        now = self._parts.clock.now()
        return self._parts.rules().due_of(
            form.procedure, form.channel, now, at_once=form.at_once, office=self._parts.identity.office
        )

    def fee(self, form: IntakeForm) -> FeeDue | None:
        """What it costs, line by line; None for an unknown procedure."""
        procedure = self._parts.rules().procedure(form.procedure, self._parts.clock.now().date())
        return None if procedure is None else _fee(procedure, form)

    def known_person(self, id_number: str) -> tuple[Applicant, int] | None:
        """Newest data of a person and how many dossiers are known here."""
        return self._parts.queries.person(id_number)

    def reasons(self, kind: ActKind, *, again: bool = False) -> tuple[Pick, ...]:
        """The reasons of the table to refuse a dossier today, or to ask for papers (`again`: a second time)."""
        return reasons_for(self._parts.rules(), kind, self._parts.clock.now().date(), again=again)

    def twin_of(self, id_number: str, procedure: str, dossier: str) -> Dossier | None:
        """The newest open dossier of that citizen and procedure, other than this one."""
        others = (state for state in self._parts.queries.of_person(id_number) if state.id != dossier)
        return next((one for one in others if one.procedure == procedure and one.stage in OPEN_STAGES), None)

    def receive(self, session: Session, form: IntakeForm) -> Received | Refusal:
        """Accept one dossier; durable before it returns."""
        return self._acting.together(session, lambda scribe: self._receive(scribe, form, ""))

    def receive_visit(self, session: Session, forms: tuple[IntakeForm, ...]) -> tuple[Received, ...] | Refusal:
        """Accept several dossiers of one applicant in one transaction: one sheet, one fee total."""

        def work(scribe: Scribe) -> tuple[Received, ...]:
            visit = scribe.new_id()
            return tuple(self._receive(scribe, form, visit) for form in forms)

        return self._acting.together(session, work)

    def ask_papers(self, session: Session, form: IntakeForm, asking: Asking) -> Dossier | Refusal:
        """Form 02 before acceptance: once and in full, no clock."""

        def work(scribe: Scribe) -> Dossier:
            reason, number = asking.reason, slip_number(scribe)
            words, brought = _words(scribe, reason), asking.brought
            payload = AskPapers(form.procedure, form.applicant, asking.items, words, number, reason.code, brought)
            return self._settle(scribe, form, payload)

        return self._acting.together(session, work)

    def refuse(self, session: Session, form: IntakeForm, reason: Reason) -> Dossier | Refusal:
        """Form 03: not received, for a reason of the table and what was added to it."""

        def work(scribe: Scribe) -> Dossier:
            words = _words(scribe, reason)
            payload = RefuseIntake(form.procedure, form.applicant, words, slip_number(scribe), reason.code)
            return self._settle(scribe, form, payload)

        return self._acting.together(session, work)

    def secret_of(self, dossier: str) -> str:
        """The secret for a reprint of the applicant's copy; empty when another desk made it."""
        with self._parts.engine.connect() as connection:
            return meta.get(connection, f"secret:{dossier}")

    def _settle(self, scribe: Scribe, form: IntakeForm, payload: AskPapers | RefuseIntake) -> Dossier:
        state = scribe.write(payload, form.dossier or scribe.new_id()).state
        if form.draft:
            drop(scribe.connection, form.draft)
        return state

    def _receive(self, scribe: Scribe, form: IntakeForm, visit: str) -> Received:
        procedure = scribe.rules.procedure(form.procedure, scribe.at.date())
        if procedure is None:
            raise Refused(Refusal(RefusalCode.UNKNOWN_PROCEDURE, "", (("procedure", form.procedure),)))
        known = self._parts.identity
        secret, key = self._secret(scribe, form)
        due = scribe.rules.due_of(form.procedure, form.channel, scribe.at, at_once=form.at_once, office=known.office)
        payload = Receive(
            code=str(self._next_code(scribe)),
            book=f"{known.desk_number:02d}/{scribe.at.year}",
            book_number=_next(scribe, register_book(known.device, scribe.at.year)),
            procedure=form.procedure,
            channel=form.channel,
            at_once=form.at_once,
            applicant=form.applicant,
            values=form.values,
            papers=form.papers,
            sets=form.sets,
            delivery=form.delivery,
            fee=_fee(procedure, form).total,
            due=None if due is None else due.at,
            secret_key=key,
            visit=visit,
            copies=form.copies,
            pages=form.pages,
        )
        dossier = form.dossier or scribe.new_id()
        state = scribe.write(payload, dossier, visit).state
        if form.fee_paid and state.fee_left:
            money = collect_payload(scribe, known.device, state.fee_left, "cash")
            state = scribe.write(money, dossier, visit).state
        if secret:
            meta.put(scribe.connection, f"secret:{dossier}", secret)
        if form.draft:
            drop(scribe.connection, form.draft)
        return Received(state, secret)

    def _secret(self, scribe: Scribe, form: IntakeForm) -> tuple[str, str]:
        """The look-up secret and its key; who filed online has his own already, which stays and is not known here."""
        held = load(scribe.connection, form.dossier) if form.dossier else None
        if held is not None and held.shown.way.request:
            return "", held.shown.secret_key
        secret = secret_from(self._parts.chance.bytes(8))
        return secret, secret_key(self._parts.identity.secret_salt, secret)

    def _next_code(self, scribe: Scribe) -> DossierCode:
        identity = self._parts.identity

        def last_used(book: str, part: NumberSlice) -> int | None:
            return scribe.ledger.last_number(book, part.first, part.last)

        code = next_code(identity.slices, OfficeId(identity.office), scribe.at.date(), last_used)
        if isinstance(code, Refusal):
            raise Refused(code)
        return code


def _words(scribe: Scribe, reason: Reason) -> str:
    """The reason as its paper says it: the row of the table with what the person added."""
    row = scribe.rules.reason(reason.code, scribe.at.date())
    return ": ".join(part for part in ("" if row is None else row.text, reason.text.strip()) if part)


def slip_number(scribe: Scribe) -> int:
    """The next number of forms 02, 03 and 04 in the desk's book of the year."""
    return _count_up(scribe.connection, f"slip:{scribe.at.year}")


def collect_payload(scribe: Scribe, device: str, amount: int, method: str) -> CollectFee:
    """The act of taking money now, with the desk's next receipt number."""
    number = _next(scribe, receipt_book(device, scribe.at.year))
    return CollectFee(amount, method, f"{number:07d}/{scribe.at.year}")


def secret_key(salt: bytes, secret: str) -> str:
    """The keyed hash that the centre compares a typed secret with (HMAC-SHA-256, hex)."""
    return hmac.new(salt, normalise_secret(secret).encode(), hashlib.sha256).hexdigest()


def _fee(procedure: Procedure, form: IntakeForm) -> FeeDue:
    facts = FeeFacts((DocumentCount(max(1, form.pages), form.copies),), 1, form.channel, form.exemption)
    return compute_fee(procedure.fee, facts)


def _next(scribe: Scribe, book: str) -> int:
    """The next number of a year's book. Raises DeskFault `book_full` after the last that papers have room for."""
    last = scribe.ledger.last_number(book, 1, _LAST_OF_YEAR)
    if last == _LAST_OF_YEAR:
        raise DeskFault("book_full")
    return 1 if last is None else last + 1


def _count_up(connection: Connection, key: str) -> int:
    number = int(meta.get(connection, key, "0")) + 1
    meta.put(connection, key, str(number))
    return number
