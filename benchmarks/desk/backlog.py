"""A desk that missed ten thousand events: another desk of its office received them while it was switched off."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from benchmarks.desk import clerk as clerk_module
from benchmarks.desk.clerk import MOMENT, BenchFault, Clerk, Shift
from benchmarks.desk.crowd import copy_of, grown, mark_of
from desk_client.bootstrap import open_machine
from desk_client.services.enrolling import Enrolled, Enrolling, EnrolTrouble
from desk_client.settings import decode
from rehearsal.processes import Children
from rehearsal.province import OFFICE, World, clock_setting, serve

EVENTS = 10_000
_VISIT = 40
_A_DAY = 4_000


class Colleague(World):
    """The same world as the other desk sees it."""

    @property
    def desk(self) -> Path:
        """Data of the other desk."""
        return self.root / "colleague"


def behind(build: Path, dossiers: int, say: Callable[[str], None]) -> World:
    """The world of a desk with so many dossiers whose centre holds 10,000 events more; made once, use a copy."""
    world = World(build / "bench" / f"office-{dossiers}-behind")
    mark, wanted = world.root / "behind", mark_of(Path(__file__), Path(str(clerk_module.__file__)))
    if mark.exists() and mark.read_text(encoding="utf-8") == wanted:
        return world
    copy_of(grown(build, dossiers, say), world.root)
    children = Children(world.root / "logs")
    try:
        _miss(world, children)
    finally:
        children.end_all()
    mark.write_text(wanted, encoding="utf-8")
    return world


def _miss(world: World, children: Children) -> None:
    clock = clock_setting(MOMENT)
    address = f"http://127.0.0.1:{serve(world, children, clock)}"
    code = ("desk-code", "--office", OFFICE, "--slice", "500-8999", "--from", "2018-01-01", "--until", "2019-12-31")
    command = ("central_server", "--data", str(world.centre), *code, "--address", address, "--json")
    ticket = json.loads(children.run("centre-admin", command, {"MOTCUA_CLOCK": clock}))["ticket"]
    colleague = Colleague(world.root)
    _enrol(colleague, str(ticket))
    clerk = Clerk(colleague, shift=Shift(MOMENT - timedelta(days=3), seed=2, a_day=_A_DAY))
    try:
        clerk.desk.line.once()  # the rules
        for _ in range(EVENTS // _VISIT):
            clerk.receive_visit(tuple(clerk.form() for _ in range(_VISIT)))
        while not clerk.desk.outbox.counts().all_sent:
            error = clerk.desk.line.once().error
            if error is not None:
                raise BenchFault(f"the other desk could not send: {error.code.value}")
    finally:
        clerk.close()


def _enrol(colleague: World, ticket: str) -> None:
    machine = open_machine(decode("", colleague.desk_environment(clock_setting(MOMENT), "")))
    try:
        enrolling = Enrolling(machine.engine, machine.writer, machine.signer)
        read = enrolling.read(ticket)
        if isinstance(read, EnrolTrouble) or not isinstance(enrolling.enrol(read, "Quầy 2"), Enrolled):
            raise BenchFault("the other desk did not enrol")
    finally:
        machine.writer.close()
        machine.engine.dispose()
