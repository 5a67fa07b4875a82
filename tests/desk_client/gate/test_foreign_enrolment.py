"""Enrolments that must not succeed: a code past its day, a ticket of another province, a desk that was struck off."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from central_sync.protocol.enrolment import EnrolmentTicket
from desk_client.bootstrap import open_enrolling, open_machine
from desk_client.services.enrolling import EnrolTrouble
from tests.central_sync.loopback_server import LoopbackServer, make_identity
from tests.desk_client.frame.real_centre import RealCentre, real_centre
from tests.fakes.office import settings_in


def _enrol(folder: Path, settings: object, ticket_text: str) -> EnrolTrouble:
    """What a new machine is told; it must stay a new machine."""
    machine = open_machine(settings)  # type: ignore[arg-type]  # settings of a desk
    try:
        enrolling = open_enrolling(machine)
        ticket = enrolling.read(ticket_text)
        assert isinstance(ticket, EnrolmentTicket), ticket
        outcome = enrolling.enrol(ticket, "Quầy lạ")
        assert isinstance(outcome, EnrolTrouble), outcome
        assert machine.identity() is None
        return outcome
    finally:
        machine.writer.close()
        machine.engine.dispose()


def test_a_ticket_of_another_province_is_not_answered(tmp_path: Path) -> None:
    """The pin of the ticket is not that of the server: no code is sent, and the sentence says who it is not."""
    ours, theirs = make_identity(), make_identity()
    server = LoopbackServer(lambda request: pytest.fail(request.path), theirs)
    with server.running():
        ticket = f"motcua-enrol:1|{server.address}|{ours.pin}|ABCD-EFGH-0001"
        trouble = _enrol(tmp_path, settings_in(tmp_path), ticket)
    assert trouble.message.id == "enrol.untrusted"
    assert all(b"ABCD" not in request.body for request in server.requests)


@pytest.fixture(scope="module")
def centre(prepared_centre: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCentre]:
    """A centre whose clock the tests of this file turn."""
    with real_centre(prepared_centre, tmp_path_factory.mktemp("centre")) as running:
        yield running


@pytest.mark.slow
def test_a_code_past_its_day_makes_no_desk(centre: RealCentre, tmp_path: Path) -> None:
    """Ordered by a centre two days ago as the running one counts: refused like a used one, a new one is asked for."""
    kind, _, rest = centre.clock.partition(":")
    start, _, base = rest.partition("@")
    earlier = datetime.fromisoformat(start) - timedelta(days=2)
    old = RealCentre(centre.address, centre.data, f"{kind}:{earlier.isoformat()}@{base}")
    trouble = _enrol(tmp_path, centre.settings(tmp_path), old.ticket("200-299"))
    assert (trouble.message.id, trouble.retry) == ("sync.fault.code_refused", False)
