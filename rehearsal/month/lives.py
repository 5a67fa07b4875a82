"""One dossier's life as a generator of steps: who does what when, along the branch that chance chose for it."""

import hashlib
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum
from random import Random

from dossier.acts import (
    Accept,
    Applicant,
    Approve,
    AskedPaper,
    AskPapers,
    Assign,
    Channel,
    CollectFee,
    FileRef,
    HandOver,
    HandResult,
    Number,
    PaperEntry,
    PaperForm,
    Payload,
    Propose,
    Receive,
    RefuseIntake,
    ReturnResult,
    SignOnPaper,
)
from dossier.calendar import WorkingCalendar
from dossier.clock_ruling import clock_calendar, due_after_supplement
from dossier.course import (
    AnswerOpinion,
    AskOpinion,
    AskSupplement,
    ConfirmDelivery,
    DecideWithdrawal,
    Extend,
    PostResult,
    ProposeSupplement,
    ReceiveSupplement,
    Register,
    RequestWithdrawal,
    Stop,
    Supply,
)
from dossier.fees import DocumentCount, FeeFacts, compute_fee
from dossier.identifiers import DossierCode, RequestNumber
from dossier.numbers import document_book
from dossier.procedures import Procedure
from dossier.roles import Role
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.values import Reason
from rehearsal.filling import fill_form, fill_papers
from rehearsal.month.offices import Office


class Branch(str, Enum):
    """What becomes of a dossier."""

    PLAIN = "plain"
    REFUSED_AT_INTAKE = "refused_at_intake"
    ASKED_BEFORE = "asked_before"
    NEVER_CAME_BACK = "never_came_back"
    SUPPLEMENTED = "supplemented"
    NEVER_ANSWERED = "never_answered"
    EXTENDED = "extended"
    LATE = "late"
    WITHDRAWN = "withdrawn"
    NOT_GRANTED = "not_granted"
    OPINION = "opinion"


WEIGHTS = {
    Branch.PLAIN: 700,
    Branch.REFUSED_AT_INTAKE: 20,
    Branch.ASKED_BEFORE: 40,
    Branch.NEVER_CAME_BACK: 10,
    Branch.SUPPLEMENTED: 60,
    Branch.NEVER_ANSWERED: 8,
    Branch.EXTENDED: 30,
    Branch.LATE: 55,
    Branch.WITHDRAWN: 17,
    Branch.NOT_GRANTED: 30,
    Branch.OPINION: 30,
}
"""How often in a thousand; ours, no statistics."""
_PAUSING = 5
"""Working days that a citizen takes to bring papers, at most."""
_DENIED = "khong_du_dieu_kien"
_BACK = "Giấy tờ được ký, chứng thực rồi trả lại ngay"
"""Why nothing is granted where it is not."""


@dataclass(frozen=True, slots=True)
class Step:
    """The next act: when, at which office, by whom; the payload is made at that moment from the dossier then."""

    at: datetime
    office: Office
    role: Role
    payload: Callable[[Dossier | None], Payload]


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a dossier when the citizen comes in."""

    at: datetime
    office: Office
    unit: Office
    asked: Office
    procedure: Procedure
    channel: Channel
    applicant: Applicant
    branch: Branch
    by_post: bool
    number: int
    """Of the citizen, from 1."""


Life = Generator[Step, Dossier, None]
"""Yields steps, gets the state after each."""


@dataclass(frozen=True, slots=True)
class Lives:
    """Makes lives of dossiers that one office receives, in its hours, under one set of rules; every choice from one
    chance.
    """

    rules: Rules
    chance: Random
    calendar: WorkingCalendar

    def live(self, plan: Plan) -> Life:
        """The whole life of a dossier."""
        at, procedure = plan.at, plan.procedure
        if plan.channel is Channel.ONLINE:
            yield Step(at, plan.office, Role.APPLICANT, lambda _: self._filing(plan))
            at = self._later(at, 20, 300)
        if plan.branch is Branch.REFUSED_AT_INTAKE:
            yield Step(at, plan.office, Role.INTAKE, lambda _: self._refusal(plan))
            return
        if plan.branch in (Branch.ASKED_BEFORE, Branch.NEVER_CAME_BACK):
            yield Step(at, plan.office, Role.INTAKE, lambda _: self._asking(plan))
            if plan.branch is Branch.NEVER_CAME_BACK:
                return
            at = self._days(at, self.chance.randint(1, _PAUSING))
            if plan.channel is Channel.ONLINE:
                yield Step(at, plan.office, Role.APPLICANT, _sent)
                at = self._later(at, 20, 300)
        accepted = at
        state = yield Step(at, plan.office, Role.INTAKE, lambda now: self._reception(plan, accepted, now))
        if procedure.workflow == "at_once":
            yield from self._at_once(plan, state)
        else:
            yield from self._standard(plan, state)

    def _at_once(self, plan: Plan, state: Dossier) -> Life:
        at = self._later(plan.at if state.clock.accepted_at is None else state.clock.accepted_at, 5, 15)
        state = yield Step(at, plan.office, Role.LEADER, lambda _: self._by_hand(plan.office, state, _BACK))
        if state.fee_left:
            at = self._later(at, 1, 4)
            state = yield Step(at, plan.office, Role.INTAKE, lambda now: self._fee(plan.office, now))
        at = self._later(at, 1, 5)
        yield Step(at, plan.office, Role.INTAKE, lambda _: self._handed(plan))

    def _standard(self, plan: Plan, state: Dossier) -> Life:
        office, unit = plan.office, plan.unit
        at = self._later(state.clock.accepted_at or plan.at, 20, 90)
        state = yield Step(at, office, Role.INTAKE, lambda _: HandOver(unit.code, "Giấy tờ nộp bản giấy, quét sau"))
        at = self._later(at, 65, 120)
        state = yield Step(at, unit, Role.OFFICER, lambda _: Accept())
        at = self._later(at, 10, 60)
        state = yield Step(at, unit, Role.HEAD, lambda _: Assign(unit.people[Role.OFFICER]))
        match plan.branch:
            case Branch.WITHDRAWN:
                yield from self._withdrawn(plan, at)
                return
            case Branch.SUPPLEMENTED | Branch.NEVER_ANSWERED:
                state = yield from self._supplement(plan, at)
                if plan.branch is Branch.NEVER_ANSWERED:
                    return
                at = self._later(state.trail[-1].at, 65, 120)
            case Branch.OPINION:
                state = yield from self._opinion(plan, at)
                at = self._later(state.trail[-1].at, 65, 120)
        yield from self._finish(plan, state, at)

    def _finish(self, plan: Plan, state: Dossier, at: datetime) -> Life:
        office, unit = plan.office, plan.unit
        if plan.branch is Branch.EXTENDED and state.clock.due is not None and at.date() < state.clock.due.date():
            at = self._later(at, 5, 30)
            new_day = self._days(state.clock.due, self.chance.randint(2, 6)).date()
            state = yield Step(at, unit, Role.LEADER, lambda _: self._extension(unit, new_day, at))
        signed, granted = self._signing_time(plan, state, at), plan.branch is not Branch.NOT_GRANTED
        steps: list[tuple[Office, Role, Callable[[Dossier | None], Payload]]] = [
            (unit, Role.OFFICER, lambda _: _proposal(grant=granted)),
            (unit, Role.LEADER, lambda _: Approve()),
            (unit, Role.LEADER, lambda now: self._by_hand(unit, now)),
            (unit, Role.RECORDS, lambda now: self._number(unit, signed, now)),
            (unit, Role.OFFICER, lambda _: HandResult("Ô 1")),
        ]
        moment = signed
        for where, role, payload in steps:
            state = yield Step(moment, where, role, payload)
            moment = self._later(moment, 2, 20)
        if state.fee_left:
            moment = self._later(moment, 65, 300)
            state = yield Step(moment, office, Role.INTAKE, lambda now: self._fee(office, now))
        moment = self._later(moment, 65, 900)
        if plan.by_post:
            yield Step(
                moment,
                office,
                Role.INTAKE,
                lambda _: PostResult("Bưu điện tỉnh", f"RB{self.chance.randrange(10**9):09d}VN"),
            )
            moment = self._days(moment, self.chance.randint(1, 3))
            yield Step(moment, office, Role.INTAKE, lambda _: ConfirmDelivery(plan.applicant.name, "Phiếu phát"))
        else:
            yield Step(moment, office, Role.INTAKE, lambda _: self._handed(plan))

    def _withdrawn(self, plan: Plan, at: datetime) -> Life:
        at = self._later(at, 65, 600)
        yield Step(at, plan.office, Role.INTAKE, lambda _: RequestWithdrawal(Reason("nguoi_nop_rut")))
        at = self._later(at, 65, 300)
        yield Step(at, plan.unit, Role.LEADER, lambda _: DecideWithdrawal(grant=True))

    def _supplement(self, plan: Plan, at: datetime) -> Generator[Step, Dossier, Dossier]:
        unit, items = plan.unit, (AskedPaper("Giấy tờ chứng minh", 0, 1, "Chưa có trong hồ sơ"),)
        at = self._later(at, 10, 120)
        last = self._days(at, 3).date()
        why = Reason("thieu_giay_to")
        yield Step(at, unit, Role.OFFICER, lambda _: ProposeSupplement(items, why, last))
        at = self._later(at, 10, 120)
        number = unit.next_number("slip")
        state = yield Step(at, unit, Role.LEADER, lambda _: AskSupplement(items, why, last, number))
        if plan.branch is Branch.NEVER_ANSWERED:
            at = self._days(datetime.combine(last, at.time()), 1)
            state = yield Step(at, unit, Role.LEADER, lambda _: Stop(Reason("khong_bo_sung")))
            return state
        at = self._days(at, self.chance.randint(1, 3))
        moment = at
        state = yield Step(at, plan.office, Role.INTAKE, lambda now: self._papers_in(now, moment))
        return state

    def _papers_in(self, now: Dossier | None, at: datetime) -> ReceiveSupplement:
        paper = PaperEntry(90, "BS", "Giấy tờ chứng minh", PaperForm.CERTIFIED, 1)
        due = None if now is None else due_after_supplement(now, at, self.rules)
        return ReceiveSupplement((paper,), complete=True, due=due, unscanned="Giấy tờ nộp bản giấy, quét sau")

    def _opinion(self, plan: Plan, at: datetime) -> Generator[Step, Dossier, Dossier]:
        at = self._later(at, 10, 60)
        until = self._days(at, 2).date()
        asked = AskOpinion(plan.asked.code, "Đề nghị cho ý kiến về nội dung hồ sơ", until)
        state = yield Step(at, plan.unit, Role.OFFICER, lambda _: asked)
        at = self._later(at, 65, 240)
        request = state.way.opinions[-1].id
        state = yield Step(at, plan.asked, Role.OFFICER, lambda _: AnswerOpinion(request, "Nhất trí"))
        return state

    def _signing_time(self, plan: Plan, state: Dossier, at: datetime) -> datetime:
        """When the officer begins to end it: before the due moment, or after it for a late one."""
        due, calendar = state.clock.due, clock_calendar(state, self.rules)
        if due is None or due <= at:
            return self._later(at, 30, 200)
        if plan.branch is Branch.LATE:
            return self._later(self._days(due, self.chance.randint(1, 4)), 1, 60)
        left = calendar.working_minutes_between(at, due)
        share = self.chance.uniform(0.1, 0.75)
        return self._later(at, max(1, int(left * share)), max(2, int(left * share) + 5))

    def _filing(self, plan: Plan) -> Register:
        """What a citizen sends from home; the clerk looks at it some hours later."""
        values = fill_form(plan.procedure.form, plan.applicant, plan.at.date(), self.chance)
        return Register(
            request=str(RequestNumber(plan.at.date(), plan.number)),
            procedure=plan.procedure.code,
            applicant=plan.applicant,
            values=values,
            papers=tuple(_electronic(paper) for paper in fill_papers(plan.procedure, values, {})),
            delivery=Channel.POST if plan.by_post else Channel.DIRECT,
            declaration="Tôi cam đoan lời khai là đúng.",
            secret_key="0" * 64,
            filed_as=Role.APPLICANT,
        )

    def _reception(self, plan: Plan, at: datetime, now: Dossier | None) -> Receive:
        """The act of the clerk, over what was filed online where it was."""
        office, procedure = plan.office, plan.procedure
        filed = now is not None and bool(now.way.request)
        values = now.values if now and filed else fill_form(procedure.form, plan.applicant, at.date(), self.chance)
        papers = now.papers if now and filed else fill_papers(procedure, values, {})
        copies = self.chance.randint(1, 4) if procedure.counts_copies else 0
        fee = compute_fee(procedure.fee, FeeFacts((DocumentCount(1, copies),), 1, plan.channel, "")).total
        due = self.rules.due_of(procedure.code, plan.channel, at, at_once=procedure.at_once, office=office.code)
        part = next(part for part in office.known.slices if part.office == office.code)
        number = office.next_number(f"code {at:%y%m%d}", part.first)
        return Receive(
            code=str(DossierCode(office.code, at.date(), number)),
            book=f"{office.known.desk_number:02d}/{at.year}",
            book_number=office.next_number(f"register {at.year}"),
            procedure=procedure.code,
            channel=plan.channel,
            at_once=procedure.at_once,
            applicant=plan.applicant,
            values=values,
            papers=papers,
            sets=1,
            delivery=Channel.POST if plan.by_post else Channel.DIRECT,
            fee=fee,
            due=None if due is None else due.at,
            secret_key="0" * 64,
            copies=copies,
            pages=1,
        )

    def _asking(self, plan: Plan) -> AskPapers:
        items = (AskedPaper("Giấy tờ còn thiếu", 1, 0, "Chưa nộp"),)
        slip = plan.office.next_number("slip")
        return AskPapers(plan.procedure.code, plan.applicant, items, "Hồ sơ còn thiếu giấy tờ", slip, "thieu_giay_to")

    def _refusal(self, plan: Plan) -> RefuseIntake:
        slip = plan.office.next_number("slip")
        return RefuseIntake(plan.procedure.code, plan.applicant, "Việc của cấp huyện", slip, "khong_thuoc_tham_quyen")

    def _extension(self, unit: Office, new_day: date, at: datetime) -> Extend:
        number = unit.next_number("slip")
        return Extend(new_day, Reason("qua_nhieu_ho_so"), number, f"{number}/TB-{at.year}")

    def _number(self, unit: Office, at: datetime, now: Dossier | None) -> Number:
        book = document_book(unit.code, at.year)
        number, signed = unit.next_number(book), None if now is None else now.result.file
        stamped = _file(f"issued {now and now.id}")
        shown = "" if signed is None else signed.sha256
        return Number(book, number, f"{number}/KQ", at.date(), result=stamped, signed_sha256=shown)

    def _by_hand(self, unit: Office, now: Dossier | None, unscanned: str = "") -> SignOnPaper:
        return SignOnPaper(_file(f"result {now and now.id}"), unit.people[Role.LEADER], "Lãnh đạo", unscanned)

    def _fee(self, office: Office, now: Dossier | None) -> CollectFee:
        number = office.next_number("receipt")
        return CollectFee(0 if now is None else now.fee_left, "cash", f"{number:07d}/2019")

    def _handed(self, plan: Plan) -> ReturnResult:
        return ReturnResult(plan.applicant.name, plan.applicant.id_number, authorised=False)

    def _later(self, at: datetime, least: int, most: int) -> datetime:
        """Some office minutes later."""
        seconds = timedelta(seconds=self.chance.randrange(60))
        return self.calendar.add_working_minutes(at, self.chance.randint(least, most)).replace(second=0) + seconds

    def _days(self, at: datetime, days: int) -> datetime:
        """A moment of the morning some working days later."""
        day = self.calendar.add_working_days(at.date(), days)
        return datetime.combine(day, datetime.min.time()) + timedelta(hours=8, minutes=self.chance.randrange(150))


def _electronic(paper: PaperEntry) -> PaperEntry:
    return replace(paper, form=PaperForm.ELECTRONIC, file=_file(f"sent {paper.code}"))


def _sent(now: Dossier | None) -> Supply:
    """All that was asked for, from home."""
    asked = () if now is None else now.asked
    papers = (
        PaperEntry(80 + n, "", one.name, PaperForm.ELECTRONIC, 1, file=_file(one.name)) for n, one in enumerate(asked)
    )
    return Supply(tuple(papers))


def _proposal(*, grant: bool) -> Propose:
    return Propose(grant, "Đã thẩm định", _file("draft"), "" if grant else _DENIED)


def _file(what: str) -> FileRef:
    return FileRef(hashlib.sha256(what.encode()).hexdigest(), 40_000, 1)
