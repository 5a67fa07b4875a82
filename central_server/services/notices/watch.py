"""Writes to the leaders of an office, once on each of its working days, what lies there; moves nothing itself.

Every open dossier is looked at, some at a time: acts that come in must not wait. The letter is a notice like others,
named by office, day and leader, so that a second look on the same day changes nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from central_server.ports.notices import LEADERS_LETTER, DuePlace, NewNotice, NoticeChannel, NoticeState, OpenDossier
from central_server.ports.storage import Storage
from central_server.ports.values import Addressee
from central_server.ports.world import Clock
from dossier.identifiers import DossierId, OfficeId
from dossier.lying import Lying, lying_of, untaken_since
from dossier.roles import Role
from dossier.rules import Rules

_PAGE = 50
"""Dossiers looked at in one go: some thousandths of a second."""
_MOST = 50
"""So many are named in a letter; the screen has the others."""


class Say(Protocol):
    """Speaks a sentence of `resources/messages` by its id."""

    def __call__(self, message_id: str, /, **params: str) -> str:
        """The sentence with its places filled."""
        ...


@dataclass(frozen=True, slots=True)
class WatchParts:
    """What the service works with; `rules` are those in force, None before a province was loaded."""

    storage: Storage
    clock: Clock
    rules: Callable[[], Rules | None]
    say: Say


@dataclass(frozen=True, slots=True)
class LyingDossier:
    """A dossier that lies: its code, and why."""

    code: str
    lying: Lying


Found = dict[OfficeId, list[LyingDossier]]


@dataclass
class _Patience:
    """Since when a step should have been followed by now, by the calendar of each office."""

    rules: Rules
    today: date
    _known: dict[str, date] = field(default_factory=dict)

    def of(self, office: str) -> date:
        if office not in self._known:
            days = self.rules.bundle.province.untaken.days
            self._known[office] = untaken_since(self.today, self.rules.calendar_of(office), days)
        return self._known[office]


class Watch:
    """The watchdog over what lies ("Vướng trên đường đi")."""

    def __init__(self, parts: WatchParts) -> None:
        self._parts = parts
        self._told: dict[OfficeId, date] = {}
        self._round: Iterator[int] = iter(())

    def step(self) -> int:
        """Look at some more dossiers, or begin when an office is at work whose leaders were not told today.

        0 when there is nothing to look for now.
        """
        if next(self._round, 0):
            return 1
        now, rules = self._parts.clock.now(), self._parts.rules()
        waiting = {} if rules is None else self._waiting(rules, now)
        if rules is None or not waiting:
            return 0
        self._round = self._look(rules, now, waiting)
        return 1

    def lying(self) -> Mapping[OfficeId, Sequence[LyingDossier]]:
        """What lies in each office now."""
        rules, found = self._parts.rules(), Found()
        if rules is not None:
            for page in self._pages():
                _sort_in(page, found, rules, self._parts.clock.now())
        return found

    def addressees(self, day: date) -> Mapping[OfficeId, Sequence[Addressee]]:
        """Leaders of that day who can be written to, by office."""
        found: dict[OfficeId, list[Addressee]] = {}
        for one in self._parts.storage.read(lambda unit: unit.registry.addressees(Role.LEADER, day)):
            found.setdefault(one.office, []).append(one)
        return found

    def _waiting(self, rules: Rules, now: datetime) -> Mapping[OfficeId, Sequence[Addressee]]:
        """Whom to tell of which office now: not before it has opened, not after it has closed, not twice a day."""
        return {
            office: people
            for office, people in self.addressees(now.date()).items()
            if self._told.get(office) != now.date() and _at_work(rules, office, now)
        }

    def _look(self, rules: Rules, now: datetime, waiting: Mapping[OfficeId, Sequence[Addressee]]) -> Iterator[int]:
        found = Found()
        for page in self._pages():
            _sort_in(page, found, rules, now)
            yield len(page)
        letters = [
            self._letter(rules, now, one, found[office])
            for office, people in waiting.items()
            if office in found
            for one in people
        ]
        self._parts.storage.write(lambda unit: unit.notices.add(letters))
        self._told |= dict.fromkeys(waiting, now.date())

    def _pages(self) -> Iterator[Sequence[OpenDossier]]:
        after = DuePlace()
        while page := self._page(after):
            yield page
            after = page[-1].place

    def _page(self, after: DuePlace) -> Sequence[OpenDossier]:
        return self._parts.storage.read(lambda unit: unit.notices.open_dossiers(after, _PAGE))

    def _letter(self, rules: Rules, now: datetime, to: Addressee, lying: Sequence[LyingDossier]) -> NewNotice:
        say, ms = self._parts.say, self._parts.clock.milliseconds()
        said = {"office": rules.office_name(to.office), "count": str(len(lying)), "day": f"{now:%d/%m/%Y}"}
        rows = [say(name, **params) for name, params in map(said_of, lying[:_MOST])]
        if len(lying) > _MOST:
            rows.append(say("centre.watch.more", count=str(len(lying) - _MOST)))
        listed = "\n".join(f"- {row}" for row in rows)
        return NewNotice(
            dossier=DossierId(to.office),
            cause=f"watch/{now:%Y-%m-%d}/{to.person}",
            template=LEADERS_LETTER,
            channel=NoticeChannel.EMAIL,
            office=to.office,
            at=now.isoformat(timespec="seconds"),
            places={"subject": say("centre.watch.subject", **said)},
            state=NoticeState.WAITING,
            made_ms=ms,
            next_ms=ms,
            call=False,
            text=say("centre.watch.text", rows=listed, time=f"{now:%H:%M}", **said),
        )


def said_of(one: LyingDossier) -> tuple[str, dict[str, str]]:
    """One dossier that lies as a message: its code, the kind of delay, since when; nothing of the citizen."""
    return f"centre.watch.{one.lying.delay.value}", {"code": one.code, "since": f"{one.lying.since:%d/%m/%Y}"}


def _sort_in(page: Sequence[OpenDossier], found: Found, rules: Rules, now: datetime) -> None:
    """Put those that lie to the office that holds them."""
    patience = _Patience(rules, now.date())
    for one in page:
        lying = lying_of(one.state, now, patience.of(one.state.custody))
        if lying is not None:
            found.setdefault(one.state.custody, []).append(LyingDossier(one.state.code, lying))


def _at_work(rules: Rules, office: OfficeId, now: datetime) -> bool:
    sessions = rules.calendar_of(office).sessions(now.date())
    return any(session.opens <= now.time() < session.closes for session in sessions)
