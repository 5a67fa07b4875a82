"""Bytes between the caller and the child that verifies: a request down, a verification up.

A request is a JSON line, then the PDF as it is. An answer that does not parse is a ValueError,
which the caller turns into "cannot be verified": the child is not trusted, it has read foreign bytes.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field, replace
from datetime import datetime

from .verdict import Integrity, Kind, Reason, SignatureFinding, Verification, judge


@dataclass(frozen=True, slots=True)
class Request:
    """What the child needs: the file, the only certificates it may trust, the time to judge at, known revocations.

    `made_from`: so many first bytes are a paper, and who signed behind them may have added nothing else; 0: not asked.
    """

    pdf: bytes = field(repr=False)
    trust_anchors: tuple[bytes, ...]
    at: datetime
    revocation_lists: tuple[bytes, ...] = ()
    made_from: int = 0


def encode_request(request: Request) -> bytes:
    """The request as bytes."""
    head = {
        "at": request.at.isoformat(),
        "anchors": _in_base64(request.trust_anchors),
        "lists": _in_base64(request.revocation_lists),
        "made_from": request.made_from,
    }
    return json.dumps(head).encode("ascii") + b"\n" + request.pdf


def decode_request(payload: bytes) -> Request:
    """The request from bytes; ValueError when they are none."""
    head, newline, pdf = payload.partition(b"\n")
    if not newline:
        raise ValueError("no request line")
    fields = json.loads(head)
    at = datetime.fromisoformat(fields["at"])
    lists = _from_base64(fields["lists"])
    return Request(pdf, _from_base64(fields["anchors"]), at, lists, int(fields["made_from"]))


def encode_findings(
    signatures: tuple[SignatureFinding, ...], number: str = "", date: str = "", *, answered: bool = False
) -> bytes:
    """The findings as bytes, with what stands in the fields of number and date, and whether answers are kept."""
    rows = [
        {
            "name": one.signer_name,
            "title": one.signer_title,
            "subject": one.subject,
            "issuer": one.issuer,
            "sha256": one.certificate_sha256,
            "at": _moment(one.claimed_at),
            "whole": one.covers_whole_file,
            "reasons": [reason.name for reason in one.reasons],
            "integrity": one.integrity.value,
            "kind": one.kind.value,
            "proven": _moment(one.proven_at),
            "digest": one.digest,
            "cms": one.cms_sha256,
            "end": one.end,
            "until": _moment(one.until),
        }
        for one in signatures
    ]
    answer = {"signatures": rows, "number": number, "date": date, "answered": answered}
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def decode_verification(payload: bytes) -> Verification:
    """The verification from the child's bytes, judged here; ValueError or a kin of it when malformed."""
    answer = json.loads(payload)
    found = judge(tuple(_finding(row) for row in answer["signatures"]))
    return replace(found, number=str(answer["number"]), date=str(answer["date"]), answered=answer["answered"] is True)


def _finding(row: dict[str, object]) -> SignatureFinding:
    reasons = row["reasons"]
    if not isinstance(reasons, list) or not isinstance(row["whole"], bool) or not isinstance(row["end"], int):
        raise TypeError("malformed finding")
    return SignatureFinding(
        signer_name=str(row["name"]),
        signer_title=str(row["title"]),
        subject=str(row["subject"]),
        issuer=str(row["issuer"]),
        certificate_sha256=str(row["sha256"]),
        claimed_at=_read_moment(row["at"]),
        covers_whole_file=row["whole"],
        reasons=tuple(Reason[str(name)] for name in reasons),
        integrity=Integrity(row["integrity"]),
        kind=Kind(row["kind"]),
        proven_at=_read_moment(row["proven"]),
        digest=str(row["digest"]),
        cms_sha256=str(row["cms"]),
        end=row["end"],
        until=_read_moment(row["until"]),
    )


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _read_moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


def _in_base64(bodies: tuple[bytes, ...]) -> list[str]:
    return [base64.b64encode(body).decode("ascii") for body in bodies]


def _from_base64(texts: list[str]) -> tuple[bytes, ...]:
    return tuple(base64.b64decode(text, validate=True) for text in texts)
