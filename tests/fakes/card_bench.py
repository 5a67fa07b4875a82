"""A PIV card in the virtual reader, seen as programs see it: through OpenSC, in the child that holds the driver."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.fakes import card_service, piv_card
from token_signing.authority import CertificateOrder, Officer, RehearsalAuthority, new_signing_key
from token_signing.devices.driver import DriverToken
from token_signing.devices.port import Pkcs11Place
from token_signing.devices.readers import look_at_readers

PIN = "271828"
DAY = datetime(2019, 3, 14, 15, 20, 5, tzinfo=timezone(timedelta(hours=7)))
OFFICER = CertificateOrder(
    Officer("Trần Văn Minh", "Chủ tịch UBND phường Phú Thủy", "Ủy ban nhân dân phường Phú Thủy"), serial=7
)


@dataclass
class CardBench:
    """A card that is plugged in and pulled out, and the token that programs see."""

    card: piv_card.PivCard
    token: DriverToken
    _plugged: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def label(self) -> str:
        """What OpenSC calls the card."""
        program = shutil.which("pkcs11-tool") or "pkcs11-tool"
        words = [program, "--module", str(self.token.place.module), "--list-token-slots"]
        told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
        return next(line.split(":", 1)[1].strip() for line in told.splitlines() if "token label" in line)

    def plug(self) -> None:
        """Plug the card in and wait until the service knows."""
        self._plugged.enter_context(card_service.inserted(self.card))
        await_card(present=True)

    def pull(self) -> None:
        """Pull the card out and wait until the service knows."""
        self._plugged.close()
        await_card(present=False)


@contextlib.contextmanager
def card_on_bench(
    module: Path, authority: RehearsalAuthority, *, order: CertificateOrder = OFFICER, pin_each_time: bool = False
) -> Iterator[CardBench]:
    """A plugged-in card with a fresh key, on the day of the rehearsal."""
    bench = CardBench(
        make_card(authority, order, pin_each_time=pin_each_time), DriverToken(Pkcs11Place(module), lambda: DAY)
    )
    bench.plug()
    try:
        yield bench
    finally:
        bench.pull()
        bench.token.close()


def make_card(
    authority: RehearsalAuthority, order: CertificateOrder = OFFICER, *, pin_each_time: bool = False
) -> piv_card.PivCard:
    """A card with a fresh key, in nobody's reader yet."""
    key = new_signing_key()
    return piv_card.PivCard(key, authority.issue(order, spki(key)), PIN, pin_each_time=pin_each_time)


def await_card(*, present: bool) -> None:
    """Wait until the service sees the card come or go."""
    waiting = threading.Event()
    for _ in range(400):
        if bool(look_at_readers().cards) is present:
            return
        waiting.wait(0.025)
    pytest.fail("the card service did not notice")


def spki(key: rsa.RSAPrivateKey) -> bytes:
    """Public key as DER."""
    return key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
