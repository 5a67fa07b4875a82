"""What is lent says how the deputy signs: "KT.", "TL." or "TUQ."; what was lent before says nothing, which is TUQ."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more column of the grants."""
    op.add_column("role_grant", sa.Column("signing", sa.String(8), nullable=False, server_default=""))
