"""Clock, chance, file store, signature check and rules as the services see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Protocol

from dossier.identifiers import OfficeId
from dossier.rules import Rules

ZONE = timezone(timedelta(hours=7))
"""The one zone of the system."""


class Clock(Protocol):
    """The centre's clock."""

    def now(self) -> datetime:
        """The local moment (+07:00), naive."""
        ...

    def milliseconds(self) -> int:
        """Milliseconds since 1970 (UTC) of the same moment."""
        ...


class Chance(Protocol):
    """Unpredictable bytes."""

    def take(self, count: int) -> bytes:
        """That many random bytes."""
        ...


class Key(Protocol):
    """The centre's Ed25519 key."""

    def sign(self, statement: bytes) -> bytes:
        """Signature (64 bytes)."""
        ...

    def public(self) -> bytes:
        """The public key (32 bytes)."""
        ...


class HandKeys(Protocol):
    """The keys by which the centre signs what it writes for citizens, one for each office."""

    def of(self, office: OfficeId) -> Key:
        """The key of an office's portal device."""
        ...


class FileStore(Protocol):
    """Leaves of files at rest, encrypted; addressed by the office that brought the file and its hash."""

    def present(self, office: OfficeId, sha256: str) -> list[int]:
        """Indices of the leaves kept, in order."""
        ...

    def write(self, office: OfficeId, sha256: str, index: int, plain: bytes) -> None:
        """Keep a leaf; returns after it is durable."""
        ...

    def read(self, office: OfficeId, sha256: str, index: int) -> bytes | None:
        """The plain leaf, or None when it is not here or was damaged."""
        ...

    def drop(self, office: OfficeId, sha256: str) -> None:
        """Throw away all leaves of a file that was not what its name says."""
        ...


@dataclass(frozen=True, slots=True)
class SignedBy:
    """What a check of a signed file found: unchanged, whose certificate made the meant signature, whether it counts.

    `trusted`: it was good at the moment of the act and leads to a known root. `name` is the certificate's, `issue`
    the number and the date that stand in the file's own fields.
    """

    intact: bool
    certificate_sha256: str = ""
    trusted: bool = False
    detail: str = ""
    name: str = ""
    issue: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class MeantSignature:
    """The signature that an act means, as far as it names it: digest of the signed bytes (hex), SHA-256 of the CMS.

    Both "" for an act from before signing acts carried them: it means the last signature of its file.
    `since` is the size in bytes of the file that was signed: the meant signature alone may stand behind it.
    """

    digest: str = ""
    cms_sha256: str = ""
    since: int = 0

    @property
    def named(self) -> bool:
        """Whether the act names one."""
        return bool(self.digest or self.cms_sha256)


class SignatureCheck(Protocol):
    """Looks at a signed PDF in a sandbox; any failure is `intact=False`, never an exception."""

    def check(self, pdf: bytes, at: datetime, meant: MeantSignature) -> SignedBy:
        """Verify the whole file at the moment of the act, and say whose certificate made the signature it means."""
        ...


class RulesShelf(Protocol):
    """Decoded versions of the rules."""

    def find(self, version: str) -> Rules | None:
        """The rules of that version, or None when the centre never loaded it."""
        ...


class PasswordHash(Protocol):
    """Makes the verifier of a password (Argon2id)."""

    def verifier(self, password: str) -> str:
        """The verifier to keep and to send to desks."""
        ...

    def matches(self, verifier: str, password: str) -> bool:
        """Whether it is the password of that verifier."""
        ...


class Alarm(Protocol):
    """Tells an operator; the text is a stable code and ids, never content."""

    def raise_(self, code: str, subjects: Sequence[str]) -> None:
        """Note the alarm."""
        ...
