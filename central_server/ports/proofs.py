"""What the service that adds proofs to signed results asks of the database and of whoever makes them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Protocol

from dossier.identifiers import DossierId, OfficeId
from dossier.values import Proof


@dataclass(frozen=True, slots=True)
class SignedPart:
    """A stretch of an office's feed: the dossiers whose results were signed or sealed in it."""

    office: OfficeId
    after: int
    upto: int
    dossiers: tuple[DossierId, ...]


@dataclass(frozen=True, slots=True)
class ProofDue:
    """A dossier whose result waits for its proofs, and how often they could not be had."""

    dossier: DossierId
    tries: int


class ProofStore(Protocol):
    """Which results wait."""

    def behind(self) -> Sequence[OfficeId]:
        """Offices whose feeds have gone on."""
        ...

    def part(self, office: OfficeId, length: int) -> SignedPart:
        """The next so many rows of an office's feed."""
        ...

    def pass_over(self, part: SignedPart, now_ms: int) -> bool:
        """Let its results wait from now on and go on behind it; False when somebody was faster."""
        ...

    def due(self, wanted: Proof, now_ms: int, limit: int) -> Sequence[ProofDue]:
        """Those without the wanted proof whose next try has come, the longest waiting first."""
        ...

    def reached(self, dossier: DossierId, proof: Proof) -> None:
        """The result has what is wanted."""
        ...

    def later(self, due: ProofDue, next_ms: int) -> None:
        """Try again then."""
        ...

    def forget(self, dossier: DossierId) -> None:
        """There is nothing to prove, until a result is signed again."""
        ...


class ProofTrouble(Enum):
    """Why there is less than wanted; the value goes with the alarm."""

    LINE = "line"
    REFUSED = "refused"
    """By an authority, for a certificate, or a paper that cannot be read: asking again soon does not help."""
    NOT_GREEN = "not_green"
    """What came out is not what the check calls sound."""


@dataclass(frozen=True, slots=True)
class Proved:
    """A paper as far as it came; `proof` and `stamped_at` (local) are those the check found, None for no proof."""

    pdf: bytes = field(repr=False)
    proof: Proof | None
    stamped_at: datetime | None
    trouble: ProofTrouble | None = None
    detail: str = ""


class Prover(Protocol):
    """Puts proofs behind signed papers, in a sandbox, by asking authorities."""

    @property
    def wanted(self) -> Proof:
        """What the province wants."""
        ...

    def prove(self, pdf: bytes, at: datetime) -> Proved:
        """Add what is missing and check the whole at a local moment; never an exception."""
        ...

    def close(self) -> None:
        """End the child."""
        ...
