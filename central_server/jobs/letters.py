"""Posts login codes beside the page that asked for them, so that nobody can tell from its answer whether one went."""

from collections.abc import Callable
from queue import Full, Queue
from threading import Thread

from central_server.ports.notices import NotTaken, Outgoing, Sender
from central_server.ports.world import Alarm

_WAITING = 100
"""Letters that may wait for the relay: more could not be read before their codes are over."""


class LetterJob:
    """A thread with a short queue; a letter that cannot go is an alarm, and its asker asks again."""

    def __init__(self, sender: Sender, alarm: Alarm) -> None:
        self._sender = sender
        self._alarm = alarm
        self._queue: Queue[Callable[[], Outgoing] | None] = Queue(_WAITING)
        self._thread = Thread(target=self._loop, name="centre-letters", daemon=True)
        self._thread.start()

    def post(self, write: Callable[[], Outgoing]) -> None:
        """Take a letter, written when its turn comes; returns at once."""
        try:
            self._queue.put_nowait(write)
        except Full:
            self._alarm.raise_("login_letter", ("queue_full",))

    def close(self) -> None:
        """Send what waits, then end."""
        self._queue.put(None)
        self._thread.join(timeout=5.0)
        self._sender.close()

    def _loop(self) -> None:
        while (write := self._queue.get()) is not None:
            try:
                (answer,) = self._sender.send([write()])
            except Exception as fault:
                # The type alone: the text of an unexpected fault may quote an address.
                self._alarm.raise_("login_letter", (type(fault).__name__,))
                continue
            if isinstance(answer, NotTaken):
                self._alarm.raise_("login_letter", (answer.trouble.value, answer.answer))
