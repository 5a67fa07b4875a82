"""`motcua-centre renew-proofs`: stamps archive copies again before their newest time stamp can be checked no more."""

from argparse import Namespace
from datetime import timedelta

import msgspec

from central_server.bootstrap.proving import build_prover, build_renewing
from central_server.commands.administer import opened
from central_server.commands.output import CommandFault, Console, Exit
from central_server.settings import Settings


class RenewedSaid(msgspec.Struct):
    """What a run came to: copies looked at, of these due, stamped again, not to be had."""

    within_days: int
    dry_run: bool
    looked: int
    due: int
    renewed: int
    failed: int


def renew(arguments: Namespace, settings: Settings, console: Console) -> None:
    """One line for the run; it fails where a copy that is due could not be stamped again."""
    prover = build_prover(settings)
    if prover is None:
        raise CommandFault("centre.renew.off", Exit.CONFIG)
    try:
        with opened(settings) as centre:
            before_ms = centre.clock.milliseconds() + int(timedelta(days=arguments.within).total_seconds() * 1000)
            done = build_renewing(centre, prover).run(before_ms, dry=arguments.only_count)
    finally:
        prover.close()
    said = RenewedSaid(arguments.within, arguments.only_count, done.looked, done.due, done.renewed, done.failed)
    words = {name: str(value) for name, value in msgspec.structs.asdict(said).items()}
    console.tell(said, "centre.renew.dry" if arguments.only_count else "centre.renew.told", **words)
    if done.failed:
        raise CommandFault("centre.renew.failed", Exit.FAILURE, failed=str(done.failed))
