"""The fixtures of the dossier's tests: those of the list."""

from tests.desk_client.listing.fixtures import dressed, kit, office, template

__all__ = ["dressed", "kit", "office", "template"]
