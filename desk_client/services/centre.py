"""Remembers where the centre is and whose certificate it must show; talks to nobody."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from central_sync.client.authority import Authority, checked_authority
from central_sync.protocol.codec import WireFault
from central_sync.protocol.enrolment import CentreAddress, centre_address
from central_sync.protocol.faults import TransportFault
from desk_client.ports import DeskFault
from desk_client.store import meta


@dataclass(frozen=True, slots=True)
class KnownCentre:
    """Where the centre is, and the province CA when an earlier run has already proved it."""

    address: CentreAddress
    authority: Authority | None = None


def keep_centre(connection: Connection, centre: KnownCentre) -> None:
    """Keep the ticket's address, in the transaction of the enrolment."""
    meta.put(connection, "centre_address", centre.address.address)
    meta.put(connection, "centre_ca", centre.address.ca_sha256)
    keep_authority(connection, centre.authority)


def keep_authority(connection: Connection, authority: Authority | None) -> None:
    """Keep the CA once it was held against the pin, so that the next start asks nobody for it."""
    if authority is not None:
        meta.put(connection, "centre_authority", authority.der.hex())


def known_centre(engine: Engine, override: str = "") -> KnownCentre | None:
    """The centre of this desk, None before enrolment; `override` is the setting `centre` (a proxy on loopback).

    Raises DeskFault `settings_bad` for an address that may not be used.
    """
    with engine.connect() as connection:
        address = meta.get(connection, "centre_address")
        ca_sha256 = meta.get(connection, "centre_ca")
        der = bytes.fromhex(meta.get(connection, "centre_authority"))
    if override:
        return KnownCentre(overridden(override, ca_sha256), _authority(overridden(override, ca_sha256), der))
    if not address:
        return None
    centre = CentreAddress(address, ca_sha256)
    return KnownCentre(centre, _authority(centre, der))


def overridden(override: str, ca_sha256: str) -> CentreAddress:
    """The address of the settings; an encrypted one keeps the pin of the ticket."""
    try:
        return centre_address(override, "" if override.startswith("http://") else ca_sha256)
    except WireFault as fault:
        raise DeskFault("settings_bad", detail="centre") from fault


def _authority(centre: CentreAddress, der: bytes) -> Authority | None:
    if not der or centre.plain:
        return None
    try:
        return checked_authority(der, centre)
    except TransportFault:
        return None
