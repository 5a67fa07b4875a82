"""What a PKCS#11 driver shows without a PIN: the tokens that are there, and the certificates and keys on each."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import pkcs11
from pkcs11 import Attribute, ObjectClass, TokenFlag
from pkcs11.exceptions import DeviceRemoved, PKCS11Error, TokenNotPresent, TokenNotRecognised

from token_signing.certificate import CertificateFacts
from token_signing.certificate_reader import read_certificate

from .layers import validity_finding
from .port import Finding, Pkcs11Place, TokenName

_LOOKS_FOR_GONE, _LOOK_SECONDS = 4, 0.2


@dataclass(frozen=True, slots=True)
class Slot:
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
class Entry:
    """A certificate on the token with the id that its private key shares; `keyed`: a key with it can be seen."""

    der: bytes
    key_id: bytes
    facts: CertificateFacts
    keyed: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A token present in a slot and the certificates that can be read on it."""

    token: pkcs11.Token
    entries: tuple[Entry, ...]

    def signing(self, now: datetime, certificate: str = "") -> tuple[Entry, ...]:
        """See the function."""
        return signing(self.entries, now, certificate)

    def rank(self, now: datetime, certificate: str = "") -> tuple[int, bool, bool]:
        """Smallest for the token best able to sign: a valid certificate, its key seen, the PIN not locked."""
        best = next(iter(self.signing(now, certificate)), None)
        locked = bool(self.token.flags & TokenFlag.USER_PIN_LOCKED)
        if best is None:
            return 2, True, locked
        return int(validity_finding(best.facts, now) is not Finding.VALIDITY_NOW), not best.keyed, locked


def signing(entries: Iterable[Entry], now: datetime, certificate: str = "") -> tuple[Entry, ...]:
    """Those that may sign and are no authority's, or of these the one of that SHA-256; valid ones first, then keyed."""
    able = [one for one in entries if one.facts.may_sign and not one.facts.is_authority]
    wanted = [one for one in able if certificate in ("", one.facts.sha256)]
    return tuple(
        sorted(wanted, key=lambda one: (validity_finding(one.facts, now) is not Finding.VALIDITY_NOW, not one.keyed))
    )


def authorities(entries: Iterable[Entry]) -> tuple[bytes, ...]:
    """The certificates of authorities among them (DER)."""
    return tuple(one.der for one in entries if one.facts.is_authority)


def present(place: Pkcs11Place) -> Iterator[pkcs11.Token]:
    """The tokens that are in slots of the driver now, of one label where the place names one."""
    for slot in pkcs11.lib(str(place.module)).get_slots(token_present=True):
        try:
            token = slot.get_token()
        except (TokenNotPresent, TokenNotRecognised, DeviceRemoved):
            continue  # an empty slot, or another kind of card, must not hide the right one
        wanted = place.label is None or token.label == place.label
        if wanted and token.flags & TokenFlag.TOKEN_INITIALIZED:
            yield token


def read_all(tokens: Iterable[pkcs11.Token]) -> list[Found]:
    """Read each token; one that cannot be read hides no other, and is an error only where it is alone."""
    found, errors = [], []
    for token in tokens:
        try:
            session = token.open()
            try:
                found.append(Found(token, read_entries(session)))
            finally:
                close_session(session)
        except PKCS11Error as error:
            errors.append(error)
    if errors and not found:
        raise errors[0]
    return found


def read_entries(session: pkcs11.Session) -> tuple[Entry, ...]:
    """The certificates of a token, each with whether a key of its id is seen: without a PIN often the public one."""
    entries, keys = [], _key_ids(session)
    for item in session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}):
        der, key_id = bytes(item[Attribute.VALUE]), bytes(item[Attribute.ID])
        try:
            entries.append(Entry(der, key_id, read_certificate(der), key_id in keys))
        except ValueError:
            continue  # a certificate of another kind does not concern us
    return tuple(entries)


def name_of(token: pkcs11.Token) -> TokenName:
    """Label and serial number."""
    serial: bytes = token.serial
    return TokenName(token.label.strip(), serial.decode("utf-8", "replace").strip("\0 "))


def close_session(session: pkcs11.Session) -> None:
    """End a session; the token may be gone already, and then there is nothing left to end."""
    try:
        session.close()
    except PKCS11Error:
        return


def _key_ids(session: pkcs11.Session) -> frozenset[bytes]:
    """Ids of the keys that can be seen; a key without one, or of a strange kind, belongs to no certificate."""
    found: set[bytes] = set()
    for kind in (ObjectClass.PRIVATE_KEY, ObjectClass.PUBLIC_KEY):
        try:
            found.update(bytes(key[Attribute.ID]) for key in session.get_objects({Attribute.CLASS: kind}))
        except PKCS11Error:
            continue
    return frozenset(found)
