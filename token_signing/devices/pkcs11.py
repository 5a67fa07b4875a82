"""A signing token behind a PKCS#11 module: any maker's driver, told apart only by what it can do.

Works in the process that loads the driver: programs use `driver.DriverToken`, which gives each driver a child of
its own. A PIN goes straight into the login; for a key that asks for it before every signature it is held until the
first one, no longer. A wrong PIN is never tried again. A token whose PIN is typed on the device itself (protected
path) is opened with no PIN at all.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pkcs11
from pkcs11 import Attribute, Mechanism, ObjectClass, TokenFlag
from pkcs11.exceptions import (
    DeviceRemoved,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    SessionHandleInvalid,
    TokenNotPresent,
    TokenNotRecognised,
    UserNotLoggedIn,
)
from pkcs11.util.ec import encode_ecdsa_signature

from token_signing.certificate import CertificateFacts
from token_signing.certificate_reader import read_certificate

from .layers import complete, validity_finding, validity_trouble
from .port import Finding, LayerState, Pkcs11Place, TokenState, TokenTrouble, Trouble
from .readers import ReadersState, lower_layers

_LOOKS_FOR_GONE, _LOOK_SECONDS = 4, 0.2
# DigestInfo of SHA-256 (RFC 8017 §9.2, note 1), for tokens that do not hash by themselves.
_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
_TROUBLES: tuple[tuple[type[PKCS11Error], Trouble], ...] = (
    (PinIncorrect, Trouble.PIN_WRONG),
    (PinInvalid, Trouble.PIN_WRONG),
    (PinLenRange, Trouble.PIN_WRONG),
    (PinLocked, Trouble.PIN_LOCKED),
    (DeviceRemoved, Trouble.REMOVED),
    (TokenNotPresent, Trouble.REMOVED),
    (TokenNotRecognised, Trouble.REMOVED),
    (SessionHandleInvalid, Trouble.REMOVED),
    (UserNotLoggedIn, Trouble.PIN_EACH_TIME),
)


@dataclass(frozen=True, slots=True)
class _Slot:
    """A slot of a driver, looked at again when a token there does not answer as it should."""

    module: str
    number: int

    def emptied(self) -> bool:
        """Whether no token is in it any more; a reader needs a moment to notice."""
        for _ in range(_LOOKS_FOR_GONE):
            try:
                full = pkcs11.lib(self.module).get_slots(token_present=True)
            except PKCS11Error:
                return True
            if all(slot.slot_id != self.number for slot in full):
                return True
            time.sleep(_LOOK_SECONDS)
        return False


@dataclass(frozen=True, slots=True)
class _Entry:
    """A certificate on the token with the id that its private key shares."""

    der: bytes
    key_id: bytes
    facts: CertificateFacts


@dataclass(frozen=True, slots=True)
class _Found:
    """A token present in a slot and the certificates that can be read on it."""

    token: pkcs11.Token
    entries: tuple[_Entry, ...]

    def signing(self, now: datetime) -> _Entry | None:
        """The officer's certificate: one that may sign, a valid one first."""
        able = [one for one in self.entries if one.facts.may_sign and not one.facts.is_authority]
        able.sort(key=lambda one: validity_finding(one.facts, now) is not Finding.VALIDITY_NOW)
        return able[0] if able else None

    def rank(self, now: datetime) -> int:
        """0 with a valid signing certificate, 1 with one out of its time, 2 with none."""
        entry = self.signing(now)
        if entry is None:
            return 2
        return 0 if validity_finding(entry.facts, now) is Finding.VALIDITY_NOW else 1


class Pkcs11Token:
    """The first token of a driver that holds a signing certificate; see the module."""

    def __init__(
        self,
        place: Pkcs11Place,
        clock: Callable[[], datetime],
        readers: Callable[[], ReadersState] | None = None,
    ) -> None:
        self._place = place
        self._clock = clock
        self._readers = readers
        self._refusals = 0

    def state(self) -> TokenState:
        """Layers without a PIN; needs no more than a public session, closed at once."""
        below = lower_layers(self._readers)
        try:
            found = self._find()
        except FileNotFoundError:
            missing = LayerState(Finding.DRIVER_MISSING, str(self._place.module))
            return TokenState(complete((*below, missing)), simulated=False)
        except PKCS11Error as error:
            failed = LayerState(Finding.DRIVER_FAILED, type(error).__name__)
            return TokenState(complete((*below, failed)), simulated=False)
        below = (*below, LayerState(Finding.DRIVER_LOADED, str(self._place.module)))
        if found is None:
            return TokenState(complete((*below, LayerState(Finding.CARD_ABSENT))), simulated=False)
        return self._with_token(below, found)

    def open(self, pin: str | None) -> Pkcs11Session | TokenTrouble:
        """Log in once; an unfit certificate is told before a PIN try is spent."""
        try:
            found = self._find()
        except FileNotFoundError:
            return TokenTrouble(Trouble.DRIVER_MISSING)
        except PKCS11Error as error:
            return _trouble(error)
        if found is None:
            return TokenTrouble(Trouble.ABSENT)
        entry = found.signing(self._clock())
        if entry is not None and (unfit := validity_trouble(entry.facts, self._clock())) is not None:
            return unfit
        return self._log_in(found.token, pin)

    def forget(self) -> None:
        """Nothing is remembered but the refusals of a PIN."""

    def close(self) -> None:
        """The driver stays loaded as long as this process."""

    def _log_in(self, token: pkcs11.Token, pin: str | None) -> Pkcs11Session | TokenTrouble:
        pad = bool(token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH) and pin is None
        try:
            session = token.open(user_pin=pkcs11.PROTECTED_AUTH if pad else pin or "")
        except PKCS11Error as error:
            return self._refused(token, error)
        self._refusals = 0
        try:
            opened = _with_key(session, self._slot(token), self._clock())
        except PKCS11Error as error:
            opened = _trouble(error, self._slot(token))
        if isinstance(opened, TokenTrouble):
            _close(session)
        else:
            opened.hold("" if pad else pin)
        return opened

    def _refused(self, token: pkcs11.Token, error: PKCS11Error) -> TokenTrouble:
        trouble = _trouble(error, self._slot(token))
        if trouble.kind not in (Trouble.PIN_WRONG, Trouble.PIN_LOCKED):
            return trouble
        self._refusals += 1
        try:
            flags = token.slot.get_token().flags
        except PKCS11Error:
            return trouble
        if flags & TokenFlag.USER_PIN_LOCKED:
            return TokenTrouble(Trouble.PIN_LOCKED, tries_left=0)
        return TokenTrouble(trouble.kind, tries_left=_tries(flags))

    def _slot(self, token: pkcs11.Token) -> _Slot:
        return _Slot(str(self._place.module), token.slot.slot_id)

    def _find(self) -> _Found | None:
        """The token asked for; among several the one best able to sign, else the first."""
        if not self._place.module.is_file():
            raise FileNotFoundError(self._place.module)
        present = [_read(token) for token in self._present()]
        now = self._clock()
        return min(present, key=lambda one: one.rank(now), default=None)

    def _present(self) -> Iterator[pkcs11.Token]:
        for slot in pkcs11.lib(str(self._place.module)).get_slots(token_present=True):
            try:
                token = slot.get_token()
            except (TokenNotPresent, TokenNotRecognised, DeviceRemoved):
                continue  # an empty slot, or another kind of card, must not hide the right one
            wanted = self._place.label is None or token.label == self._place.label
            if wanted and token.flags & TokenFlag.TOKEN_INITIALIZED:
                yield token

    def _with_token(self, below: tuple[LayerState, ...], found: _Found) -> TokenState:
        flags = found.token.flags
        present = (*below, LayerState(Finding.CARD_PRESENT), LayerState(self._tries_finding(flags)))
        entry = found.signing(self._clock())
        pad = bool(flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH)
        if entry is None:
            layers = complete((*present, LayerState(Finding.CERTIFICATE_MISSING)))
            return TokenState(layers, simulated=False, tries_left=_tries(flags), pin_pad=pad)
        certificate = LayerState(Finding.CERTIFICATE_FOUND)
        validity = LayerState(validity_finding(entry.facts, self._clock()))
        layers = complete((*present, certificate, validity))
        return TokenState(layers, simulated=False, certificate=entry.facts, tries_left=_tries(flags), pin_pad=pad)

    def _tries_finding(self, flags: TokenFlag) -> Finding:
        """What the driver tells; a PIN refused here counts too, because some drivers tell only of the last try."""
        if flags & TokenFlag.USER_PIN_LOCKED:
            return Finding.TRIES_NONE
        if flags & TokenFlag.USER_PIN_FINAL_TRY:
            return Finding.TRIES_LAST
        low = self._refusals or flags & TokenFlag.USER_PIN_COUNT_LOW
        return Finding.TRIES_LOW if low else Finding.TRIES_FULL


@dataclass(frozen=True, slots=True)
class _Open:
    """A login and the slot it is in."""

    session: pkcs11.Session
    slot: _Slot


class Pkcs11Session:
    """A login on a token with the certificate and the key it will sign with; see `port.TokenSession`."""

    def __init__(self, place: _Open, key: Any, entry: _Entry, chain: tuple[bytes, ...]) -> None:
        self._session, self._slot = place.session, place.slot
        self._key = key
        self._entry = entry
        self._chain = chain
        self._mechanisms = self._session.token.slot.get_mechanisms()
        self._each_time = _asks_each_time(key)
        self._held: str | None = None

    def hold(self, pin: str | None) -> None:
        """The PIN of the login, for the first signature of a key that asks each time; any other key needs none."""
        self._held = pin if self._each_time else None

    @property
    def certificate_der(self) -> bytes:
        """Signing certificate as DER."""
        return self._entry.der

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Certificates of authorities found on the token, as DER."""
        return self._chain

    @property
    def pin_each_time(self) -> bool:
        """Whether the key is always-authenticate."""
        return self._each_time

    def sign(self, tbs: bytes, pin: str | None = None) -> bytes | TokenTrouble:
        """Sign with SHA-256; a token pulled out, or a key that wants its PIN again, is a trouble."""
        held, self._held = self._held, None
        given = (held if pin is None else pin) if self._each_time else None
        if self._each_time and given is None:
            return TokenTrouble(Trouble.PIN_EACH_TIME)
        try:
            return self._sign_rsa(tbs, given) if self._entry.facts.is_rsa else self._sign_ec(tbs, given)
        except PKCS11Error as error:
            return _trouble(error, self._slot)

    def close(self) -> None:
        """Log out and end the session."""
        self._held = None
        _close(self._session)

    def _sign_rsa(self, tbs: bytes, pin: str | None) -> bytes:
        if Mechanism.SHA256_RSA_PKCS in self._mechanisms:
            return bytes(self._key.sign(tbs, mechanism=Mechanism.SHA256_RSA_PKCS, pin=pin))
        digest = _SHA256_INFO + hashlib.sha256(tbs).digest()
        return bytes(self._key.sign(digest, mechanism=Mechanism.RSA_PKCS, pin=pin))

    def _sign_ec(self, tbs: bytes, pin: str | None) -> bytes:
        if Mechanism.ECDSA_SHA256 in self._mechanisms:
            plain = self._key.sign(tbs, mechanism=Mechanism.ECDSA_SHA256, pin=pin)
        else:  # not every module hashes for EC: then the digest is made here
            plain = self._key.sign(hashlib.sha256(tbs).digest(), mechanism=Mechanism.ECDSA, pin=pin)
        return bytes(encode_ecdsa_signature(plain))


def _with_key(session: pkcs11.Session, slot: _Slot, now: datetime) -> Pkcs11Session | TokenTrouble:
    """The session with the signing certificate whose private key is on the token as well."""
    entries = _entries(session)
    found = _Found(session.token, entries)
    entry = found.signing(now)
    if entry is None:
        return TokenTrouble(Trouble.NO_CERTIFICATE)
    unfit = validity_trouble(entry.facts, now)
    if unfit is not None:
        return unfit
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: entry.key_id}
    keys = list(session.get_objects(wanted))
    if not keys:
        return TokenTrouble(Trouble.NO_KEY)
    chain = tuple(one.der for one in entries if one.facts.is_authority)
    return Pkcs11Session(_Open(session, slot), keys[0], entry, chain)


def _read(token: pkcs11.Token) -> _Found:
    session = token.open()
    try:
        return _Found(token, _entries(session))
    finally:
        _close(session)


def _entries(session: pkcs11.Session) -> tuple[_Entry, ...]:
    entries = []
    for item in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        der, key_id = bytes(item[Attribute.VALUE]), bytes(item[Attribute.ID])
        try:
            entries.append(_Entry(der, key_id, read_certificate(der)))
        except ValueError:
            continue  # a certificate of another kind does not concern us
    return tuple(entries)


def _close(session: pkcs11.Session) -> None:
    """End a session; the token may be gone already, and then there is nothing left to end."""
    try:
        session.close()
    except PKCS11Error:
        return


def _trouble(error: PKCS11Error, slot: _Slot | None = None) -> TokenTrouble:
    """What an error means; one that says nothing is a pulled token when the slot is empty."""
    kind = next((kind for fault, kind in _TROUBLES if isinstance(error, fault)), Trouble.BROKEN)
    if kind is Trouble.BROKEN and slot is not None and slot.emptied():
        kind = Trouble.REMOVED
    return TokenTrouble(kind, detail=type(error).__name__)


def _asks_each_time(key: Any) -> bool:
    """CKA_ALWAYS_AUTHENTICATE; a driver that does not know it has no such keys."""
    try:
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    except PKCS11Error:
        return False


def _tries(flags: TokenFlag) -> int | None:
    """Tries left as far as PKCS#11 tells: none, the last, or not told."""
    if flags & TokenFlag.USER_PIN_LOCKED:
        return 0
    return 1 if flags & TokenFlag.USER_PIN_FINAL_TRY else None
