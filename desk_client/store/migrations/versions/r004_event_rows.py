"""Keeps the events in a table of rows: in an index every line took a page of its own beside it."""

import sqlalchemy as sa
from alembic import op

from desk_client.store.schema import EVENT

revision = "r004"
down_revision = "r003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Copy the events over; a new machine has the table already, since the first migration makes the newest ones."""
    made = op.get_bind().execute(sa.text("SELECT sql FROM sqlite_master WHERE name = 'event'")).scalar_one()
    if "WITHOUT ROWID" in made:
        op.rename_table("event", "event_before")
        EVENT.create(op.get_bind())
        op.execute("INSERT INTO event(dossier, rev, line, ruling) SELECT dossier, rev, line, ruling FROM event_before")
        op.drop_table("event_before")


def downgrade() -> None:
    """Nothing: an older program reads this table as well."""
