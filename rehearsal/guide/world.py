"""What the guide is told of the day: where simulated devices lie, who works here, what may be shown on screen."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the office: name, title, login name."""

    name: str
    title: str
    login: str


@dataclass(frozen=True, slots=True)
class GuideWorld:
    """The rehearsal as the guide sees it.

    `simulators` holds the folders `reader`, `scanner` and `token`; `control` is where the file `cut` cuts the line;
    `portal` is the address of the public pages; acts made before `since` belong to the past of the office.
    """

    simulators: Path
    control: Path
    portal: str
    people: tuple[Colleague, ...]
    password: str
    pin: str
    since: datetime

    @property
    def look_up(self) -> str:
        """The address of the look-up page."""
        return f"{self.portal.rstrip('/')}/tra-cuu"
