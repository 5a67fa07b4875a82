"""Bytes between the caller and the child that raises papers: an order down, the next step up.

Both are a JSON line and a part of the PDF. The child answers with what it appended, never with the whole file: the
caller keeps the paper's own bytes, and a child cannot exchange them.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from .levels import Level, LevelTrouble
from .own_check import digest_of_range
from .values import Prepared


@dataclass(frozen=True, slots=True)
class Question:
    """What the child wants to know from outside: an address, what to post there, as which type ("" = get it)."""

    address: str
    body: bytes = field(default=b"", repr=False)
    kind: str = ""


@dataclass(frozen=True, slots=True)
class RaiseOrder:
    """A paper, the level wanted, the trusted roots (DER), the answers so far (None: nobody answered).

    `room` is the most bytes of a time stamp. `behind`: a further archive stamp is wanted behind so many bytes; 0: none.
    """

    pdf: bytes = field(repr=False)
    level: Level
    roots: tuple[bytes, ...]
    answers: Mapping[Question, bytes | None]
    room: int
    behind: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Nothing is left to do, or nothing can be done: the level the paper has, and what is in the way."""

    level: Level
    trouble: LevelTrouble | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Grown:
    """The paper with one more part behind it."""

    pdf: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Gap:
    """The paper with a gap for a time stamp, and what to ask its authority (DER, RFC 3161)."""

    prepared: Prepared
    request: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Asking:
    """What has to be asked before the next step, the level until then."""

    level: Level
    questions: tuple[Question, ...]


Step = Standing | Grown | Gap | Asking


def encode_order(order: RaiseOrder) -> bytes:
    """The order as bytes."""
    head = {
        "level": order.level.value,
        "roots": [_text(root) for root in order.roots],
        "answers": [
            [*_question_row(one), None if body is None else _text(body)] for one, body in order.answers.items()
        ],
        "room": order.room,
        "behind": order.behind,
    }
    return _line(head) + order.pdf


def decode_order(payload: bytes) -> RaiseOrder:
    """The order from bytes; ValueError or a kin of it when they are none."""
    line, _, pdf = payload.partition(b"\n")
    head = json.loads(line)
    answers = {_question(row[:3]): None if row[3] is None else _bytes(row[3]) for row in head["answers"]}
    roots = tuple(_bytes(root) for root in head["roots"])
    return RaiseOrder(pdf, Level(head["level"]), roots, answers, head["room"], head["behind"])


def encode_step(before: bytes, step: Step) -> bytes:
    """The step as bytes; `before` is the paper that the order brought."""
    match step:
        case Standing(level, trouble, detail):
            named = None if trouble is None else trouble.value
            return _line({"step": "standing", "level": level.value, "trouble": named, "detail": detail})
        case Grown(pdf):
            return _line({"step": "grown"}) + _appended(before, pdf)
        case Gap(prepared, request):
            gap = [prepared.gap_start, prepared.gap_end]
            return _line({"step": "gap", "gap": gap, "request": _text(request)}) + _appended(before, prepared.pdf)
        case Asking(level, questions):
            rows = [_question_row(one) for one in questions]
            return _line({"step": "asking", "level": level.value, "questions": rows})


def decode_step(before: bytes, answer: bytes) -> Step:
    """The step; ValueError or a kin of it for nonsense, for a gap elsewhere, for a part that is none."""
    line, _, appended = answer.partition(b"\n")
    head = json.loads(line)
    match head["step"]:
        case "standing":
            trouble = None if head["trouble"] is None else LevelTrouble(head["trouble"])
            return Standing(Level(head["level"]), trouble, str(head["detail"]))
        case "asking":
            return Asking(Level(head["level"]), tuple(_question(row) for row in head["questions"]))
        case "grown" if appended:
            return Grown(before + appended)
        case "gap":
            return Gap(_prepared(before, before + appended, head["gap"]), _bytes(head["request"]))
        case _:
            raise ValueError("no such step")


def encode_reply(request: bytes, reply: bytes) -> bytes:
    """What an authority was asked, and what it said."""
    return _line({"request": _text(request)}) + reply


def decode_reply(payload: bytes) -> tuple[bytes, bytes]:
    """The two; ValueError or a kin of it when they are none."""
    line, _, reply = payload.partition(b"\n")
    return _bytes(json.loads(line)["request"]), reply


def _prepared(before: bytes, whole: bytes, gap: list[int]) -> Prepared:
    start, end = gap
    inside = isinstance(start, int) and isinstance(end, int) and len(before) < start < end < len(whole)
    if not inside or whole[start : start + 1] != b"<" or whole[end - 1 : end] != b">":
        raise ValueError("the gap is not where it should be")
    return Prepared(whole, digest_of_range(whole, start, end), start, end)


def _appended(before: bytes, whole: bytes) -> bytes:
    if not whole.startswith(before):
        raise ValueError("the paper was rewritten")
    return whole[len(before) :]


def _question_row(one: Question) -> list[str]:
    return [one.address, _text(one.body), one.kind]


def _question(row: list[str]) -> Question:
    return Question(str(row[0]), _bytes(row[1]), str(row[2]))


def _line(head: Mapping[str, object]) -> bytes:
    return json.dumps(head).encode("ascii") + b"\n"


def _text(body: bytes) -> str:
    return base64.b64encode(body).decode("ascii")


def _bytes(text: object) -> bytes:
    return base64.b64decode(str(text), validate=True)
