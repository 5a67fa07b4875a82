"""Turns a verification into what is kept with a paper; judges nothing."""

from __future__ import annotations

from dossier.values import SeenSignature

from .verdict import Verification


def seen_signature(found: Verification, *, accepted: bool = False) -> SeenSignature:
    """What is kept with a paper of a check; `accepted`: a person took the paper although it is red."""
    reasons = [reason.name.lower() for reason in found.reasons if reason.verdict is found.verdict]
    names = "; ".join(name for name in found.signer_names if name)
    return SeenSignature(found.verdict.value, reasons[0] if reasons else "", names, accepted)
