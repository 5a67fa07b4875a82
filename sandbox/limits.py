"""Says how much a child may use and what the machine really granted; enforces nothing."""

import json
from dataclasses import asdict, dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use: seconds of wall clock, bytes of address space, of answer, and of any file."""

    seconds: float = 10.0
    memory_bytes: int = 1024 * MEBIBYTE
    output_bytes: int = 64 * MEBIBYTE
    file_bytes: int = 16 * MEBIBYTE

    def __post_init__(self) -> None:
        if min(self.seconds, self.memory_bytes, self.output_bytes, self.file_bytes) <= 0:
            raise ValueError("every limit must be above zero")

    def to_bytes(self) -> bytes:
        """The limits as the child reads them."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Limits":
        """The limits as the parent sent them."""
        fields = json.loads(text)
        return cls(
            seconds=float(fields["seconds"]),
            memory_bytes=int(fields["memory_bytes"]),
            output_bytes=int(fields["output_bytes"]),
            file_bytes=int(fields["file_bytes"]),
        )


@dataclass(frozen=True, slots=True)
class Isolation:
    """What this machine granted, the gravest wall first: `False` means that it does not stand, and `doctor` says so."""

    memory_limited: bool
    network_cut: bool
    processes_limited: bool

    def to_bytes(self) -> bytes:
        """The isolation as the child reports it."""
        return json.dumps(asdict(self)).encode()

    @classmethod
    def from_bytes(cls, text: bytes) -> "Isolation":
        """The isolation as the parent reads it from the child's first words."""
        fields = json.loads(text)
        return cls(
            network_cut=fields["network_cut"] is True,
            memory_limited=fields["memory_limited"] is True,
            processes_limited=fields["processes_limited"] is True,
        )
