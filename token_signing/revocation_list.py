"""Has a revocation list that came from elsewhere read in the sandbox before anything rests on it."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from datetime import datetime

from sandbox.outcome import Done

from .verify import SandboxDoor

FUNCTION = "token_signing.revocation_child:describe"
LOOK_UP = "token_signing.revocation_child:look_up"


@dataclass(frozen=True, slots=True)
class ListFacts:
    """Who issued a list, when (with a zone), and when he promised the next one; None where he did not."""

    issuer: str
    made: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A certificate by its issuer (RFC 4514) and serial number; authorities (DER) that may have signed lists."""

    issuer: str
    serial: int
    authorities: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list says of a certificate: since when (with a zone) it or an authority above it is revoked, or None."""

    since: datetime | None


def describe_list(sandbox: SandboxDoor, der: bytes, anchors: tuple[bytes, ...]) -> ListFacts | None:
    """What a list (DER) says of itself; None for what is no list, or is not signed by the anchor of its issuer's name.

    The list of an authority below an anchor is judged with the certificates that it is about.
    """
    outcome = sandbox.run(FUNCTION, encode(der, anchors))
    if not isinstance(outcome, Done):
        return None
    try:
        said = json.loads(outcome.answer)
        until = datetime.fromisoformat(said["until"]) if said["until"] else None
        return ListFacts(str(said["issuer"]), datetime.fromisoformat(said["made"]), until)
    except (ValueError, KeyError, TypeError):
        return None


def look_up(sandbox: SandboxDoor, der: bytes, asked: Asked) -> Listed | None:
    """What a list (DER) says of a certificate; None where it could not be looked up now."""
    question = [asked.issuer, asked.serial, *(base64.b64encode(one).decode("ascii") for one in asked.authorities)]
    outcome = sandbox.run(LOOK_UP, json.dumps(question).encode("ascii") + b"\n" + der)
    if not isinstance(outcome, Done):
        return None
    try:
        since = json.loads(outcome.answer)
        return Listed(datetime.fromisoformat(since) if since else None)
    except (ValueError, TypeError):
        return None


def look_through(sandbox: SandboxDoor, lists: tuple[bytes, ...], asked: Asked) -> Listed | None:
    """The earliest that any list says; None where one could not be looked up now, and no other one says it."""
    answers = [look_up(sandbox, one, asked) for one in lists]
    said = [one.since for one in answers if one is not None and one.since is not None]
    return Listed(min(said, default=None)) if said or None not in answers else None


def decode_question(payload: bytes) -> tuple[bytes, Asked]:
    """The list, and what is asked of it; ValueError or a kin of it when they are none."""
    line, _, der = payload.partition(b"\n")
    issuer, serial, *authorities = json.loads(line)
    return der, Asked(str(issuer), int(serial), tuple(base64.b64decode(one, validate=True) for one in authorities))


def encode(der: bytes, anchors: tuple[bytes, ...]) -> bytes:
    """The question as bytes: the anchors in a line, then the list."""
    return json.dumps([base64.b64encode(one).decode("ascii") for one in anchors]).encode("ascii") + b"\n" + der


def decode(payload: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """The list and the anchors; ValueError when they are none."""
    line, _, der = payload.partition(b"\n")
    return der, tuple(base64.b64decode(one, validate=True) for one in json.loads(line))
