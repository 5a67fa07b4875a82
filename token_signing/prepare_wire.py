"""Bytes between the caller and the child that prepares papers: an order down, the appended part up.

An order is a JSON line, the stamp, the PDF. An answer is a JSON line and what stands behind the PDF's own bytes:
the caller has those, and a child cannot exchange them.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from .faults import PaperFaultCode
from .own_check import digest_of_range
from .placing import Corner, Placing
from .values import Issue, Prepared, SignatureBox, SignerDisplay


@dataclass(frozen=True, slots=True)
class Order:
    """A paper to prepare: the file, where the signature goes, its stamp ("" = none), who signs, room for the CMS.

    `issue` is written into the laid fields first, in `font` (TrueType).
    """

    pdf: bytes = field(repr=False)
    placing: Placing
    stamp: bytes = field(repr=False)
    display: SignerDisplay
    room: int
    issue: Issue | None = None
    font: bytes = field(default=b"", repr=False)

    def of(self, pdf: bytes) -> Order:
        """The same order for another paper."""
        return replace(self, pdf=pdf)


def encode_order(order: Order) -> bytes:
    """The order as bytes."""
    head = {
        "placing": asdict(order.placing) | {"corner": order.placing.corner.value},
        "display": asdict(order.display) | {"signed_at": order.display.signed_at.isoformat()},
        "room": order.room,
        "issue": None if order.issue is None else asdict(order.issue),
        "stamp": len(order.stamp),
        "font": len(order.font),
    }
    return json.dumps(head).encode("ascii") + b"\n" + order.stamp + order.font + order.pdf


def decode_order(payload: bytes) -> Order:
    """The order from bytes; ValueError or a kin of it when they are none."""
    line, _, rest = payload.partition(b"\n")
    head = json.loads(line)
    corner, at = Corner(head["placing"]["corner"]), head["placing"]["at"]
    placing = Placing(**head["placing"] | {"corner": corner, "at": None if at is None else SignatureBox(**at)})
    signed_at = datetime.fromisoformat(head["display"]["signed_at"])
    display = SignerDisplay(**head["display"] | {"signed_at": signed_at})
    issue = None if head["issue"] is None else Issue(**head["issue"])
    stamp, font = head["stamp"], head["stamp"] + head["font"]
    return Order(rest[font:], placing, rest[:stamp], display, head["room"], issue, rest[stamp:font])


def encode_answer(pdf: bytes, prepared: Prepared) -> bytes:
    """What was appended to `pdf`, and where the gap lies."""
    if not prepared.pdf.startswith(pdf):
        raise ValueError("the paper was rewritten")
    head = {"gap": [prepared.gap_start, prepared.gap_end]}
    return json.dumps(head).encode("ascii") + b"\n" + prepared.pdf[len(pdf) :]


def encode_fault(code: PaperFaultCode) -> bytes:
    """Why the paper cannot be prepared."""
    return json.dumps({"fault": code.name}).encode("ascii") + b"\n"


def decode_answer(pdf: bytes, answer: bytes) -> Prepared | PaperFaultCode:
    """The prepared paper, its digest made here; ValueError or its kin for nonsense or a gap elsewhere."""
    line, _, appended = answer.partition(b"\n")
    head = json.loads(line)
    if "fault" in head:
        return PaperFaultCode[head["fault"]]
    start, end = head["gap"]
    whole = pdf + appended
    inside = isinstance(start, int) and isinstance(end, int) and len(pdf) < start < end < len(whole)
    if not inside or whole[start : start + 1] != b"<" or whole[end - 1 : end] != b">":
        raise ValueError("the gap is not where it should be")
    return Prepared(whole, digest_of_range(whole, start, end), start, end)
