"""What people do when a dossier leaves its ordinary way: online filing, supplements, delay, stop, other agencies, post.

Payloads only, as in `dossier.acts`; whether one may be is decided by the workflow's rows and `course_checks`.
"""

from dataclasses import dataclass
from datetime import date, datetime

from dossier.copying import AttachAnnex, CopyDocument
from dossier.identifiers import ActId, OfficeId
from dossier.roles import Role
from dossier.values import Applicant, AskedPaper, Channel, Charge, FileRef, FormValue, PaperEntry, Proof, Reason


@dataclass(frozen=True, slots=True)
class Register:
    """Filed on the portal and not accepted yet: request number, no legal code, no clock (641/QĐ-UBND art. 8(1)).

    `declaration` is the text the citizen agreed to (art. 19(2)); `secret_key` the keyed hash of the look-up secret.
    `filed_by` names who filled it in for the applicant, `filed_as` says what he is to him.
    """

    request: str
    procedure: str
    applicant: Applicant
    values: tuple[FormValue, ...]
    papers: tuple[PaperEntry, ...]
    delivery: Channel
    declaration: str
    secret_key: str
    filed_by: str = ""
    filed_as: Role | None = None

    @property
    def role(self) -> Role:
        """What who sent it is to the applicant; of an older filing that only names somebody, the weakest he may be."""
        if self.filed_as is not None:
            return self.filed_as
        return Role.HELPER if self.filed_by else Role.APPLICANT


@dataclass(frozen=True, slots=True)
class Supply:
    """The citizen sent asked papers online; they count when the counter has received them."""

    papers: tuple[PaperEntry, ...]
    text: str = ""


@dataclass(frozen=True, slots=True)
class ProposeSupplement:
    """The officer finds papers missing and puts form 02 before the leader (NĐ 61/2018 art. 19(4))."""

    items: tuple[AskedPaper, ...]
    reason: Reason
    deadline: date


@dataclass(frozen=True, slots=True)
class AskSupplement:
    """The leader signed form 02: what is missing, once and in full, until when the citizen may answer."""

    items: tuple[AskedPaper, ...]
    reason: Reason
    deadline: date
    slip_number: int
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class ReceiveSupplement:
    """Asked papers came to the counter; `complete` when nothing is missing any more, then `due` is the new promise.

    `unscanned` says why papers go back to the officer without their pages.
    """

    papers: tuple[PaperEntry, ...]
    complete: bool
    due: datetime | None
    unscanned: str = ""


@dataclass(frozen=True, slots=True)
class Extend:
    """Form 04 signed before the due day: apology and one new date; `notice` is the agency's letter to the one-stop."""

    new_day: date
    reason: Reason
    slip_number: int
    notice: str
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Apologise:
    """An apology without a new date: what is left when an extension is not lawful any more."""

    reason: Reason
    slip_number: int
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class AskPayment:
    """The citizen owes tax or land money before the work goes on; `notice` names the letter that says so."""

    charges: tuple[Charge, ...]
    notice: str
    deadline: date | None = None
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class ConfirmPayment:
    """The charges were paid: đồng and the paper that proves it."""

    amount: int
    proof: str
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class RequestWithdrawal:
    """The applicant asks for the dossier back."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class DecideWithdrawal:
    """The competent person lets the dossier go, or not."""

    grant: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """Processing ends without a result: the citizen did not answer in time."""

    reason: Reason
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class AskOpinion:
    """Content and deadline of a request to another agency (NĐ 61/2018 art. 19(5)).

    `joint` is a part of the work itself ("liên thông"); `order` > 0 lets it begin only after the parts of lower order
    (paper in sequence), 0 at once (electronic).
    """

    to_office: OfficeId
    question: str
    deadline: date
    joint: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class AnswerOpinion:
    """The asked agency's answer to the request of that act."""

    request: ActId
    text: str
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Forward:
    """Given on to another agency: its own one-stop unit, the upper agency, or back; one row of the control slip."""

    to_office: OfficeId
    reason: str
    unscanned: str = ""


@dataclass(frozen=True, slots=True)
class VerifyOnSite:
    """Verification outside the office: when, where, with whom, what was found (NĐ 61/2018 art. 19(3))."""

    at: datetime
    place: str
    participants: str
    text: str
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class PostResult:
    """The result was given to the public post under a tracking number."""

    carrier: str
    tracking: str


@dataclass(frozen=True, slots=True)
class ConfirmDelivery:
    """The post delivered it: to whom, by which proof."""

    receiver: str
    proof: str
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class ReturnByPost:
    """The post could not deliver it and brought it back to the counter."""

    reason: str


@dataclass(frozen=True, slots=True)
class DeliverOnline:
    """The signed result was opened to its owner on the portal."""

    result_sha256: str


@dataclass(frozen=True, slots=True)
class CancelReceipt:
    """A fee receipt is void, by a second person; its money counts as not taken."""

    receipt: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecordContact:
    """Somebody spoke to the citizen, or tried to: by which means, whether reached, what was said."""

    means: str
    reached: bool
    text: str = ""


@dataclass(frozen=True, slots=True)
class CorrectResult:
    """The result is wrong by the agency's fault: it is made again at the agency's cost (NĐ 61/2018 art. 21)."""

    reason: Reason


@dataclass(frozen=True, slots=True)
class RecordLoss:
    """Papers of the dossier were lost or damaged by the agency (NĐ 61/2018 art. 21)."""

    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Restore:
    """What was lost is there again, at the agency's cost, with its apology."""

    what: str
    text: str
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Recount:
    """The calendar changed while the dossier was open: the due moment moves with it, `basis` names the decision.

    `before` is the moment that the calendar before the change gives; without it nothing is moved.
    """

    due: datetime
    basis: str
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class CompleteResult:
    """What proves a signed result for years was put behind it: `file` begins with the bytes of `result_sha256`.

    `stamped_at` is the moment (local) that the authority's time stamp proves the signed file for; `renewed_at` that of
    the newest archive stamp, where one was put behind a copy that had all there is, None else.
    """

    result_sha256: str
    file: FileRef
    proof: Proof
    stamped_at: datetime
    renewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SignForm:
    """A form that goes to the citizen online, signed by the clerk in a token (TT 01/2018 art. 9-10).

    `form` is "01", "02" (asked before acceptance) or "03"; `drawn` the file before he signed, `file` the signed one;
    the rest as in `Sign`.
    """

    form: str
    drawn: FileRef
    file: FileRef
    signer: str
    certificate_sha256: str
    digest: str = ""
    cms: str = ""


CoursePayload = (
    Register
    | Supply
    | ProposeSupplement
    | AskSupplement
    | ReceiveSupplement
    | Extend
    | Apologise
    | AskPayment
    | ConfirmPayment
    | RequestWithdrawal
    | DecideWithdrawal
    | Stop
    | AskOpinion
    | AnswerOpinion
    | Forward
    | VerifyOnSite
    | PostResult
    | ConfirmDelivery
    | ReturnByPost
    | DeliverOnline
    | CancelReceipt
    | RecordContact
    | CorrectResult
    | RecordLoss
    | Restore
    | Recount
    | CompleteResult
    | SignForm
    | CopyDocument
    | AttachAnnex
)


def files_of_course(payload: CoursePayload) -> tuple[FileRef, ...]:
    """The files that one of these acts names."""
    match payload:
        case Register(papers=papers) | Supply(papers=papers) | ReceiveSupplement(papers=papers):
            return tuple(paper.file for paper in papers if paper.file is not None)
        case (
            SignForm(drawn=drawn, file=signed)
            | CopyDocument(drawn=drawn, file=signed)
            | AttachAnnex(drawn=drawn, file=signed)
        ):
            return drawn, signed
        case CompleteResult(file=kept):
            return (kept,)
        case (
            AskSupplement(file=file)
            | Extend(file=file)
            | Apologise(file=file)
            | AskPayment(file=file)
            | ConfirmPayment(file=file)
            | Stop(file=file)
            | AnswerOpinion(file=file)
            | VerifyOnSite(file=file)
            | ConfirmDelivery(file=file)
            | Restore(file=file)
        ):
            return () if file is None else (file,)
        case _:
            return ()
