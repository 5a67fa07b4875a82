"""What must hold once everything was sent and read: every act somewhere, everybody equal, no number twice unsaid."""

import json
import sqlite3
from collections import Counter as Tally
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from central_server.ports.values import PORTAL_DEVICE
from central_server.storage.packing import unpacked
from central_sync.protocol.messages import VerdictKind
from desk_client.store.tasks import KeptTask, open_tasks
from dossier.acts import ActKind
from dossier.events import Event
from dossier.evolve import event_of
from dossier.state import Dossier
from rehearsal.simulator.post import Post
from rehearsal.simulator.town import Town
from rehearsal.simulator.watch import Harm, ToldRow, Watch, broken, hold, known_in, past_of, ruling_in, state_in

_WITH_EVENT = (VerdictKind.ACCEPTED, VerdictKind.MERGED, VerdictKind.NOTED)

_ACTS = "SELECT device, seq, id, body, verdict, code, dossier, office, received_ms FROM act ORDER BY device, seq"
_EVENTS = "SELECT dossier, rev, device, seq, ruling FROM event ORDER BY dossier, rev"


@dataclass(frozen=True)
class Arrived:
    """An act as the centre keeps it."""

    device: str
    seq: int
    id: str
    line: bytes
    verdict: VerdictKind
    code: str
    dossier: str
    office: str
    received_ms: int


@dataclass
class Record:
    """The centre's side, read once past its own queries."""

    acts: list[Arrived] = field(default_factory=list)
    events: dict[str, list[Event]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, list[ToldRow]] = field(default_factory=lambda: defaultdict(list))
    """The rows of the events."""
    states: dict[str, Dossier] = field(default_factory=dict)
    sees: set[tuple[str, str]] = field(default_factory=set)
    feeds: list[tuple[str, str]] = field(default_factory=list)
    """Office and dossier of every row of every feed that names a dossier."""
    quarantined: int = 0

    @classmethod
    def of(cls, eye: sqlite3.Connection) -> "Record":
        """Everything the centre holds."""
        kept = cls()
        for device, seq, name, body, verdict, *place in eye.execute(_ACTS):
            kept.acts.append(Arrived(device, seq, name, body, VerdictKind(verdict), *place))
        lines = {(one.device, one.seq): one.line for one in kept.acts}
        for dossier, rev, device, seq, ruling in eye.execute(_EVENTS):
            line = lines[device, seq]
            kept.told[dossier].append((dossier, rev, line, ruling))
            kept.events[dossier].append(event_of(known_in(line).act, rev, ruling_in(ruling)))
        for dossier, state in eye.execute("SELECT id, state FROM dossier"):
            kept.states[dossier] = state_in(unpacked(state))
        kept.sees = {(row["office"], row["dossier"]) for row in eye.execute("SELECT office, dossier FROM audience")}
        named = "SELECT office, dossier, kind FROM feed WHERE kind IN ('E', 'G')"
        kept.feeds = [(row["office"], row["dossier"]) for row in eye.execute(named)]
        kept.quarantined = eye.execute("SELECT count(*) FROM quarantine").fetchone()[0]
        return kept

    def all_events(self) -> Iterable[Event]:
        """Every event."""
        return (event for told in self.events.values() for event in told)


@dataclass(frozen=True)
class Desk:
    """A desk at the end: its watch, its open tasks, what it shows as stored states."""

    watch: Watch
    tasks: tuple[KeptTask, ...]

    @property
    def post(self) -> Post:
        """The desk."""
        return self.watch.post

    @property
    def told(self) -> set[tuple[str, str]]:
        """Act and code of the open tasks; nobody closes one in a town."""
        return {(task.act, task.code) for task in self.tasks}


class Answers(NamedTuple):
    """How many acts of a seed got which answer, and which kinds were accepted how often."""

    outcomes: Tally[str]
    kinds: Tally[ActKind]


def at_the_end(town: Town, watches: Iterable[Watch]) -> Answers:
    """Check all of it; what became of the acts."""
    kept = Record.of(town.hall.eye)
    desks = [Desk(watch, tuple(open_tasks(watch.post.parts.engine, 10_000))) for watch in watches]
    working = [desk for desk in desks if not desk.post.retired]
    for desk in desks:
        desk.watch.look()
    _snapshots_are_the_refolds(kept)
    _nothing_is_out_of_scope(kept, desks)
    for desk in working:
        _outbox_is_empty(desk.post)
        _shows_the_record(desk.post, kept)
    _every_act_is_somewhere(desks, kept)
    _own_hands_are_whole(kept)
    for desk in working:
        _tasks_reach_everybody(desk, kept)
        _nothing_waits_that_has_its_answer(desk, kept)
    _no_secret_left_a_desk(kept)
    fresh = [one for one in kept.acts if one.received_ms > town.ground.began_ms]
    outcomes: Tally[str] = Tally(one.verdict.value for one in fresh)
    outcomes["numbers twice"] = _no_number_twice_unsaid(kept)
    outcomes["acts"] = len(fresh)
    return Answers(outcomes, accepted_kinds(fresh))


def accepted_kinds(acts: Iterable[Arrived]) -> Tally[ActKind]:
    """How often each kind was accepted, alone or merged; one that was only played moved nothing."""
    moved = (VerdictKind.ACCEPTED, VerdictKind.MERGED)
    return Tally(known_in(one.line).act.kind for one in acts if one.verdict in moved)


def _snapshots_are_the_refolds(kept: Record) -> None:
    """The states of record are the folds of the events, each act in them once."""
    hold(kept.states.keys() == kept.events.keys(), Harm.LOST, "centre: events without a state, or the reverse")
    for dossier, told in kept.told.items():
        refold = past_of(tuple(told)).state
        hold(refold == kept.states[dossier], Harm.WRONG, f"centre: snapshot is not the refold of {dossier}")
    twice = [act for act, count in Tally(event.act for event in kept.all_events()).items() if count > 1]
    hold(not twice, Harm.DUPLICATED, f"centre: {twice} made two events")


def _nothing_is_out_of_scope(kept: Record, desks: list[Desk]) -> None:
    """No feed and no desk holds a dossier that its office does not see."""
    strange = set(kept.feeds) - kept.sees
    hold(not strange, Harm.OUT_OF_SCOPE, f"centre: the feed tells {strange}")
    for desk in desks:
        office, eye = desk.post.parts.identity.office, desk.post.eye
        # A stale one was seen rightly before the centre came back older: it stays as it was, marked, until told anew.
        held = "SELECT id FROM dossier WHERE pending = 0 AND stale = 0 UNION SELECT dossier FROM event"
        for (dossier,) in eye.execute(held):
            hold((office, dossier) in kept.sees, Harm.OUT_OF_SCOPE, f"{desk.post.name}: holds {dossier}")


def _outbox_is_empty(post: Post) -> None:
    """Acknowledged to the last act; every file of an act proved."""
    acked = post.journal.standing().acked
    last = post.eye.execute("SELECT coalesce(max(seq), 0) FROM act").fetchone()[0]
    hold(acked == last, Harm.STUCK, f"{post.name}: acts {acked + 1} to {last} are left in the outbox")
    hold(not post.parts.shelf.unproved(10), Harm.STUCK, f"{post.name}: files are left")


def _shows_the_record(post: Post, kept: Record) -> None:
    """The desk has confirmed exactly the states of record of the dossiers its office sees."""
    office = post.parts.identity.office
    rows = post.eye.execute("SELECT id, state, base, pending, stale FROM dossier").fetchall()
    here = {dossier: (state, base, pending, stale) for dossier, state, base, pending, stale in rows}
    for dossier in (dossier for seeing, dossier in kept.sees if seeing == office):
        hold(dossier in here, Harm.LOST, f"{post.name}: lacks {dossier}")
        state, base, pending, stale = here[dossier]
        hold(not stale, Harm.STUCK, f"{post.name}: {dossier} was never told anew")
        confirmed = base if pending else state
        same = confirmed is not None and state_in(confirmed) == kept.states[dossier]
        hold(same, Harm.LOST, f"{post.name}: {dossier} differs from the record")


def _every_act_is_somewhere(desks: list[Desk], kept: Record) -> None:
    """Each act is at the centre once, unchanged, and is an event, or a task, or held where a person sees it."""
    at_centre = {(one.device, one.seq): one for one in kept.acts}
    events = {event.act: event for event in kept.all_events()}
    written: set[tuple[str, int]] = set()
    for desk in desks:
        device, frozen = desk.post.parts.identity.device, desk.post.retired
        silent = _silent(desk, kept)
        states = [state for (state,) in desk.post.eye.execute("SELECT state FROM act ORDER BY seq")]
        for seq, (line, state) in enumerate(zip(desk.watch.saved, states, strict=True), 1):
            written.add((device, seq))
            one = at_centre.get((device, seq))
            if frozen and (one is None or one.line != line):
                hold(kept.quarantined, Harm.LOST, f"{desk.post.name}: {seq} is nowhere")
                continue
            if one is None:
                broken(Harm.LOST, f"{desk.post.name}: act {seq} never arrived")
            hold(one.line == line, Harm.LOST, f"{desk.post.name}: act {seq} is another one at the centre")
            if not frozen:
                _is_answered(desk, one, state, events.get(known_in(line).act.id))
                if one.verdict is VerdictKind.HELD:
                    seen = (one.id, one.code) in desk.told or (one.code == "behind_held" and one.dossier in silent)
                    hold(seen, Harm.STUCK, f"{desk.post.name}: act {seq} held:{one.code} and nobody sees it")
    back = {desk.post.parts.identity.device for desk in desks if desk.watch.restored}
    desks_acts = [key for key in at_centre if not key[0].startswith(PORTAL_DEVICE)]
    strangers = [key for key in desks_acts if key not in written and key[0] not in back]
    hold(not strangers, Harm.DUPLICATED, f"centre: acts that no desk wrote: {strangers}")
    forgotten = [one.seq for one in kept.acts if one.code == "dossier_unknown" and one.dossier in kept.states]
    hold(not forgotten, Harm.STUCK, f"centre: {forgotten} still wait for a dossier that is here")


def _own_hands_are_whole(kept: Record) -> None:
    """What the centre's own hand wrote in an office has no gap, and each of its acts is an event."""
    events = {event.act for event in kept.all_events()}
    seqs: dict[str, list[int]] = defaultdict(list)
    for one in kept.acts:
        if one.device.startswith(PORTAL_DEVICE):
            seqs[one.device].append(one.seq)
            hold(one.verdict in _WITH_EVENT and one.id in events, Harm.LOST, f"{one.device}: {one.seq} is no event")
    for device, found in seqs.items():
        hold(found == list(range(1, len(found) + 1)), Harm.LOST, f"{device}: a gap in {found}")


def _is_answered(desk: Desk, one: Arrived, state: str, event: Event | None) -> None:
    """The desk knows the act's answer, and every task of it is on its screens."""
    said = f"{desk.post.name}: act {one.seq} {one.verdict.value} {one.code}, here {state}"
    if one.verdict in _WITH_EVENT:
        if event is None:
            broken(Harm.LOST, f"{said}, no event")
        hold(state == "accepted", Harm.LOST, said)
        for task in event.ruling.tasks:
            hold((one.id, task.code) in desk.told, Harm.LOST, f"{said}, no task {task.code}")
        return
    hold(event is None, Harm.DUPLICATED, f"{said}, and an event")
    if one.verdict is VerdictKind.HELD:
        hold(state == "sent", Harm.LOST, said)
        return
    hold(one.verdict in (VerdictKind.REFUSED, VerdictKind.CLAIMED) and state == one.verdict.value, Harm.LOST, said)
    hold((one.id, one.code) in desk.told, Harm.LOST, f"{said}, no task")


def _silent(desk: Desk, kept: Record) -> set[str]:
    """Dossiers of a desk whose first held act is told: those behind it wait for the same."""
    device, told = desk.post.parts.identity.device, {act for act, _ in desk.told}
    held = (one for one in kept.acts if one.device == device and one.verdict is VerdictKind.HELD)
    return {one.dossier for one in held if one.id in told}


def _tasks_reach_everybody(desk: Desk, kept: Record) -> None:
    """A task of any desk's act is seen at every desk that has its event, or at every desk of the act's office."""
    office, told = desk.post.parts.identity.office, desk.told
    here = set(desk.post.eye.execute("SELECT dossier, rev FROM event").fetchall())
    for event in kept.all_events():
        for task in event.ruling.tasks:
            heard = (event.dossier, event.rev) not in here or (event.act, task.code) in told
            hold(heard, Harm.LOST, f"{desk.post.name}: nobody hears of {task.code}")
    for one in kept.acts:
        if one.verdict in (VerdictKind.REFUSED, VerdictKind.CLAIMED) and one.office == office:
            hold((one.id, one.code) in told, Harm.LOST, f"{desk.post.name}: nobody hears of a {one.verdict.value} act")


def _nothing_waits_that_has_its_answer(desk: Desk, kept: Record) -> None:
    """No task is left open of an answer that a later one replaced."""
    held = {one.id for one in kept.acts if one.verdict is VerdictKind.HELD}
    waiting = {task.act for task in desk.tasks if task.origin == "held"}
    hold(waiting <= held, Harm.WRONG, f"{desk.post.name}: still waits for acts that have their answer")
    refused = {task.act for task in desk.tasks if task.origin in ("refused", "claimed")}
    accepted = {event.act for event in kept.all_events()}
    hold(not refused & accepted, Harm.WRONG, f"{desk.post.name}: tells acts as refused that were accepted")


def _no_number_twice_unsaid(kept: Record) -> int:
    """A number that two dossiers print is told by a task of at least one of the acts; how many there were."""
    users: dict[tuple[str, int], dict[str, list[VerdictKind]]] = defaultdict(lambda: defaultdict(list))
    for one in kept.acts:
        act, claims = known_in(one.line)
        for number in claims:
            users[number][act.dossier].append(one.verdict)
    twice = {number: by for number, by in users.items() if len(by) > 1}
    for number, by in twice.items():
        unsaid = [dossier for dossier, given in by.items() if {VerdictKind.ACCEPTED, VerdictKind.MERGED} & {*given}]
        hold(len(unsaid) <= 1, Harm.DUPLICATED, f"number {number} is on two dossiers and nobody was told")
    return len(twice)


def _no_secret_left_a_desk(kept: Record) -> None:
    """No line carries more than the keyed hash of a look-up secret."""
    for one in kept.acts:
        hold("secret" not in json.loads(one.line)["data"], Harm.OUT_OF_SCOPE, "a secret went up")
