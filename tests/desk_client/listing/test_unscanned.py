"""No dossier moves on without its pages or a reason that is kept; what is not digitised has its list."""

from dataclasses import replace

from desk_client.services.processing import GroupRefusal, Handed
from desk_client.store.tabs import Tab
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.refusals import RefusalCode
from dossier.state import Dossier
from tests.desk_client.dossier.test_dossier_acts import base_state, put
from tests.desk_client.listing.fixtures import Office
from tests.fakes.people import OFFICE, SIGNED


def with_pages(state: Dossier, *, scanned: bool) -> Dossier:
    """The dossier at the counter, every paper scanned or none."""
    papers = tuple(replace(paper, file=SIGNED if scanned else None, shown_only=False) for paper in state.papers)
    return replace(state, stage=Stage.RECEIVED, custody=OFFICE, papers=papers)


def listed(office: Office) -> set[str]:
    """The tab "Chưa số hóa" of the clerk."""
    return {line.row.id for line in office.listing.page(office.past.crew["hoa"], Tab.UNSCANNED, None, 500).lines}


def test_pages_or_a_reason(office: Office) -> None:
    """Without either it stays at the counter and says which papers; with the reason it goes, and the reason is kept."""
    clerk, state = office.past.crew["hoa"], with_pages(base_state(office), scanned=False)
    put(office, state)
    assert state.id in listed(office)
    assert office.processing.unscanned((state.id,)) == tuple(paper.name for paper in state.papers)
    refused = office.processing.hand_over(clerk, (state.id,), "  ")
    assert isinstance(refused, GroupRefusal)
    assert refused.refusal.code is RefusalCode.PAGES_MISSING
    assert state.papers[0].name in dict(refused.refusal.params)["papers"]
    done = office.processing.hand_over(clerk, (state.id,), "Máy quét hỏng")
    assert isinstance(done, Handed)
    assert (done.states[0].stage, done.states[0].trail[-1].kind) == (Stage.HANDED_OVER, ActKind.HAND_OVER)
    assert "Máy quét hỏng" in done.states[0].trail[-1].text


def test_scanned_papers_go_on_without_a_word(office: Office) -> None:
    """A reason that nobody needed is not written."""
    state = with_pages(base_state(office), scanned=True)
    put(office, state)
    assert state.id not in listed(office)
    done = office.processing.hand_over(office.past.crew["hoa"], (state.id,), "không cần")
    assert isinstance(done, Handed)
    assert done.states[0].trail[-1].text == ""
