"""What the owner is told in every stage: no step is green that did not happen, what to do next is true."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import pytest

from central_server.bootstrap.words import load_words
from central_server.ports.lookup import NextKind, OwnerView, StepState
from central_server.services.lookup_view import View, make_view, progress_of
from dossier.acts import (
    Accept,
    Approve,
    AskedPaper,
    AskPapers,
    Assign,
    Channel,
    HandOver,
    HandResult,
    Number,
    Payload,
    Propose,
    RefuseIntake,
    SendBack,
    SignOnPaper,
)
from dossier.course import (
    AskPayment,
    AskSupplement,
    DecideWithdrawal,
    PostResult,
    ProposeSupplement,
    Register,
    RequestWithdrawal,
    Stop,
    Supply,
)
from dossier.decide import decide
from dossier.events import Event, Stage
from dossier.evolve import evolve
from dossier.facts import Facts
from dossier.identifiers import PersonId
from dossier.numbers import document_book
from dossier.roles import Role
from dossier.state import Dossier, Money
from dossier.values import Charge, FileRef, PaperEntry, PaperForm, Reason
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE, ActMaker, reception
from tests.fakes.rules import shipped_rules

PROCEDURE = "1.004873"
FILE = FileRef("a" * 64, 10, 1)
ASKED = (AskedPaper("Trích lục ly hôn", 1, 0, "chưa có"),)
MISSING = Reason("thieu_giay_to")


@dataclass
class Story:
    """A dossier that lives by lawful acts, each a minute after the other, by a person who may do everything."""

    maker: ActMaker = field(default_factory=ActMaker)
    state: Dossier | None = None

    def do(self, *payloads: Payload) -> "Story":
        """Decide and apply, or fail with the refusal."""
        for payload in payloads:
            act = self.maker.make(payload, base=1000)
            event = decide(self.state, act, shipped_rules(), Facts(frozenset(Role)))
            assert isinstance(event, Event), event
            self.state = evolve(self.state, event)
        return self

    def view(self, now: datetime | None = None) -> View:
        """What the look-up tells from."""
        assert self.state is not None
        return View(self.state, shipped_rules(), now or self.maker.at, load_words("vi", "centre", "due"))

    def told(self) -> OwnerView:
        """The owner's page."""
        told = make_view(self.view())
        assert told is not None
        return told

    def steps(self) -> str:
        """The steps as one word: d(one), n(ow), - (not yet)."""
        return "".join({"done": "d", "now": "n", "next": "-"}[step.state.value] for step in self.told().steps)


def registered() -> Story:
    """Filed online."""
    data = Register(
        "DK-190314-000001",
        PROCEDURE,
        CITIZEN,
        MARRIAGE_VALUES,
        MARRIAGE_PAPERS,
        Channel.DIRECT,
        "Tôi cam đoan",
        "0" * 64,
    )
    return Story().do(data)


def received() -> Story:
    """Accepted at the counter."""
    story = Story()
    return story.do(reception(1, story.maker.at))


def assigned() -> Story:
    """In the officer's hands."""
    story = received()
    return story.do(HandOver(OFFICE, "máy quét hỏng"), Accept(), Assign(story.maker.make(Accept()).actor))


def proposed() -> Story:
    """Before the leader."""
    return assigned().do(Propose(True, "Đủ điều kiện", FILE))


def at_counter() -> Story:
    """The result waits at the counter."""
    signed, stamped = replace(FILE, sha256="5" * 64), replace(FILE, sha256="6" * 64)
    sign = SignOnPaper(signed, PersonId("leader"), "Trần Văn Minh")
    day, book = date(2019, 3, 14), document_book(OFFICE, 2019)
    number = Number(book, 1, "1/UBND", day, result=stamped, signed_sha256=signed.sha256)
    return proposed().do(Approve(), sign, number, HandResult())


def supplementing() -> Story:
    """Form 02 was signed."""
    deadline = date(2019, 4, 1)
    return assigned().do(ProposeSupplement(ASKED, MISSING, deadline), AskSupplement(ASKED, MISSING, deadline, 1))


def withdrawing(story: Story) -> Story:
    """The applicant asks for it back."""
    return story.do(RequestWithdrawal(Reason("nguoi_nop_rut")))


def stopped() -> Story:
    """The citizen never answered."""
    story = supplementing()
    story.maker.at += timedelta(days=30)
    return story.do(Stop(Reason("khong_bo_sung"), 1))


STORIES = {
    "registered": (registered, "dn-----", NextKind.REGISTERED),
    "asked before intake": (
        lambda: registered().do(AskPapers(PROCEDURE, CITIZEN, ASKED, "thiếu", 1, "thieu_giay_to")),
        "dn-----",
        NextKind.SUPPLEMENT,
    ),
    "refused at intake": (
        lambda: registered().do(RefuseIntake(PROCEDURE, CITIZEN, "việc của cấp huyện", 1, "khong_thuoc_tham_quyen")),
        "dd",
        NextKind.NOT_RECEIVED,
    ),
    "received": (received, "dn----", NextKind.COLLECT_LATER),
    "assigned": (assigned, "ddn---", NextKind.COLLECT_LATER),
    "supplement to sign": (
        lambda: assigned().do(ProposeSupplement(ASKED, MISSING, date(2019, 4, 1))),
        "ddn---",
        NextKind.COLLECT_LATER,
    ),
    "supplementing": (supplementing, "ddn---", NextKind.SUPPLEMENT),
    "paying": (lambda: assigned().do(AskPayment((Charge("Thuế", 5000),), "12/TB")), "ddn---", NextKind.DUTY),
    "proposed": (proposed, "dddn--", NextKind.COLLECT_LATER),
    "sent back": (lambda: proposed().do(SendBack("thiếu căn cứ")), "ddn---", NextKind.COLLECT_LATER),
    "at the counter": (at_counter, "dddddn", NextKind.COLLECT_NOW),
    "posted": (lambda: at_counter().do(PostResult("VNPost", "EA1")), "dddddn", NextKind.AWAIT_POST),
    "withdrawing from received": (lambda: withdrawing(received()), "dn----", NextKind.WITHDRAWING),
    "withdrawing from proposed": (lambda: withdrawing(proposed()), "dddn--", NextKind.WITHDRAWING),
    "withdrawn": (lambda: withdrawing(received()).do(DecideWithdrawal(True)), "dd", NextKind.WITHDRAWN),
    "withdrawal refused": (
        lambda: withdrawing(proposed()).do(DecideWithdrawal(False, "đã ký")),
        "dddn--",
        NextKind.COLLECT_LATER,
    ),
    "stopped": (stopped, "ddd", NextKind.STOPPED),
}


@pytest.mark.parametrize("name", STORIES)
def test_no_step_is_green_that_did_not_happen(name: str) -> None:
    """Steps and the next thing to do, stage by stage; an end beside the way is the last step."""
    make, steps, kind = STORIES[name]
    story = make()
    assert (story.steps(), story.told().next_action.kind) == (steps, kind)


def test_every_stage_is_told() -> None:
    """A new stage without a story of its own is a page nobody has looked at."""
    told = {make().state.stage for make, _, _ in STORIES.values()}  # type: ignore[union-attr]  # a story has a state
    way = {Stage.HANDED_OVER, Stage.ACCEPTED, Stage.APPROVED, Stage.LEADER_SIGNED, Stage.SIGNED, Stage.RETURNED}
    assert told | way | {Stage.NUMBERED} == set(Stage)


def test_the_degree_of_completion_never_says_all_of_what_ended_beside_the_way() -> None:
    """Withdrawn after the reception: one of six, not two of two."""
    progress = progress_of(withdrawing(received()).do(DecideWithdrawal(True)).view())
    assert progress is not None
    assert (progress.done, progress.total) == (1, 6)


@pytest.mark.parametrize(("paid", "said"), [(0, "Không thu"), (8_000, "8.000 đồng, đã nộp")])
def test_what_ended_without_a_result_asks_for_no_fee(paid: int, said: str) -> None:
    """A withdrawn dossier owes nothing; what was paid is told until it was given back."""
    story = received()
    assert story.state is not None
    story.state = replace(story.state, money=Money(8_000, paid))
    assert story.told().fee_text == (said if paid else "Còn phải nộp 8.000 đồng")
    assert withdrawing(story).do(DecideWithdrawal(True)).told().fee_text == said


def test_what_was_sent_online_waits_for_the_counter() -> None:
    """After a supply in processing the owner is told that it is being checked."""
    paper = PaperEntry(9, "", "Trích lục ly hôn", PaperForm.ELECTRONIC, 1, file=FILE)
    told = supplementing().do(Supply((paper,))).told()
    assert told.next_action.kind is NextKind.SUPPLIED
    assert told.next_action.items == ("Trích lục ly hôn",)


def test_the_last_day_and_the_reason_are_told() -> None:
    """Until when papers may come, and why it was stopped."""
    until = supplementing().told().next_action.at
    assert until is not None
    assert until.date() == date(2019, 4, 1)
    assert stopped().told().next_action.note


def test_papers_are_asked_for_with_their_reasons() -> None:
    """NĐ 61/2018 art. 17(2)(a), 19(4): the content and why, before the reception and in processing."""
    filed = (
        registered().do(AskPapers(PROCEDURE, CITIZEN, ASKED, "thiếu giấy tờ", 1, "thieu_giay_to")).told().next_action
    )
    begun = supplementing().told().next_action
    assert filed.items == begun.items == ("Trích lục ly hôn: chưa có",)
    assert filed.note == "thiếu giấy tờ"
    assert begun.note


@pytest.mark.parametrize(
    ("story", "supply", "withdraw"),
    [(registered, False, False), (supplementing, True, True), (received, False, True), (at_counter, False, False)],
)
def test_what_the_citizen_may_do_is_the_tables_word(story: object, supply: bool, withdraw: bool) -> None:
    """Supply and withdrawal are offered exactly where the workflow has a row for the applicant."""
    told = story().told()  # type: ignore[operator]  # a function that makes a story
    assert (told.can_supply, told.can_withdraw) == (supply, withdraw)


def test_a_dossier_filed_online_is_not_said_to_be_received() -> None:
    """The moment is that of filing, and there is no due date yet."""
    told = registered().told()
    assert (told.accepted, told.due_at, told.code) == (False, None, "DK-190314-000001")
    assert told.steps[0].state is StepState.DONE


def test_the_owner_reads_what_moved_his_due_date() -> None:
    """Under "Cách tính" stand all its lines, not the first promise alone: while papers are awaited none is due."""
    before, after = assigned().told().explanation, supplementing().told().explanation
    assert before[:2] == after[:2]
    assert before[2].startswith("Hạn trả kết quả: 17:00 19/03/2019.")
    assert after[2].startswith("Đang chờ bổ sung hồ sơ từ 08:18 14/03/2019: chưa có hạn trả.")
