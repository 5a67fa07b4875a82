"""A desk of one office with simulated devices in a folder of the test, and the guide over it."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client import belongings
from desk_client.bootstrap import Desk
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.views.kit.icons import IconSet
from desk_client.views.kit.look import Look, load_fonts
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import LIGHT
from dossier.text import fold
from rehearsal.guide.hands import Hands
from rehearsal.guide.model import GuideModel
from rehearsal.guide.opening import guide_model
from rehearsal.guide.steps import StepId
from rehearsal.guide.window import GuideWindow
from rehearsal.guide.world import Colleague, GuideWorld
from tests.fakes.office import PASSWORD, enrolment, make_office
from tests.fakes.people import CLERK, LEADER, OFFICER, RECORDS
from token_signing.authority import CertificateOrder, Officer, RehearsalAuthority, make_authority
from token_signing.devices.software import make_software_token

SINCE = datetime(2019, 3, 14, 8, 5)
PIN = "246810"


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Look:
    """The look of the whole run."""
    load_fonts(belongings.screen_fonts())
    return Look(qapp, IconSet(belongings.load_icons()))


@pytest.fixture
def kit(dressed: Look) -> Kit:
    """The kit of a Vietnamese desk, light, at 100 %."""
    dressed.wear(LIGHT, Scale())
    return Kit(dressed, belongings.load_speaker("vi"), fold)


@pytest.fixture
def world(tmp_path: Path) -> GuideWorld:
    """The folders of a rehearsal."""
    people = tuple(Colleague(one.name, one.title, one.login) for one in (CLERK, OFFICER, LEADER, RECORDS))
    return GuideWorld(tmp_path / "devices", tmp_path / "line", "http://127.0.0.1:8641/", people, PASSWORD, PIN, SINCE)


@pytest.fixture(scope="session")
def authority() -> RehearsalAuthority:
    """The authority that the rehearsal's desk trusts."""
    return make_authority("Bình Thuận")


@pytest.fixture
def token(world: GuideWorld, authority: RehearsalAuthority) -> None:
    """The software tokens of leader and office, not plugged in."""
    order = CertificateOrder(Officer(LEADER.name, LEADER.title, "UBND phường Phú Thủy"), 641)
    make_software_token(world.simulators / "token", PIN, authority, order)
    office = "Ủy ban nhân dân phường Phú Thủy"
    make_software_token(
        world.simulators / "token-agency", PIN, authority, CertificateOrder(Officer(office, "", office), 642)
    )


@pytest.fixture
def desk(tmp_path: Path, world: GuideWorld, authority: RehearsalAuthority) -> Iterator[Desk]:
    """An enrolled desk that looks for its devices in the rehearsal's folder."""
    reply = enrolment(anchors=(authority.certificate_der,))
    made = make_office(tmp_path / "desk", reply, simulators=str(world.simulators))
    yield made
    made.sandbox.close()
    made.checks.close()
    made.machine.writer.close()
    made.machine.engine.dispose()


@dataclass
class Guide:
    """The guide under test."""

    desk: Desk
    seat: Seat
    runner: Runner
    model: GuideModel
    window: GuideWindow
    hands: Hands
    bot: QtBot

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self.bot.waitUntil(lambda: self.runner.idle, timeout=30_000)

    def see(self) -> None:
        """Let the eyes look once."""
        self.model.look()
        self.settle()

    def ticked(self) -> list[str]:
        """The steps that are done, in order."""
        return [step.value for step in StepId if step in self.model.done]


@pytest.fixture
def open_guide(desk: Desk, world: GuideWorld, kit: Kit, qtbot: QtBot) -> Iterator[Callable[[], Guide]]:
    """Opens the guide over the desk; again to see it after a restart."""
    opened: list[Guide] = []

    def opening() -> Guide:
        runner, seat = Runner(2), Seat()
        model = guide_model(desk, seat, world, runner)
        guide = Guide(desk, seat, runner, model, GuideWindow(kit, model), Hands(world), qtbot)
        qtbot.addWidget(guide.window)
        model.start()
        guide.window.show()
        guide.settle()
        opened.append(guide)
        return guide

    yield opening
    for guide in opened:
        guide.window.end()
        guide.settle()


@pytest.fixture
def guide(open_guide: Callable[[], Guide]) -> Guide:
    """The guide at the beginning of the day."""
    return open_guide()
