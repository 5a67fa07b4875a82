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


@dataclass(frozen=True, slots=True)
class Ending:
    """A dossier whose archive copy has to be stamped again soon; `ends_ms` None: nobody looked when."""

    dossier: DossierId
    ends_ms: int | None


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

    def reached(self, dossier: DossierId, proof: Proof, stamp_ends_ms: int | None) -> None:
        """The result has what is wanted; its newest stamp's certificate ends then (None: not looked at)."""
        ...

    def ending(self, before_ms: int, after: str, limit: int) -> Sequence[Ending]:
        """Proved results whose newest stamp's certificate ends before then, or that nobody looked at; by names."""
        ...

    def stamped(self, dossier: DossierId, stamp_ends_ms: int | None) -> None:
        """The certificate of its newest stamp ends then."""
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
    """A paper as far as it came; `proof` and `stamped_at` (local) are those the check found, None for no proof.

    `newest_at` is the moment of the newest stamp (local), `stamp_ends` the end of its certificate (local).
    """

    pdf: bytes = field(repr=False)
    proof: Proof | None
    stamped_at: datetime | None
    trouble: ProofTrouble | None = None
    detail: str = ""
    newest_at: datetime | None = None
    stamp_ends: datetime | None = None


class Prover(Protocol):
    """Puts proofs behind signed papers, in a sandbox, by asking authorities."""

    @property
    def wanted(self) -> Proof:
        """What the province wants."""
        ...

    def prove(self, pdf: bytes, at: datetime) -> Proved:
        """Add what is missing and check the whole at a local moment; never an exception."""
        ...

    def look(self, pdf: bytes, at: datetime) -> Proved:
        """The same of a paper as it is; adds nothing and asks nobody."""
        ...

    def renew(self, pdf: bytes, at: datetime) -> Proved:
        """Put a further archive stamp behind an archive copy and check the whole; no proof where that failed."""
        ...

    def close(self) -> None:
        """End the child."""
        ...
