"""What must hold at a desk at every moment of a run, recomputed from its rows past the program's own queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NoReturn

import msgspec

from central_sync.protocol.bundle import bundle_version, decode_bundle
from central_sync.protocol.chain import ZERO, links
from central_sync.protocol.codec import decode_act, decode_state
from dossier.acts import Act, Assign, Receive
from dossier.decide import Facts, record
from dossier.events import Event, Outcome, Ruling
from dossier.evolve import event_of, evolve
from dossier.identifiers import NumberSlice
from dossier.numbers import claims_of, lies_in
from dossier.roles import Grant, Role, roles_on
from dossier.rules import Rules
from dossier.state import Dossier
from rehearsal.simulator.hall import Hall
from rehearsal.simulator.post import Post

_RULING = msgspec.json.Decoder(Ruling)
_GRANTS = msgspec.json.Decoder(tuple[Grant, ...])
_OPEN = ("pending", "sent")


class Harm(Enum):
    """What a broken invariant means to an office; the first four are counted in the summary."""

    LOST = "lost"
    DUPLICATED = "duplicated"
    STUCK = "stuck"
    OUT_OF_SCOPE = "out_of_scope"
    WRONG = "wrong"


class Broken(Exception):
    """An invariant does not hold."""

    def __init__(self, harm: Harm, said: str) -> None:
        super().__init__(said)
        self.harm = harm


def broken(harm: Harm, said: str) -> NoReturn:
    """Say what does not hold."""
    raise Broken(harm, said)


def hold(fact: object, harm: Harm, said: str) -> None:
    """Say what does not hold unless it does."""
    if not fact:
        broken(harm, said)


def act_in(line: bytes) -> Act:
    """The act of a line written by this program."""
    act = decode_act(line)
    if not isinstance(act, Act):
        broken(Harm.WRONG, "a line of an unknown kind")
    return act


def ruling_in(body: bytes) -> Ruling:
    """A stored ruling."""
    return _RULING.decode(body)


@dataclass(frozen=True)
class OwnAct:
    """A row of a desk's own acts."""

    act: Act
    state: str
    line: bytes
    hash: bytes


@dataclass(frozen=True)
class Kept:
    """The rows of a desk at one moment."""

    acts: list[OwnAct]
    events: dict[str, list[tuple[int, bytes, bytes]]]
    dossiers: dict[str, tuple[bytes, bytes | None, int, int, int]]
    numbers: dict[tuple[str, int], str]
    meta: dict[str, str]
    told: set[tuple[str, str]]
    """Act and origin of every task that was ever raised."""


@dataclass
class Watch:
    """Looks at one desk; keeps what was checked already, so that only what changed is folded again."""

    post: Post
    versions: Mapping[str, Rules]
    saved: list[bytes] = field(default_factory=list)
    """The lines that people were told are saved."""
    restored: bool = False
    """The machine came back from an old copy: what it wrote since then is gone with its disk."""
    _copy: list[bytes] = field(default_factory=list)
    _decoded: dict[bytes, Act] = field(default_factory=dict)
    _folded: dict[str, tuple[list[tuple[int, bytes, bytes]], Dossier]] = field(default_factory=dict)
    _shown: dict[str, object] = field(default_factory=dict)
    _seen: object = None

    def begin(self) -> "Watch":
        """Take over what the desk holds already."""
        self.look(0, 10_000)
        return self

    def remember(self) -> None:
        """A copy of the machine is taken."""
        self._copy = list(self.saved)

    def go_back(self) -> None:
        """The machine is as it was when the copy was taken."""
        self.saved, self.restored, self._seen = self._copy, True, None
        self.look()

    def look(self, least: int = 0, most: int = 0) -> None:
        """Check everything; since the last look people wrote `least` to `most` acts."""
        version = self.post.starts, self.post.eye.total_changes
        if version == self._seen and not least:
            return
        kept = self._read()
        self._nothing_saved_is_gone(kept, least, most)
        self._answers_have_their_evidence(kept)
        self._snapshot_is_the_refold(kept)
        self._shown_is_the_fold(kept)
        self._seen = version

    def _read(self) -> Kept:
        eye = self.post.eye
        acts = [
            OwnAct(self._act(body), state, body, hash_)
            for state, hash_, body in eye.execute("SELECT state, hash, body FROM act ORDER BY seq")
        ]
        events: dict[str, list[tuple[int, bytes, bytes]]] = defaultdict(list)
        for dossier, rev, line, ruling in eye.execute("SELECT dossier, rev, line, ruling FROM event ORDER BY 1, 2"):
            events[dossier].append((rev, line, ruling))
        rows = eye.execute("SELECT id, state, base, pending, attention, stale FROM dossier ORDER BY n").fetchall()
        numbers = eye.execute("SELECT book, number, dossier FROM number").fetchall()
        return Kept(
            acts,
            events,
            {row[0]: tuple(row[1:]) for row in rows},
            {(book, number): dossier for book, number, dossier in numbers},
            dict(eye.execute("SELECT k, v FROM meta WHERE k IN ('grants', 'frozen')").fetchall()),
            set(eye.execute("SELECT act, origin FROM task").fetchall()),
        )

    def _act(self, line: bytes) -> Act:
        known = self._decoded.get(line)
        if known is None:
            known = self._decoded[line] = act_in(line)
        return known

    def _say(self, what: str) -> str:
        return f"{self.post.name}: {what}"

    def _nothing_saved_is_gone(self, kept: Kept, least: int, most: int) -> None:
        """The outbox holds every act that somebody was told is saved, byte for byte, and none that nobody wrote."""
        lines = [own.line for own in kept.acts]
        hold(lines[: len(self.saved)] == self.saved, Harm.LOST, self._say("an act that was saved is gone or changed"))
        grown = len(lines) - len(self.saved)
        hold(grown >= least, Harm.LOST, self._say("an act was told as saved and is not there"))
        hold(grown <= most, Harm.DUPLICATED, self._say(f"{grown} acts appeared, people wrote {most} at most"))
        self.saved = lines
        if grown:
            hold([own.act.seq for own in kept.acts] == list(range(1, len(lines) + 1)), Harm.WRONG, self._say("a gap"))
            hold([own.hash for own in kept.acts] == links(ZERO, lines), Harm.WRONG, self._say("the chain is broken"))
            self._own_numbers_are_right([own.act for own in kept.acts])

    def _own_numbers_are_right(self, acts: Sequence[Act]) -> None:
        """A desk prints no number for two dossiers, and its own register runs on by one."""
        owners: dict[tuple[str, int], str] = {}
        for act in acts:
            for one in claims_of(act):
                owner = owners.setdefault((one.book, one.number), act.dossier)
                printed = self._say(f"printed {one.book} {one.number} for two dossiers")
                hold(owner == act.dossier, Harm.DUPLICATED, printed)
        register = [act.data.book_number for act in acts if isinstance(act.data, Receive)]
        if self.restored:
            return  # numbers of the lost acts came back with the feed and are passed over
        hold(register == list(range(1, len(register) + 1)), Harm.WRONG, self._say("the register has a hole"))

    def _answers_have_their_evidence(self, kept: Kept) -> None:
        """An act leaves the view with its event, or with the task that tells of its refusal; never before."""
        here = {self._act(line).id for told in kept.events.values() for _, line, _ in told}
        for own in kept.acts:
            said = self._say(f"act {own.act.seq} is {own.state}")
            if own.state in ("refused", "claimed"):
                hold((own.act.id, own.state) in kept.told, Harm.LOST, f"{said} and no task tells it")
                hold(own.act.id not in here, Harm.WRONG, f"{said} and its event is here")
            elif own.state == "accepted":
                hold(own.act.id in here, Harm.LOST, f"{said} and its event is not here")
            else:
                hold(own.state in _OPEN and own.act.id not in here, Harm.WRONG, f"{said}, its event is here")

    def _snapshot_is_the_refold(self, kept: Kept) -> None:
        """The confirmed state is the fold of the kept events, from the first one or from a grant on."""
        for dossier, told in kept.events.items():
            row = kept.dossiers.get(dossier)
            if row is None:
                broken(Harm.LOST, self._say(f"events of {dossier}, no row"))
            state, base, pending, _, stale = row
            if stale:
                continue
            hold(pending == 0 or base is not None, Harm.LOST, self._say(f"events of {dossier}, nothing confirmed"))
            revs = [rev for rev, _, _ in told]
            hold(revs == list(range(revs[0], revs[-1] + 1)), Harm.WRONG, self._say(f"a hole in {dossier}"))
            confirmed = decode_state(base if pending and base is not None else state)
            if confirmed.rev > revs[-1]:
                continue  # a grant came after these events
            hold(confirmed.rev == revs[-1], Harm.LOST, self._say(f"{dossier} is behind its events"))
            if revs[0] == 1:
                hold(self._refold(dossier, told) == confirmed, Harm.WRONG, self._say(f"{dossier} is not its refold"))

    def _refold(self, dossier: str, told: list[tuple[int, bytes, bytes]]) -> Dossier | None:
        """The fold of all events, going on from where an earlier look ended if nothing below changed."""
        before, state = self._folded.get(dossier, ([], None))
        if told[: len(before)] != before:
            before, state = [], None
        for rev, line, ruling in told[len(before) :]:
            state = evolve(state, event_of(self._act(line), rev, ruling_in(ruling)))
        if state is not None:
            self._folded[dossier] = (told, state)
        return state

    def _shown_is_the_fold(self, kept: Kept) -> None:
        """Every row a person sees is his desk's unanswered acts over the confirmed state; what waits is counted."""
        around = Around.of(kept, self.post, self._act)
        waiting: dict[str, list[Act]] = defaultdict(list)
        for own in kept.acts:
            if own.state in _OPEN:
                waiting[own.act.dossier].append(own.act)
        for dossier in waiting.keys() - kept.dossiers.keys():
            folded, _ = self._fold(around, None, waiting[dossier])
            hold(folded is None, Harm.LOST, self._say(f"{dossier} is not shown"))
        for dossier, (state, base, pending, attention, stale) in kept.dossiers.items():
            acts = waiting.get(dossier, [])
            said = self._say(f"{dossier} counts {pending}, {len(acts)} acts wait")
            hold(pending == len(acts), Harm.WRONG, said)
            if stale:
                continue
            if not acts:
                hold((base, attention) == (None, 0), Harm.WRONG, self._say(f"{dossier} waits for nothing and says so"))
                continue
            facts = [around.facts(act) for act in acts]
            key = (state, base, attention, [act.id for act in acts], facts)
            if self._shown.get(dossier) == key:
                continue
            confirmed = None if base is None else decode_state(base)
            folded, clashes = self._fold(around, confirmed, acts)
            hold(folded == decode_state(state), Harm.WRONG, self._say(f"shown is not the fold on {dossier}"))
            hold(attention == clashes, Harm.WRONG, self._say(f"{dossier} says {attention} clashes, not {clashes}"))
            self._shown[dossier] = key

    def _fold(self, around: "Around", confirmed: Dossier | None, acts: Iterable[Act]) -> tuple[Dossier | None, int]:
        """Unanswered acts over what is confirmed, and how many of them do not fit."""
        state, clashes = confirmed, 0
        for act in acts:
            decision = record(state, act, self.versions[act.rules], around.facts(act))
            if isinstance(decision, Event):
                state = evolve(state, decision)
            clashes += not isinstance(decision, Event) or decision.ruling.outcome is Outcome.NOTED
        return state, clashes


@dataclass(frozen=True)
class Around:
    """What the facts of a desk's acts are made of."""

    grants: tuple[Grant, ...]
    numbers: Mapping[tuple[str, int], str]
    slices: tuple[NumberSlice, ...]

    @classmethod
    def of(cls, kept: Kept, post: Post, act_of: Any) -> "Around":
        """What a desk knows now: a number belongs to the dossier that the centre gave it to."""
        numbers = dict(kept.numbers)
        for told in kept.events.values():
            for _, line, ruling in told:
                claims = claims_of(act_of(line))
                if claims and ruling_in(ruling).outcome is not Outcome.NOTED:
                    numbers.update(((one.book, one.number), act_of(line).dossier) for one in claims)
        return cls(_GRANTS.decode(kept.meta["grants"]), numbers, post.parts.identity.slices)

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


def acknowledged_is_durable(hall: Hall, post: Post) -> None:
    """What a desk takes for acknowledged lies on the centre's disk, unless the centre came back older since then."""
    known = dict(post.eye.execute("SELECT k, v FROM meta WHERE k IN ('acked', 'epoch')").fetchall())
    last, epoch = hall.eye.execute(
        "SELECT last_seq, (SELECT value FROM meta WHERE name = 'epoch') FROM device WHERE id = ?",
        (post.parts.identity.device,),
    ).fetchone()
    fine = epoch != known["epoch"] or int(known["acked"]) <= last
    hold(fine, Harm.LOST, f"{post.name}: {known['acked']} acts are acknowledged, the centre has {last}")


def versions_of(bodies: Iterable[bytes]) -> dict[str, Rules]:
    """Rules by version."""
    return {bundle_version(body): decode_bundle(body) for body in bodies}
