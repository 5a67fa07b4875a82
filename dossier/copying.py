"""What văn thư does beside an issued result: copies of the agency's documents, annexes. Payloads only, as in `acts`."""

from dataclasses import dataclass

from dossier.values import CopyKind, FileRef


@dataclass(frozen=True, slots=True)
class CopyDocument:
    """Văn thư copies a document of the agency and signs the copy for it (NĐ 30/2020 art. 25-27).

    `source_sha256` is the dossier's file that is copied, `pages` those of an extract from 1 (empty: all), `recipient`
    whom it is for; number and symbol are of the agency's book of copies. `drawn` is the copy before the agency signed,
    `file` the signed one; the rest as in `Sign`.
    """

    kind: CopyKind
    source_sha256: str
    pages: tuple[int, ...]
    recipient: str
    book: str
    number: int
    symbol: str
    drawn: FileRef
    file: FileRef
    signer: str
    certificate_sha256: str
    digest: str = ""
    cms: str = ""


@dataclass(frozen=True, slots=True)
class AttachAnnex:
    """Văn thư puts a file beside the issued result and signs it for the agency (NĐ 30/2020 annex I).

    `symbol` is the number of the result that it belongs to and that stands on it; `drawn` the file before it was
    signed; the rest as in `CopyDocument`.
    """

    name: str
    symbol: str
    drawn: FileRef
    file: FileRef
    signer: str
    certificate_sha256: str
    digest: str = ""
    cms: str = ""
