"""Who may read what: feeds and files by office, tokens, limits, and no content in an error."""

from dataclasses import replace
from datetime import timedelta

import pytest

from central_sync.protocol.chain import frame
from central_sync.protocol.codec import encode, pack
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import BatchHead, FileKey, GrantRow, PeopleRow, PullRequest, RulesRow
from dossier.acts import AttachPaper, HandOver
from tests.central_server.acts_of_day import DRAFT_PDF, Hand, file_of
from tests.central_server.centre_bench import TestDesk, World, fault_of, key_of, sha256
from tests.fakes.people import OTHER_OFFICE


def lender(world: World) -> tuple[TestDesk, Hand]:
    """A desk whose dossier has a proved draft."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(*hand.until_signing())
    assert desk.upload(DRAFT_PDF).complete
    return desk, hand


def test_a_foreign_office_reads_no_row_of_a_dossier(world: World) -> None:
    """Its feed holds only rules and its own people."""
    lender(world)
    stranger = world.desk(OTHER_OFFICE, b"2")
    assert {type(row) for row in stranger.pull()} == {RulesRow, PeopleRow}


def test_a_foreign_office_learns_nothing_of_a_file_and_cannot_fetch_it(world: World) -> None:
    """Unknown, also when it knows the hash; not even naming the hash in an act of its own opens the bytes."""
    lender(world)
    stranger = world.desk(OTHER_OFFICE, b"2")
    other = Hand.of(world, stranger, "x-")
    assert not stranger.have(key_of(DRAFT_PDF)).files[0].known
    assert stranger.get(sha256(DRAFT_PDF), 0).status == 404
    stranger.do(other.receive(), other.act(AttachPaper(1, file_of(DRAFT_PDF))))
    state = stranger.have(key_of(DRAFT_PDF)).files[0]
    assert (state.known, state.complete, state.leaves) == (True, False, [])
    assert stranger.get(sha256(DRAFT_PDF), 0).status == 404


def test_an_office_that_was_handed_the_dossier_reads_its_files(world: World) -> None:
    """Scope follows the dossier."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive(), hand.act(AttachPaper(1, file_of(DRAFT_PDF))), hand.act(HandOver(OTHER_OFFICE, "Quét sau")))
    desk.upload(DRAFT_PDF)
    other = world.desk(OTHER_OFFICE, b"2")
    assert [row for row in other.pull() if isinstance(row, GrantRow)]
    assert other.have(key_of(DRAFT_PDF)).files[0].complete
    assert other.get(sha256(DRAFT_PDF), 1).body == DRAFT_PDF[65536:]
    assert other.put(DRAFT_PDF, 0).status == 404


def test_a_file_that_was_not_proved_whole_is_given_to_nobody(world: World) -> None:
    """Every leaf is there, but nobody hashed the whole yet."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive(), hand.act(AttachPaper(1, file_of(DRAFT_PDF))))
    assert [desk.put(DRAFT_PDF, index).status for index in (0, 1)] == [200, 200]
    assert desk.get(sha256(DRAFT_PDF), 0).status == 404


def test_a_file_that_is_not_what_its_name_says_is_thrown_away(world: World) -> None:
    """Right length, wrong bytes: the commit asks for everything again."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive(), hand.act(AttachPaper(1, file_of(DRAFT_PDF))))
    wrong = b"?" * len(DRAFT_PDF)
    for index in (0, 1):
        leaf = wrong[index * 65536 : (index + 1) * 65536]
        headers = desk.headers | {"X-Leaf-SHA256": sha256(leaf)}
        path = f"/sync/v1/blob/{sha256(DRAFT_PDF)}/{index}"
        assert world.client.put(path, content=leaf, headers=headers).status_code == 200
    assert desk.commit(DRAFT_PDF).missing == [0, 1]
    assert desk.have(key_of(DRAFT_PDF)).files[0].leaves == []


def test_leaves_of_wrong_size_or_hash_are_refused(world: World) -> None:
    """Neither a longer one, nor one beyond the end, nor one that does not match its own header."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.do(hand.receive(), hand.act(AttachPaper(1, file_of(DRAFT_PDF))))
    path = f"/sync/v1/blob/{sha256(DRAFT_PDF)}"
    cases = ((0, b"short", sha256(b"short")), (2, b"", sha256(b"")), (1, DRAFT_PDF[65536:], "0" * 64))
    for index, leaf, said in cases:
        headers = desk.headers | {"X-Leaf-SHA256": said}
        reply = world.client.put(f"{path}/{index}", content=leaf, headers=headers)
        assert fault_of(reply).code is FaultCode.LEAF_REFUSED


def test_leaves_at_rest_are_encrypted_and_a_damaged_one_is_missed(world: World) -> None:
    """The disk shows no byte of a scan; a flipped byte is no leaf."""
    desk, _ = lender(world)
    places = [path for path in (world.centre.settings.data / "files").rglob("*") if path.is_file()]
    assert len(places) == 2
    assert not any(DRAFT_PDF[:15] in path.read_bytes() or sha256(DRAFT_PDF) in str(path) for path in places)
    first = next(path for path in places if path.name == "0")
    sealed = first.read_bytes()
    first.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert fault_of_get(desk, 0) is FaultCode.FILE_UNKNOWN


def fault_of_get(desk: TestDesk, index: int) -> FaultCode:
    """Why a leaf is not given."""
    path = f"/sync/v1/blob/{sha256(DRAFT_PDF)}/{index}"
    return fault_of(desk.world.client.get(path, headers=desk.headers)).code


def test_no_token_a_broken_one_and_an_old_one_are_refused(world: World) -> None:
    """Every route but enrolment needs a proof that is fresh."""
    desk = world.desk()
    body = pack(encode(PullRequest(0, desk.known.epoch)))
    token = desk.ask_token()
    for said in ("", "Bearer x", f"Bearer {token[:-1]}0" if token[-1] != "0" else f"Bearer {token[:-1]}1"):
        reply = world.client.post("/sync/v1/pull", content=body, headers={"Authorization": said})
        assert fault_of(reply).code is FaultCode.TOKEN_REFUSED
    world.clock.at += timedelta(hours=1)
    reply = world.client.post("/sync/v1/pull", content=body, headers={"Authorization": f"Bearer {token}"})
    assert (reply.status_code, fault_of(reply).code) == (401, FaultCode.TOKEN_REFUSED)
    assert fault_of(reply).server_ms == world.clock.milliseconds()


def test_a_wrong_clock_is_told_the_centres_time(world: World) -> None:
    """The complaint carries what mends it."""
    desk = world.desk()
    moved = replace(world, clock=replace(world.clock, at=world.clock.at + timedelta(hours=2)))
    with pytest.raises(AssertionError, match="clock_off"):
        replace(desk, world=moved).ask_token()


HOSTILE = {
    "empty": b"",
    "plain": b"{}",
    "noise": b"x" * 100,
    "deep": pack(b"[" * 100_000),
    "short": pack(b'{"after":1}'),
    "not text": pack(b"\xff\xfe"),
    "bomb": pack(b"0" * 5_000_000),
}


@pytest.mark.parametrize("path", ["enrol", "token", "push", "pull", "blob/have"])
def test_hostile_bodies_are_complaints_never_faults(world: World, path: str) -> None:
    """Nothing a stranger sends is a 500, and no answer quotes it."""
    desk = world.desk()
    for name, body in HOSTILE.items():
        reply = world.client.post(f"/sync/v1/{path}", content=body, headers=desk.headers)
        assert 400 <= reply.status_code < 500, name
        assert fault_of(reply).code in (FaultCode.REQUEST_REFUSED, FaultCode.TOO_BIG), name


def test_a_deeply_nested_act_is_no_fault(world: World) -> None:
    """Nesting inside a signed line is refused by the parser, not by the stack."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    deep = (
        b'{"id":"a","dev":"' + desk.known.device.encode() + b'","seq":1,"data":' + b"[" * 50_000 + b"]" * 50_000 + b"}"
    )
    desk.write_line(deep)
    reply = world.client.post("/sync/v1/push", content=desk.frame(1, 1), headers=desk.headers)
    assert reply.status_code in (200, 400)
    assert hand.maker.seq == 0


def test_a_batch_named_for_another_device_is_refused(world: World) -> None:
    """The token and the batch must be of one device."""
    desk, other = world.desk(), world.desk(seed=b"2")
    hand = Hand.of(world, desk)
    desk.write([hand.receive()])
    reply = world.client.post("/sync/v1/push", content=desk.frame(1, 1), headers=other.headers)
    assert fault_of(reply).code is FaultCode.REQUEST_REFUSED


def test_an_empty_batch_moves_nothing(world: World) -> None:
    """It proves nothing, so it only reads, by its token."""
    desk = world.desk()
    head = BatchHead(desk.known.device, 1, 0, "0" * 64, "", 0, desk.known.epoch)
    reply = world.client.post("/sync/v1/push", content=pack(frame(encode(head), [])), headers=desk.headers)
    assert reply.status_code == 200


def test_too_many_files_at_once_are_refused(world: World) -> None:
    """One question has a bound."""
    desk = world.desk()
    with pytest.raises(AssertionError, match="too_big"):
        desk.have(*[FileKey(f"{number:064x}", 1) for number in range(201)])


def test_health_says_ready_and_an_unknown_address_quotes_nothing(world: World) -> None:
    """The watchdog's answers."""
    assert world.client.get("/health/live").json() == {"status": "ok"}
    assert world.client.get("/health/ready").json() == {"status": "ok"}
    assert world.client.get("/sync/v1/nothing").status_code == 404
    assert world.client.get("/nothing", headers={"accept": "text/html"}).status_code == 404
