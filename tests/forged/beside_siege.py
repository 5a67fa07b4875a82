"""An office in 2020 under attack beside its results: each forgery at its real desk and at the real centre."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from pathlib import Path

from central_sync.protocol.messages import VerdictKind
from desk_client.services.clerk_pen import ClerkPapers, ClerkPen, form_key_of, key_of, unsigned_scans
from desk_client.services.copy_pens import AnnexPen, AnnexWish, CopyPen, CopyWish
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.session import Session
from desk_client.services.signing_batch import Pen, Sheet
from desk_client.services.signing_shelf import find_unnamed
from desk_client.use_cases import use_cases
from dossier.acts import AttachPaper, Number, Payload, SignOnPaper
from dossier.copying import AttachAnnex, CopyDocument
from dossier.course import SignForm
from dossier.identifiers import DossierId
from dossier.numbers import copy_book, document_book
from dossier.state import Dossier
from dossier.values import Channel, CopyKind
from tests.central_server.acts_of_day import file_of
from tests.fakes.people import CITIZEN, MARRIAGE_PAPERS, MARRIAGE_VALUES, OFFICE
from tests.fakes.signing import paper
from tests.forged.at_centre import AtCentre, centre_under_attack
from tests.forged.at_desk import AtDesk, word_of
from tests.forged.beside import CLAIMED, KIND, Place, Trick
from tests.forged.papers import Carried, signed
from tests.forged.ring import token
from token_signing.certificate_reader import read_certificate
from token_signing.devices.port import TokenSession

MORNING, AFTERNOON = datetime(2020, 3, 16, 8, 10), datetime(2020, 3, 16, 16, 0)
_SYMBOL = "1/UBND-XN"


def forged(place: Place, trick: Trick, key: str, drawn: bytes) -> Carried:
    """The file over what was drawn, and what its act says of it."""
    made = signed(drawn, token(trick.who or place.owner, key), KIND[place], CLAIMED)
    made = trick.hurt(made, drawn)
    return made.said_to_be(token(trick.said, key)) if trick.said else made


class BesideDesk:
    """The desk: a dossier that came online with a scan, and one whose result was signed and stamped by hand."""

    def __init__(self, desk: AtDesk) -> None:
        self._desk, self._parts = desk, desk.desk.parts
        self._draw = use_cases(desk.desk).printing.form_now
        self.dossiers = {place: self._ready(place) for place in Place}

    def _ready(self, place: Place) -> str:
        desk, keep = self._desk, self._parts.shelf.keep
        if not place.by_office:
            scans = tuple(replace(one, shown_only=False, file=keep(paper(1), 1)) for one in MARRIAGE_PAPERS[:1])
            form = IntakeForm("1.004873", CITIZEN, MARRIAGE_VALUES, (*scans, *MARRIAGE_PAPERS[1:]))
            taken = desk.desk.intake.receive(self._seat("hoa"), replace(form, channel=Channel.ONLINE))
            assert isinstance(taken, Received), taken
            return taken.state.id
        dossier, _ = desk.approved()
        leader, records = self._seat("minh"), self._seat("suong")
        done = desk.desk.results.sign_on_paper(records, dossier, keep(paper(1) + b"% hand\n", 1), leader.person)
        assert isinstance(done, Dossier), done
        done = desk.desk.results.number_on_paper(records, dossier, keep(paper(2) + b"% seal\n", 2))
        assert isinstance(done, Dossier), done
        return dossier

    def _seat(self, login: str) -> Session:
        session = self._desk.session(login)
        assert isinstance(session, Session), session
        return session

    def state(self, place: Place) -> Dossier:
        """How its dossier stands."""
        state = self._parts.queries.dossier(self.dossiers[place])
        assert state is not None
        return state

    def tried(self, place: Place, trick: Trick, key: str) -> str:
        """What the desk makes of it: "accepted", or the code by which it is refused."""
        before, session = self.state(place), self._seat(trick.login or place.login)
        by = token(trick.who or place.owner, key)
        word = self._found(place, trick, key, session) if trick.of_bytes else self._run(place, session, by)
        return "accepted" if self.state(place) != before else word

    def _named(self, place: Place) -> tuple[str, Mapping[str, str]]:
        state = self.state(place)
        if place is Place.SCAN:
            scan = unsigned_scans(state)[0]
            assert scan.file is not None
            return key_of(state.id, scan), {key_of(state.id, scan): scan.file.sha256}
        return form_key_of(state.id), {form_key_of(state.id): ""}

    def _wish(self, place: Place) -> CopyWish:
        result = self.state(place).result.file
        assert result is not None
        return CopyWish(CopyKind.FULL, result.sha256, (), "Tòa án nhân dân")

    def _annex(self) -> AnnexWish:
        return AnnexWish("Sơ đồ", self._parts.shelf.keep(paper(1) + b"% annex\n", 1))

    def _run(self, place: Place, session: Session, by: TokenSession) -> str:
        results, dossier = self._desk.desk.results, self.dossiers[place]
        match place:
            case Place.SCAN | Place.FORM:
                ended = results.sign_scans(session, ClerkPapers(self._named(place)[1], self._draw), by)
            case Place.COPY:
                ended = results.copy(session, {dossier: self._wish(place)}, by)
            case Place.ANNEX:
                ended = results.attach_annexes(session, {dossier: self._annex()}, by)
        return word_of(next(ended).outcome)

    def _found(self, place: Place, trick: Trick, key: str, session: Session) -> str:
        """The file lies on the shelf, as a crash leaves one."""
        pen, name = self._pen(place)
        sheet = pen.sheet(session, name, read_certificate(token(place.owner, key).certificate_der))
        assert isinstance(sheet, Sheet), sheet
        shelf = self._parts.shelf
        made = forged(place, trick, key, shelf.read(sheet.file.sha256))
        shelf.keep(made.pdf, 1, sheet.dossier)
        try:
            found = find_unnamed(shelf, sheet.dossier, sheet.file)
            if found is None:
                return "not_found"
            return word_of(self._desk.desk.results._batch.finish(session, pen, sheet.dossier, sheet.file, found))
        finally:
            self._desk._forget(made)

    def _pen(self, place: Place) -> tuple[Pen, str]:
        around, dossier = (self._parts, self._desk.desk.acting), self.dossiers[place]
        if place is Place.COPY:
            return CopyPen(*around, {dossier: self._wish(place)}, self._desk.desk.sandbox), dossier
        if place is Place.ANNEX:
            return AnnexPen(*around, {dossier: self._annex()}), dossier
        name, seen = self._named(place)
        return ClerkPen(*around, seen, self._draw), name


class BesideCentre:
    """The centre, in the afternoon of the same day."""

    def __init__(self, centre: AtCentre) -> None:
        self._centre, self._hand, self._desk = centre, centre._hand, centre._desk
        centre._world.clock.at = AFTERNOON
        self._hand.maker.at = MORNING
        self._numbers, self._dossiers = count(1), count(50)
        self.drawn = {place: paper(1) + f"% {place.value}\n".encode() for place in Place}
        self.dossiers = {place: self._ready(place) for place in Place}

    def _ready(self, place: Place) -> DossierId:
        hand, drawn, number = self._hand, self.drawn[place], next(self._dossiers)
        if not place.by_office:
            received = hand.receive(dossier=number)
            slot = received.data.papers[0].slot  # type: ignore[union-attr]  # a reception
            self._do(received, *([hand.act(AttachPaper(slot, file_of(drawn)))] if place is Place.SCAN else []))
        else:
            draft, scan = paper(1) + b"% draft\n", paper(1) + b"% hand\n"
            acts = hand.until_signing(draft, number)
            self._do(*acts)
            leader = self._centre._world.people["minh"]
            self._do(hand.act(SignOnPaper(file_of(scan), leader, "Trần Văn Minh"), "suong"))
            used = next(self._numbers)
            given = Number(document_book(OFFICE, 2020), used, _SYMBOL, date(2020, 3, 16), result=file_of(drawn))
            self._do(hand.act(replace(given, signed_sha256=file_of(scan).sha256), "suong"))
        if place is not Place.FORM:
            self._desk.upload(drawn)
        return hand.maker.dossier  # type: ignore[return-value]  # a name of a dossier

    def _do(self, *acts: object) -> None:
        for verdict in self._desk.do(*acts).verdicts:  # type: ignore[arg-type]  # acts
            assert verdict.verdict in (VerdictKind.ACCEPTED, VerdictKind.MERGED), verdict

    def state(self, place: Place) -> Dossier:
        """How its dossier stands."""
        return self._centre._state(self.dossiers[place])

    def tried(self, place: Place, trick: Trick, key: str) -> str:
        """What the centre answers in the end to the act and its file."""
        before, hand = _kept(self.state(place)), self._hand
        hand.maker.dossier = self.dossiers[place]
        drawn = paper(1) + b"% annex\n" if place is Place.ANNEX else self.drawn[place]
        made = forged(place, trick, key, drawn)
        act = hand.act(self._payload(place, made, drawn), trick.login or place.login)
        answer = self._desk.do(replace(act, at=MORNING.replace(minute=30))).verdicts[-1]
        if answer.verdict is VerdictKind.HELD:
            if place in (Place.FORM, Place.ANNEX):
                self._desk.upload(drawn)
            self._desk.upload(made.pdf)
            answer = self._centre._answer(act)
        word = self._centre._word(answer, self.dossiers[place])
        return "accepted" if _kept(self.state(place)) != before else word

    def _payload(self, place: Place, made: Carried, drawn: bytes) -> Payload:
        named = (made.signer, made.certificate_sha256, made.digest, made.cms)
        source = file_of(drawn)
        match place:
            case Place.SCAN:
                slot = self.state(place).attached[-1].slot
                return AttachPaper(slot, made.file, None, source.sha256, *named)
            case Place.FORM:
                return SignForm("01", source, made.file, *named)
            case Place.COPY:
                number = next(self._numbers)
                book = (copy_book(OFFICE, 2020), number, f"{number:02d}/SY-UBND")
                return CopyDocument(CopyKind.FULL, source.sha256, (), "Tòa án", *book, source, made.file, *named)
            case Place.ANNEX:
                return AttachAnnex("Sơ đồ", _SYMBOL, source, made.file, *named)


def _kept(state: Dossier) -> tuple[object, ...]:
    """What a signature beside a result may change; the story and the tasks grow with what is only noted."""
    return state.papers, state.way.forms, state.way.copies, state.way.annexes, state.result, state.stage


class BesideSiege:
    """Both sides."""

    def __init__(self, centre: AtCentre, desk: AtDesk) -> None:
        self.desk, self.centre = BesideDesk(desk), BesideCentre(centre)

    def attempt(self, place: Place, trick: Trick, key: str) -> tuple[str, str]:
        """What desk and centre say of one forgery."""
        return self.desk.tried(place, trick, key), self.centre.tried(place, trick, key)


@contextmanager
def beside_siege(folder: Path) -> Iterator[BesideSiege]:
    """An office under attack in a folder that is thrown away."""
    with centre_under_attack(folder / "centre") as centre:
        centre._world.clock.at = MORNING
        desk = AtDesk(folder / "desk", centre, "2020-03-16T08:05:00")
        try:
            yield BesideSiege(centre, desk)
        finally:
            desk.close()
