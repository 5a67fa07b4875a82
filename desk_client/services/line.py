"""Keeps this desk and the centre in step from a thread of its own, and says the one truth about what is sent."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from central_sync.client.asking import Asker
from central_sync.client.pump import UNWATCHED, Progress, Pump, RoundReport, Watch
from central_sync.client.schedule import IDLE_SECONDS, wait_after
from central_sync.client.transport import HttpTransport, Trust
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.ports import DeskJournal, Signer
from central_sync.protocol.round import DeskTools
from central_sync.protocol.syncstatus import LineState, SendingProgress, SyncFacts, SyncStatus, sync_status
from desk_client.ports import DeskFault
from desk_client.services.centre import KnownCentre, keep_authority
from desk_client.services.outbox import Counts, Outbox
from desk_client.services.parts import Parts
from desk_client.store import meta
from desk_client.store.engine import checkpoint
from desk_client.store.words import tidy
from desk_client.store.writer import Priority
from dossier.messages import Message, message

COALESCE_SECONDS = 1.0
"""Acts of one visit go in one round: a round waits this long after the first of them."""
_TOLD_EVERY_SECONDS = 0.25
_UNCOUNTED = Counts(0, 0, 0, 0, None, frozen=False)
_LONGEST_IDLES = 10
"""However bad the line is, it is tried again after this many idle pauses at the latest."""


@dataclass(frozen=True, slots=True)
class LineEnds:
    """Both ends of the line: the journal with its key here, the centre there; `idle_seconds` between quiet rounds.

    `raw_ms` is the machine's own clock (ms since 1970); `correct` takes the ms by which the centre is ahead of it,
    None where a rehearsal keeps its own time.
    """

    journal: DeskJournal
    signer: Signer
    raw_ms: Callable[[], int]
    correct: Callable[[int], None] | None
    centre: KnownCentre | None
    idle_seconds: float = IDLE_SECONDS
    coalesce_seconds: float = COALESCE_SECONDS
    beside: Callable[[Asker], None] | None = None
    """What else is asked after a round in which all went well, over a connection of its own."""


@dataclass(frozen=True, slots=True)
class LineNews:
    """How the desk and the centre stand: the status for every place, its facts, dossiers that changed, the trouble."""

    status: SyncStatus
    facts: SyncFacts
    changed: tuple[str, ...] = ()
    trouble: Message | None = None


@dataclass(frozen=True, slots=True)
class _Known:
    """What only this run of the program knows of the line."""

    state: LineState = LineState.UNKNOWN
    down_since: datetime | None = None
    total: int | None = None
    trouble: Message | None = None


class Line:
    """Sync rounds by timer, after acts and on demand; listeners are called from sync threads."""

    def __init__(self, parts: Parts, ends: LineEnds, outbox: Outbox) -> None:
        self._parts = parts
        self._ends = ends
        self._outbox = outbox
        self._listeners: list[Callable[[LineNews], None]] = []
        self._known = _Known()
        self._told_at = 0.0
        self._trust = None if ends.centre is None else Trust(ends.centre.address, ends.centre.authority)
        self._pump = None if self._trust is None else self._make_pump(self._trust)
        self.asker = None if self._trust is None else Asker(self._tools(), HttpTransport(self._trust))
        """What asks the centre beside the rounds; None before the desk knows its centre."""
        self._beside = None if self._trust is None else Asker(self._tools(), HttpTransport(self._trust))
        self._asked, self._closing = threading.Event(), threading.Event()
        self._urgent = False
        self._thread: threading.Thread | None = None

    def listen(self, told: Callable[[LineNews], None]) -> None:
        """Call this at every change; it must hand over, never draw."""
        self._listeners.append(told)

    def start(self) -> None:
        """Begin rounds in a thread of their own."""
        self._thread = threading.Thread(target=self._run, name="desk-line", daemon=True)
        self._thread.start()

    def stop(self, seconds: float = 5.0) -> None:
        """End after the request in flight, waiting at most so long; what is unsent stays in the store."""
        self._closing.set()
        self._asked.set()
        if self._trust is not None and self._pump is not None:
            self._pump.cancel()
            self._trust.stop.set()
        if self._thread is not None:
            self._thread.join(seconds)

    def wake(self) -> None:
        """An act was written: send it soon; while the line is down the timer alone decides."""
        if self._known.state is not LineState.DOWN:
            self._asked.set()

    def send_now(self) -> None:
        """A person asks: try at once, whatever happened before."""
        self._urgent = True
        self._asked.set()

    def news(self) -> LineNews:
        """How things stand now; reads the store."""
        return self._news(())

    def once(self, watch: Watch = UNWATCHED) -> RoundReport:
        """One whole round in the calling thread; the store and the listeners know its result afterwards."""
        if self._pump is None:
            return RoundReport(error=Fault(FaultCode.OFFLINE, "no address"))
        self._know(replace(self._known, total=self._outbox.counts().unsent_dossiers))
        self._tell(())
        report = self._pump.run_once(watch)
        self._learn(report)
        self._tell(report.changed)
        return report

    def _make_pump(self, trust: Trust) -> Pump:
        return Pump(self._tools(), self._parts.shelf, HttpTransport(trust), self._moved)

    def _tools(self) -> DeskTools:
        chance = self._parts.chance
        return DeskTools(
            journal=self._ends.journal,
            signer=self._ends.signer,
            centre_key=self._parts.identity.centre_key.hex(),
            clock_ms=self._ends.raw_ms,
            nonce=lambda: chance.bytes(16).hex(),
        )

    def _run(self) -> None:
        failures = 0
        while not self._closing.is_set():
            report = self._guarded_round()
            fine = report is not None and report.error is None
            failures = 0 if fine else failures + 1
            self._asked.wait(self._pause(failures, report))
            self._asked.clear()
            if not self._urgent:
                self._closing.wait(self._ends.coalesce_seconds)
            self._urgent = False
        if self._pump is not None:
            self._pump.close()

    def _guarded_round(self) -> RoundReport | None:
        """A round, then the housekeeping of the store; a fault of the desk itself is told and the line goes on.

        An unforeseen one is reported like that of any thread, once until a round has come to its end.
        """
        try:
            report = self.once()
            self._ask_beside(report)
            tidy(self._parts.writer)
            checkpoint(self._parts.engine)
            self._parts.writer.reserve.fill()
        except DeskFault as fault:
            self._fail(message(fault.remedy))
        except Exception as fault:
            known = self._known.trouble
            self._fail(message("line.broken"))
            if known is None or known.id != "line.broken":
                _report(fault)
        else:
            return report
        return None

    def _ask_beside(self, report: RoundReport) -> None:
        if report.error is None and self._beside is not None and self._ends.beside is not None:
            self._ends.beside(self._beside)

    def _fail(self, trouble: Message) -> None:
        self._know(_Known(self._known.state, self._known.down_since, trouble=trouble))
        self._tell(())

    def _pause(self, failures: int, report: RoundReport | None) -> float:
        draw = int.from_bytes(self._parts.chance.bytes(2), "big") / 65536
        if not failures:
            return self._ends.idle_seconds * (0.5 + draw / 2)
        retryable = report is None or report.error is None or report.error.retryable
        return min(wait_after(failures, draw, retryable=retryable), self._ends.idle_seconds * _LONGEST_IDLES)

    def _learn(self, report: RoundReport) -> None:
        """Turn a round's report into what every place shows, and keep what must outlive the program."""
        now, error = self._parts.clock.now(), report.error
        if error is not None and error.code is FaultCode.CANCELLED:
            self._know(_Known(self._known.state, self._known.down_since))
        elif error is not None and error.line_down:
            self._know(_Known(LineState.DOWN, self._known.down_since or now, trouble=error.message))
        else:
            self._know(_Known(LineState.UP, trouble=None if error is None else error.message))
        if error is None:
            self._outbox.keep_round(now)
        if report.server_offset_ms is not None and self._ends.correct is not None:
            self._ends.correct(report.server_offset_ms)
            self._keep_offset(report.server_offset_ms)
        self._keep_authority()

    def _keep_offset(self, offset_ms: int) -> None:
        self._parts.writer.run(
            lambda connection: meta.put(connection, "clock_offset_ms", str(offset_ms)), Priority.FEED
        )

    def _keep_authority(self) -> None:
        known = self._ends.centre
        proved = None if self._trust is None else self._trust.authority
        if known is not None and known.authority is None and proved is not None:
            self._parts.writer.run(lambda connection: keep_authority(connection, proved), Priority.FEED)

    def _moved(self, progress: Progress) -> None:
        """The centre answered in the middle of a round: the line is up, and the counts went down."""
        del progress  # the store knows more: it is counted anew
        now = self._parts.clock.monotonic()
        if now - self._told_at < _TOLD_EVERY_SECONDS:
            return
        self._told_at = now
        if self._known.state is not LineState.UP:
            self._know(replace(self._known, state=LineState.UP, down_since=None))
        self._tell(())

    def _know(self, known: _Known) -> None:
        self._known = known

    def _tell(self, changed: tuple[str, ...]) -> None:
        if not self._listeners:
            return
        try:
            news = self._news(changed)
        except DeskFault as fault:
            news = self._unread(message(fault.remedy), changed)
        for told in self._listeners:
            told(news)

    def _news(self, changed: tuple[str, ...]) -> LineNews:
        known, counts = self._known, self._outbox.counts()
        facts = facts_of(counts, known.state, self._parts.clock.now(), known.down_since, known.total)
        return LineNews(sync_status(facts), facts, changed, known.trouble)

    def _unread(self, trouble: Message, changed: tuple[str, ...]) -> LineNews:
        """The store cannot be read: that is told, the line goes on, and nothing it said before stands any longer."""
        known = self._known
        facts = facts_of(_UNCOUNTED, known.state, self._parts.clock.now(), known.down_since)
        facts = replace(facts, uncounted=True)
        return LineNews(sync_status(facts), facts, changed, trouble)


def facts_of(
    counts: Counts, state: LineState, now: datetime, down_since: datetime | None = None, total: int | None = None
) -> SyncFacts:
    """The facts of the one status; `total` dossiers were to send when the running round began (None: none runs)."""
    done = 0 if total is None else max(0, total - counts.unsent_dossiers)
    return SyncFacts(
        today=now.date(),
        unsent_acts=counts.unsent_acts,
        unsent_dossiers=counts.unsent_dossiers,
        unproved_files=counts.unproved_files,
        tasks=counts.tasks,
        last_ack=counts.last_round,
        line=state,
        down_since=down_since,
        sending=None if total is None else SendingProgress(done, max(total, counts.unsent_dossiers)),
        frozen=counts.frozen,
    )


def _report(fault: Exception) -> None:
    """Give a fault to whoever hears the faults of threads; without a window that is the standard error."""
    thread = threading.current_thread()
    threading.excepthook(threading.ExceptHookArgs((type(fault), fault, fault.__traceback__, thread)))
    sys.stderr.flush()
