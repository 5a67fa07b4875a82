"""Joins the pieces of the word index while the line rests; never in the middle of a save, and never for long."""

from contextlib import suppress

from sqlalchemy import text

from desk_client.store.writer import GaveWay, Priority, Writer

_JOIN = text("INSERT INTO find(find, rank) VALUES ('merge', 500)")
"""Up to 500 leaves a call, and nothing while no level has four pieces: each transaction with new words leaves one."""


def tidy(writer: Writer) -> None:
    """Join some pieces; whoever comes to save something ends it, the next call goes on. Raises DeskFault."""
    with suppress(GaveWay):
        writer.run(lambda connection: connection.execute(_JOIN).close(), Priority.PAGE)
