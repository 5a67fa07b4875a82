"""What happens becomes notices exactly once, whoever folds, however often, and old or noted things wake nobody."""

from datetime import timedelta

import pytest

from central_server.ports.notices import NewNotice, NoticeChannel, NoticeState
from central_server.services.notices.facts import Happening
from central_server.services.notices.plan import Plan
from central_server.storage.notices import SqlNotices
from dossier.acts import AskedPaper, AskPapers, Channel, HandOver, Note, RefuseIntake
from dossier.identifiers import OfficeId
from tests.central_server.acts_of_day import Hand
from tests.central_server.centre_bench import World
from tests.central_server.notices.office import EMAIL, REACHABLE, SMS, Office
from tests.fakes.people import OTHER_OFFICE

PORTAL, CALL = NoticeChannel.PORTAL, NoticeChannel.CALL


def test_an_accepted_dossier_is_told_on_the_portal_and_by_the_first_channel(world: World) -> None:
    """Code and due moment; nobody's name."""
    office = Office.of(world, EMAIL, SMS)
    code = office.receive()
    assert office.rounds.run() is not None
    assert office.told() == [("accepted", "portal", "delivered"), ("accepted", "email", "sent")]
    shown = office.notices(PORTAL)[0]
    assert shown.text == "Hồ sơ đã được tiếp nhận. Hẹn trả kết quả: 17:00 19/03/2019."
    (letter,) = office.senders[EMAIL].sent
    assert letter.subject == f"Đã tiếp nhận hồ sơ {code}"
    assert REACHABLE.name not in letter.text
    assert REACHABLE.id_number not in repr(office.notices())


def test_with_all_channels_off_only_the_portal_and_the_list_of_calls_are_left(world: World) -> None:
    """The default: who was at the counter is not called, who has a result to fetch is."""
    office = Office.of(world)
    office.until_ready()
    office.rounds.run()
    assert office.told() == [
        ("accepted", "portal", "delivered"),
        ("ready", "portal", "delivered"),
        ("ready", "call", "waiting"),
    ]
    (call,) = office.calls.of_office(office.office)
    assert (call.name, call.phone) == (REACHABLE.name, REACHABLE.phone)
    assert call.text.startswith(f"Hồ sơ {call.code} đã có kết quả. Mời đến nhận tại ")
    assert office.calls.of_office(OTHER_OFFICE) == []


def test_folding_again_makes_nothing_twice(world: World) -> None:
    """Also when a cursor went back to the beginning, as after an old copy of the database."""
    office = Office.of(world, EMAIL)
    office.receive()
    office.rounds.run()
    kept = office.notices()
    with world.centre.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE notice_cursor SET last = 0")
    done = office.rounds.run()
    assert done is not None
    assert (done.made, office.notices()) == (0, kept)
    assert len(office.senders[EMAIL].sent) == 1


def test_an_event_that_other_offices_see_too_is_told_once(world: World) -> None:
    """It stands on two feeds."""
    office = Office.of(world, EMAIL)
    office.receive()
    office.desk.do(office.hand.act(HandOver(OfficeId(OTHER_OFFICE), "Quét sau")))
    other = Hand.of(world, world.desk(OTHER_OFFICE, b"2"), "x-")
    other.maker.dossier = office.hand.maker.dossier
    other.desk.do(other.act(Note("đã xem"), "loc"))
    read = world.centre.store.read
    parts = [read(lambda unit, of=of: unit.notices.part(of, ["note"], 400)) for of in (office.office, OTHER_OFFICE)]
    assert [len(part.events) for part in parts] == [0, 1], "an event is folded where its act came from"
    office.rounds.run()
    assert [one[:2] for one in office.told()] == [("accepted", "portal"), ("accepted", "email")]


def test_two_folders_of_one_part_keep_it_once(world: World) -> None:
    """Whoever moves the cursor second keeps nothing."""
    office = Office.of(world)
    office.receive()
    parts = [world.centre.store.read(lambda unit: unit.notices.part(office.office, ["receive"], 400)) for _ in "ab"]
    assert [world.centre.store.write(lambda unit, part=part: unit.notices.move(part)) for part in parts] == [
        True,
        False,
    ]


def test_a_fold_that_dies_before_its_commit_begins_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cursor and notices are one transaction."""
    office = Office.of(world, EMAIL)
    office.receive()

    def die(*_: object) -> int:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SqlNotices, "add", die)
        with pytest.raises(KeyboardInterrupt):
            office.rounds.run()
    assert office.told() == []
    office.rounds.run()
    assert len(office.senders[EMAIL].sent) == 1


def test_a_long_feed_is_folded_in_steps(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each round says whether there is more."""
    monkeypatch.setattr("central_server.services.notices.fold._LENGTH", 2)
    office = Office.of(world)
    for number in range(1, 4):
        office.receive(number)
    more = []
    while (done := office.rounds.run()) is not None and done.more:
        more.append(done.made)
    assert len(more) >= 2
    assert len(office.notices()) == 3


def test_an_event_that_meets_a_fault_of_ours_keeps_no_other_waiting(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The operator hears of it by the act's name; the next dossier is told."""
    office = Office.of(world, EMAIL)
    first = office.receive()
    office.receive(2)
    made = Plan.drafts

    def stumble(plan: Plan, one: Happening, *rest: object) -> list[NewNotice]:
        if one.state.code == first:
            raise KeyError(one.state.applicant.name)
        return made(plan, one, *rest)  # type: ignore[arg-type]  # as they came

    monkeypatch.setattr(Plan, "drafts", stumble)
    office.rounds.run()
    assert [one.channel for one in office.notices()] == [PORTAL, EMAIL]
    ((code, (act, kind)),) = office.alarms.raised
    assert (code, kind, len(act)) == ("notice_event_fault", "KeyError", 36)


def test_a_busy_office_does_not_keep_another_from_its_turn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step begins after the office where the last one ended."""
    monkeypatch.setattr("central_server.services.notices.fold._EVENTS", 1)
    office = Office.of(world)
    office.receive()
    office.rounds.run()
    other = Hand.of(world, world.desk(OTHER_OFFICE, b"2"), "x-")
    other.desk.do(other.receive())
    office.receive(2)
    office.rounds.run()
    office.receive(3)
    office.rounds.run()
    assert [one.office for one in office.notices(PORTAL)].count(OTHER_OFFICE) == 1


def test_old_news_stands_on_the_portal_only(world: World) -> None:
    """An office without a line for four days sends its acts: nobody is woken for what was long ago."""
    office = Office.of(world, EMAIL)
    office.receive()
    world.clock.at += timedelta(days=4)
    office.rounds.run()
    assert ("accepted", "email") not in [one[:2] for one in office.told()]
    assert ("accepted", "portal", "delivered") in office.told()


def test_what_is_only_witnessed_is_no_news(world: World) -> None:
    """A second reception of a known dossier is a task of the office, not a letter."""
    office = Office.of(world, EMAIL)
    office.receive()
    reply = office.desk.do(office.hand.receive(2, applicant=REACHABLE))
    assert reply.verdicts[0].verdict.value == "noted"
    office.rounds.run()
    assert len(office.senders[EMAIL].sent) == 1


def test_papers_and_refusal_before_acceptance_are_told_with_their_words(world: World) -> None:
    """What is missing, why, at the counter: a letter, no call."""
    office = Office.of(world, EMAIL)
    items = (AskedPaper("Tờ khai", 1, 0, "chưa ký"), AskedPaper("Bản sao căn cước", 0, 1, "thiếu"))
    office.desk.do(office.hand.act(AskPapers("1.004873", REACHABLE, items, "Thiếu giấy tờ", 1, "thieu_giay_to")))
    office.rounds.run()
    office.desk.do(
        office.hand.act(RefuseIntake("1.004873", REACHABLE, "Không thuộc thẩm quyền", 2, "khong_thuoc_tham_quyen"))
    )
    office.rounds.run()
    letters = [one.text for one in office.senders[EMAIL].sent]
    assert "Giấy tờ cần bổ sung: Tờ khai; Bản sao căn cước." in letters[0]
    assert "Lý do: Không thuộc thẩm quyền." in letters[1]


def test_a_result_by_post_and_a_refusing_result_have_words_of_their_own(world: World) -> None:
    """Nobody is asked to come for what the post brings."""
    office = Office.of(world)
    office.until_ready(delivery=Channel.POST)
    office.rounds.run()
    assert [one[0] for one in office.told(PORTAL)] == ["accepted", "ready_for_post"]
    assert office.told(CALL) == []


def test_a_result_given_at_once_needs_no_notice(world: World) -> None:
    """The citizen stands there."""
    office = Office.of(world, EMAIL)
    office.receive(at_once=True, due=None)
    office.rounds.run()
    assert office.told() == []


@pytest.mark.parametrize(("hours", "late"), [(0, False), (7, True)])
def test_a_passed_due_day_is_told_once_from_the_next_day_on(world: World, hours: int, late: bool) -> None:
    """17:00 of the 19th: at 18:00 it is still that day, at 01:00 of the 20th it is late."""
    office = Office.of(world, SMS, quiet="")
    office.receive()
    office.rounds.run()
    world.clock.at = world.clock.at.replace(day=19, hour=18) + timedelta(hours=hours)
    for _ in range(2):
        office.rounds.run()
        world.clock.at += timedelta(minutes=11)
    told = [one for one in office.told() if one[0] == "late"]
    assert told == ([("late", "portal", "delivered"), ("late", "sms", "sent")] if late else [])


def test_lateness_is_found_page_by_page(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than one page of dossiers, some of which are not late yet."""
    monkeypatch.setattr("central_server.services.notices.fold._PAGE", 2)
    office = Office.of(world)
    for number in range(1, 6):
        office.receive(number)
    office.rounds.run()
    world.clock.at = world.clock.at.replace(day=20)
    office.rounds.run()
    assert [one[0] for one in office.told(CALL)] == ["late"] * 5


def test_a_call_that_is_no_longer_true_leaves_the_list(world: World) -> None:
    """The result came after all: nobody is called about lateness, and the row says why it went."""
    office = Office.of(world)
    office.receive()
    office.rounds.run()
    world.clock.at = world.clock.at.replace(day=20)
    office.rounds.run()
    assert len(office.calls.of_office(office.office)) == 1
    with world.centre.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE notice SET template = 'ready' WHERE channel = 'call'")
    assert office.calls.of_office(office.office) == []
    world.clock.at += timedelta(minutes=11)
    office.rounds.run()
    (gone,) = office.notices(CALL)
    assert (gone.state, gone.answer) == (NoticeState.DROPPED, "overtaken")


def test_only_one_runner_works_and_the_next_one_takes_over(world: World) -> None:
    """While its lease lasts; at once when it ends well, after two minutes when it died."""
    office = Office.of(world)
    other = office.another("other")
    assert office.rounds.run() is not None
    assert other.rounds.run() is None
    office.rounds.end()
    assert other.rounds.run() is not None
    assert office.rounds.run() is None
    world.clock.at += timedelta(minutes=2)
    assert office.rounds.run() is not None
