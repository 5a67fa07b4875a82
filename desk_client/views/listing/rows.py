"""Turns lines of the list into painted rows: short code, words of the step, due day, and the state in its tone."""

from datetime import date

from desk_client.services.listing import IN_MINUTES, ListLine, Standing
from desk_client.viewmodels.dossier_words import code_tail, short_day, standing_message
from desk_client.views.kit.outfit import Kit
from desk_client.views.kit.rows import Cell, Column, Row
from desk_client.views.kit.tokens import Tone

STANDING_LOOK = {
    Standing.FILED: (Tone.WARNING, "inbox"),
    Standing.WAITING: (Tone.QUIET, "pause"),
    Standing.SUPPLIED: (Tone.WARNING, "inbox"),
    Standing.AT_ONCE: (Tone.WARNING, "clock"),
    Standing.LATE: (Tone.ERROR, "late"),
    Standing.LATE_HOURS: (Tone.ERROR, "late"),
    Standing.HOURS_LEFT: (Tone.WARNING, "clock"),
    Standing.DUE_TODAY: (Tone.WARNING, "clock"),
    Standing.SOON: (Tone.WARNING, "clock"),
    Standing.AT_RISK: (Tone.WARNING, "warning"),
    Standing.IN_TIME: (Tone.QUIET, ""),
    Standing.READY: (Tone.DONE, "ok"),
    Standing.RETURNED: (Tone.QUIET, ""),
    Standing.REFUSED: (Tone.QUIET, ""),
    Standing.ENDED: (Tone.QUIET, ""),
    Standing.POSTED: (Tone.DONE, "mail"),
}
"""Tone and icon of each standing; the words are `list.standing.<value>`."""


def columns(kit: Kit) -> tuple[Column, ...]:
    """The six columns of the list."""
    say = kit.say
    return (
        Column(say("list.column.code"), 100),
        Column(say("list.column.name"), 155, drop=3),
        Column(say("list.column.procedure"), drop=1),
        Column(say("list.column.step"), 126, hide_compact=True),
        Column(say("list.column.due"), 86, drop=2),
        Column(say("list.column.standing"), 140),
    )


def row_of(kit: Kit, line: ListLine, today: date) -> Row:
    """The row of one line, with the whole as one sentence."""
    row = line.row
    code = code_tail(row.code) or kit.say("list.no_code")
    step = kit.say(f"stage.{row.stage.value}")
    due = "—" if row.due is None else short_day(kit.speaker, row.due.date(), today)
    if row.due is not None and line.standing in IN_MINUTES:
        due = f"{row.due:%H:%M}"
    state = _standing(kit, line)
    sentence = kit.say(
        "list.sentence",
        code=row.code or code,
        name=row.name,
        procedure=line.procedure,
        step=step,
        due=due,
        standing=state.text,
    )
    cells = (
        Cell(code, strong=bool(row.code), tone=Tone.PLAIN if row.code else Tone.QUIET),
        Cell(row.name),
        Cell(line.procedure),
        Cell(step, tone=Tone.QUIET),
        Cell(due),
        state,
    )
    return Row(row.id, cells, sentence)


def _standing(kit: Kit, line: ListLine) -> Cell:
    """What a person must know first: trouble, papers that came, late, unsent, then the days that are left."""
    row, days = line.row, line.days
    tone, icon = STANDING_LOOK[line.standing]
    if row.attention:
        return Cell(kit.say("list.standing.trouble"), tone=Tone.WARNING, icon="warning")
    if row.pending and line.standing is Standing.LATE:
        return Cell(kit.say("list.standing.late_unsent", days=days), tone=tone, icon="offline")
    if row.pending and line.standing is Standing.LATE_HOURS:
        return Cell(kit.say("list.standing.late_hours_unsent"), tone=tone, icon="offline")
    if row.pending and line.standing is not Standing.SUPPLIED:
        return Cell(kit.say("list.standing.unsent"), tone=Tone.WARNING, icon="offline")
    return Cell(kit.speak(standing_message(line.standing, days, "cell")), tone=tone, icon=icon)
