"""Words between the program and the child that holds a driver: one question down, one answer up; decides nothing.

A question carries the PIN when the token is opened, and nowhere else is it written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from enum import Enum, unique
from typing import Any

from token_signing.certificate import CertificateFacts

from .port import Finding, HeldCertificate, LayerState, TokenName, TokenState, TokenTrouble, Trouble

MOST_BYTES = 1 << 20
Words = Mapping[str, Any]


@unique
class Ask(Enum):
    """What the child is asked."""

    STATE = "state"
    OPEN = "open"
    SIGN = "sign"
    CLOSE = "close"


def pack(words: Words) -> bytes:
    """A question or an answer as bytes."""
    return json.dumps(words).encode("ascii")


def unpack(frame: bytes) -> Words:
    """A question or an answer from bytes; ValueError when they are none."""
    words = json.loads(frame)
    if not isinstance(words, dict):
        raise ValueError("no words")
    return words


def states_words(states: tuple[TokenState, ...]) -> Words:
    """How the tokens of a driver stand."""
    return {"states": [_state_words(one) for one in states]}


def states_of(words: Words) -> tuple[TokenState, ...]:
    """How the tokens stand, from their words; ValueError or a kin of it when they are none."""
    return tuple(_state_of(one) for one in words["states"])


def _state_words(state: TokenState) -> Words:
    facts = state.certificate
    return {
        "layers": [[one.finding.name, one.detail] for one in state.layers],
        "facts": None if facts is None else _plain(facts),
        "tries": state.tries_left,
        "pad": state.pin_pad,
        "name": [state.name.label, state.name.serial],
        "authorities": [one.hex() for one in state.authorities],
        "held": [[_plain(one.facts), one.validity.name, one.keyed] for one in state.held],
    }


def _state_of(words: Words) -> TokenState:
    layers = tuple(LayerState(Finding[name], str(detail)) for name, detail in words["layers"])
    return TokenState(
        layers,
        simulated=False,
        certificate=None if words["facts"] is None else _facts(words["facts"]),
        tries_left=words["tries"],
        pin_pad=words["pad"],
        name=TokenName(*words["name"]),
        authorities=tuple(bytes.fromhex(one) for one in words["authorities"]),
        held=tuple(
            HeldCertificate(_facts(facts), Finding[validity], keyed) for facts, validity, keyed in words["held"]
        ),
    )


def trouble_words(trouble: TokenTrouble) -> Words:
    """What went wrong."""
    return {"trouble": [trouble.kind.name, trouble.tries_left, trouble.detail]}


def trouble_of(words: Words) -> TokenTrouble | None:
    """What went wrong, None when nothing did."""
    if "trouble" not in words:
        return None
    kind, tries, detail = words["trouble"]
    return TokenTrouble(Trouble[kind], tries, detail)


def _plain(facts: CertificateFacts) -> Words:
    days = {"not_before": facts.not_before.isoformat(), "not_after": facts.not_after.isoformat()}
    return {**asdict(facts), **days}


def _facts(words: Words) -> CertificateFacts:
    days = {name: datetime.fromisoformat(words[name]) for name in ("not_before", "not_after")}
    return CertificateFacts(**{**words, **days})
