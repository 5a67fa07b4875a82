"""Forecasts from the steps of past dossiers whether one will be late; decides nothing and promises nothing.

What is judged is the time that the remaining steps took together, from entering a stage until the result stood: the sum
of each step's own 80th percentile would be later than four of five dossiers ever were.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from dossier.calendar import WorkingCalendar
from dossier.events import SIDE_STAGES, Outcome, Stage
from dossier.state import Dossier
from dossier.workflow import Workflow

ENOUGH = 5
"""So many past dossiers must have gone through a stage; fewer say nothing (ours)."""
OF_HUNDRED = 80
"""Four of five past dossiers were done by then (ours)."""


@dataclass(frozen=True, slots=True)
class History:
    """Office minutes from entering a stage until the result stood, of past dossiers, shortest first."""

    left: Mapping[Stage, tuple[int, ...]]

    def minutes(self, stage: Stage) -> int | None:
        """By when four of five were done, in office minutes since they entered the stage; None without history."""
        known = self.left.get(stage, ())
        return None if len(known) < ENOUGH else known[-(-len(known) * OF_HUNDRED // 100) - 1]


@dataclass(frozen=True, slots=True)
class Forecast:
    """When the result may stand, after the due moment: reckoned from `stage` by `minutes` of `count` dossiers."""

    at: datetime
    stage: Stage
    minutes: int
    count: int


def history_of(states: Iterable[Dossier], workflow: Workflow, calendar: WorkingCalendar) -> History:
    """The history of finished dossiers; those whose clock stood still or that were made again say nothing."""
    left: dict[Stage, list[int]] = {}
    for state in states:
        done = state.clock.finished_at
        if done is None or state.way.supplements or state.way.earlier or state.at_once:
            continue
        for stage, at in entered(state, workflow).items():
            if at <= done:
                left.setdefault(stage, []).append(calendar.working_minutes_between(at, done))
    return History({stage: tuple(sorted(minutes)) for stage, minutes in left.items()})


def forecast(
    state: Dossier, workflow: Workflow, history: History, calendar: WorkingCalendar, now: datetime
) -> Forecast | None:
    """How late a running dossier may be; None where it is in time, nothing runs, or nothing is known."""
    due, minutes = state.clock.due, history.minutes(state.stage)
    if due is None or minutes is None or state.clock.finished_at is not None or due <= now:
        return None
    since = entered(state, workflow).get(state.stage)
    if since is None:
        return None
    at = max(now, calendar.add_working_minutes(since, minutes))
    return Forecast(at, state.stage, minutes, len(history.left[state.stage])) if at > due else None


def entered(state: Dossier, workflow: Workflow) -> dict[Stage, datetime]:
    """When a dossier last entered each stage of the ordinary way, read from its trail by the workflow's rows."""
    found: dict[Stage, datetime] = {}
    stage: Stage | None = None
    for line in state.trail:
        step = workflow.on(line.at.date()).step(line.kind, stage)
        if step is None or step.after is None or line.outcome is Outcome.NOTED:
            continue
        stage = step.after
        if stage not in SIDE_STAGES:
            found[stage] = line.at
    return found
