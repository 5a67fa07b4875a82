"""A commune office of invented people, and a maker of acts for it."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from central_sync.protocol.codec import kind_of
from dossier.acts import (
    Act,
    Applicant,
    Channel,
    FileRef,
    FormValue,
    PaperEntry,
    PaperForm,
    Payload,
    Receive,
)
from dossier.facts import Facts
from dossier.identifiers import ActId, DeviceId, DossierCode, DossierId, OfficeId, PersonId, uuid7
from dossier.roles import Grant, Person, Role, roles_on
from dossier.state import Dossier
from tests.fakes.rules import shipped_rules

OFFICE = OfficeId("000.04.31.H11")
OTHER_OFFICE = OfficeId("000.05.31.H11")
CLERK = Person(PersonId("p-hoa"), "Nguyễn Thị Hoa", "Công chức một cửa", "hoa")
OFFICER = Person(PersonId("p-loc"), "Phạm Văn Lộc", "Công chức tư pháp - hộ tịch", "loc")
LEADER = Person(PersonId("p-minh"), "Trần Văn Minh", "Chủ tịch", "minh")
RECORDS = Person(PersonId("p-suong"), "Đặng Thị Sương", "Văn thư", "suong")
PEOPLE = (CLERK, OFFICER, LEADER, RECORDS)
ROLES = {CLERK.id: Role.INTAKE, OFFICER.id: Role.OFFICER, LEADER.id: Role.LEADER, RECORDS.id: Role.RECORDS}
GRANTS = tuple(Grant(person, OFFICE, role, date(2018, 1, 1)) for person, role in ROLES.items())
MORNING = datetime(2019, 3, 14, 8, 12)
CITIZEN = Applicant(
    name="Lê Thị Bích Ngọc",
    id_number="060187004128",
    born="1987-09-02",
    gender="Nữ",
    address="45 Thủ Khoa Huân, phường Phú Thủy, TP. Phan Thiết",
    phone="0908213657",
)
DRAFT = FileRef("d" * 64, 30_000, 1)
SIGNED = FileRef("e" * 64, 60_000, 1)
ISSUED = FileRef("f" * 64, 90_000, 1)
MARRIAGE_VALUES = (
    FormValue("ho_ten", CITIZEN.name),
    FormValue("so_dinh_danh", CITIZEN.id_number),
    FormValue("noi_cu_tru", CITIZEN.address),
    FormValue("muc_dich", "vay_von"),
    FormValue("tinh_trang", "chua_ket_hon"),
    FormValue("cap_lai", "no"),
    FormValue("so_ban", "1"),
)
MARRIAGE_PAPERS = (
    PaperEntry(1, "TK", "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", PaperForm.ORIGINAL, 1),
    PaperEntry(2, "CCCD", "Giấy tờ tùy thân của người yêu cầu", PaperForm.ORIGINAL, 1, shown_only=True),
)


def reception(number: int = 1, at: datetime = MORNING, procedure: str = "1.004873") -> Receive:
    """A lawful reception of a marital-status dossier as the desk would write it."""
    due = shipped_rules().due_of(procedure, Channel.DIRECT, at)
    return Receive(
        code=str(DossierCode(OFFICE, at.date(), number)),
        book="01/2019",
        book_number=number,
        procedure=procedure,
        channel=Channel.DIRECT,
        at_once=False,
        applicant=CITIZEN,
        values=MARRIAGE_VALUES,
        papers=MARRIAGE_PAPERS,
        sets=1,
        delivery=Channel.DIRECT,
        fee=0,
        due=None if due is None else due.at,
        secret_key="0" * 64,
    )


@dataclass
class ActMaker:
    """Makes acts of one device in order, one minute apart."""

    device: str = "dev-1"
    dossier: str = "0195959f-0000-7000-8000-000000000001"
    at: datetime = MORNING
    seq: int = 0
    rules: str = field(default_factory=lambda: shipped_rules().version)

    def make(self, payload: Payload, person: Person = CLERK, base: int = 0, office: OfficeId = OFFICE) -> Act:
        """The next act of this device."""
        self.seq += 1
        act = Act(
            id=ActId(uuid7(1_552_525_920_000 + self.seq, self.device.encode().ljust(10, b"-")[:10])),
            device=DeviceId(self.device),
            seq=self.seq,
            at=self.at,
            clock=f"{self.seq}.0.{self.device}",
            actor=person.id,
            office=office,
            dossier=DossierId(self.dossier),
            kind=kind_of(payload),
            version=1,
            base=base,
            rules=self.rules,
            data=payload,
        )
        self.at += timedelta(minutes=1)
        return act


def facts_for(act: Act, **changes: bool) -> Facts:
    """Facts as the office's tables would give them."""
    return replace(Facts(roles_on(GRANTS, act.actor, act.office, act.at.date())), **changes)


def blank_state(state: Dossier | None) -> Dossier:
    """The state, which must be there."""
    assert state is not None
    return state
