"""The line between desks and the centre: it loses, repeats, cuts and delays what it carries, as the seed says."""

from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from central_sync.protocol.desk import DeskSession
from central_sync.protocol.exchange import BLOB, PUSH, Request, Response
from central_sync.protocol.faults import FaultCode
from central_sync.protocol.lane import BlobLane
from rehearsal.simulator.hall import Hall
from rehearsal.simulator.post import Post

_MOST_LATE = 4


@dataclass
class Line:
    """`trouble` is the share of exchanges that something happens to, 0 for a good line."""

    hall: Hall
    random: Random
    heard: Callable[[], None]
    """Called after each request that may leave acts waiting or answer them, before the desk hears of it."""
    trouble: float = 0.0
    met: Tally[str] = field(default_factory=Tally)
    late: list[Request] = field(default_factory=list)

    def round(self, post: Post, meanwhile: Callable[[], None] | None = None) -> DeskSession:
        """One round of a desk until it is over or the line fails; `meanwhile` runs while each request flies."""
        session = DeskSession(post.tools(), post.carry)
        while (request := session.next_request()) is not None:
            response = self._carry(request)
            if response is None:
                session.failed(FaultCode.CUT)
                break
            if meanwhile is not None:
                meanwhile()
            session.take(response)
        post.carry = session.carry
        return session

    def files(self, post: Post) -> BlobLane:
        """One run of the file lane over one connection."""
        bearer = post.carry.bearer
        lane = BlobLane(post.parts.shelf, "" if bearer is None else bearer.token)
        while (request := lane.next_request(0)) is not None:
            response = self._carry(request)
            if response is None:
                lane.failed(0, FaultCode.CUT)
                break
            lane.take(0, response)
        return lane

    def deliver_late(self) -> None:
        """A request that the desk gave up long ago reaches the centre after all; nobody hears the reply."""
        if self.late:
            self.met["late"] += 1
            self._serve(self.late.pop(self.random.randrange(len(self.late))))

    def _carry(self, request: Request) -> Response | None:
        """The reply as the desk gets it; None when no whole one came."""
        if self.random.random() >= self.trouble:
            return self._serve(request)
        ways = (self._lose, self._lose_reply, self._repeat, self._cut, self._cut_reply, self._delay)
        return self.random.choice(ways)(request)

    def _serve(self, request: Request) -> Response | None:
        response = self.hall.serve(request)
        if request.path == PUSH or request.path.startswith(BLOB):
            self.heard()
        return response

    def _lose(self, _: Request) -> Response | None:
        self.met["request lost"] += 1
        return None

    def _lose_reply(self, request: Request) -> Response | None:
        self.met["reply lost"] += 1
        self._serve(request)
        return None

    def _repeat(self, request: Request) -> Response | None:
        """A proxy sends twice; the desk hears one of the two replies."""
        self.met["repeated"] += 1
        replies = (self._serve(request), self._serve(request))
        return self.random.choice(replies)

    def _cut(self, request: Request) -> Response | None:
        """Half a request arrives, then the connection is gone."""
        self.met["request cut"] += 1
        half = request.body[: self.random.randrange(len(request.body) + 1)]
        self._serve(Request(request.method, request.path, half, request.headers))
        return None

    def _cut_reply(self, request: Request) -> Response | None:
        """Half a reply arrives and looks whole to whoever counts no bytes."""
        self.met["reply cut"] += 1
        response = self._serve(request)
        if response is None:
            return None
        return Response(response.status, response.body[: self.random.randrange(len(response.body) + 1)])

    def _delay(self, request: Request) -> Response | None:
        self.met["delayed"] += 1
        self.late = [*self.late, request][-_MOST_LATE:]
        return None
