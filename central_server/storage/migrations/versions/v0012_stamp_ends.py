"""When the certificate of an archive copy's newest time stamp ends: it has to be stamped again before."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more column of the proofs; nobody looked yet."""
    op.add_column("proof", sa.Column("stamp_ends_ms", sa.BigInteger()))
