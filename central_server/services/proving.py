"""Puts time stamps and revocation answers behind results that were signed offline, once the line is there.

The file that acts name stays as it is. A longer one that begins with it is kept beside it as an archive copy, told by
an act of the centre's own hand. Nobody waits for it: what cannot be had now is tried again with growing rests.
"""

from central_server.ports.faults import CentreFault
from central_server.ports.proofs import ProofDue, ProofTrouble, Proved
from central_server.ports.storage import Work
from central_server.services.archive_copies import ProvingParts, keep_copy, to_prove, unix_ms, whole

_LENGTH = 200
"""Rows of a feed looked at in one go."""
_PAPERS = 20
"""In one round."""
_REST_MS = 60_000
_LONGEST_REST_MS = 6 * 60 * 60_000
_DAY_MS = 24 * 60 * 60_000
_TRIES_UNTOLD = 5
"""About half an hour without a line is an ordinary day; after that the operator is told, once a paper."""


class Proving:
    """Adds proofs, some papers a round; several processes may do it at once: an act that comes second is not taken."""

    def __init__(self, parts: ProvingParts) -> None:
        self._parts = parts

    def step(self) -> int:
        """Look for newly signed results and serve those that wait; how many feeds and papers went on."""
        return self._look() + self._serve()

    def _look(self) -> int:
        now = self._parts.clock.milliseconds()
        behind = self._parts.storage.read(lambda unit: unit.proofs.behind())

        def work(unit: Work) -> int:
            return sum(unit.proofs.pass_over(unit.proofs.part(office, _LENGTH), now) for office in behind)

        return self._parts.storage.write(work) if behind else 0

    def _serve(self) -> int:
        wanted, now = self._parts.prover.wanted, self._parts.clock.milliseconds()
        done = 0
        for due in self._parts.storage.read(lambda unit: unit.proofs.due(wanted, now, _PAPERS)):
            proved = self._safely(due)
            done += 1
            if proved is not None and proved.trouble is ProofTrouble.LINE and proved.proof is None:
                break  # the stamps' authority is away: the others would only wait for it in turn
        return done

    def _safely(self, due: ProofDue) -> Proved | None:
        """A fault of ours on one paper is told to the operator and keeps no other waiting."""
        try:
            return self._prove(due)
        except CentreFault:
            raise
        except Exception as fault:
            self._later(due, _DAY_MS, f"fault {type(fault).__name__}")
            return None

    def _prove(self, due: ProofDue) -> Proved | None:
        """What came of one paper; None when there was nothing to do."""
        state = self._parts.storage.read(lambda unit: unit.search.by_id(due.dossier))
        signed = None if state is None else to_prove(state.state)
        if state is None or signed is None:
            self._parts.storage.write(lambda unit: unit.proofs.forget(due.dossier))
            return None
        wanted, reached = self._parts.prover.wanted, state.state.result.proof
        if not wanted.is_above(reached):
            self._parts.storage.write(lambda unit: unit.proofs.reached(due.dossier, wanted, None))
            return None
        before = whole(self._parts, state.state, state.state.result.best_file or signed)
        if before is None:
            self._later(due, _DAY_MS, "file_missing")
            return None
        proved = self._parts.prover.prove(before, self._parts.clock.now())
        if proved.proof is not None and proved.proof.is_above(reached):
            keep_copy(self._parts, state.state, signed, proved)
        self._mark(due, proved)
        return proved

    def _mark(self, due: ProofDue, proved: Proved) -> None:
        wanted, ends = self._parts.prover.wanted, unix_ms(proved.stamp_ends)
        match proved.trouble:
            case None:
                self._parts.storage.write(lambda unit: unit.proofs.reached(due.dossier, wanted, ends))
            case ProofTrouble.LINE:
                told = due.tries + 1 == _TRIES_UNTOLD
                self._later(due, min(_REST_MS << min(due.tries, 10), _LONGEST_REST_MS), "line" if told else "")
            case trouble:
                self._later(due, _DAY_MS, f"{trouble.value} {proved.detail}".strip() if due.tries == 0 else "")

    def _later(self, due: ProofDue, rest_ms: int, told: str) -> None:
        if told:
            self._parts.alarm.raise_("result_not_proved", (due.dossier, *told.split()))
        next_ms = self._parts.clock.milliseconds() + rest_ms
        self._parts.storage.write(lambda unit: unit.proofs.later(due, next_ms))
