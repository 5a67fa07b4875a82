"""What a leader asks from his desk: proved by his own password, durable when answered, told to every desk."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from central_server.services.password_door import TRIES
from central_server.services.people import NewOfficial
from central_sync.protocol.codec import decode, encode, pack, unpack
from central_sync.protocol.deputies import LEND, TAKE_BACK, DeputyReply, LendRequest, TakeBackRequest
from central_sync.protocol.messages import PATH, PeopleRow
from dossier.identifiers import PersonId
from dossier.roles import Grant, Role, SigningFor, acting_for
from tests.central_server.centre_bench import TestDesk, World
from tests.fakes.people import OFFICE, OTHER_OFFICE

PASSWORD = "mật khẩu"
TODAY = date(2019, 3, 14)
LEADING = frozenset({Role.LEADER})


@dataclass
class Bench:
    """A commune with its chairman (minh), his deputy (nga), and a desk."""

    world: World
    desk: TestDesk

    def asks(self, asked: LendRequest | TakeBackRequest, desk: TestDesk | None = None) -> DeputyReply:
        """The centre's answer to a desk."""
        path = LEND if isinstance(asked, LendRequest) else TAKE_BACK
        headers = (desk or self.desk).headers
        reply = self.world.client.post(f"{PATH}{path}", content=pack(encode(asked)), headers=headers)
        assert reply.status_code == 200, reply.content
        return decode(unpack(reply.content), DeputyReply)

    def lend(self, **changes: object) -> LendRequest:
        """The chairman lets his deputy sign for three days."""
        asked = LendRequest(
            lender=self.person("minh"),
            password=PASSWORD,
            deputy=self.person("nga"),
            signing=SigningFor.KT,
            since=TODAY,
            until=date(2019, 3, 16),
            basis="12/GUQ-UBND",
            away=False,
        )
        for name, value in changes.items():
            setattr(asked, name, value)
        return asked

    def back(self, password: str = PASSWORD) -> TakeBackRequest:
        """The chairman takes it back."""
        return TakeBackRequest(self.person("minh"), password, self.person("nga"))

    def later(self, moment: datetime) -> None:
        """Time passes; the desk asks for a new token."""
        self.world.clock.at = moment
        self.desk.ask_token()

    def person(self, login: str) -> PersonId:
        """Whose id it is."""
        return PersonId(self.world.people[login])

    def grants(self, role: Role = Role.LEADER) -> list[Grant]:
        """Who holds a role in the office, by whose right."""
        found = self.world.centre.store.read(lambda unit: unit.registry.grants_of(OFFICE))
        return [one for one in found if one.role is role]

    def leads(self, login: str, day: date) -> bool:
        """Whether somebody may sign on a day."""
        return any(one.person == self.person(login) and one.runs_on(day) for one in self.grants())


@pytest.fixture
def bench(world: World) -> Bench:
    """Also a deputy chairwoman, who is an officer by herself."""
    new = NewOfficial("Lê Thị Nga", "Phó Chủ tịch", "nga", PASSWORD)
    world.people["nga"] = world.centre.people.add(new, [(OFFICE, Role.OFFICER, date(2018, 1, 1))])
    return Bench(world, world.desk())


def test_a_deputy_signs_on_the_days_and_every_desk_learns_it(bench: Bench) -> None:
    """Asked twice, because the first answer was lost: one row, the same answer."""
    assert [bench.asks(bench.lend()).code for _ in range(2)] == ["", ""]
    (lent,) = [one for one in bench.grants() if one.person == bench.person("nga")]
    assert (lent.signing, lent.basis, lent.on_behalf_of) == (SigningFor.KT, "12/GUQ-UBND", bench.person("minh"))
    assert [bench.leads("nga", date(2019, 3, day)) for day in (13, 14, 16, 17)] == [False, True, True, False]
    assert bench.leads("minh", TODAY)
    bench.desk.pull()
    row = [one for one in bench.desk.rows if isinstance(one, PeopleRow)][-1]
    told = acting_for(row.grants, (bench.person("nga"), OFFICE, TODAY), LEADING)
    assert told is not None
    assert told.signing is SigningFor.KT


def test_an_absence_ends_on_the_day_on_which_the_leader_is_back(bench: Bench) -> None:
    """From that day on he signs again; what his deputy signed on it stands; later he signs alone, in one row."""
    assert [bench.asks(bench.lend(away=True)).code for _ in range(2)] == ["", ""]
    assert not bench.leads("minh", TODAY)
    bench.later(datetime(2019, 3, 15, 8, 0))
    assert [bench.asks(bench.back()).code for _ in range(2)] == ["", ""]
    days = [date(2019, 3, day) for day in (14, 15, 16)]
    assert [bench.leads("minh", day) for day in days] == [False, True, True]
    assert [bench.leads("nga", day) for day in days] == [True, True, False]
    assert [one.valid_until for one in bench.grants() if one.person == bench.person("minh")] == [
        date(2019, 3, 13),
        None,
    ]


def test_what_has_not_begun_is_taken_back_without_a_trace(bench: Bench) -> None:
    """The leader's own row is one again, so that a later absence over those days can be entered."""
    before = bench.grants()
    later = bench.lend(away=True, since=date(2019, 3, 20), until=date(2019, 3, 22))
    assert bench.asks(later).code == ""
    assert len(bench.grants()) == 3
    assert bench.asks(bench.back()).code == ""
    assert bench.grants() == before
    over = bench.lend(away=True, since=date(2019, 3, 19), until=date(2019, 3, 25))
    assert bench.asks(over).code == ""


def test_only_the_leader_himself_lends_with_his_own_password(bench: Bench) -> None:
    """Wrong passwords are counted, also the right one after too many; a while later it counts again."""
    before = bench.grants()
    assert bench.asks(bench.lend(password="sai")).code == "password"
    assert bench.asks(bench.back("sai")).code == "password"
    answers = [bench.asks(bench.lend(password="sai")).detail for _ in range(TRIES - 2)]
    assert answers[-1] == "0"
    assert bench.asks(bench.lend()).code == "locked"
    assert bench.grants() == before
    bench.later(bench.world.clock.at + timedelta(minutes=16))
    assert bench.asks(bench.lend()).code == ""


def test_a_desk_asks_only_for_people_of_its_own_office(bench: Bench) -> None:
    """The other commune's desk does not get a yes for this commune's chairman, and a stranger no answer at all."""
    other = bench.world.desk(OTHER_OFFICE, b"2")
    before = bench.grants()
    assert bench.asks(bench.lend(), other).code == "password"
    assert bench.world.client.post(f"{PATH}{LEND}", content=pack(encode(bench.lend()))).status_code in (401, 403)
    assert bench.grants() == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"since": date(2019, 3, 13)}, "past"),
        ({"until": date(2019, 3, 13)}, "period"),
        ({"basis": " "}, "basis"),
        ({"deputy": "minh"}, "self"),
        ({"deputy": "x-loc"}, "not_of_office"),
        ({"deputy": "loc"}, "not_a_deputy"),
        ({"lender": "loc"}, "not_held"),
    ],
)
def test_what_may_not_be_lent_is_refused_with_its_reason(bench: Bench, changes: dict[str, object], code: str) -> None:
    """Nothing of it is kept."""
    before = bench.grants()
    named = {name: bench.person(value) if name in ("deputy", "lender") else value for name, value in changes.items()}
    assert bench.asks(bench.lend(**named)).code == code
    assert bench.grants() == before


def test_what_was_lent_is_not_lent_again(bench: Bench) -> None:
    """The deputy leads for some days and may still lend it to nobody (NĐ 30/2020 art. 13(3))."""
    assert bench.asks(bench.lend()).code == ""
    again = bench.lend(lender=bench.person("nga"), deputy=bench.person("loc"), signing=SigningFor.TUQ)
    assert bench.asks(again).code == "not_held"
