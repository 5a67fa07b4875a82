"""Opens the centre for desks and citizens: plain HTTP to this machine only, one process, until told to stop."""

import gc
import ipaddress
import logging
import signal
import socket
from argparse import Namespace
from types import FrameType

import msgspec
import uvicorn

from central_server.bootstrap.application import build_application
from central_server.bootstrap.build import Centre, build_centre
from central_server.bootstrap.filing import build_drafts
from central_server.bootstrap.notices import build_notices
from central_server.bootstrap.proving import SandboxProver, build_prover, build_proving
from central_server.bootstrap.watch import build_watch
from central_server.commands.output import CommandFault, Console, Exit
from central_server.jobs.notices import NoticeJob, NoticeWork
from central_server.jobs.sweeps import Sweep, SweepJob
from central_server.ports.notices import NoticeChannel
from central_server.services.notices.plan import Plan
from central_server.settings import Settings

_DRAFTS_REST = 3600.0
_WATCH_REST = 300.0
_PROOF_REST = 60.0
"""Seconds between looks when there was nothing to do."""


class Serving(msgspec.Struct):
    """Where the centre is open."""

    address: str
    rules: str


def serve(arguments: Namespace, settings: Settings, console: Console) -> None:
    """The command; returns when the server was stopped."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    listening = _listen(arguments.host, arguments.port)
    centre = build_centre(settings)
    try:
        centre.held.retry(all_reasons=True)
        application = build_application(centre)
        notices, prover = build_notices(centre), build_prover(centre.settings)
        jobs: tuple[NoticeJob | SweepJob, ...] = (
            NoticeJob(NoticeWork(notices.rounds.run, notices.close), centre.alarm),
            SweepJob(Sweep(build_drafts(centre).sweep, _DRAFTS_REST, "draft_fault"), centre.alarm),
            *_watching(centre, notices.plan),
            *_proving(centre, prover),
        )
        host, port = listening.getsockname()[:2]
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        rules = centre.store.read(lambda unit: unit.registry.current_rules())
        config = uvicorn.Config(
            application, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
        )
        signal.signal(signal.SIGTERM, _stop)
        _settle()
        console.tell(Serving(address, rules), "centre.said.serving", address=address)
        for job in jobs:
            job.start()
        try:
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            for job in jobs:
                job.stop()
    finally:
        listening.close()
        centre.close()


def _watching(centre: Centre, plan: Plan) -> tuple[SweepJob, ...]:
    """The watchdog, where letters are sent at all."""
    if NoticeChannel.EMAIL not in plan.channels:
        return ()
    return (SweepJob(Sweep(build_watch(centre).step, _WATCH_REST, "watch_fault"), centre.alarm),)


def _proving(centre: Centre, prover: SandboxProver | None) -> tuple[SweepJob, ...]:
    """What adds proofs to signed results, where the settings ask for them."""
    if prover is None:
        return ()
    step = build_proving(centre, prover).step
    return (SweepJob(Sweep(step, _PROOF_REST, "proof_fault", prover.close), centre.alarm),)


def _settle() -> None:
    """What lives from here on to the end is looked at by no collection, and a burst of acts is no reason for one.

    The memory of an act is given back by its last reference; a full collection under load stops every desk for the
    time of a whole batch.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 50, 50)


def _stop(_: int, __: FrameType | None) -> None:
    """End like Ctrl+C, so that threads and children are ended too."""
    raise KeyboardInterrupt


def _listen(host: str, port: int) -> socket.socket:
    try:
        loopback = ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise CommandFault("centre.fault.plain_http", Exit.USAGE) from None
    if not loopback.is_loopback:
        raise CommandFault("centre.fault.plain_http", Exit.USAGE)
    family = socket.AF_INET6 if loopback.version == 6 else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # Accepted connections inherit it: a reply is written as head and body, and without this the body waits 40 ms
    # for the other side's delayed acknowledgement.
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        made.bind((str(loopback), port))
        made.listen(256)
    except OSError:
        made.close()
        raise CommandFault("centre.fault.port_taken", Exit.FAILURE, detail=f"{host}:{port}") from None
    return made
