"""Readers and cards are noticed as they come and go, and their absence is a state, never a fault."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Callable

import pytest

from tests.fakes import card_service
from token_signing.devices.readers import CardService, ReadersState, ReaderWatch, look_at_readers

PATIENCE = 20


def test_without_the_binding_the_state_says_no_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pyscard is not installed, one look and a watch both say so and end."""
    monkeypatch.setitem(sys.modules, "smartcard.scard", None)
    assert look_at_readers() == ReadersState(CardService.NO_DRIVER)
    seen: list[ReadersState] = []
    watch = ReaderWatch(seen.append)
    watch.start()
    watch.stop()
    assert seen == [ReadersState(CardService.NO_DRIVER)]


def test_watch_that_never_started_stops() -> None:
    """Stopping what was not started is harmless."""
    ReaderWatch(lambda _: None).stop()


@pytest.mark.slow
def test_stopped_service_is_a_state(monkeypatch: pytest.MonkeyPatch) -> None:
    """With no service on its socket, readers are not looked for in vain."""
    from smartcard import scard

    monkeypatch.setattr(scard, "SCardEstablishContext", lambda _: (scard.SCARD_E_NO_SERVICE, 0))
    assert look_at_readers() == ReadersState(CardService.STOPPED)


@pytest.mark.slow
def test_card_is_seen_coming_and_going(readers: None) -> None:
    """A watch tells the readers first, then the card with its answer-to-reset, then that it went; on one thread."""
    changes: queue.Queue[ReadersState] = queue.Queue()
    threads: set[str] = set()

    def changed(state: ReadersState) -> None:
        threads.add(threading.current_thread().name)
        changes.put(state)

    watch = ReaderWatch(changed)
    watch.start()
    try:
        first = changes.get(timeout=PATIENCE)
        assert first.service is CardService.RUNNING
        assert any("Virtual PCD" in reader.name for reader in first.readers)
        with card_service.inserted(card_service.SilentCard()):
            came = until(changes, lambda state: bool(state.cards))
            assert came.cards[0].atr == card_service.ANSWER_TO_RESET
        until(changes, lambda state: not state.cards)
    finally:
        watch.stop()
    assert threads == {"card-readers"}


def until(changes: queue.Queue[ReadersState], wanted: Callable[[ReadersState], bool]) -> ReadersState:
    """The next state of the wanted kind; a failed test when it does not come in time."""
    while True:
        state = changes.get(timeout=PATIENCE)
        if wanted(state):
            return state
