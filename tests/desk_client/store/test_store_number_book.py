"""Who holds a number at this desk: as the centre ruled, in its order, never renumbered."""

from dataclasses import replace

from sqlalchemy import Connection

from desk_client.store import number_book
from dossier.acts import Act
from dossier.identifiers import ActId, DossierId
from dossier.numbers import claims_of
from tests.desk_client.store.feeding import Counter
from tests.fakes.people import ActMaker, reception

NAMES = ("0195959f-0000-7000-8000-00000000000a", "0195959f-0000-7000-8000-00000000000b")


def two_receptions() -> tuple[Act, Act]:
    """Two dossiers on whose receipts the same numbers stand."""
    act = ActMaker(device="dev-2").make(reception(7))
    first, second = (replace(act, id=ActId(f"of-{name}"), dossier=DossierId(name)) for name in NAMES)
    return first, second


def told(counter: Counter, *rulings: tuple[Act, bool]) -> tuple[list[str], set[str]]:
    """Settle what one page told: who lost a number, and who holds them now."""

    def work(connection: Connection) -> tuple[list[str], set[str]]:
        losers = number_book.settle(
            connection, [one for act, noted in rulings for one in number_book.ruled(act, noted=noted)]
        )
        return losers, set(connection.exec_driver_sql("SELECT dossier FROM number").scalars())

    return counter.machine.writer.run(work)


def test_an_accepted_act_takes_its_numbers_from_whoever_had_them(counter: Counter) -> None:
    """The dossier that lost them is named, once for each number, so that its clash is shown."""
    first, second = two_receptions()
    counter.machine.writer.run(lambda connection: number_book.claim(connection, first))
    assert told(counter, (second, False)) == ([NAMES[0]] * len(claims_of(first)), {NAMES[1]})


def test_a_noted_act_gets_only_what_is_free(counter: Counter) -> None:
    """Its number is another dossier's: that one keeps it, whichever of both came first in the page."""
    first, second = two_receptions()
    assert told(counter, (first, False), (second, True)) == ([], {NAMES[0]})
    assert told(counter, (second, True), (first, False)) == ([], {NAMES[0]})


def test_a_noted_act_before_the_accepted_one_loses_its_number_again(counter: Counter) -> None:
    """Within one page, as one after the other."""
    first, second = two_receptions()
    losers, owners = told(counter, (first, True), (second, False))
    assert (set(losers), owners) == ({NAMES[0]}, {NAMES[1]})


def test_a_number_of_the_same_dossier_counts_as_free(counter: Counter) -> None:
    """After a restore the same act may be judged again; another dossier's may not."""
    first, second = two_receptions()
    counter.machine.writer.run(lambda connection: number_book.claim(connection, first))
    with counter.parts.engine.connect() as connection:
        assert number_book.not_free(connection, (first, second)) == {second.id}
