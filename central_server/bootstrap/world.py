"""The small adapters of the centre's ports: chance, passwords, alarms, signature checks."""

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime

from argon2 import PasswordHasher, Type
from argon2.exceptions import Argon2Error, InvalidHashError

from central_server.bootstrap.trust import Trusted
from central_server.ports.world import ZONE, MeantSignature, SignedBy
from sandbox.runner import Sandbox
from token_signing.claimed_times import times_fit
from token_signing.verdict import Integrity, Kind, Reason, SignatureFinding
from token_signing.verify import LIMITS, WARM, verify

_STRANGER = frozenset({Reason.UNKNOWN_ISSUER})
_OF_OTHERS = _STRANGER | {Reason.OUT_OF_VALIDITY}
"""What may speak against the signatures of the file before: each was judged at the time of its own act."""


class SystemChance:
    """The operating system's random bytes."""

    def take(self, count: int) -> bytes:
        """That many bytes."""
        return secrets.token_bytes(count)


_LANES = 4
"""Of RFC 9106 section 4, second choice, as are the settings' own defaults: the same work, on as many processors as a
desk has while its clerk waits. A verifier names its own: older ones, of one lane, stay good."""


class Argon2Passwords:
    """Argon2id verifiers (RFC 9106) with the cost of the settings."""

    def __init__(self, memory_kib: int, rounds: int) -> None:
        self._hasher = PasswordHasher(time_cost=rounds, memory_cost=memory_kib, parallelism=_LANES, type=Type.ID)

    def verifier(self, password: str) -> str:
        """The verifier of a password."""
        return self._hasher.hash(password)

    def matches(self, verifier: str, password: str) -> bool:
        """Whether it is the password of that verifier, whatever that one cost."""
        try:
            return self._hasher.verify(verifier, password)
        except (Argon2Error, InvalidHashError):
            return False


class LogAlarm:
    """Alarms as warnings in the log: a code and ids, never content."""

    def __init__(self) -> None:
        self._log = logging.getLogger("motcua.centre")

    def raise_(self, code: str, subjects: Sequence[str]) -> None:
        """Note the alarm."""
        self._log.warning("alarm %s %s", code, " ".join(subjects))


class SandboxSignatures:
    """Checks signed PDFs in a sandbox child against the given authorities; close it when done."""

    def __init__(self, trusted: Trusted) -> None:
        self._trusted = trusted
        self._sandbox = Sandbox(LIMITS, warm=WARM)

    def check(self, pdf: bytes, at: datetime, meant: MeantSignature) -> SignedBy:
        """The signature that the act means in a file that is whole; an unknown authority leaves it not trusted."""
        found = verify(self._sandbox, pdf, self._trusted(), at.replace(tzinfo=ZONE), meant.since)
        mine = _meant([one for one in found.signatures if one.kind is Kind.SIGNATURE], meant)
        others = {reason for one in found.signatures if one is not mine for reason in one.reasons}
        sound = found.integrity is Integrity.INTACT and others <= _OF_OTHERS
        if mine is None or not sound or not set(mine.reasons) <= _STRANGER:
            return SignedBy(intact=False, detail=found.verdict.message)
        good = not mine.reasons and times_fit(found, at.replace(tzinfo=ZONE))
        return SignedBy(
            sound, mine.certificate_sha256, good, found.verdict.message, mine.signer_name, (found.number, found.date)
        )

    def close(self) -> None:
        """End the children."""
        self._sandbox.close()


def _meant(signers: Sequence[SignatureFinding], meant: MeantSignature) -> SignatureFinding | None:
    """The one signature behind the bytes that were signed; its digest and CMS are those of the act, if it has any."""
    behind = [one for one in signers if one.end > meant.since]
    if len(behind) != 1:
        return None
    (mine,) = behind
    return mine if not meant.named or (mine.digest, mine.cms_sha256) == (meant.digest, meant.cms_sha256) else None
