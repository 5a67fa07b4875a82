"""Draws a workflow from its table: a Mermaid state diagram, and every row with who, paper, effect and basis."""

from collections.abc import Callable, Iterable, Iterator

from dossier.events import NATIONAL_STATUS, Stage
from dossier.workflow import Step, Workflow

Say = Callable[[str], str]
"""Speaks a message id."""
_SOME = 6
"""An act open in more stages than this stands in the table alone: its arrows would hide the others."""


def diagram(workflows: Iterable[Workflow], say: Say) -> str:
    """The document of these workflows in Markdown, in the speaker's language."""
    parts = [f"# {say('centre.diagram.title')}", say("centre.diagram.about"), _statuses(say)]
    for workflow in workflows:
        if workflow.steps:
            parts += [f"## {say('centre.diagram.workflow')} `{workflow.name}`", _drawing(workflow, say)]
            parts.append(_table(workflow, say))
    return "\n\n".join(parts) + "\n"


def _statuses(say: Say) -> str:
    heads = ("stage", "status", "sub")
    rows = [
        (say(f"stage.{stage.value}"), str(status.code), say(f"substate.{status.sub}") if status.sub else "")
        for stage, status in NATIONAL_STATUS.items()
    ]
    return _rows(tuple(say(f"centre.diagram.{head}") for head in heads), rows)


def _drawing(workflow: Workflow, say: Say) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    used = {stage for step in workflow.steps for stage in (*step.before, step.after) if stage is not None}
    lines += [f"    {stage.value}: {say(f'stage.{stage.value}')}" for stage in Stage if stage in used]
    for step in workflow.steps:
        if step.after is None or len(step.before) > _SOME:
            continue
        words = say(f"act.{step.act.value}")
        if step.creates:
            lines.append(f"    [*] --> {step.after.value}: {words}")
        lines += [f"    {stage.value} --> {step.after.value}: {words}" for stage in Stage if stage in step.before]
    return "\n".join((*lines, "```"))


def _table(workflow: Workflow, say: Say) -> str:
    heads = ("act", "before", "after", "who", "paper", "effect", "basis")
    return _rows(tuple(say(f"centre.diagram.{head}") for head in heads), [_row(step, say) for step in workflow.steps])


def _row(step: Step, say: Say) -> tuple[str, ...]:
    before = [say(f"stage.{stage.value}") for stage in Stage if stage in step.before]
    if step.creates:
        before = [say("centre.diagram.new"), *before]
    return (
        say(f"act.{step.act.value}"),
        ", ".join(before),
        say("centre.diagram.same") if step.after is None else say(f"stage.{step.after.value}"),
        ", ".join(sorted(say(f"role.{role.value}") for role in step.roles)),
        step.paper,
        "; ".join(_effects(step, say)),
        "; ".join((step.basis, *_days(step, say))),
    )


def _effects(step: Step, say: Say) -> Iterator[str]:
    """What a row does beside the stage, and what it asks for."""
    if step.effect:
        yield step.effect
    if step.denies:
        yield say("centre.diagram.denies")
    if step.pages:
        yield say("centre.diagram.pages")


def _days(step: Step, say: Say) -> Iterator[str]:
    """From when and until when a row holds, where it has days."""
    for word, day in (("from", step.valid_from), ("until", step.valid_until)):
        if day is not None:
            yield f"{say(f'centre.diagram.{word}')} {day:%d/%m/%Y}"


def _rows(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
