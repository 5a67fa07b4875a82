"""What people do to dossiers: the kinds of act and their payloads; never what an act makes true (decide does).

An act is written once, at the place where it happened, and travels unchanged for ever. Times are naive and
local (+07:00). A *witnessed* act records what already happened in the world and is never refused by the
centre; a *deciding* act may be.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId, PersonId


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
    }
)
"""Acts that already happened in the world when they are written (paper, money, a thing handed over)."""

APPENDING = frozenset({ActKind.COLLECT_FEE, ActKind.ATTACH_PAPER, ActKind.AMEND, ActKind.NOTE, ActKind.REPRINT})
"""Acts that stand beside whatever others did meanwhile: on an older base they are merged, not clashes."""


class Channel(str, Enum):
    """How the dossier was filed (NĐ 61/2018 art. 16)."""

    DIRECT = "direct"
    POST = "post"
    ONLINE = "online"


class PaperForm(str, Enum):
    """Loại bản of a paper that was handed in."""

    ORIGINAL = "original"
    CERTIFIED = "certified"
    PHOTO = "photo"
    ELECTRONIC = "electronic"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A finished PDF: SHA-256 of its plain bytes in hex, its size in bytes, its pages."""

    sha256: str
    size: int
    pages: int


@dataclass(frozen=True, slots=True)
class SignatureSpot:
    """Where a signature goes on a paper: page from 0, whole points from the lower left corner."""

    page: int
    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class PaperEntry:
    """One paper that came with the dossier ("thành phần hồ sơ"); `shown_only` was looked at and given back."""

    slot: int
    code: str
    name: str
    form: PaperForm
    quantity: int
    shown_only: bool = False
    file: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """Người nộp hồ sơ, as on the paper shown; `born` is a date or only a year as text."""

    name: str
    id_number: str
    born: str = ""
    gender: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class FormValue:
    """One filled field of the procedure's form."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class AskedPaper:
    """A line of form 02: what is missing, how many, why."""

    name: str
    originals: int
    copies: int
    reason: str


@dataclass(frozen=True, slots=True)
class AskPapers:
    """Form 02 before acceptance: guided once and in full, no code yet, no clock (NĐ 61/2018 art. 17(2)a)."""

    procedure: str
    applicant: Applicant
    items: tuple[AskedPaper, ...]
    reason: str
    slip_number: int


@dataclass(frozen=True, slots=True)
class RefuseIntake:
    """Form 03: the dossier is not received, with the reason (NĐ 61/2018 art. 17(2)b)."""

    procedure: str
    applicant: Applicant
    reason: str
    slip_number: int


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
    """Pages of a paper arrived after the receipt: the slot and the finished PDF."""

    slot: int
    file: FileRef


@dataclass(frozen=True, slots=True)
class HandOver:
    """Given to the processing unit: one row of the control slip (form 05)."""

    to_office: OfficeId


@dataclass(frozen=True, slots=True)
class Accept:
    """The processing unit took it: closes the row of the control slip."""


@dataclass(frozen=True, slots=True)
class Assign:
    """The officer who will process it."""

    person: PersonId


@dataclass(frozen=True, slots=True)
class Propose:
    """The officer's proposal; `grant` False proposes a refusal; `draft` is the result paper to be signed."""

    grant: bool
    text: str
    draft: FileRef | None = None


@dataclass(frozen=True, slots=True)
class Approve:
    """The leader agrees with the proposal."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class SendBack:
    """The leader gives it back to the officer, with the reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Number:
    """Văn thư numbers and dates the paper before the leader signs; `draft` is the paper with the number on it."""

    book: str
    number: int
    symbol: str
    day: date
    draft: FileRef
    spot: SignatureSpot | None = None


@dataclass(frozen=True, slots=True)
class Sign:
    """The leader signed with a token: the signed file, the SHA-256 of the draft that was shown, the certificate."""

    result: FileRef
    draft_sha256: str
    signer: str
    certificate_sha256: str


@dataclass(frozen=True, slots=True)
class SignOnPaper:
    """The leader signed by hand: the scan of the signed paper and who signed."""

    result: FileRef
    signer: PersonId
    signer_name: str


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
}
"""The payload type of each kind; both directions of the wire read this one table."""

KINDS: dict[type[Payload], ActKind] = {payload: kind for kind, payload in PAYLOADS.items()}


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


def files_of(payload: Payload) -> tuple[FileRef, ...]:
    """Every file an act names: what must reach the centre before the act may count there."""
    match payload:
        case Receive(papers=papers):
            return tuple(paper.file for paper in papers if paper.file is not None)
        case AttachPaper(file=file):
            return (file,)
        case Propose(draft=draft):
            return () if draft is None else (draft,)
        case Number(draft=draft):
            return (draft,)
        case Sign(result=result) | SignOnPaper(result=result):
            return (result,)
        case _:
            return ()
