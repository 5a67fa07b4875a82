"""An official may have an address: leaders are written to about what lies in their office."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One more column of the people."""
    op.add_column("person", sa.Column("email", sa.Text, nullable=False, server_default=""))
