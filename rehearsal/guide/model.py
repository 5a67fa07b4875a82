"""The guide's own state: done steps, language, line, token, last words; asks hands and eyes through the runner."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from PySide6.QtCore import QObject, QTimer, Signal

from desk_client.ports import Clock
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Seat
from desk_client.viewmodels.speaker import Speaker
from dossier.identifiers import Barcode, BarcodeKind, parse_code
from dossier.messages import Message, message
from dossier.roles import Role
from rehearsal.guide.cast import Cast
from rehearsal.guide.hands import Hands
from rehearsal.guide.observer import Observer
from rehearsal.guide.papers import DRAWERS, PaperKind
from rehearsal.guide.steps import Done, Sight, StepId, advance, now
from rehearsal.guide.world import Colleague, GuideWorld
from rehearsal.people import Invented
from scanning.drawing.sheet import DrawnFonts

LOOK_MILLISECONDS = 1000
KEY = "Ctrl+Shift+T"
"""Puts the guide away and brings it back."""


class Language(str, Enum):
    """The two languages of the guide; the value ends the message id of its name."""

    VIETNAMESE = "vi"
    ENGLISH = "en"


class StepState(Enum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as the window shows it."""

    number: int
    state: StepState
    title: str
    help: str


@dataclass(frozen=True, slots=True)
class Backstage:
    """What the guide works with: world, eyes, hands, citizens, fonts of drawn papers, clock of the day."""

    world: GuideWorld
    observer: Observer
    hands: Hands
    cast: Cast
    fonts: DrawnFonts
    clock: Clock


@dataclass(frozen=True, slots=True)
class Words:
    """The speakers of both languages."""

    vietnamese: Speaker
    english: Speaker


@dataclass(frozen=True, slots=True)
class _Look:
    """One look of the eyes with what the hands feel."""

    sight: Sight
    plugged: bool
    kept: Done


class GuideModel(QObject):
    """View-model of the guide; `changed` after everything that may be seen."""

    changed = Signal()
    language_changed = Signal()
    portal_asked = Signal(str)
    lock_asked = Signal()

    def __init__(self, backstage: Backstage, words: Words, runner: Runner, seat: Seat) -> None:
        super().__init__()
        self._backstage = backstage
        self._words = words
        self._runner = runner
        self._seat = seat
        self._looking = False
        self._again = False
        self._portal_opened = False
        self._clerk_seated = False
        self._card = ""
        self._papers_laid = 0
        self.language = Language.VIETNAMESE
        self.done: Done = frozenset()
        self.line_cut = False
        self.token_plugged = False
        self.laying = False
        self.said = message("guide.said.welcome", key=KEY)
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        seat.changed.connect(self._seat_changed)

    @property
    def speaker(self) -> Speaker:
        """Who speaks the language in use."""
        return self._words.english if self.language is Language.ENGLISH else self._words.vietnamese

    @property
    def world(self) -> GuideWorld:
        """What may be shown of the day."""
        return self._backstage.world

    @property
    def clock(self) -> Clock:
        """The clock of the day."""
        return self._backstage.clock

    def start(self) -> None:
        """Take up the steps that were done before, and begin to look."""
        self._seat_changed()
        self._runner.start(self._backstage.hands.kept_done, self._take_up, self._failed)
        self._timer.start()

    def stop(self) -> None:
        """Look no more; what is under way ends before this returns."""
        self._timer.stop()
        self._runner.wait()

    def choose_language(self, language: Language) -> None:
        """Speak the other language."""
        if language is not self.language:
            self.language = language
            self.language_changed.emit()
            self.changed.emit()

    def steps(self) -> tuple[ShownStep, ...]:
        """All steps with where they stand."""
        current = now(self.done)
        return tuple(self._shown(number, step, current) for number, step in enumerate(StepId, 1))

    def look(self) -> None:
        """Look once at store, line and token; asked during a look, look again after it."""
        if self._looking:
            self._again = True
            return
        self._looking, self._again = True, False
        stage, card, known = self._backstage, self._card, self.done
        outside = Sight(clerk_seated=self._clerk_seated, portal_opened=self._portal_opened)

        def work() -> _Look:
            seen = stage.observer.look(card)
            sight = replace(
                seen,
                line_cut=stage.hands.line_cut,
                clerk_seated=outside.clerk_seated,
                portal_opened=outside.portal_opened,
            )
            done = advance(known, sight)
            if done != known:
                stage.hands.keep_done(done)
            return _Look(sight, stage.hands.token_plugged, done)

        self._runner.start(work, self._take, self._blind)

    # -- hands -----------------------------------------------------------------------------------------------------

    def hold_card(self) -> None:
        """The next citizen holds an ID card to the reader; before anybody sits there it would be read for nothing."""
        if self._nobody():
            return

        def work() -> Invented:
            who = self._backstage.cast.next()
            self._backstage.hands.hold_card(who)
            return who

        self._runner.start(work, self._card_held, self._failed)

    def lay_paper(self, kind: PaperKind) -> None:
        """Put a paper of the citizen at the counter into the scanner; drawing takes a second, one at a time."""
        if self.laying:
            return
        self._papers_laid += 1
        self.laying = True
        self._say(message("guide.said.laying"))
        seed = self._papers_laid

        def work() -> Message:
            stage = self._backstage
            who = stage.cast.here()
            waiting = stage.hands.lay_paper(DRAWERS[kind](who, stage.fonts, seed))
            return message(f"guide.said.{kind.value}", name=who.applicant.name, waiting=str(waiting))

        self._runner.start(work, self._laid, self._not_laid)

    def cut_line(self) -> None:
        """Cut the line to the centre."""
        self._act(lambda: self._moved(self._backstage.hands.cut_line, "guide.said.cut"))

    def restore_line(self) -> None:
        """Join it again."""
        self._act(lambda: self._moved(self._backstage.hands.restore_line, "guide.said.restored"))

    def move_token(self) -> None:
        """Plug the token in, or pull it out."""
        hands, pin = self._backstage.hands, self.world.pin
        if self.token_plugged:
            self._act(lambda: self._moved(hands.pull_token, "guide.said.pulled"))
        else:
            self._act(lambda: self._moved(hands.plug_token, "guide.said.plugged", pin=pin))

    def hold_receipt(self) -> None:
        """Hold the bars of the newest receipt to the reader."""
        if self._nobody():
            return

        def work() -> Message:
            code = parse_code(self._backstage.observer.newest_receipt())
            if code is None:
                return message("guide.said.no_receipt")
            self._backstage.hands.hold_code(Barcode(BarcodeKind.DOSSIER, code).digits())
            return message("guide.said.receipt", code=str(code))

        self._act(work)

    def ask_portal(self) -> None:
        """Open the look-up page in the browser of this machine."""
        self.portal_asked.emit(self.world.look_up)

    def portal_shown(self, *, opened: bool) -> None:
        """Whether the browser came; without one the address is told for another machine or phone."""
        self._portal_opened = True
        said = "guide.said.portal" if opened else "guide.said.no_browser"
        self._say(message(said, address=self.world.look_up))
        self.look()

    def choose_person(self, colleague: Colleague) -> None:
        """Somebody else sits down: the desk is locked, and the login is told."""
        if self._seat.session is not None:
            self.lock_asked.emit()
        self._say(message("guide.said.person", login=colleague.login, password=self.world.password))

    def _nobody(self) -> bool:
        """Whether the desk is locked; then it is said."""
        if self._seat.session is None:
            self._say(message("guide.said.nobody"))
            return True
        return False

    # -- what came back --------------------------------------------------------------------------------------------

    @staticmethod
    def _moved(move: Callable[[], None], said: str, **params: str) -> Message:
        move()
        return message(said, **params)

    def _act(self, work: Callable[[], Message]) -> None:
        self._runner.start(work, self._acted, self._failed)

    def _card_held(self, who: Invented) -> None:
        self._card = who.applicant.id_number
        self._acted(message("guide.said.card", name=who.applicant.name))

    def _laid(self, said: Message) -> None:
        self.laying = False
        self._acted(said)

    def _not_laid(self, fault: Exception) -> None:
        self.laying = False
        self._failed(fault)

    def _acted(self, said: Message) -> None:
        self._say(said)
        self.look()

    def _take_up(self, done: Done) -> None:
        self.done = self.done | done
        self.changed.emit()
        self.look()

    def _take(self, look: _Look) -> None:
        self._looking = False
        self.line_cut, self.token_plugged = look.sight.line_cut, look.plugged
        self.done = self.done | look.kept
        self.changed.emit()
        if self._again:
            self.look()

    def _blind(self, fault: Exception) -> None:
        self._looking = False
        self._failed(fault)

    def _failed(self, fault: Exception) -> None:
        self._say(message("guide.said.fault", fault=type(fault).__name__))

    def _say(self, said: Message) -> None:
        self.said = said
        self.changed.emit()

    def _seat_changed(self) -> None:
        session = self._seat.session
        if session is not None and Role.INTAKE in session.roles_on(self.clock.now().date()):
            self._clerk_seated = True
            self.look()

    def _shown(self, number: int, step: StepId, current: StepId | None) -> ShownStep:
        state = StepState.DONE if step in self.done else StepState.NOW if step is current else StepState.NEXT
        world = self.world
        logins = {f"login{place}": colleague.login for place, colleague in enumerate(world.people, 1)}
        helped = self.speaker.say(f"guide.help.{step.value}", password=world.password, pin=world.pin, **logins)
        return ShownStep(number, state, self.speaker.say(f"guide.step.{step.value}"), helped)
