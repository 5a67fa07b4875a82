"""The centre under attack: its real acceptance and checks; the attacker has a desk of the office and its logins."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from litestar import Litestar
from litestar.testing import TestClient

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Injected, build_centre
from central_server.bootstrap.portal import build_portal
from central_server.commands.prepare import prepare
from central_server.ports.lookup import LookUp
from central_server.services.people import NewOfficial
from central_sync.protocol.exchange import LEAF_HEADER, Request, Response
from central_sync.protocol.messages import EnrolReply, EnrolRequest, Verdict, VerdictKind
from dossier.acts import Act, Number, Payload, Sign, SignOnPaper
from dossier.identifiers import DossierId, OfficeId
from dossier.numbers import document_book
from dossier.roles import Grant, Role
from dossier.signers import Binding
from dossier.state import Dossier
from tests.central_server.acts_of_day import Hand, file_of
from tests.central_server.centre_bench import FakeCheck, StandingClock, TestDesk, World, settings_in, sha256
from tests.fakes.office import PASSWORD
from tests.fakes.people import OFFICE, OTHER_OFFICE
from tests.forged.attempt import Case, Forgery, Step
from tests.forged.ring import HOLDERS, known, revocations, tokens_of

FOUR = datetime(2019, 3, 14, 16, 0)
MORNING = datetime(2019, 3, 14, 8, 10)
LONG_AGO, LAST = date(2018, 1, 1), date(2019, 3, 12)
_PEOPLE = (
    ("hoa", "Nguyễn Thị Hoa", OFFICE, Role.INTAKE),
    ("loc", "Phạm Văn Lộc", OFFICE, Role.OFFICER),
    ("minh", "Trần Văn Minh", OFFICE, Role.LEADER),
    ("suong", "Đặng Thị Sương", OFFICE, Role.RECORDS),
    ("an", "Lê Văn An", OFFICE, Role.LEADER),
    ("lan", "Võ Thị Lan", OFFICE, Role.LEADER),
    ("chi", "Bùi Thị Chi", OFFICE, Role.RECORDS),
    ("ty", "Trương Thị Tý", OFFICE, Role.LEADER),
    ("quy", "Hồ Sỹ Quý", OFFICE, Role.OFFICER),
    ("phuc", "Mai Xuân Phúc", OFFICE, Role.OFFICER),
    ("sau", "Đỗ Văn Sáu", OFFICE, Role.OFFICER),
    ("x-anh", "Lý Thị Ánh", OTHER_OFFICE, Role.LEADER),
    ("x-bao", "Ngô Gia Bảo", OTHER_OFFICE, Role.RECORDS),
)
_OVER = ("lan", "chi")
"""Who left the office."""
_LENT = {"quy": (LONG_AGO, None), "phuc": (LONG_AGO, LAST), "sau": (date(2019, 4, 1), None)}
"""Who signs for the chairman, from which day until which."""


@dataclass(frozen=True)
class Standing:
    """How a dossier stands, for whoever looks at it: its stage, its result, and what the portal says of it."""

    stage: str
    result: object
    told: str


@dataclass(frozen=True)
class InProcess:
    """Implements `exchange.Transport` over the application's own client."""

    client: TestClient[Litestar]

    def send(self, request: Request) -> Response:
        """Ask the application."""
        got = self.client.request(request.method, request.path, content=request.body, headers=dict(request.headers))
        return Response(got.status_code, got.content)

    def fork(self) -> InProcess:
        """The same."""
        return self

    def close(self) -> None:
        """Nothing to give back."""


class AtCentre:
    """The centre, and the attacker's desks at it."""

    def __init__(self, world: World, lookup: LookUp) -> None:
        self._world = world
        self._lookup = lookup
        self._seeds = count(60)
        self._desk = self._new_desk()
        self._hand = self._hand_of(self._desk)
        self._dossiers = count(1)
        self._codes: dict[str, str] = {}

    def _new_desk(self) -> TestDesk:
        return self._world.desk(seed=bytes([next(self._seeds)]))

    def _hand_of(self, desk: TestDesk) -> Hand:
        hand = Hand.of(self._world, desk)
        hand.maker.at = MORNING
        return hand

    def enrol(self, public_hex: str) -> EnrolReply:
        """What the centre tells a real desk of the office."""
        code = self._world.code(OFFICE)
        return self._world.centre.desks.enrol(EnrolRequest(code, public_hex, "Quầy"))

    def transport(self) -> InProcess:
        """A line of a real desk."""
        return InProcess(self._world.client)

    def twin(self, step: Step, case: Case) -> DossierId:
        """A dossier with the papers of the case, as far as the step needs it."""
        draft = case.draft if step is Step.SIGN else case.led_draft
        acts = self._hand.until_signing(draft, next(self._dossiers))
        self._desk.do(*acts)
        self._desk.upload(draft)
        dossier = acts[0].dossier
        self._codes[dossier] = acts[0].data.code  # type: ignore[union-attr]  # a reception
        if step is Step.SEAL:
            answer = self.tried(Forgery(Step.SIGN, case.led), dossier, case)
            assert answer == "accepted", answer
        return dossier

    def standing(self, dossier: DossierId) -> Standing:
        """How the dossier stands now."""
        state = self._state(dossier)
        view = self._lookup.for_owner(self._codes[dossier])
        told = f"{view.signed_by} {view.next_action.kind}"  # type: ignore[union-attr]  # the owner's own
        return Standing(state.stage.value, state.result, told)

    def tried(self, forgery: Forgery, dossier: DossierId, case: Case) -> str:
        """What the centre answers to the act and its file in the end: "verdict:code"."""
        hand = self._hand if forgery.arrives is None else self._hand_of(self._new_desk())
        hand.maker.dossier = dossier
        act = hand.act(self._payload(forgery, case), forgery.actor)
        hand.maker.at -= timedelta(seconds=55)
        if forgery.at is not None:
            act = replace(act, at=forgery.at)
        answer = hand.desk.do(act).verdicts[-1]
        if answer.verdict is VerdictKind.HELD:
            if forgery.arrives is None:
                hand.desk.upload(forgery.carried.pdf)
            else:
                _send_other(hand.desk, forgery.carried.pdf, forgery.arrives)
            answer = self._answer(act)
        return self._word(answer, dossier)

    def _word(self, answer: Verdict, dossier: DossierId) -> str:
        if answer.verdict is VerdictKind.NOTED:
            told = [one.task.code for one in self._state(dossier).tasks if one.task.code.startswith("noted_")]
            return f"noted:{told[-1].removeprefix('noted_')}"
        accepted = answer.verdict in (VerdictKind.ACCEPTED, VerdictKind.MERGED)
        return "accepted" if accepted else f"{answer.verdict.value}:{answer.code}"

    def _payload(self, forgery: Forgery, case: Case) -> Payload:
        made = forgery.carried
        named = (made.signer, made.certificate_sha256, made.digest, made.cms)
        if forgery.step is Step.SIGN and forgery.on_paper:
            return SignOnPaper(made.file, self._world.people["minh"], "Trần Văn Minh")
        if forgery.step is Step.SIGN:
            before = case.led_draft if made is case.led else case.draft
            return Sign(made.file, file_of(before).sha256, *named)
        book, symbol = document_book(OFFICE, 2019), forgery.symbol or case.symbol
        number = Number(book, case.number, symbol, forgery.day, result=made.file, signed_sha256=case.led.file.sha256)
        if forgery.on_paper:
            return number
        return replace(number, signer=named[0], certificate_sha256=named[1], digest=named[2], cms=named[3])

    def _state(self, dossier: DossierId) -> Dossier:
        record = self._world.centre.store.read(lambda unit: unit.search.by_id(dossier))
        assert record is not None
        return record.state

    def _answer(self, act: Act) -> Verdict:
        return self._world.centre.store.read(lambda unit: unit.ledger.answers([act.id])())[act.id]


def _send_other(desk: TestDesk, meant: bytes, sent: bytes) -> None:
    """Send other bytes of the same size under the name of a file; they are never taken for it."""
    name, padded = sha256(meant), sent[: len(meant)].ljust(len(meant), b"\n")
    for index, start in enumerate(range(0, len(padded), 65_536)):
        leaf = padded[start : start + 65_536]
        headers = desk.headers | {LEAF_HEADER: sha256(leaf)}
        desk.world.client.put(f"/sync/v1/blob/{name}/{index}", content=leaf, headers=headers)
    assert not desk.commit(meant).complete


@contextmanager
def centre_under_attack(folder: Path) -> Iterator[AtCentre]:
    """A fresh centre with the office's people, their certificates and what the province trusts."""
    settings = settings_in(folder)
    prepare(settings)
    (folder / "trust").mkdir(exist_ok=True)
    (folder / "trust" / "root.pem").write_bytes(known().certificate_pem)
    (folder / "trust" / "list.crl").write_bytes(revocations())
    clock = StandingClock(FOUR)
    centre = build_centre(settings, Injected(clock))
    try:
        with TestClient(build_application(centre)) as client:
            world = World(centre, client, clock, FakeCheck())
            _settle(world)
            yield AtCentre(world, build_portal(centre).lookup)
    finally:
        centre.close()
        shutil.rmtree(folder)


def _settle(world: World) -> None:
    people = world.centre.people
    for login, name, office, role in _PEOPLE:
        world.people[login] = people.add(NewOfficial(name, "Công chức", login, PASSWORD), [(office, role, LONG_AGO)])
    for login in _OVER:
        people.revoke(world.people[login], OFFICE, LAST)
    for login, (since, until) in _LENT.items():
        people.grant(Grant(world.people[login], OFFICE, Role.LEADER, since, until, world.people["minh"]))
    offices = {"office": OFFICE, "x-office": OTHER_OFFICE}
    for who, holder in HOLDERS.items():
        owner: str = offices.get(holder.owner) or world.people.get(holder.owner, "")
        for one in tokens_of(who) if owner else ():
            people.bind_certificate(Binding(sha256(one.certificate_der), OfficeId(owner)))
