"""What a check of signatures found: a verdict of four steps, why, and who signed; never a picture of the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, unique


@unique
class Verdict(Enum):
    """VALID alone may be shown green; the value is the message id."""

    VALID = "signature.valid"
    UNVERIFIABLE = "signature.unverifiable"
    INVALID = "signature.invalid"
    NONE = "signature.none"


@unique
class Reason(Enum):
    """Why a signature is not valid: (message id, the verdict it leads to)."""

    DIGEST_MISMATCH = ("signature.reason.digest_mismatch", Verdict.INVALID)
    BAD_SIGNATURE = ("signature.reason.bad_signature", Verdict.INVALID)
    CHANGED_AFTER = ("signature.reason.changed_after", Verdict.INVALID)
    ODD_RANGE = ("signature.reason.odd_range", Verdict.INVALID)
    REVOKED = ("signature.reason.revoked", Verdict.INVALID)
    FORM_FILLED_AFTER = ("signature.reason.form_filled_after", Verdict.UNVERIFIABLE)
    UNKNOWN_ISSUER = ("signature.reason.unknown_issuer", Verdict.UNVERIFIABLE)
    OUT_OF_VALIDITY = ("signature.reason.out_of_validity", Verdict.UNVERIFIABLE)
    CERTIFICATE_UNFIT = ("signature.reason.certificate_unfit", Verdict.UNVERIFIABLE)
    WEAK_ALGORITHM = ("signature.reason.weak_algorithm", Verdict.UNVERIFIABLE)
    TIMESTAMP_DOUBTFUL = ("signature.reason.timestamp_doubtful", Verdict.UNVERIFIABLE)
    UNREADABLE = ("signature.reason.unreadable", Verdict.UNVERIFIABLE)
    CHECK_FAILED = ("signature.reason.check_failed", Verdict.UNVERIFIABLE)

    @property
    def message(self) -> str:
        """Message id of the reason."""
        return self.value[0]

    @property
    def verdict(self) -> Verdict:
        """The best verdict that a signature with this reason can have."""
        return self.value[1]


_WORST_FIRST = (Verdict.INVALID, Verdict.UNVERIFIABLE, Verdict.VALID)


@dataclass(frozen=True, slots=True)
class SignatureFinding:
    """One signature: the certificate's names, the time its signer claims, and what speaks against it."""

    signer_name: str
    signer_title: str
    subject: str
    issuer: str
    certificate_sha256: str
    claimed_at: datetime | None
    covers_whole_file: bool
    reasons: tuple[Reason, ...]

    @property
    def verdict(self) -> Verdict:
        """VALID only when nothing speaks against it."""
        return worst(reason.verdict for reason in self.reasons)


@dataclass(frozen=True, slots=True)
class Verification:
    """All signatures of one file in the order they were made, and the verdict on the file.

    Revocation is checked only as far as the file itself carries answers: there is no network here.
    """

    verdict: Verdict
    signatures: tuple[SignatureFinding, ...] = ()
    reasons: tuple[Reason, ...] = ()
    detail: str = field(default="", compare=False)

    @property
    def signer_names(self) -> tuple[str, ...]:
        """Names in the order of signing."""
        return tuple(one.signer_name for one in self.signatures)

    @property
    def covers_whole_file(self) -> bool:
        """Whether the last signature covers every byte."""
        return bool(self.signatures) and self.signatures[-1].covers_whole_file


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of some verdicts; VALID of none."""
    met = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict in met), Verdict.VALID)


def judge(signatures: tuple[SignatureFinding, ...]) -> Verification:
    """The verdict on a file: that of its worst signature, NONE when it has no signature."""
    if not signatures:
        return Verification(Verdict.NONE)
    reasons = tuple(dict.fromkeys(reason for one in signatures for reason in one.reasons))
    return Verification(worst(one.verdict for one in signatures), signatures, reasons)


def unverifiable(reason: Reason, detail: str) -> Verification:
    """The verdict when the check itself came to no end, whatever the failure was."""
    return Verification(Verdict.UNVERIFIABLE, (), (reason,), detail)
