"""Picks the steps of a dossier's way that a quick look shows: what moved it on, where it is, what comes next."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from desk_client.services.cases import Case, TrailEntry
from desk_client.viewmodels.dossier_words import full_moment, short_moment, trail_message, trail_person, trail_words
from desk_client.viewmodels.speaker import Speaker
from dossier.acts import APPENDING, ActKind
from dossier.events import OPEN_STAGES, Outcome, Stage

_BESIDE = frozenset({ActKind.COLLECT_FEE, ActKind.AMEND}) | APPENDING
"""Acts that stand beside the way and move nothing."""


class Mark(Enum):
    """Where a step stands."""

    DONE = "done"
    NOTED = "noted"
    NOW = "now"
    NEXT = "next"
    BESIDE = "beside"


@dataclass(frozen=True, slots=True)
class WayStep:
    """One step in words: what, and who and when under it."""

    mark: Mark
    text: str
    second: str = ""


def short_way(speaker: Speaker, case: Case, today: date, last: int = 3) -> tuple[WayStep, ...]:
    """The last steps that moved the dossier on, the step it is at, and the one that follows."""
    moved = [entry for entry in case.trail if entry.line.kind not in _BESIDE]
    steps = []
    for entry in moved[-last:]:
        mark = Mark.NOTED if entry.line.outcome is Outcome.NOTED else Mark.DONE
        when = short_moment(speaker, entry.line.at, today)
        steps.append(WayStep(mark, _said(speaker, entry), f"{when} · {trail_person(speaker, entry)}"))
    return (*steps, *_ahead(speaker, case, today))


def whole_way(speaker: Speaker, case: Case, today: date) -> tuple[WayStep, ...]:
    """Every line of the trail with what was written, where the dossier is, and what follows."""
    steps = []
    for entry in case.trail:
        text, written = _said(speaker, entry), trail_words(entry)
        if written:
            text = speaker.say("dossier.way.quoted", text=text, words=written)
        mark = Mark.BESIDE if entry.line.kind in _BESIDE else Mark.DONE
        if entry.line.outcome is Outcome.NOTED:
            text, mark = speaker.say("dossier.way.noted", text=text), Mark.NOTED
        when = short_moment(speaker, entry.line.at, today)
        steps.append(WayStep(mark, text, f"{when} · {trail_person(speaker, entry)}"))
    return (*steps, *_ahead(speaker, case, today))


def _said(speaker: Speaker, entry: TrailEntry) -> str:
    """What was done, with the mark of a signature under one's own draft."""
    text = speaker.speak(trail_message(entry))
    return speaker.say("dossier.way.own_draft", text=text) if entry.own_draft else text


def _ahead(speaker: Speaker, case: Case, today: date) -> tuple[WayStep, ...]:
    if case.state.stage not in OPEN_STAGES:
        return ()
    parts = [case.assignee if case.state.stage is Stage.ASSIGNED else case.holder]
    if case.trail:
        parts.append(_since(speaker, case.trail[-1].line.at, today))
    stage = speaker.say(f"stage.{case.state.stage.value}")
    now = WayStep(Mark.NOW, speaker.say("look.now", stage=stage), " · ".join(part for part in parts if part))
    following = case.next_step
    if following is None:
        return (now,)
    who = ", ".join(speaker.say(f"role.{role.value}") for role in sorted(following.roles, key=lambda role: role.value))
    by = "" if following.by is None else speaker.say("look.next_by", time=full_moment(speaker, following.by))
    act = speaker.say(f"act.{following.act.value}")
    return now, WayStep(Mark.NEXT, speaker.say("look.next", act=act.lower()), by or who)


def _since(speaker: Speaker, at: datetime, today: date) -> str:
    if at.date() == today:
        return speaker.say("look.since_today", time=f"{at:%H:%M}")
    return speaker.say("look.since", time=short_moment(speaker, at, today))
