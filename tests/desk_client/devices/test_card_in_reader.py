"""A real card in a reader: every layer is broken for real on the screen of devices, and only events tell of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.services.checks import Area, Level
from desk_client.viewmodels import signing_token
from desk_client.views.devices.screen import DevicesScreen
from desk_client.views.sign.screen import SignScreen
from tests.desk_client.frame.open_desk import OpenDesk, office_program
from tests.fakes import card_service, piv_card
from tests.fakes.card_bench import OFFICER, await_card, make_card
from tests.fakes.signing import authority
from token_signing.authority import CertificateOrder

pytestmark = pytest.mark.slow
CTRL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
EXPIRED = CertificateOrder(OFFICER.officer, serial=8, not_after=datetime(2019, 1, 1, tzinfo=UTC))
NEVER_MS = 600_000


@pytest.fixture
def module() -> Iterator[Path]:
    """OpenSC's driver over the virtual readers, for this test alone."""
    opensc = piv_card.find_opensc()
    lacking = card_service.missing_parts() or ("" if opensc else "OpenSC is not installed")
    if lacking:
        pytest.skip(f"{lacking}: a token in a reader is NOT tested")
    assert opensc is not None
    with card_service.running_service(), card_service.alone_at_the_reader():
        yield opensc


@pytest.fixture(autouse=True)
def no_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is looked at by the clock: only what an event tells is seen."""
    for name in ("LOOK_MS", "CALM_MS", "REST_MS"):
        monkeypatch.setattr(signing_token, name, NEVER_MS)


class Reader:
    """The virtual reader: one card after the other."""

    def __init__(self) -> None:
        self._plugged = ExitStack()

    def plug(self, card: piv_card.PivCard) -> None:
        """Put another card in."""
        self.pull()
        self._plugged.enter_context(card_service.inserted(card))

    def pull(self) -> None:
        """Take the card out."""
        self._plugged.close()
        await_card(present=False)


@pytest.fixture
def reader(module: Path) -> Iterator[Reader]:
    """The empty reader."""
    one = Reader()
    yield one
    one.pull()


def said(opened: OpenDesk) -> dict[str, tuple[Level, str]]:
    """What the screen of devices knows of the token, by layer."""
    screens = opened.program.screens
    assert screens is not None
    return {check.id.rpartition(":")[2]: (check.level, check.fact.id) for check in screens.devices.of(Area.TOKEN)}


def test_each_layer_is_broken_and_mended_before_the_eyes_of_the_leader(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, module: Path, reader: Reader
) -> None:
    """Card out, no certificate, expired, locked, good, out again: told by events, on both screens, each in words."""
    empty, expired, locked = make_card(authority()), make_card(authority(), EXPIRED), make_card(authority())
    empty._objects.pop(piv_card.CERTIFICATE_9A)
    locked.tries = 0
    with office_program(qtbot, qapp, tmp_path / "desk", pkcs11_module=str(module)) as opened:
        opened.log_in("minh")
        opened.window.show_screen("sign")
        sign = opened.window.screen_named("sign")
        assert isinstance(sign, SignScreen)
        opened.until(lambda: said(opened).get("card") == (Level.FAULT, "token.card.absent"))
        assert said(opened)["service"] == (Level.FINE, "token.service.running")
        assert said(opened)["reader"] == (Level.FINE, "token.reader.present")
        assert said(opened)["certificate"][0] is Level.WAITING
        opened.until(lambda: sign.model.token._readers is not None)
        for card, layer, told in (
            (empty, "certificate", "token.certificate.missing"),
            (expired, "validity", "token.validity.expired"),
            (locked, "tries", "token.tries.none"),
        ):
            reader.plug(card)
            opened.until(lambda layer=layer, told=told: said(opened)[layer] == (Level.FAULT, told))  # type: ignore[misc]
            assert said(opened)["card"][0] is Level.FINE
            opened.until(lambda told=told: getattr(sign.model.token.gap(sign.model.kind), "id", "") == told)  # type: ignore[misc]
            reader.pull()
            opened.until(lambda: said(opened)["card"] == (Level.FAULT, "token.card.absent"))
        reader.plug(make_card(authority()))
        opened.until(lambda: sign.model.token.sight is not None and sign.model.token.sight.usable)
        assert {level for level, _ in said(opened).values()} == {Level.FINE}
        opened.key(Qt.Key.Key_D, CTRL_SHIFT)
        screen = opened.window.screen_named("devices")
        assert isinstance(screen, DevicesScreen)
        opened.until(lambda: not screen.model.busy and _card_seen(screen))
        reader.pull()
        opened.until(lambda: said(opened)["card"] == (Level.FAULT, "token.card.absent") and not _card_seen(screen))


def _card_seen(screen: DevicesScreen) -> bool:
    facts = {check.id: check.fact.id for check in screen.model.of(Area.READER)}
    return facts.get("card_reader") == "devices.reader.with_card"


@pytest.mark.parametrize(
    ("what", "layer", "told"),
    [
        ("no service", "service", "Chưa chạy. Khởi động dịch vụ thẻ thông minh (PC/SC) của máy."),
        ("no driver", "driver", "Không thấy tệp trình điều khiển. Cài phần mềm của nhà cung cấp token."),
        ("no reader", "reader", "Chưa cắm. Cắm token vào cổng USB."),
    ],
)
def test_a_machine_without_service_reader_or_driver(
    tmp_path: Path, module: Path, what: str, layer: str, told: str
) -> None:
    """`motcua-desk doctor` on such a machine: the layer is red with what to do, those above it wait."""
    with ExitStack() as machine:
        environment = {**os.environ, "LANG": "vi_VN.UTF-8", "MOTCUA_KEY_STORE": "file"}
        environment |= {"MOTCUA_DATA_DIR": str(tmp_path), "MOTCUA_SIMULATORS": str(tmp_path)}
        environment["MOTCUA_PKCS11_MODULE"] = str(tmp_path / "none.so" if what == "no driver" else module)
        if what == "no service":
            environment["PCSCLITE_CSOCK_NAME"] = str(tmp_path / "nobody")
        elif what == "no reader":
            if not card_service.has_namespaces():
                pytest.skip("NO MOUNTS OF ITS OWN HERE (a chroot?): a machine without a reader is NOT checked")
            environment["PCSCLITE_CSOCK_NAME"] = str(machine.enter_context(card_service.readerless(tmp_path)))
        words = [sys.executable, "-m", "desk_client", "doctor", "--json"]
        done = subprocess.run(words, env=environment, capture_output=True, text=True, check=False, timeout=60)
        assert done.stdout, done.stderr
        checks = json.loads(done.stdout)["checks"]
    rows = {row["id"].rpartition(":")[2]: row for row in checks if row["id"].startswith("token:pkcs11:")}
    assert (rows[layer]["level"], rows[layer]["fact"]) == ("fault", told)
    assert rows["tries"]["level"] == "waiting"
