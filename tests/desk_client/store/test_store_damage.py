"""A store that was damaged, emptied or is held by another process: told in words, left as it is, nothing made anew."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from desk_client.bootstrap import open_desk, open_machine
from desk_client.ports import DeskFault
from desk_client.store.engine import checkpoint, open_engine
from tests.desk_client.store.feeding import Counter
from tests.fakes.office import make_office, settings_in

KEY = bytes(range(32))
PAGE = 4096


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """The folder of a desk that has worked and was closed."""
    desk = make_office(tmp_path)
    desk.machine.writer.run(
        lambda connection: connection.execute(
            text("INSERT INTO meta(k, v) VALUES ('filler', :v)"), {"v": "x" * 40 * PAGE}
        ).close()
    )
    desk.sandbox.close()
    desk.checks.close()
    desk.machine.writer.close()
    desk.machine.engine.dispose()
    return tmp_path


def _flip(path: Path, page: int) -> None:
    body = bytearray(path.read_bytes())
    body[page * PAGE + 100] ^= 0xFF
    path.write_bytes(body)


def _open_and_read(folder: Path) -> None:
    machine = open_machine(settings_in(folder))
    try:
        desk = open_desk(machine)
        assert desk is not None
        desk.sandbox.close()
        desk.checks.close()
        with machine.engine.connect() as connection:
            for table in ("meta", "act", "dossier", "draft", "rules"):
                connection.execute(text(f"SELECT * FROM {table}")).all()
    finally:
        machine.writer.close()
        machine.engine.dispose()


def test_every_damaged_page_is_told_and_nothing_is_mended_by_force(closed: Path) -> None:
    """One flipped bit in any page ends in a sentence or in a page that nobody needs; the file stays byte for byte."""
    path = closed / "desk.db"
    whole = path.read_bytes()
    told: dict[str, int] = {}
    for page in range(0, len(whole) // PAGE, 5):
        path.write_bytes(whole)
        _flip(path, page)
        before = path.read_bytes()
        try:
            _open_and_read(closed)
            code = "not needed"
        except DeskFault as fault:
            code = fault.code
        told[code] = told.get(code, 0) + 1
        assert path.read_bytes() == before, page
    assert set(told) <= {"store_damaged", "store_key", "not needed"}, told
    assert told["store_damaged"] > 3
    assert told["store_key"] == 1, "only the head of the file is taken for another key"


@pytest.mark.parametrize("how", ["emptied", "gone"])
def test_a_store_that_is_empty_or_gone_is_not_begun_anew(closed: Path, how: str) -> None:
    """The machine has worked before: a new store would hide that its data are lost."""
    path = closed / "desk.db"
    path.write_bytes(b"") if how == "emptied" else path.unlink()
    with pytest.raises(DeskFault, match="store_gone"):
        open_machine(settings_in(closed))
    assert not path.exists() or path.stat().st_size == 0


def test_a_store_cut_in_half_is_told(closed: Path) -> None:
    """Half a file is damage, not another key."""
    path = closed / "desk.db"
    half = path.read_bytes()[: path.stat().st_size // 2 // PAGE * PAGE]
    path.write_bytes(half)
    with pytest.raises(DeskFault, match="store_damaged"):
        _open_and_read(closed)
    assert path.read_bytes() == half


_HOLD = """
import sys
from pathlib import Path
from desk_client.store.engine import open_engine
engine = open_engine(Path(sys.argv[1]), Path(sys.argv[2]).read_bytes())
with engine.connect().execution_options(writes=True) as connection, connection.begin():
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(counter: Counter) -> Iterator[subprocess.Popen[str]]:
    """Another process in the middle of a write to the counter's store."""
    folder = counter.machine.folder
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder / "desk.db"), str(folder / "keys" / "store.key")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    process.kill()
    process.communicate()


def test_a_save_beside_another_process_is_told_as_busy_and_done_later(
    counter: Counter, holder: subprocess.Popen[str]
) -> None:
    """The clerk is told to wait; once the other process dies the same save is done, and it is the first."""
    with pytest.raises(DeskFault, match="store_busy") as told:
        counter.receive()
    assert told.value.retry
    holder.kill()
    holder.wait(10)
    assert counter.receive().book_number == 1


def test_a_key_of_another_machine_opens_nothing(tmp_path: Path) -> None:
    """The store of one machine copied to another."""
    open_engine(tmp_path / "desk.db", KEY).dispose()
    with pytest.raises(DeskFault, match="store_key"):
        open_engine(tmp_path / "desk.db", bytes(32))


def test_a_store_without_its_key_is_told(closed: Path) -> None:
    """A new key would make the store unreadable for ever: none is made."""
    key = closed / "keys" / "store.key"
    key.unlink()
    with pytest.raises(DeskFault, match="store_key_missing"):
        open_machine(settings_in(closed))
    assert not key.exists()


def test_a_head_damaged_while_the_desk_works_is_told(counter: Counter) -> None:
    """A reader that opens the file anew finds no database: words for a person, not a fault of the program."""
    counter.receive()
    checkpoint(counter.machine.engine)
    _flip(counter.machine.folder / "desk.db", 0)
    counter.machine.engine.dispose()
    for read in (counter.tasks, counter.machine.journal.standing):
        with pytest.raises(DeskFault, match="store_key") as told:
            read()
        assert not told.value.retry


def test_a_store_that_may_only_be_read_and_a_folder_that_is_gone_are_told(counter: Counter) -> None:
    """What a start by another user or a disk that was taken away leaves: a fault of the disk."""
    counter.machine.writer.run(lambda connection: connection.exec_driver_sql("PRAGMA query_only = ON").close())
    with pytest.raises(DeskFault, match="disk_failed"):
        counter.receive()
    counter.machine.engine.dispose()
    folder = counter.machine.folder
    away = folder.rename(folder.with_name("away"))
    with pytest.raises(DeskFault, match="disk_failed"):
        counter.machine.journal.standing()
    away.rename(folder)
    assert counter.machine.journal.standing().acked == 0
