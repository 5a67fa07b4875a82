"""The guide of a rehearsal over the working desk: its steps, its people, a cut line, its token, both languages."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from rehearsal.guide.model import Language
from rehearsal.guide.opening import open_guide
from rehearsal.guide.steps import StepId
from rehearsal.guide.window import GuideWindow
from rehearsal.guide.world import Colleague, GuideWorld
from tests.desk_client.frame.open_desk import OpenDesk
from tests.desk_client.listing.past import TODAY
from tests.desk_client.looks.house import simulators
from tests.desk_client.looks.walk import TURNS, Visit, Walk
from tests.fakes.office import PASSWORD
from tests.fakes.people import CLERK, LEADER, OFFICER, RECORDS
from tests.fakes.signing import PIN


def guide_sights(desk: OpenDesk, folder: Path, visit: Visit) -> None:
    """Open the guide beside the desk and use each of its hands."""
    people = tuple(Colleague(one.name, one.title, one.login) for one in (CLERK, OFFICER, LEADER, RECORDS))
    devices = simulators(folder)
    world = GuideWorld(devices, folder / "line", "http://127.0.0.1:8641/", people, PASSWORD, PIN, TODAY)
    window = open_guide(desk.program, world)
    try:
        window.show()
        _look(Walk(desk, visit), window)
    finally:
        window.end()
        _rest(Walk(desk, visit), window)
        window.deleteLater()


def _look(walk: Walk, window: GuideWindow) -> None:
    _see(walk, window, "huong-dan")
    window.card.click()
    window.cut.click()
    _see(walk, window, "huong-dan-mat-mang")
    window.restore.click()
    _rest(walk, window)
    window.token.click()
    _see(walk, window, "huong-dan-token")
    window.token.click()
    window.people.setChecked(True)
    _see(walk, window, "huong-dan-nguoi")
    window.people_page.back.click()
    window.languages[Language.ENGLISH].click()
    _see(walk, window, "huong-dan-tieng-anh")
    window.languages[Language.VIETNAMESE].click()
    window._model.done = frozenset(StepId)
    window._show()
    _see(walk, window, "huong-dan-xong", rest=False)


def _see(walk: Walk, window: GuideWindow, name: str, *, rest: bool = True) -> None:
    if rest:
        _rest(walk, window)
    walk.see(name, window)


def _rest(walk: Walk, window: GuideWindow) -> None:
    walk.desk.until(lambda: window._model._runner.idle)
    for _ in range(TURNS):
        QApplication.processEvents()
