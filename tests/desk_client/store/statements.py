"""Tells a test of every statement of a desk's store, whoever gives it to the driver: the place to die at."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from desk_client.store import query


@contextmanager
def each_statement(engine: Engine, told: Callable[[str], None], when: str = "before") -> Iterator[None]:
    """Call `told` with the text before (or "after") each statement runs; what it raises ends the statement.

    A window of another test may still look at its own store from Qt's pool: those statements are nobody's here.
    """
    sent = query.sent

    def by_sqlalchemy(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        told(statement)

    def by_the_driver(run: Callable[..., Any], text: str, *values: Any) -> Any:
        if isinstance(threading.current_thread(), threading._DummyThread):
            return sent(run, text, *values)
        if when == "before":
            told(text)
        cursor = sent(run, text, *values)
        if when == "after":
            told(text)
        return cursor

    event.listen(engine, f"{when}_cursor_execute", by_sqlalchemy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(query, "sent", by_the_driver)
        try:
            yield
        finally:
            event.remove(engine, f"{when}_cursor_execute", by_sqlalchemy)
