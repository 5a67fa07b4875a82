"""What citizens file on a real portal stands at the counter of its office one sync later, and hears its answer."""

from __future__ import annotations

import re
from contextlib import ExitStack
from dataclasses import replace
from typing import TYPE_CHECKING

import httpx
import pytest

from desk_client.services.forecasting import Forecasting
from desk_client.services.intake import Asking, IntakeForm, Received
from desk_client.services.listing import Listing, Tab
from desk_client.viewmodels.receive_sheet import taken_up
from dossier.acts import AskedPaper, Channel
from dossier.events import Stage
from dossier.identifiers import DossierId
from dossier.state import Dossier
from dossier.values import Reason
from tests.central_server.filing.citizen import CODE, Citizen, photo
from tests.desk_client.frame.real_centre import RealCentre, real_centre
from tests.fakes.office import sign_in
from tests.fakes.people import MARRIAGE_PAPERS, OTHER_OFFICE

if TYPE_CHECKING:
    from pathlib import Path

    from desk_client.bootstrap import Desk

pytestmark = pytest.mark.slow


class FarCitizen(Citizen):
    """A citizen whose browser speaks to a centre in another process."""

    def __init__(self, centre: RealCentre) -> None:
        self.code = CODE
        self.browser = httpx.Client(base_url=centre.address, headers={"accept": "text/html"}, timeout=30)

    def file(self) -> tuple[str, str]:
        """Fill in everything and send it; request number and secret."""
        self.fill()
        assert self.send().headers["location"] == f"{self.base}/da-nop", self.said()
        return self.filed()

    def told(self, request: str, secret: str) -> str:
        """The owner's page."""
        page = self.browser.post("/tra-cuu", data={"ma": request, "bi_mat": secret}, follow_redirects=True)
        assert page.status_code == 200
        return page.text

    def supply(self) -> None:
        """Send a photo of the paper that was asked for; the owner's page was just read."""
        [mark] = re.findall(r'name="dau" value="(\w+)"', self.browser.get("/tra-cuu/bo-sung").text)
        sent = self.browser.post("/tra-cuu/bo-sung", data={"dau": mark}, files={"p_0": ("ảnh", photo())})
        assert sent.headers["location"] == "/tra-cuu/ho-so"


def _waiting(desk: Desk) -> dict[str, Dossier]:
    """Request number → dossier of the tab "Hồ sơ trực tuyến mới", as the clerk's list shows it."""
    lines = Listing(desk.parts, Forecasting(desk.parts)).page(sign_in(desk, "hoa"), Tab.FILED, None, 500).lines
    states = [_held(desk, line.row.id) for line in lines]
    return {state.way.request: state for state in states}


def _held(desk: Desk, dossier: str) -> Dossier:
    state = desk.parts.queries.dossier(DossierId(dossier))
    assert state is not None
    return state


def _form(desk: Desk, state: Dossier) -> IntakeForm:
    """What the clerk sends on: everything as the citizen filed it, and the identity card that was only shown."""
    sheet = taken_up(state, desk.parts.rules().procedure(CODE, state.version_day))
    return IntakeForm(
        CODE,
        state.applicant,
        state.values,
        (*state.papers, replace(MARRIAGE_PAPERS[1], slot=len(state.papers) + 1)),
        channel=sheet.channel,
        delivery=sheet.delivery,
        dossier=state.id,
    )


def test_requests_are_at_their_counter_after_one_sync_and_each_hears_its_answer(
    prepared_centre: Path, tmp_path: Path
) -> None:
    """No other office has them; one is accepted and gets its code then, one is refused, one is asked for a paper and
    waits at the counter again once it has come.
    """
    with real_centre(prepared_centre, tmp_path, portal_address="http://127.0.0.1") as centre, ExitStack() as browsers:
        desk = centre.desk(tmp_path / "own", "1-99")
        other = centre.desk(tmp_path / "other", "1-99", OTHER_OFFICE)
        citizens = [FarCitizen(centre) for _ in range(3)]
        for one in citizens:
            browsers.enter_context(one.browser)
        requests = [one.file() for one in citizens]
        assert _waiting(desk) == {}
        assert desk.line.once().error is None
        assert other.line.once().error is None
        waiting = _waiting(desk)
        assert set(waiting) == {request for request, _ in requests}
        assert all(other.parts.queries.dossier(state.id) is None for state in waiting.values())
        good, short, wrong = (waiting[request] for request, _ in requests)
        assert (good.stage, good.code, good.clock.due) == (Stage.REGISTERED, "", None)

        clerk, intake = sign_in(desk, "hoa"), desk.intake
        assert isinstance(intake.receive(clerk, _form(desk, good)), Received)
        asking = Asking((AskedPaper("Quyết định ly hôn", 1, 0, ""),), Reason("thieu_giay_to"))
        assert isinstance(intake.ask_papers(clerk, _form(desk, short), asking), Dossier)
        assert isinstance(intake.refuse(clerk, _form(desk, wrong), Reason("khong_du_dieu_kien", "Đã có")), Dossier)
        assert desk.line.once().error is None
        assert _waiting(desk) == {}

        state = _held(desk, good.id)
        assert (state.stage, state.channel, state.delivery.way) == (Stage.RECEIVED, Channel.ONLINE, Channel.DIRECT)
        pages = [citizen.told(*pair) for citizen, pair in zip(citizens, requests, strict=True)]
        assert state.code
        assert state.code in pages[0]
        assert "Quyết định ly hôn" in pages[1]
        assert state.code not in pages[1]
        assert _held(desk, wrong.id).stage is Stage.REFUSED
        assert "Hồ sơ không được tiếp nhận" in pages[2]
        assert "Hồ sơ không đủ điều kiện giải quyết theo quy định: Đã có" in pages[2]
        assert "Mang theo giấy hẹn" not in pages[2]

        citizens[1].supply()
        assert desk.line.once().error is None
        assert [(one.id, len(one.way.supplied)) for one in _waiting(desk).values()] == [(short.id, 1)]
