"""Turns what a person does into an act: envelope, clock and sequence, decided and written in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

from central_sync.protocol.codec import ACT_VERSION, kind_of
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store.ledger import Ledger, Written
from desk_client.store.rows import load
from dossier.acts import Act, ActKind, Payload
from dossier.decide import acts_open
from dossier.identifiers import ActId, DeviceId, DossierId, uuid7
from dossier.refusals import Refusal
from dossier.rules import Rules
from dossier.state import Dossier
from dossier.workflow import Step

T = TypeVar("T")


class Refused(Exception):
    """A refusal in the middle of a transaction of several acts: carries it out so that everything rolls back."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.code.value)
        self.refusal = refusal


class _OnlyAsked(Exception):
    """Ends a transaction that only asked what the rules would say: all of it rolls back."""


class Scribe:
    """Writes acts inside one transaction; everything or nothing."""

    def __init__(self, parts: Parts, connection: Connection, session: Session) -> None:
        self.connection = connection
        self.ledger = Ledger(connection, parts.rulebook, parts.identity)
        self.rules: Rules = self.ledger.rules
        self.at: datetime = parts.clock.now()
        self.session = session
        self._parts = parts

    def new_id(self) -> str:
        """A fresh UUIDv7."""
        return uuid7(self._parts.clock.unix_ms(), self._parts.chance.bytes(10))

    def write(self, payload: Payload, dossier: str, group: str = "") -> Written:
        """Decide and write one act; raises Refused, which undoes the whole transaction."""
        held = load(self.connection, dossier)
        confirmed = None if held is None else held.confirmed
        act = Act(
            id=ActId(self.new_id()),
            device=DeviceId(self._parts.identity.device),
            seq=self.ledger.next_seq(),
            at=self.at,
            clock=self._tick(),
            actor=self.session.person.id,
            office=self.session.office,
            dossier=DossierId(dossier),
            kind=kind_of(payload),
            version=ACT_VERSION,
            base=0 if confirmed is None else confirmed.rev,
            rules=self.rules.version,
            data=payload,
            group=group,
        )
        written = self.ledger.write(act, held)
        if isinstance(written, Refusal):
            raise Refused(written)
        return written

    def _tick(self) -> str:
        """Hybrid logical clock: never behind the last act, whatever the machine's clock did."""
        last, _, count = self.ledger.clock.partition(".")
        now = max(self._parts.clock.unix_ms(), int(last))
        counter = int(count) + 1 if now == int(last) else 0
        return f"{now}.{counter}.{self._parts.identity.device}"


class Acting:
    """One or several acts of a person, durable when the call returns."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def do(self, session: Session, payload: Payload, dossier: str, group: str = "") -> Dossier | Refusal:
        """Write one act; the shown state after it, or why not."""
        return self.together(session, lambda scribe: scribe.write(payload, dossier, group).state)

    def do_all(self, session: Session, payload: Payload, dossiers: Sequence[str]) -> list[Dossier] | Refusal:
        """The same act on several dossiers as one group: one control slip, all or none."""

        def work(scribe: Scribe) -> list[Dossier]:
            group = scribe.new_id()
            return [scribe.write(payload, dossier, group).state for dossier in dossiers]

        return self.together(session, work)

    def together(self, session: Session, work: Callable[[Scribe], T]) -> T | Refusal:
        """Run `work` in one transaction; a refusal of any act undoes all of them."""
        try:
            return self._parts.writer.run(lambda connection: work(Scribe(self._parts, connection, session)))
        except Refused as refused:
            return named(refused.refusal, self._parts.rules())

    def would_refuse(self, session: Session, payload: Payload, dossier: str) -> Refusal | None:
        """What the rules say of an act before anybody is asked for a signature; nothing is written."""

        def work(scribe: Scribe) -> None:
            scribe.write(payload, dossier)
            raise _OnlyAsked

        try:
            return self.together(session, work)
        except _OnlyAsked:
            return None

    def open_acts(self, session: Session, state: Dossier) -> tuple[ActKind, ...]:
        """The acts the table allows this person on this dossier now."""
        day = self._parts.clock.now().date()
        roles = session.roles_on(day)
        return acts_open(state, self._parts.rules(), roles, session.office, session.person.id, day=day)

    def row(self, session: Session, state: Dossier, kind: ActKind) -> Step | None:
        """The row of the table that an act of this person on this dossier goes by now."""
        day = self._parts.clock.now().date()
        workflow = self._parts.rules().workflow_of(state.procedure, state.version_day)
        if workflow is None:
            return None
        foreign = state.office != session.office
        return workflow.on(day).step(kind, state.stage, session.roles_on(day), foreign=foreign)


def named(refusal: Refusal, rules: Rules) -> Refusal:
    """The refusal with the short name of an agency in place of its identifier: people know names."""
    pairs = ((name, rules.office_name(value) if name == "office" else value) for name, value in refusal.params)
    return replace(refusal, params=tuple(pairs))
