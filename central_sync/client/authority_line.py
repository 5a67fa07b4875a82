"""Fetches the province CA over an unproved line and makes the TLS that trusts it alone; loaded with a connection."""

import http.client
import socket
import ssl
from urllib.parse import urlsplit

from central_sync.client.authority import Authority, checked_authority
from central_sync.protocol.enrolment import CentreAddress
from central_sync.protocol.exchange import CA, STALL_SECONDS
from central_sync.protocol.faults import FaultCode, TransportFault

_LARGEST = 64 * 1024


def fetch_authority(centre: CentreAddress, stall_seconds: float = STALL_SECONDS) -> Authority:
    """Ask the centre for its CA; the pin alone makes the answer trusted. Raises TransportFault."""
    parts = urlsplit(centre.address)
    line = http.client.HTTPSConnection(
        parts.hostname or "", parts.port or 443, timeout=stall_seconds, context=_blind_context()
    )
    try:
        line.request("GET", CA)
        der = line.getresponse().read(_LARGEST)
    except TimeoutError as fault:
        raise TransportFault(FaultCode.STALLED, "authority") from fault
    except ssl.SSLError as fault:
        raise TransportFault(FaultCode.UNTRUSTED, "authority") from fault
    except (OSError, socket.gaierror, http.client.HTTPException) as fault:
        raise TransportFault(FaultCode.OFFLINE, "authority") from fault
    finally:
        line.close()
    return checked_authority(der, centre)


def strict_context(authority: Authority) -> ssl.SSLContext:
    """TLS 1.3, host name checked, and no authority in the world but the province's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_verify_locations(cadata=authority.der)
    return context


def _blind_context() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
