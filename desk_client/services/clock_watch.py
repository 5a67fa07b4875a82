"""Doubts the machine's clock when the store knows better; a wrong clock would go onto every receipt. Corrects nothing.

The law's moment is that of the act at the counter, so a doubt refuses nothing: it is said before anybody receives.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from desk_client.store import meta
from dossier.facts import CLOCK_DOUBT
from dossier.messages import Message, message

_LONGEST_CLOSED = timedelta(days=60)
"""A desk that neither worked nor heard the centre for longer is likelier to have a clock that ran away."""


def clock_doubt(connection: Connection, now: datetime) -> Message | None:
    """Why `now` cannot well be right: before the newest thing that is known here, or long after it; None: no doubt."""
    known = _newest(connection)
    if known is None:
        return None
    if now < known - CLOCK_DOUBT:
        return message("clock.back", now=_said(now), known=_said(known))
    if now > known + _LONGEST_CLOSED:
        return message("clock.ahead", now=_said(now), known=_said(known), days=str((now - known).days))
    return None


def clock_jump(before: datetime, now: datetime, elapsed: float) -> Message | None:
    """What to say when the clock moved otherwise than time: `elapsed` seconds passed since it said `before`."""
    if abs(now - before - timedelta(seconds=elapsed)) <= CLOCK_DOUBT:
        return None
    return message("clock.jumped", now=_said(now), before=_said(before))


def _newest(connection: Connection) -> datetime | None:
    """The newest moment the desk is sure of: once the centre has every act, its last answer, else the later one too.

    The centre refuses to talk to a desk whose clock is off, so an answer puts right what was written under a wrong
    clock before.
    """
    act, answer = meta.get(connection, "last_at"), meta.get(connection, "last_ack")
    all_known = meta.get(connection, "acked", "0") == meta.get(connection, "last_seq", "0")
    moments = [answer] if answer and all_known else [act, answer]
    return max((datetime.fromisoformat(one) for one in moments if one), default=None)


def _said(moment: datetime) -> str:
    return f"{moment:%H:%M %d/%m/%Y}"
