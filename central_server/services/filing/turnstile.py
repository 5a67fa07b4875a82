"""Lets one address do only so much in a quarter of an hour; remembers a hash of the address and nothing else."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from central_server.ports.storage import Storage, Work
from central_server.ports.world import ZONE, Clock


class Gate(Enum):
    """What is counted: a short name and how often one address may do it. An office may sit behind one address."""

    BEGIN = ("begin", 40)
    PAPER = ("paper", 150)
    SEND = ("send", 30)
    CODE = ("code", 10)
    ADDRESS = ("address", 3)
    CHECK = ("check", 40)
    MARK = ("mark", 60)


@dataclass(frozen=True, slots=True)
class Turnstile:
    """Counts in the table of tries; `minutes` is that table's own window."""

    storage: Storage
    clock: Clock
    minutes: int

    def pause(self, gate: Gate, client: str) -> datetime | None:
        """Count one more and let it through (None), or say from when on it may."""
        name, most = gate.value
        key = f"{name}:" + hashlib.sha256(client.encode()).hexdigest()[:24]
        now = self.clock.milliseconds()
        window = int(timedelta(minutes=self.minutes).total_seconds() * 1000)

        def work(unit: Work) -> int | None:
            before = unit.search.tries(key, now - window)
            if len(before) >= most:
                return before[-most]
            unit.search.forget_tries(now - window)
            unit.search.add_try(key, now)
            return None

        oldest = self.storage.write(work)
        return None if oldest is None else datetime.fromtimestamp((oldest + window) / 1000, ZONE)
