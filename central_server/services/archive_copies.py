"""Keeps the archive copy of a signed result: the file durably, then the act of the centre's own hand that tells it."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from central_server.ports.proofs import Proved, Prover
from central_server.ports.storage import Storage, Work
from central_server.ports.world import ZONE, Alarm, Clock, FileStore
from central_server.services.filing.leaves import put_whole, take_whole
from central_server.services.own_acts import NotTaken, OwnActs, Wanted
from central_server.services.rulebook import Rulebook
from dossier.acts import Payload
from dossier.course import CompleteResult
from dossier.events import Stage
from dossier.identifiers import ActId, uuid7
from dossier.roles import Role
from dossier.state import Dossier
from dossier.values import FileRef

_ISSUED = frozenset({Stage.SIGNED, Stage.AT_COUNTER, Stage.POSTED, Stage.RETURNED})


@dataclass(frozen=True, slots=True)
class ProvingParts:
    """What adding proofs and renewing stamps work with."""

    storage: Storage
    clock: Clock
    rulebook: Rulebook
    files: FileStore
    own: OwnActs
    prover: Prover
    alarm: Alarm


def to_prove(state: Dossier) -> FileRef | None:
    """The file of a digitally signed result that is issued."""
    issued = state.stage in _ISSUED and bool(state.result.symbol or state.at_once)
    return state.result.file if issued and not state.result.on_paper else None


def whole(parts: ProvingParts, state: Dossier, file: FileRef) -> bytes | None:
    """The bytes of a file of a dossier; None where it is not here whole."""
    place = parts.storage.read(lambda unit: unit.files.place(state.office, file.sha256))
    if place is None or not place.complete:
        return None
    return take_whole(parts.files, place.office, file.sha256, file.size)


def keep_copy(parts: ProvingParts, state: Dossier, signed: FileRef, proved: Proved, *, renews: bool = False) -> bool:
    """Whether the copy is the dossier's now; not where somebody else was faster, or the result is made again.

    It begins with the signed file, and one that `renews` a stamp with the copy before it; else a ValueError.
    """
    rules, proof, stamped_at = parts.rulebook.current(), proved.proof, proved.stamped_at
    known = [signed] if state.result.kept is None or not renews else [signed, state.result.kept.file]
    if not all(_begins_with(proved.pdf, one) for one in known) or proof is None or stamped_at is None or rules is None:
        raise ValueError("an archive copy that is not the result's")
    file = FileRef(put_whole(parts.files, state.office, proved.pdf), len(proved.pdf), signed.pages)
    made = CompleteResult(signed.sha256, file, proof, stamped_at, proved.newest_at if renews else None)

    def payload(unit: Work) -> Payload:
        unit.files.proved(state.office, file.sha256, file.size, parts.clock.milliseconds())
        return made

    act = _act(state, made, known[-1])
    wanted = Wanted(state.office, act, state.id, state.rev, rules.version, payload, Role.PROVINCE_ADMIN)
    with suppress(NotTaken):  # the next look finds out
        parts.own.write(wanted)
    if parts.storage.read(lambda unit: unit.files.place(state.office, file.sha256)) is None:
        parts.files.drop(state.office, file.sha256)  # not taken, or the same act was written with another's copy
        return False
    return True


def unix_ms(moment: datetime | None) -> int | None:
    """A local moment in ms since 1970."""
    return None if moment is None else int(moment.replace(tzinfo=ZONE).timestamp() * 1000)


def _begins_with(pdf: bytes, file: FileRef) -> bool:
    return hashlib.sha256(memoryview(pdf)[: file.size]).hexdigest() == file.sha256


def _act(state: Dossier, made: CompleteResult, before: FileRef) -> ActId:
    """One name for the same proof of the same file: written twice, it counts once."""
    said = f"{state.id}\ncomplete {made.result_sha256} {made.proof.value}"
    if made.renewed_at is not None:
        said += f" again {before.sha256}"
    return ActId(uuid7(unix_ms(state.trail[0].at) or 0, hashlib.sha256(said.encode()).digest()[:10]))
