"""Sends what waits, keeps the proof, tries again later, and passes a notice on to its next channel.

A notice is claimed and the claim is durable before anything leaves; a runner that dies between sending and marking
lets the message go once more after the claim ends. Nothing that came back is confirmed before it is durable.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from central_server.ports.notices import (
    LEADERS_LETTER,
    OUTGOING,
    Mark,
    NewNotice,
    Notice,
    NoticeChannel,
    NoticeState,
    NotTaken,
    Outgoing,
    Receipt,
    ReceiptMark,
    Sender,
    Taken,
    Trouble,
)
from central_server.ports.storage import Storage, Work
from central_server.ports.world import Alarm, Clock
from central_server.services.notices.contacts import address, email, masked
from central_server.services.notices.plan import Plan
from central_server.services.notices.wording import Letter, outgoing
from dossier.acts import Applicant
from dossier.identifiers import DossierId, PersonId
from dossier.state import Dossier

_BATCH = 20
"""Messages in flight at once: so many may go twice after a sudden death."""
_CLAIM_MS = 10 * 60 * 1000
_MINUTE_MS = 60 * 1000
DELAYS = (1, 5, 30, 120, 360)
"""Minutes to wait after each try that failed; after the last one the channel is given up."""


@dataclass(frozen=True, slots=True)
class SendingParts:
    """What the service works with; `senders` holds a sender for every channel of the plan."""

    storage: Storage
    clock: Clock
    alarm: Alarm
    plan: Plan
    senders: Mapping[NoticeChannel, Sender]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A claimed notice with its message; `applicant` is who may still be reached otherwise, None for an official."""

    notice: Notice
    applicant: Applicant | None
    message: Outgoing


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What a batch comes to: marks, notices on the next channel, whether the channel itself failed."""

    marks: list[Mark]
    followers: list[NewNotice]
    stopped: bool = False


class NoticeSending:
    """Sends what waits."""

    def __init__(self, parts: SendingParts) -> None:
        self._parts = parts

    def send(self) -> int:
        """Everything that may go now, channel by channel; how many a provider has taken."""
        return sum(self._channel(channel) for channel in OUTGOING)

    def receive(self) -> int:
        """Receipts that have come; how many."""
        count = 0
        for channel, sender in self._parts.senders.items():

            def keep(receipts: Sequence[Receipt], channel: NoticeChannel = channel) -> None:
                nonlocal count
                count += len(receipts)
                self._parts.storage.write(lambda unit: self._keep(unit, channel, receipts))

            sender.receive(keep)
        return count

    def _channel(self, channel: NoticeChannel) -> int:
        if self._parts.plan.rests(channel, self._parts.clock.now()):
            return 0
        taken = 0
        while claimed := self._claim(channel):
            outcome = self._try(channel, claimed)
            self._write(channel, outcome)
            taken += sum(mark.state is NoticeState.SENT for mark in outcome.marks)
            if outcome.stopped:
                self._parts.alarm.raise_("notice_channel_down", (channel.value,))
                break
        return taken

    def _claim(self, channel: NoticeChannel) -> Sequence[Notice]:
        now = self._parts.clock.milliseconds()
        return self._parts.storage.write(lambda unit: unit.notices.claim(channel, now, now + _CLAIM_MS, _BATCH))

    def _write(self, channel: NoticeChannel, outcome: _Outcome) -> None:
        def work(unit: Work) -> None:
            unit.notices.mark(channel, outcome.marks)
            unit.notices.add(outcome.followers)

        self._parts.storage.write(work)

    def _try(self, channel: NoticeChannel, claimed: Sequence[Notice]) -> _Outcome:
        states = self._states([one.dossier for one in claimed])
        outcome = _Outcome([], [])
        ready = [one for notice in claimed if (one := self._ready(notice, states, outcome)) is not None]
        sender = self._parts.senders.get(channel)
        if not ready or sender is None:
            return outcome
        answers = self._answers(channel, sender, [one.message for one in ready])
        for one, answer in zip(ready, answers, strict=True):
            match answer:
                case Taken():
                    outcome.marks.append(self._taken(one, answer))
                case NotTaken():
                    self._not_taken(one, answer, outcome)
        stopped = any(isinstance(one, NotTaken) and one.trouble is Trouble.CHANNEL for one in answers)
        return _Outcome(outcome.marks, outcome.followers, stopped)

    def _answers(
        self, channel: NoticeChannel, sender: Sender, messages: Sequence[Outgoing]
    ) -> Sequence[Taken | NotTaken]:
        """The channel's answers; a fault of ours counts as a try of each, so that no message blocks others for ever."""
        try:
            return sender.send(messages)
        except Exception as fault:
            self._parts.alarm.raise_("notice_send_fault", (channel.value, type(fault).__name__))
            return [NotTaken(Trouble.CHANNEL, "fault")] * len(messages)

    def _states(self, dossiers: Sequence[DossierId]) -> Mapping[DossierId, Dossier]:
        return self._parts.storage.read(lambda unit: unit.notices.states(dossiers))

    def _ready(self, notice: Notice, states: Mapping[DossierId, Dossier], outcome: _Outcome) -> _Ready | None:
        """The notice with its message, unless it is no longer true or cannot go on this channel."""
        if notice.template == LEADERS_LETTER:
            return self._to_leader(notice, outcome)
        plan, state = self._parts.plan, states.get(notice.dossier)
        if state is None or not plan.still_true(notice.template, state.stage.value):
            outcome.marks.append(self._mark(notice, NoticeState.DROPPED, "overtaken"))
            return None
        to = address(notice.channel, state.applicant) if notice.channel in self._parts.senders else None
        if to is None:
            why = "no_address" if notice.channel in self._parts.senders else "channel_off"
            self._give_up(notice, state.applicant, why, outcome)
            return None
        key = f"{notice.cause}/{notice.template}"
        message = outgoing(plan.table, notice.channel, Letter(key, notice.template, notice.places), to)
        return _Ready(notice, state.applicant, message)

    def _to_leader(self, notice: Notice, outcome: _Outcome) -> _Ready | None:
        """A letter of today to an official, at the address that he has now; that of another day is told anew."""
        _, day, person = notice.cause.split("/")
        if day != self._parts.clock.now().date().isoformat():
            outcome.marks.append(self._mark(notice, NoticeState.DROPPED, "overtaken"))
            return None
        if notice.channel not in self._parts.senders:
            self._give_up(notice, None, "channel_off", outcome)
            return None
        found = self._parts.storage.read(lambda unit: unit.registry.officials([PersonId(person)]))
        to = email(found[0].email) if found else None
        if to is None:
            self._give_up(notice, None, "no_address", outcome)
            return None
        key = f"{notice.cause}/{notice.office}"
        return _Ready(notice, None, Outgoing(key, to, notice.places["subject"], notice.text, LEADERS_LETTER, {}))

    def _taken(self, one: _Ready, answer: Taken) -> Mark:
        now = self._parts.clock.milliseconds()
        return Mark(
            id=one.notice.id,
            state=NoticeState.SENT,
            next_ms=now,
            answer=answer.answer,
            answered_ms=now,
            text=one.message.text,
            sent_to=masked(one.message.to),
            provider_ids=answer.provider_ids,
        )

    def _not_taken(self, one: _Ready, answer: NotTaken, outcome: _Outcome) -> None:
        tries = one.notice.attempts
        if answer.trouble is Trouble.NEVER or tries >= len(DELAYS):
            self._give_up(one.notice, one.applicant, answer.answer, outcome)
            return
        now = self._parts.clock.milliseconds()
        later = now + DELAYS[tries] * _MINUTE_MS
        # What has its words with it keeps them: a mark says them anew.
        outcome.marks.append(Mark(one.notice.id, NoticeState.WAITING, later, answer.answer, now, text=one.notice.text))

    def _give_up(self, notice: Notice, applicant: Applicant | None, why: str, outcome: _Outcome) -> None:
        outcome.marks.append(self._mark(notice, NoticeState.FAILED, why))
        if applicant is None:
            self._parts.alarm.raise_("leaders_letter_failed", (notice.office, why))
            return
        outcome.followers.extend(self._parts.plan.after(notice, applicant, self._parts.clock.milliseconds()))

    def _mark(self, notice: Notice, state: NoticeState, answer: str) -> Mark:
        now = self._parts.clock.milliseconds()
        return Mark(notice.id, state, now, answer, now, tried=state is NoticeState.FAILED, text=notice.text)

    def _keep(self, unit: Work, channel: NoticeChannel, receipts: Sequence[Receipt]) -> None:
        now = self._parts.clock.milliseconds()
        for one in receipts:
            settled = unit.notices.receipt(channel, one.provider_id, ReceiptMark(one.delivered, one.answer, now))
            if settled is None or one.delivered:
                continue
            state = unit.notices.states([settled.dossier]).get(settled.dossier)
            if state is not None and self._parts.plan.still_true(settled.template, state.stage.value):
                unit.notices.add(self._parts.plan.after(settled, state.applicant, now))
