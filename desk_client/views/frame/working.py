"""Says which work is under way once it takes longer than a second, and stops it when the person wants that."""

from time import monotonic

from PySide6.QtCore import QObject, QTimer

from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.work import DIALOG, Work
from desk_client.views.shell.window import MainWindow

PATIENCE_MS = 1_000
"""What ends sooner needs no word."""


class Working(QObject):
    """The oldest work that has words and is not shown by the screen in view; else, that something is under way."""

    def __init__(self, window: MainWindow, runner: Runner) -> None:
        super().__init__(window)
        self._window = window
        self._runner = runner
        self._shown: Work | None = None
        self._jobs = 0
        self._begun: dict[Work, float] = {}
        self._busy_since = 0.0
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._show)
        runner.busy.connect(self._count)
        runner.changed.connect(self._show)
        window.screen_shown.connect(lambda _screen: self._show())
        window.work.stop_pressed.connect(self._stop)

    def _count(self, jobs: int) -> None:
        if jobs and not self._jobs:
            self._busy_since = monotonic()
        self._jobs = jobs
        self._show()

    def _show(self) -> None:
        """Show what has lasted long enough, and look again when the next will have."""
        now = monotonic()
        self._begun = {work: self._begun.get(work, now) for work in self._runner.works if work.words is not None}
        waits = [since + PATIENCE_MS / 1000 - now for since in (*self._begun.values(), self._busy_since)]
        said = [work for work, since in self._begun.items() if self._lasts(since, now) and self._unseen(work)]
        self._shown = said[0] if said else None
        self._say()
        self._window.status.working.setVisible(
            self._shown is None and self._jobs > 0 and self._lasts(self._busy_since, now)
        )
        left = [wait for wait in waits if wait > 0]
        if left and self._jobs:
            self._patience.start(round(min(left) * 1000) + 1)

    def _say(self) -> None:
        work, strip, kit = self._shown, self._window.work, self._window.kit
        strip.setVisible(work is not None)
        if work is not None and work.words is not None:
            ending = work.settled or work.stopped()
            words = kit.say("shell.work_stopping") if work.stopped() else kit.speak(work.words)
            strip.set_work(words, work.done, work.whole, stops=not ending)

    def _stop(self) -> None:
        if self._shown is not None:
            self._shown.stop()

    def _unseen(self, work: Work) -> bool:
        screen = self._window.current_screen()
        return work.place not in (DIALOG, None if screen is None else screen.spec.id)

    @staticmethod
    def _lasts(since: float, now: float) -> bool:
        return (now - since) * 1000 >= PATIENCE_MS
