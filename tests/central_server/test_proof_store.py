"""Which results wait for their proofs, on each database: found in the feed, rested, reached, forgotten."""

from datetime import timedelta

from central_server.ports.proofs import ProofTrouble
from dossier.acts import ActKind
from dossier.course import CorrectResult
from dossier.state import Dossier
from dossier.values import Proof, Reason
from tests.central_server.centre_bench import World
from tests.central_server.notices.office import Office
from tests.central_server.played_prover import PlayedProver, proving_of


def state_of(world: World, office: Office) -> Dossier:
    """The one dossier as the centre holds it."""
    found = world.centre.store.read(lambda unit: unit.search.by_id(office.hand.maker.dossier))
    assert found is not None
    return found.state


def test_a_result_waits_with_growing_rests_until_it_has_what_is_wanted(world: World) -> None:
    """A line that is away costs one question a rest; a part counts at once; then nothing is asked any more."""
    office = Office.of(world)
    office.until_ready()
    prover = PlayedProver()
    proving = proving_of(world, prover)
    assert proving.step() > 0
    while proving.step():
        pass
    asked = [len(prover.asked)]
    for _ in range(4):
        world.clock.at += timedelta(minutes=1)
        proving.step()
        asked.append(len(prover.asked))
    assert asked == [1, 2, 2, 3, 3]  # after one minute, then after two, then after four
    prover.proof = Proof.STAMPED
    world.clock.at += timedelta(hours=6)
    proving.step()
    assert state_of(world, office).result.proof is Proof.STAMPED
    prover.proof, prover.trouble = Proof.ANSWERED, None
    world.clock.at += timedelta(hours=6)
    proving.step()
    state = state_of(world, office)
    assert state.result.proof is Proof.ANSWERED
    assert [line.kind for line in state.trail].count(ActKind.COMPLETE_RESULT) == 2
    assert prover.asked[-1].endswith(b"B-T")
    count = len(prover.asked)
    world.clock.at += timedelta(days=3)
    for _ in range(3):
        proving.step()
    assert len(prover.asked) == count


def test_a_refusal_rests_a_day_and_a_corrected_result_is_forgotten(world: World) -> None:
    """What an authority refused is not asked again soon; what is made again waits for its signature."""
    office = Office.of(world)
    office.until_ready()
    prover = PlayedProver(trouble=ProofTrouble.REFUSED)
    proving = proving_of(world, prover)
    for hours in (0, 12, 13):
        world.clock.at += timedelta(hours=hours)
        while proving.step():
            pass
    assert len(prover.asked) == 2
    hand = office.hand
    office.desk.ask_token()
    office.desk.do(hand.act(CorrectResult(Reason("ket_qua_sai", "Sai tên")), "minh"))
    world.clock.at += timedelta(days=2)
    while proving.step():
        pass
    assert len(prover.asked) == 2
