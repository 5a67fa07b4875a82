"""The port of a signing token: its state layer by layer, opening it with a PIN, signing in it.

What a device does is a value (`TokenTrouble`), named by message id; a PIN is an argument that no
implementation keeps, logs or puts into a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, unique
from pathlib import Path
from typing import Protocol

from token_signing.certificate import CertificateFacts


@dataclass(frozen=True, slots=True)
class Pkcs11Place:
    """Where a token is: the driver's file, the token's label where several may be plugged in, a reader or none.

    `in_reader` is False for a driver with no device behind it: then service and reader are not looked at.
    """

    module: Path
    label: str | None = None
    in_reader: bool = True


@unique
class Layer(Enum):
    """Layers from the service of the system up to the PIN; a fault in one hides all above it."""

    SERVICE = "service"
    READER = "reader"
    CARD = "card"
    DRIVER = "driver"
    CERTIFICATE = "certificate"
    VALIDITY = "validity"
    TRIES = "tries"


@unique
class Health(Enum):
    """How a layer stands; NOT_USED layers do not exist for this kind of token."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"
    UNKNOWN = "unknown"
    NOT_USED = "not_used"


@unique
class Finding(Enum):
    """What was found at a layer: (message id, layer, health)."""

    SERVICE_RUNNING = ("token.service.running", Layer.SERVICE, Health.OK)
    SERVICE_STOPPED = ("token.service.stopped", Layer.SERVICE, Health.FAULT)
    SERVICE_NO_DRIVER = ("token.service.no_driver", Layer.SERVICE, Health.UNKNOWN)
    SERVICE_NOT_USED = ("token.service.not_used", Layer.SERVICE, Health.NOT_USED)
    READER_PRESENT = ("token.reader.present", Layer.READER, Health.OK)
    READER_ABSENT = ("token.reader.absent", Layer.READER, Health.FAULT)
    READER_UNKNOWN = ("token.reader.unknown", Layer.READER, Health.UNKNOWN)
    READER_NOT_USED = ("token.reader.not_used", Layer.READER, Health.NOT_USED)
    CARD_PRESENT = ("token.card.present", Layer.CARD, Health.OK)
    CARD_ABSENT = ("token.card.absent", Layer.CARD, Health.FAULT)
    CARD_UNKNOWN = ("token.card.unknown", Layer.CARD, Health.UNKNOWN)
    DRIVER_LOADED = ("token.driver.loaded", Layer.DRIVER, Health.OK)
    DRIVER_MISSING = ("token.driver.missing", Layer.DRIVER, Health.FAULT)
    DRIVER_FAILED = ("token.driver.failed", Layer.DRIVER, Health.FAULT)
    DRIVER_HUNG = ("token.driver.hung", Layer.DRIVER, Health.FAULT)
    DRIVER_CRASHED = ("token.driver.crashed", Layer.DRIVER, Health.FAULT)
    DRIVER_UNKNOWN = ("token.driver.unknown", Layer.DRIVER, Health.UNKNOWN)
    DRIVER_SIMULATED = ("token.driver.simulated", Layer.DRIVER, Health.WARNING)
    CERTIFICATE_FOUND = ("token.certificate.found", Layer.CERTIFICATE, Health.OK)
    CERTIFICATE_MISSING = ("token.certificate.missing", Layer.CERTIFICATE, Health.FAULT)
    CERTIFICATE_UNKNOWN = ("token.certificate.unknown", Layer.CERTIFICATE, Health.UNKNOWN)
    VALIDITY_NOW = ("token.validity.now", Layer.VALIDITY, Health.OK)
    VALIDITY_NOT_YET = ("token.validity.not_yet", Layer.VALIDITY, Health.FAULT)
    VALIDITY_EXPIRED = ("token.validity.expired", Layer.VALIDITY, Health.FAULT)
    VALIDITY_REVOKED = ("token.validity.revoked", Layer.VALIDITY, Health.FAULT)
    VALIDITY_UNKNOWN = ("token.validity.unknown", Layer.VALIDITY, Health.UNKNOWN)
    TRIES_FULL = ("token.tries.full", Layer.TRIES, Health.OK)
    TRIES_LOW = ("token.tries.low", Layer.TRIES, Health.WARNING)
    TRIES_LAST = ("token.tries.last", Layer.TRIES, Health.WARNING)
    TRIES_NONE = ("token.tries.none", Layer.TRIES, Health.FAULT)
    TRIES_UNKNOWN = ("token.tries.unknown", Layer.TRIES, Health.UNKNOWN)

    @property
    def message(self) -> str:
        """Message id of the finding."""
        return self.value[0]

    @property
    def layer(self) -> Layer:
        """Layer it speaks of."""
        return self.value[1]

    @property
    def health(self) -> Health:
        """How that layer stands."""
        return self.value[2]


@dataclass(frozen=True, slots=True)
class LayerState:
    """A finding with what it is about (name of a reader, path of a driver); no secret, no person's data."""

    finding: Finding
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate on a token that may sign and is no authority's, and how its validity stands.

    A token knows its days alone; VALIDITY_REVOKED is told by who has revocation lists. `keyed`: a key that fits it was
    seen beside it; some tokens show no key without a PIN.
    """

    facts: CertificateFacts
    validity: Finding
    keyed: bool = True


@dataclass(frozen=True, slots=True)
class TokenName:
    """How one token is told from another: the label and the serial number that its maker or issuer gave it."""

    label: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class TokenState:
    """All seven layers in order; `simulated` marks a token that is no device at all.

    The layers speak of `certificate`, the best of `held` unless another one was asked for. `authorities` are the
    certificates of authorities (DER) on it.
    """

    layers: tuple[LayerState, ...]
    simulated: bool
    certificate: CertificateFacts | None = None
    tries_left: int | None = None
    pin_pad: bool = False
    name: TokenName = TokenName()
    held: tuple[HeldCertificate, ...] = ()
    authorities: tuple[bytes, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether a PIN may be asked: the card is there, a valid certificate on it, the PIN not locked."""
        return self.certificate is not None and self.first_fault is None

    @property
    def first_fault(self) -> LayerState | None:
        """Lowest layer at fault: the one to mend first."""
        return next((one for one in self.layers if one.finding.health is Health.FAULT), None)

    def at(self, layer: Layer) -> LayerState:
        """State of one layer."""
        return next(one for one in self.layers if one.finding.layer is layer)

    def of(self, held: HeldCertificate) -> TokenState:
        """The same token, its layers speaking of another of its certificates."""
        validity = LayerState(held.validity)
        layers = tuple(validity if one.finding.layer is Layer.VALIDITY else one for one in self.layers)
        return replace(self, layers=layers, certificate=held.facts)

    def judged(self, revoked: Callable[[CertificateFacts, tuple[bytes, ...]], bool]) -> TokenState:
        """The same where certificates were taken back, asked of each with the authorities on the token."""
        held = tuple(
            replace(one, validity=Finding.VALIDITY_REVOKED)
            if one.validity is Finding.VALIDITY_NOW and revoked(one.facts, self.authorities)
            else one
            for one in self.held
        )
        if held == self.held:
            return self
        best_first = sorted(held, key=lambda one: (one.validity is not Finding.VALIDITY_NOW, not one.keyed))
        return replace(self, held=tuple(best_first)).of(best_first[0])


@unique
class Trouble(Enum):
    """Why a token was not opened or did not sign; the value is the message id."""

    ABSENT = "token.trouble.absent"
    DRIVER_MISSING = "token.trouble.driver_missing"
    NO_CERTIFICATE = "token.trouble.no_certificate"
    NO_KEY = "token.trouble.no_key"
    NOT_YET_VALID = "token.trouble.not_yet_valid"
    EXPIRED = "token.trouble.expired"
    REVOKED = "token.trouble.revoked"
    PIN_WRONG = "token.trouble.pin_wrong"
    PIN_LOCKED = "token.trouble.pin_locked"
    PIN_EACH_TIME = "token.trouble.pin_each_time"
    REMOVED = "token.trouble.removed"
    HUNG = "token.trouble.hung"
    CRASHED = "token.trouble.crashed"
    BROKEN = "token.trouble.broken"


@dataclass(frozen=True, slots=True)
class TokenTrouble:
    """One trouble; `tries_left` is None when the token does not tell, `detail` is for the technician."""

    kind: Trouble
    tries_left: int | None = None
    detail: str = ""


class TokenSession(Protocol):
    """An opened token with one signing certificate, which stays the same until `close`."""

    @property
    def certificate_der(self) -> bytes:
        """Signing certificate as DER."""

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Certificates of authorities found on the token, as DER."""

    @property
    def pin_each_time(self) -> bool:
        """Whether the key asks for its PIN before every signature; the first one has that of `open`."""

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        """Signature over `tbs` with SHA-256: PKCS#1 v1.5 for RSA, DER of r and s for EC.

        `pin` is for a key that asks each time; without it such a key is PIN_EACH_TIME, and the token is not asked.
        """

    def close(self) -> None:
        """Log out; harmless when repeated or when the token is gone."""


class Token(Protocol):
    """The signing tokens that one driver reaches, plugged in or not."""

    def states(self) -> tuple[TokenState, ...]:
        """What can be told without a PIN: one state a token, the best able to sign first; one when none is there."""

    def open(self, pin: str | None, certificate: str = "") -> TokenSession | TokenTrouble:
        """Log in once, never trying again by itself; `pin` is None only when the PIN is typed on the device.

        `certificate` is the SHA-256 (hex) of the one to sign with, and so says which token; "" takes the best one.
        """

    def forget(self) -> None:
        """Something was plugged in or out, or a person asks anew: a driver that failed gets another chance."""

    def close(self) -> None:
        """Let go of whatever runs for this token; it may be used again."""
