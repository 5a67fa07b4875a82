"""What a check of signatures found: a verdict of five steps, why, and who signed; never a picture of the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, unique

from .levels import Level


@unique
class Verdict(Enum):
    """GREEN alone says that nothing speaks against a signature; the value is what programs read."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNVERIFIABLE = "unverifiable"
    NONE = "none"

    @property
    def message(self) -> str:
        """Message id of the verdict as a head of a few words."""
        return f"signature.{self.value}"

    @property
    def sentence(self) -> str:
        """Message id of the verdict as a sentence."""
        return f"signature.said.{self.value}"


@unique
class Integrity(Enum):
    """Whether the signed bytes stand, whoever signed them; UNKNOWN without a signature that could be checked."""

    INTACT = "intact"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@unique
class Kind(Enum):
    """What a signature is: of a person or an agency, or the time stamp of an authority over the document."""

    SIGNATURE = "signature"
    TIMESTAMP = "timestamp"


@unique
class Reason(Enum):
    """Why a signature is not green: (message id, the verdict it leads to, sub-indication).

    Sub-indications are those of ETSI EN 319 102-1 §5.1.3 where it has one; what it has no word for is ours.
    The gravest stand first: the sentence shown is that of the first one met.
    """

    UNREADABLE = ("signature.reason.unreadable", Verdict.UNVERIFIABLE, "FORMAT_FAILURE")
    CHECK_FAILED = ("signature.reason.check_failed", Verdict.UNVERIFIABLE, "GENERIC")
    DIGEST_MISMATCH = ("signature.reason.digest_mismatch", Verdict.RED, "HASH_FAILURE")
    BAD_SIGNATURE = ("signature.reason.bad_signature", Verdict.RED, "SIG_CRYPTO_FAILURE")
    ODD_RANGE = ("signature.reason.odd_range", Verdict.RED, "FORMAT_FAILURE_RANGE")
    REMOVED = ("signature.reason.removed", Verdict.RED, "SIGNATURE_REMOVED")
    CHANGED_AFTER = ("signature.reason.changed_after", Verdict.RED, "CHANGED_AFTER_SIGNING")
    REPLACED_AFTER = ("signature.reason.replaced_after", Verdict.RED, "VALUE_REPLACED_AFTER_SIGNING")
    REVOKED = ("signature.reason.revoked", Verdict.RED, "REVOKED")
    OTHER_PAPER = ("signature.reason.other_paper", Verdict.RED, "NOT_MADE_FROM_THE_PAPER")
    TIMES_IMPOSSIBLE = ("signature.reason.times_impossible", Verdict.RED, "CLAIMED_TIMES_IMPOSSIBLE")
    FORM_FILLED_AFTER = ("signature.reason.form_filled_after", Verdict.YELLOW, "FORM_FILLED_AFTER_SIGNING")
    ANNOTATED_AFTER = ("signature.reason.annotated_after", Verdict.YELLOW, "ANNOTATED_AFTER_SIGNING")
    EXTENDED_AFTER = ("signature.reason.extended_after", Verdict.YELLOW, "EXTENDED_AFTER_SIGNING")
    UNKNOWN_ISSUER = ("signature.reason.unknown_issuer", Verdict.YELLOW, "NO_CERTIFICATE_CHAIN_FOUND")
    OUT_OF_VALIDITY = ("signature.reason.out_of_validity", Verdict.YELLOW, "OUT_OF_BOUNDS_NO_POE")
    CERTIFICATE_UNFIT = ("signature.reason.certificate_unfit", Verdict.YELLOW, "CHAIN_CONSTRAINTS_FAILURE")
    WEAK_ALGORITHM = ("signature.reason.weak_algorithm", Verdict.YELLOW, "CRYPTO_CONSTRAINTS_FAILURE")
    TIMESTAMP_DOUBTFUL = ("signature.reason.timestamp_doubtful", Verdict.YELLOW, "TIMESTAMP_NOT_TRUSTED")

    @property
    def message(self) -> str:
        """Message id of the reason: one sentence."""
        return self.value[0]

    @property
    def verdict(self) -> Verdict:
        """The best verdict that a signature with this reason can have."""
        return self.value[1]

    @property
    def indication(self) -> str:
        """The sub-indication that programs read."""
        return self.value[2]


_WORST_FIRST = (Verdict.RED, Verdict.UNVERIFIABLE, Verdict.YELLOW, Verdict.GREEN)
_INTEGRITY_WORST_FIRST = (Integrity.CHANGED, Integrity.UNKNOWN, Integrity.INTACT)
_GRAVEST = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class SignatureFinding:
    """One signature: the certificate's names, the time its signer claims, and what speaks against it.

    `proven_at` is the time of a trusted time stamp over it, None where no stamp proves when it was there.
    `digest` is that of the signed bytes (hex, by the signature's own algorithm), `cms_sha256` the hash of the signature
    itself (DER, as hex): by these two a signing act names the one it means. Both "" where it cannot be read.
    `end` is where the signed bytes end in the file, `until` the last moment of the certificate.
    """

    signer_name: str
    signer_title: str
    subject: str
    issuer: str
    certificate_sha256: str
    claimed_at: datetime | None
    covers_whole_file: bool
    reasons: tuple[Reason, ...]
    integrity: Integrity = Integrity.UNKNOWN
    kind: Kind = Kind.SIGNATURE
    proven_at: datetime | None = None
    digest: str = ""
    cms_sha256: str = ""
    end: int = 0
    until: datetime | None = None

    @property
    def verdict(self) -> Verdict:
        """GREEN only when nothing speaks against it."""
        return worst(reason.verdict for reason in self.reasons)

    @property
    def message(self) -> str:
        """Message id of the one sentence to say of it."""
        return _message(self.verdict, self.reasons)

    @property
    def indication(self) -> str:
        """Sub-indication of the gravest reason, "" when there is none."""
        return _indication(self.reasons)


@dataclass(frozen=True, slots=True)
class Verification:
    """All signatures of one file in the order they were made, and the verdict on the file.

    Revocation is checked only as far as the file or the caller carries answers: there is no network here.
    `number` and `date` stand in the fields that văn thư fills (`fields`), "" where there are none; `answered`: the file
    carries authorities' answers about certificates.
    """

    verdict: Verdict
    signatures: tuple[SignatureFinding, ...] = ()
    reasons: tuple[Reason, ...] = ()
    integrity: Integrity = Integrity.UNKNOWN
    detail: str = field(default="", compare=False)
    number: str = ""
    date: str = ""
    answered: bool = False

    @property
    def level(self) -> Level | None:
        """What the file holds beside its signatures, by stamps that can be trusted; None where nobody signed it."""
        if not self.signer_names:
            return None
        stamps = len(self._moments())
        if not stamps:
            return Level.B_B
        if not self.answered:
            return Level.B_T
        return Level.B_LTA if stamps > 1 else Level.B_LT

    @property
    def stamped_at(self) -> datetime | None:
        """The moment of the first stamp that can be trusted, by its authority's clock."""
        return next(iter(self._moments()), None)

    @property
    def newest_stamp(self) -> SignatureFinding | None:
        """The last stamp, where it can be trusted."""
        stamps = [one for one in self.signatures if one.kind is Kind.TIMESTAMP]
        return stamps[-1] if stamps and stamps[-1].verdict is Verdict.GREEN else None

    def _moments(self) -> list[datetime]:
        found = (one for one in self.signatures if one.kind is Kind.TIMESTAMP and one.verdict is Verdict.GREEN)
        return [one.proven_at for one in found if one.proven_at is not None]

    @property
    def signer_names(self) -> tuple[str, ...]:
        """Names in the order of signing; authorities that only stamped the time are none."""
        return tuple(one.signer_name for one in self.signatures if one.kind is Kind.SIGNATURE)

    @property
    def covers_whole_file(self) -> bool:
        """Whether the last signature covers every byte."""
        return bool(self.signatures) and self.signatures[-1].covers_whole_file

    @property
    def message(self) -> str:
        """Message id of the one sentence to say of the file."""
        return _message(self.verdict, self.reasons)

    @property
    def indication(self) -> str:
        """Sub-indication of the gravest reason, "" when there is none."""
        return _indication(self.reasons)


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The gravest of some verdicts; GREEN of none."""
    met = set(verdicts)
    return next((verdict for verdict in _WORST_FIRST if verdict in met), Verdict.GREEN)


def judge(signatures: tuple[SignatureFinding, ...]) -> Verification:
    """The verdict on a file: that of its worst signature, NONE when nobody signed it."""
    if not signatures:
        return Verification(Verdict.NONE)
    met = {one.integrity for one in signatures}
    integrity = next(step for step in _INTEGRITY_WORST_FIRST if step in met)
    reasons = gravest_first(reason for one in signatures for reason in one.reasons)
    verdict = worst(one.verdict for one in signatures)
    if verdict is not Verdict.RED and all(one.kind is Kind.TIMESTAMP for one in signatures):
        verdict, integrity = Verdict.NONE, Integrity.UNKNOWN
    return Verification(verdict, signatures, reasons, integrity)


def unverifiable(reason: Reason, detail: str) -> Verification:
    """The verdict when the check itself came to no end, whatever the failure was."""
    return Verification(Verdict.UNVERIFIABLE, (), (reason,), detail=detail)


def gravest_first(reasons: Iterable[Reason]) -> tuple[Reason, ...]:
    """Each reason once, the gravest first."""
    return tuple(sorted(set(reasons), key=_GRAVEST.__getitem__))


def _message(verdict: Verdict, reasons: tuple[Reason, ...]) -> str:
    """The sentence of the first reason that led to this verdict, else of the verdict."""
    return next((reason.message for reason in reasons if reason.verdict is verdict), verdict.sentence)


def _indication(reasons: tuple[Reason, ...]) -> str:
    return reasons[0].indication if reasons else ""
