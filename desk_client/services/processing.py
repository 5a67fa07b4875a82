"""Processes received dossiers: hand over, accept, assign, propose, approve, bring back, note, correct."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desk_client.services.acting import Acting, Refused, Scribe
from desk_client.services.drafting import Drafting
from desk_client.services.intake import collect_payload
from desk_client.services.parts import Parts
from desk_client.services.reusing import EarlierPages
from desk_client.services.session import Session, Sessions
from dossier.acts import (
    Accept,
    ActKind,
    Amend,
    Assign,
    AttachPaper,
    FileRef,
    HandOver,
    HandResult,
    Note,
    Payload,
    Propose,
    SendBack,
)
from dossier.identifiers import OfficeId, PersonId
from dossier.papers import doubtful_signatures, papers_without_pages
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Person, Role
from dossier.state import Dossier
from dossier.text import tidy
from dossier.values import SeenSignature

TOGETHER = (ActKind.HAND_OVER, ActKind.ACCEPT, ActKind.HAND_RESULT)
"""Acts that need no word of their own for each dossier, so that many can be done at once."""
_LEADING = frozenset({Role.HEAD, Role.LEADER})


@dataclass(frozen=True, slots=True)
class Handed:
    """Several dossiers done as one: the states after it, and the names of other offices that got them."""

    states: tuple[Dossier, ...]
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NewPages:
    """The finished PDF of a paper, and what was found of the signatures in one that came signed from outside."""

    file: FileRef
    signature: SeenSignature | None = None


@dataclass(frozen=True, slots=True)
class GroupRefusal:
    """None of several dossiers was touched: which of them does not fit, and why."""

    code: str
    refusal: Refusal


class Processing:
    """Use cases between the counter's hand-over and the result's way back to it."""

    def __init__(self, parts: Parts, acting: Acting, sessions: Sessions, drafting: Drafting) -> None:
        self._parts = parts
        self._acting = acting
        self._sessions = sessions
        self._drafting = drafting

    def fitting(self, session: Session, kind: ActKind, dossiers: Sequence[str]) -> tuple[str, ...]:
        """Those of the dossiers on which the table allows this act to this person now."""
        states = (self._parts.queries.dossier(dossier) for dossier in dossiers)
        return tuple(s.id for s in states if s is not None and kind in self._acting.open_acts(session, s))

    def unscanned(self, dossiers: Sequence[str]) -> tuple[str, ...]:
        """Names of papers of these dossiers whose pages nobody scanned."""
        states = (self._parts.queries.dossier(dossier) for dossier in dossiers)
        names = (name for state in states if state is not None for name in papers_without_pages(state))
        return tuple(dict.fromkeys(names))

    def doubtful(self, dossiers: Sequence[str]) -> tuple[str, ...]:
        """Names of papers of these dossiers whose digital signature is in doubt."""
        states = (self._parts.queries.dossier(dossier) for dossier in dossiers)
        names = (name for state in states if state is not None for name in doubtful_signatures(state))
        return tuple(dict.fromkeys(names))

    def together(
        self, session: Session, kind: ActKind, dossiers: Sequence[str], unscanned: str = ""
    ) -> Handed | GroupRefusal:
        """One act on several dossiers in one transaction; each receiving office is one control slip (form 05).

        `unscanned` says why papers go on without their pages; it is kept where there are such papers.
        """

        def work(scribe: Scribe) -> Handed | GroupRefusal:
            groups: dict[str, str] = {}
            states = []
            for dossier in dossiers:
                state = self._parts.queries.dossier(dossier)
                payload = self._plain_payload(kind, state, scribe)
                if isinstance(payload, HandOver) and state is not None and papers_without_pages(state):
                    payload = replace(payload, unscanned=unscanned.strip())
                receiver = payload.to_office if isinstance(payload, HandOver) else ""
                group = groups.setdefault(receiver, scribe.new_id())
                try:
                    states.append(scribe.write(payload, dossier, group).state)
                except Refused as refused:
                    raise _InGroup("" if state is None else state.code, refused.refusal) from refused
            return Handed(tuple(states), self._names(scribe, tuple(groups)))

        try:
            done = self._acting.together(session, work)
        except _InGroup as refused:
            return GroupRefusal(refused.code, refused.refusal)
        return GroupRefusal("", done) if isinstance(done, Refusal) else done

    def hand_over(self, session: Session, dossiers: Sequence[str], unscanned: str = "") -> Handed | GroupRefusal:
        """Give dossiers to the units that decide them, with the reason where pages are missing."""
        return self.together(session, ActKind.HAND_OVER, dossiers, unscanned)

    def accept(self, session: Session, dossier: str) -> Dossier | Refusal:
        """The unit takes it: closes its row of the control slip."""
        return self._acting.do(session, Accept(), dossier)

    def assignable(self, session: Session) -> tuple[Person, ...]:
        """Whom this person may name: a head or leader every officer, an officer only himself."""
        day = self._parts.clock.now().date()
        if session.roles_on(day) & _LEADING:
            people = (*self._sessions.colleagues(Role.OFFICER), *self._sessions.colleagues(Role.HEAD))
            return tuple({person.id: person for person in people}.values())
        return (session.person,)

    def assign(self, session: Session, dossier: str, person: PersonId) -> Dossier | Refusal:
        """Name the officer who processes it."""
        return self._acting.do(session, Assign(person), dossier)

    def propose(self, session: Session, dossier: str, proposal: Propose) -> Dossier | Refusal:
        """Put the officer's proposal before the leader; a draft lies on the shelf already."""
        return self._acting.do(session, proposal, dossier)

    def approve(self, session: Session, dossier: str, text: str = "") -> Dossier | Refusal:
        """Agree with the proposal; the paper is drawn as it will be signed."""
        return self._drafting.approve(session, dossier, text)

    def send_back(self, session: Session, dossier: str, reason: str) -> Dossier | Refusal:
        """Give it back to the officer with the reason."""
        return self._acting.do(session, SendBack(reason.strip()), dossier)

    def hand_result(self, session: Session, dossier: str, shelf: str = "") -> Dossier | Refusal:
        """Bring the result to the counter."""
        return self._acting.do(session, HandResult(tidy(shelf)), dossier)

    def collect(self, session: Session, dossier: str, amount: int, method: str) -> Dossier | Refusal:
        """Take money with the desk's next receipt number."""
        device = self._parts.identity.device

        def work(scribe: Scribe) -> Dossier:
            return scribe.write(collect_payload(scribe, device, amount, method), dossier).state

        return self._acting.together(session, work)

    def attach(self, session: Session, dossier: str, slot: int, pages: NewPages | EarlierPages) -> Dossier | Refusal:
        """Put the finished PDF of a paper to its place: new pages, or those of an earlier dossier by their hash."""
        if isinstance(pages, EarlierPages):
            attached = AttachPaper(slot, pages.file, pages.where, signature=pages.signature)
            return self._acting.do(session, attached, dossier)
        return self._acting.do(session, AttachPaper(slot, pages.file, signature=pages.signature), dossier)

    def note(self, session: Session, dossier: str, text: str) -> Dossier | Refusal:
        """Write a remark; an empty one is no remark."""
        if not text.strip():
            return Refusal(RefusalCode.REASON_MISSING)
        return self._acting.do(session, Note(text.strip()), dossier)

    def amend(self, session: Session, dossier: str, change: Amend) -> Dossier | Refusal:
        """Correct phone, e-mail or address of the applicant, compared with what was shown."""
        return self._acting.do(session, Amend(change.field, change.old, tidy(change.new)), dossier)

    def _plain_payload(self, kind: ActKind, state: Dossier | None, scribe: Scribe) -> Payload:
        match kind:
            case ActKind.ACCEPT:
                return Accept()
            case ActKind.HAND_RESULT:
                return HandResult()
            case _:
                return HandOver(OfficeId("") if state is None else self._receiver(state, scribe))

    def _receiver(self, state: Dossier, scribe: Scribe) -> OfficeId:
        unit = scribe.rules.competent_for(state.procedure, state.office, scribe.at.date())
        return state.office if unit is None else unit.code

    def _names(self, scribe: Scribe, offices: Sequence[str]) -> tuple[str, ...]:
        units = [scribe.rules.unit(office) for office in offices if office not in ("", self._parts.identity.office)]
        return tuple(unit.short_name for unit in units if unit is not None)


class _InGroup(Exception):
    """A refusal of one of several, carried out of the transaction so that all of it rolls back."""

    def __init__(self, code: str, refusal: Refusal) -> None:
        super().__init__(refusal.code.value)
        self.code = code
        self.refusal = refusal
