"""The CMS of a batch: built once for a certificate, then only digest and signature are exchanged in it.

A PAdES B-B signature carries no time in its signed attributes, so that for one certificate nothing else differs.
An EC signature has no constant length: then only the signed attributes come from the template.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa

from .cms_container import ToBeSigned, enclose, room_for, to_be_signed
from .own_check import public_key_of, signature_holds

_DIGEST = bytes(range(0x20, 0x40))
"""A digest that stands for another one; that it occurs exactly once is made sure of."""


class CmsTemplate:
    """Signed attributes and CMS of one certificate; never sees a private key."""

    def __init__(self, certificate_der: bytes, chain: tuple[bytes, ...]) -> None:
        self.certificate_der = certificate_der
        self.room = room_for(certificate_der, chain)
        self._chain = chain
        self._key = public_key_of(certificate_der)
        whole = to_be_signed(_DIGEST, certificate_der, chain)
        self._head, self._tail = _cut(whole.attributes_der, _DIGEST)
        self._signature_length = self._key.key_size // 8 if isinstance(self._key, rsa.RSAPublicKey) else 0
        dummy = bytes((17 + 31 * place) % 251 for place in range(self._signature_length))
        self._parts = _three(enclose(whole, dummy), dummy) if dummy else None

    def attributes(self, digest: bytes) -> bytes:
        """The signed attributes over a SHA-256 digest as DER: what the token signs."""
        return self._head + digest + self._tail

    def enclose(self, digest: bytes, signature: bytes) -> bytes:
        """The whole CMS as DER."""
        if self._parts is None or len(signature) != self._signature_length:
            return enclose(ToBeSigned(self.attributes(digest), self.certificate_der, self._chain), signature)
        before, between, after = self._parts
        return before + digest + between + signature + after

    def holds(self, digest: bytes, signature: bytes) -> bool:
        """Whether a signature over this digest is that of the certificate."""
        return signature_holds(self._key, self.attributes(digest), signature)


def _three(cms: bytes, signature: bytes) -> tuple[bytes, bytes, bytes]:
    before, rest = _cut(cms, _DIGEST)
    between, after = _cut(rest, signature)
    return before, between, after


def _cut(body: bytes, mark: bytes) -> tuple[bytes, bytes]:
    if body.count(mark) != 1:
        raise ValueError("the place to exchange is not plain")
    at = body.index(mark)
    return body[:at], body[at + len(mark) :]
