"""`make campaign-forged`: every forgery at a desk and at a centre; one JSON line, 1 when any was accepted."""

from __future__ import annotations

import json
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from dossier.identifiers import DossierId
from tests.forged.at_centre import AtCentre, centre_under_attack
from tests.forged.at_desk import AtDesk
from tests.forged.attempt import Case, Kind, Step
from tests.forged.beside import SAID, Place, Trick, kind_of, tricks
from tests.forged.beside_siege import BesideSiege, beside_siege
from tests.forged.controls import CONTROLS
from tests.forged.kinds_bytes import KINDS as BYTES
from tests.forged.kinds_people import KINDS as PEOPLE
from tests.forged.papers import signed
from tests.forged.ring import KEYS, token

KINDS: tuple[Kind, ...] = (*PEOPLE, *BYTES)


@dataclass
class Tried:
    """What became of attempts: those that were accepted, or refused in other words than they should be."""

    attempts: int = 0
    accepted: list[str] = field(default_factory=list)
    otherwise: list[str] = field(default_factory=list)
    refused_good: list[str] = field(default_factory=list)
    said: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tried) -> None:
        """Count others in."""
        self.attempts += other.attempts
        self.accepted += other.accepted
        self.otherwise += other.otherwise
        self.refused_good += other.refused_good
        self.said += other.said

    def note(self, name: str, word: str, expected: frozenset[str]) -> None:
        """Keep what one side said."""
        self.said[f"{name.partition(',')[0]} {word}"] += 1
        if word == "accepted":
            self.accepted.append(name)
        elif word not in expected:
            self.otherwise.append(f"{name}: {word}")


class Siege:
    """One office at one centre, its papers, and the attempts on them."""

    def __init__(self, centre: AtCentre, desk: AtDesk) -> None:
        self._centre, self._desk = centre, desk
        self._at_desk: dict[Step, str] = {}
        self._at_centre: dict[Step, DossierId] = {}
        self._renew()

    def _renew(self) -> None:
        """Fresh papers: those that a forgery got through on are no longer what the next one needs."""
        self.case = self._new_case("minh", self._at_desk)
        for step in Step:
            self._at_centre[step] = self._centre.twin(step, self.case)

    def _new_case(self, leader: str, at_desk: dict[Step, str], *steps: Step) -> Case:
        """Fresh dossiers: one to sign, one to seal; a third one of which only the papers are used."""
        wanted = steps or tuple(Step)
        to_sign, draft = self._desk.approved(leader) if Step.SIGN in wanted else ("", b"")
        to_seal, led_draft = self._desk.approved("minh") if Step.SEAL in wanted else ("", b"")
        led = signed(led_draft or draft, token("leader"))
        number, symbol = 0, ""
        if to_seal:
            word = self._desk.take_up(led, to_seal, "minh")
            assert word == "accepted", word
            number, symbol = self._desk.promised(to_seal)
        other = self._desk.approved("minh")[1] if not steps else draft or led_draft
        at_desk.update({Step.SIGN: to_sign, Step.SEAL: to_seal})
        return Case(draft, led_draft, led, other, signed(other, token("leader")), symbol, number)

    def attempt(self, kind: Kind, variant: str) -> Tried:
        """One forgery, at both sides."""
        forgery = kind.variants[variant](self.case)
        name, tried = f"{kind.name}: {variant}", Tried(attempts=1)
        tried.note(f"desk, {name}", self._desk.tried(forgery, self._at_desk[forgery.step]), kind.desk)
        dossier = self._at_centre[forgery.step]
        before = self._centre.standing(dossier)
        word = self._centre.tried(forgery, dossier, self.case)
        if self._centre.standing(dossier) != before:
            word = "accepted"
        tried.note(f"centre, {name}", word, kind.centre)
        if tried.accepted:
            self._renew()
        return tried

    def control(self, name: str) -> Tried:
        """One honest act, at both sides, on a paper of its own."""
        control = CONTROLS[name]
        step = control.on(self.case).step
        at_desk: dict[Step, str] = {}
        case = self._new_case(control.leader, at_desk, step)
        dossier = self._centre.twin(step, case)
        forgery, tried = control.on(case), Tried()
        for side, word in (
            ("desk", self._desk.honest(forgery, at_desk[step])),
            ("centre", self._centre.tried(forgery, dossier, case)),
        ):
            if word != "accepted":
                tried.refused_good.append(f"{side}, {name}: {word}")
        return tried


@contextmanager
def siege(folder: Path) -> Iterator[Siege]:
    """An office under attack in a folder that is thrown away."""
    with centre_under_attack(folder / "centre") as centre:
        desk = AtDesk(folder / "desk", centre)
        try:
            yield Siege(centre, desk)
        finally:
            desk.close()


def one_of_each(seed: int) -> list[tuple[Kind, str]]:
    """One variant of every kind, chosen by a seed."""
    random = Random(seed)
    return [(kind, random.choice(sorted(kind.variants))) for kind in KINDS]


def all_of_them(seed: int) -> list[tuple[Kind, str]]:
    """Every variant of every kind, in an order of the seed's own."""
    every = [(kind, variant) for kind in KINDS for variant in sorted(kind.variants)]
    Random(seed).shuffle(every)
    return every


def all_beside(seed: int) -> list[tuple[Place, str, str]]:
    """Every forgery beside a result, with both kinds of key, in an order of the seed's own."""
    every = [(place, name, key) for place in Place for name in sorted(tricks(place)) for key in KEYS]
    Random(seed).shuffle(every)
    return every


def kind_beside(place: Place, name: str) -> str:
    """What its kind is called."""
    return f"{place.value}, {kind_of(name)}"


def attempt_beside(office: BesideSiege, place: Place, name: str, key: str) -> Tried:
    """One of them, at both sides."""
    tried, told = Tried(attempts=1), f"{place.value}, {name}, {key}"
    sides = zip(("desk", "centre"), office.attempt(place, tricks(place)[name], key), SAID[kind_of(name)], strict=True)
    for side, word, expected in sides:
        tried.note(f"{side}, {told}", word, expected)
    return tried


def honest_beside(office: BesideSiege, place: Place) -> Tried:
    """The honest act, at both sides."""
    tried = Tried()
    for side, word in zip(("desk", "centre"), office.attempt(place, Trick(), "ec"), strict=True):
        if word != "accepted":
            tried.refused_good.append(f"{side}, {place.value}: {word}")
    return tried


def main(arguments: Sequence[str]) -> int:
    """Play all attempts from a seed, then the honest acts."""
    logging.disable(logging.WARNING)
    seed, began = int(arguments[0]) if arguments else 0, time.monotonic()
    only = arguments[1] if len(arguments) > 1 else ""
    tried = Tried()
    beside = all_beside(seed)
    with tempfile.TemporaryDirectory() as folder, beside_siege(Path(folder)) as office:
        for place, name, key in beside:
            if only in kind_beside(place, name):
                tried.add(attempt_beside(office, place, name, key))
        for place in Place:
            tried.add(honest_beside(office, place))
    with tempfile.TemporaryDirectory() as folder, siege(Path(folder)) as under:
        for kind, variant in all_of_them(seed):
            if only in kind.name:
                tried.add(under.attempt(kind, variant))
        for name in CONTROLS:
            tried.add(under.control(name))
    for line in (*tried.accepted, *tried.otherwise, *tried.refused_good):
        print(line, file=sys.stderr)
    kinds = {kind.name for kind in KINDS} | {kind_beside(place, name) for place, name, _ in beside}
    kinds = {name for name in kinds if only in name}
    said = {
        "attempts": tried.attempts,
        "kinds": len(kinds),
        "sides": 2,
        "accepted": len(tried.accepted),
        "refused_otherwise": len(tried.otherwise),
        "honest": len(CONTROLS) + len(Place),
        "honest_refused": len(tried.refused_good),
        "seed": seed,
        "seconds": round(time.monotonic() - began),
        "said": dict(sorted(tried.said.items())),
    }
    print(json.dumps(said, ensure_ascii=False))
    return 1 if tried.accepted or tried.otherwise or tried.refused_good else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
