"""Which signed results wait for their proofs, and how far the feeds were looked through for them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the two tables."""
    op.create_table(
        "proof",
        sa.Column("dossier", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("dossier"),
    )
    op.create_index("ix_proof_next_ms", "proof", ["next_ms"])
    op.create_table(
        "proof_cursor",
        sa.Column("office", sa.String(length=32), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office"),
    )
