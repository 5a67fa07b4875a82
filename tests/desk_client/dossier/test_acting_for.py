"""The story and the letters of a dossier say for whom somebody acted, on the days on which he did."""

from dataclasses import replace
from datetime import date

import pytest

from desk_client.services.paper_source import PaperSource
from desk_client.services.papers import acts_of
from desk_client.services.people_names import Names
from desk_client.store import meta
from desk_client.viewmodels.dossier_way import whole_way
from desk_client.viewmodels.speaker import Speaker
from dossier.acts import ActKind
from dossier.roles import Grant, Role
from tests.desk_client.dossier.test_control_slip import at_counter
from tests.desk_client.listing.fixtures import Office, words
from tests.fakes.people import OFFICE


def lend(office: Office, until: date, *, away: bool = False) -> None:
    """From now on the leader (minh) leads only by what the records clerk lent him."""
    engine, writer = office.past.desk.parts.engine, office.past.desk.parts.writer
    with engine.connect() as connection:
        known = meta.people(connection)
    minh, suong = (office.past.crew[login].person.id for login in ("minh", "suong"))
    others = tuple(one for one in known.grants if (one.person, one.role) != (minh, Role.LEADER))
    lent = Grant(minh, OFFICE, Role.LEADER, date(2019, 1, 1), until, suong, away=away, basis="12/GUQ")
    writer.run(lambda connection: meta.keep_people(connection, known.accounts, (*others, lent)))


@pytest.mark.parametrize(
    ("away", "said"),
    [(False, "Trần Văn Minh, ủy quyền của Đặng Thị Sương"), (True, "Trần Văn Minh, thay Đặng Thị Sương vắng mặt")],
)
def test_the_story_says_for_whom(office: Office, away: bool, said: str) -> None:
    """Only the acts that need the lent role, and only on its days."""
    lend(office, date(2019, 12, 31), away=away)
    case = at_counter(office)
    steps = [step.second for step in whole_way(Speaker(words("vi")), case, date(2019, 3, 20))]
    assert [step for step in steps if said in step]
    assert not any("Phạm Văn Lộc," in step for step in steps)
    lend(office, date(2019, 1, 2), away=away)
    steps = [step.second for step in whole_way(Speaker(words("vi")), at_counter(office), date(2019, 3, 20))]
    assert not any("Sương" in step and "Minh" in step for step in steps)


def test_a_letter_is_signed_under_the_title_of_who_delegated(office: Office) -> None:
    """ "TUQ." and the lender's title above the signer's own; without a delegation on the committee's behalf."""
    state = at_counter(office).state
    parts = office.past.desk.parts
    line = next(line for line in state.trail if line.kind is ActKind.APPROVE)

    def source() -> PaperSource:
        acts = acts_of(parts.engine, state.id)
        return PaperSource(replace(state), acts, parts.rules(), Names.read(parts), "Hoa", office.past.clock.now())

    own = source().signer(line)
    lend(office, date(2019, 12, 31))
    lent = source().signer(line)
    suong = office.past.crew["suong"].person
    assert own.lines == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert lent.lines == (f"TUQ. {suong.title.upper()}", "CHỦ TỊCH")
    assert lent.name == own.name
