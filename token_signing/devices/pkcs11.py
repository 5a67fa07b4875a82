"""Signing tokens behind a PKCS#11 module: any maker's driver, told apart only by what it can do.

Works in the process that loads the driver: programs use `driver.DriverToken`, which gives each driver a child of
its own. A PIN goes straight into the login; for a key that asks for it before every signature it is held until the
first one, no longer. A wrong PIN is never tried again. A token whose PIN is typed on the device itself (protected
path) is opened with no PIN at all.
"""

from __future__ import annotations

import hashlib
from collections import Counter
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

from .layers import complete, validity_finding, validity_trouble
from .pkcs11_found import (
    Entry,
    Found,
    Slot,
    authorities,
    close_session,
    name_of,
    present,
    read_all,
    read_entries,
    signing,
)
from .port import Finding, HeldCertificate, LayerState, Pkcs11Place, TokenState, TokenTrouble, Trouble
from .readers import ReadersState, lower_layers

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


class Pkcs11Token:
    """The tokens of a driver; see the module."""

    def __init__(
        self,
        place: Pkcs11Place,
        clock: Callable[[], datetime],
        readers: Callable[[], ReadersState] | None = None,
    ) -> None:
        self._place = place
        self._clock = clock
        self._readers = readers
        self._refusals: Counter[str] = Counter()

    def states(self) -> tuple[TokenState, ...]:
        """Layers without a PIN; needs no more than a public session with each token, closed at once."""
        below = lower_layers(self._readers)
        try:
            found = self._find()
        except FileNotFoundError:
            missing = LayerState(Finding.DRIVER_MISSING, str(self._place.module))
            return (TokenState(complete((*below, missing)), simulated=False),)
        except PKCS11Error as error:
            failed = LayerState(Finding.DRIVER_FAILED, type(error).__name__)
            return (TokenState(complete((*below, failed)), simulated=False),)
        below = (*below, LayerState(Finding.DRIVER_LOADED, str(self._place.module)))
        if not found:
            return (TokenState(complete((*below, LayerState(Finding.CARD_ABSENT))), simulated=False),)
        return tuple(self._with_token(below, one) for one in found)

    def open(self, pin: str | None, certificate: str = "") -> Pkcs11Session | TokenTrouble:
        """Log in once; an unfit certificate is told before a PIN try is spent."""
        try:
            found = self._find(certificate)
        except FileNotFoundError:
            return TokenTrouble(Trouble.DRIVER_MISSING)
        except PKCS11Error as error:
            return _trouble(error)
        if not found:
            return TokenTrouble(Trouble.ABSENT)
        able = found[0].signing(self._clock(), certificate)
        if able and (unfit := validity_trouble(able[0].facts, self._clock())) is not None:
            return unfit
        return self._log_in(found[0].token, pin, certificate)

    def forget(self) -> None:
        """Nothing is remembered but the refusals of a PIN."""

    def close(self) -> None:
        """The driver stays loaded as long as this process."""

    def _log_in(self, token: pkcs11.Token, pin: str | None, certificate: str) -> Pkcs11Session | TokenTrouble:
        pad = bool(token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH) and pin is None
        try:
            session = token.open(user_pin=pkcs11.PROTECTED_AUTH if pad else pin or "")
        except PKCS11Error as error:
            return self._refused(token, error)
        self._refusals.pop(name_of(token).serial, None)
        try:
            opened = _with_key(session, self._slot(token), self._clock(), certificate)
        except PKCS11Error as error:
            opened = _trouble(error, self._slot(token))
        if isinstance(opened, TokenTrouble):
            close_session(session)
        else:
            opened.hold("" if pad else pin)
        return opened

    def _refused(self, token: pkcs11.Token, error: PKCS11Error) -> TokenTrouble:
        trouble = _trouble(error, self._slot(token))
        if trouble.kind not in (Trouble.PIN_WRONG, Trouble.PIN_LOCKED):
            return trouble
        self._refusals[name_of(token).serial] += 1
        try:
            flags = token.slot.get_token().flags
        except PKCS11Error:
            return trouble
        if flags & TokenFlag.USER_PIN_LOCKED:
            return TokenTrouble(Trouble.PIN_LOCKED, tries_left=0)
        return TokenTrouble(trouble.kind, tries_left=_tries(flags))

    def _slot(self, token: pkcs11.Token) -> Slot:
        return Slot(str(self._place.module), token.slot.slot_id)

    def _find(self, certificate: str = "") -> tuple[Found, ...]:
        """The tokens that are there, of those with a certificate that is asked for; the best able to sign first."""
        if not self._place.module.is_file():
            raise FileNotFoundError(self._place.module)
        now, found = self._clock(), read_all(self._present())
        holding = [one for one in found if not certificate or one.signing(now, certificate)]
        return tuple(sorted(holding, key=lambda one: one.rank(now, certificate)))

    def _present(self) -> Iterator[pkcs11.Token]:
        return present(self._place)

    def _with_token(self, below: tuple[LayerState, ...], found: Found) -> TokenState:
        token, now = found.token, self._clock()
        known = (*below, LayerState(Finding.CARD_PRESENT), LayerState(self._tries_finding(token)))
        able = found.signing(now)
        held = tuple(HeldCertificate(one.facts, validity_finding(one.facts, now), one.keyed) for one in able)
        state = TokenState(
            complete((*known, LayerState(Finding.CERTIFICATE_FOUND if held else Finding.CERTIFICATE_MISSING))),
            simulated=False,
            tries_left=_tries(token.flags),
            pin_pad=bool(token.flags & TokenFlag.PROTECTED_AUTHENTICATION_PATH),
            name=name_of(token),
            held=held,
            authorities=authorities(found.entries),
        )
        return state.of(held[0]) if held else state

    def _tries_finding(self, token: pkcs11.Token) -> Finding:
        """What the driver tells; a PIN refused here counts too, because some drivers tell only of the last try."""
        flags = token.flags
        if flags & TokenFlag.USER_PIN_LOCKED:
            return Finding.TRIES_NONE
        if flags & TokenFlag.USER_PIN_FINAL_TRY:
            return Finding.TRIES_LAST
        low = self._refusals[name_of(token).serial] or flags & TokenFlag.USER_PIN_COUNT_LOW
        return Finding.TRIES_LOW if low else Finding.TRIES_FULL


@dataclass(frozen=True, slots=True)
class _Open:
    """A login and the slot it is in."""

    session: pkcs11.Session
    slot: Slot


class Pkcs11Session:
    """A login on a token with the certificate and the key it will sign with; see `port.TokenSession`."""

    def __init__(self, place: _Open, key: Any, entry: Entry, chain: tuple[bytes, ...]) -> None:
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
        close_session(self._session)

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


def _with_key(session: pkcs11.Session, slot: Slot, now: datetime, certificate: str) -> Pkcs11Session | TokenTrouble:
    """The session with the certificate asked for, or the best one, whose private key is on the token as well."""
    entries = read_entries(session)
    able = signing(entries, now, certificate)
    if not able:
        return TokenTrouble(Trouble.NO_CERTIFICATE)
    unfit = validity_trouble(able[0].facts, now)
    if unfit is not None:
        return unfit
    for entry in able:
        key = None if validity_trouble(entry.facts, now) else _key_of(session, entry)
        if key is not None:
            return Pkcs11Session(_Open(session, slot), key, entry, authorities(entries))
    return TokenTrouble(Trouble.NO_KEY)


def _key_of(session: pkcs11.Session, entry: Entry) -> Any | None:
    """The private key that has the certificate's id (CKA_ID)."""
    wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: entry.key_id}
    return next(iter(list(session.get_objects(wanted))), None)


def _trouble(error: PKCS11Error, slot: Slot | None = None) -> TokenTrouble:
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
