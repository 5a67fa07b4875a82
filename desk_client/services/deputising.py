"""Who signs for whom in this office: read from what the centre sent; changed by asking the centre, never here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from central_sync.client.asking import Asker
from central_sync.protocol.deputies import DeputyReply, LendRequest, TakeBackRequest
from central_sync.protocol.faults import Fault
from desk_client.services.asked import Answered, ask_centre
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store import meta
from dossier.identifiers import PersonId
from dossier.messages import Message, message
from dossier.roles import Grant, Person, Role, SigningFor, is_deputy_title
from dossier.text import collation_key

LENT_AT_DESK = frozenset({Role.LEADER, Role.HEAD})
"""What may be lent from here; the rest is entered by the administrator."""


@dataclass(frozen=True, slots=True)
class Lent:
    """One delegation or absence: who signs for whom, how, from when until when, by which document.

    `over`: its last day is past; `begun`: its first day has come. Several roles lent together are one.
    """

    deputy: PersonId
    deputy_name: str
    deputy_title: str
    lender: PersonId
    lender_name: str
    lender_title: str
    signing: SigningFor
    since: date
    until: date | None
    basis: str
    away: bool
    begun: bool
    over: bool

    @property
    def id(self) -> str:
        """What tells it from the others of the office."""
        return f"{self.lender}/{self.deputy}/{self.since}"


@dataclass(frozen=True, slots=True)
class DeputySight:
    """What one person lent and was lent, as this desk knows it; `mates` are those who may become deputies.

    `may_lend`: he leads by his own right today; `line`: the desk knows a centre that it could ask;
    `committee`: the office is a People's Committee, whose papers are signed on its behalf.
    """

    today: date
    given: tuple[Lent, ...]
    received: tuple[Lent, ...]
    mates: tuple[Person, ...]
    may_lend: bool
    line: bool
    committee: bool = False


@dataclass(frozen=True, slots=True)
class LendOrder:
    """What the leader decided: the deputy, how he signs, the days (both included), the document, whether he is away."""

    deputy: PersonId
    signing: SigningFor
    since: date
    until: date
    basis: str
    away: bool


class Deputising:
    """Use cases of the screen of deputies."""

    def __init__(self, parts: Parts, asker: Asker | None) -> None:
        self._parts = parts
        self._asker = asker

    def look(self, session: Session) -> DeputySight:
        """What is known here of this person's deputies and of those whom he is the deputy of."""
        today = self._parts.clock.now().date()
        with self._parts.engine.connect() as connection:
            known = meta.people(connection)
        people = {account.person.id: account.person for account in known.accounts}
        me, office = session.person.id, session.office
        rows = _together(known.grants, people, today)
        own = {one.person for one in known.grants if _own(one) and one.office == office and one.runs_on(today)}
        mates = sorted(
            (people[one] for one in own if one in people and one != me), key=lambda one: collation_key(one.name)
        )
        leads = any(
            one.person == me and _own(one) and one.role in LENT_AT_DESK and one.runs_on(today) for one in known.grants
        )
        unit = self._parts.rules().unit(office)
        return DeputySight(
            today=today,
            given=tuple(one for one in rows if one.lender == me),
            received=tuple(one for one in rows if one.deputy == me),
            mates=tuple(mates),
            may_lend=leads,
            line=self._asker is not None,
            committee=unit is not None and unit.is_committee,
        )

    def lend(self, session: Session, order: LendOrder, password: str) -> Answered:
        """Ask the centre to let the deputy sign; what it answers is durable there."""
        asked = LendRequest(
            lender=session.person.id,
            password=password,
            deputy=order.deputy,
            signing=order.signing,
            since=order.since,
            until=order.until,
            basis=order.basis,
            away=order.away,
        )
        return self._ask(lambda asker: asker.lend(asked), "away" if order.away else "lent")

    def take_back(self, session: Session, lent: Lent, password: str) -> Answered:
        """Ask the centre to end what this person lent to a deputy."""
        asked = TakeBackRequest(session.person.id, password, lent.deputy)
        return self._ask(lambda asker: asker.take_back(asked), "back" if lent.away else "taken")

    def _ask(self, ask: Callable[[Asker], DeputyReply | Fault], done: str) -> Answered:
        reply = ask_centre(self._asker, "deputy", ask)
        if isinstance(reply, Message):
            return Answered(done=False, message=reply)
        return Answered(done=True, message=message(f"deputy.done.{done}"))


def proposed_signing(deputy: Person) -> SigningFor:
    """How a person of that title signs for his leader, as a proposal: a deputy "KT.", anybody else "TUQ."."""
    return SigningFor.KT if is_deputy_title(deputy.title) else SigningFor.TUQ


def _own(grant: Grant) -> bool:
    return grant.on_behalf_of is None and grant.seconded_from is None


def _together(grants: tuple[Grant, ...], people: dict[PersonId, Person], today: date) -> tuple[Lent, ...]:
    """The rows that lend what may be lent here, newest first; several roles of one lending once."""
    found: dict[str, Lent] = {}
    for one in grants:
        if one.on_behalf_of is None or one.role not in LENT_AT_DESK:
            continue
        deputy, lender = people.get(one.person), people.get(one.on_behalf_of)
        lent = Lent(
            deputy=one.person,
            deputy_name=one.person if deputy is None else deputy.name,
            deputy_title="" if deputy is None else deputy.title,
            lender=one.on_behalf_of,
            lender_name=one.on_behalf_of if lender is None else lender.name,
            lender_title="" if lender is None else lender.title,
            signing=one.signing or SigningFor.TUQ,
            since=one.valid_from,
            until=one.valid_until,
            basis=one.basis,
            away=one.away,
            begun=one.valid_from <= today,
            over=one.valid_until is not None and one.valid_until < today,
        )
        found.setdefault(lent.id, lent)
    return tuple(sorted(found.values(), key=lambda one: (one.since, one.id), reverse=True))
