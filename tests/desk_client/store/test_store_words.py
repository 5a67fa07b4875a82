"""The word index: no save joins its pieces, the line's rest does, and what is searched for is found all the while."""

from sqlalchemy import text

from desk_client.store.words import tidy
from tests.desk_client.store.feeding import Counter

_SAVES = 12


def pieces(counter: Counter) -> int:
    """How many pieces the index has."""
    with counter.machine.engine.connect() as connection:
        return int(connection.execute(text("SELECT count(DISTINCT segid) FROM find_idx")).scalar_one())


def test_the_index_does_not_join_pieces_by_itself(counter: Counter) -> None:
    """It would do so every 64 leaves, which takes a save too long to be seen here: its setting says it."""
    with counter.machine.engine.connect() as connection:
        assert connection.execute(text("SELECT v FROM find_config WHERE k = 'automerge'")).scalar() == 0


def test_the_pieces_of_the_word_index_are_joined_between_saves(counter: Counter) -> None:
    """Every save leaves one."""
    for _ in range(_SAVES):
        counter.receive()
    assert pieces(counter) == _SAVES
    tidy(counter.machine.writer)
    assert pieces(counter) == 1
    assert len(counter.parts.queries.search("bich ngoc", 100)) == _SAVES
