"""A dossier's whole life through push and pull: every act answered, chained, signed for, seen by who may see it."""

import pytest

from central_server.ports.world import SignedBy
from central_sync.protocol.messages import GrantRow, PeopleRow, VerdictKind, VerdictRow
from dossier.acts import HandOver, Note
from dossier.events import Stage
from dossier.identifiers import OfficeId
from dossier.signers import Binding
from tests.central_server.acts_of_day import CERTIFICATE, DRAFT_PDF, SIGNED_PDF, Hand, dossier_of
from tests.central_server.centre_bench import TestDesk, World, key_of
from tests.fakes.people import OTHER_OFFICE


def stage_of(world: World, hand: Hand, number: int = 1) -> Stage:
    """The stage of record of a desk's dossier."""
    record = world.centre.store.read(lambda unit: unit.search.by_id(dossier_of(hand.desk, number)))
    assert record is not None
    return record.state.stage


def test_every_act_of_a_life_is_accepted_and_comes_back_as_an_event(world: World) -> None:
    """Reception to return, with the signature waiting for its file between."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    assert [one.verdict for one in desk.do(*hand.until_signing()).verdicts] == [VerdictKind.ACCEPTED] * 6
    assert stage_of(world, hand) is Stage.APPROVED
    world.check.found = SignedBy(True, CERTIFICATE, trusted=True)
    held = desk.do(hand.sign(), *hand.after_signing())
    assert [one.verdict for one in held.verdicts] == [VerdictKind.HELD] * 4
    assert [one.code for one in held.verdicts] == ["file_missing", *["behind_held"] * 3]
    assert desk.upload(DRAFT_PDF).complete
    assert desk.upload(SIGNED_PDF).complete
    assert stage_of(world, hand) is Stage.RETURNED
    desk.pull()
    assert [row.rev for row in desk.events()] == list(range(1, 11))
    assert [row.line.encode() for row in desk.events()] == desk.lines
    assert not [row for row in desk.rows if isinstance(row, VerdictRow)]
    assert world.check.asked[-1] == len(SIGNED_PDF)


def test_a_signature_of_another_certificate_is_refused_with_a_task(world: World) -> None:
    """The file is whole but its certificate is not the one the act names."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(*hand.until_signing())
    world.check.found = SignedBy(True, "f" * 64, trusted=True)
    desk.do(hand.sign())
    desk.upload(DRAFT_PDF)
    desk.upload(SIGNED_PDF)
    desk.pull()
    told = [row for row in desk.rows if isinstance(row, VerdictRow)]
    assert [(row.verdict.verdict, row.verdict.code) for row in told] == [(VerdictKind.REFUSED, "signature_invalid")]
    assert stage_of(world, hand) is Stage.APPROVED


def test_a_certificate_bound_to_another_person_does_not_sign(world: World) -> None:
    """A trusted chain is not enough when the certificate is known to be somebody else's."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    world.centre.people.bind_certificate(Binding(CERTIFICATE, world.people["loc"]))
    world.check.found = SignedBy(True, CERTIFICATE, trusted=True)
    desk.pull()
    told = [row for row in desk.rows if isinstance(row, PeopleRow)][-1]
    assert told.certificates == (Binding(CERTIFICATE, world.people["loc"]),), "the desks of his office hear of it"
    answer = desk.do(*hand.until_signing(), hand.sign()).verdicts[-1]
    assert (answer.verdict, answer.code) == (VerdictKind.REFUSED, "signature_invalid")
    assert stage_of(world, hand) is Stage.APPROVED


def test_an_office_that_gains_custody_gets_the_whole_state_then_the_events(world: World) -> None:
    """The grant row carries the state; later events follow; before it the office saw nothing."""
    desk, other = world.desk(), world.desk(OTHER_OFFICE, b"2")
    hand = Hand.of(world, desk)
    desk.do(hand.receive())
    other.pull()
    assert not [row for row in other.rows if not isinstance(row, PeopleRow) and row.__struct_config__.tag != "C"]
    desk.do(hand.act(HandOver(OTHER_OFFICE, "Quét sau")), hand.act(Note("đã gọi")))
    fresh = other.pull()
    assert [type(row).__name__ for row in fresh] == ["GrantRow", "EventRow"]
    assert isinstance(fresh[0], GrantRow)
    assert fresh[0].rev == 2
    assert OfficeId(other.known.office) == OTHER_OFFICE


def test_a_long_feed_comes_in_pages_each_proved_by_itself(world: World) -> None:
    """Seven rows a page, every page signed for its own last row."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive(), *[hand.act(Note(f"ghi {number}")) for number in range(20)])
    reader = world.desk(seed=b"9")
    assert len(reader.pull(limit=7)) == len(reader.rows) > 21
    assert reader.cursor.after == world.centre.store.read(lambda unit: unit.feed.head(OfficeId(desk.known.office))).last


def test_a_desk_of_another_epoch_is_told_the_new_one(world: World) -> None:
    """The page for a wrong epoch holds no rows and is signed under the centre's own."""
    from central_server.services.pages import Place

    desk = world.desk()
    page = world.centre.pages.page(Place(OfficeId(desk.known.office), "another", 3), 10)
    assert page.lines == ()
    assert page.head.head.epoch == desk.known.epoch


def test_files_go_up_in_leaves_and_resume(world: World) -> None:
    """A commit before the last leaf says what is missing; a leaf sent twice changes nothing."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(*hand.until_signing())
    assert desk.put(DRAFT_PDF, 0).status == 200
    assert desk.put(DRAFT_PDF, 0).status == 200
    assert desk.have(key_of(DRAFT_PDF)).files[0].leaves == [0]
    assert desk.commit(DRAFT_PDF).missing == [1]
    desk.put(DRAFT_PDF, 1)
    assert desk.commit(DRAFT_PDF).complete
    assert desk.have(key_of(DRAFT_PDF)).files[0].complete
    assert b"".join(desk.get(key_of(DRAFT_PDF).sha256, index).body for index in (0, 1)) == DRAFT_PDF


def test_a_desk_that_lost_the_reply_enrols_again_with_its_code_and_key(world: World) -> None:
    """The same key becomes the same desk with the same numbers, until its first act came; no other key ever does."""
    code = world.code()
    first, again = TestDesk.enrol(world, code), TestDesk.enrol(world, code)
    assert again.known == first.known
    assert world.centre.store.read(lambda unit: unit.registry.counts()).devices == 1
    with pytest.raises(AssertionError, match="code_refused"):
        TestDesk.enrol(world, code, seed=b"2")
    first.do(Hand.of(world, first).receive())
    with pytest.raises(AssertionError, match="code_refused"):
        TestDesk.enrol(world, code)
