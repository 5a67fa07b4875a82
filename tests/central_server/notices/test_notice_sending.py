"""A notice goes out once, is tried again later, moves to its next channel, rests at night, and keeps its proof."""

from dataclasses import replace
from datetime import timedelta

import pytest

from central_server.ports.faults import CentreFault
from central_server.ports.notices import NoticeChannel, NoticeState, NotTaken, Receipt, Taken, Trouble
from central_server.services.notices.sending import DELAYS
from dossier.acts import Amend, ReturnResult
from tests.central_server.centre_bench import World
from tests.central_server.notices.office import EMAIL, REACHABLE, SMS, ZALO, Office

CALL = NoticeChannel.CALL
LATER = NotTaken(Trouble.LATER, "busy")
NEVER = NotTaken(Trouble.NEVER, "unknown")
DOWN = NotTaken(Trouble.CHANNEL, "down")


def test_the_proof_is_kept(world: World) -> None:
    """Provider's name, moment, answer, the words that went out, a masked address."""
    office = Office.of(world, SMS)
    office.receive()
    office.rounds.run()
    (kept,) = office.notices(SMS)
    (sent,) = office.senders[SMS].sent
    assert (kept.provider_id, kept.answer, kept.sent_to, kept.text) == (sent.key, "ok", "***657", sent.text)
    assert (kept.answered_ms, kept.attempts) == (world.clock.milliseconds(), 1)
    assert sent.to == "84908213657"


def test_nothing_goes_twice(world: World) -> None:
    """However many rounds."""
    office = Office.of(world, EMAIL)
    office.receive()
    for _ in range(3):
        office.rounds.run()
        world.clock.at += timedelta(hours=1)
    assert len(office.senders[EMAIL].sent) == 1


def test_a_busy_provider_is_asked_again_ever_later_and_given_up(world: World) -> None:
    """After the last try the next channel has it, and after the last channel nobody calls for an acceptance."""
    office = Office.of(world, EMAIL, SMS)
    office.senders[EMAIL].answer = lambda _: LATER
    office.senders[SMS].answer = lambda _: NEVER
    office.receive()
    waited = []
    while office.notices(EMAIL) == [] or office.notices(EMAIL)[0].state is NoticeState.WAITING:
        before = office.senders[EMAIL].calls
        office.rounds.run()
        assert office.senders[EMAIL].calls == before + 1
        (kept,) = office.notices(EMAIL)
        waited.append((kept.next_ms - world.clock.milliseconds()) // 60000)
        world.clock.at += timedelta(minutes=waited[-1])
    assert tuple(waited[:-1]) == DELAYS
    assert office.told()[1:] == [("accepted", "email", "failed"), ("accepted", "sms", "failed")]
    assert [one.answer for one in office.notices()[1:]] == ["busy", "unknown"]


def test_an_early_second_round_leaves_a_waiting_notice_alone(world: World) -> None:
    """Not before its minute."""
    office = Office.of(world, EMAIL)
    office.senders[EMAIL].answer = lambda _: LATER
    office.receive()
    office.rounds.run()
    office.rounds.run()
    assert office.senders[EMAIL].calls == 1


def test_the_channels_are_tried_in_the_order_of_the_settings_and_then_the_office_calls(world: World) -> None:
    """Zalo does not know the number, the SMS centre does not, the mailbox is gone: a person calls."""
    office = Office.of(world, ZALO, SMS, EMAIL)
    for sender in office.senders.values():
        sender.answer = lambda _: NEVER
    office.until_ready()
    for _ in range(4):
        office.rounds.run()
    ready = [one[1:] for one in office.told() if one[0] == "ready"]
    assert ready == [
        ("portal", "delivered"),
        ("zalo", "failed"),
        ("sms", "failed"),
        ("email", "failed"),
        ("call", "waiting"),
    ]


@pytest.mark.parametrize(
    ("phone", "email", "channel"),
    [
        ("0252 382 1234", "", "call"),
        ("0908213657", "", "sms"),
        ("", "ngoc@example.vn", "email"),
        ("", "ngoc@example.vn\r\nBcc: all@example.vn", "call"),
        ("0908213657\n0908213658", "", "call"),
    ],
)
def test_only_what_the_dossier_carries_is_written_to(world: World, phone: str, email: str, channel: str) -> None:
    """A landline gets no SMS; what is no address gets nothing."""
    office = Office.of(world, SMS, EMAIL)
    office.until_ready(replace(REACHABLE, phone=phone, email=email))
    office.rounds.run()
    assert [one[1] for one in office.told() if one[0] == "ready"][1:] == [channel]


def test_a_corrected_number_counts_for_what_was_not_sent_yet(world: World) -> None:
    """The address is read when the message goes, not when it was made."""
    office = Office.of(world, SMS)
    office.senders[SMS].answer = lambda _: LATER
    office.receive()
    office.rounds.run()
    office.desk.do(office.hand.act(Amend("phone", REACHABLE.phone, "0911 000 222")))
    office.senders[SMS].answer = lambda message: Taken((message.key,), "ok")
    world.clock.at += timedelta(minutes=2)
    office.rounds.run()
    assert [one.to for one in office.senders[SMS].sent] == ["84911000222"]


def test_a_number_that_was_taken_away_moves_the_notice_on(world: World) -> None:
    """No number any more: the mailbox has it."""
    office = Office.of(world, SMS, EMAIL)
    office.senders[SMS].answer = lambda _: LATER
    office.receive()
    office.rounds.run()
    office.desk.do(office.hand.act(Amend("phone", REACHABLE.phone, "")))
    world.clock.at += timedelta(minutes=2)
    for _ in range(2):
        office.rounds.run()
    assert office.told()[1:] == [("accepted", "sms", "failed"), ("accepted", "email", "sent")]


def test_what_stopped_being_true_is_not_sent(world: World) -> None:
    """The result was fetched while the SMS centre was busy."""
    office = Office.of(world, SMS)
    office.senders[SMS].answer = lambda _: LATER
    office.until_ready()
    office.rounds.run()
    office.desk.do(office.hand.act(ReturnResult(REACHABLE.name, REACHABLE.id_number, False)))
    world.clock.at += timedelta(minutes=2)
    office.rounds.run()
    ready = next(one for one in office.notices(SMS) if one.template == "ready")
    assert (ready.state, ready.answer) == (NoticeState.DROPPED, "overtaken")
    assert office.told(CALL) == []


def test_no_telephone_rings_at_night(world: World) -> None:
    """Held from 21:00, sent at 07:00; a letter goes at any hour."""
    office = Office.of(world, SMS)
    office.receive()
    world.clock.at = world.clock.at.replace(hour=21)
    office.rounds.run()
    assert office.senders[SMS].sent == []
    world.clock.at = world.clock.at.replace(day=15, hour=6, minute=59)
    office.rounds.run()
    assert office.senders[SMS].sent == []
    world.clock.at = world.clock.at.replace(hour=7, minute=0)
    office.rounds.run()
    assert len(office.senders[SMS].sent) == 1


def test_a_letter_goes_at_any_hour(world: World) -> None:
    """A mailbox wakes nobody."""
    office = Office.of(world, EMAIL)
    office.receive()
    world.clock.at = world.clock.at.replace(hour=23)
    office.rounds.run()
    assert len(office.senders[EMAIL].sent) == 1


def test_a_channel_that_is_down_is_asked_once_a_round_and_says_so(world: World) -> None:
    """All that waited counts a try; the operator hears of the channel."""
    office = Office.of(world, EMAIL)
    office.senders[EMAIL].answer = lambda _: DOWN
    for number in range(1, 4):
        office.receive(number)
    office.rounds.run()
    assert office.senders[EMAIL].calls == 1
    assert [one.attempts for one in office.notices(EMAIL)] == [1, 1, 1]
    assert office.alarms.raised == [("notice_channel_down", ("email",))]


def test_a_fault_of_ours_in_a_channel_is_a_try_and_an_alarm(world: World) -> None:
    """No message stays claimed for ever; the alarm names the type alone."""
    office = Office.of(world, EMAIL)

    def stumble(_: object) -> Taken:
        raise KeyError(REACHABLE.name)

    office.senders[EMAIL].answer = stumble
    office.receive()
    office.rounds.run()
    (kept,) = office.notices(EMAIL)
    assert (kept.state, kept.attempts, kept.answer) == (NoticeState.WAITING, 1, "fault")
    assert office.alarms.raised[0] == ("notice_send_fault", ("email", "KeyError"))
    assert REACHABLE.name not in repr(office.alarms.raised)


def test_a_channel_that_was_switched_off_hands_its_notices_on(world: World) -> None:
    """What waited on it takes the next channel of today's settings."""
    office = Office.of(world, SMS)
    office.senders[SMS].answer = lambda _: LATER
    office.receive()
    office.rounds.run()
    office.rounds.end()
    world.clock.at += timedelta(minutes=2)
    today = office.another("today", EMAIL)
    for _ in range(2):
        today.rounds.run()
    assert today.told()[1:] == [("accepted", "sms", "failed"), ("accepted", "email", "sent")]


def test_a_runner_that_died_while_sending_leaves_its_messages_to_the_next(world: World) -> None:
    """The claim ends after ten minutes; before that nobody touches it."""
    office = Office.of(world, EMAIL)

    def die(_: object) -> Taken:
        raise KeyboardInterrupt

    office.senders[EMAIL].answer = die
    office.receive()
    with pytest.raises(KeyboardInterrupt):
        office.rounds.run()
    assert office.told()[1:] == [("accepted", "email", "sending")]
    office.senders[EMAIL].answer = lambda message: Taken((message.key,), "ok")
    world.clock.at += timedelta(minutes=9)
    office.rounds.run()
    assert office.senders[EMAIL].sent == []
    world.clock.at += timedelta(minutes=1)
    office.rounds.run()
    assert office.told()[1:] == [("accepted", "email", "sent")]


def test_two_runners_side_by_side_never_send_one_notice_twice(world: World) -> None:
    """Even without the lease: claims are compared and set."""
    office = Office.of(world, EMAIL)
    for number in range(1, 4):
        office.receive(number)
    office.rounds.run()
    office.rounds.end()
    with world.centre.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE notice SET state = 'waiting' WHERE channel = 'email'")
    now = world.clock.milliseconds()
    claims = [world.centre.store.write(lambda unit: unit.notices.claim(EMAIL, now, now + 1000, 2)) for _ in range(3)]
    taken = [one.id for claim in claims for one in claim]
    assert sorted(set(taken)) == sorted(taken)
    assert [len(claim) for claim in claims] == [2, 1, 0]


def test_a_receipt_settles_a_message_when_all_its_parts_have_arrived(world: World) -> None:
    """One part is not enough; a stranger's receipt changes nothing."""
    office = Office.of(world, SMS)
    office.senders[SMS].answer = lambda _: Taken(("p1", "p2"), "ok")
    office.receive()
    office.rounds.run()
    office.senders[SMS].receipts = [Receipt("p1", True, "DELIVRD"), Receipt("who", True, "DELIVRD")]
    office.rounds.run()
    assert office.told(SMS) == [("accepted", "sms", "sent")]
    world.clock.at += timedelta(minutes=1)
    office.senders[SMS].receipts = [Receipt("p2", True, "DELIVRD 000")]
    done = office.rounds.run()
    assert done is not None
    assert done.receipts == 1
    (kept,) = office.notices(SMS)
    assert (kept.state, kept.answer, kept.answered_ms) == (
        NoticeState.DELIVERED,
        "DELIVRD 000",
        world.clock.milliseconds(),
    )


def test_a_receipt_of_failure_sends_the_notice_on(world: World) -> None:
    """The telephone was never reached: the next channel, then the office calls; told again it changes nothing."""
    office = Office.of(world, SMS)
    office.until_ready()
    office.rounds.run()
    ready = office.senders[SMS].sent[-1].key
    for _ in range(2):
        office.senders[SMS].receipts = [Receipt(ready, False, "UNDELIV 001")]
        office.rounds.run()
    told = [one[1:] for one in office.told() if one[0] == "ready"]
    assert told == [("portal", "delivered"), ("sms", "failed"), ("call", "waiting")]


def test_a_failed_notice_can_be_sent_again_by_hand(world: World) -> None:
    """It begins anew; what arrived stays."""
    office = Office.of(world, EMAIL)
    office.senders[EMAIL].answer = lambda _: NEVER
    office.receive()
    office.rounds.run()
    office.senders[EMAIL].answer = lambda message: Taken((message.key,), "ok")
    now = world.clock.milliseconds()
    assert world.centre.store.write(lambda unit: unit.notices.retry([], now)) == 1
    office.rounds.run()
    assert office.told(EMAIL) == [("accepted", "email", "sent")]
    assert world.centre.store.write(lambda unit: unit.notices.retry([], now)) == 0


def test_a_database_that_is_away_confirms_no_receipt(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sender is told by an exception that nothing was kept."""
    office = Office.of(world, SMS)
    office.receive()
    office.rounds.run()
    kept: list[str] = []

    class Confirming:
        def receive(self, keep) -> None:  # type: ignore[no-untyped-def]  # as the port says
            keep([Receipt("p1", True, "DELIVRD")])
            kept.append("confirmed")

    monkeypatch.setitem(office.senders, SMS, Confirming())  # type: ignore[misc]  # only what receive needs

    def away(_: object) -> None:
        raise CentreFault("database_unavailable", retry=True)

    monkeypatch.setattr(world.centre.store, "write", away)
    with pytest.raises(CentreFault):
        office.rounds._parts.sending.receive()
    assert kept == []
