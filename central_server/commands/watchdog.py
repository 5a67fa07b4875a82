"""`motcua-centre watchdog`: what lies in each office now, as its leaders are told; shows no citizen and no address."""

from argparse import Namespace

import msgspec

from central_server.bootstrap.watch import build_watch
from central_server.commands.administer import office_of, opened
from central_server.commands.output import Console
from central_server.services.notices.contacts import masked
from central_server.services.notices.watch import LyingDossier, said_of
from central_server.settings import Settings


class LyingSaid(msgspec.Struct):
    """A dossier that lies: code, kind of delay, since which day."""

    code: str
    delay: str
    since: str


class OfficeSaid(msgspec.Struct):
    """What lies in an office, and the masked addresses of the leaders who are written to."""

    office: str
    name: str
    written_to: list[str]
    dossiers: list[LyingSaid]


def watch(arguments: Namespace, settings: Settings, console: Console) -> None:
    """One line an office that has something; moves nothing and sends nothing."""
    with opened(settings) as centre:
        only = office_of(centre, arguments.office) if arguments.office else ""
        watchdog, rules = build_watch(centre), centre.rulebook.current()
        leaders = watchdog.addressees(centre.clock.now().date())
        found = {office: lying for office, lying in watchdog.lying().items() if only in ("", office)}
    for office, lying in sorted(found.items()):
        name = office if rules is None else rules.office_name(office)
        told = [masked(one.email) for one in leaders.get(office, ())]
        said = OfficeSaid(office, name, told, [_said(one) for one in lying])
        words = {"office": office, "name": name, "count": str(len(lying)), "to": ", ".join(told)}
        console.tell(said, "centre.said.watch" if told else "centre.said.watch_nobody", **words)
        for name, params in map(said_of, lying):
            console.add(name, **params)
    if not found:
        console.add("centre.said.watch_nothing")


def _said(one: LyingDossier) -> LyingSaid:
    return LyingSaid(one.code, one.lying.delay.value, one.lying.since.isoformat())
