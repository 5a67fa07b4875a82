"""Twenty dossiers through a dead centre, a killed desk and a line that is cut three times: nothing lost or twice."""

import contextlib
import hashlib
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest

from benchmarks.postgres import find_programs, running_postgres
from rehearsal.bare_province import Province
from rehearsal.province import OFFICE, World
from rehearsal.record import open_record

pytestmark = pytest.mark.slow

WANTED = 20
IN_THE_ACTS, IN_THE_ANSWER, IN_THE_FILES = 4_000, 9_500, 1_000_000
"""Bytes that pass before a cut: the token takes 600, the acts and the answer to them 6,000 each, files 2,300,000."""
MOST_AT_FIRST = 15
"""So many the first counter would receive if the kill came late: the second one always has some left."""
DAYS = {
    "thursday": datetime(2019, 3, 14, 8, 5),
    "sunday": datetime(2019, 3, 17, 9, 0),
    "holiday": datetime(2019, 4, 30, 9, 0),
    "new_year": datetime(2018, 12, 31, 23, 59, 35),
}


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A province with an enrolled desk, made before the first of the days and closed."""
    made = Province(tmp_path_factory.mktemp("founded"), min(DAYS.values()) - timedelta(hours=8))
    with contextlib.closing(made):
        made.found()
    return made.world


@pytest.fixture(params=[*((day, "sqlite") for day in sorted(DAYS)), ("thursday", "postgresql")], ids="-".join)
def province(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Province]:
    """A province on one of the days, its centre on one of the databases and away; on PostgreSQL it is founded there."""
    day, kind = request.param
    with contextlib.ExitStack() as stack:
        made = Province(tmp_path, DAYS[day], stack.enter_context(database_of(kind)))
        stack.callback(made.close)
        if made.database:
            made.found()
            made.close_centre()
        else:
            founded: World = request.getfixturevalue("founded")
            shutil.copytree(founded.centre, made.world.centre, dirs_exist_ok=True)
            shutil.copytree(founded.desk, made.world.desk, dirs_exist_ok=True)
            made.open_line()
        yield made


@contextlib.contextmanager
def database_of(kind: str) -> Iterator[str]:
    """The database setting of a centre: "" is the embedded one, else a real PostgreSQL that is started for it."""
    if kind == "sqlite":
        yield ""
        return
    programs = find_programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine")
    with running_postgres(programs) as socket:
        with psycopg.connect(f"host={socket} user=motcua dbname=postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE journey")
        yield f"postgresql+psycopg://motcua@/journey?host={socket}"


def _receive_with_a_kill(province: Province) -> list[str]:
    """Twenty receptions while the centre is away; the desk is killed -9 after the ninth and started again."""
    first = province.counter(MOST_AT_FIRST)
    assert first.stdout is not None
    codes = [first.stdout.readline().strip() for _ in range(9)]
    province.children.kill(first)
    codes += [line for line in first.stdout.read().split("\n") if line]
    province.set_clock(timedelta(minutes=2))
    second = province.counter(WANTED)
    assert second.stdout is not None
    codes += [line for line in second.stdout.read().split("\n") if line]
    assert second.wait(60) == 0
    return codes


def _cut_three_times(province: Province) -> None:
    """Within the acts, the answer that they were taken, the files: each round says so and loses nothing."""
    for size, at_the_centre in ((IN_THE_ACTS, 0), (IN_THE_ANSWER, WANTED), (IN_THE_FILES, WANTED)):
        province.cut_after(size)
        said = province.sync()
        assert province.is_cut, ("the round was over before the cut", size, said)
        assert said["error"], "the line was cut: a round must say so"
        assert said["unsent_acts"] == (0 if size == IN_THE_FILES else WANTED)
        with open_record(province.world.centre, province.centre_env()) as record:
            assert record.counts().acts == at_the_centre
        province.mend()
    assert 0 < int(str(said["unproved_files"])) < WANTED, "this cut was to fall between the files"


def test_twenty_dossiers_survive_kill_and_cuts(province: Province) -> None:
    """20 dossiers, 20 numbers, every file byte-identical at the centre, nothing twice."""
    province.set_clock()
    codes = _receive_with_a_kill(province)
    said = province.sync()
    assert said["error"], "the centre is away: a round must say so"
    assert province.status()["unsent_acts"] == WANTED
    province.open_centre()
    province.open_line()
    _cut_three_times(province)
    for _ in range(10):
        said = province.sync()
        if (said["unsent_acts"], said["unproved_files"]) == (0, 0):
            break
    assert (said["unsent_acts"], said["unproved_files"]) == (0, 0), said
    with open_record(province.world.centre, province.centre_env()) as record:
        counts, states = record.counts(), record.all()
        files = {
            paper.file: record.file(OFFICE, paper.file) for state in states for paper in state.papers if paper.file
        }
    assert (counts.acts, counts.dossiers, counts.refused, counts.held, counts.noted) == (WANTED, WANTED, 0, 0, 0)
    printed = [state.code for state in states]
    assert len(set(printed)) == WANTED
    assert set(codes) <= set(printed), "an acknowledged reception is missing"
    assert all(
        state.clock.accepted_at is not None and state.code[14:20] == f"{state.clock.accepted_at:%y%m%d}"
        for state in states
    )
    if province.start == DAYS["new_year"]:
        assert {code[14:16] for code in printed} == {"18", "19"}, "the year did not roll over in the middle"
    assert len(files) == WANTED
    assert all(body is not None and hashlib.sha256(body).hexdigest() == ref.sha256 for ref, body in files.items())
