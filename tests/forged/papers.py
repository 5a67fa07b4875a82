"""Signs real papers the way the product does, and takes signatures apart: a forger's pen."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files

from dossier.acts import FileRef
from token_signing.certificate_reader import read_certificate
from token_signing.cms_container import enclose, room_for, to_be_signed
from token_signing.devices.port import TokenSession
from token_signing.embed import embed
from token_signing.find_place import find_place
from token_signing.kinds import SigningKind, rule_for
from token_signing.lay_fields import write_issue
from token_signing.looks import draw_look
from token_signing.prepare import prepare
from token_signing.stamp_fonts import cut_fonts
from token_signing.values import Issue, Prepared, SignerDisplay, StampFonts

DAY = date(2019, 3, 14)
MOMENT = datetime(2019, 3, 14, 8, 5, tzinfo=timezone(timedelta(hours=7)))
DATE_WORDS = "ngày 14 tháng 3 năm 2019"
_ROOM = 2_048
"""Bytes for a CMS, also for one of another size."""


@dataclass(frozen=True)
class Carried:
    """A file that is said to be signed, and what its act carries of the signature."""

    pdf: bytes
    signer: str
    certificate_sha256: str
    digest: str
    cms: str

    @property
    def file(self) -> FileRef:
        """The file as an act names it."""
        return FileRef(hashlib.sha256(self.pdf).hexdigest(), len(self.pdf), 1)

    def over(self, pdf: bytes) -> Carried:
        """The same signature said to be that of other bytes."""
        return replace(self, pdf=pdf)

    def said_to_be(self, other: TokenSession) -> Carried:
        """The act names another certificate than the file has."""
        facts = read_certificate(other.certificate_der)
        return replace(self, signer=facts.common_name, certificate_sha256=facts.sha256)


@cache
def fonts() -> StampFonts:
    """The fonts of stamps, as shipped."""
    shipped = files("resources") / "fonts"
    return cut_fonts((shipped / "Tinos-Regular.ttf").read_bytes(), (shipped / "Tinos-Bold.ttf").read_bytes())


@cache
def _look(kind: SigningKind) -> bytes:
    rule = rule_for(kind, DAY) or rule_for(kind, date(2021, 3, 14))
    assert rule is not None
    return draw_look(rule, SignerDisplay("Trần Văn Minh", "", "", MOMENT, "Diễn tập"), None, "SAO Y", fonts())


def numbered(pdf: bytes, symbol: str, words: str = DATE_WORDS) -> bytes:
    """The paper with number and date in the fields laid for them."""
    return write_issue(pdf, Issue(symbol, words), fonts())


def prepared(
    pdf: bytes, token: TokenSession, kind: SigningKind = SigningKind.LEADER, claimed: datetime = MOMENT
) -> Prepared:
    """The paper with a gap where the product puts a signature of this kind."""
    rule = rule_for(kind, DAY) or rule_for(kind, date(2021, 3, 14))
    assert rule is not None
    room = max(room_for(token.certificate_der, token.chain), _ROOM)
    display = SignerDisplay("Trần Văn Minh", "", "", claimed)
    return prepare(pdf, find_place(pdf, rule.placing), _look(kind), display, room)


def closed(made: Prepared, token: TokenSession, digest: bytes | None = None) -> Carried:
    """The gap filled with what the token gives over a digest, the paper's own unless another one is told."""
    request = to_be_signed(digest or made.digest, token.certificate_der, token.chain)
    signature = token.sign(request.attributes_der)
    assert isinstance(signature, bytes)
    cms = enclose(request, signature)
    return carried(made, token, cms)


def carried(made: Prepared, token: TokenSession, cms: bytes) -> Carried:
    """The gap filled with a CMS, whatever it is."""
    facts = read_certificate(token.certificate_der)
    text = base64.b64encode(cms).decode()
    return Carried(embed(made, cms), facts.common_name, facts.sha256, made.digest.hex(), text)


def signed(
    pdf: bytes, token: TokenSession, kind: SigningKind = SigningKind.LEADER, claimed: datetime = MOMENT
) -> Carried:
    """The paper signed."""
    return closed(prepared(pdf, token, kind, claimed), token)


def sealed(pdf: bytes, token: TokenSession, claimed: datetime = MOMENT) -> Carried:
    """The paper sealed for the agency; number and date stand in it already or never will."""
    return signed(pdf, token, SigningKind.AGENCY, claimed)


def cms_of(one: Carried) -> bytes:
    """The CMS that an act carries."""
    return base64.b64decode(one.cms)
