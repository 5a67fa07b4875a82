"""What a dossier is after its events: person, clock, money, result and trail as grouped values."""

from dataclasses import dataclass, field
from datetime import date, datetime

from dossier.acts import ActKind
from dossier.events import Outcome, Stage, Task
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId, PersonId
from dossier.limits import Extension, Supplement
from dossier.roles import Role
from dossier.values import (
    Annex,
    Applicant,
    AskedPaper,
    Channel,
    Charge,
    Copied,
    FileRef,
    FormValue,
    PaperEntry,
    Proof,
    Reason,
    SignatureSpot,
    SignedForm,
)


@dataclass(frozen=True, slots=True)
class Clock:
    """The time limit: when accepted, what was printed, what is due now (None while it stands still)."""

    accepted_at: datetime | None = None
    original_due: datetime | None = None
    due: datetime | None = None
    hand_over_by: datetime | None = None
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One fee receipt: its number, đồng, how, when and by whom taken; `cancelled_by` when it is void."""

    number: str
    amount: int
    method: str
    at: datetime
    by: PersonId
    cancelled_by: PersonId | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Money:
    """Phí, lệ phí in đồng: owed and paid, with the receipts given (void ones among `lines` only)."""

    owed: int = 0
    paid: int = 0
    receipts: tuple[str, ...] = ()
    lines: tuple[ReceiptLine, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptResult:
    """Bản lưu trữ: the signed file with its proofs behind it, and the moment its time stamp proves.

    `renewed_at` is the moment of the newest archive stamp, None before the first renewal.
    """

    file: FileRef
    proof: Proof
    stamped_at: datetime
    renewed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """The paper that answers the citizen: proposal (a refusal with its reason), number, draft, signed file, signer.

    `kept` begins with the bytes of `file`, which stays the one that acts name.
    """

    grant: bool = True
    proposed_by: PersonId | None = None
    proposal: str = ""
    draft: FileRef | None = None
    spot: SignatureSpot | None = None
    symbol: str = ""
    day: date | None = None
    file: FileRef | None = None
    signer: str = ""
    signed_by: PersonId | None = None
    signed_at: datetime | None = None
    on_paper: bool = False
    reason_code: str = ""
    kept: KeptResult | None = None

    @property
    def proof(self) -> Proof | None:
        """What proves it for years, None while nothing does."""
        return None if self.kept is None else self.kept.proof

    @property
    def best_file(self) -> FileRef | None:
        """What is given to whoever asks for the result: the signed file, with its proofs once they are there."""
        return self.file if self.kept is None else self.kept.file

    @property
    def own_draft(self) -> bool:
        """Whether it was signed by who had proposed it: project policy allows that in an office with one officer."""
        return self.signed_by is not None and self.signed_by == self.proposed_by


@dataclass(frozen=True, slots=True)
class Delivery:
    """How and to whom the result goes; `shelf` is where it waits at the counter."""

    way: Channel = Channel.DIRECT
    shelf: str = ""
    receiver: str = ""
    receiver_id: str = ""
    authorised: bool = False
    returned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Opinion:
    """A request to another agency and its answer (empty `text`: none yet); `joint` and `order` as asked."""

    id: ActId
    office: OfficeId
    question: str
    deadline: date
    asked_by: PersonId
    asked_at: datetime
    joint: bool = False
    order: int = 0
    text: str = ""
    file: FileRef | None = None
    answered_by: PersonId | None = None
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the answer is still awaited."""
        return self.answered_at is None


@dataclass(frozen=True, slots=True)
class Post:
    """The result on its way by post: carrier, tracking number, when given, how the delivery was proved."""

    carrier: str
    tracking: str
    given_at: datetime
    proof: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """What left the ordinary way; absent from most dossiers.

    `supplements` and `extension` are what the clock counts by; `answer_by` is the citizen's last day for asked papers;
    `supplied` papers were sent online and wait for the counter; `resume` is the stage to go back to after a refused
    withdrawal; `earlier` are results that were wrong and made again; `lost` says what papers are missing now;
    `brought` names the asked papers that came while others were still awaited; `not_taken` are papers sent online that
    the counter did not take into the dossier: they stay to be seen; `forms` are those a clerk
    signed, the newest of each number; `copies` and `annexes` carry the agency's signature; `filed_by` and `filed_as`
    say who sent it online for the applicant and what he is to him (None: a counter took it in).
    """

    request: str = ""
    declaration: str = ""
    reason: Reason | None = None
    supplements: tuple[Supplement, ...] = ()
    answer_by: date | None = None
    supplied: tuple[PaperEntry, ...] = ()
    extension: Extension | None = None
    apologies: int = 0
    charges: tuple[Charge, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    post: Post | None = None
    resume: Stage | None = None
    earlier: tuple[Result, ...] = ()
    lost: tuple[str, ...] = ()
    brought: tuple[str, ...] = ()
    not_taken: tuple[PaperEntry, ...] = ()
    forms: tuple[SignedForm, ...] = ()
    copies: tuple[Copied, ...] = ()
    annexes: tuple[Annex, ...] = ()
    filed_by: str = ""
    filed_as: Role | None = None

    def has_come(self, name: str) -> bool:
        """Whether an asked paper was brought to the counter, or sent online and waits there."""
        return name in self.brought or any(paper.name == name for paper in self.supplied)


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One line of the dossier's story: what, when, who, where, how it entered the record."""

    rev: int
    act: ActId
    kind: ActKind
    at: datetime
    actor: PersonId
    office: OfficeId
    outcome: Outcome
    text: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Which revision of which device last put pages to a paper's slot after the reception."""

    slot: int
    rev: int
    device: DeviceId


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task on the dossier, with the revision that raised it."""

    rev: int
    task: Task


@dataclass(frozen=True, slots=True)
class Dossier:
    """Hồ sơ: the state of record, or the shown state while own acts are pending.

    `last_device` made revision `rev`; `rev_elsewhere` is the highest revision that another device made (0: none).
    `unscanned` is why papers moved on without their pages, as it was said last.
    """

    id: DossierId
    rev: int
    office: OfficeId
    custody: OfficeId
    stage: Stage
    procedure: str
    applicant: Applicant
    rules: str = ""
    code: str = ""
    book: str = ""
    book_number: int = 0
    channel: Channel = Channel.DIRECT
    at_once: bool = False
    visit: str = ""
    secret_key: str = ""
    sets: int = 1
    copies: int = 0
    pages: int = 0
    assignee: PersonId | None = None
    received_by: PersonId | None = None
    values: tuple[FormValue, ...] = ()
    papers: tuple[PaperEntry, ...] = ()
    asked: tuple[AskedPaper, ...] = ()
    reason: str = ""
    slip_number: int = 0
    clock: Clock = field(default_factory=Clock)
    money: Money = field(default_factory=Money)
    result: Result = field(default_factory=Result)
    delivery: Delivery = field(default_factory=Delivery)
    trail: tuple[TrailLine, ...] = ()
    tasks: tuple[OpenTask, ...] = ()
    attached: tuple[Attachment, ...] = ()
    last_device: DeviceId | None = None
    rev_elsewhere: int = 0
    course: Course | None = None
    unscanned: str = ""

    @property
    def way(self) -> Course:
        """What left the ordinary way; empty for most."""
        return self.course or _ORDINARY

    @property
    def version_day(self) -> date:
        """The day whose version of the procedure counts: that of its acceptance, before it that of its newest act."""
        last = self.clock.accepted_at or (self.trail[-1].at if self.trail else None)
        return date.max if last is None else last.date()

    @property
    def concerned(self) -> frozenset[OfficeId]:
        """Agencies that have something to do on it now: who holds it, and who was asked for an opinion."""
        if self.course is None:
            return frozenset((self.custody,))
        return frozenset((self.custody, *(one.office for one in self.course.opinions)))

    @property
    def lacks_draft(self) -> bool:
        """Whether it was approved, by the order of before, without the paper that has to be signed now."""
        return self.stage is Stage.APPROVED and self.result.draft is None

    @property
    def owner_role(self) -> Role:
        """What the portal takes the holder of the secret for: whoever sent the filing was given it, and his address may
        stand in it. That of a counter is on the applicant's copy, which one who comes for him holds as well.
        """
        return self.way.filed_as or Role.REPRESENTATIVE

    def rev_of_others(self, device: DeviceId) -> int:
        """The highest revision that any other device than `device` made."""
        return self.rev_elsewhere if device == self.last_device else self.rev

    @property
    def fee_left(self) -> int:
        """Đồng still owed, never negative; nothing for what ended without a result."""
        ended = self.stage in (Stage.WITHDRAWN, Stage.STOPPED)
        return 0 if ended else max(0, self.money.owed - self.money.paid)


_ORDINARY = Course()
