"""A whole centre in memory for one office and one device, built on the product's own arithmetic."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from sync_fakes import CENTRE_KEY, DESK_KEY, OFFICE, Clock

from central_sync.protocol.blobs import check_leaf, leaf_hash, leaf_plan
from central_sync.protocol.centre import (
    Clone,
    DeviceMark,
    FeedPage,
    FeedSlice,
    Fresh,
    Gap,
    Known,
    Overlap,
    PushedBatch,
    batch_signed,
    build_page,
    judge,
    page_body,
    push_body,
    read_batch,
    rows_that_fit,
)
from central_sync.protocol.chain import ZERO, link
from central_sync.protocol.codec import decode, decode_act, encode, encode_row, pack, unpack
from central_sync.protocol.exchange import (
    BLOB,
    BLOB_HAVE,
    LEAF_HEADER,
    PULL,
    PUSH,
    RULES,
    TOKEN,
    Request,
    Response,
    complain,
)
from central_sync.protocol.faults import Fault, FaultCode
from central_sync.protocol.messages import (
    CommitReply,
    EventRow,
    FileKey,
    FileState,
    HaveReply,
    HaveRequest,
    PullRequest,
    PushReply,
    Row,
    RulesRow,
    TokenRequest,
    Verdict,
    VerdictKind,
    VerdictRow,
)
from central_sync.protocol.tokens import TokenDesk, bearer_of
from dossier.acts import Act, Note
from dossier.events import Outcome, Ruling


@dataclass
class StoredFile:
    """A file as the centre holds it."""

    size: int
    leaves: dict[int, bytes] = field(default_factory=dict)
    complete: bool = False


class FakeCentre:
    """A centre of one office and one device, built on the product's own arithmetic; `handle` is its whole face."""

    def __init__(self, epoch: str = "e1", page_rows: int = 3) -> None:
        self.clock = Clock()
        self.tokens = TokenDesk(bytes([7]) * 32, self.clock.now)
        self.epoch = epoch
        self.page_rows = page_rows
        self.acts: list[bytes] = []
        self.hashes: list[bytes] = []
        self.verdicts: list[Verdict] = []
        self.frozen = ""
        self.quarantine: list[bytes] = []
        self.feed: list[bytes] = []
        self.feed_hashes: list[bytes] = []
        self.rules: dict[str, bytes] = {}
        self.files: dict[str, StoredFile] = {}
        self.seen: list[Request] = []

    def handle(self, request: Request) -> Response:
        """Serve one request."""
        self.seen.append(request)
        if request.path == TOKEN:
            return self._token(request)
        device = self.tokens.check(bearer_of(dict(request.headers).get("Authorization", "")))
        if isinstance(device, Fault):
            return complain(device)
        if request.path == PUSH:
            return self._push(request)
        if request.path == PULL:
            return self._pull(request)
        if request.path.startswith(f"{RULES}/"):
            body = self.rules.get(request.path.rsplit("/", 1)[1])
            return complain(Fault(FaultCode.RULES_MISSING)) if body is None else Response(200, pack(body))
        return self._blob(request)

    def publish_rules(self, body: bytes) -> str:
        """Put a version of the rules in force."""
        version = hashlib.sha256(body).hexdigest()
        self.rules[version] = body
        self.add_row(RulesRow(n=len(self.feed) + 1, version=version))
        return version

    def add_row(self, row: Row) -> None:
        """Append to the office's feed."""
        line = encode_row(row)
        self.feed_hashes.append(link(self.feed_hashes[-1] if self.feed_hashes else ZERO, line))
        self.feed.append(line)

    def restore(self, acts: int, epoch: str) -> None:
        """The centre's disk is lost: a backup with only the first acts comes back under a new epoch."""
        kept = self.acts[:acts]
        self.acts, self.hashes, self.verdicts, self.feed, self.feed_hashes = [], [], [], [], []
        self.epoch = epoch
        for line in kept:
            self._accept(line, link(self.hashes[-1] if self.hashes else ZERO, line))

    def page(self, after: int, epoch: str) -> FeedPage:
        """The signed page after a cursor."""
        if epoch != self.epoch or after > len(self.feed):
            last = 0 if epoch != self.epoch else len(self.feed)
            before = self.feed_hashes[last - 1] if last else ZERO
            return build_page(FeedSlice(self.epoch, OFFICE, last, before, ()), CENTRE_KEY)
        rest = self.feed[after:]
        lines = rest[: rows_that_fit(rest, self.page_rows)]
        before = self.feed_hashes[after - 1] if after else ZERO
        more = after + len(lines) < len(self.feed)
        return build_page(FeedSlice(self.epoch, OFFICE, after, before, lines, more), CENTRE_KEY)

    def _token(self, request: Request) -> Response:
        answer = self.tokens.issue(decode(unpack(request.body), TokenRequest), DESK_KEY.public_hex)
        return complain(answer) if isinstance(answer, Fault) else Response(200, pack(encode(answer)))

    def _push(self, request: Request) -> Response:
        batch = read_batch(request.body)
        if not batch_signed(batch, DESK_KEY.public_hex):
            return complain(Fault(FaultCode.SIGNATURE_BAD))
        if self.frozen:
            self.quarantine.append(request.body)
            return Response(200, push_body(self._reply(len(self.acts), frozen=self.frozen)))
        mark = DeviceMark(len(self.acts), self.hashes[-1] if self.hashes else ZERO, lambda seq: self.hashes[seq - 1])
        match judge(batch, mark):
            case Gap(send_from=send_from):
                return Response(200, push_body(self._reply(len(self.acts), send_from=send_from)))
            case Clone(at=at):
                self.frozen = f"clone at {at}"
                self.quarantine.append(request.body)
                return Response(200, push_body(self._reply(len(self.acts), frozen=self.frozen)))
            case Known():
                pass
            case Fresh(lines=lines, hashes=hashes) | Overlap(lines=lines, hashes=hashes):
                for line, after in zip(lines, hashes, strict=True):
                    self._accept(line, after)
        return self._answer(batch)

    def _answer(self, batch: PushedBatch) -> Response:
        verdicts = self.verdicts[batch.first - 1 : batch.last]
        page = self.page(batch.head.after, batch.head.epoch)
        return Response(200, push_body(self._reply(len(self.acts), verdicts, page=True), page))

    def _reply(
        self,
        acked: int,
        verdicts: Sequence[Verdict] = (),
        *,
        frozen: str = "",
        send_from: int | None = None,
        page: bool = False,
    ) -> PushReply:
        return PushReply(acked, list(verdicts), self.clock.ms, send_from, frozen, page)

    def _accept(self, line: bytes, after: bytes) -> None:
        act = decode_act(line)
        assert isinstance(act, Act)
        assert isinstance(act.data, Note)
        kind = {"bad": VerdictKind.REFUSED, "wait": VerdictKind.HELD}.get(act.data.text, VerdictKind.ACCEPTED)
        verdict = Verdict(act.seq, act.id, kind, rev=act.seq if kind is VerdictKind.ACCEPTED else None)
        self.acts.append(line)
        self.hashes.append(after)
        self.verdicts.append(verdict)
        n = len(self.feed) + 1
        if kind is VerdictKind.ACCEPTED:
            self.add_row(EventRow(n, act.dossier, act.seq, line.decode(), Ruling(Outcome.APPLIED)))
        else:
            self.add_row(VerdictRow(n, act.dossier, verdict, act.device, line.decode()))

    def _pull(self, request: Request) -> Response:
        wish = decode(unpack(request.body), PullRequest)
        return Response(200, page_body(self.page(wish.after, wish.epoch)))

    def _blob(self, request: Request) -> Response:
        if request.path == BLOB_HAVE:
            keys = decode(unpack(request.body), HaveRequest).files
            return Response(200, pack(encode(HaveReply(files=[self._state(key) for key in keys]))))
        sha256, last = request.path.removeprefix(f"{BLOB}/").split("/")
        stored = self.files.get(sha256)
        if stored is None:
            return complain(Fault(FaultCode.FILE_UNKNOWN))
        if last == "commit":
            return Response(200, pack(encode(self._commit(sha256, stored))))
        if request.method == "GET":
            return Response(200, stored.leaves[int(last)])
        plan = leaf_plan(stored.size)
        assert plan is not None
        fault = check_leaf(plan, int(last), request.body, dict(request.headers)[LEAF_HEADER])
        if fault is not None:
            return complain(fault)
        stored.leaves[int(last)] = request.body
        return Response(200, leaf_hash(request.body).encode())

    def _state(self, key: FileKey) -> FileState:
        stored = self.files.get(key.sha256)
        if stored is None:
            return FileState(key.sha256, known=False, complete=False, leaves=[])
        return FileState(key.sha256, known=True, complete=stored.complete, leaves=sorted(stored.leaves))

    def _commit(self, sha256: str, stored: StoredFile) -> CommitReply:
        plan = leaf_plan(stored.size)
        assert plan is not None
        missing = plan.missing(frozenset(stored.leaves))
        whole = b"".join(stored.leaves[index] for index in sorted(stored.leaves))
        stored.complete = not missing and hashlib.sha256(whole).hexdigest() == sha256
        return CommitReply(complete=stored.complete, missing=missing)
