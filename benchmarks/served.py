"""Serves a prepared centre by its real program in a process of its own, on either database, and ends it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from benchmarks.cpu import cpu_seconds
from benchmarks.postgres import find_programs, postmaster_of, running_postgres
from benchmarks.province import Province, environment, make_province
from rehearsal.processes import Children


@dataclass(frozen=True, slots=True)
class Served:
    """A centre at work: where, over which province, its process, and the database's (None when it is embedded)."""

    address: str
    province: Province
    pid: int
    postmaster: int | None
    database: str
    """How the database's own driver reaches it: a file, or a connection text."""

    def cpu(self) -> tuple[float, float]:
        """CPU seconds so far of the centre and of the database server."""
        return cpu_seconds(self.pid) or 0.0, 0.0 if self.postmaster is None else cpu_seconds(self.postmaster) or 0.0


@contextmanager
def on_sqlite(folder: Path, desks: int) -> Iterator[Served]:
    """A centre with its embedded database."""
    province = make_province(folder / "centre", desks)
    with _serving(folder, province, "") as (address, pid):
        yield Served(address, province, pid, None, str(folder / "centre" / "centre.db"))


@contextmanager
def on_postgresql(folder: Path, desks: int) -> Iterator[Served]:
    """A centre with a PostgreSQL of its own whose commits wait for the disk; raises LookupError without one."""
    programs = find_programs()
    if programs is None:
        raise LookupError("no PostgreSQL on this machine")
    # The server runs as another user when this is root, so it must be able to walk to its folder.
    folder.chmod(0o755)
    with running_postgres(programs, durable=True) as home:
        plain = f"host={home} user=motcua dbname=postgres"
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute("CREATE DATABASE centre")
        url = f"postgresql+psycopg://motcua@/centre?host={home}"
        province = make_province(folder / "centre", desks, url)
        with _serving(folder, province, url) as (address, pid):
            yield Served(address, province, pid, postmaster_of(home), plain.replace("=postgres", "=centre"))


@contextmanager
def _serving(folder: Path, province: Province, url: str) -> Iterator[tuple[str, int]]:
    children = Children(folder / "logs")
    words = ("central_server", "--data", str(province.settings.data), "serve", "--port", "0", "--json")
    settings = environment(url) | {"MOTCUA_CLOCK": province.settings.clock}
    try:
        process = children.spawn("centre", words, settings)
        assert process.stdout is not None
        line = process.stdout.readline()
        yield json.loads(line)["address"], process.pid
    finally:
        children.end_all()
