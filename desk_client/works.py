"""What every view-model of a window works with; makes none of it."""

from dataclasses import dataclass

from desk_client.bootstrap import Desk
from desk_client.viewmodels.line import LineModel
from desk_client.viewmodels.runner import Runner
from desk_client.viewmodels.seat import Changes, Seat


@dataclass(frozen=True, slots=True)
class Works:
    """What every view-model works with."""

    desk: Desk
    runner: Runner
    seat: Seat
    changes: Changes
    line: LineModel
