"""The revocation lists that the centre goes by, as desks fetch them: each by its hash, in pieces, only when new."""

import msgspec

from central_sync.protocol.blobs import LeafPlan
from central_sync.protocol.messages import PATH, FileKey

REVOCATIONS = "/revocations"
LARGEST_LIST = 4 * 1024 * 1024
"""Bytes of one list (DER); some 100,000 certificates."""
MOST_LISTS = 16


class RevocationsReply(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """The lists that count at the centre now; `left_out` are too long to travel, or too many."""

    lists: list[FileKey]
    left_out: int = 0


def list_path(sha256: str, index: int) -> str:
    """Where a piece of a list lies; its answer is packed."""
    return f"{PATH}{REVOCATIONS}/{sha256}/{index}"


def list_plan(size: int) -> LeafPlan | None:
    """The pieces of a list, or None for a size that none has."""
    return LeafPlan(size) if 0 < size <= LARGEST_LIST else None
