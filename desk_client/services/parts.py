"""What every use case of the desk stands on, gathered once by bootstrap."""

from dataclasses import dataclass

from sqlalchemy import Engine

from desk_client.ports import Chance, Clock
from desk_client.store.drafts import Drafts
from desk_client.store.meta import Identity
from desk_client.store.queries import Queries
from desk_client.store.rulebook import Rulebook
from desk_client.store.shelf import Shelf
from desk_client.store.writer import Writer
from dossier.rules import Rules


@dataclass(frozen=True, slots=True)
class Parts:
    """Store, files, clock and identity of an enrolled desk."""

    engine: Engine
    writer: Writer
    rulebook: Rulebook
    shelf: Shelf
    drafts: Drafts
    queries: Queries
    clock: Clock
    chance: Chance
    identity: Identity

    def rules(self) -> Rules:
        """The rules in force. Raises DeskFault `rules_missing`."""
        return self.rulebook.now(self.engine)
