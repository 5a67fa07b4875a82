"""Forged signatures beside a result, by kind: on scans and forms of a clerk, on copies and annexes of văn thư."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from tests.fakes.signing import paper
from tests.forged.papers import MOMENT, Carried, signed
from tests.forged.ring import token
from token_signing.kinds import SigningKind

CLAIMED = MOMENT.replace(year=2020, day=16)


class Place(Enum):
    """What is signed: the value is the act."""

    SCAN = "attach_paper"
    FORM = "sign_form"
    COPY = "copy_document"
    ANNEX = "attach_annex"

    @property
    def by_office(self) -> bool:
        """Whether văn thư signs it for the office; else the clerk for herself."""
        return self in (Place.COPY, Place.ANNEX)

    @property
    def owner(self) -> str:
        """Whose token signs it."""
        return "agency" if self.by_office else "intake"

    @property
    def login(self) -> str:
        """Who does it."""
        return "suong" if self.by_office else "hoa"


KIND = {
    Place.SCAN: SigningKind.CLERK,
    Place.FORM: SigningKind.CLERK,
    Place.COPY: SigningKind.COPY,
    Place.ANNEX: SigningKind.ATTACHMENT,
}


@dataclass(frozen=True)
class Trick:
    """One forgery: by whose token, said to be whose, done by whom, over what, and how its bytes were changed."""

    who: str = ""
    said: str = ""
    login: str = ""
    hurt: Callable[[Carried, bytes], Carried] = lambda made, _drawn: made
    of_bytes: bool = False
    """Only the file is wrong: the desk finds it on its shelf."""


def _flipped(made: Carried, drawn: bytes) -> Carried:
    """One byte of what was put behind the paper is another one."""
    place = len(drawn) + 120
    return made.over(made.pdf[:place] + bytes([made.pdf[place] ^ 1]) + made.pdf[place + 1 :])


def _bare(made: Carried, drawn: bytes) -> Carried:
    """No signature at all, though the act names one."""
    return made.over(drawn + b"\n% nothing\n")


def _added(made: Carried, _drawn: bytes) -> Carried:
    """Bytes behind the end."""
    return made.over(made.pdf + b"\n% more\n")


def _other(made: Carried, _drawn: bytes) -> Carried:
    """Another paper, well signed."""
    by = token("agency" if made.signer.startswith("Ủy ban") else "intake")
    return signed(paper(3), by, SigningKind.CLERK, CLAIMED)


def _more(made: Carried, drawn: bytes) -> Carried:
    """The right person's signature over the paper and something behind it."""
    by = token("agency" if made.signer.startswith("Ủy ban") else "intake")
    return signed(drawn + b"\n% more\n", by, SigningKind.CLERK, CLAIMED)


BYTES = {"flipped": _flipped, "bare": _bare, "added": _added, "other": _other, "more": _more}
CLERKS = ("clerk", "leader", "records", "agency", "second", "leader.namesake", "other_leader")
OFFICES = ("records", "leader", "intake", "other_agency", "agency.namesake")
BROKEN = ("agency.expired", "agency.revoked", "agency.foreign", "agency.self")


_WRONG, _BROKEN = "somebody else's certificate", "a certificate that does not hold"
_NO_RIGHT, _BYTES = "done without the right", "other bytes than the act's"
_INVALID = frozenset({"noted:signature_invalid"})
SAID: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    _WRONG: (frozenset({"wrong_person"}), _INVALID),
    _BROKEN: (frozenset({"paper_not_sound", "revoked"}), _INVALID),
    _NO_RIGHT: (frozenset({"no_right", "wrong_person"}), frozenset({"claimed:no_right"})),
    _BYTES: (frozenset({"not_found", "not_verified"}), _INVALID),
}
"""By which codes desk and centre refuse each kind."""


def kind_of(name: str) -> str:
    """The kind of a forgery."""
    return name.partition(":")[0]


def tricks(place: Place) -> dict[str, Trick]:
    """Every forgery of a place, by a name that begins with its kind."""
    made = {}
    for who in OFFICES if place.by_office else CLERKS:
        made[f"{_WRONG}: {who}"] = Trick(who)
        made[f"{_WRONG}: {who}, said to be right"] = Trick(who, said=place.owner)
    for who in BROKEN if place.by_office else ():
        made[f"{_BROKEN}: {who}"] = Trick(who)
    for login in ("minh", "loc") if place.by_office else ("minh", "suong"):
        made[f"{_NO_RIGHT}: {login}"] = Trick(login=login)
    for name, hurt in BYTES.items():
        made[f"{_BYTES}: {name}"] = Trick(hurt=hurt, of_bytes=True)
    return made
