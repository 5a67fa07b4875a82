"""Plays the month: a clock that jumps from act to act over all offices; each act is decided before it is sent."""

import heapq
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from central_server.bootstrap.filing import build_own_acts
from central_server.services.own_acts import Wanted
from dossier.acts import Act, Channel
from dossier.decide import decide
from dossier.events import Event
from dossier.evolve import evolve
from dossier.facts import Facts
from dossier.identifiers import ActId, DossierId, OfficeId, uuid7
from dossier.procedures import Procedure
from dossier.roles import Role
from dossier.rules import Rules
from dossier.state import Dossier
from rehearsal.month.lives import WEIGHTS, Branch, Life, Lives, Plan, Step
from rehearsal.month.offices import Office, milliseconds
from rehearsal.people import invent
from rehearsal.simulator.world import Moment

_BY_WEEKDAY = (1.3, 1.1, 1.0, 0.95, 0.85)
_BY_HOUR = {
    "07:40": 12,
    "08:10": 20,
    "09:00": 22,
    "10:00": 18,
    "11:00": 6,
    "13:35": 8,
    "14:10": 13,
    "15:05": 7,
    "16:00": 4,
}
"""Where in the day people come, in a hundred; ours, no statistics."""
_SEND_EVERY = timedelta(minutes=30)
_EVENING = 5 * 60
"""Minutes: who files from home does it so much later in the day, at most."""


class LifeFault(Exception):
    """An act that the month meant to be lawful was refused: always a finding."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many citizens a day come to an office; of a hundred dossiers, how many are online, how many sent by post."""

    a_day: int
    online: int = 12
    by_post: int = 8


@dataclass
class Month:
    """The offices under one clock; `states` is what the desks together know, `branches` what was planned."""

    rules: Rules
    offices: dict[OfficeId, Office]
    moment: Moment
    chance: Random
    states: dict[DossierId, Dossier] = field(default_factory=dict)
    branches: Counter[Branch] = field(default_factory=Counter)
    acts: int = 0
    received: Counter[OfficeId] = field(default_factory=Counter)
    _queue: list[tuple[datetime, int, Step, Life, DossierId]] = field(default_factory=list)
    _order: "count[int]" = field(default_factory=count)
    _people: "count[int]" = field(default_factory=lambda: count(1))

    @property
    def busy(self) -> tuple[OfficeId, ...]:
        """Offices in which somebody has written an act."""
        return tuple(code for code, office in self.offices.items() if office.seq)

    def arrivals(self, office: OfficeId, load: Load, days: Iterable[date]) -> None:
        """Let citizens come to an office on these working days."""
        lives = Lives(self.rules, self.chance, self.rules.calendar_of(office))
        for day in days:
            offered = [p for p in self.rules.offered_by(office, day) if self._unit(p, office, day) is not None]
            today = round(load.a_day * _BY_WEEKDAY[min(day.weekday(), 4)] * self.chance.uniform(0.85, 1.15))
            for _ in range(today):
                procedure = self.chance.choice(offered)
                plan = self._plan(office, procedure, day, load)
                self.branches[plan.branch] += 1
                self._begin(lives.live(plan))

    def run(self, until: datetime) -> None:
        """Play every act up to that moment, and send what was written."""
        sent_at = self._queue[0][0] if self._queue else until
        while self._queue and self._queue[0][0] <= until:
            at, _, step, life, dossier = heapq.heappop(self._queue)
            if at - sent_at > _SEND_EVERY:
                self._send(at)
                sent_at = at
            state = self._do(step, dossier)
            self._next(life, state, dossier)
        self._send(until)

    def _begin(self, life: Life) -> None:
        first = next(life)
        self._push(first, life, DossierId(uuid7(milliseconds(first.at), self.chance.randbytes(10))))

    def _next(self, life: Life, state: Dossier, dossier: DossierId) -> None:
        try:
            self._push(life.send(state), life, dossier)
        except StopIteration:
            return

    def _push(self, step: Step, life: Life, dossier: DossierId) -> None:
        heapq.heappush(self._queue, (step.at, next(self._order), step, life, dossier))

    def _do(self, step: Step, dossier: DossierId) -> Dossier:
        if step.role is Role.APPLICANT:
            return self._file(step, dossier)
        before = self.states.get(dossier)
        act = step.office.act(step.at, step.role, dossier, before, step.payload(before))
        decision = decide(before, act, self.rules, Facts(frozenset({step.role})))
        if not isinstance(decision, Event):
            raise LifeFault(f"{act.kind.value} at {act.at}: {decision.code.value} {decision.params}")
        after = evolve(before, decision)
        self.states[dossier] = after
        step.office.wrote(act)
        self._count(before, after, act)
        return after

    def _file(self, step: Step, dossier: DossierId) -> Dossier:
        """What a citizen does from home, by the centre's own hand, behind what his office has written so far."""
        before, centre = self.states.get(dossier), step.office.centre
        self.moment.at = step.at
        step.office.send()
        payload = step.payload(before)
        act = ActId(uuid7(milliseconds(step.at), self.chance.randbytes(10)))
        base, rules = 0 if before is None else before.rev, self.rules.version
        build_own_acts(centre).write(
            Wanted(step.office.code, act, dossier, base, rules, lambda _: payload, Role.APPLICANT)
        )
        record = centre.store.read(lambda unit: unit.search.by_id(dossier))
        if record is None:
            raise LifeFault(f"{type(payload).__name__} at {step.at}: nothing is there")
        self.states[dossier] = record.state
        self.acts += 1
        return record.state

    def _count(self, before: Dossier | None, after: Dossier, act: Act) -> None:
        self.acts += 1
        if after.code and (before is None or not before.code):
            self.received[act.office] += 1

    def _send(self, at: datetime) -> None:
        self.moment.at = at
        for office in self.offices.values():
            office.send()

    def _plan(self, code: OfficeId, procedure: Procedure, day: date, load: Load) -> Plan:
        chance, office = self.chance, self.offices[code]
        unit = self._unit(procedure, code, day)
        if unit is None:
            raise LifeFault(procedure.code)
        others = [one for one in self.offices.values() if one.code not in (unit.code, code)]
        online = procedure.takes(Channel.ONLINE) and chance.randrange(100) < load.online
        branch = chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        begin = datetime.strptime(chance.choices(list(_BY_HOUR), list(_BY_HOUR.values()))[0], "%H:%M").time()  # noqa: DTZ007
        minutes, number = chance.randrange(_EVENING if online else 25), next(self._people)
        return Plan(
            at=datetime.combine(day, begin) + timedelta(minutes=minutes, seconds=chance.randrange(60)),
            office=office,
            unit=unit,
            asked=chance.choice(others),
            procedure=procedure,
            channel=Channel.ONLINE if online else Channel.DIRECT,
            applicant=replace(invent(chance, number).applicant, email=""),
            branch=branch,
            by_post=chance.randrange(100) < load.by_post and procedure.workflow != "at_once",
            number=number,
        )

    def _unit(self, procedure: Procedure, office: OfficeId, day: date) -> Office | None:
        """The office of the month that decides it, None when that agency does not play."""
        unit = self.rules.competent_for(procedure.code, office, day)
        return None if unit is None else self.offices.get(unit.code)
