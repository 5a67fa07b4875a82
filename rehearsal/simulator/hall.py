"""The centre of a town: the real services on a real database, asked through the real routes without a socket."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from central_server.api import sync as routes
from central_server.api.replies import complaint_handlers, packed
from central_server.api.sync import SyncParts
from central_server.bootstrap.build import Centre, Injected, build_centre
from central_server.ports.world import MeantSignature, SignedBy
from central_server.services.complaints import Complain
from central_server.services.pushes import Asked
from central_server.settings import Settings, load_settings
from central_server.storage.engine import open_engine
from central_server.storage.store import SqlStore
from central_sync.protocol.codec import WireFault
from central_sync.protocol.exchange import BLOB, BLOB_HAVE, PULL, PUSH, RULES, TOKEN, Request, Response
from rehearsal.simulator.machine import Copy, Machine
from rehearsal.simulator.pool import OneThread
from rehearsal.simulator.world import Fuse, Killed, Moment, SeededChance

CERTIFICATE = "c" * 64


class Alarmed(Exception):
    """The centre met a fault of its own: always a finding."""


@dataclass(frozen=True)
class Mark:
    """What stands for a signature behind a paper of the town: who made it, and number and date of an issued paper."""

    name: str
    issue: tuple[str, str] = ("", "")

    def under(self, paper: bytes) -> bytes:
        """The paper with this mark."""
        return paper + _MARK + json.dumps([self.name, *self.issue]).encode()


_MARK = b"\n%signed "


class TrustingCheck:
    """Believes every mark, all made with the one certificate of the town; signatures have tests of their own."""

    def check(self, pdf: bytes, at: datetime, meant: MeantSignature) -> SignedBy:
        del at, meant
        name, *issue = json.loads(pdf.rpartition(_MARK)[2])
        return SignedBy(
            intact=True, certificate_sha256=CERTIFICATE, trusted=True, name=name, issue=(issue[0], issue[1])
        )

    def close(self) -> None:
        """Nothing was started."""


class LoudAlarm:
    """Ends the run at a fault of the program; keeps what a person is to hear."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def raise_(self, code: str, subjects: Sequence[str]) -> None:
        if code.endswith("_fault"):
            raise Alarmed(f"{code} {' '.join(subjects)}")
        self.heard.append(code)


class _Headers(dict[str, str]):
    """Headers by name in any writing, as the framework's are."""

    def get(self, name: str, default: Any = "") -> Any:
        return super().get(name.lower(), default)


@dataclass(frozen=True)
class _Asked:
    """A request as a route reads it."""

    headers: _Headers


def town_settings(folder: Path) -> Settings:
    """Settings of a centre in a town: its own folder, cheap passwords."""
    return replace(load_settings(folder, {}), password_memory_kib=64, password_rounds=1)


@dataclass
class Hall(Machine):
    """The centre; its engine lives as long as the process, its program from `open` to `close`."""

    folder: Path
    moment: Moment
    chance: SeededChance
    alarm: LoudAlarm = field(default_factory=LoudAlarm)
    centre: Centre = field(init=False)
    parts: SyncParts = field(init=False)
    eye: Any = None
    """The driver's connection while the program runs."""
    database: str = "centre.db"
    restores: int = 0
    deaths: int = 0

    def __post_init__(self) -> None:
        self.settings = town_settings(self.folder)
        self._engine = open_engine(self.settings.database_url, OneThread)
        self.fuse = Fuse(self._engine)
        self._complaints: dict[Any, Any] = dict(complaint_handlers(self.moment.milliseconds))

    def open(self) -> None:
        """Start the program on what is on the disk."""
        store = SqlStore(self._engine, alone=True)
        brought = Injected(self.moment, TrustingCheck(), store, self.chance, self.alarm)
        self.centre = c = build_centre(self.settings, brought)
        self.parts = SyncParts(c.clock, c.desks, c.pushes, c.pages, c.files, c.rulebook)
        if self.eye is None:
            self.eye = sqlite3.connect(self.folder / self.database, isolation_level=None)
            self.eye.row_factory = sqlite3.Row

    def close(self) -> None:
        """End the program."""
        if self.eye is not None:
            self.eye.close()
            self.eye = None
            self.centre.close()

    @property
    def driver(self) -> Any:
        return sqlite3

    @property
    def at_rest(self) -> bool:
        return isinstance(self._engine.pool, OneThread) and self._engine.pool.at_rest

    def restore(self, kept: Copy) -> None:
        """Put a backup back: what was accepted since is gone, and a new epoch says so."""
        super().restore(kept)
        self.restores += 1
        name = f"restored-{self.restores}"
        self.centre.store.write(lambda unit: unit.registry.set_meta("epoch", name))

    def serve(self, request: Request) -> Response | None:
        """The reply as the real routes give it, None when the program died; an unexpected exception is a finding."""
        headers = _Headers((name.lower(), value) for name, value in request.headers)
        try:
            reply = self._route(request, _Asked(headers))
        except (Complain, WireFault) as fault:
            reply = self._complaints[type(fault)](None, fault)
        except Killed:
            self.deaths += 1
            self.reopen()
            return None
        return Response(reply.status_code, bytes(reply.content))

    def _route(self, request: Request, asked: Any) -> Any:  # the framework's own types end at this door
        path, parts, body = request.path, self.parts, request.body
        if path == TOKEN:
            return routes.token.fn(parts, body)
        if path == PUSH:
            return self._push(asked, body)
        if path == PULL:
            return routes.pull.fn(asked, parts, body)
        if path.startswith(f"{RULES}/"):
            return routes.rules.fn(asked, parts, path.rpartition("/")[2])
        if path == BLOB_HAVE:
            return routes.blob_have.fn(asked, parts, body)
        return self._leaf(request, asked)

    def _push(self, asked: Any, body: bytes) -> Any:
        """A push as the door serves one that comes alone."""
        name = self.parts.desks.name_of(asked.headers.get("authorization", ""))
        (told,) = self.parts.pushes.answer([Asked(name, body)])
        if isinstance(told, Exception):
            raise told
        return packed(told)

    def _leaf(self, request: Request, asked: Any) -> Any:
        sha256, last = request.path.removeprefix(f"{BLOB}/").split("/")
        if last == "commit":
            return routes.blob_commit.fn(asked, self.parts, sha256, request.body)
        if request.method == "PUT":
            return routes.blob_put.fn(asked, self.parts, sha256, int(last), request.body)
        return routes.blob_get.fn(asked, self.parts, sha256, int(last))
