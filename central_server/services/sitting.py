"""Decides the acts of one unit of work in order, in memory, on the states of record; the minutes are written once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

import msgspec

from central_server.ports.storage import Work
from central_server.ports.values import (
    Appended,
    Batch,
    Device,
    EventRef,
    FileClaim,
    NewRow,
    Record,
    StoredAct,
    StoredEvent,
)
from central_server.ports.world import RulesShelf, SignedBy
from central_server.services.arrival import UNKNOWN_KIND, Arrived, Unreadable
from central_server.services.minutes import Minutes
from central_server.services.outside import Desired, Outside, gather
from central_sync.protocol.chain import ZERO, link
from central_sync.protocol.codec import encode_state
from central_sync.protocol.messages import FileKey, GrantRow, Verdict, VerdictKind, VerdictRow
from dossier.acts import WITNESSED, Act, HandOver, files_of
from dossier.course_checks import BEGINNING
from dossier.decide import Claimed, record
from dossier.events import Event, Outcome, Task
from dossier.evolve import evolve
from dossier.facts import CLOCK_DOUBT
from dossier.identifiers import ActId, DossierId, OfficeId
from dossier.refusals import Refusal, RefusalCode
from dossier.roles import Role

DUPLICATE_MARK = "~"
"""A second line with a known id is kept for the chain under its id, this mark, its device and its sequence."""

SILENT = frozenset({"file_missing", "behind_held"})
"""Holds that end by themselves when the pages arrive: no task for a human."""

_VERDICTS = {
    Outcome.APPLIED: VerdictKind.ACCEPTED,
    Outcome.MERGED: VerdictKind.MERGED,
    Outcome.NOTED: VerdictKind.NOTED,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """When the centre decides: local, and in milliseconds."""

    local: datetime
    ms: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one desk before its first act is decided."""

    held: Mapping[DossierId, int]
    outside: Outside
    last_at: datetime | None
    """The moment of the device's act before the first one."""


class Sitting:
    """Decides acts of one device into the minutes of a unit of work, which other devices' sittings may share."""

    def __init__(self, case: "Case", known: Known, minutes: Minutes) -> None:
        self._device = case.device
        self._rules = case.rules
        self._moment = case.moment
        self._outside = known.outside
        self._last_at = known.last_at
        self._held = dict(known.held)
        self._minutes = minutes

    def decide(self, arrived: Arrived) -> Verdict:
        """Decide one act and remember what it makes; returns the answer to the desk."""
        answer = self._answer(arrived)
        if answer.verdict is VerdictKind.HELD and arrived.dossier:
            self._held.setdefault(arrived.dossier, arrived.seq)
        self._keep(arrived, answer)
        return answer

    def hold(self, arrived: Arrived, code: str) -> Verdict:
        """Keep an act without deciding it."""
        answer = self._say(arrived, VerdictKind.HELD, code)
        self._keep(arrived, answer)
        return answer

    def _answer(self, arrived: Arrived) -> Verdict:
        act = arrived.content
        first = self._minutes.answers.get(act.id) if _has_name(arrived) else None
        if first is not None:
            return Verdict(arrived.seq, arrived.id, VerdictKind.DUPLICATE, first.verdict.value, first.params, first.rev)
        if isinstance(act, Unreadable):
            return self._say(arrived, VerdictKind.HELD, act.why)
        reason = self._reason_to_wait(arrived, act)
        if reason:
            return self._say(arrived, VerdictKind.HELD, reason)
        return self._decided(arrived, act)

    def _reason_to_wait(self, arrived: Arrived, act: Act) -> str:
        first_held = self._held.get(act.dossier)
        if first_held is not None and first_held < arrived.seq:
            return "behind_held"
        if any(self._waits(need) for need in act.needs):
            return "needs"
        if self._rules.find(act.rules) is None:
            return "rules_unknown"
        if act.dossier not in self._minutes.records and act.kind not in BEGINNING:
            return "dossier_unknown"
        if isinstance(act.data, HandOver) and act.data.to_office not in self._outside.offices:
            return "office_unknown"
        return ""

    def _waits(self, need: ActId) -> bool:
        answer = self._minutes.answers.get(need)
        return answer is None or answer.verdict is VerdictKind.HELD

    def _decided(self, arrived: Arrived, act: Act) -> Verdict:
        rules = self._rules.find(act.rules)
        before = self._minutes.records.get(act.dossier)
        if rules is None or (before is not None and self._device.office not in before.offices):
            return self._without_right(arrived, act, Refusal(RefusalCode.NO_RIGHT, "", (("act", act.kind.value),)))
        decision = record(None if before is None else before.state, act, rules, self._outside.facts(act, rules))
        if self._outside.misses_file(act) and _counts(decision):
            return self._say(arrived, VerdictKind.HELD, "file_missing")
        match decision:
            case Event():
                return self._apply(arrived, before, decision)
            case Claimed(refusal):
                return self._say(arrived, VerdictKind.CLAIMED, refusal.code.value, refusal.params)
            case Refusal(code=code, params=params):
                return self._say(arrived, VerdictKind.REFUSED, code.value, params)
            case other:
                assert_never(other)

    def _without_right(self, arrived: Arrived, act: Act, refusal: Refusal) -> Verdict:
        """A stranger to the dossier learns nothing of it and writes nothing into it."""
        kind = VerdictKind.CLAIMED if act.kind in WITNESSED else VerdictKind.REFUSED
        return self._say(arrived, kind, refusal.code.value, refusal.params)

    def _apply(self, arrived: Arrived, before: Record | None, decided: Event) -> Verdict:
        event = self._with_clock_doubt(decided)
        state = evolve(None if before is None else before.state, event)
        ruling = msgspec.json.encode(event.ruling)
        head = link(ZERO if before is None else before.head, arrived.line + b"\n" + ruling)
        stored = StoredEvent(event.dossier, event.rev, arrived.device, arrived.seq, ruling, head)
        seeing = frozenset() if before is None else before.offices
        offices = seeing | {self._device.office} | state.concerned
        self._minutes.change(Record(state, head, offices), before)
        self._minutes.events.append(stored)
        told = seeing | {self._device.office}
        self._minutes.rows += [NewRow(office, EventRef(stored, arrived.line)) for office in sorted(told)]
        for office in sorted(offices - told):
            granted = msgspec.Raw(encode_state(state))
            self._minutes.rows.append(NewRow(office, GrantRow(0, event.dossier, event.rev, granted)))
        return Verdict(arrived.seq, arrived.id, _VERDICTS[event.ruling.outcome], rev=event.rev)

    def _with_clock_doubt(self, event: Event) -> Event:
        """A moment that cannot be right is told to a person, never refused and never changed."""
        last, self._last_at = self._last_at, event.at
        if event.at <= self._moment.local + CLOCK_DOUBT and (last is None or event.at >= last):
            return event
        told = Task("clock_doubt", (("at", f"{event.at:%d/%m/%Y %H:%M}"), ("desk", str(self._device.desk_number))))
        return replace(event, ruling=replace(event.ruling, tasks=(*event.ruling.tasks, told)))

    def _say(
        self, arrived: Arrived, kind: VerdictKind, code: str = "", params: tuple[tuple[str, str], ...] = ()
    ) -> Verdict:
        return Verdict(arrived.seq, arrived.id, kind, code, params)

    def _keep(self, arrived: Arrived, answer: Verdict) -> None:
        content = arrived.content
        named = _has_name(arrived) and arrived.id not in self._minutes.answers
        self._minutes.acts.append(
            StoredAct(
                device=arrived.device,
                seq=arrived.seq,
                id=arrived.id if named else _marked(arrived),
                dossier=arrived.dossier,
                office=self._device.office,
                kind=content.kind.value if isinstance(content, Act) else content.kind,
                at=content.at.isoformat() if isinstance(content, Act) else "",
                rules=content.rules[:64].replace("\x00", "") if isinstance(content, Act) else "",
                hash=arrived.hash,
                line=arrived.line,
                received_ms=self._moment.ms,
                answer=answer,
            )
        )
        if named:
            self._minutes.answers[arrived.id] = answer
        if isinstance(content, Act):
            self._minutes.files += [
                FileClaim(self._device.office, content.dossier, FileKey(file.sha256, file.size))
                for file in files_of(content.data)
            ]
        self._tell_origin(arrived, answer)

    def _tell_origin(self, arrived: Arrived, answer: Verdict) -> None:
        """An act without an event is a task of the office it came from; what one still waits for was told before."""
        if answer.verdict is VerdictKind.HELD and (answer.code in SILENT or self._was_told(arrived, answer)):
            return
        if answer.verdict in (VerdictKind.REFUSED, VerdictKind.CLAIMED, VerdictKind.HELD):
            text = arrived.line.decode(errors="replace")
            row = VerdictRow(0, arrived.dossier, answer, arrived.device, text)
            self._minutes.rows.append(NewRow(self._device.office, row))

    def _was_told(self, arrived: Arrived, answer: Verdict) -> bool:
        """Whether the act waited for the same before: one that stood behind another may now wait for itself."""
        return self._minutes.again and self._minutes.waited.get(arrived.id, answer.code) == answer.code


def _counts(decision: Event | Refusal | Claimed) -> bool:
    """Whether an act would move its dossier: what would not is answered without waiting for its file."""
    return isinstance(decision, Event) and decision.ruling.outcome is not Outcome.NOTED


def _has_name(arrived: Arrived) -> bool:
    """Whether the line's id is an act's own: a malformed line must not take the name of another act."""
    content = arrived.content
    return isinstance(content, Act) or content.why == UNKNOWN_KIND


def _marked(arrived: Arrived) -> ActId:
    name = arrived.id.replace("\x00", "")
    return ActId(f"{name[:24]}{DUPLICATE_MARK}{arrived.device[:36]}{DUPLICATE_MARK}{arrived.seq}")


@dataclass(frozen=True, slots=True)
class Case:
    """What acts are decided with: whose they are, by which rules, when, with which checked signatures.

    `role` is that of who acts by the centre's own hand.
    """

    device: Device
    rules: RulesShelf
    moment: Moment
    signatures: Mapping[str, SignedBy]
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Seat:
    """Acts of one device that follow the end of its chain, and what they are decided with."""

    case: Case
    arrived: Sequence[Arrived]

    @property
    def acts(self) -> list[Act]:
        """Those of the lines that are acts."""
        return [one.content for one in self.arrived if isinstance(one.content, Act)]


@dataclass(frozen=True, slots=True)
class Decided:
    """The answers seat by seat, whether any act at all waits now, and what was put on the offices' feeds."""

    answers: list[list[Verdict]]
    some_held: bool
    appended: Mapping[OfficeId, Appended]


def decide_all(work: Work, seats: Sequence[Seat], proofs: Sequence[Batch]) -> Decided:
    """Decide and write new acts of several devices, each at one seat: first the reads for all, then every decision
    in the order of the seats, then the writes, and the end of the unit of work. `proofs`: who signed them.
    """
    devices = [seat.case.device.id for seat in seats]
    minutes = Minutes({}, {})
    work.end_unwaited()
    work.ledger.keep_batches(proofs)
    waiting, last_moments = work.ledger.any_held(), work.ledger.last_moments(devices)
    outsides = _prepare(work, minutes, seats)
    moments, some_held = last_moments(), waiting()
    held = work.ledger.held_dossiers(devices) if some_held else {}
    answers = []
    for seat, outside in zip(seats, outsides, strict=True):
        device = seat.case.device.id
        sitting = Sitting(seat.case, Known(held.get(device, {}), outside, moments.get(device)), minutes)
        answers.append([sitting.decide(one) for one in seat.arrived])
    appended = minutes.write(work)
    some_held = some_held or any(act.answer.verdict is VerdictKind.HELD for act in minutes.acts)
    return Decided(answers, some_held, appended)


def decide_again(work: Work, seat: Seat) -> list[Verdict]:
    """Decide held acts of one device again and write the new answers."""
    minutes = Minutes({}, {}, again=True)
    work.end_unwaited()
    (outside,) = _prepare(work, minutes, [seat])
    for one in seat.arrived:
        before = minutes.answers.pop(one.id, None)
        if before is not None:
            minutes.waited[one.id] = before.code
    sitting = Sitting(seat.case, Known({}, outside, None), minutes)
    answers = [sitting.decide(one) for one in seat.arrived]
    minutes.write(work)
    return answers


def hold_aside(work: Work, case: Case, arrived: Arrived, code: str) -> Verdict:
    """Keep one act held without deciding it, and move the device's chain over it; reads as little as it can."""
    minutes = Minutes(dict(work.ledger.answers([arrived.id] if _has_name(arrived) else [])()), {})
    outside = Outside(case.device, (), (), frozenset(), (), {}, {}, frozenset())
    verdict = Sitting(case, Known({}, outside, None), minutes).hold(arrived, code)
    minutes.write(work)
    return verdict


def _prepare(work: Work, minutes: Minutes, seats: Sequence[Seat]) -> list[Outside]:
    """Claim numbers, lock and load the states, read everything the decisions need."""
    wanted = [Desired(seat.case.device, seat.acts, seat.case.signatures, seat.case.role) for seat in seats]
    acts = [act for one in wanted for act in one.acts]
    outsides, records = gather(work, wanted), work.ledger.lock_records([act.dossier for act in acts])
    own = [one.id for seat in seats for one in seat.arrived if _has_name(one)]
    answers = work.ledger.answers([*own, *(need for act in acts for need in act.needs)])
    minutes.records.update(records())
    minutes.answers.update(answers())
    return outsides()
