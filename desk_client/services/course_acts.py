"""The table of the acts beside the ordinary way: what each asks, what follows from it, how it is written; one row each.

A row asks in the order a person thinks: what, why, until when. Adding an act is adding a row (and its words).
"""

from collections.abc import Callable
from dataclasses import dataclass

from desk_client.services import course_notes as notes
from desk_client.services import course_starts as starts
from desk_client.services.course_fields import Answers, Ask, AskedField, Scene
from dossier.acts import ActKind
from dossier.clock_ruling import due_after_supplement
from dossier.course import (
    AnswerOpinion,
    Apologise,
    AskOpinion,
    AskPayment,
    AskSupplement,
    CancelReceipt,
    ConfirmDelivery,
    ConfirmPayment,
    CorrectResult,
    CoursePayload,
    DecideWithdrawal,
    DeliverOnline,
    Extend,
    Forward,
    PostResult,
    ProposeSupplement,
    ReceiveSupplement,
    RecordContact,
    RecordLoss,
    RequestWithdrawal,
    Restore,
    ReturnByPost,
    Stop,
    VerifyOnSite,
)
from dossier.course_checks import only_received
from dossier.identifiers import ActId, OfficeId
from dossier.messages import Message

Make = Callable[[Answers, Scene], CoursePayload]


def _always(_scene: Scene) -> bool:
    return True


def _no_notes(_answers: Answers, _scene: Scene) -> tuple[Message, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class CourseAct:
    """One act: its fields, how it is written, what is said beforehand, whether the dossier has what it is about.

    `numbered` acts take the next slip number of the desk's book.
    """

    kind: ActKind
    make: Make
    fields: tuple[AskedField, ...] = ()
    notes: Callable[[Answers, Scene], tuple[Message, ...]] = _no_notes
    fits: Callable[[Scene], bool] = _always
    numbered: bool = False


REASON = AskedField("reason", Ask.REASON, picks=starts.reasons)
FILE = AskedField("file", Ask.FILE, needed=False)


def _words(name: str, *, needed: bool = True) -> AskedField:
    return AskedField(name, Ask.WORDS, needed)


def _line(name: str, start: Callable[[Scene], str] = lambda _scene: "") -> AskedField:
    return AskedField(name, Ask.LINE, start=start)


ROWS: tuple[CourseAct, ...] = (
    CourseAct(
        ActKind.PROPOSE_SUPPLEMENT,
        lambda a, _s: ProposeSupplement(a.asked(), a.reason(), a.day("deadline")),
        (
            AskedField("items", Ask.ASKED, start=starts.papers_to_ask),
            REASON,
            AskedField("deadline", Ask.DAY, start=starts.answer_day, guess=True),
        ),
        notes.supplement_proposed,
    ),
    CourseAct(
        ActKind.ASK_SUPPLEMENT,
        lambda a, s: AskSupplement(a.asked(), a.reason(), a.day("deadline"), s.slip),
        (
            AskedField("items", Ask.ASKED, start=starts.papers_to_ask),
            AskedField("reason", Ask.REASON, start=starts.reason_proposed, picks=starts.reasons),
            AskedField("deadline", Ask.DAY, start=starts.day_proposed),
        ),
        notes.supplement_asked,
        numbered=True,
    ),
    CourseAct(
        ActKind.RECEIVE_SUPPLEMENT,
        lambda a, s: ReceiveSupplement(
            a.came(),
            a.mark("complete"),
            due_after_supplement(s.state, s.at, s.rules) if a.mark("complete") else None,
            a.text("unscanned"),
        ),
        (
            AskedField("papers", Ask.CAME, needed=False, start=starts.papers_to_come),
            AskedField("complete", Ask.TICK, start=starts.all_to_come),
        ),
        notes.supplement_received,
    ),
    CourseAct(
        ActKind.EXTEND,
        lambda a, s: Extend(a.day("new_day"), a.reason(), s.slip, a.text("notice")),
        (AskedField("new_day", Ask.DAY, start=starts.new_due_day, guess=True), REASON, _line("notice")),
        notes.extended,
        lambda s: (
            s.state.way.extension is None
            and s.state.clock.due is not None
            and s.today < s.state.clock.due.date()
            and not only_received(s.state, s.office, s.rules)
        ),
        numbered=True,
    ),
    CourseAct(
        ActKind.APOLOGISE,
        lambda a, s: Apologise(a.reason(), s.slip),
        (REASON,),
        notes.apologised,
        lambda s: s.state.clock.due is not None,
        numbered=True,
    ),
    CourseAct(
        ActKind.ASK_PAYMENT,
        lambda a, _s: AskPayment(a.charges(), a.text("notice"), a.may_be_day("deadline"), a.file()),
        (
            AskedField("charges", Ask.CHARGES),
            _line("notice"),
            AskedField("deadline", Ask.DAY, needed=False),
            FILE,
        ),
        notes.payment_asked,
    ),
    CourseAct(
        ActKind.CONFIRM_PAYMENT,
        lambda a, _s: ConfirmPayment(a.number("amount"), a.text("proof"), a.file()),
        (AskedField("amount", Ask.NUMBER, start=starts.amount_asked), _line("proof"), FILE),
    ),
    CourseAct(
        ActKind.REQUEST_WITHDRAWAL,
        lambda a, _s: RequestWithdrawal(a.reason()),
        (REASON,),
        notes.withdrawal_asked,
    ),
    CourseAct(
        ActKind.DECIDE_WITHDRAWAL,
        lambda a, _s: DecideWithdrawal(a.text("grant") == "yes", a.text("text")),
        (AskedField("grant", Ask.PICK, picks=starts.yes_or_no), _words("text", needed=False)),
        notes.withdrawal_decided,
    ),
    CourseAct(
        ActKind.STOP,
        lambda a, _s: Stop(a.reason(), a.file()),
        (REASON, FILE),
        notes.stopped,
        lambda s: s.state.way.answer_by is not None and s.today > s.state.way.answer_by,
    ),
    CourseAct(
        ActKind.ASK_OPINION,
        lambda a, _s: AskOpinion(
            OfficeId(a.text("to_office")),
            a.text("question"),
            a.day("deadline"),
            a.text("order") != "ask",
            int(a.text("order")) if a.text("order").isdecimal() else 0,
        ),
        (
            AskedField("to_office", Ask.OFFICE, picks=starts.other_offices),
            AskedField("order", Ask.PICK, picks=starts.ways_to_ask),
            _words("question"),
            AskedField("deadline", Ask.DAY, start=starts.answer_day, guess=True),
        ),
        notes.opinion_asked,
    ),
    CourseAct(
        ActKind.ANSWER_OPINION,
        lambda a, _s: AnswerOpinion(ActId(a.text("request")), a.text("text"), a.file()),
        (AskedField("request", Ask.PICK, picks=starts.open_requests), _words("text"), FILE),
        notes.opinion_answered,
        lambda s: bool(starts.open_requests(s)),
    ),
    CourseAct(
        ActKind.FORWARD,
        lambda a, _s: Forward(OfficeId(a.text("to_office")), a.text("reason_words"), a.text("unscanned")),
        (AskedField("to_office", Ask.OFFICE, picks=starts.other_offices), _words("reason_words")),
        notes.forwarded,
    ),
    CourseAct(
        ActKind.VERIFY_ON_SITE,
        lambda a, _s: VerifyOnSite(a.moment("at"), a.text("place"), a.text("participants"), a.text("text"), a.file()),
        (
            AskedField("at", Ask.MOMENT, start=starts.this_moment),
            _line("place"),
            _line("participants"),
            _words("text"),
            FILE,
        ),
    ),
    CourseAct(
        ActKind.POST_RESULT,
        lambda a, _s: PostResult(a.text("carrier"), a.text("tracking").upper()),
        (_line("carrier", starts.public_post), _line("tracking")),
        notes.posted,
    ),
    CourseAct(
        ActKind.CONFIRM_DELIVERY,
        lambda a, _s: ConfirmDelivery(a.text("receiver"), a.text("proof"), a.file()),
        (_line("receiver", lambda s: s.state.applicant.name), _line("proof"), FILE),
    ),
    CourseAct(
        ActKind.RETURN_BY_POST,
        lambda a, _s: ReturnByPost(a.text("reason_words")),
        (_words("reason_words"),),
        notes.back_by_post,
    ),
    CourseAct(
        ActKind.DELIVER_ONLINE,
        lambda _a, s: DeliverOnline("" if s.state.result.file is None else s.state.result.file.sha256),
        (),
        notes.delivered_online,
        lambda s: s.state.result.file is not None and not s.state.result.on_paper,
    ),
    CourseAct(
        ActKind.CANCEL_RECEIPT,
        lambda a, _s: CancelReceipt(a.text("receipt"), a.text("reason_words")),
        (AskedField("receipt", Ask.PICK, picks=starts.receipts_of_others), _words("reason_words")),
        notes.receipt_cancelled,
        lambda s: bool(starts.receipts_of_others(s)),
    ),
    CourseAct(
        ActKind.RECORD_CONTACT,
        lambda a, _s: RecordContact(a.text("means"), a.mark("reached"), a.text("text")),
        (
            AskedField("means", Ask.PICK, picks=starts.means),
            AskedField("reached", Ask.TICK, start=lambda _scene: True),
            _words("text"),
        ),
    ),
    CourseAct(ActKind.CORRECT_RESULT, lambda a, _s: CorrectResult(a.reason()), (REASON,), notes.corrected),
    CourseAct(
        ActKind.RECORD_LOSS,
        lambda a, _s: RecordLoss(a.text("what"), a.text("text")),
        (AskedField("what", Ask.PICK, picks=starts.things_held), _words("text")),
        notes.lost,
    ),
    CourseAct(
        ActKind.RESTORE,
        lambda a, _s: Restore(a.text("what"), a.text("text"), a.file()),
        (AskedField("what", Ask.PICK, picks=starts.things_lost), _words("text"), FILE),
        fits=lambda s: bool(s.state.way.lost),
    ),
)

COURSE_ACTS: dict[ActKind, CourseAct] = {row.kind: row for row in ROWS}
"""The rows by kind. `register` and `supply` are the citizen's own acts and have none."""
