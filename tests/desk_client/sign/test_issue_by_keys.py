"""Văn thư at the sign screen: what leaders signed is read, numbered and sealed with one PIN, or stamped on paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from desk_client.viewmodels.signing_run import RunState
from desk_client.views.sign.many_dialog import ManyDialog
from desk_client.views.sign.paper_dialog import PaperSignDialog
from dossier.events import Stage
from scanning.devices.simulator import SimulatedFeeder
from tests.desk_client.sign.chamber import Chamber
from tests.fakes.signing import NAMES, PIN, SigningOffice, paper

pytestmark = pytest.mark.slow
Enter = Callable[..., Chamber]


def plug_agency(chamber: Chamber) -> None:
    """The agency's token comes into its port; the screen sees it as the one to sign with."""
    chamber.office.agency.plug()
    chamber.bot.waitUntil(lambda: chamber.model.token.sight is not None and chamber.model.token.sight.usable)
    assert chamber.model.token.sight is not None
    assert chamber.model.token.sight.id == "simulator-seal"


def test_a_signed_paper_is_numbered_and_sealed_with_enter_and_the_pin(enter: Enter, office: SigningOffice) -> None:
    """The leader's token in its port is not taken for it; the seal has its place shown on the page."""
    signed = office.sign(office.approved().id)
    chamber = enter("suong")
    plug_agency(chamber)
    assert chamber.screen.foot.primary.words == "Cấp số, đóng dấu số"
    chamber.read_to_end()
    chamber.sign(PIN)
    issued = office.state(signed.id)
    assert (issued.stage, issued.result.symbol, issued.result.on_paper) == (Stage.SIGNED, "1/UBND-XN", False)
    assert chamber.model.lines == ()


def test_many_are_sealed_with_one_pin(enter: Enter, office: SigningOffice) -> None:
    """Ctrl+Enter lists what was read; the words are those of numbering, the drafts of leaders are not among them."""
    signed = [office.sign(office.approved(name).id) for name in NAMES[:2]]
    office.approved(NAMES[2])
    chamber = enter("suong")
    plug_agency(chamber)
    for one in signed:
        chamber.screen.list.table.choose(one.id)
        chamber.read_to_end()
    assert chamber.screen.foot.many.words == "Cấp số nhiều văn bản… (2 đã xem)"
    chamber.hands.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, ManyDialog)
    assert dialog.go.words == "Cấp số 2 văn bản"
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(lambda: QApplication.activeModalWidget() not in (None, dialog))
    chamber.hands.type(PIN)
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(
        lambda: chamber.model.run is not None and chamber.model.run.state is RunState.ENDED, timeout=60_000
    )
    assert [office.state(one.id).result.symbol for one in signed] == ["1/UBND-XN", "2/UBND-XN"]


def test_a_paper_signed_by_hand_is_stamped_and_scanned(enter: Enter, office: SigningOffice) -> None:
    """The dialog says which number to write; the scan of the stamped paper is the result, and the limit has ended."""
    done = office.desk.results.sign_on_paper(
        office.people["suong"], office.approved().id, office.scan(), office.people["minh"].person
    )
    folder = Path(office.desk.machine.settings.simulators) / "scanner"
    folder.mkdir(parents=True, exist_ok=True)
    SimulatedFeeder(folder).put("stamped.pdf", paper(2))
    chamber = enter("suong")
    chamber.hands.key(Qt.Key.Key_Return)
    dialog = chamber.hands.dialog()
    assert isinstance(dialog, PaperSignDialog)
    chamber.hands.settle()
    assert dialog.number.text() == "Số 1/UBND-XN, ngày 14/03/2019"
    assert not dialog.row.isVisible()
    chamber.hands.key(Qt.Key.Key_F7)
    chamber.bot.waitUntil(lambda: len(chamber.paper.pages) == 2 and not chamber.paper.busy, timeout=30_000)
    chamber.hands.settle()
    chamber.hands.key(Qt.Key.Key_Return)
    chamber.bot.waitUntil(
        lambda: office.state(done.id).stage is Stage.SIGNED,  # type: ignore[union-attr]  # a dossier
        timeout=30_000,
    )
    issued = office.state(done.id)  # type: ignore[union-attr]  # as above
    assert (issued.result.symbol, issued.result.on_paper) == ("1/UBND-XN", True)
