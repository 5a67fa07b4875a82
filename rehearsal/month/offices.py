"""The offices of a month: enrolled desks with their people, whose acts go up in signed batches; no screen, no store."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from central_server.bootstrap.build import Centre
from central_server.services.enrolment import CodeOrder
from central_server.services.people import NewOfficial
from central_server.services.pushes import Asked
from central_sync.protocol.chain import ZERO, batch_statement, frame, links, token_statement, unframe
from central_sync.protocol.codec import ACT_VERSION, decode, decode_act, encode, encode_act, kind_of, pack, unpack
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import BatchHead, EnrolReply, EnrolRequest, PushReply, TokenRequest, VerdictKind
from dossier.acts import Act, Payload
from dossier.identifiers import ActId, DeviceId, DossierId, OfficeId, PersonId, uuid7
from dossier.roles import Role
from dossier.state import Dossier
from rehearsal.simulator.world import SeededChance

SINCE = date(2018, 1, 1)
STAFF = (
    ("Công chức một cửa", Role.INTAKE),
    ("Công chức chuyên môn", Role.OFFICER),
    ("Trưởng phòng", Role.HEAD),
    ("Lãnh đạo", Role.LEADER),
    ("Văn thư", Role.RECORDS),
)
BATCH = 100
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  local moments carry no zone, as everywhere in the core


class NotAccepted(Exception):
    """The centre answered an act otherwise than `accepted`: always a finding."""


def milliseconds(at: datetime) -> int:
    """A local moment as the names of acts and dossiers begin with it."""
    return int((at - _EPOCH).total_seconds() * 1000)


@dataclass
class Office:
    """One office: its only desk, what it wrote and has not sent."""

    centre: Centre
    known: EnrolReply
    signer: KeySigner
    code: OfficeId
    people: dict[Role, PersonId]
    chance: SeededChance
    seq: int = 0
    head: bytes = ZERO
    waiting: list[bytes] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)

    def next_number(self, book: str, first: int = 1) -> int:
        """The next number of a book of this office."""
        self.counters[book] = self.counters.get(book, first - 1) + 1
        return self.counters[book]

    def act(self, at: datetime, role: Role, dossier: DossierId, state: Dossier | None, payload: Payload) -> Act:
        """The next act of the desk."""
        self.seq += 1
        ms = milliseconds(at)
        return Act(
            id=ActId(uuid7(ms, self.chance.take(10))),
            device=DeviceId(self.known.device),
            seq=self.seq,
            at=at,
            clock=f"{ms}.{self.seq}.{self.known.device}",
            actor=self.people[role],
            office=self.code,
            dossier=dossier,
            kind=kind_of(payload),
            version=ACT_VERSION,
            base=0 if state is None else state.rev,
            rules=self.known.rules,
            data=payload,
        )

    def send(self) -> int:
        """Send what waits in signed batches; how many acts. Raises NotAccepted for any other answer than `accepted`."""
        sent = 0
        while self.waiting:
            lines, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
            self._push(lines)
            sent += len(lines)
        return sent

    def _push(self, lines: Sequence[bytes]) -> None:
        device, first = DeviceId(self.known.device), self.seq - len(self.waiting) - len(lines) + 1
        self.head = links(self.head, lines)[-1]
        signed = self.signer.sign(batch_statement(device, first, first + len(lines) - 1, self.head)).hex()
        head = BatchHead(device, first, len(lines), self.head.hex(), signed, 0, self.known.epoch)
        (told,) = self.centre.pushes.answer([Asked(device, pack(frame(encode(head), list(lines))))])
        if isinstance(told, Exception):
            raise told
        reply = decode(unframe(unpack(told))[0], PushReply)
        for verdict, line in zip(reply.verdicts, lines, strict=True):
            if verdict.verdict is not VerdictKind.ACCEPTED:
                act = decode_act(line)
                raise NotAccepted(
                    f"{act.kind} of {act.office}: {verdict.verdict.value} {verdict.code} {verdict.params}"
                )

    def wrote(self, act: Act) -> None:
        """Keep an act for the next batch."""
        self.waiting.append(encode_act(act))


def open_office(centre: Centre, code: OfficeId, chance: SeededChance) -> Office:
    """Add the people of an office and enrol its desk."""
    people = {}
    for title, role in STAFF:
        new = NewOfficial(f"{title} {code}", title, f"{role.value}.{code}", "mật khẩu")
        people[role] = centre.people.add(new, [(code, role, SINCE)])
    signer = KeySigner(hashlib.sha256(f"month {code}".encode()).digest())
    order = CodeOrder(code, valid_from=SINCE, valid_until=date(2030, 12, 31))
    known = centre.desks.enrol(EnrolRequest(centre.enrolment.order(order).code, signer.public_hex, "Quầy 1"))
    ms, nonce = centre.clock.milliseconds(), "month-nonce-0001"
    proof = signer.sign(token_statement(known.device, ms, nonce)).hex()
    centre.desks.token(TokenRequest(known.device, ms, nonce, proof))
    return Office(centre, known, signer, code, people, chance)
