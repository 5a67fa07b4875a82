"""Makes the acts of one dossier's life for a desk under test, each lawful where it stands."""

from dataclasses import dataclass, replace
from datetime import date

from dossier.acts import (
    Accept,
    Act,
    Approve,
    Assign,
    FileRef,
    HandOver,
    HandResult,
    Number,
    Payload,
    Propose,
    Receive,
    ReturnResult,
    Sign,
)
from dossier.identifiers import ActId, DossierCode, DossierId, OfficeId, PersonId, uuid7
from dossier.numbers import document_book
from tests.central_server.centre_bench import TestDesk, World, key_of
from tests.fakes.people import ActMaker, reception

DRAFT_PDF = b"%PDF-1.7 draft " + b"d" * 70_000
SIGNED_PDF = DRAFT_PDF + b" signed " + b"s" * 130_000
STAMPED_PDF = b"%PDF-1.4 stamped and scanned " + bytes(300)
SEALED_PDF = SIGNED_PDF + b" numbered and sealed " + b"a" * 70_000
CERTIFICATE = "c" * 64
SAW_ALL = 1000
"""A base above every revision: the actor saw whatever others did."""


def file_of(data: bytes) -> FileRef:
    """A file as acts name it."""
    key = key_of(data)
    return FileRef(key.sha256, key.size, 1)


@dataclass
class Hand:
    """Writes acts of a desk: ids from the desk's own sequence, people by login."""

    world: World
    desk: TestDesk
    maker: ActMaker
    prefix: str = ""

    @classmethod
    def of(cls, world: World, desk: TestDesk, prefix: str = "") -> "Hand":
        """The hand of a desk; its first dossier is one of its own."""
        maker = ActMaker(device=desk.known.device, dossier=dossier_of(desk, 1))
        return cls(world, desk, maker, prefix)

    def act(self, payload: Payload, login: str = "hoa", **changes: object) -> Act:
        """The next act of the desk by a person."""
        made = self.maker.make(payload, office=OfficeId(self.desk.known.office))
        person = self.world.people[self.prefix + login]
        chance = self.desk.signer.sign(f"act {made.seq}".encode())[:10]
        name = ActId(uuid7(1_552_525_920_000 + made.seq, chance))
        seen: dict[str, object] = {"base": SAW_ALL}
        return replace(made, id=name, actor=person, **(seen | changes))  # type: ignore[arg-type]  # fields of Act

    def receive(self, number: int | None = None, dossier: int = 1, **changes: object) -> Act:
        """A reception under a number of the desk's own slice (or the given one)."""
        self.maker.dossier = dossier_of(self.desk, dossier)
        own = self.desk.known.slices[0]
        printed = own.first + dossier - 1 if number is None else number
        data: Receive = reception(printed, self.maker.at)
        code = str(DossierCode(own.office, self.maker.at.date(), printed))
        return self.act(replace(data, code=code, book_number=dossier, **changes))  # type: ignore[arg-type]  # as above

    def until_signing(self, draft: bytes = DRAFT_PDF, dossier: int = 1) -> list[Act]:
        """Everything from reception to the leader's approval, in one office."""
        office, loc = OfficeId(self.desk.known.office), self.world.people[self.prefix + "loc"]
        return [
            self.receive(dossier=dossier),
            self.act(HandOver(office, "Quét sau")),
            self.act(Accept(), "loc"),
            self.act(Assign(PersonId(loc)), "loc"),
            self.act(Propose(True, "Đủ điều kiện", file_of(draft)), "loc"),
            self.act(Approve("", file_of(draft)), "minh"),
        ]

    def sign(self) -> Act:
        """The leader's signature on the draft."""
        draft = file_of(DRAFT_PDF)
        return self.act(Sign(file_of(SIGNED_PDF), draft.sha256, "Trần Văn Minh", CERTIFICATE), "minh")

    def number(self, sealed: bytes = b"", by_leader: bytes = SIGNED_PDF) -> Act:
        """Văn thư numbers it and stamps it on paper, its scan is the result; or seals it in the agency's token."""
        book, signed = document_book(OfficeId(self.desk.known.office), 2019), file_of(by_leader)
        given = Number(book, 21, "21/UBND-XN", date(2019, 3, 14), result=file_of(sealed or STAMPED_PDF))
        certificate = CERTIFICATE if sealed else ""
        return self.act(replace(given, signed_sha256=signed.sha256, certificate_sha256=certificate), "suong")

    def after_signing(self) -> list[Act]:
        """Numbered, to the counter and to the citizen."""
        return [
            self.number(),
            self.act(HandResult("Ô 3"), "suong"),
            self.act(ReturnResult("Lê Thị Bích Ngọc", "060187004128", False)),
        ]


def dossier_of(desk: TestDesk, number: int) -> DossierId:
    """The id of a desk's n-th dossier."""
    return DossierId(uuid7(1_552_525_000_000 + number, desk.signer.sign(b"dossier")[:10]))
