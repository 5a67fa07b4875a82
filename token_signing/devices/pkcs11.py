"""A signing token behind a PKCS#11 module: any maker's driver, told apart only by what it can do.

A PIN goes straight into the login and is kept nowhere here. A wrong PIN is never tried again. A token
whose PIN is typed on the device itself (protected path) is opened with no PIN at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
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
from .port import Finding, LayerState, TokenState, TokenTrouble, Trouble
from .readers import CardService, ReadersState

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
class Pkcs11Place:
    """Where the token is: the driver's file and, where several tokens may be plugged in, its label."""

    module: Path
    label: str | None = None


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
        below = self._lower_layers()
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

    def _log_in(self, token: pkcs11.Token, pin: str | None) -> Pkcs11Session | TokenTrouble:
        pad = bool(token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH)
        try:
            session = token.open(user_pin=pkcs11.PROTECTED_AUTH if pad and pin is None else pin or "")
        except PKCS11Error as error:
            return self._refused(token, error)
        self._refusals = 0
        try:
            opened = _with_key(session, self._clock())
        except PKCS11Error as error:
            opened = _trouble(error)
        if isinstance(opened, TokenTrouble):
            _close(session)
        return opened

    def _refused(self, token: pkcs11.Token, error: PKCS11Error) -> TokenTrouble:
        trouble = _trouble(error)
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

    def _lower_layers(self) -> tuple[LayerState, ...]:
        if self._readers is None:
            return (LayerState(Finding.SERVICE_NOT_USED), LayerState(Finding.READER_NOT_USED))
        seen = self._readers()
        match seen.service:
            case CardService.NO_DRIVER:
                return (LayerState(Finding.SERVICE_NO_DRIVER),)
            case CardService.STOPPED:
                return (LayerState(Finding.SERVICE_STOPPED),)
            case CardService.RUNNING:
                names = ", ".join(reader.name for reader in seen.readers)
                reader = Finding.READER_PRESENT if seen.readers else Finding.READER_ABSENT
                return (LayerState(Finding.SERVICE_RUNNING), LayerState(reader, names))

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


class Pkcs11Session:
    """A login on a token with the certificate and the key it will sign with; see `port.TokenSession`."""

    def __init__(self, session: pkcs11.Session, key: Any, entry: _Entry, chain: tuple[bytes, ...]) -> None:
        self._session = session
        self._key = key
        self._entry = entry
        self._chain = chain
        self._mechanisms = session.token.slot.get_mechanisms()

    @property
    def certificate_der(self) -> bytes:
        """Signing certificate as DER."""
        return self._entry.der

    @property
    def chain(self) -> tuple[bytes, ...]:
        """Certificates of authorities found on the token, as DER."""
        return self._chain

    def sign(self, tbs: bytes) -> bytes | TokenTrouble:
        """Sign with SHA-256; a token pulled out, or one that wants its PIN each time, is a trouble."""
        try:
            return self._sign_rsa(tbs) if self._entry.facts.is_rsa else self._sign_ec(tbs)
        except PKCS11Error as error:
            return _trouble(error)

    def close(self) -> None:
        """Log out and end the session."""
        _close(self._session)

    def _sign_rsa(self, tbs: bytes) -> bytes:
        if Mechanism.SHA256_RSA_PKCS in self._mechanisms:
            return bytes(self._key.sign(tbs, mechanism=Mechanism.SHA256_RSA_PKCS))
        return bytes(self._key.sign(_SHA256_INFO + hashlib.sha256(tbs).digest(), mechanism=Mechanism.RSA_PKCS))

    def _sign_ec(self, tbs: bytes) -> bytes:
        if Mechanism.ECDSA_SHA256 in self._mechanisms:
            plain = self._key.sign(tbs, mechanism=Mechanism.ECDSA_SHA256)
        else:  # not every module hashes for EC: then the digest is made here
            plain = self._key.sign(hashlib.sha256(tbs).digest(), mechanism=Mechanism.ECDSA)
        return bytes(encode_ecdsa_signature(plain))


def _with_key(session: pkcs11.Session, now: datetime) -> Pkcs11Session | TokenTrouble:
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
    return Pkcs11Session(session, keys[0], entry, chain)


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


def _trouble(error: PKCS11Error) -> TokenTrouble:
    kind = next((kind for fault, kind in _TROUBLES if isinstance(error, fault)), Trouble.BROKEN)
    return TokenTrouble(kind, detail=type(error).__name__)


def _tries(flags: TokenFlag) -> int | None:
    """Tries left as far as PKCS#11 tells: none, the last, or not told."""
    if flags & TokenFlag.USER_PIN_LOCKED:
        return 0
    return 1 if flags & TokenFlag.USER_PIN_FINAL_TRY else None
