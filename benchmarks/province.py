"""Prepares a real centre with people and enrolled desks, and makes signed batches as those desks would send them."""

import hashlib
import hmac
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path

from benchmarks.lives import FIRST_DAY, LOOK_UP, PROCEDURE, Counter, acts_of
from central_server.bootstrap.build import Centre, build_centre
from central_server.commands.prepare import prepare
from central_server.services.enrolment import CodeOrder
from central_server.services.people import NewOfficial
from central_server.settings import LEAST_PASSWORD_MEMORY_KIB, LEAST_PASSWORD_ROUNDS, Settings, load_settings
from central_sync.protocol.chain import ZERO, batch_statement, frame, links, token_statement
from central_sync.protocol.codec import encode, encode_act, pack
from central_sync.protocol.keys import KeySigner
from central_sync.protocol.messages import BatchHead, EnrolReply, EnrolRequest, TokenRequest
from dossier.identifiers import DeviceId, OfficeId
from dossier.roles import Role
from dossier.rules import Rules

_STAFF = (
    ("Nguyễn Thị Hoa", Role.INTAKE),
    ("Phạm Văn Lộc", Role.OFFICER),
    ("Trần Văn Minh", Role.LEADER),
    ("Đặng Thị Sương", Role.RECORDS),
)
_SINCE = date(2018, 1, 1)


@dataclass(frozen=True, slots=True)
class Push:
    """One request on its way: the packed body of a batch and how many acts it holds."""

    body: bytes
    acts: int


@dataclass(frozen=True, slots=True)
class BenchDesk:
    """An enrolled desk: what it knows, its key, its people, its bearer token, and where its office's feed stands."""

    known: EnrolReply
    signer: KeySigner
    counter: Counter
    token: str
    feed: int

    def batches(self, rules: Rules, size: int, count: int) -> Iterator[Push]:
        """The desk's first `size * count` acts in signed batches.

        Each names the feed row after which the desk wants to read, as a desk that is alone in its office knows it: the
        reply brings exactly the events of the batch, as in real work.
        """
        acts = acts_of(self.counter, rules)
        before, after = ZERO, self.feed
        for index in range(count):
            lines = [encode_act(act) for act in islice(acts, size)]
            first = index * size + 1
            chain = links(before, lines)
            before = chain[-1]
            yield Push(pack(frame(encode(self._head(first, size, before, after)), lines)), size)
            after += size

    def _head(self, first: int, size: int, head: bytes, after: int) -> BatchHead:
        device = self.known.device
        sig = self.signer.sign(batch_statement(device, first, first + size - 1, head)).hex()
        return BatchHead(device, first, size, head.hex(), sig, after, self.known.epoch)


@dataclass(frozen=True, slots=True)
class Province:
    """A prepared centre that nobody serves yet, its desks, and the rules they decide by."""

    settings: Settings
    desks: Sequence[BenchDesk]
    rules: Rules


def make_province(folder: Path, desks: int, database: str = "", environ: Sequence[tuple[str, str]] = ()) -> Province:
    """A centre in the folder (on SQLite, or on the database of a URL) with one office and its people for each desk.

    Its clock stands a year after the first act, so that no act lies in its future.
    """
    settings = load_settings(folder, environment(database) | dict(environ))
    prepare(settings)
    centre = build_centre(settings)
    try:
        rules = centre.rulebook.current()
        assert rules is not None
        offices = [
            OfficeId(unit.code)
            for unit in rules.bundle.organisation.units
            if rules.receivable(PROCEDURE, unit.code, FIRST_DAY.date())
        ]
        made = [_desk(centre, office, index) for index, office in enumerate(offices[:desks])]
    finally:
        centre.close()
    return Province(settings, made, rules)


def environment(database: str = "") -> dict[str, str]:
    """The settings of the centre as variables: a rehearsal's clock, cheap passwords, its database."""
    return {
        "MOTCUA_CLOCK": f"rehearsal:2019-12-31T09:00:00@{time.time():.0f}",
        "MOTCUA_PASSWORD_MEMORY_KIB": str(LEAST_PASSWORD_MEMORY_KIB),
        "MOTCUA_PASSWORD_ROUNDS": str(LEAST_PASSWORD_ROUNDS),
        "MOTCUA_DATABASE": database,
    }


def _desk(centre: Centre, office: OfficeId, index: int) -> BenchDesk:
    people = {}
    for name, role in _STAFF:
        new = NewOfficial(name, "Công chức", f"{role.value}-{index}", "mật khẩu")
        people[role] = centre.people.add(new, [(office, role, _SINCE)])
    signer = KeySigner(hashlib.sha256(f"desk {index}".encode()).digest())
    code = centre.enrolment.order(CodeOrder(office, valid_from=_SINCE, valid_until=date(2030, 12, 31))).code
    known = centre.desks.enrol(EnrolRequest(code, signer.public_hex, "Quầy 1"))
    secret = hmac.new(bytes.fromhex(known.secret_salt), LOOK_UP.encode(), hashlib.sha256).hexdigest()
    counter = Counter(DeviceId(known.device), office, people, known.slices[0].first, secret)
    ms, nonce = centre.clock.milliseconds(), "bench-nonce"
    sig = signer.sign(token_statement(known.device, ms, nonce)).hex()
    token = centre.desks.token(TokenRequest(known.device, ms, nonce, sig)).token
    feed = centre.store.read(lambda unit: unit.feed.head(office)).last
    return BenchDesk(known, signer, counter, token, feed)
