"""Builds the guide over a running desk: eyes on its store, hands on its devices, words in both languages."""

from PySide6.QtGui import QKeySequence, QShortcut

from desk_client import belongings
from desk_client.bootstrap import Desk
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.window import Program
from rehearsal.guide.cast import Cast
from rehearsal.guide.hands import Hands
from rehearsal.guide.model import KEY, Backstage, GuideModel, Words
from rehearsal.guide.observer import Observer
from rehearsal.guide.window import GuideWindow
from rehearsal.guide.world import GuideWorld
from scanning.drawing.sheet import DrawnFonts


class NoDesk(Exception):
    """The desk of the program is not enrolled: there is nothing to guide through."""


def open_guide(program: Program, world: GuideWorld) -> GuideWindow:
    """The guide beside the program's window, looking already but not yet shown; `end` it first. Raises NoDesk."""
    if program.desk is None:
        raise NoDesk
    model = guide_model(program.desk, program.seat, world, Runner(2))
    model.lock_asked.connect(program.window.lock_asked)
    window = GuideWindow(program.window.kit, model, program.window)
    window.stand_beside(program.window)
    QShortcut(QKeySequence(KEY), program.window).activated.connect(window.turn_up)
    model.start()
    return window


def guide_model(desk: Desk, seat: Seat, world: GuideWorld, runner: Runner) -> GuideModel:
    """The view-model over a desk; the runner is the guide's own, so that drawing papers holds no screen up."""
    fonts = DrawnFonts(desk.fonts.serif, desk.fonts.serif_bold, desk.fonts.serif_italic)
    backstage = Backstage(
        world=world,
        observer=Observer(desk, world.since),
        hands=Hands(world),
        cast=Cast(desk.parts.queries),
        fonts=fonts,
        clock=desk.parts.clock,
    )
    words = Words(belongings.load_speaker("vi"), belongings.load_speaker("en"))
    return GuideModel(backstage, words, runner, seat)
