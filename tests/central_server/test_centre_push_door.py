"""The door for acts: what it lets in, and that a page from memory is the page that is read back."""

from collections.abc import Callable

import pytest

from central_server.services.pages import FeedPages, Place
from central_server.services.pushes import Asked
from central_sync.protocol.centre import FeedPage
from central_sync.protocol.chain import unframe
from central_sync.protocol.codec import pack, unpack
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.messages import MAX_BODY
from dossier.acts import Note
from dossier.identifiers import DeviceId
from tests.central_server.acts_of_day import Hand
from tests.central_server.centre_bench import TestDesk, World, fault_of


def with_acts(world: World, seed: bytes = b"1") -> TestDesk:
    """A desk with a reception and a note to send."""
    desk = world.desk(seed=seed)
    hand = Hand.of(world, desk)
    desk.write([hand.receive(), hand.act(Note("một"))])
    return desk


def reads(monkeypatch: pytest.MonkeyPatch) -> list[Place]:
    """Every place from which a page is read back from the database."""
    seen: list[Place] = []
    page: Callable[[FeedPages, Place, int], FeedPage] = FeedPages.page

    def watched(pages: FeedPages, place: Place, limit: int) -> FeedPage:
        seen.append(place)
        return page(pages, place, limit)

    monkeypatch.setattr(FeedPages, "page", watched)
    return seen


def test_a_page_of_rows_just_committed_is_the_page_that_is_read_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk at the head of its feed gets its own events without another question to the database."""
    desk = with_acts(world)
    desk.pull()
    body, after = desk.frame(1, 2), desk.cursor.after
    seen = reads(monkeypatch)
    reply = world.client.post("/sync/v1/push", content=body, headers=desk.headers)
    _, from_memory = unframe(unpack(reply.content))
    assert seen == []
    assert len(from_memory) == 3
    again = world.client.post("/sync/v1/push", content=body, headers=desk.headers)
    assert [place.after for place in seen] == [after]
    assert unframe(unpack(again.content))[1] == from_memory


def test_a_desk_behind_the_head_of_its_feed_reads_on_from_where_it_stands(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another desk of the office was first: its rows come too."""
    late, first = with_acts(world), with_acts(world, b"2")
    late.pull()
    first.push(1)
    seen = reads(monkeypatch)
    late.push(1)
    assert len(seen) == 1
    assert [row.rev for row in late.events()] == [1, 2, 1, 2]


def test_two_desks_of_an_office_in_one_transaction_get_the_rows_of_both(world: World) -> None:
    """Both stood at the head; both pages begin there."""
    desks = [with_acts(world), with_acts(world, b"2")]
    for desk in desks:
        desk.pull()
    asked = [Asked(DeviceId(desk.known.device), desk.frame(1, 2)) for desk in desks]
    for desk, told in zip(desks, world.centre.pushes.answer(asked), strict=True):
        assert isinstance(told, bytes)
        _, (page, *rows) = unframe(unpack(told))
        desk.take(page, rows)
        assert [row.rev for row in desk.events()] == [1, 2, 1, 2]


def test_only_a_post_with_a_token_comes_in(world: World) -> None:
    """Another verb, no token, a token of a device that is gone."""
    desk = with_acts(world)
    assert world.client.get("/sync/v1/push", headers=desk.headers).status_code == 405
    bare = world.client.post("/sync/v1/push", content=desk.frame(1, 2))
    assert fault_of(bare).code is FaultCode.TOKEN_REFUSED
    (told,) = world.centre.pushes.answer([Asked(DeviceId("nobody"), desk.frame(1, 2))])
    assert "device_unknown" in str(told)


def test_a_body_that_is_too_large_or_none_of_ours_is_told_so(world: World) -> None:
    """More bytes than any batch has; bytes that are no batch; the desk's own batch comes in afterwards."""
    desk = with_acts(world)
    large = world.client.post("/sync/v1/push", content=bytes(MAX_BODY + 1), headers=desk.headers)
    assert fault_of(large).code is FaultCode.TOO_BIG
    strange = world.client.post("/sync/v1/push", content=pack(b"{}"), headers=desk.headers)
    assert fault_of(strange).code is FaultCode.REQUEST_REFUSED
    assert [one.verdict.value for one in desk.push(1).verdicts] == ["accepted", "accepted"]
