"""Makes the acts of whole dossiers' lives at one desk, ten acts each, as the counter would write them; all lawful."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count

from central_sync.protocol.codec import ACT_VERSION, kind_of
from dossier.acts import (
    Accept,
    Act,
    Applicant,
    Approve,
    Assign,
    Channel,
    FileRef,
    FormValue,
    HandOver,
    HandResult,
    Number,
    PaperEntry,
    PaperForm,
    Payload,
    Propose,
    Receive,
    ReturnResult,
    SignOnPaper,
)
from dossier.identifiers import ActId, DeviceId, DossierCode, DossierId, OfficeId, PersonId, uuid7
from dossier.numbers import document_book
from dossier.roles import Role
from dossier.rules import Rules

PROCEDURE = "1.004873"
"""Confirmation of marital status, the commonest procedure of a commune's counter."""
FIRST_DAY = datetime.fromisoformat("2019-01-02T07:30")
LIFE = 10
"""Acts of one life."""
GROUP = 50
"""Dossiers that live side by side, on one working day."""
LOOK_UP = "ACDEFGHJ"
"""The look-up secret of every dossier here."""

_EPOCH = datetime.fromisoformat("1970-01-01T00:00")
_PAPERS = (
    PaperEntry(1, "TK", "Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", PaperForm.ORIGINAL, 1),
    PaperEntry(2, "CCCD", "Giấy tờ tùy thân của người yêu cầu", PaperForm.ORIGINAL, 1, shown_only=True),
)
_FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi")
_MIDDLES = ("Thị Bích", "Văn", "Ngọc", "Thanh", "Minh")
_GIVEN = ("Ngọc", "Hùng", "Lan", "Dũng", "Mai", "Sơn", "Hạnh")


@dataclass(frozen=True, slots=True)
class Counter:
    """A desk and the people who work at it, one a role; `first_number` begins the desk's slice of daily numbers."""

    device: DeviceId
    office: OfficeId
    people: dict[Role, PersonId]
    first_number: int
    secret_key: str


def acts_of(counter: Counter, rules: Rules) -> Iterator[Act]:
    """The desk's acts without end: GROUP dossiers a day, two acts of each before the next two.

    That is how a day goes: a morning of receptions each handed over, then each accepted and assigned, and so on. One
    hundred acts in a row touch fifty dossiers, twice each.
    """
    sequence = count(1)
    for day in count():
        starts = FIRST_DAY + timedelta(days=day)
        at = (starts + timedelta(seconds=30 * n) for n in count())
        lives = [
            _life(counter, rules, _Place(starts, day * GROUP + index, counter.first_number + index))
            for index in range(GROUP)
        ]
        for step in range(0, LIFE, 2):
            for dossier, steps in lives:
                for role, payload in steps[step : step + 2]:
                    yield _act(counter, rules.version, next(sequence), next(at), (dossier, role, payload))


@dataclass(frozen=True, slots=True)
class _Place:
    day: datetime
    index: int
    number: int


def code_of(counter: Counter, index: int) -> DossierCode:
    """The printed code of the desk's dossier of that index (from 0)."""
    day = FIRST_DAY + timedelta(days=index // GROUP)
    return DossierCode(counter.office, day.date(), counter.first_number + index % GROUP)


def _life(counter: Counter, rules: Rules, place: _Place) -> tuple[DossierId, list[tuple[Role, Payload]]]:
    draft, scan = _file(counter, place.index, "draft"), _file(counter, place.index, "scan")
    who = _citizen(place.index)
    officer, leader = counter.people[Role.OFFICER], counter.people[Role.LEADER]
    book = document_book(counter.office, place.day.year)
    number = place.index + 1 + 10_000 * counter.first_number
    symbol, stamped = f"{number}/UBND-XN", _file(counter, place.index, "stamped")
    issued = Number(book, number, symbol, place.day.date(), result=stamped, signed_sha256=scan.sha256)
    due = rules.due_of(PROCEDURE, Channel.DIRECT, place.day)
    steps: list[tuple[Role, Payload]] = [
        (Role.INTAKE, _reception(counter, place, who, None if due is None else due.at)),
        (Role.INTAKE, HandOver(counter.office, "Quét sau")),
        (Role.OFFICER, Accept()),
        (Role.OFFICER, Assign(officer)),
        (Role.OFFICER, Propose(grant=True, text="Đủ điều kiện theo Luật Hộ tịch", draft=draft)),
        (Role.LEADER, Approve("", draft)),
        (Role.RECORDS, SignOnPaper(scan, leader, "Trần Văn Minh")),
        (Role.RECORDS, issued),
        (Role.RECORDS, HandResult("Ô 3")),
        (Role.INTAKE, ReturnResult(who.name, who.id_number, authorised=False)),
    ]
    return DossierId(uuid7(_ms(place.day) + place.index, _chance(counter, place.index, "dossier"))), steps


def _reception(counter: Counter, place: _Place, who: Applicant, due: datetime | None) -> Receive:
    values = {
        "ho_ten": who.name,
        "so_dinh_danh": who.id_number,
        "noi_cu_tru": who.address,
        "muc_dich": "vay_von",
        "tinh_trang": "chua_ket_hon",
        "cap_lai": "no",
        "so_ban": "1",
    }
    return Receive(
        code=str(code_of(counter, place.index)),
        book="01/2019",
        book_number=place.index + 1,
        procedure=PROCEDURE,
        channel=Channel.DIRECT,
        at_once=False,
        applicant=who,
        values=tuple(FormValue(name, value) for name, value in values.items()),
        papers=_PAPERS,
        sets=1,
        delivery=Channel.DIRECT,
        fee=0,
        due=due,
        secret_key=counter.secret_key,
    )


def _citizen(index: int) -> Applicant:
    name = f"{_FAMILIES[index % 8]} {_MIDDLES[index % 5]} {_GIVEN[index % 7]}"
    return Applicant(
        name=name,
        id_number=f"060187{index % 1_000_000:06d}",
        born="1987-09-02",
        gender="Nữ",
        address=f"{index % 300 + 1} Thủ Khoa Huân, phường Phú Thủy, TP. Phan Thiết",
        phone=f"0908{index % 1_000_000:06d}",
    )


def _act(counter: Counter, rules: str, seq: int, at: datetime, what: tuple[DossierId, Role, Payload]) -> Act:
    dossier, role, payload = what
    ms = _ms(at)
    return Act(
        id=ActId(uuid7(ms, _chance(counter, seq, "act"))),
        device=counter.device,
        seq=seq,
        at=at,
        clock=f"{ms}.0.{counter.device}",
        actor=counter.people[role],
        office=counter.office,
        dossier=dossier,
        kind=kind_of(payload),
        version=ACT_VERSION,
        base=LIFE,
        rules=rules,
        data=payload,
    )


def _file(counter: Counter, index: int, what: str) -> FileRef:
    return FileRef(_hash(counter, index, what).hex(), 60_000, 1)


def _chance(counter: Counter, index: int, what: str) -> bytes:
    return _hash(counter, index, what)[:10]


def _hash(counter: Counter, index: int, what: str) -> bytes:
    return hashlib.sha256(f"{counter.device} {what} {index}".encode()).digest()


def _ms(at: datetime) -> int:
    return int((at - _EPOCH).total_seconds() * 1000)
