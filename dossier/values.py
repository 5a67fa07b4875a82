"""The plain things that acts and dossiers are made of: files, papers, persons, money lines; they decide nothing."""

from dataclasses import dataclass
from enum import Enum

from dossier.identifiers import DossierId


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


class Digitisation(str, Enum):
    """How the pages of a paper came into the system (NĐ 107/2021; TT 01/2023)."""

    NOT = "not"
    DIGITISED = "digitised"
    FROM_DOSSIER = "from_dossier"
    FROM_RESULT = "from_result"


@dataclass(frozen=True, slots=True)
class FileRef:
    """A finished PDF: SHA-256 of its plain bytes in hex, its size in bytes, its pages."""

    sha256: str
    size: int
    pages: int


class Proof(str, Enum):
    """What stands behind a signed file to prove it for years (ETSI EN 319 142-1 §6), the least first."""

    STAMPED = "B-T"
    """An authority's time stamp."""
    ANSWERED = "B-LT"
    """And the authorities' word that the certificates were good."""
    ARCHIVED = "B-LTA"
    """And a time stamp over all of it."""

    def is_above(self, other: "Proof | None") -> bool:
        """Whether it proves more than the other; anything is more than nothing."""
        order = list(Proof)
        return other is None or order.index(self) > order.index(other)


@dataclass(frozen=True, slots=True)
class SignatureSpot:
    """Where a signature goes on a paper: page from 0, whole points from the lower left corner."""

    page: int
    x0: int
    y0: int
    x1: int
    y1: int


@dataclass(frozen=True, slots=True)
class Reuse:
    """Where pages were taken from instead of scanning again: another dossier's paper, or its result."""

    dossier: DossierId
    result: bool = False


@dataclass(frozen=True, slots=True)
class SeenSignature:
    """What the check of a paper's digital signatures found when it came (kết quả kiểm tra chữ ký số).

    `verdict` is green, yellow, red, none or unverifiable; `reason` the gravest reason of it, "" for green; `signers`
    the names in the file; `accepted`: a person was told that it is red, and took it.
    """

    verdict: str
    reason: str = ""
    signers: str = ""
    accepted: bool = False


@dataclass(frozen=True, slots=True)
class SignedForm:
    """Form 01, 02 or 03 as a file that a clerk signed in his token: it goes to the citizen online."""

    form: str
    file: FileRef
    signer: str


class CopyKind(str, Enum):
    """How a document is copied (NĐ 30/2020 art. 3(10)-(12)); the value is its sign in the number (annex III)."""

    FULL = "SY"
    """Sao y: the whole document, from its paper."""
    OF_COPY = "SL"
    """Sao lục: the whole of a copy "sao y"."""
    EXTRACT = "TrS"
    """Trích sao: some of its pages."""


@dataclass(frozen=True, slots=True)
class Copied:
    """Bản sao: a document of the agency as văn thư copied it, the agency's signature on it.

    `source_sha256` names the file it was made from; `pages` count from 1, empty means all.
    """

    kind: CopyKind
    symbol: str
    source_sha256: str
    pages: tuple[int, ...]
    recipient: str
    file: FileRef


@dataclass(frozen=True, slots=True)
class Annex:
    """Phụ lục: a file that belongs to the result of this number and carries the agency's signature."""

    name: str
    symbol: str
    file: FileRef


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
    reuse: Reuse | None = None
    signature: SeenSignature | None = None

    @property
    def digitisation(self) -> Digitisation:
        """How its pages came here."""
        if self.file is None:
            return Digitisation.NOT
        if self.reuse is None:
            return Digitisation.DIGITISED
        return Digitisation.FROM_RESULT if self.reuse.result else Digitisation.FROM_DOSSIER


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
    """A line of form 02: what is missing, how many originals, copies and certified copies, why."""

    name: str
    originals: int
    copies: int
    reason: str
    certified: int = 0


@dataclass(frozen=True, slots=True)
class Charge:
    """One money duty of the citizen beyond the fee of the receipt (tax, land money): what it is, đồng."""

    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, in words of the table of reasons: its `code` there, and what the person added or wrote."""

    code: str
    text: str = ""
