"""Reads the lines of a batch as acts without trusting them; never decides whether an act may be."""

from dataclasses import dataclass

from central_sync.protocol.batch import act_name
from central_sync.protocol.blobs import leaf_plan
from central_sync.protocol.codec import UnknownAct, WireFault, decode_act
from central_sync.protocol.keys import from_hex
from dossier.acts import Act, files_of
from dossier.identifiers import ActId, DeviceId, DossierId

MALFORMED = "malformed"
MISPLACED = "misplaced"
UNKNOWN_KIND = "unknown_kind"
UNREAD = frozenset({MALFORMED, MISPLACED, UNKNOWN_KIND})
"""Why a line is kept as it came: only another version of this program can read it."""
_LONGEST_ID = 64


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A signed line that this program cannot take as an act: kept as it came and held; `why` is stable."""

    id: ActId
    dossier: DossierId
    kind: str
    why: str


@dataclass(frozen=True, slots=True)
class Arrived:
    """One line of a device's chain: where it stands, its exact bytes, the link after it, what it says."""

    device: DeviceId
    seq: int
    line: bytes
    hash: bytes
    content: Act | Unreadable

    @property
    def dossier(self) -> DossierId:
        """The dossier it names ("" for a line that names none)."""
        return self.content.dossier

    @property
    def id(self) -> ActId:
        """The act's id as the desk expects it in the verdict."""
        return self.content.id


def read_line(device: DeviceId, seq: int, line: bytes) -> Act | Unreadable:
    """The act of a line, or why it is none."""
    try:
        act = decode_act(line)
    except WireFault:
        return Unreadable(ActId(act_name(line)), DossierId(""), "", MALFORMED)
    if act.device != device or act.seq != seq or not act.id or not (_keeps(act.id) and _keeps(act.dossier)):
        return Unreadable(ActId(act_name(line)), DossierId(""), "", MISPLACED)
    if isinstance(act, UnknownAct):
        return Unreadable(act.id, act.dossier, act.kind[:32].replace("\x00", ""), UNKNOWN_KIND)
    if any(leaf_plan(file.size) is None or from_hex(file.sha256, 32) is None for file in files_of(act.data)):
        return Unreadable(act.id, act.dossier, act.kind.value, MALFORMED)
    return act


def _keeps(name: str) -> bool:
    """Whether every database keeps this name as it is."""
    return len(name) <= _LONGEST_ID and "\x00" not in name
