"""Decides whether what a dossier carries can be written to: a mobile number, an e-mail address; asks nobody else."""

import re

from central_server.ports.notices import NoticeChannel
from dossier.acts import Applicant

_MOBILE = re.compile(r"(?:\+?84|0)([35789]\d{8})")
_SEPARATORS = re.compile(r"[ .\-()]")
_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_LONGEST_EMAIL = 254


def mobile(text: str) -> str | None:
    """A Vietnamese mobile number as `84…` (11 digits), from whatever shape it was written in; None for any other."""
    if not text.isascii():
        return None
    found = _MOBILE.fullmatch(_SEPARATORS.sub("", text.strip(" ")))
    return None if found is None else f"84{found[1]}"


def email(text: str) -> str | None:
    """An address of plain ASCII that one mail command can carry; None for any other."""
    bare = text.strip(" ")
    if len(bare) > _LONGEST_EMAIL or ".." in bare or _EMAIL.fullmatch(bare) is None:
        return None
    return None if bare.startswith(".") or ".@" in bare else bare


def address(channel: NoticeChannel, applicant: Applicant) -> str | None:
    """Where a channel reaches the applicant, or None."""
    match channel:
        case NoticeChannel.EMAIL:
            return email(applicant.email)
        case NoticeChannel.SMS | NoticeChannel.ZALO:
            return mobile(applicant.phone)
        case _:
            return None


def masked(address_: str) -> str:
    """What may stand in a list: the end of a number, or the first letter and the host of an address."""
    name, at, host = address_.partition("@")
    return f"{name[:1]}***@{host}"[:64] if at else f"***{address_[-3:]}"
