"""Holds what the province writes on its portal: names, contact, cookie rules; decides nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One text of the province in both languages of the portal."""

    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class PortalSettings:
    """Banner and foot of every page (TT 32/2017/TT-BTTTT art. 16) and the rules of the owner's pass.

    `pass_key` (at least 32 random bytes, the same in every worker) seals the pass; a new key ends all passes.
    `secure_cookies` is False only on a loopback without TLS. `training` shows the band "Chế độ tập huấn".
    """

    agency: Bilingual
    responsible: Bilingual
    address: Bilingual
    phone: str
    email: str
    pass_key: bytes
    address_base: str = ""
    """Where the portal is reached from outside, scheme and host."""
    pass_minutes: int = 15
    secure_cookies: bool = True
    training: bool = False
