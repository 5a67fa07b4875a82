"""What an office's IT administrator asks: his right judged then, durable, told to the desks, a line kept of it."""

import logging
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from central_server.commands.run import run
from central_server.ports.values import Official
from central_server.services.password_door import TRIES
from central_server.services.people import NewOfficial
from central_sync.protocol.administering import (
    ACCOUNT,
    PROCEDURES,
    AccountAct,
    AccountOrder,
    AccountReply,
    ProceduresReply,
    ProceduresRequest,
)
from central_sync.protocol.codec import decode, encode, pack, unpack
from central_sync.protocol.messages import PATH, PeopleRow
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Grant, Role
from tests.central_server.centre_bench import TestDesk, World
from tests.fakes.people import OFFICE, OTHER_OFFICE

PASSWORD = "mật khẩu"
TODAY = date(2019, 3, 14)
SINCE = date(2018, 1, 1)
LOCK, UNLOCK, RENEW, END = AccountAct.LOCK, AccountAct.UNLOCK, AccountAct.NEW_PASSWORD, AccountAct.END_ROLE


@dataclass
class Bench:
    """A commune with its IT administrator (cntt) and a desk."""

    world: World
    desk: TestDesk

    def ask(self, act: AccountAct, person: str, *, desk: TestDesk | None = None, **changes: object) -> AccountReply:
        """The centre's answer to a desk."""
        order = AccountOrder(self.world.people["cntt"], PASSWORD, self.world.people[person], act)
        if act is END:
            order.role, order.since, order.until = Role.OFFICER, SINCE, TODAY
        for name, value in changes.items():
            setattr(order, name, value)
        headers = (desk or self.desk).headers
        reply = self.world.client.post(f"{PATH}{ACCOUNT}", content=pack(encode(order)), headers=headers)
        assert reply.status_code == 200, reply.content
        return decode(unpack(reply.content), AccountReply)

    def procedures(self, admin: str, desk: TestDesk | None = None) -> ProceduresReply:
        """How far procedures are, as a desk is told."""
        body = pack(encode(ProceduresRequest(self.world.people[admin])))
        headers = (desk or self.desk).headers
        reply = self.world.client.post(f"{PATH}{PROCEDURES}", content=body, headers=headers)
        assert reply.status_code == 200, reply.content
        return decode(unpack(reply.content), ProceduresReply)

    def official(self, login: str) -> Official:
        found = self.world.centre.people.by_login(login)
        assert found is not None
        return found

    def add(self, login: str, *grants: tuple[OfficeId, Role]) -> None:
        """One more person."""
        new = NewOfficial(login, "Công chức", login, PASSWORD)
        self.world.people[login] = self.world.centre.people.add(new, [(*one, SINCE) for one in grants])

    def lines(self) -> list[tuple[str, str, str]]:
        """What was kept of administrators' acts: act, whose account, detail; newest first."""
        found = self.world.centre.store.read(lambda unit: unit.registry.administration(OFFICE, 50))
        assert all(one.actor == self.world.people["cntt"] for one in found)
        names = {person: login for login, person in self.world.people.items()}
        return [(one.act, names[one.person], one.detail) for one in found]

    def told(self) -> PeopleRow:
        """The newest table of people that the desk got."""
        self.desk.pull()
        return [one for one in self.desk.rows if isinstance(one, PeopleRow)][-1]


@pytest.fixture
def bench(world: World) -> Bench:
    """The office has an administrator besides its four people."""
    made = Bench(world, world.desk())
    made.add("cntt", (OFFICE, Role.OFFICE_ADMIN))
    return made


def test_a_locked_account_is_shut_at_every_desk_and_opened_again(bench: Bench) -> None:
    """Roles stand; the person himself is not let in by the centre either; each act is a line."""
    assert bench.ask(LOCK, "loc") == AccountReply()
    row = bench.told()
    (account,) = [one for one in row.accounts if one.person.login == "loc"]
    assert account.until == TODAY - timedelta(days=1)
    assert any(one.person == account.person.id and one.runs_on(TODAY) for one in row.grants)
    assert bench.ask(LOCK, "hoa", admin=account.person.id).code == "password"
    assert bench.ask(UNLOCK, "loc") == AccountReply()
    assert bench.official("loc").until is None
    assert bench.ask(LOCK, "hoa", admin=account.person.id).code == "right"
    assert bench.lines() == [("unlock", "loc", ""), ("lock", "loc", "")]


def test_a_password_for_once_is_told_once_and_kept_nowhere(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    """The old one stops, the new one counts; neither log nor line nor row has it; asked again it is another."""
    caplog.set_level(logging.DEBUG)
    first, second = (bench.ask(RENEW, "loc").secret for _ in range(2))
    assert first != second
    assert len(second) == 14
    verifier = bench.official("loc").verifier
    assert PasswordHasher().verify(verifier, second)
    for old in (PASSWORD, first):
        with pytest.raises(VerifyMismatchError):
            PasswordHasher().verify(verifier, old)
    (account,) = [one for one in bench.told().accounts if one.person.login == "loc"]
    assert account.verifier == verifier
    assert bench.lines() == [("new_password", "loc", "")] * 2
    assert not any(one in caplog.text for one in (first, second, PASSWORD))
    assert second not in repr(AccountReply(secret=second))


def test_a_role_ends_after_its_last_day_and_what_was_done_stands(
    bench: Bench, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From tomorrow on; asked twice it is the same; a role that has not begun goes whole."""
    loc = PersonId(bench.world.people["loc"])
    assert [bench.ask(END, "loc").code for _ in range(2)] == ["", ""]
    assert [one.valid_until for one in bench.told().grants if one.person == loc] == [TODAY]
    later = date(2019, 4, 1)
    bench.world.centre.people.grant(Grant(loc, OFFICE, Role.INTAKE, later))
    assert bench.ask(END, "loc", role=Role.INTAKE, since=later).code == ""
    assert [one.role for one in bench.told().grants if one.person == loc] == [Role.OFFICER]
    assert bench.lines()[0] == ("end_role", "loc", "intake 2019-04-01 2019-03-14")
    capsys.readouterr()
    monkeypatch.setenv("MOTCUA_DATABASE", bench.world.centre.settings.database_url)
    assert run(["--data", str(bench.world.centre.settings.data), "show", "accounts", OFFICE]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"09:00 14/03/2019  {OFFICE}  cntt  end_role  loc  intake 2019-04-01 2019-03-14"
    assert len(told) == 3


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"until": TODAY - timedelta(days=1)}, "past"),
        ({"until": None}, "no_role"),
        ({"role": Role.LEADER}, "no_role"),
        ({"since": TODAY}, "no_role"),
    ],
)
def test_a_role_that_is_none_or_a_day_that_is_past_ends_nothing(
    bench: Bench, changes: dict[str, object], code: str
) -> None:
    """Nothing is kept, and no line of it."""
    before = bench.told().grants
    assert bench.ask(END, "loc", **changes).code == code
    assert bench.told().grants == before
    assert bench.lines() == []


def test_a_role_that_somebody_stands_in_for_does_not_end_under_him(bench: Bench) -> None:
    """Neither the lent row itself, nor the lender's."""
    minh, loc = (PersonId(bench.world.people[one]) for one in ("minh", "loc"))
    bench.world.centre.people.grant(Grant(loc, OFFICE, Role.LEADER, TODAY, date(2019, 3, 20), on_behalf_of=minh))
    assert bench.ask(END, "minh", role=Role.LEADER).code == "lent"
    assert bench.ask(END, "loc", role=Role.LEADER, since=TODAY).code == "no_role"
    assert bench.ask(END, "minh", role=Role.LEADER, until=date(2019, 3, 20)).code == ""


def test_nobody_but_the_administrator_of_that_office_and_day_is_answered(bench: Bench) -> None:
    """Not a leader, not who was it yesterday, not who will be, not a stand-in, not another office's, no stranger."""
    world = bench.world
    minh, suong = (PersonId(world.people[one]) for one in ("minh", "suong"))
    for grant in (
        Grant(minh, OFFICE, Role.OFFICE_ADMIN, SINCE, TODAY - timedelta(days=1)),
        Grant(suong, OFFICE, Role.OFFICE_ADMIN, TODAY + timedelta(days=1)),
        Grant(suong, OFFICE, Role.OFFICE_ADMIN, TODAY, on_behalf_of=minh),
    ):
        world.centre.people.grant(grant)
    for login in ("minh", "suong", "hoa"):
        assert [bench.ask(act, "loc", admin=world.people[login]).code for act in AccountAct] == ["right"] * 4
        assert bench.procedures(login).code == "right"
    other = world.desk(OTHER_OFFICE, b"2")
    assert bench.ask(LOCK, "loc", desk=other).code == "password"
    assert bench.procedures("cntt", other).code == "right"
    for path in (ACCOUNT, PROCEDURES):
        assert world.client.post(f"{PATH}{path}", content=pack(b"{}")).status_code in (401, 403)
    assert bench.lines() == []


def test_some_accounts_are_not_his(bench: Bench) -> None:
    """His own, another office's, one with a right of its own elsewhere, the province's administrator's."""
    bench.add("haibenh", (OFFICE, Role.OFFICER), (OTHER_OFFICE, Role.OFFICER))
    bench.add("tinh", (OFFICE, Role.PROVINCE_ADMIN))
    for login, code in (("cntt", "self"), ("x-loc", "not_of_office"), ("haibenh", "elsewhere"), ("tinh", "province")):
        assert [bench.ask(act, login).code for act in (LOCK, RENEW)] == [code] * 2
    assert bench.ask(END, "haibenh").code == ""
    assert bench.ask(END, "tinh", role=Role.PROVINCE_ADMIN).code == "province"
    assert bench.lines() == [("end_role", "haibenh", "officer 2018-01-01 2019-03-14")]


def test_wrong_passwords_are_counted(bench: Bench) -> None:
    """After too many not even the right one counts."""
    answers = [bench.ask(LOCK, "loc", password="sai") for _ in range(TRIES)]
    assert (answers[0].code, answers[-1].detail) == ("password", "0")
    assert bench.ask(LOCK, "loc").code == "locked"
    assert bench.official("loc").until is None
