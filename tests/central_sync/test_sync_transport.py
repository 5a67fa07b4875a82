"""The transport over real sockets: what a broken line, a portal or a stranger's certificate turns into."""

import socket
from collections.abc import Iterator
from threading import Event, Thread

import pytest
from loopback_server import LoopbackServer, make_identity
from sync_centre_fake import FakeCentre
from sync_fakes import MemoryJournal, tools_of

from central_sync.client.authority import Authority
from central_sync.client.transport import HttpTransport, Trust
from central_sync.protocol.desk import DeskSession
from central_sync.protocol.enrolment import CentreAddress
from central_sync.protocol.exchange import Request, Response
from central_sync.protocol.faults import FaultCode, TransportFault

pytestmark = pytest.mark.slow


def echo(request: Request) -> Response:
    """The body back; a few paths that behave like other people's networks."""
    if request.path == "/portal":
        return Response(200, b"<html>log in</html>")
    if request.path == "/redirect":
        return Response(302, b"")
    if request.path == "/500":
        return Response(500, b"oops")
    if request.path == "/long":
        return Response(200, b"x" * 5000)
    return Response(200, request.body)


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A plain server on loopback."""
    with LoopbackServer(echo).running() as running:
        yield running


@pytest.fixture
def transport(server: LoopbackServer) -> Iterator[HttpTransport]:
    """A transport to it."""
    made = HttpTransport(Trust(CentreAddress(server.address, "")))
    yield made
    made.close()


def code_of(transport: HttpTransport, request: Request) -> FaultCode:
    """The code that a request fails with."""
    with pytest.raises(TransportFault) as caught:
        transport.send(request)
    return caught.value.code


def test_bytes_arrive_exactly_over_one_kept_connection(server: LoopbackServer, transport: HttpTransport) -> None:
    """Bodies of any size come back unchanged, and one connection serves them all."""
    for body in (b"", b"\x00\xff" * 40_000, b"a"):
        assert transport.send(Request("POST", "/echo", body)) == Response(200, body)
    transport.send(Request("GET", "/echo"))
    assert server.connections == 1


def test_only_the_headers_that_count_are_sent(server: LoopbackServer, transport: HttpTransport) -> None:
    """No cookie, no claim to take compressed replies, nothing of the environment."""
    transport.send(Request("PUT", "/echo", b"leaf", (("X-Leaf-SHA256", "ab"),)))
    names = {name.lower() for name, _ in server.requests[0].headers}
    assert names == {"host", "user-agent", "accept-encoding", "x-leaf-sha256", "content-length"}


def test_a_proxy_of_the_environment_is_not_used(
    server: LoopbackServer, transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """trust_env is off: what a login script sets does not see dossiers."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("NO_PROXY", "")
    assert transport.send(Request("POST", "/echo", b"x")).body == b"x"
    assert len(server.requests) == 1


def test_what_answered_is_handed_on_as_it_is(transport: HttpTransport) -> None:
    """Portal pages, redirects (not followed) and server errors are replies; the protocol judges them."""
    assert transport.send(Request("GET", "/portal")).body == b"<html>log in</html>"
    assert transport.send(Request("GET", "/redirect")).status == 302
    assert transport.send(Request("GET", "/500")) == Response(500, b"oops")


def test_a_reply_cut_in_the_middle_is_no_reply(transport: HttpTransport) -> None:
    """Fewer bytes than promised is CUT, and the next request opens a new connection."""
    assert code_of(transport, Request("GET", "/cut")) is FaultCode.CUT
    assert transport.send(Request("POST", "/echo", b"again")).body == b"again"


def test_a_connection_closed_without_a_word_is_cut(transport: HttpTransport) -> None:
    """The other end hangs up before it answers."""
    assert code_of(transport, Request("POST", "/hang-up", b"x")) is FaultCode.CUT


def test_a_line_that_stands_still_is_given_up(transport: HttpTransport) -> None:
    """No byte for the stall time ends the request in the middle of a reply."""
    assert code_of(transport, Request("GET", "/stall", stall_seconds=0.1)) is FaultCode.STALLED


def test_a_listener_that_never_reads_is_given_up() -> None:
    """A large body to a peer that takes nothing stalls by bytes, not by the size of the body."""
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        transport = HttpTransport(Trust(CentreAddress(f"http://127.0.0.1:{deaf.getsockname()[1]}", "")))
        big = Request("POST", "/push", bytes(16 * 1024 * 1024), stall_seconds=0.2)
        assert code_of(transport, big) is FaultCode.STALLED
        transport.close()


def test_a_slow_line_that_keeps_moving_is_never_given_up() -> None:
    """A body that takes longer than the stall time goes through as long as bytes move."""
    size, never = 512 * 1024, Event()
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 16 * 1024)
        listener.bind(("127.0.0.1", 0))
        listener.listen()

        def sip() -> None:
            peer, _ = listener.accept()
            with peer:
                taken = 0
                while taken < size:
                    taken += len(peer.recv(24 * 1024))
                    never.wait(0.06)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
                while peer.recv(1024):  # hanging up on bytes not read yet would be a reset
                    pass

        thread = Thread(target=sip)
        thread.start()
        transport = HttpTransport(Trust(CentreAddress(f"http://127.0.0.1:{listener.getsockname()[1]}", "")))
        try:
            assert transport.send(Request("POST", "/push", bytes(size), stall_seconds=0.9)).body == b"ok"
        finally:
            transport.close()
            thread.join()


def test_a_reply_longer_than_asked_for_is_refused(transport: HttpTransport) -> None:
    """Nobody fills this machine's memory."""
    assert code_of(transport, Request("GET", "/long", reply_limit=1000)) is FaultCode.NOT_THE_CENTRE


def test_nobody_there_is_offline() -> None:
    """A closed port."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    transport = HttpTransport(Trust(CentreAddress(f"http://127.0.0.1:{port}", "")))
    assert code_of(transport, Request("GET", "/")) is FaultCode.OFFLINE
    transport.close()


def test_plain_http_elsewhere_is_refused_before_a_byte_leaves() -> None:
    """Only this machine is reached without TLS."""
    transport = HttpTransport(Trust(CentreAddress("http://192.0.2.1:80", "")))
    assert code_of(transport, Request("GET", "/")) is FaultCode.PLAIN_REFUSED


def test_a_cancelled_transport_sends_nothing(server: LoopbackServer, transport: HttpTransport) -> None:
    """Cancel reaches every fork."""
    fork = transport.fork()
    transport.cancel()
    assert code_of(fork, Request("GET", "/echo")) is FaultCode.CANCELLED
    assert server.requests == []


def test_the_pinned_authority_and_no_other_is_trusted() -> None:
    """With the pin of the ticket the centre is reached; the world's authorities are not loaded beside it."""
    identity = make_identity()
    with LoopbackServer(echo, identity).running() as server:
        transport = HttpTransport(Trust(CentreAddress(server.address, identity.pin)))
        assert transport.send(Request("POST", "/echo", b"hello")).body == b"hello"
        assert transport._wire is not None
        adapter = transport._wire._session.get_adapter("https://")
        context = adapter._context  # type: ignore[attr-defined]  # our own adapter behind the library's type
        assert context.cert_store_stats()["x509_ca"] == 1
        assert transport._trust.authority == Authority(identity.authority_der)
        transport.close()


def test_another_certificate_is_not_the_centre() -> None:
    """A wrong pin, a server signed by another CA, and a certificate of another host: not a byte of ours leaves."""
    identity, other = make_identity(), make_identity()
    with LoopbackServer(echo, identity).running() as server:
        wrong_pin = HttpTransport(Trust(CentreAddress(server.address, other.pin)))
        assert code_of(wrong_pin, Request("POST", "/echo", b"x")) is FaultCode.UNTRUSTED
        kept = Trust(CentreAddress(server.address, other.pin), Authority(other.authority_der))
        other_authority = HttpTransport(kept)
        assert code_of(other_authority, Request("POST", "/echo", b"x")) is FaultCode.UNTRUSTED
        assert [request.path for request in server.requests] == ["/sync/v1/ca"]
        other_authority.close()
    elsewhere = make_identity("127.0.0.2")
    with LoopbackServer(echo, elsewhere).running() as server:
        transport = HttpTransport(Trust(CentreAddress(server.address, elsewhere.pin)))
        assert code_of(transport, Request("POST", "/echo", b"x")) is FaultCode.UNTRUSTED
        transport.close()


def test_tls_to_nobody_is_offline() -> None:
    """A closed port behind https is OFFLINE, not a question of trust."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    transport = HttpTransport(Trust(CentreAddress(f"https://127.0.0.1:{port}", "ab" * 32)))
    assert code_of(transport, Request("GET", "/")) is FaultCode.OFFLINE


def test_a_whole_round_runs_over_tls() -> None:
    """The same round as in memory, over a pinned line."""
    identity, centre, journal = make_identity(), FakeCentre(), MemoryJournal()
    journal.write()
    with LoopbackServer(centre.handle, identity).running() as server:
        transport = HttpTransport(Trust(CentreAddress(server.address, identity.pin)))
        session = DeskSession(tools_of(journal))
        while (request := session.next_request()) is not None:
            session.take(transport.send(request))
        transport.close()
    assert session.fault is None
    assert centre.acts == [act.line for act in journal.acts]
