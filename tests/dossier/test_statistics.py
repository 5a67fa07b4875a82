"""Report II.06a counts each dossier once on the left and once on the right."""

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossier.state import Clock, Dossier
from dossier.statistics import Period, Tally, tally_by, tally_of
from dossier.values import Channel
from tests.fakes.life_scenarios import Play
from tests.fakes.rules import shipped_rules

MARCH = Period(date(2019, 3, 1), date(2019, 3, 31))


def dossier(accepted: str, due: str = "", finished: str = "", channel: Channel = Channel.DIRECT) -> Dossier:
    """A dossier with these moments ("dd/mm" of 2019)."""
    play = Play()
    play.given("tiếp nhận 12/03/2019 09:20")
    assert play.state is not None
    at, until, end = (_moment(text) for text in (accepted, due, finished))
    return replace(play.state, channel=channel, clock=Clock(at, until, until, None, end))


def _moment(text: str) -> datetime | None:
    return datetime.strptime(f"{text}/2019 10:00", "%d/%m/%Y %H:%M") if text else None  # noqa: DTZ007


@pytest.mark.parametrize(
    ("state", "wanted"),
    [
        (dossier("05/03", "08/03", "07/03"), Tally(direct=1, early=1)),
        (dossier("05/03", "08/03", "08/03"), Tally(direct=1, on_time=1)),
        (dossier("05/03", "08/03", "11/03"), Tally(direct=1, late=1)),
        (dossier("05/03", "08/03", channel=Channel.ONLINE), Tally(online=1, open_late=1)),
        (dossier("29/03", "02/04"), Tally(direct=1, open_in_time=1)),
        (dossier("29/03", "31/03"), Tally(direct=1, open_in_time=1)),
        (dossier("29/03", "02/04", "02/04"), Tally(direct=1, open_in_time=1)),
        (dossier("20/02", "08/03", "06/03"), Tally(carried=1, early=1)),
        (dossier("20/02", "25/02"), Tally(carried=1, open_late=1)),
        (dossier("05/03", "", "05/03"), Tally(direct=1, on_time=1)),
        (dossier("05/03"), Tally(direct=1, open_in_time=1)),
        (dossier("20/02", "25/02", "28/02"), None),
        (dossier("01/04", "04/04"), None),
        (dossier("", ""), None),
    ],
)
def test_a_dossier_stands_in_its_two_columns(state: Dossier, wanted: Tally | None) -> None:
    """Left by its reception, right by its end; one that ended before or came after is not of the period."""
    assert tally_of(state, MARCH, shipped_rules()) == wanted


_DAYS = st.dates(date(2019, 2, 1), date(2019, 4, 30)).map(lambda day: f"{day:%d/%m}")


@given(st.lists(st.tuples(_DAYS, _DAYS | st.just(""), _DAYS | st.just("")), max_size=30))
def test_any_lives_come_out_even(moments: list[tuple[str, str, str]]) -> None:
    """Column 3 = 7 + 11, for every line and for their sum."""
    lines = tally_by((dossier(*row) for row in moments), MARCH, shipped_rules(), lambda state: str(state.channel))
    assert all(tally.balanced for tally in lines.values())
    assert sum(lines.values(), Tally()).balanced
