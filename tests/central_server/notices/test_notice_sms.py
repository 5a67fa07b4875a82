"""Short messages through a real SMS centre (an SMPP engine that is not ours) and the bytes of the protocol."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central_server.channels.settings import Peer, SmsSettings
from central_server.channels.smpp_wire import MAX_PDU, Command, Pdu, PduReader, SmppFault, read_receipt
from central_server.channels.sms import SmsSender
from central_server.ports.notices import NotTaken, Outgoing, Receipt, Taken, Trouble
from tests.central_server.notices.peers import Peer as Process
from tests.central_server.notices.peers import free_port, running

MARKED = "Hồ sơ 000.04.31.H11-190314-0001 đã được tiếp nhận, hẹn trả kết quả 17:00 19/03/2019. Cần hỏi, xin gọi 0252."


@pytest.fixture(scope="module")
def smsc() -> Iterator[Process]:
    """An SMS centre."""
    with running("smpp_peer", str(free_port())) as peer:
        yield peer


@pytest.fixture
def phone(smsc: Process) -> Iterator[SmsSender]:
    """Our side, bound anew for each test."""
    sender = SmsSender(settings(smsc.port))
    yield sender
    sender.close()


def settings(port: int, *, marks: bool = True) -> SmsSettings:
    """An account at that port."""
    return SmsSettings(Peer("127.0.0.1", port), "motcua", "MOTCUA", marks, "mật khẩu")


def sms(end: str, text: str = MARKED) -> Outgoing:
    """A message to a number with that end."""
    return Outgoing(f"act-{end}/accepted", f"849082136{end}", "", text, "accepted", {})


def joined(parts: Sequence[dict[str, str]], coding: str) -> str:
    """The text as a telephone puts it together from its parts."""
    bodies = [bytes.fromhex(part["text"]) for part in parts]
    assert len({body[3] for body in bodies}) == 1, "parts of one message share a reference"
    return "".join(body[6:].decode(coding) for body in sorted(bodies, key=lambda body: body[5]))


@pytest.mark.slow
def test_a_message_with_marks_goes_in_two_parts_and_both_arrive(smsc: Process, phone: SmsSender) -> None:
    """UCS-2, a header that joins the parts, a receipt asked for; the receipts name both."""
    (answer,) = phone.send([sms("57")])
    parts = [smsc.heard(to="84908213657") for _ in range(2)]
    assert isinstance(answer, Taken)
    assert set(answer.provider_ids) == {part["id"] for part in parts}
    assert {(part["coding"], part["esm_class"], part["receipt"], part["ton"]) for part in parts} == {(8, 0x40, 1, 5)}
    assert joined(parts, "utf-16-be") == MARKED
    kept = receipts_of(smsc, phone)
    assert {one.provider_id: one.delivered for one in kept if one.provider_id in answer.provider_ids} == dict.fromkeys(
        answer.provider_ids, True
    )


def receipts_of(smsc: Process, phone: SmsSender) -> list[Receipt]:
    """Order receipts and take them until the SMS centre has our answer to the last one."""
    kept: list[Receipt] = []
    smsc.order("receipts")
    for _ in range(200):
        phone.receive(kept.extend)
        while not smsc.lines.empty():
            if smsc.lines.get().get("receipt_of") == "":
                return kept
    raise AssertionError("the SMS centre waits for ever")


@pytest.mark.slow
def test_without_marks_one_part_is_enough(smsc: Process) -> None:
    """The default alphabet: half the price."""
    phone = SmsSender(settings(smsc.port, marks=False))
    (answer,) = phone.send([sms("58")])
    part = smsc.heard(to="84908213658")
    phone.close()
    assert isinstance(answer, Taken)
    assert (part["coding"], part["esm_class"]) == (0, 0)
    assert bytes.fromhex(part["text"]).decode("ascii").startswith("Ho so 000.04.31.H11-190314-0001 da duoc")


@pytest.mark.slow
def test_each_message_of_a_group_has_its_own_fate(smsc: Process, phone: SmsSender) -> None:
    """No such number; the account is throttled; taken."""
    gone, throttled, good = phone.send([sms("00", "a"), sms("01", "b"), sms("59", "c")])
    assert gone == NotTaken(Trouble.NEVER, "smpp_0xb")
    assert throttled == NotTaken(Trouble.CHANNEL, "smpp_0x58")
    assert isinstance(good, Taken)


@pytest.mark.slow
def test_receipts_say_what_did_not_arrive_in_both_forms(smsc: Process, phone: SmsSender) -> None:
    """By text and by parameters; a message of a person is answered and is no receipt."""
    answers = phone.send([sms("02", "a"), sms("03", "b")])
    names = [one.provider_ids[0] for one in answers if isinstance(one, Taken)]
    kept = {one.provider_id: one for one in receipts_of(smsc, phone)}
    assert (kept[names[0]].delivered, kept[names[0]].answer) == (False, "UNDELIV 000")
    assert (kept[names[1]].delivered, kept[names[1]].answer) == (True, "02")


@pytest.mark.slow
def test_a_receipt_that_could_not_be_kept_is_not_confirmed(smsc: Process, phone: SmsSender) -> None:
    """The SMS centre keeps it and tells it again when asked."""
    phone.send([sms("60", "a")])
    smsc.order("receipts")

    def away(_: Sequence[Receipt]) -> None:
        raise RuntimeError("database away")

    def until_one_comes() -> None:
        for _ in range(200):
            phone.receive(away)

    with pytest.raises(RuntimeError, match="database away"):
        until_one_comes()
    phone.close()
    smsc.hears("unanswered")
    assert isinstance(phone.send([sms("61", "a")])[0], Taken)
    assert receipts_of(smsc, phone)


@pytest.mark.slow
def test_a_line_that_was_cut_is_bound_again_with_the_next_message(smsc: Process, phone: SmsSender) -> None:
    """The receiver of receipts finds it out, or the next group does; then all goes on."""
    assert isinstance(phone.send([sms("62", "a")])[0], Taken)
    assert phone._session is not None
    phone._session._line.shutdown(2)
    lost = phone.send([sms("63", "a"), sms("64", "a")])
    assert {one.trouble for one in lost if isinstance(one, NotTaken)} == {Trouble.CHANNEL}
    assert len(lost) == 2
    assert isinstance(phone.send([sms("65", "a")])[0], Taken)


def test_no_sms_centre_is_the_channels_trouble() -> None:
    """Nobody listens."""
    (answer,) = SmsSender(settings(free_port())).send([sms("57")])
    assert answer == NotTaken(Trouble.CHANNEL, "smpp_ConnectionRefusedError")


def test_a_text_that_is_too_long_never_goes() -> None:
    """It is known before anything is asked."""
    from central_server.channels.sms import _answer

    assert _answer([]) == NotTaken(Trouble.NEVER, "too_long")


@given(st.binary(max_size=200), st.lists(st.integers(min_value=1, max_value=40), max_size=30))
def test_packets_come_out_whole_however_the_bytes_come_in(body: bytes, cuts: list[int]) -> None:
    """Any cut of the stream."""
    sent = [Pdu(Command.DELIVER_SM, 0, number, body) for number in range(3)]
    stream, reader, found = b"".join(pdu.encode() for pdu in sent), PduReader(), []
    for cut in cuts:
        found += reader.feed(stream[:cut])
        stream = stream[cut:]
    found += reader.feed(stream)
    assert found == sent


@pytest.mark.parametrize("length", [0, 15, MAX_PDU + 1, 0xFFFFFFFF])
def test_a_length_that_cannot_be_ends_the_session(length: int) -> None:
    """Nothing is kept in memory for it."""
    with pytest.raises(SmppFault, match="length"):
        PduReader().feed(length.to_bytes(4, "big") + bytes(12))


@given(st.binary(max_size=300))
def test_whatever_a_deliver_sm_holds_it_is_a_receipt_a_message_or_a_fault(body: bytes) -> None:
    """Never another exception."""
    try:
        found = read_receipt(body)
    except SmppFault:
        return
    assert found is None or found.provider_id
