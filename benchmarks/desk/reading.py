"""Measures what a clerk waits for in the list of 300,000 dossiers: its first page, and a search by folded name."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter

from sqlalchemy import Engine, text

from benchmarks.desk.clerk import Clerk
from benchmarks.desk.crowd import grown, someone
from benchmarks.figures import Figure, at_most
from benchmarks.subject import Subject
from benchmarks.timing import quantile
from desk_client.services.forecasting import Forecasting
from desk_client.services.listing import PAGE, Listing
from desk_client.services.session import Session
from desk_client.store.tabs import Tab
from dossier.text import fold

_DOSSIERS = 300_000
_TIMES = 60


def measure(folder: Path) -> Iterator[Figure]:
    """Every tab of the list and names without marks, as the screen asks for them; the first call of each is warm-up."""
    clerk = Clerk(grown(folder.parent, _DOSSIERS, print))
    try:
        listing, engine = Listing(clerk.desk.parts, Forecasting(clerk.desk.parts)), clerk.desk.machine.engine
        pages = {tab.value: _p95(partial(_first_page, listing, clerk.session, tab)) for tab in Tab}
        slowest, worst = max(pages.items(), key=lambda one: one[1])
        bare = _p95(lambda _index: _bare_page(engine))
        beside = f"the slowest tab ({slowest}); {worst / bare:.1f} × a bare page of {PAGE} rows by key ({bare:.2f} ms)"
        yield Figure(f"first page of the list, {_DOSSIERS:,} dossiers, p95", worst, "ms", at_most(3), beside)
        chance = Random(7)
        names = [fold(someone(chance, index)) for index in range(_TIMES)]
        found = _p95(lambda index: listing.search(names[index]))
        bare = _p95(lambda index: _bare_search(engine, names[index]))
        beside = f"{found / bare:.1f} × the bare query of the word index for its numbers ({bare:.2f} ms)"
        yield Figure(f"search by folded name, {_DOSSIERS:,} dossiers, p95", found, "ms", at_most(10), beside)
    finally:
        clerk.close()


def _first_page(listing: Listing, session: Session, tab: Tab, _index: int) -> None:
    listing.page(session, tab)


def _p95(call: Callable[[int], object]) -> float:
    """Milliseconds that 95 of 100 calls do not exceed."""
    call(0)
    taken = []
    for index in range(_TIMES):
        began = perf_counter()
        call(index)
        taken.append((perf_counter() - began) * 1000)
    return quantile(taken, 0.95)


def _bare_page(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT n, id, code, name, due FROM dossier ORDER BY n LIMIT :l"), {"l": PAGE}).all()


def _bare_search(engine: Engine, words: str) -> None:
    match = " ".join(f'"{word}"*' for word in words.split())
    query = text("SELECT rowid FROM find WHERE words MATCH :m ORDER BY rowid DESC LIMIT 50")
    with engine.connect() as connection:
        connection.execute(query, {"m": match}).all()


SUBJECT = Subject("desk list", measure)
