"""Grows a rehearsal's desk to an office of many dossiers: whole states as a centre grants them, written by the journal.

The 310 dossiers of the rehearsal's past were made act by act; each new one is one of those folded states under another
id, code and person and at an earlier moment. The journal applies them in pages, as it does for an office that begins
to see dossiers; nothing is written by hand. The store is kept under its number of dossiers and used as a copy.
"""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import msgspec
from sqlalchemy import text

from benchmarks.desk.clerk import MOMENT
from central_sync.protocol.codec import decode_state, encode_state
from central_sync.protocol.messages import FeedHead, GrantRow
from desk_client.bootstrap import Machine, open_machine
from desk_client.settings import decode
from desk_client.store.engine import checkpoint
from desk_client.store.words import tidy
from dossier.events import OPEN_STAGES
from dossier.identifiers import DossierCode, DossierId, uuid7
from dossier.state import Clock, Dossier
from rehearsal.people import invent
from rehearsal.province import World, clock_setting, fingerprint, ready_world

_OPEN = 2_000
"""Dossiers of a grown office that are under way; all others were answered."""
_PAGE = 2_000
_YEARS_BACK = 2_600
"""Days over which the past of a grown office is spread."""
_SEED = 641


def grown(build: Path, dossiers: int, say: Callable[[str], None]) -> World:
    """The world whose desk holds so many dossiers, made once for each state of the program; use a copy of it."""
    world = World(build / "bench" / f"office-{dossiers}")
    mark, wanted = world.root / "grown", mark_of(Path(__file__))
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return world
    ready_world(build / "province", world.root, say)
    machine = open_machine(decode("", world.desk_environment(clock_setting(MOMENT), "")))
    try:
        _grow(machine, dossiers)
    finally:
        machine.writer.close()
        machine.engine.dispose()
    mark.write_text(wanted, encoding="utf-8")
    return world


def someone(chance: Random, index: int) -> str:
    """A name as people of a grown office have."""
    return invent(chance, index).applicant.name


def mark_of(*makers: Path) -> str:
    """What a kept store depends on: the program's forms and rules, and the modules that made it."""
    return " ".join((fingerprint(), *(sha256(maker.read_bytes()).hexdigest() for maker in makers)))


def copy_of(world: World, target: Path) -> World:
    """A copy to work on."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(world.root, target)
    return World(target)


def _grow(machine: Machine, dossiers: int) -> None:
    with machine.engine.connect() as connection:
        known = [
            decode_state(body) for body in connection.execute(text("SELECT state FROM dossier ORDER BY n")).scalars()
        ]
    standing = machine.journal.standing()
    head = FeedHead(standing.cursor.epoch, standing.office, standing.cursor.after, standing.cursor.hash.hex(), "")
    page: list[GrantRow] = []
    for number, state in enumerate(_states(known, dossiers), 1):
        page.append(GrantRow(number, state.id, state.rev, msgspec.Raw(encode_state(state))))
        if len(page) == _PAGE:
            machine.journal.apply(page, (), head, standing.cursor)
            tidy(machine.writer)
            checkpoint(machine.engine)
            page.clear()
    machine.journal.apply(page, (), head, standing.cursor)
    checkpoint(machine.engine)


def _states(known: list[Dossier], dossiers: int) -> Iterator[Dossier]:
    """States of dossiers until there are so many, oldest first, no two of one person, id or code."""
    chance = Random(_SEED)
    answered = [state for state in known if state.stage not in OPEN_STAGES and state.code]
    under_way = [state for state in known if state.stage in OPEN_STAGES and state.code]
    missing = dossiers - len(known)
    for index in range(missing):
        left = missing - index
        chosen = under_way if left <= _OPEN else answered
        days = 7 * (left * _YEARS_BACK // missing // 7 + 9)
        yield _another(chosen[index % len(chosen)], index, timedelta(days=days if chosen is answered else 0), chance)


def _another(state: Dossier, index: int, back: timedelta, chance: Random) -> Dossier:
    """The same story of another person, so much earlier; whole weeks keep its working days."""
    accepted = (state.clock.accepted_at or MOMENT) - back
    number = 1_000 + index % 8_000
    who = invent(chance, 100_000 + index).applicant
    dossier = uuid7(int(accepted.timestamp() * 1000) + index, sha256(str(index).encode()).digest()[:10])
    return replace(
        state,
        id=DossierId(dossier),
        code=str(DossierCode(state.office, accepted.date(), number)),
        applicant=who,
        clock=Clock(*(_earlier(moment, back) for moment in _moments(state.clock))),
        delivery=replace(state.delivery, returned_at=_earlier(state.delivery.returned_at, back)),
    )


def _moments(clock: Clock) -> tuple[datetime | None, ...]:
    return (clock.accepted_at, clock.original_due, clock.due, clock.hand_over_by, clock.finished_at)


def _earlier(moment: datetime | None, back: timedelta) -> datetime | None:
    return None if moment is None else moment - back
