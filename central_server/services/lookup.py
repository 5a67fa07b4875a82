"""Answers the portal: completion for anybody who knows a code, the dossier's story for who knows its secret.

The secret is compared by its keyed hash in constant time; wrong ones are counted per code and per client.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from central_server.ports.lookup import (
    NotFound,
    OwnerView,
    PortalMessage,
    PublicProgress,
    TooManyTries,
    WrongSecret,
)
from central_server.ports.notices import NoticeChannel
from central_server.ports.storage import Storage, Work
from central_server.ports.world import ZONE, Clock, RulesShelf
from central_server.services.lookup_view import Say, View, make_view, progress_of
from central_server.services.secret import is_secret
from dossier.identifiers import parse_request
from dossier.numbers import REQUEST_BOOK, claimed_number
from dossier.state import Dossier

_MESSAGES = 20
"""The newest ones are shown; older ones say nothing that the steps do not."""
_CLIENT_FACTOR = 10
"""One address may stand for a whole office behind one line, so it has more tries than one code."""


@dataclass(frozen=True, slots=True)
class LookUpParts:
    """What the look-up works with; `salt` keys the secrets' hash, `tries` wrong ones pause a code for some minutes."""

    storage: Storage
    clock: Clock
    rules: RulesShelf
    salt: bytes
    say: Say
    tries: int
    pause_minutes: int


def find_dossier(storage: Storage, code: str) -> Dossier | None:
    """The dossier of a legal code, or of a request number before and after it has one."""
    request = parse_request(code)
    if request is None:
        record = storage.read(lambda unit: unit.search.by_code(code))
    else:
        number = claimed_number(request)
        record = storage.read(lambda unit: unit.search.by_number(REQUEST_BOOK, number))
    return None if record is None else record.state


class DossierLookUp:
    """The centre's answers to `central_server.ports.lookup.LookUp`."""

    def __init__(self, parts: LookUpParts) -> None:
        self._parts = parts

    def by_code(self, code: str) -> PublicProgress | None:
        """The public progress, or None when no dossier bears the code."""
        state = self._find(code)
        rules = None if state is None else self._parts.rules.find(state.rules)
        if state is None or rules is None:
            return None
        progress = progress_of(View(state, rules, self._parts.clock.now(), self._parts.say))
        if progress is None:
            return None
        return PublicProgress(code, progress.done, progress.total, self._parts.clock.now().replace(tzinfo=ZONE))

    def with_secret(self, code: str, secret: str, client: str) -> OwnerView | WrongSecret | TooManyTries | NotFound:
        """Compare the secret, counting a wrong one, and show the dossier."""
        state = self._find(code)
        pause = self._paused(code, self._parts.tries)
        pause = pause or self._paused(_client_key(client), self._parts.tries * _CLIENT_FACTOR)
        if pause is not None:
            return TooManyTries(pause)
        right = state is not None and self._matches(state.secret_key, secret)
        if not right:
            left = self._count(code, client)
            return NotFound() if state is None else WrongSecret(left)
        return self._shown(state)

    def for_owner(self, code: str) -> OwnerView | NotFound:
        """The dossier, for who has shown the secret before."""
        return self._shown(self._find(code))

    def _shown(self, state: Dossier | None) -> OwnerView | NotFound:
        view = None if state is None else self._view(state)
        if state is None or view is None:
            return NotFound()
        kept = self._parts.storage.read(lambda unit: unit.notices.of_dossier(state.id, NoticeChannel.PORTAL))
        told = tuple(
            PortalMessage(datetime.fromisoformat(one.at).replace(tzinfo=ZONE), one.text) for one in kept[:_MESSAGES]
        )
        return replace(view, messages=told)

    def _find(self, code: str) -> Dossier | None:
        return find_dossier(self._parts.storage, code)

    def _view(self, state: Dossier) -> OwnerView | None:
        rules = self._parts.rules.find(state.rules)
        if rules is None:
            return None
        return make_view(View(state, rules, self._parts.clock.now(), self._parts.say))

    def _matches(self, kept: str, secret: str) -> bool:
        return is_secret(self._parts.salt, secret, kept)

    def _paused(self, key: str, limit: int) -> datetime | None:
        """Until when no secret is compared, or None."""
        window = self._window_ms()
        since = self._parts.clock.milliseconds() - window
        tries = self._parts.storage.read(lambda unit: unit.search.tries(key, since))
        if len(tries) < limit:
            return None
        end = (tries[-limit] + window) / 1000
        return datetime.fromtimestamp(end, ZONE)

    def _count(self, code: str, client: str) -> int:
        """Remember a wrong secret; how many are left for the code."""
        now = self._parts.clock.milliseconds()
        since = now - self._window_ms()

        def work(unit: Work) -> int:
            unit.search.forget_tries(since)
            unit.search.add_try(code, now)
            unit.search.add_try(_client_key(client), now)
            return len(unit.search.tries(code, since))

        return max(0, self._parts.tries - self._parts.storage.write(work))

    def _window_ms(self) -> int:
        return int(timedelta(minutes=self._parts.pause_minutes).total_seconds() * 1000)


def _client_key(client: str) -> str:
    return "client:" + hashlib.sha256(client.encode()).hexdigest()[:24]
