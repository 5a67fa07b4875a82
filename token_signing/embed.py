"""Fills the gap of a prepared PDF; parses nothing of it."""

from __future__ import annotations

from .faults import PaperFault, PaperFaultCode
from .values import Prepared


def embed(prepared: Prepared, cms: bytes) -> bytes:
    """The signed PDF: the gap filled with the CMS in hex and zeros; nothing else changes."""
    room = prepared.gap_end - prepared.gap_start - 2
    text = cms.hex().upper().encode("ascii")
    if len(text) > room:
        raise PaperFault(PaperFaultCode.CMS_TOO_LARGE, f"{len(text)} > {room}")
    head, tail = prepared.pdf[: prepared.gap_start + 1], prepared.pdf[prepared.gap_end - 1 :]
    return head + text.ljust(room, b"0") + tail
