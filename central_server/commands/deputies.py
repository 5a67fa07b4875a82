"""`motcua-centre grant delegate|absence|second|list|end`: who acts for whom, when, by which document."""

from argparse import Namespace
from datetime import date

import msgspec

from central_server.bootstrap.build import Centre
from central_server.commands.administer import CountSaid, PersonSaid, office_of, opened, person_of
from central_server.commands.output import CommandFault, Console, Exit
from central_server.services.deputies import DeputyRefused, Standin, Term
from central_server.settings import Settings
from dossier.roles import Grant


class LentSaid(msgspec.Struct):
    """One row: who acts, in which role, for whom (a login) or for which agency, when, by which document.

    `sign` is how he signs ("kt", "tl", "tuq"), empty where nothing is signed.
    """

    kind: str
    login: str
    office: str
    role: str
    whose: str
    since: date
    until: date | None
    basis: str
    sign: str = ""


def lend(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Delegate, or enter an absence with its deputy."""
    with opened(settings) as centre:
        deputy, lender = person_of(centre, arguments.login).id, person_of(centre, arguments.lender).id
        office, roles = office_of(centre, arguments.office), tuple(arguments.role)
        standin = Standin(deputy, lender, office, roles, arguments.sign)
        enter = centre.deputies.absent if arguments.doing == "absence" else centre.deputies.delegate
        try:
            enter(standin, _term(arguments, centre))
        except DeputyRefused as fault:
            raise _sentence(fault) from None
    console.tell(PersonSaid(deputy, arguments.login), "centre.said.lent")


def second(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Send an official of an agency to another office's counter."""
    with opened(settings) as centre:
        sent = person_of(centre, arguments.login).id
        office, agency = office_of(centre, arguments.office), office_of(centre, arguments.agency)
        try:
            centre.deputies.second(sent, agency, (office, tuple(arguments.role)), _term(arguments, centre))
        except DeputyRefused as fault:
            raise _sentence(fault) from None
    console.tell(PersonSaid(sent, arguments.login), "centre.said.lent")


def end(arguments: Namespace, settings: Settings, console: Console) -> None:
    """End all that was lent to a person in an office."""
    with opened(settings) as centre:
        last_day = arguments.until or centre.clock.now().date()
        person = person_of(centre, arguments.login).id
        count = centre.deputies.end(person, office_of(centre, arguments.office), last_day)
    console.tell(CountSaid(count), "centre.said.ended", count=str(count))


def list_(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Everything that was ever lent in an office."""
    with opened(settings) as centre:
        found = centre.deputies.of_office(office_of(centre, arguments.office))
        people = sorted({person for one in found for person in (one.person, one.on_behalf_of) if person})
        officials = centre.store.read(lambda unit: unit.registry.officials(people))
        logins = {str(official.id): official.login for official in officials}
        names = {official.login: official.name for official in officials}
    for grant in found:
        said = _row(grant, logins)
        console.tell(
            said,
            "centre.said.lent_line",
            kind=console.words(f"centre.deputy.kind.{said.kind}"),
            name=names[said.login],
            role=said.role,
            whose=names.get(said.whose, said.whose),
            since=f"{said.since:%d/%m/%Y}",
            until="" if said.until is None else f"{said.until:%d/%m/%Y}",
            basis=f"{said.sign.upper()}., {said.basis}" if said.sign else said.basis,
        )


def _row(grant: Grant, logins: dict[str, str]) -> LentSaid:
    kind = "second" if grant.seconded_from else "absence" if grant.away else "delegate"
    whose = grant.seconded_from or logins[str(grant.on_behalf_of)]
    login, role = logins[str(grant.person)], grant.role.value
    sign = "" if grant.signing is None else grant.signing.value
    return LentSaid(kind, login, grant.office, role, whose, grant.valid_from, grant.valid_until, grant.basis, sign)


def _term(arguments: Namespace, centre: Centre) -> Term:
    since = arguments.since or centre.clock.now().date()
    return Term(since, arguments.until, arguments.basis)


def _sentence(fault: DeputyRefused) -> CommandFault:
    return CommandFault(f"centre.deputy.{fault.code}", Exit.FAILURE, found=fault.detail)
