"""Founds the ground of every town: what the office did before a seed begins, so that a seed can begin with a clash."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from random import Random

from desk_client.services.session import Session
from dossier.acts import Accept, ActKind, Approve, Assign, HandOver, HandResult, Payload, Propose, SignOnPaper
from dossier.course import AskOpinion, AskSupplement, ProposeSupplement
from dossier.identifiers import OfficeId
from dossier.state import Dossier
from dossier.values import AskedPaper, Reason
from rehearsal.simulator.hands import COPY, MARRIAGE, Hands
from rehearsal.simulator.line import Line
from rehearsal.simulator.own_hand import OwnHand, TownProver
from rehearsal.simulator.post import Post
from rehearsal.simulator.town import OFFICE, OTHER_OFFICE, Ground, Town
from rehearsal.simulator.world import START


def found(root: Path) -> Ground:
    """Ground with dossiers that every desk concerned knows: results signed in a token and by hand, one that waits for
    papers and another office's word, one filed online that waits for papers, one at the other office, one proposed, one
    new.
    """
    ground = Ground(root)
    town = Town(ground, Random(0), "abcx")
    office = Office(town, Hands(town))
    office.issued(in_token=True)
    office.issued(in_token=False)
    tomorrow = town.moment.at.date() + timedelta(days=1)
    waiting = office.at_work(lambda _: AskOpinion(OTHER_OFFICE, "Cho ý kiến", tomorrow + timedelta(days=2)))
    missing, why = (AskedPaper("Giấy tờ chứng minh", 1, 0, "Chưa có"),), Reason("thieu_giay_to")
    office.do("loc", waiting, ProposeSupplement(missing, why, tomorrow))
    office.do("minh", waiting, AskSupplement(missing, why, tomorrow, 1))
    office.filed_online()
    away = office.received("a")
    office.do("hoa", away, HandOver(OTHER_OFFICE, "Quét sau"))
    office.at_work(lambda post: Propose(grant=True, text="Đã xem", draft=office.hands.file(post)))
    office.received("b", at_once=True)
    office.sync("abcxab")
    OwnHand(town).prove(TownProver(town, outcomes=(None,)))
    town.close()
    ground.moment.at = START
    ground.settle()
    return ground


@dataclass
class Office:
    """The office at work before a seed begins, at desk a where nothing else is said."""

    town: Town
    hands: Hands

    def received(self, name: str, *, at_once: bool = False) -> str:
        """A dossier of the counter."""
        post = self.town.posts[name]
        form = replace(COPY, fee_paid=True) if at_once else MARRIAGE
        done = post.intake.receive(post.sessions()["hoa"], form)
        return str(_state(post, getattr(done, "state", done)).id)

    def at_work(self, then: Callable[[Post], Payload]) -> str:
        """One that its officer has, and what he does."""
        dossier, officer = self.received("a"), self.town.ground.people["loc"]
        self.do("hoa", dossier, HandOver(OfficeId(OFFICE), "Quét sau"))
        for payload in (Accept(), Assign(officer), then(self.town.posts["a"])):
            self.do("loc", dossier, payload)
        return dossier

    def issued(self, *, in_token: bool) -> None:
        """A result: signed in a token, still at the officer's; by hand, at the counter."""
        dossier = self.at_work(lambda post: Propose(grant=True, text="Đã xem", draft=self.hands.file(post)))
        self.do("minh", dossier, Approve("Đồng ý"))
        if in_token:
            self.made("minh", dossier, self.hands.sign)
        else:
            self.made("minh", dossier, self._by_hand)
        self.made("suong", dossier, lambda *seen: self.hands.number(*seen, sealed=in_token))
        if not in_token:
            self.do("loc", dossier, HandResult("Ô 1"))

    def _by_hand(self, post: Post, session: Session, _: Dossier) -> Payload:
        return SignOnPaper(self.hands.file(post), session.person.id, session.person.name)

    def filed_online(self) -> None:
        """A citizen has filed online, and the clerk has asked him for papers."""
        OwnHand(self.town).filing(OFFICE)()
        self.sync("a")
        post = self.town.posts["a"]
        (dossier,) = [one.id for one in post.parts.queries.of_person(MARRIAGE.applicant.id_number) if one.way.request]
        self.hands.answer(post, post.sessions()["hoa"], self._seen(dossier), ActKind.ASK_PAPERS)

    def made(self, login: str, dossier: str, make: Callable[[Post, Session, Dossier], Payload]) -> None:
        """What somebody makes of what he sees."""
        post = self.town.posts["a"]
        self.do(login, dossier, make(post, post.sessions()[login], self._seen(dossier)))

    def do(self, login: str, dossier: str, payload: Payload) -> None:
        """What must succeed: the ground is the same in every process."""
        post = self.town.posts["a"]
        _state(post, post.acting.do(post.sessions()[login], payload, dossier))

    def sync(self, names: str) -> None:
        """A round with its files for each desk, on a good line."""
        line = Line(self.town.hall, self.town.random, lambda: None)
        for name in names:
            line.round(self.town.posts[name])
            line.files(self.town.posts[name])

    def _seen(self, dossier: str) -> Dossier:
        return _state(self.town.posts["a"], self.town.posts["a"].parts.queries.dossier(dossier))


def _state(post: Post, done: object) -> Dossier:
    """What must have been done."""
    if not isinstance(done, Dossier):
        raise TypeError(f"{post.name}: {done}")
    return done
