"""A tiny real HTTP server on loopback whose behaviour a test chooses per path; also certificates made on the spot."""

import hashlib
import socket
import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from central_sync.protocol.exchange import CA, Request, Response

Handle = Callable[[Request], Response]


@dataclass(frozen=True, slots=True)
class Identity:
    """A CA and a server certificate for 127.0.0.1 that it signed, with the server's key, in PEM."""

    authority_der: bytes
    chain_pem: bytes
    key_pem: bytes

    @property
    def pin(self) -> str:
        """What a ticket would pin."""
        return hashlib.sha256(self.authority_der).hexdigest()


def make_identity(host: str = "127.0.0.1") -> Identity:
    """A fresh province CA and a certificate of its centre."""
    now = datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Thử nghiệm")])

    def builder(public: ec.EllipticCurvePublicKey, subject: x509.Name) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(name)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
        )

    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca = builder(ca_key.public_key(), name)
    ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    ca_cert = ca.sign(ca_key, hashes.SHA256())
    leaf = builder(key.public_key(), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Trung tâm")]))
    leaf = leaf.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
    leaf_cert = leaf.sign(ca_key, hashes.SHA256())
    return Identity(
        ca_cert.public_bytes(serialization.Encoding.DER),
        leaf_cert.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()),
    )


class LoopbackServer:
    """Serves a `Handle` on 127.0.0.1; some paths misbehave below HTTP."""

    def __init__(self, handle: Handle, identity: Identity | None = None) -> None:
        self.handle = handle
        self.identity = identity
        self.connections = 0
        self.requests: list[Request] = []
        self.go_on = Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def setup(self) -> None:
                outer.connections += 1
                super().setup()

            def do_GET(self) -> None:
                outer.serve(self)

            def do_POST(self) -> None:
                outer.serve(self)

            def do_PUT(self) -> None:
                outer.serve(self)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
                """Keep the test's output clean."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})

    @property
    def address(self) -> str:
        """Where it listens."""
        scheme = "http" if self.identity is None else "https"
        return f"{scheme}://127.0.0.1:{self._server.server_address[1]}"

    def serve(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length", "0")))
        request = Request(handler.command, handler.path, body, tuple(handler.headers.items()))
        self.requests.append(request)
        if handler.path == CA and self.identity is not None:
            _answer(handler, Response(200, self.identity.authority_der))
        elif handler.path == "/cut":
            _start(handler, 1000)
            handler.wfile.write(b"x" * 10)
            handler.close_connection = True
        elif handler.path == "/stall":
            _start(handler, 1000)
            handler.wfile.write(b"x" * 10)
            handler.wfile.flush()
            self.go_on.wait(10)
            handler.close_connection = True
        elif handler.path == "/hang-up":
            handler.connection.shutdown(socket.SHUT_RDWR)
            handler.close_connection = True
        else:
            _answer(handler, self.handle(request))

    @contextmanager
    def running(self) -> Iterator["LoopbackServer"]:
        """Serve until the block ends."""
        if self.identity is not None:
            self._server.socket = _wrapped(self._server.socket, self.identity)
        self._thread.start()
        try:
            yield self
        finally:
            self.go_on.set()
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()


def _wrapped(plain: socket.socket, identity: Identity) -> ssl.SSLSocket:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        chain, key = Path(folder) / "chain.pem", Path(folder) / "key.pem"
        chain.write_bytes(identity.chain_pem)
        key.write_bytes(identity.key_pem)
        context.load_cert_chain(chain, key)
    return context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)


def _start(handler: BaseHTTPRequestHandler, length: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", str(length))
    handler.end_headers()


def _answer(handler: BaseHTTPRequestHandler, response: Response) -> None:
    handler.send_response(response.status)
    handler.send_header("Content-Length", str(len(response.body)))
    if response.status in (301, 302, 307):
        handler.send_header("Location", "/elsewhere")
    handler.end_headers()
    handler.wfile.write(response.body)
