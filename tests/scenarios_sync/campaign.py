"""Plays one seed: people at three desks, cuts, lost replies, deaths, a restored centre; checked at every step."""

import shutil
from collections import Counter as Tally
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from desk_client.store.rulebook import Rulebook
from dossier.events import OPEN_STAGES, Stage
from tests.scenarios_sync.hands import Hands
from tests.scenarios_sync.proofs import Broken, at_every_moment, at_the_end
from tests.scenarios_sync.town import Killed, Post, Town, dying

STEPS = 44
MOST_ROUNDS = 12


@dataclass
class Played:
    """What a seed did: its story line by line, what became of its acts, what happened on the way."""

    seed: int
    story: list[str] = field(default_factory=list)
    outcomes: Tally[str] = field(default_factory=Tally)
    met: Tally[str] = field(default_factory=Tally)


class Campaign:
    """One seed on a fresh copy of the template."""

    def __init__(self, template: Path, folder: Path, seed: int, book: Rulebook) -> None:
        self.random = Random(seed)
        shutil.copytree(template, folder)
        names = "abx" if self.random.random() < 0.3 else "ab"  # whether the other office takes part in this seed
        self.town = Town(folder, self.random, book, names)
        self.hands = Hands(self.town)
        self.played = Played(seed)
        self.backup = folder.with_name(f"{folder.name}-backup")

    def play(self, steps: int = STEPS) -> Played:
        """The whole seed; raises Broken."""
        try:
            self._set_the_scene(steps)
            for step in range(steps):
                self.town.pass_time()
                self._go_back(step)
                self._step()
            self._calm_down()
            self.played.outcomes += at_the_end(self.town)
        finally:
            self.town.close()
            shutil.rmtree(self.town.folder)
            shutil.rmtree(self.backup, ignore_errors=True)
        self.played.met["lost"] += self.town.line.lost_requests + self.town.line.lost_replies
        return self.played

    def _set_the_scene(self, steps: int) -> None:
        mixed = self.random.random()
        if mixed < 0.35:
            self.town.mix_up_slices(at_centre=mixed < 0.25)
            self.played.met["mixed slices"] += 1
        restored = self.random.random() < 0.25
        self.keep_at, self.restore_at = sorted(self.random.sample(range(steps), 2)) if restored else (-1, -1)
        for name in ("a", "b"):
            self.hands.begin(self.town.posts[name])

    def _go_back(self, step: int) -> None:
        """The centre is lost and comes back as it was at an earlier step, under a new epoch."""
        if step == self.keep_at:
            self.town.hall.keep(self.backup)
            self._say(None, "backup")
        if step == self.restore_at:
            self.town.hall.restore(self.backup)
            self.played.met["restores"] += 1
            self._say(None, "centre restored")

    def _step(self) -> None:
        ways = (
            (self._work, 34),
            (self._begin, 7),
            (self._sync, 24),
            (self._clash, 18),
            (self._crash, 6),
            (self._centre_dies, 5),
            (self._rights, 6),
        )
        way = self.random.choices([one for one, _ in ways], [weight for _, weight in ways])[0]
        self.town.line.loss = self.random.choice((0.0, 0.0, 0.25))
        way()

    def _post(self) -> Post:
        return self.town.posts[self.random.choice("aabb" + self.town.names[2:])]

    def _say(self, post: Post | None, what: str) -> None:
        self.played.story.append(f"{self.town.moment.at:%d %H:%M} {'' if post is None else post.name} {what}")

    def _begin(self) -> None:
        post = self._post()
        self._say(post, self.hands.begin(post))
        at_every_moment(post)

    def _dossiers(self, post: Post) -> list[str]:
        """What a desk shows, in the order it came here."""
        with post.counter.parts.engine.connect() as connection:
            return [str(one) for one in connection.exec_driver_sql("SELECT id FROM dossier ORDER BY n").scalars()]

    def _work(self) -> None:
        post = self._post()
        found = self._dossiers(post)
        if not found:
            return
        dossier = self.random.choice(found[-4:])
        self._say(post, f"{found.index(dossier)} {self.hands.act(post, dossier)}")
        at_every_moment(post)

    def _sync(self) -> None:
        post = self._post()
        busy = self.random.random() < 0.5
        session = self.town.line.round(post, (lambda: self._meanwhile(post)) if busy else None)
        self.played.met["held on the way"] += session.report.held
        lane = self.town.line.files(post) if self.random.random() < 0.5 else None
        self._say(post, f"sync {session.report.sent}/{session.report.received} {session.fault} {lane and lane.fault}")
        at_every_moment(post)

    def _meanwhile(self, post: Post) -> None:
        """The clerk does not wait for the line: acts fall between a push and its page."""
        found = self._dossiers(post)
        if found and self.random.random() < 0.3:
            self._say(post, f"meanwhile {self.hands.act(post, self.random.choice(found[-3:]))}")
        elif self.random.random() < 0.35:
            self._say(post, f"meanwhile {self.hands.begin(post)}")
        at_every_moment(post)

    def _clash(self) -> None:
        """Two desks of one office work on one dossier within one cut."""
        one, two = self.town.posts["a"], self.town.posts["b"]
        there = set(self._dossiers(two))
        both = [dossier for dossier in self._dossiers(one) if dossier in there]
        if not both:
            for post in (one, two, one):
                self.town.line.round(post)
            return
        dossier = max(self.random.sample(both, min(2, len(both))), key=lambda one: self._stage(two, one))
        for post in self.random.sample((one, two), 2):
            for _ in range(self.random.randint(1, 4)):
                self._say(post, f"clash {self.hands.act(post, dossier, forward=0.9)}")
            at_every_moment(post)
        self.played.met["clashes"] += 1

    def _stage(self, post: Post, dossier: str) -> int:
        """How far a dossier is on its way; finished ones are least worth fighting for."""
        state = post.counter.parts.queries.dossier(dossier)
        order = list(Stage)
        return -1 if state is None or state.stage not in OPEN_STAGES else order.index(state.stage)

    def _crash(self) -> None:
        """A desk's program dies inside whatever it does, at a statement or at the COMMIT."""
        post = self._post()
        what = self.random.choice(("act", "sync"))
        found = self._dossiers(post)
        try:
            with dying(post.counter.machine.engine, self.random.randint(1, 60)):
                if what == "sync":
                    self.town.line.round(post)
                elif found:
                    self.hands.act(post, self.random.choice(found))
                    self.hands.begin(post)
        except Killed:
            self.played.met["desk deaths"] += 1
        self._say(post, f"dies in {what}")
        post.reopen()
        at_every_moment(post)

    def _centre_dies(self) -> None:
        """The centre dies inside a request; the desk's round ends without a reply."""
        post = self._post()
        try:
            with dying(self.town.hall.centre.store.engine, self.random.randint(1, 80)):
                self.town.line.round(post)
        except Killed:
            self.played.met["centre deaths"] += 1
        self._say(post, "centre dies")
        self.town.hall.reopen()
        at_every_moment(post)

    def _rights(self) -> None:
        said = self.hands.revoke() if self.random.random() < 0.6 else self.hands.restore_rights()
        self._say(None, said)

    def _calm_down(self) -> None:
        """The line holds: rounds until nothing moves any more, within a bound."""
        self.town.line.loss = 0.0
        for number in range(MOST_ROUNDS):
            moved = 0
            for post in self.town.posts.values():
                session = self.town.line.round(post)
                lane = self.town.line.files(post)
                if session.fault is not None or lane.fault is not None:
                    raise Broken(f"{post.name}: {session.fault or lane.fault} on a good line")
                self.played.met["held on the way"] += session.report.held
                moved += session.report.sent + session.report.received + lane.report.leaves_sent
                at_every_moment(post)
            if not moved:
                self.played.met["rounds to quiet"] += number
                return
        raise Broken("it never gets quiet")
