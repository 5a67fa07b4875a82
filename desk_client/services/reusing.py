"""Finds pages of the same citizen that were digitised before, so that nobody scans them again; copies no byte.

What is reused is named by its hash: the file lies on this desk and at the centre already (641/QĐ-UBND art. 4(3)).
"""

from dataclasses import dataclass
from datetime import datetime

from desk_client.services.parts import Parts
from dossier.acts import FileRef
from dossier.events import Stage
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import Reuse, SeenSignature

_ANSWERED = frozenset({Stage.SIGNED, Stage.AT_COUNTER, Stage.POSTED, Stage.RETURNED})
"""Stages in which a result stands: signed and not taken back."""


@dataclass(frozen=True, slots=True)
class EarlierPages:
    """Pages of an earlier dossier: the name of the paper ("" for its result), of what procedure, from when.

    `code` is the earlier dossier's code, `where` what an act says of them; `signature` is what was found of the
    signatures in the file when it came: the same bytes are worth the same again.
    """

    file: FileRef
    where: Reuse
    name: str
    procedure: str
    code: str
    at: datetime
    signature: SeenSignature | None = None


class Reusing:
    """Read side of earlier pages."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def of_person(self, id_number: str, dossier: str = "") -> tuple[EarlierPages, ...]:
        """Pages of this citizen's other dossiers that are on this desk, newest first; each file once."""
        states = self._parts.queries.of_person(id_number)
        rules = self._parts.rules()
        found: dict[str, EarlierPages] = {}
        for state in states:
            if state.id == dossier or state.clock.accepted_at is None:
                continue
            for pages in _pages_of(state, rules):
                if pages.file.sha256 not in found and self._parts.shelf.has(pages.file.sha256):
                    found[pages.file.sha256] = pages
        return tuple(found.values())


def _pages_of(state: Dossier, rules: Rules) -> list[EarlierPages]:
    """The result first, then the papers in their order."""
    procedure, at = rules.procedure(state.procedure, state.version_day), state.clock.accepted_at
    assert at is not None
    name = state.procedure if procedure is None else procedure.short_name
    result, found = state.result, []
    if result.file is not None and state.stage in _ANSWERED:
        when = result.signed_at or at
        found.append(EarlierPages(result.file, Reuse(state.id, result=True), "", name, state.code, when))
    found += [
        EarlierPages(paper.file, Reuse(state.id), paper.name, name, state.code, at, paper.signature)
        for paper in state.papers
        if paper.file is not None
    ]
    return found
