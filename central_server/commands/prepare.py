"""Makes a centre's data directory: keys, tables, the rules of the province; running it again loads the rules anew."""

from argparse import Namespace
from dataclasses import dataclass

import msgspec

from central_server.bootstrap.build import build_centre
from central_server.bootstrap.keys import make_keys
from central_server.bootstrap.province import load_province
from central_server.bootstrap.world import SystemChance
from central_server.commands.output import Console
from central_server.ports.storage import Work
from central_server.services.calendars import kept_changes, with_changes
from central_server.services.publishing import Publishing
from central_server.settings import Settings
from central_server.storage.engine import open_engine
from central_server.storage.migrate import bring_up
from central_server.storage.store import SqlStore
from central_sync.protocol.bundle import encode_bundle


class InitSaid(msgspec.Struct):
    """What `init` did."""

    new: bool
    rules: str
    rules_new: bool
    units: int
    procedures: int


@dataclass(frozen=True, slots=True)
class Prepared:
    """Whether the directory is new, and the rules now in force."""

    new: bool
    version: str
    rules_new: bool
    units: int
    procedures: int


def prepare(settings: Settings) -> Prepared:
    """Bring a data directory to where `serve` can start."""
    settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
    (settings.data / "trust").mkdir(exist_ok=True)
    new = make_keys(settings.data / "keys")
    engine = open_engine(settings.database_url)
    bring_up(engine)
    store = SqlStore(engine)
    store.write(_begin_epoch)
    store.close()
    centre = build_centre(settings)
    try:
        # What was published here stays in force over what is shipped.
        published = Publishing(centre.store, centre.clock, centre.rulebook)
        changes = centre.store.read(kept_changes)
        bundle = with_changes(published.with_published(load_province(settings.province)), changes)
        rules_new = centre.rulebook.load(encode_bundle(bundle))
        centre.held.retry(all_reasons=True)
        version = centre.store.read(lambda unit: unit.registry.current_rules())
    finally:
        centre.close()
    return Prepared(new, version, rules_new, len(bundle.organisation.units), len(bundle.procedures))


def _begin_epoch(unit: Work) -> None:
    if not unit.registry.meta("epoch"):
        unit.registry.set_meta("epoch", SystemChance().take(8).hex())


def init(_: Namespace, settings: Settings, console: Console) -> None:
    """The command."""
    made = prepare(settings)
    said = InitSaid(made.new, made.version, made.rules_new, made.units, made.procedures)
    message = "centre.said.init" if made.new else "centre.said.init_again"
    console.tell(said, message, units=str(made.units), procedures=str(made.procedures), rules=made.version[:12])
