"""The province CA as a desk holds it: accepted only when its SHA-256 is the pinned one."""

import hashlib
from dataclasses import dataclass

from central_sync.protocol.enrolment import CentreAddress
from central_sync.protocol.faults import FaultCode, TransportFault


@dataclass(frozen=True, slots=True)
class Authority:
    """The province CA's certificate (DER) whose hash was checked."""

    der: bytes


def checked_authority(der: bytes, centre: CentreAddress) -> Authority:
    """The CA in these bytes; raises TransportFault UNTRUSTED when they are not the pinned certificate."""
    if hashlib.sha256(der).hexdigest() != centre.ca_sha256:
        raise TransportFault(FaultCode.UNTRUSTED, "authority")
    return Authority(der)
