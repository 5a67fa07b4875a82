"""Decide which papers ("thành phần hồ sơ") are still missing; never whether a paper is genuine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from dossier.acts import FormValue, PaperEntry, PaperForm
from dossier.forms import Condition, holds
from dossier.messages import Message, message
from dossier.state import Dossier

_ORIGINALS = (PaperForm.ORIGINAL, PaperForm.ELECTRONIC)
_COPIES = (PaperForm.CERTIFIED, PaperForm.PHOTO)
_DOUBTFUL = frozenset({"yellow", "red", "unverifiable"})


class Need(str, Enum):
    """When a paper must be there."""

    ALWAYS = "always"
    WHEN = "when"
    """Needed when `needed_if` holds on the form, or, without one, when the clerk finds that it applies."""
    OPTIONAL = "optional"


@dataclass(frozen=True, slots=True)
class PaperRequirement:
    """One row of a procedure's papers; `present_only` is looked at and handed back ("xuất trình").

    `condition` says in words when a `WHEN` paper is needed; `needed_if` lets the form decide it. Copies may
    be certified copies, copies from the master register, or photos that were compared with the original.
    """

    code: str
    name: str
    originals: int = 1
    copies: int = 0
    required: Need = Need.ALWAYS
    condition: str = ""
    needed_if: Condition | None = None
    present_only: bool = False
    is_form: bool = False
    basis: str = ""


@dataclass(frozen=True, slots=True)
class PaperFault:
    """A paper that is missing or short, with what is still to be brought."""

    code: str
    name: str
    originals: int
    copies: int
    message: Message


def _shortage(requirement: PaperRequirement, given: tuple[PaperEntry, ...]) -> tuple[int, int]:
    """Return how many originals and copies are short; surplus originals stand for copies."""
    entries = [entry for entry in given if entry.code == requirement.code]
    if requirement.present_only:
        return max(0, requirement.originals - sum([entry.quantity for entry in entries])), 0
    originals = sum([entry.quantity for entry in entries if entry.form in _ORIGINALS])
    copies = sum([entry.quantity for entry in entries if entry.form in _COPIES])
    spare = max(0, originals - requirement.originals)
    return max(0, requirement.originals - originals), max(0, requirement.copies - copies - spare)


def is_needed(requirement: PaperRequirement, values: tuple[FormValue, ...], applies: frozenset[str]) -> bool:
    """Return whether a paper must be there, given the form and the codes the clerk marked as applying."""
    if requirement.required is Need.ALWAYS:
        return True
    if requirement.required is Need.OPTIONAL:
        return False
    if requirement.needed_if is not None:
        return holds(requirement.needed_if, values)
    return requirement.code in applies


def missing_papers(
    requirements: tuple[PaperRequirement, ...],
    given: tuple[PaperEntry, ...],
    values: tuple[FormValue, ...],
    applies: frozenset[str] = frozenset(),
) -> tuple[PaperFault, ...]:
    """Return what is still to be brought, in the order of the requirements; empty means complete."""
    faults: list[PaperFault] = []
    for requirement in requirements:
        if not is_needed(requirement, values, applies):
            continue
        originals, copies = _shortage(requirement, given)
        if originals or copies:
            wrong = "paper.not_presented" if requirement.present_only else "paper.missing"
            words = message(wrong, name=requirement.name, originals=str(originals), copies=str(copies))
            faults.append(PaperFault(requirement.code, requirement.name, originals, copies, words))
    return tuple(faults)


def bare_papers(state: Dossier) -> tuple[PaperEntry, ...]:
    """Return the papers that stay in the dossier and whose pages nobody scanned or sent ("chưa số hóa")."""
    return without_pages(state.papers)


def without_pages(papers: tuple[PaperEntry, ...]) -> tuple[PaperEntry, ...]:
    """Return those of these papers that stay in the dossier and have no pages."""
    return tuple(paper for paper in papers if paper.file is None and not paper.shown_only)


def doubtful_signatures(state: Dossier) -> tuple[str, ...]:
    """Return the names of the papers whose digital signature was found changed, unsure or not to be verified."""
    seen = ((paper.name, paper.signature) for paper in state.papers)
    return tuple(name for name, found in seen if found is not None and found.verdict in _DOUBTFUL)


def papers_without_pages(state: Dossier) -> tuple[str, ...]:
    """Return the names of the papers without pages."""
    return tuple(paper.name for paper in bare_papers(state))
