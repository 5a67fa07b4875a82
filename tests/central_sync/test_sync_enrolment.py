"""The ticket of a new desk: one line of text, hostile text refused, and the answer that makes it a desk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sync_fakes import CENTRE_KEY, DESK_KEY, OFFICE

from central_sync.client.enrol import enrol
from central_sync.client.schedule import CAP_SECONDS, IDLE_SECONDS, wait_after
from central_sync.protocol.codec import WireFault, decode, encode, pack, unpack
from central_sync.protocol.enrolment import CentreAddress, EnrolmentTicket, format_ticket, parse_ticket
from central_sync.protocol.exchange import ENROL, Request, Response, complain
from central_sync.protocol.faults import Fault, FaultCode, TransportFault
from central_sync.protocol.messages import EnrolReply, EnrolRequest

PIN = "ab" * 32
GOOD = f"motcua-enrol:1|https://trung-tam.example:8443|{PIN}|K7PW-3XQA-94TD"


def test_a_ticket_comes_back_as_it_was_written() -> None:
    """The line is the ticket, also from a file with a mark, a line end or Windows' line end."""
    ticket = EnrolmentTicket(CentreAddress("https://trung-tam.example:8443", PIN), "K7PW-3XQA-94TD")
    assert format_ticket(ticket) == GOOD
    for text in (GOOD, GOOD + "\n", "\ufeff" + GOOD + "\r\n", f"  {GOOD} "):
        assert parse_ticket(text) == ticket


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080", "http://localhost:80", "http://[::1]:8080"])
def test_plain_http_is_for_this_machine_only(address: str) -> None:
    """A rehearsal on one machine needs no certificate."""
    ticket = parse_ticket(f"motcua-enrol:1|{address}||DEMO-0001")
    assert ticket.centre.plain
    assert ticket.centre.loopback


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "ticket_malformed"),
        ("hello", "ticket_malformed"),
        (GOOD.replace("enrol:1", "enrol:2"), "ticket_malformed"),
        (GOOD + "|more", "ticket_malformed"),
        (GOOD + "\n" + GOOD, "ticket_malformed"),
        (GOOD.replace("K7PW", "k7pw"), "ticket_malformed"),
        (GOOD.replace("K7PW-3XQA-94TD", "' OR 1=1"), "ticket_malformed"),
        (GOOD.replace("https", "ftp"), "ticket_malformed"),
        (GOOD.replace("https", "javascript"), "ticket_malformed"),
        (GOOD.replace("trung-tam.example", "user:pass@evil.example"), "ticket_malformed"),
        (GOOD.replace(":8443", ":8443/path"), "ticket_malformed"),
        (GOOD.replace(":8443", ":8443?x=1"), "ticket_malformed"),
        (GOOD.replace(":8443", ":99999"), "ticket_malformed"),
        (GOOD.replace(":8443", ":0"), "ticket_malformed"),
        (GOOD.replace("trung-tam", "trung tam"), "ticket_malformed"),
        (GOOD.replace("trung-tam", "trung-tâm"), "ticket_malformed"),
        (GOOD.replace(PIN, ""), "ticket_unpinned"),
        (GOOD.replace(PIN, PIN[:-2]), "ticket_unpinned"),
        (GOOD.replace(PIN, PIN.upper()), "ticket_unpinned"),
        (GOOD.replace("https", "http"), "ticket_plain"),
        ("motcua-enrol:1|http://127.0.0.1.evil.example:80||DEMO-0001", "ticket_plain"),
        ("motcua-enrol:1|http://10.0.0.1:80||DEMO-0001", "ticket_plain"),
        ("x" * 100_000, "ticket_malformed"),
        (GOOD + " " * 1000, "ticket_malformed"),
    ],
)
def test_hostile_text_is_refused_with_a_code(text: str, code: str) -> None:
    """Whatever a code on a wall says, it opens no other door."""
    with pytest.raises(WireFault) as caught:
        parse_ticket(text)
    assert caught.value.code == code


@given(st.text(max_size=200))
def test_no_text_does_anything_but_parse_or_be_refused(text: str) -> None:
    """Random text, alone or in place of a field, never raises anything else."""
    for candidate in (text, f"motcua-enrol:1|{text}|{PIN}|AAAAAA", f"motcua-enrol:1|https://a|{text}|AAAAAA"):
        try:
            parse_ticket(candidate)
        except WireFault:
            continue


def reply(**changes: object) -> EnrolReply:
    """What a centre answers."""
    fields: dict[str, object] = {
        "device": "desk-1",
        "office": OFFICE,
        "desk_number": 2,
        "centre_key": CENTRE_KEY.public_hex,
        "epoch": "e1",
        "rules": "r1",
        "slices": (),
        "accounts": (),
        "grants": (),
        "secret_salt": "00",
        "trust_anchors": (),
        "portal": "http://127.0.0.1/",
    }
    return EnrolReply(**{**fields, **changes})  # type: ignore[arg-type]  # a test's table of any fields


class OneReply:
    """A transport that gives one reply and keeps the request."""

    def __init__(self, answer: Response | TransportFault) -> None:
        self.answer = answer
        self.asked: list[Request] = []

    def send(self, request: Request) -> Response:
        """Give the reply."""
        self.asked.append(request)
        if isinstance(self.answer, TransportFault):
            raise self.answer
        return self.answer

    def fork(self) -> "OneReply":
        """No other connection."""
        return self

    def close(self) -> None:
        """Nothing to close."""


def test_a_code_makes_a_desk() -> None:
    """The request shows code, key and name; the reply comes back typed."""
    transport = OneReply(Response(200, pack(encode(reply()))))
    assert enrol(transport, "CODE-01", DESK_KEY.public_hex, "Quầy 2") == reply()
    (request,) = transport.asked
    assert request.path == ENROL
    assert decode(unpack(request.body), EnrolRequest) == EnrolRequest("CODE-01", DESK_KEY.public_hex, "Quầy 2")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (complain(Fault(FaultCode.CODE_REFUSED)), FaultCode.CODE_REFUSED),
        (Response(200, b"<html>"), FaultCode.NOT_THE_CENTRE),
        (Response(200, pack(b"{}")), FaultCode.REPLY_MALFORMED),
        (Response(200, pack(encode(reply(centre_key="short")))), FaultCode.REPLY_MALFORMED),
        (Response(200, pack(encode(reply(office="somewhere")))), FaultCode.REPLY_MALFORMED),
        (Response(200, pack(encode(reply(device="")))), FaultCode.REPLY_MALFORMED),
        (TransportFault(FaultCode.OFFLINE), FaultCode.OFFLINE),
    ],
)
def test_a_bad_answer_makes_no_desk(answer: Response | TransportFault, code: FaultCode) -> None:
    """Refused codes, strangers, half answers and dead lines are told by their code."""
    fault = enrol(OneReply(answer), "CODE-01", DESK_KEY.public_hex, "Quầy 2")
    assert isinstance(fault, Fault)
    assert fault.code is code


@given(st.integers(0, 100), st.floats(0, 1, exclude_max=True))
def test_the_wait_doubles_to_its_cap_and_is_spread(failures: int, chance: float) -> None:
    """From one second to five minutes, drawn from the upper half; a good round waits the idle time."""
    wait = wait_after(failures, chance)
    full = min(CAP_SECONDS, 2.0 ** (failures - 1)) if failures else IDLE_SECONDS
    assert full / 2 <= wait <= full
    assert CAP_SECONDS / 2 <= wait_after(1, chance, retryable=False) <= CAP_SECONDS


@pytest.mark.parametrize("chance", [-0.1, 1.0])
def test_chance_outside_its_bounds_is_a_mistake(chance: float) -> None:
    """The caller injects chance in [0, 1)."""
    with pytest.raises(ValueError, match="chance"):
        wait_after(1, chance)
