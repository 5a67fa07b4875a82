"""Fixtures of the screens of dossiers: the shipped look and words, and the parts a view-model needs."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk_client.services.cases import Cases
from desk_client.services.chosen_files import ChosenFiles
from desk_client.services.course import Courses
from desk_client.services.dossier_papers import DossierPapers
from desk_client.services.filters import Filters
from desk_client.services.forecasting import Forecasting
from desk_client.services.listing import Listing
from desk_client.services.previews import Previews
from desk_client.services.printing import Printing
from desk_client.services.processing import Processing
from desk_client.services.scanning import Scanning
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat
from desk_client.viewmodels.speaker import Speaker, load_messages
from desk_client.views.kit.icons import IconSet
from desk_client.views.kit.look import Look, load_fonts
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.scale import Scale
from desk_client.views.kit.tokens import LIGHT
from dossier.text import fold
from printing.values import PaperSize
from tests.desk_client.listing.past import TODAY, Past, lived_in


@cache
def words(language: str) -> dict[str, str]:
    """All messages of a language."""
    folder = files("resources") / "messages"
    names = sorted(item.name for item in folder.iterdir())
    return load_messages((folder / n).read_text("utf-8") for n in names if n.removesuffix(".toml").endswith(language))


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> Look:
    """The look of the whole test run, with the shipped fonts and icons."""
    fonts, icons = files("resources") / "fonts", files("resources") / "icons"
    load_fonts((fonts / name).read_bytes() for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"))
    drawings = {item.name[:-4]: item.read_bytes() for item in icons.iterdir() if item.name.endswith(".svg")}
    return Look(qapp, IconSet(drawings))


@pytest.fixture
def kit(dressed: Look) -> Kit:
    """A kit in Vietnamese, light, at 100 %."""
    dressed.wear(LIGHT, Scale())
    return Kit(dressed, Speaker(words("vi")), fold)


@dataclass
class Office:
    """An office with a past and everything its view-models are made of."""

    past: Past
    runner: Runner
    seat: Seat
    changes: Changes
    listing: Listing
    cases: Cases
    processing: Processing
    files: ChosenFiles
    previews: Previews
    courses: Courses
    printing: Printing
    papers: DossierPapers

    @property
    def reads(self) -> tuple[Listing, Cases, Filters]:
        """What the list reads."""
        return self.listing, self.cases, Filters(self.past.desk.parts)

    def sit(self, login: str) -> None:
        """Let one of the four people sit down."""
        self.seat.take(self.past.crew[login])

    def settle(self, qtbot: QtBot) -> None:
        """Wait until nothing is under way."""
        qtbot.waitUntil(lambda: self.runner.idle, timeout=20_000)


def office_of(past: Past) -> Office:
    """The parts of a view-model over an office."""
    desk = past.desk
    forecasting = Forecasting(desk.parts)
    printing = Printing(desk.parts, desk.papers, desk.intake, desk.acting, desk.spooler)
    return Office(
        past=past,
        runner=Runner(),
        seat=Seat(),
        changes=Changes(),
        listing=Listing(desk.parts, forecasting),
        cases=Cases(desk.parts, desk.acting, forecasting),
        processing=Processing(desk.parts, desk.acting, desk.sessions, desk.drafting),
        files=ChosenFiles(Scanning(desk.parts, desk.sandbox, desk.checks, lambda _stopped: ())),
        previews=Previews(desk.parts, desk.sandbox),
        courses=Courses(desk.parts, desk.acting),
        printing=printing,
        papers=DossierPapers(desk.parts, desk.acting, printing, desk.fonts, PaperSize.A5),
    )


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an office with a past, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("past")
    lived_in(folder).close()
    return folder


@pytest.fixture
def office(template: Path, tmp_path: Path, qapp: QApplication) -> Iterator[Office]:
    """An office with two dozen dossiers in every stage."""
    shutil.copytree(template, tmp_path / "desk")
    made = office_of(Past(tmp_path / "desk", TODAY))
    yield made
    made.runner.finish()
    made.past.close()
