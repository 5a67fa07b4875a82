"""Finds whose due date may be moved today for the last time: form 04 is signed before the due date's day, once."""

from datetime import date, timedelta

from desk_client.store.tabs import LastDay
from dossier.acts import ActKind
from dossier.events import Stage
from dossier.rules import Rules


def last_days(rules: Rules, office: str, today: date) -> tuple[LastDay, ...]:
    """What tab LAST_APOLOGY of an office's desk holds: no working day is left between today and the due date.

    Days are those of the agency that decides; what others received is here because this office decides it.
    """
    own = rules.calendar_of(office).next_working_day(today)
    found: dict[tuple[tuple[Stage, ...], date, str, bool], dict[str, None]] = {}
    for workflow in rules.bundle.workflows:
        table = workflow.on(today)
        stages = tuple(stage for stage in Stage if table.step(ActKind.EXTEND, stage) is not None)
        for procedure in rules.bundle.procedures if stages else ():
            if procedure.workflow != workflow.name:
                continue
            here = rules.deciding_calendar(procedure.code, office, today).next_working_day(today)
            keys = ((here, "", False),) if here == own else ((here, office, False), (own, office, True))
            for key in keys:
                found.setdefault((stages, *key), {})[procedure.code] = None
    day = timedelta(days=1)
    return tuple(
        LastDay(stages, tuple(procedures), due + day, receiver, elsewhere)
        for (stages, due, receiver, elsewhere), procedures in found.items()
    )
