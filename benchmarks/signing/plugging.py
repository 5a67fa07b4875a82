"""Measures how soon a card that is put in or pulled out is known: an emulated card in a reader of the card service."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta, timezone
from functools import partial
from pathlib import Path

from cryptography.hazmat.primitives import serialization

from benchmarks.figures import Figure, at_most
from benchmarks.signing.papers import SIGNER
from benchmarks.subject import Subject
from benchmarks.timing import quantile
from desk_client.services.devices import FoundToken
from desk_client.services.tokens import Tokens, TokenSeen
from dossier.messages import message
from token_signing.authority import CertificateOrder, Officer, make_authority, new_signing_key
from token_signing.devices.driver import DriverToken
from token_signing.devices.port import Pkcs11Place
from token_signing.devices.readers import ReadersState, ReaderWatch

ROUNDS, PATIENCE = 10, 5.0
_NAMES = ("card put in until its certificate is known, slowest", "card pulled out until that is known, slowest")
_OFFICER = Officer(SIGNER, "Chủ tịch UBND phường Phú Thủy", "Ủy ban nhân dân phường Phú Thủy")
_NOW = datetime(2026, 11, 28, 9, 0, tzinfo=timezone(timedelta(hours=7)))


def measure(_folder: Path) -> Iterator[Figure]:
    """A card comes and goes; each time from that moment until the desk, told by the card service, has looked at it."""
    lacking = _lacking()
    if lacking:
        yield from (Figure(name, None, "s", at_most(1), lacking) for name in _NAMES)
        return
    taken = _rounds()
    for name, seconds in zip(_NAMES, zip(*taken, strict=True), strict=True):
        yield Figure(name, max(seconds), "s", at_most(1), f"{quantile(seconds, 0.5):.2f} s in the middle of {ROUNDS}")


def _lacking() -> str:
    try:
        from tests.fakes import card_service, piv_card  # noqa: PLC0415 - pyscard is not on every machine
    except ImportError:
        return "pyscard is not installed"
    return card_service.missing_parts() or ("" if piv_card.find_opensc() else "OpenSC is not installed")


def _rounds() -> list[tuple[float, float]]:
    from tests.fakes import card_service, piv_card  # noqa: PLC0415 - as above

    module, key = piv_card.find_opensc(), new_signing_key()
    if module is None:
        raise TypeError("OpenSC went away")
    spki = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    certificate = make_authority("Tỉnh Bình Thuận").issue(CertificateOrder(_OFFICER, serial=7), spki)
    card, driver = piv_card.PivCard(key, certificate, "271828"), DriverToken(Pkcs11Place(module), lambda: _NOW)
    found = FoundToken("pkcs11:opensc", message("devices.token.driver", name="OpenSC"), driver, in_reader=True)
    with ExitStack() as machine:
        machine.enter_context(card_service.running_service())
        machine.enter_context(card_service.alone_at_the_reader())
        machine.callback(driver.close)
        desk = _Desk(Tokens(lambda: (found,)))
        machine.callback(desk.close)
        reader, taken = machine.enter_context(ExitStack()), []
        for _ in range(ROUNDS + 1):
            came = desk.until(partial(reader.enter_context, card_service.inserted(card)), _is_known)
            taken.append((came, desk.until(reader.close, _is_gone)))
    return taken[1:]  # the first round starts the driver


class _Desk:
    """What the watch of the tokens does: woken by the card service, it looks at the tokens anew."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._stirred = threading.Event()
        self._watch = ReaderWatch(self._stir)
        self._watch.start()
        self.until(lambda: None, _is_gone)

    def close(self) -> None:
        """Watch no more."""
        self._watch.stop()

    def until(self, work: Callable[[], object], wanted: Callable[[TokenSeen], bool]) -> float:
        """Seconds from the work until a look that an event caused shows what is wanted."""
        began = time.perf_counter()
        work()
        while True:
            self._stirred.wait(PATIENCE)
            self._stirred.clear()
            if wanted(self._tokens.look(again=True)[0]):
                return time.perf_counter() - began

    def _stir(self, _state: ReadersState) -> None:
        self._stirred.set()


def _is_known(seen: TokenSeen) -> bool:
    return seen.plugged and seen.state.certificate is not None


def _is_gone(seen: TokenSeen) -> bool:
    return not seen.plugged


SUBJECT = Subject("plugging", measure)
