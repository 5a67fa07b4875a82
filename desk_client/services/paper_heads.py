"""Makes the head of a paper and the applicant as `printing` takes them; it loads what draws."""

from datetime import date

from desk_client.services.letter import counter_lines, place_and_date
from dossier.acts import Applicant
from dossier.identity import is_firm_number
from dossier.organisation import Unit
from printing.values import Letterhead
from printing.values import Person as PrintedPerson


def counter_head(unit: Unit, day: date, qr: str, number: str = "") -> Letterhead:
    """The head of a paper that the one-stop counter issues: the unit over its counter's name."""
    return Letterhead(*counter_lines(unit), place_and_date(unit, day), number, qr)


def office_head(unit: Unit, day: date, number: str, qr: str = "") -> Letterhead:
    """The head of a paper that the office itself issues; a line above only where another office stands over it."""
    owner = "" if unit.owner_line.casefold() == unit.name.casefold() else unit.owner_line
    return Letterhead(owner, unit.name, place_and_date(unit, day), number, qr)


def draft_head(unit: Unit) -> Letterhead:
    """The head of a paper that its leader signs before it has a number and a date: room is left for both."""
    owner = "" if unit.owner_line.casefold() == unit.name.casefold() else unit.owner_line
    return Letterhead(owner, unit.name, unit.place_name, to_issue=True)


def applicant_text(applicant: Applicant) -> PrintedPerson:
    """The applicant as forms name him."""
    return PrintedPerson(
        applicant.name,
        "Mã số thuế" if is_firm_number(applicant.id_number) else "Số định danh cá nhân/CMND",
        applicant.id_number,
        applicant.address,
        applicant.phone,
        applicant.email,
    )
