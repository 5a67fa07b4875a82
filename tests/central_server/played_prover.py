"""A prover that says what a test wants, and the service over it."""

from dataclasses import dataclass, field
from datetime import datetime

from central_server.bootstrap.filing import build_own_acts
from central_server.ports.proofs import ProofTrouble, Proved
from central_server.services.proving import Proving, ProvingParts
from dossier.values import Proof
from tests.central_server.centre_bench import World

STAMPED = datetime(2019, 3, 15, 8, 0)


@dataclass
class PlayedProver:
    """Gives what a test says, behind the paper's own bytes."""

    wanted: Proof = Proof.ANSWERED
    proof: Proof | None = None
    trouble: ProofTrouble | None = ProofTrouble.LINE
    asked: list[bytes] = field(default_factory=list)

    def prove(self, pdf: bytes, at: datetime) -> Proved:
        self.asked.append(pdf)
        made = pdf if self.proof is None else pdf + self.proof.value.encode()
        return Proved(made, self.proof, STAMPED, self.trouble)

    def close(self) -> None:
        pass


def proving_of(world: World, prover: PlayedProver) -> Proving:
    """The service over that prover."""
    centre = world.centre
    own = build_own_acts(centre)
    return Proving(ProvingParts(centre.store, centre.clock, centre.rulebook, centre.shelf, own, prover, centre.alarm))
