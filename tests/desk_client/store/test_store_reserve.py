"""Room held back on the disk: given to the first write that finds none, filled again when there is room."""

from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from central_sync.protocol.faults import PageUnkept
from desk_client.ports import DeskFault
from desk_client.store import reserve as reserve_module
from desk_client.store.reserve import Reserve
from tests.desk_client.store.feeding import Counter, PaperCentre
from tests.desk_client.store.test_store_pace import town

SMALL = 2 * 1024**2


def test_room_is_held_back_in_real_bytes_and_given_up_once(tmp_path: Path) -> None:
    """The file takes what it says, whoever listens is told when it goes, and a second time there is nothing."""
    told: list[str] = []
    kept = Reserve(tmp_path / "reserve", SMALL)
    kept.listen(lambda: told.append("gone"))
    assert kept.spent
    kept.fill()
    assert (tmp_path / "reserve").stat().st_blocks * 512 >= SMALL
    assert (kept.spent, told) == (False, [])
    assert kept.give_up()
    assert not kept.give_up()
    assert (kept.spent, told) == (True, ["gone"])


def test_the_last_room_is_never_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a disk with less than twice the reserve nothing is held back, and no part is left lying about."""
    free = reserve_module.shutil.disk_usage(tmp_path)._replace(free=2 * SMALL - 1)
    monkeypatch.setattr(reserve_module.shutil, "disk_usage", lambda _path: free)
    kept = Reserve(tmp_path / "reserve", SMALL)
    kept.fill()
    assert kept.spent
    assert list(tmp_path.iterdir()) == []


def _too_big(connection: Connection, key: str = "big") -> None:
    connection.execute(text("INSERT INTO meta(k, v) VALUES (:k, :v)"), {"k": key, "v": "x" * 3_000_000})


def test_work_that_finds_no_room_is_done_with_the_reserve(counter: Counter) -> None:
    """The first piece is done again once the reserve is gone; the next one is told that the disk is full."""
    writer = counter.machine.writer

    def room(connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA max_page_count = 1").close()

    counter.receive()
    writer.reserve.fill()
    writer.run(room)
    tries: list[int] = []

    def work(connection: Connection) -> None:
        tries.append(1)
        if writer.reserve.spent:  # as if the room that was given up were there now
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000").close()
        _too_big(connection)

    writer.run(work)
    assert len(tries) == 2
    assert len(counter.meta("big")) == 3_000_000
    writer.run(room)
    with pytest.raises(DeskFault, match="disk_full"):
        writer.run(lambda connection: _too_big(connection, "more"))
    assert counter.meta("more") == ""


def test_others_work_leaves_half_of_the_reserve_to_the_counter(
    counter: Counter, centre: PaperCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The room was given up and is half used: a page of the feed is told that the disk is full, a clerk saves."""
    town(centre)
    reserve = counter.machine.writer.reserve
    room = reserve_module.shutil.disk_usage(counter.machine.folder)
    monkeypatch.setattr(
        reserve_module.shutil, "disk_usage", lambda _path: room._replace(free=reserve_module.BYTES // 2 - 1)
    )
    with pytest.raises(PageUnkept):
        centre.tell(counter)
    assert counter.machine.journal.standing().cursor.after == 0
    counter.receive()
    monkeypatch.setattr(
        reserve_module.shutil, "disk_usage", lambda _path: room._replace(free=reserve_module.BYTES // 2)
    )
    assert reserve.spent
    centre.tell(counter)
    assert counter.machine.journal.standing().cursor.after == len(centre.rows)
