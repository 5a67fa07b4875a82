"""Decides how a moment is written for a citizen: hour, weekday, date, always in the time of Vietnam."""

from datetime import datetime, timedelta, timezone
from typing import Protocol

VIETNAM = timezone(timedelta(hours=7))


class Say(Protocol):
    """Speaks one sentence of one language by message id, with its placeholders filled."""

    def __call__(self, message_id: str, /, **params: str) -> str:
        """The sentence; an unknown id is a fault of ours and raises."""
        ...


def moment_parts(at: datetime, say: Say) -> tuple[str, str]:
    """Hour and dated weekday ("17 giờ 00,", "thứ Ba 19/03/2019"); each part stays on one line if it can."""
    local = at.astimezone(VIETNAM)
    hour = say("portal.moment.hour", hour=f"{local:%H}", minute=f"{local:%M}")
    day = say("portal.moment.day", weekday=say(f"portal.weekday.{local.weekday()}"), date=f"{local:%d/%m/%Y}")
    return hour, day


def moment_text(at: datetime, say: Say) -> str:
    """The same in one piece, for the middle of a sentence."""
    return " ".join(moment_parts(at, say))
