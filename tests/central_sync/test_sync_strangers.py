"""Replies that are not the centre's, or that say no, are codes; nothing in the journal changes."""

import pytest
from sync_centre_fake import FakeCentre
from sync_fakes import MemoryJournal, tools_of

from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import Response, complain
from central_sync.protocol.faults import Fault, FaultCode


@pytest.mark.parametrize(
    ("reply", "code", "retryable"),
    [
        (Response(200, b"<html>log in</html>"), FaultCode.NOT_THE_CENTRE, True),
        (Response(302, b""), FaultCode.NOT_THE_CENTRE, True),
        (Response(511, b"<html>"), FaultCode.NOT_THE_CENTRE, True),
        (Response(404, b"not here"), FaultCode.NOT_THE_CENTRE, True),
        (Response(500, b"oops"), FaultCode.CENTRE_FAULT, True),
        (Response(503, b""), FaultCode.CENTRE_FAULT, True),
        (Response(200, b""), FaultCode.NOT_THE_CENTRE, True),
        (Response(200, b"\x28\xb5\x2f\xfdgarbage"), FaultCode.REPLY_MALFORMED, True),
        (Response(400, b'{"code":"who_knows"}'), FaultCode.REQUEST_REFUSED, False),
        (complain(Fault(FaultCode.DEVICE_UNKNOWN)), FaultCode.DEVICE_UNKNOWN, False),
        (complain(Fault(FaultCode.CENTRE_BUSY)), FaultCode.CENTRE_BUSY, True),
    ],
)
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_bad_reply_is_a_code_and_changes_nothing(reply: Response, code: FaultCode, retryable: bool, at: int) -> None:
    """Whatever answers in place of the centre at token, push or pull, the journal stays as it was."""
    centre, journal = FakeCentre(page_rows=1), MemoryJournal()
    journal.write()
    journal.write()
    session = DeskSession(tools_of(journal))
    for number in range(at + 1):
        request = session.next_request()
        assert request is not None
        before = journal.snapshot()
        session.take(reply if number == at else centre.handle(request))
    assert session.next_request() is None
    assert session.fault is not None
    assert (session.fault.code, session.fault.retryable) == (code, retryable)
    assert journal.snapshot() == before


def test_a_revoked_desk_is_frozen_by_a_refused_pull() -> None:
    """A complaint `frozen` on a pull is kept for the screens."""
    centre, journal = FakeCentre(), MemoryJournal()
    session = DeskSession(tools_of(journal))
    request = session.next_request()
    assert request is not None
    session.take(centre.handle(request))
    assert session.next_request() is not None
    session.take(complain(Fault(FaultCode.FROZEN, "revoked")))
    assert journal.why_frozen == "revoked"


def test_a_reply_without_a_request_is_a_mistake_of_the_caller() -> None:
    """Stale replies are never fed into a round."""
    with pytest.raises(ValueError, match="outstanding"):
        DeskSession(tools_of(MemoryJournal())).take(Response(200, b""))
