"""The list of calls from a real centre: it appears at the desk, a call closes it, a cut line is said plainly."""

import socket
import time
from datetime import date
from pathlib import Path

import pytest

from central_sync.client.asking import Asker
from central_sync.client.transport import HttpTransport, Trust
from central_sync.protocol.enrolment import CentreAddress
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.round import DeskTools
from desk_client.bootstrap import Desk
from desk_client.services.day_calls import CallEnd, CallSight, DayCalls
from desk_client.services.intake import IntakeForm, Received
from dossier.acts import Accept, Assign, HandOver, HandResult, Payload, Propose
from dossier.identifiers import DossierId
from dossier.state import Dossier
from tests.desk_client.frame.real_centre import real_centre
from tests.fakes.office import sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE

pytestmark = pytest.mark.slow


def _ready(desk: Desk) -> DossierId:
    """A dossier whose result waits at the counter, all of it written at this desk."""
    crew = {login: sign_in(desk, login) for login in ("hoa", "loc", "minh", "suong")}
    received = desk.intake.receive(crew["hoa"], IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS))
    assert isinstance(received, Received), received
    dossier = received.state.id

    def do(login: str, payload: Payload) -> None:
        assert isinstance(desk.acting.do(crew[login], payload, dossier), Dossier)

    do("hoa", HandOver(OFFICE, "Máy quét hỏng"))
    do("loc", Accept())
    do("loc", Assign(crew["loc"].person.id))
    do("loc", Propose(grant=True, text="Đủ điều kiện"))
    assert isinstance(desk.drafting.approve(crew["minh"], dossier, "Đồng ý"), Dossier)
    signed = desk.parts.shelf.keep(b"%PDF-1.4 " + bytes(range(256)) * 40, 1)
    assert isinstance(desk.results.sign_on_paper(crew["suong"], dossier, signed, crew["minh"].person), Dossier)
    stamped = desk.parts.shelf.keep(b"%PDF-1.4 stamped " + bytes(range(256)) * 40, 1)
    assert isinstance(desk.results.number_on_paper(crew["suong"], dossier, stamped), Dossier)
    do("loc", HandResult("Ô 3"))
    return dossier


def _until_told(calls: DayCalls, count: int) -> CallSight:
    """The list once the centre's runner has come to that many calls."""
    end = time.monotonic() + 30
    while len((sight := calls.look()).calls) != count or sight.trouble is not None:
        assert time.monotonic() < end, sight
        time.sleep(0.1)
    return sight


def test_a_citizen_without_channels_is_called_by_the_office_and_leaves_the_list(
    prepared_centre: Path, tmp_path: Path
) -> None:
    """What to say comes from the centre; nobody answering counts; being reached hides the row at once, and for good
    when the act has arrived, on another desk's list too.
    """
    with real_centre(prepared_centre, tmp_path) as centre:
        desk = centre.desk(tmp_path / "a", "1-99")
        clerk = sign_in(desk, "hoa")
        calls = DayCalls(desk.parts, desk.acting, desk.line.asker)
        assert calls.look().calls == ()
        dossier = _ready(desk)
        assert desk.line.once().error is None
        (call,) = _until_told(calls, 1).calls
        assert (call.dossier, call.name, call.phone, call.tries, call.here) == (
            dossier,
            CITIZEN.name,
            CITIZEN.phone,
            0,
            True,
        )
        assert call.text.startswith(f"Hồ sơ {call.code} đã có kết quả.")
        assert isinstance(calls.record(clerk, call, CallEnd.NO_ANSWER, "Không nghe máy"), Dossier)
        assert desk.line.once().error is None
        end = time.monotonic() + 30
        while calls.look().calls[0].tries != 1:
            assert time.monotonic() < end
            time.sleep(0.1)
        assert isinstance(calls.record(clerk, call, CallEnd.REACHED, "Hẹn sáng mai"), Dossier)
        assert calls.look().calls == ()
        assert DayCalls(desk.parts, desk.acting, desk.line.asker).look().calls == ()
        other = centre.desk(tmp_path / "b", "100-199")
        others = DayCalls(other.parts, other.acting, other.line.asker)
        assert [one.tries for one in others.look().calls] == [1]
        assert desk.line.once().error is None
        _until_told(others, 0)
        state = desk.parts.queries.dossier(dossier)
        assert state is not None
        assert [line.text for line in state.trail[-2:]] == ["Không nghe máy", "Hẹn sáng mai"]
        assert state.clock.accepted_at is not None
        assert state.clock.accepted_at.date() == date(2019, 3, 14)


def test_without_a_line_the_list_says_so_and_gives_no_row(tmp_path: Path) -> None:
    """Nobody listens: the sentence is that of a lost line, not an empty list."""
    from tests.fakes.office import make_office

    with socket.socket() as held:  # bound and never listening: every connection is refused
        held.bind(("127.0.0.1", 0))
        desk = make_office(tmp_path)
        trust = Trust(CentreAddress(f"http://127.0.0.1:{held.getsockname()[1]}", ""))
        tools = DeskTools(desk.machine.journal, KeySigner(b"k" * 32), "", lambda: 0, lambda: "n" * 32)
        asker = Asker(tools, HttpTransport(trust))
        sight = DayCalls(desk.parts, desk.acting, asker).look()
        answer = asker.calls()
    assert sight.calls == ()
    assert sight.trouble is not None
    assert sight.trouble.id == "day.calls.offline"
    assert getattr(answer, "code", None) is FaultCode.OFFLINE
    lone = DayCalls(desk.parts, desk.acting, None).look()
    assert lone.trouble is not None
    assert lone.trouble.id == "day.calls.no_centre"
