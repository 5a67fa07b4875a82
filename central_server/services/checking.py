"""Tells whoever holds a result which one it is, and what the signatures of a sent file are; keeps nothing of it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from central_server.ports.checking import CheckedFile, CheckTrouble, FileCheck, IssuedResult, Likeness
from central_server.ports.storage import Storage
from central_server.ports.world import Clock, RulesShelf
from central_server.services.lookup import find_dossier
from central_sync.protocol.result_mark import is_result_mark
from dossier.acts import ActKind
from dossier.identifiers import OfficeId, parse_code_any
from dossier.rules import Rules
from dossier.state import Dossier, Result
from token_signing.verdict import Verdict

_SIGNING = frozenset({ActKind.SIGN, ActKind.SIGN_ON_PAPER})
_HEAD = 1024
"""Where readers look for the mark of a PDF (ISO 32000-1 annex H, note 13)."""


@dataclass(frozen=True, slots=True)
class CheckingParts:
    """What the service works with; `largest` is the size in bytes of the largest file that is judged."""

    storage: Storage
    clock: Clock
    rules: RulesShelf
    files: FileCheck
    largest: int


@dataclass(frozen=True, slots=True)
class _Held:
    """One result of a dossier: `replaced` when it was made again since."""

    state: Dossier
    result: Result
    replaced: bool


class Checking:
    """The centre's answers to `/kiem-tra`."""

    def __init__(self, parts: CheckingParts) -> None:
        self._parts = parts

    def issued(self, code: str, mark: str) -> IssuedResult | None:
        """The newest result of the dossier whose printed code and mark these are; None for wrong and unknown alike."""
        held = self._by_mark(code, mark)
        return self._told(held[0]) if held else None

    def check(self, pdf: bytes, code: str = "", mark: str = "") -> CheckedFile | CheckTrouble:
        """What the file is, beside the result of that code and mark where they are given.

        Judged at the moment at which the centre has held these very bytes since, else now.
        """
        trouble = self._trouble(pdf)
        if trouble is not None:
            return trouble
        asked = self._by_mark(code, mark)
        same = next(self._same(pdf, asked or self._by_hash(pdf)), None)
        signed_at = None if same is None else same.result.signed_at
        found = self._parts.files.verify(pdf, signed_at or self._parts.clock.now())
        if found is None:
            return CheckTrouble.BUSY
        if same is not None and (found.verdict is Verdict.GREEN or _is_exact(same, pdf)):
            return CheckedFile(found, Likeness.REPLACED if same.replaced else Likeness.SAME, self._told(same))
        if asked:
            return CheckedFile(found, Likeness.OTHER, self._told(asked[0]))
        return CheckedFile(found, Likeness.UNKNOWN)

    def _trouble(self, pdf: bytes) -> CheckTrouble | None:
        if not pdf:
            return CheckTrouble.EMPTY
        if len(pdf) > self._parts.largest:
            return CheckTrouble.TOO_LARGE
        return None if b"%PDF-" in pdf[:_HEAD] else CheckTrouble.WRONG_TYPE

    def _same(self, pdf: bytes, held: tuple[_Held, ...]) -> Iterator[_Held]:
        """Those whose signed file these bytes are, or begin with: stamps and store are appended to a signed file."""
        for one in held:
            file = one.result.file
            if file is not None and hashlib.sha256(memoryview(pdf)[: file.size]).hexdigest() == file.sha256:
                yield one

    def _by_mark(self, code: str, mark: str) -> tuple[_Held, ...]:
        known = parse_code_any(code)
        state = None if known is None else find_dossier(self._parts.storage, str(known))
        if state is None or not is_result_mark(state.secret_key, mark):
            return ()
        return tuple(_results(state))

    def _by_hash(self, pdf: bytes) -> tuple[_Held, ...]:
        """Results whose file has the hash of exactly these bytes."""
        sha256 = hashlib.sha256(pdf).hexdigest()
        records = self._parts.storage.read(
            lambda unit: [unit.search.by_id(dossier) for dossier in unit.files.naming(sha256)]
        )
        return tuple(held for record in records if record is not None for held in _results(record.state))

    def _told(self, held: _Held) -> IssuedResult | None:
        state, result = held.state, held.result
        rules = self._parts.rules.find(state.rules)
        day = result.day or (None if result.signed_at is None else result.signed_at.date())
        if rules is None or day is None:
            return None
        office = _signing_office(state, result)
        unit = rules.unit(office)
        return IssuedResult(
            code=state.code,
            name=_paper_name(state, result, rules),
            office=office if unit is None else unit.name,
            symbol=result.symbol,
            day=day,
            signer=result.signer,
            on_paper=result.on_paper,
            replaced=held.replaced,
        )


def _results(state: Dossier) -> Iterator[_Held]:
    """The signed results of a dossier, the newest first; one that is signed and has no number yet is not issued."""
    numbered = bool(state.result.symbol) or (state.at_once and state.result.grant)
    if state.result.signer and numbered:
        yield _Held(state, state.result, replaced=False)
    for result in reversed(state.way.earlier):
        if result.signer:
            yield _Held(state, result, replaced=True)


def _is_exact(held: _Held, pdf: bytes) -> bool:
    return held.result.file is not None and held.result.file.size == len(pdf)


def _signing_office(state: Dossier, result: Result) -> OfficeId:
    """The office in which the act of signing was done: not always the one that received the dossier."""
    lines = (line for line in state.trail if line.kind in _SIGNING and line.at == result.signed_at)
    return next((line.office for line in lines), state.office)


def _paper_name(state: Dossier, result: Result, rules: Rules) -> str:
    procedure = rules.procedure(state.procedure, state.version_day)
    return procedure.results[0].name if result.grant and procedure is not None and procedure.results else ""
