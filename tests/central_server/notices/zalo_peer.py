"""A faithful server of Zalo's documented calls: refuses whatever the documentation does not describe.

Source: the public guides of the notification service (message/template, error codes) and of the official account's
login (v4/oa/access_token). Numbers ending in 18 have no Zalo account, in 44 the day's quota is spent, in 00 it fails.
"""

import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

FORMS = {"7895417": {"ma_ho_so", "hen_tra"}}
"""Registered forms and their parameters."""
_ENDS = {"18": -118, "44": -144, "00": -100}


@dataclass
class Service:
    """What the service knows: the token in force, the renewal key in force, what was taken."""

    token: str = "token-1"
    renewal: str = "renewal-1"
    secret: str = "app-secret"
    app_id: str = "1234567890"
    taken: list[dict[str, Any]] = field(default_factory=list)
    renewals: int = 0
    port: int = 0
    status: int = 200

    def message(self, headers: Any, body: bytes) -> dict[str, Any]:
        """POST /message/template."""
        if headers.get("access_token") != self.token:
            return {"error": -124, "message": "Access token invalid"}
        if headers.get("Content-Type") != "application/json":
            return {"error": -122, "message": "Body format invalid"}
        asked = json.loads(body)
        if set(asked) - {"mode"} != {"phone", "template_id", "template_data", "tracking_id"}:
            return {"error": -122, "message": "Body format invalid"}
        if not re.fullmatch(r"84\d{9}", asked["phone"]):
            return {"error": -108, "message": "Phone number invalid"}
        if asked["template_id"] not in FORMS:
            return {"error": -109, "message": "Template ID invalid"}
        data = asked["template_data"]
        if set(data) != FORMS[asked["template_id"]] or not all(isinstance(one, str) and one for one in data.values()):
            return {"error": -112, "message": "Template data invalid"}
        if not isinstance(asked["tracking_id"], str) or len(asked["tracking_id"]) > 48:
            return {"error": -132, "message": "Parameter invalid"}
        error = _ENDS.get(asked["phone"][-2:])
        if error is not None:
            return {"error": error, "message": "refused"}
        self.taken.append(asked)
        quota = {"dailyQuota": "500", "remainingQuota": "499"}
        data = {"msg_id": f"z{len(self.taken)}", "sent_time": "1552528800000", "sending_mode": "1", "quota": quota}
        return {"error": 0, "message": "Success", "data": data}

    def login(self, headers: Any, body: bytes) -> dict[str, Any]:
        """POST /v4/oa/access_token: a renewal key counts once."""
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        wanted = {"refresh_token": self.renewal, "app_id": self.app_id, "grant_type": "refresh_token"}
        if headers.get("secret_key") != self.secret or asked != wanted:
            return {"error": -14014, "error_name": "Invalid refresh token."}
        self.renewals += 1
        self.token, self.renewal = f"token-r{self.renewals}", f"renewal-r{self.renewals}"
        return {"access_token": self.token, "refresh_token": self.renewal, "expires_in": "90000"}


@contextmanager
def serving(service: Service) -> Iterator[Service]:
    """The service on a loopback port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # http.server calls it by this name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            doors = {"/message/template": service.message, "/v4/oa/access_token": service.login}
            door = doors.get(self.path)
            said = json.dumps({} if door is None else door(self.headers, body)).encode()
            self.send_response(404 if door is None else service.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # as the base class says
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
