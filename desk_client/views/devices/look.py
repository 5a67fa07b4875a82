"""Says how far a look at the devices is, and what a stopped one did not reach."""

from collections.abc import Sequence

from desk_client.services.checks import Area
from desk_client.viewmodels.examination import Examination
from desk_client.views.kit.bars import ProgressLine
from desk_client.views.kit.outfit import Kit


def show_look(kit: Kit, line: ProgressLine, look: Examination) -> None:
    """Show the area in hand and its place among all; hidden while nothing is looked at."""
    line.setVisible(look.busy)
    area = "" if look.area is None else kit.say(f"devices.area.{look.area.value}")
    words = (
        kit.say("devices.looking_at", area=area, place=look.place, all=len(Area))
        if area
        else kit.say("devices.looking")
    )
    line.set_progress(words, look.place - 1, len(Area))


def stopped_words(kit: Kit, left: Sequence[Area]) -> str:
    """The sentence about areas that were not looked at; nothing when none was left out."""
    return (
        kit.say("devices.stopped", areas=", ".join(kit.say(f"devices.area.{area.value}") for area in left))
        if left
        else ""
    )
