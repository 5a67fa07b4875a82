"""Who a person is to an office, and since when; never decides what a stage allows (the workflow does)."""

import re
from dataclasses import dataclass
from datetime import date
from enum import Enum

from dossier.identifiers import OfficeId, PersonId


class Role(str, Enum):
    """Roles of DESIGN section 4; the value is what travels on the wire."""

    INTAKE = "intake"
    """Công chức tiếp nhận và trả kết quả."""
    OFFICER = "officer"
    """Công chức chuyên môn."""
    HEAD = "head"
    """Trưởng phòng chuyên môn."""
    LEADER = "leader"
    """Lãnh đạo cơ quan có thẩm quyền ký."""
    RECORDS = "records"
    """Văn thư."""
    FINANCE = "finance"
    """Người phụ trách thu phí, lệ phí và nghĩa vụ tài chính."""
    INSPECTOR = "inspector"
    """Người kiểm tra, thanh tra: reads, writes nothing."""
    OFFICE_ADMIN = "office_admin"
    """Chuyên viên phụ trách công nghệ thông tin của cơ quan; no right to read dossiers."""
    PROVINCE_ADMIN = "province_admin"
    """Quản trị hệ thống của tỉnh (Sở Thông tin và Truyền thông); no right to read dossiers."""
    APPLICANT = "applicant"
    """Người nộp hồ sơ, on the portal."""
    REPRESENTATIVE = "representative"
    """Người được ủy quyền nộp thay."""
    HELPER = "helper"
    """Người hướng dẫn, nộp giúp tại điểm hỗ trợ."""


class SigningFor(str, Enum):
    """How somebody signs for another (NĐ 30/2020 art. 13); the value is what travels on the wire."""

    KT = "kt"
    """Ký thay: a deputy for his head, art. 13(1)-(2); also while the deputy is put in charge."""
    TL = "tl"
    """Thừa lệnh: the head of a unit inside, by the working rules of the agency, art. 13(4)."""
    TUQ = "tuq"
    """Thừa ủy quyền: the head of an agency or unit under it, by a document, for some time and some content, 13(3)."""

    @property
    def mark(self) -> str:
        """What stands before the title of the person who is signed for: "KT.", "TL.", "TUQ."."""
        return f"{self.value.upper()}."


CITIZEN = PersonId("citizen")
"""Who acts on the portal: the person stands in the dossier itself, not in the tables of officials."""


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of a person in an office, valid from a day until a day (inclusive; None = open)."""

    person: PersonId
    office: OfficeId
    role: Role
    valid_from: date
    valid_until: date | None = None
    on_behalf_of: PersonId | None = None
    """Delegation ("ủy quyền ký", absence): the person whose right this is; the act names who acted."""
    seconded_from: OfficeId | None = None
    """The agency whose work the person does here (641/QĐ-UBND art. 15(2)): only what that agency decides."""
    away: bool = False
    """The person whose right this is is absent: his own rests meanwhile."""
    basis: str = ""
    """The document that lends or sends."""
    signing: SigningFor | None = None
    """How he signs for that person; None for what was lent before this was written, which is TUQ."""

    def runs_on(self, day: date) -> bool:
        """Whether it is in force on that day."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Person:
    """An official: name and title as printed under a signature ("chức danh")."""

    id: PersonId
    name: str
    title: str
    login: str


def roles_on(grants: tuple[Grant, ...], person: PersonId, office: OfficeId, day: date) -> frozenset[Role]:
    """The roles of the person in the office on that day, judged at the act's time."""
    return frozenset(
        grant.role for grant in grants if grant.person == person and grant.office == office and grant.runs_on(day)
    )


def seconded_on(
    grants: tuple[Grant, ...], person: PersonId, office: OfficeId, day: date
) -> frozenset[tuple[Role, OfficeId]]:
    """Roles that the person has there only for an agency that sent him, with that agency."""
    found = [one for one in grants if one.person == person and one.office == office and one.runs_on(day)]
    own = {one.role for one in found if one.seconded_from is None}
    return frozenset((one.role, one.seconded_from) for one in found if one.seconded_from and one.role not in own)


def acting_for(grants: tuple[Grant, ...], act: tuple[PersonId, OfficeId, date], roles: frozenset[Role]) -> Grant | None:
    """The grant by which a person acts for another, who has none of these roles of his own in that office that day."""
    person, office, day = act
    found = [
        one
        for one in grants
        if one.person == person and one.office == office and one.role in roles and one.runs_on(day)
    ]
    return None if any(one.on_behalf_of is None for one in found) else next(iter(found), None)


def signing_lines(own: Person, lender: Person | None, signing: SigningFor | None) -> tuple[str, ...]:
    """The titles over a signature: those of the person who is signed for with how, then his own; no names."""
    if lender is None:
        return (own.title,)
    return (f"{(signing or SigningFor.TUQ).mark} {lender.title}", own.title)


_NO_OFFICE = re.compile(r"\s+(?:thường trực|phụ trách|điều hành)\b", re.IGNORECASE)
"""Words that no signature bears: the State knows no such office."""
_DEPUTY = re.compile(r"phó\s+(?:(phòng|ban|đội|tổ)\b|(\w))(.*)", re.IGNORECASE)


def leading_lines(title: str) -> tuple[str, ...]:
    """The titles over a signature by a leader's right of his own: a deputy, put in charge or not, signs for his head
    all the same (NĐ 30/2020 art. 13(1)-(2)): "KT. Giám đốc", "Phó Giám đốc".
    """
    found = _DEPUTY.fullmatch(bare := _NO_OFFICE.sub("", title.strip()))
    if found is None:
        return (title,)
    unit, first, rest = found.groups()
    head = f"Trưởng {unit.lower()}{rest}" if unit else f"{first.upper()}{rest}"
    return (f"{SigningFor.KT.mark} {head}", bare)


_CHAIR = re.compile(r"((?:KT\. )?(Phó )?Chủ tịch)(?: (?:UBND|Ủy ban nhân dân)\b.*)?", re.IGNORECASE)


def committee_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """The titles over a signature of a People's Committee, which works as a body: its chairman, and whoever signs "KT."
    for him, signs on its behalf (NĐ 30/2020 art. 13(2)). "TL." and "TUQ." stay as they are, and who is no chairman.
    """
    found = [_CHAIR.fullmatch(line.strip()) for line in lines]
    first = next(iter(found), None)
    if first is None or first[2]:
        return lines
    bare = (line if known is None else known[1] for line, known in zip(lines, found, strict=True))
    return ("TM. Ủy ban nhân dân", *bare)


def is_deputy_title(title: str) -> bool:
    """Whether a title is a deputy's ("cấp phó"): he alone signs "KT." (NĐ 30/2020 art. 13(1))."""
    return title.strip().casefold().startswith("phó ")
