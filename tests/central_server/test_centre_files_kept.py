"""Which of the offices' copies of a file an office gets to see."""

from central_server.ports.storage import Work
from central_server.ports.values import FileClaim, FilePlace
from central_sync.protocol.messages import FileKey
from dossier.identifiers import DossierId, OfficeId
from tests.central_server.centre_bench import World

OURS, THEIRS, STRANGE = (OfficeId(f"000.0{number}.31.H11") for number in (4, 3, 5))
FILE = FileKey("a" * 64, 70)


def name(unit: Work, office: OfficeId, dossier: str, *seen_by: OfficeId) -> None:
    """An act of an office names the file; these offices see the dossier."""
    unit.files.name([FileClaim(office, DossierId(dossier), FILE)])
    unit.ledger.keep_audience([(DossierId(dossier), one) for one in seen_by])


def places(world: World) -> tuple[FilePlace | None, FilePlace | None]:
    """What our office is told of the file: its own copy, and the one it reads."""
    return world.centre.store.read(
        lambda unit: (unit.files.own(OURS, FILE.sha256), unit.files.place(OURS, FILE.sha256))
    )


def test_a_whole_copy_comes_before_a_half_one_and_an_own_one_before_another(world: World) -> None:
    """Bytes that are equal are kept by each office that named them; one nobody shows us is not there for us."""
    store = world.centre.store
    store.write(lambda unit: name(unit, STRANGE, "d-0", STRANGE))
    assert places(world) == (None, None)
    store.write(lambda unit: name(unit, THEIRS, "d-1", OURS, THEIRS))
    half_theirs = FilePlace(THEIRS, FILE, complete=False)
    assert places(world) == (None, half_theirs)
    store.write(lambda unit: name(unit, OURS, "d-2"))
    half_ours = FilePlace(OURS, FILE, complete=False)
    assert places(world) == (half_ours, half_ours)
    store.write(lambda unit: unit.files.proved(STRANGE, FILE.sha256, FILE.size, 1))
    assert places(world) == (half_ours, half_ours)
    store.write(lambda unit: unit.files.proved(THEIRS, FILE.sha256, FILE.size, 1))
    assert places(world) == (half_ours, FilePlace(THEIRS, FILE, complete=True))
    store.write(lambda unit: unit.files.proved(OURS, FILE.sha256, FILE.size, 1))
    ours = FilePlace(OURS, FILE, complete=True)
    assert places(world) == (ours, ours)
