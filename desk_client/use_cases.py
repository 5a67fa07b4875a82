"""Gathers the use cases that several screens share; loaded with the first screen, which a login is not."""

from dataclasses import dataclass

from desk_client.bootstrap import Desk
from desk_client.services.cases import Cases
from desk_client.services.course import Courses
from desk_client.services.forecasting import Forecasting
from desk_client.services.previews import Previews
from desk_client.services.printing import Printing
from desk_client.services.processing import Processing
from desk_client.services.reusing import Reusing
from desk_client.services.scanning import Scanning
from desk_client.services.signers import CertificateHolders
from desk_client.services.tokens import Tokens


@dataclass(frozen=True, slots=True)
class UseCases:
    """Use cases that several screens share."""

    scanning: Scanning
    printing: Printing
    previews: Previews
    cases: Cases
    processing: Processing
    courses: Courses
    reusing: Reusing
    forecasting: Forecasting


def tokens_of(desk: Desk) -> Tokens:
    """The tokens of a desk, and who holds which certificate."""
    return Tokens(desk.devices.tokens, desk.devices.watch_readers, CertificateHolders(desk.parts), desk.checks.revoked)


def use_cases(desk: Desk) -> UseCases:
    """The shared use cases of a desk."""
    parts, forecasting = desk.parts, Forecasting(desk.parts)
    return UseCases(
        scanning=Scanning(
            parts,
            desk.sandbox,
            desk.checks,
            lambda stopped: tuple(found.scanner for found in desk.devices.scanners(again=True, stopped=stopped)),
        ),
        printing=Printing(parts, desk.papers, desk.intake, desk.acting, desk.spooler),
        previews=Previews(parts, desk.sandbox),
        cases=Cases(parts, desk.acting, forecasting),
        processing=Processing(parts, desk.acting, desk.sessions, desk.drafting),
        courses=Courses(parts, desk.acting),
        reusing=Reusing(parts),
        forecasting=forecasting,
    )
