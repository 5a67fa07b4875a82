"""Says what is unsent and what a task is about: rows of the lists and the two equal sides of a clash."""

from dataclasses import dataclass
from datetime import date, datetime

from desk_client.services.outbox import OpenTask, UnsentDossier
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Row
from desk_client.views.kit.tokens import Tone

_TITLE = "outbox.title."
_PAIRS = (("printed", "computed"), ("new", "there"))
"""Parameters of a task that stand against each other: what this side did, what the other side has."""


def short_code(code: str) -> str:
    """The last part of a dossier code, as lists show it."""
    return code.rpartition("H11-")[2] or code


def day_or_hour(when: datetime, today: date) -> str:
    """The hour of today, else the day."""
    return f"{when:%H:%M}" if when.date() == today else f"{when:%d/%m}"


def unsent_row(kit: Kit, one: UnsentDossier, *, offline: bool, today: date) -> Row:
    """One unsent dossier: what was done, how far its files are, why it waits."""
    act = kit.say(f"act.{one.last_act.value}")
    done = f"{act}, {one.procedure[:1].lower()}{one.procedure[1:]}" if one.procedure else act
    files = (
        kit.say("outbox.files", proved=one.files_proved, files=one.files) if one.files else kit.say("outbox.no_files")
    )
    state, icon, tone = _waiting(kit, one, offline=offline)
    when = day_or_hour(one.since, today)
    cells = (
        Cell(short_code(one.code) or kit.say("outbox.no_code"), strong=True),
        Cell(one.name),
        Cell(done),
        Cell(files, share=one.share if one.files else None),
        Cell(state, tone=tone, icon=icon),
        Cell(when),
    )
    sentence = kit.say("outbox.row", code=one.code, name=one.name, done=done, files=files, state=state)
    return Row(one.dossier, cells, sentence)


def _waiting(kit: Kit, one: UnsentDossier, *, offline: bool) -> tuple[str, str, Tone]:
    if offline:
        return kit.say("outbox.state.offline"), "offline", Tone.WARNING
    if one.acts:
        return kit.say("outbox.state.acts", acts=one.acts), "send", Tone.INFO
    return kit.say("outbox.state.files"), "send", Tone.INFO


def task_title(kit: Kit, task: OpenTask) -> str:
    """A task in a few words."""
    return title_of(kit, task.task.code)


def title_of(kit: Kit, code: str) -> str:
    """What the code of a task means, in a few words."""
    known = f"{_TITLE}{code.removeprefix('noted_')}"
    return kit.say(known) if kit.speaker.knows(known) else kit.say("outbox.title.other")


def task_row(kit: Kit, task: OpenTask, today: date) -> Row:
    """One task in the list: title over code and name, at the right when."""
    title = task_title(kit, task)
    second = " · ".join(part for part in (short_code(task.code), task.name) if part)
    when = _day_word(kit, task.task.raised_at, today)
    return Row(
        task.task.id,
        (Cell(title, second, tone=Tone.WARNING, icon="warning"), Cell(when, tone=Tone.QUIET)),
        kit.say("outbox.task_row", title=title, code=task.code, name=task.name, day=when),
    )


def _day_word(kit: Kit, when: datetime, today: date) -> str:
    days = (today - when.date()).days
    if days == 0:
        return f"{when:%H:%M}"
    return kit.say("common.yesterday") if days == 1 else f"{when:%d/%m}"


@dataclass(frozen=True, slots=True)
class Sides:
    """The two equal boxes of a task: what stands on paper or was done here, and what the centre has."""

    here_head: str
    here: tuple[str, ...]
    there_head: str
    there: tuple[str, ...]


def task_sides(kit: Kit, task: OpenTask) -> Sides:
    """What was done, and how the dossier stands now; contradicting facts of the task come first."""
    params = dict(task.task.params)
    pair = next((pair for pair in _PAIRS if pair[0] in params and pair[1] in params), None)
    here, there = [], []
    if pair is not None:
        here.append(kit.say("outbox.value", value=params[pair[0]] or kit.say("common.none")))
        there.append(kit.say("outbox.value", value=params[pair[1]] or kit.say("common.none")))
    printed = pair is not None and pair[0] == "printed"
    here_head = kit.say("outbox.printed" if printed else "outbox.done_here")
    return Sides(
        here_head, (*here, *_act_lines(kit, task)), kit.say("outbox.at_centre"), (*there, *_now_lines(kit, task))
    )


def _act_lines(kit: Kit, task: OpenTask) -> tuple[str, ...]:
    act = task.act
    if act is None:
        return (kit.say("outbox.act_unknown"),)
    lines = [kit.say(f"act.{act.kind.value}")]
    code = getattr(act.data, "code", "")
    if code:
        lines.append(kit.say("outbox.code", code=code))
    due = getattr(act.data, "due", None)
    if isinstance(due, datetime):
        lines.append(kit.say("outbox.due", due=f"{due:%H:%M %d/%m/%Y}"))
    lines.append(kit.say("outbox.who", who=task.actor or kit.say("outbox.elsewhere"), when=f"{act.at:%H:%M %d/%m/%Y}"))
    return tuple(lines)


def _now_lines(kit: Kit, task: OpenTask) -> tuple[str, ...]:
    state = task.there
    if state is None:
        return (kit.say("outbox.not_there"),)
    lines = [kit.say("outbox.stage", stage=kit.say(f"stage.{state.stage.value}"))]
    if state.clock.due is not None:
        lines.append(kit.say("outbox.due", due=f"{state.clock.due:%H:%M %d/%m/%Y}"))
    if state.trail:
        last = state.trail[-1]
        lines.append(kit.say("outbox.last", act=kit.say(f"act.{last.kind.value}"), when=f"{last.at:%H:%M %d/%m/%Y}"))
    return tuple(lines)


def kept_words(kit: Kit, task: OpenTask) -> str:
    """What stays whatever is chosen: printed numbers, scanned pages."""
    papers = () if task.state is None else task.state.papers
    files = [paper.file for paper in papers if paper.file is not None]
    if not files:
        return kit.say("outbox.kept")
    return kit.say("outbox.kept_pages", papers=len(files), pages=sum(file.pages for file in files))
