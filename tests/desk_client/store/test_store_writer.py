"""The one writer: a person before drafts before the feed, each piece whole, nothing taken after the end."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, event, text

from desk_client.ports import DeskFault
from desk_client.store import meta
from desk_client.store import writer as writer_module
from desk_client.store.writer import GaveWay, Priority, Writer
from tests.desk_client.store.feeding import Counter
from tests.fakes.last_hold import LastHold


@pytest.fixture
def writer(counter: Counter) -> Writer:
    """The writer of a store."""
    return counter.machine.writer


def queued(writer: Writer, works: list[tuple[str, Priority]], ran: list[str] | None = None) -> list[str]:
    """Queue pieces of work behind a busy writer and give the order in which they ran."""
    ran = [] if ran is None else ran
    busy, free = threading.Event(), threading.Event()

    def block(_connection: Connection) -> None:
        busy.set()
        assert free.wait(10)

    def piece(name: str) -> Callable[[Connection], None]:
        return lambda _connection: ran.append(name)

    first = threading.Thread(target=writer.run, args=(block,))
    first.start()
    assert busy.wait(10)
    threads = []
    for name, priority in works:
        threads.append(threading.Thread(target=writer.run, args=(piece(name), priority)))
        threads[-1].start()
        waited = threading.Event()
        while writer._queue.qsize() < len(threads):
            waited.wait(0.001)
    free.set()
    for thread in (first, *threads):
        thread.join(10)
    return ran


def test_who_was_served_hears_of_it_before_the_feed_goes_on(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    """One breath between a person's work and the feed's; none between two of persons, none between two of the feed."""
    ran: list[str] = []
    monkeypatch.setattr(writer_module, "sleep", lambda _seconds: ran.append("breath"))
    works = [("feed 1", Priority.FEED), ("feed 2", Priority.PAGE), ("person", Priority.PERSON)]
    assert queued(writer, works, ran) == ["person", "breath", "feed 1", "feed 2"]


def test_a_person_goes_before_drafts_and_the_feed(writer: Writer) -> None:
    """Whatever came first; within one priority in the order of coming."""
    works = [
        ("feed 1", Priority.FEED),
        ("draft", Priority.DRAFT),
        ("feed 2", Priority.FEED),
        ("person 1", Priority.PERSON),
        ("person 2", Priority.PERSON),
    ]
    assert queued(writer, works) == ["person 1", "person 2", "draft", "feed 1", "feed 2"]


def test_all_work_runs_on_one_thread(writer: Writer) -> None:
    """Callers of any thread, one writer."""
    names = {writer.run(lambda _connection: threading.current_thread().name) for _ in range(3)}
    assert names == {"desk-writer"}


class Dialog(LastHold):
    """Stands for a closed dialog that only a piece of work still holds."""

    def write(self, _connection: Connection) -> None:
        """Nothing."""


def test_a_writer_that_waits_holds_no_work(writer: Writer) -> None:
    """What a closed dialog left in the last work would be destroyed in the writer's thread by the next one."""
    gone: list[threading.Thread] = []
    dialog = Dialog(gone)
    writer.run(dialog.write)
    del dialog
    assert gone == [threading.main_thread()]


def test_an_exception_undoes_its_piece_and_the_writer_goes_on(counter: Counter, writer: Writer) -> None:
    """The caller gets what happened; the next piece finds nothing of it."""

    def fail(connection: Connection) -> None:
        meta.put(connection, "half", "yes")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        writer.run(fail)
    writer.run(lambda connection: meta.put(connection, "whole", "yes"))
    assert (counter.meta("half"), counter.meta("whole")) == ("", "yes")


def test_a_commit_that_fails_does_not_stop_the_writer(counter: Counter, writer: Writer) -> None:
    """The driver is left in no transaction, so that the next piece can begin; the failed one is gone."""

    def die(_connection: Connection) -> None:
        raise ConnectionAbortedError

    event.listen(counter.machine.engine, "commit", die)
    with pytest.raises(ConnectionAbortedError):
        writer.run(lambda connection: meta.put(connection, "half", "yes"))
    event.remove(counter.machine.engine, "commit", die)
    writer.run(lambda connection: meta.put(connection, "whole", "yes"))
    assert (counter.meta("half"), counter.meta("whole")) == ("", "yes")


def counting(under_way: threading.Event, ended: list[str]) -> Callable[[Connection], None]:
    """A page that writes a row and then works for seconds inside one statement; says when it came to its end."""

    def work(connection: Connection) -> None:
        meta.put(connection, "half", "yes")
        driver = connection.connection.driver_connection
        assert driver is not None
        # Said from inside the statement: one that has not begun cannot be stopped.
        driver.create_function("begun", 0, lambda: under_way.set() or 1)
        upto = "SELECT begun() AS i UNION ALL SELECT i + 1 FROM n LIMIT 60000000"
        connection.exec_driver_sql(f"WITH RECURSIVE n(i) AS ({upto}) SELECT count(*) FROM n").scalar_one()
        ended.append("page")

    return work


@pytest.mark.parametrize("priority", [Priority.PERSON, Priority.DRAFT])
def test_a_page_makes_room_for_whoever_waits(counter: Counter, writer: Writer, priority: Priority) -> None:
    """Its statement ends in the middle, nothing of it is kept, and what came is written at once."""
    under_way, ended = threading.Event(), list[str]()
    page = writer.start(counting(under_way, ended), Priority.PAGE)
    assert under_way.wait(10)
    writer.run(lambda connection: meta.put(connection, "whole", "yes"), priority)
    with pytest.raises(GaveWay):
        page.result(0)
    assert not ended
    assert (counter.meta("half"), counter.meta("whole")) == ("", "yes")


def test_only_pages_are_stopped(counter: Counter, writer: Writer) -> None:
    """Any other work, and a page whose own fault ends it, come to what they came to before."""

    def beside(connection: Connection) -> str:
        writer.start(lambda other: meta.put(other, "next", "yes"))
        return str(connection.exec_driver_sql("SELECT 'whole'").scalar_one())

    def faulty(_connection: Connection) -> None:
        raise ZeroDivisionError

    assert writer.run(beside, Priority.FEED) == "whole"
    with pytest.raises(ZeroDivisionError):
        writer.run(faulty, Priority.PAGE)
    assert counter.meta("next") == "yes"


def test_after_the_end_nothing_is_taken(counter: Counter, writer: Writer) -> None:
    """A late caller is told, instead of waiting for ever."""
    writer.close()
    told: list[BaseException] = []

    def late() -> None:
        try:
            writer.run(lambda connection: meta.put(connection, "late", "yes"))
        except DeskFault as fault:
            told.append(fault)

    caller = threading.Thread(target=late, daemon=True)
    caller.start()
    caller.join(10)
    assert [fault.code for fault in told if isinstance(fault, DeskFault)] == ["store_closed"]
    writer.close()


def test_a_full_disk_is_told_in_the_desks_own_words(counter: Counter, writer: Writer) -> None:
    """The database may not grow any more: DeskFault `disk_full`, and the store works on when there is room."""

    def fill(connection: Connection) -> None:
        connection.execute(text("INSERT INTO meta(k, v) VALUES ('big', :v)"), {"v": "x" * 3_000_000})

    def room(pages: int) -> Callable[[Connection], None]:
        return lambda connection: connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}").close()

    counter.receive()
    writer.run(room(1))
    with pytest.raises(DeskFault, match="disk_full") as told:
        writer.run(fill)
    assert told.value.retry
    writer.run(room(1_000_000))
    assert counter.meta("big") == ""
    assert counter.receive().book_number == 2
