"""A result as it goes through the house: a draft with laid fields, signed by the leader, issued by văn thư."""

from __future__ import annotations

from dataclasses import dataclass

from tests.token_signing.signing_papers import CHAIRMAN, CLERK, display, plain_pdf, signed
from token_signing.devices.port import TokenSession
from token_signing.fields import AGENCY_FIELD, LEADER_FIELD
from token_signing.lay_fields import FieldPlaces, lay_fields, write_issue
from token_signing.sign import sign_paper
from token_signing.values import Issue, NamedField, SignatureBox, StampFonts

PLACES = FieldPlaces(
    number=SignatureBox(0, 80, 720, 230, 740),
    date=SignatureBox(0, 300, 720, 520, 740),
    leader=SignatureBox(0, 330, 100, 530, 175),
    agency=SignatureBox(0, 250, 90, 352, 192),
)
LEADER = NamedField(LEADER_FIELD, PLACES.leader, locks=True)
AGENCY = NamedField(AGENCY_FIELD, PLACES.agency)
ISSUE = Issue("Số: 12/GXN-UBND", "Phú Thủy, ngày 14 tháng 3 năm 2019")


@dataclass(frozen=True)
class Hands:
    """Who signs: the leader's token, the token of the agency, and the fonts of stamps."""

    leader: TokenSession
    agency: TokenSession
    fonts: StampFonts


def draft(text: str = "GIAY XAC NHAN", *, with_field: bool = False) -> bytes:
    """A draft with its fields laid."""
    return lay_fields(plain_pdf(text, with_field=with_field), PLACES)


def by_leader(hands: Hands, pdf: bytes | None = None) -> bytes:
    """The draft signed by the leader, who locks all but the named fields."""
    return signed(sign_paper(pdf or draft(), LEADER, display(CHAIRMAN), hands.leader, hands.fonts)).pdf


def sealed(hands: Hands, pdf: bytes) -> bytes:
    """What văn thư signs for the agency."""
    return signed(sign_paper(pdf, AGENCY, display(CLERK), hands.agency, hands.fonts)).pdf


def issued(hands: Hands) -> bytes:
    """The whole result: leader, number and date, agency."""
    return sealed(hands, write_issue(by_leader(hands), ISSUE, hands.fonts))
