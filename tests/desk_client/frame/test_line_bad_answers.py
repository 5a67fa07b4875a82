"""What answers in place of the centre, over real sockets: the desk says which, loses nothing and sends later."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from central_sync.protocol.codec import encode, pack
from central_sync.protocol.enrolment import CentreAddress
from central_sync.protocol.exchange import TOKEN, Request, Response
from central_sync.protocol.messages import TokenReply
from desk_client.bootstrap import Desk
from desk_client.services.centre import KnownCentre
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.line import Line, LineEnds
from desk_client.services.own_password import OwnPassword
from tests.central_sync.loopback_server import LoopbackServer
from tests.fakes.office import make_office, sign_in
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES

PORTAL = b"<!DOCTYPE html><html><title>WiFi</title><form action='/login'>" + b"x" * 3000 + b"</form></html>"
FORM = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, MARRIAGE_PAPERS)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk with one dossier to send."""
    office = make_office(tmp_path)
    assert isinstance(office.intake.receive(sign_in(office, "hoa"), FORM), Received)
    yield office
    office.sandbox.close()
    office.checks.close()
    office.machine.writer.close()
    office.machine.engine.dispose()


@contextmanager
def line_to(desk: Desk, server: LoopbackServer) -> Iterator[Line]:
    """A line to whoever listens there."""
    ends = LineEnds(
        journal=desk.machine.journal,
        signer=desk.machine.signer,
        raw_ms=desk.machine.clock.unix_ms,
        correct=None,
        centre=KnownCentre(CentreAddress(server.address, "")),
    )
    line = Line(desk.parts, ends, desk.outbox)
    yield line
    line.stop()
    assert line._pump is not None
    line._pump.close()


BAD: dict[str, tuple[Response, str]] = {
    "centre answers 500": (Response(500, b"Internal Server Error"), "sync.fault.centre_fault"),
    "captive portal 200": (Response(200, PORTAL), "sync.fault.not_the_centre"),
    "captive portal 302": (Response(302, b""), "sync.fault.not_the_centre"),
    "captive portal 511": (Response(511, PORTAL), "sync.fault.not_the_centre"),
    "half a frame": (Response(200, b"\x28\xb5\x2f\xfd\x04"), "sync.fault.reply_malformed"),
    "deep nesting": (Response(200, b"[" * 200_000), "sync.fault.not_the_centre"),
}


@pytest.mark.parametrize("what", BAD)
def test_a_bad_answer_is_told_and_the_dossier_stays_unsent(desk: Desk, what: str) -> None:
    """The sentence names what is wrong; the act waits, nothing is marked as sent, and no clock was believed."""
    answer, said = BAD[what]
    server = LoopbackServer(lambda _request: answer)
    with server.running(), line_to(desk, server) as line:
        report = line.once()
        assert report.error is not None
        assert report.error.message.id == said
        trouble = line.news().trouble
        assert trouble is not None
        assert trouble.id == said
    counts = desk.outbox.counts()
    assert (counts.unsent_acts, counts.last_round, counts.tasks) == (1, None, 0)


def test_half_a_reply_is_a_cut_line(desk: Desk) -> None:
    """The other end hangs up in the middle of its answer: said as a cut, tried again by itself."""

    class Halved(LoopbackServer):
        def serve(self, handler) -> None:  # type: ignore[no-untyped-def]  # as the base class
            if handler.path == TOKEN:
                handler.path = "/cut"
            super().serve(handler)

    server = Halved(_never)
    with server.running(), line_to(desk, server) as line:
        report = line.once()
    assert report.error is not None
    assert (report.error.message.id, report.error.retryable) == ("sync.fault.cut", True)
    assert desk.outbox.counts().unsent_acts == 1


def _never(request: Request) -> Response:
    raise AssertionError(request.path)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Response(500, b"Internal Server Error"), "password.unsure"),
        (Response(200, b"\x28\xb5\x2f\xfd\x04"), "password.unsure"),
        (None, "password.unsure"),
        (Response(200, PORTAL), "sync.fault.not_the_centre"),
    ],
    ids=["centre answers 500", "half a frame", "half a reply", "captive portal"],
)
def test_a_question_whose_answer_is_lost_is_not_told_as_undone(desk: Desk, answer: Response | None, said: str) -> None:
    """The password may have been changed: nobody is told that the old one counts, or that it is tried again."""

    def handle(request: Request) -> Response:
        if request.path == TOKEN:
            return Response(200, pack(encode(TokenReply("t", 600, desk.machine.clock.unix_ms()))))
        assert answer is not None
        return answer

    class Halved(LoopbackServer):
        def serve(self, handler) -> None:  # type: ignore[no-untyped-def]  # as the base class
            if answer is None and handler.path != TOKEN:
                handler.path = "/cut"
            super().serve(handler)

    with Halved(handle).running() as server, line_to(desk, server) as line:
        told = OwnPassword(line.asker).change(sign_in(desk, "hoa"), "cũ", "mới hơn nhiều")
    assert (told.done, told.message.id) == (False, said)


def test_a_question_that_reaches_nobody_is_told_as_undone(desk: Desk) -> None:
    """Nobody listens there: the old password counts."""
    server = LoopbackServer(_never)
    with server.running():
        pass
    with line_to(desk, server) as line:
        told = OwnPassword(line.asker).change(sign_in(desk, "hoa"), "cũ", "mới hơn nhiều")
    assert told.message.id == "password.offline"
