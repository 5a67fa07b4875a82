"""Decides whether a dossier may move on: with the pages of its papers, or with a reason on record; one rule for all.

Which rows take the papers of a dossier on is a mark of the workflow's table (`pages`), no matter of the act alone.
"""

from dossier.acts import Act, Moving, Payload
from dossier.course import ReceiveSupplement
from dossier.course_evolve import merged_papers
from dossier.papers import without_pages
from dossier.refusals import Refusal, RefusalCode
from dossier.state import Dossier
from dossier.values import PaperEntry
from dossier.workflow import Step

_BASIS = "641/QĐ-UBND art. 4(3)"


def check_pages(state: Dossier | None, act: Act, step: Step | None) -> Refusal | None:
    """Refuse an act that takes papers on without their pages and says no reason."""
    data = act.data
    if state is None or step is None or not step.pages or _reason_in(data):
        return None
    bare = without_pages(_taken_on(state, data))
    if not bare:
        return None
    return Refusal(RefusalCode.PAGES_MISSING, _BASIS, (("papers", "; ".join(paper.name for paper in bare)),))


def bare_on(state: Dossier, step: Step | None) -> tuple[str, ...]:
    """The names of the papers for which a row asks pages or a reason, before anything new came with its act."""
    if step is None or not step.pages:
        return ()
    return tuple(paper.name for paper in without_pages(state.papers))


def _reason_in(data: Payload) -> bool:
    return isinstance(data, Moving) and bool(data.unscanned.strip())


def _taken_on(state: Dossier, data: Payload) -> tuple[PaperEntry, ...]:
    """All papers; of a supplement what came for it, now or before, once it is complete: the others went on before."""
    if not isinstance(data, ReceiveSupplement):
        return state.papers
    if not data.complete:
        return ()
    slots, names = {paper.slot for paper in data.papers}, state.way.brought
    papers = merged_papers(state.papers, data.papers)
    return tuple(paper for paper in papers if paper.slot in slots or paper.name in names)
