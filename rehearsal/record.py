"""Reads a centre's record back, beside the running server: states, numbers, files; changes nothing."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import text

from central_server.bootstrap.build import Centre, build_centre
from central_server.settings import load_settings
from central_server.storage.packing import unpack_state
from central_sync.protocol.messages import LEAF
from dossier.acts import FileRef
from dossier.identifiers import DossierId, OfficeId
from dossier.state import Dossier


@dataclass(frozen=True, slots=True)
class Counts:
    """Acts and how they were answered."""

    acts: int
    refused: int
    held: int
    noted: int
    dossiers: int


class Record:
    """What the centre holds."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre

    def by_code(self, code: str) -> Dossier | None:
        """The dossier of record with a printed code."""
        found = self.centre.store.read(lambda unit: unit.search.by_code(code))
        return None if found is None else found.state

    def by_id(self, dossier: str) -> Dossier | None:
        """The dossier of record of that identity."""
        found = self.centre.store.read(lambda unit: unit.search.by_id(DossierId(dossier)))
        return None if found is None else found.state

    def all(self) -> list[Dossier]:
        """Every dossier of record."""
        with self.centre.store.engine.connect() as connection:
            bodies = connection.execute(text("SELECT state FROM dossier")).scalars().all()
        return [unpack_state(bytes(body)) for body in bodies]

    def counts(self) -> Counts:
        """Acts by verdict, and dossiers."""
        with self.centre.store.engine.connect() as connection:
            found = connection.execute(text("SELECT verdict, count(*) AS n FROM act GROUP BY verdict")).all()
            verdicts = {str(row.verdict): int(row.n) for row in found}
            dossiers = int(connection.execute(text("SELECT count(*) FROM dossier")).scalar_one())
        return Counts(
            acts=sum(verdicts.values()),
            refused=verdicts.get("refused", 0) + verdicts.get("claimed", 0),
            held=verdicts.get("held", 0),
            noted=verdicts.get("noted", 0),
            dossiers=dossiers,
        )

    def file(self, office: str, ref: FileRef) -> bytes | None:
        """The plain bytes of a proved file, leaf by leaf from the centre's shelf; None when it is not whole."""
        place = self.centre.store.read(lambda unit: unit.files.place(OfficeId(office), ref.sha256))
        if place is None or not place.complete:
            return None
        leaves = []
        for index in range(-(-ref.size // LEAF)):
            leaf = self.centre.files.leaf(place, index)
            if leaf is None:
                return None
            leaves.append(leaf)
        return b"".join(leaves)


@contextmanager
def open_record(data: Path, environment: Mapping[str, str] | None = None) -> Iterator[Record]:
    """The record of the centre whose data lie in this folder, with its own environment when it has one."""
    centre = build_centre(load_settings(data, os.environ if environment is None else environment))
    try:
        yield Record(centre)
    finally:
        centre.close()
