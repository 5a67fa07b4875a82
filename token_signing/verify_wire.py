"""Bytes between the caller and the child that verifies: a request down, a verification up.

A request is a JSON line, then the PDF as it is. An answer that does not parse is a ValueError,
which the caller turns into "cannot be verified": the child is not trusted, it has read foreign bytes.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, field
from datetime import datetime

from .verdict import Reason, SignatureFinding, Verification, judge


@dataclass(frozen=True, slots=True)
class Request:
    """What the child needs: the file, the only certificates it may trust, and the time to judge at."""

    pdf: bytes = field(repr=False)
    trust_anchors: tuple[bytes, ...]
    at: datetime


def encode_request(request: Request) -> bytes:
    """The request as bytes."""
    anchors = [base64.b64encode(der).decode("ascii") for der in request.trust_anchors]
    head = json.dumps({"at": request.at.isoformat(), "anchors": anchors})
    return head.encode("ascii") + b"\n" + request.pdf


def decode_request(payload: bytes) -> Request:
    """The request from bytes; ValueError when they are none."""
    head, newline, pdf = payload.partition(b"\n")
    if not newline:
        raise ValueError("no request line")
    fields = json.loads(head)
    anchors = tuple(base64.b64decode(text, validate=True) for text in fields["anchors"])
    return Request(pdf, anchors, datetime.fromisoformat(fields["at"]))


def encode_signatures(signatures: tuple[SignatureFinding, ...]) -> bytes:
    """The findings as bytes."""
    rows = [
        {
            "name": one.signer_name,
            "title": one.signer_title,
            "subject": one.subject,
            "issuer": one.issuer,
            "sha256": one.certificate_sha256,
            "at": one.claimed_at.isoformat() if one.claimed_at else "",
            "whole": one.covers_whole_file,
            "reasons": [reason.name for reason in one.reasons],
        }
        for one in signatures
    ]
    return json.dumps(rows, ensure_ascii=False).encode("utf-8")


def decode_verification(payload: bytes) -> Verification:
    """The verification from the child's bytes, judged here; ValueError or a kin of it when malformed."""
    return judge(tuple(_finding(row) for row in json.loads(payload)))


def _finding(row: dict[str, object]) -> SignatureFinding:
    reasons = row["reasons"]
    if not isinstance(reasons, list) or not isinstance(row["whole"], bool):
        raise TypeError("malformed finding")
    return SignatureFinding(
        signer_name=str(row["name"]),
        signer_title=str(row["title"]),
        subject=str(row["subject"]),
        issuer=str(row["issuer"]),
        certificate_sha256=str(row["sha256"]),
        claimed_at=datetime.fromisoformat(str(row["at"])) if row["at"] else None,
        covers_whole_file=row["whole"],
        reasons=tuple(Reason[str(name)] for name in reasons),
    )
