"""A clerk who receives one citizen after the other through the desk's use cases, on a clock of the office's own."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from time import monotonic

from desk_client.bootstrap import Desk, open_desk, open_machine
from desk_client.services.intake import IntakeForm, Received
from desk_client.services.session import Session
from desk_client.settings import decode
from dossier.state import Dossier
from rehearsal.clock import SettableClock
from rehearsal.filling import fill_form, fill_papers
from rehearsal.people import invent
from rehearsal.province import PASSWORD, World

MARITAL_STATUS = "1.004873"
_FIRST_PERSON, _PEOPLE = 400_000, 100_000
"""Numbers of the people whom a clerk meets: none of a grown office, none whom another clerk meets."""
MOMENT = datetime(2019, 3, 14, 8, 5)  # noqa: DTZ001  local time of the rehearsal, +07:00


@dataclass(frozen=True, slots=True)
class Shift:
    """When a clerk begins, whom chance sends, and after how many receptions the next day comes (a slice ends)."""

    begins: datetime = MOMENT
    seed: int = 1
    a_day: int = 480


class OfficeClock(SettableClock):
    """Shows the moment it was set to; its seconds are real ones, since the desk measures itself by them."""

    def monotonic(self) -> float:
        return monotonic()


class BenchFault(Exception):
    """The desk did not do what a figure needs: what, in one line."""


class Clerk:
    """The intake clerk of a world's desk; `close` ends what was opened."""

    def __init__(self, world: World, centre: str = "", shift: Shift | None = None) -> None:
        shift = shift or Shift()
        self.clock = OfficeClock(shift.begins)
        machine = open_machine(decode("", world.desk_environment("", centre)), self.clock)
        desk = open_desk(machine)
        if desk is None:
            raise BenchFault("the desk is not enrolled")
        self.desk: Desk = desk
        self._forms = self._filled(Random(shift.seed), _FIRST_PERSON + _PEOPLE * shift.seed)
        self.received, self._a_day = 0, shift.a_day

    @cached_property
    def session(self) -> Session:
        """The clerk, signed in when first needed: until then nobody is at work here."""
        session = self.desk.sessions.login("hoa", PASSWORD)
        if not isinstance(session, Session):
            raise BenchFault(f"login: {session.value}")
        return session

    def form(self) -> IntakeForm:
        """The next citizen's filled form."""
        return next(self._forms)

    def receive(self, form: IntakeForm) -> Dossier:
        """Receive one dossier; durable when it returns."""
        self._next_day(1)
        done = self.desk.intake.receive(self.session, form)
        if not isinstance(done, Received):
            raise BenchFault(f"not received: {done.code.value} {done.params}")
        return done.state

    def receive_visit(self, forms: tuple[IntakeForm, ...]) -> None:
        """Receive several dossiers in one transaction."""
        self._next_day(len(forms))
        done = self.desk.intake.receive_visit(self.session, forms)
        if not isinstance(done, tuple):
            raise BenchFault(f"not received: {done.code.value} {done.params}")

    def close(self) -> None:
        """End everything."""
        self.desk.line.stop()
        self.desk.sandbox.close()
        self.desk.checks.close()
        self.desk.machine.writer.close()
        self.desk.machine.engine.dispose()

    def _next_day(self, count: int) -> None:
        before = self.received // self._a_day
        self.received += count
        if self.received // self._a_day != before:
            self.clock.set(self.clock.now() + timedelta(days=1))

    def _filled(self, chance: Random, first: int) -> Iterator[IntakeForm]:
        procedure = self.desk.parts.rules().procedure(MARITAL_STATUS, self.clock.now().date())
        if procedure is None:
            raise BenchFault(MARITAL_STATUS)
        for index in range(first, first + _PEOPLE):
            who = invent(chance, index).applicant
            values = fill_form(procedure.form, who, self.clock.now().date(), chance)
            papers = fill_papers(procedure, values, {})
            yield IntakeForm(procedure.code, who, values, papers, fee_paid=True)
