"""`due --stdin` agrees with a plain model that walks minute by minute, where dates are odd."""

import json
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.central_server.due_model import DueModel
from tests.central_server.test_due_lines import lines

_WEEKS = (
    [["07:30", "11:30"], ["13:30", "17:00"]],
    [["07:00", "11:30"], ["13:00", "16:30"]],
    [["08:00", "12:00"]],
)
_SATURDAYS = (None, [["07:30", "11:30"]], [["08:00", "11:00"], ["13:00", "15:00"]])
_TIMES = ("00:00", "07:29", "07:30", "11:30", "11:31", "14:59", "15:00", "15:00:30", "15:01", "17:00", "17:01", "23:59")
_NEAR = (
    *(date(year, month, day) for year in range(2018, 2027) for month, day in ((1, 22), (2, 5), (2, 28), (4, 29))),
    *(date(year, month, day) for year in range(2018, 2026) for month, day in ((8, 31), (12, 29), (12, 31), (1, 30))),
    *(date(2019, 5, 3), date(2024, 5, 3), date(2025, 4, 25), date(2026, 8, 21), date(2026, 1, 9)),
)
"""Tết, ends of months and years, holidays that were swapped with a Saturday."""
_UNITS = ("same_day", "working_day", "calendar_day", "hour", "working_hour", "month", "immediate")
_PAUSES = (0, 1, 30, 240, 1440, 2880, 4320, 10080)


def _question(number: int, chance: Random) -> dict[str, Any]:
    day = chance.choice(_NEAR) + timedelta(days=chance.randint(-6, 6))
    unit, saturday = chance.choice(_UNITS), chance.choice(_SATURDAYS)
    return {
        "id": number,
        "limit": chance.choice((1, 2, 3, 5, 8, 15, 30) if unit != "month" else (1, 2, 3, 6, 12)),
        "unit": unit,
        "received": f"{day}T{chance.choice(_TIMES)}",
        "channel": chance.choice(("direct", "online", "post")),
        "hours": {
            "week": chance.choice(_WEEKS),
            "saturday": saturday,
            "saturday_counts": saturday is not None and chance.random() < 0.5,
        },
        "cutoff": chance.choice(("15:00", None, "11:30")),
        "clock_policy": chance.choice(("RESTART", "PAUSE", "PAUSE", "NONE")),
        "next_day_setting": chance.random() < 0.5,
        "own_basis": chance.random() < 0.6,
        "events": [],
    }


def _events(asked: dict[str, Any], chance: Random) -> list[dict[str, str]]:
    """What may happen in order of time, also several things in one minute."""
    at = datetime.fromisoformat(asked["received"]).replace(second=0)
    found: list[dict[str, str]] = []
    waiting = False
    for _ in range(chance.choice((0, 1, 2, 3, 5))):
        at += timedelta(minutes=chance.choice((*_PAUSES, chance.randint(1, 20_000))))
        event = {"at": at.isoformat(timespec="minutes")}
        if chance.random() < 0.3:
            event |= {"type": "extension", "new_due": f"{at.date() + timedelta(days=chance.randint(-2, 60))}"}
        else:
            event["type"] = "supplement_received" if waiting else "supplement_asked"
            waiting = not waiting
        found.append(event)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_an_answer_is_what_walking_through_the_calendar_gives(seed: int) -> None:
    """Two hundred odd questions: every moment and every verdict on an extension is the same."""
    chance = Random(seed)
    answers = lines()
    for number in range(200):
        asked = _question(number, chance)
        asked["events"] = _events(asked, chance)
        said = json.loads(answers.answer(json.dumps(asked).encode()))
        said.pop("steps", None)
        assert said == DueModel(asked).answer(), asked
