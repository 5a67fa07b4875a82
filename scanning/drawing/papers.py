"""What can be drawn: papers of invented persons as plain values; holds no person of its own."""

from dataclasses import dataclass

from scanning.drawing.seal import SealText


@dataclass(frozen=True, slots=True)
class DrawnPerson:
    """A person as papers name one; every field is text as it is to be written."""

    name: str
    born: str
    sex: str
    ethnicity: str
    nationality: str
    residence: str
    identity: str


@dataclass(frozen=True, slots=True)
class PlaceAndDay:
    """Where and on which day a paper was made."""

    place: str
    day: int
    month: int
    year: int

    def __str__(self) -> str:
        return f"{self.place}, ngày {self.day:02d} tháng {self.month:02d} năm {self.year}"


@dataclass(frozen=True, slots=True)
class MaritalDeclaration:
    """Tờ khai cấp Giấy xác nhận tình trạng hôn nhân, filled in by hand."""

    addressee: str
    applicant: DrawnPerson
    relation: str
    subject: DrawnPerson
    marital_status: str
    purpose: str
    made: PlaceAndDay


@dataclass(frozen=True, slots=True)
class BirthDeclaration:
    """Tờ khai đăng ký khai sinh, filled in by hand by the mother."""

    addressee: str
    mother: DrawnPerson
    father: DrawnPerson
    child_name: str
    child_born: str
    child_sex: str
    born_in: str
    made: PlaceAndDay


@dataclass(frozen=True, slots=True)
class BirthSlip:
    """Giấy chứng sinh of a hospital, filled in by hand, signed and sealed."""

    authority: str
    hospital: str
    number: str
    mother: DrawnPerson
    born_at: str
    child_sex: str
    child_weight: str
    child_name: str
    midwife: str
    head: str
    made: PlaceAndDay
    seal: SealText


@dataclass(frozen=True, slots=True)
class DivorceRuling:
    """Quyết định công nhận thuận tình ly hôn of a court, printed, signed and sealed."""

    court: tuple[str, ...]
    number: str
    judge: str
    husband: DrawnPerson
    wife: DrawnPerson
    married: str
    made: PlaceAndDay
    seal: SealText


@dataclass(frozen=True, slots=True)
class SignedResult:
    """A result of an office, printed, signed on paper and sealed: what is scanned after signing by hand."""

    office: tuple[str, ...]
    number: str
    title: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    closing: tuple[str, ...]
    signed_for: tuple[str, ...]
    signer: str
    made: PlaceAndDay
    seal: SealText


DrawnPaper = MaritalDeclaration | BirthDeclaration | BirthSlip | DivorceRuling | SignedResult
