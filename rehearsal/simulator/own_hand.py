"""What the centre's own hand writes in a town: citizens file, send papers and ask for theirs back online, a holiday is
ordered, results get their proofs. Whoever pressed and saw nothing, because the centre died, presses again.
"""

from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from central_server.bootstrap.filing import build_own_acts
from central_server.ports.filing import PaperReader, TakenPaper
from central_server.ports.proofs import ProofTrouble, Proved, Prover
from central_server.ports.storage import Work
from central_server.ports.values import PORTAL_DEVICE, Claim
from central_server.services.archive_copies import ProvingParts
from central_server.services.calendars import CalendarParts, Calendars, DayChange
from central_server.services.filing.leaves import put_whole
from central_server.services.own_acts import NotTaken, Wanted
from central_server.services.owner import OwnerDesk, OwnerParts
from central_server.services.proving import Proving
from central_server.storage.packing import unpacked
from dossier.acts import Channel, FileRef, PaperEntry, PaperForm
from dossier.calendar import DayKind
from dossier.course import Register
from dossier.events import OPEN_STAGES
from dossier.identifiers import ActId, DossierId, OfficeId, RequestNumber, uuid7
from dossier.numbers import REQUEST_BOOK, claimed_number
from dossier.roles import Role
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import Proof, Reason
from rehearsal.simulator.hands import CITIZEN, MARRIAGE
from rehearsal.simulator.town import OFFICE, OTHER_OFFICE, PROVINCE_LOGIN, Town
from rehearsal.simulator.watch import Harm, hold, state_in
from rehearsal.simulator.world import Death, Killed

_NUMBERS = 20
"""So few request numbers a day are drawn from that two citizens draw the same one now and then."""
_HOLIDAYS = 3
_BETWEEN = (PORTAL_DEVICE, PORTAL_DEVICE + "~")


class Taken(Exception):
    """The request number that was drawn is another dossier's."""


class Told(NamedTuple):
    """What somebody did, in words, and how many acts it made at least and at most."""

    said: str
    least: int = 0
    most: int = 0


@dataclass(frozen=True)
class TownReader(PaperReader):
    """Takes every paper as it is; reading what strangers send has tests of its own."""

    def read(self, files: Sequence[bytes]) -> TakenPaper:
        return TakenPaper(b"".join(files), 1)

    def picture(self, pdf: bytes) -> None:
        """Nobody looks."""

    def close(self) -> None:
        """Nothing was started."""


@dataclass
class TownProver:
    """The authorities of a town: they stamp, answer, or are away, as the seed says."""

    town: Town
    wanted: Proof = Proof.ANSWERED
    outcomes: tuple[Proof | None, ...] = (None, Proof.STAMPED, Proof.ANSWERED, Proof.ANSWERED)

    def prove(self, pdf: bytes, at: datetime) -> Proved:
        proof = self.town.random.choice(self.outcomes)
        if proof is None:
            return Proved(pdf, None, None, ProofTrouble.LINE)
        trouble = None if proof is Proof.ANSWERED else ProofTrouble.LINE
        return Proved(pdf + f"\n%{proof.value}".encode(), proof, at, trouble)

    def look(self, pdf: bytes, at: datetime) -> Proved:
        """Nobody looks again in the days of a town."""
        del at
        return Proved(pdf, None, None, ProofTrouble.LINE)

    def renew(self, pdf: bytes, at: datetime) -> Proved:
        """No stamp ends in the days of a town."""
        return self.look(pdf, at)

    def close(self) -> None:
        """Nothing was started."""


@dataclass
class OwnHand:
    """The hand, and what it told people is done."""

    town: Town
    met: Tally[str] = field(default_factory=Tally)
    told: frozenset[str] = field(init=False)
    """Ids of its acts that people know of; a centre that came back older knows fewer."""

    def __post_init__(self) -> None:
        self.told = self._there()

    def deed(self) -> str:
        """One thing that somebody does without a desk."""
        ways: tuple[tuple[Callable[[], Callable[[], Told] | None], int], ...] = (
            (self._register, 40),
            (self._supply, 22),
            (self._withdraw, 6),
            (self._holiday, 6),
            (self._prove, 26),
        )
        way = self.town.random.choices([one for one, _ in ways], [weight for _, weight in ways])[0]
        return self._press(way() or self._register())

    def forget(self) -> None:
        """The centre came back as it was: what it was told since then it does not know."""
        self.told = self._there()

    def _press(self, deed: Callable[[], Told]) -> str:
        hall, random = self.town.hall, self.town.random
        done = None
        if random.random() < 0.15:
            death = random.choice(list(Death))
            at = random.randint(1, 40 if death is Death.STATEMENT else 2)
            try:
                with hall.fuse.lit(death, at):
                    done = deed()
            except Killed:
                hall.deaths += 1
                hall.reopen()
                self.met["own hand died"] += 1
        return self._look(done or deed())

    def _look(self, done: Told) -> str:
        """What was told as done is there, once, and nothing else came of it."""
        there = self._there()
        hold(self.told <= there, Harm.LOST, "own hand: an act that a citizen was told of is gone")
        grown = len(there) - len(self.told)
        hold(grown >= done.least, Harm.LOST, f"own hand: {done.said} was told as done and is not there")
        hold(grown <= done.most, Harm.DUPLICATED, f"own hand: {done.said} made {grown} acts")
        self.told = there
        return done.said

    def _there(self) -> frozenset[str]:
        rows = self.town.hall.eye.execute("SELECT id FROM act WHERE device >= ? AND device < ?", _BETWEEN)
        return frozenset(one for (one,) in rows)

    def _states(self, *stages: str) -> Iterator[Dossier]:
        for (body,) in self.town.hall.eye.execute("SELECT state FROM dossier ORDER BY id"):
            state = state_in(unpacked(body))
            if state.stage.value in stages:
                yield state

    def _some(self, *stages: str) -> Dossier | None:
        """A dossier whose owner has something to look it up by."""
        known = [one for one in self._states(*stages) if one.code or one.way.request]
        return self.town.random.choice(known) if known else None

    def _register(self) -> Callable[[], Told]:
        return self.filing(OFFICE if self.town.random.random() < 0.8 else OTHER_OFFICE)

    def filing(self, office: OfficeId) -> Callable[[], Told]:
        """A citizen sends a filing, with the ids that his draft has had from its first page."""
        random, now = self.town.random, self.town.moment
        act, dossier = (uuid7(now.unix_ms(), random.randbytes(10)) for _ in range(2))
        paper = b"%PDF-1.4 " + random.randbytes(24)
        filed_as = random.choices((Role.APPLICANT, Role.REPRESENTATIVE, Role.HELPER), (7, 1, 2))[0]

        def payload(unit: Work) -> Register:
            number = RequestNumber(now.at.date(), random.randrange(_NUMBERS))
            if unit.ledger.claim([Claim(REQUEST_BOOK, claimed_number(number), DossierId(dossier))])():
                raise Taken
            file = FileRef(put_whole(self.town.hall.centre.shelf, office, paper), len(paper), 1)
            unit.files.proved(office, file.sha256, file.size, now.unix_ms())
            filled = PaperEntry(1, MARRIAGE.papers[0].code, MARRIAGE.papers[0].name, PaperForm.ELECTRONIC, 1, file=file)
            return Register(
                request=str(number),
                procedure=MARRIAGE.procedure,
                applicant=CITIZEN,
                values=MARRIAGE.values,
                papers=(filled,),
                delivery=Channel.POST,
                declaration="Tôi cam đoan lời khai là đúng.",
                secret_key="k" * 64,
                filed_by="" if filed_as is Role.APPLICANT else "Trần Thị Giúp",
                filed_as=filed_as,
            )

        def deed() -> Told:
            wanted = Wanted(office, ActId(act), DossierId(dossier), 0, self._rules().version, payload, filed_as)
            try:
                build_own_acts(self.town.hall.centre).write(wanted)
            except Taken:
                self.met["request numbers taken"] += 1
                return deed()
            return Told("files online", 1, 1)

        return deed

    def _supply(self) -> Callable[[], Told] | None:
        """The owner sends all that was asked for, or the first of it."""
        state, random = self._some("waiting_papers", "supplementing"), self.town.random
        if state is None or not state.asked:
            return None
        code = state.code or state.way.request
        sent = {place: [b"%PDF-1.4 " + random.randbytes(24)] for place in range(random.randint(1, len(state.asked)))}

        def deed() -> Told:
            self._owner().supply(code, sent)
            return Told("sends papers online", 1, 1)

        return _if_taken(deed)

    def _withdraw(self) -> Callable[[], Told] | None:
        """The owner wants it back, whatever the office does with it meanwhile."""
        state = self._some(*(stage.value for stage in OPEN_STAGES))
        if state is None:
            return None
        code = state.code or state.way.request

        def deed() -> Told:
            self._owner().withdraw(code, Reason("nguoi_nop_rut"))
            return Told("withdraws online", 1, 1)

        return _if_taken(deed)

    def _holiday(self) -> Callable[[], Told]:
        """The government orders a day off; what is due later by it moves."""
        day = self.town.moment.at.date() + timedelta(days=self.town.random.randint(1, _HOLIDAYS))
        change = DayChange(day, DayKind.OFF.value, "Nghỉ bù", "1/QĐ-TTg", "", "", 0)

        def deed() -> Told:
            centre = self.town.hall.centre
            parts = CalendarParts(centre.store, centre.clock, centre.chance, centre.rulebook, build_own_acts(centre))
            moved = Calendars(parts).change(change, PROVINCE_LOGIN)
            return Told(f"a day off on {day:%d/%m} moves {moved.moved}", moved.moved, 99)

        return deed

    def _prove(self) -> Callable[[], Told]:
        """The centre asks for stamps and answers for what was signed."""

        return lambda: Told(f"proofs {self.prove(TownProver(self.town))}", 0, 99)

    def prove(self, prover: Prover) -> int:
        """Look for signed results and serve those that wait; how many feeds and papers went on."""
        centre = self.town.hall.centre
        own = build_own_acts(centre)
        parts = ProvingParts(centre.store, centre.clock, centre.rulebook, centre.shelf, own, prover, centre.alarm)
        return Proving(parts).step()

    def _rules(self) -> Rules:
        rules = self.town.hall.centre.rulebook.current()
        if rules is None:
            raise TypeError("a centre without rules")
        return rules

    def _owner(self) -> OwnerDesk:
        centre = self.town.hall.centre
        own = build_own_acts(centre)
        return OwnerDesk(OwnerParts(centre.store, centre.clock, centre.rulebook, centre.shelf, own, TownReader()))


def _if_taken(deed: Callable[[], Told]) -> Callable[[], Told]:
    """The deed, or what the citizen reads when it does not fit any more."""

    def told() -> Told:
        try:
            return deed()
        except NotTaken as fault:
            return Told(f"is told {fault.code}")

    return told
