"""Puts a further archive stamp behind copies whose newest one can soon be checked no more; asked for by a person.

The certificate of a stamp ends; what it proves has to be stamped again before (ETSI EN 319 142-1 §6, B-LTA).
"""

from dataclasses import dataclass

from central_server.ports.faults import CentreFault
from central_server.ports.proofs import Ending
from central_server.services.archive_copies import ProvingParts, keep_copy, to_prove, unix_ms, whole
from dossier.values import Proof

_ROWS = 200


@dataclass
class Renewals:
    """How many copies were looked at, of these are due, were stamped again, could not be."""

    looked: int = 0
    due: int = 0
    renewed: int = 0
    failed: int = 0


class Renewing:
    """One run over all archive copies; safe beside a running centre: an act that comes second is not taken."""

    def __init__(self, parts: ProvingParts) -> None:
        self._parts = parts

    def run(self, before_ms: int, *, dry: bool = False) -> Renewals:
        """Renew those whose stamp's certificate ends before then (ms since 1970); `dry` only counts them."""
        done, after = Renewals(), ""
        while found := self._rows(before_ms, after):
            for one in found:
                self._safely(one, before_ms, done, dry=dry)
            after = found[-1].dossier
        return done

    def _rows(self, before_ms: int, after: str) -> list[Ending]:
        return list(self._parts.storage.read(lambda unit: unit.proofs.ending(before_ms, after, _ROWS)))

    def _safely(self, one: Ending, before_ms: int, done: Renewals, *, dry: bool) -> None:
        """A fault of ours on one paper is told and keeps no other waiting."""
        done.looked += 1
        try:
            trouble = self._renew(one, before_ms, done, dry=dry)
        except CentreFault:
            raise
        except Exception as fault:
            trouble = f"fault {type(fault).__name__}"
        if trouble:
            done.failed += 1
            self._parts.alarm.raise_("result_not_renewed", (one.dossier, *trouble.split()))

    def _renew(self, one: Ending, before_ms: int, done: Renewals, *, dry: bool) -> str:
        """Why a copy that is due was not renewed, "" for one that was, or that is not due."""
        parts = self._parts
        record = parts.storage.read(lambda unit: unit.search.by_id(one.dossier))
        signed = None if record is None else to_prove(record.state)
        kept = None if record is None else record.state.result.kept
        if record is None or signed is None or kept is None or kept.proof is not Proof.ARCHIVED:
            return ""  # its result is made again, and waits for its proofs as a new one
        pdf = whole(parts, record.state, kept.file)
        if pdf is None:
            return "file_missing"
        ends = one.ends_ms if one.ends_ms is not None else self._look(one, pdf, dry=dry)
        if ends is not None and ends >= before_ms:
            return ""
        done.due += 1
        if dry:
            return ""
        proved = parts.prover.renew(pdf, parts.clock.now())
        if proved.proof is None:
            return f"{'' if proved.trouble is None else proved.trouble.value} {proved.detail}"
        done.renewed += keep_copy(parts, record.state, signed, proved, renews=True)
        self._note(one, unix_ms(proved.stamp_ends))
        return ""

    def _look(self, one: Ending, pdf: bytes, *, dry: bool) -> int | None:
        """When the certificate of a copy's newest stamp ends; None where that stamp is good no more."""
        ends = unix_ms(self._parts.prover.look(pdf, self._parts.clock.now()).stamp_ends)
        if not dry:
            self._note(one, ends)
        return ends

    def _note(self, one: Ending, ends: int | None) -> None:
        self._parts.storage.write(lambda unit: unit.proofs.stamped(one.dossier, ends))
