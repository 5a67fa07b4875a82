"""The enrolment ticket as one line of text, for a file or a QR: where the centre is, whose CA, the one-time code.

`motcua-enrol:1|https://centre.example:8443|<64 hex of the CA's SHA-256, or nothing for loopback>|<code>`
"""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from central_sync.protocol.codec import WireFault
from central_sync.protocol.keys import from_hex

_SCHEME = "motcua-enrol:1"
_MAX_TEXT = 512
_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{5,63}")
_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class CentreAddress:
    """Where the centre is and which CA its certificate must come from (SHA-256 of the CA's DER in hex).

    Plain HTTP is only possible to this very machine; `ca_sha256` is then empty.
    """

    address: str
    ca_sha256: str

    @property
    def loopback(self) -> bool:
        """Whether the host is this machine by a literal name or number."""
        host = urlsplit(self.address).hostname or ""
        if host == "localhost":
            return True
        try:
            return ip_address(host).is_loopback
        except ValueError:
            return False

    @property
    def plain(self) -> bool:
        """Whether nothing protects the line."""
        return self.address.startswith("http://")


@dataclass(frozen=True, slots=True)
class EnrolmentTicket:
    """What an administrator hands to a new desk; the code works once."""

    centre: CentreAddress
    code: str


def format_ticket(ticket: EnrolmentTicket) -> str:
    """The ticket as its one line."""
    return f"{_SCHEME}|{ticket.centre.address}|{ticket.centre.ca_sha256}|{ticket.code}"


def parse_ticket(text: str) -> EnrolmentTicket:
    """The ticket in a scanned or read text; raises WireFault `ticket_malformed`, `ticket_plain`, `ticket_unpinned`."""
    if len(text) > _MAX_TEXT:
        raise WireFault("ticket_malformed", "length")
    fields = text.removeprefix("\ufeff").strip(" \r\n").split("|")
    if len(fields) != 4 or fields[0] != _SCHEME:
        raise WireFault("ticket_malformed", "form")
    _, address, ca_sha256, code = fields
    if not _CODE.fullmatch(code):
        raise WireFault("ticket_malformed", "code")
    return EnrolmentTicket(centre_address(address, ca_sha256), code)


def centre_address(address: str, ca_sha256: str) -> CentreAddress:
    """A checked address; raises WireFault `ticket_malformed`, `ticket_plain` or `ticket_unpinned`."""
    if not _ADDRESS.fullmatch(address) or not _port_fits(address):
        raise WireFault("ticket_malformed", "address")
    centre = CentreAddress(address, ca_sha256)
    if centre.plain:
        if not centre.loopback:
            raise WireFault("ticket_plain")
        if ca_sha256:
            raise WireFault("ticket_malformed", "certificate")
    elif from_hex(ca_sha256, 32) is None:
        raise WireFault("ticket_unpinned")
    return centre


def _port_fits(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
