"""Callers that wait at the same time are served in one go, each with its own answer; desks share a transaction."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from central_server.services.accept import Acceptance
from central_server.services.together import Table, Together
from central_sync.protocol.centre import read_batch
from central_sync.protocol.codec import encode_act
from dossier.acts import Note
from dossier.events import Event
from dossier.evolve import evolve
from dossier.identifiers import ActId, DeviceId
from dossier.state import Dossier
from tests.central_server.acts_of_day import Hand
from tests.central_server.centre_bench import TestDesk, World


class Kitchen:
    """Serves numbers by their double; the first group waits until the doors are opened."""

    def __init__(self, servers: int = 1, room: int = 100, alone: int = 1) -> None:
        self.groups: list[list[int]] = []
        self.busy = threading.Event()
        self.open = threading.Event()
        table: Table[int] = Table(servers, room, alone, lambda asked: 1, lambda asked: asked % 100)
        self.together: Together[int, int] = Together(self.serve, table)

    def serve(self, asked: Sequence[int]) -> list[int | BaseException]:
        self.groups.append(list(asked))
        self.busy.set()
        assert self.open.wait(20)
        if 666 in asked:
            raise KeyError("all")
        return [LookupError(str(one)) if one == 13 else one * 2 for one in asked]

    def crowd(self, pool: ThreadPoolExecutor, asked: Sequence[int]) -> list["Future[int]"]:
        """The first is being served, the others stand in the queue in their order; then the doors open."""
        futures = [pool.submit(self.together.ask, asked[0])]
        assert self.busy.wait(20)
        for count, one in enumerate(asked[1:], 1):
            futures.append(pool.submit(self.together.ask, one))
            wait_until(lambda count=count: len(self.together._waiting) == count)
        self.open.set()
        return futures


def wait_until(true: Callable[[], bool]) -> None:
    """Give other threads time until something holds."""
    pause = threading.Event()
    for _ in range(2000):
        if true():
            return
        pause.wait(0.01)
    raise AssertionError


def test_a_lone_caller_waits_for_nobody() -> None:
    """It serves itself."""
    kitchen = Kitchen()
    kitchen.open.set()
    assert [kitchen.together.ask(one) for one in (1, 2)] == [2, 4]
    assert kitchen.groups == [[1], [2]]


def test_all_who_wait_are_served_in_one_go_and_a_second_of_one_key_next_time() -> None:
    """201 has the key of 1 … not in the same group; each gets its own answer; one fault is its own."""
    kitchen = Kitchen()
    with ThreadPoolExecutor(8) as pool:
        futures = kitchen.crowd(pool, [5, 1, 13, 3, 201, 4])
        assert [one.result(20) for one in (*futures[:2], *futures[3:])] == [10, 2, 6, 402, 8]
        with pytest.raises(LookupError, match="13"):
            futures[2].result(20)
    assert kitchen.groups == [[5], [1, 13, 3], [201, 4]]


def test_a_group_ends_where_its_room_ends_and_a_fault_of_all_stops_nobody_else() -> None:
    """Two at a time; the group with 666 is told its fault; the next one is served."""
    kitchen = Kitchen(room=2)
    with ThreadPoolExecutor(8) as pool:
        futures = kitchen.crowd(pool, [5, 1, 666, 3])
        for broken in futures[1:3]:
            with pytest.raises(KeyError, match="all"):
                broken.result(20)
        assert [futures[0].result(20), futures[3].result(20)] == [10, 6]
    assert kitchen.groups == [[5], [1, 666], [3]]
    assert kitchen.together.ask(7) == 14


def test_two_servers_work_side_by_side() -> None:
    """A second caller does not wait for the first group's end."""
    kitchen = Kitchen(servers=2)
    with ThreadPoolExecutor(2) as pool:
        futures = [pool.submit(kitchen.together.ask, one) for one in (1, 2)]
        wait_until(lambda: len(kitchen.groups) == 2)
        kitchen.open.set()
        assert [one.result(20) for one in futures] == [2, 4]


def test_small_questions_begin_no_group_beside_another() -> None:
    """A second server would stand ready; the small ones wait and go together."""
    kitchen = Kitchen(servers=2, alone=2)
    with ThreadPoolExecutor(4) as pool:
        futures = kitchen.crowd(pool, [1, 2, 3])
        assert [one.result(20) for one in futures] == [2, 4, 6]
    assert kitchen.groups == [[1], [2, 3]]


def push_together(world: World, desks: Sequence[TestDesk]) -> list[list[str]]:
    """Push all acts of some desks in one transaction, in their order; the verdicts desk by desk."""
    acceptance = Acceptance(replace(world.centre.acceptance._parts, writers=1))
    together = acceptance._together
    served, groups = together._serve, []
    busy, goes = threading.Event(), threading.Event()

    def serve(pushes: Sequence[Any]) -> Sequence[Any]:
        groups.append(len(pushes))
        busy.set()
        assert goes.wait(20)
        return served(pushes)

    together._serve = serve  # type: ignore[method-assign]  # this test's own watch

    def push(desk: TestDesk) -> list[str]:
        device = world.centre.store.read(lambda unit: unit.registry.device(DeviceId(desk.known.device)))
        assert device is not None
        body = desk.frame(1, len(desk.lines))
        reply = acceptance.push(device, read_batch(body), body)
        return [one.verdict.value + (f":{one.code}" if one.code else "") for one in reply.verdicts]

    before = world.desk(seed=b"0")
    before.write([Hand.of(world, before).receive()])
    with ThreadPoolExecutor(len(desks) + 1) as pool:
        futures = [pool.submit(push, before)]
        assert busy.wait(20)
        for count, desk in enumerate(desks, 1):
            futures.append(pool.submit(push, desk))
            wait_until(lambda count=count: len(together._waiting) == count)
        goes.set()
        verdicts = [one.result(20) for one in futures[1:]]
    assert groups == [1, len(desks)]
    return verdicts


def test_desks_in_one_transaction_see_each_others_acts_in_their_order(world: World) -> None:
    """The second desk's note follows the first one's reception; a code of the first one's slice is not the third's."""
    first, second, third = (world.desk(seed=seed) for seed in (b"1", b"2", b"3"))
    hands = [Hand.of(world, desk) for desk in (first, second, third)]
    reception = hands[0].receive()
    first.write([reception])
    second.write([replace(hands[1].act(Note("ngay sau")), dossier=reception.dossier)])
    late = hands[2].receive()
    third.write([replace(late, data=replace(late.data, code=reception.data.code))])  # type: ignore[type-var, union-attr]
    assert push_together(world, [first, second, third]) == [["accepted"], ["accepted"], ["noted"]]
    reader = world.desk(seed=b"r")
    reader.pull()
    assert [(row.dossier, row.rev) for row in reader.events()][1:] == [
        (reception.dossier, 1),
        (reception.dossier, 2),
        (late.dossier, 1),
    ]


def test_a_fault_at_one_desk_costs_the_others_of_its_transaction_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act that breaks this program, a batch whose lines were changed, a device nobody knows: each alone."""
    desks = [world.desk(seed=seed) for seed in (b"1", b"2", b"3")]
    for desk in desks:
        hand = Hand.of(world, desk)
        desk.write([hand.receive(), hand.act(Note("nổ" if desk is desks[1] else "yên"))])

    def broken(state: Dossier | None, event: Event) -> Dossier:
        if event.data == Note("nổ"):
            raise ZeroDivisionError
        return evolve(state, event)

    monkeypatch.setattr("central_server.services.sitting.evolve", broken)
    assert push_together(world, desks) == [
        ["accepted", "accepted"],
        ["accepted", "held:fault"],
        ["accepted", "accepted"],
    ]
    reader = world.desk(seed=b"r")
    reader.pull()
    assert len(reader.events()) == 6


def test_an_id_that_a_database_cannot_keep_is_held_and_blocks_nothing(world: World) -> None:
    """A NUL in an act's id: the line is kept as it came, the desk goes on."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.write_line(encode_act(replace(hand.act(Note("x")), id=ActId("a\x00b"))))
    desk.write([hand.receive()])
    assert [one.verdict.value + one.code for one in desk.push(1).verdicts] == ["heldmisplaced", "accepted"]
