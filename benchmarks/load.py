"""Drives a served centre with many desks at once and keeps every reply; what came back is proved afterwards."""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.line import Line, Reply, request
from benchmarks.province import BenchDesk, Push
from benchmarks.served import Served
from central_sync.protocol.chain import unframe
from central_sync.protocol.codec import decode, unpack
from central_sync.protocol.exchange import PUSH
from central_sync.protocol.messages import PushReply, VerdictKind


@dataclass(frozen=True, slots=True)
class Drive:
    """What a run of some desks gave: wall seconds, every request's seconds, acts that went, CPU seconds.

    `desks_cpu`: what the desks themselves took, on the same cores.
    """

    seconds: float
    each: Sequence[float]
    acts: int
    centre_cpu: float
    database_cpu: float
    desks_cpu: float

    @property
    def rate(self) -> float:
        """Acts a second."""
        return self.acts / self.seconds


def drive(served: Served, size: int, count: int, warm: int) -> Drive:
    """Every desk of the province sends its first `count` batches of `size` acts, each as soon as the last is answered.

    The first `warm` of each are not counted. Raises AssertionError when any act was not accepted or any reply brought
    not exactly the desk's own events.
    """
    rules = served.province.rules
    made = [[push_request(desk, push) for push in desk.batches(rules, size, count)] for desk in served.province.desks]
    replies: list[Reply] = []
    at_once([_sender(served, requests[:warm], replies, []) for requests in made])
    took: list[float] = []
    before, own, started = served.cpu(), time.process_time(), time.perf_counter()
    at_once([_sender(served, requests[warm:], replies, took) for requests in made])
    seconds, own, after = time.perf_counter() - started, time.process_time() - own, served.cpu()
    assert len(replies) == count * len(made)
    for reply in replies:
        prove(reply, size)
    return Drive(seconds, took, len(took) * size, after[0] - before[0], after[1] - before[1], own)


def push_request(desk: BenchDesk, push: Push) -> bytes:
    """The request that carries a batch."""
    return request("POST", PUSH, push.body, {"Authorization": f"Bearer {desk.token}"})


def _sender(served: Served, requests: Sequence[bytes], replies: list[Reply], took: list[float]) -> Callable[[], None]:
    def send() -> None:
        with Line(served.address) as line:
            for one in requests:
                began = time.perf_counter()
                replies.append(line.send(one))
                took.append(time.perf_counter() - began)

    return send


def prove(reply: Reply, size: int) -> None:
    """Every act of the batch was accepted and is durable, and the page behind the answer brought its events."""
    assert reply.status == 200, reply.status
    head, lines = unframe(unpack(reply.body))
    answer = decode(head, PushReply)
    assert [one.verdict for one in answer.verdicts] == [VerdictKind.ACCEPTED] * size, answer.verdicts
    assert len(lines) == 1 + size, len(lines)


def at_once(jobs: Sequence[Callable[[], None]]) -> None:
    """Run jobs side by side to their end; raises the first fault of any."""
    faults: list[BaseException] = []

    def kept(job: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                job()
            except BaseException as fault:  # raised again below, in the caller's thread
                faults.append(fault)

        return run

    threads = [threading.Thread(target=kept(job)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
