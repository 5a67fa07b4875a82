"""The shelf: sealed leaves bound to their file and place, nothing half on the disk, one damaged file is one file."""

import hashlib
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from central_sync.protocol.faults import LeafUnreadable
from central_sync.protocol.messages import LEAF, FileKey
from desk_client.ports import DeskFault
from desk_client.store.shelf import Shelf
from dossier.acts import AttachPaper, FileRef
from tests.desk_client.store.feeding import Counter

PDF = b"%PDF-1.4 " + bytes(range(256)) * 700
SEALED = LEAF + 28


@pytest.fixture
def shelf(counter: Counter) -> Shelf:
    """The shelf of a counter."""
    return counter.parts.shelf


def place_of(counter: Counter) -> Path:
    """The only file on the shelf."""
    (path,) = (counter.machine.folder / "files").iterdir()
    return path


def key_of(pdf: bytes) -> FileKey:
    """A file as the lane names it."""
    return FileKey(hashlib.sha256(pdf).hexdigest(), len(pdf))


def states(counter: Counter) -> list[str]:
    """How the files stand."""
    return [str(row[2]) for row in counter.everything()["file"]]


def test_a_file_comes_back_byte_for_byte_and_leaf_by_leaf(counter: Counter, shelf: Shelf) -> None:
    """Three leaves, the last one shorter; the name on the disk says nothing of the content."""
    ref = shelf.keep(PDF, 3)
    assert ref == FileRef(key_of(PDF).sha256, len(PDF), 3)
    assert shelf.read(ref.sha256) == PDF
    assert b"".join(shelf.read_leaf(ref.sha256, index) for index in range(3)) == PDF
    path = place_of(counter)
    assert path.name != ref.sha256
    assert b"%PDF" not in path.read_bytes()
    assert shelf.keep(PDF, 3) == ref


@pytest.mark.parametrize("where", [0, 11, 12, 5000, SEALED - 1, SEALED + 20, -1])
def test_one_flipped_bit_is_a_damaged_file(counter: Counter, shelf: Shelf, where: int) -> None:
    """Nonce, text or tag of any leaf: never wrong bytes, and the lane hears that this one cannot be read."""
    ref = shelf.keep(PDF, 3)
    path = place_of(counter)
    body = bytearray(path.read_bytes())
    body[where] ^= 1
    path.write_bytes(body)
    with pytest.raises(DeskFault, match="file_damaged"):
        shelf.read(ref.sha256)
    bad = (len(body) + where if where < 0 else where) // SEALED
    with pytest.raises(LeafUnreadable):
        shelf.read_leaf(ref.sha256, bad)
    assert shelf.read_leaf(ref.sha256, (bad + 1) % 3) == PDF[(bad + 1) % 3 * LEAF :][:LEAF]


def test_leaves_are_bound_to_their_place_and_their_file(counter: Counter, shelf: Shelf) -> None:
    """Two leaves changed over, or a leaf of another file put in, are damage."""
    ref = shelf.keep(PDF, 3)
    path = place_of(counter)
    body = path.read_bytes()
    path.write_bytes(body[SEALED : 2 * SEALED] + body[:SEALED] + body[2 * SEALED :])
    with pytest.raises(DeskFault, match="file_damaged"):
        shelf.read(ref.sha256)
    other = shelf.keep(b"x" + PDF[1:], 3)
    (second,) = set(path.parent.iterdir()) - {path}
    path.write_bytes(second.read_bytes()[:SEALED] + body[SEALED:])
    with pytest.raises(DeskFault, match="file_damaged"):
        shelf.read(ref.sha256)
    assert shelf.read(other.sha256).startswith(b"x")


@pytest.mark.parametrize("kept", [-1, 2 * SEALED, 2 * SEALED + 5, 7, 0])
def test_a_file_cut_short_is_damaged(counter: Counter, shelf: Shelf, kept: int) -> None:
    """Also when exactly a whole leaf is gone: the hash of the whole is checked."""
    ref = shelf.keep(PDF, 3)
    path = place_of(counter)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(DeskFault, match="file_damaged"):
        shelf.read(ref.sha256)
    with pytest.raises(LeafUnreadable):
        shelf.read_leaf(ref.sha256, 2)


@pytest.mark.parametrize(
    "damage", [lambda _: b"rubbish", lambda body: body + b"x", lambda body: body[:-1] + bytes([body[-1] ^ 1])]
)
def test_the_same_bytes_mend_a_damaged_copy(counter: Counter, shelf: Shelf, damage: Callable[[bytes], bytes]) -> None:
    """The right bytes are in hand again: they must not be lost to the wrong ones on the disk."""
    ref = shelf.keep(PDF, 3)
    place_of(counter).write_bytes(damage(place_of(counter).read_bytes()))
    assert shelf.keep(PDF, 3) == ref
    assert shelf.read(ref.sha256) == PDF


def test_bytes_behind_a_full_last_leaf_are_damage_too(counter: Counter, shelf: Shelf) -> None:
    """A file of exactly one leaf with something hung on: not the file, and mended by the right bytes."""
    whole = (PDF * 2)[:LEAF]
    ref = shelf.keep(whole, 1)
    place_of(counter).write_bytes(place_of(counter).read_bytes() + b"x")
    with pytest.raises(DeskFault, match="file_damaged"):
        shelf.read(ref.sha256)
    assert shelf.read(shelf.keep(whole, 1).sha256) == whole


def test_a_missing_file_is_told_and_can_be_wanted_again(counter: Counter, shelf: Shelf) -> None:
    """It was proved and its pages let go: a screen asks, the lane fetches, then it is here and wanted no more."""
    ref = shelf.keep(PDF, 3)
    state = counter.receive()
    counter.do(AttachPaper(1, ref), state.id)
    shelf.proved(ref.sha256)
    shelf.want(ref)
    assert list(shelf.wanted(5)) == [], "what is here needs no fetching"
    place_of(counter).unlink()
    with pytest.raises(DeskFault, match="file_missing"):
        shelf.read(ref.sha256)
    with pytest.raises(LeafUnreadable):
        shelf.read_leaf(ref.sha256, 0)
    shelf.want(ref)
    assert list(shelf.wanted(5)) == [key_of(PDF)]
    assert [shelf.write_leaf(key_of(PDF), index, PDF[index * LEAF :][:LEAF]) for index in (2, 0, 1)] == [
        False, False, True,
    ]  # fmt: skip
    assert (shelf.read(ref.sha256), list(shelf.wanted(5))) == (PDF, [])


def test_a_download_with_a_wrong_leaf_never_counts(counter: Counter, shelf: Shelf) -> None:
    """Whole in size, wrong in content: not a file, until the right leaf comes."""
    key = key_of(PDF)
    shelf.want(FileRef(key.sha256, key.size, 3))
    leaves = [PDF[index * LEAF :][:LEAF] for index in range(3)]
    assert [shelf.write_leaf(key, index, leaf) for index, leaf in enumerate((leaves[0], leaves[0], leaves[2]))] == [
        False, False, False,
    ]  # fmt: skip
    assert not shelf.has(key.sha256)
    assert shelf.write_leaf(key, 1, leaves[1])
    assert shelf.read(key.sha256) == PDF


def test_a_wanted_file_that_is_scanned_here_goes_up(counter: Counter, shelf: Shelf) -> None:
    """The same bytes made at this desk are this desk's to send: nobody else may have them."""
    key = key_of(PDF)
    shelf.want(FileRef(key.sha256, key.size, 3))
    ref = shelf.keep(PDF, 3)
    state = counter.receive()
    counter.do(AttachPaper(1, ref), state.id)
    assert (states(counter), list(shelf.wanted(5))) == (["local"], [])


def test_files_go_up_only_behind_their_act_and_by_due_date(counter: Counter, shelf: Shelf) -> None:
    """No act yet: nothing; act not acknowledged: nothing; then the nearest deadline first, none last."""
    state = counter.receive()
    late, soon, none = (
        shelf.keep(body + PDF, 1, due=due) for body, due in ((b"1", "2019-04"), (b"2", "2019-03"), (b"3", ""))
    )
    assert list(shelf.unproved(5)) == []
    for ref in (late, none, soon):
        counter.do(AttachPaper(1, ref), state.id)
    assert list(shelf.unproved(5)) == []
    counter.machine.journal.answered(4, [])
    assert [key.sha256 for key in shelf.unproved(5)] == [soon.sha256, late.sha256, none.sha256]


def _small_files() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


_FULL = """
import sys
from pathlib import Path
from desk_client.bootstrap import open_machine
from desk_client.ports import DeskFault
from tests.desk_client.store.feeding import Counter
from tests.desk_client.store.test_store_shelf import PDF, _small_files, key_of
from tests.fakes.office import settings_in
from central_sync.protocol.messages import LEAF
counter = Counter.over(open_machine(settings_in(Path(sys.argv[1]))))
_small_files()
shelf = counter.parts.shelf
for work in (lambda: shelf.keep(PDF, 3), lambda: shelf.write_leaf(key_of(PDF), 2, PDF[2 * LEAF:])):
    try:
        work()
    except DeskFault as fault:
        print(fault.code, fault.retry, len(list((counter.machine.folder / "files").iterdir())))
"""


def test_a_disk_without_room_is_told_and_no_part_is_left(counter: Counter) -> None:
    """Neither a scan nor a download leaves anything behind; both may be tried again."""
    folder = counter.machine.folder
    counter.receive()
    counter.close()
    done = subprocess.run(
        [sys.executable, "-c", _FULL, str(folder)],
        capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert done.stdout.split("\n")[:-1] == ["disk_full True 0"] * 2, done.stderr
    again = counter.again()
    assert again.parts.shelf.keep(PDF, 3).size == len(PDF)
    again.close()


def test_a_crash_between_file_and_row_is_mended_by_keeping_again(counter: Counter, shelf: Shelf) -> None:
    """The bytes lie on the disk, the row is missing: the next scan of the same page makes it whole."""
    ref = shelf.keep(PDF, 3)
    counter.machine.writer.run(lambda connection: connection.exec_driver_sql("DELETE FROM file").close())
    assert shelf.keep(PDF, 3) == ref
    assert states(counter) == ["local"]
