"""The clerk at the dossier's screen: the button is there with her token, one PIN signs all scans, the papers say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desk_client.services.chosen_files import ChosenFiles
from desk_client.services.dossier_papers import DossierPapers
from desk_client.use_cases import tokens_of, use_cases
from desk_client.viewmodels.dossier import DossierModel, DossierTools
from desk_client.viewmodels.dossier_prints import DossierPrints
from desk_client.viewmodels.dossier_signing import DossierSigning, DossierSigningCases
from desk_client.viewmodels.papers_preview import PreviewModel
from desk_client.viewmodels.print_paper import PrintModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.signing_run import RunState
from desk_client.viewmodels.signing_token import TokenWatch
from desk_client.views.dossier.screen import DossierScreen
from desk_client.views.dossier.signing_part import SigningPart
from desk_client.views.kit.outfit import Kit
from desk_client.views.sign.many_dialog import ManyDialog
from printing.values import PaperSize
from tests.desk_client.sign.desk_kit import Hands
from tests.desk_client.sign.test_clerk_signs import HOA, received
from tests.fakes.people import CLERK
from tests.fakes.signing import PIN, SigningOffice


class Table:
    """The dossier's screen with somebody before it."""

    def __init__(self, bot: QtBot, kit: Kit, office: SigningOffice, login: str = "hoa") -> None:
        desk, self.bot, self.office = office.desk, bot, office
        runner, seat, changes = Runner(), Seat(), Changes()
        seat.take(office.people[login])
        shared = use_cases(desk)
        files = ChosenFiles(shared.scanning)
        tools = DossierTools(shared.cases, shared.processing, files, shared.courses, shared.printing, shared.reusing)
        self.model = DossierModel(tools, PreviewModel(shared.previews, runner), runner, seat, changes)
        printing = PrintModel(shared.printing, runner, seat, changes)
        papers = DossierPapers(desk.parts, desk.acting, shared.printing, desk.fonts, PaperSize.A5)
        prints = DossierPrints(papers, printing, runner, seat, changes)
        self.screen = DossierScreen(kit, self.model, (prints, printing))
        self.token = TokenWatch(tokens_of(desk), runner, seat)
        cases = DossierSigningCases(desk.results, tokens_of(desk), shared.printing.form_now)
        self.signing = DossierSigning(cases, self.model, self.token, (runner, seat, changes))
        SigningPart(kit, self.screen, self.signing)
        self.hands = Hands(bot, kit, self.screen, runner)
        self.token.follow()

    def open(self, dossier: str) -> None:
        """Look at a dossier."""
        self.model.open(dossier)
        self.hands.settle()

    def plug(self) -> None:
        """Plug the token in and wait until the screen has seen it."""
        self.office.token.plug()
        self.token.look()
        self.bot.waitUntil(lambda: self.token.sight is not None and self.token.sight.present, timeout=10_000)
        self.hands.settle()

    def close(self) -> None:
        """Let everything end."""
        self.token.close()
        self.hands.close()


@pytest.fixture
def office(tmp_path: Path) -> Iterator[SigningOffice]:
    """An office whose clerk at the counter has a token."""
    made = SigningOffice(tmp_path, HOA)
    yield made
    made.close()


def test_one_pin_signs_every_scan_and_the_papers_say_by_whom(qtbot: QtBot, kit: Kit, office: SigningOffice) -> None:
    """Without a token nothing is offered; afterwards nothing is left to sign."""
    table = Table(qtbot, kit, office)
    state = received(office)
    table.open(state.id)
    button = table.screen.papers.sign
    assert not button.isVisible()
    table.plug()
    assert button.isVisible()
    assert "2 bản quét" in button.text()
    button.click()
    dialog = table.hands.dialog()
    assert isinstance(dialog, ManyDialog)
    table.hands.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.hands.dialog() is not dialog, timeout=10_000)
    table.hands.type(PIN)
    table.hands.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: table.signing.run is not None and table.signing.run.state is RunState.ENDED, timeout=30_000)
    table.hands.settle()
    table.hands.key(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not dialog.isVisible())
    table.hands.settle()
    lines = [table.screen.papers._second(paper) for paper in table.model.case.papers] if table.model.case else []
    assert [line.endswith(f"ký số: {CLERK.name}") for line in lines] == [True, True]
    assert not button.isVisible()
    table.close()


def test_the_token_of_another_offers_nothing(qtbot: QtBot, kit: Kit, office: SigningOffice) -> None:
    """The officer at the same desk, with the clerk's token in the port."""
    table = Table(qtbot, kit, office, "loc")
    table.open(received(office).id)
    table.plug()
    assert not table.screen.papers.sign.isVisible()
    table.close()
