"""Hands registered messages (ZNS) to Zalo's service by HTTPS and renews its token; keeps the token in its file.

The call: POST /message/template with header `access_token` and JSON `phone` (84…), `template_id`, `template_data`,
`tracking_id`; the answer carries `error` (0: taken) and `data.msg_id`. The token lasts about a day and is renewed by
POST /v4/oa/access_token with header `secret_key`; a renewal key counts once, so the new one is durable before use.
"""

import hashlib
import http.client
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlencode

from central_server.channels.settings import Peer, ZaloSettings
from central_server.ports.faults import CentreFault
from central_server.ports.notices import NotTaken, Outgoing, Receipt, Taken, Trouble

_SECONDS = 20.0
_LARGEST_REPLY = 64 * 1024
_LONGEST_TRACKING = 48
_TOKEN_BAD = frozenset({-124, -216})
_THIS_MESSAGE = frozenset({-108, -110, -111, -112, -114, -116, -118, -119, -130, -139, -140, -141})
"""The number, the person or the content: it would be refused again (not on Zalo, refuses such messages, too long)."""
_EVERY_MESSAGE = frozenset(
    {-101, -102, -103, -104, -105, -115, -117, -120, -125, -126, -133, -135, -136, -137, -138, -144}
)
"""The application, the account, its balance, the night, the day's quota: no other message would go now."""


@dataclass(frozen=True, slots=True)
class ZaloToken:
    """The access token and the key that renews it once."""

    access: str = field(repr=False)
    renewal: str = field(repr=False)


class TokenKeeper(Protocol):
    """Where the token lies."""

    def read(self) -> ZaloToken | None:
        """The token, or None when there is none."""
        ...

    def write(self, token: ZaloToken) -> None:
        """Keep a new one; returns when it is durable."""
        ...


class _Down(Exception):
    """The service cannot be used now; the text is a short code."""


class ZaloSender:
    """Sends one message a call."""

    def __init__(self, settings: ZaloSettings, tokens: TokenKeeper) -> None:
        self._settings = settings
        self._tokens = tokens
        self._unkept: ZaloToken | None = None
        """A renewed token that could not be written yet: the old renewal key is spent, so this one must not be lost."""

    def send(self, messages: Sequence[Outgoing]) -> Sequence[Taken | NotTaken]:
        """One answer for each message; after the service is lost the others are told so."""
        answers: list[Taken | NotTaken] = []
        for message in messages:
            answer = self._answer(message)
            if isinstance(answer, NotTaken) and answer.trouble is Trouble.CHANNEL:
                return answers + [answer] * (len(messages) - len(answers))
            answers.append(answer)
        return answers

    def receive(self, keep: Callable[[Sequence[Receipt]], None]) -> None:
        """The service's word of arrival goes to a public address, which the centre does not open."""

    def close(self) -> None:
        """No session is kept."""

    def _answer(self, message: Outgoing) -> Taken | NotTaken:
        form = self._settings.forms.get(message.template)
        if form is None:
            return NotTaken(Trouble.NEVER, "zalo_no_form")
        try:
            said = self._say(message, form)
        except _Down as fault:
            return NotTaken(Trouble.CHANNEL, str(fault))
        error = said.get("error")
        if error == 0:
            return _taken(said)
        if error in _THIS_MESSAGE:
            return NotTaken(Trouble.NEVER, f"zalo_{error}")
        return NotTaken(Trouble.CHANNEL if error in _EVERY_MESSAGE else Trouble.LATER, f"zalo_{error}")

    def _say(self, message: Outgoing, form: str) -> Mapping[str, object]:
        token = self._token()
        body = {
            "phone": message.to,
            "template_id": form,
            "template_data": dict(message.fields),
            "tracking_id": hashlib.sha256(message.key.encode()).hexdigest()[:_LONGEST_TRACKING],
        }
        said = self._post_message(body, token)
        if said.get("error") in _TOKEN_BAD:
            said = self._post_message(body, self._renewed(token))
            if said.get("error") in _TOKEN_BAD:
                raise _Down("zalo_token")
        return said

    def _post_message(self, body: Mapping[str, object], token: ZaloToken) -> Mapping[str, object]:
        headers = {"access_token": token.access, "Content-Type": "application/json"}
        return _post(self._settings.peer, "/message/template", json.dumps(body).encode(), headers)

    def _renewed(self, token: ZaloToken) -> ZaloToken:
        settings = self._settings
        asked = {"refresh_token": token.renewal, "app_id": settings.app_id, "grant_type": "refresh_token"}
        headers = {"secret_key": settings.secret, "Content-Type": "application/x-www-form-urlencoded"}
        said = _post(settings.login, "/v4/oa/access_token", urlencode(asked).encode(), headers)
        access, renewal = said.get("access_token"), said.get("refresh_token")
        if not isinstance(access, str) or not isinstance(renewal, str):
            raise _Down("zalo_token")
        self._unkept = ZaloToken(access, renewal)
        return self._token()

    def _token(self) -> ZaloToken:
        """The token that is kept; raises _Down while there is none or it cannot be kept."""
        try:
            if self._unkept is not None:
                self._tokens.write(self._unkept)
                self._unkept = None
            token = self._tokens.read()
        except (OSError, CentreFault) as fault:
            raise _Down("zalo_token_file") from fault
        if token is None:
            raise _Down("zalo_no_token")
        return token


def _taken(said: Mapping[str, object]) -> Taken | NotTaken:
    data = said.get("data")
    name = data.get("msg_id") if isinstance(data, dict) else None
    if not isinstance(name, str) or not name:
        return NotTaken(Trouble.LATER, "zalo_no_name")
    return Taken((name,), "0")


def _post(peer: Peer, path: str, body: bytes, headers: Mapping[str, str]) -> Mapping[str, object]:
    """The JSON object that the service answers; raises _Down. Nothing is followed to another address."""
    if peer.tls is None:
        line = http.client.HTTPConnection(peer.host, peer.port, timeout=_SECONDS)
    else:
        line = http.client.HTTPSConnection(peer.host, peer.port, timeout=_SECONDS, context=peer.tls)
    try:
        line.request("POST", path, body, dict(headers))
        reply = line.getresponse()
        text = reply.read(_LARGEST_REPLY)
    except (OSError, http.client.HTTPException) as fault:
        raise _Down(f"zalo_{type(fault).__name__}") from fault
    finally:
        line.close()
    if reply.status != 200:
        raise _Down(f"zalo_http_{reply.status}")
    try:
        said = json.loads(text)
    except ValueError as fault:
        raise _Down("zalo_no_json") from fault
    if not isinstance(said, dict):
        raise _Down("zalo_no_json")
    return said
