"""The office's list of citizens to telephone: asked of the centre, worked off by acts of this desk.

A list that was read stays in view while the line is down; none is kept longer than the program runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from central_sync.client.asking import Asker
from central_sync.protocol.calls import CallRow
from central_sync.protocol.faults import Fault
from desk_client.services.acting import Acting
from desk_client.services.parts import Parts
from desk_client.services.session import Session
from desk_client.store.day_reads import unsent_acts
from dossier.acts import ActKind
from dossier.course import RecordContact
from dossier.identifiers import DossierId
from dossier.messages import Message, message
from dossier.refusals import Refusal
from dossier.state import Dossier

BY_PHONE = "phone"


class CallEnd(str, Enum):
    """How a call ended; message ids are `day.calls.end.<value>`."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


@dataclass(frozen=True, slots=True)
class Call:
    """One citizen to telephone: what to say, about which moment, how often nobody was reached; `here`: the dossier is
    on this desk, so that a result can be written.
    """

    id: int
    dossier: DossierId
    code: str
    name: str
    phone: str
    text: str
    at: datetime
    tries: int
    here: bool


@dataclass(frozen=True, slots=True)
class CallSight:
    """The list as the centre gave it at a moment, without the calls that this desk has told since.

    `trouble` says why the centre did not give it again; where it never did (not `read`), `calls` are empty and `at` is
    the moment of asking.
    """

    calls: tuple[Call, ...]
    at: datetime
    trouble: Message | None = None
    read: bool = True


class DayCalls:
    """Use cases of the call list."""

    def __init__(self, parts: Parts, acting: Acting, asker: Asker | None) -> None:
        self._parts = parts
        self._acting = acting
        self._asker = asker
        self._reached: dict[str, datetime] = {}
        self._heard: tuple[Sequence[CallRow], datetime] | None = None

    def look(self) -> CallSight:
        """Ask the centre for the list; one short question, which waits for the line."""
        reply = None if self._asker is None else self._asker.calls()
        trouble = None
        if reply is None:
            trouble = message("day.calls.no_centre")
        elif isinstance(reply, Fault):
            trouble = message("day.calls.offline") if reply.line_down else reply.message
        else:
            self._heard = (reply.calls, self._parts.clock.now())
        if self._heard is None:
            return CallSight((), self._parts.clock.now(), trouble, read=False)
        rows, at = self._heard
        told = self._told()
        calls = (self._call(row) for row in rows)
        left = (call for call in calls if not (call.dossier in told and told[call.dossier] >= call.at))
        return CallSight(tuple(left), at, trouble)

    def not_asked(self, sight: CallSight | None) -> CallSight:
        """What is shown once a person would not wait for the line; `sight` is what he had before."""
        trouble = message("day.calls.stopped")
        now = CallSight((), self._parts.clock.now(), trouble, read=False)
        return now if sight is None else replace(sight, trouble=trouble)

    def record(self, session: Session, call: Call, end: CallEnd, words: str) -> Dossier | Refusal:
        """Write down how a call ended, in words for the dossier's story; the centre closes it when the act arrives."""
        reached = end is CallEnd.REACHED
        done = self._acting.do(session, RecordContact(BY_PHONE, reached, words.strip()), call.dossier)
        if reached and isinstance(done, Dossier):
            self._reached[call.dossier] = self._parts.clock.now()
        return done

    def _told(self) -> dict[str, datetime]:
        """When this desk last reached the citizen of a dossier: of this run, and of acts that are still unsent."""
        found = dict(self._reached)
        for act in unsent_acts(self._parts.engine, ActKind.RECORD_CONTACT):
            if isinstance(act.data, RecordContact) and act.data.reached:
                found[act.dossier] = max(act.at, found.get(act.dossier, act.at))
        return found

    def _call(self, row: CallRow) -> Call:
        dossier = DossierId(row.dossier)
        here = self._parts.queries.dossier(dossier) is not None
        at = datetime.fromisoformat(row.at)
        return Call(row.id, dossier, row.code, row.name, row.phone, row.text, at, row.tries, here)
