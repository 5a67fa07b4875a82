"""Lets one person act for another for a time: delegation, absence with a deputy, secondment to another counter.

All of it is grants with a first and a last day, judged at the act's own time like any other; while somebody is absent,
his own right rests. Nobody lends what he was lent (NĐ 30/2020 art. 13(3)).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from central_server.ports.storage import Storage, Work
from central_server.services.people import tell_people
from dossier.deadlines import add_months
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Grant, Role, SigningFor, is_deputy_title

LENDABLE = frozenset({Role.INTAKE, Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS, Role.FINANCE})
"""Who administers the system lends nothing: another administrator is named instead."""
_SIGNING = frozenset({Role.HEAD, Role.LEADER})
_MOST_MONTHS = 24
_DAY = timedelta(days=1)


class DeputyRefused(Exception):
    """It may not be: `code` is the message `centre.deputy.<code>`."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when, both included, and the document it rests on."""

    since: date
    until: date
    basis: str


@dataclass(frozen=True, slots=True)
class Standin:
    """Who acts in an office for whom, in which roles, and how he signs for him."""

    deputy: PersonId
    lender: PersonId
    office: OfficeId
    roles: tuple[Role, ...]
    signing: SigningFor | None = None
    """None: "KT." for whose title is a deputy's, "TUQ." for anybody else."""


class Deputies:
    """Enters and ends what is lent, and tells the office's desks."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def delegate(self, standin: Standin, term: Term) -> None:
        """The deputy may do what the lender may; the lender goes on. Raises DeputyRefused."""
        self._lend(standin, term, away=False)

    def absent(self, standin: Standin, term: Term) -> None:
        """The deputy stands in while the lender is away: his own right rests. Raises DeputyRefused."""
        self._lend(standin, term, away=True)

    def second(self, person: PersonId, agency: OfficeId, place: tuple[OfficeId, tuple[Role, ...]], term: Term) -> None:
        """A person of an agency works at another office's counter for it (NĐ 61/2018 art. 7, 11(4)): at most 24 months.

        `place` is the office and the roles there. Raises DeputyRefused.
        """
        office, roles = place
        _check_term(term)
        if office == agency:
            raise DeputyRefused("self")
        if add_months(term.since, _MOST_MONTHS) <= term.until:
            raise DeputyRefused("term")

        def work(unit: Work) -> None:
            if not _own(unit.registry.grants_of(agency), person, None, term):
                raise DeputyRefused("not_of_office", agency)
            for role in roles:
                made = Grant(person, office, role, term.since, term.until, seconded_from=agency, basis=term.basis)
                _add(unit, made)
            tell_people(unit, [office])

        self._storage.write(work)

    def end(self, person: PersonId, office: OfficeId, last_day: date) -> int:
        """End everything that was lent to a person in an office, and his secondment there, on a day; how much it was.

        Who was absent has his own right again from the next day on.
        """

        def work(unit: Work) -> int:
            found = [one for one in self._lent(unit, office) if one.person == person and _runs_after(one, last_day)]
            for one in found:
                _end(unit, one, max(last_day, one.valid_from - _DAY))
            tell_people(unit, [office])
            return len(found)

        return self._storage.write(work)

    def take_back(self, lender: PersonId, deputy: PersonId, office: OfficeId, today: date) -> int:
        """End what one person lent another; how many rows. What the deputy signed today stands: he may until tonight.

        Who was absent is back from today on; what had not begun yet is as if it had never been.
        """

        def work(unit: Work) -> int:
            lent = [one for one in self._lent(unit, office) if (one.person, one.on_behalf_of) == (deputy, lender)]
            back = _own(unit.registry.grants_of(office), lender, None, Term(today, today, ""))
            found = [one for one in lent if _runs_after(one, today - _DAY if one.away and not back else today)]
            for one in found:
                begun = one.valid_from <= today
                _end(unit, one, today if begun else one.valid_from - _DAY, back=today if begun else one.valid_from)
            tell_people(unit, [office])
            return len(found)

        return self._storage.write(work)

    def of_office(self, office: OfficeId) -> Sequence[Grant]:
        """What was ever lent in an office, oldest first."""
        found = self._storage.read(lambda unit: self._lent(unit, office))
        return sorted(found, key=lambda one: (one.valid_from, one.person, one.role.value))

    @staticmethod
    def _lent(unit: Work, office: OfficeId) -> list[Grant]:
        return [one for one in unit.registry.grants_of(office) if one.on_behalf_of or one.seconded_from]

    def _lend(self, standin: Standin, term: Term, *, away: bool) -> None:
        _check_term(term)
        if standin.deputy == standin.lender:
            raise DeputyRefused("self")

        def work(unit: Work) -> None:
            known = unit.registry.grants_of(standin.office)
            if not _own(known, standin.deputy, None, term):
                raise DeputyRefused("not_of_office", standin.office)
            signing = _signing(unit, standin)
            lent = Grant(standin.deputy, standin.office, Role.LEADER, term.since, term.until, standin.lender, away=away)
            made = [
                replace(lent, role=role, basis=term.basis, signing=signing if role in _SIGNING else None)
                for role in standin.roles
            ]
            if all(one in known for one in made):
                return  # asked again, because the answer was lost on the way
            for one in made:
                held = _own(known, standin.lender, one.role, term)
                if one.role in LENDABLE and not held:
                    raise DeputyRefused("not_held", one.role.value)
                _add(unit, one)
                if away:
                    _rest(unit, held[0], term)
            tell_people(unit, [standin.office])

        self._storage.write(work)


def _signing(unit: Work, standin: Standin) -> SigningFor:
    """How the deputy signs; nobody but a deputy by his title signs "KT." (NĐ 30/2020 art. 13(1))."""
    (deputy,) = unit.registry.officials([standin.deputy])
    second = is_deputy_title(deputy.title)
    if standin.signing is SigningFor.KT and not second:
        raise DeputyRefused("not_a_deputy", deputy.title)
    return standin.signing or (SigningFor.KT if second else SigningFor.TUQ)


def _check_term(term: Term) -> None:
    if term.until < term.since:
        raise DeputyRefused("period")
    if not term.basis.strip():
        raise DeputyRefused("basis")


def _own(grants: Sequence[Grant], person: PersonId, role: Role | None, term: Term) -> list[Grant]:
    """What the person holds there by his own right for the whole time (any role: None)."""
    return [
        one
        for one in grants
        if one.person == person
        and role in (None, one.role)
        and not one.on_behalf_of
        and not one.seconded_from
        and one.valid_from <= term.since
        and (one.valid_until is None or term.until <= one.valid_until)
    ]


def _add(unit: Work, made: Grant) -> None:
    """Enter what may be lent; a second one of the same kind for the same time is none."""
    if made.role not in LENDABLE:
        raise DeputyRefused("role", made.role.value)
    for one in unit.registry.grants_of(made.office):
        same = (one.person, one.role, one.on_behalf_of, one.seconded_from)
        if same != (made.person, made.role, made.on_behalf_of, made.seconded_from):
            continue
        if one.valid_from <= (made.valid_until or date.max) and made.valid_from <= (one.valid_until or date.max):
            raise DeputyRefused("overlap")
    unit.registry.add_grant(made)


def _rest(unit: Work, held: Grant, term: Term) -> None:
    """Take the days of an absence out of a person's own grant."""
    unit.registry.remove_grant(held)
    if held.valid_from < term.since:
        unit.registry.add_grant(replace(held, valid_until=term.since - _DAY))
    if held.valid_until is None or term.until < held.valid_until:
        unit.registry.add_grant(replace(held, valid_from=term.until + _DAY))


def _end(unit: Work, lent: Grant, last_day: date, back: date | None = None) -> None:
    """End a row on a day; who was absent has his own right again from `back` on (None: the day after)."""
    unit.registry.remove_grant(lent)
    if lent.valid_from <= last_day:
        unit.registry.add_grant(replace(lent, valid_until=last_day))
    if lent.away and lent.on_behalf_of is not None and lent.valid_until is not None:
        since = back or last_day + _DAY
        _resume(unit, Grant(lent.on_behalf_of, lent.office, lent.role, since, lent.valid_until))


def _resume(unit: Work, back: Grant) -> None:
    """Give a person back the rest of an absence, joined to what he holds before and after it."""
    assert back.valid_until is not None
    before, after = back.valid_from - _DAY, back.valid_until + _DAY
    for one in unit.registry.grants_of(back.office):
        if (one.person, one.role, one.on_behalf_of, one.seconded_from) != (back.person, back.role, None, None):
            continue
        if one.valid_from == after or one.valid_until == before:
            unit.registry.remove_grant(one)
            since, until = min(one.valid_from, back.valid_from), one.valid_until
            back = replace(back, valid_from=since, valid_until=until if one.valid_from == after else back.valid_until)
    unit.registry.add_grant(back)


def _runs_after(grant: Grant, day: date) -> bool:
    return grant.valid_until is None or grant.valid_until > day
