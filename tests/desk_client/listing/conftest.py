"""The fixtures of the list's tests."""

from tests.desk_client.listing.fixtures import dressed, kit, office, template

__all__ = ["dressed", "kit", "office", "template"]
