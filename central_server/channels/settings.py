"""Where each channel's peer is and who we are to it; secrets are values that are never shown."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Peer:
    """A host and port, and the TLS to it: None for a plain line inside the data centre."""

    host: str
    port: int
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class MailSettings:
    """The relay; where there is TLS: by STARTTLS (`begin_tls`) or from the first byte; no login without `user`."""

    peer: Peer
    sender: str
    sender_name: str
    begin_tls: bool = True
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class SmsSettings:
    """The SMS centre: account, sender's name or number, and whether texts keep their marks."""

    peer: Peer
    system_id: str
    sender: str
    marks: bool = False
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ZaloSettings:
    """The service's address, the registered form of each template, the application that renews the token."""

    peer: Peer
    login: Peer
    forms: Mapping[str, str]
    app_id: str
    secret: str = field(default="", repr=False)
