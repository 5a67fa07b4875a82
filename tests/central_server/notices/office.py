"""A centre with notices for tests: acts of a desk, channels that a test answers for, one runner."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from central_server.bootstrap.notices import load_table
from central_server.ports.notices import Notice, NoticeChannel, Wanted
from central_server.services.notices.calls import NoticeCalls
from central_server.services.notices.fold import FoldParts, NoticeFold
from central_server.services.notices.plan import Plan
from central_server.services.notices.quiet import parse_quiet
from central_server.services.notices.rounds import NoticeRounds, RoundParts
from central_server.services.notices.sending import NoticeSending, SendingParts
from dossier.acts import HandResult
from dossier.identifiers import OfficeId
from tests.central_server.acts_of_day import CERTIFICATE, DRAFT_PDF, SEALED_PDF, SIGNED_PDF, Hand
from tests.central_server.centre_bench import TestDesk, World
from tests.central_server.notices.peers import FakeSender
from tests.fakes.people import CITIZEN

EMAIL, SMS, ZALO = NoticeChannel.EMAIL, NoticeChannel.SMS, NoticeChannel.ZALO
REACHABLE = replace(CITIZEN, email="ngoc@example.vn")
"""The citizen of the tests with a telephone and a mailbox."""


@dataclass
class Alarms:
    """Remembers alarms."""

    raised: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)

    def raise_(self, code: str, subjects: Sequence[str]) -> None:
        self.raised.append((code, tuple(subjects)))


@dataclass
class Office:
    """A commune's desk, the centre behind it, and what tells its citizens."""

    world: World
    desk: TestDesk
    hand: Hand
    senders: dict[NoticeChannel, FakeSender]
    plan: Plan
    alarms: Alarms
    rounds: NoticeRounds
    calls: NoticeCalls

    @classmethod
    def of(cls, world: World, *channels: NoticeChannel, quiet: str = "21:00-07:00", holder: str = "test") -> "Office":
        """An office whose centre has these channels, in this order."""
        desk = world.desk()
        hand = Hand.of(world, desk)
        return cls._made(world, (desk, hand), channels, quiet, holder)

    @classmethod
    def _made(
        cls,
        world: World,
        people: tuple[TestDesk, Hand],
        channels: tuple[NoticeChannel, ...],
        quiet: str,
        holder: str,
    ) -> "Office":
        centre, alarms = world.centre, Alarms()
        senders = {channel: FakeSender() for channel in channels}
        plan = Plan(load_table(), channels, parse_quiet(quiet), 3, "")
        fold = NoticeFold(FoldParts(centre.store, centre.clock, centre.rulebook, alarms, plan))
        sending = NoticeSending(SendingParts(centre.store, centre.clock, alarms, plan, senders))
        calls = NoticeCalls(centre.store, centre.clock, plan)
        rounds = NoticeRounds(RoundParts(centre.store, centre.clock, fold, sending, calls, holder))
        return cls(world, *people, senders, plan, alarms, rounds, calls)

    def another(self, holder: str, *channels: NoticeChannel) -> "Office":
        """The same office with another runner."""
        return self._made(self.world, (self.desk, self.hand), channels or self.plan.channels, "", holder)

    def receive(self, dossier: int = 1, **changes: object) -> str:
        """A reception; its printed code."""
        act = self.hand.receive(dossier=dossier, **({"applicant": REACHABLE} | changes))
        self.desk.do(act)
        return str(act.data.code)  # type: ignore[union-attr]  # a reception

    def until_ready(self, applicant: object = REACHABLE, **changes: object) -> None:
        """A dossier from its reception to its result at the counter."""
        from central_server.ports.world import SignedBy

        self.world.check.found = SignedBy(True, CERTIFICATE, trusted=True)
        acts = self.hand.until_signing()
        first = replace(acts[0], data=replace(acts[0].data, applicant=applicant, **changes))  # type: ignore[arg-type]
        issued = self.hand.sign(), self.hand.number(SEALED_PDF)
        self.desk.do(first, *acts[1:], *issued, self.hand.act(HandResult("Ô 3"), "suong"))
        self.desk.upload(DRAFT_PDF)
        self.desk.upload(SIGNED_PDF)
        self.desk.upload(SEALED_PDF)

    def notices(self, channel: NoticeChannel | None = None) -> list[Notice]:
        """All notices, oldest first."""
        wanted = Wanted(channel)
        return list(self.world.centre.store.read(lambda unit: unit.notices.listing(wanted)))

    def told(self, channel: NoticeChannel | None = None) -> list[tuple[str, str, str]]:
        """Template, channel and state of all notices."""
        return [(one.template, one.channel.value, one.state.value) for one in self.notices(channel)]

    @property
    def office(self) -> OfficeId:
        """The office's code."""
        return OfficeId(self.desk.known.office)
