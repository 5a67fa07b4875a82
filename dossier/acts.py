"""What people do to dossiers: the kinds of act and their payloads; never what an act makes true (decide does).

An act is written once, at the place where it happened, and travels unchanged for ever. Times are naive and
local (+07:00). A *witnessed* act records what already happened in the world and is never refused by the
centre; a *deciding* act may be.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import get_args

from dossier.copying import AttachAnnex, CopyDocument
from dossier.course import (
    AnswerOpinion,
    Apologise,
    AskOpinion,
    AskPayment,
    AskSupplement,
    CancelReceipt,
    CompleteResult,
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
    Recount,
    Register,
    RequestWithdrawal,
    Restore,
    ReturnByPost,
    SignForm,
    Stop,
    Supply,
    VerifyOnSite,
    files_of_course,
)
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId, PersonId
from dossier.values import (
    Applicant,
    AskedPaper,
    Channel,
    FileRef,
    FormValue,
    PaperEntry,
    PaperForm,
    Reuse,
    SeenSignature,
    SignatureSpot,
)

__all__ = [  # the plain things are handed on to whoever takes them from here
    "Applicant",
    "AskedPaper",
    "Channel",
    "FileRef",
    "FormValue",
    "PaperEntry",
    "PaperForm",
    "SignatureSpot",
]


class ActKind(str, Enum):
    """Kinds of act; the value is the wire's `kind`."""

    ASK_PAPERS = "ask_papers"
    REFUSE_INTAKE = "refuse_intake"
    RECEIVE = "receive"
    COLLECT_FEE = "collect_fee"
    ATTACH_PAPER = "attach_paper"
    HAND_OVER = "hand_over"
    ACCEPT = "accept"
    ASSIGN = "assign"
    PROPOSE = "propose"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    NUMBER = "number"
    SIGN = "sign"
    SIGN_ON_PAPER = "sign_on_paper"
    HAND_RESULT = "hand_result"
    RETURN_RESULT = "return_result"
    AMEND = "amend"
    NOTE = "note"
    REPRINT = "reprint"
    REGISTER = "register"
    SUPPLY = "supply"
    PROPOSE_SUPPLEMENT = "propose_supplement"
    ASK_SUPPLEMENT = "ask_supplement"
    RECEIVE_SUPPLEMENT = "receive_supplement"
    EXTEND = "extend"
    APOLOGISE = "apologise"
    ASK_PAYMENT = "ask_payment"
    CONFIRM_PAYMENT = "confirm_payment"
    REQUEST_WITHDRAWAL = "request_withdrawal"
    DECIDE_WITHDRAWAL = "decide_withdrawal"
    STOP = "stop"
    ASK_OPINION = "ask_opinion"
    ANSWER_OPINION = "answer_opinion"
    FORWARD = "forward"
    VERIFY_ON_SITE = "verify_on_site"
    POST_RESULT = "post_result"
    CONFIRM_DELIVERY = "confirm_delivery"
    RETURN_BY_POST = "return_by_post"
    DELIVER_ONLINE = "deliver_online"
    CANCEL_RECEIPT = "cancel_receipt"
    RECORD_CONTACT = "record_contact"
    CORRECT_RESULT = "correct_result"
    RECORD_LOSS = "record_loss"
    RESTORE = "restore"
    RECOUNT = "recount"
    COMPLETE_RESULT = "complete_result"
    SIGN_FORM = "sign_form"
    COPY_DOCUMENT = "copy_document"
    ATTACH_ANNEX = "attach_annex"


WITNESSED = frozenset(
    {
        ActKind.ASK_PAPERS,
        ActKind.RECEIVE,
        ActKind.COLLECT_FEE,
        ActKind.ATTACH_PAPER,
        ActKind.HAND_OVER,
        ActKind.ACCEPT,
        ActKind.NUMBER,
        ActKind.SIGN_ON_PAPER,
        ActKind.HAND_RESULT,
        ActKind.RETURN_RESULT,
        ActKind.AMEND,
        ActKind.NOTE,
        ActKind.REPRINT,
        ActKind.RECEIVE_SUPPLEMENT,
        ActKind.CONFIRM_PAYMENT,
        ActKind.REQUEST_WITHDRAWAL,
        ActKind.ANSWER_OPINION,
        ActKind.FORWARD,
        ActKind.VERIFY_ON_SITE,
        ActKind.POST_RESULT,
        ActKind.CONFIRM_DELIVERY,
        ActKind.RETURN_BY_POST,
        ActKind.CANCEL_RECEIPT,
        ActKind.RECORD_CONTACT,
        ActKind.RECORD_LOSS,
        ActKind.RESTORE,
        ActKind.SIGN_FORM,
        ActKind.COPY_DOCUMENT,
        ActKind.ATTACH_ANNEX,
    }
)
"""Acts that already happened in the world when they are written (paper, money, a thing handed over)."""

APPENDING = frozenset(
    {
        ActKind.COLLECT_FEE,
        ActKind.ATTACH_PAPER,
        ActKind.AMEND,
        ActKind.NOTE,
        ActKind.REPRINT,
        ActKind.ANSWER_OPINION,
        ActKind.VERIFY_ON_SITE,
        ActKind.CANCEL_RECEIPT,
        ActKind.RECORD_CONTACT,
        ActKind.RECORD_LOSS,
        ActKind.RESTORE,
        ActKind.SIGN_FORM,
        ActKind.COPY_DOCUMENT,
        ActKind.ATTACH_ANNEX,
    }
)
"""Acts that stand beside whatever others did meanwhile: on an older base they are merged, not clashes."""


@dataclass(frozen=True, slots=True)
class AskPapers:
    """Form 02 before acceptance: guided once and in full, no code yet, no clock (NĐ 61/2018 art. 15(3), 17(1)a).

    `reason` is what the paper says, `reason_code` its row of the table. Asked a second time, `brought` names the asked
    papers that the citizen brought to the counter and that are not right.
    """

    procedure: str
    applicant: Applicant
    items: tuple[AskedPaper, ...]
    reason: str
    slip_number: int
    reason_code: str = ""
    brought: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RefuseIntake:
    """Form 03: the dossier is not received, with the reason of the table (NĐ 61/2018 art. 17(1)b)."""

    procedure: str
    applicant: Applicant
    reason: str
    slip_number: int
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class Receive:
    """The dossier is complete and accepted: what the receipt promises stands for ever.

    `fee` is owed in đồng; `due` is None when the result is given at once; `secret_key` is the keyed hash of
    the look-up secret; `book`/`book_number` are "quyển số"/"số thứ tự" of this desk; `visit` joins dossiers
    of one sheet.
    """

    code: str
    book: str
    book_number: int
    procedure: str
    channel: Channel
    at_once: bool
    applicant: Applicant
    values: tuple[FormValue, ...]
    papers: tuple[PaperEntry, ...]
    sets: int
    delivery: Channel
    fee: int
    due: datetime | None
    secret_key: str
    visit: str = ""
    copies: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class CollectFee:
    """Money taken: đồng, how, and the number of the desk's own receipt."""

    amount: int
    method: str
    receipt: str


@dataclass(frozen=True, slots=True)
class AttachPaper:
    """Pages of a paper arrived after the receipt: the slot and the finished PDF.

    Signed by the clerk in a token (TT 01/2018 art. 10): `signed_sha256` is the paper's file that it was made from, the
    rest as in `Sign`; all five are empty where nobody signed. `signature` is what was found of the signatures in a
    file that came signed from outside.
    """

    slot: int
    file: FileRef
    reuse: Reuse | None = None
    signed_sha256: str = ""
    signer: str = ""
    certificate_sha256: str = ""
    digest: str = ""
    cms: str = ""
    signature: SeenSignature | None = None

    @property
    def signed(self) -> bool:
        """Whether a clerk signed it in a token."""
        return bool(self.certificate_sha256)


@dataclass(frozen=True, slots=True)
class HandOver:
    """Given to the processing unit: one row of the control slip (form 05).

    `unscanned` says why papers go on without their pages, as in every act of `Moving`.
    """

    to_office: OfficeId
    unscanned: str = ""


@dataclass(frozen=True, slots=True)
class Accept:
    """The processing unit took it: closes the row of the control slip."""


@dataclass(frozen=True, slots=True)
class Assign:
    """The officer who will process it."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Propose:
    """The officer's proposal; `grant` False proposes a refusal; `draft` is the result paper to be signed.

    `reason_code` is the row of the table of reasons that a refusal rests on; empty for a grant.
    """

    grant: bool
    text: str
    draft: FileRef | None = None
    reason_code: str = ""
    unscanned: str = ""


@dataclass(frozen=True, slots=True)
class Approve:
    """The leader agrees with the proposal; `draft` is the paper as it will be signed, with empty number and date.

    `spot` is where his signature goes on it.
    """

    text: str = ""
    draft: FileRef | None = None
    spot: SignatureSpot | None = None


@dataclass(frozen=True, slots=True)
class SendBack:
    """The leader gives it back to the officer, with the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Number:
    """Văn thư numbers and dates the paper that the leader signed, and seals it for the agency (NĐ 30/2020 art. 18).

    `result` is the issued file, `signed_sha256` the leader's file that it was made from. Sealed in a token: `signer`,
    `certificate_sha256`, `digest` (hex, of the signed bytes) and `cms` (base64) are those of the agency's signature.
    Stamped on paper: all four are empty and `result` is the scan of the stamped paper. Acts from before that order
    have `draft`, the paper with its number on it, not signed yet, and `spot`.
    """

    book: str
    number: int
    symbol: str
    day: date
    draft: FileRef | None = None
    spot: SignatureSpot | None = None
    result: FileRef | None = None
    signed_sha256: str = ""
    signer: str = ""
    certificate_sha256: str = ""
    digest: str = ""
    cms: str = ""

    @property
    def sealed(self) -> bool:
        """Whether the agency signed it in a token."""
        return bool(self.certificate_sha256)


@dataclass(frozen=True, slots=True)
class Sign:
    """The leader signed with a token: the signed file, the SHA-256 of the draft that was shown, the certificate.

    `digest` (hex) is that of the signed bytes, `cms` (base64) the signature itself; empty in older acts.
    """

    result: FileRef
    draft_sha256: str
    signer: str
    certificate_sha256: str
    digest: str = ""
    cms: str = ""
    unscanned: str = ""


@dataclass(frozen=True, slots=True)
class SignOnPaper:
    """The leader signed by hand: the scan of the signed paper and who signed."""

    result: FileRef
    signer: PersonId
    signer_name: str
    unscanned: str = ""


@dataclass(frozen=True, slots=True)
class HandResult:
    """The result was brought to the counter; `shelf` is where it waits."""

    shelf: str = ""


@dataclass(frozen=True, slots=True)
class ReturnResult:
    """The result was handed out: to whom, with which paper shown, as whom ("chính chủ" or authorised)."""

    receiver: str
    receiver_id: str
    authorised: bool
    result_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Amend:
    """A field of the applicant corrected: compare `old`, set `new`."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on the dossier."""

    text: str


@dataclass(frozen=True, slots=True)
class Reprint:
    """A paper printed again ("In lại lần n")."""

    paper: str
    times: int


Payload = (
    AskPapers
    | RefuseIntake
    | Receive
    | CollectFee
    | AttachPaper
    | HandOver
    | Accept
    | Assign
    | Propose
    | Approve
    | SendBack
    | Number
    | Sign
    | SignOnPaper
    | HandResult
    | ReturnResult
    | Amend
    | Note
    | Reprint
    | CoursePayload
)

PAYLOADS: dict[ActKind, type[Payload]] = {
    ActKind.ASK_PAPERS: AskPapers,
    ActKind.REFUSE_INTAKE: RefuseIntake,
    ActKind.RECEIVE: Receive,
    ActKind.COLLECT_FEE: CollectFee,
    ActKind.ATTACH_PAPER: AttachPaper,
    ActKind.HAND_OVER: HandOver,
    ActKind.ACCEPT: Accept,
    ActKind.ASSIGN: Assign,
    ActKind.PROPOSE: Propose,
    ActKind.APPROVE: Approve,
    ActKind.SEND_BACK: SendBack,
    ActKind.NUMBER: Number,
    ActKind.SIGN: Sign,
    ActKind.SIGN_ON_PAPER: SignOnPaper,
    ActKind.HAND_RESULT: HandResult,
    ActKind.RETURN_RESULT: ReturnResult,
    ActKind.AMEND: Amend,
    ActKind.NOTE: Note,
    ActKind.REPRINT: Reprint,
    ActKind.REGISTER: Register,
    ActKind.SUPPLY: Supply,
    ActKind.PROPOSE_SUPPLEMENT: ProposeSupplement,
    ActKind.ASK_SUPPLEMENT: AskSupplement,
    ActKind.RECEIVE_SUPPLEMENT: ReceiveSupplement,
    ActKind.EXTEND: Extend,
    ActKind.APOLOGISE: Apologise,
    ActKind.ASK_PAYMENT: AskPayment,
    ActKind.CONFIRM_PAYMENT: ConfirmPayment,
    ActKind.REQUEST_WITHDRAWAL: RequestWithdrawal,
    ActKind.DECIDE_WITHDRAWAL: DecideWithdrawal,
    ActKind.STOP: Stop,
    ActKind.ASK_OPINION: AskOpinion,
    ActKind.ANSWER_OPINION: AnswerOpinion,
    ActKind.FORWARD: Forward,
    ActKind.VERIFY_ON_SITE: VerifyOnSite,
    ActKind.POST_RESULT: PostResult,
    ActKind.CONFIRM_DELIVERY: ConfirmDelivery,
    ActKind.RETURN_BY_POST: ReturnByPost,
    ActKind.DELIVER_ONLINE: DeliverOnline,
    ActKind.CANCEL_RECEIPT: CancelReceipt,
    ActKind.RECORD_CONTACT: RecordContact,
    ActKind.CORRECT_RESULT: CorrectResult,
    ActKind.RECORD_LOSS: RecordLoss,
    ActKind.RESTORE: Restore,
    ActKind.RECOUNT: Recount,
    ActKind.COMPLETE_RESULT: CompleteResult,
    ActKind.SIGN_FORM: SignForm,
    ActKind.COPY_DOCUMENT: CopyDocument,
    ActKind.ATTACH_ANNEX: AttachAnnex,
}
"""The payload type of each kind; both directions of the wire read this one table."""

KINDS: dict[type[Payload], ActKind] = {payload: kind for kind, payload in PAYLOADS.items()}

Moving = HandOver | Forward | ReceiveSupplement | Propose | Sign | SignOnPaper
"""Acts that may take the papers of a dossier on: `unscanned` says why some of them go without their pages
(641/QĐ-UBND art. 4(3)); empty when every paper has them."""

MOVING = frozenset(KINDS[payload] for payload in get_args(Moving))


@dataclass(frozen=True, slots=True)
class Act:
    """One act with its whole envelope (DESIGN section 1).

    `at` is the moment at the counter, local +07:00 without zone; `clock` the hybrid logical clock
    ("<ms since 1970>.<counter>.<device>"); `base` the confirmed revision the actor saw (0 = new dossier);
    `needs` ids of acts that must be known first; `group` joins acts of one control slip or visit; `rules` the
    version of the rules it was decided by.
    """

    id: ActId
    device: DeviceId
    seq: int
    at: datetime
    clock: str
    actor: PersonId
    office: OfficeId
    dossier: DossierId
    kind: ActKind
    version: int
    base: int
    rules: str
    data: Payload
    needs: tuple[ActId, ...] = ()
    group: str = ""


def reused_files(payload: Payload) -> tuple[FileRef, ...]:
    """The files of an act that were digitised for another dossier."""
    match payload:
        case Receive(papers=papers) | ReceiveSupplement(papers=papers):
            return tuple(paper.file for paper in papers if paper.file is not None and paper.reuse is not None)
        case AttachPaper(file=file, reuse=Reuse()):
            return (file,)
        case _:
            return ()


def files_of(payload: Payload) -> tuple[FileRef, ...]:
    """Every file an act names: what must reach the centre before the act may count there."""
    match payload:
        case Receive(papers=papers):
            return tuple(paper.file for paper in papers if paper.file is not None)
        case AttachPaper(file=file):
            return (file,)
        case Propose(draft=draft) | Approve(draft=draft):
            return () if draft is None else (draft,)
        case Number(draft=draft, result=result):
            return tuple(file for file in (draft, result) if file is not None)
        case Sign(result=result) | SignOnPaper(result=result):
            return (result,)
        case AskPapers() | RefuseIntake() | CollectFee() | HandOver() | Accept() | Assign() | SendBack():
            return ()
        case HandResult() | ReturnResult() | Amend() | Note() | Reprint():
            return ()
        case _:
            return files_of_course(payload)
