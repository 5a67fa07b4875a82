"""One forgery of every kind at a desk and a centre, and honest acts beside; all of them: `make campaign-forged`."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.forged.attempt import Forgery, Step
from tests.forged.beside import Place
from tests.forged.beside_siege import beside_siege
from tests.forged.campaign import (
    KINDS,
    Siege,
    Tried,
    all_beside,
    all_of_them,
    attempt_beside,
    honest_beside,
    kind_beside,
    one_of_each,
    siege,
)
from tests.forged.controls import CONTROLS, OF_KIND
from tests.forged.papers import signed
from tests.forged.ring import token

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def under(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Siege]:
    """An office under attack."""
    with siege(tmp_path_factory.mktemp("siege")) as made:
        yield made


@pytest.mark.parametrize(("kind", "variant"), one_of_each(641), ids=lambda one: getattr(one, "name", one))
def test_a_forgery_counts_neither_at_the_desk_nor_at_the_centre(under: Siege, kind: object, variant: str) -> None:
    """Refused by the words of its kind; stage, result and the owner's page stay as they were."""
    assert kind in KINDS
    tried = under.attempt(kind, variant)  # type: ignore[arg-type]  # one of the kinds
    assert (tried.accepted, tried.otherwise) == ([], [])


@pytest.mark.parametrize("name", ["leader, ec", "agency bound under another name", "revoked later"])
def test_an_honest_signature_counts_at_both(under: Siege, name: str) -> None:
    """A check that only says no proves nothing."""
    assert under.control(name).refused_good == []


def test_a_forgery_that_gets_through_is_told(under: Siege) -> None:
    """What is accepted at either side fails the campaign: here an honest file that is called a forgery."""
    kind = KINDS[0]
    honest = {"honest": lambda case: Forgery(Step.SIGN, signed(case.draft, token("leader")))}
    tried = under.attempt(type(kind)(kind.name, kind.desk, kind.centre, honest), "honest")
    assert [name.partition(",")[0] for name in tried.accepted] == ["desk", "centre"]


def test_what_is_signed_beside_a_result_cannot_be_forged_either(tmp_path: Path) -> None:
    """On scans, forms, copies and annexes: one forgery of every kind, none accepted; then the honest act, accepted."""
    tried = Tried()
    with beside_siege(tmp_path) as office:
        seen = set[str]()
        for place, name, key in all_beside(641):
            if kind_beside(place, name) not in seen:
                seen.add(kind_beside(place, name))
                tried.add(attempt_beside(office, place, name, key))
        for place in Place:
            tried.add(honest_beside(office, place))
    assert (len(seen), tried.accepted, tried.otherwise, tried.refused_good) == (14, [], [], [])


def test_there_are_enough_of_them() -> None:
    """At least three hundred attempts of at least twelve kinds, an honest act beside each."""
    assert len(all_of_them(0)) >= 300
    assert len({kind.name for kind in KINDS}) >= 12
    assert {kind.name for kind in KINDS} == OF_KIND.keys()
    assert set(OF_KIND.values()) <= CONTROLS.keys()
