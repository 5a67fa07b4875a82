"""What must hold in a town at every moment, and when everything was sent; all of it recomputed from scratch."""

import json
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import msgspec
from sqlalchemy import Connection, text

from central_server.ports.storage import Work
from central_server.storage import schema
from central_sync.protocol.chain import ZERO, links
from central_sync.protocol.codec import decode_act, decode_state
from central_sync.protocol.messages import VerdictKind
from desk_client.store import meta, rows
from dossier.acts import Act, Assign, Receive
from dossier.decide import Facts, record
from dossier.events import Event, Outcome, Ruling
from dossier.evolve import event_of, evolve
from dossier.identifiers import NumberSlice
from dossier.numbers import claims_of, lies_in
from dossier.roles import Grant, Role, roles_on
from dossier.state import Dossier
from tests.fakes.rules import shipped_rules
from tests.scenarios_sync.town import Post, Town

_RULING = msgspec.json.Decoder(Ruling)


class Broken(AssertionError):
    """An invariant does not hold."""


def hold(fact: object, said: str) -> None:
    """Say what is broken."""
    if not fact:
        raise Broken(said)


def act_in(line: bytes) -> Act:
    """The act of a line written by this program."""
    act = decode_act(line)
    assert isinstance(act, Act)
    return act


@dataclass(frozen=True)
class Around:
    """What the facts of a desk's acts are made of, read by other queries than the product's."""

    grants: tuple[Grant, ...]
    numbers: dict[tuple[str, int], str]
    slices: tuple[NumberSlice, ...]

    @classmethod
    def of(cls, connection: Connection, post: Post) -> "Around":
        """What a desk knows now."""
        rows_ = connection.execute(text("SELECT book, number, dossier FROM number"))
        numbers = {(row.book, row.number): str(row.dossier) for row in rows_}
        for row in connection.execute(text("SELECT line, ruling FROM event")):
            numbers.update(_granted(bytes(row.line), bytes(row.ruling)))
        return cls(meta.people(connection).grants, numbers, post.counter.parts.identity.slices)

    def facts(self, act: Act) -> Facts:
        """The facts of one act."""
        day, data = act.at.date(), act.data
        owners = [self.numbers.get((one.book, one.number), act.dossier) for one in claims_of(act)]
        officer = not isinstance(data, Assign) or Role.OFFICER in roles_on(self.grants, data.person, act.office, day)
        return Facts(
            roles=roles_on(self.grants, act.actor, act.office, day),
            number_free=all(owner == act.dossier for owner in owners),
            number_ours=not isinstance(data, Receive) or lies_in(self.slices, data.code),
            assignee_fit=officer,
        )


@cache
def _granted(line: bytes, ruling: bytes) -> dict[tuple[str, int], str]:
    """The numbers that an event gave to its dossier: whoever else printed them has to hear of it."""
    act = act_in(line)
    noted = _RULING.decode(ruling).outcome is Outcome.NOTED
    return {} if noted else {(one.book, one.number): act.dossier for one in claims_of(act)}


def _folded(around: Around, confirmed: Dossier | None, acts: Sequence[Act]) -> tuple[Dossier | None, int]:
    """Own unanswered acts over what is confirmed, and how many of them do not fit."""
    state, clashes = confirmed, 0
    for act in acts:
        decision = record(state, act, shipped_rules(), around.facts(act))
        if isinstance(decision, Event):
            state = evolve(state, decision)
        clashes += not isinstance(decision, Event) or decision.ruling.outcome is Outcome.NOTED
    return state, clashes


def shown_is_the_fold(post: Post) -> None:
    """Every row a person sees is the own unanswered acts over the confirmed state; what waits is counted right."""
    with post.counter.parts.engine.connect() as connection:
        around = Around.of(connection, post)
        waiting: dict[str, list[Act]] = defaultdict(list)
        open_ = text("SELECT body FROM act WHERE state IN ('pending', 'sent') ORDER BY seq")
        for body in connection.execute(open_).scalars():
            act = act_in(bytes(body))
            waiting[act.dossier].append(act)
        shown = connection.execute(text("SELECT id, state, base, pending, attention, stale FROM dossier")).all()
    for dossier in waiting.keys() - {row.id for row in shown}:
        hold(_folded(around, None, waiting[dossier])[0] is None, f"{post.name}: {dossier} is not shown")
    for row in shown:
        acts = waiting[row.id]
        hold(row.pending == len(acts), f"{post.name}: {row.id} counts {row.pending}, {len(acts)} acts wait")
        if row.stale:
            continue
        if not acts:
            hold((row.base, row.attention) == (None, 0), f"{post.name}: {row.id} waits for nothing and says it does")
            continue
        confirmed = None if row.base is None else decode_state(row.base)
        state, clashes = _folded(around, confirmed, acts)
        hold(state == decode_state(row.state), f"{post.name}: shown is not the fold on {row.id}")
        hold(row.attention == clashes, f"{post.name}: {row.id} says {row.attention} clashes, not {clashes}")


def desk_snapshot_is_the_refold(post: Post) -> None:
    """The confirmed state is the fold of the kept events, from the first one or from a grant on."""
    with post.counter.parts.engine.connect() as connection:
        query = text("SELECT dossier, count(*) AS n, min(rev) AS first, max(rev) AS last FROM event GROUP BY dossier")
        for told in connection.execute(query).all():
            row = connection.execute(
                text("SELECT state, base, pending, stale FROM dossier WHERE id = :d"), {"d": told.dossier}
            ).one_or_none()
            body = None if row is None else row.state if row.pending == 0 else row.base
            hold(
                (row is not None and body is not None) or row.stale, f"{post.name}: events of {told.dossier}, no state"
            )
            if row.stale or post.folded.get(told.dossier) == (told.n, body):
                continue
            confirmed = decode_state(body)
            if confirmed.rev > told.last:
                continue  # a grant came after these events
            hold(told.n == told.last - told.first + 1, f"{post.name}: a hole in {told.dossier}")
            hold(told.last == confirmed.rev, f"{post.name}: {told.dossier} is behind its events")
            if told.first == 1:
                hold(_refold(connection, told.dossier) == confirmed, f"{post.name}: {told.dossier} is not its refold")
            post.folded[told.dossier] = (told.n, body)


def _refold(connection: Connection, dossier: str) -> Dossier | None:
    state: Dossier | None = None
    for event in _events(connection, dossier):
        state = evolve(state, event)
    return state


def _events(connection: Connection, dossier: str) -> list[Event]:
    query = text("SELECT rev, line, ruling FROM event WHERE dossier = :d ORDER BY rev")
    found = connection.execute(query, {"d": dossier})
    return [event_of(act_in(bytes(row.line)), row.rev, _RULING.decode(row.ruling)) for row in found]


def nothing_saved_is_gone(post: Post) -> None:
    """Every act that a person was told is saved is in the outbox, byte for byte, on an unbroken chain."""
    acts = post.counter.machine.journal.outbox(0, 100_000)
    lines = [act.line for act in acts]
    hold([act.seq for act in acts] == list(range(1, len(acts) + 1)), f"{post.name}: a hole in the sequence")
    hold([act.hash for act in acts] == links(ZERO, lines), f"{post.name}: the chain is broken")
    hold(lines[: len(post.saved)] == post.saved, f"{post.name}: an act that was saved is gone or changed")
    if len(lines) > len(post.saved):
        _own_numbers_are_right(post, [act_in(line) for line in lines])
    post.saved = lines


def _own_numbers_are_right(post: Post, acts: Sequence[Act]) -> None:
    """A desk prints no number for two dossiers, and its own register runs on by one."""
    owners: dict[tuple[str, int], str] = {}
    for act in acts:
        for one in claims_of(act):
            owner = owners.setdefault((one.book, one.number), act.dossier)
            hold(owner == act.dossier, f"{post.name}: printed {one.book} {one.number} for two dossiers")
    register = [act.data.book_number for act in acts if isinstance(act.data, Receive)]
    hold(register == list(range(1, len(register) + 1)), f"{post.name}: the register has a hole: {register}")


def at_every_moment(post: Post) -> None:
    """All of a desk that must hold whenever its program runs."""
    nothing_saved_is_gone(post)
    shown_is_the_fold(post)
    desk_snapshot_is_the_refold(post)


@dataclass
class Record:
    """The centre's side, read once: acts by desk, events in order, states, who sees what."""

    acts: list[tuple[str, int, str, bytes, str, str]] = field(default_factory=list)
    events: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    states: dict[str, Dossier] = field(default_factory=dict)
    seen: set[tuple[str, str]] = field(default_factory=set)

    @classmethod
    def of(cls, town: Town) -> "Record":
        """Everything the centre holds."""
        record_ = cls()
        with town.hall.centre.store.engine.connect() as connection:
            act, event = schema.act.c, schema.event.c
            for row in connection.execute(schema.act.select().order_by(act.device, act.seq)):
                record_.acts.append((row.device, row.seq, row.id, bytes(row.body), row.verdict, row.code))
            lines = {(device, seq): body for device, seq, _, body, _, _ in record_.acts}
            for row in connection.execute(schema.event.select().order_by(event.dossier, event.rev)):
                act_ = act_in(lines[row.device, row.seq])
                record_.events[row.dossier].append(event_of(act_, row.rev, _RULING.decode(row.ruling)))
            for row in connection.execute(schema.dossier.select()):
                record_.states[row.id] = decode_state(row.state)
            record_.seen = {(row.office, row.dossier) for row in connection.execute(schema.audience.select())}
        return record_


def centre_snapshot_is_the_refold(kept: Record) -> None:
    """The states of record are the folds of the events, each act in them once."""
    hold(kept.states.keys() == kept.events.keys(), "centre: a state without events, or events without a state")
    for dossier, told in kept.events.items():
        state: Dossier | None = None
        for event in told:
            state = evolve(state, event)
        hold(state == kept.states[dossier], f"centre: snapshot is not the refold of {dossier}")
    ids = Tally(event.act for told in kept.events.values() for event in told)
    hold(max(ids.values(), default=1) == 1, "centre: an act made two events")


def all_are_equal(town: Town, kept: Record) -> None:
    """Each desk shows exactly the states of record of the dossiers its office sees; nothing else, nothing less."""
    for post in town.posts.values():
        office = post.counter.parts.identity.office
        due = {dossier for seeing, dossier in kept.seen if seeing == office}
        with post.counter.parts.engine.connect() as connection:
            here = {
                str(one): rows.load(connection, str(one))
                for one in connection.execute(text("SELECT id FROM dossier")).scalars()
            }
        sent = {one for one, held in here.items() if held is not None and held.pending}
        hold(here.keys() - sent <= due, f"{post.name}: shows what its office does not see: {here.keys() - sent - due}")
        hold(due <= here.keys(), f"{post.name}: lacks {due - here.keys()}")
        for dossier in due:
            held = here[dossier]
            assert held is not None
            hold(not held.stale, f"{post.name}: {dossier} was never told anew")
            hold(held.confirmed == kept.states[dossier], f"{post.name}: {dossier} differs from the record")


def every_act_is_somewhere(town: Town, kept: Record) -> Tally[str]:
    """Each act is at the centre once, unchanged, and is an event, or a task, or held where a person sees it."""
    outcomes: Tally[str] = Tally()
    at_centre = {(device, seq): (name, body, verdict, code) for device, seq, name, body, verdict, code in kept.acts}
    events = {event.act: event for told in kept.events.values() for event in told}
    expected = 0
    for post in town.posts.values():
        device, tasks, states = post.counter.parts.identity.device, _tasks(post), post.counter.act_states()
        waits = _silent(post, kept)
        for seq, line in enumerate(post.counter.lines(), 1):
            expected += 1
            act = act_in(line)
            hold((device, seq) in at_centre, f"{post.name}: act {seq} never arrived")
            name, body, verdict, code = at_centre[device, seq]
            hold(name == act.id and body == line, f"{post.name}: act {seq} is another one at the centre")
            outcomes[verdict] += 1
            state = states[seq - 1]
            match VerdictKind(verdict):
                case VerdictKind.ACCEPTED | VerdictKind.MERGED | VerdictKind.NOTED:
                    hold(act.id in events and state == "accepted", f"{post.name}: act {seq} {verdict}, here {state}")
                    for task in events[act.id].ruling.tasks:
                        hold((act.id, task.code) in tasks, f"{post.name}: act {seq} has no task {task.code}")
                case VerdictKind.REFUSED | VerdictKind.CLAIMED:
                    hold(act.id not in events and state == verdict, f"{post.name}: act {seq} {verdict}, here {state}")
                    hold((act.id, code) in tasks, f"{post.name}: act {seq} {verdict} and no task")
                case VerdictKind.HELD:
                    outcomes[f"held:{code}"] += 1
                    hold(state == "sent", f"{post.name}: act {seq} held, here {state}")
                    seen = (act.id, code) in tasks or (code == "behind_held" and act.dossier in waits)
                    hold(seen, f"{post.name}: act {seq} held:{code} and nobody sees it")
                    hold(code != "dossier_unknown" or act.dossier not in kept.states, f"{post.name}: {seq} forgotten")
                case _:
                    raise Broken(f"{post.name}: act {seq} is a {verdict}")
    hold(expected == len(kept.acts), "centre: acts that no desk wrote")
    held = {name for _, _, name, _, verdict, _ in kept.acts if verdict == "held"}
    for post in town.posts.values():
        waiting = {task.act for task in post.counter.tasks() if task.origin == "held"}
        hold(waiting <= held, f"{post.name}: still waits for acts that have their answer")
        refused = {task.act for task in post.counter.tasks() if task.origin in ("refused", "claimed")}
        hold(not refused & events.keys(), f"{post.name}: tells acts as refused that were accepted")
    return outcomes


def _tasks(post: Post) -> set[tuple[str, str]]:
    """Act and code of the open tasks; nobody closes one in a town."""
    return {(task.act, task.code) for task in post.counter.tasks()}


def _silent(post: Post, kept: Record) -> set[str]:
    """Dossiers of a desk whose first held act is told: those behind it wait for the same."""
    device, tasks = post.counter.parts.identity.device, _tasks(post)
    told = [act_in(body) for one, _, _, body, verdict, _ in kept.acts if one == device and verdict == "held"]
    return {act.dossier for act in told if any(name == act.id for name, _ in tasks)}


def tasks_reach_the_whole_office(town: Town, kept: Record) -> None:
    """A task of one desk's act is seen at every desk that has its event, or at every desk of the act's office."""
    for post in town.posts.values():
        office, tasks = post.counter.parts.identity.office, _tasks(post)
        with post.counter.parts.engine.connect() as connection:
            here = {(row.dossier, row.rev) for row in connection.execute(text("SELECT dossier, rev FROM event"))}
        for event in (event for told in kept.events.values() for event in told):
            for task in event.ruling.tasks:
                heard = (event.dossier, event.rev) not in here or (event.act, task.code) in tasks
                hold(heard, f"{post.name}: nobody hears of {task.code}")
        for _, _, name, body, verdict, code in kept.acts:
            if verdict in ("refused", "claimed") and act_in(body).office == office:
                hold((name, code) in tasks, f"{post.name}: nobody hears of a {verdict} act")


def no_number_twice_in_silence(town: Town, kept: Record) -> int:
    """A number that two dossiers print is told by a task of at least one of the acts; how many there were."""
    users: dict[tuple[str, int], dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for _, _, name, body, verdict, _ in kept.acts:
        act = act_in(body)
        for claim in claims_of(act):
            users[claim.book, claim.number][act.dossier].append((name, verdict))
    twice = {number: by for number, by in users.items() if len(by) > 1}
    for number, by in twice.items():
        quiet = [
            dossier for dossier, acts in by.items() if any(verdict in ("accepted", "merged") for _, verdict in acts)
        ]
        hold(len(quiet) <= 1, f"number {number} is on two dossiers and nobody was told")
    return len(twice)


def every_outbox_is_empty(town: Town) -> None:
    """Acknowledged to the last act; every file of an act proved."""
    for post in town.posts.values():
        standing = post.counter.machine.journal.standing()
        hold(standing.acked == len(post.counter.lines()), f"{post.name}: acts are left in the outbox")
        hold(not post.counter.parts.shelf.unproved(10), f"{post.name}: files are left")


def no_secret_leaves_a_desk(kept: Record) -> None:
    """What is held back stays: no line carries more than the keyed hash of a secret."""
    for _, _, _, body, _, _ in kept.acts:
        data = json.loads(body)["data"]
        hold("secret" not in data, "a secret went up")


def at_the_end(town: Town) -> Tally[str]:
    """All that must hold once everything was sent and read; the outcomes that were met."""
    kept = Record.of(town)
    for post in town.posts.values():
        at_every_moment(post)
    centre_snapshot_is_the_refold(kept)
    every_outbox_is_empty(town)
    all_are_equal(town, kept)
    outcomes = every_act_is_somewhere(town, kept)
    tasks_reach_the_whole_office(town, kept)
    outcomes["numbers twice"] = no_number_twice_in_silence(town, kept)
    no_secret_leaves_a_desk(kept)
    return outcomes


def held_now(town: Town) -> int:
    """How many acts wait at the centre."""

    def count(unit: Work) -> int:
        return unit.registry.counts().held

    return town.hall.centre.store.read(count)
