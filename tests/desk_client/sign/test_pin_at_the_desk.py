"""The PIN at the sign screen: warned before the last try, typed on the device where it has a pad, kept nowhere."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import MetaData, select

from desk_client.adapters.crash_book import CrashBook
from desk_client.views.kit.dialogs import Dialog, PinDialog
from dossier.events import Stage
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import CHAIRMAN, SigningOffice, authority
from token_signing.authority import CertificateOrder
from token_signing.devices.port import Finding, Layer, LayerState, TokenState, TokenTrouble, Trouble
from token_signing.devices.software import SoftwareToken, make_software_token

Enter = Callable[..., Chamber]
RIGHT, WRONG, LOST = "31415926535897", "27182818284590", "16180339887498"


def tries(monkeypatch: pytest.MonkeyPatch, finding: Finding, left: int | None, *, pad: bool = False) -> None:
    """The token tells of its tries what a PKCS#11 driver can tell, and may have a pad."""
    plain = SoftwareToken.states

    def states(token: SoftwareToken) -> tuple[TokenState, ...]:
        (told,) = plain(token)
        layers = tuple(LayerState(finding) if one.finding.layer is Layer.TRIES else one for one in told.layers)
        return (replace(told, layers=layers, tries_left=left, pin_pad=pad),)

    monkeypatch.setattr(SoftwareToken, "states", states)


def asked(enter: Enter, office: SigningOffice) -> tuple[Chamber, Dialog]:
    """One paper read to its end, Enter, and the dialog that comes."""
    office.approved()
    chamber = enter()
    chamber.plug()
    chamber.read_to_end()
    chamber.hands.key(Qt.Key.Key_Return)
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, Dialog)
    return chamber, dialog


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ((Finding.TRIES_LAST, 1), "Chỉ còn 1 lần thử. Nhập sai nữa là token bị khóa."),
        ((Finding.TRIES_LOW, None), "Đã nhập sai PIN, còn ít lần thử. Kiểm tra lại PIN trước khi nhập."),
        ((Finding.TRIES_LOW, 2), "PIN còn 2 lần thử"),
        ((Finding.TRIES_FULL, None), ""),
    ],
)
def test_the_last_try_is_warned_of_before_it(
    enter: Enter, office: SigningOffice, monkeypatch: pytest.MonkeyPatch, told: tuple[Finding, int | None], words: str
) -> None:
    """What the driver tells stands over the buttons before the PIN is typed."""
    tries(monkeypatch, *told)
    _, dialog = asked(enter, office)
    assert isinstance(dialog, PinDialog)
    assert (dialog._tries.accessibleName() if dialog._tries.isVisible() else "") == words


def test_a_pad_is_asked_nothing_but_before_its_last_try(
    enter: Enter, office: SigningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No PIN is asked on the screen; the last try on a pad is begun only by somebody who was told."""
    given: list[str | None] = []
    monkeypatch.setattr(SoftwareToken, "open", lambda token, pin, certificate: given.append(pin) or _absent())
    tries(monkeypatch, Finding.TRIES_LAST, 1, pad=True)
    chamber, dialog = asked(enter, office)
    assert not isinstance(dialog, PinDialog)
    assert given == []
    chamber.hands.key(Qt.Key.Key_Escape)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert given == []
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.hands.dialog()
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: given == [None])


def _absent() -> object:
    return TokenTrouble(Trouble.ABSENT)


def test_no_pin_is_left_at_the_desk(
    enter: Enter,
    office: SigningOffice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Wrong, crashed and right: neither store nor files, logs, crash reports nor anything said holds one of them."""
    caplog.set_level(logging.DEBUG)
    make_software_token(office.token._folder, RIGHT, authority(), CertificateOrder(CHAIRMAN, serial=7))
    paper = office.approved()
    chamber = enter()
    book = CrashBook(tmp_path / "crashes", lambda: "1")
    faults: list[Exception] = []

    def crashed(fault: Exception) -> None:
        faults.append(fault)
        book.write(type(fault), fault.__traceback__, datetime(2019, 3, 14, 8, 12))

    chamber.runner.fault.connect(crashed)
    chamber.plug()
    chamber.read_to_end()
    chamber.sign(WRONG)
    plain = SoftwareToken.open

    def lost(token: SoftwareToken, pin: str | None) -> object:
        raise RuntimeError(f"the driver got {pin}")

    monkeypatch.setattr(SoftwareToken, "open", lost)
    chamber.sign(LOST)
    monkeypatch.setattr(SoftwareToken, "open", plain)
    chamber.sign(RIGHT)
    assert office.state(paper.id).stage is Stage.LEADER_SIGNED
    assert len(faults) == 1
    assert list((tmp_path / "crashes").iterdir())
    left = caplog.text + repr(chamber.told) + _store(office, paper.id)
    files = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for pin in (RIGHT, WRONG, LOST):
        assert pin not in left
        assert pin.encode("utf-8") not in files


def _store(office: SigningOffice, dossier: str) -> str:
    """Everything that the store holds, in the clear."""
    tables = MetaData()
    with office.desk.machine.engine.connect() as connection:
        tables.reflect(connection)
        rows = [repr(row) for table in tables.sorted_tables for row in connection.execute(select(table))]
    assert any(dossier in row for row in rows)
    return "".join(rows)
