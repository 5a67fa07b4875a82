"""Invents people for rehearsals: names, numbers and addresses that no real person has been asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dossier.acts import Applicant

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Phan", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý")
_MIDDLE_F = ("Thị", "Thị Bích", "Ngọc", "Thị Mỹ", "Thị Thu", "Kim", "Thị Hồng", "Phương")
_GIVEN_F = ("Ngọc", "Lan", "Hương", "Hạnh", "Thủy", "Mai", "Yến", "Trang", "Lệ", "Hằng", "Châu", "Quyên", "Ánh", "Diễm")
_MIDDLE_M = ("Văn", "Quốc", "Xuân", "Minh", "Đình", "Hữu", "Thanh", "Công", "Đức", "Trọng")
_GIVEN_M = ("Trường", "Hưởng", "Đức", "Tuấn", "Khải", "Phúc", "Sơn", "Lộc", "Bình", "Thịnh", "Dũng", "Quân", "Nghĩa")
_STREETS = ("Thủ Khoa Huân", "Võ Văn Kiệt", "Tôn Đức Thắng", "Trần Hưng Đạo", "Hải Thượng Lãn Ông", "Nguyễn Tất Thành")
_OLDEST = date(1945, 1, 1)
_LIVING_DAYS = 20_000


@dataclass(frozen=True, slots=True)
class Invented:
    """An invented person with the words papers need."""

    applicant: Applicant
    born: date


def invent(chance: Random, index: int) -> Invented:
    """The `index`-th person; numbers end in a running figure, so that no two are alike."""
    woman = chance.random() < 0.52
    middle, given = (_MIDDLE_F, _GIVEN_F) if woman else (_MIDDLE_M, _GIVEN_M)
    born = _OLDEST + timedelta(days=chance.randrange(_LIVING_DAYS))
    number = f"060{1 if woman else 0}{born.year % 100:02d}{index:06d}"
    return Invented(
        Applicant(
            name=f"{chance.choice(_FAMILY)} {chance.choice(middle)} {chance.choice(given)}",
            id_number=number,
            born=born.isoformat(),
            gender="Nữ" if woman else "Nam",
            address=f"{chance.randrange(1, 400)} {chance.choice(_STREETS)}, phường Phú Thủy, TP. Phan Thiết",
            phone=f"09{chance.randrange(10_000_000, 99_999_999)}",
        ),
        born,
    )


def card_text(person: Invented, issued: date) -> str:
    """The text of the QR on an identity card of the layout of 2021 (later than the rehearsal's day: marked there)."""
    who = person.applicant
    return "|".join((who.id_number, "", who.name, f"{person.born:%d%m%Y}", who.gender, who.address, f"{issued:%d%m%Y}"))
