"""Plans a file's leaves and checks one leaf; knows nothing of disks and connections."""

import hashlib
from dataclasses import dataclass

from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.messages import LEAF

MAX_FILE = 256 * 1024 * 1024
"""Bytes of the largest file that is planned: 4,096 leaves."""


@dataclass(frozen=True, slots=True)
class LeafPlan:
    """How a file of `size` bytes is cut: every leaf is LEAF bytes long, the last one may be shorter."""

    size: int

    @property
    def count(self) -> int:
        """Number of leaves."""
        return -(-self.size // LEAF)

    def length(self, index: int) -> int:
        """Bytes of leaf `index`; raises IndexError outside the file."""
        if not 0 <= index < self.count:
            raise IndexError(index)
        return min(LEAF, self.size - index * LEAF)

    def missing(self, present: frozenset[int]) -> list[int]:
        """Leaves of the file that are not among `present`, in order."""
        return [index for index in range(self.count) if index not in present]


def leaf_plan(size: int) -> LeafPlan | None:
    """The plan of a file, or None for a size that no finished PDF has."""
    return LeafPlan(size) if 0 < size <= MAX_FILE else None


def leaf_hash(plain: bytes) -> str:
    """SHA-256 of a leaf in hex: the value of the header LEAF_HEADER and the body of its acknowledgement."""
    return hashlib.sha256(plain).hexdigest()


def check_leaf(plan: LeafPlan, index: int, plain: bytes, declared: str) -> Fault | None:
    """What is wrong with a leaf that arrived at the centre (None: keep it)."""
    if not 0 <= index < plan.count:
        return Fault(FaultCode.LEAF_REFUSED, "index")
    if len(plain) != plan.length(index):
        return Fault(FaultCode.LEAF_REFUSED, "length")
    if leaf_hash(plain) != declared:
        return Fault(FaultCode.LEAF_REFUSED, "hash")
    return None
