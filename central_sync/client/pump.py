"""Runs sync rounds over a transport: one session, then files over a few connections while no act waits."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from threading import Condition, Event, Thread

from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import PULL, PUSH, Request, Response, Transport
from central_sync.protocol.faults import Fault, FaultCode, TransportFault
from central_sync.protocol.lane import BlobLane
from central_sync.protocol.ports import FileShelf
from central_sync.protocol.round import Carry, DeskTools, SessionReport

CONNECTIONS = 3
"""Three TCP connections bear loss far better than one (SYNC section 0.4)."""
SLOW_BYTES_PER_SECOND = 32_000
_JUDGED_FROM = 16 * 1024


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running round is, for a listener; called from sync threads."""

    acts_sent: int = 0
    rows_received: int = 0
    leaves_sent: int = 0
    files_proved: int = 0


def _never() -> bool:
    return False


def _unheard(progress: Progress) -> None:
    del progress


@dataclass(frozen=True, slots=True)
class Watch:
    """Who waits for a round: whether it was stopped meanwhile, and whom to tell how far it is."""

    stopped: Callable[[], bool] = _never
    moved: Callable[[Progress], None] = _unheard


UNWATCHED = Watch()


@dataclass(frozen=True, slots=True)
class RoundReport:
    """What a whole round did; `error` None: everything that could be done was done.

    `changed` are ids of dossiers whose state changed; `heard_ms` is the desk clock at the last good answer.
    """

    sent: int = 0
    received: int = 0
    refused: int = 0
    held: int = 0
    leaves_sent: int = 0
    files_sent: int = 0
    files_received: int = 0
    changed: tuple[str, ...] = ()
    heard_ms: int | None = None
    server_offset_ms: int | None = None
    error: Fault | None = None


class Pump:
    """One round at a time, in the thread that calls `run_once`; journal and shelf are called from up to four
    threads, never two at once. `cancel` may come from any thread.
    """

    def __init__(
        self,
        tools: DeskTools,
        shelf: FileShelf,
        transport: Transport,
        listener: Callable[[Progress], None] | None = None,
        connections: int = CONNECTIONS,
    ) -> None:
        self._tools = tools
        self._shelf = shelf
        self._transport = transport
        self._listener = listener
        self._lanes = [transport.fork() for _ in range(connections)]
        self._carry = Carry()
        self._progress = Progress()
        self._stop = Event()
        self._watch = UNWATCHED

    def run_once(self, watch: Watch = UNWATCHED) -> RoundReport:
        """One round: acts up, feed down, files; acts that come meanwhile go first. Faults of the line are reported.

        A round that `watch` stops ends after the request in flight; what came until then is kept whole.
        """
        self._progress, self._watch = Progress(), watch
        report = RoundReport()
        while True:
            session = self._run_session()
            report = _with_session(report, session.report, self._carry)
            if session.fault is not None and _useless(session.fault):
                return replace(report, error=session.fault)
            lane = self._run_files(acts_first=session.fault is None)
            report = _with_files(report, lane)
            # The next session finds a refused token by itself and asks for another.
            expired = lane.fault is not None and lane.fault.code is FaultCode.TOKEN_REFUSED
            if self._stopped():
                return replace(report, error=Fault(FaultCode.CANCELLED))
            if not (lane.paused or (expired and lane.report.moved)):
                return replace(report, error=session.fault or lane.fault)

    def cancel(self) -> None:
        """End the running round after the request in flight; no later round runs."""
        self._stop.set()

    def close(self) -> None:
        """Give all connections back."""
        for transport in (self._transport, *self._lanes):
            transport.close()

    def _run_session(self) -> DeskSession:
        session = DeskSession(self._tools, self._carry)
        while (request := session.next_request()) is not None:
            if self._stopped():
                session.failed(FaultCode.CANCELLED)
                break
            started = self._tools.clock_ms()
            try:
                response = self._transport.send(request)
            except TransportFault as fault:
                session.failed(fault.code, fault.detail)
                break
            session.take(response)
            self._judge_line(request, response, started)
            self._tell(session.report)
        self._carry = replace(session.carry, slow_line=self._carry.slow_line)
        return session

    def _judge_line(self, request: Request, response: Response, started: int) -> None:
        took, moved = self._tools.clock_ms() - started, max(len(request.body), len(response.body))
        if request.path not in (PUSH, PULL) or moved < _JUDGED_FROM or took <= 0:
            return
        slow = moved * 1000 / took < SLOW_BYTES_PER_SECOND
        self._carry = replace(self._carry, slow_line=slow)

    def _run_files(self, *, acts_first: bool) -> BlobLane:
        bearer = self._carry.bearer
        lane = BlobLane(self._shelf, "" if bearer is None else bearer.token)

        def may_start() -> bool:
            if self._stopped():
                return False
            # Something always moves between two sessions, so that a stream of acts cannot hold files up for ever.
            return not lane.report.moved or (self._token_lives() and not (acts_first and self._acts_wait()))

        _Crew(lane, may_start, lambda: self._lane_moved(lane)).work(self._lanes)
        return lane

    def _stopped(self) -> bool:
        return self._stop.is_set() or self._watch.stopped()

    def _token_lives(self) -> bool:
        bearer = self._carry.bearer
        return bearer is not None and self._tools.clock_ms() < bearer.until_ms

    def _acts_wait(self) -> bool:
        acked = self._tools.journal.standing().acked
        return bool(self._tools.journal.outbox(acked, 1))

    def _lane_moved(self, lane: BlobLane) -> None:
        done = lane.report
        self._progress = replace(self._progress, leaves_sent=done.leaves_sent, files_proved=done.files_proved)
        self._publish()

    def _tell(self, report: SessionReport) -> None:
        self._progress = replace(self._progress, acts_sent=report.sent, rows_received=report.received)
        self._publish()

    def _publish(self) -> None:
        self._watch.moved(self._progress)
        if self._listener is not None:
            self._listener(self._progress)


class _Crew:
    """Threads that drive one lane, one connection each; the lane itself is only touched under the lock."""

    def __init__(self, lane: BlobLane, may_start: Callable[[], bool], moved: Callable[[], None]) -> None:
        self._lane = lane
        self._may_start = may_start
        self._moved = moved
        self._changed = Condition()
        self._broken: BaseException | None = None

    def work(self, transports: Sequence[Transport]) -> None:
        """Run the lane to its end; a fault of the store in any thread is raised here."""
        threads = [
            Thread(target=self._drive, args=(number, transport), name=f"sync-file-{number}")
            for number, transport in enumerate(transports[1:], 1)
        ]
        first = self._next(0)
        if first is not None:
            for thread in threads:
                thread.start()
            self._drive(0, transports[0])
            for thread in threads:
                thread.join()
        if self._broken is not None:
            raise self._broken

    def _drive(self, number: int, transport: Transport) -> None:
        try:
            while (request := self._next(number)) is not None:
                self._exchange(number, transport, request)
        except BaseException as fault:  # carried over to the thread that waits, which raises it
            with self._changed:
                self._broken = self._broken or fault
                self._lane.failed(number, FaultCode.CANCELLED)
                self._changed.notify_all()

    def _next(self, number: int) -> Request | None:
        with self._changed:
            while not self._lane.done:
                if not self._may_start():
                    self._lane.pause()
                request = self._lane.next_request(number)
                if request is not None:
                    return request
                if not self._lane.done:
                    self._changed.wait()
            self._changed.notify_all()
            return None

    def _exchange(self, number: int, transport: Transport, request: Request) -> None:
        reply: Response | TransportFault
        try:
            reply = transport.send(request)
        except TransportFault as fault:
            reply = fault
        with self._changed:
            if isinstance(reply, TransportFault):
                self._lane.failed(number, reply.code, reply.detail)
            else:
                self._lane.take(number, reply)
            self._moved()
            self._changed.notify_all()


def _useless(fault: Fault) -> bool:
    """Whether files need not even be tried: the centre is not there, or does not want this desk."""
    return fault.line_down or fault.code in _HOPELESS


_HOPELESS = frozenset(
    {
        FaultCode.CANCELLED,
        FaultCode.CENTRE_FAULT,
        FaultCode.CENTRE_BUSY,
        FaultCode.CENTRE_FULL,
        FaultCode.CLOCK_OFF,
        FaultCode.DEVICE_UNKNOWN,
        FaultCode.FROZEN,
        FaultCode.SIGNATURE_BAD,
        FaultCode.TOKEN_REFUSED,
    }
)


def _with_session(report: RoundReport, session: SessionReport, carry: Carry) -> RoundReport:
    return replace(
        report,
        sent=report.sent + session.sent,
        received=report.received + session.received,
        refused=report.refused + session.refused,
        held=report.held + session.held,
        changed=tuple(dict.fromkeys((*report.changed, *session.changed))),
        heard_ms=report.heard_ms if session.heard_ms is None else session.heard_ms,
        server_offset_ms=carry.server_offset_ms,
    )


def _with_files(report: RoundReport, lane: BlobLane) -> RoundReport:
    done = lane.report
    return replace(
        report,
        leaves_sent=report.leaves_sent + done.leaves_sent,
        files_sent=report.files_sent + done.files_proved,
        files_received=report.files_received + done.files_received,
    )
