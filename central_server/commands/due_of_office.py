"""`motcua-centre due --office UNIT`: when a dossier that this unit received is due, by the centre's own calendars."""

from argparse import Namespace
from datetime import datetime

from central_server.commands.administer import office_of, opened
from central_server.commands.due import tell
from central_server.commands.output import Console
from central_server.ports.faults import CentreFault
from central_server.settings import Settings
from dossier.calendar import WorkingCalendar


def due(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Say when it is due: days and hours are those of the agency that decides what the unit receives."""
    with opened(settings) as centre:
        office, rules = office_of(centre, arguments.office), centre.rulebook.current()
    if rules is None:
        raise CentreFault("no_rules")

    def calendar(received: datetime) -> WorkingCalendar:
        return rules.deciding_calendar(arguments.procedure, office, received.date())

    tell(rules.bundle, calendar, arguments, console)
