"""Commands of administrators: people, roles, certificates, codes for new desks."""

import getpass
import hashlib
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from central_server.bootstrap.build import Centre, build_centre
from central_server.commands.output import CommandFault, Console, Exit
from central_server.ports.values import Official
from central_server.ports.world import ZONE
from central_server.services.enrolment import CodeOrder, EnrolmentRefused, Ticket
from central_server.services.notices.contacts import email
from central_server.services.people import LoginTaken, NewOfficial
from central_server.settings import Settings
from central_sync.protocol.codec import WireFault
from central_sync.protocol.enrolment import EnrolmentTicket, centre_address, format_ticket
from dossier.identifiers import DeviceId, OfficeId, PersonId
from dossier.roles import Grant
from dossier.signers import Binding


class PersonSaid(msgspec.Struct):
    """The person that was added or changed."""

    person: PersonId
    login: str


class CountSaid(msgspec.Struct):
    """How many rows changed."""

    count: int


class CertificateSaid(msgspec.Struct):
    """The certificate and whose it is: a person's, or an office's to seal with."""

    sha256: str
    owner: PersonId | OfficeId


class TicketSaid(msgspec.Struct):
    """An enrolment ticket with its code and the numbers behind it."""

    code: str
    ticket: str
    office: str
    slices: list[tuple[str, int, int]]
    expires: str


@contextmanager
def opened(settings: Settings) -> Iterator[Centre]:
    """The centre for the time of one command."""
    centre = build_centre(settings)
    try:
        yield centre
    finally:
        centre.close()


def add_person(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Add an official with roles."""
    password = _password(arguments.password_file)
    with opened(settings) as centre:
        office = office_of(centre, arguments.office)
        since = arguments.since or centre.clock.now().date()
        new = NewOfficial(arguments.name, arguments.title, arguments.login, password, _email(arguments.email))
        try:
            person = centre.people.add(new, [(office, role, since) for role in arguments.role])
        except LoginTaken:
            raise CommandFault("centre.fault.login_taken", Exit.CONFLICT, detail=arguments.login) from None
    console.tell(PersonSaid(person, arguments.login), "centre.said.person", name=arguments.name, login=arguments.login)


def write_to(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Say where the centre writes to an official, or that it writes no more."""
    address = _email(arguments.address)
    with opened(settings) as centre:
        person = person_of(centre, arguments.login).id
        centre.people.write_to(person, address)
    said = "centre.said.email" if address else "centre.said.no_email"
    console.tell(PersonSaid(person, arguments.login), said, login=arguments.login)


def grant(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Give more roles."""
    if not (arguments.login and arguments.office and arguments.role):
        raise CommandFault("centre.deputy.what", Exit.USAGE)
    with opened(settings) as centre:
        office = office_of(centre, arguments.office)
        person = person_of(centre, arguments.login).id
        since = arguments.since or centre.clock.now().date()
        for role in arguments.role:
            centre.people.grant(Grant(person, office, role, since, arguments.until))
    console.tell(PersonSaid(person, arguments.login), "centre.said.granted")


def revoke(arguments: Namespace, settings: Settings, console: Console) -> None:
    """End all roles of a person in an office."""
    with opened(settings) as centre:
        office = office_of(centre, arguments.office)
        last_day = arguments.until or centre.clock.now().date()
        count = centre.people.revoke(person_of(centre, arguments.login).id, office, last_day)
    console.tell(CountSaid(count), "centre.said.revoked", count=str(count))


def certificate(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Bind a signing certificate to a person, or to the office whose văn thư seals with it."""
    sha256 = _certificate_sha256(arguments.file)
    with opened(settings) as centre:
        owner = office_of(centre, arguments.office) if arguments.office else person_of(centre, arguments.login).id
        centre.people.bind_certificate(Binding(sha256, owner, arguments.until))
        centre.held.retry()
    console.tell(CertificateSaid(sha256, owner), "centre.said.certificate", sha256=sha256)


def desk_code(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Give out a one-time code and its ticket."""
    order = CodeOrder(
        office=OfficeId(arguments.office),
        agencies=tuple(OfficeId(agency) for agency in arguments.agency),
        slice_=arguments.slice_,
        valid_from=arguments.since,
        valid_until=arguments.until,
    )
    try:
        address = centre_address(arguments.address, _pin(settings, arguments.address))
    except WireFault:
        raise CommandFault("centre.fault.plain_http", Exit.USAGE) from None
    with opened(settings) as centre:
        try:
            ticket = centre.enrolment.order(order)
        except EnrolmentRefused as fault:
            raise CommandFault(f"centre.fault.enrol.{fault.reason}", Exit.CONFLICT) from None
    line = format_ticket(EnrolmentTicket(address, ticket.code))
    if arguments.out is not None:
        arguments.out.write_text(line + "\n", encoding="utf-8")
    said = _ticket_said(ticket, line)
    console.tell(said, "centre.said.ticket", code=said.code, ticket=line, expires=said.expires)


def revoke_desk(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Cut a desk off."""
    with opened(settings) as centre:
        if not centre.enrolment.revoke(DeviceId(arguments.device)):
            raise CommandFault("centre.fault.not_found", Exit.FAILURE, detail=arguments.device)
    console.tell(CountSaid(1), "centre.said.desk_revoked")


def _ticket_said(ticket: Ticket, line: str) -> TicketSaid:
    expires = datetime.fromtimestamp(ticket.expires_ms / 1000, ZONE)
    slices = [(str(one.office), one.first, one.last) for one in ticket.slices]
    return TicketSaid(ticket.code, line, ticket.office, slices, f"{expires:%H:%M %d/%m/%Y}")


def _pin(settings: Settings, address: str) -> str:
    if address.startswith("http://") or not settings.ca_certificate:
        return ""
    return hashlib.sha256(Path(settings.ca_certificate).read_bytes()).hexdigest()


def office_of(centre: Centre, text: str) -> OfficeId:
    """The office of an identifier, or a sentence that it is unknown."""
    if text not in centre.store.read(lambda unit: unit.feed.offices()):
        raise CommandFault("centre.fault.office_unknown", Exit.USAGE, detail=text)
    return OfficeId(text)


def person_of(centre: Centre, login: str) -> Official:
    """The official of a login, or a sentence that there is none."""
    found = centre.people.by_login(login)
    if found is None:
        raise CommandFault("centre.fault.not_found", Exit.FAILURE, detail=login)
    return found


def _email(text: str) -> str:
    """An address that can be written to, or none."""
    found = email(text) if text else ""
    if found is None:
        raise CommandFault("centre.fault.email_unusable", Exit.USAGE, detail=text)
    return found


def _certificate_sha256(path: Path) -> str:
    try:
        body = path.read_bytes()
        load: Callable[[bytes], x509.Certificate] = (
            x509.load_pem_x509_certificate if body.startswith(b"-----") else x509.load_der_x509_certificate
        )
        der = load(body).public_bytes(Encoding.DER)
    except (OSError, ValueError):
        raise CommandFault("centre.fault.anchor_unreadable", Exit.USAGE, detail=str(path)) from None
    return hashlib.sha256(der).hexdigest()


def _password(path: Path | None) -> str:
    if path is not None:
        text = path.read_text(encoding="utf-8")
    elif sys.stdin.isatty():
        text = getpass.getpass("")
    else:
        text = sys.stdin.readline()
    password = text.rstrip("\r\n")
    if not password:
        raise CommandFault("centre.fault.password_missing", Exit.USAGE)
    return password
