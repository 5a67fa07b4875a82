"""Folds the offices' feeds into notices, each event once, and finds dossiers whose due moment passed.

The cursor of an office moves in the transaction that keeps the notices of what it passed (ADR: notices are a fold).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from central_server.ports.notices import CallMark, DuePlace, FeedPart, NewNotice
from central_server.ports.storage import Storage, Work
from central_server.ports.world import Alarm, Clock, RulesShelf
from central_server.services.notices.facts import Happening, facts_of
from central_server.services.notices.plan import Moment, Plan
from central_server.services.notices.table import PAST_DUE, Row
from central_sync.protocol.codec import decode_act
from dossier.acts import Act
from dossier.clock_ruling import timeliness
from dossier.events import Outcome, Ruling
from dossier.identifiers import DossierId, OfficeId
from dossier.limits import Timeliness
from dossier.rules import Rules
from dossier.state import Dossier

_RULING = msgspec.json.Decoder(Ruling)
_LENGTH = 50
"""Rows of a feed looked at in one go."""
_EVENTS = 25
"""About so many events are folded in one step, some thousandths of a second: acts that come in must not wait."""
_PAGE = 200


@dataclass(frozen=True, slots=True)
class FoldParts:
    """What the service works with."""

    storage: Storage
    clock: Clock
    rules: RulesShelf
    alarm: Alarm
    plan: Plan


@dataclass(frozen=True, slots=True)
class _Told:
    """What a stretch of a feed comes to."""

    notices: list[NewNotice]
    calls: list[tuple[DossierId, CallMark]]


class NoticeFold:
    """Turns what happened into notices."""

    def __init__(self, parts: FoldParts) -> None:
        self._parts = parts
        self._last = OfficeId("")

    def step(self) -> int:
        """The next stretch of feeds that have gone on, beginning after where the last step ended; how many notices
        were made.
        """
        parts = self._parts.storage.read(self._next)
        if not parts:
            return 0
        self._last = parts[-1].office
        told = [(part, self._told(part)) for part in parts]

        def work(unit: Work) -> int:
            return sum(_keep(unit, what) for part, what in told if unit.notices.move(part))

        return self._parts.storage.write(work)

    def _next(self, unit: Work) -> list[FeedPart]:
        behind = unit.notices.behind()
        turn = [*(one for one in behind if one > self._last), *(one for one in behind if one <= self._last)]
        found: list[FeedPart] = []
        events = 0
        for office in turn:
            part = unit.notices.part(office, self._parts.plan.table.kinds, _LENGTH)
            found.append(part)
            events += len(part.events)
            if events >= _EVENTS:
                break
        return found

    def behind(self) -> bool:
        """Whether there is more to fold."""
        return bool(self._parts.storage.read(lambda unit: unit.notices.behind()))

    def _told(self, part: FeedPart) -> _Told:
        if not part.events:
            return _Told([], [])
        events = [(decode_act(line), _RULING.decode(ruling)) for line, ruling in part.events]
        acts = [act for act, ruling in events if isinstance(act, Act) and _counts(ruling)]
        states = self._parts.storage.read(lambda unit: unit.notices.states([act.dossier for act in acts]))
        told = _Told([], [])
        for act in acts:
            state = states.get(act.dossier)
            rules = None if state is None else self._parts.rules.find(state.rules or act.rules)
            if state is None or rules is None:
                self._parts.alarm.raise_("notice_without_rules", (act.dossier,))
                continue
            told.notices.extend(self._safely(act, state, rules))
            mark = self._call_mark(act)
            if mark is not None:
                told.calls.append((act.dossier, mark))
        return told

    def _safely(self, act: Act, state: Dossier, rules: Rules) -> list[NewNotice]:
        """A fault of ours on one event is told to the operator and keeps nobody else's notices waiting."""
        try:
            return self._of_act(act, state, rules)
        except Exception as fault:
            self._parts.alarm.raise_("notice_event_fault", (act.id, type(fault).__name__))
            return []

    def _of_act(self, act: Act, state: Dossier, rules: Rules) -> list[NewNotice]:
        plan = self._parts.plan
        one = Happening(state, rules, act.at, act.data, plan.portal)
        found: list[NewNotice] = []
        for row in plan.table.for_event(act.kind.value, facts_of(one)):
            found += plan.drafts(one, row, act.id, self._now())
        return found

    def _call_mark(self, act: Act) -> CallMark | None:
        closing = self._parts.plan.table.closing_of(act.kind.value)
        if closing is None:
            return None
        reached = bool(getattr(act.data, closing.reached))
        return CallMark(reached, "reached" if reached else "not_reached", self._parts.clock.milliseconds())

    def _now(self) -> Moment:
        return Moment(self._parts.clock.now(), self._parts.clock.milliseconds())

    def past_due(self) -> int:
        """Notices of due moments that have passed without a result; how many were made."""
        return sum(self._past_due(row) for row in self._parts.plan.table.rows if row.on == PAST_DUE)

    def _past_due(self, row: Row) -> int:
        made, after = 0, DuePlace()
        stages = sorted(self._parts.plan.table.texts[row.template].still)
        now = self._parts.clock.now()
        while places := self._some_due(stages, now, after):
            after = places[-1]
            notices = self._late_ones(row, places)
            if notices:
                made += self._keep(notices)
        return made

    def _some_due(self, stages: Sequence[str], now: datetime, after: DuePlace) -> Sequence[DuePlace]:
        before = now.isoformat(timespec="seconds")
        return self._parts.storage.read(lambda unit: unit.notices.past_due(stages, before, after, _PAGE))

    def _keep(self, notices: Sequence[NewNotice]) -> int:
        return self._parts.storage.write(lambda unit: unit.notices.add(notices))

    def _late_ones(self, row: Row, places: Sequence[DuePlace]) -> list[NewNotice]:
        now = self._now()
        named = [DossierId(place.dossier) for place in places]
        states = self._parts.storage.read(lambda unit: unit.notices.states(named))
        found: list[NewNotice] = []
        for place, dossier in zip(places, named, strict=True):
            state = states.get(dossier)
            rules = None if state is None else self._parts.rules.find(state.rules)
            if state is None or rules is None or not _is_late(state, rules, now.local):
                continue
            one = Happening(state, rules, now.local, None, self._parts.plan.portal)
            if row.fits(facts_of(one)):
                found += self._parts.plan.drafts(one, row, f"{PAST_DUE}/{place.due}", now)
        return found


def _keep(unit: Work, told: _Told) -> int:
    made = unit.notices.add(told.notices)
    for dossier, mark in told.calls:
        unit.notices.close_calls(dossier, mark)
    return made


def _counts(ruling: Ruling) -> bool:
    """Whether the event changed its dossier: one only witnessed is a task for the office, no news for the citizen."""
    return ruling.outcome is not Outcome.NOTED or ruling.stage is not None


def _is_late(state: Dossier, rules: Rules, now: datetime) -> bool:
    clock = state.clock
    runs = clock.finished_at is None and clock.accepted_at is not None
    return runs and timeliness(state, rules, now) is Timeliness.LATE
