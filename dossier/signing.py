"""Which acts carry a signature that was made in a token: over which file, whose it must be; judges no signature."""

from __future__ import annotations

from dataclasses import dataclass

from dossier.acts import AttachPaper, FileRef, Number, Payload, Sign
from dossier.copying import AttachAnnex, CopyDocument
from dossier.course import SignForm
from dossier.numbers import date_words


@dataclass(frozen=True, slots=True)
class CarriedSignature:
    """A signature as its act names it: the signed file, the certificate, digest (hex) and CMS (base64; "" = older).

    `made_from` is the SHA-256 of the file that was signed: the signed one begins with it. `by_office`: the certificate
    is the agency's, else that of who acted. `issue` are the number and the date that stand in the file's fields, None
    where no file may have those that the act gives.
    """

    file: FileRef
    certificate_sha256: str
    digest: str
    cms: str
    made_from: str
    by_office: bool = False
    issue: tuple[str, str] | None = ("", "")


def carried_signature(payload: Payload) -> CarriedSignature | None:
    """The signature of a leader, of văn thư for the agency, of a clerk; None for an act that nobody signed so."""
    match payload:
        case Sign(result=file, draft_sha256=before):
            return CarriedSignature(file, payload.certificate_sha256, payload.digest, payload.cms, before)
        case Number(result=FileRef() as file, signed_sha256=before) if payload.sealed:
            written = payload.symbol, date_words(payload.day)
            issue = written if payload.symbol.startswith(f"{payload.number}/") else None
            certificate = payload.certificate_sha256
            return CarriedSignature(file, certificate, payload.digest, payload.cms, before, by_office=True, issue=issue)
        case SignForm(file=file, drawn=drawn):
            return CarriedSignature(file, payload.certificate_sha256, payload.digest, payload.cms, drawn.sha256)
        case CopyDocument(file=file, drawn=drawn) | AttachAnnex(file=file, drawn=drawn):
            certificate = payload.certificate_sha256
            return CarriedSignature(file, certificate, payload.digest, payload.cms, drawn.sha256, by_office=True)
        case AttachPaper(file=file, signed_sha256=before) if payload.signed:
            return CarriedSignature(file, payload.certificate_sha256, payload.digest, payload.cms, before)
        case _:
            return None
