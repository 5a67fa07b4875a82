"""Before a dossier goes on, papers whose digital signature is in doubt are named; nobody can say he was not told."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.views.kit.dialogs import Dialog, ask_doubtful
from desk_client.views.kit.labels import Label
from dossier.values import SeenSignature
from tests.desk_client.dossier.test_dossier_acts import base_state, put
from tests.desk_client.listing.fixtures import Office
from tests.desk_client.listing.test_unscanned import with_pages
from tests.desk_client.receive.counter import make_kit


@pytest.mark.parametrize(
    ("verdict", "named"), [("green", False), ("none", False), ("yellow", True), ("red", True), ("unverifiable", True)]
)
def test_only_doubtful_signatures_are_named(office: Office, verdict: str, named: bool) -> None:
    """By what was kept with the paper when it came; its bytes cannot have changed since."""
    state = with_pages(base_state(office), scanned=True)
    first = replace(state.papers[0], signature=SeenSignature(verdict))
    put(office, replace(state, papers=(first, *state.papers[1:])))
    assert office.processing.doubtful((state.id, state.id)) == ((first.name,) if named else ())


@pytest.mark.parametrize(("act", "goes"), [("go", True), ("stay", False), ("", False)])
def test_the_person_goes_on_or_stays(qtbot: QtBot, act: str, goes: bool) -> None:
    """Enter and Esc stay; the papers are named in the question."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    said: list[str] = []

    def answer() -> None:
        dialog = app.activeModalWidget()
        assert isinstance(dialog, Dialog)
        said.extend(label.text() for label in dialog.findChildren(Label))
        dialog.choose(act) if act else dialog.reject()

    QTimer.singleShot(50, answer)
    assert ask_doubtful(make_kit(app), None, ("Giấy khai sinh",)) is goes
    assert any("Giấy khai sinh" in words for words in said)
