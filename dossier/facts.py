"""What a decision has to be told of the world outside a dossier; whoever decides gathers it."""

from dataclasses import dataclass
from datetime import timedelta

from dossier.identifiers import OfficeId
from dossier.roles import Role

CLOCK_DOUBT = timedelta(minutes=5)
"""So far the clocks of two machines may be apart before anybody doubts one of them (ours)."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What lies outside the dossier at the act's moment.

    `roles` of the actor in the act's office on that day; `number_free`: the printed code and book numbers are
    unused or already this dossier's; `number_ours`: the code lies in a slice of this device; `assignee_fit`:
    the person named by an assignment is an officer of the office that day; `signer_fit`: who signed by hand may sign
    there that day; `signature_ok`: the signed file was verified and its certificate belongs to the actor, of a sealed
    one to the office; `seconded`: roles that the actor has there only for an agency that sent him.
    """

    roles: frozenset[Role]
    number_free: bool = True
    number_ours: bool = True
    assignee_fit: bool = True
    signer_fit: bool = True
    signature_ok: bool = True
    seconded: frozenset[tuple[Role, OfficeId]] = frozenset()
