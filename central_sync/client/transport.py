"""Carries requests to the centre over HTTP: TLS pinned to the province CA, plain HTTP to this machine only."""

from threading import Event, Lock
from typing import TYPE_CHECKING

from central_sync.client.authority import Authority
from central_sync.protocol.enrolment import CentreAddress
from central_sync.protocol.exchange import STALL_SECONDS, Request, Response
from central_sync.protocol.faults import FaultCode, TransportFault

if TYPE_CHECKING:
    from central_sync.client.wire import Wire


class Trust:
    """What all connections to one centre share: the CA, fetched once and held against the pin, and the word to stop.

    `authority` is what an earlier run kept; without it the first connection asks the centre for it.
    """

    def __init__(
        self, centre: CentreAddress, authority: Authority | None = None, stall_seconds: float = STALL_SECONDS
    ) -> None:
        self.centre = centre
        self.stop = Event()
        self._stall_seconds = stall_seconds
        self._authority = authority
        self._lock = Lock()

    @property
    def authority(self) -> Authority | None:
        """The CA as far as it is known; worth keeping for the next run."""
        return self._authority

    def proved(self) -> Authority:
        """The CA, asked for if need be; raises TransportFault."""
        with self._lock:
            if self._authority is None:
                from central_sync.client.authority_line import fetch_authority  # noqa: PLC0415 - as HttpTransport

                self._authority = fetch_authority(self.centre, self._stall_seconds)
            return self._authority


class HttpTransport:
    """Implements `exchange.Transport`. One object belongs to one thread at a time; `fork` makes another.

    `requests` is loaded at the first `send`, so that a program's start does not pay for it.
    """

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._wire: Wire | None = None

    def send(self, request: Request) -> Response:
        """Send and wait for the whole reply; raises TransportFault, PLAIN_REFUSED before a byte has left."""
        centre = self._trust.centre
        if centre.plain and not centre.loopback:
            raise TransportFault(FaultCode.PLAIN_REFUSED)
        if self._trust.stop.is_set():
            raise TransportFault(FaultCode.CANCELLED)
        if self._wire is None:
            self._wire = self._connect()
        return self._wire.send(request)

    def fork(self) -> "HttpTransport":
        """Another connection to the same centre under the same trust."""
        return HttpTransport(self._trust)

    def cancel(self) -> None:
        """From now on nothing is sent on this connection or its forks."""
        self._trust.stop.set()

    def close(self) -> None:
        """Give the connection back; a later send opens it again."""
        if self._wire is not None:
            self._wire.close()
            self._wire = None

    def _connect(self) -> "Wire":
        from central_sync.client.wire import Wire  # noqa: PLC0415 - the sync thread pays for requests, not the start

        centre = self._trust.centre
        if centre.plain:
            return Wire(centre.address, None)
        from central_sync.client.authority_line import strict_context  # noqa: PLC0415 - as above

        return Wire(centre.address, strict_context(self._trust.proved()))
