"""Who acts for whom: from a day until a day, by a document, judged at the act's own time, known at every desk."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest

from central_server.commands.run import run
from central_server.services.people import NewOfficial
from central_sync.protocol.messages import PeopleRow, Verdict
from dossier.acts import Accept, Act, Approve, Assign, HandOver, Propose, SendBack, SignOnPaper
from dossier.events import Stage
from dossier.identifiers import OfficeId, PersonId
from dossier.roles import Role, acting_for
from tests.central_server.acts_of_day import DRAFT_PDF, SIGNED_PDF, Hand, file_of
from tests.central_server.centre_bench import TestDesk, World
from tests.fakes.people import OFFICE, OTHER_OFFICE

CENTRE = OfficeId("000.00.10.H11")
BASIS = ("--basis", "12/GUQ-UBND")
DAYS = ("--from", "2019-03-13", "--until", "2019-03-15")


@dataclass
class Bench:
    """A commune with a leader (minh), its head of office (loc) and the commands of the centre."""

    world: World
    desk: TestDesk
    hand: Hand
    out: pytest.CaptureFixture[str]

    def do(self, *words: str) -> int:
        """One command `grant …` on this centre."""
        return run(["--data", str(self.world.centre.settings.data), "grant", *words])

    def ok(self, *words: str) -> None:
        """A command that must go."""
        assert self.do(*words) == 0, self.out.readouterr().err

    def fails(self, *words: str) -> str:
        """What a command that must not go says."""
        self.out.readouterr()
        assert self.do(*words) != 0
        return self.out.readouterr().err

    def listed(self, office: str = OFFICE) -> list[dict[str, object]]:
        """What was lent in the office."""
        self.out.readouterr()
        self.ok("list", "--office", office, "--json")
        return [json.loads(line) for line in self.out.readouterr().out.splitlines()]

    def approves(self, login: str, at: datetime) -> str:
        """What the centre answers when somebody approves a proposal at a moment, however late it arrives."""
        act = replace(self.hand.act(SendBack("Xem lại"), login), at=at)
        return self.said(act)[0].verdict.value

    def said(self, *acts: Act) -> Sequence[Verdict]:
        """The centre's answers."""
        return self.desk.do(*acts).verdicts

    def proposed(self) -> None:
        """A dossier whose officer (lan) has proposed, always again."""
        lan = PersonId(self.world.people["lan"])
        acts = [
            self.hand.receive(),
            self.hand.act(HandOver(OFFICE, "Quét sau")),
            self.hand.act(Accept(), "lan"),
            self.hand.act(Assign(lan), "lan"),
            self.hand.act(Propose(True, "Đủ điều kiện"), "lan"),
        ]
        assert {one.verdict.value for one in self.said(*acts)} == {"accepted"}

    def again(self) -> None:
        """The officer proposes once more."""
        (verdict,) = self.said(self.hand.act(Propose(True, "Đủ điều kiện"), "lan"))
        assert verdict.verdict.value == "accepted", verdict


@pytest.fixture
def bench(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Bench:
    """Also an officer of a department, and the commune's second officer."""
    monkeypatch.setenv("MOTCUA_DATABASE", world.centre.settings.database_url)
    since = date(2018, 1, 1)
    new = NewOfficial("Lê Thị Lan", "Công chức", "lan", "mật khẩu")
    world.people["lan"] = world.centre.people.add(new, [(OFFICE, Role.OFFICER, since)])
    desk = world.desk()
    return Bench(world, desk, Hand.of(world, desk), capsys)


def moment(day: int) -> datetime:
    """Ten o'clock on a day of March 2019."""
    return datetime(2019, 3, day, 10, 0)


LEND = ("--office", OFFICE, "--for", "minh", "--to", "loc", "--role", "leader", *DAYS, *BASIS)


def test_a_delegate_acts_on_the_days_that_are_written_and_the_lender_too(bench: Bench) -> None:
    """Before and after: no right; meanwhile both. An act that arrives late is judged at its own time."""
    bench.proposed()
    bench.ok("delegate", *LEND)
    answers = {}
    for login, day in (("loc", 12), ("loc", 16), ("loc", 15), ("minh", 14), ("loc", 13)):
        answers[login, day] = bench.approves(login, moment(day))
        if answers[login, day] == "accepted":
            bench.again()
    assert answers == {
        ("loc", 12): "refused",
        ("loc", 13): "accepted",
        ("loc", 15): "accepted",
        ("loc", 16): "refused",
        ("minh", 14): "accepted",
    }
    (row,) = bench.listed()
    assert row == {
        "kind": "delegate",
        "login": "loc",
        "office": OFFICE,
        "role": "leader",
        "whose": "minh",
        "since": "2019-03-13",
        "until": "2019-03-15",
        "basis": "12/GUQ-UBND",
        "sign": "tuq",
    }


def test_an_absent_leader_rests_until_he_is_back(bench: Bench) -> None:
    """His deputy acts, he does not; back early, he acts again from the next day and the deputy no more."""
    bench.proposed()
    bench.ok("absence", *LEND)
    assert bench.approves("minh", moment(14)) == "refused"
    assert bench.approves("loc", moment(14)) == "accepted"
    bench.again()
    assert bench.approves("minh", moment(16)) == "accepted"
    bench.again()
    assert bench.approves("minh", moment(12)) == "accepted"
    bench.again()
    bench.ok("end", "--office", OFFICE, "--to", "loc", "--until", "2019-03-13")
    assert bench.approves("loc", moment(14)) == "refused"
    assert bench.approves("loc", moment(13)) == "accepted"
    bench.again()
    assert bench.approves("minh", moment(14)) == "accepted"
    own = bench.world.centre.store.read(lambda unit: unit.registry.grants_of(OFFICE))
    minh = [(str(one.valid_from), one.valid_until) for one in own if one.person == bench.world.people["minh"]]
    assert minh == [("2018-01-01", date(2019, 3, 12)), ("2019-03-14", None)]


def test_an_absence_that_is_taken_back_leaves_nothing(bench: Bench) -> None:
    """Ended before it began: as if it had never been entered."""
    bench.proposed()
    bench.ok("absence", *LEND)
    bench.ok("end", "--office", OFFICE, "--to", "loc", "--until", "2019-03-01")
    assert bench.listed() == []
    assert bench.approves("minh", moment(14)) == "accepted"


def test_who_leaves_takes_with_him_what_he_lent(bench: Bench) -> None:
    """A revoked leader's delegate has no right either."""
    bench.proposed()
    bench.ok("delegate", *LEND)
    words = ["revoke", "--login", "minh", "--office", OFFICE, "--until", "2019-03-13"]
    assert run(["--data", str(bench.world.centre.settings.data), *words]) == 0
    assert bench.approves("loc", moment(14)) == "refused"
    assert bench.approves("loc", moment(13)) == "accepted"


def test_desks_know_who_acts_for_whom(bench: Bench) -> None:
    """The next page has the whole table; from it a story says for whom somebody acted, and when he did not."""
    bench.desk.pull()
    bench.ok("delegate", *LEND)
    bench.desk.pull()
    row = [one for one in bench.desk.rows if isinstance(one, PeopleRow)][-1]
    loc, minh = PersonId(bench.world.people["loc"]), PersonId(bench.world.people["minh"])
    leading = frozenset({Role.LEADER, Role.HEAD})
    lent = acting_for(row.grants, (loc, OFFICE, date(2019, 3, 14)), leading)
    assert lent is not None
    assert (lent.on_behalf_of, lent.basis, lent.away) == (minh, "12/GUQ-UBND", False)
    assert acting_for(row.grants, (loc, OFFICE, date(2019, 3, 16)), leading) is None
    assert acting_for(row.grants, (loc, OFFICE, date(2019, 3, 14)), frozenset({Role.OFFICER})) is None
    assert acting_for(row.grants, (minh, OFFICE, date(2019, 3, 14)), leading) is None


SEND = ("second", "--office", OFFICE, "--to", "x-hoa", "--role", "intake", *DAYS, *BASIS)


def test_who_is_sent_by_an_agency_does_only_what_it_decides(bench: Bench) -> None:
    """A clerk of another commune at this counter: this commune's procedure is not hers, what she received is noted."""
    bench.ok(*SEND, "--agency", OTHER_OFFICE)
    received = bench.hand.receive()
    sent = replace(received, actor=PersonId(bench.world.people["x-hoa"]))
    (verdict,) = bench.said(sent)
    assert verdict.verdict.value == "noted"
    other = replace(bench.hand.receive(dossier=2), actor=PersonId(bench.world.people["hoa"]))
    (verdict,) = bench.said(other)
    assert verdict.verdict.value == "accepted"
    (row,) = bench.listed()
    assert (row["kind"], row["whose"]) == ("second", OTHER_OFFICE)


def test_who_is_sent_has_no_right_after_the_last_day(bench: Bench) -> None:
    """Afterwards she is a stranger: what she received is kept apart."""
    bench.ok(*SEND, "--agency", OTHER_OFFICE)
    bench.ok("end", "--office", OFFICE, "--to", "x-hoa", "--until", "2019-03-13")
    received = replace(bench.hand.receive(), actor=PersonId(bench.world.people["x-hoa"]))
    (verdict,) = bench.said(received)
    assert verdict.verdict.value == "claimed"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("delegate", *LEND[:5], "minh", *LEND[6:]), "chính mình"),
        (("delegate", *LEND, "--role", "records"), "records"),
        (("delegate", *LEND, "--role", "office_admin"), "office_admin"),
        (("delegate", *LEND, "--until", "2019-03-12"), "--until"),
        (("delegate", *LEND, "--basis", " "), "văn bản"),
        (("delegate", *LEND, "--sign", "kt"), "cấp phó"),
        (("delegate", *LEND, "--to", "x-loc"), OFFICE),
        (("absence", *LEND, "--to", "nobody"), "nobody"),
        (("delegate", *LEND, "--office", "000.99"), "000.99"),
        ((*SEND, "--agency", OFFICE), "chính mình"),
        ((*SEND, "--agency", CENTRE), CENTRE),
        ((*SEND, "--agency", OTHER_OFFICE, "--until", "2021-03-13"), "24 tháng"),
        ((*SEND, "--agency", OTHER_OFFICE, "--role", "province_admin"), "province_admin"),
    ],
)
def test_what_may_not_be_lent_is_said_and_not_kept(bench: Bench, words: tuple[str, ...], said: str) -> None:
    """Nobody lends to himself, what he does not hold, without a document, for no time, to a stranger."""
    assert said in bench.fails(*words)
    assert bench.listed() == []


def test_what_was_lent_is_not_lent_again(bench: Bench) -> None:
    """The delegate cannot delegate, nothing is lent twice for one time, and two lenders are two rows."""
    bench.ok("delegate", *LEND)
    again = ("--office", OFFICE, "--for", "loc", "--to", "lan", "--role", "leader", *DAYS, *BASIS)
    assert "leader" in bench.fails("delegate", *again)
    bench.ok("delegate", *LEND)  # the same once more: the answer may have been lost on the way
    assert len(bench.listed()) == 1
    assert "grant end" in bench.fails("delegate", *LEND, "--basis", "13/GUQ-UBND")
    second = [(OFFICE, Role.LEADER, date(2018, 1, 1))]
    bench.world.centre.people.add(NewOfficial("Võ Văn Hai", "Phó Chủ tịch", "hai", "mật khẩu"), second)
    bench.ok("delegate", "--office", OFFICE, "--for", "hai", *LEND[4:])
    assert sorted(str(row["whose"]) for row in bench.listed()) == ["hai", "minh"]
    bench.ok("end", "--office", OFFICE, "--to", "loc", "--until", "2019-03-13")
    assert {row["until"] for row in bench.listed()} == {"2019-03-13"}


def test_a_hand_signature_is_judged_by_who_might_sign_that_day(bench: Bench) -> None:
    """By a delegate outside his days: noted with a task, the dossier stays; within them it counts."""
    bench.proposed()
    bench.ok("delegate", *LEND)
    hand, loc = bench.hand, PersonId(bench.world.people["loc"])
    bench.said(hand.act(Approve("", file_of(DRAFT_PDF)), "minh"))
    found = []
    for day, signer in ((16, loc), (14, PersonId("nobody")), (14, loc)):
        act = replace(hand.act(SignOnPaper(file_of(SIGNED_PDF), signer, "Phạm Văn Lộc"), "suong"), at=moment(day))
        (verdict,) = bench.said(act)
        record = bench.world.centre.store.read(lambda unit, name=act.dossier: unit.search.by_id(name))
        assert record is not None
        unfit = any(one.rev == verdict.rev and one.task.code == "noted_signer_unfit" for one in record.state.tasks)
        found.append((verdict.verdict.value, unfit, record.state.stage))
    assert found == [
        ("noted", True, Stage.APPROVED),
        ("noted", True, Stage.APPROVED),
        ("accepted", False, Stage.LEADER_SIGNED),
    ]
