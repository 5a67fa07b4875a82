"""Moves files leaf by leaf over a few connections, without I/O: have → leaves → commit, then what is wanted.

Each connection asks `next_request(i)` and gives back `take(i, …)` or `failed(i, …)`; calls must not overlap. A leaf
that the centre acknowledged is never sent again; a file is proved only by the centre's own word for the whole file.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import assert_never

from central_sync.protocol.blobs import LeafPlan, leaf_hash, leaf_plan
from central_sync.protocol.codec import WireFault, decode, encode, pack
from central_sync.protocol.exchange import (
    BLOB_HAVE,
    LEAF_HEADER,
    Request,
    Response,
    bearer_header,
    commit_path,
    leaf_path,
    read_complaint,
    read_reply,
)
from central_sync.protocol.faults import Fault, FaultCode, LeafUnreadable
from central_sync.protocol.messages import LEAF, CommitReply, FileKey, FileState, HaveReply, HaveRequest
from central_sync.protocol.ports import FileShelf

FILES_A_TURN = 16
"""Files asked about in one `have`."""
COMMIT_STALL_SECONDS = 60.0
"""The centre hashes the whole file before it answers."""
_SKIPPED = frozenset({FaultCode.FILE_UNKNOWN, FaultCode.LEAF_REFUSED, FaultCode.TOO_BIG})


@dataclass(frozen=True, slots=True)
class LaneReport:
    """What the lane did: leaves acknowledged, files proved, leaves and whole files fetched."""

    leaves_sent: int = 0
    files_proved: int = 0
    leaves_received: int = 0
    files_received: int = 0

    @property
    def moved(self) -> bool:
        """Whether anything was brought forward."""
        return self != LaneReport()


@dataclass(frozen=True, slots=True)
class _Have:
    keys: tuple[FileKey, ...]


@dataclass(frozen=True, slots=True)
class _Put:
    key: FileKey
    index: int


@dataclass(frozen=True, slots=True)
class _Commit:
    key: FileKey


@dataclass(frozen=True, slots=True)
class _Get:
    key: FileKey
    index: int


_Work = _Have | _Put | _Commit | _Get


@dataclass(slots=True)
class _Sending:
    """A file on its way up: leaves not yet acknowledged; a commit may find leaves missing once."""

    plan: LeafPlan
    left: set[int]
    committed: bool = False

    def acknowledged(self) -> list[int]:
        return self.plan.missing(frozenset(self.left))


class BlobLane:
    """One run over the shelf; over when `done`: nothing left, paused, or `fault` set, and nothing in flight."""

    def __init__(self, shelf: FileShelf, bearer: str) -> None:
        self._shelf = shelf
        self._bearer = bearer
        self._flying: dict[int, tuple[_Work, Request]] = {}
        self._ready: deque[_Work] = deque()
        self._sending: dict[str, _Sending] = {}
        self._seen: set[str] = set()
        self._dropped: set[str] = set()
        self._asked_all = False
        self._listed_wanted = False
        self._paused = False
        self._fault: Fault | None = None
        self._soft: Fault | None = None
        self._report = LaneReport()

    @property
    def report(self) -> LaneReport:
        """What was done so far."""
        return self._report

    @property
    def fault(self) -> Fault | None:
        """What stopped the lane, else what set single files aside, else None."""
        return self._fault or self._soft

    @property
    def stopped(self) -> bool:
        """Whether the line failed (single files set aside do not stop the lane)."""
        return self._fault is not None

    @property
    def done(self) -> bool:
        """Whether no connection has anything to do any more."""
        return not self._flying and (self._halted or self._exhausted)

    def pause(self) -> None:
        """Acts wait: start nothing new; what is in flight comes home."""
        self._paused = True

    @property
    def paused(self) -> bool:
        """Whether acts took precedence."""
        return self._paused

    def next_request(self, connection: int) -> Request | None:
        """What this connection sends now (the same again until taken); None: nothing for it at the moment."""
        if connection in self._flying:
            return self._flying[connection][1]
        while not self._halted and (work := self._pick()) is not None:
            request = self._request(work)
            if request is not None:
                self._flying[connection] = (work, request)
                return request
        return None

    def take(self, connection: int, response: Response) -> None:
        """Take the reply to this connection's request."""
        work, request = self._flying.pop(connection)
        match work:
            case _Put():
                fault = self._take_acknowledgement(work, request, response)
            case _Get():
                fault = self._take_leaf(work, response)
            case _Have() | _Commit():
                fault = self._take_message(work, read_reply(response))
            case _:
                assert_never(work)
        if fault is not None:
            self._went_wrong(work, fault)

    def failed(self, connection: int, code: FaultCode, detail: str = "") -> None:
        """No whole reply came on this connection: the lane ends, its leaf is asked about next time."""
        self._flying.pop(connection, None)
        self._fault = self._fault or Fault(code, detail)

    @property
    def _halted(self) -> bool:
        return self._paused or self._fault is not None

    @property
    def _exhausted(self) -> bool:
        return not self._ready and self._asked_all and self._listed_wanted

    def _pick(self) -> _Work | None:
        if self._ready:
            return self._ready.popleft()
        if not self._asked_all:
            return self._ask_more()
        if not self._listed_wanted:
            self._listed_wanted = True
            for key in self._shelf.wanted(FILES_A_TURN):
                self._queue_download(key)
        return self._ready.popleft() if self._ready else None

    def _ask_more(self) -> _Work | None:
        if any(isinstance(work, _Have) for work, _ in self._flying.values()):
            return None
        found = self._shelf.unproved(len(self._seen) + FILES_A_TURN)
        keys = tuple(key for key in found if key.sha256 not in self._seen)[:FILES_A_TURN]
        if keys:
            self._seen.update(key.sha256 for key in keys)
            return _Have(keys)
        self._asked_all = True
        return self._pick()

    def _request(self, work: _Work) -> Request | None:
        bearer = bearer_header(self._bearer)
        match work:
            case _Have(keys=keys):
                return Request("POST", BLOB_HAVE, pack(encode(HaveRequest(files=list(keys)))), bearer)
            case _Put(key=key, index=index):
                plain = self._read(key, index)
                if plain is None:
                    return None
                headers = (*bearer, (LEAF_HEADER, leaf_hash(plain)))
                return Request("PUT", leaf_path(key.sha256, index), plain, headers)
            case _Commit(key=key):
                return Request("POST", commit_path(key.sha256), pack(encode(key)), bearer, COMMIT_STALL_SECONDS)
            case _Get(key=key, index=index):
                if key.sha256 in self._dropped:
                    return None
                return Request("GET", leaf_path(key.sha256, index), headers=bearer, reply_limit=LEAF + 1024)
            case _:
                assert_never(work)

    def _read(self, key: FileKey, index: int) -> bytes | None:
        if key.sha256 in self._dropped:
            return None
        try:
            plain = self._shelf.read_leaf(key.sha256, index)
        except LeafUnreadable:
            plain = b""
        if len(plain) != LeafPlan(key.size).length(index):
            self._drop(key, Fault(FaultCode.FILE_UNREADABLE, key.sha256[:12]))
            return None
        return plain

    def _take_acknowledgement(self, work: _Put, request: Request, response: Response) -> Fault | None:
        if response.status != 200:
            return read_complaint(response)
        if response.body != leaf_hash(request.body).encode():
            return Fault(FaultCode.NOT_THE_CENTRE, "leaf")
        sha256 = work.key.sha256
        sending = self._sending[sha256]
        sending.left.discard(work.index)
        self._shelf.sent(sha256, sending.acknowledged())
        self._report = replace(self._report, leaves_sent=self._report.leaves_sent + 1)
        if not sending.left and sha256 not in self._dropped:
            self._ready.appendleft(_Commit(work.key))
        return None

    def _take_leaf(self, work: _Get, response: Response) -> Fault | None:
        if response.status != 200:
            return read_complaint(response)
        if len(response.body) != LeafPlan(work.key.size).length(work.index):
            return Fault(FaultCode.FILE_WRONG, work.key.sha256[:12])
        whole = self._shelf.write_leaf(work.key, work.index, response.body)
        sending = self._sending[work.key.sha256]
        sending.left.discard(work.index)
        self._report = replace(self._report, leaves_received=self._report.leaves_received + 1)
        if whole:
            self._report = replace(self._report, files_received=self._report.files_received + 1)
        elif not sending.left:
            return Fault(FaultCode.FILE_WRONG, work.key.sha256[:12])
        return None

    def _take_message(self, work: _Have | _Commit, body: bytes | Fault) -> Fault | None:
        if isinstance(body, Fault):
            return body
        try:
            if isinstance(work, _Have):
                return self._take_have(work.keys, decode(body, HaveReply).files)
            return self._take_commit(work.key, decode(body, CommitReply))
        except WireFault as fault:
            return Fault(FaultCode.REPLY_MALFORMED, fault.code)

    def _take_have(self, keys: Sequence[FileKey], states: Sequence[FileState]) -> Fault | None:
        if [key.sha256 for key in keys] != [state.sha256 for state in states]:
            return Fault(FaultCode.REPLY_MALFORMED, "have")
        for key, state in zip(keys, states, strict=True):
            plan = leaf_plan(key.size)
            if plan is None:
                self._drop(key, Fault(FaultCode.TOO_BIG, key.sha256[:12]))
            elif state.complete:
                self._prove(key)
            elif state.known:
                self._queue_upload(key, plan, frozenset(state.leaves))
        return None

    def _queue_upload(self, key: FileKey, plan: LeafPlan, present: frozenset[int]) -> None:
        missing = plan.missing(present)
        self._sending[key.sha256] = _Sending(plan, set(missing))
        if present:
            self._shelf.sent(key.sha256, self._sending[key.sha256].acknowledged())
        if missing:
            self._ready.extend(_Put(key, index) for index in missing)
        else:
            self._ready.append(_Commit(key))

    def _take_commit(self, key: FileKey, reply: CommitReply) -> Fault | None:
        if reply.complete:
            self._prove(key)
            return None
        sending = self._sending[key.sha256]
        missing = [index for index in sorted(set(reply.missing)) if 0 <= index < sending.plan.count]
        if sending.committed or not missing:
            return Fault(FaultCode.LEAF_REFUSED, key.sha256[:12])
        sending.committed = True
        sending.left = set(missing)
        self._ready.extend(_Put(key, index) for index in missing)
        return None

    def _queue_download(self, key: FileKey) -> None:
        plan = leaf_plan(key.size)
        if plan is None or key.sha256 in self._sending:
            return
        self._sending[key.sha256] = _Sending(plan, set(range(plan.count)))
        self._ready.extend(_Get(key, index) for index in range(plan.count))

    def _prove(self, key: FileKey) -> None:
        self._shelf.proved(key.sha256)
        self._report = replace(self._report, files_proved=self._report.files_proved + 1)

    def _went_wrong(self, work: _Work, fault: Fault) -> None:
        alone = fault.code in _SKIPPED or fault.code is FaultCode.FILE_WRONG
        if alone and isinstance(work, (_Put, _Commit, _Get)):
            self._drop(work.key, fault)
        else:
            self._fault = self._fault or fault

    def _drop(self, key: FileKey, fault: Fault) -> None:
        self._dropped.add(key.sha256)
        self._soft = self._soft or fault
