"""Plays one seed: people at the desks, a bad line, deaths, old copies, clashes; looked at after every step."""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from central_server.services.calendars import kept_changes, with_changes
from central_sync.protocol.bundle import bundle_version, encode_bundle
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.faults import Fault, FaultCode
from dossier.acts import ActKind
from dossier.events import OPEN_STAGES, Stage
from rehearsal.simulator.ending import at_the_end
from rehearsal.simulator.hall import Hall
from rehearsal.simulator.hands import Deed, Hands
from rehearsal.simulator.line import Line
from rehearsal.simulator.machine import Copy
from rehearsal.simulator.own_hand import OwnHand
from rehearsal.simulator.post import Post
from rehearsal.simulator.town import Ground, Town
from rehearsal.simulator.watch import Harm, Watch, acknowledged_is_durable, broken
from rehearsal.simulator.world import Death, Killed

STEPS = 11
MOST_ROUNDS = 12
_TOWNS = ("ab", "ab", "abx", "abx", "abc")
_FOR_GOOD = (FaultCode.FROZEN, FaultCode.CENTRE_AHEAD)
_STAGES = list(Stage)


@dataclass
class Played:
    """What a seed did: its story, what became of its acts, what happened on the way, which kinds were accepted."""

    seed: int
    story: list[str] = field(default_factory=list)
    outcomes: Tally[str] = field(default_factory=Tally)
    met: Tally[str] = field(default_factory=Tally)
    kinds: Tally[ActKind] = field(default_factory=Tally)


class Campaign:
    """One seed on ground that was put back."""

    def __init__(self, ground: Ground, seed: int) -> None:
        self.random = Random(seed)
        self.town = Town(ground, self.random, self.random.choice(_TOWNS))
        self.versions = ground.versions
        self.watches = {name: Watch(post, self.versions).begin() for name, post in self.town.posts.items()}
        self.held: dict[str, str] = {}
        self.line = Line(self.town.hall, self.random, self._heard)
        self.hands = Hands(self.town)
        self.own = OwnHand(self.town)
        self.played = Played(seed)
        self.copies: dict[str, Copy] = {}
        self.loaded: list[bytes] = []
        self.known = {bundle_version(ground.rules[0])}

    def play(self) -> Played:
        """The whole seed; raises Broken."""
        self._set_the_scene()
        for step in range(STEPS):
            self.town.pass_time()
            self.line.trouble = self.random.choice((0.0, 0.0, 0.15, 0.4))
            self._go_back(step)
            self._step()
        self._calm_down()
        self.played.outcomes, self.played.kinds = at_the_end(self.town, self.watches.values())
        self.played.outcomes["held"] = len(self.held)
        self.played.met += Tally(f"held: {code}" for code in self.held.values())
        self.played.met += self.line.met + self.own.met
        return self.played

    def _set_the_scene(self) -> None:
        mixed, restored = self.random.random(), self.random.random()
        if mixed < 0.3:
            self.town.mix_up_slices(at_centre=mixed < 0.2)
            self.played.met["mixed slices"] += 1
        self.restored = "centre" if restored < 0.22 else self.random.choice("ab") if restored < 0.37 else ""
        self.keep_at, self.restore_at = sorted(self.random.sample(range(STEPS), 2))

    def _step(self) -> None:
        ways = (
            (self._work, 30),
            (self._begin, 9),
            (self._sync, 26),
            (self._clash, 20),
            (self._online, 9),
            (self._tray, 8),
            (self._desk_dies, 7),
            (self._centre_dies, 6),
            (self._rights, 5),
            (self._new_rules, 2),
            (self.line.deliver_late, 3),
        )
        self.random.choices([one for one, _ in ways], [weight for _, weight in ways])[0]()

    def _post(self) -> Post:
        return self.random.choice(self.town.at_work())

    def _say(self, post: Post | None, what: str) -> None:
        self.played.story.append(f"{self.town.moment.at:%d %H:%M:%S} {'-' if post is None else post.name} {what}")

    def _heard(self) -> None:
        """Acts that wait at the centre now; most get their answer later."""
        for name, code in self.town.hall.eye.execute("SELECT id, code FROM act WHERE verdict = 'held'"):
            self.held[name] = code

    def _do(self, post: Post, how: str, deed: Callable[[Post], Deed]) -> None:
        """Somebody does something, and is told that it is saved."""
        done = deed(post)
        self._say(post, f"{how} {done.said}")
        self.watches[post.name].look(done.least, done.most)

    def _round(self, post: Post, meanwhile: Callable[[], None] | None = None) -> DeskSession:
        session = self.line.round(post, meanwhile)
        self.watches[post.name].look()
        acknowledged_is_durable(self.town.hall, post)
        self._take_out(post, session.fault)
        return session

    def _take_out(self, post: Post, fault: Fault | None) -> None:
        """A machine that the centre takes for another one than it was: a spare takes its place."""
        if fault is None or fault.code not in _FOR_GOOD:
            return
        post.retired = fault.code.value
        self._say(post, f"out of service: {post.retired}")
        self.played.met["desks taken out"] += 1
        if "c" not in self.town.names:
            self.watches["c"] = Watch(self.town.add("c"), self.versions).begin()

    def _dossiers(self, post: Post) -> list[str]:
        """What a desk shows, in the order it came there."""
        return [str(one) for (one,) in post.eye.execute("SELECT id FROM dossier ORDER BY n")]

    def _begin(self) -> None:
        self._do(self._post(), "begins", self.hands.begin)

    def _work(self) -> None:
        post = self._post()
        found = self._dossiers(post)
        if found:
            dossier = self._on_the_desk(post, found)
            self._do(post, f"{found.index(dossier)}", lambda post: self.hands.act(post, dossier))

    def _on_the_desk(self, post: Post, found: list[str]) -> str:
        """What somebody works on: mostly a new one, and one that is over only where nothing else comes to hand."""
        near = found[-3:] if self.random.random() < 0.6 else found
        some = self.random.sample(near, min(3, len(near)))
        return next((one for one in some if self._stage(post, one) >= 0), some[0])

    def _sync(self) -> None:
        post = self._post()
        busy = self.random.random() < 0.4
        session = self._round(post, (lambda: self._meanwhile(post)) if busy else None)
        files = self._files(post) if self.random.random() < 0.2 else ""
        self._say(post, f"sync {session.report.sent}/{session.report.received} {session.fault} {files}")

    def _files(self, post: Post) -> str:
        lane = self.line.files(post)
        self.watches[post.name].look()
        return f"{lane.report.leaves_sent} leaves {lane.fault}"

    def _meanwhile(self, post: Post) -> None:
        """The clerk does not wait for the line: acts fall between a request and its reply."""
        self.watches[post.name].look()
        found = self._dossiers(post)
        if found and self.random.random() < 0.3:
            dossier = self.random.choice(found[-3:])
            self._do(post, "meanwhile", lambda post: self.hands.act(post, dossier))
        elif self.random.random() < 0.2:
            self._do(post, "meanwhile begins", self.hands.begin)

    def _clash(self) -> None:
        """Two desks work on one dossier within one cut."""
        two = [post for post in self.town.at_work() if post.name != "x"][:2]
        shared = set.intersection(*(set(self._dossiers(post)) for post in two))
        both = [dossier for dossier in self._dossiers(two[0]) if dossier in shared]
        if len(two) < 2 or not both:
            for post in (*two, two[0]):
                self._round(post)
            return
        dossier = max(self.random.sample(both, min(2, len(both))), key=lambda one: self._stage(two[1], one))
        for post in self.random.sample(two, 2):
            for _ in range(self.random.randint(1, 3)):
                self._do(post, "clash", lambda post: self.hands.act(post, dossier, forward=0.9))
        self.played.met["clashes"] += 1

    def _stage(self, post: Post, dossier: str) -> int:
        """How far a dossier is on its way; what is issued is little worth fighting for, what is over least."""
        state = post.parts.queries.dossier(dossier)
        if state is None or state.stage not in OPEN_STAGES:
            return -1
        return 0 if state.clock.finished_at is not None else _STAGES.index(state.stage)

    def _death(self) -> tuple[Death, int]:
        death = self.random.choice(list(Death))
        return death, self.random.randint(1, 50 if death is Death.STATEMENT else 2)

    def _desk_dies(self) -> None:
        """A desk's program dies inside whatever it does; its person looks at the screen before doing it again."""
        post, (death, at) = self._post(), self._death()
        found = self._dossiers(post)
        most = 0
        try:
            with post.fuse.lit(death, at):
                if self.random.random() < 0.5:
                    self.line.round(post)
                elif found and self.random.random() < 0.7:
                    most = 2
                    most = self.hands.act(post, self.random.choice(found)).most
                else:
                    most = 4
                    most = self.hands.begin(post).most
        except Killed:
            self.played.met[f"desk died at {death.value}"] += 1
        self._say(post, f"dies: {death.value} {at}")
        post.reopen()
        self.watches[post.name].look(0, most)

    def _centre_dies(self) -> None:
        """The centre dies inside a request; the desk's round ends without a reply."""
        post, (death, at) = self._post(), self._death()
        before = self.town.hall.deaths
        with self.town.hall.fuse.lit(death, at):
            session = self._round(post)
        died = self.town.hall.deaths > before
        self.played.met[f"centre died at {death.value}"] += died
        self._say(post, f"centre dies: {death.value} {at} {died} {session.fault}")

    def _rights(self) -> None:
        self._say(None, self.hands.revoke() if self.random.random() < 0.6 else self.hands.give_back())

    def _tray(self) -> None:
        """Somebody sits down with what has gathered before him; the files of what is signed take their time."""
        post = self._post()
        found = self._dossiers(post)
        self._do(post, "tray", lambda post: self.hands.tray(post, found))

    def _online(self) -> None:
        """Something happens that no desk writes."""
        self._say(None, self.own.deed())
        self._learn_the_rules()

    def _new_rules(self) -> None:
        """The province puts other rules in force, with what it changed of the calendar; desks hear of it with their
        next page.
        """
        centre, body = self.town.hall.centre, self.town.ground.rules[1]
        changes = centre.store.read(kept_changes)
        if changes:
            body = encode_bundle(with_changes(self.versions[bundle_version(body)].bundle, changes))
        self._load(body)
        self._learn_the_rules()
        self.played.met["new rules"] += 1
        self._say(None, "new rules")

    def _load(self, body: bytes) -> None:
        self.town.hall.centre.rulebook.load(body)
        self.town.hall.centre.held.retry()

    def _learn_the_rules(self) -> None:
        """Keep what is in force now, for the watches and for a centre that comes back without it."""
        rulebook = self.town.hall.centre.rulebook
        rules = rulebook.current()
        if rules is None or rules.version in self.known:
            return
        body = rulebook.body(rules.version)
        if body is not None:
            self.known.add(rules.version)
            self.versions[rules.version] = rules
            self.loaded.append(body)

    def _go_back(self, step: int) -> None:
        """A machine is lost and comes back as it was at an earlier step; the centre under a new epoch."""
        if not self.restored or step not in (self.keep_at, self.restore_at):
            return
        self._say(None, f"{'copy' if step == self.keep_at else 'back'} of {self.restored}")
        if self.restored == "centre":
            if step == self.keep_at:
                self.copies["centre"] = self.town.hall.keep()
            else:
                self.town.hall.restore(self.copies["centre"])
                self.own.forget()
                self._receive_while_it_learns()
        elif not self.town.posts[self.restored].retired:
            self._desk_goes_back(self.town.posts[self.restored], first=step == self.keep_at)
        self.played.met[f"{'centre' if self.restored == 'centre' else 'desk'} restored"] += step == self.restore_at

    def _receive_while_it_learns(self) -> None:
        """People come to the counter while its desk hears that the centre came back older."""
        post, visits = self._post(), [self.hands.begin] * 2

        def visit() -> None:
            if visits:
                self._do(post, "begins meanwhile", visits.pop())

        self._round(post, visit)

    def _desk_goes_back(self, post: Post, *, first: bool) -> None:
        watch = self.watches[post.name]
        if first:
            self.copies[post.name] = post.keep()
            watch.remember()
        else:
            post.restore(self.copies[post.name])
            watch.go_back()

    def _calm_down(self) -> None:
        """The line holds and the office is in order: rounds until nothing moves any more, within a bound."""
        self.line.trouble = 0.0
        for body in self.loaded:
            self._load(body)
        for number in range(MOST_ROUNDS):
            behind = [post for post in self.town.at_work() if is_behind(self.town.hall, post)]
            if not behind:
                self.played.met["rounds to quiet"] += number
                return
            for post in behind:
                self._settle(post)
        broken(Harm.STUCK, f"still not quiet: {[post.name for post in behind]}")

    def _settle(self, post: Post) -> None:
        """One round on a good line, which must end without a fault."""
        session = self._round(post)
        if post.retired:
            return
        lane = self.line.files(post)
        self.watches[post.name].look()
        fault = session.fault or lane.fault
        if fault is not None:
            broken(Harm.STUCK, f"{post.name}: {fault} on a good line")


def is_behind(hall: Hall, post: Post) -> bool:
    """Whether a desk has something to send or to read, by the rows of both sides."""
    known = dict(post.eye.execute("SELECT k, v FROM meta WHERE k IN ('acked', 'after', 'epoch')").fetchall())
    last, files, wanted = post.eye.execute(
        "SELECT (SELECT coalesce(max(seq), 0) FROM act), (SELECT count(*) FROM file WHERE state = 'local' AND"
        " act_seq > 0), (SELECT count(*) FROM rules WHERE wanted = 1)"
    ).fetchone()
    head, epoch = hall.eye.execute(
        "SELECT last, (SELECT value FROM meta WHERE name = 'epoch') FROM feed_head WHERE office = ?",
        (post.parts.identity.office,),
    ).fetchone()
    same = (int(known["acked"]), int(known["after"]), known["epoch"]) == (last, head, epoch)
    return not same or files > 0 or wanted > 0
