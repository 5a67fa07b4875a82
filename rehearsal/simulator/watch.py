"""What must hold at a desk at every moment of a run, recomputed from its rows past the program's own queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import NamedTuple, NoReturn

import msgspec

from central_sync.protocol.bundle import bundle_version, decode_bundle
from central_sync.protocol.chain import ZERO, links
from central_sync.protocol.codec import decode_act, decode_state
from dossier.acts import Act, Assign, Receive, SignOnPaper
from dossier.decide import record
from dossier.events import Event, Outcome, Ruling
from dossier.evolve import event_of, evolve
from dossier.facts import Facts
from dossier.identifiers import NumberSlice
from dossier.numbers import claims_of, lies_in
from dossier.roles import Grant, Role, roles_on, seconded_on
from dossier.rules import Rules
from dossier.state import Dossier
from rehearsal.simulator.hall import Hall
from rehearsal.simulator.post import Post

_RULING = msgspec.json.Decoder(Ruling)
_GRANTS = msgspec.json.Decoder(tuple[Grant, ...])
_OPEN = ("pending", "sent")
_REFUSED = ("refused", "claimed")


class Harm(Enum):
    """What a broken invariant means to an office; each is counted in the summary."""

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


state_in = lru_cache(maxsize=2048)(decode_state)
"""A stored state, read once: every desk and the centre come to the same ones."""


@lru_cache(maxsize=8192)
def ruling_in(body: bytes) -> Ruling:
    """A stored ruling."""
    return _RULING.decode(body)


OwnAct = tuple[str, bytes, bytes]
"""A row of a desk's own acts: state, link, line."""
ToldRow = tuple[str, int, bytes, bytes]
"""A kept event: the dossier's name, revision, line, ruling."""
Told = list[ToldRow]
"""The kept events of a dossier."""
Row = tuple[str, bytes, bytes | None, int, int, int]
"""A row of a desk's dossiers: name, state, base, pending, attention, stale."""
Number = tuple[str, int]


class Kept(NamedTuple):
    """The rows of a desk at one moment."""

    acts: list[OwnAct]
    events: dict[str, Told]
    dossiers: dict[str, Row]
    numbers: list[tuple[str, int, str]]
    grants: str
    tasks: set[tuple[str, str]]
    """Act and origin of every task that was ever raised."""


class Known(NamedTuple):
    """What a line says, read once."""

    act: Act
    claims: tuple[Number, ...]


@lru_cache(maxsize=8192)
def known_in(line: bytes) -> Known:
    """What a line says; each desk and the centre keep the same bytes."""
    act = decode_act(line)
    if not isinstance(act, Act):
        broken(Harm.WRONG, "a line of an unknown kind")
    return Known(act, tuple((one.book, one.number) for one in claims_of(act)))


class Past(NamedTuple):
    """What the kept events of a dossier come to: who wrote them, whose numbers they gave it, their fold."""

    told: Told
    acts: frozenset[str]
    numbers: dict[Number, str]
    state: Dossier | None
    """None where the first events are not here."""


@lru_cache(maxsize=512)
def past_of(told: tuple[ToldRow, ...]) -> Past:
    """What rows come to from the first one; what every town begins with is folded once a process."""
    return _gone_on(Past([], frozenset(), {}, None), list(told))


def _gone_on(before: Past, told: Told) -> Past:
    """The past with the rows that came since."""
    state, acts, numbers = before.state, set(before.acts), dict(before.numbers)
    for _, rev, line, body in told[len(before.told) :]:
        known, ruling = known_in(line), ruling_in(body)
        acts.add(known.act.id)
        if told[0][1] == 1:
            state = evolve(state, event_of(known.act, rev, ruling))
        if ruling.outcome is not Outcome.NOTED:
            numbers |= dict.fromkeys(known.claims, str(known.act.dossier))
    return Past(told, frozenset(acts), numbers, state)


@dataclass
class Watch:
    """Looks at one desk; keeps what was checked already, so that only what changed is decoded and folded again."""

    post: Post
    versions: Mapping[str, Rules]
    saved: list[bytes] = field(default_factory=list)
    """The lines that people were told are saved."""
    restored: bool = False
    """The machine came back from an old copy: what it wrote since then is gone with its disk."""
    _copy: list[bytes] = field(default_factory=list)
    _pasts: dict[str, Past] = field(default_factory=dict)
    _confirmed: dict[str, object] = field(default_factory=dict)
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
        pasts = {dossier: self._past(dossier, told) for dossier, told in kept.events.items()}
        self._nothing_saved_is_gone(kept, least, most)
        self._answers_have_their_evidence(kept, pasts)
        self._snapshot_is_the_refold(kept, pasts)
        self._shown_is_the_fold(kept, pasts)
        self._seen = version

    def _read(self) -> Kept:
        eye = self.post.eye
        events: dict[str, Told] = defaultdict(list)
        for row in eye.execute("SELECT dossier, rev, line, ruling FROM event ORDER BY 1, 2"):
            events[row[0]].append(row)
        rows = eye.execute("SELECT id, state, base, pending, attention, stale FROM dossier ORDER BY n")
        return Kept(
            eye.execute("SELECT state, hash, body FROM act ORDER BY seq").fetchall(),
            events,
            {row[0]: row for row in rows},
            eye.execute("SELECT book, number, dossier FROM number").fetchall(),
            eye.execute("SELECT v FROM meta WHERE k = 'grants'").fetchone()[0],
            set(eye.execute("SELECT act, origin FROM task").fetchall()),
        )

    def _past(self, dossier: str, told: Told) -> Past:
        """Goes on from where an earlier look ended if nothing below changed."""
        before = self._pasts.get(dossier)
        if before is not None and before.told == told:
            return before
        if before is None or told[: len(before.told)] != before.told:
            past = past_of(tuple(told))
        else:
            past = _gone_on(before, told)
        self._pasts[dossier] = past
        return past

    def _say(self, what: str) -> str:
        return f"{self.post.name}: {what}"

    def _nothing_saved_is_gone(self, kept: Kept, least: int, most: int) -> None:
        """The outbox holds every act that somebody was told is saved, byte for byte, and none that nobody wrote."""
        lines = [line for _, _, line in kept.acts]
        hold(lines[: len(self.saved)] == self.saved, Harm.LOST, self._say("an act that was saved is gone or changed"))
        grown = len(lines) - len(self.saved)
        hold(grown >= least, Harm.LOST, self._say("an act was told as saved and is not there"))
        hold(grown <= most, Harm.DUPLICATED, self._say(f"{grown} acts appeared, people wrote {most} at most"))
        self.saved = lines
        if grown:
            known = [known_in(line) for line in lines]
            seqs, hashes = [one.act.seq for one in known], [hash_ for _, hash_, _ in kept.acts]
            hold(seqs == list(range(1, len(lines) + 1)), Harm.WRONG, self._say("a gap"))
            hold(hashes == links(ZERO, lines), Harm.WRONG, self._say("the chain is broken"))
            self._own_numbers_are_right(known)

    def _own_numbers_are_right(self, own: Sequence[Known]) -> None:
        """A desk prints no number for two dossiers, and its own register runs on by one."""
        owners: dict[Number, str] = {}
        for act, claims in own:
            for number in claims:
                if owners.setdefault(number, act.dossier) != act.dossier:
                    broken(Harm.DUPLICATED, self._say(f"printed {number} for two dossiers"))
        register = [act.data.book_number for act, _ in own if isinstance(act.data, Receive)]
        if self.restored:
            return  # numbers of the lost acts came back with the feed and are passed over
        hold(register == list(range(1, len(register) + 1)), Harm.WRONG, self._say("the register has a hole"))

    def _answers_have_their_evidence(self, kept: Kept, pasts: Mapping[str, Past]) -> None:
        """An act leaves the view with its event, or with the task that tells of its refusal; never before."""
        here = frozenset[str]().union(*(past.acts for past in pasts.values()))
        for state, _, line in kept.acts:
            name = known_in(line).act.id
            told = (name, state) in kept.tasks
            if state in _REFUSED:
                fine, harm = told and name not in here, Harm.WRONG if told else Harm.LOST
            elif state == "accepted":
                fine, harm = name in here, Harm.LOST
            else:
                fine, harm = state in _OPEN and name not in here, Harm.WRONG
            if not fine:
                seen = f"its event is {'' if name in here else 'not '}here, {'a' if told else 'no'} task tells it"
                broken(harm, self._say(f"act {known_in(line).act.seq} is {state}, {seen}"))

    def _snapshot_is_the_refold(self, kept: Kept, pasts: Mapping[str, Past]) -> None:
        """The confirmed state is the fold of the kept events, from the first one or from a grant on."""
        for dossier, past in pasts.items():
            row = kept.dossiers.get(dossier)
            if row is None:
                broken(Harm.LOST, self._say(f"events of {dossier}, no row"))
            _, state, base, pending, _, stale = row
            shown = base if pending else state
            found = past, shown, stale
            if stale or self._confirmed.get(dossier) == found:
                continue
            if shown is None:
                broken(Harm.LOST, self._say(f"events of {dossier}, nothing confirmed"))
            self._is_the_refold(dossier, past, state_in(shown))
            self._confirmed[dossier] = found

    def _is_the_refold(self, dossier: str, past: Past, confirmed: Dossier) -> None:
        revs = [rev for _, rev, _, _ in past.told]
        hold(revs == list(range(revs[0], revs[-1] + 1)), Harm.WRONG, self._say(f"a hole in {dossier}"))
        if confirmed.rev > revs[-1]:
            return  # a grant came after these events
        hold(confirmed.rev == revs[-1], Harm.LOST, self._say(f"{dossier} is behind its events"))
        hold(revs[0] > 1 or past.state == confirmed, Harm.WRONG, self._say(f"{dossier} is not its refold"))

    def _shown_is_the_fold(self, kept: Kept, pasts: Mapping[str, Past]) -> None:
        """Every row a person sees is his desk's unanswered acts over the confirmed state; what waits is counted."""
        waiting: dict[str, list[Known]] = defaultdict(list)
        for state, _, line in kept.acts:
            if state in _OPEN:
                known = known_in(line)
                waiting[known.act.dossier].append(known)
        around = Around.of(kept, pasts, self.post) if waiting else _NOTHING_AROUND
        for dossier in waiting.keys() - kept.dossiers.keys():
            folded, _ = self._fold(around, None, waiting[dossier])
            hold(folded is None, Harm.LOST, self._say(f"{dossier} is not shown"))
        for dossier, row in kept.dossiers.items():
            if row[2:5] != _AT_REST or dossier in waiting:
                self._is_the_fold(around, row, waiting.get(dossier, []))

    def _is_the_fold(self, around: "Around", row: Row, acts: Sequence[Known]) -> None:
        dossier, state, base, pending, attention, stale = row
        if pending != len(acts):
            broken(Harm.WRONG, self._say(f"{dossier} counts {pending}, {len(acts)} acts wait"))
        if stale:
            return
        if not acts:
            if (base, attention) != (None, 0):
                broken(Harm.WRONG, self._say(f"{dossier} waits for nothing and says so"))
            return
        key = row, [act.id for act, _ in acts], [around.facts(act) for act in acts]
        if self._shown.get(dossier) == key:
            return
        folded, clashes = self._fold(around, None if base is None else state_in(base), acts)
        hold(folded == state_in(state), Harm.WRONG, self._say(f"shown is not the fold on {dossier}"))
        hold(attention == clashes, Harm.WRONG, self._say(f"{dossier} says {attention} clashes, not {clashes}"))
        self._shown[dossier] = key

    def _fold(self, around: "Around", confirmed: Dossier | None, acts: Iterable[Known]) -> tuple[Dossier | None, int]:
        """Unanswered acts over what is confirmed, and how many of them do not fit."""
        state, clashes = confirmed, 0
        for known in acts:
            decision = record(state, known.act, self.versions[known.act.rules], around.facts(known))
            if isinstance(decision, Event):
                state = evolve(state, decision)
            clashes += not isinstance(decision, Event) or decision.ruling.outcome is Outcome.NOTED
        return state, clashes


@dataclass(frozen=True)
class Around:
    """What the facts of a desk's acts are made of."""

    grants: tuple[Grant, ...]
    numbers: Mapping[Number, str]
    slices: tuple[NumberSlice, ...]

    @classmethod
    def of(cls, kept: Kept, pasts: Mapping[str, Past], post: Post) -> "Around":
        """What a desk knows now: a number belongs to the dossier that the centre gave it to."""
        numbers = {(book, number): dossier for book, number, dossier in kept.numbers}
        for past in pasts.values():
            numbers |= past.numbers
        return cls(_GRANTS.decode(kept.grants), numbers, post.parts.identity.slices)

    def facts(self, known: Known) -> Facts:
        """The facts of one act."""
        act, claims = known
        day, data = act.at.date(), act.data
        officer = not isinstance(data, Assign) or Role.OFFICER in roles_on(self.grants, data.person, act.office, day)
        leads = not isinstance(data, SignOnPaper) or Role.LEADER in roles_on(self.grants, data.signer, act.office, day)
        return Facts(
            roles=roles_on(self.grants, act.actor, act.office, day),
            number_free=all(self.numbers.get(number, act.dossier) == act.dossier for number in claims),
            number_ours=not isinstance(data, Receive) or lies_in(self.slices, data.code),
            assignee_fit=officer,
            signer_fit=leads,
            seconded=seconded_on(self.grants, act.actor, act.office, day),
        )


_AT_REST = (None, 0, 0)
"""Base, pending and attention of a dossier on which nothing waits."""
_NOTHING_AROUND = Around((), {}, ())


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
