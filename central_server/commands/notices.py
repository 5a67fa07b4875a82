"""`motcua-centre notices`: one round of work, the list, another try; never shows a name, an address or a text."""

from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from central_server.bootstrap.build import Centre
from central_server.bootstrap.notices import build_notices
from central_server.commands.administer import CountSaid, opened
from central_server.commands.output import CommandFault, Console, Exit
from central_server.ports.notices import Notice, NoticeChannel, NoticeState, Wanted
from central_server.ports.world import ZONE
from central_server.settings import Settings


class RoundSaid(msgspec.Struct):
    """What a round did, and how many notices stand where now."""

    made: int
    sent: int
    receipts: int
    standing: dict[str, int]


class NoticeSaid(msgspec.Struct):
    """A notice without the person: `sent_to` is masked, `answer` the provider's code."""

    id: int
    dossier: str
    code: str
    template: str
    channel: str
    state: str
    office: str
    attempts: int
    made: str
    next: str
    sent_to: str
    provider_id: str
    answer: str
    answered: str


def run(_: Namespace, settings: Settings, console: Console) -> None:
    """Work until nothing is left that may go now."""
    with opened(settings) as centre:
        notices = build_notices(centre)
        made = sent = receipts = 0
        try:
            more = True
            while more:
                done = notices.rounds.run()
                if done is None:
                    raise CommandFault("centre.fault.notices_busy", Exit.CONFLICT)
                made, sent, receipts = made + done.made, sent + done.sent, receipts + done.receipts
                more = done.more
        finally:
            notices.close()
        standing = _standing(centre)
    words = {"made": str(made), "sent": str(sent), "receipts": str(receipts)}
    console.tell(RoundSaid(made, sent, receipts, standing), "centre.said.notices_run", **words)
    if not console.as_json:
        for place, count in standing.items():
            console.tell(CountSaid(count), "centre.said.notices_standing", place=place, count=str(count))


def list_(arguments: Namespace, settings: Settings, console: Console) -> None:
    """List notices in the order they were made."""
    wanted = Wanted(
        channel=NoticeChannel(arguments.channel) if arguments.channel else None,
        state=NoticeState(arguments.state) if arguments.state else None,
        office=arguments.office,
    )
    with opened(settings) as centre:
        for notice in _all(centre, wanted):
            said = _said(notice)
            names = ("id", "code", "template", "channel", "state", "attempts", "answer")
            console.tell(said, "centre.said.notice", **{name: str(getattr(said, name)) for name in names})


def retry(arguments: Namespace, settings: Settings, console: Console) -> None:
    """Let failed ones begin anew."""
    with opened(settings) as centre:
        now = centre.clock.milliseconds()
        count = centre.store.write(lambda unit: unit.notices.retry(arguments.number, now))
    if arguments.number and not count:
        raise CommandFault("centre.fault.not_found", Exit.FAILURE, detail=" ".join(map(str, arguments.number)))
    console.tell(CountSaid(count), "centre.said.notices_retry", count=str(count))


def _standing(centre: Centre) -> dict[str, int]:
    tally = centre.store.read(lambda unit: unit.notices.tally())
    return {f"{channel.value} {state.value}": count for (channel, state), count in tally.items()}


def _all(centre: Centre, wanted: Wanted) -> Iterator[Notice]:
    while some := _page(centre, wanted):
        yield from some
        wanted = replace(wanted, after=some[-1].id)


def _page(centre: Centre, wanted: Wanted) -> Sequence[Notice]:
    return centre.store.read(lambda unit: unit.notices.listing(wanted))


def _said(one: Notice) -> NoticeSaid:
    return NoticeSaid(
        id=one.id,
        dossier=one.dossier,
        code=one.places.get("code", ""),
        template=one.template,
        channel=one.channel.value,
        state=one.state.value,
        office=one.office,
        attempts=one.attempts,
        made=_moment(one.made_ms),
        next=_moment(one.next_ms) if one.state is NoticeState.WAITING else "",
        sent_to=one.sent_to,
        provider_id=one.provider_id,
        answer=one.answer,
        answered=_moment(one.answered_ms) if one.answered_ms else "",
    )


def _moment(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, ZONE).isoformat(timespec="seconds")
