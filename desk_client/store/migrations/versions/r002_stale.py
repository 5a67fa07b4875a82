"""Marks dossiers that are kept from before a new epoch of the centre."""

import sqlalchemy as sa
from alembic import op

revision = "r002"
down_revision = "r001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; a new machine has it already, since the first migration makes the newest tables."""
    known = {column["name"] for column in sa.inspect(op.get_bind()).get_columns("dossier")}
    if "stale" not in known:
        op.add_column("dossier", sa.Column("stale", sa.Integer, nullable=False, server_default="0"))


def downgrade() -> None:
    """Drop the mark."""
    op.drop_column("dossier", "stale")
