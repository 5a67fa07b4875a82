"""Questions that wait at the same time are served in one go, each with its own answer; desks share a transaction."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest

from central_server.services.accept import Pushed
from central_server.services.together import Table, Together
from central_sync.protocol.centre import read_batch
from central_sync.protocol.codec import encode_act
from central_sync.protocol.messages import PushReply
from dossier.acts import Note
from dossier.events import Event
from dossier.evolve import evolve
from dossier.identifiers import ActId, DeviceId
from dossier.state import Dossier
from tests.central_server.acts_of_day import Hand
from tests.central_server.centre_bench import TestDesk, World


class Kitchen:
    """Serves numbers by their double, once its doors are open."""

    def __init__(self, servers: int = 1, room: int = 100, alone: int = 1) -> None:
        self.groups: list[list[int]] = []
        self.open = threading.Event()
        table: Table[int] = Table(servers, room, alone, lambda asked: 1, lambda asked: asked % 100)
        self.together: Together[int, int] = Together(self.serve, table)

    def serve(self, asked: Sequence[int]) -> list[int | BaseException]:
        self.groups.append(list(asked))
        assert self.open.wait(20)
        if 666 in asked:
            raise KeyError("all")
        return [LookupError(str(one)) if one == 13 else one * 2 for one in asked]

    def told(self, asked: Sequence[int]) -> list[int | str]:
        """All ask in their order before the doors open; the answers, or what was raised."""

        async def crowd() -> list[int | BaseException]:
            tasks = [asyncio.create_task(self.together.ask(one)) for one in asked]
            await asyncio.sleep(0)
            self.open.set()
            return await asyncio.gather(*tasks, return_exceptions=True)

        return [one if isinstance(one, int) else repr(one) for one in asyncio.run(crowd())]


def test_a_lone_question_waits_for_nobody() -> None:
    """It is served as soon as it is asked."""
    kitchen = Kitchen()
    assert [kitchen.told([one]) for one in (1, 2)] == [[2], [4]]
    assert kitchen.groups == [[1], [2]]


def test_all_who_wait_are_served_in_one_go_and_a_second_of_one_key_next_time() -> None:
    """201 has the key of 1, so it does not go with it; each gets its own answer; one fault is its own."""
    kitchen = Kitchen()
    assert kitchen.told([5, 1, 13, 3, 201, 4]) == [10, 2, "LookupError('13')", 6, 402, 8]
    assert kitchen.groups == [[5], [1, 13, 3, 4], [201]]


def test_a_key_is_never_served_twice_at_once() -> None:
    """A second server is free, but 105 belongs to whom 5 belongs to; it holds up nobody else."""
    kitchen = Kitchen(servers=2)
    assert kitchen.told([5, 105, 7]) == [10, 210, 14]
    assert kitchen.groups == [[5], [7], [105]]


def test_a_group_ends_where_its_room_ends_and_a_fault_of_all_stops_nobody_else() -> None:
    """Two at a time; the group with 666 is told its fault; the next one is served."""
    kitchen = Kitchen(room=2)
    assert kitchen.told([5, 1, 666, 3]) == [10, "KeyError('all')", "KeyError('all')", 6]
    assert kitchen.groups == [[5], [1, 666], [3]]
    assert kitchen.told([7]) == [14]


def test_two_servers_work_side_by_side() -> None:
    """A second question does not wait for the first group's end."""
    kitchen = Kitchen(servers=2)

    async def both() -> list[int]:
        tasks = [asyncio.create_task(kitchen.together.ask(one)) for one in (1, 2)]
        while len(kitchen.groups) < 2:
            await asyncio.sleep(0.001)
        kitchen.open.set()
        return list(await asyncio.gather(*tasks))

    assert asyncio.run(asyncio.wait_for(both(), 20)) == [2, 4]


def test_small_questions_begin_no_group_beside_another() -> None:
    """A second server would stand ready; the small ones wait and go together."""
    kitchen = Kitchen(servers=2, alone=2)
    assert kitchen.told([1, 2, 3]) == [2, 4, 6]
    assert kitchen.groups == [[1], [2, 3]]


def test_small_questions_that_are_enough_together_begin_a_group_beside_another() -> None:
    """Two wait behind the first; with the third they go, while the first is still served."""
    kitchen = Kitchen(servers=2, alone=3)

    async def crowd() -> list[int]:
        tasks = [asyncio.create_task(kitchen.together.ask(one)) for one in (1, 2, 3)]
        while not kitchen.groups:
            await asyncio.sleep(0.001)
        assert kitchen.together._groups == 1
        tasks.append(asyncio.create_task(kitchen.together.ask(4)))
        while len(kitchen.groups) < 2:
            await asyncio.sleep(0.001)
        kitchen.open.set()
        return list(await asyncio.gather(*tasks))

    assert asyncio.run(asyncio.wait_for(crowd(), 20)) == [2, 4, 6, 8]
    assert kitchen.groups == [[1], [2, 3, 4]]


def test_who_hangs_up_costs_the_others_of_the_group_nothing() -> None:
    """One task is cancelled while its group is served."""
    kitchen = Kitchen()

    async def crowd() -> list[int]:
        tasks = [asyncio.create_task(kitchen.together.ask(one)) for one in (1, 2, 3)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        kitchen.open.set()
        return [await tasks[0], await tasks[2]]

    assert asyncio.run(crowd()) == [2, 6]
    assert kitchen.told([4]) == [8]


def push_together(world: World, desks: Sequence[TestDesk]) -> list[list[str]]:
    """Push all acts of some desks in one transaction, in their order; the verdicts desk by desk."""
    pushed = [pushed_of(world, desk) for desk in desks]
    taken = world.centre.acceptance.take(pushed)
    return [
        [one.verdict.value + (f":{one.code}" if one.code else "") for one in answer.verdicts]
        for answer in taken.answers
        if isinstance(answer, PushReply)
    ]


def pushed_of(world: World, desk: TestDesk) -> Pushed:
    """All acts of a desk in one batch."""
    device = world.centre.store.read(lambda unit: unit.registry.device(DeviceId(desk.known.device)))
    assert device is not None
    body = desk.frame(1, len(desk.lines))
    return Pushed(device, read_batch(body), body)


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
    assert [(row.dossier, row.rev) for row in reader.events()] == [
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
    assert len(reader.events()) == 5


def test_an_id_that_a_database_cannot_keep_is_held_and_blocks_nothing(world: World) -> None:
    """A NUL in an act's id: the line is kept as it came, the desk goes on."""
    desk = world.desk()
    hand = Hand.of(world, desk)
    desk.write_line(encode_act(replace(hand.act(Note("x")), id=ActId("a\x00b"))))
    desk.write([hand.receive()])
    assert [one.verdict.value + one.code for one in desk.push(1).verdicts] == ["heldmisplaced", "accepted"]
