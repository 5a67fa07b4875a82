"""Founds the ground of every town: what the office did before a seed begins, so that a seed can begin with a clash."""

from pathlib import Path
from random import Random

from dossier.acts import Accept, Assign, HandOver, Payload, Propose
from dossier.identifiers import OfficeId
from dossier.state import Dossier
from rehearsal.simulator.hands import COPY, MARRIAGE, Hands
from rehearsal.simulator.line import Line
from rehearsal.simulator.post import Post
from rehearsal.simulator.town import OFFICE, OTHER_OFFICE, Ground, Town


def found(root: Path) -> Ground:
    """Ground with three dossiers that every desk concerned knows: one at the other office, one proposed, one new."""
    ground = Ground(root)
    town = Town(ground, Random(0), "abcx")
    hands = Hands(town)
    away = _received(hands, "a")
    _do(hands, "hoa", away, HandOver(OTHER_OFFICE, "Quét sau"))
    near = _received(hands, "a")
    officer = ground.people["loc"]
    for login, payload in (
        ("hoa", HandOver(OfficeId(OFFICE), "Quét sau")),
        ("loc", Accept()),
        ("loc", Assign(officer)),
        ("loc", Propose(grant=True, text="Đã xem")),
    ):
        _do(hands, login, near, payload)
    _received(hands, "b", at_once=True)
    line = Line(town.hall, town.random, lambda: None)
    for name in "abcxab":
        line.round(town.posts[name])
    town.close()
    ground.settle()
    return ground


def _received(hands: Hands, name: str, *, at_once: bool = False) -> str:
    post = hands.town.posts[name]
    done = post.intake.receive(post.sessions()["hoa"], COPY if at_once else MARRIAGE)
    return str(_state(post, getattr(done, "state", done)).id)


def _do(hands: Hands, login: str, dossier: str, payload: Payload) -> None:
    post = hands.town.posts["a"]
    _state(post, post.acting.do(post.sessions()[login], payload, dossier))


def _state(post: Post, done: object) -> Dossier:
    """What must have been done: the ground is the same in every process."""
    if not isinstance(done, Dossier):
        raise TypeError(f"{post.name}: {done}")
    return done
